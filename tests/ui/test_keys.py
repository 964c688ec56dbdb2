"""Keys: all that the program promises are there, shown on one page, and each does its thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QMessageBox, QSpinBox, QWidget

from gmmgui.session.transport import Mode
from gmmgui.ui.keys import KEYS, MOUSE, UNDO
from tests.conftest import Hand
from tests.samples import groups
from tests.ui.support import put

PROMISED = {
    "Space": "toggle",
    "Right": "step",
    "Left": "back",
    "Shift+Right": "iterate",
    "End": "finish",
    "Home": "home",
    "L": "toggle_looping",
    "Shift+Space": "play_back",
    "F11": "present",
    "Ctrl+O": "open_file",
    "Ctrl+S": "save",
    "?": "show_keys",
}
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def walked(hand: Hand) -> Hand:
    """Five states of a run, the third shown."""
    put(hand, groups())
    hand.player.step(5)
    hand.settle()
    hand.player.scrub(2)
    hand.settle()
    return hand


def test_the_promised_keys_are_there() -> None:
    table = {text: key.command for key in KEYS for text in key.keys}
    assert PROMISED.items() <= table.items()
    assert [text for text, _ in UNDO] == ["Ctrl+Z", "Ctrl+Y"]


def test_no_key_means_two_things(hand: Hand) -> None:
    actions = {id(action): action for action in hand.window.findChildren(QAction)}.values()
    texts = [sequence.toString() for action in actions for sequence in action.shortcuts()]
    assert sorted(texts) == sorted(set(texts))
    promised = {QKeySequence(text).toString() for text in (*PROMISED, "Ctrl+Z", "Ctrl+Y")}
    assert promised <= set(texts)


@pytest.mark.parametrize(
    ("key", "modifier", "cursor"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 3),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Right, SHIFT, 4),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
    ],
)
def test_keys_that_walk(walked: Hand, key: Qt.Key, modifier: Qt.KeyboardModifier, cursor: int) -> None:
    walked.press(key, modifier)
    walked.settle()
    assert walked.player.cursor == cursor


def test_end_goes_to_convergence(walked: Hand) -> None:
    walked.press(Qt.Key.Key_End)
    walked.settle()
    assert walked.player.at_end


def test_space_plays_and_pauses(walked: Hand) -> None:
    walked.press(Qt.Key.Key_Space)
    assert walked.player.mode is Mode.PLAYING
    walked.press(Qt.Key.Key_Space)
    assert walked.player.mode is Mode.PAUSED


@pytest.mark.parametrize("name", ["backButton", "finishButton", "fitButton", "generateButton"])
def test_space_plays_whatever_button_has_the_focus(walked: Hand, name: str) -> None:
    walked.window.activateWindow()
    button = walked.child(QWidget, name)
    button.setFocus()
    document = walked.window.session.store.document
    walked.qtbot.keyClick(button, Qt.Key.Key_Space)
    assert walked.player.mode is Mode.PLAYING
    assert walked.window.session.store.document is document and walked.player.cursor >= 2, "neither back nor anew"


def test_undo_and_redo(walked: Hand) -> None:
    walked.click(0, 3)
    edits = walked.window.session.store.document.edits
    assert len(edits) == 1
    walked.press(Qt.Key.Key_Z, CONTROL)
    assert walked.window.session.store.document.edits == ()
    walked.press(Qt.Key.Key_Y, CONTROL)
    assert walked.window.session.store.document.edits == edits


@pytest.mark.parametrize(("key", "name"), [(Qt.Key.Key_O, "openFileDialog"), (Qt.Key.Key_S, "saveFileDialog")])
def test_open_and_save_ask_where(hand: Hand, key: Qt.Key, name: str) -> None:
    hand.press(key, CONTROL)
    dialog = hand.child(QFileDialog, name)
    assert isinstance(dialog, QFileDialog) and dialog.isVisible()
    dialog.reject()


@pytest.mark.parametrize("key", [Qt.Key.Key_Question, Qt.Key.Key_F1])
def test_the_page_of_keys_shows_all(hand: Hand, key: Qt.Key) -> None:
    hand.press(key)  # a real keyboard sends Shift, too; its map says that this is ?, and here there is no map
    dialog = hand.child(QDialog, "keysDialog")
    assert isinstance(dialog, QDialog) and dialog.isVisible()
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for shown in ("Space", "→", "←", "Shift+→", "End", "Home", "F11", "Ctrl+Z", "Ctrl+Y", "Ctrl+O", "Ctrl+S", "?"):
        assert shown in texts
    assert all(what in texts for _, what in MOUSE)
    hand.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_clear(walked: Hand) -> None:
    walked.press(Qt.Key.Key_Backspace, CONTROL)
    assert walked.player.state is None


def test_quit_closes_the_window(walked: Hand) -> None:
    walked.press(Qt.Key.Key_Q, CONTROL)
    assert not walked.window.isVisible() and not walked.window.session.engine.is_running


def test_about(hand: Hand) -> None:
    action = hand.window.findChild(QAction, "aboutAction")
    assert action is not None
    action.trigger()
    box = hand.child(QMessageBox, "aboutBox")
    assert isinstance(box, QMessageBox) and "gmmgui" in box.text()
    box.accept()


def test_keys_of_a_field_stay_in_the_field(walked: Hand) -> None:
    """While a number is typed, Home and the arrows move in it and not in the run."""
    spin = walked.child(QSpinBox, "componentsSpin")
    assert isinstance(spin, QSpinBox)
    walked.window.activateWindow()
    spin.setFocus()
    walked.qtbot.waitUntil(spin.hasFocus)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End):
        walked.qtbot.keyClick(spin, key)
    assert walked.player.cursor == 2 and walked.player.mode is Mode.PAUSED


def test_every_key_names_a_command(hand: Hand) -> None:
    for key in KEYS:
        command: Callable[[], None] = getattr(hand.window.commands, key.command)
        assert callable(command)
        action = hand.window.findChild(QAction, f"{key.command}Action")
        assert action is not None
        assert [sequence.toString() for sequence in action.shortcuts()] == [
            QKeySequence(text).toString() for text in key.keys
        ]
