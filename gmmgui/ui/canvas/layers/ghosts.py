"""Ghosts: where M or a hand took the components from, until the next E."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gmmgui.core import Phase
from gmmgui.ui.canvas.layers.centroids import CENTROID_RADIUS
from gmmgui.ui.canvas.layers.ellipses import SIZES, draw_ellipse, roots
from gmmgui.ui.canvas.layers.layer import Layer, cosmetic, faint, polygon, use
from gmmgui.ui.canvas.layers.shapes import in_pixels
from gmmgui.ui.canvas.one_column.curves import CURVES, heights, places_between
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.projection import Drawn, drawn, on_plane
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import Theme, component_colour


def ghosts(scene: Scene) -> Drawn | None:
    """The components that M or a hand has just changed, as they were before; None where there are none."""
    state = scene.state
    if state is None or state.phase not in (Phase.M, Phase.EDIT) or len(scene.past) < 2:
        return None
    before, after = drawn(scene.past[-2], scene.axes), drawn(state, scene.axes)
    kept = [j for j, name in enumerate(before.names) if name in after.names and _has_changed(before, after, j)]
    if not kept:
        return None
    names = tuple(before.names[j] for j in kept)
    return Drawn(names, before.weights[kept], before.means[kept], before.covariances[kept])


def _has_changed(before: Drawn, after: Drawn, j: int) -> bool:
    i = after.names.index(before.names[j])
    return not (
        np.array_equal(before.means[j], after.means[i]) and np.array_equal(before.covariances[j], after.covariances[i])
    )


class GhostsLayer(Layer):
    """A hollow centroid where each component was, and its ellipse, dashed; of K-means a line to the new place."""

    height = 9.5

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self._radii = SIZES["sigma"][1]
        self._kind = next(iter(CURVES))
        self._ghosts: Drawn | None = None

    def choose(self, option: str) -> None:
        """As large as the ellipses, a key of ``SIZES``, or of the same kind as the curves, a key of ``CURVES``."""
        if option in CURVES:
            self._kind = option
        else:
            self._radii = SIZES[option][1]
        self.update()

    def show_scene(self, scene: Scene) -> None:
        if self.shown is None or self.shown.state is not scene.state or self.shown.axes is not scene.axes:
            self._ghosts = ghosts(scene)
        super().show_scene(scene)

    def differs(self, before: Scene, after: Scene) -> bool:
        moves = self._ghosts is not None and not after.algorithm.uses_covariance_type
        return (
            before.state is not after.state
            or before.in_a_hurry is not after.in_a_hurry
            or before.axes is not after.axes
            or before.theme is not after.theme
            or (moves and before.drawn is not after.drawn)
        )

    def draw(self, painter: QPainter, scene: Scene) -> None:
        before = self._ghosts
        if before is None or scene.in_a_hurry:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not scene.algorithm.uses_covariance_type:
            self._draw_ways(painter, scene, before)
        elif scene.axes.y is None:
            self._draw_curves(painter, scene, before)
        else:
            self._draw_ellipses(painter, scene, before)
        self._draw_centroids(painter, scene, before)

    def _draw_ways(self, painter: QPainter, scene: Scene, before: Drawn) -> None:
        after = scene.drawn
        if after is None:
            return
        places = on_plane(after.means)
        for name, mean in zip(before.names, on_plane(before.means), strict=True):
            if name in after.names:
                use(painter, _pen(scene.theme, name, Qt.PenStyle.SolidLine))
                painter.drawLine(QLineF(QPointF(*mean), QPointF(*places[after.names.index(name)])))

    def _draw_ellipses(self, painter: QPainter, scene: Scene, before: Drawn) -> None:
        for name, mean, root in zip(before.names, before.means, roots(before.covariances), strict=True):
            use(painter, _pen(scene.theme, name, Qt.PenStyle.DashLine))
            for radius in self._radii:
                draw_ellipse(painter, mean, root, radius)

    def _draw_curves(self, painter: QPainter, scene: Scene, before: Drawn) -> None:
        box = self.boundingRect()
        places = places_between(box.left(), box.right(), before)
        for name, along in zip(before.names, heights(self._kind, places, before), strict=True):
            use(painter, _pen(scene.theme, name, Qt.PenStyle.DashLine))
            painter.drawPolyline(polygon(np.column_stack([places, along])))

    def _draw_centroids(self, painter: QPainter, scene: Scene, before: Drawn) -> None:
        theme, places = scene.theme, in_pixels(painter, on_plane(before.means))
        painter.resetTransform()
        painter.setBrush(faint(QColor(theme.canvas), theme.ghost))
        for name, place in zip(before.names, places, strict=True):
            painter.setPen(QPen(faint(component_colour(name), theme.ghost), 2 * theme.stroke))
            painter.drawEllipse(QPointF(*place), CENTROID_RADIUS - 1, CENTROID_RADIUS - 1)


def _pen(theme: Theme, name: int, style: Qt.PenStyle) -> QPen:
    return cosmetic(faint(component_colour(name), theme.ghost), 1.2 * theme.stroke, style)
