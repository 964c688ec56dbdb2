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
    """Refuse means that are so far off that squared distances overflow.

    Parameters
    ----------
    means : (k, d), in the engine's coordinates.

    Raises
    ------
    StartError : a coordinate is beyond ``LARGEST``.
    """
    if (np.abs(means) > LARGEST).any():
        raise StartError("The starting means are too far from the data to measure. Start nearer to the data.")


def normalised(mixture: Mixture) -> tuple[Mixture, tuple[Event, ...]]:
    """``mixture`` with weights that sum to one, and the event where they had to be changed.

    Parameters
    ----------
    mixture : of any weights that are not negative.

    Returns
    -------
    The mixture itself where its weights (k,) sum to 1 within 1e-12, else one of weights w_k / sum_j w_j.

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

    Parameters
    ----------
    problem : whose settings say covariance type and algorithm.
    mixture : in any coordinates; its numbers stay as they are.

    Raises
    ------
    StartError : a covariance is not positive semi-definite.
    """
    refuse_indefinite(mixture)
    spec = problem.spec
    return replace(mixture, covariance_type=spec.covariance_type, algorithm=spec.algorithm)


def refuse_indefinite(mixture: Mixture) -> None:
    """Refuse covariances that have a direction of negative variance, by more than rounding errors.

    Raises
    ------
    StartError : the sentence names the first such component.
    """
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
    """A starting mixture whose covariances are held at the floor; K-means has no covariances to hold.

    Parameters
    ----------
    problem : with floors and algorithm.
    mixture : in the engine's coordinates.

    Returns
    -------
    The mixture, and a CovarianceFloored for each component that was changed.

    Raises
    ------
    StartError : the means are too far off to be measured, or a covariance is singular all the same.
    """
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
    """The statistics of the E-pass at a mixture that the user chose.

    Parameters
    ----------
    problem : whose points the pass goes through.
    mixture : in the engine's coordinates.

    Raises
    ------
    StartError : the objective is not finite, because a point has density zero or an infinite distance.
    numpy.linalg.LinAlgError : a covariance is not positive definite.
    """
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

    Parameters
    ----------
    problem : with floors (d,) and variances (d,) of the data.
    mixture : in the engine's coordinates.
    component_ids : k numbers that the components have kept since the start, for the events.

    Returns
    -------
    The mixture, and ComponentCollapsed events if there are any, else CovarianceFloored events.
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
