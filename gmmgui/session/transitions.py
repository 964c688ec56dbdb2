"""Transitions: the session changes as a whole, and tells of it afterwards, so that no listener meets a half of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Any


class _Stage(Enum):
    """What is being done now."""

    IDLE = "idle"
    CHANGING = "changing"
    TELLING = "telling"


class Transitions:
    """One change after another: while listeners are told of one, what they ask for waits for its turn."""

    def __init__(self) -> None:
        self._stage = _Stage.IDLE
        self._waiting: deque[Callable[[], None]] = deque()
        self._notices: dict[tuple[Callable[..., None], tuple[Any, ...]], None] = {}

    def run(self, change: Callable[[], None]) -> None:
        """Make ``change``, then tell of it.

        Within another change it is a part of that; asked for by a listener, it comes when all have been told.
        """
        if self._stage is _Stage.CHANGING:
            change()
            return
        self._waiting.append(change)
        if self._stage is _Stage.IDLE:
            self._work_off()

    def tell(self, emit: Callable[..., None], *arguments: Any) -> None:
        """Call ``emit(*arguments)`` when the present change is complete; asked for twice, once."""
        self._notices[emit, arguments] = None

    def _work_off(self) -> None:
        try:
            while self._waiting:
                self._stage = _Stage.CHANGING
                self._waiting.popleft()()
                self._stage = _Stage.TELLING
                while self._notices:
                    emit, arguments = next(iter(self._notices))
                    del self._notices[emit, arguments]
                    emit(*arguments)
        finally:
            self._stage = _Stage.IDLE
