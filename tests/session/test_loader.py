"""The loader: one task at a time, on the engine thread; the last one asked for wins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from gmmgui.data import DataError
from gmmgui.session.loader import Loader
from gmmgui.session.worker import Engine, Failure
from tests.session.conftest import held


class Listener:
    """A loader, and what it told."""

    def __init__(self, engine: Engine, qtbot: QtBot) -> None:
        self.engine, self.qtbot = engine, qtbot
        self.loader = Loader(engine)
        self.busy: list[str] = []
        self.failures: list[Failure] = []
        self.done: list[object] = []
        self.loader.busy.connect(self.busy.append)
        self.loader.failed.connect(self.failures.append)

    def run(self, what: str, task: Callable[[], object], **options: Callable[[Failure], bool]) -> None:
        self.loader.run(what, task, self.done.append, options.get("on_failure"))

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.loader.is_busy)


@pytest.fixture
def listener(qtbot: QtBot) -> Iterator[Listener]:
    engine = Engine()
    yield Listener(engine, qtbot)
    engine.close()


def failing() -> object:
    raise DataError("Line 3 is empty.")


def test_a_task_is_done(listener: Listener) -> None:
    with held(listener.engine):
        listener.run("Reading a", lambda: "a")
        assert listener.loader.is_busy and listener.busy == ["Reading a"]
    listener.settle()
    assert listener.done == ["a"]
    assert listener.busy == ["Reading a", ""]
    assert listener.failures == []


def test_a_result_of_none_is_a_result(listener: Listener) -> None:
    listener.run("Reading", lambda: None)
    listener.settle()
    assert listener.done == [None]


def test_a_failure_is_told_once(listener: Listener) -> None:
    listener.run("Reading", failing)
    listener.settle()
    assert listener.failures == [Failure("Line 3 is empty.")]
    assert listener.done == [] and listener.busy == ["Reading", ""]


@pytest.mark.parametrize(("dealt_with", "told"), [(True, 0), (False, 1)])
def test_who_asked_may_deal_with_the_failure(listener: Listener, dealt_with: bool, told: int) -> None:
    met: list[Failure] = []

    def on_failure(failure: Failure) -> bool:
        met.append(failure)
        return dealt_with

    listener.run("Reading", failing, on_failure=on_failure)
    listener.settle()
    assert met == [Failure("Line 3 is empty.")]
    assert len(listener.failures) == told


def test_a_later_task_replaces_an_earlier_one(listener: Listener) -> None:
    with held(listener.engine):
        listener.run("Reading a", lambda: "a")
        listener.run("Reading b", failing)
        listener.run("Reading c", lambda: "c")
    listener.settle()
    assert listener.done == ["c"] and listener.failures == []
    assert listener.busy == ["Reading a", "", "Reading b", "", "Reading c", ""]


def test_the_result_of_a_task_that_was_under_way_is_not_taken(listener: Listener) -> None:
    begun, release = Event(), Event()

    def slow() -> object:
        begun.set()
        release.wait()
        return "late"

    listener.run("Reading a", slow)
    assert begun.wait(10)
    listener.loader.cancel()
    assert not listener.loader.is_busy and listener.busy == ["Reading a", ""]
    release.set()
    listener.run("Reading b", lambda: "b")
    listener.settle()
    assert listener.done == ["b"]


def test_cancelling_nothing_tells_nothing(listener: Listener) -> None:
    listener.loader.cancel()
    assert listener.busy == []


def test_a_task_may_be_asked_for_while_a_result_is_taken(listener: Listener) -> None:
    def next_one(_result: object) -> None:
        listener.run("Reading b", lambda: "b")

    listener.loader.run("Reading a", lambda: "a", next_one)
    listener.qtbot.waitUntil(lambda: bool(listener.done))
    assert listener.done == ["b"] and listener.busy == ["Reading a", "", "Reading b", ""]
