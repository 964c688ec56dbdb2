"""What every entry of the dicts promises: one contract for all algorithms, covariance types, starts and policies."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gmmgui.core import (
    ALGORITHMS,
    COVARIANCE_TYPES,
    EMPTY_POLICIES,
    INITIALISERS,
    START_COVARIANCES,
    Fit,
    Mixture,
    Phase,
    Problem,
    RunSpec,
    SettingsError,
    State,
    fit,
    labels,
    log_likelihood,
    prepare,
    responsibilities,
    start,
)
from gmmgui.core import events as event_module
from gmmgui.core.events import (
    ComponentDropped,
    ComponentEmptied,
    ComponentEvent,
    ComponentReseeded,
    Event,
    ObjectiveFell,
)
from gmmgui.core.selection import free_parameters, information_criteria
from gmmgui.core.stepper import best_of
from gmmgui.core.types import Floats

from .support import blobs, exact, run, same_bits

DICTS = {
    "algorithm": ALGORITHMS,
    "covariance_type": COVARIANCE_TYPES,
    "init": INITIALISERS,
    "on_empty": EMPTY_POLICIES,
    "start_covariance": START_COVARIANCES,
}
POINTS = {d: blobs(np.random.default_rng([4, d]), 90, d, 3) for d in (1, 2, 5)}
COMBINATIONS = [
    (algorithm, covariance_type, init, first)
    for algorithm in ALGORITHMS
    for covariance_type in COVARIANCE_TYPES
    for init in INITIALISERS
    for first in "EM"
]


# --- every fit ---------------------------------------------------------------------------------------------


def _is_of_type(covariances: Floats, covariance_type: str) -> bool:
    d = covariances.shape[1]
    spheres = covariances[:, :1, :1] * np.eye(d)
    return {
        "full": True,
        "tied": bool((covariances == covariances[0]).all()),
        "diag": bool((covariances == covariances * np.eye(d)).all()),
        "spherical": np.allclose(covariances, spheres, rtol=1e-12, atol=0),
        "one sphere": np.allclose(covariances, spheres[0], rtol=1e-12, atol=0),
    }[covariance_type]


def _check_mixture(found: Fit, algorithm: str, covariance_type: str, d: int, k: int) -> None:
    mixture = found.mixture
    assert (mixture.weights.shape, mixture.means.shape) == ((k,), (k, d))
    assert mixture.covariances.shape == (k, d, d)
    assert all(np.isfinite(part).all() for part in (mixture.weights, mixture.means, mixture.covariances))
    assert abs(mixture.weights.sum() - 1) <= 1e-14
    assert (mixture.weights >= 0).all()
    assert (mixture.covariances == mixture.covariances.swapaxes(1, 2)).all()
    assert np.linalg.eigvalsh(mixture.covariances).min() > 0
    assert _is_of_type(mixture.covariances, "one sphere" if algorithm == "kmeans" else covariance_type)
    assert mixture.covariance_type == covariance_type


def _check_trace(found: Fit, algorithm: str, first_step: str) -> None:
    assert found.trace[-1] == found.objective
    assert len(found.trace) == found.n_iter + 1
    assert all(type(value) is float and np.isfinite(value) for value in found.trace)
    # With labels first, trace[0] belongs to a mixture that those labels need not come from.
    climbs = ALGORITHMS[algorithm].sign * np.diff(found.trace[first_step == "M" :])
    fell = any(isinstance(event, ObjectiveFell) for event in found.events)
    assert fell or (climbs >= -1e-12 * np.abs(found.trace).max()).all()


@pytest.mark.parametrize("d", list(POINTS))
@pytest.mark.parametrize(("algorithm", "covariance_type", "init", "first_step"), COMBINATIONS)
def test_every_combination_fits(algorithm: str, covariance_type: str, init: str, first_step: str, d: int) -> None:
    asked = {"algorithm": algorithm, "covariance_type": covariance_type, "init": init, "first_step": first_step}
    found = fit(POINTS[d], 3, **asked, max_iter=60, seed=2)
    assert found.status in ("converged", "max-iter")
    assert found.n_iter > 0
    _check_mixture(found, algorithm, covariance_type, d, 3)
    _check_trace(found, algorithm, first_step)
    again = fit(POINTS[d], 3, **asked, max_iter=60, seed=2)
    assert same_bits(found.mixture, again.mixture)
    assert found.trace == again.trace
    assert found.events == again.events
    assert np.isfinite(fit(POINTS[d], 3, **asked, max_iter=2, seed=3).objective)


@pytest.mark.parametrize("init", sorted(set(INITIALISERS) - {"principal-quantiles"}))
def test_another_seed_is_another_start(init: str) -> None:
    starts = [fit(POINTS[2], 3, "kmeans", init=init, seed=seed, max_iter=0).mixture.means for seed in range(8)]
    assert len({means.tobytes() for means in starts}) > 1


@pytest.mark.parametrize(("algorithm", "covariance_type", "init", "first_step"), COMBINATIONS)
def test_one_component(algorithm: str, covariance_type: str, init: str, first_step: str) -> None:
    found = fit(POINTS[2], 1, algorithm, covariance_type, init=init, first_step=first_step)
    assert found.status == "converged"
    _check_mixture(found, algorithm, covariance_type, 2, 1)
    np.testing.assert_allclose(found.mixture.means[0], POINTS[2].mean(axis=0), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_objective_is_what_the_lectures_define(algorithm: str) -> None:
    points, found = POINTS[2], fit(POINTS[2], 3, algorithm, seed=2)
    distances = ((points[:, None] - found.mixture.means) ** 2).sum(axis=2)
    if algorithm == "kmeans":
        assert found.objective == pytest.approx(distances.min(axis=1).sum(), rel=1e-12)
    elif algorithm == "soft-em":
        assert found.objective == pytest.approx(log_likelihood(points, found.mixture), rel=1e-12)
    else:
        own = labels(points, found.mixture, "hard-em")
        parts = [
            log_likelihood(points[own == j], replace(found.mixture, weights=np.eye(3)[j]))
            + (own == j).sum() * np.log(found.mixture.weights[j])
            for j in range(3)
        ]
        assert found.objective == pytest.approx(sum(parts), rel=1e-12)


def test_tolerance_is_the_change_of_the_mean_objective() -> None:
    tight, loose = (fit(POINTS[2], 3, tol=tol, seed=2) for tol in (1e-9, 1e-3))
    assert tight.n_iter > loose.n_iter
    changes = np.abs(np.diff(loose.trace)) / len(POINTS[2])
    assert changes[-1] <= 1e-3 < changes[:-1].min()


def test_tolerance_zero_runs_until_nothing_changes() -> None:
    found = fit(POINTS[2], 3, "hard-em", tol=0.0, seed=2)
    assert found.status == "converged"
    assert found.trace[-1] == pytest.approx(found.trace[-2], rel=1e-14)


def test_hard_em_from_right_weights_and_means_still_learns_covariances() -> None:
    points = np.array([-5.5] * 3 + [5.5] * 3 + [7.0] + [13.0] * 5)
    start = Mixture([0.5, 0.5], [[0.0], [12.0]], [[[1.0]], [[1.0]]])
    found = fit(points, 2, "hard-em", init=start, tol=0.0)
    assert found.n_iter == 3
    np.testing.assert_array_equal(labels(points, found.mixture, "hard-em"), [0] * 7 + [1] * 5)


def test_k_means_sees_at_once_that_it_starts_at_the_end() -> None:
    found = fit([0.0, 1.0, 10.0, 11.0], 2, "kmeans", init=[0.5, 10.5], tol=0.0)
    assert (found.n_iter, found.status, found.objective) == (1, "converged", 1.0)


def test_starting_means_come_with_equal_weights_and_the_covariance_of_the_data() -> None:
    means = POINTS[2][:3]
    whole = np.cov(POINTS[2].T, bias=True)
    for covariance_type in COVARIANCE_TYPES:
        start = fit(POINTS[2], 3, covariance_type=covariance_type, init=means, max_iter=0).mixture
        np.testing.assert_allclose(start.weights, np.full(3, 1 / 3), rtol=1e-15)
        np.testing.assert_allclose(start.means, means, rtol=1e-12)
        reduced = COVARIANCE_TYPES[covariance_type].restrict(np.tile(whole, (3, 1, 1)), np.ones(3))
        np.testing.assert_allclose(start.covariances, reduced, rtol=1e-12, atol=1e-12)
    start = fit(POINTS[2], 3, init=means, start_covariance="identity", max_iter=0).mixture
    np.testing.assert_array_equal(start.covariances, np.tile(np.eye(2), (3, 1, 1)))


def test_covariance_type_of_an_exact_start_is_kept() -> None:
    start = Mixture([1.0], [[0.0, 0.0]], [np.eye(2)], "diag")
    assert fit(POINTS[2], 1, init=start).mixture.covariance_type == "diag"
    assert fit(POINTS[2], 1, init=start, covariance_type="full").mixture.covariance_type == "full"


# --- immutable values --------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_states_cannot_be_changed(algorithm: str) -> None:
    for state in run(POINTS[2], algorithm=algorithm, k=3, max_iter=3):
        for mixture in (state.mixture, state.scaled):
            for array in (mixture.weights, mixture.means, mixture.covariances):
                with pytest.raises(ValueError, match="read-only"):
                    array[0] = 0
        with pytest.raises(dataclasses.FrozenInstanceError):
            state.iteration = 7  # type: ignore[misc]


def test_a_mixture_keeps_no_hold_on_what_it_was_made_of() -> None:
    means = np.zeros((1, 2))
    mixture = Mixture(np.ones(1), means, np.eye(2)[None])
    means[0, 0] = 5
    assert mixture.means[0, 0] == 0


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_points_are_left_alone(algorithm: str) -> None:
    points = POINTS[2].copy()
    fit(points, 3, algorithm)
    np.testing.assert_array_equal(points, POINTS[2])


# --- what is shown to the user -----------------------------------------------------------------------------


@pytest.mark.parametrize(("setting", "name"), [(setting, name) for setting, d in DICTS.items() for name in d])
def test_every_entry_has_title_and_help(setting: str, name: str) -> None:
    entry = DICTS[setting][name]
    assert entry.title.strip()
    assert len(entry.help) > 20
    assert entry.help.endswith(".")


@pytest.mark.parametrize("name", list(ALGORITHMS))
def test_every_algorithm_can_be_spoken_of(name: str) -> None:
    algorithm = ALGORITHMS[name]
    assert all((algorithm.objective_name, algorithm.e_action, algorithm.m_action, algorithm.e_sentence))
    assert algorithm.on_empty in EMPTY_POLICIES
    assert algorithm.sign in (-1, 1)


@pytest.mark.parametrize("setting", list(DICTS))
def test_unknown_names_are_refused_with_the_choices(setting: str) -> None:
    with pytest.raises(SettingsError) as caught:
        fit(POINTS[2], 3, **{setting: "nonsense"})
    assert "nonsense" in str(caught.value)
    assert all(name in str(caught.value) for name in DICTS[setting])


def test_unknown_names_are_refused_elsewhere() -> None:
    mixture = fit(POINTS[2], 2).mixture
    with pytest.raises(SettingsError, match="soft-em"):
        labels(POINTS[2], mixture, "nonsense")
    with pytest.raises(SettingsError, match="spherical"):
        free_parameters(2, 2, "nonsense")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("k", 0),
        ("k", 91),
        ("tol", -1.0),
        ("tol", float("nan")),
        ("max_iter", -1),
        ("min_variance", -0.1),
        ("min_variance", 1.0),
        ("min_variance", float("nan")),
        ("first_step", "Q"),
        ("seed", -1),
        ("on_empty", ["keep"]),
        ("start_covariance", ["data"]),
    ],
)
def test_settings_without_meaning_are_refused(setting: str, value: float | str) -> None:
    with pytest.raises(SettingsError):
        fit(POINTS[2], **{"k": 3, setting: value})


@pytest.mark.parametrize("begin", [start, lambda problem: best_of(problem, 2)])
def test_an_initialiser_that_is_no_name_is_refused(begin: Callable[[Problem], object]) -> None:
    problem = prepare(POINTS[2], RunSpec(k=3, initialiser=["k-means++"]))  # type: ignore[arg-type]
    with pytest.raises(SettingsError):
        begin(problem)



KINDS = [
    kind
    for _, kind in inspect.getmembers(event_module, inspect.isclass)
    if issubclass(kind, Event) and kind not in (Event, ComponentEvent)
]
SAMPLES = {"component": 2, "row": 6, "total": 1.5, "first": 0, "second": 2, "amount": 0.25, "reason": "x", "what": "y."}
SAMPLES |= {"count": 3, "title": "Fuzzy c-means"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_has_a_sentence(kind: type[Event]) -> None:
    event = kind(**{field.name: SAMPLES[field.name] for field in dataclasses.fields(kind)})
    assert event.sentence.endswith(".")
    assert not kind.explains_fall or kind.cause
    if issubclass(kind, ComponentEvent):
        assert event.sentence.startswith("Component 3 ")
    if kind is ComponentReseeded:
        assert "row 7" in event.sentence


# --- emptied components ------------------------------------------------------------------------------------

EMPTYING = np.random.default_rng(8).normal(size=(80, 2)) + np.repeat([0.0, 8.0], 40)[:, None]


def _emptying_start() -> Mixture:
    """The second of three components is where no point belongs to it."""
    means = [[0.0, 0.0], [400.0, -400.0], [8.0, 8.0]]
    return Mixture([0.4, 0.2, 0.4], means, np.tile(np.eye(2), (3, 1, 1)))


def _emptying_run(algorithm: str, policy: str | None) -> list[State]:
    return run(EMPTYING, **exact(_emptying_start(), algorithm=algorithm, on_empty=policy))


def _of_kind(path: list[State], kind: type[Event]) -> list[tuple[int, Event]]:
    return [(state.iteration, event) for state in path for event in state.events if isinstance(event, kind)]


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_keep(algorithm: str) -> None:
    path = _emptying_run(algorithm, "keep")
    assert _of_kind(path, ComponentEmptied)[0] == (1, ComponentEmptied(1))
    last = path[-1].mixture
    np.testing.assert_allclose(last.means[1], [400, -400], rtol=1e-12)
    assert path[-1].components == (0, 1, 2)
    if algorithm != "kmeans":  # K-means has equal weights by definition
        assert last.weights[1] == 0
        np.testing.assert_allclose(last.covariances[1], np.eye(2), rtol=1e-12)
    assert last.weights.sum() == pytest.approx(1, abs=1e-14)
    assert path[-1].status == "converged"


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_reseed(algorithm: str) -> None:
    path = _emptying_run(algorithm, "reseed")
    iteration, event = _of_kind(path, ComponentReseeded)[0]
    assert (iteration, event.component) == (1, 1)
    moved = next(state for state in path if state.phase is Phase.M)
    np.testing.assert_allclose(moved.mixture.means[1], EMPTYING[event.row], rtol=1e-12)
    others = moved.mixture.means[[0, 2]]
    if algorithm != "kmeans":  # an average component's share, and the mean covariance of the others
        assert moved.mixture.weights[1] == pytest.approx(0.25, abs=1e-12)
        average = moved.mixture.covariances[[0, 2]].mean(axis=0)
        np.testing.assert_allclose(moved.mixture.covariances[1], average, rtol=1e-12)
    misfit = ((EMPTYING[:, None] - others) ** 2).sum(axis=2).min(axis=1)
    assert event.row == misfit.argmax()
    assert path[-1].status == "converged"
    assert (np.bincount(labels(EMPTYING, path[-1].mixture, algorithm), minlength=3) > 0).all()
    assert path[-1].mixture.weights.sum() == pytest.approx(1, abs=1e-14)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_drop(algorithm: str) -> None:
    path = _emptying_run(algorithm, "drop")
    assert _of_kind(path, ComponentDropped) == [(1, ComponentDropped(1))]
    last = path[-1]
    assert last.mixture.k == 2
    assert last.components == (0, 2)
    assert last.status == "converged"
    assert last.mixture.weights.sum() == pytest.approx(1, abs=1e-14)
    moved = next(state for state in path if state.phase is Phase.M)
    assert moved.mixture.weights.sum() == pytest.approx(1, abs=1e-14)
    assert (moved.assigned_by.k, moved.mixture.k) == (3, 2)
    assert (moved.assigned_components, moved.components) == ((0, 1, 2), (0, 2))


def test_a_name_survives_the_drop_of_another() -> None:
    means = np.array([[0.0, 0.0], [400.0, -400.0], [8.0, 8.0], [-500.0, 0.0]])
    start = Mixture(np.full(4, 0.25), means, np.tile(np.eye(2), (4, 1, 1)))
    path = run(EMPTYING, **exact(start, algorithm="hard-em", on_empty="drop"))
    dropped = [event.component for _, event in _of_kind(path, ComponentDropped)]
    assert dropped == [1, 3]
    assert path[-1].components == (0, 2)
    assert "Component 4 " in ComponentDropped(3).sentence


def test_own_policies() -> None:
    assert ALGORITHMS["kmeans"].on_empty == "reseed"
    assert _of_kind(_emptying_run("kmeans", None), ComponentReseeded)
    assert _of_kind(_emptying_run("hard-em", None), ComponentEmptied)
    assert RunSpec().on_empty is None


# --- how many components -----------------------------------------------------------------------------------


@pytest.mark.parametrize("covariance_type", list(COVARIANCE_TYPES))
@pytest.mark.parametrize(("k", "d"), [(1, 1), (3, 1), (1, 4), (5, 3)])
def test_free_parameters(k: int, d: int, covariance_type: str) -> None:
    in_covariances = {"full": k * d * (d + 1) // 2, "tied": d * (d + 1) // 2, "diag": k * d, "spherical": k}
    assert free_parameters(k, d, covariance_type) == k - 1 + k * d + in_covariances[covariance_type]


def test_information_criteria() -> None:
    found = fit(POINTS[2], 3, seed=2)
    criteria, n = information_criteria(POINTS[2], found.mixture), len(POINTS[2])
    assert criteria.log_likelihood == pytest.approx(found.objective, rel=1e-12)
    assert criteria.free_parameters == 17
    assert criteria.aic == pytest.approx(-2 * found.objective + 2 * 17, rel=1e-12)
    assert criteria.bic == pytest.approx(-2 * found.objective + 17 * np.log(n), rel=1e-12)
    surest = responsibilities(POINTS[2], found.mixture).max(axis=1)
    assert criteria.icl == pytest.approx(criteria.bic - 2 * np.log(surest).sum(), rel=1e-12)
    assert criteria.icl > criteria.bic
    alone = information_criteria(POINTS[2], fit(POINTS[2], 1).mixture)
    assert alone.icl == alone.bic
