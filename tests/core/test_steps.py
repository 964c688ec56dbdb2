"""A run half-step by half-step: what comes when, what made the colours, and what a hand may change."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest

from gmmgui.core import (
    ALGORITHMS,
    Mixture,
    Partition,
    Phase,
    RunSpec,
    Scaling,
    StartError,
    State,
    Statistics,
    Status,
    edited,
    fit,
    half_step,
    labels,
    next_phase,
    prepare,
    start,
    states,
    steps,
)
from gmmgui.core.events import EditedByHand, ObjectiveFell, WeightsNormalised
from gmmgui.core.gaussian import one_hot

from .support import blobs, error, exact, mixture_error, random_mixture, run, same_bits

POINTS = blobs(np.random.default_rng(17), 120, 2, 3)
START = random_mixture(np.random.default_rng(3), POINTS, 3, "full")


def _same_state(a: State, b: State) -> bool:
    numbers = ("iteration", "phase", "objective", "settled", "status", "components", "events")
    nans = ("bound", "gain")
    sums = [(getattr(a.statistics, field.name), getattr(b.statistics, field.name)) for field in fields(Statistics)]
    return (
        same_bits(a.scaled, b.scaled)
        and all(getattr(a, name) == getattr(b, name) for name in numbers)
        and all(np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True) for name in nans)
        and all(np.array_equal(one, other) for one, other in sums)
    )


# --- the order of things -----------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_e_then_m_then_e(algorithm: str) -> None:
    path = list(steps(POINTS, START, algorithm))
    assert [state.phase for state in path] == [Phase.E if i % 2 == 0 else Phase.M for i in range(len(path))]
    assert [state.iteration for state in path] == [(i + 1) // 2 for i in range(len(path))]
    assert all(state.status is Status.RUNNING for state in path[:-1])
    assert path[-1].status is Status.CONVERGED
    assert path[-1].phase is Phase.E


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("asked", [{}, {"tol": 0.0, "max_iter": 4}, {"max_iter": 0}, {"min_variance": 0.0}])
def test_fit_is_the_last_of_steps(algorithm: str, asked: dict) -> None:
    path = list(steps(POINTS, START, algorithm, **asked))
    found = fit(POINTS, 3, algorithm, init=START, **asked)
    assert same_bits(found.mixture, path[-1].mixture)
    assert (found.objective, found.n_iter, found.status) == (path[-1].objective, path[-1].iteration, path[-1].status)
    assert found.trace[1:] == [state.objective for state in path if state.phase is Phase.M]


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_e_moves_no_gaussian_and_m_changes_no_colour(algorithm: str) -> None:
    path = run(POINTS, **exact(START, algorithm=algorithm, max_iter=5, tol=0.0))
    assert path[0].assigned_by is None
    for before, after in pairwise(path):
        if after.phase is Phase.E:
            assert same_bits(after.scaled, before.scaled)
            assert after.scaled_assigned_by is after.scaled
            assert same_bits(after.assigned_by, after.mixture)
            assert after.bound == after.objective == before.objective
        else:
            assert after.scaled_assigned_by is before.scaled_assigned_by
            assert same_bits(after.assigned_by, before.mixture)
            change = after.objective - before.objective
            assert after.gain == pytest.approx(change, rel=1e-6, abs=1e-13 * abs(before.objective))
            assert after.gain * ALGORITHMS[algorithm].sign >= -1e-13 * abs(before.objective)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_half_steps_are_pure(algorithm: str) -> None:
    problem = prepare(POINTS, RunSpec(algorithm=algorithm, k=3, tol=0.0, max_iter=6))
    path = list(states(problem))
    for before, after in pairwise(path):
        assert _same_state(half_step(problem, before), after)
    from_anew = prepare(POINTS.copy(order="F"), problem.spec)
    for before, after in pairwise(path):
        assert _same_state(half_step(from_anew, before), after)


def test_a_problem_cannot_be_changed() -> None:
    problem = prepare(POINTS, RunSpec(k=3))
    with pytest.raises(ValueError, match="read-only"):
        problem.points[0, 0] = 0


def test_the_statistics_are_those_of_the_mixture() -> None:
    problem = prepare(POINTS, RunSpec(k=3, max_iter=3))
    for state in states(problem):
        again = problem.statistics(state.scaled)
        assert np.array_equal(again.counts, state.statistics.counts)
        assert problem.objective_in_data_units(again.objective) == state.objective


@pytest.mark.parametrize("max_iter", [0, 1, 2])
def test_the_run_ends_with_e_at_the_most_iterations(max_iter: int) -> None:
    path = run(POINTS, k=3, tol=0.0, max_iter=max_iter)
    assert len(path) == 2 + 2 * max_iter
    assert (path[-1].phase, path[-1].status, path[-1].iteration) == (Phase.E, Status.MAX_ITER, max_iter)


# --- labels first ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("init", ["random-labels", "k-means"])
def test_from_labels_the_whole_data_comes_first(algorithm: str, init: str) -> None:
    problem = prepare(POINTS, RunSpec(algorithm=algorithm, k=3, initialiser=init, first_step="M"))
    first = start(problem)
    assert next_phase(first) is Phase.M
    assert isinstance(first.assigned_by, Partition)
    assert first.assigned_components == (0, 1, 2)
    np.testing.assert_allclose(first.mixture.means, np.tile(POINTS.mean(axis=0), (3, 1)), rtol=1e-12)
    if algorithm != "kmeans":
        whole = np.cov(POINTS.T, bias=True)
        np.testing.assert_allclose(first.mixture.covariances, np.tile(whole, (3, 1, 1)), rtol=1e-12)
    moved = half_step(problem, first)
    own = one_hot(first.assigned_by.labels, 3)
    means = own.T @ POINTS / own.sum(axis=0)[:, None]
    assert (moved.phase, moved.iteration) == (Phase.M, 1)
    assert error(moved.mixture.means, means) < 1e-12
    assert moved.assigned_by is first.assigned_by
    coloured = half_step(problem, moved)
    assert coloured.phase is Phase.E
    assert isinstance(coloured.assigned_by, Mixture)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_m_first_uses_the_labels_of_the_starting_mixture(algorithm: str) -> None:
    asked = exact(START, algorithm=algorithm, first_step="M", max_iter=1)
    first, moved, _ = run(POINTS, **asked)
    np.testing.assert_array_equal(first.assigned_by.labels, labels(POINTS, START, algorithm))
    own = one_hot(labels(POINTS, START, algorithm), 3)
    assert error(moved.mixture.means, own.T @ POINTS / own.sum(axis=0)[:, None]) < 1e-12


def test_labels_of_the_initialiser_can_be_turned_into_gaussians() -> None:
    labels_first = run(POINTS, k=3, initialiser="random-labels", first_step="M", max_iter=1)
    gaussians_first = run(POINTS, k=3, initialiser="random-labels", max_iter=1)
    assert gaussians_first[0].assigned_by is None
    assert mixture_error(gaussians_first[0].mixture, labels_first[1].mixture) < 1e-12


def test_labels_first_and_no_iterations() -> None:
    (only,) = run(POINTS, k=3, initialiser="random-labels", first_step="M", max_iter=0)
    assert only.status is Status.MAX_ITER
    assert fit(POINTS, 3, init="random-labels", first_step="M", max_iter=0).trace == [only.objective]


def test_a_partition_is_read_only() -> None:
    given = np.array([0, 1, 1])
    partition = Partition(given, 2)
    given[0] = 1
    assert partition.labels[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        partition.labels[0] = 1


# --- edits by hand -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_an_edit_moves_the_mixture_and_keeps_the_colours(algorithm: str, at: int) -> None:
    problem = prepare(POINTS, RunSpec(**exact(START, algorithm=algorithm)))
    before = list(states(problem))[at]
    moved = replace(before.mixture, means=before.mixture.means + 5 * np.eye(3)[:, :2])
    after = edited(problem, before, moved, "Component 1 was moved by hand.")
    assert mixture_error(after.mixture, moved) < 1e-14
    assert (after.phase, after.status, after.iteration) == (Phase.EDIT, Status.RUNNING, before.iteration)
    assert after.scaled_assigned_by is before.scaled_assigned_by
    assert np.isnan([after.bound, after.gain]).all()
    assert after.events[0] == EditedByHand("Component 1 was moved by hand.")
    assert after.objective == pytest.approx(run(POINTS, **exact(moved, algorithm=algorithm))[0].objective, rel=1e-12)
    assert next_phase(after) is Phase.E
    assert half_step(problem, after).bound == after.objective


def test_a_run_goes_on_after_an_edit_at_its_end() -> None:
    problem = prepare(POINTS, RunSpec(**exact(START, algorithm="kmeans")))
    last = list(states(problem))[-1]
    swapped = replace(last.mixture, means=last.mixture.means[[1, 0, 2]])
    state = edited(problem, last, swapped, "Two components were exchanged.")
    while state.status is Status.RUNNING:
        state = half_step(problem, state)
    assert state.status is Status.CONVERGED
    assert state.iteration == last.iteration + 1
    assert state.objective == pytest.approx(last.objective, rel=1e-12)
    assert error(state.mixture.means, swapped.means) < 1e-12


def test_an_edit_that_makes_it_worse_says_so() -> None:
    problem = prepare(POINTS, RunSpec(**exact(START)))
    last = list(states(problem))[-1]
    worse = replace(last.mixture, means=last.mixture.means + 1.0)
    fell = edited(problem, last, worse, "All were moved.").events[-1]
    assert isinstance(fell, ObjectiveFell)
    assert "by hand" in fell.sentence


def test_an_edit_can_add_and_take_away_components() -> None:
    problem = prepare(POINTS, RunSpec(**exact(START)))
    last = list(states(problem))[-1]
    two = Mixture(last.mixture.weights[1:], last.mixture.means[1:], last.mixture.covariances[1:])
    state = edited(problem, last, two, "Component 1 was taken away.", components=(1, 2))
    assert state.events[1] == WeightsNormalised(pytest.approx(last.mixture.weights[1:].sum()))
    assert state.mixture.weights.sum() == pytest.approx(1, abs=1e-15)
    assert state.assigned_components == (0, 1, 2)
    state = half_step(problem, half_step(problem, state))
    assert (state.phase, state.components, state.mixture.k) == (Phase.M, (1, 2), 2)


def test_an_edit_to_something_impossible_is_refused() -> None:
    problem = prepare(POINTS, RunSpec(**exact(START, min_variance=0.0)))
    state = start(problem)
    with pytest.raises(StartError, match="singular"):
        edited(problem, state, replace(START, covariances=np.zeros((3, 2, 2))), "Squashed.")
    with pytest.raises(StartError, match="too far"):
        edited(problem, state, replace(START, means=START.means + 1e200), "Thrown away.")
    with pytest.raises(StartError, match="zero"):
        edited(problem, state, replace(START, weights=np.zeros(3)), "Weighed nothing.")


def test_covariances_of_another_type_are_the_reason_of_a_fall() -> None:
    best = fit(POINTS, 3, init=START, tol=0.0).mixture
    found = fit(POINTS, 3, init=best, covariance_type="spherical", max_iter=1)
    assert found.trace[1] < found.trace[0]
    assert "were not spherical" in found.events[-1].sentence


# --- coordinates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("centre", "scale"), [(0.0, 1.0), (3.0, 8.0), (-1e6, 2.0**-20), (0.25, 2.0**300)])
def test_frames_there_and_back(centre: float, scale: float) -> None:
    scaling = Scaling(np.full(2, centre), scale)
    shared = np.array([[2, 0.5], [0.5, 1]])
    scaled = Mixture([0.25, 0.75], [[-1.0, 0.5], [0.375, 2.0]], np.tile(shared, (2, 1, 1)), "tied")
    outer = scaling.inverse_transform(scaled)
    np.testing.assert_array_equal(outer.means, centre + scale * scaled.means)
    np.testing.assert_array_equal(outer.covariances, scale**2 * scaled.covariances)
    assert outer.covariance_type == "tied"
    back = scaling.transform(outer)
    assert same_bits(scaling.transform(scaling.inverse_transform(back)), back)
    np.testing.assert_array_equal(back.covariances, scaled.covariances)
    assert np.abs(back.means - scaled.means).max() <= 1e-15 * (abs(centre) / scale + 2)


def test_start_comes_back_in_the_units_of_the_data() -> None:
    for points, mixture in [(POINTS, START), (POINTS * 1e-9 + 3, replace(START, means=START.means * 1e-9 + 3))]:
        first = run(points, **exact(mixture))[0]
        assert error(first.mixture.means, mixture.means) < 1e-15
        assert error(first.mixture.covariances, mixture.covariances) < 1e-15


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_a_unit_that_is_a_power_of_two_changes_no_bit(algorithm: str) -> None:
    plain = fit(POINTS, 3, algorithm, init=START, tol=0.0, max_iter=10)
    scaled = Mixture(START.weights, START.means * 2.0**40, START.covariances * 2.0**80)
    large = fit(POINTS * 2.0**40, 3, algorithm, init=scaled, tol=0.0, max_iter=10)
    assert (large.mixture.means == plain.mixture.means * 2.0**40).all()
    assert (large.mixture.covariances == plain.mixture.covariances * 2.0**80).all()


# --- sums --------------------------------------------------------------------------------------------------


def test_statistics_add_up() -> None:
    problem = prepare(POINTS, RunSpec(**exact(START)))
    mixture = problem.scaling.transform(START)
    first = problem.algorithm.e_pass(problem.points[:50], mixture, mixture.means)
    second = problem.algorithm.e_pass(problem.points[50:], mixture, mixture.means)
    total, whole = first + second, problem.statistics(mixture)
    for field in fields(Statistics):
        assert error(getattr(total, field.name), getattr(whole, field.name)) < 1e-12
    assert total.n == 120
    assert total.objective == first.objective + second.objective


def test_statistics_about_another_reference() -> None:
    problem = prepare(POINTS, RunSpec(**exact(START)))
    mixture = problem.scaling.transform(START)
    own, other = problem.statistics(mixture), problem.statistics(mixture, mixture.means + 0.25)
    assert np.array_equal(own.counts, other.counts)
    assert own.objective == other.objective
    assert error(other.sums, own.sums) < 1e-12
    cross = 0.25 * (own.sums - own.counts[:, None] * mixture.means)[:, :, None]
    moved = own.scatters - cross - cross.swapaxes(1, 2) + 0.25**2 * own.counts[:, None, None]
    assert error(other.scatters, moved) < 1e-12


def test_an_edit_of_another_covariance_type_is_taken_as_one_of_the_run() -> None:
    points = np.random.default_rng(0).normal(size=(80, 5)) @ np.triu(np.ones((5, 5)))
    eyes = np.tile(np.eye(5), (2, 1, 1))
    found = []
    for covariance_type in ("diag", "full"):
        problem = prepare(points, RunSpec(k=2, covariance_type="full"))
        hand = Mixture([0.5, 0.5], points[:2], eyes, covariance_type)
        state = edited(problem, half_step(problem, start(problem)), hand, "by hand")
        found.append(half_step(problem, half_step(problem, state)).mixture.covariances)
    assert np.array_equal(*found)
