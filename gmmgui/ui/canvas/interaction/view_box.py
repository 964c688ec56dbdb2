"""The mouse on the canvas: click, drag, wheel and hover, told to the controller."""

from __future__ import annotations

from typing import Any, Protocol

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt

from gmmgui.ui.canvas.interaction.drag_handles import DragTarget


class MouseHandler(Protocol):
    """What the canvas does with the mouse; places are in the coordinates of the view."""

    def drag_target(self, place: QPointF) -> DragTarget | None:
        """The handle or the centroid that a drag from ``place`` takes hold of, or None."""
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

    def dragged(self, drag_target: DragTarget, place: QPointF, finished: bool) -> None:
        """What was taken hold of is at ``place``."""
        ...

    def hovered(self, place: QPointF | None) -> None:
        """The mouse is at ``place``, or has left."""
        ...


class InteractiveViewBox(pg.ViewBox):
    """A view whose left button belongs to the components; middle drag pans, wheel zooms."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self._handler: MouseHandler
        self._grip: DragTarget | None = None
        self._is_dropped = False

    def set_handler(self, handler: MouseHandler) -> None:
        """Whom the mouse is told to; the view is not shown before that."""
        self._handler = handler

    @property
    def is_dragging(self) -> bool:
        """Does the mouse hold something?"""
        return self._grip is not None

    def drop(self) -> None:
        """Hold nothing any more; the rest of the drag under way means nothing."""
        self._is_dropped = self._grip is not None
        self._grip = None

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
        if ev.button() == Qt.MouseButton.MiddleButton:
            super().mouseDragEvent(ev, axis)
            return
        if ev.button() == Qt.MouseButton.LeftButton:
            if ev.isStart():
                self._grip = self._handler.drag_target(self.mapSceneToView(ev.buttonDownScenePos()))
                self._is_dropped = False
            if self._grip is not None or self._is_dropped:
                ev.accept()
                self._drag(ev)
                return
        ev.ignore()  # a grip that misses a centroid must not drag the data out of sight

    def _drag(self, ev: Any) -> None:
        drag_target, place = self._grip, self.mapSceneToView(ev.scenePos())
        if ev.isFinish():
            self._grip, self._is_dropped = None, False
        if drag_target is not None:
            self._handler.dragged(drag_target, place, ev.isFinish())

    def hoverEvent(self, ev: Any) -> None:
        if self._grip is None:
            self._handler.hovered(None if ev.isExit() else self.mapSceneToView(ev.scenePos()))
