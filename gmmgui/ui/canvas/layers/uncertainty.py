"""Uncertainty: the entropy of the responsibilities that a point would have at each place."""

from __future__ import annotations

import math

import numpy as np

from gmmgui.ui.canvas.layers.field import FieldImage, FieldLayer, FieldView, Plan, colour_ramp, image, need_all_columns
from gmmgui.ui.canvas.render.plane import Gaussians, entropy, evaluated, gaussians
from gmmgui.ui.canvas.render.rasterizer import Singles
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.words import QT_TRANSLATE_NOOP

OPACITY = 0.6
"""Where all components are equally probable."""


def need_responsibilities(scene: Scene) -> str:
    """Why nothing is uncertain, or cannot be drawn."""
    if not scene.algorithm.soft:
        return QT_TRANSLATE_NOOP("Layers", "Each point belongs to one component: nothing is shared.")
    return need_all_columns(scene)


class UncertaintyLayer(FieldLayer):
    """Ink on the borders, as dark as they are undecided."""

    kind = "uncertainty"
    z_value = -49.0

    def plan(self, scene: Scene) -> Plan | None:
        if scene.projected is None or need_responsibilities(scene):
            return None
        mixture, most_uncertain = gaussians(scene.projected), math.log(len(scene.projected.component_ids))
        if len(mixture) < 2:
            return None
        colours = colour_ramp(scene.theme.text, OPACITY)

        def plan(frame: FieldView, most: int) -> FieldImage:
            shares = entropies(mixture, frame, most) / most_uncertain
            return FieldImage(image(np.rint(255 * np.minimum(shares, 1)).astype(np.uint8), colours))

        return plan


def entropies(mixture: Gaussians, frame: FieldView, most: int) -> Singles:
    """(h, w) nats in the middle of the cells that fill ``frame``: what the image is made of."""
    return evaluated(mixture, frame.centres(frame.size(len(mixture), most, 1.0)), entropy)
