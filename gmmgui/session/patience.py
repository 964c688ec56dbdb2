"""Patience: tells when something takes so long that the user must be told that it goes on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

PATIENCE_MS = 100
"""Work that takes longer is shown, so that nobody takes it for a halt."""


class Patience(QObject):
    """Begun with each piece of work, ended when there is none.

    Signals
    -------
    lost(bool) : one piece of work takes long; False when there is no work any more.
    """

    lost = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_lost = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(lambda: self._tell(True))

    @property
    def is_lost(self) -> bool:
        """Does the present work take long?"""
        return self._is_lost

    def begin(self) -> None:
        """A new piece of work: patience is as long as ever."""
        self._timer.start()

    def end(self) -> None:
        """There is nothing to wait for."""
        self._timer.stop()
        if self._is_lost:
            self._tell(False)

    def _tell(self, is_lost: bool) -> None:
        self._is_lost = is_lost
        self.lost.emit(is_lost)
