"""The parts of the picture of one column, each to be switched on and off."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem

from gmmgui.ui.canvas.layers.layer import Layer, faint
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render.boundaries import Regions, regions
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import component_colour
from gmmgui.ui.words import QT_TRANSLATE_NOOP

KINDS = {
    "pdf": QT_TRANSLATE_NOOP("Layers", "Density (pdf)"),
    "cdf": QT_TRANSLATE_NOOP("Layers", "Distribution (cdf)"),
}
STRIP = 5
"""Height of the strips under the axis, in pixels."""
TINT = 14
"""Opacity of the regions, of 255."""
LABEL_ROWS, LABEL_GAP = 3, 6
"""Rows of labels, so that neighbours do not overlap, and pixels between them; where that is not enough, lines only."""
FROM_TOP = 4


def need_one_column(scene: Scene) -> str:
    """Why there is no histogram and no rug."""
    return "" if scene.axes.y is None else QT_TRANSLATE_NOOP("Layers", "Only for data of one column.")


def need_curves(scene: Scene) -> str:
    """Why there are no curves."""
    if not scene.algorithm.has_density:
        return need_one_column(scene) or QT_TRANSLATE_NOOP("Layers", "{algorithm} has no densities.")
    return need_one_column(scene)


def need_whole_column(scene: Scene) -> str:
    """Why there are no boundaries."""
    if scene.axes.y is None and scene.dataset.d > 1:
        return QT_TRANSLATE_NOOP("Layers", "With more columns no place on one axis parts the components.")
    return need_one_column(scene)


class PartLayer(Layer):
    """A part that items of the plot draw: they hang on it, and are seen or hidden with it."""

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.setCacheMode(QGraphicsItem.CacheMode.NoCache)


class HistogramLayer(PartLayer):
    """The bars, or the distribution function of the data."""

    z_value = -5.0


class RugLayer(PartLayer):
    """The points themselves, under the axis."""


class CurvesLayer(PartLayer):
    """The curve of each component; ``kind`` is a key of ``KINDS``, for all parts."""

    z_value = 5.0

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self.kind = next(iter(KINDS))

    def choose(self, option: str) -> None:
        self.kind = option


class SumLayer(PartLayer):
    """The curve of the mixture."""

    z_value = 6.0


class BoundariesLayer(Layer):
    """A line and its number where the component changes that points are given to; strips of the components' colours."""

    z_value = -4.0

    def draw(self, painter: QPainter, scene: Scene) -> None:
        if scene.projected is None or need_whole_column(scene):
            return
        found = regions(scene.projected, scene.algorithm.has_density)
        transform, box = painter.worldTransform(), self.getViewBox().viewRect()
        frame = transform.mapRect(QRectF(box))
        painter.resetTransform()
        edges = [frame.left(), *(transform.map(QPointF(place, 0)).x() for place in found.places), frame.right()]
        axis = transform.map(QPointF(box.left(), 0)).y()
        self._draw_regions(painter, scene, found, edges, QRectF(frame.left(), axis, frame.width(), STRIP), frame)
        self._draw_lines(painter, scene, found, edges[1:-1], frame, transform)

    def _draw_regions(
        self, painter: QPainter, scene: Scene, found: Regions, edges: list[float], strip: QRectF, frame: QRectF
    ) -> None:
        assert scene.projected is not None
        painter.setPen(Qt.PenStyle.NoPen)
        for owner, begin, end in zip(found.owners, edges[:-1], edges[1:], strict=True):
            left, right = max(begin, frame.left()), min(end, frame.right())
            if left < right:
                colour = component_colour(scene.projected.component_ids[owner])
                painter.fillRect(QRectF(left, frame.top(), right - left, frame.height()), faint(colour, TINT))
                painter.fillRect(QRectF(left, strip.top(), right - left, strip.height()), faint(colour, 170))

    def _draw_lines(
        self, painter: QPainter, scene: Scene, found: Regions, places: list[float], frame: QRectF, view: QTransform
    ) -> None:
        metrics, ink = painter.fontMetrics(), QColor(scene.theme.quiet)
        row_height = metrics.height() + 4
        taken = [frame.left()] * LABEL_ROWS
        for value, x in zip(found.places, places, strict=True):
            if not frame.left() <= x <= frame.right():
                continue
            text = number(float(value), abs(frame.width() / view.m11()))
            half = metrics.horizontalAdvance(text) / 2 + 4
            left = min(max(x - half, frame.left() + 2), frame.right() - 2 * half - 2)
            row = next((row for row, end in enumerate(taken) if left >= end), None)
            top = frame.top() + FROM_TOP + (row or 0) * row_height
            painter.setPen(QPen(ink, 1.2, Qt.PenStyle.DashLine))
            sharp = math.floor(x) + 0.5
            painter.drawLine(QLineF(sharp, top, sharp, frame.bottom()))
            if row is not None:
                taken[row] = left + 2 * half + LABEL_GAP
                label = QRectF(left, top, 2 * half, row_height - 2)
                painter.setPen(QPen(QColor(scene.theme.line), 1))
                painter.setBrush(QColor(scene.theme.canvas))
                painter.drawRoundedRect(label, 3, 3)
                painter.setPen(QColor(scene.theme.text))
                painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)


def number(value: float, span: float) -> str:
    """``value`` with so many decimals that a thousandth of the ``span`` of the view can be told."""
    if not 1e-6 < span < 1e9:
        return f"{value:.6g}".replace("-", "−")
    decimals = max(0, 3 - math.floor(math.log10(span)))
    return f"{value:.{decimals}f}".replace("-", "−")
