"""Questions to a finished mixture: whose is each point, and how likely are the data?

Points that are only asked about need not be fit for a run: any finite numbers will do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.core.algorithms import ALGORITHMS, algorithm_named
from gmmgui.core.backend import Backend, NumbaBackend
from gmmgui.core.errors import StartError
from gmmgui.core.guards import normalised, refuse_indefinite
from gmmgui.core.points import scored_points
from gmmgui.core.types import Floats, Labels, Mixture


def labels(points: ArrayLike, mixture: Mixture, algorithm: str | None = None) -> Labels:
    """The component that each point belongs to.

    K-means takes the nearest mean (Lloyd 1982), hard and soft EM the highest w·N(x); ties go to the lowest index.

    Parameters
    ----------
    points : (n, d), or a list of n numbers.
    mixture : in the units of the points.
    algorithm : a key of ``ALGORITHMS``; None: the one that fitted the mixture, else "soft-em".

    Returns
    -------
    (n,) integers from 0 to k - 1.

    Raises
    ------
    PointsError : the points are no table of finite numbers.
    StartError : ``mixture`` is no Mixture, does not fit them, or has no density.
    SettingsError : there is no such algorithm.
    """
    if not isinstance(mixture, Mixture):
        raise _no_mixture(mixture)
    entry = algorithm_named(algorithm if algorithm is not None else mixture.algorithm or "soft-em")
    backend, scaled_mixture, _ = _scaled(points, mixture, one_unit=not entry.has_density)
    with _with_density(scaled_mixture):
        return backend.labels(entry, scaled_mixture).astype(np.int64)


def responsibilities(points: ArrayLike, mixture: Mixture) -> Floats:
    """Posterior probability of each component for each point (Bishop 2006, eq. 9.23).

    Parameters
    ----------
    points : (n, d), or a list of n numbers.
    mixture : of k components, in the units of the points.

    Returns
    -------
    (n, k); each row sums to 1 up to rounding errors.

    Raises
    ------
    PointsError : the points are no table of finite numbers.
    StartError : ``mixture`` is no Mixture, does not fit them, or has no density, or a point is so far from all
        components that each density is zero.
    """
    backend, scaled_mixture, _ = _scaled(points, mixture)
    with _with_density(scaled_mixture):
        result = backend.responsibilities(ALGORITHMS["soft-em"], scaled_mixture)
    lost = np.flatnonzero(np.isnan(result[:, 0]))
    if lost.size:
        raise StartError(
            f"The point in row {lost[0] + 1} is so far from every component that no density is left to compare. "
            "Leave it out, or give the components larger variances."
        )
    return result


def log_density(points: ArrayLike, mixture: Mixture) -> Floats:
    """Natural log of the mixture's density at each point, log sum_k w_k N_k(x_i) (Bishop 2006, eq. 9.7).

    Parameters
    ----------
    points : (n, d), or a list of n numbers.
    mixture : of k components, in the units of the points.

    Returns
    -------
    (n,); the density's unit is one over the product of the columns' units; minus infinity where it is zero.

    Raises
    ------
    PointsError : the points are no table of finite numbers.
    StartError : ``mixture`` is no Mixture, does not fit them, or has no density.
    """
    backend, scaled_mixture, log_volume = _scaled(points, mixture)
    with _with_density(scaled_mixture):
        return backend.log_density(scaled_mixture) - log_volume


def log_likelihood(points: ArrayLike, mixture: Mixture) -> float:
    """Total log-likelihood of the points, sum_i log sum_k w_k N_k(x_i) (Bishop 2006, eq. 9.28).

    Parameters
    ----------
    points : (n, d), or a list of n numbers.
    mixture : of k components, in the units of the points.

    Returns
    -------
    A natural log, not divided by n; minus infinity where a density is zero.

    Raises
    ------
    PointsError : the points are no table of finite numbers.
    StartError : ``mixture`` is no Mixture, does not fit them, or has no density.
    """
    backend, scaled_mixture, log_volume = _scaled(points, mixture)
    with _with_density(scaled_mixture), np.errstate(over="ignore", invalid="ignore"):
        statistics = backend.statistics(ALGORITHMS["soft-em"], scaled_mixture, scaled_mixture.means)
    return statistics.objective - statistics.n * log_volume


@contextmanager
def _with_density(mixture: Mixture) -> Iterator[None]:
    """Say which component of ``mixture`` has no density where a pass finds that one has none."""
    try:
        yield
    except np.linalg.LinAlgError as error:
        flat = [j for j, covariance in enumerate(mixture.covariances) if _is_flat(covariance)]
        which = f"of component {flat[0] + 1} " if flat else ""
        raise StartError(
            f"The covariance {which}is singular, so the mixture has no density. Allow a smallest variance."
        ) from error


def _is_flat(covariance: Floats) -> bool:
    try:
        np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        return True
    return False


def _no_mixture(given: object) -> StartError:
    hint = "; give its .mixture" if hasattr(given, "mixture") else ""
    return StartError(f"A Mixture is needed here; this is a {type(given).__name__}{hint}.")


def _scaled(points: ArrayLike, mixture: Mixture, one_unit: bool = False) -> tuple[Backend, Mixture, float]:
    """Passes over the points, the mixture in their coordinates, and the log of the volume of a unit of these.

    ``one_unit``: all columns are in the same unit, so that distances keep their proportions.
    """
    if not isinstance(mixture, Mixture):
        raise _no_mixture(mixture)
    refuse_indefinite(mixture)
    summing_to_one, _ = normalised(mixture)
    columns, centre, exponents = scored_points(points, mixture, one_unit)
    with np.errstate(over="ignore", under="ignore"):
        means = np.ldexp(mixture.means, -exponents) - np.ldexp(centre, -exponents)
        covariances = np.ldexp(mixture.covariances, -(exponents[:, None] + exponents))
    scaled = replace(summing_to_one, means=means, covariances=covariances)
    return NumbaBackend(columns), scaled, math.log(2) * int(exponents.sum())
