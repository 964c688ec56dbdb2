"""Loader: makes data sets on the engine thread, so that the window never waits for a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from gmmgui.session.worker import End, Engine, Failure, Job

Result = TypeVar("Result")


class Loader(QObject):
    """Runs one task at a time; a later one replaces an earlier one.

    Signals
    -------
    busy(str) : what is being done; empty when nothing is.
    failed(Failure) : the task could not be done.
    """

    busy = Signal(str)
    failed = Signal(object)

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._job: Job | None = None

    @property
    def is_busy(self) -> bool:
        """Is a task under way?"""
        return self._job is not None

    def run(
        self,
        what: str,
        task: Callable[[], Result],
        done: Callable[[Result], None],
        on_failure: Callable[[Failure], bool] | None = None,
    ) -> None:
        """Do ``task`` on the engine thread and give its result to ``done`` on this one.

        ``on_failure`` may deal with a failure and return True; otherwise ``failed`` is emitted.
        """
        self.cancel()

        def work() -> Iterator[object]:
            yield task()

        def ended(end: End, failure: Failure | None) -> None:
            if job is self._job:
                self._finish()
                if failure is not None and not (on_failure is not None and on_failure(failure)):
                    self.failed.emit(failure)

        def receive(results: list[object]) -> None:
            if job is self._job:
                self._finish()
                done(results[-1])  # type: ignore[arg-type]

        job = Job(work, receive, ended)
        self._job = job
        self.busy.emit(what)
        self._engine.submit(job)

    def cancel(self) -> None:
        """Forget the task that is under way; its result is not taken."""
        if self._job is not None:
            self._job.cancelled.set()
            self._finish()

    def _finish(self) -> None:
        self._job = None
        self.busy.emit("")
