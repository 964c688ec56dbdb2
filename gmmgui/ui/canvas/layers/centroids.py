"""The centroids: what a hand takes hold of."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from gmmgui.ui.canvas.layers.layer import Layer
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.projection import on_plane
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import component_colour

CENTROID_RADIUS = 7.0


class CentroidsLayer(Layer):
    """A disc with a cross at each mean; it is always there."""

    height = 20.0

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self._selected: int | None = None

    def set_selected(self, name: int | None) -> None:
        """The number of the component that Delete would remove."""
        self._selected = name
        self.update()

    def draw(self, painter: QPainter, scene: Scene) -> None:
        if scene.drawn is None:
            return
        edge, ink = QColor(scene.theme.canvas), QColor(scene.theme.text)
        transform = painter.worldTransform()
        painter.resetTransform()
        for name, mean in zip(scene.drawn.names, on_plane(scene.drawn.means), strict=True):
            place = transform.map(QPointF(*mean))
            chosen = name == self._selected
            painter.setPen(QPen(ink if chosen else edge, 2.5 if chosen else 2))
            painter.setBrush(component_colour(name))
            painter.drawEllipse(place, CENTROID_RADIUS, CENTROID_RADIUS)
            painter.setPen(QPen(QColor("white"), 1.5))
            painter.drawLine(place - QPointF(3, 0), place + QPointF(3, 0))
            painter.drawLine(place - QPointF(0, 3), place + QPointF(0, 3))
