"""Start-up stays quick and the data layer stays free of Qt: seen in a fresh interpreter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gmmgui.resources import resource

ROOT = Path(__file__).parent.parent.parent


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_data_layer_does_not_import_pandas() -> None:
    assert "none" in run("import sys, gmmgui.data; print('pandas' if 'pandas' in sys.modules else 'none')")


def test_the_data_layer_works_without_qt() -> None:
    code = """
import sys
sys.modules["PySide6"] = None
sys.modules["pyqtgraph"] = None
from gmmgui.data import DATASETS
print(sum(entry.load().n for entry in DATASETS.values()))
"""
    assert int(run(code)) > 3000


def test_without_pandas_all_but_files_work_and_a_file_names_the_extra() -> None:
    code = """
import sys
sys.modules["pandas"] = None
from gmmgui.data import DATASETS, DataError, GaussianClusters, gaussian_clusters
print(gaussian_clusters(GaussianClusters(n=50)).n)
try:
    DATASETS["iris"].load()
except DataError as error:
    print(error)
"""
    assert run(code).splitlines() == ["50", 'To read iris.csv takes pandas: type pip install "gmmgui[data]".']


def test_resources_are_beside_the_package_or_inside_a_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert resource("data", "iris.csv").read_text().startswith('"Sepal.Length"')
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    with pytest.raises(FileNotFoundError, match="no data sets and icons in"):
        resource("data", "iris.csv")
    (tmp_path / "resources").mkdir()
    assert resource("data", "iris.csv") == tmp_path / "resources" / "data" / "iris.csv"


def test_an_installed_package_has_its_own_resources(tmp_path: Path) -> None:
    (tmp_path / "gmmgui").mkdir()
    for name in ("__init__.py", "resources.py"):
        shutil.copy(ROOT / "gmmgui" / name, tmp_path / "gmmgui")
    command = [sys.executable, "-c", "from gmmgui.resources import resource; print(resource('icons'))"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def said() -> str:
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
        return (done.stdout + done.stderr).strip()

    package = tmp_path.resolve() / "gmmgui"
    assert f"in {package / '_resources'} nor {tmp_path.resolve() / 'resources'}: install it" in said()
    (tmp_path / "resources").mkdir()
    assert said() == str(tmp_path.resolve() / "resources" / "icons")
    (package / "_resources").mkdir()
    assert said() == str(package / "_resources" / "icons"), "and not what another package has left beside it"
