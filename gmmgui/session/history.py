"""History: the half-steps of a run, the cursor at the one that is shown, and the branches that edits have left.

Its memory has a bound. Beyond it, States far from the cursor are thinned out: every m-th stays as a checkpoint, of
the others a Record. A State that has gone is made again, bit by bit the same, from the checkpoint before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gmmgui.core import Phase, State, Status, next_phase
from gmmgui.core.backend import Backend
from gmmgui.session.branches import BranchCache
from gmmgui.session.document import Lane
from gmmgui.session.memory import HalfStep, Holdings, Record, record_of

HISTORY_BYTES = 256 * 2**20
"""Bytes that all histories of a session may take together."""
NEAR = 64
"""So many half-steps before and after the cursor, and before the last, stay whole while that is possible."""



@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A state, and what made the passes for it: only that gives the very same bits again."""

    state: State
    backend: type[Backend]


@dataclass(frozen=True, slots=True, eq=False)
class Restored:
    """A state that had gone from a history, made again, and its index there."""

    index: int
    state: State


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How a state that has gone is made again.

    Parameters
    ----------
    checkpoint : the state to begin with.
    first : index of the first state after it.
    backends : what made the passes of that and each further state, as far as is needed.
    """

    checkpoint: State
    first: int
    backends: tuple[type[Backend], ...]

    @property
    def end(self) -> int:
        """The index after the last state that is needed."""
        return self.first + len(self.backends)


class History:
    """A list of half-steps that grows at its end and is cut where the document changes.

    Parameters
    ----------
    budget : bytes that it may take, branches included. What the cursor and the next half-step need stays in any case.
    """

    def __init__(self, budget: int = HISTORY_BYTES) -> None:
        self.budget = budget
        self.cursor = -1
        self.revision = object()
        """Another object whenever half-steps that were there have gone or become others."""
        self._half_steps: list[HalfStep] = []
        self._backends: list[type[Backend]] = []
        self._whole: set[int] = set()
        self._spacing, self._keeps_means = 1, True
        self._sweep: Iterator[None] | None = None
        self._holdings = Holdings()
        self._branches = BranchCache(self._holdings)

    def __len__(self) -> int:
        return len(self._half_steps)

    @property
    def half_steps(self) -> tuple[HalfStep, ...]:
        """All so far."""
        return tuple(self._half_steps)

    @property
    def held_bytes(self) -> int:
        """What it takes at present, branches included."""
        return self._holdings.total

    @property
    def is_thinned(self) -> bool:
        """Has anything been thinned out?"""
        return self._spacing > 1

    @property
    def state(self) -> State | None:
        """The state that is shown, or None before the start."""
        return self._state_at(self.cursor)

    @property
    def last(self) -> HalfStep | None:
        """The newest half-step, or None before the start."""
        return self._half_steps[-1] if self._half_steps else None

    @property
    def before(self) -> State | None:
        """The state in front of the one that is shown."""
        return self._state_at(self.cursor - 1)

    @property
    def at_last(self) -> bool:
        """Is the newest state shown?"""
        return bool(self._half_steps) and self.cursor == len(self) - 1

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
        return next_phase(self.state) if self.at_last else self._half_steps[self.cursor + 1].phase

    def since(self, index: int) -> list[HalfStep]:
        """The half-steps from ``index`` on."""
        return self._half_steps[index:]

    def recent(self, most: int) -> list[HalfStep]:
        """The half-steps up to the one that is shown, ``most`` at most."""
        end = self.cursor + 1
        return self._half_steps[max(0, end - most) : end]

    def nearest(self, index: int) -> int:
        """``index``, or what there is nearest to it."""
        return min(max(index, 0), len(self) - 1)

    def can_show(self, index: int) -> bool:
        """Are the state at ``index`` and the one in front of it, which its colours need, there as a whole?"""
        return index in self._whole and (index == 0 or index - 1 in self._whole)

    def show(self, index: int) -> None:
        """Put the cursor at ``index``, or at the nearest there is."""
        self.cursor = self.nearest(index)
        self.make_room()

    def extend(self, made: Iterable[Made]) -> None:
        """Further states at the end."""
        for each in made:
            self._append(each.state, each.backend)
        self.make_room()

    def cut(self, index: int) -> None:
        """Forget the half-steps from ``index`` on."""
        for half_step in self._half_steps[index:]:
            self._holdings.remove(half_step)
        self._shorten(index)

    def fork(self, old: Lane, new: Lane, index: int) -> None:
        """From ``index`` on the half-steps are those of ``new``, as far as it has been left before."""
        self._branches.keep(old, index, self._half_steps[index:], self._backends[index:])
        self._shorten(index)
        for half_step, backend in self._branches.take(new, index):
            self._append_held(half_step, backend)
        self.make_room()

    def clear(self) -> None:
        """Forget everything, branches too."""
        self._holdings = Holdings()
        self._branches = BranchCache(self._holdings)
        self._shorten(0)
        self._spacing, self._keeps_means = 1, True

    def copy(self) -> History:
        """The same half-steps under the same cursor, without the branches."""
        other = History(self.budget)
        for half_step, backend in zip(self._half_steps, self._backends, strict=True):
            other._append(half_step, backend)
        other.cursor, other.revision = self.cursor, self.revision
        return other

    # States that have gone

    def way_to(self, index: int) -> Way:
        """How the state at ``index``, and the one in front of it, are made again."""
        checkpoint = index - 1
        while checkpoint not in self._whole:
            checkpoint -= 1
        end = index if index in self._whole else index + 1
        state = self._state_at(checkpoint)
        assert state is not None, "the first state of a run is never thinned out"
        return Way(state, checkpoint + 1, tuple(self._backends[checkpoint + 1 : end]))

    def fill(self, index: int, state: State) -> None:
        """Put ``state``, which has been made again, back to its place."""
        if index not in self._whole:
            self._replace(index, state)
            self._whole.add(index)

    def nearest_whole(self, index: int) -> int:
        """The last index up to ``index`` whose state is there as a whole."""
        return max(whole for whole in self._whole if whole <= index)

    # Memory

    def _state_at(self, index: int) -> State | None:
        half_step = self._half_steps[index] if 0 <= index < len(self) else None
        return half_step if isinstance(half_step, State) else None

    def _shorten(self, length: int) -> None:
        self._whole -= set(range(length, len(self)))
        del self._half_steps[length:], self._backends[length:]
        self.cursor = min(self.cursor, len(self) - 1)
        self.revision, self._sweep = object(), None

    def _append(self, half_step: HalfStep, backend: type[Backend]) -> None:
        self._holdings.add(half_step)
        self._append_held(half_step, backend)

    def _append_held(self, half_step: HalfStep, backend: type[Backend]) -> None:
        if isinstance(half_step, State):
            self._whole.add(len(self))
        self._half_steps.append(half_step)
        self._backends.append(backend)

    def _replace(self, index: int, half_step: HalfStep) -> None:
        self._holdings.add(half_step)
        self._holdings.remove(self._half_steps[index])
        self._half_steps[index] = half_step

    def make_room(self) -> None:
        """Thin out as much as is too much: so the work is never more than that of what has been added."""
        while self.held_bytes > self.budget:
            if self._sweep is None:
                self._sweep = self._thinning()
            try:
                next(self._sweep)
            except StopIteration:
                self._sweep = None
                return

    def _thinning(self) -> Iterator[None]:
        """Let go of one thing after the other, what is needed least first; it ends when nothing can go."""
        while self._spacing <= len(self):
            left_whole = len(self._whole) - len(self) // self._spacing
            if left_whole <= 4 * NEAR:  # or a cursor has left States behind, which go first
                self._spacing *= 2
            yield from self._branches.thinning(self._spacing, self._keeps_means)
            yield from self._thinning_far(NEAR)
        yield from self._thinning_far(1)
        self._keeps_means = False
        yield from self._dropping_means()
        yield from self._branches.thinning(self._spacing, self._keeps_means)
        while self._branches.drop_oldest():
            yield

    def _thinning_far(self, near: int) -> Iterator[None]:
        """Of what is not ``near`` to the cursor or the end, which may move on, all but every m-th State."""
        index = 1
        while index < len(self) - 1 - near:
            if index in self._whole and index % self._spacing and abs(index - self.cursor) > near:
                self._replace(index, record_of(self._half_steps[index], self._keeps_means))
                self._whole.discard(index)
                yield
            index += 1

    def _dropping_means(self) -> Iterator[None]:
        for index, half_step in enumerate(self._half_steps):
            if isinstance(half_step, Record) and half_step.scaled_means is not None:
                self._replace(index, record_of(half_step, keeps_means=False))
                yield
