"""PendingJob: the one job that the player has with the engine, and its results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

from gmmgui.session.slow_job_timer import SlowJobTimer
from gmmgui.session.worker import End, Engine, Failure, Job

Work = Callable[[Event], Iterator[object]]
"""What the engine does, in pieces; it ends early where the event is set."""


class PendingJob:
    """At most one piece of work is with the engine at any time; results of what was dropped never arrive.

    Parameters
    ----------
    engine : does the work, on its thread.
    slow_timer : tells of what takes longer than ``SLOW_MS``.
    keeps : shall results wait until :meth:`deliver`?
    take : gets results, on the thread of the window.
    over : is told how it ended; it may send the next.
    """

    def __init__(
        self,
        engine: Engine,
        slow_timer: SlowJobTimer,
        keeps: Callable[[], bool],
        take: Callable[[list[object]], None],
        over: Callable[[End, Failure | None], None],
    ) -> None:
        self._engine, self._slow_timer = engine, slow_timer
        self._keeps, self._take, self._over = keeps, take, over
        self._job: Job | None = None
        self._kept: list[object] = []
        self._is_walk = False

    @property
    def is_open(self) -> bool:
        """Is something with the engine?"""
        return self._job is not None

    @property
    def makes_states(self) -> bool:
        """Is, or was, it further states, rather than the colours of one?"""
        return self._is_walk

    @property
    def is_slow(self) -> bool:
        """Has it been under way for longer than ``SLOW_MS``?"""
        return self._slow_timer.is_slow

    @property
    def has_kept(self) -> bool:
        """Do results wait?"""
        return bool(self._kept)

    def send(self, work: Work, makes_states: bool) -> None:
        """Have ``work`` done."""
        cancelled = Event()
        job = Job(
            lambda: work(cancelled),
            lambda results: self._receive(job, results),
            lambda end, failure: self._ended(job, end, failure),
            cancelled,
        )
        self._job, self._is_walk = job, makes_states
        self._slow_timer.start()
        self._engine.submit(job)

    def cancel(self) -> None:
        """Let it end at its next block of points; what it has made still arrives."""
        if self._job is not None:
            self._job.cancelled.set()

    def drop(self) -> None:
        """It belongs to the past, and so does what has been kept: nothing of it arrives any more."""
        self.cancel()
        self._job, self._kept = None, []
        self._slow_timer.stop()

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
            self._slow_timer.stop()
