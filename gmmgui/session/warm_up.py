"""WarmUp: compiles what is to be fast on a thread of its own, while plain NumPy serves on the engine thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from gmmgui.core.backend.compiling import Progress
from gmmgui.core.backend.numba_backend import KERNELS
from gmmgui.session.worker import End, Engine, Failure, Job


class Compilable(Protocol):
    """What can be compiled; a module will do."""

    def is_ready(self) -> bool:
        """Are all compiled?"""
        ...

    def count(self) -> int:
        """How many there are."""
        ...

    def loading(self) -> Iterator[Progress]:
        """Compile one by one; nothing where that is done already."""
        ...


class WarmUp(QObject):
    """Begun once the window is there; from the cache on disk it takes a second, without it about twenty.

    Signals
    -------
    progressed(int, int) : so many kernels of so many are compiled; only told where that takes time.
    ended() : nothing is under way any more.
    failed(Failure) : the kernels cannot be compiled here, so NumPy goes on serving.
    """

    progressed = Signal(int, int)
    ended = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine: Engine | None = None

    def begin(self, *more: Compilable) -> None:
        """Compile what is not compiled yet: the engine's kernels, then those of ``more``."""
        kernels = (KERNELS, *more)
        if all(some.is_ready() for some in kernels) or self._engine is not None:
            return
        self._engine = Engine(self)
        self._engine.submit(Job(lambda: loading(kernels), self._receive, self._finish))

    def close(self) -> None:
        """Stop after the kernel that is under way."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _receive(self, results: list[object]) -> None:
        last = results[-1]
        if isinstance(last, Progress) and not last.from_cache:
            self.progressed.emit(last.done, last.all)

    def _finish(self, _end: End, failure: Failure | None) -> None:
        self.close()
        self.ended.emit()
        if failure is not None:
            self.failed.emit(failure)


def loading(all_kernels: tuple[Compilable, ...]) -> Iterator[Progress]:
    """Compile what is not compiled yet, one set of kernels after the other, and count them in one row."""
    coming = [kernels for kernels in all_kernels if not kernels.is_ready()]
    counts = [kernels.count() for kernels in coming]
    before = 0
    for kernels, count in zip(coming, counts, strict=True):
        for progress in kernels.loading():
            yield replace(progress, done=before + progress.done, all=sum(counts))
        before += count
