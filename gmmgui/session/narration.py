"""One line of plain words: what just happened, and what comes next."""

from __future__ import annotations

import math

from gmmgui.core import ALGORITHMS, INITIALISERS, Partition, Phase, State, Status
from gmmgui.core.algorithms import Algorithm
from gmmgui.core.events import Event
from gmmgui.session.document import Document
from gmmgui.session.run import Assignment

MOST_EVENTS = 2
"""Sentences of events in one line; further ones are counted."""


def narrate(document: Document, state: State | None, assignment: Assignment | None, next_phase: Phase) -> str:
    """What a lecturer would say of ``state``.

    Parameters
    ----------
    assignment : the colours of ``state``, where they are known already.
    next_phase : the half-step that comes next.
    """
    algorithm = ALGORITHMS[document.spec.algorithm]
    if state is None:
        return _invitation(document)
    if state.status is Status.DEGENERATE:
        return " ".join(_events(state.events))
    said = [_what_happened(document, algorithm, state), _changed(state, assignment), *_events(state.events)]
    said.append(_outlook(algorithm, state, next_phase))
    return " ".join(sentence for sentence in said if sentence)


def _invitation(document: Document) -> str:
    if document.spec.initialiser in INITIALISERS:
        chooser = INITIALISERS[document.spec.initialiser].title
        return f"Click the canvas to place the first centroid, or press Space for a start chosen by {chooser}."
    return "Click the canvas to place the first centroid, or press Space to begin."


def _what_happened(document: Document, algorithm: Algorithm, state: State) -> str:
    if state.phase is Phase.START:
        return _start(document, state)
    if state.phase is Phase.E:
        return f"E: {algorithm.e_sentence}."
    if state.phase is Phase.M:
        return f"M: {algorithm.m_sentence}, {_gain(algorithm, state)}."
    return ""


def _start(document: Document, state: State) -> str:
    spec = document.spec
    if isinstance(state.scaled_assigned_by, Partition):
        return "Start: every point has a label, and M comes first."
    if spec.initialiser == "marks":
        return f"Start: {_count(len(state.components), 'hand-drawn centroid')}."
    if spec.initialiser == "exact":
        return f"Start: {_count(len(state.components), 'component')} exactly as given."
    return f"Start: {_count(len(state.components), 'component')} chosen by {INITIALISERS[spec.initialiser].title}."


def _gain(algorithm: Algorithm, state: State) -> str:
    name = algorithm.objective_name.lower()
    if math.isnan(state.gain):
        return f"{name} {state.objective:.6g}"
    if state.gain == 0:
        return f"{name} unchanged"
    return f"{name} {'+' if state.gain > 0 else '−'}{abs(state.gain):.3g}"


def _changed(state: State, assignment: Assignment | None) -> str:
    if assignment is None or assignment.state is not state or assignment.changed is None:
        return ""
    if assignment.changed == 0:
        return "No point changed side."
    return f"{_count(assignment.changed, 'point')} changed side."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _events(events: tuple[Event, ...]) -> list[str]:
    said = [event.sentence for event in events[:MOST_EVENTS]]
    if len(events) > MOST_EVENTS:
        said.append(f"({len(events) - MOST_EVENTS} more like this.)")
    return said


def _outlook(algorithm: Algorithm, state: State, next_phase: Phase) -> str:
    if state.status is Status.CONVERGED:
        return f"Converged after {_count(state.iteration, 'iteration')}."
    if state.status is Status.MAX_ITER:
        return f"Stopped after {_count(state.iteration, 'iteration')}, the most allowed."
    if next_phase is Phase.EDIT:
        return "Next: a change by hand."
    return f"Next: {algorithm.e_action if next_phase is Phase.E else algorithm.m_action}."
