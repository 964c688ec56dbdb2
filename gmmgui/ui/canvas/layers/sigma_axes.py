"""The axes of Sigma: from each mean one standard deviation along the eigenvectors of its covariance."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.layers.ellipses import need_covariances
from gmmgui.ui.canvas.layers.layer import Layer, cosmetic, faint, use
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import component_colour


def half_axes(covariance: Floats) -> Floats:
    """(2, 2): a row for each half axis of the ellipse at one sigma of ``covariance`` (2, 2), the shorter first."""
    values, vectors = np.linalg.eigh(covariance)
    axes: Floats = (vectors * np.sqrt(np.maximum(values, 0))).T
    return axes


class SigmaAxesLayer(Layer):
    """Two lines through each mean."""

    z_value = 10.5

    def differs(self, before: Scene, after: Scene) -> bool:
        return before.projected is not after.projected or before.theme is not after.theme

    def draw(self, painter: QPainter, scene: Scene) -> None:
        if scene.projected is None or need_covariances(scene):
            return
        halo = faint(QColor(scene.theme.canvas), 220)
        for component_id, mean, covariance in zip(
            scene.projected.component_ids, scene.projected.means, scene.projected.covariances, strict=True
        ):
            for axis in half_axes(covariance):
                line = QLineF(QPointF(*(mean - axis)), QPointF(*(mean + axis)))
                for pen in (cosmetic(halo, 5), cosmetic(component_colour(component_id), 2 * scene.theme.stroke)):
                    use(painter, pen)
                    painter.drawLine(line)
