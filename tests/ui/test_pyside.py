"""The PySide6 in use keeps count of what it hands out.

PySide6 6.12.0 on Python 3.10 and 3.11 loses a reference to None on most calls that return nothing, and aborts the
process after some thousand of them.
"""

from __future__ import annotations

import sys

import PySide6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 500


def references_lost(call: object) -> int:
    """By how much the count of references to None falls over many calls; on Python 3.12 and later it never does."""
    assert callable(call)
    call()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    return before - sys.getrefcount(None)


def test_calls_that_return_nothing_lose_no_reference(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    assert abs(references_lost(lambda: label.setText("text"))) < CALLS / 10


def test_signals_lose_no_reference(qtbot: QtBot) -> None:
    class Sender(QObject):
        sent = Signal(object)

    sender = Sender()
    sender.sent.connect(lambda _value: None)
    assert abs(references_lost(lambda: sender.sent.emit(None))) < CALLS / 10


def test_the_version_is_one_that_the_program_was_tried_with() -> None:
    assert (6, 8) <= tuple(int(part) for part in PySide6.__version__.split(".")[:2]) < (6, 11)
