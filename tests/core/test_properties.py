"""What must hold of every run, whatever the data: the table of tests/reference/README.md, row by row."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmmgui.core import ALGORITHMS, COVARIANCE_TYPES, Mixture, Phase, Problem, RunSpec, State, fit, labels, prepare
from gmmgui.core import responsibilities as posterior
from gmmgui.core.algorithms import Algorithm
from gmmgui.core.backend.numba_backend import NumbaBackend
from gmmgui.core.backend.numpy_backend import NumpyBackend
from gmmgui.core.events import ObjectiveFell
from gmmgui.core.gaussian import expected_log_joint, one_hot, sufficient_statistics
from gmmgui.core.halfstep import half_step
from gmmgui.core.stepper import states
from gmmgui.core.types import Floats

from .support import blobs, error, exact, mixture_error, random_mixture, run

TYPES = list(COVARIANCE_TYPES)
SIZES = [(1, 3), (2, 4), (3, 2), (5, 3), (10, 2), (50, 2)]  # (d, k)
COUNTS = {1: 150, 2: 200, 3: 150, 5: 240, 10: 250, 50: 400}
EM = ["hard-em", "soft-em"]


def _setting(d: int, k: int, covariance_type: str, seed: int = 0) -> tuple[Floats, Mixture]:
    rng = np.random.default_rng([seed, d, k])
    points = blobs(rng, COUNTS[d], d, k)
    return points, random_mixture(rng, points, k, covariance_type)


def _em_states(points: Floats, start: Mixture, algorithm: str, iterations: int) -> list[State]:
    asked = exact(start, algorithm=algorithm, tol=0.0, max_iter=iterations, min_variance=0.0)
    return run(points, **asked)


def _log_densities(points: Floats, mixture: Mixture) -> Floats:
    """Log w_k N_k(x_i), (n, k), by inverse and determinant: not the way of the engine."""
    joint = np.empty((len(points), mixture.k))
    for j in range(mixture.k):
        deviations = points - mixture.means[j]
        quadratic = (deviations @ np.linalg.inv(mixture.covariances[j]) * deviations).sum(axis=1)
        log_determinant = np.linalg.slogdet(2 * np.pi * mixture.covariances[j])[1]
        joint[:, j] = np.log(mixture.weights[j]) - (log_determinant + quadratic) / 2
    return joint


def _log_sum(joint: Floats) -> Floats:
    largest = joint.max(axis=1)
    return largest + np.log(np.exp(joint - largest[:, None]).sum(axis=1))


def _size(points: Floats, mixture: Mixture) -> float:
    """S = sum of |log p_i|, what rounding errors of the objective are compared with."""
    return float(np.abs(_log_sum(_log_densities(points, mixture))).sum())


# --- monotone, half-step by half-step ----------------------------------------------------------------------


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize(("d", "k"), SIZES)
@pytest.mark.parametrize("algorithm", EM)
def test_em_never_falls(algorithm: str, d: int, k: int, covariance_type: str) -> None:
    points, start = _setting(d, k, covariance_type)
    path = _em_states(points, start, algorithm, 25)
    slack = 1e-13 * _size(points, start)
    assert sum(state.phase is Phase.M for state in path) > 1
    for before, after in pairwise(path):
        assert after.objective >= before.objective - slack
        if after.phase is Phase.M:  # M climbs the bound, which stays below the objective
            assert before.objective - slack <= after.bound <= after.objective + slack
        assert not [event for event in after.events if isinstance(event, ObjectiveFell)]


@pytest.mark.parametrize(("d", "k"), [*SIZES, (2, 12)])
def test_inertia_never_rises(d: int, k: int) -> None:
    points, start = _setting(d, k, "full")
    path = run(points, **exact(start, algorithm="kmeans", tol=0.0))
    slack = 1e-13 * path[0].objective
    for before, after in pairwise(path):
        assert after.objective <= before.objective + slack
        if after.phase is Phase.M:
            assert after.objective - slack <= after.bound <= before.objective + slack
    assert path[-1].objective < path[0].objective


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    n=st.integers(30, 120),
    d=st.integers(1, 4),
    k=st.integers(1, 5),
    algorithm=st.sampled_from(list(ALGORITHMS)),
    covariance_type=st.sampled_from(TYPES),
    scale=st.sampled_from([1e-6, 1.0, 1e5]),
    offset=st.sampled_from([0.0, -3e4, 1e7]),
)
def test_no_run_gets_worse_without_saying_why(
    seed: int, n: int, d: int, k: int, algorithm: str, covariance_type: str, scale: float, offset: float
) -> None:
    points = blobs(np.random.default_rng(seed), n, d, k) * scale + offset * scale
    found = fit(points, k, algorithm, covariance_type, seed=seed, tol=0.0, max_iter=40)
    change = ALGORITHMS[algorithm].sign * np.diff(found.trace)
    slack = 1e-12 * (np.abs(found.trace).max() + n * 20 * (algorithm != "kmeans"))
    assert (change >= -slack).all() or any(isinstance(event, ObjectiveFell) for event in found.events)
    assert np.isfinite(found.trace).all()
    assert found.mixture.weights.sum() == pytest.approx(1, abs=1e-14)


# --- the bound ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize(("d", "k"), SIZES)
@pytest.mark.parametrize("algorithm", EM)
def test_bound_is_the_objective_right_after_e(algorithm: str, d: int, k: int, covariance_type: str) -> None:
    points, start = _setting(d, k, covariance_type)
    problem = prepare(points, RunSpec(**exact(start, algorithm=algorithm, max_iter=3, min_variance=0.0)))
    for state in states(problem):
        if state.phase is not Phase.E:
            continue
        bound = ALGORITHMS[algorithm].bound(state.statistics, state.scaled.means, state.scaled)
        joint = _log_densities(points, state.mixture)
        likelihood = _log_sum(joint).sum() if algorithm == "soft-em" else joint.max(axis=1).sum()
        slack = 1e-13 * np.abs(joint.max(axis=1)).sum()
        assert abs(problem.objective_in_data_units(bound) - state.objective) <= slack
        assert abs(likelihood - state.objective) <= 10 * slack  # the inverse costs a digit
        assert state.bound == state.objective


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_bound_after_m_is_the_objective_of_the_old_assignment(algorithm: str) -> None:
    points, start = _setting(2, 4, "full")
    path = _em_states(points, start, algorithm, 4)
    for before, after in pairwise(path):
        if after.phase is not Phase.M:
            continue
        if algorithm == "kmeans":
            assigned = one_hot(labels(points, before.mixture, "kmeans"), 4)
            distances = ((points[:, None] - after.mixture.means) ** 2).sum(axis=2)
            expected = (assigned * distances).sum()
        else:
            shares = posterior(points, before.mixture)
            if algorithm == "hard-em":
                shares = one_hot(labels(points, before.mixture, "hard-em"), 4)
            entropy = -(shares[shares > 0] * np.log(shares[shares > 0])).sum()
            expected = (shares * _log_densities(points, after.mixture)).sum() + entropy
        assert after.bound == pytest.approx(expected, rel=1e-12)


# --- what sums to what -------------------------------------------------------------------------------------


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize(("d", "k"), SIZES)
def test_responsibilities_and_weights_sum_to_one(d: int, k: int, covariance_type: str) -> None:
    points, start = _setting(d, k, covariance_type)
    for state in _em_states(points, start, "soft-em", 3)[1:]:
        shares = posterior(points, state.mixture)
        assert shares.shape == (len(points), k)
        assert np.abs(shares.sum(axis=1) - 1).max() <= 1e-14
        assert (shares >= 0).all()
        assert abs(state.mixture.weights.sum() - 1) <= 1e-14
        np.testing.assert_array_equal(labels(points, state.mixture), shares.argmax(axis=1))


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize(("d", "k"), SIZES)
@pytest.mark.parametrize("algorithm", EM)
def test_moments_after_m(algorithm: str, d: int, k: int, covariance_type: str) -> None:
    points, start = _setting(d, k, covariance_type)
    mixture = _em_states(points, start, algorithm, 1)[2].mixture
    mean = points.mean(axis=0)
    assert error(mixture.weights @ mixture.means, mean) < 1e-12
    between = np.einsum("k,ki,kj->ij", mixture.weights, mixture.means - mean, mixture.means - mean)
    total = np.einsum("k,kij->ij", mixture.weights, mixture.covariances) + between
    expected = (points - mean).T @ (points - mean) / len(points)  # divided by n, not n - 1
    if covariance_type in ("full", "tied"):
        assert error(total, expected) < 1e-12
    elif covariance_type == "diag":
        assert error(np.diagonal(total), np.diagonal(expected)) < 1e-12
    elif algorithm == "soft-em" or covariance_type == "spherical":
        assert np.trace(total) == pytest.approx(np.trace(expected), rel=1e-12)


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize(("d", "k"), SIZES)
@pytest.mark.parametrize("algorithm", EM)
def test_m_is_the_weighted_maximum_likelihood_answer(algorithm: str, d: int, k: int, covariance_type: str) -> None:
    points, start = _setting(d, k, covariance_type)
    mixture = _em_states(points, start, algorithm, 1)[2].mixture
    shares = posterior(points, start) if algorithm == "soft-em" else one_hot(labels(points, start, "hard-em"), k)
    counts = shares.sum(axis=0)
    assert error(mixture.weights, counts / len(points)) < 1e-12
    assert error(mixture.means, shares.T @ points / counts[:, None]) < 1e-12
    deviations = points[:, None] - mixture.means
    full = np.einsum("nk,nki,nkj->kij", shares, deviations, deviations) / counts[:, None, None]
    expected = {
        "full": full,
        "tied": np.tile(np.average(full, axis=0, weights=counts), (k, 1, 1)),
        "diag": full * np.eye(d),
        "spherical": np.trace(full, axis1=1, axis2=2)[:, None, None] / d * np.eye(d),
    }[covariance_type]
    assert error(mixture.covariances, expected) < 1e-12


@pytest.mark.parametrize(("d", "k"), SIZES)
def test_more_freedom_fits_better(d: int, k: int) -> None:
    points, start = _setting(d, k, "full")
    shares = posterior(points, start)
    means = shares.T @ points / shares.sum(axis=0)[:, None]
    statistics = sufficient_statistics(points, shares, means, 0.0)
    q = {}
    for name, kind in COVARIANCE_TYPES.items():
        covariances = kind.restrict(statistics.scatters, statistics.counts)
        q[name] = expected_log_joint(statistics, means, Mixture(statistics.counts / len(points), means, covariances))
    slack = 1e-12 * abs(q["full"])
    assert q["full"] >= q["tied"] - slack
    assert q["full"] >= q["diag"] - slack
    assert q["diag"] >= q["spherical"] - slack
    if d > 1:
        assert q["full"] > q["spherical"]


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize("d", [1, 2, 5, 10, 50])
@pytest.mark.parametrize("algorithm", EM)
def test_one_component_is_the_closed_form_after_one_step(algorithm: str, d: int, covariance_type: str) -> None:
    points, start = _setting(d, 1, covariance_type)
    mixture = _em_states(points, start, algorithm, 1)[2].mixture
    covariance = np.cov(points.T, bias=True).reshape(d, d)
    if covariance_type == "diag":
        covariance = covariance * np.eye(d)
    elif covariance_type == "spherical":
        covariance = np.trace(covariance) / d * np.eye(d)
    assert mixture.weights[0] == 1
    assert error(mixture.means[0], points.mean(axis=0)) < 1e-12
    assert error(mixture.covariances[0], covariance) < 1e-12


# --- equivariance ------------------------------------------------------------------------------------------


def _one_step(points: Floats, start: Mixture, algorithm: str) -> Mixture:
    return fit(points, start.k, algorithm, init=start, max_iter=1, min_variance=0.0).mixture


def _mapped(mixture: Mixture, linear: Floats, shift: Floats) -> Mixture:
    """The mixture of A x + b."""
    covariances = linear @ mixture.covariances @ linear.T
    symmetric = (covariances + covariances.swapaxes(1, 2)) / 2
    return replace(mixture, means=mixture.means @ linear.T + shift, covariances=symmetric)


def _permuted(mixture: Mixture, order: Floats) -> Mixture:
    return replace(
        mixture, weights=mixture.weights[order], means=mixture.means[order], covariances=mixture.covariances[order]
    )


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize(("d", "k"), SIZES)
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_permutations_of_rows_components_and_columns(algorithm: str, d: int, k: int, covariance_type: str) -> None:
    points, start = _setting(d, k, covariance_type)
    rng = np.random.default_rng(1)
    plain = _one_step(points, start, algorithm)
    assert mixture_error(_one_step(points[rng.permutation(len(points))], start, algorithm), plain) < 1e-12
    order = rng.permutation(k)
    assert mixture_error(_one_step(points, _permuted(start, order), algorithm), _permuted(plain, order)) < 1e-12
    swap = np.eye(d)[rng.permutation(d)]
    mapped = _one_step(points @ swap.T, _mapped(start, swap, np.zeros(d)), algorithm)
    assert mixture_error(mapped, _mapped(plain, swap, np.zeros(d))) < 1e-12


@pytest.mark.parametrize("covariance_type", ["full", "tied", "spherical"])
@pytest.mark.parametrize(("d", "k"), SIZES)
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_rotation(algorithm: str, d: int, k: int, covariance_type: str) -> None:
    points, start = _setting(d, k, covariance_type)
    turn = np.linalg.qr(np.random.default_rng(2).normal(size=(d, d)))[0]
    turned = _one_step(points @ turn.T, _mapped(start, turn, np.zeros(d)), algorithm)
    assert mixture_error(turned, _mapped(_one_step(points, start, algorithm), turn, np.zeros(d))) < 1e-12


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize(("d", "k"), SIZES)
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_scaling_and_shift(algorithm: str, d: int, k: int, covariance_type: str) -> None:
    points, start = _setting(d, k, covariance_type)
    linear, shift = 3.7 * np.eye(d), np.linspace(-5, 5, d)
    if algorithm != "kmeans" and covariance_type != "spherical":  # these do not mind a unit for each column
        linear = np.diag(np.linspace(0.1, 9, d))
    moved = _one_step(points @ linear.T + shift, _mapped(start, linear, shift), algorithm)
    assert mixture_error(moved, _mapped(_one_step(points, start, algorithm), linear, shift)) < 1e-12


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("covariance_type", TYPES)
def test_far_from_the_origin(algorithm: str, covariance_type: str) -> None:
    points, start = _setting(2, 4, covariance_type)
    points = np.round(points * 2**16) / 2**16  # with 2^30 added they are still exact
    start = replace(start, means=np.round(start.means * 2**16) / 2**16)
    offset = 2.0**30
    near = _em_states(points, start, algorithm, 20)
    far = _em_states(points + offset, replace(start, means=start.means + offset), algorithm, 20)
    assert len(near) == len(far)
    for a, b in zip(near, far, strict=True):
        assert abs(a.objective - b.objective) <= 1e-13 * max(_size(points, start), a.objective)
        assert error(b.mixture.covariances, a.mixture.covariances) < 1e-12
        assert error(b.scaled.means * b.scaling.scale + (b.scaling.centre - offset), a.mixture.means) < 1e-12


# --- merging -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_blocks_merge(algorithm: str, block: int) -> None:
    points, start = _setting(3, 2, "full")
    points = np.concatenate([points] * 8 + [points[:5]])
    problem = prepare(points, RunSpec(**exact(start, algorithm=algorithm)))
    mixture = problem.scaling.transform(start)
    by_blocks = [make(problem.columns, block) for make in (NumpyBackend, NumbaBackend)]
    whole = NumpyBackend(problem.columns, len(points))
    expected = whole.statistics(problem.algorithm, mixture, mixture.means)
    for backend in by_blocks:
        merged, again = (backend.statistics(problem.algorithm, mixture, mixture.means) for _ in range(2))
        for name in ("counts", "sums", "scatters", "objective", "entropy", "n"):
            assert np.array_equal(getattr(merged, name), getattr(again, name))
            if (algorithm, name) != ("kmeans", "scatters"):
                assert error(getattr(merged, name), getattr(expected, name)) < 1e-12
        traces = [statistics.scatters.trace(axis1=1, axis2=2) for statistics in (merged, expected)]
        assert error(*traces) < 1e-12


# --- three algorithms that are one -------------------------------------------------------------------------


def _as(
    algorithm: Algorithm, points: Floats, start: Mixture, iterations: int, backend: type[NumpyBackend] = NumbaBackend
) -> list[State]:
    """A run of an algorithm that has no name of its own."""
    spec = RunSpec(**exact(start, algorithm="hard-em", tol=0.0, max_iter=iterations, min_variance=0.0))
    problem: Problem = replace(prepare(points, spec, backend=backend), algorithm=algorithm)
    return list(states(problem))


def _shared_sphere(points: Floats, k: int, variance: float, seed: int) -> Mixture:
    d = points.shape[1]
    means = points[np.random.default_rng(seed).choice(len(points), k, replace=False)]
    return Mixture(np.full(k, 1 / k), means, np.tile(variance * np.eye(d), (k, 1, 1)), "tied")


@pytest.mark.parametrize(("d", "k"), [*SIZES, (2, 9)])
def test_hard_em_with_one_sphere_and_equal_weights_is_k_means(d: int, k: int) -> None:
    points, _ = _setting(d, k, "full")
    start = _shared_sphere(points, k, 2.0, seed=3)
    lloyd = ALGORITHMS["kmeans"]
    sphere = replace(ALGORITHMS["hard-em"], weights=lloyd.weights, covariances=lloyd.covariances, m_kernel="")
    hard = _as(sphere, points, start, 100, NumpyBackend)
    spec = RunSpec(**exact(start, algorithm="kmeans", tol=0.0))
    textbook, compiled = (list(states(prepare(points, spec, backend=make))) for make in (NumpyBackend, NumbaBackend))
    assert len(hard) == len(textbook) == len(compiled) > 4
    for a, b, c in zip(hard, textbook, compiled, strict=True):
        np.testing.assert_array_equal(labels(points, a.mixture, "hard-em"), labels(points, b.mixture, "kmeans"))
        np.testing.assert_array_equal(labels(points, a.mixture, "hard-em"), labels(points, c.mixture, "kmeans"))
        assert a.mixture.means.tobytes() == b.mixture.means.tobytes()
        assert error(c.mixture.means, b.mixture.means) < 1e-14


@pytest.mark.parametrize(("d", "k"), [(1, 3), (2, 4), (5, 3)])
def test_soft_em_of_vanishing_spheres_is_k_means(d: int, k: int) -> None:
    rng = np.random.default_rng([9, d, k])
    points = (np.arange(k) * 10)[rng.integers(k, size=200), None] + rng.uniform(-3, 3, size=(200, d))
    means = (np.arange(k) * 10.0)[:, None] + rng.uniform(-0.5, 0.5, size=(k, d))
    gaps = np.diff(np.sort(((points[:, None] - means) ** 2).sum(axis=2), axis=1)[:, :2], axis=1)
    variance = gaps.min() / 2 / 40
    start = Mixture(np.full(k, 1 / k), means, np.tile(variance * np.eye(d), (k, 1, 1)), "tied")
    lloyd = ALGORITHMS["kmeans"]
    small = replace(ALGORITHMS["soft-em"], weights=lloyd.weights, covariances=lloyd.covariances, m_kernel="")
    soft, plain = _as(small, points, start, 1), run(points, **exact(start, algorithm="kmeans", max_iter=1))
    assert soft[2].phase is plain[2].phase is Phase.M
    assert error(soft[2].mixture.means, plain[2].mixture.means) < 1e-14


@pytest.mark.parametrize(("d", "k"), [*SIZES, (2, 9)])
def test_inertia_is_total_minus_between(d: int, k: int) -> None:
    points, _ = _setting(d, k, "full")
    found = fit(points, k, "kmeans", tol=0.0, seed=5)
    assigned = labels(points, found.mixture, "kmeans")
    mean = points.mean(axis=0)
    between = (np.bincount(assigned, minlength=k) * ((found.mixture.means - mean) ** 2).sum(axis=1)).sum()
    total = ((points - mean) ** 2).sum()
    assert found.objective + between == pytest.approx(total, rel=1e-12)
    sphere = found.objective / points.size * np.eye(d)
    assert error(found.mixture.covariances, np.tile(sphere, (k, 1, 1))) < 1e-12


def test_half_steps_end_in_a_fixed_point() -> None:
    points, start = _setting(2, 4, "full")
    problem = prepare(points, RunSpec(**exact(start, algorithm="hard-em", tol=0.0, min_variance=0.0)))
    last = list(states(problem))[-1]
    assert last.status == "converged"
    moved = half_step(problem, last)
    assert moved.phase is Phase.M
    assert mixture_error(moved.mixture, last.mixture) == 0
