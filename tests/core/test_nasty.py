"""Data and starts that nobody wishes for: each ends in an error with a cure, an event, or a status; never in NaN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gmmgui.core import (
    ALGORITHMS,
    COVARIANCE_TYPES,
    INITIALISERS,
    Fit,
    GmmError,
    Mixture,
    PointsError,
    RunSpec,
    SettingsError,
    StartError,
    Status,
    fit,
    labels,
    log_density,
    log_likelihood,
    prepare,
    responsibilities,
    start,
    steps,
)
from gmmgui.core.events import (
    ComponentCollapsed,
    ComponentDropped,
    ComponentEmptied,
    ComponentReseeded,
    CovarianceFloored,
    IdenticalStarts,
    WeightsNormalised,
)
from gmmgui.core.selection import information_criteria
from gmmgui.core.types import Floats

from .support import blobs, error, exact, kinds_of, mixture_error, run, same_bits

EM = ["hard-em", "soft-em"]
TYPES = list(COVARIANCE_TYPES)
SEED_OF_A_GLOBAL_OPTIMUM = 1  # with random labels, K-means ends in a local one from others
GOOD = blobs(np.random.default_rng(1), 80, 2, 2, spread=6.0)
LINE = np.outer(np.arange(24.0), [1.0, 2.0])
THREE_PLACES = np.repeat([[0.0, 0.0], [4.0, 1.0], [1.0, 6.0]], 10, axis=0)


def _is_honest(found: Fit) -> None:
    mixture = found.mixture
    assert all(np.isfinite(part).all() for part in (mixture.weights, mixture.means, mixture.covariances))
    assert abs(mixture.weights.sum() - 1) <= 1e-14
    assert np.isfinite(found.trace).all()
    assert found.status in ("converged", "max-iter", "degenerate")
    assert found.status != "degenerate" or any(isinstance(event, ComponentCollapsed) for event in found.events)
    assert all(event.sentence.endswith(".") for event in found.events)


def _outcome(*args: Any, **settings: Any) -> Fit | GmmError:
    """A fit that is honest, or an error with a sentence that ends in a cure."""
    try:
        found = fit(*args, **settings)
    except GmmError as error:
        sentences = str(error).rstrip(".").split(". ")
        assert str(error).endswith(".")
        assert len(sentences) > 1 or ";" in str(error) or "must" in str(error), f"no cure: {error}"
        return error
    _is_honest(found)
    return found


def _has_no_answer(outcome: Fit | GmmError) -> bool:
    """Did pure maximum likelihood end in a singular covariance, at the start or later?"""
    return isinstance(outcome, StartError) if isinstance(outcome, GmmError) else outcome.status == "degenerate"


# --- a whole zoo, under everything -------------------------------------------------------------------------

_rng = np.random.default_rng(5)
ZOO: dict[str, Any] = {
    "two equal points": [[1.0, 2.0], [1.0, 2.0]],
    "all identical": np.ones((20, 2)),
    "all zero": np.zeros((20, 2)),
    "minus zero": np.array([[0.0, 1.0], [-0.0, 1.0], [0.0, 2.0], [1.0, -0.0], [1.0, 0.0]]),
    "three places": THREE_PLACES,
    "collinear": LINE,
    "nearly collinear": LINE + _rng.normal(size=LINE.shape) * 1e-13,
    "constant column": np.column_stack([GOOD[:, 0], np.full(80, 7.3)]),
    "nearly constant column": np.column_stack([GOOD[:, 0], 7.3 + 1e-15 * _rng.integers(0, 3, 80)]),
    "outlier": np.vstack([GOOD, [1e12, 1e12]]),
    "outlier of another sign": np.vstack([GOOD + 1e4, [1e12, -3e11]]),
    "outlier of 1e200": np.vstack([GOOD, [1e200, 0.0]]),
    "1e200": GOOD * 1e200,
    "largest": GOOD / np.abs(GOOD).max() * np.finfo(float).max,
    "1e139": GOOD / np.abs(GOOD).max() * 1e139,
    "1e-12": GOOD * 1e-12,
    "1e-139": GOOD / np.abs(GOOD).max() * 1e-138,
    "1e-170": GOOD * 1e-170,
    "subnormal": GOOD * 1e-310,
    "columns of many scales": GOOD * [1e-100, 1e30],
    "a column of 1e-150": GOOD * [1e-150, 1.0],
    "columns far apart": GOOD * [1e-155, 1e-135],
    "offset 1e9": GOOD + 1e9,
    "offset 1e15": GOOD + 1e15,
    "few points": GOOD[:3],
    "one point": GOOD[:1],
    "wide": _rng.normal(size=(4, 9)),
    "square": _rng.normal(size=(6, 6)),
    "grid": np.array([[i, j] for i in range(5) for j in range(5)], dtype=float),
    "one value": np.array([3.0]),
    "two values": np.array([0.0] * 9 + [1.0]),
}


@pytest.mark.parametrize("first_step", ["E", "M"])
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("name", list(ZOO))
def test_zoo(name: str, algorithm: str, first_step: str) -> None:
    for covariance_type in TYPES:
        for k in (1, 2, 3):
            for min_variance in (None, 0.0, 1e-20):
                asked = {"covariance_type": covariance_type, "min_variance": min_variance, "first_step": first_step}
                _outcome(ZOO[name], k, algorithm, max_iter=15, **asked)


@pytest.mark.parametrize("init", list(INITIALISERS))
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("name", ["three places", "minus zero", "two values", "outlier", "grid", "few points"])
def test_zoo_from_every_start(name: str, algorithm: str, init: str) -> None:
    for policy in ("keep", "reseed", "drop"):
        for covariance_type in ("full", "diag"):
            _outcome(ZOO[name], 3, algorithm, covariance_type, init=init, on_empty=policy, max_iter=15)


# --- too few places, too many components -------------------------------------------------------------------


def test_k_means_finds_all_places_of_duplicates() -> None:
    found = fit(THREE_PLACES, 3, "kmeans")
    assert found.objective == 0
    assert found.status == "converged"
    np.testing.assert_array_equal(np.unique(found.mixture.means, axis=0), np.unique(THREE_PLACES, axis=0))


@pytest.mark.parametrize("algorithm", EM)
def test_em_on_duplicates_is_held_at_the_floor_or_stops(algorithm: str) -> None:
    places = [[0.0, 0.0], [4.0, 1.0], [1.0, 6.0]]
    held = fit(THREE_PLACES, 3, algorithm, init=places)
    assert CovarianceFloored in kinds_of(held)
    assert held.status == "converged"
    assert np.linalg.eigvalsh(held.mixture.covariances).min() > 0
    free = fit(THREE_PLACES, 3, algorithm, init=Mixture(np.ones(3) / 3, places, np.tile(np.eye(2), (3, 1, 1))))
    assert free.status == "converged"
    pure = fit(THREE_PLACES, 3, algorithm, "diag", init=places, min_variance=0.0, max_iter=500)
    assert pure.status == "degenerate"
    assert ComponentCollapsed in kinds_of(pure)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("init", ["k-means++", "random-points", "farthest-first", "k-means"])
def test_more_components_than_places(algorithm: str, init: str) -> None:
    with pytest.raises(StartError, match=r"only 3 distinct points.*Choose a smaller K"):
        fit(THREE_PLACES, 4, algorithm, init=init)


@pytest.mark.parametrize("policy", ["keep", "reseed", "drop"])
@pytest.mark.parametrize(
    "init", ["random-labels", "principal-quantiles", [[0.0, 0.0], [4.0, 1.0], [1.0, 6.0], [2.0, 2.0]]]
)
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_more_components_than_places_from_other_starts(algorithm: str, init: Any, policy: str) -> None:
    """Starts that choose no data points can be made; what becomes of the component too many is told."""
    found = fit(THREE_PLACES, 4, algorithm, init=init, on_empty=policy, seed=SEED_OF_A_GLOBAL_OPTIMUM)
    _is_honest(found)
    assert found.status == "converged"
    assert kinds_of(found) & {ComponentEmptied, ComponentDropped, CovarianceFloored}
    if algorithm == "kmeans":
        assert found.objective == 0
        assert len(np.unique(labels(THREE_PLACES, found.mixture, algorithm))) == 3
        assert found.mixture.k == (3 if policy == "drop" else 4)
    pure = _outcome(THREE_PLACES, 4, algorithm, init=init, on_empty=policy, min_variance=0.0)
    assert algorithm == "kmeans" or _has_no_answer(pure)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_a_minus_zero_is_a_zero(algorithm: str) -> None:
    with pytest.raises(StartError, match="only 2 distinct points"):
        fit([-0.0, 0.0, 0.0, 1.0], 3, algorithm, init="random-points")


def test_as_many_components_as_points() -> None:
    found = fit(GOOD[:7], 7, "kmeans")
    assert found.objective == 0
    np.testing.assert_array_equal(np.sort(found.mixture.means, axis=0), np.sort(GOOD[:7], axis=0))
    for algorithm in EM:
        held = fit(GOOD[:7], 7, algorithm)
        _is_honest(held)
        assert CovarianceFloored in kinds_of(held) or held.status == "converged"


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize("algorithm", EM)
def test_a_component_for_each_point_is_held_at_the_floor_or_stops(algorithm: str, covariance_type: str) -> None:
    held = fit(GOOD[:7], 7, algorithm, covariance_type)
    assert held.status == "converged"
    assert CovarianceFloored in kinds_of(held)
    pure = fit(GOOD[:7], 7, algorithm, covariance_type, min_variance=0.0)
    assert pure.status == "degenerate"
    assert ComponentCollapsed in kinds_of(pure)
    _is_honest(held)
    _is_honest(pure)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_more_components_than_points(algorithm: str) -> None:
    with pytest.raises(SettingsError, match=r"8 components need at least 8 points; there are 7. Choose a smaller K"):
        fit(GOOD[:7], 8, algorithm)


def test_identical_points() -> None:
    for algorithm in EM:
        with pytest.raises(PointsError, match="All points are the same"):
            fit(np.ones((9, 2)), 1, algorithm)
    found = fit(np.ones((9, 2)), 1, "kmeans")
    assert (found.objective, found.status) == (0, "converged")
    np.testing.assert_array_equal(found.mixture.means, [[1, 1]])


@pytest.mark.parametrize("init", list(INITIALISERS))
def test_two_components_for_identical_points(init: str) -> None:
    for algorithm in EM:
        with pytest.raises(PointsError, match="All points are the same"):
            fit(np.ones((9, 2)), 2, algorithm, init=init)
    if init in ("random-labels", "principal-quantiles"):
        found = fit(np.ones((9, 2)), 2, "kmeans", init=init)
        assert (found.objective, found.status) == (0, "converged")
        assert ComponentEmptied(1) in found.events
    else:
        with pytest.raises(StartError, match="only 1 distinct point, so 2 different"):
            fit(np.ones((9, 2)), 2, "kmeans", init=init)


# --- directions without spread -----------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", EM)
@pytest.mark.parametrize("covariance_type", ["full", "tied"])
def test_collinear_points(algorithm: str, covariance_type: str) -> None:
    held = fit(LINE, 2, algorithm, covariance_type)
    assert CovarianceFloored in kinds_of(held)
    assert np.linalg.eigvalsh(held.mixture.covariances).min() > 0
    for min_variance in (0.0, 1e-300, 1e-25, 1e-18):
        with pytest.raises(StartError, match=r"singular.*larger smallest variance, choose diagonal or spherical"):
            fit(LINE, 2, algorithm, covariance_type, min_variance=min_variance)
    assert fit(LINE, 2, algorithm, "diag", min_variance=0.0).status == "converged"


def test_collinear_points_are_nothing_special_to_k_means() -> None:
    found, along = fit(LINE, 2, "kmeans"), fit(LINE[:, 0], 2, "kmeans")
    assert found.status == "converged"
    assert not found.events
    np.testing.assert_allclose(np.sort(found.mixture.means, axis=0), np.sort(along.mixture.means, axis=0) * [1, 2])


@pytest.mark.parametrize("algorithm", EM)
def test_constant_column(algorithm: str) -> None:
    points = np.column_stack([GOOD[:, 0], np.full(80, 7.3)])
    with pytest.raises(PointsError, match=r"Column 2 is constant.*Leave that column out, or choose K-means"):
        fit(points, 2, algorithm)
    assert fit(points, 2, "kmeans").mixture.means[:, 1] == pytest.approx([7.3, 7.3], rel=1e-15)


@pytest.mark.parametrize("covariance_type", ["full", "tied"])
def test_more_columns_than_rows(covariance_type: str) -> None:
    wide = np.random.default_rng(0).normal(size=(5, 8))
    for algorithm in EM:
        for n in (5, 8):
            with pytest.raises(SettingsError, match=rf"{n} points in 8 dimensions.*diagonal or spherical, or fewer"):
                fit(np.random.default_rng(0).normal(size=(n, 8)), 1, algorithm, covariance_type)
    with pytest.raises(SettingsError, match=r"5 points in 8 dimensions.*diagonal or spherical"):
        fit(wide, 1, covariance_type=covariance_type)
    for other in ("diag", "spherical"):
        _is_honest(fit(wide, 1, covariance_type=other))
    _is_honest(fit(wide, 2, "kmeans"))


# --- size and place ----------------------------------------------------------------------------------------


def test_one_outlier() -> None:
    points = np.vstack([GOOD, [1e12, 1e12]])
    found = fit(points, 2, "kmeans")
    own = labels(points, found.mixture, "kmeans")
    assert (own[:-1] != own[-1]).all()
    assert error(found.mixture.means[own[0]], GOOD.mean(axis=0)) < 1e-12
    for algorithm in EM:
        held = fit(points, 2, algorithm, init=[[0.0, 0.0], [1e12, 1e12]])
        assert CovarianceFloored in kinds_of(held)
        _is_honest(held)


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize("algorithm", EM)
def test_one_outlier_without_a_hint(algorithm: str, covariance_type: str) -> None:
    """Seen from 1e12, all the others are one place: the floor holds them, and without one there is no answer.

    With one covariance for both there is: that of the others about their middle, where a start knows of it.
    """
    points = np.vstack([GOOD, [1e12, 1e12]])
    held = fit(points, 2, algorithm, covariance_type)
    assert CovarianceFloored in kinds_of(held)
    own = labels(points, held.mixture, algorithm)
    assert (own[:-1] != own[-1]).all()
    assert error(held.mixture.means[own[0]], GOOD.mean(axis=0)) < 1e-12
    pure = _outcome(points, 2, algorithm, covariance_type, min_variance=0.0, start_covariance="data")
    assert _has_no_answer(pure)
    if covariance_type == "tied":
        found = fit(points, 2, algorithm, "tied", min_variance=0.0)
        assert found.status == "converged"
        assert error(found.mixture.covariances[0], np.cov(GOOD.T, ddof=0) * len(GOOD) / len(points)) < 1e-9


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_values_whose_squares_are_no_numbers(algorithm: str) -> None:
    huge = GOOD.copy()
    huge[6, 1] = 1e200
    with pytest.raises(PointsError, match=r"Row 7 .*Divide that column"):
        fit(huge, 2, algorithm)
    with pytest.raises(PointsError, match="Multiply the columns"):
        fit(GOOD * 1e-170, 2, algorithm)


def test_a_column_whose_squares_are_no_numbers() -> None:
    with pytest.raises(PointsError, match=r"Column 1 varies so little.*Multiply that column"):
        fit(GOOD * [1e-155, 1.0], 2)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("scale", [2.0**-40, 2.0**-460, 2.0**40, 2.0**460])
def test_scale_makes_no_difference(algorithm: str, scale: float) -> None:
    plain, scaled = fit(GOOD, 2, algorithm), fit(GOOD * scale, 2, algorithm)
    assert (plain.n_iter, plain.status) == (scaled.n_iter, scaled.status)
    assert error(scaled.mixture.means / scale, plain.mixture.means) < 1e-15
    assert error(scaled.mixture.covariances / scale / scale, plain.mixture.covariances) < 1e-15


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_a_scale_of_a_billionth_of_a_thousandth(algorithm: str) -> None:
    plain, small = fit(GOOD, 2, algorithm), fit(GOOD * 1e-12, 2, algorithm)
    assert (plain.n_iter, plain.status) == (small.n_iter, small.status)
    assert error(small.mixture.means * 1e12, plain.mixture.means) < 1e-12
    np.testing.assert_array_equal(
        labels(GOOD * 1e-12, small.mixture, algorithm), labels(GOOD, plain.mixture, algorithm)
    )


@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag"])
@pytest.mark.parametrize("algorithm", EM)
def test_columns_of_a_millionth_and_a_million_side_by_side(algorithm: str, covariance_type: str) -> None:
    """From the same start, Gaussians with a variance for each column do not mind their units."""
    units = np.array([1e-6, 1e6])
    means = GOOD[[0, 1]]
    plain = fit(GOOD, 2, algorithm, covariance_type, init=means)
    found = fit(GOOD * units, 2, algorithm, covariance_type, init=means * units)
    assert (plain.n_iter, plain.status) == (found.n_iter, found.status)
    assert not found.events
    assert error(found.mixture.means / units, plain.mixture.means) < 1e-10
    assert error(found.mixture.covariances / np.outer(units, units), plain.mixture.covariances) < 1e-10


@pytest.mark.parametrize(("algorithm", "covariance_type"), [("kmeans", "full"), *((name, "spherical") for name in EM)])
def test_spheres_see_the_wide_column_only(algorithm: str, covariance_type: str) -> None:
    points = GOOD * [1e-6, 1e6]
    means = GOOD[[0, 1]] * [1e-6, 1e6]
    found = fit(points, 2, algorithm, covariance_type, init=means)
    _is_honest(found)
    own = labels(points, found.mixture, algorithm)
    flat = points * [0.0, 1.0]
    np.testing.assert_array_equal(own, labels(flat, found.mixture, algorithm))
    assert found.status == "converged"
    assert np.abs(found.mixture.means[:, 0]).max() <= np.abs(points[:, 0]).max()


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_offset_makes_no_difference(algorithm: str) -> None:
    rounded = np.round(GOOD * 2**20) / 2**20
    plain, far = fit(rounded, 2, algorithm), fit(rounded + 1e9, 2, algorithm)
    assert plain.n_iter == far.n_iter
    assert np.abs(far.mixture.means - 1e9 - plain.mixture.means).max() < 3e-7  # the last digit at 1e9
    assert error(far.mixture.covariances, plain.mixture.covariances) < 1e-11


# --- what is no table of numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_missing_and_infinite_values_are_named(bad: float) -> None:
    points = GOOD.copy()
    points[[4, 9], [0, 1]] = bad
    for refuse in _all_doors(points):
        with pytest.raises(PointsError, match=r"2 of 80 rows have a missing or infinite value \(rows 5, 10\). Leave"):
            refuse()
    points[20:30] = bad
    with pytest.raises(PointsError, match=r"12 of 80 rows .*\(rows 5, 10, 21, 22, 23 and more\)"):
        fit(points, 2)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_no_algorithm_takes_what_is_no_number(algorithm: str) -> None:
    """Nothing comes between the data and these refusals, whatever else is asked."""
    gap, infinite = GOOD.copy(), GOOD.copy()
    gap[6, 1], infinite[6, 0] = np.nan, -np.inf
    masked: Any = np.ma.masked_array(GOOD, mask=np.arange(160).reshape(80, 2) == 13)
    for first_step in ("E", "M"):
        for points in (gap, infinite, masked):
            with pytest.raises(PointsError, match=r"1 of 80 rows has a missing or infinite value \(row 7\)"):
                fit(points, 2, algorithm, first_step=first_step)
        with pytest.raises(PointsError, match=r"shape \(0, 2\)"):
            fit(GOOD[:0], 1, algorithm, first_step=first_step)


WHOLE = np.arange(20).reshape(10, 2) + 2**53


@pytest.mark.parametrize("points", [WHOLE, WHOLE.astype(np.uint64), WHOLE.astype(object), WHOLE.tolist()])
def test_whole_numbers_that_would_be_rounded(points: Any) -> None:
    for refuse in (*_all_doors(points), *(lambda name=name: fit(points, 1, name) for name in ALGORITHMS)):
        with pytest.raises(PointsError, match=r"Row 1, column 2 is 9007199254740993,.*Subtract a common offset"):
            refuse()
    for algorithm in ALGORITHMS:
        _is_honest(fit(WHOLE - 2**53, 2, algorithm, "diag"))
        _is_honest(fit((WHOLE - 2**53) * 2**40, 2, algorithm, "diag"))


def _all_doors(points: Any) -> list[Callable[[], Any]]:
    mixture = Mixture([1.0], [[0.0, 0.0]], [np.eye(2)])
    return [
        lambda: fit(points, 1),
        lambda: labels(points, mixture),
        lambda: responsibilities(points, mixture),
        lambda: log_likelihood(points, mixture),
        lambda: information_criteria(points, mixture),
    ]


@pytest.mark.parametrize(
    "points",
    [
        [],
        np.empty((0, 2)),
        np.empty((3, 0)),
        np.zeros((2, 2, 2)),
        5.0,
        [["a", "b"]],
        [[1, 2], [3]],
        [[1, None]],
        [[10**400, 1]],
        [[1j, 1]],
        [{"a": 1}],
        [["2020-01-01", 1]],
    ],
    ids=lambda points: str(points)[:12],
)
def test_no_table_of_numbers(points: Any) -> None:
    for refuse in _all_doors(points):
        with pytest.raises(PointsError):
            refuse()


def test_one_row() -> None:
    found = fit([[3.0, 4.0]], 1, "kmeans")
    assert (found.objective, found.status) == (0, "converged")
    assert (found.mixture.means == [[3, 4]]).all()
    for algorithm in EM:
        for covariance_type in TYPES:
            with pytest.raises(GmmError):
                fit([[3.0, 4.0]], 1, algorithm, covariance_type)


def _strided() -> Floats:
    wide = np.zeros((160, 5))
    wide[::2, 1:4:2] = GOOD
    return wide[::2, 1:4:2]


def _read_only() -> Floats:
    points = GOOD.copy()
    points.setflags(write=False)
    return points


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize(
    "points",
    [GOOD.tolist(), np.asfortranarray(GOOD), _strided(), _read_only(), np.ma.masked_array(GOOD), GOOD.astype(object)],
    ids=["list", "Fortran", "strided", "read-only", "unmasked", "objects"],
)
def test_the_same_numbers_in_another_dress(points: Any, algorithm: str) -> None:
    assert same_bits(fit(points, 2, algorithm).mixture, fit(GOOD, 2, algorithm).mixture)


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint16, np.float32, np.float16])
def test_other_kinds_of_numbers(dtype: type) -> None:
    points = np.round(np.abs(GOOD) * 3).astype(dtype)
    assert same_bits(fit(points, 2).mixture, fit(points.astype(float), 2).mixture)


def test_masked_values_are_missing() -> None:
    points = np.ma.masked_array(GOOD, mask=np.zeros(GOOD.shape, bool))
    points[3, 1] = np.ma.masked
    with pytest.raises(PointsError, match=r"1 of 80 rows .*\(row 4\)"):
        fit(points, 2)


# --- starts ------------------------------------------------------------------------------------------------

EYES = np.tile(np.eye(2), (2, 1, 1))


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_starting_means_very_far_away(algorithm: str) -> None:
    means = GOOD.std(axis=0) * 1e5 * [[1, 1], [-1, 2]]
    for start_covariance in ("data", "identity"):
        _is_honest(fit(GOOD, 2, algorithm, init=means, start_covariance=start_covariance))
    far = fit(GOOD, 2, algorithm, init=Mixture([0.5, 0.5], means, EYES), on_empty="keep")
    assert ComponentEmptied in kinds_of(far)
    alive = int(far.mixture.weights.argmax()) if algorithm != "kmeans" else labels(GOOD, far.mixture, "kmeans")[0]
    assert error(far.mixture.means[alive], GOOD.mean(axis=0)) < 1e-11


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_starting_means_beyond_measure(algorithm: str) -> None:
    for means in ([[1e200, 0.0], [0.0, 0.0]], [[1e308, 0.0], [-1e308, 0.0]]):
        with pytest.raises(StartError, match="nearer to the data"):
            fit(GOOD, 2, algorithm, init=means)
        with pytest.raises(StartError, match="nearer to the data"):
            fit(GOOD, 2, algorithm, init=Mixture([0.5, 0.5], means, EYES))
    with pytest.raises(StartError):
        fit(GOOD * 1e-100, 2, algorithm, init=[[1e300, 0.0], [0.0, 0.0]])


@pytest.mark.parametrize(
    "means",
    [
        [[np.nan, 0], [0, 0]],
        [[np.inf, 0], [0, 0]],
        [[0, 0]],
        [[0, 0, 0]] * 2,
        [0.0, 1.0],
        [["a", "b"]] * 2,
        np.zeros((2, 2, 2)),
    ],
    ids=["NaN", "infinite", "too few", "too long", "one column", "text", "three axes"],
)
def test_starting_means_that_do_not_fit(means: Any) -> None:
    with pytest.raises(StartError):
        fit(GOOD, 2, init=means)


@pytest.mark.parametrize("algorithm", EM)
def test_starting_weights(algorithm: str) -> None:
    with pytest.raises(StartError, match="all zero"):
        fit(GOOD, 2, algorithm, init=Mixture([0.0, 0.0], GOOD[:2], EYES))
    double = fit(GOOD, 2, algorithm, init=Mixture([0.6, 1.4], GOOD[:2], EYES))
    assert double.events[0] == WeightsNormalised(2.0)
    assert "summed to 2;" in double.events[0].sentence
    single = fit(GOOD, 2, algorithm, init=Mixture([0.3, 0.7], GOOD[:2], EYES))
    assert mixture_error(double.mixture, single.mixture) < 1e-12
    assert WeightsNormalised not in kinds_of(single)
    one_zero = fit(GOOD, 2, algorithm, init=Mixture([1.0, 0.0], GOOD[:2], EYES))
    assert ComponentEmptied in kinds_of(one_zero)
    assert one_zero.mixture.weights.tolist() == [1, 0]


def test_weights_mean_nothing_to_k_means() -> None:
    equal = fit(GOOD, 2, "kmeans", init=Mixture([0.5, 0.5], GOOD[:2], EYES))
    for weights in ([0.0, 0.0], [0.6, 1.4], [1.0, 0.0]):
        assert same_bits(fit(GOOD, 2, "kmeans", init=Mixture(weights, GOOD[:2], EYES)).mixture, equal.mixture)


@pytest.mark.parametrize(
    ("weights", "means", "covariances"),
    [
        ([-0.5, 1.5], GOOD[:2], EYES),
        ([np.nan, 1], GOOD[:2], EYES),
        ([0.5, 0.5], GOOD[:3], EYES),
        ([0.5, 0.5], GOOD[:2], np.eye(2)),
        ([0.5, 0.5], GOOD[:2], np.full((2, 2, 2), np.inf)),
        ([0.5, 0.5], GOOD[:2], np.tile([[1.0, 0.5], [0.0, 1.0]], (2, 1, 1))),
        ([], np.empty((0, 2)), np.empty((0, 2, 2))),
    ],
    ids=["negative", "NaN", "means", "one matrix", "infinite", "not symmetric", "empty"],
)
def test_mixtures_that_are_none(weights: Any, means: Any, covariances: Any) -> None:
    with pytest.raises(StartError):
        Mixture(weights, means, covariances)


NO_COVARIANCES = {"zero": np.zeros((2, 2)), "line": np.ones((2, 2))}
INDEFINITE = {
    "saddle": np.ones((2, 2)) + np.eye(2)[::-1],
    "negative": -np.eye(2),
    "no variance": np.array([[0.0, 1.0], [1.0, 1.0]]),
    "tiny": 1e-9 * np.array([[1.0, 2.0], [2.0, 1.0]]),
}


@pytest.mark.parametrize("covariance", INDEFINITE.values(), ids=INDEFINITE)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_covariances_that_are_not_positive_definite(covariance: Floats, algorithm: str) -> None:
    mixture = Mixture([0.5, 0.5], GOOD[:2], [1e7 * np.eye(2), covariance])
    doors: list[Callable[[], Any]] = [lambda: fit(GOOD, 2, algorithm, init=mixture)]
    doors += [lambda: next(steps(GOOD, mixture, algorithm)), lambda: labels(GOOD, mixture)]
    doors += [lambda: log_likelihood(GOOD, mixture), lambda: log_density(GOOD, mixture)]
    for door in doors:
        with pytest.raises(StartError, match="component 2 is not positive definite"):
            door()


def test_symmetry_is_judged_beside_the_variances_of_each_component() -> None:
    tilted = np.array([[1e-3, 0.9e-3], [-0.9e-3, 1e-3]])
    with pytest.raises(StartError, match="component 1 must be symmetric"):
        Mixture([0.5, 0.5], GOOD[:2], [tilted, 1e7 * np.eye(2)])


@pytest.mark.parametrize("squashed", NO_COVARIANCES.values(), ids=NO_COVARIANCES)
def test_starting_covariances_that_are_none(squashed: Floats) -> None:
    mixture = Mixture([0.5, 0.5], GOOD[:2], [np.eye(2), squashed])
    with pytest.raises(StartError, match="component 2 is singular"):
        fit(GOOD, 2, init=mixture, min_variance=0.0)
    held = fit(GOOD, 2, init=mixture)
    assert held.events[0] == CovarianceFloored(1)
    _is_honest(held)
    for ask in (labels, responsibilities, log_likelihood, information_criteria):
        with pytest.raises(StartError, match="singular"):
            ask(GOOD, mixture)
    np.testing.assert_array_equal(labels(GOOD[:2], mixture, "kmeans"), [0, 1])


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_identical_starts(algorithm: str) -> None:
    found = fit(GOOD, 2, algorithm, init=[[1.0, -0.0], [1.0, 0.0]], on_empty="keep")
    assert found.events[0] == IdenticalStarts(0, 1)
    assert found.events[0].sentence.startswith("Components 1 and 2 start at the same place")
    _is_honest(found)
    if algorithm == "soft-em":
        assert (found.mixture.means[0] == found.mixture.means[1]).all()
    else:  # every point is a tie, and ties go to the first
        assert ComponentEmptied(1) in found.events
    assert not fit(GOOD, 2, algorithm, init=GOOD[:2]).events


@pytest.mark.parametrize("policy", ["keep", "reseed", "drop"])
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_identical_starts_under_each_policy(algorithm: str, policy: str) -> None:
    found = fit(GOOD, 3, algorithm, init=[GOOD[0], GOOD[1], GOOD[0]], on_empty=policy)
    _is_honest(found)
    assert found.events[0] == IdenticalStarts(0, 2)
    assert found.status == "converged"
    if algorithm == "soft-em":
        assert (found.mixture.means[0] == found.mixture.means[2]).all()
        return
    emptied = {"keep": ComponentEmptied, "reseed": ComponentReseeded, "drop": ComponentDropped}[policy]
    assert any(isinstance(event, emptied) and event.component == 2 for event in found.events)
    assert found.mixture.k == (2 if policy == "drop" else 3)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_ties_go_to_the_lowest_index(algorithm: str) -> None:
    points = np.array([[0.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [1.0, 0.0]])
    two = Mixture([0.5, 0.5], [[-1.0, 0.0], [1.0, 0.0]], EYES)
    np.testing.assert_array_equal(labels(points, two, algorithm), [0, 0, 0, 1])
    swapped = Mixture([0.5, 0.5], [[1.0, 0.0], [-1.0, 0.0]], EYES)
    np.testing.assert_array_equal(labels(points, swapped, algorithm), [0, 0, 1, 0])
    moved = run(points, **exact(two, algorithm=algorithm, first_step="M", max_iter=1))[0]
    np.testing.assert_array_equal(moved.assigned_by.labels, [0, 0, 0, 1])


def test_ties_in_decimals_are_decided_by_the_numbers_as_given() -> None:
    points = np.array([[4.8, 3.4, 1.6, 0.2], [5.8, 3.0, 4.3, 1.3], [7.7, 2.2, 6.9, 2.5]])
    means = np.array([[5.1, 3.5, 1.4, 0.2], [4.9, 3.0, 1.4, 0.2], [4.7, 3.2, 1.3, 0.2]])
    distances = ((points[:, None] - means) ** 2).sum(axis=2)
    mixture = Mixture(np.ones(3) / 3, means, np.tile(np.eye(4), (3, 1, 1)))
    np.testing.assert_array_equal(labels(points, mixture, "kmeans"), distances.argmin(axis=1))


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_too_few_marks_are_completed(algorithm: str) -> None:
    marks = np.array([[0.5, 0.25]])
    asked = {"algorithm": algorithm, "k": 3, "initialiser": "marks", "marks": marks, "seed": 4}
    first = start(prepare(GOOD, RunSpec(**asked)))
    assert first.mixture.k == 3
    np.testing.assert_allclose(first.mixture.means[0], marks[0], rtol=1e-15)
    rows = {tuple(np.round(row, 12)) for row in GOOD}
    assert all(tuple(np.round(mean, 12)) in rows for mean in first.mixture.means[1:])
    assert same_bits(first.mixture, start(prepare(GOOD, RunSpec(**asked))).mixture)
    assert run(GOOD, **asked)[-1].status is Status.CONVERGED
    none = start(prepare(GOOD, RunSpec(**{**asked, "marks": np.empty((0, 2))})))
    assert none.mixture.k == 3


def test_too_many_marks_are_refused() -> None:
    with pytest.raises(StartError, match="4 starting means"):
        run(GOOD, k=3, initialiser="marks", marks=np.zeros((4, 2)))
    with pytest.raises(StartError):
        run(GOOD, k=3, initialiser="exact")


def test_an_exact_start_must_fit_the_run() -> None:
    two = Mixture([0.5, 0.5], GOOD[:2], EYES)
    with pytest.raises(StartError, match="K = 3"):
        fit(GOOD, 3, init=two)
    with pytest.raises(StartError, match="1 columns"):
        fit(GOOD[:, 0], 2, init=two)
    with pytest.raises(StartError, match="2 dimensions"):
        labels(GOOD[:, 0], two)


# --- collapse ----------------------------------------------------------------------------------------------


def _collapsing() -> Mixture:
    """The second of two components sits on one point, alone and tight."""
    return Mixture([0.9, 0.1], [GOOD[1:].mean(axis=0), GOOD[0]], [np.cov(GOOD.T), np.eye(2) * 1e-5])


@pytest.mark.parametrize("algorithm", EM)
@pytest.mark.parametrize("covariance_type", ["full", "diag", "spherical"])
def test_collapse_without_a_floor_stops_at_the_last_valid_state(algorithm: str, covariance_type: str) -> None:
    asked = exact(_collapsing(), algorithm=algorithm, min_variance=0.0)
    path = run(GOOD, **asked | {"covariance_type": covariance_type})
    last = path[-1]
    assert last.status is Status.DEGENERATE
    assert ComponentCollapsed(1) in last.events
    assert "Allow a smallest variance, or choose fewer components" in last.events[-1].sentence
    assert same_bits(last.mixture, path[-2].mixture)
    assert (last.objective, last.iteration) == (path[-2].objective, path[-2].iteration)
    found = fit(GOOD, 2, algorithm, covariance_type, init=_collapsing(), min_variance=0.0)
    assert (found.status, found.n_iter) == ("degenerate", last.iteration)
    assert found.trace[-1] == found.objective
    assert len(found.trace) == found.n_iter + 1
    assert np.linalg.eigvalsh(found.mixture.covariances).min() > 0


@pytest.mark.parametrize("algorithm", EM)
@pytest.mark.parametrize("covariance_type", ["full", "diag", "spherical"])
def test_collapse_with_the_floor_goes_on(algorithm: str, covariance_type: str) -> None:
    found = fit(GOOD, 2, algorithm, covariance_type, init=_collapsing())
    assert found.status == "converged"
    assert CovarianceFloored(1) in found.events
    variances = GOOD.var(axis=0)
    floor = 1e-6 * (variances.mean() if covariance_type == "spherical" else variances)
    np.testing.assert_allclose(np.diagonal(found.mixture.covariances[1]), floor * np.ones(2), rtol=1e-6)
    wide = fit(GOOD, 2, algorithm, covariance_type, init=_collapsing(), min_variance=0.25)
    assert np.linalg.eigvalsh(wide.mixture.covariances).min() >= 0.25 * variances.min() * (1 - 1e-12)


def test_a_floor_that_is_not_reached_changes_nothing() -> None:
    assert same_bits(fit(GOOD, 2, seed=1).mixture, fit(GOOD, 2, seed=1, min_variance=0.0).mixture)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_no_iterations(algorithm: str) -> None:
    found = fit(GOOD, 2, algorithm, init=GOOD[:2], max_iter=0)
    assert (found.status, found.n_iter, len(found.trace)) == ("max-iter", 0, 1)
    np.testing.assert_allclose(found.mixture.means, GOOD[:2], rtol=1e-14)
    for init in INITIALISERS:
        for first_step in ("E", "M"):
            none = fit(GOOD, 3, algorithm, init=init, max_iter=0, first_step=first_step)
            assert (none.status, none.n_iter, none.trace) == ("max-iter", 0, [none.objective])
            _is_honest(none)


# --- questions about points far from everything ------------------------------------------------------------


def test_a_point_beyond_all_density() -> None:
    narrow = Mixture([1.0], [[0.0]], [[[1e-310]]])
    with pytest.raises(StartError, match=r"row 2 .*larger variances"):
        responsibilities([[0.0], [1.0]], narrow)
    assert log_likelihood([[0.0], [1.0]], narrow) == -np.inf
    far = responsibilities([[0.0, 0.0], [1e6, 0.0]], Mixture([0.5, 0.5], [[0.0, 0.0], [1.0, 0.0]], EYES))
    np.testing.assert_array_equal(far[1], [0, 1])


def test_hard_em_on_symmetric_points_goes_on_while_labels_change() -> None:
    """Crossed Gaussians on points that come in pairs x and -x: means and weights stay while labels change."""
    rng = np.random.default_rng(159)
    half = rng.integers(-6, 7, size=(6, 2))
    half = half[(half != 0).any(axis=1)]
    points = np.vstack([half, -half]).astype(float)
    angle = rng.uniform(0, np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    crossed = [turn @ np.diag(axes) @ turn.T for axes in ([9.0, 1.0], [1.0, 9.0])]
    start = Mixture([0.5, 0.5], np.zeros((2, 2)), [(c + c.T) / 2 for c in crossed])
    ended = fit(points, 2, "hard-em", init=start, tol=0.0, min_variance=0.0)
    assert ended.status == "converged"
    again = fit(points, 2, "hard-em", init=ended.mixture, tol=0.0, min_variance=0.0)
    assert again.objective == pytest.approx(ended.objective, rel=1e-12)


@pytest.mark.parametrize(("name", "value"), [("k", None), ("seed", 1.5), ("max_iter", 2.5), ("tol", np.nan)])
def test_settings_that_are_no_numbers_are_refused(name: str, value: object) -> None:
    settings: dict[str, object] = {"k": 2, name: value}
    with pytest.raises(SettingsError):
        fit(np.arange(10.0), **settings)  # type: ignore[arg-type]


def test_a_floor_far_below_everything_overflows_nowhere() -> None:
    points = np.random.default_rng(0).normal(size=(20, 1))
    ended = fit(points, 2, init="random-points", min_variance=1e-300, start_covariance="identity")
    assert np.isfinite(ended.objective)


@pytest.mark.parametrize("seed", range(4))
def test_components_in_which_a_column_does_not_vary(seed: int) -> None:
    points = np.round(np.random.default_rng(seed).normal(size=(13, 3)))
    settings = {"init": "random-points", "seed": seed, "first_step": "M", "start_covariance": "identity"}
    with np.errstate(all="raise"):
        for policy in ("keep", "reseed", "drop"):
            found = fit(points, 6, "hard-em", on_empty=policy, max_iter=50, **settings)  # type: ignore[arg-type]
            assert np.isfinite(found.trace).all()
