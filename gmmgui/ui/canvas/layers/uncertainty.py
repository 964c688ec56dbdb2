"""Uncertainty: the entropy of the responsibilities that a point would have at each place."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import entr

from gmmgui.core import Mixture
from gmmgui.core.algorithms import Algorithm
from gmmgui.ui.canvas.layers.field import FieldImage, FieldLayer, FieldView, Plan, colour_ramp, image, need_all_columns
from gmmgui.ui.canvas.render.plane import Gaussians, entropy, evaluated, gaussians
from gmmgui.ui.canvas.render.projection import ProjectedMixture
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
        most_uncertain = math.log(len(scene.projected.component_ids))
        nats = _entropies_of(scene.projected, scene.algorithm)
        if nats is None:
            return None
        colours = colour_ramp(scene.theme.text, OPACITY)

        def plan(frame: FieldView, most: int) -> FieldImage:
            shares = nats(frame, most) / most_uncertain
            return FieldImage(image(np.rint(255 * np.minimum(shares, 1)).astype(np.uint8), colours))

        return plan


def _entropies_of(projected: ProjectedMixture, algorithm: Algorithm) -> Callable[[FieldView, int], Singles] | None:
    """(the frame, how much may be worked out) -> (h, w) nats in its cells; None where nothing is shared."""
    if not algorithm.has_density:
        return None if len(projected.component_ids) < 2 else partial(entropies_by, algorithm, projected)
    mixture = gaussians(projected)
    return None if len(mixture) < 2 else partial(entropies, mixture)


def entropies_by(algorithm: Algorithm, projected: ProjectedMixture, frame: FieldView, most: int) -> Singles:
    """As :func:`entropies`, of the responsibilities that ``algorithm`` gives."""
    cells = frame.centres(frame.size(len(projected.component_ids), most, 1.0))
    mixture = Mixture(projected.weights, projected.means, projected.covariances)
    rows = [algorithm.responsibilities(np.column_stack([cells.x, np.full_like(cells.x, y)]), mixture) for y in cells.y]
    nats = entr(np.array(rows)).sum(axis=2)
    return np.nan_to_num(nats, nan=math.log(mixture.k)).astype(np.float32)


def entropies(mixture: Gaussians, frame: FieldView, most: int) -> Singles:
    """(h, w) nats in the middle of the cells that fill ``frame``: what the image is made of."""
    return evaluated(mixture, frame.centres(frame.size(len(mixture), most, 1.0)), entropy)
