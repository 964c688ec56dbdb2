"""Whoever makes the passes, a run is the same: the references' numbers, fast iterations, changes, starts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest

from gmmgui.core import (
    ALGORITHMS,
    COVARIANCE_TYPES,
    EMPTY_POLICIES,
    INITIALISERS,
    Fit,
    Mixture,
    Partition,
    Phase,
    Problem,
    RunSpec,
    State,
    edited,
    fit,
    half_step,
    prepare,
    states,
)
from gmmgui.core.events import (
    ComponentCollapsed,
    ComponentDropped,
    ComponentEmptied,
    ComponentReseeded,
    CovarianceFloored,
    ObjectiveFell,
)
from gmmgui.core.fast_iterations import ITERATIONS_PER_CALL, fast_iterations
from gmmgui.core.initialisers import initial
from gmmgui.core.types import Floats, Status

from .support import (
    PATHS,
    Maker,
    case_named,
    case_names,
    case_points,
    check_trace,
    compiled,
    error,
    exact,
    fit_on,
    kinds_of,
    mixture_error,
    mixture_of,
    random_mixture,
    run_on,
    same_bits,
    same_fit,
    same_statistics,
    textbook,
)

EM = ["hard-em", "soft-em"]
TYPES = list(COVARIANCE_TYPES)
each_algorithm = pytest.mark.parametrize("algorithm", list(ALGORITHMS))
each_type = pytest.mark.parametrize("covariance_type", TYPES)

# --- the numbers of the references -------------------------------------------------------------------------

SOFT, HARD, KMEANS = case_names("em_soft"), case_names("em_hard"), case_names("kmeans")
SOME_CASES = [
    *(f"em_{kind}_{data}__{covariance}" for kind in ("soft", "hard") for data in ("lec004_three150", "iris_k3")
      for covariance in TYPES),
    *(f"em_{kind}_lec000_gmm1__{variances}" for kind in ("soft", "hard") for variances in "EV"),
    "em_soft_lec000_x4__V",
    *("kmeans_lec000_x4", "kmeans_lec000_3b", "kmeans_iris_k3_rows", "kmeans_penguins_k3"),
]  # fmt: skip
"""Each algorithm, each covariance type, and one, two and four dimensions."""
SOME_PATHS = ["textbook, blocks of 64", "compiled, 1 threads, blocks of 64", "compiled, 2 threads, blocks of 7"]


def _em_settings(case: dict[str, Any], iterations: int, tol: float = 0.0) -> dict[str, Any]:
    start = mixture_of(case["start"], case["covariance_type"])
    return exact(start, algorithm=case["algorithm"], tol=tol, max_iter=iterations, min_variance=0.0)


def _check_em(case: dict[str, Any], path: Maker, iterations: int) -> None:
    """Objectives, parameters and, where all iterations were made, the labels of hard EM."""
    problem = prepare(case_points(case), RunSpec(**_em_settings(case, iterations)), backend=path)
    made = list(states(problem))
    updates = {state.iteration: state for state in made if state.phase is not Phase.E}
    check_trace([state.objective for state in updates.values()], case["objective"][: iterations + 1])
    for at, expected in case.get("params", {}).items():
        if int(at) in updates:
            found = updates[int(at)].mixture
            assert mixture_error(found, mixture_of(expected, case["covariance_type"])) < 1e-9
    if case["algorithm"] == "hard-em" and iterations + 1 == len(case["objective"]):
        assert case["min_margin"] > 1e-9
        np.testing.assert_array_equal(problem.labels(made[-1].scaled), case["labels"])


def _check_k_means(case: dict[str, Any], path: Maker) -> None:
    """Inertias, the centres of each update, and the labels at the end."""
    k, d = case["k"], case["d"]
    start = Mixture(np.full(k, 1 / k), case["start_means"], np.tile(np.eye(d), (k, 1, 1)))
    problem = prepare(case_points(case), RunSpec(**exact(start, algorithm="kmeans", tol=0.0)), backend=path)
    made = list(states(problem))
    updates = [state for state in made if state.phase is Phase.M]
    assert made[0].objective == pytest.approx(case["inertia_at_start"], rel=1e-11)
    assert len(updates) == case["n_updates"]
    check_trace([case["inertia"][0], *(state.objective for state in updates)], case["inertia"])
    for state, expected in zip(updates, case["means_per_update"], strict=True):
        assert error(state.mixture.means, expected) < 1e-9
    np.testing.assert_array_equal(problem.labels(made[-1].scaled), case["labels"])


def _check(name: str, path: Maker, most: int) -> None:
    case = case_named(name)
    if case["algorithm"] == "kmeans":
        _check_k_means(case, path)
    else:
        _check_em(case, path, min(most, len(case["objective"]) - 1))


@pytest.mark.parametrize("path", list(PATHS))
@pytest.mark.parametrize("name", SOME_CASES)
def test_some_references_on_every_path(name: str, path: str) -> None:
    _check(name, PATHS[path], most=5 if "soft" in name else 100)


@pytest.mark.parametrize("path", SOME_PATHS)
@pytest.mark.parametrize("name", SOFT + HARD + KMEANS)
def test_every_reference_on_some_paths(name: str, path: str) -> None:
    _check(name, PATHS[path], most=100)


@pytest.mark.parametrize("name", SOFT)
def test_fixed_points_of_the_textbook(name: str) -> None:
    """test_reference.py tells of those that ``fit`` reaches."""
    case = case_named(name)
    problem = prepare(case_points(case), RunSpec(**_em_settings(case, 3000, tol=1e-16)), backend=textbook())
    last = list(states(problem))[-1]
    assert last.status is Status.CONVERGED
    assert last.objective == pytest.approx(case["converged"]["objective"], rel=1e-11)
    assert mixture_error(last.mixture, mixture_of(case["converged"], case["covariance_type"])) < 1e-6
    np.testing.assert_array_equal(problem.labels(last.scaled), case["converged"]["labels"])


# --- what must hold of every run ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", list(PATHS))
@each_type
@pytest.mark.parametrize("algorithm", EM)
def test_properties_of_em_on_every_path(algorithm: str, covariance_type: str, path: str) -> None:
    points = _points(3)
    asked = exact(_start(3, covariance_type), algorithm=algorithm, tol=0.0, max_iter=4, min_variance=0.0)
    problem = prepare(points, RunSpec(**asked), backend=PATHS[path])
    run = list(states(problem))
    slack = 1e-13 * max(abs(state.objective) for state in run)
    for before, after in pairwise(run):
        assert after.objective >= before.objective - slack
        bound = problem.algorithm.bound(after.statistics, after.scaled.means, after.scaled)
        assert abs(problem.objective_in_data_units(bound) - after.objective) <= slack
        assert abs(after.scaled.weights.sum() - 1) <= 1e-14
        assert np.abs(problem.responsibilities(after.scaled).sum(axis=1) - 1).max() <= 1e-14
        if after.phase is Phase.M:
            assert before.objective - slack <= after.bound <= after.objective + slack
            _check_moments(points, after.mixture, covariance_type)


def _check_moments(points: Floats, mixture: Mixture, covariance_type: str) -> None:
    """Within and between add up to the covariance of the data, as far as the covariance type keeps it."""
    mean = points.mean(axis=0)
    assert error(mixture.weights @ mixture.means, mean) < 1e-12
    deviations = mixture.means - mean
    total = np.einsum("k,kij->ij", mixture.weights, mixture.covariances)
    total += np.einsum("k,ki,kj->ij", mixture.weights, deviations, deviations)
    whole = np.cov(points.T, bias=True)
    kept = {"diag": np.diagonal, "spherical": np.trace}.get(covariance_type, np.asarray)
    assert error(kept(total), kept(whole)) < 1e-12


@pytest.mark.parametrize("path", list(PATHS))
def test_properties_of_k_means_on_every_path(path: str) -> None:
    points = _points(3)
    problem = prepare(points, RunSpec(algorithm="kmeans", k=4, tol=0.0, seed=3), backend=PATHS[path])
    run = list(states(problem))
    assert len(run) > 6
    slack = 1e-13 * run[0].objective
    for before, after in pairwise(run):
        assert after.objective <= before.objective + slack
        if after.phase is Phase.M:
            assert after.objective - slack <= after.bound <= before.objective + slack
    labels, means = problem.labels(run[-1].scaled), run[-1].mixture.means
    assert run[-1].objective == pytest.approx(((points - means[labels]) ** 2).sum(), rel=1e-12)
    assert error(means, np.array([points[labels == j].mean(axis=0) for j in range(4)])) < 1e-12


# --- fast iterations ---------------------------------------------------------------------------------------

ONE_BLOCK, MANY_BLOCKS = compiled(), compiled(block=16)
MANY = 4_700
"""Points that are two blocks of the program's own size."""


def _centres(d: int) -> Floats:
    return (np.array([[-3.0], [0.0], [3.0]]) + 0.5 * np.random.default_rng([50, d]).normal(size=(3, d))) / np.sqrt(d)


def _points(d: int, n: int = 150) -> Floats:
    """Three blobs that overlap, so that no run ends early."""
    return _centres(d)[np.arange(n) % 3] + np.random.default_rng([51, d]).normal(size=(n, d))


def _start(d: int, covariance_type: str) -> Mixture:
    """Near the three blobs, so that nothing happens on the way that must be told."""
    rng = np.random.default_rng([52, d])
    covariances = random_mixture(rng, _points(d), 3, covariance_type).covariances
    return Mixture([0.25, 0.35, 0.4], _centres(d) * 0.8 + 0.3, covariances, covariance_type)


def _as_steps_tell(path: list[State]) -> Fit:
    """The Fit that a run of half-steps amounts to."""
    last = path[-1]
    trace = [path[0].objective] + [state.objective for state in path if state.phase is Phase.M]
    if last.status is Status.DEGENERATE:  # its M left everything as it was
        trace = [path[0].objective] + [state.objective for state in path[:-1] if state.phase is Phase.M]
    events = tuple(event for state in path for event in state.events)
    return Fit(last.mixture, last.objective, last.iteration, last.status.value, trace, events)


def _check_fit_is_its_steps(points: Any, path: Maker, **asked: Any) -> Fit:
    found = fit_on(path, points, **asked)
    assert same_fit(found, _as_steps_tell(run_on(path, points, **asked)))
    return found


@pytest.mark.parametrize("tol", [0.0, 1e-3])
@pytest.mark.parametrize("n", [150, MANY])
@pytest.mark.parametrize("d", [1, 2, 3, 5, 10])
@each_type
@each_algorithm
def test_a_fit_is_its_half_steps(algorithm: str, covariance_type: str, d: int, n: int, tol: float) -> None:
    points, start = _points(d, n), _start(d, covariance_type)
    asked = {"tol": tol, "max_iter": 150 if n == 150 else 7}
    found = fit(points, 3, algorithm, init=start, **asked)
    assert same_fit(found, _as_steps_tell(run_on(compiled(), points, **exact(start, algorithm=algorithm, **asked))))
    assert found.n_iter > 1
    assert not found.events


@pytest.mark.parametrize("path", [ONE_BLOCK, MANY_BLOCKS], ids=["one block", "many blocks"])
@pytest.mark.parametrize("d", [1, 2, 3, 5, 10])
@each_type
@each_algorithm
def test_fast_iterations_make_the_states_of_half_steps(
    algorithm: str, covariance_type: str, d: int, path: Maker
) -> None:
    """And it makes them all, where nothing happens: nobody must fall back on half-steps unseen."""
    asked = exact(_start(d, covariance_type), algorithm=algorithm, tol=0.0, max_iter=6)
    problem = prepare(_points(d), RunSpec(**asked), backend=path)
    run = list(states(problem))
    updates = [state for state in run if state.phase is Phase.M]
    assert len(updates) > 1
    arrived, objectives = fast_iterations(problem, run[1])
    assert [problem.objective_in_data_units(value) for value in objectives] == [state.objective for state in updates]
    last = updates[-1]
    assert same_bits(arrived.scaled, last.scaled)
    assert same_statistics(arrived.statistics, last.statistics)
    for part in ("iteration", "phase", "objective", "gain", "settled", "status", "components", "events"):
        assert getattr(arrived, part) == getattr(last, part)
    assert same_bits(half_step(problem, arrived).scaled, run[-1].scaled)


@pytest.mark.parametrize("path", [ONE_BLOCK, MANY_BLOCKS], ids=["one block", "many blocks"])
@each_algorithm
def test_fast_iterations_go_on_from_any_half_step(algorithm: str, path: Maker) -> None:
    asked = exact(_start(2, "full"), algorithm=algorithm, tol=0.0, max_iter=9)
    problem = prepare(_points(2), RunSpec(**asked), backend=path)
    run = list(states(problem))
    for i in range(1, len(run) - 1, 2):
        arrived, objectives = fast_iterations(problem, run[i])
        assert len(objectives) == (len(run) - 1 - i) // 2
        assert same_bits(arrived.scaled, run[-1].scaled)


@pytest.mark.parametrize("path", [ONE_BLOCK, MANY_BLOCKS], ids=["one block", "many blocks"])
@each_algorithm
def test_fast_iterations_go_on_after_an_edit(algorithm: str, path: Maker) -> None:
    """Covariances alone are changed: weights and means come out as before, and yet hard EM must go on."""
    asked = exact(_start(2, "full"), algorithm=algorithm, tol=0.0, max_iter=2_000, min_variance=0.0)
    problem = prepare(_points(2), RunSpec(**asked), backend=path)
    last = list(states(problem))[-1]
    for factor in (0.5, 0.999):
        narrower = replace(last.mixture, covariances=last.mixture.covariances * factor)
        after = half_step(problem, edited(problem, last, narrower, "Narrower."))
        arrived, objectives = fast_iterations(problem, after)
        step, made = after, 0
        while step.status is Status.RUNNING and step.iteration < problem.spec.max_iter:
            step, made = half_step(problem, half_step(problem, step)), made + 1
        assert len(objectives) == made > 0
        assert same_bits(half_step(problem, arrived).scaled, step.scaled)
        assert half_step(problem, arrived).status == step.status


@pytest.mark.parametrize(
    "max_iter", [ITERATIONS_PER_CALL - 1, ITERATIONS_PER_CALL, ITERATIONS_PER_CALL + 1, 2 * ITERATIONS_PER_CALL + 1]
)
def test_a_fit_longer_than_one_call_of_fast_iterations(max_iter: int) -> None:
    points = np.random.default_rng(2).normal(size=60)  # one blob for three components: thousands of small steps
    asked = {"k": 3, "initialiser": "marks", "marks": np.array([[-1.0], [0.0], [1.0]]), "tol": 0.0}
    found = _check_fit_is_its_steps(points, compiled(), **asked, max_iter=max_iter)
    assert (found.status, found.n_iter, len(found.trace)) == ("max-iter", max_iter, max_iter + 1)


@pytest.mark.parametrize("max_iter", [0, 1, 2, 3])
@pytest.mark.parametrize("path", [ONE_BLOCK, MANY_BLOCKS], ids=["one block", "many blocks"])
@pytest.mark.parametrize("first_step", ["E", "M"])
@pytest.mark.parametrize("init", list(INITIALISERS))
@each_algorithm
def test_a_fit_is_its_half_steps_from_every_start(
    algorithm: str, init: str, first_step: str, path: Maker, max_iter: int
) -> None:
    asked = {"algorithm": algorithm, "k": 3, "initialiser": init, "first_step": first_step, "seed": 4, "tol": 0.0}
    found = _check_fit_is_its_steps(_points(2), path, **asked, max_iter=max_iter)
    assert found.n_iter == max_iter or found.status == "converged"


PLACES = np.array([[0.0, 0.0, 1.0], [9.0, 1.0, 0.0], [2.0, 7.0, 5.0], [30.0, 30.0, 31.0], [31.0, 30.0, 30.0]])
COLLAPSING = np.concatenate(
    [np.repeat(PLACES[:3], 12, axis=0), 30 + np.random.default_rng(5).normal(size=(20, 3)) * [3.0, 2.0, 1.0]]
)
"""Three places of many points each, where every covariance of its own collapses, and loose points far from them."""


@pytest.mark.parametrize("min_variance", [None, 0.0])
@pytest.mark.parametrize("path", [ONE_BLOCK, MANY_BLOCKS], ids=["one block", "many blocks"])
@pytest.mark.parametrize("d", [1, 2, 3])
@each_type
@pytest.mark.parametrize("algorithm", EM)
def test_a_fit_is_its_half_steps_where_covariances_collapse(
    algorithm: str, covariance_type: str, d: int, path: Maker, min_variance: float | None
) -> None:
    start = Mixture(np.full(5, 0.2), PLACES[:, :d], np.tile(0.1 * np.eye(d), (5, 1, 1)), covariance_type)
    asked = exact(start, algorithm=algorithm, min_variance=min_variance, tol=0.0, max_iter=60)
    found = _check_fit_is_its_steps(COLLAPSING[:, :d], path, **asked)
    if covariance_type != "tied":  # the loose points keep a shared covariance wide
        assert (CovarianceFloored if min_variance is None else ComponentCollapsed) in kinds_of(found)
        assert (found.status == "degenerate") == (min_variance == 0.0)


@pytest.mark.parametrize("policy", list(EMPTY_POLICIES))
@pytest.mark.parametrize("path", [ONE_BLOCK, MANY_BLOCKS], ids=["one block", "many blocks"])
@pytest.mark.parametrize("d", [1, 2, 5])
@each_type
@each_algorithm
def test_a_fit_is_its_half_steps_where_components_run_empty(
    algorithm: str, covariance_type: str, d: int, path: Maker, policy: str
) -> None:
    points = _points(d)
    means = np.vstack([points[:2], points[:2] + 200.0, points[2:3] - 300.0])
    asked = {"algorithm": algorithm, "k": 5, "covariance_type": covariance_type, "on_empty": policy}
    asked |= {"initialiser": "marks", "marks": means, "start_covariance": "identity"}
    found = _check_fit_is_its_steps(points, path, **asked, tol=0.0, max_iter=40)
    told = {"keep": ComponentEmptied, "reseed": ComponentReseeded, "drop": ComponentDropped}
    assert told[policy] in kinds_of(found)


@pytest.mark.parametrize("path", [ONE_BLOCK, MANY_BLOCKS], ids=["one block", "many blocks"])
@pytest.mark.parametrize("covariance_type", ["tied", "diag", "spherical"])
@pytest.mark.parametrize("algorithm", EM)
def test_a_fit_is_its_half_steps_where_the_objective_falls(algorithm: str, covariance_type: str, path: Maker) -> None:
    points = _points(2)
    best = fit(points, 3, algorithm, tol=0.0, max_iter=100).mixture
    asked = exact(best, algorithm=algorithm, tol=0.0, max_iter=100) | {"covariance_type": covariance_type}
    found = _check_fit_is_its_steps(points, path, **asked)
    assert ObjectiveFell in kinds_of(found)


@pytest.mark.parametrize("path", [ONE_BLOCK, MANY_BLOCKS], ids=["one block", "many blocks"])
@pytest.mark.parametrize(("k", "distance"), [(1, 1e3), (1, 1e6), (1, 1e9), (2, 1e4)])
@pytest.mark.parametrize("d", [1, 2, 5])
@each_type
@each_algorithm
def test_a_fit_is_its_half_steps_where_means_jump_far(
    algorithm: str, covariance_type: str, d: int, k: int, distance: float, path: Maker
) -> None:
    """Scatters about the old means would cancel, and are summed again about the new where six digits would be lost."""
    points = _points(d)
    far = np.array([[1.0], [-1.0]])[:k] * np.full(d, distance)
    asked = {"algorithm": algorithm, "k": k, "covariance_type": covariance_type, "initialiser": "marks", "marks": far}
    found = _check_fit_is_its_steps(points, path, **asked, tol=0.0, max_iter=5)
    assert np.isfinite(found.trace).all()
    expected, moved = (run_on(maker, points, **asked, tol=0.0, max_iter=1)[2] for maker in (textbook(), path))
    assert mixture_error(moved.scaled, expected.scaled) < 1e-9


@pytest.mark.parametrize("make", [textbook(), textbook(64), compiled(), compiled(64)])
@pytest.mark.parametrize("d", [1, 2, 3, 5])
@pytest.mark.parametrize(
    ("algorithm", "covariance_type"), [("kmeans", "full"), *(("hard-em", covariance_type) for covariance_type in TYPES)]
)
def test_the_same_assignment_has_the_same_sums(algorithm: str, covariance_type: str, d: int, make: Maker) -> None:
    """To the bit, whoever told of it: else a run from labels would not see that it has nothing to do."""
    asked = exact(_start(d, covariance_type), algorithm=algorithm, tol=0.0, max_iter=3)
    problem = prepare(_points(d), RunSpec(**asked), backend=make)
    for state in states(problem):
        mixture, own = state.scaled, state.statistics
        partition = Partition(problem.labels(mixture), mixture.k)
        told = problem.partition_statistics(partition, mixture.means)
        np.testing.assert_array_equal(told.counts, own.counts)
        np.testing.assert_array_equal(told.sums, own.sums)


# --- the other one goes on ---------------------------------------------------------------------------------


def _close(state: State, other: State, algorithm: str) -> None:
    assert (state.phase, state.iteration, state.components) == (other.phase, other.iteration, other.components)
    assert [type(event) for event in state.events] == [type(event) for event in other.events]
    assert mixture_error(state.scaled, other.scaled) < 1e-12
    size = abs(other.objective) + (0 if algorithm == "kmeans" else other.statistics.n)
    assert abs(state.objective - other.objective) <= 1e-12 * size
    assert np.isnan(state.bound) == np.isnan(other.bound)
    assert np.isnan(state.bound) or abs(state.bound - other.bound) <= 1e-12 * size


def _on(problem: Problem, state: State, half_steps: int) -> list[State]:
    made = []
    for _ in range(half_steps):
        state = half_step(problem, state)
        made.append(state)
    return made


@pytest.mark.parametrize("ways", [(textbook(), compiled()), (compiled(), textbook()), (textbook(64), compiled(7, 2))])
@pytest.mark.parametrize("first_step", ["E", "M"])
@pytest.mark.parametrize("d", [1, 2, 5])
@each_type
@each_algorithm
def test_the_other_one_goes_on_as_this_one_would_have(
    algorithm: str, covariance_type: str, d: int, first_step: str, ways: tuple[Maker, Maker]
) -> None:
    asked = exact(_start(d, covariance_type), algorithm=algorithm, tol=0.0, max_iter=4, first_step=first_step)
    this, other = (prepare(_points(d), RunSpec(**asked), backend=path) for path in ways)
    run = list(states(this))
    assert len(run) >= 5
    for i, state in enumerate(run):
        remaining = run[i + 1 :]
        for mine, theirs in zip(_on(other, state, len(remaining)), remaining, strict=True):
            _close(mine, theirs, algorithm)


@each_algorithm
def test_fast_iterations_take_over_from_half_steps(algorithm: str) -> None:
    asked = exact(_start(2, "full"), algorithm=algorithm, tol=0.0, max_iter=6)
    slow, fast = (prepare(_points(2), RunSpec(**asked), backend=path) for path in (textbook(), compiled()))
    run = list(states(slow))
    arrived, objectives = fast_iterations(fast, run[3])
    assert len(objectives) == run[-1].iteration - run[3].iteration
    assert mixture_error(arrived.scaled, run[-1].scaled) < 1e-12


# --- starts ------------------------------------------------------------------------------------------------


def _chosen(path: Maker, points: Any, k: int, init: str, seed: int) -> Any:
    return initial(prepare(points, RunSpec(algorithm="kmeans", k=k, initialiser=init, seed=seed), backend=path))


def _labels_or_means(chosen: Any) -> np.ndarray:
    return chosen.labels if isinstance(chosen, Partition) else chosen


OWN = textbook()


@pytest.mark.parametrize("path", [compiled(), compiled(512, 2), compiled(1000), textbook(700)])
@pytest.mark.parametrize("n", [40, 6_000])
@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("init", list(INITIALISERS))
def test_starts_are_the_same_on_every_path(init: str, d: int, n: int, path: Maker) -> None:
    for seed in range(2):
        expected, found = (_labels_or_means(_chosen(maker, _points(d, n), 5, init, seed)) for maker in (OWN, path))
        np.testing.assert_array_equal(found, expected)


SEEDS = 3_000


def _frequencies(points: Floats, k: int, init: str, path: Maker, seeds: int = SEEDS) -> Counter[tuple[float, ...]]:
    """How often each ordered choice of means comes in so many seeds."""
    problem = prepare(points, RunSpec(algorithm="kmeans", k=k), backend=path)
    choose = INITIALISERS[init].choose
    scaling = problem.scaling
    found: Counter[tuple[float, ...]] = Counter()
    for seed in range(seeds):
        means = choose(problem, np.random.default_rng([seed, 0])) * scaling.scale + scaling.centre
        found[tuple(means[:, 0].tolist())] += 1
    return found


def _chi_square(found: Counter[tuple[float, ...]], probabilities: dict[tuple[float, ...], float]) -> float:
    """In standard deviations of the chi-square distribution above its mean; infinite where the impossible came."""
    assert sum(probabilities.values()) == pytest.approx(1, rel=1e-12)
    possible = {choice: p for choice, p in probabilities.items() if p > 0}
    if set(found) - set(possible):
        return np.inf
    total = sum((found[choice] - SEEDS * p) ** 2 / (SEEDS * p) for choice, p in possible.items())
    freedom = len(possible) - 1
    return (total - freedom) / np.sqrt(2 * freedom)


LINE = [0.0, 1.0, 3.0, 7.0, 7.0]


def _plus_plus_probabilities() -> dict[tuple[float, ...], float]:
    """Three of ``LINE``: each further in proportion to the square of its distance to the nearest before it."""
    result: Counter[tuple[float, ...]] = Counter()
    for rows in permutations(range(len(LINE)), 3):
        probability = 1 / len(LINE)
        for m in (1, 2):
            squares = [min((LINE[row] - LINE[chosen]) ** 2 for chosen in rows[:m]) for row in range(len(LINE))]
            probability *= squares[rows[m]] / sum(squares)
        result[tuple(LINE[row] for row in rows)] += probability
    return dict(result)


def test_probabilities_worked_out_by_hand() -> None:
    """First 0 (1/5), then 7 (98 of 0+1+9+49+49 = 108), then 1 (1 of 0+1+9 = 10); 7 after 7 never."""
    probabilities = _plus_plus_probabilities()
    assert probabilities[0.0, 7.0, 1.0] == pytest.approx(1 / 5 * 98 / 108 * 1 / 10)
    assert probabilities[7.0, 3.0, 0.0] == pytest.approx(2 / 5 * 16 / 101 * 9 / 13)
    assert probabilities[7.0, 7.0, 1.0] == 0


@pytest.mark.parametrize("path", [textbook(), textbook(2), compiled(), compiled(2, 1), compiled(1, 2)])
def test_k_means_plus_plus_draws_in_proportion_to_squared_distances(path: Maker) -> None:
    found = _frequencies(np.array(LINE)[:, None], 3, "k-means++", path)
    assert _chi_square(found, _plus_plus_probabilities()) < 5


def test_a_wrong_law_would_be_found_out() -> None:
    """The test above is sharp enough to tell squared distances from distances."""
    right, wrong = _plus_plus_probabilities(), Counter()
    for rows in permutations(range(len(LINE)), 3):
        probability = 1 / len(LINE)
        for m in (1, 2):
            distances = [min(abs(LINE[row] - LINE[chosen]) for chosen in rows[:m]) for row in range(len(LINE))]
            probability *= distances[rows[m]] / sum(distances)
        wrong[tuple(LINE[row] for row in rows)] += probability
    expected = Counter({choice: round(SEEDS * p) for choice, p in wrong.items() if p > 0})
    assert _chi_square(expected, right) > 50


def _without_return(values: list[float], k: int) -> dict[tuple[float, ...], float]:
    """Rows all equally likely, and those of a value that was chosen left out."""
    result: Counter[tuple[float, ...]] = Counter()
    times = Counter(values)
    for choice in permutations(times, k):
        probability, left = 1.0, len(values)
        for value in choice:
            probability *= times[value] / left
            left -= times[value]
        result[choice] += probability
    return dict(result)


@pytest.mark.parametrize("path", [textbook(), compiled(2, 2)])
@pytest.mark.parametrize(
    ("values", "k"),
    [
        ([0.0, 1.0, 2.0, 3.0, 4.0], 1),
        ([0.0, 1.0, 2.0, 3.0], 2),
        ([0.0, 1.0, 2.0], 3),
        ([0.0, 0.0, 0.0, 1.0, 1.0, 5.0, 6.0], 2),
        ([0.0] * 6 + [1.0, 2.0], 3),
    ],
)
def test_random_points_are_distinct_and_all_rows_equally_likely(values: list[float], k: int, path: Maker) -> None:
    found = _frequencies(np.array(values)[:, None], k, "random-points", path)
    assert all(len(set(choice)) == k for choice in found)
    assert _chi_square(found, _without_return(values, k)) < 5


@pytest.mark.parametrize("rows", [(150, 700, 701, 1_900), (150, 700, 701, 9_000)])
def test_random_points_among_rare_values_are_equally_likely(rows: tuple[int, ...]) -> None:
    """Nearly all rows are the same, so drawing finds no second value: it must be looked for, and fairly."""
    values = np.zeros((rows[-1] + 100, 1))
    values[list(rows), 0] = 4.0, 3.0, 2.0, 1.0
    found = _frequencies(values, 2, "random-points", textbook(), 800)
    rare = Counter(value for choice in found.elements() for value in choice if value)
    assert set(rare) == {1.0, 2.0, 3.0, 4.0}
    assert max(rare.values()) < 1.8 * min(rare.values())


@pytest.mark.parametrize("k", [2, 3, 5, 9])
@pytest.mark.parametrize("init", ["random-points", "k-means++", "farthest-first"])
def test_starting_means_are_distinct_points_of_the_data(init: str, k: int) -> None:
    values = np.random.default_rng(k).integers(3, size=(5_000, 2)).astype(float)  # nine places
    for seed in range(30):
        means = _chosen(compiled(512), values, k, init, seed) * 4
        found = {tuple(row) for row in means.tolist()}
        assert len(found) == k
        assert found <= {(float(a), float(b)) for a in range(3) for b in range(3)}


def test_random_labels_leave_no_component_empty_and_favour_none() -> None:
    counts = np.zeros(4)
    for seed in range(200):
        labels = _chosen(OWN, np.arange(60.0), 4, "random-labels", seed).labels
        own = np.bincount(labels, minlength=4)
        assert (own > 0).all()
        counts += own
    np.testing.assert_allclose(counts / counts.sum(), 0.25, atol=0.015)
