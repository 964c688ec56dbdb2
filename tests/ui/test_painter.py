"""The painter's thread: one thing at a time, the latest of each kind, and an end."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, get_ident

import pytest
from pytestqt.qtbot import QtBot

from gmmgui.session.worker import Failure
from gmmgui.ui.canvas.painter import Painter

LONG = 20_000


@pytest.fixture
def painter(qtbot: QtBot) -> Iterator[Painter]:
    painter = Painter()
    yield painter
    painter.close()


class Gate:
    """Work that holds the thread until it is let through."""

    def __init__(self) -> None:
        self.begun, self.open = Event(), Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.open.wait(LONG / 1000)
        return "held"


def test_work_is_done_on_another_thread_and_received_on_this_one(painter: Painter, qtbot: QtBot) -> None:
    places: list[tuple[int, int]] = []
    painter.ask("points", get_ident, lambda made_on: places.append((made_on, get_ident())))
    qtbot.waitUntil(lambda: len(places) == 1, timeout=LONG)
    made_on, received_on = places[0]
    assert received_on == get_ident() != made_on


def test_the_latest_of_each_kind_wins(painter: Painter, qtbot: QtBot) -> None:
    """What is under way is finished; of what waits, only the last of a kind is made, and no kind starves another."""
    gate, made, received = Gate(), [], []

    def work(name: str) -> object:
        return lambda: made.append(name) or name

    painter.ask("points", gate, received.append)
    assert gate.begun.wait(LONG / 1000)
    for name in ("p1", "p2", "p3"):
        painter.ask("points", work(name), received.append)  # type: ignore[arg-type]
        painter.ask("bars", work(name.replace("p", "b")), received.append)  # type: ignore[arg-type]
    assert not painter.is_idle and not made
    gate.open.set()
    qtbot.waitUntil(lambda: painter.is_idle, timeout=LONG)
    assert made == ["p3", "b3"]
    assert received == ["held", "p3", "b3"]


def test_closing_waits_for_what_is_under_way_and_drops_the_rest(painter: Painter, qtbot: QtBot) -> None:
    gate, made, received = Gate(), [], []
    painter.ask("points", gate, received.append)
    assert gate.begun.wait(LONG / 1000)
    painter.ask("points", lambda: made.append(1), received.append)
    gate.open.set()
    painter.close()
    painter.ask("points", lambda: made.append(2), received.append)
    assert painter.is_idle and not made and not received
    painter.close()


def test_what_fails_is_told_and_the_next_is_made(painter: Painter, qtbot: QtBot) -> None:
    received: list[int] = []

    def wrong() -> int:
        raise ZeroDivisionError("no colours")

    with qtbot.waitSignal(painter.failed, timeout=LONG) as told:
        painter.ask("points", wrong, received.append)
    failure = told.args[0]
    assert isinstance(failure, Failure) and "no colours" in failure.sentence and "wrong" in failure.traceback
    painter.ask("points", lambda: 5, received.append)
    qtbot.waitUntil(lambda: received == [5], timeout=LONG)
