"""Components of a new run get the numbers, and so the colours, of what they resemble."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmgui.core import Mixture, Partition, RunSpec, State
from gmmgui.data import Dataset, GaussianClusters, gaussian_clusters
from gmmgui.session.document import Document
from gmmgui.session.matching import LabelReference, match_ids, reference_from_state, reference_from_truth
from gmmgui.session.run import Run

from .conftest import MakeSession

ONES = np.ones(2)


def test_components_take_the_numbers_of_their_nearest_partners() -> None:
    reference = LabelReference(np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]), (0, 1, 2))
    means = np.array([[1.0, 9.0], [9.0, 1.0], [1.0, 1.0]])
    assert match_ids(means, reference, ONES) == (2, 1, 0)


def test_the_pairs_are_the_best_together_and_not_each_alone() -> None:
    reference = LabelReference(np.array([[0.0, 0.0], [3.0, 0.0]]), (0, 1))
    assert match_ids(np.array([[1.0, 0.0], [-9.0, 0.0]]), reference, ONES) == (1, 0)


def test_columns_count_in_units_of_their_spread() -> None:
    reference = LabelReference(np.array([[0.0, 0.0], [1.0, 1000.0]]), (0, 1))
    means = np.array([[1.0, 400.0], [0.0, 600.0]])
    assert match_ids(means, reference, np.array([1.0, 1e6])) == (1, 0)
    assert match_ids(means, reference, np.array([1e6, 1.0])) == (0, 1)


def test_components_too_many_get_free_numbers_and_missing_ones_leave_gaps() -> None:
    reference = LabelReference(np.array([[0.0, 0.0], [10.0, 0.0]]), (0, 3))
    assert match_ids(np.array([[10.0, 1.0], [5.0, 50.0], [0.0, 0.0]]), reference, ONES) == (3, 1, 0)
    assert match_ids(np.array([[10.0, 1.0]]), reference, ONES) == (3,)


@given(k=st.integers(1, 9), m=st.integers(1, 9), seed=st.integers(0, 99))
def test_no_number_is_given_twice(k: int, m: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    reference = LabelReference(rng.normal(size=(m, 2)), tuple(range(m)))
    component_ids = match_ids(rng.normal(size=(k, 2)), reference, ONES)
    assert len(set(component_ids)) == k == len(component_ids)
    assert len(set(component_ids) & set(range(m))) == min(k, m)


def test_the_truth_is_the_mixture_or_else_the_means_of_the_true_groups() -> None:
    data = gaussian_clusters(GaussianClusters(k=3, n=300))
    known = reference_from_truth(data)
    assert known is not None and data.truth_mixture is not None
    assert np.array_equal(known.means, data.truth_mixture.means)
    points = np.array([[0.0, 0.0], [2.0, 2.0], [9.0, 9.0]])
    labelled = reference_from_truth(Dataset("", points, ("a", "b"), truth=np.array([0, 0, 2])))
    assert labelled is not None and labelled.component_ids == (0, 2)
    assert labelled.means.tolist() == [[1.0, 1.0], [9.0, 9.0]]
    assert reference_from_truth(Dataset("", points, ("a", "b"))) is None
    assert reference_from_state(None) is None


def _start(data: Dataset, reference: LabelReference | None = None, **spec: object):
    document = Document.of(data, RunSpec(**{"k": 3, **spec}))  # type: ignore[arg-type]
    return next(iter(Run(document, reference).advance(document, None, 0, 1, None)))


def _states(run: Run, document: Document) -> list[State]:
    """All of the run."""
    return [state for state in run.advance(document, None, 0, 400, None) if isinstance(state, State)]


@pytest.mark.parametrize("compiled", [False, True])
def test_at_the_end_a_run_has_the_numbers_of_the_truth_whatever_seed_and_algorithm(
    compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gmmgui.session.run.is_ready", lambda: compiled)
    data = gaussian_clusters(GaussianClusters(k=6, n=1_500, spread=0.6))
    truth, spread = reference_from_truth(data), data.points.std(axis=0)
    assert truth is not None
    at_start = []
    for seed in range(8):
        for algorithm in ("kmeans", "hard-em", "soft-em"):
            document = Document.of(data, RunSpec(k=6, algorithm=algorithm, seed=seed, max_iter=90))
            states = _states(Run(document), document)
            first, last = states[0], states[-1]
            assert sorted(first.components) == list(range(6)) and last.components == first.components
            assert last.components == match_ids(last.mixture.means, truth, spread), (seed, algorithm)
            at_start.append(first.components == match_ids(first.mixture.means, truth, spread))
    assert not all(at_start), "the places of the start would tell another story"


def test_labels_at_random_are_looked_ahead_from_their_first_m() -> None:
    data = gaussian_clusters(GaussianClusters(k=3, n=600))
    truth = reference_from_truth(data)
    assert truth is not None
    document = Document.of(data, RunSpec(k=3, algorithm="kmeans", first_step="M"))
    states = _states(Run(document), document)
    assert isinstance(states[0].scaled_assigned_by, Partition), "labels come first"
    assert states[-1].components == match_ids(states[-1].mixture.means, truth, data.points.std(axis=0))


def test_where_some_points_tell_nothing_the_places_of_the_start_decide() -> None:
    points = np.zeros((30_000, 1))
    points[[17, 4_711, 20_001]] = [[1.0], [2.0], [3.0]]
    labels = np.zeros(len(points), dtype=np.int64)
    labels[points[:, 0] > 1.5] = 1
    data = Dataset("three among many", points, ("a",), truth=labels)
    reference = reference_from_truth(data)
    assert reference is not None
    state = _start(data, k=2, algorithm="kmeans")
    assert state.components == match_ids(state.mixture.means, reference, points.std(axis=0))


def test_an_earlier_run_counts_where_there_is_no_truth() -> None:
    data = replace(gaussian_clusters(GaussianClusters(k=3, n=600)), truth=None, truth_mixture=None)
    first = _start(data)
    assert first.components == (0, 1, 2)
    turned = LabelReference(first.mixture.means[::-1].copy(), (0, 1, 2))
    assert _start(data, turned).components == (2, 1, 0)


def test_the_truth_takes_the_numbers_of_a_start_by_hand() -> None:
    data = gaussian_clusters(GaussianClusters(k=3, n=600))
    truth = data.truth_mixture
    assert truth is not None
    order = [2, 0, 1]
    start = Mixture(np.full(3, 1 / 3), truth.means[order], truth.covariances[order])
    document = Document.of(data, RunSpec(k=3, initialiser="exact", start=start))
    run = Run(document)
    assert run.true_numbers == (0, 1, 2), "before the start they have their own"
    first = next(iter(run.advance(document, None, 0, 1, None)))
    assert isinstance(first, State) and first.components == (0, 1, 2)
    assert run.true_numbers == (1, 2, 0), "the first true component is the second of the start"
    chosen = Document.of(data, RunSpec(k=3))
    other = Run(chosen)
    next(iter(other.advance(chosen, None, 0, 1, None)))
    assert other.true_numbers == (0, 1, 2), "where nobody placed it the run has the numbers of the truth"
    assert Run(Document.of(replace(data, truth_mixture=None), RunSpec(k=3))).true_numbers == ()


def test_hand_drawn_centroids_keep_the_order_of_the_clicks() -> None:
    data = gaussian_clusters(GaussianClusters(k=3, n=600))
    truth = reference_from_truth(data)
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
        reference = reference_from_state(sitting.state)
        assert reference is not None
        sitting.edit(algorithm="soft-em", seed=seed)
        sitting.step()
        assert sitting.state.components == match_ids(sitting.player.history[0].mixture.means, reference, spread)
        orders.add(sitting.state.components)
    assert len(orders) > 1


def test_another_number_of_components_begins_anew(make: MakeSession) -> None:
    data = replace(gaussian_clusters(GaussianClusters(k=3, n=300)), truth=None, truth_mixture=None)
    sitting = make(data, k=3)
    sitting.step(5)
    sitting.edit(k=2)
    assert sitting.step().components == (0, 1)
