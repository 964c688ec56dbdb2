"""The guard of all tests sees threads that run and timers that tick, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QThread, QTimer
from pytestqt.qtbot import QtBot

from tests.conftest import _running


def test_a_timer_that_ticks_is_seen(qtbot: QtBot) -> None:
    timer = QTimer()
    assert timer not in _running()
    timer.start(10_000)
    assert timer in _running()
    timer.stop()
    assert timer not in _running()


def test_a_thread_that_runs_is_seen(qtbot: QtBot) -> None:
    thread = QThread()
    assert thread not in _running()
    thread.start()
    qtbot.waitUntil(thread.isRunning)
    assert thread in _running()
    thread.quit()
    assert thread.wait(5_000)
    assert thread not in _running()
