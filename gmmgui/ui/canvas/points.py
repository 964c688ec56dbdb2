"""Points layer: the data, in the colours of their components, as one image under the axes."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.raster import Footprint, footprint, painted

MOST_DISCS = 4_000
"""Up to this many points each is a disc with an edge; more become a raster image."""


def disc_radius(n: int) -> float:
    """Radius in logical pixels of each of ``n`` points."""
    return 4.5 if n <= 500 else 3.5 if n <= 1_500 else 2.5


class PointsLayer(pg.GraphicsObject):
    """An image of the points in the pixels of the screen, made anew only when the view or the colours change."""

    def __init__(self) -> None:
        super().__init__()
        self._places = np.empty((0, 2))
        self._rgb = np.zeros((1, 3))
        self._edge = QColor("white")
        self._image: QImage | None = None
        self._footprint: Footprint | None = None
        self._made_for: tuple[object, ...] = ()

    def set_places(self, places: Floats) -> None:
        """(n, 2) in the coordinates of the view."""
        self.prepareGeometryChange()
        self._places = places
        self._footprint = None
        self._forget()

    def set_colours(self, rgb: Floats) -> None:
        """(n, 3) from 0 to 255, or (1, 3) for all points."""
        self._rgb = rgb
        self._forget()

    def set_edge(self, colour: QColor) -> None:
        """What separates discs that overlap: the colour of the background."""
        self._edge = colour
        self._forget()

    def _forget(self) -> None:
        self._image = None
        self.update()

    def boundingRect(self) -> QRectF:
        view = self.getViewBox()
        return QRectF() if view is None else QRectF(view.viewRect())

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        view = self.getViewBox()
        if view is None or not len(self._places):
            return
        ratio = painter.device().devicePixelRatioF()
        to_logical = painter.worldTransform()
        frame = to_logical.mapRect(QRectF(view.viewRect())).toAlignedRect()
        key = (*_numbers(to_logical), frame.getRect(), ratio)
        if key != self._made_for:
            self._image = self._footprint = None
        if self._image is None:
            self._image = self._draw(to_logical, frame.x(), frame.y(), frame.width(), frame.height(), ratio)
            self._made_for = key
        painter.save()
        painter.resetTransform()
        painter.drawImage(QPointF(frame.topLeft()), self._image)
        painter.restore()

    def _draw(self, transform: QTransform, left: int, top: int, width: int, height: int, ratio: float) -> QImage:
        size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        scale = np.array([transform.m11(), transform.m22()]) * ratio
        origin = np.array([transform.dx() - left, transform.dy() - top]) * ratio
        if len(self._places) > MOST_DISCS:
            if self._footprint is None:
                self._footprint = footprint(self._places * scale + origin, *size)
            rows = painted(self._footprint, self._rgb)
            image = QImage(rows.data, *size, 4 * size[0], QImage.Format.Format_ARGB32_Premultiplied).copy()
        else:
            image = self._discs(self._places * scale + origin, size, ratio)
        image.setDevicePixelRatio(ratio)
        return image

    def _discs(self, pixels: Floats, size: tuple[int, int], ratio: float) -> QImage:
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QColor(self._edge)
        edge.setAlpha(160)
        painter.setPen(QPen(edge, 0.8 * ratio))
        radius = disc_radius(len(pixels)) * ratio
        rgb = np.broadcast_to(self._rgb, (len(pixels), 3)).round().astype(int).tolist()
        inside: NDArray[np.bool_] = np.all((pixels > -radius) & (pixels < np.array(size) + radius), axis=1)
        for (x, y), (red, green, blue), seen in zip(pixels.tolist(), rgb, inside.tolist(), strict=True):
            if seen:
                painter.setBrush(QColor(red, green, blue, 215))
                painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.end()
        return image


def _numbers(transform: QTransform) -> tuple[float, ...]:
    return (transform.m11(), transform.m22(), transform.dx(), transform.dy())
