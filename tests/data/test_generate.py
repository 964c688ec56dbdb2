"""Drawn points: reproducible, and from the mixture that they say they are from."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmgui.core.errors import GmmError, SettingsError
from gmmgui.core.types import Mixture
from gmmgui.data import GaussianClusters, draw, gaussian_clusters

TWO = Mixture(
    np.array([0.2, 0.8]),
    np.array([[0.0, 0.0], [10.0, 5.0]]),
    np.array([[[1.0, 0.0], [0.0, 4.0]], [[2.0, 1.0], [1.0, 1.0]]]),
)


def distances(means: np.ndarray) -> np.ndarray:
    """All distances between two different means."""
    first, second = np.triu_indices(len(means), 1)
    return np.asarray(np.linalg.norm(means[first] - means[second], axis=1))


def test_the_same_seed_draws_the_same_bits() -> None:
    first, again = gaussian_clusters(GaussianClusters(seed=7)), gaussian_clusters(GaussianClusters(seed=7))
    np.testing.assert_array_equal(first.points, again.points)
    np.testing.assert_array_equal(first.truth, again.truth)  # type: ignore[arg-type]
    assert (first.points != gaussian_clusters(GaussianClusters(seed=8)).points).all()
    np.testing.assert_array_equal(draw(TWO, 10, 3).points, draw(TWO, 10, 3).points)


def test_more_points_come_from_the_same_mixture() -> None:
    few, many = gaussian_clusters(GaussianClusters(n=10)), gaussian_clusters(GaussianClusters(n=1000))
    assert few.truth_mixture is not None
    assert many.truth_mixture is not None
    np.testing.assert_array_equal(few.truth_mixture.means, many.truth_mixture.means)
    np.testing.assert_array_equal(few.truth_mixture.covariances, many.truth_mixture.covariances)


@given(st.integers(1, 20), st.integers(1, 50), st.floats(0.01, 2), st.floats(1, 20), st.integers(0, 2**31 - 1))
def test_clusters_are_what_their_parameters_say(k: int, d: int, spread: float, elongation: float, seed: int) -> None:
    dataset = gaussian_clusters(GaussianClusters(k, 2, spread, d, elongation, seed))
    mixture = dataset.truth_mixture
    assert mixture is not None
    assert (mixture.k, mixture.d, dataset.points.shape) == (k, d, (2, d))
    np.testing.assert_allclose(mixture.weights, 1 / k)
    np.testing.assert_allclose(mixture.means.mean(axis=0), 0, atol=1e-9 * (1 + np.abs(mixture.means).max()))
    if k > 1:
        np.testing.assert_allclose(distances(mixture.means).min(), 10)
    variances = np.linalg.eigvalsh(mixture.covariances)
    np.testing.assert_allclose(variances.mean(axis=1), (10 * spread) ** 2)
    assert (np.sqrt(variances[:, -1] / variances[:, 0]) <= elongation * (1 + 1e-6)).all()


def test_points_have_the_moments_of_their_components() -> None:
    dataset = draw(TWO, 200_000, seed=1)
    assert dataset.truth is not None
    np.testing.assert_allclose(np.bincount(dataset.truth) / dataset.n, TWO.weights, atol=0.005)
    for j in range(TWO.k):
        members = dataset.points[dataset.truth == j]
        np.testing.assert_allclose(members.mean(axis=0), TWO.means[j], atol=0.04)
        np.testing.assert_allclose(np.cov(members.T, bias=True), TWO.covariances[j], atol=0.08)


def test_weights_are_normalised_and_a_weight_of_zero_draws_nothing() -> None:
    mixture = Mixture(np.array([0.0, 3.0, 1.0]), np.zeros((3, 1)), np.ones((3, 1, 1)))
    truth = draw(mixture, 10_000).truth
    assert truth is not None
    counts = np.bincount(truth, minlength=3)
    assert counts[0] == 0
    assert abs(counts[1] / 10_000 - 0.75) < 0.02


def test_a_singular_covariance_draws_points_on_a_line() -> None:
    line = np.array([[2.0, np.sqrt(3)], [np.sqrt(3), 1.5]])  # a linear map of rank one
    mixture = Mixture(np.ones(1), np.zeros((1, 2)), (line @ line.T)[None])
    points = draw(mixture, 1000).points
    np.testing.assert_allclose(points[:, 1], points[:, 0] * np.sqrt(3) / 2, atol=1e-6)
    assert points[:, 0].std() > 1


def test_what_is_drawn_says_where_it_comes_from() -> None:
    dataset = gaussian_clusters(GaussianClusters(k=4, seed=5))
    assert dataset.name == "4 Gaussian clusters in 2-D"
    assert "k=4, n=300, spread=0.2, d=2, elongation=3.0, seed=5" in dataset.source
    assert dataset.features == ("x1", "x2")
    assert draw(TWO, 3, seed=9, name="Mine").name == "Mine"
    assert "seed 9" in draw(TWO, 3, seed=9).source


@pytest.mark.parametrize("parameter", fields(GaussianClusters), ids=lambda p: p.name)
def test_every_parameter_describes_its_form(parameter: object) -> None:
    metadata = parameter.metadata  # type: ignore[attr-defined]
    assert set(metadata) >= {"title", "help", "minimum", "maximum", "step"}
    assert metadata["help"].endswith(".")
    assert metadata["minimum"] <= parameter.default <= metadata["maximum"]  # type: ignore[attr-defined]
    for wrong in (metadata["minimum"] - 1, metadata["maximum"] + 1, float("nan")):
        with pytest.raises(SettingsError, match=metadata["title"]):
            GaussianClusters(**{parameter.name: wrong})  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("mixture", "n", "sentence"),
    [
        (TWO, 0, "0 points cannot be drawn"),
        (TWO, 10**9, "do not fit in memory: draw at most 100000000"),
        (Mixture(np.zeros(1), np.zeros((1, 1)), np.ones((1, 1, 1))), 5, "weights of the mixture sum to zero"),
        (Mixture(np.ones(1), np.zeros((1, 1)), -np.ones((1, 1, 1))), 5, "negative variance"),
    ],
)
def test_what_cannot_be_drawn(mixture: Mixture, n: int, sentence: str) -> None:
    with pytest.raises(GmmError, match=sentence):
        draw(mixture, n)
