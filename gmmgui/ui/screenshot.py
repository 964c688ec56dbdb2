"""The program takes its own picture: for the README, and for those who change what is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from gmmgui.data import DATASETS
from gmmgui.session.settings import with_dataset, with_setting
from gmmgui.ui.canvas.layers.catalogue import LAYERS
from gmmgui.ui.main_window import OPENING_SIZE, MainWindow

LOOK_EVERY_MS = 20


@dataclass(frozen=True, slots=True)
class Shot:
    """What is to be seen.

    Parameters
    ----------
    path : of the PNG file.
    data : a key of ``DATASETS``.
    algorithm : a key of ``ALGORITHMS``, or None for the one that the data set comes with.
    half_steps : how far the run goes; None: to its end; 0: nothing is started.
    layers : the only ones that are on, by their names in ``LAYERS``; None: those of the first start.
    """

    path: Path
    data: str
    algorithm: str | None = None
    half_steps: int | None = None
    layers: tuple[str, ...] | None = None


class Photographer(QObject):
    """Brings the window to what is to be seen, saves the picture, and says ``done`` with the exit code."""

    def __init__(self, window: MainWindow, shot: Shot, done: Callable[[int], None]) -> None:
        super().__init__(window)
        self._window, self._shot, self._done = window, shot, done
        self._stages: list[Callable[[], None]] = [self._load, self._run, window.repaint, self._save]
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._next)
        window.showNormal()
        window.resize(*OPENING_SIZE)
        window.original_layout()
        window.canvas.glide_ms = 0
        for key, entry in LAYERS.items():
            window.canvas.layers.switch(key, entry.on if shot.layers is None else key in shot.layers)
        self._clock.start(LOOK_EVERY_MS)

    def _next(self) -> None:
        session = self._window.session
        if session.player.idle and not session.loader.is_busy:
            self._stages.pop(0)()

    def _load(self) -> None:
        entry, store = DATASETS[self._shot.data], self._window.session.store
        document = with_dataset(store.document, entry.load(), entry.spec)
        if self._shot.algorithm is not None:
            document = with_setting(document, "algorithm", self._shot.algorithm)
        store.edit(document, "Choose")

    def _run(self) -> None:
        player = self._window.session.player
        if self._shot.half_steps is None:
            player.finish()
        elif self._shot.half_steps > 0:
            player.step(self._shot.half_steps)

    def _save(self) -> None:
        self._clock.stop()
        with self._window.canvas.at_once():
            picture = self._window.grab()
        self._done(0 if picture.save(str(self._shot.path), "PNG") else 1)
