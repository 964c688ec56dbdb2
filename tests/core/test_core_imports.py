"""The mathematics takes NumPy, SciPy and numba alone: seen in a fresh interpreter that has nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys
sys.modules.update(dict.fromkeys(["PySide6", "shiboken6", "pyqtgraph", "pandas"]))
from gmmgui.core import fit
print(fit([[0.0], [2.0], [10.0], [12.0]], 2, algorithm="kmeans", init=[[0], [12]]).mixture.means.tolist())
"""


def test_the_core_works_without_qt_and_pandas() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[[1.0], [11.0]]\n"
