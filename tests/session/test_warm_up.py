"""The warm-up: what is compiled, in which order, what is told of it, and that its thread ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import get_ident

from pytestqt.qtbot import QtBot

from gmmgui.core.backend import numba_backend
from gmmgui.core.backend.compiling import Progress
from gmmgui.session.warm_up import WarmUp
from gmmgui.session.worker import Failure

LONG = 120_000


@dataclass
class Some:
    """Kernels that take no time; ``wrong`` cannot be compiled."""

    names: list[str]
    wrong: str = ""
    done: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def is_ready(self) -> bool:
        return self.done == self.names

    def count(self) -> int:
        return len(self.names)

    def loading(self) -> Iterator[Progress]:
        for number, name in enumerate(self.names, start=1):
            if name == self.wrong:
                raise OSError(f"no compiler for {name}")
            self.done.append(name)
            self.threads.add(get_ident())
            yield Progress(number, len(self.names), from_cache=False)


def begin(warm_up: WarmUp, qtbot: QtBot, *more: Some) -> list[tuple[int, int]]:
    """What is told until it has ended."""
    told: list[tuple[int, int]] = []
    warm_up.progressed.connect(lambda done, together: told.append((done, together)))
    with qtbot.waitSignal(warm_up.ended, timeout=LONG):
        warm_up.begin(*more)
    return told


def test_everything_is_compiled_on_another_thread_and_counted_in_one_row(qtbot: QtBot) -> None:
    numba_backend.load()
    first, second = Some(["a", "b"]), Some(["c", "d", "e"])
    told = begin(WarmUp(), qtbot, first, second)
    assert first.is_ready() and second.is_ready() and numba_backend.is_ready()
    assert get_ident() not in first.threads | second.threads
    assert told[-1] == (5, 5) and told == sorted(told)
    assert {together for _, together in told} == {5}


def test_what_is_ready_is_not_begun_again(qtbot: QtBot) -> None:
    numba_backend.load()
    ready, other = Some(["a"], done=["a"]), Some(["b"])
    warm_up = WarmUp()
    with qtbot.assertNotEmitted(warm_up.ended):
        warm_up.begin(ready)
    assert begin(warm_up, qtbot, ready, other) == [(1, 1)]
    assert ready.done == ["a"]


def test_what_cannot_be_compiled_is_told(qtbot: QtBot) -> None:
    numba_backend.load()
    warm_up, wrong = WarmUp(), Some(["a", "b"], wrong="b")
    with qtbot.waitSignal(warm_up.failed, timeout=LONG) as told:
        warm_up.begin(wrong)
    failure = told.args[0]
    assert isinstance(failure, Failure) and "no compiler for b" in failure.sentence


def test_closing_in_the_middle_ends_the_thread(qtbot: QtBot) -> None:
    numba_backend.load()
    warm_up = WarmUp()
    warm_up.begin(Some([str(i) for i in range(100)]))
    warm_up.close()
    warm_up.close()
