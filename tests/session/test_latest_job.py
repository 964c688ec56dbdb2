"""One job at a time: what is replaced or dropped never arrives; what is cancelled leaves what it has made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from gmmgui.session.latest_job import LatestJob, Work
from gmmgui.session.slow_job_timer import SlowJobTimer
from gmmgui.session.worker import End, Engine, Failure


class Jobs:
    """A latest job on a real engine thread, and all that has come of it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.engine = Engine()
        self.taken: list[object] = []
        self.ends: list[tuple[End, Failure | None]] = []
        self.busy: list[bool] = []
        slow_timer = SlowJobTimer(self.engine)
        slow_timer.slow_changed.connect(self.busy.append)
        self.latest = LatestJob(self.engine, slow_timer)

    def start(self, work: Work, ended: Callable[[], None] = lambda: None) -> None:
        def over(end: End, failure: Failure | None) -> None:
            self.ends.append((end, failure))
            ended()

        self.latest.start(work, self.taken.extend, over)

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.latest.is_open)


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


DONE = (End.DONE, None)


def test_results_arrive_in_order_and_the_end_is_told_once(jobs: Jobs) -> None:
    jobs.start(lambda _cancelled: count(50))
    assert jobs.latest.is_open
    jobs.wait()
    assert jobs.taken == list(range(50)) and jobs.ends == [DONE] and jobs.busy == []
    jobs.start(lambda _cancelled: count(1))
    jobs.wait()
    assert jobs.ends == [DONE] * 2


@pytest.mark.parametrize("leave", ["drop", "replace"])
def test_nothing_arrives_of_what_is_dropped_or_replaced(jobs: Jobs, leave: str) -> None:
    gate, cancelled = Event(), []

    def work(event: Event) -> Iterator[object]:
        yield from count(5, gate)
        cancelled.append(event.is_set())

    jobs.start(work)
    jobs.qtbot.waitUntil(lambda: jobs.busy == [True])
    assert jobs.latest.is_slow
    if leave == "drop":
        jobs.latest.drop()
        assert not jobs.latest.is_open and jobs.busy == [True, False]
    gate.set()
    jobs.start(lambda _cancelled: iter(["next"]))
    jobs.wait()
    assert jobs.taken == ["next"] and jobs.ends == [DONE], "the other one has no end"
    assert cancelled in ([], [True]) and jobs.busy == [True, False]


def test_what_is_cancelled_ends_early_and_what_it_has_made_arrives(jobs: Jobs) -> None:
    def work(event: Event) -> Iterator[object]:
        yield "first"
        assert event.wait(20), "cancelled from the other thread"

    jobs.start(work)
    jobs.qtbot.waitUntil(lambda: jobs.taken == ["first"])
    jobs.latest.cancel()
    jobs.wait()
    assert jobs.taken == ["first"] and len(jobs.ends) == 1


def test_one_job_starts_the_next_without_a_pause(jobs: Jobs) -> None:
    def again() -> None:
        if len(jobs.taken) < 5:
            jobs.start(lambda _cancelled: count(1), again)

    jobs.start(lambda _cancelled: count(1), again)
    jobs.qtbot.waitUntil(lambda: len(jobs.taken) == 5)
    jobs.wait()
    assert jobs.taken == [0] * 5


def test_a_failure_is_told_with_the_end(jobs: Jobs) -> None:
    def work(_event: Event) -> Iterator[object]:
        yield 1
        raise ZeroDivisionError("nothing to divide by")

    jobs.start(work)
    jobs.wait()
    [(end, failure)] = jobs.ends
    assert jobs.taken == [1] and end is End.FAILED and failure is not None and "nothing to divide" in failure.sentence


def test_without_a_timer_nobody_is_told(jobs: Jobs) -> None:
    quiet, gate, taken = LatestJob(jobs.engine), Event(), []
    quiet.start(lambda _cancelled: count(2, gate), taken.extend, lambda _end, _failure: None)
    assert not quiet.is_slow
    gate.set()
    jobs.qtbot.waitUntil(lambda: not quiet.is_open)
    assert taken == [0, 1]
    quiet.drop()
