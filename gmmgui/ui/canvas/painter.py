"""Painter: works out pictures on a thread of its own, one at a time; of those that wait, the latest of each kind."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from gmmgui.session.latest_job import LatestJob, Receive
from gmmgui.session.worker import Engine, Failure

NICENESS = 2
"""A picture comes before the next states, but after the mouse."""
Result = TypeVar("Result")


class Painter(QObject):
    """``ask`` for something; unless something newer of the same kind is asked for before its turn, it will be made.

    The thread starts when something is asked for the first time.

    Signals
    -------
    failed(Failure) : something could not be made; it may come while the window is painted, so connect it queued.
    ended(kind) : something of this kind has been made and received, or could not be.
    """

    failed = Signal(object)
    ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine: Engine | None = None
        self._job: LatestJob | None = None
        self._waiting: dict[str, tuple[Callable[[], object], Receive]] = {}
        self._is_closed = False

    @property
    def is_idle(self) -> bool:
        """Is nothing waiting or under way?"""
        return not self._waiting and not (self._job is not None and self._job.is_open)

    def ask(self, kind: str, work: Callable[[], Result], receive: Callable[[Result], None]) -> None:
        """Have ``work`` done on the painter's thread, and its result received on this one.

        What waits of the same ``kind`` is dropped; what is under way is finished and received, for otherwise a screen
        that changes faster than it can be painted would never be painted.
        """
        if self._is_closed:
            return
        self._waiting[kind] = work, lambda results: receive(results[0])  # type: ignore[arg-type]
        self._begin()

    def run_guarded(self, work: Callable[[], Result]) -> Result | None:
        """Do ``work`` on this thread, while Qt is painting, which does not survive an exception: None if it fails."""
        try:
            return work()
        except Exception as error:
            sentence = f"The picture could not be painted: {type(error).__name__}: {error}"
            self.failed.emit(Failure(sentence, traceback.format_exc()))
            return None

    def close(self) -> None:
        """Wait for what is under way, and end the thread; nothing is received any more."""
        self._is_closed = True
        self._waiting.clear()
        if self._engine is not None and self._job is not None:
            self._job.drop()
            self._engine.close()

    def _begin(self) -> None:
        if self._job is None:
            self._engine = Engine(self, NICENESS)
            self._job = LatestJob(self._engine)
        if self._job.is_open or not self._waiting:
            return
        kind = next(iter(self._waiting))
        work, receive = self._waiting.pop(kind)
        self._job.start(lambda _cancelled: iter((work(),)), receive, lambda _end, failure: self._ended(kind, failure))

    def _ended(self, kind: str, failure: Failure | None) -> None:
        self._begin()
        if failure is not None:
            self.failed.emit(failure)
        self.ended.emit(kind)
