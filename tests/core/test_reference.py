"""The engine reproduces the numbers of R, mclust and scikit-learn (see tests/reference/README.md)."""

from __future__ import annotations

import numpy as np
import pytest

from gmmgui.core import Fit, Mixture, Phase, fit, labels, log_likelihood, steps
from gmmgui.core.selection import free_parameters, information_criteria
from gmmgui.core.types import Floats

from .support import case_named, case_names, case_points, check_trace, error, mixture_error, mixture_of

SOFT, HARD, KMEANS = case_names("em_soft"), case_names("em_hard"), case_names("kmeans")
UNCHANGED = [name for name in HARD if isinstance(case_named(name)["labels_unchanged_at"], int)]


def _em(case: dict, iterations: int, tol: float = 0.0) -> Fit:
    start = mixture_of(case["start"], case["covariance_type"])
    return fit(
        case_points(case), case["k"], case["algorithm"], init=start, tol=tol, max_iter=iterations, min_variance=0.0
    )


def _k_means(case: dict) -> Fit:
    return fit(case_points(case), case["k"], "kmeans", init=case["start_means"], tol=0.0)


def test_all_cases_are_here() -> None:
    assert (len(SOFT), len(HARD), len(KMEANS)) == (49, 42, 11)


@pytest.mark.parametrize("name", SOFT + HARD)
def test_em_objective(name: str) -> None:
    case = case_named(name)
    check_trace(_em(case, len(case["objective"]) - 1).trace, case["objective"])


@pytest.mark.parametrize("name", SOFT + HARD)
def test_em_parameters(name: str) -> None:
    case = case_named(name)
    for iterations, expected in case.get("params", {}).items():
        found = _em(case, int(iterations)).mixture
        assert mixture_error(found, mixture_of(expected, case["covariance_type"])) < 1e-9


@pytest.mark.parametrize("name", SOFT)
def test_soft_em_fixed_point(name: str) -> None:
    case, expected = case_named(name), case_named(name)["converged"]
    found = _em(case, 3000, tol=1e-16)
    assert found.status == "converged"
    assert found.objective == pytest.approx(expected["objective"], rel=1e-11)
    assert mixture_error(found.mixture, mixture_of(expected, case["covariance_type"])) < 1e-6
    np.testing.assert_array_equal(labels(case_points(case), found.mixture), expected["labels"])


@pytest.mark.parametrize("name", SOFT)
def test_soft_em_information_criteria(name: str) -> None:
    case, expected = case_named(name), case_named(name)["converged"]
    mixture = mixture_of(expected, case["covariance_type"])
    criteria = information_criteria(case_points(case), mixture)
    assert free_parameters(case["k"], case["d"], case["covariance_type"]) == expected["df"]
    assert criteria.free_parameters == expected["df"]
    assert criteria.log_likelihood == pytest.approx(expected["objective"], rel=1e-11)
    assert criteria.bic == pytest.approx(expected["bic"], rel=1e-11)
    assert criteria.aic == pytest.approx(2 * expected["df"] - 2 * expected["objective"], rel=1e-11)
    assert log_likelihood(case_points(case), mixture) == criteria.log_likelihood


def _margins(points: Floats, mixture: Mixture) -> Floats:
    """(n,) how far the most probable component leads, by dense formulas of its own."""
    joint = np.empty((len(points), mixture.k))
    for j in range(mixture.k):
        deviations = points - mixture.means[j]
        precision = np.linalg.inv(mixture.covariances[j])
        quadratic = np.einsum("ni,ij,nj->n", deviations, precision, deviations)
        _, log_determinant = np.linalg.slogdet(mixture.covariances[j])
        joint[:, j] = np.log(mixture.weights[j]) - (log_determinant + quadratic) / 2
    ordered = np.sort(joint, axis=1)
    return ordered[:, -1] - ordered[:, -2]


@pytest.mark.parametrize("name", HARD)
def test_hard_em_labels(name: str) -> None:
    case = case_named(name)
    points, mixture = case_points(case), _em(case, len(case["objective"]) - 1).mixture
    clear = _margins(points, mixture) > 1e-9
    assert clear.all() or case["min_margin"] <= 1e-9
    found = labels(points, mixture, "hard-em")
    np.testing.assert_array_equal(found[clear], np.array(case["labels"])[clear])


@pytest.mark.parametrize("name", HARD)
def test_hard_em_margins_on_the_way(name: str) -> None:
    case = case_named(name)
    points, start = case_points(case), mixture_of(case["start"], case["covariance_type"])
    run = steps(points, start, "hard-em", tol=0.0, max_iter=len(case["objective"]) - 1, min_variance=0.0)
    margins = [_margins(points, state.mixture).min() for state in run if state.phase is Phase.E]
    assert min(margins) == pytest.approx(case["min_margin"], rel=1e-7)


@pytest.mark.parametrize("name", UNCHANGED)
def test_hard_em_labels_stop_changing_when_they_should(name: str) -> None:
    case = case_named(name)
    points, start = case_points(case), mixture_of(case["start"], case["covariance_type"])
    run = steps(points, start, "hard-em", tol=0.0, max_iter=case["labels_unchanged_at"] + 3, min_variance=0.0)
    of_each = [labels(points, state.mixture, "hard-em") for state in run if state.phase is Phase.E]
    unchanged = [t for t in range(1, len(of_each)) if np.array_equal(of_each[t], of_each[t - 1])]
    assert unchanged[0] == case["labels_unchanged_at"]


@pytest.mark.parametrize("name", KMEANS)
def test_k_means(name: str) -> None:
    case = case_named(name)
    points, found = case_points(case), _k_means(case)
    assert found.trace[0] == pytest.approx(case["inertia_at_start"], rel=1e-11)
    assert found.objective == pytest.approx(case["inertia_converged"], rel=1e-11)
    assert error(found.mixture.means, case["means_converged"]) < 1e-9
    np.testing.assert_array_equal(labels(points, found.mixture, "kmeans"), case["labels"])


@pytest.mark.parametrize("name", KMEANS)
def test_k_means_update_by_update(name: str) -> None:
    case = case_named(name)
    points = case_points(case)
    k, d = case["k"], case["d"]
    start = Mixture(np.full(k, 1 / k), case["start_means"], np.tile(np.eye(d), (k, 1, 1)))
    updates = [state for state in steps(points, start, "kmeans", tol=0.0) if state.phase is Phase.M]
    assert len(updates) == case["n_updates"]
    assert [state.settled for state in updates] == [False] * (len(updates) - 1) + [True]
    check_trace([case["inertia"][0], *(state.objective for state in updates)], case["inertia"])
    for state, expected in zip(updates, case["means_per_update"], strict=True):
        assert error(state.mixture.means, expected) < 1e-9
