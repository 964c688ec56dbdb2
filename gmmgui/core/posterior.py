"""Questions to a finished mixture: whose is each point, and how likely are the data?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.core.algorithms import ALGORITHMS, algorithm_named
from gmmgui.core.backend import Backend
from gmmgui.core.compiled import Compiled
from gmmgui.core.errors import StartError
from gmmgui.core.parallel import go_on
from gmmgui.core.points import inner_points
from gmmgui.core.types import Floats, Labels, Mixture


def labels(points: ArrayLike, mixture: Mixture, algorithm: str = "soft-em") -> Labels:
    """Component of each point, (n,) integers; ties go to the lowest index.

    K-means takes the nearest mean, hard and soft EM the highest w·N(x).
    """
    backend, inner_mixture, _ = _inner(points, mixture)
    try:
        return backend.labels(algorithm_named(algorithm), inner_mixture).astype(np.int64)
    except np.linalg.LinAlgError as error:
        raise _no_density() from error


def responsibilities(points: ArrayLike, mixture: Mixture) -> Floats:
    """Posterior probability of each component for each point, (n, k) (Bishop 2006, eq. 9.23).

    Raises
    ------
    StartError : a covariance is singular, or a point is so far from all components that each density is zero.
    """
    backend, inner_mixture, _ = _inner(points, mixture)
    try:
        result = backend.responsibilities(inner_mixture)
    except np.linalg.LinAlgError as error:
        raise _no_density() from error
    lost = np.flatnonzero(np.isnan(result[:, 0]))
    if lost.size:
        raise StartError(
            f"The point in row {lost[0] + 1} is so far from every component that no density is left to compare. "
            "Leave it out, or give the components larger variances."
        )
    return result


def log_likelihood(points: ArrayLike, mixture: Mixture) -> float:
    """Total log-likelihood sum_i log sum_k w_k N_k(x_i) (Bishop 2006, eq. 9.28); -inf where a density is zero."""
    backend, inner_mixture, log_volume = _inner(points, mixture)
    try:
        total = backend.statistics(ALGORITHMS["soft-em"], inner_mixture, inner_mixture.means).objective
    except np.linalg.LinAlgError as error:
        raise _no_density() from error
    return total - log_volume


def _no_density() -> StartError:
    return StartError("A covariance of the mixture is singular, so it has no density. Allow a smallest variance.")


def _inner(points: ArrayLike, mixture: Mixture) -> tuple[Backend, Mixture, float]:
    """Passes over the points, the mixture in their coordinates, and the log of the volume the scale stands for."""
    columns, frame = inner_points(points)
    d, n = columns.shape
    if mixture.d != d:
        raise StartError(f"The mixture has {mixture.d} dimensions, the data {d} columns.")
    return Compiled(columns, go_on), frame.inward(mixture), n * d * float(np.log(frame.scale))
