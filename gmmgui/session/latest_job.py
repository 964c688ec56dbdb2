"""LatestJob: one job at a time with an engine thread; nothing arrives of one that has been replaced or dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

from gmmgui.session.slow_job_timer import SlowJobTimer
from gmmgui.session.worker import End, Engine, Failure, Job

Work = Callable[[Event], Iterator[object]]
"""What the engine does, in pieces; it ends early where the event is set."""
Receive = Callable[[list[object]], None]
Ended = Callable[[End, Failure | None], None]


class LatestJob:
    """At most one piece of work is with the engine; results of what was replaced or dropped never arrive.

    Parameters
    ----------
    engine : does the work, on its thread.
    slow_timer : tells of what takes longer than ``SLOW_MS``; None: nobody is told.
    """

    def __init__(self, engine: Engine, slow_timer: SlowJobTimer | None = None) -> None:
        self._engine, self._slow_timer = engine, slow_timer
        self._job: Job | None = None

    @property
    def is_open(self) -> bool:
        """Is something with the engine?"""
        return self._job is not None

    @property
    def is_slow(self) -> bool:
        """Has it been under way for longer than ``SLOW_MS``?"""
        return self._slow_timer is not None and self._slow_timer.is_slow

    def start(self, work: Work, receive: Receive, ended: Ended) -> None:
        """Have ``work`` done; what was under way is dropped.

        Parameters
        ----------
        receive : gets results, on the thread of the window.
        ended : is told how it ended, after the last result; it may start the next.
        """
        if self._job is not None:
            self._job.cancelled.set()
        cancelled = Event()
        job = Job(
            lambda: work(cancelled),
            lambda results: receive(results) if job is self._job else None,
            lambda end, failure: self._finish(job, ended, end, failure),
            cancelled,
        )
        self._job = job
        if self._slow_timer is not None:
            self._slow_timer.start()
        self._engine.submit(job)

    def cancel(self) -> None:
        """Let it end at its next block of points; what it has made still arrives."""
        if self._job is not None:
            self._job.cancelled.set()

    def drop(self) -> None:
        """It belongs to the past: nothing of it arrives any more."""
        self.cancel()
        self._job = None
        self._stop_timer()

    def _finish(self, job: Job, ended: Ended, end: End, failure: Failure | None) -> None:
        if job is not self._job:
            return
        self._job = None
        try:
            ended(end, failure)
        finally:
            if self._job is None:
                self._stop_timer()

    def _stop_timer(self) -> None:
        if self._slow_timer is not None:
            self._slow_timer.stop()
