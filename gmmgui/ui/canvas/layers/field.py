"""Field: a layer that knows something of every place in the picture.

Its picture is made at once, coarse enough to take a few milliseconds, whenever components or view change: so it moves
with the centroids. Once they rest, a fine one is made on the painter's thread.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.layers.layer import Layer
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render.plane import Lattice
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import component_colour
from gmmgui.ui.words import QT_TRANSLATE_NOOP

QUICK, FINE = 160_000, 16_000_000
"""How many values of w N(x), at most, a picture is made of: while something moves, and at rest."""
REST_MS = 80
"""What has stood still for so long is at rest."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """The part of the plane that is seen.

    Parameters
    ----------
    left, top, right, bottom : its edges; y grows upwards.
    width, height : in logical pixels.
    ratio : pixels of the screen a logical pixel.
    """

    left: float
    top: float
    right: float
    bottom: float
    width: float
    height: float
    ratio: float

    @property
    def rectangle(self) -> QRectF:
        """In the coordinates of the view."""
        return QRectF(self.left, self.bottom, self.right - self.left, self.top - self.bottom)

    def size(self, components: int, most: int, finest: float) -> float:
        """Logical pixels from one place to the next, with ``most`` values in all; at least ``finest``."""
        return max(finest, math.sqrt(self.width * self.height * components / most))

    def centres(self, size: float) -> Lattice:
        """Those of cells about ``size`` logical pixels wide, which fill the frame."""
        columns, rows = max(1, round(self.width / size)), max(1, round(self.height / size))
        return Lattice(
            self.left + (self.right - self.left) * (np.arange(columns) + 0.5) / columns,
            self.top + (self.bottom - self.top) * (np.arange(rows) + 0.5) / rows,
        )

    def corners(self, size: float) -> Lattice:
        """Those of such cells: the first and the last are on the edges of the frame."""
        return Lattice(
            np.linspace(self.left, self.right, max(2, round(self.width / size) + 1)),
            np.linspace(self.top, self.bottom, max(2, round(self.height / size) + 1)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class FieldImage:
    """What is painted, one over the other, in the coordinates of the view.

    Parameters
    ----------
    image : that fills the frame.
    fills, lines : shapes and their colours, paths and their pens.
    is_exact : nothing finer can be made.
    """

    image: QImage | None = None
    fills: tuple[tuple[QPolygonF, QColor], ...] = ()
    lines: tuple[tuple[QPainterPath, QPen], ...] = ()
    is_exact: bool = False


Plan: TypeAlias = Callable[[FieldView, int], FieldImage]
"""Makes the picture of a frame with this many values at most, on any thread."""


@dataclass(frozen=True, slots=True, eq=False)
class FieldRequest:
    """What there should be a picture of."""

    scene: Scene
    frame: FieldView
    plan: Plan


class FieldLayer(Layer):
    """An image under the points, and lines; coarse while something moves and fine at rest."""

    z_value = -50.0
    kind: ClassVar[str]
    """Under which the painter is asked."""

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self._request: FieldRequest | None = None
        self._picture: FieldImage | None = None
        self._is_fine = False
        self._is_patient = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._refine)

    @abstractmethod
    def plan(self, scene: Scene) -> Plan | None:
        """How to make the picture of ``scene``, or None where there is nothing to draw."""

    @property
    def picture(self) -> FieldImage | None:
        """What is on the screen."""
        return self._picture

    @property
    def is_up_to_date(self) -> bool:
        """Is the picture the one that stays?"""
        request, shown = self._request, self.shown
        return request is not None and shown is not None and not differs(request.scene, shown) and self._is_fine

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Within, whatever is painted is fine, however long it takes."""
        self._is_patient = True
        self.update()
        try:
            yield
        finally:
            self._is_patient = False

    def stop(self) -> None:
        """Refine nothing any more: the window closes."""
        self._rest.stop()

    def differs(self, before: Scene, after: Scene) -> bool:
        return differs(before, after)

    def forget(self) -> None:
        """Make the picture anew: it shall look otherwise."""
        self._request = None
        self.update()

    def draw(self, painter: QPainter, scene: Scene) -> None:
        self._want(scene, self._frame(painter))
        if self._request is None or self._picture is None:
            return
        if self._picture.image is not None:
            transform = painter.worldTransform()
            target = transform.mapRect(self._request.frame.rectangle)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.resetTransform()
            painter.drawImage(target, self._picture.image)
            painter.setWorldTransform(transform)
        for shape, colour in self._picture.fills:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(shape)
        for path, pen in self._picture.lines:
            on_screen = QPen(pen)
            on_screen.setWidthF(pen.widthF() * self._request.frame.ratio)  # cosmetic pens count pixels of the screen
            painter.strokePath(path, on_screen)

    def _frame(self, painter: QPainter) -> FieldView:
        view = QRectF(self.getViewBox().viewRect())
        size = painter.worldTransform().mapRect(view).size()
        ratio = painter.device().devicePixelRatioF()
        return FieldView(view.left(), view.bottom(), view.right(), view.top(), size.width(), size.height(), ratio)

    def _want(self, scene: Scene, frame: FieldView) -> None:
        """Have a picture of ``scene``: what is there, a quick one now, and a fine one later."""
        request = self._request
        if request is None or request.frame != frame or differs(request.scene, scene):
            self._picture, self._is_fine = None, False
            plan = self.painter.run_guarded(lambda: self.plan(scene) or _nothing)
            self._request = request = FieldRequest(scene, frame, plan or _nothing)
            self._rest.start()
        if self._picture is None or self._is_patient:
            self._make_at_once(request, FINE if self._is_patient else QUICK)

    def _make_at_once(self, request: FieldRequest, most: int) -> None:
        if self._is_fine:
            return
        picture = self.painter.run_guarded(lambda: request.plan(request.frame, most))
        self._take(picture or FieldImage(is_exact=True), most == FINE)

    def _refine(self) -> None:
        """Ask for the fine picture of what has come to rest."""
        request = self._request
        if request is not None and not self._is_fine:
            self.painter.ask(
                self.kind, lambda: request.plan(request.frame, FINE), lambda made: self._arrived(request, made)
            )

    def _arrived(self, request: FieldRequest, picture: FieldImage) -> None:
        if self._request is request:
            self._take(picture)
            self.update()

    def _take(self, picture: FieldImage, is_fine: bool = True) -> None:
        self._picture, self._is_fine = picture, is_fine or picture.is_exact


def differs(before: Scene, after: Scene) -> bool:
    """Are other components shown, or in another way?"""
    return (
        before.projected is not after.projected
        or before.theme is not after.theme
        or before.algorithm is not after.algorithm
        or before.axes is not after.axes
    )


def _nothing(_frame: FieldView, _most: int) -> FieldImage:
    return FieldImage(is_exact=True)


def need_two_axes(scene: Scene) -> str:
    """Why there is nothing in the plane."""
    return QT_TRANSLATE_NOOP("Layers", "One column has curves instead.") if scene.axes.y is None else ""


def need_all_columns(scene: Scene) -> str:
    """Why nothing that depends on every column can be drawn."""
    if scene.axes.y is None:
        return QT_TRANSLATE_NOOP("Layers", "With one column, the borders are places on its axis.")
    if scene.dataset.d > 2:
        return QT_TRANSLATE_NOOP("Layers", "With more than two columns, the borders depend on what is not shown.")
    return ""


def path(pieces: Floats, lattice: Lattice) -> QPainterPath:
    """``pieces`` (s, 2, 2) from (column, row) to (column, row) of ``lattice``."""
    x, y = lattice.places(pieces[:, :, 0].ravel(), pieces[:, :, 1].ravel())
    result: QPainterPath = pg.functions.arrayToQPath(x, y, connect="pairs") if len(x) else QPainterPath()
    return result


def image(steps: NDArray[np.uint8] | NDArray[np.uint16], colours: NDArray[np.uint32]) -> QImage:
    """``colours``, from :func:`colour_ramp` or :func:`colour_table`, by ``steps`` (h, w)."""
    pixels = np.ascontiguousarray(colours[steps])
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()


def colour_ramp(colour: str, most: float) -> NDArray[np.uint32]:
    """(256,) premultiplied pixels of ``colour``, whose opacity rises from 0 to ``most`` in even steps."""
    return _premultiplied([QColor(colour)] * 256, np.linspace(0, most, 256))


def colour_table(component_ids: tuple[int, ...], opacity: float) -> NDArray[np.uint32]:
    """(k,) premultiplied pixels of the components of these ``component_ids``."""
    return _premultiplied(
        [component_colour(component_id) for component_id in component_ids], np.full(len(component_ids), opacity)
    )


def _premultiplied(colours: list[QColor], opacity: Floats) -> NDArray[np.uint32]:
    parts = np.array([[255, colour.red(), colour.green(), colour.blue()] for colour in colours])
    alpha, red, green, blue = np.rint(parts * opacity[:, None]).astype(np.uint32).T
    return alpha << 24 | red << 16 | green << 8 | blue
