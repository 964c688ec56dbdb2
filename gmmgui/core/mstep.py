"""M: from the statistics of an assignment to weights, means and covariances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmgui.core import gaussian
from gmmgui.core.events import Event
from gmmgui.core.guards import valid_start
from gmmgui.core.policies import empty_components
from gmmgui.core.problem import BLOCK, Problem
from gmmgui.core.types import Floats, Indices, Mixture, Partition, State, Statistics

LOST_DIGITS = 1e-6
"""A variance this much smaller than its second moment about the old mean lost six digits: sum again about the new."""


def new_means(problem: Problem, state: State) -> tuple[Statistics, Floats, Floats]:
    """Statistics of the present assignment, what they are about, and the means they lead to.

    Where the means jump far, scatters about the old ones would cancel, and are summed again about the new.
    """
    statistics, reference = state.statistics, state.inner.means
    if isinstance(state.inner_assigned_by, Partition):
        statistics = partition_statistics(problem, state.inner_assigned_by, reference)
    statistics = _cleared(statistics)
    means = _means_of(statistics, reference)
    second_moments = np.diagonal(statistics.scatters, axis1=1, axis2=2)
    variances = second_moments - statistics.counts[:, None] * (means - reference) ** 2
    if (variances < LOST_DIGITS * second_moments).any():
        statistics, reference = _cleared(_statistics_about(problem, state, means)), means
    return statistics, reference, means


def estimate(
    problem: Problem, old: Mixture, statistics: Statistics, reference: Floats, means: Floats
) -> Mixture:
    """Maximum likelihood weights, means and covariances; an empty component keeps its covariance."""
    counts = statistics.counts
    shift = means - reference
    scatters = statistics.scatters - counts[:, None, None] * shift[:, :, None] * shift[:, None, :]
    with np.errstate(invalid="ignore"):  # 0 / 0 marks the empty ones
        covariances = problem.algorithm.covariances(scatters, counts, problem.spec.covariance_type)
    covariances = np.where(np.isnan(covariances), old.covariances, covariances)
    return Mixture(problem.algorithm.weights(statistics), means, covariances, problem.spec.covariance_type)


def estimate_from_labels(problem: Problem, partition: Partition, old: Mixture) -> tuple[Mixture, tuple[Event, ...]]:
    """What M makes of given labels, and the events of covariances that had to be held at the floor.

    ``old`` (engine's coordinates) stands in for a component that no label names.

    Raises
    ------
    StartError : a covariance is singular and there is no floor.
    """
    means = _means_of(_cleared(partition_statistics(problem, partition, old.means)), old.means)
    centred = _cleared(partition_statistics(problem, partition, means))
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
    if isinstance(state.inner_assigned_by, Partition):
        return partition_statistics(problem, state.inner_assigned_by, reference)
    return problem.statistics(state.inner, reference)


def partition_statistics(problem: Problem, partition: Partition, reference: Floats) -> Statistics:
    """The statistics of labels that were given: responsibilities of 0 and 1, and no objective."""
    blocks = [
        gaussian.sufficient_statistics(
            problem.points[first : first + BLOCK],
            gaussian.one_hot(partition.labels[first : first + BLOCK], partition.k),
            reference,
            0.0,
        )
        for first in range(0, problem.n, BLOCK)
    ]
    return sum(blocks[1:], blocks[0])


def without(statistics: Statistics, kept: Indices) -> Statistics:
    """The statistics of the components that remain."""
    return replace(
        statistics, counts=statistics.counts[kept], sums=statistics.sums[kept], scatters=statistics.scatters[kept]
    )
