"""One contract over the whole catalogue, and the lectures' starts against the reference results."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from gmmgui.core import ALGORITHMS, COVARIANCE_TYPES, INITIALISERS, START_COVARIANCES
from gmmgui.data import DATASETS, LECTURES, Dataset, DatasetEntry
from gmmgui.resources import resource

CASES = Path(__file__).parent.parent / "reference" / "cases"

ENTRIES = pytest.mark.parametrize("entry", DATASETS.values(), ids=DATASETS.keys())

SHAPES = {
    "faithful": (272, 2),
    "iris": (150, 4),
    "penguins": (342, 4),
    "lec000_l12kmean": (150, 2),
    "lec000_l12kmean_other_guess": (150, 2),
    "lec000_l12kmean_three": (150, 2),
    "lec000_l12kmean_three_other_guess": (150, 2),
    "lec000_l12em1": (200, 1),
    "lec000_em1d_close": (200, 1),
    "lec000_x4": (4, 1),
    "lec000_gmm1": (200, 1),
    "lec000_nine": (9, 1),
    "lec000_labels": (5, 1),
    "lec000_narrow": (200, 1),
    "lec000_classes": (300, 1),
    "lec001_x1000": (1000, 2),
    "lec001_one": (200, 2),
    "lec004_mle30": (30, 2),
    "lec004_two_wrong_family": (200, 2),
    "lec004_two": (200, 2),
    "lec004_three150": (150, 2),
}


@ENTRIES
def test_an_entry_loads(entry: DatasetEntry) -> None:
    dataset = entry.load()
    assert isinstance(dataset, Dataset)
    assert dataset.n > 1 and dataset.d > 0
    assert np.isfinite(dataset.points).all()
    assert len(set(dataset.features)) == dataset.d
    np.testing.assert_array_equal(dataset.points, entry.load().points)


@pytest.mark.parametrize("key", SHAPES)
def test_no_row_and_no_column_is_lost(key: str) -> None:
    dataset = DATASETS[key].load()
    assert (dataset.n, dataset.d) == SHAPES[key]


@ENTRIES
def test_an_entry_speaks(entry: DatasetEntry) -> None:
    assert DATASETS[entry.key] is entry
    assert entry.title
    assert entry.group
    assert entry.source == entry.load().source
    for text in (entry.source, entry.shows, entry.note or "."):
        assert text.endswith(".")


@ENTRIES
def test_a_run_fits_its_data(entry: DatasetEntry) -> None:
    dataset, spec = entry.load(), entry.spec
    assert spec is not None
    assert spec.algorithm in ALGORITHMS
    assert spec.covariance_type in COVARIANCE_TYPES
    assert spec.initialiser in {*INITIALISERS, "marks", "exact"}
    assert spec.start_covariance in START_COVARIANCES
    assert (spec.start is not None) == (spec.initialiser == "exact")
    assert (spec.marks is not None) == (spec.initialiser == "marks")
    if spec.start is not None:
        assert (spec.start.k, spec.start.d) == (spec.k, dataset.d)
        assert spec.start.covariance_type == spec.covariance_type
    if spec.marks is not None:
        assert spec.marks.shape == (spec.k, dataset.d)
    if spec.algorithm == "kmeans":
        assert spec.tol == 0


@ENTRIES
def test_a_truth_fits_its_points(entry: DatasetEntry) -> None:
    dataset = entry.load()
    if dataset.truth is None:
        assert dataset.truth_mixture is None
        return
    assert dataset.truth.shape == (dataset.n,)
    classes = np.unique(dataset.truth)
    np.testing.assert_array_equal(classes, np.arange(len(classes)))
    if dataset.truth_mixture is not None:
        mixture = dataset.truth_mixture
        assert (mixture.k, mixture.d) == (len(classes), dataset.d)
        for j in classes:  # the components of the mixture and the labels have the same order
            members = dataset.points[dataset.truth == j]
            error = np.sqrt(np.diag(mixture.covariances[j]) / len(members))
            assert (np.abs(members.mean(axis=0) - mixture.means[j]) < 4 * error).all()


def test_titles_are_unique_and_groups_stay_together() -> None:
    titles = [entry.title for entry in DATASETS.values()]
    assert len(set(titles)) == len(titles)
    groups = [entry.group for entry in DATASETS.values()]
    runs = 1 + sum(a != b for a, b in itertools.pairwise(groups))
    assert runs == len(set(groups))
    assert list(DATASETS)[-len(LECTURES) :] == list(LECTURES)


@pytest.mark.parametrize(
    ("key", "row", "values", "truth"),
    [
        ("faithful", 0, [3.6, 79], None),
        ("faithful", 271, [4.467, 74], None),
        ("iris", 0, [5.1, 3.5, 1.4, 0.2], 0),
        ("iris", 149, [5.9, 3.0, 5.1, 1.8], 2),
        ("penguins", 0, [39.1, 18.7, 181, 3750], 0),
        ("penguins", 341, [50.2, 18.7, 198, 3775], 1),
        ("lec000_l12kmean", 0, [62.991176, 48.873595], 0),
        ("lec000_x4", 3, [10.1], 1),
        ("lec001_x1000", 0, [0.1, -0.2], None),
        ("lec004_three150", 0, [0.881431, -0.363521], 0),
    ],
)
def test_known_rows(key: str, row: int, values: list[float], truth: int | None) -> None:
    dataset = DATASETS[key].load()
    assert dataset.points[row].tolist() == values
    assert (None if dataset.truth is None else int(dataset.truth[row])) == truth


@pytest.mark.parametrize(
    ("key", "case", "with_weights"),
    [
        ("lec000_l12em1", "em_hard_lec000_l12em1__V", True),
        ("lec000_em1d_close", "em_soft_lec000_em1d_close__V", True),
        ("lec000_x4", "em_soft_lec000_x4__V", True),
        ("lec001_x1000", "em_soft_lec001_x1000__full", False),  # the lecture starts with equal weights
        ("lec004_mle30", "em_soft_lec004_mle30__full", True),
        ("lec004_two_wrong_family", "em_soft_lec004_single__full", True),
        ("lec004_two", "em_soft_lec004_two__spherical", True),
        ("lec004_three150", "em_soft_lec004_three150__spherical", True),
    ],
)
def test_exact_starts_are_those_of_the_reference(key: str, case: str, with_weights: bool) -> None:
    spec = DATASETS[key].spec
    reference = json.loads((CASES / f"{case}.json").read_text())
    assert spec is not None
    assert spec.start is not None
    assert (spec.algorithm, spec.covariance_type) == (reference["algorithm"], reference["covariance_type"])
    assert spec.start.means.tolist() == reference["start"]["means"]
    assert spec.start.covariances.tolist() == reference["start"]["covariances"]
    weights = reference["start"]["weights"] if with_weights else [1 / 3] * 3
    assert spec.start.weights.tolist() == weights


@pytest.mark.parametrize(
    ("key", "case"),
    [
        ("lec000_l12kmean", "kmeans_lec000_2a"),
        ("lec000_l12kmean_other_guess", "kmeans_lec000_2b"),
        ("lec000_l12kmean_three", "kmeans_lec000_3a"),
        ("lec000_l12kmean_three_other_guess", "kmeans_lec000_3b"),
    ],
)
def test_marks_are_those_of_the_reference(key: str, case: str) -> None:
    entry = DATASETS[key]
    reference = json.loads((CASES / f"{case}.json").read_text())
    assert entry.spec is not None
    assert entry.spec.marks is not None
    assert entry.spec.marks.tolist() == reference["start_means"]
    assert reference["n_updates"] <= entry.spec.max_iter
    assert any(f"{reference['inertia_converged']:.{digits}f}" in entry.shows for digits in (2, 3))


def test_labels_that_are_given_follow_from_the_starting_means() -> None:
    for key in ("lec000_nine", "lec000_labels"):
        dataset, spec = DATASETS[key].load(), DATASETS[key].spec
        assert spec is not None
        assert spec.start is not None
        assert spec.first_step == "M"
        nearest = np.abs(dataset.points - spec.start.means.T).argmin(axis=1)
        np.testing.assert_array_equal(nearest, dataset.truth)  # type: ignore[arg-type]


def test_every_file_of_data_is_in_the_catalogue() -> None:
    files = {path.stem for path in resource("data").glob("*.csv")}
    assert files <= set(DATASETS)
