"""Between two runs: the state before stays in sight until the new start is there, and edits read the document."""

from __future__ import annotations

import numpy as np
import pytest

from gmmgui.core import Mixture, Phase
from tests.session.conftest import MakeSession, Sitting, at, held


@pytest.fixture
def drawn(sitting: Sitting) -> Sitting:
    """Two centroids placed by hand, not yet run."""
    for place in (-2.0, 2.0):
        sitting.edit_commands.place(at(2, place))
        sitting.settle()
    return sitting


def test_the_state_before_stays_until_the_new_start_is_there(sitting: Sitting) -> None:
    before = sitting.step(3)
    old = sitting.store.document
    sitting.shown.clear()
    with held(sitting.session.engine):
        sitting.edit(seed=5)
        assert sitting.player.is_restarting and sitting.state is before and sitting.shown == []
        assert sitting.player.shown_document is old and sitting.player.cursor == 2 and sitting.player.length == 3
        assert sitting.player.next_phase is Phase.E
    sitting.settle()
    assert not sitting.player.is_restarting and sitting.player.shown_document is sitting.store.document
    assert [state and state.phase for state in sitting.shown] == [Phase.START] and sitting.player.length == 1


def test_two_changes_in_a_row_keep_the_same_state_in_sight(sitting: Sitting) -> None:
    before = sitting.step(2)
    with held(sitting.session.engine):
        sitting.edit(seed=5)
        sitting.edit(k=3)
        assert sitting.state is before
    sitting.settle()
    assert len(sitting.state.components) == 3 and sitting.player.length == 1


@pytest.mark.parametrize("changes", [{"initialiser": "random-points"}])
def test_a_start_that_waits_to_be_asked_for_is_blank(sitting: Sitting, changes: dict[str, object]) -> None:
    sitting.step(2)
    sitting.edit(**changes)
    assert sitting.player.state is None and not sitting.player.is_restarting


def test_a_start_that_fails_leaves_nothing_in_sight(drawn: Sitting) -> None:
    drawn.edit(k=1000)
    drawn.settle()
    assert drawn.player.state is None and len(drawn.failures) == 1


def test_stopping_a_new_start_leaves_nothing_in_sight(sitting: Sitting) -> None:
    sitting.step()
    with held(sitting.session.engine):
        sitting.edit(seed=5)
        sitting.player.stop()
        assert sitting.player.state is None and not sitting.player.is_restarting
    sitting.settle()
    assert sitting.player.state is None


def test_clicks_that_come_before_the_new_start_all_count(drawn: Sitting) -> None:
    with held(drawn.session.engine):
        for place in (5.0, 6.0):
            drawn.edit_commands.place(at(2, place))
        assert len(drawn.state.components) == 2
    drawn.settle()
    assert np.allclose(drawn.state.mixture.means[:, 0], [-2, 2, 5, 6])


def test_a_centroid_moved_before_the_new_start_is_that_of_the_document(drawn: Sitting) -> None:
    with held(drawn.session.engine):
        drawn.edit_commands.move(0, at(2, -3.0))
        drawn.edit_commands.move(1, at(2, 3.0))
    drawn.settle()
    assert np.allclose(drawn.state.mixture.means[:, 0], [-3, 3])


def test_what_is_no_more_in_the_document_cannot_be_moved(drawn: Sitting) -> None:
    with held(drawn.session.engine):
        drawn.edit_commands.remove(0)
        after = drawn.store.document
        drawn.edit_commands.move(0, at(2, 9.0))
        assert drawn.store.document is after
        drawn.edit_commands.move(1, at(2, 3.0))
    drawn.settle()
    assert np.allclose(drawn.state.mixture.means, at(2, 3.0))


def test_weights_turned_one_after_the_other_before_the_new_start_both_count(make: MakeSession) -> None:
    start = Mixture([0.5, 0.5], [[-2.0, 0.0], [2.0, 0.0]], [np.eye(2)] * 2)
    sitting = make(initialiser="exact", start=start)
    sitting.step()
    with held(sitting.session.engine):
        sitting.edit_commands.reshape(0, weight=0.25)
        sitting.edit_commands.reshape(1, mean=at(2, 4.0))
    sitting.settle()
    assert np.allclose(sitting.state.mixture.weights, [0.25, 0.75]) and sitting.state.mixture.means[1, 0] == 4.0


def test_the_numbers_of_another_k_wait_for_their_start(sitting: Sitting) -> None:
    sitting.step()
    with held(sitting.session.engine):
        sitting.edit(k=3)
        before = sitting.store.document
        sitting.edit_commands.move(0, at(2, 1.0))
        assert sitting.edit_commands.to_shape(0) is None and sitting.store.document is before
    sitting.settle()
    assert len(sitting.state.components) == 3


def test_a_centroid_is_moved_beside_one_that_was_placed_and_one_that_was_removed(drawn: Sitting) -> None:
    with held(drawn.session.engine):
        drawn.edit_commands.place(at(2, 7.0))
        drawn.edit_commands.remove(0)
        drawn.edit_commands.move(1, at(2, 3.0))
    drawn.settle()
    assert np.allclose(drawn.state.mixture.means[:, 0], [3, 7])


@pytest.mark.parametrize("leave", ["pause", "back", "home"])
def test_a_new_start_comes_although_playing_was_paused_before_it(sitting: Sitting, leave: str) -> None:
    sitting.step(3)
    with held(sitting.session.engine):
        sitting.edit(seed=5)
        sitting.player.play()
        getattr(sitting.player, leave)()
    sitting.settle()
    assert not sitting.player.is_restarting and sitting.player.length == 1


def test_a_centroid_placed_while_a_start_is_chosen_comes_on_top_of_it(sitting: Sitting) -> None:
    sitting.step()
    with held(sitting.session.engine):
        sitting.edit(seed=5)
        sitting.edit_commands.place(at(2, 7.0))
    sitting.settle()
    assert len(sitting.state.components) == 3 and np.allclose(sitting.state.mixture.means[2], at(2, 7.0))
    assert sitting.store.document.spec.initialiser == "k-means++"


def test_a_shaped_start_is_kept_when_its_showing_was_stopped(drawn: Sitting) -> None:
    drawn.edit_commands.reshape(0, weight=0.8)
    drawn.settle()
    with held(drawn.session.engine):
        drawn.edit_commands.reshape(0, weight=0.6)
        drawn.player.stop()
    drawn.edit_commands.place(at(2, 7.0))
    drawn.settle()
    assert np.allclose(drawn.state.mixture.weights, [0.4, 0.8 / 3, 1 / 3])


def test_what_is_to_come_has_the_centroids_that_are_seen_at_their_new_places(drawn: Sitting) -> None:
    to_come = drawn.edit_commands.to_come
    shown = to_come()
    assert shown is not None and shown[1] == (0, 1) and np.array_equal(shown[0].means, drawn.state.mixture.means)
    with held(drawn.session.engine):
        drawn.edit_commands.move(0, at(2, -3.0))
        drawn.edit_commands.place(at(2, 7.0))
        both = to_come()
        assert both is not None and both[1] == (0, 1)
        assert np.allclose(both[0].means[:, 0], [-3, 2]) and both[0].weights.sum() == 1
        drawn.edit_commands.remove(0)
        left = to_come()
        assert left is not None and left[1] == (1,) and np.allclose(left[0].means[:, 0], [2])
    drawn.settle()
    assert np.allclose(drawn.state.mixture.means[:, 0], [2, 7])


def test_what_is_to_come_in_a_run_is_what_the_last_edit_makes(sitting: Sitting) -> None:
    assert sitting.edit_commands.to_come() is None
    sitting.step(3)
    with held(sitting.session.engine):
        sitting.edit_commands.move(0, at(2, 1.0))
        moved = sitting.edit_commands.to_come()
    assert moved is not None and np.allclose(moved[0].means[0], at(2, 1.0))
    sitting.settle()
    with held(sitting.session.engine):
        sitting.edit(seed=5)
        chosen = sitting.edit_commands.to_come()
        assert chosen is not None and np.array_equal(chosen[0].means, sitting.state.mixture.means), "nobody knows yet"
    sitting.settle()
