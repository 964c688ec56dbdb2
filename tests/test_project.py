"""What lies at the top of the project agrees with the program and with itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import gmmgui
from gmmgui.bootstrap import NEWEST_PYTHON, OLDEST_PYTHON

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BLOCKED = "import sys; sys.modules.update(dict.fromkeys({names}))\n"


def test_every_folder_of_the_package_is_packed() -> None:
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "gmmgui").rglob("*.py")}
    packages = {".".join(folder.parts) for folder in folders}
    settings = PROJECT["tool"]["setuptools"]
    assert settings["package-dir"] == {"gmmgui._resources": "resources"}
    assert sorted(settings["packages"]) == sorted(packages | settings["package-dir"].keys())


def test_the_core_asks_for_nothing_of_the_window() -> None:
    names = {re.split(r"[^\w-]", requirement)[0] for requirement in PROJECT["project"]["dependencies"]}
    assert names == {"numpy", "scipy", "numba"}


def test_the_citation_is_of_this_version_and_the_changes_are_told() -> None:
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {gmmgui.__version__}\n" in citation
    assert f"\nlicense: {PROJECT['project']['license']}\n" in citation
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_a_commit_is_checked_by_the_linters_of_ci() -> None:
    script, hooks = ((ROOT / name).read_text("utf-8") for name in (".ci/run", ".pre-commit-config.yaml"))
    linters = re.findall(r'^ *"\$python" (-m (?:ruff|mypy).*|-c .*importlinter.*)$', script, re.MULTILINE)
    every = [line.replace('"$platform"', platform) for line in linters for platform in ("win32", "darwin")]
    assert len(set(every)) == 5
    assert set(re.findall(r"^ *entry: python (.*)$", hooks, re.MULTILINE)) == set(every)


def test_the_workflow_has_the_oldest_and_the_newest_python() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    oldest, newest = (".".join(map(str, version)) for version in (OLDEST_PYTHON, NEWEST_PYTHON))
    assert f'python: ["{oldest}", "{newest}"]' in workflow
    assert "run: bash .ci/run\n" in workflow
    supported = [line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if "Python :: 3." in line]
    assert (supported[0], supported[-1]) == (oldest, newest)


def test_without_the_extra_the_command_says_what_to_type() -> None:
    code = BLOCKED.format(names=["PySide6", "pyqtgraph"]) + "from gmmgui.__main__ import main; sys.exit(main())"
    environment = os.environ | {"PATH": ""}  # no program that could open a dialog
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == 'gmmgui: The window takes PySide6, pyqtgraph: type pip install "gmmgui[gui]".\n'
