"""One column of data in a plot: histogram, curves and their sum, or distribution functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from gmmgui.core.types import Floats
from gmmgui.session.run import Assignment
from gmmgui.ui.canvas.layers.layer import Layer
from gmmgui.ui.canvas.layers.one_column import CurvesLayer
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.points import AT_ONCE
from gmmgui.ui.canvas.render.curves import empirical, heights, one_curve, places_between
from gmmgui.ui.canvas.render.histogram import AUTOMATIC, Binning, Histogram
from gmmgui.ui.canvas.render.projection import ProjectedMixture
from gmmgui.ui.palette import Theme, component_colour

SPIKE = 3.0
"""A collapsing component is a needle without end: the view follows it to this many times the highest bar."""
RUG = 0.09
"""Height of the band of points under the axis, as a share of the highest bar."""
HEADROOM = 1.2
"""The view goes up to this many times the highest of what it shows: labels stand above the curves."""
BELOW, BELOW_WITHOUT_RUG = 1.6 * RUG, 0.7 * RUG
"""And as far down under the axis, as a share of the same: centroids on the axis are never cut off."""
FINE_BARS = 250
"""So many bars are too narrow for lines between them."""


class HeightAxis(pg.AxisItem):
    """The axis to the left of the canvas; of heights it has no numbers below zero, where the rug lies."""

    _are_heights = False

    def set_heights(self, on: bool) -> None:
        """Whether it measures densities, rather than a column."""
        self._are_heights = on
        self.picture = None
        self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        levels = super().tickValues(minVal, maxVal, size)
        if not self._are_heights:
            return list(levels)
        return [(spacing, [value for value in values if value > -spacing / 2]) for spacing, values in levels]


class DensityLayer:
    """Bars and curves of one column; each part hangs on the layer that switches it.

    Parameters
    ----------
    plot : where they are drawn.
    layers : "histogram", "rug", "curves" and "sum" of the plot's layers.
    waits : will the points soon have a new picture, with which the bars shall change?
    """

    def __init__(
        self,
        plot: pg.PlotItem,
        theme: Theme,
        painter: Painter,
        layers: Mapping[str, Layer],
        waits: Callable[[], bool],
    ) -> None:
        self._plot, self._theme, self._painter, self._layers, self._waits = plot, theme, painter, layers, waits
        self._waiting: Callable[[], None] | None = None
        self._bars: list[pg.BarGraphItem] = []
        self._curves: list[pg.PlotCurveItem] = []
        self._steps: pg.PlotCurveItem | None = None
        self._values = self._ascending = np.zeros(1)
        self._histogram: Histogram | None = None
        self._barred: Histogram | None = None
        self._assignment: Assignment | None = None
        self._components: ProjectedMixture | None = None
        self._highest_bar = self._highest_curve = 1.0
        self._is_in_a_hurry = False
        self.binning = AUTOMATIC

    @property
    def kind(self) -> str:
        """ "pdf" or "cdf"."""
        layer = self._layers["curves"]
        assert isinstance(layer, CurvesLayer)
        return layer.kind

    @property
    def parts(self) -> tuple[object, ...]:
        """What is drawn, to tell whether that has changed."""
        return (self.kind, *(self._layers[key].isVisible() for key in ("histogram", "rug", "curves", "sum")))

    @property
    def edges(self) -> Floats:
        """(bins + 1,) of the bars."""
        assert self._histogram is not None
        return self._histogram.edges

    @property
    def top(self) -> float:
        """The highest of what is seen: bars, and curves unless one is a spike; 1 of distribution functions."""
        if self.kind == "cdf":
            return 1.0
        return max(self._highest_bar, min(self._highest_curve, SPIKE * self._highest_bar))

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest ordinate of the view."""
        below = BELOW if self._layers["rug"].isVisible() else BELOW_WITHOUT_RUG
        return -below * self.top, HEADROOM * self.top

    def set_values(self, values: Floats) -> None:
        """(n,) the column."""
        self._values, self._ascending = values, np.sort(values)
        self._highest_curve = 0.0
        self._assignment = self._components = None
        self.set_binning(AUTOMATIC)

    def set_binning(self, binning: Binning) -> None:
        """Other bars from the next drawing on."""
        self.binning = binning
        self._histogram = Histogram(self._values, self._ascending, binning)
        self._highest_bar = float(self._histogram.heights.max())

    def set_theme(self, theme: Theme) -> None:
        """Colours for the next drawing."""
        self._theme = theme

    def remove(self) -> None:
        """Take everything off the plot."""
        self._remove_bars()
        self._remove_curves()
        self._remove_steps()
        self._histogram = None  # bars that are still under way are of these data no more

    def refresh(self) -> None:
        """Draw all parts again: one is on that was not, or they look different."""
        if self._histogram is None:
            return
        self.show_bars(self._assignment)
        self.show_curves(self._components)

    # Bars, or steps

    def show_bars(self, assignment: Assignment | None) -> None:
        """Fill the histogram by responsibilities; None: in one quiet colour. Of many points that takes a moment."""
        self._assignment = assignment
        histogram, is_on = self._histogram, self._layers["histogram"].isVisible()
        if self.kind == "cdf":
            self._remove_bars()
            if is_on:
                self._show_steps()
            return
        self._remove_steps()
        if histogram is None or not is_on:
            return
        if histogram.n <= AT_ONCE:
            self._take_heights(assignment, histogram, histogram.heights_by_component(assignment))
            return
        self._painter.ask(
            "bars",
            lambda: histogram.heights_by_component(assignment),
            lambda found: self._take_heights(assignment, histogram, found),
        )

    def _take_heights(self, assignment: Assignment | None, histogram: Histogram, found: Floats) -> None:
        """The bars, unless other data or bins are there by now; those of an earlier state are better than none."""
        if self._waits():
            self._waiting = lambda: self._show_heights(assignment, histogram, found)
        else:
            self._show_heights(assignment, histogram, found)

    def catch_up(self) -> None:
        """Show the bars that have waited for a picture of the points: one painting does for both."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def _show_heights(self, assignment: Assignment | None, histogram: Histogram, found: Floats) -> None:
        if histogram is not self._histogram or self.kind == "cdf":
            return
        component_ids = () if assignment is None or not assignment.is_known else assignment.components
        colours = [component_colour(component_id) for component_id in component_ids] or [QColor(self._theme.point)]
        if len(self._bars) != len(colours) or self._barred is not histogram:
            self._remove_bars()
            self._bars = [self._bar(histogram) for _ in colours]
            self._barred = histogram
        pen = self._line_between
        below = np.cumsum(found, axis=1) - found
        for j, (bar, colour) in enumerate(zip(self._bars, colours, strict=True)):
            colour.setAlpha(110)
            bar.setOpts(y0=below[:, j], height=found[:, j], brush=colour, pen=pen)

    def _bar(self, histogram: Histogram) -> pg.BarGraphItem:
        bar = pg.BarGraphItem(x0=histogram.edges[:-1], width=np.diff(histogram.edges), y0=0, height=0)
        self._hang(bar, "histogram")
        return bar

    def _show_steps(self) -> None:
        if self._steps is None:
            self._steps = pg.PlotCurveItem(antialias=True)
            self._hang(self._steps, "histogram")
        self.follow_view()

    def follow_view(self) -> None:
        """The view shows another stretch: of the data's distribution function more or fewer steps are seen."""
        if self._steps is None:
            return
        view_box = self._plot.getViewBox()
        low, high = view_box.viewRange()[0]
        x, y = empirical(self._ascending, low, high, max(1, round(view_box.width())))
        self._steps.setData(x, y, pen=self._pen(QColor(self._theme.quiet), 1.5))

    def _remove_bars(self) -> None:
        for bar in self._bars:
            self._plot.removeItem(bar)
        self._bars, self._barred = [], None

    def _remove_steps(self) -> None:
        if self._steps is not None:
            self._plot.removeItem(self._steps)
            self._steps = None

    # Curves

    def show_curves(self, projected: ProjectedMixture | None) -> None:
        """Draw w·N of each component and their sum, or w·Phi."""
        self._components = projected
        if projected is None:
            self._remove_curves()
            return
        if len(self._curves) != len(projected.component_ids) + 1:
            self._remove_curves()
            for part in ("curves",) * len(projected.component_ids) + ("sum",):
                item = pg.PlotCurveItem(antialias=not self._is_in_a_hurry)
                self._hang(item, part)
                self._curves.append(item)
        low, high = self._plot.getViewBox().viewRange()[0]
        halo = self._halo
        for j, (item, component_id) in enumerate(zip(self._curves, projected.component_ids, strict=False)):
            places, along = one_curve(self.kind, low, high, projected, j)
            item.setData(places, along, pen=self._pen(component_colour(component_id), 2), shadowPen=halo)
        places = places_between(low, high, projected)
        total = heights(self.kind, places, projected).sum(axis=0)
        self._curves[-1].setData(places, total, pen=self._pen(QColor(self._theme.text), 1.5, Qt.PenStyle.DashLine))
        if self.kind == "pdf":
            self._highest_curve = max(self._highest_curve, float(total.max()))

    def set_in_a_hurry(self, on: bool) -> None:
        """While the next picture comes as soon as there can be one: no halos, no soft edges, no lines between bars."""
        if on is not self._is_in_a_hurry:
            self._is_in_a_hurry = on
            for item in self._curves:
                item.opts["antialias"] = not on
                item.setShadowPen(None if item is self._curves[-1] else self._halo)
            for bar in self._bars:
                bar.setOpts(pen=self._line_between)

    @property
    def _halo(self) -> QPen | None:
        """Parts a curve from bars of the same colour."""
        return None if self._is_in_a_hurry else self._pen(QColor(self._theme.canvas), 4.5)

    @property
    def _line_between(self) -> QPen:
        """Parts one bar from the next."""
        has_room = self._histogram is not None and len(self._histogram.edges) <= FINE_BARS + 1
        pen: QPen = pg.mkPen(self._theme.canvas, width=0.5) if has_room and not self._is_in_a_hurry else pg.mkPen(None)
        return pen

    def _remove_curves(self) -> None:
        for item in self._curves:
            self._plot.removeItem(item)
        self._curves = []

    def _pen(self, colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        """A pen of so many logical pixels at any zoom: pyqtgraph's are as wide in the pixels of the screen."""
        ratio = self._theme.stroke * self._plot.getViewWidget().devicePixelRatioF()
        pen: QPen = pg.mkPen(colour, width=width * ratio, style=style)
        return pen

    def _hang(self, item: pg.GraphicsObject, part: str) -> None:
        """Put ``item`` into the plot, on the layer that switches it."""
        self._plot.addItem(item, ignoreBounds=True)
        item.setParentItem(self._layers[part])
