"""Mixture layer: ellipses at one and two sigma, centroids and their trails."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.projection import Drawn
from gmmgui.ui.palette import component_colour

SIGMAS = ((1.0, 2.5), (2.0, 1.2))
"""Radius in standard deviations and line width in pixels of each ellipse."""
CENTROID_RADIUS = 7.0
ELLIPSE_POINTS = 96
TRAIL_STEP = 2.0
_ANGLES = np.linspace(0, 2 * np.pi, ELLIPSE_POINTS)
_CIRCLE = np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)])


def ellipse(mean: Floats, covariance: Floats, sigmas: float) -> Floats:
    """(p, 2) outline of the points at Mahalanobis distance ``sigmas`` from ``mean`` (2,)."""
    return mean + sigmas * _offsets(covariance)


def _offsets(covariances: Floats) -> Floats:
    """(..., p, 2) from the mean to the ellipse at one sigma, for each of ``covariances`` (..., 2, 2)."""
    values, vectors = np.linalg.eigh(covariances)
    return (_CIRCLE * np.sqrt(np.maximum(values, 0))[..., None, :]) @ np.swapaxes(vectors, -1, -2)


class MixtureLayer(pg.GraphicsObject):
    """Draws components over the points, in the coordinates of the view."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: Drawn | None = None
        self._trails: dict[int, Floats] = {}
        self._with_ellipses = True
        self._selected: int | None = None
        self._edge = QColor("white")
        self._ink = QColor("black")

    @property
    def drawn(self) -> Drawn | None:
        """What is drawn at this moment."""
        return self._drawn

    def show_components(self, drawn: Drawn | None, with_ellipses: bool) -> None:
        """Draw ``drawn``, or nothing."""
        self.prepareGeometryChange()
        self._drawn, self._with_ellipses = drawn, with_ellipses
        self.update()

    def set_trails(self, trails: dict[int, Floats]) -> None:
        """For each component's number the (m, 2) places where its centroid has been."""
        self._trails = trails
        self.update()

    def set_selected(self, name: int | None) -> None:
        """The number of the component that Delete would remove."""
        self._selected = name
        self.update()

    def set_ink(self, edge: QColor, ink: QColor) -> None:
        """Colours of the outlines of centroids: of the background, and of the one selected."""
        self._edge, self._ink = edge, ink
        self.update()

    def boundingRect(self) -> QRectF:
        view = self.getViewBox()
        return QRectF() if view is None else QRectF(view.viewRect())

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()
        self.update()  # what is cached of a picture that was only shifted would stay where it was

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._drawn is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name, trail in self._trails.items():
            self._paint_trail(painter, component_colour(name), trail)
        if self._with_ellipses and self._drawn.means.shape[1] == 2:
            every = _offsets(self._drawn.covariances)
            for name, mean, offsets in zip(self._drawn.names, self._drawn.means, every, strict=True):
                self._paint_ellipses(painter, component_colour(name), mean, offsets)
        self._paint_centroids(painter, self._drawn)

    def _paint_trail(self, painter: QPainter, colour: QColor, trail: Floats) -> None:
        line = QColor(colour)
        line.setAlpha(190)
        painter.setPen(_cosmetic(line, 1.5, Qt.PenStyle.DotLine))
        painter.drawPolyline(_polygon(_thinned(trail, painter.worldTransform())))

    def _paint_ellipses(self, painter: QPainter, colour: QColor, mean: Floats, offsets: Floats) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for sigmas, width in SIGMAS:
            outline = _polygon(mean + sigmas * offsets)
            halo = QColor(self._edge)
            halo.setAlpha(150)
            painter.setPen(_cosmetic(halo, width + 2.5))
            painter.drawPolyline(outline)
            painter.setPen(_cosmetic(colour, width))
            painter.drawPolyline(outline)

    def _paint_centroids(self, painter: QPainter, drawn: Drawn) -> None:
        transform = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        for name, mean in zip(drawn.names, drawn.means, strict=True):
            place = transform.map(QPointF(float(mean[0]), float(mean[1]) if len(mean) > 1 else 0.0))
            chosen = name == self._selected
            painter.setPen(QPen(self._ink if chosen else self._edge, 2.5 if chosen else 2))
            painter.setBrush(component_colour(name))
            painter.drawEllipse(place, CENTROID_RADIUS, CENTROID_RADIUS)
            painter.setPen(QPen(QColor("white"), 1.5))
            painter.drawLine(place - QPointF(3, 0), place + QPointF(3, 0))
            painter.drawLine(place - QPointF(0, 3), place + QPointF(0, 3))
        painter.restore()


def _thinned(trail: Floats, transform: QTransform) -> Floats:
    """The first of the places (m, 2) in each stretch of ``TRAIL_STEP`` pixels, and the last of all: dots cost time."""
    steps = np.diff(trail, axis=0) * [transform.m11(), transform.m22()]
    stretches = np.hypot(steps[:, 0], steps[:, 1]).cumsum() // TRAIL_STEP
    is_first = np.diff(stretches, prepend=0.0) > 0
    is_first[-1] = True
    return trail[np.concatenate([[True], is_first])]


def _cosmetic(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    return pen


def _polygon(places: Floats) -> QPolygonF:
    polygon: QPolygonF = pg.functions.arrayToQPolygonF(places[:, 0], places[:, 1])
    return polygon
