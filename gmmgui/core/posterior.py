"""Questions to a finished mixture: whose is each point, and how likely are the data?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp

from gmmgui.core import gaussian
from gmmgui.core.algorithms import algorithm_named, most_probable
from gmmgui.core.errors import StartError
from gmmgui.core.problem import checked_points, frame_of
from gmmgui.core.types import Floats, Labels, Mixture


def labels(points: ArrayLike, mixture: Mixture, algorithm: str = "soft-em") -> Labels:
    """Component of each point, (n,) integers; ties go to the lowest index.

    K-means takes the nearest mean, hard and soft EM the highest w·N(x).
    """
    inner, inner_mixture, _ = _inner(points, mixture)
    try:
        return most_probable(algorithm_named(algorithm).affinity(inner, inner_mixture))
    except np.linalg.LinAlgError as error:
        raise _no_density() from error


def responsibilities(points: ArrayLike, mixture: Mixture) -> Floats:
    """Posterior probability of each component for each point, (n, k) (Bishop 2006, eq. 9.23).

    Raises
    ------
    StartError : a covariance is singular, or a point is so far from all components that each density is zero.
    """
    joint, _ = _log_joint(points, mixture)
    lost = np.flatnonzero(np.isneginf(joint).all(axis=1))
    if lost.size:
        raise StartError(
            f"The point in row {lost[0] + 1} is so far from every component that no density is left to compare. "
            "Leave it out, or give the components larger variances."
        )
    return gaussian.soft_responsibilities(joint)[0]


def log_likelihood(points: ArrayLike, mixture: Mixture) -> float:
    """Total log-likelihood sum_i log sum_k w_k N_k(x_i) (Bishop 2006, eq. 9.28)."""
    joint, log_volume = _log_joint(points, mixture)
    return float((logsumexp(joint, axis=1) - log_volume).sum())


def _log_joint(points: ArrayLike, mixture: Mixture) -> tuple[Floats, float]:
    inner, inner_mixture, log_volume = _inner(points, mixture)
    try:
        return gaussian.log_joint(inner, inner_mixture), log_volume
    except np.linalg.LinAlgError as error:
        raise _no_density() from error


def _no_density() -> StartError:
    return StartError("A covariance of the mixture is singular, so it has no density. Allow a smallest variance.")


def _inner(points: ArrayLike, mixture: Mixture) -> tuple[Floats, Mixture, float]:
    """Points and mixture in the engine's coordinates, and the log of the volume that the scale stands for."""
    array = checked_points(points)
    if mixture.d != array.shape[1]:
        raise StartError(f"The mixture has {mixture.d} dimensions, the data {array.shape[1]} columns.")
    frame = frame_of(array)
    inner = np.ascontiguousarray((array - frame.centre) / frame.scale)
    return inner, frame.inward(mixture), mixture.d * float(np.log(frame.scale))
