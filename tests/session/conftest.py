"""Sessions without a window: small data, and an engine that a test can hold still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gmmgui.core import RunSpec, State
from gmmgui.data import Dataset
from gmmgui.session.history import HISTORY_BYTES
from gmmgui.session.run import Assignment
from gmmgui.session.session import Session
from gmmgui.session.worker import Engine, Failure, Job
from tests.samples import groups

MakeSession = Callable[..., "Sitting"]


@contextmanager
def held(engine: Engine) -> Iterator[None]:
    """Keep the engine thread busy, so that whatever is asked for waits until the end of the block."""
    begun, release = Event(), Event()

    def work() -> Iterator[object]:
        begun.set()
        release.wait()
        yield from ()

    engine.submit(Job(work, lambda _results: None, lambda _end, _failure: None))
    begun.wait()
    try:
        yield
    finally:
        release.set()


class CountingEngine(Engine):
    """Knows how many jobs were ever open at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.open = self.most_open = 0

    def submit(self, job: Job) -> None:
        def ended(end: object, failure: object) -> None:
            self.open -= 1
            job.ended(end, failure)  # type: ignore[arg-type]

        self.open += 1
        self.most_open = max(self.most_open, self.open)
        super().submit(replace(job, ended=ended))


def at(d: int, place: float) -> np.ndarray:
    """(d,) a place on the diagonal, a little different in each column."""
    return place + np.arange(d) / 10


class Sitting:
    """A session, and what its player has told since."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session, self.qtbot = session, qtbot
        self.store, self.player, self.edit_commands = session.store, session.player, session.edit_commands
        self.shown: list[State | None] = []
        self.assigned: list[Assignment] = []
        self.failures: list[Failure] = []
        self.player.shown.connect(self.shown.append)
        self.player.assigned.connect(self.assigned.append)
        self.player.failed.connect(self.failures.append)

    def settle(self) -> None:
        """Wait until the engine has nothing to do."""
        self.qtbot.waitUntil(lambda: self.player.idle, timeout=20_000)

    def step(self, half_steps: int = 1) -> State:
        """Half-steps one after another, each waited for; the state that is shown then."""
        for _ in range(half_steps):
            self.player.step()
            self.settle()
        return self.state

    def edit(self, **changes: object) -> None:
        """Other settings, as the panels make them."""
        from gmmgui.session.settings import with_setting

        for name, value in changes.items():
            self.store.edit(with_setting(self.store.document, name, value), name)

    @property
    def state(self) -> State:
        """The state that is shown."""
        assert self.player.state is not None
        return self.player.state


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[MakeSession]:
    """Makes sessions, and closes them at the end."""
    sittings: list[Sitting] = []

    def make_session(
        dataset: Dataset | None = None, history_bytes: int = HISTORY_BYTES, **spec: object
    ) -> Sitting:
        settings = {"k": 2} | spec
        data = groups() if dataset is None else dataset
        session = Session(data, RunSpec(**settings), history_bytes=history_bytes)  # type: ignore[arg-type]
        sittings.append(Sitting(session, qtbot))
        return sittings[-1]

    yield make_session
    for sitting in sittings:
        sitting.session.close()


@pytest.fixture
def sitting(make: MakeSession) -> Sitting:
    """Soft EM with two components on sixty points, not begun."""
    return make()
