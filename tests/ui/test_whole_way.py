"""The whole way once, through the real window: from a file to a converged mixture by hand-drawn centroids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QTableView

from gmmgui.core import Phase, Status
from gmmgui.core.backend import numba_backend
from gmmgui.resources import resource
from gmmgui.session.transport import Mode
from tests.conftest import Hand
from tests.ui import support


def open_through_panel(hand: Hand, path: Path) -> None:
    """Push Open…, type the name, press Enter."""
    hand.push("loadButton")
    dialog = hand.child(QFileDialog, "openFileDialog")
    hand.qtbot.waitUntil(dialog.isVisible)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(str(path))
    hand.qtbot.keyClick(line, Qt.Key.Key_Return)
    hand.qtbot.waitUntil(lambda: hand.window.session.store.document.dataset.name.startswith(path.name.split(".")[0]))
    hand.settle()


def choose(hand: Hand, box_name: str, key: str) -> None:
    """Choose the entry ``key`` of a combo box with the keyboard, as a user does."""
    support.choose(hand.qtbot, hand.child(QComboBox, box_name), key)
    hand.settle()


@pytest.fixture
def faithful(hand: Hand, tmp_path: Path) -> Hand:
    """Old Faithful, loaded from a CSV on disk through the panel, and two centroids clicked."""
    path = tmp_path / "faithful.csv"
    path.write_bytes(resource("data", "faithful.csv").read_bytes())
    open_through_panel(hand, path)
    hand.click(2, 55)
    hand.click(4, 75)
    return hand


def test_old_faithful_by_hand(faithful: Hand) -> None:
    hand = faithful
    assert hand.window.session.store.document.spec.k == 2
    choose(hand, "algorithmBox", "soft-em")
    choose(hand, "covarianceBox", "full")
    hand.press(Qt.Key.Key_End)
    hand.settle()
    state = hand.player.state
    assert state is not None and state.status is Status.CONVERGED
    value = hand.child(QLabel, "objectiveValue")
    assert isinstance(value, QLabel) and value.text() == "Log-likelihood −1130.26396"
    table = hand.child(QTableView, "parametersTable")
    assert isinstance(table, QTableView)
    shown = {
        table.model().headerData(row, Qt.Orientation.Vertical): [
            table.model().index(row, column).data() for column in range(2)
        ]
        for row in range(table.model().rowCount())
    }
    assert shown["μ eruptions"] == ["2.03639", "4.28966"]
    assert shown["μ waiting"] == ["54.4785", "79.9681"]
    exact = [table.model().index(2, column).data(Qt.ItemDataRole.UserRole) for column in range(2)]
    assert exact == pytest.approx([54.478, 79.968], abs=1e-3)


def test_back_to_the_start_and_forward_gives_the_same_bits(faithful: Hand) -> None:
    hand = faithful
    numba_backend.load()  # otherwise kernels that come meanwhile would round the second run in another way
    hand.press(Qt.Key.Key_End)
    hand.settle()
    last, length = hand.player.state, hand.player.length
    before = [state.objective for state in hand.player.history]
    hand.press(Qt.Key.Key_Home)
    hand.settle()
    assert hand.player.cursor == 0 and hand.player.state is not last
    for _ in range(length - 1):
        hand.press(Qt.Key.Key_Right)
        hand.settle()
    assert hand.player.state is last
    # and computed anew, from the same document, to the same bits
    hand.player.clear()
    hand.press(Qt.Key.Key_End)
    hand.settle()
    again = hand.player.state
    assert again is not last and last is not None and again is not None
    assert [state.objective for state in hand.player.history] == before
    for part in ("weights", "means", "covariances"):
        assert np.array_equal(getattr(again.mixture, part), getattr(last.mixture, part))


def test_drag_a_centroid_in_the_middle_of_a_run_and_undo(faithful: Hand) -> None:
    hand = faithful
    for _ in range(4):
        hand.press(Qt.Key.Key_Right)
        hand.settle()
    before = hand.player.state
    assert before is not None and before.iteration == 2
    x, y = before.mixture.means[0]
    hand.drag((x, y), (4.5, 60))
    edited = hand.player.state
    assert edited is not None and edited.phase is Phase.EDIT
    size = hand.canvas.plotItem.getViewBox().viewPixelSize()
    assert np.allclose(edited.mixture.means[0], (4.5, 60), atol=1.5 * max(size))
    assert abs(edited.mixture.means[0][0] - 4.5) <= 1.5 * size[0]
    assert np.array_equal(edited.mixture.means[1], before.mixture.means[1])
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.player.state is not None and hand.player.state.phase is Phase.E
    hand.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.settle()
    assert hand.player.state is before
    hand.press(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    hand.settle()
    again = hand.player.state
    assert again is not None and np.array_equal(again.mixture.means, edited.mixture.means)


def test_k_follows_the_marks(faithful: Hand) -> None:
    hand = faithful
    spec = hand.window.session.store.document.spec
    assert spec.initialiser == "marks" and spec.k == 2
    hand.click(3, 90)
    assert hand.window.session.store.document.spec.k == 3
    hand.click(3, 90, Qt.MouseButton.RightButton)
    assert hand.window.session.store.document.spec.k == 2
    hand.click(4, 75)  # selects
    hand.canvas.setFocus()
    hand.qtbot.keyClick(hand.canvas, Qt.Key.Key_Delete)
    hand.settle()
    assert hand.window.session.store.document.spec.k == 1
    state = hand.player.state
    assert state is not None and np.allclose(state.mixture.means, [(2, 55)], atol=0.5)


def test_step_button_names_the_next_half_step(faithful: Hand) -> None:
    from PySide6.QtWidgets import QToolButton

    hand = faithful
    button = hand.child(QToolButton, "stepButton")
    assert isinstance(button, QToolButton)
    assert button.text() == "E: assign"
    hand.push("stepButton")
    hand.settle()
    assert button.text() == "M: update"
    hand.push("stepButton")
    hand.settle()
    assert button.text() == "E: assign"


def test_close_during_a_run(hand: Hand) -> None:
    choose(hand, "datasetBox", "lec000_em1d_close")
    hand.press(Qt.Key.Key_Space)
    hand.qtbot.waitUntil(lambda: hand.player.length > 2)
    assert hand.player.mode is Mode.PLAYING
    hand.window.close()
    assert not hand.window.session.engine.is_running
