"""Start-up stays quick and the data layer stays free of Qt: seen in a fresh interpreter."""

from __future__ import annotations

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


def test_resources_are_beside_the_package_or_inside_a_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert resource("data", "iris.csv").read_text().startswith('"Sepal.Length"')
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("data", "iris.csv") == tmp_path / "resources" / "data" / "iris.csv"
