"""What to do with a component that has no points left: one entry of ``EMPTY_POLICIES`` each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gmmgui.core.events import ComponentDropped, ComponentEmptied, ComponentReseeded, Event
from gmmgui.core.limits import EMPTY_COUNT
from gmmgui.core.problem import Problem
from gmmgui.core.types import Indices, Mixture, Statistics


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a policy makes of a mixture that has empty components.

    Parameters
    ----------
    mixture : after the policy, of m components.
    kept : (m,) indices, in the mixture before, of the components that remain.
    events : one a component that was empty.
    """

    mixture: Mixture
    kept: Indices
    events: tuple[Event, ...]


Handler = Callable[[Problem, Mixture, Statistics, Indices, tuple[int, ...]], Outcome]


@dataclass(frozen=True, slots=True)
class EmptyPolicy:
    """One answer to empty components.

    Parameters
    ----------
    title, help : shown to the user.
    handle : (problem, mixture after M, its statistics, indices (e,) of the empty, ids of all components) -> Outcome.
    """

    title: str
    help: str
    handle: Handler


def empty_components(statistics: Statistics) -> Indices:
    """Indices of the components that no point belongs to.

    Returns
    -------
    (e,) indices, rising, of counts N_k below ``EMPTY_COUNT``.
    """
    return np.flatnonzero(statistics.counts < EMPTY_COUNT)


def _keep(
    _problem: Problem, mixture: Mixture, _statistics: Statistics, empty: Indices, component_ids: tuple[int, ...]
) -> Outcome:
    return Outcome(mixture, np.arange(mixture.k), tuple(ComponentEmptied(component_ids[j]) for j in empty))


def _drop(
    _problem: Problem, mixture: Mixture, _statistics: Statistics, empty: Indices, component_ids: tuple[int, ...]
) -> Outcome:
    kept = np.setdiff1d(np.arange(mixture.k), empty)
    weights = mixture.weights[kept]
    smaller = replace(
        mixture,
        weights=weights / weights.sum(),
        means=mixture.means[kept],
        covariances=mixture.covariances[kept],
    )
    return Outcome(smaller, kept, tuple(ComponentDropped(component_ids[j]) for j in empty))


def _reseed(
    problem: Problem, mixture: Mixture, statistics: Statistics, empty: Indices, component_ids: tuple[int, ...]
) -> Outcome:
    """Move each empty component to the point that fits worst, with the share of an average component."""
    means, weights, covariances = mixture.means.copy(), mixture.weights.copy(), mixture.covariances.copy()
    settled = np.setdiff1d(np.arange(mixture.k), empty)
    typical = covariances[settled].mean(axis=0)
    events: list[Event] = []
    for j in empty:
        row, misfit = problem.worst_fitting(means[settled])
        if misfit <= 0:  # every point sits on a mean already: there is no better place
            events.append(ComponentEmptied(component_ids[j]))
            continue
        means[j] = problem.points[row]
        weights[j] = 1 / mixture.k
        covariances[j] = typical
        settled = np.append(settled, j)
        events.append(ComponentReseeded(component_ids[j], row))
    moved = replace(mixture, means=means, weights=weights / weights.sum(), covariances=covariances)
    return Outcome(moved, np.arange(mixture.k), tuple(events))


EMPTY_POLICIES: dict[str, EmptyPolicy] = {
    "keep": EmptyPolicy("keep it", "The component stays where it is, with weight 0.", _keep),
    "reseed": EmptyPolicy(
        "re-seed it", "The component starts again at the point farthest from all other means.", _reseed
    ),
    "drop": EmptyPolicy("drop it", "The component is taken out; K becomes smaller.", _drop),
}


def policy_of(problem: Problem) -> EmptyPolicy:
    """The policy that the settings ask for, else the algorithm's own."""
    return EMPTY_POLICIES[problem.spec.on_empty or problem.algorithm.on_empty]
