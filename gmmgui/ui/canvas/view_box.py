"""The mouse on the canvas: click, drag, wheel and hover, told to whoever holds the hands."""

from __future__ import annotations

from typing import Any, Protocol

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt


class MouseHandler(Protocol):
    """What the canvas does with the mouse; places are in the coordinates of the view."""

    def hit(self, place: QPointF) -> int | None:
        """Index of the centroid under ``place``, or None."""
        ...

    def clicked(self, place: QPointF) -> None:
        """Left click."""
        ...

    def double_clicked(self) -> None:
        """Second click of a left double click; the first was told as a click."""
        ...

    def right_clicked(self, place: QPointF) -> None:
        """Right click."""
        ...

    def dragged(self, component: int, place: QPointF, finished: bool) -> None:
        """The centroid at index ``component`` is at ``place``."""
        ...

    def hovered(self, place: QPointF | None) -> None:
        """The mouse is at ``place``, or has left."""
        ...


class HandViewBox(pg.ViewBox):
    """A view whose left button belongs to the centroids; middle drag pans, wheel zooms."""

    def __init__(self, handler: MouseHandler) -> None:
        super().__init__(enableMenu=False)
        self._handler = handler
        self._dragging: int | None = None

    def mouseClickEvent(self, ev: Any) -> None:
        place = self.mapSceneToView(ev.scenePos())
        if ev.button() == Qt.MouseButton.LeftButton:
            if ev.double():
                self._handler.double_clicked()
            else:
                self._handler.clicked(place)
            ev.accept()
        elif ev.button() == Qt.MouseButton.RightButton:
            self._handler.right_clicked(place)
            ev.accept()

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            if ev.isStart():
                self._dragging = self._handler.hit(self.mapSceneToView(ev.buttonDownScenePos()))
            if self._dragging is not None:
                ev.accept()
                self._handler.dragged(self._dragging, self.mapSceneToView(ev.scenePos()), ev.isFinish())
                if ev.isFinish():
                    self._dragging = None
                return
        if ev.button() == Qt.MouseButton.MiddleButton:
            super().mouseDragEvent(ev, axis)
        else:
            ev.ignore()  # a grip that misses a centroid must not drag the data out of sight

    def hoverEvent(self, ev: Any) -> None:
        self._handler.hovered(None if ev.isExit() else self.mapSceneToView(ev.scenePos()))
