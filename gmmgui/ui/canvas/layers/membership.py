"""Membership: lines from the points to the centroids they belong to, as strong as they belong to them."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QPainter

from gmmgui.core.types import Floats
from gmmgui.session.run import Assignment
from gmmgui.ui.canvas.layers.layer import Layer, cosmetic, faint, replacing, use
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render.projection import ProjectedMixture, project
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import component_colour
from gmmgui.ui.words import QT_TRANSLATE_NOOP

MOST_POINTS = 2_000
LEAST_SHARE = 0.05
"""A point has no line to a component that has no more than this responsibility for it."""
STRENGTHS = 10
"""Opacities of lines are rounded to so many steps, and lines of the same opacity drawn together."""
STRONGEST = 0.6
"""Opacity of the line of a point that belongs to one component alone."""


def few_points(scene: Scene) -> str:
    """Why there are no lines."""
    if scene.axes.y is None:
        return QT_TRANSLATE_NOOP("Layers", "On a single axis the lines would lie on one another.")
    if scene.dataset.n > MOST_POINTS:
        return QT_TRANSLATE_NOOP("Layers", "More than 2,000 points: lines would hide them.")
    return ""


def shares(assignment: Assignment | None) -> Floats | None:
    """(n, k) how much each point belongs to each component: responsibilities, or 0 and 1; None before the first E."""
    if assignment is None:
        return None
    responsibilities = assignment.responsibilities
    if responsibilities is not None:
        return responsibilities
    labels = assignment.labels
    return None if labels is None else np.eye(len(assignment.components))[labels]


class MembershipLayer(Layer):
    """Lines under the points, in the colours of the components."""

    z_value = -2.0

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self._shares: Floats | None = None
        self._places: Floats = np.empty((0, 2))

    def show_scene(self, scene: Scene) -> None:
        before = self.shown
        if few_points(scene):
            self._shares = None
        elif before is None or self._shares is None or before.assignment is not scene.assignment:
            self._shares = shares(scene.assignment)
        if self._shares is not None:
            self._places = project(scene.dataset.points, scene.axes)
        super().show_scene(scene)

    def draw(self, painter: QPainter, scene: Scene) -> None:
        if self._shares is None or scene.assignment is None or scene.projected is None or few_points(scene):
            return
        with replacing(painter, self.boundingRect()) as own:
            self._draw_lines(own, scene, scene.projected, self._shares, scene.assignment.components)

    def _draw_lines(
        self,
        painter: QPainter,
        scene: Scene,
        components: ProjectedMixture,
        shares: Floats,
        component_ids: tuple[int, ...],
    ) -> None:
        steps = np.where(shares > LEAST_SHARE, np.maximum(np.round(shares * STRENGTHS), 1), 0)
        for strength in range(1, STRENGTHS + 1):  # strong lines over weak ones
            for component_id, step in zip(component_ids, steps.T, strict=True):
                ends = self._places[step == strength]
                if len(ends) and component_id in components.component_ids:
                    use(painter, cosmetic(line_colour(component_id, strength / STRENGTHS), scene.theme.stroke))
                    draw_lines(painter, components.means[components.component_ids.index(component_id)], ends)


def line_colour(component_id: int, share: float = 1.0) -> QColor:
    """Of a line to component ``component_id`` from a point with that responsibility."""
    return faint(component_colour(component_id), round(255 * STRONGEST * share))


def draw_lines(painter: QPainter, begin: Floats, ends: Floats) -> None:
    """From ``begin`` (2,) to each of ``ends`` (m, 2)."""
    lines = np.empty((len(ends), 2, 2))
    lines[:, 0], lines[:, 1] = begin, ends
    painter.drawPath(pg.functions.arrayToQPath(lines[..., 0].ravel(), lines[..., 1].ravel(), connect="pairs"))
