"""Grid: lines at the numbers of the axes."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter

from gmmgui.ui.canvas.layers.layer import Layer, cosmetic, faint, use
from gmmgui.ui.canvas.scene import Scene

STRENGTHS = (46, 18)
"""Opacity, of 255, of the lines at the numbers and of those at the ticks between."""


class GridLayer(Layer):
    """Barely there, under everything."""

    z_value = -1000.0

    def differs(self, before: Scene, after: Scene) -> bool:
        return before.theme is not after.theme

    def draw(self, painter: QPainter, scene: Scene) -> None:
        view = self.getViewBox()
        plot = view.parentItem()
        box = view.viewRect()
        for name in ("bottom", "left"):
            axis: pg.AxisItem = plot.getAxis(name)
            size = view.width() if name == "bottom" else view.height()
            levels = axis.tickValues(*axis.range, size)
            for (_spacing, values), alpha in zip(levels, STRENGTHS, strict=False):
                use(painter, cosmetic(faint(QColor(scene.theme.quiet), alpha), 1))
                for value in values:
                    if name == "bottom":
                        painter.drawLine(QLineF(value, box.top(), value, box.bottom()))
                    else:
                        painter.drawLine(QLineF(box.left(), value, box.right(), value))
