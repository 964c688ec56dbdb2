"""The one loop: start, half-steps until a run stops, and the whole fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.core.errors import SettingsError, StartError
from gmmgui.core.events import Event, IdenticalStarts
from gmmgui.core.fast_iterations import fast_iterations, without_kernels
from gmmgui.core.guards import belonging_to, normalised, refuse_far, refuse_indefinite
from gmmgui.core.halfstep import begin, half_step
from gmmgui.core.initialisers import (
    INITIALISERS,
    complete_means,
    initial,
    mixture_from_means,
    random_generator,
    whole_data,
)
from gmmgui.core.mstep import estimate_from_labels
from gmmgui.core.preparation import prepare
from gmmgui.core.problem import Problem, check_whole, is_key
from gmmgui.core.types import Fit, Floats, Mixture, Partition, Phase, RunSpec, State, Status, numbers_of


def start(problem: Problem) -> State:
    """The state before the first half-step, as the settings ask for it.

    With ``first_step`` "M" the points begin with labels: those of the initialiser where it makes labels, else the
    most probable component of each under the starting mixture.

    Raises
    ------
    StartError, SettingsError : the start cannot be used, or a setting has no meaning.
    """
    chosen, uncompiled = _chosen(problem), without_kernels(problem)
    labels_first = problem.spec.first_step == "M"
    if isinstance(chosen, Partition):
        if labels_first:
            return begin(problem, whole_data(problem, chosen.k), chosen, uncompiled)
        mixture, events = estimate_from_labels(problem, chosen, whole_data(problem, chosen.k))
        return begin(problem, mixture, None, uncompiled + events)
    mixture, events = _as_start(problem, chosen)
    events = uncompiled + events
    state = begin(problem, mixture, None, events)
    if not labels_first:
        return state
    partition = Partition(problem.labels(state.scaled), state.scaled.k)
    return begin(problem, mixture, partition, events)


def _chosen(problem: Problem) -> Floats | Mixture | Partition:
    """Starting means, mixture or labels in the engine's coordinates, wherever they come from."""
    spec = problem.spec
    if spec.initialiser == "exact":
        if spec.start is None:
            raise StartError("An exact start needs a mixture; none is given.")
        return problem.scaling.transform(_fitting(spec.start, spec.k, problem.d))
    if spec.initialiser == "labels":
        return _from_labels(problem)
    if spec.initialiser == "marks":
        return _from_marks(problem)
    return initial(problem)


def _from_labels(problem: Problem) -> Partition:
    given, k = problem.spec.labels, problem.spec.k
    if given is None:
        raise StartError("A start from labels needs a label for each point; none are given.")
    if given.k != k or len(given.labels) != problem.n:
        raise StartError(
            f"{len(given.labels)} labels of {given.k} components do not fit K = {k} and data of {problem.n} rows."
        )
    return given


def _fitting(mixture: Mixture, k: int, d: int) -> Mixture:
    if (mixture.k, mixture.d) != (k, d):
        raise StartError(
            f"The starting mixture has {mixture.k} components in {mixture.d} dimensions; the run has K = {k} and "
            f"the data {d} columns."
        )
    return mixture


def _from_marks(problem: Problem) -> Floats:
    """The hand-drawn means; where there are fewer than K, k-means++ adds the missing ones."""
    spec, k = problem.spec, problem.spec.k
    marks = np.empty((0, problem.d)) if spec.marks is None else spec.marks
    if marks.ndim != 2:
        raise StartError(f"Starting means must be a table of (k, d) numbers; this one has shape {marks.shape}.")
    if marks.shape[1] != problem.d or len(marks) > k:
        raise StartError(
            f"{len(marks)} starting means with {marks.shape[1]} coordinates do not fit K = {k} and data of "
            f"{problem.d} columns."
        )
    if not np.isfinite(marks).all():
        raise StartError("Starting means must be finite numbers.")
    scaled = problem.scaling.transform_points(marks)
    refuse_far(scaled)
    return complete_means(problem, scaled, random_generator(spec))


def _as_start(problem: Problem, chosen: Floats | Mixture) -> tuple[Mixture, tuple[Event, ...]]:
    """A mixture whose weights sum to one, with the warnings that go with it."""
    events: tuple[Event, ...] = ()
    if isinstance(chosen, Mixture) and problem.algorithm.estimates_covariances:
        mixture, events = normalised(belonging_to(problem, chosen))
    else:
        if isinstance(chosen, Mixture):
            refuse_indefinite(chosen)
        mixture = mixture_from_means(problem, chosen.means if isinstance(chosen, Mixture) else chosen)
    return mixture, events + _identical(mixture)


def _identical(mixture: Mixture) -> tuple[Event, ...]:
    if len(set(mixture.means[:, 0].tolist())) == mixture.k:
        return ()
    seen: dict[bytes, int] = {}
    events: list[Event] = []
    for j in range(mixture.k):
        place, spread = mixture.means[j] + 0.0, mixture.covariances[j] + 0.0  # -0.0 becomes 0.0
        first = seen.setdefault(place.tobytes() + spread.tobytes(), j)
        if first != j:
            events.append(IdenticalStarts(first, j))
    return tuple(events)


def states(problem: Problem) -> Iterator[State]:
    """The run: its start, then a state a half-step until it stops.

    Raises
    ------
    StartError, SettingsError : as :func:`start`.
    """
    state = start(problem)
    yield state
    while state.status is Status.RUNNING:
        state = half_step(problem, state)
        yield state


def steps(
    points: ArrayLike,
    start_mixture: Mixture,
    algorithm: str = "soft-em",
    *,
    tol: float = 1e-6,
    max_iter: int = 300,
    min_variance: float | None = None,
    on_empty: str | None = None,
) -> Iterator[State]:
    """A State a half-step, E first, from an exact start until the run stops; the first tells the start's events too.

    Parameters
    ----------
    points : (n, d), or a list of n numbers.
    start_mixture : the start, in the units of the data; its covariance type is kept.
    algorithm, tol, max_iter, min_variance, on_empty : as in :func:`fit`.

    Raises
    ------
    StartError : ``start_mixture`` is no Mixture, or cannot be used with these points.
    PointsError, SettingsError : as :func:`fit`.
    """
    if not isinstance(start_mixture, Mixture):
        raise StartError(f"steps begins at a Mixture; this is a {type(start_mixture).__name__}.")
    spec = RunSpec(
        algorithm=algorithm,
        k=start_mixture.k,
        covariance_type=start_mixture.covariance_type,
        initialiser="exact",
        start=start_mixture,
        tol=tol,
        max_iter=max_iter,
        min_variance=min_variance,
        on_empty=on_empty,
    )
    run = states(prepare(points, spec))
    told = next(run).events
    for state in run:
        yield replace(state, events=told + state.events)
        told = ()


def fit(
    points: ArrayLike,
    k: int,
    algorithm: str = "soft-em",
    covariance_type: str | None = None,
    init: str | ArrayLike | Mixture | Partition = "k-means++",
    seed: int = 0,
    tol: float = 1e-6,
    max_iter: int = 300,
    min_variance: float | None = None,
    first_step: str | None = None,
    on_empty: str | None = None,
    start_covariance: str | None = None,
    starts: int = 1,
    parameters: Any = None,
) -> Fit:
    """Run an algorithm from its start to its end; with several starts, the best of them.

    Parameters
    ----------
    points : (n, d); a list of n numbers is one column.
    k : number of components.
    algorithm : a key of ``ALGORITHMS``.
    covariance_type : a key of ``COVARIANCE_TYPES``; None: that of the mixture given as ``init``, else "full".
    init : a key of ``INITIALISERS``, a (k, d) array of means, a Mixture (exact start), or a Partition (labels).
    seed : of the initialiser.
    tol : the run stops when the mean objective per point changes by no more (for K-means: in units of the data's
        total variance); 0: when nothing changes.
    max_iter : most iterations.
    min_variance : smallest variance, as a fraction of the data's; None: 1e-6; 0.0: pure maximum likelihood.
    first_step : "E" or "M"; None: "M" for labels that are given, else "E".
    on_empty : a key of ``EMPTY_POLICIES``; None: "reseed" for K-means, "keep" for EM.
    start_covariance : a key of ``START_COVARIANCES``, for starts that are means alone; None: "data" for means that
        are given, "within" for means that an initialiser chooses among the data, which takes fewer iterations.
    starts : how many; start i draws its random numbers from the seed sequence [seed, i].
    parameters : those of the algorithm's own, as an instance of their dataclass or a dict; None: its defaults.

    Returns
    -------
    The fit with the best objective among those that did not collapse, and the objectives of all starts.

    Raises
    ------
    PointsError, StartError, SettingsError : with a sentence that says what to change; of several starts, that of the
        first where all fail.
    """
    check_whole(k, "K")
    check_whole(starts, "The number of starts")
    spec = RunSpec(
        algorithm=algorithm,
        k=int(k),
        covariance_type=_type_of(covariance_type, init),
        initialiser=_initialiser_of(init),
        marks=None if isinstance(init, str | Mixture | Partition) else _means_table(init, int(k)),
        start=init if isinstance(init, Mixture) else None,
        labels=init if isinstance(init, Partition) else None,
        start_covariance=_or_else(start_covariance, "within" if isinstance(init, str) else "data"),
        seed=seed,
        tol=tol,
        max_iter=max_iter,
        min_variance=min_variance,
        first_step=_or_else(first_step, "M" if isinstance(init, Partition) else "E"),
        on_empty=on_empty,
        parameters=parameters,
    )
    return best_of(prepare(points, spec), int(starts))


def best_of(problem: Problem, starts: int) -> Fit:
    """The best of several runs to their end, each from a start of its own.

    Parameters
    ----------
    problem : data and settings.
    starts : how many; start i draws from the seed sequence [seed, i].

    Returns
    -------
    As :func:`fit`; ``objectives`` has NaN where a start failed.

    Raises
    ------
    SettingsError : ``starts`` is below 1, or above 1 where nothing is drawn at random.
    StartError : that of the first start, where all fail.
    """
    if starts < 1:
        raise SettingsError(f"The number of starts must be at least 1; it is {starts}.")
    if starts == 1:
        return run_to_end(problem)
    name = problem.spec.initialiser
    if not is_key(name, INITIALISERS) or not INITIALISERS[name].draws:
        raise SettingsError(
            f"{starts} starts would all be the same, because nothing is drawn at random. Choose one start, or an "
            'initialiser that draws, such as "k-means++".'
        )
    fits = [_attempt(problem.with_spec(start_number=number)) for number in range(starts)]
    whole = [found for found in fits if isinstance(found, Fit)]
    if not whole:
        raise next(found for found in fits if isinstance(found, StartError))
    sign = problem.algorithm.sign
    best = max(whole, key=lambda found: (found.status != Status.DEGENERATE, sign * found.objective))
    objectives = tuple(found.objective if isinstance(found, Fit) else float("nan") for found in fits)
    return replace(best, objectives=objectives)


def _attempt(problem: Problem) -> Fit | StartError:
    """One of several starts; another may do where this one cannot be used."""
    try:
        return run_to_end(problem)
    except StartError as error:
        return error


def _initialiser_of(init: str | ArrayLike | Mixture | Partition) -> str:
    if isinstance(init, str):
        return init
    return "exact" if isinstance(init, Mixture) else "labels" if isinstance(init, Partition) else "marks"


def _or_else(given: str | None, default: str) -> str:
    return default if given is None else given


def _type_of(covariance_type: str | None, init: str | ArrayLike | Mixture | Partition) -> str:
    if covariance_type is not None:
        return covariance_type
    return init.covariance_type if isinstance(init, Mixture) else "full"


def _means_table(init: ArrayLike, k: int) -> Floats:
    """Starting means as (k, d); k numbers are k means in one dimension."""
    means = numbers_of(init, "starting means")
    if means.ndim == 1:
        means = means[:, None]
    if means.ndim != 2 or len(means) != k:
        raise StartError(f"K = {k} needs a table of {k} starting means; this one has shape {means.shape}.")
    return means


def run_to_end(problem: Problem) -> Fit:
    """The run to its end, by fast iterations wherever no event happens.

    Raises
    ------
    StartError, SettingsError : as :func:`start`.
    """
    state = start(problem)
    trace, events = [state.objective], state.events
    while state.status is Status.RUNNING:
        if state.phase is Phase.E:
            state, objectives = fast_iterations(problem, state)
            trace += [problem.objective_in_data_units(objective) for objective in objectives]
        state = half_step(problem, state)
        if state.phase is Phase.M and state.status is not Status.DEGENERATE:
            trace.append(state.objective)
        events += state.events
    return Fit(state.mixture, trace[-1], state.iteration, state.status.value, trace, events, (trace[-1],))
