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
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render import numba_rasterizer
from gmmgui.ui.canvas.render.rasterizer import Bytes, PixelMap, Places, Singles, View, painted, pixel_map

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
class RenderRequest:
    """All that a picture is made of; ``mark`` is the footprint where it is known from the picture before."""

    places: Places
    colours: Colours
    edge: Singles
    view: View
    mark: PixelMap | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RenderedPoints:
    """What came of ``request``: ``image`` shows what is in ``buffer``."""

    request: RenderRequest
    mark: PixelMap
    image: QImage
    buffer: Bytes


def render_points(request: RenderRequest, buffer: Bytes | None = None) -> RenderedPoints:
    """The picture, on any thread.

    ``buffer``: of a picture that is no longer needed, to make this one in; new memory takes longer than a picture.
    """
    tool, view, places = numba_rasterizer.best_rasterizer(), request.view, request.places
    mark = request.mark or pixel_map(places, view, tool)
    rows = painted(places, mark, request.colours, request.edge, tool)
    if buffer is None or buffer.shape != rows.shape:
        buffer = np.empty(rows.shape, rows.dtype)
    np.copyto(buffer, rows)
    image = QImage(buffer.data, view.width, view.height, 4 * view.width, QImage.Format.Format_ARGB32_Premultiplied)
    return RenderedPoints(request, mark, image, buffer)


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
        self._request: RenderRequest | None = None
        self._asked: RenderRequest | None = None
        self._failed: RenderRequest | None = None
        self._picture: RenderedPoints | None = None
        self._spare: Bytes | None = None
        self._is_patient = False

    @property
    def picture(self) -> RenderedPoints | None:
        """What is on the screen."""
        return self._picture

    @property
    def is_up_to_date(self) -> bool:
        """Does the picture show what it should?"""
        return self._picture is not None and self._picture.request is self._request

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
        assert self._request is not None
        view, self._request = self._request.view, None
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
        self._request = None
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
            target, source = _moved(self._picture.request.view, view)
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
        if self._request is None or self._request.view != view:
            self._request = RenderRequest(self._places, self._colours, self._edge, view, self._known_mark(view))
        request = self._request
        if self._picture is not None and self._picture.request is request:
            return
        if self._is_painted_at_once:
            self._make_at_once(request)
        elif self._asked is not request:
            self._asked = request
            buffer, self._spare = self._spare, None
            self._painter.ask(POINTS, lambda: render_points(request, buffer), self._take)

    def _make_at_once(self, request: RenderRequest) -> None:
        if self._failed is request:
            return
        picture = self._painter.run_guarded(lambda: render_points(request))
        if picture is None:
            self._failed = request
        else:
            self._picture = picture

    @property
    def is_painted_apart(self) -> bool:
        """Does a picture in other colours come later, from the painter's thread?"""
        return self._request is not None and self.isVisible() and not self._is_painted_at_once

    @property
    def _is_painted_at_once(self) -> bool:
        few = AT_ONCE if numba_rasterizer.is_ready() else AT_ONCE_BEFORE_COMPILED
        return self._is_patient or len(self._places) <= few

    def _known_mark(self, view: View) -> PixelMap | None:
        known = self._picture
        same = known is not None and known.request.view == view and known.request.places is self._places
        return known.mark if known is not None and same else None

    def _take(self, picture: RenderedPoints) -> None:
        """A picture from the painter's thread; one that was made at once meanwhile is newer."""
        if picture.request.places is self._places and not self.is_up_to_date:
            old = self._picture
            self._spare = None if old is None or old.buffer is picture.buffer else old.buffer
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
