"""SlowJobTimer: tells when a job takes so long that the user must see that it goes on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

SLOW_MS = 100
"""A job that takes longer, in milliseconds, is shown, so that nobody takes it for a halt."""


class SlowJobTimer(QObject):
    """Started with each job, stopped when there is none.

    Signals
    -------
    slow_changed(bool) : a job takes long; False when there is none any more.
    """

    slow_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_lost = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SLOW_MS)
        self._timer.timeout.connect(lambda: self._tell(True))

    @property
    def is_slow(self) -> bool:
        """Does the present job take long?"""
        return self._is_lost

    def start(self) -> None:
        """A new job: its time counts from now."""
        self._timer.start()

    def stop(self) -> None:
        """There is no job any more."""
        self._timer.stop()
        if self._is_lost:
            self._tell(False)

    def _tell(self, is_slow: bool) -> None:
        self._is_lost = is_slow
        self.slow_changed.emit(is_slow)
