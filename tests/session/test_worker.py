"""The engine: every job ends exactly once, after its results, and closing leaves no thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, main_thread
from threading import current_thread as python_thread

import pytest
from PySide6.QtCore import QCoreApplication, QThread
from pytestqt.qtbot import QtBot

from gmmgui.core import StartError
from gmmgui.data import DataError
from gmmgui.session.worker import End, Engine, Failure, Job
from tests.session.conftest import held


@pytest.fixture
def engine(qtbot: QtBot) -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


class Listener:
    """What one job told, in order."""

    def __init__(self, work: Callable[[], Iterator[object]]) -> None:
        self.batches: list[list[object]] = []
        self.ends: list[tuple[End, Failure | None]] = []
        self.results_at_end: list[object] = []
        self.job = Job(work, self.batches.append, self._ended)

    def _ended(self, end: End, failure: Failure | None) -> None:
        self.ends.append((end, failure))
        self.results_at_end = self.results

    @property
    def results(self) -> list[object]:
        return [result for batch in self.batches for result in batch]


def counting(most: int) -> Callable[[], Iterator[object]]:
    return lambda: iter(range(most))


def submit(engine: Engine, qtbot: QtBot, work: Callable[[], Iterator[object]]) -> Listener:
    listener = Listener(work)
    engine.submit(listener.job)
    qtbot.waitUntil(lambda: bool(listener.ends))
    return listener


def test_results_arrive_in_order_before_the_end(engine: Engine, qtbot: QtBot) -> None:
    listener = submit(engine, qtbot, counting(100))
    assert listener.results_at_end == list(range(100))
    assert listener.ends == [(End.DONE, None)]


def test_work_is_done_on_the_engine_thread_and_received_on_the_windows(engine: Engine, qtbot: QtBot) -> None:
    where: list[object] = []
    received: list[object] = []

    def work() -> Iterator[object]:
        where.append(QThread.currentThread().objectName())
        yield 1

    job = Job(work, lambda _results: received.append(python_thread()), lambda _end, _failure: None)
    engine.submit(job)
    qtbot.waitUntil(lambda: bool(received))
    assert where == ["engine"]
    assert received == [main_thread()]


def test_jobs_run_one_after_another(engine: Engine, qtbot: QtBot) -> None:
    order: list[str] = []

    def working(name: str) -> Callable[[], Iterator[object]]:
        def work() -> Iterator[object]:
            order.append(f"{name} begins")
            yield name
            order.append(f"{name} ends")

        return work

    listeners = [Listener(working(name)) for name in "abc"]
    for listener in listeners:
        engine.submit(listener.job)
    qtbot.waitUntil(lambda: all(listener.ends for listener in listeners))
    assert order == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]
    assert [listener.results for listener in listeners] == [["a"], ["b"], ["c"]]


def test_two_thousand_results_come_with_one_wake_up(engine: Engine, qtbot: QtBot) -> None:
    made = Event()

    def work() -> Iterator[object]:
        yield from range(2_000)
        made.set()

    listener = Listener(work)
    engine.submit(listener.job)
    assert made.wait(10), "the engine waited for the window, whose event loop does not turn here"
    qtbot.waitUntil(lambda: bool(listener.ends))
    assert [len(batch) for batch in listener.batches] == [2_000]
    assert listener.results == list(range(2_000))


def test_cancelled_while_it_waits(engine: Engine, qtbot: QtBot) -> None:
    listener = Listener(counting(10))
    with held(engine):
        engine.submit(listener.job)
        listener.job.cancelled.set()
    qtbot.waitUntil(lambda: bool(listener.ends))
    assert listener.ends == [(End.CANCELLED, None)]
    assert listener.results == []


def test_cancelled_in_the_middle(engine: Engine, qtbot: QtBot) -> None:
    def work() -> Iterator[object]:
        yield from range(300_000)

    listener = Listener(work)
    engine.submit(listener.job)
    qtbot.waitUntil(lambda: bool(listener.batches))
    listener.job.cancelled.set()
    qtbot.waitUntil(lambda: bool(listener.ends))
    assert listener.ends == [(End.CANCELLED, None)]
    assert listener.results_at_end == list(range(len(listener.results))), "what was made before the end arrives"


@pytest.mark.parametrize("error", [StartError("Choose a smaller K."), DataError("Line 3 is empty.")])
def test_an_error_that_the_user_can_put_right_is_a_sentence(engine: Engine, qtbot: QtBot, error: Exception) -> None:
    def work() -> Iterator[object]:
        yield 1
        yield 2
        raise error

    listener = submit(engine, qtbot, work)
    assert listener.results_at_end == [1, 2]
    assert listener.ends == [(End.FAILED, Failure(str(error), ""))]


def test_a_fault_of_the_program_brings_its_traceback(engine: Engine, qtbot: QtBot) -> None:
    def divide_by_nothing() -> Iterator[object]:
        yield 1 // 0

    listener = submit(engine, qtbot, divide_by_nothing)
    assert [end for end, _ in listener.ends] == [End.FAILED]
    failure = listener.ends[0][1]
    assert failure is not None
    assert failure.sentence == "The computation failed: ZeroDivisionError: integer division or modulo by zero"
    assert failure.traceback.startswith("Traceback") and "divide_by_nothing" in failure.traceback


def test_work_that_cannot_even_begin_fails(engine: Engine, qtbot: QtBot) -> None:
    def work() -> Iterator[object]:
        raise RuntimeError("no beginning")

    listener = submit(engine, qtbot, work)
    failure = listener.ends[0][1]
    assert failure is not None and "no beginning" in failure.sentence


def test_the_engine_goes_on_after_a_failure(engine: Engine, qtbot: QtBot) -> None:
    submit(engine, qtbot, lambda: iter([1 // 0]))
    assert submit(engine, qtbot, counting(3)).results == [0, 1, 2]


def test_every_job_of_a_crowd_ends_exactly_once(engine: Engine, qtbot: QtBot) -> None:
    def failing(error: Exception) -> Callable[[], Iterator[object]]:
        def work() -> Iterator[object]:
            yield 1
            raise error

        return work

    works = [counting(20), failing(StartError("Too far.")), failing(KeyError("fault")), counting(0)]
    listeners = [Listener(works[number % 4]) for number in range(200)]
    with held(engine):
        for listener in listeners:
            engine.submit(listener.job)
        for listener in listeners[::8]:
            listener.job.cancelled.set()
    qtbot.waitUntil(lambda: bool(listeners[-1].ends))
    assert [len(listener.ends) for listener in listeners] == [1] * 200
    expected = [End.DONE, End.FAILED, End.FAILED, End.DONE]
    ends = [listener.ends[0][0] for listener in listeners]
    assert ends == [End.CANCELLED if number % 8 == 0 else expected[number % 4] for number in range(200)]


def test_closing_cancels_waits_and_delivers_nothing_more(engine: Engine, qtbot: QtBot) -> None:
    begun = Event()

    def work() -> Iterator[object]:
        while True:
            begun.set()
            yield 1

    running, waiting = Listener(work), Listener(counting(3))
    engine.submit(running.job)
    engine.submit(waiting.job)
    assert begun.wait(10)
    engine.close()
    assert not engine.is_running
    assert running.job.cancelled.is_set() and waiting.job.cancelled.is_set()
    before = len(running.batches)
    QCoreApplication.processEvents()
    assert len(running.batches) == before
    assert (running.ends, waiting.ends, waiting.batches) == ([], [], [])


def test_closing_twice_is_no_harm(engine: Engine) -> None:
    engine.close()
    engine.close()
    assert not engine.is_running
