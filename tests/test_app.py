"""The program as a process of its own, and what it does once it has started."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from gmmgui.app import make_window
from gmmgui.ui.palette import component_colour
from gmmgui.ui.theme import THEMES

ROOT = Path(__file__).parents[1]


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The program with these arguments, off screen, with nobody's settings."""
    places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA")}
    environment = os.environ | places | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "gmmgui.app", *arguments]
    return subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_takes_a_picture_of_itself_and_ends(tmp_path: Path, theme: str) -> None:
    path = tmp_path / "window.png"
    done = run("--screenshot", str(path), "--data", "faithful", "--half-steps", "3", "--theme", theme, home=tmp_path)
    assert done.returncode == 0, done.stderr
    picture = QImage(str(path))
    assert (picture.width(), picture.height()) == (1366, 768)
    colours = [picture.pixelColor(x, y).name() for x in range(330, 1050) for y in range(100, 500)]
    assert colours.count(THEMES[theme].canvas) > len(colours) / 2, "the canvas is in the colours of the theme"
    centroid = [colours.count(component_colour(number).name()) for number in (0, 1)]
    assert min(centroid) > 50, "two centroids and their ellipses"
    with_points = len(set(colours))
    assert with_points > 2_000, "and points in what lies between the two colours"


def test_an_unknown_word_is_told(tmp_path: Path) -> None:
    done = run("--theme", "pink", home=tmp_path)
    assert done.returncode == 2 and "invalid choice: 'pink'" in done.stderr


def test_what_is_loaded_is_not_looked_through_again(qapp: QApplication, settings: QSettings) -> None:
    loaded = [{"loaded": number} for number in range(1_000)]
    before = gc.get_freeze_count()
    window = make_window(qapp, settings)
    window.session.warm_up.ended.emit()
    try:
        assert gc.get_freeze_count() >= before + len(loaded)
    finally:
        window.close()
        window.deleteLater()
