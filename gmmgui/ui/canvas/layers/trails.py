"""Where the centroids have been on their way to where they are."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QTransform

from gmmgui.core import Phase
from gmmgui.core.types import Floats
from gmmgui.session.memory import scaled_means
from gmmgui.ui.canvas.layers.layer import Layer, cosmetic, faint, polygon, use
from gmmgui.ui.canvas.render.projection import on_plane, paths
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import component_colour

TRAIL_STEP = 2.0


def trails(scene: Scene) -> dict[int, Floats]:
    """(m, 2) places of each component that has moved, by its number."""
    places: dict[int, list[Floats]] = {}
    moves = (half_step for half_step in scene.past if half_step.phase is not Phase.E)
    known = (half_step for half_step in moves if scaled_means(half_step) is not None)
    for components, half_steps in groupby(known, key=lambda half_step: half_step.components):
        for component_id, path in zip(components, paths(list(half_steps), scene.axes).swapaxes(0, 1), strict=True):
            places.setdefault(component_id, []).append(path)
    joined = {component_id: np.concatenate(stretches) for component_id, stretches in places.items()}
    return {component_id: on_plane(trail) for component_id, trail in joined.items() if len(trail) > 1}


class TrailsLayer(Layer):
    """A dotted line behind each centroid."""

    z_value = 9.0

    def differs(self, before: Scene, after: Scene) -> bool:
        same = before.state is after.state and before.axes is after.axes
        return not same or before.theme is not after.theme

    def draw(self, painter: QPainter, scene: Scene) -> None:
        for component_id, trail in trails(scene).items():
            use(
                painter,
                cosmetic(faint(component_colour(component_id), 190), 1.5 * scene.theme.stroke, Qt.PenStyle.DotLine),
            )
            painter.drawPolyline(polygon(_thinned(trail, painter.worldTransform())))


def _thinned(trail: Floats, transform: QTransform) -> Floats:
    """The first of the places (m, 2) in each stretch of ``TRAIL_STEP`` pixels, and the last of all: dots cost time."""
    steps = np.diff(trail, axis=0) * [transform.m11(), transform.m22()]
    stretches = np.hypot(steps[:, 0], steps[:, 1]).cumsum() // TRAIL_STEP
    is_first = np.diff(stretches, prepend=0.0) > 0
    is_first[-1] = True
    return trail[np.concatenate([[True], is_first])]
