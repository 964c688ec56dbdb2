"""The one line of plain words: what just happened, and what comes next."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from gmmgui.core import ALGORITHMS, INITIALISERS, Mixture, Phase, RunSpec, Status
from gmmgui.core.events import ComponentEmptied, ComponentReseeded
from gmmgui.session.document import Document
from gmmgui.session.narration import MOST_EVENTS, narrate
from tests.samples import groups, table
from tests.session.conftest import MakeSession, Sitting

MARKS = np.array([[0.0, 0.0], [4.0, 4.0]])
START = Mixture(np.full(2, 0.5), MARKS, np.tile(np.eye(2), (2, 1, 1)))


def told(sitting: Sitting) -> str:
    player = sitting.player
    return narrate(sitting.store.document, player.state, player.assignment, player.next_phase)


def test_before_the_first_click_it_invites() -> None:
    for name, initialiser in INITIALISERS.items():
        document = Document.of(groups(), RunSpec(initialiser=name))
        expected = "Click the canvas to place the first centroid, or press Space for a start chosen by "
        assert narrate(document, None, None, Phase.START) == f"{expected}{initialiser.title}."
    document = Document.of(groups(), RunSpec(initialiser="exact", start=START, k=2))
    assert narrate(document, None, None, Phase.START).endswith("or press Space to begin.")


@pytest.mark.parametrize(
    ("spec", "begins"),
    [
        ({"k": 3}, "Start: 3 components chosen by k-means++."),
        ({"k": 1, "initialiser": "random-points"}, "Start: 1 component chosen by random data points."),
        ({"initialiser": "marks", "marks": MARKS}, "Start: 2 hand-drawn centroids."),
        ({"k": 1, "initialiser": "marks", "marks": MARKS[:1]}, "Start: 1 hand-drawn centroid."),
        ({"initialiser": "exact", "start": START}, "Start: 2 components exactly as given."),
        ({"first_step": "M"}, "Start: every point has a label, and M comes first."),
    ],
)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_start(make: MakeSession, algorithm: str, spec: dict[str, object], begins: str) -> None:
    sitting = make(algorithm=algorithm, **spec)
    sitting.step()
    entry = ALGORITHMS[algorithm]
    action = entry.m_action if "first_step" in spec else entry.e_action
    assert told(sitting) == f"{begins} Next: {action}."


@pytest.mark.parametrize(
    ("algorithm", "e", "m"),
    [
        ("kmeans", "E: every point goes to its nearest centroid.", "each centroid moves to the mean of its points"),
        ("hard-em", "E: every point goes to its most probable Gaussian.", "the Gaussians move to fit their points"),
        (
            "soft-em",
            "E: every point asks each Gaussian how likely it is.",
            "the Gaussians move to fit their points",
        ),
    ],
)
def test_half_steps(make: MakeSession, algorithm: str, e: str, m: str) -> None:
    sitting = make(groups(n=200, apart=1.5), algorithm=algorithm, initialiser="random-points", seed=2)
    entry = ALGORITHMS[algorithm]
    sitting.step(2)
    assert told(sitting) == f"{e} Next: {entry.m_action}."
    sitting.step()
    gain = sitting.state.gain
    assert gain * entry.sign > 0
    shown = f"{'+' if gain > 0 else '−'}{abs(gain):.3g}"
    assert told(sitting) == f"M: {m}, {entry.objective_name.lower()} {shown}. Next: {entry.e_action}."
    sitting.step()
    assignment = sitting.player.assignment
    assert assignment is not None and assignment.changed
    points = "1 point" if assignment.changed == 1 else f"{assignment.changed} points"
    assert told(sitting) == f"{e} {points} changed side. Next: {entry.m_action}."


def test_the_end(make: MakeSession) -> None:
    sitting = make(algorithm="kmeans")
    sitting.player.finish()
    sitting.settle()
    iterations = sitting.state.iteration
    assert told(sitting).endswith(f"No point changed side. Converged after {iterations} iterations.")
    sitting.step()
    assert "M: each centroid moves to the mean of its points, inertia unchanged." in told(sitting)


def test_the_most_iterations(make: MakeSession) -> None:
    sitting = make(max_iter=1)
    sitting.player.finish()
    sitting.settle()
    assert sitting.state.status is Status.MAX_ITER
    assert told(sitting).endswith("Stopped after 1 iteration, the most allowed.")


def test_a_collapse(make: MakeSession) -> None:
    data = table([[0.0], [0.0], [10.0], [11.0], [12.5]])
    marks = np.array([[0.0], [11.0]])
    sitting = make(data, algorithm="hard-em", initialiser="marks", marks=marks, min_variance=0.0)
    sitting.player.finish()
    sitting.settle()
    assert sitting.state.status is Status.DEGENERATE
    assert "Component 1 collapsed" in told(sitting)
    assert "Next" not in told(sitting) and "Converged" not in told(sitting)


def test_a_hand_in_the_middle(make: MakeSession) -> None:
    sitting = make()
    sitting.step(3)
    sitting.edit_commands.move(1, np.array([1.0, 1.0]))
    sitting.settle()
    said = told(sitting)
    assert said.startswith("Centroid 2 was moved by hand.") and said.endswith("Next: E: assign.")
    sitting.player.back()
    sitting.settle()
    assert told(sitting).endswith("Next: a change by hand.")


def test_a_component_that_ran_empty(make: MakeSession) -> None:
    marks = np.array([[0.0, 0.0], [40.0, -40.0]])
    sitting = make(algorithm="kmeans", initialiser="marks", marks=marks)
    sitting.step(3)
    assert isinstance(sitting.state.events[0], ComponentReseeded)
    assert sitting.state.events[0].sentence in told(sitting)


def test_many_events_are_counted(make: MakeSession) -> None:
    sitting = make()
    sitting.step(3)
    crowded = replace(sitting.state, events=tuple(ComponentEmptied(j) for j in range(MOST_EVENTS + 3)))
    said = narrate(sitting.store.document, crowded, None, Phase.E)
    assert said.count("has no points left") == MOST_EVENTS
    assert "(3 more like this.)" in said


def test_an_objective_without_a_change_before_it(make: MakeSession) -> None:
    sitting = make(algorithm="hard-em", first_step="M", initialiser="random-labels")
    sitting.step(2)
    assert math.isnan(sitting.state.gain)
    assert f"classification log-likelihood {sitting.state.objective:.6g}." in told(sitting)


def test_colours_of_another_state_are_not_spoken_of(make: MakeSession) -> None:
    sitting = make()
    sitting.step(4)
    old = sitting.player.assignment
    sitting.step(2)
    assert old is not None and old.changed is not None
    said = narrate(sitting.store.document, sitting.state, old, Phase.M)
    assert "changed side" not in said


def test_large_counts_have_separators(make: MakeSession) -> None:
    sitting = make(groups(n=4_000, apart=1.0), algorithm="kmeans", initialiser="random-points")
    sitting.step(4)
    assignment = sitting.player.assignment
    assert assignment is not None
    said = narrate(sitting.store.document, sitting.state, replace(assignment, changed=1_234_567), Phase.M)
    assert "1,234,567 points changed side." in said
