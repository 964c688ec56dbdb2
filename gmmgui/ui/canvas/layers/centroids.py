"""The centroids, which can be dragged."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gmmgui.ui.canvas.layers.layer import Layer, faint
from gmmgui.ui.canvas.layers.shapes import SHAPES, shape, stamp
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render.projection import on_plane
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import component_colour

CENTROID_RADIUS = 7.0
WITH_SHAPE, GLYPH = 10.0, 6.0
"""Radii where the disc carries the shape of its component instead of a cross, of the disc and of the shape."""


class CentroidsLayer(Layer):
    """A disc with a cross, or with the shape of its component, at each mean; it is always there."""

    z_value = 20.0

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self._selected: int | None = None
        self._has_shapes = False

    def show_shapes(self, on: bool) -> None:
        """Mark each centroid with the shape of its component."""
        self._has_shapes = on
        self.update()

    def set_selected(self, component_id: int | None) -> None:
        """The number of the component that Delete would remove."""
        self._selected = component_id
        self.update()

    def differs(self, before: Scene, after: Scene) -> bool:
        return before.projected is not after.projected or before.theme is not after.theme

    def draw(self, painter: QPainter, scene: Scene) -> None:
        if scene.projected is None:
            return
        edge, ink, stroke = QColor(scene.theme.edge), QColor(scene.theme.text), scene.theme.stroke
        transform = painter.worldTransform()
        painter.resetTransform()
        for component_id, mean in zip(scene.projected.component_ids, on_plane(scene.projected.means), strict=True):
            place = transform.map(QPointF(*mean))
            chosen = component_id == self._selected
            radius = WITH_SHAPE if self._has_shapes else CENTROID_RADIUS
            painter.setPen(QPen(ink if chosen else edge, stroke * (2.5 if chosen else 2)))
            painter.setBrush(component_colour(component_id))
            painter.drawEllipse(place, radius, radius)
            if self._has_shapes:
                _draw_shape(painter, scene, component_id, place)
            else:
                painter.setPen(QPen(QColor("white"), 1.5))
                painter.drawLine(place - QPointF(3, 0), place + QPointF(3, 0))
                painter.drawLine(place - QPointF(0, 3), place + QPointF(0, 3))


def _draw_shape(painter: QPainter, scene: Scene, component_id: int, place: QPointF) -> None:
    """In white; where the shapes come again, with the component's number beside, as the table of parameters has it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("white"))
    stamp(painter, shape(component_id), np.array([[place.x(), place.y()]]), GLYPH)
    if component_id >= len(SHAPES):
        text = str(component_id + 1)
        size = painter.fontMetrics().size(0, text)
        box = QRectF(place.x() + WITH_SHAPE, place.y() - size.height() / 2, size.width() + 6, size.height())
        painter.setBrush(faint(QColor(scene.theme.canvas), 200))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(scene.theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
