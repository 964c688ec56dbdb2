"""One errand at a time: what is dropped never arrives, what is kept arrives later and in order."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from gmmgui.session.errand import Errand
from gmmgui.session.patience import Patience
from gmmgui.session.worker import End, Engine, Failure


class Office:
    """An errand on a real engine thread, and all that has come of it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.engine, self.keeps = Engine(), False
        self.taken: list[object] = []
        self.ends: list[End] = []
        self.busy: list[bool] = []
        patience = Patience(self.engine)
        patience.lost.connect(self.busy.append)
        self.errand = Errand(self.engine, patience, lambda: self.keeps, self.taken.extend, self._over)

    def _over(self, end: End, _failure: Failure | None) -> None:
        self.ends.append(end)

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.errand.is_open)


@pytest.fixture
def office(qtbot: QtBot) -> Iterator[Office]:
    office = Office(qtbot)
    yield office
    office.engine.close()


def count(number: int, gate: Event | None = None) -> Iterator[object]:
    """The numbers below ``number``, the first once the gate is open."""
    if gate is not None:
        assert gate.wait(20)
    yield from range(number)


def test_results_arrive_in_order_and_the_end_is_told_once(office: Office) -> None:
    office.errand.send(lambda _cancelled: count(50), is_walk=True)
    assert office.errand.is_open and office.errand.is_walk
    office.wait()
    assert office.taken == list(range(50)) and office.ends == [End.DONE] and office.busy == []
    office.errand.send(lambda _cancelled: count(1), is_walk=False)
    office.wait()
    assert not office.errand.is_walk and office.ends == [End.DONE] * 2


def test_what_is_kept_waits_until_it_is_delivered(office: Office) -> None:
    office.keeps = True
    for _ in range(2):
        office.errand.send(lambda _cancelled: count(3), is_walk=True)
        office.wait()
    assert office.taken == [] and office.errand.has_kept
    office.errand.deliver()
    assert office.taken == [0, 1, 2] * 2 and not office.errand.has_kept
    office.errand.deliver()
    assert office.taken == [0, 1, 2] * 2


def test_nothing_arrives_of_what_is_dropped(office: Office) -> None:
    office.keeps = True
    office.errand.send(lambda _cancelled: count(3), is_walk=True)
    office.wait()
    gate, cancelled = Event(), []

    def work(event: Event) -> Iterator[object]:
        yield from count(5, gate)
        cancelled.append(event.is_set())

    office.keeps = False
    office.errand.send(work, is_walk=True)
    office.qtbot.waitUntil(lambda: office.busy == [True])
    office.errand.drop()
    assert not office.errand.is_open and not office.errand.has_kept and office.busy == [True, False]
    gate.set()
    office.errand.send(lambda _cancelled: iter(["next"]), is_walk=True)
    office.wait()
    assert office.taken == ["next"] and office.ends == [End.DONE] * 2, "the dropped one has no end"
    assert cancelled in ([], [True])


def test_what_is_cancelled_ends_early_and_what_it_has_made_arrives(office: Office) -> None:
    def work(event: Event) -> Iterator[object]:
        yield "first"
        assert event.wait(20), "cancelled from the other thread"

    office.errand.send(work, is_walk=True)
    office.qtbot.waitUntil(lambda: office.taken == ["first"])
    office.errand.cancel()
    office.wait()
    assert office.taken == ["first"] and len(office.ends) == 1


def test_one_errand_sends_the_next_without_a_pause(office: Office) -> None:
    def again(_end: End, _failure: Failure | None) -> None:
        if len(office.taken) < 5:
            office.errand.send(lambda _cancelled: count(1), is_walk=True)

    office.errand = Errand(office.engine, Patience(office.engine), lambda: False, office.taken.extend, again)
    office.errand.send(lambda _cancelled: count(1), is_walk=True)
    office.qtbot.waitUntil(lambda: len(office.taken) == 5)
    office.wait()
    assert office.taken == [0] * 5
