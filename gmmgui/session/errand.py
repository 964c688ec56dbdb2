"""Errand: the one thing that the player has asked the engine for, and what has come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

from gmmgui.session.patience import Patience
from gmmgui.session.worker import End, Engine, Failure, Job

Work = Callable[[Event], Iterator[object]]
"""What the engine does, in pieces; it ends early where the event is set."""


class Errand:
    """At most one piece of work is with the engine at any time; results of what was dropped never arrive.

    Parameters
    ----------
    engine : does the work, on its thread.
    patience : tells of what takes longer than anybody waits gladly.
    keeps : shall results wait until :meth:`deliver`?
    take : gets results, on the thread of the window.
    over : is told how it ended; it may send the next.
    """

    def __init__(
        self,
        engine: Engine,
        patience: Patience,
        keeps: Callable[[], bool],
        take: Callable[[list[object]], None],
        over: Callable[[End, Failure | None], None],
    ) -> None:
        self._engine, self._patience = engine, patience
        self._keeps, self._take, self._over = keeps, take, over
        self._job: Job | None = None
        self._kept: list[object] = []
        self._is_walk = False

    @property
    def is_open(self) -> bool:
        """Is something with the engine?"""
        return self._job is not None

    @property
    def is_walk(self) -> bool:
        """Is, or was, it further states, rather than the colours of one?"""
        return self._is_walk

    @property
    def takes_long(self) -> bool:
        """Is it longer under way than anybody waits gladly?"""
        return self._patience.is_lost

    @property
    def has_kept(self) -> bool:
        """Do results wait?"""
        return bool(self._kept)

    def send(self, work: Work, is_walk: bool) -> None:
        """Have ``work`` done."""
        cancelled = Event()
        job = Job(
            lambda: work(cancelled),
            lambda results: self._receive(job, results),
            lambda end, failure: self._ended(job, end, failure),
            cancelled,
        )
        self._job, self._is_walk = job, is_walk
        self._patience.begin()
        self._engine.submit(job)

    def cancel(self) -> None:
        """Let it end at its next block of points; what it has made still arrives."""
        if self._job is not None:
            self._job.cancelled.set()

    def drop(self) -> None:
        """It belongs to the past, and so does what has been kept: nothing of it arrives any more."""
        self.cancel()
        self._job, self._kept = None, []
        self._patience.end()

    def deliver(self) -> None:
        """Give away what has been kept."""
        results, self._kept = self._kept, []
        if results:
            self._take(results)

    def _receive(self, job: Job, results: list[object]) -> None:
        if job is self._job:
            self._kept += results
            if not self._keeps():
                self.deliver()

    def _ended(self, job: Job, end: End, failure: Failure | None) -> None:
        if job is not self._job:
            return
        self._job = None
        self._over(end, failure)
        if self._job is None:
            self._patience.end()
