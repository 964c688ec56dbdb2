"""What a change of one setting, or of the data, does to the others."""

from __future__ import annotations

import numpy as np
import pytest

from gmmgui.core import INITIALISERS, Mixture, RunSpec
from gmmgui.session.document import Document, Edit
from gmmgui.session.settings import with_dataset, with_setting
from tests.samples import groups

MARKS = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])
START = Mixture(np.full(3, 1 / 3), MARKS, np.tile(np.eye(2), (3, 1, 1)))
DRAWN = Document.of(groups(), RunSpec(k=3, initialiser="marks", marks=MARKS))
EXACT = Document.of(groups(), RunSpec(k=3, initialiser="exact", start=START))


@pytest.mark.parametrize(
    ("name", "value"),
    [("algorithm", "kmeans"), ("covariance_type", "diag"), ("seed", 7), ("tol", 0.0), ("max_iter", 3)],
)
def test_a_setting_changes_alone_and_ends_edits_by_hand(name: str, value: object) -> None:
    edited = Document.of(DRAWN.dataset, DRAWN.spec, (Edit(3, START, "Moved.", (0, 1, 2)),))
    document = with_setting(edited, name, value)
    assert getattr(document.spec, name) == value
    assert document.edits == ()
    assert document.dataset is DRAWN.dataset
    others = [field for field in RunSpec.__dataclass_fields__ if field != name]
    assert all(getattr(document.spec, field) is getattr(DRAWN.spec, field) for field in others)


def test_a_smaller_k_keeps_the_first_marks() -> None:
    spec = with_setting(DRAWN, "k", 2).spec
    assert spec.k == 2 and spec.initialiser == "marks"
    assert np.array_equal(spec.marks, MARKS[:2])


def test_a_larger_k_keeps_all_marks() -> None:
    spec = with_setting(DRAWN, "k", 5).spec
    assert spec.k == 5 and spec.initialiser == "marks"
    assert np.array_equal(spec.marks, MARKS)


def test_another_k_ends_an_exact_start() -> None:
    spec = with_setting(EXACT, "k", 2).spec
    assert (spec.k, spec.initialiser, spec.start) == (2, "k-means++", None)


@pytest.mark.parametrize("name", INITIALISERS)
@pytest.mark.parametrize("document", [DRAWN, EXACT], ids=["marks", "exact"])
def test_an_initialiser_lets_go_of_the_start_by_hand(document: Document, name: str) -> None:
    spec = with_setting(document, "initialiser", name).spec
    assert (spec.initialiser, spec.marks, spec.start) == (name, None, None)


@pytest.mark.parametrize("document", [DRAWN, EXACT], ids=["marks", "exact"])
def test_other_data_let_go_of_the_start_by_hand(document: Document) -> None:
    other = groups(d=5)
    changed = with_dataset(document, other)
    assert changed.dataset is other and changed.edits == ()
    assert (changed.spec.initialiser, changed.spec.marks, changed.spec.start) == ("k-means++", None, None)
    assert changed.spec.k == 3


def test_other_data_keep_an_initialiser_and_the_algorithm() -> None:
    document = Document.of(groups(), RunSpec(k=3, initialiser="k-means", algorithm="hard-em", seed=4))
    spec = with_dataset(document, groups(d=1)).spec
    assert (spec.initialiser, spec.algorithm, spec.seed, spec.k) == ("k-means", "hard-em", 4, 3)


def test_fewer_points_than_components_lower_k() -> None:
    assert with_dataset(DRAWN, groups(n=2)).spec.k == 2


def test_settings_that_come_with_the_data_win() -> None:
    preset = RunSpec(algorithm="kmeans", k=2)
    document = with_dataset(DRAWN, groups(), preset)
    assert document.spec is preset
