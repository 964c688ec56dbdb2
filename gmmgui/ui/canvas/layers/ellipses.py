"""Ellipses of the components: at one and two sigma, or around a chosen share of their mass."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QTransform

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.layers.layer import Layer, cosmetic, faint, use
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import component_colour
from gmmgui.ui.words import QT_TRANSLATE_NOOP

ELLIPSE_POINTS = 72
SIZES: dict[str, tuple[str, tuple[float, ...]]] = {
    "sigma": (QT_TRANSLATE_NOOP("Layers", "1 and 2 sigma"), (1.0, 2.0)),
    "50": (QT_TRANSLATE_NOOP("Layers", "50 % of the mass"), (math.sqrt(-2 * math.log(0.50)),)),
    "90": (QT_TRANSLATE_NOOP("Layers", "90 % of the mass"), (math.sqrt(-2 * math.log(0.10)),)),
    "95": (QT_TRANSLATE_NOOP("Layers", "95 % of the mass"), (math.sqrt(-2 * math.log(0.05)),)),
}
"""Text and radii in standard deviations: in two dimensions 1 - exp(-r^2 / 2) of the mass lies within r."""
OPTIONS = {key: text for key, (text, _) in SIZES.items()}
_ANGLES = np.linspace(0, 2 * np.pi, ELLIPSE_POINTS)
_CIRCLE = np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)])


def ellipse(mean: Floats, covariance: Floats, sigmas: float) -> Floats:
    """(p, 2) outline of the points at Mahalanobis distance ``sigmas`` from ``mean`` (2,)."""
    return mean + sigmas * offsets(covariance)


def offsets(covariances: Floats) -> Floats:
    """(..., p, 2) from the mean to the ellipse at one sigma, for each of ``covariances`` (..., 2, 2)."""
    return _CIRCLE @ np.swapaxes(roots(covariances), -1, -2)


def roots(covariances: Floats) -> Floats:
    """(..., 2, 2) matrices that map the unit circle to the ellipse at one sigma of ``covariances`` (..., 2, 2)."""
    values, vectors = np.linalg.eigh(covariances)
    return vectors * np.sqrt(np.maximum(values, 0))[..., None, :]


def draw_ellipse(painter: QPainter, mean: Floats, root: Floats, radius: float) -> None:
    """The ellipse at ``radius`` sigma; Qt's own curve takes a third of the time of a polygon."""
    world = painter.worldTransform()
    painter.setWorldTransform(QTransform(*root.T.ravel().tolist(), *mean.tolist()) * world)
    painter.drawEllipse(QPointF(0, 0), radius, radius)
    painter.setWorldTransform(world)


def need_covariances(scene: Scene) -> str:
    """Why there are no ellipses."""
    if not scene.algorithm.estimates_covariances:
        return QT_TRANSLATE_NOOP("Layers", "{algorithm} has no covariances.")
    if scene.axes.y is None:
        return QT_TRANSLATE_NOOP("Layers", "One column has curves instead.")
    return ""


class EllipsesLayer(Layer):
    """Outlines around each mean."""

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self._radii = SIZES["sigma"][1]

    def differs(self, before: Scene, after: Scene) -> bool:
        return not (
            before.projected is after.projected
            and before.theme is after.theme
            and before.in_a_hurry is after.in_a_hurry
        )

    def choose(self, option: str) -> None:
        self._radii = SIZES[option][1]
        self.update()

    def draw(self, painter: QPainter, scene: Scene) -> None:
        projected = scene.projected
        if projected is None or need_covariances(scene):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        halo = faint(QColor(scene.theme.canvas), 150)
        for component_id, mean, root in zip(
            projected.component_ids, projected.means, roots(projected.covariances), strict=True
        ):
            for j, radius in enumerate(self._radii):
                width = (1.2 if j else 2.5) * scene.theme.stroke
                if not scene.in_a_hurry:
                    use(painter, cosmetic(halo, width + 2.5))
                    draw_ellipse(painter, mean, root, radius)
                use(painter, cosmetic(component_colour(component_id), width))
                draw_ellipse(painter, mean, root, radius)
