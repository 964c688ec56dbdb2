"""The line under the canvas: what just happened, in plain words, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gmmgui.session.narration import narrate
from gmmgui.session.session import Session

PRESENTER_POINTS = 20


class NarrationLine(QLabel):
    """Follows the session; as high as two lines, so that nothing jumps when a sentence is long."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("narration")
        self.setProperty("role", "narration")
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._reserve_two_lines()
        session.player.shown.connect(lambda _state: self._narrate())
        session.player.assigned.connect(lambda _assignment: self._narrate())
        session.store.changed.connect(lambda _old, _new: self._narrate())
        self._narrate()

    def set_presenting(self, on: bool) -> None:
        """In big type, to be read from the last row."""
        self.setStyleSheet(f"font-size: {PRESENTER_POINTS}pt;" if on else "")
        self._reserve_two_lines()

    def _reserve_two_lines(self) -> None:
        self.ensurePolished()
        self.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 8)

    def _narrate(self) -> None:
        player = self._session.player
        text = narrate(player.shown_document, player.state, player.assignment, player.next_phase)
        self.setText(text)
        self.setToolTip(text)
