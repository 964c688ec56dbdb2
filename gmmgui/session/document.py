"""Document: the immutable thing that the user edits. What is on screen follows from it and a cursor."""

from __future__ import annotations

from dataclasses import dataclass

from gmmgui.core import Mixture, RunSpec
from gmmgui.data import Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """A change of the mixture by hand in the middle of a run.

    Parameters
    ----------
    at : index in the history of the state that this edit makes; the states before it are as without it.
    mixture : the mixture from there on, in the units of the data.
    what : a sentence that says what the hand did.
    components : the numbers of its components.
    """

    at: int
    mixture: Mixture
    what: str
    components: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Data, settings, and the edits by hand in the order of the history."""

    dataset: Dataset
    spec: RunSpec
    edits: tuple[Edit, ...] = ()

    def edit_at(self, index: int) -> Edit | None:
        """The edit that makes the state at ``index`` of the history, or None."""
        return next((edit for edit in self.edits if edit.at == index), None)

    def same_run(self, other: Document) -> bool:
        """Do both have the same data and settings, so that only edits by hand can differ?"""
        return self.dataset is other.dataset and self.spec is other.spec

    def first_difference(self, other: Document) -> int | None:
        """The first index of the history that differs between two documents of the same run; None: none does."""
        indices = {edit.at for edit in (*self.edits, *other.edits)}
        return min((at for at in indices if self.edit_at(at) is not other.edit_at(at)), default=None)
