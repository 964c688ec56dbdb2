"""The passes in machine code against the textbook: every kernel, and what it does where numbers end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numba import njit

from gmmgui.core import (
    ALGORITHMS,
    COVARIANCE_TYPES,
    Mixture,
    Partition,
    RunSpec,
    StartError,
    Statistics,
    log_likelihood,
    prepare,
    responsibilities,
    start,
)
from gmmgui.core.backend.kernels import exp2
from gmmgui.core.backend.numba_backend import NumbaBackend
from gmmgui.core.backend.numpy_backend import NumpyBackend
from gmmgui.core.covariance import is_singular, lift
from gmmgui.core.gaussian import log_joint, one_hot, soft_responsibilities, squared_distances
from gmmgui.core.limits import EMPTY_COUNT
from gmmgui.core.types import Floats

from .support import blobs, exact, random_mixture

SOFT = ALGORITHMS["soft-em"]

EM = ["hard-em", "soft-em"]
TYPES = list(COVARIANCE_TYPES)
WITH_DIAGONALS_ONLY = ("diag", "spherical")

DIGITS = 1e-12
"""How far the kernels may be from the textbook."""
LOGS = 100.0
"""A log-density beyond this has lost so many digits behind the point that its exponential cannot keep twelve."""
CLEAR = 1e-9
"""A lead in log-density that no rounding error turns round."""
NOTHING = 1e-270
"""Responsibilities that small may be anything: the kernels take 2^-900 for all that is below."""


# --- points and mixtures of all sorts ----------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Points (d, n) and a mixture, both as the passes want them, and what scatters are taken about."""

    columns: Floats
    mixture: Mixture
    reference: Floats

    @property
    def points(self) -> Floats:
        """(n, d)"""
        return self.columns.T

    def conditions(self) -> Floats:
        """(k,) by how much a whitened deviation is worse than the deviation."""
        return np.sqrt(np.linalg.cond(self.mixture.covariances))


def _case(points: Floats, mixture: Mixture, reference: Floats | None = None) -> Case:
    columns = np.ascontiguousarray(points.T)
    return Case(columns, mixture, mixture.means if reference is None else reference)


SORTS_OF_WEIGHTS = {
    "even": lambda rng, k: rng.dirichlet(np.full(k, 40.0)),
    "uneven": lambda rng, k: rng.dirichlet(np.full(k, 0.3)),
    "tiny": lambda rng, k: np.where(np.arange(k) == k // 2, 1.0, 10.0 ** rng.uniform(-300, -5, size=k)),
    "some zero": lambda rng, k: np.where(np.arange(k) % 2, 0.0, 1 / ((k + 1) // 2)),
}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Random blobs under a random mixture: near and far, round and oblong, light and heavy."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n, k = draw(st.integers(2, 700)), draw(st.integers(1, 8))
    d = draw(st.one_of(st.integers(1, 5), st.integers(6, 50)))
    points = blobs(rng, n, d, k, spread=draw(st.sampled_from([0.0, 1.0, 4.0, 40.0])))
    covariance_type = draw(st.sampled_from(TYPES))
    mixture = random_mixture(rng, np.vstack([points] * k), k, covariance_type)
    oblong = np.exp(rng.uniform(-1, 1, size=d) * draw(st.sampled_from([0.0, 2.0])))
    if covariance_type == "spherical":
        oblong[:] = oblong[0]
    mixture = replace(
        mixture,
        weights=SORTS_OF_WEIGHTS[draw(st.sampled_from(list(SORTS_OF_WEIGHTS)))](rng, k),
        covariances=mixture.covariances * np.outer(oblong, oblong) * draw(st.sampled_from([0.01, 1.0, 100.0])),
    )
    if draw(st.booleans()):
        points[rng.integers(n)] += draw(st.sampled_from([30.0, 1e3, 1e6]))
    offset = draw(st.sampled_from([0.0, 0.0, 1e3]))
    mixture = replace(mixture, means=mixture.means + offset)
    reference = mixture.means + draw(st.sampled_from([0.0, 0.5, 3.0])) * rng.normal(size=(k, d))
    return _case(points + offset, mixture, reference)


def _all_dimensions(covariance_type: str) -> Iterator[Case]:
    for d in range(1, 51):
        rng = np.random.default_rng([31, d])
        k = 1 + d % 4
        points = blobs(rng, 135 + 2 * d, d, k)
        mixture = random_mixture(rng, points, k, covariance_type)
        for shift in (0.0, 0.75):
            yield _case(points, mixture, mixture.means + shift * rng.normal(size=(k, d)))


# --- how far apart two answers may be ----------------------------------------------------------------------


@dataclass(frozen=True)
class Truth:
    """What the textbook knows of a case, point by point, and how well anybody could know it.

    Parameters
    ----------
    shares : (n, k) responsibilities.
    doubt : (n, k) by how much each of them may be wrong.
    heights : (n,) the highest log w_k N_k(x_i).
    leads : (n,) by how much it leads.
    """

    shares: Floats
    doubt: Floats
    heights: Floats
    leads: Floats


def _truth(case: Case, soft: bool) -> Truth:
    joint = log_joint(case.points, case.mixture)
    ordered = np.sort(joint, axis=1)
    leads = ordered[:, -1] - ordered[:, -2] if joint.shape[1] > 1 else np.full(len(joint), np.inf)
    if not soft:
        shares = one_hot(joint.argmax(axis=1), case.mixture.k)
        return Truth(shares, DIGITS * shares, ordered[:, -1], leads)
    shares = soft_responsibilities(joint)[0]
    logs = np.abs(np.where(np.isfinite(joint), joint, 0.0)) * case.conditions() / LOGS
    others = (shares * logs).sum(axis=1, keepdims=True) - shares * logs
    lost = np.maximum(1, (1 - shares) * logs + others)  # a share of one does not mind how far off the point is
    return Truth(shares, DIGITS * shares * lost + NOTHING, ordered[:, -1], leads)


def _parts(statistics: Statistics, covariance_type: str) -> Floats:
    """The scatters, as far as they are promised."""
    if covariance_type in WITH_DIAGONALS_ONLY:
        return np.diagonal(statistics.scatters, axis1=1, axis2=2)
    return statistics.scatters


def _check_sums(found: Statistics, expected: Statistics, case: Case, truth: Truth) -> None:
    """Counts, sums and scatters: each number within what the doubts about the responsibilities add up to."""
    kind = case.mixture.covariance_type
    deviations = [np.abs(case.points - mean) for mean in case.reference]
    moments = np.array([(doubt[:, None] * x).T @ x for doubt, x in zip(truth.doubt.T, deviations, strict=True)])
    if kind in WITH_DIAGONALS_ONLY:
        moments = np.diagonal(moments, axis1=1, axis2=2)
    assert (np.abs(found.counts - expected.counts) <= truth.doubt.sum(axis=0)).all()
    assert (np.abs(found.sums - expected.sums) <= truth.doubt.T @ np.abs(case.points)).all()
    assert (np.abs(_parts(found, kind) - _parts(expected, kind)) <= moments).all()
    assert found.n == expected.n


def _check_totals(found: Statistics, expected: Statistics, case: Case, truth: Truth) -> None:
    scale = np.maximum(1, np.abs(truth.heights)).sum()
    assert abs(found.objective - expected.objective) <= DIGITS * scale
    logs = np.abs(np.log(truth.shares, where=truth.shares > 0, out=np.zeros_like(truth.shares)))
    spread = (truth.doubt * (1 + logs)).sum() if found.entropy else 0.0
    assert abs(found.entropy - expected.entropy) <= spread


def _check_em(case: Case, algorithm: str, block: int | None = None) -> None:
    known = ALGORITHMS[algorithm]
    truth = _truth(case, known.soft)
    assert known.soft or (truth.leads > CLEAR).all()  # a point that belongs to either would change all that is summed
    expected = NumpyBackend(case.columns, len(case.points)).statistics(
        known, case.mixture, case.reference
    )
    found = NumbaBackend(case.columns, block).statistics(known, case.mixture, case.reference)
    _check_sums(found, expected, case, truth)
    _check_totals(found, expected, case, truth)
    assert (found.scatters == found.scatters.swapaxes(1, 2)).all()


def _check_k_means(case: Case, block: int | None = None) -> None:
    """Distances are the textbook's to the bit, so there is nothing to be in doubt of but the order of sums."""
    known = ALGORITHMS["kmeans"]
    expected = NumpyBackend(case.columns, len(case.points)).statistics(
        known, case.mixture, case.reference
    )
    found = NumbaBackend(case.columns, block).statistics(known, case.mixture, case.reference)
    magnitudes = one_hot(squared_distances(case.points, case.mixture.means).argmin(axis=1), case.mixture.k).T
    assert (found.counts == expected.counts).all()
    assert (np.abs(found.sums - expected.sums) <= DIGITS * magnitudes @ np.abs(case.points)).all()
    np.testing.assert_allclose(
        found.scatters.trace(axis1=1, axis2=2), expected.scatters.trace(axis1=1, axis2=2), rtol=DIGITS, atol=0
    )
    assert found.objective == pytest.approx(expected.objective, rel=DIGITS, abs=0)
    assert (found.entropy, found.n) == (0.0, expected.n)


# --- the same as the textbook ------------------------------------------------------------------------------


@pytest.mark.parametrize("covariance_type", TYPES)
def test_statistics_in_all_dimensions(covariance_type: str) -> None:
    for case in _all_dimensions(covariance_type):
        for algorithm in EM:
            _check_em(case, algorithm)
        _check_k_means(case)


@settings(max_examples=150, deadline=None)
@given(case=cases(), algorithm=st.sampled_from(EM), block=st.sampled_from([None, 7, 64, 300]))
def test_statistics_of_em(case: Case, algorithm: str, block: int | None) -> None:
    assume(algorithm == "soft-em" or (_truth(case, soft=False).leads > CLEAR).all())
    _check_em(case, algorithm, block)


@settings(max_examples=80, deadline=None)
@given(case=cases(), block=st.sampled_from([None, 7, 64, 300]))
def test_statistics_of_k_means(case: Case, block: int | None) -> None:
    _check_k_means(case, block)


@settings(max_examples=80, deadline=None)
@given(case=cases(), block=st.sampled_from([None, 7, 300]), seed=st.integers(0, 1000))
def test_statistics_of_given_labels(case: Case, block: int | None, seed: int) -> None:
    n, k = len(case.points), case.mixture.k
    given_labels = np.random.default_rng(seed).integers(max(1, k - 1), size=n)  # the last component has none
    partition, shares = Partition(given_labels, k), one_hot(given_labels, k)
    truth = Truth(shares, DIGITS * shares, np.zeros(n), np.zeros(n))
    full = replace(case, mixture=replace(case.mixture, covariance_type="full"))
    for name, algorithm in ALGORITHMS.items():
        expected, found = (
            make(case.columns, size).partition_statistics(algorithm, partition, case.reference)
            for make, size in ((NumpyBackend, n), (NumbaBackend, block))
        )
        if name == "kmeans":
            traces = (statistics.scatters.trace(axis1=1, axis2=2) for statistics in (found, expected))
            np.testing.assert_allclose(*traces, rtol=DIGITS, atol=0)
            found = replace(found, scatters=expected.scatters.copy())
        _check_sums(found, expected, full, truth)
        assert (found.counts == expected.counts).all()
        assert (found.objective, found.entropy) == (0.0, 0.0)


@settings(max_examples=80, deadline=None)
@given(case=cases(), algorithm=st.sampled_from(EM), block=st.sampled_from([None, 7, 300]))
def test_labels(case: Case, algorithm: str, block: int | None) -> None:
    found = NumbaBackend(case.columns, block).labels(ALGORITHMS[algorithm], case.mixture)
    joint = log_joint(case.points, case.mixture)
    clear = _truth(case, soft=False).leads > CLEAR
    np.testing.assert_array_equal(found[clear], joint.argmax(axis=1)[clear])
    behind = joint.max(axis=1) - joint[np.arange(len(joint)), found]
    assert (behind <= DIGITS * np.abs(joint.max(axis=1)) * case.conditions().max() + CLEAR).all()


@settings(max_examples=80, deadline=None)
@given(case=cases(), block=st.sampled_from([None, 7, 300]))
def test_nearest_means_are_those_of_the_textbook_to_the_bit(case: Case, block: int | None) -> None:
    textbook, compiled = (make(case.columns, block) for make in (NumpyBackend, NumbaBackend))
    means = np.concatenate([case.mixture.means, case.mixture.means, case.points[:3]])  # ties, and distances of zero
    twice = Mixture(np.ones(len(means)), means, np.zeros((*means.shape, means.shape[1])))
    algorithm = ALGORITHMS["kmeans"]
    expected, found = textbook.labels(algorithm, twice), compiled.labels(algorithm, twice)
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(found, squared_distances(case.points, means).argmin(axis=1))


@settings(max_examples=80, deadline=None)
@given(case=cases(), block=st.sampled_from([None, 7, 300]))
def test_distances_to_the_nearest_are_those_of_the_textbook_to_the_bit(case: Case, block: int | None) -> None:
    parts = NumbaBackend(case.columns, block).each_block(
        case.reference, lambda first, found: (first, found)
    )
    distances = np.concatenate([found for _, found in parts])
    assert [first for first, _ in parts] == np.cumsum([0, *(len(found) for _, found in parts)])[:-1].tolist()
    assert distances.tobytes() == squared_distances(case.points, case.reference).min(axis=1).tobytes()


@settings(max_examples=80, deadline=None)
@given(case=cases(), block=st.sampled_from([None, 7, 300]))
def test_responsibilities(case: Case, block: int | None) -> None:
    found = NumbaBackend(case.columns, block).responsibilities(SOFT, case.mixture)
    truth = _truth(case, soft=True)
    assert (np.abs(found - truth.shares) <= truth.doubt).all()
    assert np.abs(found.sum(axis=1) - 1).max() <= 1e-14
    assert (found[:, case.mixture.weights == 0] == 0).all()


@settings(max_examples=80, deadline=None)
@given(case=cases(), block=st.sampled_from([None, 7, 300]), m=st.integers(1, 5))
def test_posterior_means(case: Case, block: int | None, m: int) -> None:
    values = np.random.default_rng(m).normal(size=(case.mixture.k, m))
    found = NumbaBackend(case.columns, block).posterior_mean(SOFT, case.mixture, values)
    truth = _truth(case, soft=True)
    assert found.dtype == np.float32
    in_single_precision = np.finfo(np.float32).eps * np.abs(truth.shares @ values) + np.finfo(np.float32).tiny
    assert (np.abs(found - truth.shares @ values) <= truth.doubt @ np.abs(values) + in_single_precision).all()


@settings(max_examples=40, deadline=None)
@given(case=cases(), ends=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_piece_of_a_blend_is_that_of_the_whole(case: Case, ends: tuple[float, float]) -> None:
    n = case.columns.shape[1]
    rows = slice(*sorted(round(end * n) for end in ends))
    values = np.random.default_rng(0).normal(size=(case.mixture.k, 3))
    for make in (NumbaBackend, NumpyBackend):
        whole, piece = (
            make(case.columns).posterior_mean(SOFT, case.mixture, values, part) for part in (None, rows)
        )
        assert piece.shape == (rows.stop - rows.start, 3)
        assert np.allclose(piece, whole[rows], rtol=1e-5, atol=1e-6)


@settings(max_examples=300, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    d=st.integers(1, 6),
    above=st.sampled_from([0.5, 1 - 1e-9, 1 - 1e-15, 1.0, 1 + 1e-15, 1 + 1e-9, 2.0, 1e9]),
    width=st.sampled_from([0.0, 1e-16, 1e-15, 1e-12, 1e-6, 1.0]),
    has_floor=st.booleans(),
)
def test_what_is_regular_needs_no_close_look(seed: int, d: int, above: float, width: float, has_floor: bool) -> None:
    """Covariances whose least eigenvalue is just above or below the floor, or flat to some rounding errors."""
    rng = np.random.default_rng(seed)
    variances = np.exp(rng.normal(size=d))
    floors = 1e-6 * variances if has_floor else np.zeros(d)
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    values = np.concatenate([[above if has_floor else width], above + width * rng.uniform(0, 100, size=d - 1)])
    roots = np.sqrt(floors if has_floor else variances)
    covariance = turn * values @ turn.T * np.outer(roots, roots)
    covariance = (covariance + covariance.T) / 2
    others = np.tile(np.diag(variances), (2, 1, 1))
    backend = NumbaBackend(np.zeros((d, 1)))
    if backend.are_regular(np.concatenate([others, [covariance]]), floors, variances):
        lifted = lift(covariance, floors)[0] if has_floor else covariance
        np.testing.assert_allclose(covariance, lifted, rtol=0, atol=1e-14 * np.abs(covariance).max())
        assert not is_singular(covariance, variances)
    assert backend.are_regular(others, floors, variances)


@pytest.mark.parametrize("d", [1, 2, 3, 4, 5, 8, 13])
@pytest.mark.parametrize("n", [1, 2, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1025])
def test_the_ends_of_tiles(n: int, d: int) -> None:
    rng = np.random.default_rng([n, d])
    mixture = random_mixture(rng, blobs(rng, 50, d, 2), 3, "full")
    case = _case(blobs(rng, n, d, 2), mixture, mixture.means + 0.5)
    _check_em(case, "soft-em")
    _check_em(case, "hard-em")
    _check_k_means(case)


@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_ties_go_to_the_lowest(d: int) -> None:
    points = np.random.default_rng(d).normal(size=(700, d))
    mixture = Mixture(np.full(9, 1 / 9), np.tile(np.zeros(d), (9, 1)), np.tile(np.eye(d), (9, 1, 1)))
    backend = NumbaBackend(np.ascontiguousarray(points.T))
    for algorithm in ALGORITHMS.values():
        assert (backend.labels(algorithm, mixture) == 0).all()
        if not algorithm.soft:
            assert backend.statistics(algorithm, mixture, mixture.means).counts.tolist() == [700] + [0] * 8
    np.testing.assert_allclose(backend.responsibilities(SOFT, mixture), 1 / 9, rtol=1e-15)


@pytest.mark.parametrize("d", [1, 2, 3, 5])
@pytest.mark.parametrize("k", [2, 9, 64, 700])
def test_components_that_are_all_the_same(k: int, d: int) -> None:
    """As one of them, and everybody is in doubt: the products of sums of powers are as large as they can be."""
    points = np.random.default_rng(d).normal(size=(700, d))
    one = Mixture([1.0], np.zeros((1, d)), np.eye(d)[None])
    all_same = Mixture(np.full(k, 1 / k), np.zeros((k, d)), np.tile(np.eye(d), (k, 1, 1)))
    backend = NumbaBackend(np.ascontiguousarray(points.T))
    alone, together = (backend.statistics(ALGORITHMS["soft-em"], mixture, mixture.means) for mixture in (one, all_same))
    assert together.objective == pytest.approx(alone.objective, rel=1e-13)
    assert together.entropy == pytest.approx(700 * np.log(k), rel=1e-13)
    np.testing.assert_allclose(together.counts, 700 / k, rtol=1e-13)


@pytest.mark.parametrize("k", [255, 256, 257, 300])
def test_labels_of_very_many_components(k: int) -> None:
    points = np.random.default_rng(k).permutation(np.arange(k)).astype(float)
    mixture = Mixture(np.full(k, 1 / k), np.arange(k)[:, None], np.full((k, 1, 1), 0.01))
    for algorithm in ALGORITHMS.values():
        backend = NumbaBackend(points[None], block=100)
        found = backend.labels(algorithm, mixture)
        np.testing.assert_array_equal(found, points)
        assert found.dtype == (np.uint8 if k <= 256 else np.uint16)
        assert backend.statistics(algorithm, mixture, mixture.means).counts == pytest.approx(np.ones(k), rel=1e-12)


def test_diagonals_only_are_taken_for_what_they_are_only() -> None:
    """A mixture may be called diagonal, as one given by hand, and not be so."""
    rng = np.random.default_rng(6)
    points = blobs(rng, 200, 5, 2)
    mixture = replace(random_mixture(rng, points, 2, "full"), covariance_type="diag")
    case = _case(points, mixture)
    truth = _truth(case, soft=True)
    backend = NumbaBackend(case.columns)
    assert (np.abs(backend.responsibilities(SOFT, mixture) - truth.shares) <= truth.doubt).all()
    _check_em(replace(case, mixture=replace(mixture, covariance_type="full")), "soft-em")
    _check_em(case, "soft-em")


# --- powers of two -----------------------------------------------------------------------------------------


@njit
def _powers(exponents: Floats, result: Floats) -> None:
    for i in range(len(exponents)):
        result[i] = exp2(exponents[i])


@njit(fastmath={"contract", "reassoc", "nsz", "arcp"}, error_model="numpy")
def _fast_powers(exponents: Floats, result: Floats) -> None:
    for i in range(len(exponents)):
        result[i] = exp2(exponents[i])


def _errors(exponents: Floats, powers: Floats) -> Floats:
    """How many units in its last place each of ``powers`` is from 2^x; with 40 digits."""
    with localcontext(prec=40):
        exact_powers = [Decimal(2) ** Decimal(x) for x in exponents.tolist()]
        units = map(Decimal, np.spacing(powers).tolist())
        differences = zip(powers.tolist(), exact_powers, units, strict=True)
        return np.array([float((Decimal(p) - true) / unit) for p, true, unit in differences])


RANDOM = np.random.default_rng(12)
EXPONENTS = {
    "dense below zero": np.linspace(-3, 0, 3001),
    "dense everywhere": np.linspace(-1021, 0, 3001),
    "random": -RANDOM.uniform(0, 1021, size=3000),
    "tiny": -(10.0 ** RANDOM.uniform(-320, 0, size=1000)),
    "around halves": np.concatenate([np.nextafter(h := np.arange(-1020.5, 0), -np.inf), h, np.nextafter(h, np.inf)]),
    "around whole numbers": np.concatenate([np.nextafter(w := np.arange(-1020.0, 0), -np.inf), np.nextafter(w, 0)]),
}


@pytest.mark.parametrize("loop", [_powers, _fast_powers], ids=["alone", "in a fast loop"])
@pytest.mark.parametrize("name", list(EXPONENTS))
def test_powers_of_two_are_good_to_two_units_in_the_last_place(name: str, loop: object) -> None:
    exponents = EXPONENTS[name]
    powers = np.empty_like(exponents)
    loop(exponents, powers)  # type: ignore[operator]
    assert np.abs(_errors(exponents, powers)).max() <= 2


@pytest.mark.parametrize("loop", [_powers, _fast_powers], ids=["alone", "in a fast loop"])
def test_whole_powers_of_two_are_exact(loop: object) -> None:
    exponents = np.concatenate([np.arange(-1021.0, 1.0), [-0.0]])
    powers = np.empty_like(exponents)
    loop(exponents, powers)  # type: ignore[operator]
    np.testing.assert_array_equal(powers, np.ldexp(1.0, exponents.astype(int)))


# --- where numbers end -------------------------------------------------------------------------------------


@pytest.mark.parametrize("d", [1, 2, 3, 5])
@pytest.mark.parametrize("distance", [37.0, 38.5, 100.0, 1e6, 1e100])
def test_a_share_below_the_least_power_is_the_least(distance: float, d: int) -> None:
    """2^-900 in sums, which counts as nothing; exactly nothing where it is shown."""
    points = np.zeros((600, d))
    means = np.zeros((2, d))
    means[1, 0] = distance
    mixture = Mixture([0.5, 0.5], means, np.tile(np.eye(d), (2, 1, 1)))
    backend = NumbaBackend(np.ascontiguousarray(points.T))
    statistics = backend.statistics(ALGORITHMS["soft-em"], mixture, mixture.means)
    share = np.exp(-(distance**2) / 2) if distance < 38 else 0.0
    shown = backend.responsibilities(SOFT, mixture)
    if distance**2 / 2 / np.log(2) < 900:
        np.testing.assert_allclose(shown[:, 1], share, rtol=1e-11)
        assert statistics.counts[1] == pytest.approx(600 * share, rel=1e-11)
    else:
        assert (shown[:, 1] == 0).all()
        assert 0 <= statistics.counts[1] <= 600 * 2.0**-900 < EMPTY_COUNT
    assert statistics.counts[0] == 600
    height = -d / 2 * np.log(2 * np.pi) - np.log(2)
    assert statistics.objective == pytest.approx(600 * height, rel=1e-13)
    assert 0 <= statistics.entropy < 1e-260


def _far_points(d: int, lost: list[int]) -> tuple[Floats, Mixture]:
    """Points of which every density is zero, among others of which none is."""
    points = np.random.default_rng(d).normal(size=(600, d))
    points[lost] = 1e200
    covariances = np.eye(d) if d == 1 else np.eye(d) + 0.5
    return points, Mixture([0.3, 0.3, 0.4], np.eye(3, d), np.tile(covariances, (3, 1, 1)))


@pytest.mark.parametrize("lost", [[0], [599], [3, 255, 256, 400], list(range(600))])
@pytest.mark.parametrize("algorithm", EM)
@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_no_density_at_all_makes_the_objective_minus_infinity(d: int, algorithm: str, lost: list[int]) -> None:
    points, mixture = _far_points(d, lost)
    backend = NumbaBackend(np.ascontiguousarray(points.T), block=100)
    assert backend.statistics(ALGORITHMS[algorithm], mixture, mixture.means).objective == -np.inf
    labels = backend.labels(ALGORITHMS[algorithm], mixture)
    assert (labels[lost] == 0).all()


@pytest.mark.parametrize("lost", [[0], [599], [3, 255, 256, 400]])
@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_no_density_at_all_has_no_responsibilities(d: int, lost: list[int]) -> None:
    points, mixture = _far_points(d, lost)
    found = NumbaBackend(np.ascontiguousarray(points.T), block=100).responsibilities(SOFT, mixture)
    assert np.isnan(found[lost]).all()
    others = np.setdiff1d(np.arange(600), lost)
    assert np.abs(found[others].sum(axis=1) - 1).max() <= 1e-14


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_far_points_of_narrow_components_are_no_nan(d: int, covariance_type: str) -> None:
    rng = np.random.default_rng(d)
    points = rng.normal(size=(300, d)) * 1e140
    mixture = random_mixture(rng, rng.normal(size=(30, d)), 3, covariance_type)
    mixture = replace(mixture, covariances=mixture.covariances * 1e-300)
    backend = NumbaBackend(np.ascontiguousarray(points.T))
    for algorithm in EM:
        assert backend.statistics(ALGORITHMS[algorithm], mixture, mixture.means).objective == -np.inf


def test_what_the_program_says_of_no_density() -> None:
    points, mixture = np.array([[0.0], [1.0], [2.0]]), Mixture([1.0], [[1e9]], [[[1e-306]]])
    assert log_likelihood(points, mixture) == -np.inf
    with pytest.raises(StartError, match="row 1 is so far"):
        responsibilities(points, mixture)
    for algorithm in EM:
        problem = prepare(
            points, RunSpec(**exact(mixture, algorithm=algorithm, min_variance=0.0)), backend=NumbaBackend
        )
        with pytest.raises(StartError, match=r"every density is zero|singular"):
            start(problem)


NOT_POSITIVE = {
    "zero": np.zeros((2, 2)),
    "negative": -np.eye(2),
    "one variance of zero": np.diag([1.0, 0.0]),
    "one variance below zero": np.diag([1.0, -1e-9]),
    "singular": np.ones((2, 2)),
    "indefinite": np.array([[1.0, 2.0], [2.0, 1.0]]),
}


@pytest.mark.parametrize("d", [2, 3, 6])
@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize("name", list(NOT_POSITIVE))
def test_a_covariance_that_is_none_is_refused(name: str, covariance_type: str, d: int) -> None:
    covariances = np.tile(np.eye(d), (3, 1, 1))
    covariances[1, :2, :2] = NOT_POSITIVE[name]
    points = np.random.default_rng(0).normal(size=(50, d))
    mixture = Mixture(np.full(3, 1 / 3), points[:3], covariances, covariance_type)
    for make in (NumpyBackend, NumbaBackend):
        backend = make(np.ascontiguousarray(points.T))
        for algorithm in EM:
            with pytest.raises(np.linalg.LinAlgError):
                backend.statistics(ALGORITHMS[algorithm], mixture, mixture.means)
            with pytest.raises(np.linalg.LinAlgError):
                backend.labels(ALGORITHMS[algorithm], mixture)
        with pytest.raises(np.linalg.LinAlgError):
            backend.responsibilities(SOFT, mixture)
        assert np.isfinite(backend.statistics(ALGORITHMS["kmeans"], mixture, mixture.means).objective)


def test_arrays_that_may_not_be_written_to_are_left_alone() -> None:
    rng = np.random.default_rng(2)
    points = blobs(rng, 300, 3, 2)
    mixture, columns = random_mixture(rng, points, 2, "full"), np.ascontiguousarray(points.T)
    kept = columns.copy()
    columns.setflags(write=False)
    backend = NumbaBackend(columns)
    for algorithm in ALGORITHMS.values():
        backend.statistics(algorithm, mixture, mixture.means)
        labels = backend.labels(algorithm, mixture)
        backend.partition_statistics(algorithm, Partition(labels, 2), mixture.means)
    backend.responsibilities(SOFT, mixture)
    assert (columns == kept).all()


# --- the cache on disk -------------------------------------------------------------------------------------

COMPILE_ONE = """
from gmmgui.core.backend import compiling, kernels
print(compiling.compile_once(*kernels.SIGNATURES["judge"]), kernels.judge.signatures != [])
"""


def _compiled_with_cache(folder: Path) -> str:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", COMPILE_ONE], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_a_damaged_cache_is_done_without(tmp_path: Path, ending: str) -> None:
    assert [_compiled_with_cache(tmp_path) for _ in range(2)] == ["False True", "True True"]
    damaged = list(tmp_path.rglob(f"*.{ending}"))
    assert damaged
    for file in damaged:
        file.write_bytes(file.read_bytes()[:40])
    assert _compiled_with_cache(tmp_path) == "False True"
