"""The floor below which no covariance falls, and the line between narrow and singular."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmgui.core import COVARIANCE_TYPES
from gmmgui.core.covariance import (
    DEFAULT_MIN_VARIANCE,
    conforms,
    floor_variances,
    is_singular,
    lift,
    smallest_correlation,
)

from .support import error


@given(seed=st.integers(0, 10**6), d=st.integers(1, 6), narrow=st.floats(1e-8, 10))
def test_no_direction_is_below_the_floor(seed: int, d: int, narrow: float) -> None:
    rng = np.random.default_rng(seed)
    floors = rng.uniform(0.1, 10, d)
    root = rng.normal(size=(d, d))
    root[0] *= narrow
    covariance = root @ root.T
    lifted, changed = lift(covariance, floors)
    scale = np.sqrt(np.outer(floors, floors))
    before, after = np.linalg.eigvalsh(covariance / scale), np.linalg.eigvalsh(lifted / scale)
    assert changed == (before[0] < 1)
    np.testing.assert_allclose(after, np.maximum(before, 1), rtol=1e-9)
    assert (lifted == lifted.T).all()
    assert changed or lifted is covariance


def test_the_floor_keeps_the_type() -> None:
    lifted, _ = lift(np.diag([0.7, 3.0, 0.0]), np.array([1.0, 2.0, 3.0]))
    np.testing.assert_allclose(lifted, np.diag([1.0, 3.0, 3.0]), rtol=1e-15)
    assert np.count_nonzero(lifted) == 3
    sphere, _ = lift(0.25 * np.eye(3), np.full(3, 0.5))
    np.testing.assert_allclose(sphere, 0.5 * np.eye(3), rtol=1e-15)


def test_the_floor_is_a_fraction_of_the_variances_of_the_data() -> None:
    variances = np.array([1.0, 9.0])
    assert DEFAULT_MIN_VARIANCE == 1e-6
    for name in ("full", "tied", "diag"):
        np.testing.assert_allclose(floor_variances(name, variances, 1e-3), [1e-3, 9e-3])
    np.testing.assert_allclose(floor_variances("spherical", variances, 1e-3), [5e-3, 5e-3])


@pytest.mark.parametrize(
    ("covariance", "expected"),
    [
        (np.eye(2), False),
        (np.diag([1e-20, 1.0]), False),
        (np.diag([1e-28, 1.0]), True),
        (np.diag([0.0, 1.0]), True),
        (np.diag([-1.0, 1.0]), True),
        (np.ones((2, 2)), True),
        (np.array([[1.0, 1 - 1e-12], [1 - 1e-12, 1.0]]), False),
        (np.array([[1.0, 2.0], [2.0, 1.0]]), True),
        (np.array([[1e-20, 9e-11], [9e-11, 1.0]]), False),
    ],
)
def test_singular(covariance: np.ndarray, expected: bool) -> None:
    assert is_singular(covariance, np.ones(2)) is expected
    assert is_singular(covariance * 1e-40, np.full(2, 1e-40)) is expected


@pytest.mark.parametrize("name", list(COVARIANCE_TYPES))
def test_what_a_type_makes_is_of_that_type(name: str) -> None:
    rng = np.random.default_rng(2)
    roots = rng.normal(size=(3, 4, 4))
    counts = np.array([2.0, 5.0, 3.5])
    scatters = roots @ roots.swapaxes(1, 2)
    restricted = COVARIANCE_TYPES[name].restrict(scatters, counts)
    assert restricted.shape == (3, 4, 4)
    assert conforms(restricted, name)
    assert conforms(scatters, name) == (name == "full")
    again = COVARIANCE_TYPES[name].restrict(restricted * counts[:, None, None], counts)
    assert error(again, restricted) < 1e-14
    weighted = np.trace(restricted * counts[:, None, None], axis1=1, axis2=2).sum()
    assert weighted == pytest.approx(np.trace(scatters, axis1=1, axis2=2).sum(), rel=1e-14)


@pytest.mark.parametrize("units", [(1.0, 1e-13), (1e-100, 1e20)])
def test_the_type_is_judged_beside_the_variances_of_each_column(units: tuple[float, float]) -> None:
    tilted = np.array([[[1.0, 0.5], [0.5, 1.0]]]) * np.array(units)[:, None] * np.array(units)
    assert not conforms(tilted, "diag") and conforms(tilted, "full")
    assert conforms(tilted * np.eye(2), "diag") and not conforms(tilted * np.eye(2), "spherical")


def test_the_type_is_judged_of_each_component() -> None:
    tilted = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert not conforms(np.array([np.eye(2), 1e-20 * tilted]), "diag")


def test_what_is_beyond_all_measure_above_its_floor_is_left_alone() -> None:
    wide = np.array([[1e200, 0.0], [0.0, 1.0]])
    lifted, changed = lift(wide, np.array([1e-200, 1.0]))
    assert lifted is wide and not changed


def test_columns_that_do_not_vary_are_not_correlated() -> None:
    alike = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    assert smallest_correlation(alike) == pytest.approx(0.0, abs=1e-15)
    assert smallest_correlation(alike[1:, 1:]) == 1.0
    assert smallest_correlation(np.zeros((2, 2))) == 1.0
