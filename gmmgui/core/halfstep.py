"""One half-step of a run: pure functions from State to State.

E only changes who belongs to whom; M only moves the Gaussians. The pass over the data is made once an
iteration, when M has moved the mixture: its statistics give the objective there and serve the next M.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmgui.core.covariance import COVARIANCE_TYPES, conforms, smallest_correlation
from gmmgui.core.errors import StartError
from gmmgui.core.events import (
    ComponentCollapsed,
    ComponentDropped,
    ComponentReseeded,
    ComponentsAlike,
    CovarianceFloored,
    EditedByHand,
    Event,
    ObjectiveFell,
)
from gmmgui.core.fast_iterations import usual_m_step
from gmmgui.core.gaussian import greatest_bhattacharyya
from gmmgui.core.guards import belonging_to, checked_pass, guard_covariances, normalised, valid_start
from gmmgui.core.limits import ALIKE, OBJECTIVE_RTOL
from gmmgui.core.mstep import estimate, new_means, select_components
from gmmgui.core.policies import empty_components, policy_of
from gmmgui.core.problem import Problem
from gmmgui.core.rest import after_reseeding, rest_after
from gmmgui.core.types import Indices, Mixture, Partition, Phase, Rest, State, Status


def begin(
    problem: Problem, mixture: Mixture, partition: Partition | None = None, events: tuple[Event, ...] = ()
) -> State:
    """The state before the first half-step.

    Parameters
    ----------
    problem : data and settings.
    mixture : k components, in the engine's coordinates.
    partition : labels that M starts from; None: E comes first.
    events : what happened while the start was made.

    Returns
    -------
    Phase START, iteration 0; status MAX_ITER at once where labels are given and ``max_iter`` is 0.

    Raises
    ------
    StartError : a starting covariance is singular, or the start is so far off that no density is left.
    """
    mixture, floored = valid_start(problem, mixture)
    statistics = checked_pass(problem, mixture)
    done = partition is not None and problem.spec.max_iter == 0
    return State(
        scaling=problem.scaling,
        scaled=mixture,
        scaled_assigned_by=partition,
        iteration=0,
        phase=Phase.START,
        objective=problem.objective_in_data_units(statistics.objective),
        bound=float("nan"),
        gain=float("nan"),
        settled=False,
        status=Status.MAX_ITER if done else Status.RUNNING,
        statistics=statistics,
        components=tuple(range(mixture.k)),
        assigned_components=tuple(range(partition.k)) if partition is not None else (),
        events=events + floored,
    )


def next_phase(state: State) -> Phase:
    """Which half-step comes next."""
    if state.phase is Phase.START:
        return Phase.M if state.scaled_assigned_by is not None else Phase.E
    return Phase.M if state.phase is Phase.E else Phase.E


def half_step(problem: Problem, state: State) -> State:
    """The next half-step: E after START, M and EDIT; M after E, or after a START that has labels.

    Where M has no valid answer (a covariance collapses under pure maximum likelihood) the state comes back as it
    was, with status "degenerate" and the event.

    Parameters
    ----------
    problem : data and settings.
    state : of this problem; its status is not looked at.
    """
    if next_phase(state) is Phase.E:
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
        scaled_assigned_by=state.scaled,
        assigned_components=state.components,
        phase=Phase.E,
        bound=state.objective,
        status=status,
        events=_saddle(problem, state),
    )


def _saddle(problem: Problem, state: State) -> tuple[Event, ...]:
    """The event of a run that settles where all components are alike: EM has no direction to go there."""
    if not (state.settled and problem.algorithm.estimates_covariances):
        return ()
    alive = np.flatnonzero(state.scaled.weights)
    apart = greatest_bhattacharyya(state.scaled.means[alive], state.scaled.covariances[alive])
    return (ComponentsAlike(len(alive)),) if len(alive) > 1 and apart < ALIKE else ()


def _maximisation(problem: Problem, state: State) -> State:
    usual = usual_m_step(problem, state)
    if usual is None:
        return _careful_maximisation(problem, state)
    bound = problem.algorithm.bound(state.statistics, state.scaled.means, usual)
    return _moved(problem, state, usual, state.components, bound, ())


def _careful_maximisation(problem: Problem, state: State) -> State:
    """M where components may be empty, covariances at the floor or singular, or labels were given."""
    statistics, reference, means = new_means(problem, state)
    old = state.scaled
    mixture = estimate(problem, old, statistics, reference, means)
    empty = empty_components(statistics)
    kept: Indices = np.arange(old.k)
    events: tuple[Event, ...] = ()
    if empty.size:
        outcome = policy_of(problem).handle(problem, mixture, statistics, empty, state.components)
        mixture, kept, events = outcome.mixture, outcome.kept, outcome.events
    component_ids = tuple(state.components[j] for j in kept)
    if problem.algorithm.estimates_covariances:
        mixture, guarded = guard_covariances(problem, mixture, component_ids)
        if any(isinstance(event, ComponentCollapsed) for event in guarded):
            return replace(state, status=Status.DEGENERATE, events=events + guarded)
        events += guarded
    remaining = select_components(statistics, kept)
    bound = problem.algorithm.bound(remaining, reference[kept], mixture)
    return _moved(problem, state, mixture, component_ids, bound, events)


def _moved(
    problem: Problem,
    state: State,
    mixture: Mixture,
    component_ids: tuple[int, ...],
    bound: float,
    events: tuple[Event, ...],
) -> State:
    """The state after M made ``mixture``; ``bound`` (engine's coordinates) is its objective as things belong now."""
    statistics = problem.statistics(mixture)
    change = statistics.objective - state.statistics.objective
    if isinstance(state.scaled_assigned_by, Partition):
        change = float("nan")  # from given labels, M need not improve on a start that those labels do not come from
    rest, at_rest = _rest(problem, state, mixture, change, events)
    reseeded, in_circles = after_reseeding(state.reseeded, mixture, events)
    return State(
        scaling=problem.scaling,
        scaled=mixture,
        scaled_assigned_by=state.scaled_assigned_by,
        iteration=state.iteration + 1,
        phase=Phase.M,
        objective=problem.objective_in_data_units(statistics.objective),
        bound=problem.objective_in_data_units(bound),
        gain=problem.change_in_data_units(change),
        settled=at_rest or bool(in_circles) or _is_settled(problem, state, mixture, change, events),
        status=Status.RUNNING,
        statistics=statistics,
        components=component_ids,
        assigned_components=state.assigned_components,
        events=events + _fall(problem, state, mixture, change, bound, events) + in_circles,
        rest=rest,
        reseeded=reseeded,
    )


def _rest(
    problem: Problem, state: State, new: Mixture, change: float, events: tuple[Event, ...]
) -> tuple[Rest | None, bool]:
    """How far the parameters have got while the objective stands still, and whether they can change no more."""
    rounding = OBJECTIVE_RTOL * (abs(state.statistics.objective) + problem.n)
    if any(isinstance(event, CovarianceFloored) for event in events):
        rounding += _rounding_bound(problem, state.scaled, new)  # at the floor densities have fewer digits
    if not abs(change) <= rounding or state.scaled.k != new.k:
        return None, False
    if any(isinstance(event, ComponentReseeded) for event in events):
        return None, False
    wanders = problem.algorithm.soft or problem.algorithm.estimates_covariances
    return rest_after(state.rest, state.scaled, new, wanders)


def _is_settled(problem: Problem, state: State, new: Mixture, change: float, events: tuple[Event, ...]) -> bool:
    """Nothing changed, or the mean objective per point by no more than the tolerance.

    With hard assignment, two M half-steps that give the same weights, means and objective had the same labels, so
    nothing changes any more; the first after a start or an edit has none to be compared with, unless covariances do
    not matter.
    """
    old, algorithm = state.scaled, problem.algorithm
    after_m = not np.isnan(state.gain)
    same_labels = not algorithm.soft and (after_m or not algorithm.estimates_covariances)
    parts = ("weights", "means") if same_labels else ("weights", "means", "covariances")
    rounding = OBJECTIVE_RTOL * (abs(state.statistics.objective) + problem.n)
    if old.k == new.k and all(np.array_equal(getattr(old, part), getattr(new, part)) for part in parts):
        return not abs(change) > rounding
    if any(isinstance(event, ComponentReseeded | ComponentDropped) for event in events):
        return False
    return problem.spec.tol > 0 and abs(change) <= problem.tolerance


def _fall(
    problem: Problem, old: State, new: Mixture, change: float, bound: float, events: tuple[Event, ...]
) -> tuple[Event, ...]:
    """The event of an objective that got worse from ``old`` to ``new``, with its cause where it is known.

    M raises the objective as things belong now, and E raises it further. So what M does besides can be the cause only
    where the ``bound`` after M is worse than the objective before.
    """
    sign, before = problem.algorithm.sign, old.statistics.objective
    rounding = OBJECTIVE_RTOL * (abs(before) + problem.n)
    drop = -sign * change
    if not drop > rounding:
        return ()
    causes = _causes_in_m(problem, old, events) if sign * (before - bound) > rounding else []
    if not causes and drop <= _rounding_bound(problem, old.scaled, new):
        causes = ["rounding errors are large where a covariance is nearly singular"]
    return (ObjectiveFell(abs(problem.change_in_data_units(drop)), " and ".join(causes)),)


def _causes_in_m(problem: Problem, old: State, events: tuple[Event, ...]) -> list[str]:
    """What made M miss the maximum, each cause once.

    A floor is none: M finds the best of the covariances that are allowed, and those before were allowed as well.
    """
    causes = list(dict.fromkeys(event.cause for event in events if event.explains_fall))
    name = problem.spec.covariance_type
    if problem.algorithm.estimates_covariances and not conforms(old.scaled.covariances, name):
        causes.append(f"the covariances before were not {COVARIANCE_TYPES[name].title}, as M makes them")
    return causes


def _rounding_bound(problem: Problem, *mixtures: Mixture) -> float:
    """How much rounding errors of densities can add up to: eps for each point, over the least eigenvalue.

    That of the correlation matrix, for rounding an entry of a covariance changes the narrowest direction so much.
    """
    if not problem.algorithm.estimates_covariances:
        return 0.0
    least = min(smallest_correlation(each) for mixture in mixtures for each in mixture.covariances)
    epsilon = float(np.finfo(np.float64).eps)
    return problem.n * problem.d * 16 * epsilon / max(least, epsilon)


def edited(
    problem: Problem, state: State, mixture: Mixture, what: str, components: tuple[int, ...] | None = None
) -> State:
    """``state`` with its mixture replaced by hand; E comes next.

    The colours on screen stay until E.

    Parameters
    ----------
    problem : data and settings.
    state : before the edit.
    mixture : the new one, in the units of the data; weights are normalised.
    what : a sentence that says what the hand did.
    components : ids of the components of ``mixture``, as many as it has; None: those of ``state``.

    Returns
    -------
    Phase EDIT, status RUNNING, the iteration of ``state``.

    Raises
    ------
    StartError : as :func:`begin`, or the mixture does not fit the data or the numbers.
    """
    component_ids = state.components if components is None else components
    if mixture.d != problem.d or mixture.k != len(component_ids):
        raise StartError(
            f"A mixture of {mixture.k} components in {mixture.d} dimensions does not fit {len(component_ids)} ids and "
            f"data of {problem.d} columns."
        )
    summing_to_one, normalising = normalised(belonging_to(problem, mixture))
    scaled, floored = valid_start(problem, problem.scaling.transform(summing_to_one))
    statistics = checked_pass(problem, scaled)
    events: tuple[Event, ...] = (EditedByHand(what), *normalising, *floored)
    drop = problem.algorithm.sign * (state.statistics.objective - statistics.objective)
    if drop > OBJECTIVE_RTOL * (abs(state.statistics.objective) + problem.n):
        events += (ObjectiveFell(abs(problem.change_in_data_units(drop)), EditedByHand.cause),)
    return replace(
        state,
        scaled=scaled,
        phase=Phase.EDIT,
        objective=problem.objective_in_data_units(statistics.objective),
        bound=float("nan"),
        gain=float("nan"),
        settled=False,
        status=Status.RUNNING,
        statistics=statistics,
        components=component_ids,
        events=events,
        rest=None,
        reseeded=frozenset(),
    )
