"""M: from the statistics of an assignment to weights, means and covariances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmgui.core.covariance import COVARIANCE_TYPES, smallest_correlation
from gmmgui.core.events import Event
from gmmgui.core.guards import valid_start
from gmmgui.core.limits import CANCELLATION_RTOL, JUMP
from gmmgui.core.policies import empty_components
from gmmgui.core.problem import Problem
from gmmgui.core.types import Floats, Indices, Mixture, Partition, State, Statistics


def new_means(problem: Problem, state: State) -> tuple[Statistics, Floats, Floats]:
    """Statistics of the present assignment, what they are about, and the means they lead to (Bishop 2006, eq. 9.24).

    Where the means jump far, scatters about the old ones would cancel, and are summed again about the new.

    Parameters
    ----------
    problem : data and settings.
    state : with statistics at its mixture, or given labels.

    Returns
    -------
    Statistics, whose empty components are exact zeros; the (k, d) reference of their scatters; (k, d) means, in the
    engine's coordinates. An empty component keeps its old mean.
    """
    statistics, reference = state.statistics, state.scaled.means
    if isinstance(state.scaled_assigned_by, Partition):
        statistics = problem.partition_statistics(state.scaled_assigned_by, reference)
    statistics = _cleared(statistics)
    means = _means_of(statistics, reference)
    if has_cancellation(problem, statistics, means - reference):
        statistics, reference = _cleared(_statistics_about(problem, state, means)), means
    return statistics, reference, means


def has_cancellation(problem: Problem, statistics: Statistics, shift: Floats) -> bool:
    """Is a covariance about the new means, ``shift`` (k, d) from the old, the rest of a cancellation?

    The scatters about the old means are exact to rounding errors of their own size. What is left of a variance about
    the new mean must be well above these; and so must the narrowest direction, whose share of the variances is the
    smallest eigenvalue of the correlation matrix. K-means and spheres know one variance, so there the traces are
    looked at.

    Parameters
    ----------
    problem : whose algorithm and covariance type say which variances matter.
    statistics : of k components, with scatters about the old means.
    shift : (k, d) new means minus old ones, in the engine's coordinates.
    """
    alive = np.flatnonzero(statistics.counts)
    counts, shift, moments = statistics.counts[alive], shift[alive], statistics.scatters[alive]
    central = moments - counts[:, None, None] * shift[:, :, None] * shift[:, None, :]
    kind = COVARIANCE_TYPES[problem.spec.covariance_type]
    if not problem.algorithm.estimates_covariances or kind.isotropic:
        return bool((central.trace(axis1=1, axis2=2) < CANCELLATION_RTOL * moments.trace(axis1=1, axis2=2)).any())
    if kind.shared:
        moments, central = moments.sum(axis=0, keepdims=True), central.sum(axis=0, keepdims=True)
    before, after = (np.diagonal(each, axis1=1, axis2=2) for each in (moments, central))
    with np.errstate(invalid="ignore", divide="ignore"):
        left = np.where(before > 0, after / before, 1.0).min(axis=1)
    if (left < CANCELLATION_RTOL).any():
        return True
    jumped = np.flatnonzero(left < JUMP)
    return kind.oblique and any(smallest_correlation(central[j]) * left[j] < CANCELLATION_RTOL for j in jumped)


def estimate(problem: Problem, old: Mixture, statistics: Statistics, reference: Floats, means: Floats) -> Mixture:
    """Maximum likelihood weights and covariances for given means (Bishop 2006, eq. 9.25 and 9.26).

    Restricted covariance types: Celeux and Govaert 1995. An empty component keeps its covariance.

    Parameters
    ----------
    problem : with algorithm and covariance type.
    old : the mixture before, of k components.
    statistics : with scatters about ``reference``.
    reference : (k, d), in the engine's coordinates.
    means : (k, d), those of the new mixture.

    Returns
    -------
    The mixture, in the engine's coordinates; no floor has been applied.
    """
    counts = statistics.counts
    shift = means - reference
    scatters = statistics.scatters - counts[:, None, None] * shift[:, :, None] * shift[:, None, :]
    with np.errstate(invalid="ignore"):  # 0 / 0 marks the empty ones
        covariances = problem.algorithm.covariances(scatters, counts, problem.spec.covariance_type)
    covariances = np.where(np.isnan(covariances), old.covariances, covariances)
    weights = problem.algorithm.weights(statistics)
    return Mixture(weights, means, covariances, problem.spec.covariance_type, problem.spec.algorithm)


def estimate_from_labels(problem: Problem, partition: Partition, old: Mixture) -> tuple[Mixture, tuple[Event, ...]]:
    """What M makes of given labels, and the events of covariances that had to be held at the floor.

    Parameters
    ----------
    problem : data and settings.
    partition : (n,) labels of k components.
    old : of k components, in the engine's coordinates; stands in for a component that no label names.

    Returns
    -------
    A mixture in the engine's coordinates, and CovarianceFloored events.

    Raises
    ------
    StartError : a covariance is singular and there is no floor.
    """
    means = _means_of(_cleared(problem.partition_statistics(partition, old.means)), old.means)
    centred = _cleared(problem.partition_statistics(partition, means))
    return valid_start(problem, estimate(problem, old, centred, means, means))


def _cleared(statistics: Statistics) -> Statistics:
    """Exact zeros for the empty components, whose sums are nothing but underflow."""
    empty = empty_components(statistics)
    if not empty.size:
        return statistics
    counts, sums, scatters = statistics.counts.copy(), statistics.sums.copy(), statistics.scatters.copy()
    counts[empty], sums[empty], scatters[empty] = 0, 0, 0
    return replace(statistics, counts=counts, sums=sums, scatters=scatters)


def _means_of(statistics: Statistics, reference: Floats) -> Floats:
    """(k, d) mean of the points of each component; where it is empty, its ``reference``."""
    means = reference.copy()
    alive = np.flatnonzero(statistics.counts)
    means[alive] = statistics.sums[alive] / statistics.counts[alive, None]
    return means


def _statistics_about(problem: Problem, state: State, reference: Floats) -> Statistics:
    if isinstance(state.scaled_assigned_by, Partition):
        return problem.partition_statistics(state.scaled_assigned_by, reference)
    return problem.statistics(state.scaled, reference)


def select_components(statistics: Statistics, kept: Indices) -> Statistics:
    """The statistics of the components that remain.

    Parameters
    ----------
    statistics : of k components.
    kept : (m,) indices of those that remain.

    Returns
    -------
    Counts (m,), sums (m, d), scatters (m, d, d); objective, entropy and n stay as they are.
    """
    return replace(
        statistics, counts=statistics.counts[kept], sums=statistics.sums[kept], scatters=statistics.scatters[kept]
    )
