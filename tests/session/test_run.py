"""Colours of a state: the same as the core gives, and under the numbers that the components were born with."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import numpy as np
import pytest

from gmmgui.core import ALGORITHMS, Mixture, Partition, Phase, RunSpec, State, labels, responsibilities
from gmmgui.data import Dataset
from gmmgui.session.document import Document, Edit
from gmmgui.session.run import Assignment, Run
from tests.samples import groups, table

DATA = groups(n=80, k=3, apart=3.0)


def walk(document: Document, half_steps: int) -> Iterator[tuple[State, Assignment]]:
    """Every state with its colours, as the player asks for them: a half-step at a time."""
    run, state = Run(document), None
    for index in range(half_steps):
        *states, colours = run.advance(document, state, index, 1, None, Event())
        assert len(states) == 1 and isinstance(states[0], State) and isinstance(colours, Assignment)
        assert colours.state is states[0]
        state = states[0]
        yield state, colours


def of(dataset: Dataset = DATA, **spec: object) -> Document:
    return Document.of(dataset, RunSpec(**({"k": 3} | spec)))  # type: ignore[arg-type]


def assigning(state: State) -> Mixture:
    mixture = state.assigned_by
    assert isinstance(mixture, Mixture)
    return mixture


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_labels_are_those_of_the_mixture_that_made_them(algorithm: str) -> None:
    for state, colours in walk(of(algorithm=algorithm), 9):
        if state.phase is Phase.START:
            assert (colours.labels, colours.responsibilities, colours.changed) == (None, None, None)
            continue
        assert colours.labels is not None
        assert np.array_equal(colours.labels, labels(DATA.points, assigning(state), algorithm))
        assert colours.components == (0, 1, 2)


def test_points_are_shared_in_soft_em_alone() -> None:
    for state, colours in walk(of(), 7):
        if state.phase is not Phase.START:
            assert colours.responsibilities is not None
            expected = responsibilities(DATA.points, assigning(state))
            assert np.allclose(colours.responsibilities, expected, rtol=1e-12, atol=1e-15)
            assert np.allclose(colours.responsibilities.sum(axis=1), 1)
    for algorithm in ("kmeans", "hard-em"):
        assert all(colours.responsibilities is None for _, colours in walk(of(algorithm=algorithm), 5))


def test_colours_lag_half_a_step_after_m() -> None:
    (_, _), (_, at_e), (after_m, at_m) = walk(of(algorithm="kmeans"), 3)
    assert after_m.phase is Phase.M
    assert np.array_equal(at_m.labels, at_e.labels)
    assert not np.array_equal(at_m.labels, labels(DATA.points, after_m.mixture, "kmeans")), "or M moved nothing"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_changed_counts_the_points_that_changed_side(algorithm: str) -> None:
    counts = []
    earlier: np.ndarray | None = None
    for state, colours in walk(of(algorithm=algorithm, initialiser="random-points"), 13):
        if state.phase is Phase.E:
            if earlier is None:
                assert colours.changed is None, "the first E has nothing to be compared with"
            else:
                assert colours.changed == (earlier != colours.labels).sum()
                counts.append(colours.changed)
            earlier = colours.labels
        else:
            assert colours.changed is None
    assert counts[0] > 0


def test_colours_asked_for_alone_are_those_of_the_walk() -> None:
    document = of(algorithm="hard-em")
    walked = list(walk(document, 8))
    states = [state for state, _ in walked]
    run = Run(document)
    for index in (5, 3, 7, 1, 0, 4):
        colours = run.assignment(states[index], states[index - 1] if index else None, Event())
        expected = walked[index][1]
        assert (colours.changed, colours.components) == (expected.changed, expected.components)
        assert np.array_equal(colours.labels, expected.labels)


def test_several_half_steps_at_once_give_the_same_states_and_the_colours_of_the_last() -> None:
    document = of()
    walked = list(walk(document, 6))
    *states, colours = Run(document).advance(document, None, 0, 6, None, Event())
    assert [state.objective for state in states] == [state.objective for state, _ in walked]
    assert np.array_equal(colours.responsibilities, walked[-1][1].responsibilities)


def test_a_time_limit_stops_after_the_half_step_under_way() -> None:
    document = of()
    *states, colours = Run(document).advance(document, None, 0, 1_000, 0.0, Event())
    assert len(states) == 1 and colours.state is states[0]


def test_the_labels_of_a_partition_are_the_first_colours() -> None:
    document = of(algorithm="hard-em", initialiser="random-labels", first_step="M")
    (start, first), (after_m, second), (after_e, third) = walk(document, 3)
    assert (start.phase, after_m.phase, after_e.phase) == (Phase.START, Phase.M, Phase.E)
    given = start.assigned_by
    assert isinstance(given, Partition)
    assert np.array_equal(first.labels, given.labels) and np.array_equal(second.labels, given.labels)
    assert third.changed == (given.labels != third.labels).sum()


# Components come and go

CORNERS = table([[0, 0], [1, 0], [0, 1], [1, 1], [9, 9], [10, 9], [9, 10]], "two corners")
FAR = np.array([[0.0, 0.0], [40.0, -40.0], [10.0, 10.0]])


def test_numbers_stay_right_after_a_component_was_dropped() -> None:
    document = of(CORNERS, algorithm="kmeans", initialiser="marks", marks=FAR, on_empty="drop")
    (_, _), (_, at_e), (dropped, at_m), (again, at_next_e) = walk(document, 4)
    assert at_e.components == (0, 1, 2)
    assert dropped.components == (0, 2), "the second had no points"
    assert at_m.components == (0, 1, 2), "the colours are still those of the E before"
    assert again.components == at_next_e.components == (0, 2)
    for colours in (at_e, at_m, at_next_e):
        names = np.array(colours.components)[colours.labels]
        assert names.tolist() == [0] * 4 + [2] * 3
    assert at_next_e.changed == 0, "no point changed side, although the component has another index now"


def edited_after(at: int, mixture: Mixture, components: tuple[int, ...], **spec: object) -> Document:
    document = of(CORNERS, **({"algorithm": "kmeans", "k": 2, "initialiser": "marks", "marks": FAR[::2]} | spec))
    return Document.of(document.dataset, document.spec, (Edit(at, mixture, "Changed by hand.", components),))


def centroids(*means: tuple[float, float]) -> Mixture:
    k = len(means)
    return Mixture(np.full(k, 1 / k), np.array(means), np.tile(np.eye(2), (k, 1, 1)))


def test_a_component_added_by_hand_takes_points_that_are_counted() -> None:
    document = edited_after(3, centroids((0, 0), (9, 9), (9, 10.2)), (0, 1, 2))
    (_, at_e), (_, _), (edit, at_edit), (_, after) = list(walk(document, 5))[1:]
    assert edit.phase is Phase.EDIT and edit.components == (0, 1, 2)
    assert at_edit.components == (0, 1), "colours stay until E"
    assert np.array_equal(at_edit.labels, at_e.labels)
    assert after.components == (0, 1, 2)
    assert after.labels.tolist() == [0, 0, 0, 0, 1, 1, 2]
    assert after.changed == 1


def test_a_component_removed_by_hand_leaves_its_number_to_nobody() -> None:
    document = edited_after(3, centroids((9, 9)), (1,))
    (_, at_e), (_, _), (_, at_edit), (_, after) = list(walk(document, 5))[1:]
    assert (at_e.components, at_edit.components, after.components) == ((0, 1), (0, 1), (1,))
    assert at_edit.labels.tolist() == [0] * 4 + [1] * 3
    assert after.labels.tolist() == [0] * 7
    assert after.changed == 4, "the four points whose component is gone"
