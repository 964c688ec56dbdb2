"""When a run ends: nothing can change any more, nothing is gained by re-seeding, or all components are alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gmmgui.core import (
    COVARIANCE_TYPES,
    INITIALISERS,
    GmmError,
    Mixture,
    Phase,
    RunSpec,
    Status,
    fit,
    prepare,
    states,
    steps,
)
from gmmgui.core.backend.numpy_backend import NumpyBackend
from gmmgui.core.events import (
    ComponentEmptied,
    ComponentReseeded,
    ComponentsAlike,
    CovarianceFloored,
    ObjectiveFell,
    ReseedingInCircles,
)
from gmmgui.core.rest import FIRST_WINDOW, rest_after
from gmmgui.core.stepper import run_to_end
from gmmgui.core.types import Floats

# K-means where points repeat: the mean of equal numbers is rounded, yet nothing is gained by moving there

REPEATED: dict[str, tuple[Any, Any]] = {
    "decimals": ([0.1, 0.4, 0.4, 0.4], [0.1, 0.1, 0.4]),
    "whole numbers": ([1, 4, 4, 4], [1, 1, 4]),
    "two values": ([0.1] * 7 + [0.7] * 6, [0.1, 0.1, 0.7, 0.7]),
    "in two columns": ([[0.1, 1 / 3]] * 7 + [[0.7, 1e3 / 7]] * 11, [[0.1, 1 / 3], [0.1, 1 / 3], [0.7, 1e3 / 7]]),
    "of two sizes": ([[1e9 + 0.1, 1e-9 / 3]] * 7 + [[0.7, 0.1]] * 11, [[1e9, 0], [1e9, 0], [1, 0]]),
}


@pytest.mark.parametrize(("points", "means"), REPEATED.values(), ids=REPEATED)
@pytest.mark.parametrize("tol", [0.0, 1e-6])
def test_k_means_does_not_reseed_where_points_repeat(points: Any, means: Any, tol: float) -> None:
    found = fit(points, len(means), "kmeans", init=means, tol=tol)
    assert found.status == "converged" and found.n_iter <= 3
    assert any(isinstance(event, ComponentEmptied) for event in found.events)
    assert not any(isinstance(event, ComponentReseeded) for event in found.events)


def test_the_emptied_component_is_told_once_and_the_run_ends_after_one_step() -> None:
    found = fit([0.1, 0.4, 0.4, 0.4], 3, "kmeans", init=[0.1, 0.1, 0.4])
    assert (found.status, found.n_iter) == ("converged", 1)
    assert [event for event in found.events if isinstance(event, ComponentEmptied)] == [ComponentEmptied(1)]


@pytest.mark.parametrize("name", INITIALISERS)
@pytest.mark.parametrize("values", [[0.1, 0.7], [1 / 3, 0.1, 1e3]])
def test_more_components_than_distinct_values(name: str, values: list[float]) -> None:
    points = np.repeat(values, [9, 7, 5][: len(values)])
    try:
        found = fit(points, len(values) + 1, "kmeans", init=name, seed=3, tol=0.0)
    except GmmError as error:
        assert f"only {len(values)} distinct points" in str(error)
    else:
        assert found.status == "converged" and found.n_iter < 10


@given(
    hnp.arrays(np.float64, (12, 2), elements=st.sampled_from([0.1, 0.3, 0.7, 1 / 3, 1e5 / 7, -0.2])),
    st.integers(1, 6),
    st.integers(0, 9),
)
def test_k_means_ends_on_few_values(points: Floats, k: int, seed: int) -> None:
    found = fit(points, k, "kmeans", init="random-labels", seed=seed, tol=0.0)
    assert found.status == "converged" and found.n_iter < 30
    assert not any(isinstance(event, ObjectiveFell) for event in found.events)


NEARLY_REPEATED: list[tuple[Any, Any]] = [
    ([0.6999999999999998, -1.8, 0.7, 0.7, -1.8, 0.7], [0.6999999999999998, 0.6999999999999998, 0.7, 0.7, -1.8]),
    (
        [0.9999999999999998, -0.7, -0.7, 1.0000000000000002, -0.6999999999999998, 1, 1, -0.7, -0.6999999999999998],
        [-0.6999999999999998, 1, 1, -0.7],
    ),
]


@pytest.mark.parametrize(("points", "means"), NEARLY_REPEATED, ids=["six", "nine"])
def test_k_means_whose_last_bits_go_round_in_circles_ends(points: Any, means: Any) -> None:
    found = fit(points, len(means), "kmeans", init=means, tol=0.0)
    assert found.status == "converged" and found.n_iter < 3 * FIRST_WINDOW
    spec = RunSpec("kmeans", len(means), initialiser="marks", marks=np.array(means)[:, None], tol=0.0)
    slowly = run_to_end(prepare(points, spec, backend=NumpyBackend))
    assert slowly.status == Status.CONVERGED and slowly.n_iter < 3 * FIRST_WINDOW


def test_a_point_that_is_truly_elsewhere_is_still_reseeded_at() -> None:
    points = [0.1] * 6 + [1e6, 1e6 + 1e-6]
    found = fit(points, 3, "kmeans", init=[0.1, 0.1, 1e6], tol=0.0)
    assert ComponentReseeded(1, 7) in found.events or ComponentReseeded(1, 6) in found.events
    assert found.objective == pytest.approx(0, abs=1e-15)


# Hard EM that re-seeds the same components again and again


@pytest.mark.parametrize(("seed", "covariance_type"), [(5, "full"), (13, "full"), (23, "full"), (27, "tied")])
def test_reseeding_in_circles_ends_and_is_told(seed: int, covariance_type: str) -> None:
    rng = np.random.default_rng(seed)
    n, k, d = int(rng.integers(6, 30)), int(rng.integers(2, 7)), int(rng.integers(1, 3))
    points = np.round(rng.normal(size=(n, d)), 2) + 3 * rng.integers(0, 2, size=(n, 1))
    asked = {"init": "random-points", "on_empty": "reseed", "seed": seed, "min_variance": 0.3, "max_iter": 2_000}
    for tol in (0.0, 1e-6):
        found = fit(points, k, "hard-em", covariance_type, tol=tol, **asked)  # type: ignore[arg-type]
        assert found.status == "converged" and found.n_iter < 100
        assert found.events[-1] == ReseedingInCircles() and "circles" in found.events[-1].sentence


# Soft EM whose parameters wander in the last bits


def overlapping() -> Floats:
    """200 points whose likelihood is flat for K = 3: soft EM takes 1,200 iterations."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(200, 2))
    points[:100] += 2
    return points


@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("algorithm", ["soft-em", "hard-em"])
def test_a_run_without_tolerance_ends(algorithm: str, covariance_type: str) -> None:
    found = fit(overlapping(), 3, algorithm, covariance_type, seed=0, tol=0, max_iter=50_000)
    assert found.status == "converged"
    on = fit(overlapping(), 3, algorithm, covariance_type, init=found.mixture, tol=0, max_iter=2_000)
    assert on.objective == pytest.approx(found.objective, rel=1e-13)
    np.testing.assert_allclose(on.mixture.means, found.mixture.means, rtol=0, atol=1e-10)


def test_a_tolerance_below_rounding_errors_ends_as_well() -> None:
    assert fit(overlapping(), 3, seed=0, tol=1e-300, max_iter=20_000).status == "converged"


def test_half_steps_and_numpy_come_to_rest_as_fit_does() -> None:
    start = fit(overlapping(), 3, seed=0, tol=0, max_iter=1_000).mixture
    found = fit(overlapping(), 3, init=start, tol=0, max_iter=20_000)
    made = [state for state in steps(overlapping(), start, tol=0, max_iter=20_000) if state.phase is Phase.M]
    assert (made[-1].iteration, made[-1].objective) == (found.n_iter, found.objective)
    spec = RunSpec(k=3, initialiser="exact", start=start, tol=0, max_iter=20_000)
    slowly = run_to_end(prepare(overlapping(), spec, backend=NumpyBackend))
    assert slowly.status == Status.CONVERGED
    assert slowly.objective == pytest.approx(found.objective, rel=1e-12)


def line(mean: float) -> Mixture:
    return Mixture([1.0], [[mean]], [[[1.0]]])


def walk(position: Callable[[int], float], steps: int) -> int | None:
    """After how many steps is a run at rest whose mean goes where ``position`` says; None: not within ``steps``."""
    rest, _ = rest_after(None, line(position(0)), line(position(0)))
    for step in range(1, steps + 1):
        rest, settled = rest_after(rest, line(position(step - 1)), line(position(step)))
        if settled:
            return step
    return None


def test_a_mixture_that_comes_back_is_at_rest_and_one_that_goes_on_is_not() -> None:
    tiny = 2.0**-52
    assert walk(lambda step: tiny * (step % 7), 100) == 7
    noise = np.random.default_rng(0).permutation(10_000)
    assert walk(lambda step: tiny * (noise[step] % 64 + 0.001 * noise[step]), 200) == FIRST_WINDOW
    assert walk(lambda step: tiny * step, 5_000) is None
    assert walk(lambda step: 1e-9 * 0.999**step, 5_000) is None
    assert walk(lambda step: 1e-14 * 1.01**step, 3_000) is None


# Components that are all alike


def two_clusters(seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    return np.r_[rng.normal(size=2_000) - 3, rng.normal(size=2_000) + 3][:, None]


@pytest.mark.parametrize("first_step", ["E", "M"])
@pytest.mark.parametrize("seed", range(5))
def test_a_run_that_stops_at_a_saddle_says_so(seed: int, first_step: str) -> None:
    found = fit(two_clusters(seed), 2, init="random-labels", seed=seed, first_step=first_step)
    apart = float(np.ptp(found.mixture.means))
    assert (found.events[-1:] == (ComponentsAlike(2),)) == (apart < 0.5)
    assert "saddle" in ComponentsAlike(2).sentence


@pytest.mark.parametrize("first_step", ["E", "M"])
def test_random_groups_do_not_start_at_a_saddle(first_step: str) -> None:
    for seed in range(20):
        found = fit(two_clusters(seed), 2, init="random-groups", seed=seed, first_step=first_step)
        assert np.ptp(found.mixture.means) == pytest.approx(6, abs=0.2)
        assert not any(isinstance(event, ComponentsAlike) for event in found.events)


# The cause of a fall


def test_a_fall_without_a_known_cause_names_none() -> None:
    unknown, known = ObjectiveFell(0.5, ""), ObjectiveFell(0.5, "a component was re-seeded")
    assert "the cause is not known" in unknown.sentence and "because" not in unknown.sentence
    assert known.sentence.endswith("because a component was re-seeded.")


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5])
def test_a_floor_is_no_cause_of_a_fall(seed: int) -> None:
    """M is the maximum of the covariances at the floor or above, so only rounding errors are left to blame."""
    points = np.random.default_rng(seed).normal(size=(40, 3)).round()
    found = fit(points, 4, init="random-points", seed=seed, min_variance=1e-12, tol=0, max_iter=60)
    falls = [event for event in found.events if isinstance(event, ObjectiveFell)]
    assert falls and any(isinstance(event, CovarianceFloored) for event in found.events)
    assert {event.reason for event in falls} == {"rounding errors are large where a covariance is nearly singular"}


@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
def test_what_is_held_at_the_floor_is_the_best_that_is_allowed(covariance_type: str) -> None:
    """A thousand other covariances at the floor or above are all less likely."""
    rng = np.random.default_rng(4)
    points = rng.normal(size=(60, 2)) * [1.0, 0.01]
    spec = RunSpec("hard-em", 1, covariance_type, min_variance=0.3)
    problem = prepare(points, spec)
    state = list(states(problem))[-1]
    floors = np.diag(problem.floors)
    for _ in range(1_000):
        arms = rng.normal(size=(2, 2)) * 10.0 ** rng.uniform(-3, 1)
        above = COVARIANCE_TYPES[covariance_type].restrict((arms @ arms.T)[None], np.ones(1))
        other = replace(state.scaled, covariances=floors + above)
        assert problem.statistics(other).objective <= state.statistics.objective + 1e-9


@pytest.mark.parametrize("on_empty", ["keep", "drop"])
def test_an_empty_component_lowers_no_objective(on_empty: str) -> None:
    start = Mixture([0.4, 0.3, 0.3], [[-3.0], [3.0], [1e3]], [[[1.0]], [[1.0]], [[1.0]]])
    found = fit(two_clusters(0), 3, init=start, on_empty=on_empty)
    assert found.status == "converged"
    assert not any(isinstance(event, ObjectiveFell) for event in found.events)


def test_a_run_whose_covariance_is_held_at_the_floor_comes_to_rest() -> None:
    rng = np.random.default_rng(77)
    n, d, k = int(rng.integers(20, 300)), int(rng.integers(1, 4)), int(rng.integers(1, 5))
    points = rng.normal(size=(n, d)) + 3 * rng.integers(0, 3, size=(n, 1))
    found = fit(points, k, seed=77, tol=0, max_iter=60_000)
    assert found.status == "converged"
    assert any(isinstance(event, CovarianceFloored) for event in found.events)
