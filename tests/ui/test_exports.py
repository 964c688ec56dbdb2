"""What Save writes, through its dialog: points, parameters and picture as they are on screen."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit

from gmmgui.data import load
from gmmgui.ui.exports import EXPORTS, export_for, name_filters
from tests.conftest import Hand
from tests.samples import groups
from tests.ui.support import failure_box, picture, put


def save(hand: Hand, name: str, name_filter: str = "") -> None:
    """Press Ctrl+S, type the name, press Enter."""
    hand.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = next(d for d in hand.window.findChildren(QFileDialog, "saveFileDialog") if d.isVisible())
    if name_filter:
        types = dialog.findChild(QComboBox, "fileTypeCombo")
        assert types is not None
        types.setFocus()
        hand.qtbot.keyClick(types, Qt.Key.Key_Home)
        while types.currentText() != name_filter:
            hand.qtbot.keyClick(types, Qt.Key.Key_Down)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(name)
    hand.qtbot.keyClick(line, Qt.Key.Key_Return)
    hand.qtbot.waitUntil(lambda: not dialog.isVisible())


@pytest.fixture
def run(hand: Hand) -> Hand:
    """Soft EM after two iterations and an E."""
    put(hand, groups(k=3), k=3)
    hand.player.step(6)
    hand.settle()
    return hand


def read(path: Path) -> tuple[list[str], np.ndarray]:
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return header, np.array(rows, dtype=np.float64)


def test_points_with_components_and_responsibilities(run: Hand, tmp_path: Path) -> None:
    save(run, str(tmp_path / "points.csv"))
    header, rows = read(tmp_path / "points.csv")
    names = [f"responsibility_{number}" for number in (1, 2, 3)]
    assert header == ["x1", "x2", "component", *names]
    assignment = run.player.assignment
    assert assignment is not None and assignment.labels is not None and assignment.responsibilities is not None
    points = run.window.session.store.document.dataset.points
    assert np.array_equal(rows[:, :2], points), "to the last bit"
    assert np.array_equal(rows[:, 2], assignment.labels + 1)
    assert np.array_equal(rows[:, 3:], assignment.responsibilities)


def test_points_under_the_numbers_on_screen(run: Hand, tmp_path: Path) -> None:
    """Without the first component, the others are still the second and the third."""
    run.window.session.edit_commands.remove(0)
    run.settle()
    run.press(Qt.Key.Key_Right)
    run.settle()
    save(run, str(tmp_path / "points.csv"))
    header, rows = read(tmp_path / "points.csv")
    assert header[3:] == ["responsibility_2", "responsibility_3"]
    assert set(rows[:, 2]) == {2, 3}
    assert np.array_equal(rows[:, 2], rows[:, 3:].argmax(axis=1) + 2)


def test_points_of_hard_assignment_have_no_responsibilities(hand: Hand, tmp_path: Path) -> None:
    put(hand, groups(), algorithm="kmeans")
    hand.player.step(2)
    hand.settle()
    save(hand, str(tmp_path / "points.csv"))
    assert read(tmp_path / "points.csv")[0] == ["x1", "x2", "component"]


def test_points_before_a_run_can_be_opened_again(hand: Hand, tmp_path: Path) -> None:
    put(hand, groups(d=3))
    save(hand, str(tmp_path / "points.csv"))
    again = load(tmp_path / "points.csv")
    assert again.features == ("x1", "x2", "x3")
    assert np.array_equal(again.points, groups(d=3).points)


def test_parameters(run: Hand, tmp_path: Path) -> None:
    save(run, str(tmp_path / "parameters.json"))
    saved = json.loads((tmp_path / "parameters.json").read_text(encoding="utf-8"))
    state = run.player.state
    assert state is not None
    for part in ("weights", "means", "covariances"):
        assert np.array_equal(saved[part], getattr(state.mixture, part)), part
    assert saved["objective"] == state.objective and saved["iteration"] == 2 and saved["status"] == "running"
    assert saved["components"] == [1, 2, 3] and saved["columns"] == ["x1", "x2"]
    assert (saved["algorithm"], saved["covariance_type"], saved["seed"]) == ("soft-em", "full", 0)


def test_parameters_before_a_run_are_the_settings(hand: Hand, tmp_path: Path) -> None:
    put(hand, groups(), seed=7)
    save(hand, str(tmp_path / "parameters.json"))
    saved = json.loads((tmp_path / "parameters.json").read_text(encoding="utf-8"))
    assert saved["seed"] == 7 and "means" not in saved


def test_picture(run: Hand, tmp_path: Path) -> None:
    save(run, str(tmp_path / "picture.png"))
    saved, seen = QImage(str(tmp_path / "picture.png")), picture(run)
    assert saved.size() == run.canvas.size()
    colours = {saved.pixel(x, y) for x in range(0, saved.width(), 3) for y in range(0, saved.height(), 3)}
    assert len(colours) > 20, "it is not empty"
    offset = run.canvas.viewport().geometry().topLeft()
    places = [(x, y) for x in range(60, seen.width() - 5, 7) for y in range(5, seen.height() - 60, 7)]
    assert all(saved.pixel(x + offset.x(), y + offset.y()) == seen.pixel(x, y) for x, y in places)


@pytest.mark.parametrize("key", EXPORTS)
def test_the_filter_adds_the_ending(run: Hand, tmp_path: Path, key: str) -> None:
    name_filter = next(text for text in name_filters() if EXPORTS[key].suffix in text)
    save(run, str(tmp_path / "result"), name_filter)
    assert [path.name for path in tmp_path.iterdir() if path.stem == "result"] == [f"result.{EXPORTS[key].suffix}"]


def test_the_ending_wins_over_the_filter() -> None:
    export, path = export_for(Path("a.JSON"), name_filters()[0])
    assert export is EXPORTS["parameters"] and path == Path("a.JSON")
    export, path = export_for(Path("results.v2"), name_filters()[1])
    assert path == Path(f"results.v2.{export.suffix}")


@pytest.mark.parametrize("key", EXPORTS)
def test_a_place_that_cannot_be_written_is_a_sentence(run: Hand, tmp_path: Path, key: str) -> None:
    path = tmp_path / "missing" / f"result.{EXPORTS[key].suffix}"
    run.window.commands.save_as(path, "")
    box = failure_box(run)
    assert path.name in box.text() and "could not be" in box.text() and box.detailedText() == ""
    box.accept()
