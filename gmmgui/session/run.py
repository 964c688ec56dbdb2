"""Run: one problem and its half-steps, computed on the engine thread; no Qt here."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmgui.core import Partition, Phase, Problem, State, edited, half_step, prepare, start
from gmmgui.core.backend import Backend, NumbaBackend, NumpyBackend
from gmmgui.core.backend.numba_backend import is_ready
from gmmgui.core.errors import Cancelled
from gmmgui.core.types import Floats, Labels, Mixture, Status
from gmmgui.session.document import Document
from gmmgui.session.final_means import predict_final_means
from gmmgui.session.matching import LabelReference, match_ids, reference_from_truth
from gmmgui.session.settings import CHOSEN_BY_HAND

NEVER = Event()
"""Nobody sets it."""


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """The colours of a state: a pure function of the data and ``state.assigned_by``.

    What is not needed for every picture is worked out when somebody asks for it, on the thread that asks; nothing of
    the size n x k is kept.

    Parameters
    ----------
    state : whose colours these are.
    problem : the data, or None before the first E.
    components : the numbers of the components that labels stand for.
    changed_points : (n,) which points changed side in this half-step; None where that has no meaning.
    changed : how many those are.
    is_rough : made in a hurry: nobody has looked yet which points changed side.
    """

    state: State
    problem: Problem | None
    components: tuple[int, ...]
    changed_points: NDArray[np.bool_] | None = None
    changed: int | None = None
    is_rough: bool = False
    _labels: list[Labels] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        """Does every point belong to somebody? Not so before the first E."""
        return self.problem is not None

    @property
    def soft(self) -> Problem | None:
        """The problem whose points are shared among components, or None where each belongs to one."""
        is_shared = self.problem is not None and self.problem.algorithm.soft
        return self.problem if is_shared and isinstance(self.state.scaled_assigned_by, Mixture) else None

    @property
    def labels(self) -> Labels | None:
        """(n,) component of each point, or None before the first E."""
        source = self.state.scaled_assigned_by
        if self.problem is None or source is None:
            return None
        if not self._labels:
            self._labels.append(source.labels if isinstance(source, Partition) else self.problem.labels(source))
        return self._labels[0]

    @property
    def responsibilities(self) -> Floats | None:
        """(n, k) where points are shared among components, else None."""
        source = self.state.scaled_assigned_by
        if self.soft is None or not isinstance(source, Mixture):
            return None
        return self.soft.responsibilities(source)

    def posterior_mean(
        self, values: Floats | NDArray[np.float32], rows: slice | None = None
    ) -> Floats | NDArray[np.float32]:
        """(n, m): each point's part of ``values`` (k, m), its component's, or their means by its responsibilities.

        ``rows``: of these points only.
        """
        source = self.state.scaled_assigned_by
        if self.soft is not None and isinstance(source, Mixture):
            return self.soft.posterior_mean(source, values.astype(np.float64), rows)
        assert self.labels is not None, "before the first E no point belongs to anybody"
        labels = self.labels[rows or slice(None)]
        shares: NDArray[Any] = np.take(values, labels, axis=0)  # much faster than values[labels]
        return shares


class Run:
    """Data and settings, made ready for the engine at the first use and then kept.

    Components take the numbers of the truth where that is known, else those of ``reference``.
    """

    def __init__(self, document: Document, reference: LabelReference | None = None) -> None:
        self._document, self._reference = document, reference
        self._problem: Problem | None = None
        self._true: tuple[int, ...] | None = None
        self._known: tuple[Mixture | Partition, Labels] | None = None

    def problem(self, cancelled: Event = NEVER) -> Problem:
        """The problem, with compiled passes as soon as there are any; ``cancelled`` ends them between two blocks.

        Raises a GmmError where data or settings cannot be used.
        """
        backend = NumbaBackend if is_ready() else NumpyBackend
        if self._problem is None:
            self._problem = prepare(self._document.dataset.points, self._document.spec, backend=backend)
        elif not isinstance(self._problem.backend, backend):
            self._problem = self._problem.with_backend(backend)
        return self._problem.cancelled_by(lambda: _raise_where(cancelled))

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
        deadline = None if seconds is None else time.perf_counter() + seconds
        state = before = last
        for _ in range(most):
            before, state = state, self._next(document, state, index, cancelled)
            index += 1
            yield state
            if state.status is not Status.RUNNING or (deadline is not None and time.perf_counter() >= deadline):
                break
        if state is not None:
            in_a_hurry = seconds is not None and state.status is Status.RUNNING
            yield self.assignment(state, before if before is not state else None, cancelled, in_a_hurry)

    def backend(self) -> type[Backend]:
        """What makes the passes at present."""
        return type(self.problem().backend)

    def restore(
        self,
        document: Document,
        checkpoint: State,
        first: int,
        backends: Sequence[type[Backend]],
        cancelled: Event = NEVER,
    ) -> Iterator[State]:
        """The states after ``checkpoint`` once more, bit by bit as they were.

        Parameters
        ----------
        document : of this run, for its edits by hand.
        first : in the history, of the first state to make.
        backends : what made the passes of each state at that time; kernels and NumPy differ in the last bits.
        """
        state = checkpoint
        for index, backend in enumerate(backends, first):
            state = self._after(self._problem_of(backend, cancelled), document, state, index)
            yield state

    def _problem_of(self, backend: type[Backend], cancelled: Event) -> Problem:
        problem = self.problem(cancelled)
        is_its = type(problem.backend) is backend  # kernels derive from NumPy
        return problem if is_its else problem.with_backend(backend)

    def _next(self, document: Document, state: State | None, index: int, cancelled: Event) -> State:
        problem = self.problem(cancelled)
        if state is None:
            return self._numbered(problem, start(problem))
        return self._after(problem, document, state, index)

    def _after(self, problem: Problem, document: Document, state: State, index: int) -> State:
        """The state at ``index`` of the history, which comes after ``state``."""
        edit = document.edit_at(index)
        if edit is not None:
            return edited(problem, state, edit.mixture, edit.what, edit.components)
        return half_step(problem, state)

    def preview(self, state: State, mixture: Mixture, components: tuple[int, ...], cancelled: Event = NEVER) -> State:
        """What a hand would make of ``state`` with ``mixture`` (units of the data); the history stays as it is."""
        return edited(self.problem(cancelled), state, mixture, "Under the hand.", components)

    def _numbered(self, problem: Problem, state: State) -> State:
        """A start with the numbers of what its components resemble; those that a hand has placed keep their order.

        What they resemble is told of the true components at the end of the run, of an earlier run at its start.
        """
        dataset, spec = self._document.dataset, self._document.spec
        by_hand = spec.initialiser in CHOSEN_BY_HAND
        truth = reference_from_truth(dataset)
        reference = truth or self._reference
        if reference is None or (by_hand and dataset.truth_mixture is None):
            return state
        spread = np.sqrt(problem.variances) * state.scaling.scale
        means = state.mixture.means
        if truth is not None:
            means = predict_final_means(problem, dataset.points, spec, state)
        if by_hand:
            self._true = match_ids(reference.means, LabelReference(means, state.components), spread)
            return state
        numbers = match_ids(means, reference, spread)
        return replace(state, components=numbers, assigned_components=numbers if state.assigned_components else ())

    @property
    def true_numbers(self) -> tuple[int, ...]:
        """Numbers for the components of the true mixture, where that is known.

        They are their own; but where a hand has placed the start, whose numbers stay as they were placed, each true
        component takes that of the one that will resemble it.
        """
        truth = self._document.dataset.truth_mixture
        return () if truth is None else self._true or tuple(range(truth.k))

    def assignment(
        self, state: State, before: State | None, cancelled: Event = NEVER, in_a_hurry: bool = False
    ) -> Assignment:
        """The colours of ``state``; ``before`` is the state in front of it in the history, or None.

        ``in_a_hurry``: the next picture will come soon, so only what every picture needs.
        """
        source = state.scaled_assigned_by
        if source is None:
            return Assignment(state, None, ())
        components, shared = state.assigned_components, self.problem()
        if in_a_hurry or isinstance(source, Partition):
            return Assignment(state, shared, components, is_rough=in_a_hurry)
        earlier = before.scaled_assigned_by if before is not None and state.phase is Phase.E else None
        previous = None if earlier is None else self._labels(earlier, cancelled)
        labels = self.problem(cancelled).labels(source)
        self._known = (source, labels)
        if previous is None or before is None:
            return Assignment(state, shared, components, _labels=[labels])
        changed = _changed_side(previous, before.assigned_components, labels, components)
        return Assignment(state, shared, components, changed, int(np.count_nonzero(changed)), _labels=[labels])

    def _labels(self, source: Mixture | Partition, cancelled: Event) -> Labels:
        if isinstance(source, Partition):
            return source.labels
        if self._known is None or self._known[0] is not source:
            self._known = (source, self.problem(cancelled).labels(source))
        return self._known[1]


def _raise_where(cancelled: Event) -> None:
    if cancelled.is_set():
        raise Cancelled


def _changed_side(
    before: Labels, components_before: tuple[int, ...], after: Labels, components_after: tuple[int, ...]
) -> NDArray[np.bool_]:
    """Which points (n,) changed component; one that was dropped or added may have moved the indices."""
    if components_before == components_after:
        return before != after
    changed: NDArray[np.bool_] = np.array(components_before)[before] != np.array(components_after)[after]
    return changed
