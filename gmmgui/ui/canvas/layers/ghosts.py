"""Ghosts: where the components were before M or an edit by hand, until the next E."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gmmgui.core import Phase
from gmmgui.ui.canvas.layers.centroids import CENTROID_RADIUS
from gmmgui.ui.canvas.layers.ellipses import SIZES, draw_ellipse, roots
from gmmgui.ui.canvas.layers.layer import Layer, cosmetic, faint, polygon, use
from gmmgui.ui.canvas.layers.shapes import in_pixels
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render.curves import CURVES, heights, places_between
from gmmgui.ui.canvas.render.projection import ProjectedMixture, on_plane, project_state
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import Theme, component_colour


def ghosts(scene: Scene) -> ProjectedMixture | None:
    """The components that M or an edit has just changed, as they were before; None where there are none."""
    state = scene.state
    if state is None or state.phase not in (Phase.M, Phase.EDIT) or scene.before is None:
        return None
    before, after = project_state(scene.before, scene.axes), project_state(state, scene.axes)
    kept = [
        j
        for j, component_id in enumerate(before.component_ids)
        if component_id in after.component_ids and _has_changed(before, after, j)
    ]
    if not kept:
        return None
    component_ids = tuple(before.component_ids[j] for j in kept)
    return ProjectedMixture(component_ids, before.weights[kept], before.means[kept], before.covariances[kept])


def _has_changed(before: ProjectedMixture, after: ProjectedMixture, j: int) -> bool:
    i = after.component_ids.index(before.component_ids[j])
    return not (
        np.array_equal(before.means[j], after.means[i]) and np.array_equal(before.covariances[j], after.covariances[i])
    )


class GhostsLayer(Layer):
    """A hollow centroid where each component was, and its ellipse, dashed; of means alone a line to the new place."""

    z_value = 9.5

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self._radii = SIZES["sigma"][1]
        self._kind = next(iter(CURVES))
        self._ghosts: ProjectedMixture | None = None

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
        moves = self._ghosts is not None and not after.algorithm.estimates_covariances
        return (
            before.state is not after.state
            or before.in_a_hurry is not after.in_a_hurry
            or before.axes is not after.axes
            or before.theme is not after.theme
            or (moves and before.projected is not after.projected)
        )

    def draw(self, painter: QPainter, scene: Scene) -> None:
        before = self._ghosts
        if before is None or scene.in_a_hurry:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not scene.algorithm.estimates_covariances:
            self._draw_ways(painter, scene, before)
        elif scene.axes.y is None:
            self._draw_curves(painter, scene, before)
        else:
            self._draw_ellipses(painter, scene, before)
        self._draw_centroids(painter, scene, before)

    def _draw_ways(self, painter: QPainter, scene: Scene, before: ProjectedMixture) -> None:
        after = scene.projected
        if after is None:
            return
        places = on_plane(after.means)
        for component_id, mean in zip(before.component_ids, on_plane(before.means), strict=True):
            if component_id in after.component_ids:
                use(painter, _pen(scene.theme, component_id, Qt.PenStyle.SolidLine))
                painter.drawLine(QLineF(QPointF(*mean), QPointF(*places[after.component_ids.index(component_id)])))

    def _draw_ellipses(self, painter: QPainter, scene: Scene, before: ProjectedMixture) -> None:
        for component_id, mean, root in zip(before.component_ids, before.means, roots(before.covariances), strict=True):
            use(painter, _pen(scene.theme, component_id, Qt.PenStyle.DashLine))
            for radius in self._radii:
                draw_ellipse(painter, mean, root, radius)

    def _draw_curves(self, painter: QPainter, scene: Scene, before: ProjectedMixture) -> None:
        box = self.boundingRect()
        places = places_between(box.left(), box.right(), before)
        for component_id, along in zip(before.component_ids, heights(self._kind, places, before), strict=True):
            use(painter, _pen(scene.theme, component_id, Qt.PenStyle.DashLine))
            painter.drawPolyline(polygon(np.column_stack([places, along])))

    def _draw_centroids(self, painter: QPainter, scene: Scene, before: ProjectedMixture) -> None:
        theme, places = scene.theme, in_pixels(painter, on_plane(before.means))
        painter.resetTransform()
        painter.setBrush(faint(QColor(theme.canvas), theme.ghost))
        for component_id, place in zip(before.component_ids, places, strict=True):
            painter.setPen(QPen(faint(component_colour(component_id), theme.ghost), 2 * theme.stroke))
            painter.drawEllipse(QPointF(*place), CENTROID_RADIUS - 1, CENTROID_RADIUS - 1)


def _pen(theme: Theme, component_id: int, style: Qt.PenStyle) -> QPen:
    return cosmetic(faint(component_colour(component_id), theme.ghost), 1.2 * theme.stroke, style)
