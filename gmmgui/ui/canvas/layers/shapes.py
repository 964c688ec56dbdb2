"""A shape for each component, for eyes that do not tell the colours apart: on its centroid, and on few points too."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.layers.layer import Layer
from gmmgui.ui.canvas.render.projection import project
from gmmgui.ui.canvas.render.rasterizer import LARGEST_UP_TO, SHRINKING
from gmmgui.ui.canvas.scene import Scene

MOST_POINTS = 2_000
"""Beyond so many only the centroids carry shapes."""
LARGEST_SHAPE = 6.5
"""Radius in pixels of the outline around the disc of a point; it shrinks as the discs do."""
STROKE = 1.0


def _polygon(corners: int, turn: float, inner: float = 0.0) -> QPainterPath:
    """Regular, its first corner at ``turn`` of a circle clockwise from the top; with an ``inner`` radius, a star."""
    count = 2 * corners if inner else corners
    radii = [inner if inner and i % 2 else 1.0 for i in range(count)]
    angles = [2 * math.pi * (i / count + turn) for i in range(count)]
    path = QPainterPath()
    places = [QPointF(r * math.sin(a), -r * math.cos(a)) for r, a in zip(radii, angles, strict=True)]
    path.addPolygon(QPolygonF([*places, places[0]]))
    return path


def _circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(0, 0), 0.78, 0.78)
    return path


def _plus(turn: float) -> QPainterPath:
    """Two bars across each other."""
    corners = ((0.3, 1.0), (0.3, 0.3), (1.0, 0.3))
    places: list[QPointF] = []
    for quarter in range(4):
        angle = 2 * math.pi * (turn + quarter / 4)
        sine, cosine = math.sin(angle), math.cos(angle)
        places += [QPointF(x * cosine + y * sine, y * cosine - x * sine) for x, y in corners]
    path = QPainterPath()
    path.addPolygon(QPolygonF([*places, places[0]]))
    return path


SHAPES: dict[str, QPainterPath] = {
    "circle": _circle(),
    "square": _polygon(4, 1 / 8),
    "triangle up": _polygon(3, 0),
    "diamond": QTransform.fromScale(0.75, 1.1).map(_polygon(4, 0)),
    "triangle down": _polygon(3, 1 / 2),
    "plus": _plus(0),
    "cross": _plus(1 / 8),
    "star": _polygon(5, 0, 0.42),
    "pentagon": _polygon(5, 0),
    "hexagon": QTransform.fromScale(1.1, 0.8).map(_polygon(6, 1 / 4)),
    "triangle left": _polygon(3, 3 / 4),
    "triangle right": _polygon(3, 1 / 4),
}
"""Outlines within about 1 of the origin, y downwards, in the order of the components' numbers."""
_OUTLINES = list(SHAPES.values())


def shape(number: int) -> QPainterPath:
    """Of the component born with ``number``; after twelve they come again."""
    return _OUTLINES[number % len(_OUTLINES)]


def in_pixels(painter: QPainter, places: Floats) -> Floats:
    """``places`` (m, 2) of the view in the logical pixels of what ``painter`` paints on."""
    transform = painter.worldTransform()
    return places * [transform.m11(), transform.m22()] + [transform.dx(), transform.dy()]


def stamp(painter: QPainter, outline: QPainterPath, places: Floats, radius: float) -> None:
    """Draw ``outline`` with that ``radius`` around each of ``places`` (m, 2), one by one: a path of all is slow."""
    mark = QTransform.fromScale(radius, radius).map(outline)
    for x, y in places.tolist():
        painter.translate(x, y)
        painter.drawPath(mark)
        painter.translate(-x, -y)


class ShapesLayer(Layer):
    """The shape of its most probable component around each point; the centroids' are drawn with the centroids."""

    z_value = 1.0

    def differs(self, before: Scene, after: Scene) -> bool:
        return (
            before.assignment is not after.assignment
            or before.axes is not after.axes
            or before.theme is not after.theme
        )

    def draw(self, painter: QPainter, scene: Scene) -> None:
        assignment = scene.assignment
        if assignment is None or scene.axes.y is None or scene.dataset.n > MOST_POINTS:
            return
        labels = assignment.labels
        if labels is None:
            return
        places = in_pixels(painter, project(scene.dataset.points, scene.axes))
        radius = LARGEST_SHAPE * (LARGEST_UP_TO / max(len(places), LARGEST_UP_TO)) ** SHRINKING
        painter.resetTransform()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(scene.theme.text), STROKE * scene.theme.stroke))
        for j, component_id in enumerate(assignment.components):
            stamp(painter, shape(component_id), places[labels == j], radius)
