"""Lanes: the runs of a document side by side, and which of them commands move."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gmmgui.session.document import Document
from gmmgui.session.history import HISTORY_BYTES
from gmmgui.session.lane_run import LaneRun, News


class Lanes:
    """A run for each lane of the document; their histories share the memory.

    Parameters
    ----------
    tell : told of what changes in a lane, within the change.
    history_bytes : that all histories may take together.

    Attributes
    ----------
    are_linked : do commands move all lanes, or the active one alone?
    """

    def __init__(
        self, document: Document, tell: Callable[[LaneRun, News], None], history_bytes: int = HISTORY_BYTES
    ) -> None:
        self.are_linked = True
        self._tell, self._history_bytes = tell, history_bytes
        self._runs: dict[int, LaneRun] = {}
        self._active = document.active
        self.adopt(document)

    def __iter__(self) -> Iterator[LaneRun]:
        return iter(self._runs.values())

    def __len__(self) -> int:
        return len(self._runs)

    def __getitem__(self, lane_id: int) -> LaneRun:
        return self._runs[lane_id]

    @property
    def active(self) -> LaneRun:
        """The one that is shown."""
        return self._runs[self._active]

    def adopt(self, document: Document) -> list[LaneRun]:
        """Have the lanes of ``document``: those that are there go on as they are; the new ones are given back."""
        known, self._active = self._runs, document.active
        ids = [lane.lane_id for lane in document.lanes]
        self._runs = {
            lane_id: known[lane_id] if lane_id in known else LaneRun(document.focused_on(lane_id), self._tell)
            for lane_id in ids
        }
        for run in self:
            run.history.budget = self._history_bytes // len(ids)
        return [run for run in self if run.lane_id not in known]

    # Those that commands move

    @property
    def moving(self) -> list[LaneRun]:
        """Those that commands move; one that has failed only where all have."""
        runs = list(self) if self.are_linked else [self.active]
        return [run for run in runs if run.failure is None] or runs

    @property
    def position(self) -> int:
        """The half-step that they show, or wait for; one that has ended earlier shows its end."""
        return max(run.position for run in self.moving)

    @property
    def longest(self) -> int:
        """Half-steps of the longest history."""
        return max(len(run.history) for run in self.moving)

    @property
    def have_ended(self) -> bool:
        """Has each stopped, and shows its last state?"""
        return all(run.at_end for run in self.moving)

    @property
    def have_stopped(self) -> bool:
        """Has each come to its end, whatever it shows?"""
        return all(run.history.stopped for run in self.moving)

    @property
    def are_ahead(self) -> bool:
        """Does each show its newest state, and does one of them go on?"""
        return all(run.is_ahead for run in self.moving) and not self.have_stopped

    @property
    def are_awaited(self) -> bool:
        """Is any to make states that are not there?"""
        return any(run.missing for run in self.moving)

    def show(self, index: int) -> None:
        """Each shows the state at ``index``, or its last."""
        for run in self.moving:
            if len(run.history):
                run.show(index)

    def walk(self, half_steps: int, is_playing: bool) -> None:
        """All come to the same half-step. What has ended waits; where all have, a hand goes on beyond the end."""
        moving, have_ended, target = self.moving, self.have_ended, self.position + half_steps
        for run in moving:
            aim = run.position + half_steps if have_ended else target
            run.walk_to(aim, is_playing, is_beyond_end=have_ended or len(moving) == 1)
