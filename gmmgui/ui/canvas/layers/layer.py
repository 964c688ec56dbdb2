"""Layer: something that can be drawn over or under the points, and switched on and off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.scene import Scene

KEPT, NOT_KEPT = QGraphicsItem.CacheMode.DeviceCoordinateCache, QGraphicsItem.CacheMode.NoCache
"""Pictures of layers are kept, for mostly only the points change."""


class Layer(pg.GraphicsObject):
    """Draws a part of a scene, in the coordinates of the view; ``z_value`` is its place in the stack (points: 0)."""

    z_value: ClassVar[float] = 10.0

    def __init__(self, painter: Painter) -> None:
        super().__init__()
        self.painter = painter
        self.shown: Scene | None = None
        self._failed: Scene | None = None
        self.setZValue(self.z_value)
        self.setCacheMode(KEPT)

    def show_scene(self, scene: Scene) -> None:
        """Draw ``scene`` from now on; called while the layer is visible, and when it becomes so."""
        before, self.shown = self.shown, scene
        if before is None or self.differs(before, scene):
            self.setCacheMode(NOT_KEPT if scene.in_a_hurry else KEPT)  # each picture is another one then
            self.update()

    def differs(self, _before: Scene, _after: Scene) -> bool:
        """Would another picture be drawn of the scene after than of the one before?"""
        return True

    def choose(self, option: str) -> None:
        """Draw it in another way: a key of the entry's ``options``."""
        raise NotImplementedError(f"{type(self).__name__} has no options")

    def draw(self, painter: QPainter, scene: Scene) -> None:
        """Paint ``scene``; the painter is in the coordinates of the view."""
        raise NotImplementedError

    def boundingRect(self) -> QRectF:
        view = self.getViewBox()
        return QRectF() if view is None else QRectF(view.viewRect())

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()
        self.update()  # what is cached of a picture that was only shifted would stay where it was

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        scene = self.shown
        if scene is None or scene is self._failed or not painter.worldTransform().isInvertible():
            return  # the last: a view without height or width
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.painter.run_guarded(lambda: self._drawn(painter, scene)):
            self._failed = scene

    def _drawn(self, painter: QPainter, scene: Scene) -> bool:
        self.draw(painter, scene)
        return True


def always(_scene: Scene) -> str:
    """The layer can draw any scene."""
    return ""


@dataclass(frozen=True, slots=True)
class LayerEntry:
    """A layer that the user can switch on and off.

    Parameters
    ----------
    text, help : in the menu, marked for translation.
    make : the layer.
    on : at the first start.
    why_not : "" where the layer has something to draw in a scene like this, else a sentence that says why it has not.
    options : texts of the ways to draw it, by their keys; the first is the one to begin with.
    choice : in the menu, over the options.
    """

    text: str
    help: str
    make: Callable[[Painter], Layer]
    on: bool = False
    why_not: Callable[[Scene], str] = always
    options: dict[str, str] = field(default_factory=dict)
    choice: str = ""


def cosmetic(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen whose ``width`` is in pixels at any zoom."""
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    return pen


def use(painter: QPainter, pen: QPen) -> None:
    """Draw with a cosmetic ``pen`` whose width is in logical pixels: Qt counts those of the screen."""
    on_screen = QPen(pen)
    on_screen.setWidthF(pen.widthF() * painter.device().devicePixelRatioF())
    painter.setPen(on_screen)


@contextmanager
def replacing(painter: QPainter, frame: QRectF) -> Iterator[QPainter]:
    """Paint within ``frame``, a rectangle of the view, so that what comes later replaces what it covers, as if opaque.

    Where many translucent lines cross, they stay as faint as one, and are painted as fast as opaque ones.
    """
    transform, ratio = painter.worldTransform(), painter.device().devicePixelRatioF()
    place = transform.mapRect(frame).toAlignedRect()
    picture = QImage(place.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    own = QPainter(picture)
    own.setRenderHints(painter.renderHints())
    own.setTransform(transform * QTransform.fromTranslate(-place.x(), -place.y()))
    own.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    try:
        yield own
    finally:
        own.end()
    painter.save()
    painter.resetTransform()
    painter.drawImage(place.topLeft(), picture)
    painter.restore()


def polygon(places: Floats) -> QPolygonF:
    """``places`` (m, 2) as Qt draws them."""
    result: QPolygonF = pg.functions.arrayToQPolygonF(places[:, 0], places[:, 1])
    return result


def faint(colour: QColor, alpha: int) -> QColor:
    """``colour`` with ``alpha`` from 0 to 255."""
    result = QColor(colour)
    result.setAlpha(alpha)
    return result
