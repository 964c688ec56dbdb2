"""Run: one problem and its half-steps, computed on the engine thread; no Qt here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmgui.core import Partition, Phase, Problem, State, edited, half_step, prepare, start
from gmmgui.core.backend import Textbook
from gmmgui.core.compiled import Compiled, is_ready
from gmmgui.core.errors import Cancelled
from gmmgui.core.parallel import go_on
from gmmgui.core.types import Floats, Labels, Mixture, Status
from gmmgui.session.document import Document

NEVER = Event()
"""Nobody sets it."""


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """The colours of a state: a pure function of the data and ``state.assigned_by``.

    Responsibilities are worked out when somebody asks for them, on the thread that asks: nothing of the size n x k is
    kept.

    Parameters
    ----------
    state : whose colours these are.
    labels : (n,) component of each point, or None before the first E.
    soft : the problem whose points are shared among components, or None where each belongs to one.
    components : the numbers of the components that labels stand for.
    changed : how many points changed side in this half-step; None where that has no meaning.
    """

    state: State
    labels: Labels | None
    soft: Problem | None
    components: tuple[int, ...]
    changed: int | None

    @property
    def responsibilities(self) -> Floats | None:
        """(n, k) where points are shared among components, else None."""
        source = self.state.inner_assigned_by
        if self.soft is None or not isinstance(source, Mixture):
            return None
        return self.soft.backend.responsibilities(source)

    def blend(self, values: Floats | NDArray[np.float32]) -> Floats | NDArray[np.float32]:
        """(n, m): each point's part of ``values`` (k, m), its component's, or their means by its responsibilities."""
        source = self.state.inner_assigned_by
        if self.soft is not None and isinstance(source, Mixture):
            return self.soft.backend.blend(source, values.astype(np.float64))
        assert self.labels is not None, "before the first E no point belongs to anybody"
        shares: NDArray[Any] = np.take(values, self.labels, axis=0)  # much faster than values[labels]
        return shares


class Run:
    """Data and settings, made ready for the engine at the first use and then kept."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._problem: Problem | None = None
        self._known: tuple[Mixture | Partition, Labels] | None = None
        self._cancelled = NEVER

    def problem(self) -> Problem:
        """The problem, with compiled passes as soon as there are any.

        Raises a GmmError where data or settings cannot be used.
        """
        backend = Compiled if is_ready() else Textbook
        if self._problem is None:
            self._problem = prepare(self._document.dataset.points, self._document.spec, self._breathe, backend)
        elif not isinstance(self._problem.backend, backend):
            self._problem = self._problem.with_backend(backend, self._breathe)
        return self._problem

    def _breathe(self) -> None:
        if self._cancelled.is_set():
            raise Cancelled

    def advance(
        self,
        document: Document,
        last: State | None,
        index: int,
        most: int,
        seconds: float | None,
        cancelled: Event = NEVER,
    ) -> Iterator[State | Assignment]:
        """Further states after ``last``, then the colours of the last of them.

        Parameters
        ----------
        cancelled : set from another thread, it ends a pass between two blocks by raising ``Cancelled``.
        document : of this run, for its edits by hand.
        last : the state to go on from, or None before the start.
        index : in the history, of the first state to make.
        most : half-steps at most; an edit counts as one.
        seconds : stop after this time; None: only ``most`` counts.
        """
        self._cancelled = cancelled
        deadline = None if seconds is None else time.perf_counter() + seconds
        state = before = last
        for _ in range(most):
            before, state = state, self._next(document, state, index)
            index += 1
            yield state
            if state.status is not Status.RUNNING or (deadline is not None and time.perf_counter() >= deadline):
                break
        if state is not None:
            yield self.assignment(state, before if before is not state else None, cancelled)

    def _next(self, document: Document, state: State | None, index: int) -> State:
        problem = self.problem()
        if state is None:
            return start(problem)
        edit = document.edit_at(index)
        if edit is not None:
            return edited(problem, state, edit.mixture, edit.what, edit.components)
        return half_step(problem, state)

    def assignment(self, state: State, before: State | None, cancelled: Event = NEVER) -> Assignment:
        """The colours of ``state``; ``before`` is the state in front of it in the history, or None."""
        self._cancelled = cancelled
        source = state.inner_assigned_by
        if source is None:
            return Assignment(state, None, None, (), None)
        components = state.assigned_components
        if isinstance(source, Partition):
            return Assignment(state, source.labels, None, components, None)
        changed = None
        earlier = before.inner_assigned_by if before is not None and state.phase is Phase.E else None
        previous = None if earlier is None else self._labels(earlier)
        labels = self.problem().labels(source)
        self._known = (source, labels)
        if previous is not None and before is not None:
            changed = _changed_side(previous, before.assigned_components, labels, components)
        return Assignment(state, labels, self._shared(), components, changed)

    def _shared(self) -> Problem | None:
        """The problem for questions of other threads, which no cancel of this one reaches."""
        problem = self.problem()
        return problem.with_backend(type(problem.backend), go_on) if problem.algorithm.soft else None

    def _labels(self, source: Mixture | Partition) -> Labels:
        if isinstance(source, Partition):
            return source.labels
        if self._known is None or self._known[0] is not source:
            self._known = (source, self.problem().labels(source))
        return self._known[1]


def _changed_side(
    before: Labels, components_before: tuple[int, ...], after: Labels, components_after: tuple[int, ...]
) -> int:
    """How many points (n,) changed component; a component that was dropped or added may have moved the indices."""
    if components_before == components_after:
        return int(np.count_nonzero(before != after))
    return int((np.array(components_before)[before] != np.array(components_after)[after]).sum())
