"""A menu that stays open while its switches are used, so that several can be set, and their effect seen, in one go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget


class StayingMenu(QMenu):
    """A click or the space bar on an entry with a check mark switches it; Enter, Escape or a click elsewhere closes."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._is_pressed = False

    def showEvent(self, event: QShowEvent) -> None:
        self._is_pressed = False  # what was pressed when it was open before is forgotten
        super().showEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._is_pressed = True
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._is_pressed = self._is_pressed or bool(event.buttons())  # pressed on the button, and drawn into the menu
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        was_pressed, self._is_pressed = self._is_pressed, False
        if was_pressed and action is not None and _is_switch(action):
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and _is_switch(action):
            action.trigger()
        else:
            super().keyPressEvent(event)


def _is_switch(action: QAction) -> bool:
    return action.isCheckable() and action.isEnabled()
