"""LaneRun: what there is of one lane: its run, its history, what is wanted of it, and the colours of what is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from gmmgui.core import State
from gmmgui.session.document import Document
from gmmgui.session.history import HISTORY_BYTES, History, Made, Restored
from gmmgui.session.matching import LabelReference, reference_from_state
from gmmgui.session.run import Assignment, Run
from gmmgui.session.settings import CHOSEN_BY_HAND
from gmmgui.session.worker import Failure


class News(Enum):
    """What may have changed; ``JUMPED``: shown, but not as the next or the last half-step of what was."""

    SHOWN = "shown"
    JUMPED = "jumped"
    HISTORY = "history"
    ASSIGNED = "assigned"
    MODE = "mode"
    LOOPING = "looping"


@dataclass(frozen=True, slots=True, eq=False)
class Outdated:
    """What stays in sight until the new run, or the present one after an edit, has a state to show."""

    history: History
    document: Document
    run: Run


@dataclass(frozen=True, slots=True)
class Goal:
    """So many states are to be made; ``is_beyond_end``: also after the run has come to an end."""

    length: int = 0
    is_beyond_end: bool = True


class LaneRun:
    """One lane; its owner has the clock and the engine.

    Parameters
    ----------
    document : with this lane active.
    tell : told of what changes, within the change.
    budget : bytes that the history may take.

    Attributes
    ----------
    goal : states that are to be made.
    wish : index of the state to show as soon as it has been made again; None: there is none.
    follows : is the newest state to be shown when it comes?
    failure : why the lane cannot go on as it is, or None.
    """

    def __init__(
        self, document: Document, tell: Callable[[LaneRun, News], None], budget: int = HISTORY_BYTES
    ) -> None:
        self.lane_id = document.active
        self.document, self.run = document, Run(document)
        self.history = History(budget)
        self.goal, self.follows = Goal(), True
        self.wish: int | None = None
        self.failure: Failure | None = None
        self._tell = tell
        self._outdated: Outdated | None = None
        self._assignment: Assignment | None = None
        self._reference: LabelReference | None = None

    # What is there to see

    @property
    def visible(self) -> History:
        """The history that is shown."""
        return self.history if self._outdated is None else self._outdated.history

    @property
    def state(self) -> State | None:
        """The state that is shown, or None before the start."""
        return self.visible.state

    @property
    def is_restarting(self) -> bool:
        """Is the state that is shown none of the present run, because its own is under way?"""
        return self._outdated is not None

    @property
    def shown_document(self) -> Document:
        """The document of what is shown."""
        return self.document if self._outdated is None else self._outdated.document

    @property
    def shown_run(self) -> Run:
        """The run of what is shown."""
        return self.run if self._outdated is None else self._outdated.run

    @property
    def assignment(self) -> Assignment | None:
        """The colours that were worked out last; they may be of another state than the one shown."""
        return self._assignment

    @property
    def at_end(self) -> bool:
        """Is the last state shown, and has the run stopped there?"""
        return self.wish is None and self.history.at_last and self.history.stopped

    @property
    def is_ahead(self) -> bool:
        """Is there nothing after what is shown?"""
        return self.wish is None and (self.history.at_last or not len(self.history))

    # What is wanted

    @property
    def position(self) -> int:
        """The index that is shown, or will be when all that was asked for has come."""
        if self.wish is not None:
            return self.wish
        return max(self.history.cursor, self.goal.length - 1 if self.goal.length > len(self.history) else -1)

    @property
    def missing(self) -> int:
        """So many half-steps are asked for that are not there and can be made.

        After a collapse there is none, unless a hand makes one; any other run may go on after its end.
        """
        stops = self.history.stopped and not self.goal.is_beyond_end
        return 0 if stops or not self._can_go_on else max(0, self.goal.length - len(self.history))

    @property
    def _can_go_on(self) -> bool:
        return not self.history.collapsed or self.document.edit_at(len(self.history)) is not None

    def is_coloured(self, in_a_hurry: bool) -> bool:
        """Are the colours of the state to show known, as well as the present haste allows?"""
        state, known = self.history.state, self._assignment
        return state is None or (known is not None and known.state is state and (in_a_hurry or not known.is_rough))

    def walk_to(self, target: int, is_playing: bool, is_beyond_end: bool) -> None:
        """Move the cursor to ``target``, or the goal where it is beyond what is there."""
        length = len(self.history)
        self.follows = is_playing or target >= length
        if target < length:
            self.show(target)
        elif not self._can_go_on or (self.history.stopped and not is_beyond_end):
            self.show(length - 1)
        else:
            self.goal = Goal(target + 1, is_beyond_end)

    def go_to(self, index: int, is_jump: bool) -> None:
        """Show the state at ``index``, or the nearest there is, and ask for nothing more."""
        if len(self.history):
            self.goal, self.follows = Goal(), False
            self.show(index, is_jump)

    def show(self, index: int, is_jump: bool = False) -> None:
        """Show the state at ``index``, or the nearest there is: at once, or when it has been made again."""
        index = self.history.nearest(index)
        if not self.history.can_show(index):
            self.wish = index
            return
        self.wish = self._outdated = None
        self.history.show(index)
        self._tell(self, News.JUMPED if is_jump else News.SHOWN)
        self._tell(self, News.HISTORY)

    def pause(self) -> None:
        """Want nothing more, but a start that is under way."""
        if self.is_restarting:
            self.goal = self._goal_of_edits
        else:
            self.goal, self.wish = Goal(), None
            self.history.make_room()

    @property
    def _goal_of_edits(self) -> Goal:
        """So many states has a run whose edits by hand are all made."""
        return Goal(max((edit.at + 1 for edit in self.document.edits), default=1))

    def abandon(self) -> None:
        """Whatever was wanted belongs to the past."""
        self.goal, self.wish, self.follows = Goal(), None, True

    def settle(self) -> None:
        """What is under way will not come: show the nearest state that is there, or nothing."""
        if self._outdated is None:
            return
        if not len(self.history):
            self._show_nothing()
            return
        self._outdated = None
        self.history.show(self.history.nearest_whole(self.history.cursor))
        self._tell_shown()

    def begin(self) -> None:
        """Make the start, and what comes up to the last edit by hand."""
        self.goal = self._goal_of_edits

    # The document has changed

    def restart(self, new: Document) -> None:
        """A new run, begun at once where its start is in sight or was before, else when asked for.

        Until its first state is there, the state before stays in sight, unless it is of other data.
        """
        old, visible = self.document, self.visible
        outdated = self._outdated or Outdated(self.history, old, self.run)
        self._begin_run(new)
        same_data = old.dataset is new.dataset
        again = bool(len(visible)) and same_data and old.spec.initialiser == new.spec.initialiser
        if not (new.spec.initialiser in CHOSEN_BY_HAND or again or new.edits):
            self._show_nothing()
            return
        if len(visible) and same_data:
            self._outdated, self.history = outdated, History(self.history.budget)
        else:
            self._show_nothing()
        self.begin()

    def fork(self, new: Document) -> bool:
        """The same run with other edits by hand; False: there is none other."""
        old, self.document = self.document, new
        index = old.lane.first_difference(new.lane)
        if index is None:
            return False
        self.abandon()
        self.failure = None
        outdated = self._outdated
        if outdated is None and self.history.is_thinned:
            outdated = Outdated(self.history.copy(), old, self.run)
        self.history.fork(old.lane, new.lane, index)
        self.goal = Goal(max((edit.at + 1 for edit in new.edits), default=int(self.is_restarting)))
        if len(self.history):
            is_made_again = new.edit_at(index) is not None and index < len(self.history)
            self.show(index if is_made_again else self.history.cursor)
        if self.wish is not None:
            self._outdated = outdated
        return True

    @property
    def has_all(self) -> bool:
        """Has the run come to its end, and are all states there that edits by hand make?"""
        return self.history.stopped and self.goal.length <= len(self.history)

    def clear(self) -> None:
        """Forget the run."""
        self._begin_run(self.document)
        self._show_nothing()

    def _begin_run(self, new: Document) -> None:
        """A run whose components keep the numbers of those that were shown last, on the same data and as many."""
        last = self.visible.last
        if isinstance(last, State):
            self._reference = reference_from_state(last)
        if self.document.dataset is not new.dataset:
            self._reference = None
        is_alike = self._reference is not None and len(self._reference.component_ids) == new.spec.k
        self.document, self.run = new, Run(new, self._reference if is_alike else None)
        self.failure = None
        self.abandon()

    # Results

    def take(self, results: Sequence[object]) -> None:
        """New states, states that had gone, and colours."""
        for restored in (result for result in results if isinstance(result, Restored)):
            self.history.fill(restored.index, restored.state)
        made = [result for result in results if isinstance(result, Made)]
        if made:
            self._take_made(made)
        if self.wish is not None and self.history.can_show(self.wish):
            self.show(self.wish, is_jump=not self.follows)
        if self.wish is None:
            self.history.make_room()  # also of states that were made again for a wish that has been given up
        for assignment in results:
            if isinstance(assignment, Assignment) and assignment.state is self.state and not self.is_restarting:
                self._assignment = assignment
                self._tell(self, News.ASSIGNED)

    def _take_made(self, made: Sequence[Made]) -> None:
        self._outdated = self.failure = None
        self.history.extend(made)
        if self.history.stopped and not self.goal.is_beyond_end:
            self.goal = Goal()
        if self.follows:
            self.wish = None
            self.history.show(len(self.history) - 1)
            self._tell(self, News.SHOWN)
        self._tell(self, News.HISTORY)

    def fail(self, failure: Failure | None) -> None:
        """It cannot go on."""
        self.failure = failure
        self.goal, self.wish = Goal(), None
        self.settle()

    def _show_nothing(self) -> None:
        self.history.clear()
        self._outdated = self._assignment = None
        self._tell_shown()

    def _tell_shown(self) -> None:
        self._tell(self, News.SHOWN)
        self._tell(self, News.HISTORY)
