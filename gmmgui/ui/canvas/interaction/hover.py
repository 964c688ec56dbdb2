"""What the mouse points at: the nearest point is found in a tree, and gets a ring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from scipy.spatial import cKDTree

from gmmgui.core.types import Floats, Indices
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.points import AT_ONCE
from gmmgui.ui.canvas.render.rasterizer import Places
from gmmgui.ui.palette import LIGHT, Theme

REACH = 6.0
"""The mouse points at a point that is no farther away, in pixels."""
CANDIDATES = 16, 1024
"""Points that are looked at more closely: at first, and at most."""
ROUNDING = 1 + 1e-9
RING_RADIUS, RING_WIDTH, HALO_WIDTH = 8.0, 2.0, 4.0


@dataclass(frozen=True, slots=True)
class Target:
    """What is pointed at: the ``row`` of a point, from 0, or the number that a ``component`` was born with."""

    row: int | None = None
    component: int | None = None


NOTHING = Target()


class Lookup:
    """Finds the point nearest to a place, among millions in some microseconds.

    The tree is made in coordinates where the data lie between 0 and 1 on both axes, so that it serves every view.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        shown = places.table[:, [places.x, places.y]]
        self._low = shown.min(axis=0)
        spread = shown.max(axis=0) - self._low
        self._spread = np.where(spread > 0, spread, 1.0)
        self._tree = cKDTree((shown - self._low) / self._spread, balanced_tree=False, compact_nodes=False)

    def nearest(self, place: Floats, pixel: Floats, reach: float = REACH) -> int | None:
        """Row of the point nearest to ``place`` (2,) in pixels, whose size is ``pixel`` (2,); None beyond ``reach``.

        In a view that stretches one axis, the nearest in the tree need not be the nearest in the picture, but the
        nearest in the picture is no farther away in the tree than the first times the stretch.
        """
        middle, unit = (place - self._low) / self._spread, pixel / self._spread
        nearest, row = self._tree.query(middle, distance_upper_bound=reach * unit.max())
        if not np.isfinite(nearest):
            return None
        rows = np.append(self._within(middle, float(nearest * unit.max() / unit.min())), row)
        away = np.hypot(*((self._places_of(rows) - place) / pixel).T)
        return int(rows[away == away.min()].min()) if away.min() <= reach else None

    def _within(self, middle: Floats, radius: float) -> Indices:
        """Rows of the points no farther than ``radius`` from ``middle`` in the tree; of too many, the nearest."""
        for count in CANDIDATES:
            distances, rows = self._tree.query(middle, k=[*range(1, count + 1)], distance_upper_bound=radius * ROUNDING)
            found: Indices = np.asarray(rows)[np.isfinite(distances)]
            if len(found) < count:
                break
        return found

    def _places_of(self, rows: Indices) -> Floats:
        return self.places.table[rows][:, [self.places.x, self.places.y]]


class Ring(pg.GraphicsObject):
    """A ring around one point; its size is in pixels at any zoom."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(15)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        self.update()

    def boundingRect(self) -> QRectF:
        side = RING_RADIUS + HALO_WIDTH
        return QRectF(-side, -side, 2 * side, 2 * side)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((self._theme.canvas, HALO_WIDTH), (self._theme.text, RING_WIDTH)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(QPointF(0, 0), RING_RADIUS, RING_RADIUS)


class Hover(QObject):
    """What the mouse points at, or the point that the keys have chosen: that one stays until another is pointed at.

    Signals
    -------
    pointed(Target) : at something else than before.
    """

    pointed = Signal(object)

    def __init__(self, plot: pg.PlotItem, painter: Painter, parent: QObject) -> None:
        super().__init__(parent)
        self._plot, self._painter = plot, painter
        self._places: Places | None = None
        self._stretch = 1.0
        self._lookup: Lookup | None = None
        self._asked: Places | None = None
        self._mouse: QPointF | None = None
        self._is_held = False
        self.target = NOTHING
        self.ring = Ring()
        plot.addItem(self.ring, ignoreBounds=True)

    def set_places(self, places: Places, stretch: float = 1.0) -> None:
        """Where the points are now, whose y is ``stretch`` times that of the table."""
        if places is not self._places:
            self._lookup = self._mouse = None
        self._places, self._stretch = places, stretch
        self._place_ring()

    def forget(self) -> None:
        """Other data: nothing is pointed at."""
        self._mouse, self._is_held = None, False
        self._point_at(NOTHING)

    def move(self, place: QPointF | None, component: int | None = None) -> None:
        """The mouse is at ``place`` (None: it has left), on a centroid of that number or on none."""
        self._mouse = place
        if component is not None:
            self._is_held = False
            self._point_at(Target(component=component))
            return
        row = None if place is None else self._row_at(place)
        if row is not None or not self._is_held:
            self._is_held = False
            self._point_at(NOTHING if row is None else Target(row=row))

    def step(self, rows: int) -> None:
        """Point at the row so many further on, from the first or the last on where there is none yet."""
        if self._places is None:
            return
        n, row = len(self._places), self.target.row
        self._is_held = True
        start = (-1 if rows > 0 else 0) if row is None else row
        self._point_at(Target(row=(start + rows) % n))

    def _row_at(self, place: QPointF) -> int | None:
        if self._lookup is None:
            self._make_lookup()
        if self._lookup is None:
            return None
        width, height = self._plot.getViewBox().viewPixelSize()
        return self._lookup.nearest(
            np.array([place.x(), place.y() / self._stretch]), np.array([width, height / self._stretch])
        )

    def _make_lookup(self) -> None:
        """At once for few points; for many on the painter's thread, once."""
        places = self._places
        if places is None or places is self._asked:
            return
        if len(places) <= AT_ONCE:
            self._lookup = Lookup(places)
            return
        self._asked = places
        self._painter.ask("lookup", lambda: Lookup(places), self._take_lookup)

    def _take_lookup(self, lookup: Lookup) -> None:
        if lookup.places is not self._places:
            return
        self._lookup = lookup
        if self._mouse is not None and self.target.component is None:
            self.move(self._mouse)

    def _point_at(self, target: Target) -> None:
        if target == self.target:
            return
        self.target = target
        self._place_ring()
        self.pointed.emit(target)

    def _place_ring(self) -> None:
        row, places = self.target.row, self._places
        self.ring.setVisible(row is not None and places is not None)
        if row is not None and places is not None:
            x, y = places.table[row, [places.x, places.y]]
            self.ring.setPos(float(x), float(y) * self._stretch)
