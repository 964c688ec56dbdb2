"""What a mixture must be before a pass is made at it: near enough, of weights that sum to one, not singular."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmgui.core.covariance import are_indefinite, is_singular, lift
from gmmgui.core.errors import StartError
from gmmgui.core.events import ComponentCollapsed, CovarianceFloored, Event, WeightsNormalised
from gmmgui.core.points import LARGEST
from gmmgui.core.problem import Problem
from gmmgui.core.types import Floats, Mixture, Statistics


def refuse_far(means: Floats) -> None:
    """Raise StartError where ``means`` (engine's coordinates) are so far off that squared distances overflow."""
    if (np.abs(means) > LARGEST).any():
        raise StartError("The starting means are too far from the data to measure. Start nearer to the data.")


def normalised(mixture: Mixture) -> tuple[Mixture, tuple[Event, ...]]:
    """``mixture`` with weights that sum to one, and the event where they had to be changed.

    Raises
    ------
    StartError : all weights are zero, or their sum leaves the range of numbers.
    """
    with np.errstate(over="ignore"):
        total = float(mixture.weights.sum())
    if not total > 0:
        raise StartError("The weights are all zero; at least one component needs some.")
    if total == np.inf:
        raise StartError("The weights are too large to be summed. Divide them all by the largest.")
    if abs(total - 1) <= 1e-12:
        return mixture, ()
    return replace(mixture, weights=mixture.weights / total), (WeightsNormalised(total),)


def belonging_to(problem: Problem, mixture: Mixture) -> Mixture:
    """``mixture`` under the covariance type and the algorithm of the settings.

    Raises
    ------
    StartError : a covariance is not positive semi-definite.
    """
    refuse_indefinite(mixture)
    spec = problem.spec
    return replace(mixture, covariance_type=spec.covariance_type, algorithm=spec.algorithm)


def refuse_indefinite(mixture: Mixture) -> None:
    """Raise StartError where a covariance has a direction of negative variance, by more than rounding errors."""
    try:
        np.linalg.cholesky(mixture.covariances)
    except np.linalg.LinAlgError:  # singular or worse
        indefinite = np.flatnonzero(are_indefinite(mixture.covariances))
    else:
        return
    if indefinite.size:
        raise StartError(
            f"The covariance matrix of component {indefinite[0] + 1} is not positive definite: in some direction the "
            "variance would be negative. Give variances above zero and correlations between -1 and 1."
        )


def valid_start(problem: Problem, mixture: Mixture) -> tuple[Mixture, tuple[Event, ...]]:
    refuse_far(mixture.means)
    if not problem.algorithm.estimates_covariances:
        return mixture, ()
    component_ids = tuple(range(mixture.k))
    valid, events = guard_covariances(problem, mixture, component_ids)
    collapsed = next((event for event in events if isinstance(event, ComponentCollapsed)), None)
    if collapsed is not None:
        raise StartError(
            f"The starting covariance of component {collapsed.component + 1} is singular. "
            "Allow a larger smallest variance, choose diagonal or spherical covariances, or give another start."
        )
    return valid, events


def checked_pass(problem: Problem, mixture: Mixture) -> Statistics:
    with np.errstate(over="ignore", invalid="ignore"):
        statistics = problem.statistics(mixture)
    if not np.isfinite(statistics.objective):
        raise StartError(
            "The starting means are so far from the data, or the starting variances so small, that every density is "
            "zero. Start nearer to the data."
        )
    return statistics


def guard_covariances(
    problem: Problem, mixture: Mixture, component_ids: tuple[int, ...]
) -> tuple[Mixture, tuple[Event, ...]]:
    """Covariances held at the floor, and the events of those; or the events of those that are singular all the same.

    A floor of some rounding errors holds nothing, so both are looked at.
    """
    if problem.backend.are_regular(mixture.covariances, problem.floors, problem.variances):
        return mixture, ()
    events: tuple[Event, ...] = ()
    if problem.floors.all():
        lifted = [lift(covariance, problem.floors) for covariance in mixture.covariances]
        events = tuple(
            CovarianceFloored(name) for name, (_, changed) in zip(component_ids, lifted, strict=True) if changed
        )
        if events:
            mixture = replace(mixture, covariances=np.array([covariance for covariance, _ in lifted]))
    named = zip(component_ids, mixture.covariances, strict=True)
    singular = [name for name, covariance in named if is_singular(covariance, problem.variances)]
    return mixture, tuple(ComponentCollapsed(name) for name in singular) or events
