"""Cursors that say what a drag from here would do."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPen, QPixmap, QPolygonF

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.interaction.drag_handles import DragTarget, Part

SIDE, RADIUS = 24, 7.0
SIZING = (
    Qt.CursorShape.SizeHorCursor,
    Qt.CursorShape.SizeBDiagCursor,
    Qt.CursorShape.SizeVerCursor,
    Qt.CursorShape.SizeFDiagCursor,
)
"""At 0, 45, 90 and 135 degrees against the horizontal of the screen."""


def cursor_for(drag_target: DragTarget | None, pixel: Floats) -> QCursor:
    """A cross where a click places a centroid, Qt's pointing hand on one, arrows on what stretches and rotates.

    ``pixel`` (2,): its size in the view.
    """
    if drag_target is None:
        return QCursor(Qt.CursorShape.CrossCursor)
    if drag_target.handle.part is Part.MEAN or drag_target.shape is None:
        return QCursor(Qt.CursorShape.OpenHandCursor)
    if drag_target.handle.part is Part.TURN:
        return turning_cursor()
    across, up = (
        drag_target.handle.place - np.resize(drag_target.shape.mean, 2) * [1, len(drag_target.shape.mean) > 1]
    ) / pixel
    return QCursor(SIZING[round(math.degrees(math.atan2(up, across)) / 45) % 4])


@cache
def turning_cursor() -> QCursor:
    """Three quarters of a circle with a tip; Qt has none."""
    picture = QPixmap(SIDE, SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    circle = QRectF(SIDE / 2 - RADIUS, SIDE / 2 - RADIUS, 2 * RADIUS, 2 * RADIUS)
    end = QPointF(SIDE / 2 + RADIUS, SIDE / 2)
    tip = QPolygonF([end + QPointF(-4, -1), end + QPointF(4, -1), end + QPointF(0, 5)])
    for colour, width in (("white", 4.5), ("black", 2.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(circle, 0, 270 * 16)
        painter.setBrush(QColor(colour))
        painter.setPen(QPen(QColor(colour), width - 2))
        painter.drawPolygon(tip)
    painter.end()
    return QCursor(picture, SIDE // 2, SIDE // 2)
