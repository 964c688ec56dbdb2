"""One column of data: histogram filled by component, the curve of each component, and their sum."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from gmmgui.core.types import Floats, Indices
from gmmgui.session.run import Assignment
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.points import AT_ONCE
from gmmgui.ui.canvas.projection import Drawn
from gmmgui.ui.palette import Theme, component_colour

FEWEST_BINS, MOST_BINS = 12, 200
CURVE_POINTS = 600
SPIKE = 3.0
"""A collapsing component is a needle without end: the view follows it to this many times the highest bar."""
RUG = 0.09
"""Height of the band of points under the axis, as a share of the highest bar."""


def bin_edges(values: Floats) -> Floats:
    """Edges of the bars: width 2·IQR·n^(-1/3) (Freedman and Diaconis 1981), but no fewer than 1.5 √n bars.

    Freedman and Diaconis think of one hump; with two the quartiles lie far apart and their bars are too wide.
    """
    low, high = float(values.min()), float(values.max())
    if low == high:
        return np.array([low - 0.5, low + 0.5])
    quartiles = np.quantile(values, [0.25, 0.75])
    width = 2 * (quartiles[1] - quartiles[0]) / len(values) ** (1 / 3)
    bins = MOST_BINS if width <= 0 else math.ceil((high - low) / width)
    fewest = math.ceil(1.5 * math.sqrt(len(values)))
    return np.linspace(low, high, int(np.clip(max(bins, fewest), FEWEST_BINS, MOST_BINS)) + 1)


def stacked_heights(values: Floats, shares: Floats | NDArray[np.float32], edges: Floats) -> Floats:
    """(bins, k) densities: what each component holds of each bar; all bars together have area 1.

    Parameters
    ----------
    values : (n,).
    shares : (n, k) responsibilities, or ones (n, 1) where there are none.
    """
    return _heights(bins_of(values, edges), shares.T, edges)


def bins_of(values: Floats, edges: Floats) -> Indices:
    """(n,) the bar that each value belongs to."""
    return np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)


def filled_heights(bins: Indices, assignment: Assignment | None, edges: Floats) -> Floats:
    """(bins, k) what each component holds of each bar; (bins, 1) where nothing is assigned."""
    if assignment is None or assignment.labels is None:
        return _heights(bins, [None], edges)
    return _heights(bins, assignment.blend(np.eye(len(assignment.components), dtype=np.float32)).T, edges)


def _heights(bins: Indices, shares: Iterable[Floats | NDArray[np.float32] | None], edges: Floats) -> Floats:
    counts = [np.bincount(bins, weights=share, minlength=len(edges) - 1) for share in shares]
    return np.column_stack(counts) / (len(bins) * np.diff(edges)[:, None])


def curve(places: Floats, weight: float, mean: float, variance: float) -> Floats:
    """w·N(x; mu, sigma^2) = w exp(-(x - mu)^2 / (2 sigma^2)) / (sigma sqrt(2 pi)) at ``places`` (p,)."""
    if variance <= 0:
        return np.zeros_like(places)
    deviation = math.sqrt(variance)
    return weight * np.exp(-0.5 * ((places - mean) / deviation) ** 2) / (deviation * math.sqrt(2 * math.pi))


class DensityLayer:
    """Bars and curves of one column in a plot."""

    def __init__(self, plot: pg.PlotItem, theme: Theme, painter: Painter) -> None:
        self._plot, self._theme, self._painter = plot, theme, painter
        self._bars: list[pg.BarGraphItem] = []
        self._curves: list[pg.PlotCurveItem] = []
        self._bins = np.empty(0, dtype=np.intp)
        self._edges = np.array([0.0, 1.0])
        self._highest_bar = self._highest_curve = 1.0

    @property
    def top(self) -> float:
        """Height of the view: of the bars, and of the curves unless one is a spike."""
        return max(self._highest_bar, min(self._highest_curve, SPIKE * self._highest_bar))

    def set_values(self, values: Floats) -> None:
        """(n,) the column."""
        self._edges = bin_edges(values)
        self._bins = bins_of(values, self._edges)
        self._highest_bar = float(filled_heights(self._bins, None, self._edges).max())
        self._highest_curve = 0.0

    def set_theme(self, theme: Theme) -> None:
        """Colours for the next drawing."""
        self._theme = theme

    def remove(self) -> None:
        """Take everything off the plot."""
        for item in (*self._bars, *self._curves):
            self._plot.removeItem(item)
        self._bars, self._curves = [], []
        self._edges = np.array([0.0, 1.0])  # bars that are still under way are of these data no more

    def show_bars(self, assignment: Assignment | None) -> None:
        """Fill the histogram by responsibilities; None: in one quiet colour. Of many points that takes a moment."""
        bins, edges = self._bins, self._edges
        if len(bins) <= AT_ONCE:
            self._take_heights(assignment, edges, filled_heights(bins, assignment, edges))
            return
        self._painter.ask(
            "bars",
            lambda: filled_heights(bins, assignment, edges),
            lambda heights: self._take_heights(assignment, edges, heights),
        )

    def _take_heights(self, assignment: Assignment | None, edges: Floats, heights: Floats) -> None:
        """The bars, unless other data are there by now; those of an earlier state are better than none."""
        if edges is not self._edges:
            return
        for bar in self._bars:
            self._plot.removeItem(bar)
        names = () if assignment is None or assignment.labels is None else assignment.components
        colours = [component_colour(name) for name in names] or [QColor(self._theme.point)]
        below = np.cumsum(heights, axis=1) - heights
        self._bars = [self._bar(below[:, j], heights[:, j], colour) for j, colour in enumerate(colours)]

    def _bar(self, below: Floats, height: Floats, colour: QColor) -> pg.BarGraphItem:
        fill = QColor(colour)
        fill.setAlpha(110)
        bar = pg.BarGraphItem(
            x0=self._edges[:-1],
            width=np.diff(self._edges),
            y0=below,
            height=height,
            brush=fill,
            pen=pg.mkPen(self._theme.canvas, width=0.5),
        )
        bar.setZValue(-5)
        self._plot.addItem(bar, ignoreBounds=True)
        return bar

    def show_curves(self, drawn: Drawn | None) -> None:
        """Draw w·N of each component and their sum."""
        wanted = 0 if drawn is None else len(drawn.names) + 1
        while len(self._curves) < wanted:
            item = pg.PlotCurveItem(antialias=True)
            self._plot.addItem(item, ignoreBounds=True)
            self._curves.append(item)
        while len(self._curves) > wanted:
            self._plot.removeItem(self._curves.pop())
        if drawn is None:
            return
        low, high = self._plot.getViewBox().viewRange()[0]
        places = np.unique(np.concatenate([np.linspace(low, high, CURVE_POINTS), *_peaks(drawn)]))
        total = np.zeros_like(places)
        for j, name in enumerate(drawn.names):
            heights = curve(places, drawn.weights[j], drawn.means[j, 0], drawn.covariances[j, 0, 0])
            total += heights
            self._curves[j].setData(places, heights, pen=pg.mkPen(component_colour(name), width=2))
        ink = pg.mkPen(self._theme.text, width=1.5, style=Qt.PenStyle.DashLine)
        self._curves[-1].setData(places, total, pen=ink)
        self._highest_curve = max(self._highest_curve, float(total.max()))


def _peaks(drawn: Drawn) -> list[Floats]:
    """Places around each mean that make even a narrow curve smooth."""
    deviations = np.sqrt(np.maximum(drawn.covariances[:, 0, 0], 0))
    steps = np.linspace(-4, 4, 61)
    return [mean + deviation * steps for mean, deviation in zip(drawn.means[:, 0], deviations, strict=True)]
