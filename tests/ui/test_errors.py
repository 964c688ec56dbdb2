"""When things go wrong: a sentence, a traceback for a fault of the program, and everything goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from types import TracebackType

import pytest
from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from gmmgui.core import ALGORITHMS, Mixture, Statistics, Status
from gmmgui.core.types import Floats
from gmmgui.session.transport import Mode
from gmmgui.session.worker import Failure
from gmmgui.ui.errors import ExceptionHook
from gmmgui.ui.main_window import MainWindow
from tests.conftest import Hand
from tests.samples import groups, table
from tests.ui.support import failure_box, put


def faulty_pass(_points: Floats, _mixture: Mixture, _reference: Floats) -> Statistics:
    raise ArithmeticError("this plug-in cannot count")


@pytest.fixture
def plug_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two algorithms more: one that is soft EM by another name, and one with a fault in it."""
    soft = ALGORITHMS["soft-em"]
    monkeypatch.setitem(ALGORITHMS, "other-em", replace(soft, title="Other EM"))
    monkeypatch.setitem(ALGORITHMS, "faulty", replace(soft, title="Faulty", e_pass=faulty_pass, e_kernel=""))


def choose_algorithm(hand: Hand, key: str) -> None:
    box = hand.child(QComboBox, "algorithmBox")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(key))
    hand.settle()


def button(box: QMessageBox, text: str) -> QPushButton:
    return next(widget for widget in box.findChildren(QPushButton) if widget.text().replace("&", "") == text)


def test_a_fault_in_an_algorithm_is_shown_and_the_program_goes_on(plug_ins: None, hand: Hand) -> None:
    put(hand, groups())
    choose_algorithm(hand, "faulty")
    hand.press(Qt.Key.Key_Right)
    box = failure_box(hand)
    assert box.text() == "The computation failed: ArithmeticError: this plug-in cannot count"
    assert box.detailedText().startswith("Traceback") and "faulty_pass" in box.detailedText()
    QGuiApplication.clipboard().clear()
    hand.qtbot.mouseClick(button(box, "Copy details"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == box.detailedText()
    assert box.isVisible(), "it can still be read"
    hand.qtbot.mouseClick(button(box, "OK"), Qt.MouseButton.LeftButton)
    hand.qtbot.waitUntil(lambda: not hand.window.findChildren(QMessageBox, "failureBox"))
    assert hand.player.mode is Mode.PAUSED and hand.player.idle
    choose_algorithm(hand, "soft-em")
    hand.press(Qt.Key.Key_End)
    hand.settle()
    assert hand.player.state is not None and hand.player.state.status is Status.CONVERGED


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_End], ids=["play", "finish"])
def test_a_fault_while_running_is_told_once(plug_ins: None, hand: Hand, key: Qt.Key) -> None:
    put(hand, groups(), algorithm="faulty")
    hand.press(key)
    failure_box(hand)
    hand.settle()
    assert len(hand.window.findChildren(QMessageBox, "failureBox")) == 1
    assert hand.player.mode is Mode.PAUSED


def test_one_entry_of_the_dict_is_a_whole_algorithm(plug_ins: None, hand: Hand) -> None:
    put(hand, groups())
    choose_algorithm(hand, "other-em")
    hand.press(Qt.Key.Key_End)
    hand.settle()
    other = hand.player.history
    choose_algorithm(hand, "soft-em")
    hand.press(Qt.Key.Key_End)
    hand.settle()
    assert [state.objective for state in hand.player.history] == [state.objective for state in other]
    assert hand.window.findChildren(QMessageBox, "failureBox") == []


def test_what_the_user_can_put_right_is_a_sentence_alone(hand: Hand) -> None:
    put(hand, table([[0, 0], [1, 0], [0, 5]] * 4, "three places"), k=5)
    hand.press(Qt.Key.Key_Right)
    box = failure_box(hand)
    assert "only 3 distinct points" in box.text() and box.text().endswith("Choose a smaller K.")
    assert box.detailedText() == "" and "fault" not in box.informativeText()
    assert [widget.text() for widget in box.findChildren(QPushButton)] == ["OK"]
    box.accept()


def test_the_same_failure_again_opens_no_second_box(window: MainWindow, qtbot: QtBot) -> None:
    for _ in range(3):
        window.show_failure(Failure("Too far."))
    assert len(window.findChildren(QMessageBox, "failureBox")) == 1
    window.findChildren(QMessageBox, "failureBox")[0].accept()
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox, "failureBox"))
    window.show_failure(Failure("Too far."))
    assert len(window.findChildren(QMessageBox, "failureBox")) == 1, "once it is closed it may be told again"


# Exceptions that nobody caught


@pytest.fixture
def hook(window: MainWindow) -> Iterator[ExceptionHook]:
    """The hook of the program, installed as the program does."""
    hook = ExceptionHook(window.show_failure, window)
    hook.install()
    yield hook
    hook.remove()


def test_an_exception_in_a_slot_reaches_the_user(hook: ExceptionHook, hand: Hand, capsys: object) -> None:
    def faulty_slot() -> None:
        raise LookupError("nowhere to be found")

    QTimer.singleShot(0, faulty_slot)
    box = failure_box(hand)
    assert box.text() == "Something went wrong: LookupError: nowhere to be found"
    assert "faulty_slot" in box.detailedText()
    assert isinstance(capsys, pytest.CaptureFixture) and "nowhere to be found" in capsys.readouterr().err
    box.accept()
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.player.length == 1, "the program goes on"


class Worker(QObject):
    """Lives on a thread of its own, and fails there."""

    begin = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.begin.connect(self.work)

    @Slot()
    def work(self) -> None:
        raise LookupError(f"on a thread that is {'' if QThread.isMainThread() else 'not '}the window's")


def test_an_exception_on_another_thread_reaches_the_user(hook: ExceptionHook, hand: Hand) -> None:
    thread, worker = QThread(), Worker()
    worker.moveToThread(thread)
    thread.start()
    worker.begin.emit()
    box = failure_box(hand)
    thread.quit()
    assert thread.wait(5_000)
    assert box.text() == "Something went wrong: LookupError: on a thread that is not the window's"
    box.accept()


def test_an_interrupt_is_left_to_whoever_came_before(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[type[BaseException]] = []

    def before(kind: type[BaseException], _error: BaseException, _trace: TracebackType | None) -> None:
        met.append(kind)

    monkeypatch.setattr(sys, "excepthook", before)
    received: list[Failure] = []
    hook = ExceptionHook(received.append)
    hook.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert met == [KeyboardInterrupt] and received == []
    hook.remove()
    assert sys.excepthook is before
