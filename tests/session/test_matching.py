"""Components of a new run get the numbers, and so the colours, of what they resemble."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmgui.core import Mixture, RunSpec, State
from gmmgui.data import Dataset, GaussianClusters, gaussian_clusters
from gmmgui.session.document import Document
from gmmgui.session.matching import Likeness, numbers_like, run_of, spread_of, truth_of
from gmmgui.session.run import Run

from .conftest import MakeSession

ONES = np.ones(2)


def test_components_take_the_numbers_of_their_nearest_partners() -> None:
    likeness = Likeness(np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]), (0, 1, 2))
    means = np.array([[1.0, 9.0], [9.0, 1.0], [1.0, 1.0]])
    assert numbers_like(means, likeness, ONES) == (2, 1, 0)


def test_the_pairs_are_the_best_together_and_not_each_alone() -> None:
    likeness = Likeness(np.array([[0.0, 0.0], [3.0, 0.0]]), (0, 1))
    assert numbers_like(np.array([[1.0, 0.0], [-9.0, 0.0]]), likeness, ONES) == (1, 0)


def test_columns_count_in_units_of_their_spread() -> None:
    likeness = Likeness(np.array([[0.0, 0.0], [1.0, 1000.0]]), (0, 1))
    means = np.array([[1.0, 400.0], [0.0, 600.0]])
    assert numbers_like(means, likeness, np.array([1.0, 1e6])) == (1, 0)
    assert numbers_like(means, likeness, np.array([1e6, 1.0])) == (0, 1)


def test_components_too_many_get_free_numbers_and_missing_ones_leave_gaps() -> None:
    likeness = Likeness(np.array([[0.0, 0.0], [10.0, 0.0]]), (0, 3))
    assert numbers_like(np.array([[10.0, 1.0], [5.0, 50.0], [0.0, 0.0]]), likeness, ONES) == (3, 1, 0)
    assert numbers_like(np.array([[10.0, 1.0]]), likeness, ONES) == (3,)


@given(k=st.integers(1, 9), m=st.integers(1, 9), seed=st.integers(0, 99))
def test_no_number_is_given_twice(k: int, m: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    likeness = Likeness(rng.normal(size=(m, 2)), tuple(range(m)))
    numbers = numbers_like(rng.normal(size=(k, 2)), likeness, ONES)
    assert len(set(numbers)) == k == len(numbers)
    assert len(set(numbers) & set(range(m))) == min(k, m)


def test_the_truth_is_the_mixture_or_else_the_means_of_the_true_groups() -> None:
    data = gaussian_clusters(GaussianClusters(k=3, n=300))
    known = truth_of(data)
    assert known is not None and data.truth_mixture is not None
    assert np.array_equal(known.means, data.truth_mixture.means)
    points = np.array([[0.0, 0.0], [2.0, 2.0], [9.0, 9.0]])
    labelled = truth_of(Dataset("", points, ("a", "b"), truth=np.array([0, 0, 2])))
    assert labelled is not None and labelled.numbers == (0, 2)
    assert labelled.means.tolist() == [[1.0, 1.0], [9.0, 9.0]]
    assert truth_of(Dataset("", points, ("a", "b"))) is None
    assert run_of(None) is None


def _start(data: Dataset, like: Likeness | None = None, **spec: object):
    document = Document(data, RunSpec(**{"k": 3, **spec}))  # type: ignore[arg-type]
    return next(iter(Run(document, like).advance(document, None, 0, 1, None)))


def test_a_run_begins_with_the_numbers_of_the_truth_whatever_the_seed_and_the_algorithm() -> None:
    data = gaussian_clusters(GaussianClusters(k=3, n=600))
    likeness = truth_of(data)
    assert likeness is not None
    orders = set()
    for seed in range(8):
        for algorithm in ("kmeans", "soft-em"):
            state = _start(data, algorithm=algorithm, seed=seed)
            spread = data.points.std(axis=0)
            assert state.components == numbers_like(state.mixture.means, likeness, spread)
            assert sorted(state.components) == [0, 1, 2]
            orders.add(state.components)
    assert len(orders) > 1  # the seeds do begin in different orders


def test_an_earlier_run_counts_where_there_is_no_truth() -> None:
    data = replace(gaussian_clusters(GaussianClusters(k=3, n=600)), truth=None, truth_mixture=None)
    first = _start(data)
    assert first.components == (0, 1, 2)
    turned = Likeness(first.mixture.means[::-1].copy(), (0, 1, 2))
    assert _start(data, turned).components == (2, 1, 0)


def test_the_spread_of_a_mixture_is_that_of_what_is_drawn_from_it() -> None:
    data = gaussian_clusters(GaussianClusters(k=3, n=40_000))
    assert data.truth_mixture is not None
    assert spread_of(data.truth_mixture) == pytest.approx(data.points.std(axis=0), rel=0.02)


def test_the_truth_takes_the_numbers_of_a_start_by_hand() -> None:
    data = gaussian_clusters(GaussianClusters(k=3, n=600))
    truth = data.truth_mixture
    assert truth is not None
    order = [2, 0, 1]
    start = Mixture(np.full(3, 1 / 3), truth.means[order], truth.covariances[order])
    run = Run(Document(data, RunSpec(k=3, initialiser="exact", start=start)))
    first = next(iter(run.advance(Document(data, RunSpec(k=3)), None, 0, 1, None)))
    assert isinstance(first, State) and first.components == (0, 1, 2)
    assert run.true_numbers(None) == (0, 1, 2)
    assert run.true_numbers(first) == (1, 2, 0), "the first true component is the second of the start"
    chosen = Run(Document(data, RunSpec(k=3)))
    assert chosen.true_numbers(first) == (0, 1, 2), "where nobody placed it the run has the numbers of the truth"
    assert Run(Document(replace(data, truth_mixture=None), RunSpec(k=3))).true_numbers(first) == ()


def test_hand_drawn_centroids_keep_the_order_of_the_clicks() -> None:
    data = gaussian_clusters(GaussianClusters(k=3, n=600))
    truth = truth_of(data)
    assert truth is not None
    marks = truth.means[::-1].copy()
    assert _start(data, initialiser="marks", marks=marks).components == (0, 1, 2)


def test_another_algorithm_on_the_same_data_keeps_the_colours(make: MakeSession) -> None:
    data = replace(gaussian_clusters(GaussianClusters(k=3, n=300)), truth=None, truth_mixture=None)
    spread = data.points.std(axis=0)
    orders = set()
    for seed in range(6):
        sitting = make(data, k=3, algorithm="kmeans")
        sitting.player.finish()
        sitting.settle()
        like = run_of(sitting.state)
        assert like is not None
        sitting.edit(algorithm="soft-em", seed=seed)
        sitting.step()
        assert sitting.state.components == numbers_like(sitting.player.history[0].mixture.means, like, spread)
        orders.add(sitting.state.components)
    assert len(orders) > 1


def test_another_number_of_components_begins_anew(make: MakeSession) -> None:
    data = replace(gaussian_clusters(GaussianClusters(k=3, n=300)), truth=None, truth_mixture=None)
    sitting = make(data, k=3)
    sitting.step(5)
    sitting.edit(k=2)
    assert sitting.step().components == (0, 1)
