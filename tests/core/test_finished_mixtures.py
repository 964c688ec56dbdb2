"""Questions to finished mixtures: criteria, densities, labels of any points, several starts, starts from labels."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from scipy.special import logsumexp

from gmmgui.core import (
    GmmError,
    Mixture,
    Partition,
    PointsError,
    RunSpec,
    SettingsError,
    StartError,
    fit,
    labels,
    log_density,
    log_likelihood,
    prepare,
    responsibilities,
    states,
    steps,
)
from gmmgui.core.backend.numpy_backend import NumpyBackend
from gmmgui.core.selection import free_parameters, information_criteria
from gmmgui.core.types import Floats

from .support import blobs

STANDARD = Mixture([1.0], [[0.0]], [[[1.0]]])


def two() -> Mixture:
    return Mixture([0.3, 0.7], [[0.0, 0.0], [2.0, 1.0]], [np.eye(2), [[2.0, 0.5], [0.5, 1.0]]])


def points() -> Floats:
    return np.random.default_rng(1).normal(size=(300, 2))


# Criteria and densities


def test_log_density_is_that_of_the_textbook() -> None:
    mixture, expected = two(), []
    for weight, mean, covariance in zip(mixture.weights, mixture.means, mixture.covariances, strict=True):
        shifts = points() - mean
        squares = np.einsum("ij,jk,ik->i", shifts, np.linalg.inv(covariance), shifts)
        expected.append(np.log(weight) - 0.5 * (squares + np.log(4 * np.pi**2 * np.linalg.det(covariance))))
    found = log_density(points(), mixture)
    np.testing.assert_allclose(found, logsumexp(expected, axis=0), rtol=1e-13)
    assert log_likelihood(points(), mixture) == pytest.approx(found.sum(), rel=1e-13)


@pytest.mark.parametrize("d", [1, 2, 3, 6])
def test_log_density_in_numpy_and_in_machine_code(d: int) -> None:
    table = blobs(np.random.default_rng(d), 5_000, d, 3)
    fitted = fit(table, 3, max_iter=5)
    problem = prepare(table, RunSpec(k=3))
    scaled = problem.scaling.transform(fitted.mixture)
    plain = NumpyBackend(problem.columns).log_density(scaled)
    np.testing.assert_allclose(problem.backend.log_density(scaled), plain, rtol=1e-12, atol=1e-12)


def test_a_component_of_weight_zero_is_no_parameter() -> None:
    mixture = two()
    dead = Mixture([*mixture.weights, 0], [*mixture.means, [9, 9]], [*mixture.covariances, np.eye(2)])
    ours, theirs = information_criteria(points(), dead), information_criteria(points(), mixture)
    assert ours == theirs and ours.free_parameters == 11


def test_weights_that_do_not_sum_to_one_are_normalised_as_fit_does() -> None:
    mixture = two()
    doubled = Mixture(2 * mixture.weights, mixture.means, mixture.covariances)
    assert log_likelihood(points(), doubled) == pytest.approx(log_likelihood(points(), mixture), rel=1e-14)
    assert information_criteria(points(), doubled) == information_criteria(points(), mixture)


@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
def test_k_means_has_the_parameters_of_its_own_model(covariance_type: str) -> None:
    found = fit(points(), 2, "kmeans", covariance_type)
    assert information_criteria(points(), found.mixture).free_parameters == 5
    assert information_criteria(points(), [*steps(points(), two(), "kmeans")][-1].mixture).free_parameters == 5
    on = fit(points(), 2, init=found.mixture)
    assert information_criteria(points(), on.mixture).free_parameters == free_parameters(2, 2, covariance_type)


@pytest.mark.parametrize(("k", "d"), [(0, 2), (2, 0), (-1, 2), (True, 2), (2.5, 1)])
def test_parameters_of_no_mixture(k: Any, d: Any) -> None:
    with pytest.raises(SettingsError, match="must be"):
        free_parameters(k, d, "full")


# Points that are only asked about


@pytest.mark.parametrize("values", [[0.0, 1e-200], [0.0, 0.0], [5.0], [0.0, 1e-320], [1e200, -1e300], [1e13, 1e13 + 1]])
def test_any_finite_points_have_labels(values: list[float]) -> None:
    assert labels(values, STANDARD).tolist() == [0] * len(values)
    np.testing.assert_allclose(log_density([[0.0], [1e-200]], STANDARD), -0.5 * np.log(2 * np.pi), rtol=1e-15)


def test_points_much_closer_than_the_mixture_is_wide() -> None:
    wide = Mixture([0.5, 0.5], [[0.0], [0.0]], [[[1e40]], [[1e40]]])
    np.testing.assert_array_equal(responsibilities([[0.0], [1e-135]], wide), np.full((2, 2), 0.5))


def test_means_far_beyond_the_points_are_still_told_apart() -> None:
    far = Mixture([0.5, 0.5], [[2e200], [-1e200]], [[[1.0]], [[1.0]]], algorithm="kmeans")
    assert labels([1.0, 2.0], far).tolist() == [1, 1]


def test_points_beyond_all_densities() -> None:
    with pytest.raises(StartError, match="row 2 is so far"):
        responsibilities([0.0, 1e200], STANDARD)
    assert log_density([0.0, 1e200], STANDARD)[1] == -np.inf


def test_k_means_labels_need_no_density() -> None:
    found = fit([1.0, 2.0, 5.0], 3, "kmeans", init=[1.0, 2.0, 5.0])
    assert labels([1.0, 2.0, 5.0, 4.9], found.mixture).tolist() == [0, 1, 2, 2]
    with pytest.raises(StartError, match="component 1 is singular"):
        log_density([1.0], found.mixture)


def test_columns_of_very_different_size_are_not_called_constant() -> None:
    rng = np.random.default_rng(0)
    table = np.c_[1e-100 * rng.normal(size=50), 1e100 * rng.normal(size=50)]
    with pytest.raises(PointsError, match="Column 1 varies so little, beside the others"):
        fit(table, 2)
    with pytest.raises(PointsError, match="Column 2 is constant"):
        fit(np.c_[table[:, 1], np.full(50, 0.1)], 2)


def test_weights_that_are_all_zero() -> None:
    nothing = Mixture([0, 0], [[0], [1]], [[[1]], [[1]]])
    for ask in (labels, responsibilities, log_likelihood, log_density, information_criteria):
        with pytest.raises(StartError, match="weights are all zero"):
            ask([0.0, 1.0], nothing)


# Errors are typed


@pytest.mark.parametrize(
    "values",
    [
        (["a"], [[0]], [[[1]]]),
        ([1], [[0], [1, 2]], [[[1]]]),
        ([1.0], np.empty((1, 0)), np.empty((1, 0, 0))),
        ([1 + 1j], [[0]], [[[1]]]),
        ([1], np.array([["2020-01-01"]], dtype="M8[D]"), [[[1]]]),
        ([1], [[0]], [[[1]]], "round"),
        ([1], [[0]], [[[1]]], None),
    ],
)
def test_what_is_no_mixture(values: Any) -> None:
    with pytest.raises(GmmError):
        Mixture(*values)


def test_what_is_not_a_mixture_is_named() -> None:
    found = fit([0.0, 1, 2, 3], 1)
    for ask in (labels, responsibilities, log_likelihood, log_density, information_criteria):
        with pytest.raises(StartError, match=r"this is a Fit; give its \.mixture"):
            ask([0.0, 1.0], found)  # type: ignore[arg-type]
    with pytest.raises(StartError, match="this is a str"):
        next(steps([0.0, 1, 2], "x"))  # type: ignore[arg-type]


TRUE = [{"k": True}, {"seed": True}, {"max_iter": False}, {"tol": True}, {"starts": True}]


@pytest.mark.parametrize("settings", TRUE)
def test_true_is_no_number(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="must be a"):
        fit([0.0, 1.0, 2.0], **{"k": 1, **settings})


def test_complex_starting_means() -> None:
    with pytest.raises(StartError, match="real numbers"):
        fit([0.0, 1.0, 2.0], 1, init=[1 + 1j])


def test_one_point_is_one_point() -> None:
    with pytest.raises(SettingsError, match=r"^1 point in 2 dimensions"):
        fit([[1.0, 2.0]], 1)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies_are_read_only_as_well(again: Any) -> None:
    found = fit(points(), 2, max_iter=2)
    for mixture in (again(two()), again(found).mixture, again(next(states(prepare(points(), RunSpec())))).scaled):
        assert not any(each.flags.writeable for each in (mixture.weights, mixture.means, mixture.covariances))
    assert not again(Partition([0, 1, 1])).labels.flags.writeable
    np.testing.assert_array_equal(again(found).mixture.means, found.mixture.means)


# Several starts, and starts from labels


@pytest.mark.parametrize("algorithm", ["kmeans", "hard-em", "soft-em"])
def test_the_best_of_several_starts(algorithm: str) -> None:
    table = blobs(np.random.default_rng(2), 300, 2, 6)
    found = fit(table, 6, algorithm, init="random-points", seed=4, starts=8)
    alone = [fit(table, 6, algorithm, init="random-points", seed=4, starts=n + 1).objectives[-1] for n in range(8)]
    assert list(found.objectives) == alone and len(set(alone)) > 1
    best = min(alone) if algorithm == "kmeans" else max(alone)
    assert found.objective == found.trace[-1] == best
    assert found.agreed == sum(abs(each - best) <= 1e-6 * abs(best) for each in alone) >= 1
    assert alone[0] == fit(table, 6, algorithm, init="random-points", seed=4).objective


def test_one_start_is_the_fit_itself() -> None:
    found = fit(points(), 2)
    assert found.objectives == (found.objective,) and found.agreed == 1


@pytest.mark.parametrize(
    "settings",
    [{"starts": 0}, {"starts": 2.0}, {"starts": 3, "init": [[0, 0], [1, 1]]}, {"starts": 3, "init": two()},
     {"starts": 3, "init": "principal-quantiles"}, {"starts": 2, "init": Partition([0, 1] * 150)},
     {"starts": 2, "init": "nowhere"}],
)  # fmt: skip
def test_starts_that_make_no_sense(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        fit(points(), 2, **settings)


def test_starts_that_all_fail_say_why() -> None:
    with pytest.raises(StartError, match="only 2 distinct points"):
        fit([1.0, 1, 2, 2], 3, "kmeans", starts=3)


def test_labels_are_a_start_with_m_first() -> None:
    found = fit([0.2, 1.3, 10.1, 3.3, 11.5], 2, "kmeans", init=Partition([0, 0, 1, 0, 1]), max_iter=1)
    np.testing.assert_allclose(found.mixture.means[:, 0], [(0.2 + 1.3 + 3.3) / 3, (10.1 + 11.5) / 2], rtol=1e-14)
    assert found.n_iter == 1
    nine = [0.1, 0.3, 1.0, 1.1, 1.2, 1.3, 1.4, 3.0, 3.3]
    weights = fit(nine, 3, init=Partition(np.repeat([0, 1, 2], [2, 5, 2])), max_iter=1).mixture.weights
    np.testing.assert_allclose(weights, [2 / 9, 5 / 9, 2 / 9], rtol=1e-14)


NO_LABELS: list[Any] = [[0, 1], [0, 1, 2, 0, 1], [0, -1, 1, 0, 1], [0, 0.5, 1, 0, 1], ["a"] * 5, [[0, 1]], []]
NO_LABELS += [[0, 1, 1e200, 0, 1], np.ma.masked_values([0, 1, 1, 0, 9], 9)]


@pytest.mark.parametrize("wrong", NO_LABELS)
def test_labels_that_do_not_fit(wrong: Any) -> None:
    with pytest.raises(StartError, match=r"[Ll]abel"):
        fit([0.2, 1.3, 10.1, 3.3, 11.5], 2, init=Partition(wrong))


def test_labels_may_be_whole_numbers_with_a_point_but_not_a_table() -> None:
    assert Partition([0.0, 2.0, 1.0]).labels.tolist() == [0, 2, 1]
    with pytest.raises(StartError, match=r"list of n whole numbers \(row 2 has 2 values, but row 1 has 1\)"):
        Partition([[0], [1, 0]])


@pytest.mark.parametrize("k", [True, 2.0, -1, "2", [2], 10**30, 10**400])
def test_numbers_of_components_that_a_partition_cannot_have(k: Any) -> None:
    with pytest.raises(StartError, match="must be a whole number from 1 on"):
        Partition([0, 1], k)


@pytest.mark.parametrize("name", ["on_empty", "start_covariance", "first_step", "covariance_type", "algorithm"])
@pytest.mark.parametrize("value", [["E"], {"E": 1}, np.zeros(2), np.empty(0), 0, ""], ids=str)
def test_settings_that_are_no_names(name: str, value: Any) -> None:
    with pytest.raises(SettingsError):
        fit(points(), 2, **{name: value})


def test_an_algorithm_that_is_no_name() -> None:
    with pytest.raises(SettingsError, match="name of one"):
        Mixture([1.0], [[0.0]], [[[1.0]]], algorithm=["kmeans"])  # type: ignore[arg-type]


def test_rows_of_different_lengths_are_named() -> None:
    for wrong in ([[1, 2], [3, 4], [5]], ((1, 2), (3, 4), (5,))):
        with pytest.raises(PointsError, match=r"row 3 has 1 value, but row 1 has 2"):
            fit(wrong, 1)
        with pytest.raises(StartError, match=r"row 3 has 1 value, but row 1 has 2"):
            fit(points(), 3, init=wrong)


@pytest.mark.parametrize("nothing", [None, {"x": [1, 2]}, {1, 2}, iter([1, 2])], ids=["None", "dict", "set", "iter"])
def test_what_is_no_table_is_named(nothing: Any) -> None:
    with pytest.raises(PointsError, match=rf"this is of type {type(nothing).__name__}\. Give an array"):
        fit(nothing, 1)


def test_what_is_masked_in_a_mixture_is_no_number() -> None:
    with pytest.raises(StartError, match="weights of a mixture are masked"):
        Mixture(np.ma.masked_values([0.5, 9.0], 9.0), [[0.0], [1.0]], [[[1.0]]] * 2)


def test_weights_whose_sum_leaves_the_range_of_numbers() -> None:
    mixture = Mixture([1e308, 1e308], [[0.0], [1.0]], [[[1.0]]] * 2)
    for door in (lambda: log_density([1.0], mixture), lambda: fit([0.0, 1, 2, 3], 2, init=mixture)):
        with pytest.raises(StartError, match="too large to be summed"):
            door()


UNITS = [(1e-100, 1e100), (1e-78, 1e81), (1e66, 1e-94), (1e-150, 1e150)]


@pytest.mark.parametrize("units", UNITS, ids=str)
def test_columns_of_very_different_units(units: tuple[float, float]) -> None:
    """Densities only change by the volume of a unit; squares of the smaller unit are no numbers beside the larger."""
    table, mixture = points(), two()
    scaled = Mixture(
        mixture.weights, mixture.means * units, mixture.covariances * np.array(units)[:, None] * np.array(units)
    )
    expected = log_density(table, mixture) - np.log(units[0]) - np.log(units[1])
    np.testing.assert_allclose(log_density(table * units, scaled), expected, rtol=1e-12, atol=1e-10)
    assert log_likelihood(table * units, scaled) == pytest.approx(expected.sum(), rel=1e-12)
    np.testing.assert_array_equal(labels(table * units, scaled), labels(table, mixture))
    found, usual = responsibilities(table * units, scaled), responsibilities(table, mixture)
    np.testing.assert_allclose(found, usual, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("ratio", [1e70, 1e140])
def test_components_of_very_different_widths(ratio: float) -> None:
    wide = Mixture([0.5, 0.5], [[0.0], [0.0]], [[[1 / ratio**2]], [[ratio**2]]])
    near, far = np.array([0.5, -3.0]), np.array([0.5, -3.0])
    found = log_density(np.r_[near / ratio, far * ratio], wide)
    standard = log_density(near, STANDARD) + np.log(0.5)
    np.testing.assert_allclose(found, np.r_[standard + np.log(ratio), standard - np.log(ratio)], rtol=1e-13)
    assert labels(np.r_[near / ratio, far * ratio], wide).tolist() == [0, 0, 1, 1]
