"""The store: one door for edits, every one can be undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmmgui.core import RunSpec
from gmmgui.session.document import Document
from gmmgui.session.store import Store
from tests.samples import groups


@pytest.fixture
def store() -> Store:
    return Store(Document.of(groups(), RunSpec(k=1)))


def with_k(store: Store, k: int) -> Document:
    return store.document.with_run(replace(store.document.spec, k=k))


def put_k(store: Store, *ks: int, merge_key: str | None = None) -> None:
    for k in ks:
        store.edit(with_k(store, k), f"K = {k}", merge_key)


def k_of(store: Store) -> int:
    return store.document.spec.k


def test_an_edit_replaces_the_document_and_tells_old_and_new(store: Store) -> None:
    told: list[tuple[Document, Document]] = []
    store.changed.connect(lambda old, new: told.append((old, new)))
    before, after = store.document, with_k(store, 2)
    store.edit(after, "K = 2")
    assert store.document is after
    assert [(old is before, new is after) for old, new in told] == [(True, True)]


def test_undo_and_redo_give_the_very_documents_back(store: Store) -> None:
    documents = [store.document]
    for k in (2, 3, 4):
        put_k(store, k)
        documents.append(store.document)
    told: list[tuple[Document, Document]] = []
    store.changed.connect(lambda old, new: told.append((old, new)))
    for earlier in (2, 1, 0):
        store.undo_stack.undo()
        assert store.document is documents[earlier]
        assert told[-1][0] is documents[earlier + 1] and told[-1][1] is documents[earlier]
    assert not store.undo_stack.canUndo()
    for later in (1, 2, 3):
        store.undo_stack.redo()
        assert store.document is documents[later]
    assert not store.undo_stack.canRedo()
    assert len(told) == 6


def test_the_stack_says_what_it_undoes(store: Store) -> None:
    put_k(store, 2, 3)
    assert store.undo_stack.undoText() == "K = 3"
    store.undo_stack.undo()
    assert (store.undo_stack.undoText(), store.undo_stack.redoText()) == ("K = 2", "K = 3")


def test_edits_with_the_same_key_are_undone_as_one(store: Store) -> None:
    put_k(store, 2, 3, 4, 5, merge_key="k")
    assert store.undo_stack.count() == 1 and k_of(store) == 5
    store.undo_stack.undo()
    assert k_of(store) == 1
    store.undo_stack.redo()
    assert k_of(store) == 5


def test_other_keys_and_edits_without_one_stay_apart(store: Store) -> None:
    put_k(store, 2, merge_key="k")
    put_k(store, 3, merge_key="other")
    put_k(store, 4)
    put_k(store, 5)
    put_k(store, 6, merge_key="k")
    assert store.undo_stack.count() == 5
    for expected in (5, 4, 3, 2, 1):
        store.undo_stack.undo()
        assert k_of(store) == expected


def test_take_back_forgets_the_edit(store: Store) -> None:
    put_k(store, 2, 3)
    store.take_back()
    assert k_of(store) == 2
    assert not store.undo_stack.canRedo()
    assert store.undo_stack.count() == 1
    store.undo_stack.undo()
    assert k_of(store) == 1


def test_take_back_of_nothing_does_nothing(store: Store) -> None:
    store.take_back()
    assert k_of(store) == 1 and store.undo_stack.count() == 0


def test_an_edit_after_undo_forgets_what_could_be_redone(store: Store) -> None:
    put_k(store, 2, 3)
    store.undo_stack.undo()
    put_k(store, 7)
    assert k_of(store) == 7 and not store.undo_stack.canRedo()
    store.undo_stack.undo()
    assert k_of(store) == 2
