"""The curves of one column: densities w·N, distribution functions w·Phi, and the distribution function of the data."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtr

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.render.projection import ProjectedMixture

CURVE_POINTS = 400
"""Of a curve across the view, besides those at its peak: more cannot be told apart, and each takes time to paint."""
STEPS_UP_TO = 2_000
"""So many different values in view are drawn step by step; of more, as many places as there are pixels."""


def curve(places: Floats, weight: float, mean: float, variance: float) -> Floats:
    """w·N(x; mu, sigma^2) = w exp(-(x - mu)^2 / (2 sigma^2)) / (sigma sqrt(2 pi)) at ``places`` (p,)."""
    if variance <= 0:
        return np.zeros_like(places)
    deviation = math.sqrt(variance)
    return weight * np.exp(-0.5 * ((places - mean) / deviation) ** 2) / (deviation * math.sqrt(2 * math.pi))


def cumulative(places: Floats, weight: float, mean: float, variance: float) -> Floats:
    """w·Phi((x - mu) / sigma) at ``places`` (p,); without variance a step of height w at mu."""
    below = places >= mean if variance <= 0 else ndtr((places - mean) / math.sqrt(variance))
    values: Floats = weight * below.astype(np.float64)
    return values


CURVES = {"pdf": curve, "cdf": cumulative}


def one_curve(kind: str, low: float, high: float, projected: ProjectedMixture, component: int) -> tuple[Floats, Floats]:
    """Places (p,) from ``low`` to ``high`` and the curve of one component there, smooth around its own mean."""
    alone = projected.only(component)
    places = places_between(low, high, alone)
    return places, heights(kind, places, alone)[0]


def heights(kind: str, places: Floats, projected: ProjectedMixture) -> Floats:
    """(k, p) the curve of each component; ``kind`` is a key of ``CURVES``."""
    parts = zip(projected.weights, projected.means[:, 0], projected.covariances[:, 0, 0], strict=True)
    return np.array([CURVES[kind](places, *map(float, part)) for part in parts])


def places_between(low: float, high: float, projected: ProjectedMixture) -> Floats:
    """(p,) ascending places from ``low`` to ``high``, so close around each mean that even a narrow curve is smooth."""
    deviations = np.sqrt(np.maximum(projected.covariances[:, 0, 0], 0))
    steps = np.linspace(-4, 4, 61)
    peaks = (projected.means[:, 0, None] + deviations[:, None] * steps).ravel()
    seen = peaks[(peaks > low) & (peaks < high)]
    return np.unique(np.concatenate([np.linspace(low, high, CURVE_POINTS), seen]))


def empirical(ascending: Floats, low: float, high: float, pixels: int) -> tuple[Floats, Floats]:
    """Corners (p,), (p,) of the steps from ``low`` to ``high`` of F(x) = share of ``ascending`` (n,) that is <= x.

    With more than ``STEPS_UP_TO`` different values in view F is taken at the edges of the ``pixels``, and exact there.
    """
    first, last = np.searchsorted(ascending, [low, high], side="right")
    inside = np.unique(ascending[first:last]) if last - first <= 10 * STEPS_UP_TO else ascending[first:last]
    places = inside if len(inside) <= STEPS_UP_TO else np.linspace(low, high, pixels + 1)[1:]
    shares = np.searchsorted(ascending, np.concatenate([[low], places]), side="right") / len(ascending)
    x = np.concatenate([[low], np.repeat(places, 2), [high]])
    return x, np.repeat(shares, 2)
