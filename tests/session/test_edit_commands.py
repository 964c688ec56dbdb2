"""Centroids edited by hand: before a run they shape its start, during a run the history forks; always to be undone."""

from __future__ import annotations

import numpy as np
import pytest

from gmmgui.core import Mixture, Phase
from gmmgui.core.errors import StartError
from gmmgui.session.transport import Mode
from tests.samples import groups
from tests.session.conftest import MakeSession, Sitting, at, held

DIMENSIONS = [1, 2, 5]


@pytest.fixture(params=DIMENSIONS, ids=lambda d: f"{d}-D")
def drawn(request: pytest.FixtureRequest, make: MakeSession) -> Sitting:
    """Two centroids placed by hand, nothing run."""
    sitting = make(groups(d=request.param), k=3)
    for place in (0.0, 4.0):
        sitting.edit_commands.place(at(request.param, place))
        sitting.settle()
    return sitting


def means(sitting: Sitting) -> np.ndarray:
    return sitting.state.mixture.means


def d_of(sitting: Sitting) -> int:
    return sitting.store.document.dataset.d


# Before a run


def test_placing_makes_the_start_and_k_follows(drawn: Sitting) -> None:
    spec = drawn.store.document.spec
    assert (spec.k, spec.initialiser) == (2, "marks")
    assert drawn.state.phase is Phase.START and drawn.player.length == 1
    assert np.array_equal(means(drawn), [at(d_of(drawn), 0.0), at(d_of(drawn), 4.0)])
    assert drawn.state.components == (0, 1)


def test_placing_quickly_loses_no_mark(make: MakeSession) -> None:
    sitting = make()
    places = [at(2, place) for place in (0.0, 1.0, 2.0, 3.0)]
    with held(sitting.session.engine):
        for place in places:
            sitting.edit_commands.place(place)
    sitting.settle()
    assert sitting.store.document.spec.k == 4
    assert np.array_equal(means(sitting), places)
    for k in (3, 2, 1):
        sitting.store.undo_stack.undo()
        assert sitting.store.document.spec.k == k


def test_moving_moves_one(drawn: Sitting) -> None:
    before = means(drawn)
    drawn.edit_commands.move(1, at(d_of(drawn), 2.5))
    drawn.settle()
    assert np.array_equal(means(drawn), [before[0], at(d_of(drawn), 2.5)])
    assert drawn.player.length == 1 and drawn.store.document.edits == ()
    drawn.store.undo_stack.undo()
    drawn.settle()
    assert np.array_equal(means(drawn), before)


def test_removing_lowers_k_to_none(drawn: Sitting) -> None:
    drawn.edit_commands.remove(0)
    drawn.settle()
    assert drawn.store.document.spec.k == 1
    assert np.array_equal(means(drawn), [at(d_of(drawn), 4.0)])
    drawn.edit_commands.remove(0)
    drawn.settle()
    assert drawn.player.state is None, "as it was before the first click"
    assert drawn.store.document.spec.initialiser == "k-means++"
    drawn.store.undo_stack.undo()
    drawn.settle()
    assert np.array_equal(means(drawn), [at(d_of(drawn), 4.0)])


def test_a_missing_mark_that_k_asks_for_counts_as_placed(drawn: Sitting) -> None:
    """K = 3 with two marks: k-means++ adds the third, and a hand may take it from there."""
    drawn.edit(k=3)
    drawn.settle()
    added = means(drawn)[2]
    drawn.edit_commands.move(0, at(d_of(drawn), 1.0))
    drawn.settle()
    assert drawn.store.document.spec.k == 3
    assert np.array_equal(means(drawn)[2], added)


def test_placing_on_a_start_by_an_initialiser_adds_to_the_run(make: MakeSession) -> None:
    sitting = make()
    sitting.step()
    sitting.edit_commands.place(at(2, 2.0))
    sitting.settle()
    assert sitting.store.document.spec.initialiser == "k-means++"
    assert sitting.state.phase is Phase.EDIT and sitting.state.components == (0, 1, 2)


# During a run


@pytest.fixture
def running(drawn: Sitting) -> Sitting:
    """The same, two iterations on."""
    drawn.step(4)
    return drawn


def test_moving_during_a_run_changes_one_mean_and_nothing_else(running: Sitting) -> None:
    before = running.state
    running.edit_commands.move(1, at(d_of(running), 2.5))
    running.settle()
    after = running.state
    assert after.phase is Phase.EDIT and running.player.next_phase is Phase.E
    assert np.allclose(after.mixture.means[1], at(d_of(running), 2.5), rtol=1e-15, atol=1e-15)
    assert np.array_equal(after.mixture.means[0], before.mixture.means[0])
    assert np.array_equal(after.mixture.weights, before.mixture.weights)
    assert np.array_equal(after.mixture.covariances, before.mixture.covariances)
    assert after.components == before.components
    assert after.events[0].sentence == "Centroid 2 was moved by hand."


def test_placing_during_a_run_adds_an_average_component(running: Sitting) -> None:
    before = running.state.mixture
    running.edit_commands.place(at(d_of(running), 2.0))
    running.settle()
    after = running.state
    assert after.components == (0, 1, 2)
    assert np.allclose(after.mixture.means, [*before.means, at(d_of(running), 2.0)])
    assert after.mixture.weights.sum() == pytest.approx(1, abs=1e-15)
    assert after.mixture.weights[2] == pytest.approx(1 / 3)
    assert after.mixture.weights[0] / after.mixture.weights[1] == pytest.approx(before.weights[0] / before.weights[1])
    assert np.allclose(after.mixture.covariances[2], before.covariances.mean(axis=0))
    assert running.store.document.spec.k == 2, "the start is as it was"
    assert running.step(2).mixture.k == 3


def test_removing_during_a_run_keeps_the_other_numbers(running: Sitting) -> None:
    running.edit_commands.place(at(d_of(running), 2.0))
    running.settle()
    running.edit_commands.remove(1)
    running.settle()
    assert running.state.components == (0, 2)
    assert running.state.mixture.weights.sum() == pytest.approx(1, abs=1e-15)
    assert running.state.events[0].sentence == "Centroid 2 was removed by hand."
    running.step(2)
    assert running.state.components == running.state.assigned_components == (0, 2)
    running.edit_commands.place(at(d_of(running), -3.0))
    running.settle()
    assert running.state.components == (0, 2, 3), "a number is not given again while its owner is in sight"
    assert running.state.events[0].sentence == "Centroid 4 was placed by hand."


def test_the_last_component_cannot_be_removed_during_a_run(running: Sitting) -> None:
    running.edit_commands.remove(0)
    running.settle()
    edits = running.store.document.edits
    running.edit_commands.remove(0)
    running.settle()
    assert running.store.document.edits == edits and running.state.components == (1,)


def test_each_hand_during_a_run_is_one_undo(running: Sitting) -> None:
    before = running.player.history
    places = running.store.undo_stack.count()
    running.edit_commands.move(0, at(d_of(running), -1.0))
    running.settle()
    running.edit_commands.place(at(d_of(running), 2.0))
    running.settle()
    running.edit_commands.remove(0)
    running.settle()
    assert running.store.undo_stack.count() == places + 3
    assert running.store.undo_stack.undoText() == "Centroid 1 was removed by hand"
    for _ in range(3):
        running.store.undo_stack.undo()
    running.settle()
    assert running.player.history == before


def test_a_hand_on_an_earlier_state_forks_there(running: Sitting) -> None:
    before = running.player.history
    running.player.scrub(2)
    running.edit_commands.move(0, at(d_of(running), -1.0))
    running.settle()
    assert running.player.cursor == 3 and running.player.length == 4
    assert running.player.history[:3] == before[:3]


@pytest.mark.parametrize("weights", [[0.0, 0.0, 1.0], [0.2, 0.0, 0.8]])
def test_removing_the_component_with_the_weight_leaves_a_mixture(make: MakeSession, weights: list[float]) -> None:
    start = Mixture(np.array(weights), np.array([[0.0], [2.0], [4.0]]), np.ones((3, 1, 1)))
    sitting = make(groups(d=1), k=3, initialiser="exact", start=start)
    sitting.step()
    sitting.edit_commands.remove(2)
    sitting.settle()
    assert sitting.failures == []
    expected = [0.5, 0.5] if weights[0] == 0 else [1.0, 0.0]
    assert sitting.state.mixture.weights.tolist() == pytest.approx(expected)


# Nothing there


def test_nothing_to_move_or_remove_before_the_first_click(make: MakeSession) -> None:
    sitting = make()
    sitting.edit_commands.move(0, at(2, 1.0))
    sitting.edit_commands.remove(0)
    assert sitting.store.undo_stack.count() == 0


def test_clear_before_and_during_a_run(running: Sitting) -> None:
    running.edit_commands.move(0, at(d_of(running), -1.0))
    running.settle()
    history = running.player.history
    running.edit_commands.clear()
    running.settle()
    document = running.store.document
    assert running.player.state is None
    assert (document.spec.initialiser, document.spec.marks, document.edits) == ("k-means++", None, ())
    running.store.undo_stack.undo()
    running.settle()
    assert [state.phase for state in running.player.history] == [state.phase for state in history]
    for state, before in zip(running.player.history, history, strict=True):
        assert np.array_equal(state.mixture.means, before.mixture.means)


def test_clear_of_a_run_without_hands_is_no_edit(make: MakeSession) -> None:
    sitting = make()
    sitting.step(3)
    sitting.edit_commands.clear()
    assert sitting.player.state is None and sitting.store.undo_stack.count() == 0
    sitting.edit_commands.clear()
    assert sitting.store.undo_stack.count() == 0


def test_clear_stops_what_plays(make: MakeSession) -> None:
    sitting = make()
    sitting.player.play()
    sitting.edit_commands.clear()
    sitting.settle()
    assert sitting.player.mode is Mode.PAUSED and sitting.player.state is None


# Shapes and weights


def covariance_like(d: int) -> np.ndarray:
    root = np.random.default_rng(d).normal(size=(d, d)) + 2 * np.eye(d)
    return root @ root.T


def test_reshaping_before_a_run_makes_an_exact_start(drawn: Sitting) -> None:
    before, d = drawn.state.mixture, d_of(drawn)
    drawn.edit_commands.reshape(1, covariance=covariance_like(d))
    drawn.settle()
    spec = drawn.store.document.spec
    assert (spec.initialiser, spec.marks, spec.k) == ("exact", None, 2)
    assert drawn.state.phase is Phase.START and drawn.player.length == 1
    after = drawn.state.mixture
    assert np.allclose(after.covariances[1], covariance_like(d))
    assert np.allclose(after.covariances[0], before.covariances[0])
    assert np.allclose(after.means, before.means) and np.allclose(after.weights, before.weights)
    drawn.store.undo_stack.undo()
    drawn.settle()
    assert np.array_equal(drawn.state.mixture.covariances, before.covariances)
    drawn.store.undo_stack.redo()
    drawn.settle()
    assert np.array_equal(drawn.state.mixture.covariances, after.covariances)


def test_a_start_with_shapes_is_moved_enlarged_and_reduced_without_losing_them(drawn: Sitting) -> None:
    d = d_of(drawn)
    drawn.edit_commands.reshape(0, covariance=covariance_like(d), weight=0.3)
    drawn.settle()
    drawn.edit_commands.move(0, at(d, -1.0))
    drawn.settle()
    drawn.edit_commands.place(at(d, 2.0))
    drawn.settle()
    mixture = drawn.state.mixture
    assert drawn.player.length == 1 and drawn.store.document.edits == ()
    assert np.allclose(mixture.covariances[0], covariance_like(d))
    assert np.allclose(mixture.means, [at(d, -1.0), at(d, 4.0), at(d, 2.0)])
    assert mixture.weights.tolist() == pytest.approx([0.2, 0.7 * 2 / 3, 1 / 3])
    drawn.edit_commands.remove(1)
    drawn.settle()
    assert drawn.store.document.spec.k == 2
    assert np.allclose(drawn.state.mixture.means, [at(d, -1.0), at(d, 2.0)])
    assert np.allclose(drawn.state.mixture.covariances[0], covariance_like(d))
    for _ in range(2):
        drawn.edit_commands.remove(0)
        drawn.settle()
    assert drawn.player.state is None and drawn.store.document.spec.initialiser == "k-means++"


def test_a_start_that_the_engine_has_not_shown_yet_is_kept(drawn: Sitting) -> None:
    d = d_of(drawn)
    with held(drawn.session.engine):
        drawn.edit_commands.reshape(0, covariance=covariance_like(d))
        drawn.edit_commands.place(at(d, 2.0))
    drawn.settle()
    assert drawn.state.mixture.k == 3
    assert np.allclose(drawn.state.mixture.covariances[0], covariance_like(d))


def test_a_start_with_shapes_is_cleared(drawn: Sitting) -> None:
    drawn.edit_commands.reshape(0, covariance=covariance_like(d_of(drawn)))
    drawn.settle()
    drawn.edit_commands.clear()
    drawn.settle()
    spec = drawn.store.document.spec
    assert drawn.player.state is None and (spec.initialiser, spec.start) == ("k-means++", None)


def test_reshaping_during_a_run_forks_it(running: Sitting) -> None:
    history, d = running.player.history, d_of(running)
    running.player.scrub(2)
    running.edit_commands.reshape(1, mean=at(d, 3.0), covariance=covariance_like(d), weight=0.25)
    running.settle()
    after = running.state
    assert running.player.history[:3] == history[:3] and running.player.length == 4
    assert after.phase is Phase.EDIT and after.events[0].sentence == "Component 2 was shaped by hand."
    assert np.allclose(after.mixture.means[1], at(d, 3.0))
    assert np.allclose(after.mixture.covariances[1], covariance_like(d))
    assert after.mixture.weights.tolist() == pytest.approx([0.75, 0.25])
    running.store.undo_stack.undo()
    running.settle()
    assert running.player.history[:3] == history[:3], "the very same states"
    running.store.undo_stack.redo()
    running.settle()
    for name in ("weights", "means", "covariances"):
        assert np.array_equal(getattr(running.state.mixture, name), getattr(after.mixture, name))


def test_a_weight_takes_from_the_others_in_proportion(make: MakeSession) -> None:
    start = Mixture(np.array([0.2, 0.6, 0.2]), np.array([[0.0], [2.0], [4.0]]), np.ones((3, 1, 1)))
    sitting = make(groups(d=1), k=3, initialiser="exact", start=start)
    sitting.step(2)
    for weight, expected in ((0.6, [0.1, 0.3, 0.6]), (1.0, [0.0, 0.0, 1.0]), (0.4, [0.3, 0.3, 0.4])):
        sitting.edit_commands.reshape(2, weight=weight)
        sitting.settle()
        assert sitting.state.mixture.weights.tolist() == pytest.approx(expected), "from nothing they share equally"
        assert sitting.state.events[0].sentence == "Component 3 was given another weight by hand."


def test_a_mean_alone_is_a_move(drawn: Sitting) -> None:
    drawn.edit_commands.reshape(0, mean=at(d_of(drawn), 1.0))
    drawn.settle()
    assert drawn.store.document.spec.initialiser == "marks" and drawn.store.undo_stack.undoText() == "Move centroid"


@pytest.mark.parametrize(
    ("covariance_type", "expected"),
    [
        ("full", [[4.0, 1.0], [1.0, 2.0]]),
        ("tied", [[4.0, 1.0], [1.0, 2.0]]),
        ("diag", [[4.0, 0.0], [0.0, 2.0]]),
        ("spherical", [[3.0, 0.0], [0.0, 3.0]]),
    ],
)
def test_a_covariance_is_taken_as_the_type_allows(make: MakeSession, covariance_type: str, expected: list) -> None:
    sitting = make(covariance_type=covariance_type)
    before = sitting.step(3).mixture.covariances[1]
    sitting.edit_commands.reshape(0, covariance=np.array([[4.0, 1.0], [1.0, 2.0]]))
    sitting.settle()
    assert np.allclose(sitting.state.mixture.covariances[0], expected)
    assert np.allclose(sitting.state.mixture.covariances[1], expected if covariance_type == "tied" else before)


CONTRARY = [[1.0, 0.9, 0.9], [0.9, 1.0, -0.9], [0.9, -0.9, 1.0]]


@pytest.mark.parametrize(
    ("d", "change", "words"),
    [
        (2, {"covariance": [[1.0, 1.0], [1.0, 1.0]]}, "not positive definite.*between −1 and 1"),
        (2, {"covariance": [[1.0, -3.0], [-3.0, 1.0]]}, "not positive definite.*between −1 and 1"),
        (3, {"covariance": CONTRARY}, "not positive definite.*contradict one another"),
        (2, {"covariance": [[0.0, 0.0], [0.0, 1.0]]}, "standard deviation must be greater than 0"),
        (2, {"covariance": [[1.0, 0.5], [0.1, 1.0]]}, "symmetric"),
        (2, {"covariance": [[np.nan, 0.0], [0.0, 1.0]]}, "a number in every place"),
        (2, {"mean": [np.inf, 0.0]}, "a number in every column"),
        (2, {"weight": 1.2}, "from 0 to 1"),
        (2, {"weight": -0.1}, "from 0 to 1"),
        (2, {"weight": float("nan")}, "from 0 to 1"),
    ],
)
def test_what_no_component_can_have_is_refused(make: MakeSession, d: int, change: dict, words: str) -> None:
    sitting = make(groups(d=d))
    before = sitting.step(3)
    arguments = {name: np.array(value) if name != "weight" else value for name, value in change.items()}
    with pytest.raises(StartError, match=words):
        sitting.edit_commands.reshape(0, **arguments)
    assert sitting.state is before and sitting.store.undo_stack.count() == 0


def test_nothing_to_reshape_before_the_start(make: MakeSession) -> None:
    sitting = make()
    sitting.edit_commands.reshape(0, weight=0.5)
    sitting.edit_commands.reshape(0, mean=at(2, 0.0))
    assert sitting.store.undo_stack.count() == 0
