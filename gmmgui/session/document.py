"""Document: the immutable thing that the user edits. What is on screen follows from it and a cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
class Lane:
    """One run over the data: settings, and the edits by hand in the order of its history.

    Parameters
    ----------
    lane_id : number that the lane keeps, whatever its place among the others.
    """

    lane_id: int
    spec: RunSpec
    edits: tuple[Edit, ...] = ()

    def edit_at(self, index: int) -> Edit | None:
        """The edit that makes the state at ``index`` of the history, or None."""
        return next((edit for edit in self.edits if edit.at == index), None)

    def first_difference(self, other: Lane) -> int | None:
        """The first index of the history that differs between two lanes of the same run; None: none does."""
        indices = {edit.at for edit in (*self.edits, *other.edits)}
        return min((at for at in indices if self.edit_at(at) is not other.edit_at(at)), default=None)


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Data, and one or more lanes: the runs over them that lie side by side.

    ``spec`` and ``edits`` are those of the active lane, which the window shows.

    Parameters
    ----------
    lanes : at least one.
    active : the id of the active lane.

    Raises
    ------
    ValueError : no lane is active, or two have the same id.
    """

    dataset: Dataset
    lanes: tuple[Lane, ...]
    active: int = 0

    def __post_init__(self) -> None:
        ids = [lane.lane_id for lane in self.lanes]
        if self.active not in ids or len(set(ids)) < len(ids):
            raise ValueError(f"Lane {self.active} must be one of the lanes, each of which has its own id: {ids}.")

    @classmethod
    def of(cls, dataset: Dataset, spec: RunSpec, edits: tuple[Edit, ...] = ()) -> Document:
        """A document of a single lane."""
        return cls(dataset, (Lane(0, spec, edits),))

    @property
    def lane(self) -> Lane:
        """The active lane."""
        return next(lane for lane in self.lanes if lane.lane_id == self.active)

    @property
    def spec(self) -> RunSpec:
        """The settings of the active lane."""
        return self.lane.spec

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits by hand in the active lane."""
        return self.lane.edits

    def edit_at(self, index: int) -> Edit | None:
        """The edit that makes the state at ``index`` of the history of the active lane, or None."""
        return self.lane.edit_at(index)

    def same_run(self, other: Document) -> bool:
        """Do both active lanes have the same data and settings, so that only edits by hand can differ?"""
        return self.dataset is other.dataset and self.spec is other.spec

    def has_lane(self, lane_id: int) -> bool:
        """Is there a lane of that id?"""
        return any(lane.lane_id == lane_id for lane in self.lanes)

    def focused_on(self, lane_id: int) -> Document:
        """The same with that lane active."""
        return self if lane_id == self.active else replace(self, active=lane_id)

    def with_run(self, spec: RunSpec, edits: tuple[Edit, ...] = ()) -> Document:
        """The active lane with other settings or other edits by hand."""
        changed = Lane(self.active, spec, edits)
        return replace(self, lanes=tuple(changed if lane is self.lane else lane for lane in self.lanes))

    def with_lane(self, spec: RunSpec) -> Document:
        """A lane more, the last of them."""
        added = Lane(max(lane.lane_id for lane in self.lanes) + 1, spec)
        return replace(self, lanes=(*self.lanes, added))

    def without_lane(self, lane_id: int) -> Document:
        """A lane less; where it was active, the first of the others is.

        Raises
        ------
        ValueError : it is the only one.
        """
        others = tuple(lane for lane in self.lanes if lane.lane_id != lane_id)
        if not others:
            raise ValueError("The last lane of a document cannot be removed.")
        return Document(self.dataset, others, others[0].lane_id if self.active == lane_id else self.active)
