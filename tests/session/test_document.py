"""The document: which edit makes which state, and where two histories part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmgui.core import Mixture, RunSpec
from gmmgui.session.document import Document, Edit
from tests.samples import groups

MIXTURE = Mixture(np.ones(1), np.zeros((1, 2)), np.eye(2)[None])
FIRST, SECOND, OTHER = (Edit(at, MIXTURE, "Moved.", (0,)) for at in (3, 7, 3))
BARE = Document.of(groups(), RunSpec(k=1))


def having(*edits: Edit) -> Document:
    return BARE.with_run(BARE.spec, edits)


def test_edit_at_finds_the_edit_of_that_index() -> None:
    document = having(FIRST, SECOND)
    assert document.edit_at(3) is FIRST
    assert document.edit_at(7) is SECOND
    assert document.edit_at(4) is None
    assert BARE.edit_at(3) is None


def test_first_difference() -> None:
    assert BARE.lane.first_difference(having().lane) is None
    assert having(FIRST, SECOND).lane.first_difference(having(FIRST, SECOND).lane) is None
    assert BARE.lane.first_difference(having(FIRST).lane) == 3
    assert having(FIRST).lane.first_difference(BARE.lane) == 3
    assert having(FIRST).lane.first_difference(having(FIRST, SECOND).lane) == 7
    assert having(FIRST, SECOND).lane.first_difference(having(SECOND).lane) == 3
    assert having(FIRST).lane.first_difference(having(OTHER).lane) == 3, "another edit there makes other states"


def test_same_run_needs_the_same_data_and_settings() -> None:
    assert BARE.same_run(having(FIRST))
    assert not BARE.same_run(BARE.with_run(replace(BARE.spec)))
    assert not BARE.same_run(replace(BARE, dataset=replace(BARE.dataset)))
