"""Where the centroids have been on their way to where they are."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QTransform

from gmmgui.core import Phase
from gmmgui.core.types import Floats
from gmmgui.ui.canvas.layers.layer import Layer, cosmetic, faint, polygon
from gmmgui.ui.canvas.projection import means_of, on_plane
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import component_colour

TRAIL_STEP = 2.0


def trails(scene: Scene) -> dict[int, Floats]:
    """(m, 2) places of each component that has moved, by its number."""
    places: dict[int, list[Floats]] = {}
    for state in scene.past:
        if state.phase is not Phase.E:
            for name, mean in zip(state.components, means_of(state, scene.axes), strict=True):
                places.setdefault(name, []).append(mean)
    return {name: on_plane(np.array(trail)) for name, trail in places.items() if len(trail) > 1}


class TrailsLayer(Layer):
    """A dotted line behind each centroid."""

    height = 9.0

    def draw(self, painter: QPainter, scene: Scene) -> None:
        for name, trail in trails(scene).items():
            painter.setPen(cosmetic(faint(component_colour(name), 190), 1.5, Qt.PenStyle.DotLine))
            painter.drawPolyline(polygon(_thinned(trail, painter.worldTransform())))


def _thinned(trail: Floats, transform: QTransform) -> Floats:
    """The first of the places (m, 2) in each stretch of ``TRAIL_STEP`` pixels, and the last of all: dots cost time."""
    steps = np.diff(trail, axis=0) * [transform.m11(), transform.m22()]
    stretches = np.hypot(steps[:, 0], steps[:, 1]).cumsum() // TRAIL_STEP
    is_first = np.diff(stretches, prepend=0.0) > 0
    is_first[-1] = True
    return trail[np.concatenate([[True], is_first])]
