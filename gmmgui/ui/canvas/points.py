"""Points layer: the data, in the colours of their components, as one image under the axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gmmgui.core.types import Floats
from gmmgui.ui.canvas import brush
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.raster import Bytes, Footprint, Places, Singles, View, footprint, painted

POINTS = "points"
"""What the painter is asked for."""
PIECE = 1 << 20
"""Points whose colours are worked out at once where they are not kept: each piece waits for the interpreter."""
AT_ONCE, AT_ONCE_BEFORE_COMPILED = 20_000, 4_000
"""Up to so many points are painted when the window is, in a few milliseconds; more on the painter's thread."""


class Colours:
    """(n, 3) red, green and blue from 0 to 255, or (1, 3) for all points; worked out on the thread that asks first.

    Parameters
    ----------
    make : all of them.
    make_some : those of some rows, where that is possible.
    """

    def __init__(
        self, make: Callable[[], Floats | Singles], make_some: Callable[[slice], Floats | Singles] | None = None
    ) -> None:
        self._make, self._make_some = make, make_some
        self._lock = Lock()
        self._rgb: Singles | None = None
        self._is_asked_again = False

    def rgb(self) -> Singles:
        """The colours."""
        with self._lock:
            if self._rgb is None:
                self._rgb = np.ascontiguousarray(self._make(), dtype=np.float32)
            return self._rgb

    def pieces(self, n: int) -> Iterator[tuple[slice, Singles]]:
        """The colours of ``n`` points, some rows after others.

        For one picture they need not be kept; for a second, in another view, all of them are.
        """
        make_some, again = self._make_some, self._is_asked_again
        self._is_asked_again = True
        if make_some is None or again or self._rgb is not None:
            yield slice(0, n), self.rgb()
            return
        for first in range(0, n, PIECE):
            rows = slice(first, min(first + PIECE, n))
            yield rows, np.ascontiguousarray(make_some(rows), dtype=np.float32)


def one_colour(colour: QColor) -> Colours:
    """The same for all points."""
    rgb = rgb_of(colour)
    return Colours(lambda: rgb[None])


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """All that a picture is made of; ``mark`` is the footprint where it is known from the picture before."""

    places: Places
    colours: Colours
    edge: Singles
    view: View
    mark: Footprint | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What came of ``wanted``: ``image`` shows what is in ``room``."""

    wanted: Wanted
    mark: Footprint
    image: QImage
    room: Bytes


def picture_of(wanted: Wanted, room: Bytes | None = None) -> Picture:
    """The picture, on any thread.

    ``room``: of a picture that nobody needs any more, to make this one in; new memory takes longer than a picture.
    """
    tool, view, places = brush.best(), wanted.view, wanted.places
    mark = wanted.mark or footprint(places, view, tool)
    rows = painted(places, mark, wanted.colours, wanted.edge, tool)
    if room is None or room.shape != rows.shape:
        room = np.empty(rows.shape, rows.dtype)
    np.copyto(room, rows)
    image = QImage(room.data, view.width, view.height, 4 * view.width, QImage.Format.Format_ARGB32_Premultiplied)
    return Picture(wanted, mark, image, room)


class PointsLayer(pg.GraphicsObject):
    """An image of the points in the pixels of the screen, made anew only when the view or the colours change.

    Many points are painted by ``painter``, on its thread; until their picture is there the last one stands in for it,
    moved to where the view is now.
    """

    def __init__(self, painter: Painter) -> None:
        super().__init__()
        self._painter = painter
        self._places = Places(np.empty((0, 2)))
        self._stretch = 1.0
        self._colours = one_colour(QColor("black"))
        self._edge = rgb_of(QColor("white"))
        self._wanted: Wanted | None = None
        self._asked: Wanted | None = None
        self._failed: Wanted | None = None
        self._picture: Picture | None = None
        self._spare: Bytes | None = None
        self._is_patient = False

    @property
    def picture(self) -> Picture | None:
        """What is on the screen."""
        return self._picture

    @property
    def is_up_to_date(self) -> bool:
        """Does the picture show what it should?"""
        return self._picture is not None and self._picture.wanted is self._wanted

    def set_places(self, places: Places, stretch: float = 1.0) -> None:
        """Places in the coordinates of the view, whose y is ``stretch`` times that of the table."""
        self.prepareGeometryChange()
        if places is not self._places:
            self._picture = None
        self._places, self._stretch = places, stretch
        self._forget()

    def set_colours(self, colours: Colours) -> None:
        """Colours of the points; in a picture of many they are begun with before the window is painted again."""
        self._colours = colours
        if not self.is_painted_apart:
            self._forget()
            return
        assert self._wanted is not None
        view, self._wanted = self._wanted.view, None
        self._want(view)

    def set_edge(self, colour: QColor) -> None:
        """What separates discs that overlap: the colour of the background."""
        self._edge = rgb_of(colour)
        self._forget()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Within, whatever is painted is up to date, however long it takes."""
        self._is_patient = True
        try:
            yield
        finally:
            self._is_patient = False

    def _forget(self) -> None:
        self._wanted = None
        self.update()

    def boundingRect(self) -> QRectF:
        view = self.getViewBox()
        return QRectF() if view is None else QRectF(view.viewRect())

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        view_box = self.getViewBox()
        if view_box is None or not len(self._places) or not painter.worldTransform().isInvertible():
            return  # the last: a view without height or width
        frame = QRectF(painter.worldTransform().mapRect(QRectF(view_box.viewRect())).toAlignedRect())
        view = self._view(painter, frame)
        self._want(view)
        if self._picture is not None:
            target, source = _moved(self._picture.wanted.view, view)
            painter.save()
            painter.resetTransform()
            painter.drawImage(target.translated(frame.topLeft()), self._picture.image, source)
            painter.restore()

    def _view(self, painter: QPainter, frame: QRectF) -> View:
        ratio, transform = painter.device().devicePixelRatioF(), painter.worldTransform()
        return View(
            max(1, round(frame.width() * ratio)),
            max(1, round(frame.height() * ratio)),
            ratio,
            (transform.m11() * ratio, transform.m22() * ratio * self._stretch),
            ((transform.dx() - frame.x()) * ratio, (transform.dy() - frame.y()) * ratio),
        )

    def _want(self, view: View) -> None:
        """Have the picture made for ``view``, unless it is there or under way."""
        if self._wanted is None or self._wanted.view != view:
            self._wanted = Wanted(self._places, self._colours, self._edge, view, self._known_mark(view))
        wanted = self._wanted
        if self._picture is not None and self._picture.wanted is wanted:
            return
        if self._is_painted_at_once:
            self._make_at_once(wanted)
        elif self._asked is not wanted:
            self._asked = wanted
            room, self._spare = self._spare, None
            self._painter.ask(POINTS, lambda: picture_of(wanted, room), self._take)

    def _make_at_once(self, wanted: Wanted) -> None:
        if self._failed is wanted:
            return
        picture = self._painter.now(lambda: picture_of(wanted))
        if picture is None:
            self._failed = wanted
        else:
            self._picture = picture

    @property
    def is_painted_apart(self) -> bool:
        """Does a picture in other colours come later, from the painter's thread?"""
        return self._wanted is not None and self.isVisible() and not self._is_painted_at_once

    @property
    def _is_painted_at_once(self) -> bool:
        few = AT_ONCE if brush.is_ready() else AT_ONCE_BEFORE_COMPILED
        return self._is_patient or len(self._places) <= few

    def _known_mark(self, view: View) -> Footprint | None:
        known = self._picture
        same = known is not None and known.wanted.view == view and known.wanted.places is self._places
        return known.mark if known is not None and same else None

    def _take(self, picture: Picture) -> None:
        """A picture from the painter's thread; one that was made at once meanwhile is newer."""
        if picture.wanted.places is self._places and not self.is_up_to_date:
            old = self._picture
            self._spare = None if old is None or old.room is picture.room else old.room
            self._picture = picture
            self.update()


def _moved(old: View, new: View) -> tuple[QRectF, QRectF]:
    """Where in the new view, in logical pixels, which part of an image for the old one goes, in its own pixels."""
    spans = []
    for axis, (old_size, new_size) in enumerate(((old.width, new.width), (old.height, new.height))):
        zoom = new.scale[axis] / old.scale[axis]
        shift = new.origin[axis] - old.origin[axis] * zoom
        first, last = max(0.0, -shift / zoom), min(float(old_size), (new_size - shift) / zoom)
        spans.append((first, max(0.0, last - first), (first * zoom + shift) / new.ratio, zoom / new.ratio))
    (left, width, x, wider), (top, height, y, higher) = spans
    return QRectF(x, y, width * wider, height * higher), QRectF(left, top, width, height)


def rgb_of(colour: QColor) -> Singles:
    """(3,) red, green and blue from 0 to 255."""
    return np.array([colour.red(), colour.green(), colour.blue()], dtype=np.float32)
