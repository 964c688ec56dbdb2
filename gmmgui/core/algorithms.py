"""K-means, hard EM and soft EM as values: one entry of ``ALGORITHMS`` each.

All three move one mixture by two pure functions. K-means is hard EM with equal weights and one shared spherical
covariance; hard EM is soft EM with a hardened posterior.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gmmgui.core import gaussian
from gmmgui.core.covariance import COVARIANCE_TYPES
from gmmgui.core.errors import SettingsError
from gmmgui.core.types import Floats, Labels, Mixture, Statistics


@dataclass(frozen=True, slots=True)
class Algorithm:
    """What one algorithm does in its two half-steps, and how it is spoken of.

    Parameters
    ----------
    title, help : shown to the user.
    objective_name, bound_name : what the objective is called, and what it is with the colours on screen.
    sign : +1 where the objective rises, -1 where it falls.
    e_pass : (points, mixture, reference means) -> Statistics: the E half-step.
    weights : Statistics -> (k,) weights: half of the M half-step.
    covariances : (scatters about the new means, counts, covariance type) -> (k, d, d): the other half.
    bound : (statistics, reference, mixture) -> the objective with the present assignment.
    affinity : (points, mixture) -> (n, k): the component of a point is the one of highest affinity.
    soft : a point is shared among components by its responsibilities.
    uses_covariance_type : K-means does not.
    on_empty : its own policy for emptied components.
    e_action, m_action : what the half-steps are called on the step button.
    e_sentence : what E does, in plain words.
    """

    title: str
    help: str
    objective_name: str
    bound_name: str
    sign: int
    e_pass: Callable[[Floats, Mixture, Floats], Statistics]
    weights: Callable[[Statistics], Floats]
    covariances: Callable[[Floats, Floats, str], Floats]
    bound: Callable[[Statistics, Floats, Mixture], float]
    affinity: Callable[[Floats, Mixture], Floats]
    soft: bool
    uses_covariance_type: bool
    on_empty: str
    e_action: str
    m_action: str
    e_sentence: str


def fractions(statistics: Statistics) -> Floats:
    """Weights w_k = N_k / n (Bishop 2006, eq. 9.26).

    Returns
    -------
    (k,), which sum to 1.
    """
    return statistics.counts / statistics.counts.sum()


def equal(statistics: Statistics) -> Floats:
    """Weights of K-means: the same for each component.

    Returns
    -------
    (k,), each 1 / k.
    """
    k = len(statistics.counts)
    return np.full(k, 1 / k)


def restricted(scatters: Floats, counts: Floats, covariance_type: str) -> Floats:
    """Maximum likelihood covariances of a covariance type (Celeux and Govaert 1995).

    Parameters
    ----------
    scatters : (k, d, d) sum_i r_ik (x_i - mu_k)(x_i - mu_k)^T, about the new means.
    counts : (k,) N_k.
    covariance_type : a key of ``COVARIANCE_TYPES``.

    Returns
    -------
    (k, d, d); NaN where the count is 0 and the type does not share its covariance.
    """
    return COVARIANCE_TYPES[covariance_type].restrict(scatters, counts)


def shared_sphere(scatters: Floats, counts: Floats, _covariance_type: str) -> Floats:
    """The one variance of the model that K-means fits: sigma^2 = inertia / (n d).

    Parameters
    ----------
    scatters : (k, d, d) about the new means, of which the traces are used.
    counts : (k,) N_k.
    _covariance_type : not used.

    Returns
    -------
    (k, d, d), the same sphere for all.
    """
    k, d = scatters.shape[:2]
    variance = scatters.trace(axis1=1, axis2=2).sum() / (d * counts.sum())
    return np.broadcast_to(variance * np.eye(d), (k, d, d))


def _free_energy(statistics: Statistics, reference: Floats, mixture: Mixture) -> float:
    """F(q, theta) = Q + H(q), the lower bound of the log-likelihood (Neal and Hinton 1998)."""
    return gaussian.expected_log_joint(statistics, reference, mixture) + statistics.entropy


def closeness(points: Floats, mixture: Mixture) -> Floats:
    """Minus the squared distance of each point to each mean.

    Parameters
    ----------
    points : (n, d).
    mixture : of which the means (k, d) are used.

    Returns
    -------
    (n, k), in squared units of the points.
    """
    return -gaussian.squared_distances(points, mixture.means)


ALGORITHMS: dict[str, Algorithm] = {
    "kmeans": Algorithm(
        title="K-means",
        help="Each point belongs to its nearest centroid; each centroid moves to the mean of its points.",
        objective_name="Inertia",
        bound_name="With present labels",
        sign=-1,
        e_pass=gaussian.nearest_pass,
        weights=equal,
        covariances=shared_sphere,
        bound=gaussian.distortion,
        affinity=closeness,
        soft=False,
        uses_covariance_type=False,
        on_empty="reseed",
        e_action="Assign",
        m_action="Update",
        e_sentence="every point goes to its nearest centroid",
    ),
    "hard-em": Algorithm(
        title="Hard EM",
        help="Each point belongs to its most probable Gaussian: argmax of w·N(x). M takes fractions, means and "
        "covariances of the points of each.",
        objective_name="Classification log-likelihood",
        bound_name="With present labels",
        sign=1,
        e_pass=gaussian.hard_pass,
        weights=fractions,
        covariances=restricted,
        bound=_free_energy,
        affinity=gaussian.log_joint,
        soft=False,
        uses_covariance_type=True,
        on_empty="keep",
        e_action="E: assign",
        m_action="M: update",
        e_sentence="every point goes to its most probable Gaussian",
    ),
    "soft-em": Algorithm(
        title="Soft EM",
        help="Each point is shared among the Gaussians by its responsibilities, r = w·N(x) / Σ w·N(x). M weighs "
        "every point by them.",
        objective_name="Log-likelihood",
        bound_name="Bound F(q, θ)",
        sign=1,
        e_pass=gaussian.soft_pass,
        weights=fractions,
        covariances=restricted,
        bound=_free_energy,
        affinity=gaussian.log_joint,
        soft=True,
        uses_covariance_type=True,
        on_empty="keep",
        e_action="E: assign",
        m_action="M: update",
        e_sentence="every point asks each Gaussian how likely it is",
    ),
}


def algorithm_named(name: str) -> Algorithm:
    """The entry of ``ALGORITHMS`` of that name.

    Raises
    ------
    SettingsError : there is none; the sentence lists those that there are.
    """
    if not isinstance(name, str) or name not in ALGORITHMS:
        raise SettingsError(f"There is no algorithm {name!r}. Choose one of: {', '.join(ALGORITHMS)}.")
    return ALGORITHMS[name]


def most_probable(affinity: Floats) -> Labels:
    """The component of highest affinity; ties go to the lowest index.

    Parameters
    ----------
    affinity : (n, k).

    Returns
    -------
    (n,) integers from 0 to k - 1.
    """
    return affinity.argmax(axis=1)
