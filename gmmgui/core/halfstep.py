"""One half-step of a run: pure functions from State to State.

E only changes who belongs to whom; M only moves the Gaussians. The pass over the data is made once an
iteration, when M has moved the mixture: its statistics give the objective there and serve the next M.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmgui.core import gaussian
from gmmgui.core.covariance import conforms, is_singular, lift
from gmmgui.core.errors import StartError
from gmmgui.core.events import (
    ComponentCollapsed,
    ComponentDropped,
    ComponentReseeded,
    CovarianceFloored,
    EditedByHand,
    Event,
    ObjectiveFell,
    WeightsNormalised,
)
from gmmgui.core.policies import empty_components
from gmmgui.core.problem import BLOCK, LARGEST, Problem
from gmmgui.core.types import Floats, Indices, Mixture, Partition, Phase, State, Statistics, Status

LOST_DIGITS = 1e-6
"""A variance this much smaller than its second moment about the old mean lost six digits: sum again about the new."""

FALL = 1e-13
"""Relative rounding error of the objective, measured over 8,000 EM steps: more is a fall."""


def begin(
    problem: Problem, mixture: Mixture, partition: Partition | None = None, events: tuple[Event, ...] = ()
) -> State:
    """The state before the first half-step, at ``mixture`` (engine's coordinates).

    Parameters
    ----------
    partition : labels that M starts from; None: E comes first.

    Raises
    ------
    StartError : a starting covariance is singular, or the start is so far off that no density is left.
    """
    mixture, floored = _valid_start(problem, mixture)
    statistics = _checked_pass(problem, mixture)
    done = partition is not None and problem.spec.max_iter == 0
    return State(
        frame=problem.frame,
        inner=mixture,
        inner_assigned_by=partition,
        iteration=0,
        phase=Phase.START,
        objective=problem.outward_objective(statistics.objective),
        bound=float("nan"),
        gain=float("nan"),
        settled=False,
        status=Status.MAX_ITER if done else Status.RUNNING,
        statistics=statistics,
        components=tuple(range(mixture.k)),
        assigned_components=tuple(range(partition.k)) if partition is not None else (),
        events=events + floored,
    )


def refuse_far(means: Floats) -> None:
    """Raise StartError where ``means`` (engine's coordinates) are so far off that squared distances overflow."""
    if (np.abs(means) > LARGEST).any():
        raise StartError("The starting means are too far from the data to measure. Start nearer to the data.")


def _valid_start(problem: Problem, mixture: Mixture) -> tuple[Mixture, tuple[Event, ...]]:
    refuse_far(mixture.means)
    if not problem.algorithm.uses_covariance_type:
        return mixture, ()
    names = tuple(range(mixture.k))
    valid, events = _guard_covariances(problem, mixture, names)
    collapsed = next((event for event in events if isinstance(event, ComponentCollapsed)), None)
    if collapsed is not None:
        raise StartError(
            f"The starting covariance of component {collapsed.component + 1} is singular. "
            "Allow a larger smallest variance, choose diagonal or spherical covariances, or give another start."
        )
    return valid, events


def normalised(mixture: Mixture) -> tuple[Mixture, tuple[Event, ...]]:
    """``mixture`` with weights that sum to one, and the event where they had to be changed.

    Raises
    ------
    StartError : all weights are zero.
    """
    total = float(mixture.weights.sum())
    if not total > 0:
        raise StartError("The weights are all zero; at least one component needs some.")
    if abs(total - 1) <= 1e-12:
        return mixture, ()
    return replace(mixture, weights=mixture.weights / total), (WeightsNormalised(total),)


def _checked_pass(problem: Problem, mixture: Mixture) -> Statistics:
    with np.errstate(over="ignore", invalid="ignore"):
        statistics = problem.statistics(mixture)
    if not np.isfinite(statistics.objective):
        raise StartError(
            "The starting means are so far from the data, or the starting variances so small, that every density is "
            "zero. Start nearer to the data."
        )
    return statistics


def next_phase(problem: Problem, state: State) -> Phase:
    """Which half-step comes next."""
    if state.phase is Phase.START:
        return Phase.M if state.inner_assigned_by is not None else Phase.E
    return Phase.M if state.phase is Phase.E else Phase.E


def half_step(problem: Problem, state: State) -> State:
    """The next half-step: E after START, M and EDIT; M after E, or after a START that has labels.

    Where M has no valid answer (a covariance collapses under pure maximum likelihood) the state comes back as it
    was, with status "degenerate" and the event.
    """
    if next_phase(problem, state) is Phase.E:
        return _expectation(problem, state)
    return _maximisation(problem, state)


def _expectation(problem: Problem, state: State) -> State:
    status = Status.RUNNING
    if state.settled:
        status = Status.CONVERGED
    elif state.iteration >= problem.spec.max_iter:
        status = Status.MAX_ITER
    return replace(
        state,
        inner_assigned_by=state.inner,
        assigned_components=state.components,
        phase=Phase.E,
        bound=state.objective,
        status=status,
        events=(),
    )


def _maximisation(problem: Problem, state: State) -> State:
    statistics, reference, means = _new_means(problem, state)
    old = state.inner
    mixture = _estimate(problem, old, statistics, reference, means)
    empty = empty_components(statistics)
    kept: Indices = np.arange(old.k)
    events: tuple[Event, ...] = ()
    if empty.size:
        outcome = problem.empty_policy.handle(problem, mixture, statistics, empty, state.components)
        mixture, kept, events = outcome.mixture, outcome.kept, outcome.events
    names = tuple(state.components[j] for j in kept)
    if problem.algorithm.uses_covariance_type:
        mixture, guarded = _guard_covariances(problem, mixture, names)
        if any(isinstance(event, ComponentCollapsed) for event in guarded):
            return replace(state, status=Status.DEGENERATE, events=events + guarded)
        events += guarded
    remaining = _without(statistics, kept)
    bound = problem.outward_objective(problem.algorithm.bound(remaining, reference[kept], mixture))
    return _moved(problem, state, mixture, names, bound, events)


def _moved(
    problem: Problem,
    state: State,
    mixture: Mixture,
    names: tuple[int, ...],
    bound: float,
    events: tuple[Event, ...],
) -> State:
    statistics = problem.statistics(mixture)
    change = statistics.objective - state.statistics.objective
    if isinstance(state.inner_assigned_by, Partition):
        change = float("nan")  # from given labels, M need not improve on a start that those labels do not come from
    return State(
        frame=problem.frame,
        inner=mixture,
        inner_assigned_by=state.inner_assigned_by,
        iteration=state.iteration + 1,
        phase=Phase.M,
        objective=problem.outward_objective(statistics.objective),
        bound=bound,
        gain=problem.outward_change(change),
        settled=_is_settled(problem, state, mixture, change, events),
        status=Status.RUNNING,
        statistics=statistics,
        components=names,
        assigned_components=state.assigned_components,
        events=events + _fall(problem, state, change, events),
    )


def _new_means(problem: Problem, state: State) -> tuple[Statistics, Floats, Floats]:
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


def _estimate(
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
    return _valid_start(problem, _estimate(problem, old, centred, means, means))


def _guard_covariances(
    problem: Problem, mixture: Mixture, names: tuple[int, ...]
) -> tuple[Mixture, tuple[Event, ...]]:
    """Covariances held at the floor, and the events of those; or the events of those that are singular all the same.

    A floor of some rounding errors holds nothing, so both are looked at.
    """
    events: tuple[Event, ...] = ()
    if problem.floors.all():
        lifted = [lift(covariance, problem.floors) for covariance in mixture.covariances]
        events = tuple(CovarianceFloored(name) for name, (_, changed) in zip(names, lifted, strict=True) if changed)
        if events:
            mixture = replace(mixture, covariances=np.array([covariance for covariance, _ in lifted]))
    named = zip(names, mixture.covariances, strict=True)
    singular = [name for name, covariance in named if is_singular(covariance, problem.variances)]
    return mixture, tuple(ComponentCollapsed(name) for name in singular) or events


def _without(statistics: Statistics, kept: Indices) -> Statistics:
    """The statistics of the components that remain."""
    return replace(
        statistics, counts=statistics.counts[kept], sums=statistics.sums[kept], scatters=statistics.scatters[kept]
    )


def _is_settled(problem: Problem, state: State, new: Mixture, change: float, events: tuple[Event, ...]) -> bool:
    """Nothing changed, or the mean objective per point by no more than the tolerance.

    With hard assignment, two M half-steps that give the same weights and means had the same labels, so nothing
    changes any more; the first after a start or an edit has none to be compared with, unless covariances do not
    matter. For K-means the tolerance is in units of the data's total variance, so that it does not depend on their
    scale.
    """
    old, algorithm = state.inner, problem.algorithm
    after_m = not np.isnan(state.gain)
    same_labels = not algorithm.soft and (after_m or not algorithm.uses_covariance_type)
    parts = ("weights", "means") if same_labels else ("weights", "means", "covariances")
    if old.k == new.k and all(np.array_equal(getattr(old, part), getattr(new, part)) for part in parts):
        return True
    if any(isinstance(event, ComponentReseeded | ComponentDropped) for event in events):
        return False
    unit = 1.0 if problem.algorithm.sign > 0 else float(problem.variances.sum())
    return problem.spec.tol > 0 and abs(change) <= problem.spec.tol * problem.n * unit


def _fall(problem: Problem, old: State, change: float, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The event of an objective that got worse since ``old``, with its cause."""
    drop = -problem.algorithm.sign * change
    if not drop > FALL * (abs(old.statistics.objective) + problem.n):
        return ()
    causes = [event.cause for event in events if event.explains_fall]
    if problem.algorithm.uses_covariance_type and not conforms(old.inner.covariances, problem.spec.covariance_type):
        causes.append(f"the covariances before were not {problem.spec.covariance_type}, as M makes them")
    causes.append("rounding errors add up in these data")
    return (ObjectiveFell(abs(problem.outward_change(drop)), causes[0]),)


def edited(
    problem: Problem, state: State, mixture: Mixture, what: str, components: tuple[int, ...] | None = None
) -> State:
    """``state`` with its mixture replaced by hand by ``mixture`` (units of the data); E comes next.

    The colours on screen stay until E.

    Parameters
    ----------
    what : a sentence that says what the hand did.
    components : the numbers of the components of ``mixture``; None: as before.

    Raises
    ------
    StartError : as :func:`begin`.
    """
    summing_to_one, normalising = normalised(mixture)
    inner, floored = _valid_start(problem, problem.frame.inward(summing_to_one))
    statistics = _checked_pass(problem, inner)
    events: tuple[Event, ...] = (EditedByHand(what), *normalising, *floored)
    change = statistics.objective - state.statistics.objective
    return replace(
        state,
        inner=inner,
        phase=Phase.EDIT,
        objective=problem.outward_objective(statistics.objective),
        bound=float("nan"),
        gain=float("nan"),
        settled=False,
        status=Status.RUNNING,
        statistics=statistics,
        components=state.components if components is None else components,
        events=events + _fall(problem, state, change, events),
    )
