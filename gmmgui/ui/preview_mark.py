"""The objective of the preview, in words and as a mark on the objective's plot."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtGui import QColor

from gmmgui.session.preview import PreviewResult
from gmmgui.ui.palette import Theme

SIZE = 11
INSIDE = 0.06
"""A mark that would be beyond the plot stands at its edge, this share of its height inside, and points outwards."""


def told(result: PreviewResult) -> str:
    """The objective, and its change since the drag began."""
    return f"{digits(result.objective, 9)} (Δ {digits(result.change, 4, '+')})"


def digits(value: float, count: int = 4, sign: str = "") -> str:
    """So many significant digits, with a real minus sign."""
    return f"{value:{sign}.{count}g}".replace("-", "−")


class PreviewMark:
    """A diamond at the objective that would be; the axes stay as they are."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._mark = pg.ScatterPlotItem(size=SIZE)
        self._mark.setZValue(10)
        self._mark.hide()
        plot.addItem(self._mark, ignoreBounds=True)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._mark.setBrush(QColor(theme.canvas))
        self._mark.setPen(pg.mkPen(theme.accent, width=2))

    def show(self, result: PreviewResult | None, index: int) -> None:
        """Over the half-step at ``index``; nowhere where there is no objective."""
        if result is None or math.isnan(result.objective):
            self._mark.hide()
            return
        low, high = self._plot.getViewBox().viewRange()[1]
        margin = INSIDE * (high - low)
        height = min(max(result.objective, low + margin), high - margin)
        outside = {True: "t1", False: "t"}[result.objective > high]
        self._mark.setData([index], [height], symbol="d" if low <= result.objective <= high else outside)
        self._mark.show()
