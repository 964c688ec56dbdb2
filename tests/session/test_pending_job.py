"""One job at a time: what is dropped never arrives, what is kept arrives later and in order."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from gmmgui.session.pending_job import PendingJob
from gmmgui.session.slow_job_timer import SlowJobTimer
from gmmgui.session.worker import End, Engine, Failure


class Jobs:
    """A pending job on a real engine thread, and all that has come of it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.engine, self.keeps = Engine(), False
        self.taken: list[object] = []
        self.ends: list[End] = []
        self.busy: list[bool] = []
        slow_timer = SlowJobTimer(self.engine)
        slow_timer.slow_changed.connect(self.busy.append)
        self.pending = PendingJob(self.engine, slow_timer, lambda: self.keeps, self.taken.extend, self._over)

    def _over(self, end: End, _failure: Failure | None) -> None:
        self.ends.append(end)

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.pending.is_open)


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    jobs = Jobs(qtbot)
    yield jobs
    jobs.engine.close()


def count(number: int, gate: Event | None = None) -> Iterator[object]:
    """The numbers below ``number``, the first once the gate is open."""
    if gate is not None:
        assert gate.wait(20)
    yield from range(number)


def test_results_arrive_in_order_and_the_end_is_told_once(jobs: Jobs) -> None:
    jobs.pending.send(lambda _cancelled: count(50), makes_states=True)
    assert jobs.pending.is_open and jobs.pending.makes_states
    jobs.wait()
    assert jobs.taken == list(range(50)) and jobs.ends == [End.DONE] and jobs.busy == []
    jobs.pending.send(lambda _cancelled: count(1), makes_states=False)
    jobs.wait()
    assert not jobs.pending.makes_states and jobs.ends == [End.DONE] * 2


def test_what_is_kept_waits_until_it_is_delivered(jobs: Jobs) -> None:
    jobs.keeps = True
    for _ in range(2):
        jobs.pending.send(lambda _cancelled: count(3), makes_states=True)
        jobs.wait()
    assert jobs.taken == [] and jobs.pending.has_kept
    jobs.pending.deliver()
    assert jobs.taken == [0, 1, 2] * 2 and not jobs.pending.has_kept
    jobs.pending.deliver()
    assert jobs.taken == [0, 1, 2] * 2


def test_nothing_arrives_of_what_is_dropped(jobs: Jobs) -> None:
    jobs.keeps = True
    jobs.pending.send(lambda _cancelled: count(3), makes_states=True)
    jobs.wait()
    gate, cancelled = Event(), []

    def work(event: Event) -> Iterator[object]:
        yield from count(5, gate)
        cancelled.append(event.is_set())

    jobs.keeps = False
    jobs.pending.send(work, makes_states=True)
    jobs.qtbot.waitUntil(lambda: jobs.busy == [True])
    jobs.pending.drop()
    assert not jobs.pending.is_open and not jobs.pending.has_kept and jobs.busy == [True, False]
    gate.set()
    jobs.pending.send(lambda _cancelled: iter(["next"]), makes_states=True)
    jobs.wait()
    assert jobs.taken == ["next"] and jobs.ends == [End.DONE] * 2, "the dropped one has no end"
    assert cancelled in ([], [True])


def test_what_is_cancelled_ends_early_and_what_it_has_made_arrives(jobs: Jobs) -> None:
    def work(event: Event) -> Iterator[object]:
        yield "first"
        assert event.wait(20), "cancelled from the other thread"

    jobs.pending.send(work, makes_states=True)
    jobs.qtbot.waitUntil(lambda: jobs.taken == ["first"])
    jobs.pending.cancel()
    jobs.wait()
    assert jobs.taken == ["first"] and len(jobs.ends) == 1


def test_one_errand_sends_the_next_without_a_pause(jobs: Jobs) -> None:
    def again(_end: End, _failure: Failure | None) -> None:
        if len(jobs.taken) < 5:
            jobs.pending.send(lambda _cancelled: count(1), makes_states=True)

    jobs.pending = PendingJob(jobs.engine, SlowJobTimer(jobs.engine), lambda: False, jobs.taken.extend, again)
    jobs.pending.send(lambda _cancelled: count(1), makes_states=True)
    jobs.qtbot.waitUntil(lambda: len(jobs.taken) == 5)
    jobs.wait()
    assert jobs.taken == [0] * 5
