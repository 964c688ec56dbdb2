"""What was once wrong on screen, and must not come back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QSpinBox

from gmmgui.core import RunSpec, Status
from gmmgui.data import DATASETS, Dataset
from gmmgui.session.document import Document
from gmmgui.ui.canvas.render.curves import curve
from tests.conftest import Hand


def show(hand: Hand, key: str) -> None:
    """Load an entry of the catalogue with its run."""
    entry = DATASETS[key]
    hand.window.session.store.edit(Document.of(entry.load(), entry.spec or RunSpec()), "Choose")
    hand.settle()


@pytest.mark.parametrize(("first", "second"), [("lec000_x4", "penguins"), ("penguins", "lec000_gmm1")])
def test_axes_tell_the_numbers_of_the_data(hand: Hand, first: str, second: str) -> None:
    for key in (first, second):
        show(hand, key)
        hand.window.grab()
        for name in ("left", "bottom"):
            axis = hand.canvas.plotItem.getAxis(name)
            assert axis.autoSIPrefixScale == 1.0 and axis.labelUnitPrefix == ""


@pytest.mark.parametrize("key", ["lec000_x4", "lec000_nine", "lec000_narrow"])
def test_curves_are_those_of_the_state_even_when_the_view_grows(hand: Hand, key: str) -> None:
    show(hand, key)
    hand.press(Qt.Key.Key_End)
    hand.settle()
    state = hand.player.state
    assert state is not None and state.iteration > 0
    mixture = state.mixture
    curves = hand.canvas.layers.layers["curves"].childItems()
    assert len(curves) == mixture.k
    for j, item in enumerate(curves):
        places, heights = item.getData()
        request = curve(places, mixture.weights[j], mixture.means[j, 0], mixture.covariances[j, 0, 0])
        assert np.allclose(heights, request)


def test_saving_asks_before_it_overwrites(hand: Hand, tmp_path: Path) -> None:
    kept = tmp_path / "keep.png"
    kept.write_text("mine")
    hand.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = next(d for d in hand.window.findChildren(QFileDialog, "saveFileDialog") if d.isVisible())
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(str(tmp_path / "keep"))
    asked: list[str] = []

    def refuse() -> None:
        box = dialog.findChild(QMessageBox)
        if box is not None and box.isVisible():
            asked.append(box.text())
            box.button(QMessageBox.StandardButton.No).click()

    timer = QTimer(dialog)
    timer.timeout.connect(refuse)
    timer.start(10)
    hand.qtbot.keyClick(line, Qt.Key.Key_Return)
    timer.stop()
    assert len(asked) == 1 and "keep.png" in asked[0]
    assert kept.read_text() == "mine"
    dialog.reject()


def test_the_keys_work_after_k_was_typed(hand: Hand) -> None:
    spin = hand.child(QSpinBox, "componentsSpin")
    assert isinstance(spin, QSpinBox)
    hand.window.activateWindow()
    spin.setFocus()
    spin.selectAll()
    hand.qtbot.keyClick(spin, Qt.Key.Key_4)
    hand.qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert hand.window.session.store.document.spec.k == 4
    assert not spin.hasFocus()
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.player.state is not None and hand.player.state.mixture.k == 4


def test_presenter_view_gives_a_maximised_window_back(hand: Hand) -> None:
    hand.window.showMaximized()
    hand.press(Qt.Key.Key_F11)
    assert hand.window.isFullScreen()
    hand.press(Qt.Key.Key_F11)
    assert hand.window.isMaximized()


def test_two_edits_in_a_row_are_both_kept(hand: Hand) -> None:
    show(hand, "faithful")
    hand.player.step(4)
    hand.settle()
    edit_commands = hand.window.session.edit_commands
    edit_commands.place(np.array([3.0, 60.0]))
    edit_commands.place(np.array([3.5, 65.0]))
    edit_commands.move(0, np.array([2.0, 50.0]))
    hand.settle()
    state = hand.player.state
    assert state is not None and state.components == (0, 1, 2, 3)
    assert np.allclose(state.mixture.means[[0, 2, 3]], [(2, 50), (3, 60), (3.5, 65)])


def test_a_hand_helps_a_collapsed_run_on(hand: Hand) -> None:
    points = np.array([[0.0, 0.0], [0.1, 0.3], [0.2, -0.1], [9.0, 9.0]])
    spec = RunSpec("hard-em", 2, initialiser="marks", marks=np.array([[0, 0], [9, 9]]), min_variance=0.0)
    hand.window.session.store.edit(Document.of(Dataset("four", points, ("a", "b")), spec), "Choose")
    hand.settle()
    hand.player.finish()
    hand.settle()
    assert hand.player.state is not None and hand.player.state.status is Status.DEGENERATE
    hand.window.session.edit_commands.move(1, np.array([0.2, 0.1]))
    hand.settle()
    assert hand.player.state.status is Status.RUNNING
    assert np.allclose(hand.player.state.mixture.means[1], (0.2, 0.1))


def test_an_edit_that_cannot_be_is_taken_back(hand: Hand) -> None:
    show(hand, "faithful")
    hand.player.step(4)
    hand.settle()
    before = hand.player.state
    failures: list[str] = []
    hand.player.failed.connect(lambda failure: failures.append(failure.sentence))
    hand.window.session.edit_commands.move(0, np.array([1e300, 1e300]))
    hand.settle()
    assert len(failures) == 1 and failures[0].endswith("The change was taken back.")
    assert hand.player.state is before and not hand.window.session.store.document.edits
    hand.player.step()
    hand.settle()
    assert len(failures) == 1 and hand.player.length == 5


def test_k_comes_back_when_the_marks_are_gone(hand: Hand) -> None:
    assert hand.window.session.store.document.spec.k == 3
    hand.click(0, 0)
    assert hand.window.session.store.document.spec.k == 1
    hand.click(0, 0, Qt.MouseButton.RightButton)
    assert hand.window.session.store.document.spec.k == 3
    assert hand.window.session.store.document.spec.initialiser == "k-means++"


def test_a_centroid_just_placed_is_the_one_that_delete_removes(hand: Hand) -> None:
    hand.click(0, 0)
    hand.click(5, 5)
    hand.qtbot.keyClick(hand.canvas, Qt.Key.Key_Delete)
    hand.settle()
    state = hand.player.state
    assert state is not None and state.mixture.k == 1
    assert np.allclose(state.mixture.means, 0, atol=0.2)


def test_names_of_columns_are_no_html(hand: Hand) -> None:
    data = Dataset("odd", np.arange(8.0).reshape(4, 2), ("a<b>bold</b>", "x" * 300))
    hand.window.session.store.edit(Document.of(data, replace(RunSpec(), k=2)), "Choose")
    assert hand.canvas.plotItem.getAxis("bottom").label.toPlainText().strip() == "a<b>bold</b>"
    assert len(hand.canvas.plotItem.getAxis("left").label.toPlainText()) < 100


def test_what_is_drawn_of_the_mixture_moves_with_the_view(hand: Hand) -> None:
    """A picture of the layer that Qt keeps must not outlive a shift of the view."""
    hand.click(0, 0)
    view = hand.canvas.plotItem.getViewBox()
    low, high = view.viewRange()[0]
    before = hand.canvas.grab().toImage()
    view.translateBy(x=(high - low) / 4, y=0)
    moved = hand.canvas.grab().toImage()
    hand.canvas.layers.layers["ellipses"].update()
    drawn_anew = hand.canvas.grab().toImage()
    assert moved != before
    assert moved == drawn_anew
