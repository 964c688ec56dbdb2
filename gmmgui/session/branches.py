"""BranchCache: what a run had under each of its documents, for undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmmgui.core import State
from gmmgui.core.backend import Backend
from gmmgui.session.document import Lane
from gmmgui.session.memory import HalfStep, Holdings, record_of

MOST_BRANCHES = 100
"""Branches of a run that were left by an edit; older ones would have to be computed again."""


@dataclass(slots=True, eq=False)
class _Branch:
    """Half-steps of one lane from index ``first`` on, with what made the passes for each."""

    first: int
    half_steps: list[HalfStep]
    backends: list[type[Backend]]


class BranchCache:
    """What a run had under each of its documents after the edit: undo gives it back as it was.

    It counts in ``holdings``, and is thinned out with the history; the last two states of a branch stay whole.
    """

    def __init__(self, holdings: Holdings) -> None:
        self._branches: dict[Lane, _Branch] = {}
        self._holdings = holdings

    def keep(self, lane: Lane, first: int, half_steps: list[HalfStep], backends: list[type[Backend]]) -> None:
        """Take over what ``lane`` had from index ``first`` on, which ``holdings`` count already."""
        self._forget(lane)
        self._branches[lane] = _Branch(first, half_steps, backends)
        if len(self._branches) > MOST_BRANCHES:
            self.drop_oldest()

    def take(self, lane: Lane, index: int) -> list[tuple[HalfStep, type[Backend]]]:
        """Give back what ``lane`` had from ``index`` on, if it has been left there before."""
        branch = self._branches.get(lane)
        if branch is None or index < branch.first:
            return []
        del self._branches[lane]
        begin = index - branch.first
        for half_step in branch.half_steps[:begin]:
            self._holdings.remove(half_step)
        return list(zip(branch.half_steps[begin:], branch.backends[begin:], strict=True))

    def thinning(self, spacing: int, keeps_means: bool) -> Iterator[None]:
        """Let go of all but every m-th State and the last two, one after the other; of the others a Record stays."""
        for branch in list(self._branches.values()):
            for place, half_step in enumerate(branch.half_steps[:-2]):
                if isinstance(half_step, State):
                    goes = (branch.first + place) % spacing != 0
                else:
                    goes = half_step.scaled_means is not None and not keeps_means
                if goes:
                    record = record_of(half_step, keeps_means)
                    self._holdings.add(record)
                    self._holdings.remove(half_step)
                    branch.half_steps[place] = record
                    yield

    def drop_oldest(self) -> bool:
        """Forget the branch that was left first; False: there is none."""
        if self._branches:
            self._forget(next(iter(self._branches)))
            return True
        return False

    def _forget(self, lane: Lane) -> None:
        branch = self._branches.pop(lane, None)
        if branch is not None:
            for half_step in branch.half_steps:
                self._holdings.remove(half_step)
