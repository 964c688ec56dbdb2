"""Loader: makes data sets on the engine thread, so that the window never waits for a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from gmmgui.session.latest_job import LatestJob
from gmmgui.session.worker import End, Engine, Failure

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
        self._job = LatestJob(engine)

    @property
    def is_busy(self) -> bool:
        """Is a task under way?"""
        return self._job.is_open

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

        def receive(results: list[object]) -> None:
            self.cancel()  # it is over now, for ``done`` may ask for the next task
            done(results[-1])  # type: ignore[arg-type]

        def ended(_end: End, failure: Failure | None) -> None:
            self.busy.emit("")
            if failure is not None and not (on_failure is not None and on_failure(failure)):
                self.failed.emit(failure)

        self._job.start(lambda _cancelled: iter((task(),)), receive, ended)
        self.busy.emit(what)

    def cancel(self) -> None:
        """Forget the task that is under way; its result is not taken."""
        if self._job.is_open:
            self._job.drop()
            self.busy.emit("")
