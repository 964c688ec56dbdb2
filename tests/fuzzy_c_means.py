"""A test double: fuzzy c-means (Bezdek 1981), an algorithm that is not Gaussian, as a user of the program would add it.

All that there is of it is in this file and in one entry of ``ALGORITHMS``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from gmmgui.core import gaussian
from gmmgui.core.algorithms import Algorithm, closeness, equal, shared_sphere
from gmmgui.core.types import Floats, Mixture, Statistics

KEY = "fuzzy-c-means"


@dataclass(frozen=True)
class Fuzziness:
    """The parameter of fuzzy c-means."""

    fuzzifier: float = field(
        default=2.0,
        metadata={
            "title": "Fuzzifier m",
            "help": "How much points are shared: near 1 hardly, as K-means has it; larger, more.",
            "minimum": 1.05,
            "maximum": 10.0,
            "step": 0.05,
        },
    )


def memberships(points: Floats, mixture: Mixture, fuzzifier: float) -> Floats:
    """(n, k) u_ik = 1 / sum_j (|x_i - mu_k|^2 / |x_i - mu_j|^2)^(1 / (m - 1)) (Bezdek 1981)."""
    distances = gaussian.squared_distances(points, mixture.means)
    nearest = distances.min(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        closer = np.where(distances > 0, nearest / distances, 1.0) ** (1 / (fuzzifier - 1))
    return closer / closer.sum(axis=1, keepdims=True)


def fuzzy_pass(points: Floats, mixture: Mixture, reference: Floats, fuzzifier: float) -> Statistics:
    """Sums of u^m, and the objective sum_ik u_ik^m |x_i - mu_k|^2."""
    shares = memberships(points, mixture, fuzzifier) ** fuzzifier
    objective = float((shares * gaussian.squared_distances(points, mixture.means)).sum())
    return gaussian.sufficient_statistics(points, shares, reference, objective)


def fuzzy_c_means(parameters: Fuzziness) -> Algorithm:
    """The algorithm with these parameters."""
    return Algorithm(
        title="Fuzzy c-means",
        help="Each point is shared among the centroids by its distances to them.",
        objective_name="Weighted inertia",
        bound_name="With present memberships",
        sign=-1,
        e_pass=partial(fuzzy_pass, fuzzifier=parameters.fuzzifier),
        responsibilities=partial(memberships, fuzzifier=parameters.fuzzifier),
        weights=equal,
        covariances=shared_sphere,
        bound=gaussian.distortion,
        affinity=closeness,
        soft=True,
        estimates_weights=False,
        estimates_covariances=False,
        has_density=False,
        objective_unit="squared-distance",
        on_empty="keep",
        e_action="Share",
        m_action="Update",
        e_sentence="every point is shared among the centroids",
        m_sentence="each centroid moves to the weighted mean of the points",
        parameters=parameters,
        configure=fuzzy_c_means,
    )


ENTRY = fuzzy_c_means(Fuzziness())
