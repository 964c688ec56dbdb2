"""The engine thread: one worker that does one job after another. The only code that runs there is a job's work."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal, Slot

from gmmgui.core import GmmError
from gmmgui.core.errors import Cancelled
from gmmgui.session.mailbox import Mailbox

NICENESS = 10
"""How far the engine stands back where processors are short: with 19 it would hardly get one."""


class End(StrEnum):
    """How a job ended."""

    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: a sentence for the user, and the traceback where it is a fault of the program."""

    sentence: str
    traceback: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Work for the engine thread.

    Parameters
    ----------
    work : makes the results one by one, on the engine thread.
    receive : takes a batch of results, on the window's thread.
    ended : told exactly once how it ended and, if it failed, why, after the last batch.
    cancelled : set it to stop before the next result.
    """

    work: Callable[[], Iterator[object]]
    receive: Callable[[list[object]], None]
    ended: Callable[[End, Failure | None], None]
    cancelled: Event = field(default_factory=Event)


class _Worker(QObject):
    """Lives on the engine thread."""

    wake = Signal()
    ended = Signal(object, object, object)

    def __init__(self, mailbox: Mailbox[tuple[Job, object]], niceness: int) -> None:
        super().__init__()
        self._mailbox, self._niceness = mailbox, niceness

    @Slot()
    def step_back(self) -> None:
        """Give way to the window's thread; on Linux threads that are begun here, those of the passes, do so too."""
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), self._niceness)

    @Slot(object)
    def run(self, job: Job) -> None:
        end, failure = End.DONE, None
        try:
            end = self._deliver(job)
        except Cancelled:
            end = End.CANCELLED
        except GmmError as error:
            end, failure = End.FAILED, Failure(str(error))
        except Exception as error:  # the worker's edge: whatever it is, the user must see it
            sentence = f"The computation failed: {type(error).__name__}: {error}"
            end, failure = End.FAILED, Failure(sentence, traceback.format_exc())
        self.ended.emit(job, end, failure)

    def _deliver(self, job: Job) -> End:
        if job.cancelled.is_set():
            return End.CANCELLED
        for result in job.work():
            if self._mailbox.put((job, result)):
                self.wake.emit()
            if job.cancelled.is_set():
                return End.CANCELLED
        return End.DONE


class Engine(QObject):
    """Owns a thread. ``submit`` hands over a job; results come back on the window's thread.

    ``niceness``: how far it stands back where processors are short.
    """

    _requested = Signal(object)

    def __init__(self, parent: QObject | None = None, niceness: int = NICENESS) -> None:
        super().__init__(parent)
        self._mailbox: Mailbox[tuple[Job, object]] = Mailbox()
        self._open: list[Job] = []
        self._batches: dict[Job, list[object]] = {}
        self._thread = QThread(self)
        self._thread.setObjectName("engine")
        self._worker = _Worker(self._mailbox, niceness)
        self._worker.moveToThread(self._thread)
        self._requested.connect(self._worker.run)
        self._thread.started.connect(self._worker.step_back)
        self._worker.wake.connect(self._deliver)
        self._worker.ended.connect(self._end)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Is the engine thread alive?"""
        return self._thread.isRunning()

    def submit(self, job: Job) -> None:
        """Queue ``job``; its ``ended`` is called exactly once, unless the engine is closed before."""
        self._open.append(job)
        self._requested.emit(job)

    def close(self) -> None:
        """Cancel everything, and wait for the thread to end. Nothing is delivered any more."""
        for job in self._open:
            job.cancelled.set()
        self._open.clear()
        self._thread.quit()
        self._thread.wait()

    @Slot()
    def _deliver(self) -> None:
        """Hand out all results; where a receiver raises, those of the others stay for the next time."""
        for job, result in self._mailbox.take():
            self._batches.setdefault(job, []).append(result)
        while self._batches:
            job = next(iter(self._batches))
            results = self._batches.pop(job)
            if job in self._open:
                job.receive(results)

    @Slot(object, object, object)
    def _end(self, job: Job, end: End, failure: Failure | None) -> None:
        try:
            self._deliver()
        finally:
            self._finish(job, end, failure)

    def _finish(self, job: Job, end: End, failure: Failure | None) -> None:
        if job not in self._open:
            return
        late = self._batches.pop(job, None)
        if late is not None:
            job.receive(late)
        self._open.remove(job)
        job.ended(end, failure)
