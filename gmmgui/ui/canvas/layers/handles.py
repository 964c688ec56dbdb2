"""The handles of the component that is selected: squares that stretch it, a disc that rotates it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gmmgui.ui.canvas.interaction.drag_handles import Handle, Part, Shape, handles_of
from gmmgui.ui.canvas.layers.centroids import CENTROID_RADIUS
from gmmgui.ui.canvas.layers.layer import Layer, faint
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render.projection import on_plane
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import component_colour

SQUARE, DISC = 10.0, 6.0
"""Side of a square and radius of the disc, in pixels."""


class HandlesLayer(Layer):
    """Over everything; empty while nothing is selected that could be reshaped."""

    z_value = 21.0

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self._shape: Shape | None = None
        self._name = 0

    def set_shape(self, shape: Shape | None, component_id: int) -> None:
        """Show the handles of this shape, in the colour of component ``component_id``; None: no handles."""
        self._shape, self._name = shape, component_id
        self.update()

    def handles(self) -> list[Handle]:
        """Those that can be taken hold of, at the present zoom."""
        view = self.getViewBox()
        if self._shape is None or view is None or not self.isVisible():
            return []
        return handles_of(self._shape, np.array(view.viewPixelSize()))

    def draw(self, painter: QPainter, scene: Scene) -> None:
        shape, handles = self._shape, self.handles()
        if shape is None:
            return
        transform = painter.worldTransform()
        painter.resetTransform()
        mean = transform.map(QPointF(*on_plane(shape.mean[None])[0]))
        places = [transform.map(QPointF(*handle.place)) for handle in handles]
        ink, halo = QColor(scene.theme.text), faint(QColor(scene.theme.canvas), 200)
        for pen in (QPen(halo, 3.5), QPen(ink, 1.25)):
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            for place in places:
                painter.drawLine(_beside(mean, place), place)
        for handle, place in zip(handles, places, strict=True):
            for pen in (QPen(halo, 5), QPen(ink, 1.75)):
                painter.setPen(pen)
                painter.setBrush(QColor("white") if handle.part is Part.AXIS else component_colour(self._name))
                _draw_handle(painter, handle.part, place)


def _beside(mean: QPointF, place: QPointF) -> QPointF:
    """Where the line from the centroid to ``place`` comes out of its disc: its colour stays to be seen."""
    line = QLineF(mean, place)
    line.setLength(min(CENTROID_RADIUS, line.length()))
    return line.p2()


def _draw_handle(painter: QPainter, part: Part, place: QPointF) -> None:
    if part is Part.TURN:
        painter.drawEllipse(place, DISC, DISC)
        return
    square = QRectF(0, 0, SQUARE, SQUARE)
    square.moveCenter(QPointF(place.toPoint()))  # its edges are those of pixels
    pen = painter.pen()
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawRect(square)
