"""History: the states of a run, and the cursor at the one that is shown."""

from __future__ import annotations

from gmmgui.core import Phase, State, Status, next_phase
from gmmgui.session.document import Document

MOST_BRANCHES = 100
"""Branches of a run that were left by an edit; older ones would have to be computed again."""


class History:
    """A list of states that grows at its end and is cut where the document changes."""

    def __init__(self) -> None:
        self.states: list[State] = []
        self.cursor = -1

    def __len__(self) -> int:
        return len(self.states)

    @property
    def state(self) -> State | None:
        """The state that is shown, or None before the start."""
        return self.states[self.cursor] if self.states else None

    @property
    def last(self) -> State | None:
        """The newest state, or None before the start."""
        return self.states[-1] if self.states else None

    @property
    def before(self) -> State | None:
        """The state in front of the one that is shown."""
        return self.states[self.cursor - 1] if self.cursor > 0 else None

    @property
    def at_last(self) -> bool:
        """Is the newest state shown?"""
        return bool(self.states) and self.cursor == len(self.states) - 1

    @property
    def stopped(self) -> bool:
        """Did the run come to an end?"""
        return self.last is not None and self.last.status is not Status.RUNNING

    @property
    def collapsed(self) -> bool:
        """Is there no half-step after the newest state? After the end of any other run a hand may go on."""
        return self.last is not None and self.last.status is Status.DEGENERATE

    @property
    def next_phase(self) -> Phase:
        """The half-step that comes after the state that is shown."""
        if self.state is None:
            return Phase.START
        return next_phase(self.state) if self.at_last else self.states[self.cursor + 1].phase

    def recent(self, most: int) -> list[State]:
        """The states up to the one that is shown, ``most`` at most."""
        end = self.cursor + 1
        return self.states[max(0, end - most) : end]

    def show(self, index: int) -> None:
        """Put the cursor at ``index``, or at the nearest there is."""
        self.cursor = min(max(index, 0), len(self.states) - 1)

    def cut(self, index: int) -> None:
        """Forget the states from ``index`` on."""
        del self.states[index:]
        self.cursor = min(self.cursor, len(self.states) - 1)

    def clear(self) -> None:
        """Forget everything."""
        self.cut(0)


class BranchCache:
    """The states that a run had under each of its documents: undo of an edit gives them back as they were."""

    def __init__(self) -> None:
        self._states: dict[Document, list[State]] = {}

    def keep(self, document: Document, states: list[State]) -> None:
        """Keep what there is under ``document``."""
        self._states.pop(document, None)
        self._states[document] = states.copy()
        while len(self._states) > MOST_BRANCHES:
            del self._states[next(iter(self._states))]

    def states_from(self, document: Document, index: int) -> list[State]:
        """The states from ``index`` on that there were under ``document``, if it has been left before."""
        return self._states.get(document, [])[index:]

    def clear(self) -> None:
        """Another run begins."""
        self._states.clear()
