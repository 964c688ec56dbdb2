"""The wheel: what is in it, and that it starts where there is no source."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from PySide6.QtGui import QImage

from gmmgui.bootstrap import interpreter_in

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "docs", "gmmgui", "resources")
SDIST = "import sys; from setuptools import build_meta; print(build_meta.build_sdist(sys.argv[1]))"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
OFFLINE = ("--no-input", "--no-index", "--no-deps")  # the dependencies are those of the interpreter that runs the tests

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints that knows nothing of this checkout, nor of anybody's settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    places = {name: str(cwd) for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA")}
    environment |= places | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def wheel_of(source: Path, folder: Path) -> Path:
    """The wheel that pip builds of a folder or an archive with the setuptools that is here."""
    run(*PIP, "wheel", *OFFLINE, "--no-build-isolation", "--wheel-dir", folder, source, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the wheel is made of: setuptools writes beside it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for needed in map(Requirement, project["build-system"]["requires"]):
        here = metadata.version(needed.name)
        assert needed.specifier.contains(here), f"{needed}, not {here}: pip install -r requirements-dev.txt"
    folder = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the source archive, so that both are whole."""
    folder = tmp_path_factory.mktemp("archive")
    name = run(sys.executable, "-c", SDIST, folder, cwd=source).splitlines()[-1]
    return wheel_of(folder / name, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the wheel, and with what else this interpreter finds."""
    environment = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=environment)
    python = interpreter_in(environment)
    run(*PIP, "--python", python, "install", *OFFLINE, wheel, cwd=environment)
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=environment)
    others = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    Path(packages.strip(), "others.pth").write_text("\n".join(others), "utf-8")
    return python


def test_all_files_are_in_it_and_no_others(wheel: Path, source: Path, tmp_path: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert names == set(zipfile.ZipFile(wheel_of(source, tmp_path)).namelist()), "with and without a source archive"
    code = {path.relative_to(source).as_posix() for path in (source / "gmmgui").rglob("*") if path.is_file()}
    files = {path for path in (source / "resources").rglob("*") if path.is_file()}
    resources = {f"gmmgui/_resources/{path.relative_to(source / 'resources').as_posix()}" for path in files}
    assert "gmmgui/py.typed" in code and len(resources) > 20
    assert {name for name in names if ".dist-info/" not in name} == code | resources
    licences = {name.partition("/licenses/")[2] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "docs/data.md"}


def test_it_starts_far_from_the_source(installed: Path, tmp_path: Path) -> None:
    command = installed.with_name("gmmgui.exe" if sys.platform == "win32" else "gmmgui")
    run(command, "--screenshot", "window.png", "--data", "iris", "--half-steps", "3", cwd=tmp_path)
    picture = QImage(str(tmp_path / "window.png"))
    assert (picture.width(), picture.height()) == (1366, 768)


def test_its_catalogue_is_whole(installed: Path, tmp_path: Path) -> None:
    code = (
        "import gmmgui; from gmmgui.data import DATASETS\n"
        "print([gmmgui.__file__, gmmgui.__version__, sum(entry.load().n for entry in DATASETS.values())])"
    )
    file, version, points = ast.literal_eval(run(installed, "-c", code, cwd=tmp_path))
    assert installed.parents[1] in Path(file).parents
    asked = "from importlib import metadata; print(metadata.version('gmmgui'))"
    assert run(installed, "-c", asked, cwd=tmp_path).strip() == version
    assert points > 3_000
