"""One change after another: listeners find a complete state, and what they ask for comes next."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gmmgui.core import Phase
from gmmgui.session.document import Document
from gmmgui.session.settings import with_setting
from gmmgui.session.transitions import Transitions
from gmmgui.session.transport import FULL_SPEED, Mode, Speed
from tests.samples import groups
from tests.session.conftest import MakeSession, Sitting, at, held


def test_notices_come_after_the_change_and_before_the_next() -> None:
    transitions, log = Transitions(), []

    def listener() -> None:
        log.append("told")
        if log.count("told") == 1:
            transitions.run(change)
            log.append("asked")

    def change() -> None:
        transitions.tell(listener)
        transitions.run(lambda: log.append("within"))
        transitions.tell(listener)
        log.append("changed")

    transitions.run(change)
    assert log == ["within", "changed", "told", "asked", "within", "changed", "told"]


def test_what_goes_wrong_leaves_no_transition_open() -> None:
    transitions, log = Transitions(), []
    with pytest.raises(ZeroDivisionError):
        transitions.run(lambda: log.append(1 // 0))
    transitions.run(lambda: log.append("next"))
    assert log == ["next"]


# Listeners of the player that ask for something else at once


def once(sitting: Sitting, signal: str, command: Callable[[], object]) -> list[bool]:
    """At the first ``signal`` give ``command``, and tell whether nothing had changed when it came back."""
    unchanged: list[bool] = []

    def listener(*_arguments: object) -> None:
        if not unchanged:
            player, store = sitting.player, sitting.store
            before = player.state, player.cursor, player.length, player.mode, store.document
            unchanged.append(False)
            command()
            unchanged[0] = before == (player.state, player.cursor, player.length, player.mode, store.document)

    getattr(sitting.player, signal).connect(listener)
    return unchanged


def check_complete(sitting: Sitting) -> list[bool]:
    """At every signal: the cursor is in the history, and what is shown is the state there."""

    def check(*_arguments: object) -> None:
        player = sitting.player
        state = player.history[player.cursor] if player.length else None
        complete.append(state is player.state and (player.cursor >= 0) is (state is not None))

    complete: list[bool] = []
    for signal in ("shown", "assigned", "history_changed", "mode_changed", "lane_changed"):
        getattr(sitting.player, signal).connect(check)
    return complete


SIGNALS = ("shown", "history_changed", "assigned")


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_listener_that_pauses_stops_playing_after_the_state_is_there(make: MakeSession, signal: str) -> None:
    sitting = make(groups(n=400), k=3, tol=0.0, max_iter=10**6)
    complete = check_complete(sitting)
    unchanged = once(sitting, signal, sitting.player.pause)
    sitting.player.set_speed(FULL_SPEED)
    sitting.player.play()
    sitting.settle()
    assert unchanged == [True] and all(complete)
    assert sitting.player.mode is Mode.PAUSED and 1 <= sitting.player.length < 10**5
    assert sitting.player.assignment is not None and sitting.player.assignment.state is sitting.state


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_listener_that_scrubs_is_there_afterwards(sitting: Sitting, signal: str) -> None:
    sitting.step(4)
    complete = check_complete(sitting)
    unchanged = once(sitting, signal, lambda: sitting.player.scrub(1))
    sitting.player.step(3)
    sitting.settle()
    assert unchanged == [True] and all(complete)
    assert sitting.player.cursor == 1 and sitting.player.length >= 5
    assert sitting.player.assignment is not None and sitting.player.assignment.state is sitting.state


@pytest.mark.parametrize("signal", (*SIGNALS, "mode_changed"))
def test_a_listener_that_edits_the_document_begins_another_run(sitting: Sitting, signal: str) -> None:
    complete = check_complete(sitting)
    document = with_setting(sitting.store.document, "k", 3)
    unchanged = once(sitting, signal, lambda: sitting.store.edit(document, "Three"))
    sitting.player.set_speed(Speed(60))
    sitting.player.play()
    sitting.qtbot.waitUntil(lambda: sitting.store.document is document)
    sitting.player.step()
    sitting.settle()
    assert unchanged == [True] and all(complete)
    assert len(sitting.state.components) == 3 and sitting.player.shown_document is document
    sitting.store.undo_stack.undo()
    sitting.settle()
    assert sitting.store.document.spec.k == 2


def test_a_listener_that_opens_other_data_meets_no_state_of_the_old_ones(sitting: Sitting) -> None:
    sitting.step(2)
    dimensions: list[bool] = []
    sitting.store.changed.connect(
        lambda _old, new: dimensions.append(sitting.player.state is None and new.dataset.d == 5)
    )
    once(sitting, "shown", lambda: sitting.store.edit(Document.of(groups(d=5), sitting.store.document.spec), "Other"))
    sitting.player.step()
    sitting.settle()
    assert dimensions == [True] and sitting.player.length == 0
    assert sitting.step().mixture.d == 5


def test_listeners_that_contradict_each_other_come_to_an_end(sitting: Sitting) -> None:
    commands = [sitting.player.play, sitting.player.pause, sitting.player.back, sitting.player.finish]
    left = list(commands * 3)

    def nasty(*_arguments: object) -> None:
        if left:
            left.pop()()

    sitting.step(3)
    complete = check_complete(sitting)
    for signal in ("shown", "history_changed", "mode_changed", "assigned"):
        getattr(sitting.player, signal).connect(nasty)
    sitting.player.set_speed(Speed(60))
    sitting.player.step()
    sitting.qtbot.waitUntil(lambda: not left)
    sitting.player.pause()
    sitting.settle()
    assert all(complete) and sitting.player.idle


def test_a_hand_that_places_two_centroids_within_a_listener_places_both(sitting: Sitting) -> None:
    def place_two() -> None:
        for place in (5.0, 6.0):
            sitting.edit_commands.place(at(2, place))

    sitting.edit_commands.place(at(2, -2.0))
    once(sitting, "shown", place_two)
    sitting.settle()
    assert np.allclose(sitting.state.mixture.means[:, 0], [-2, 5, 6])


def test_an_edit_of_a_listener_forks_from_the_state_it_was_told_of(sitting: Sitting) -> None:
    sitting.step(4)
    once(sitting, "shown", lambda: sitting.edit_commands.move(0, at(2, 1.0)))
    sitting.player.scrub(2)
    sitting.settle()
    assert [edit.at for edit in sitting.store.document.edits] == [3]
    assert sitting.state.phase is Phase.EDIT and sitting.player.cursor == 3


def test_undo_in_a_listener_of_the_document(sitting: Sitting) -> None:
    sitting.step()
    spec = sitting.store.document.spec
    stack = sitting.store.undo_stack

    def undo(_old: Document, new: Document) -> None:
        if new.spec.k == 4:
            stack.undo()

    sitting.store.changed.connect(undo)
    with held(sitting.session.engine):
        sitting.edit(k=4)
        assert sitting.store.document.spec is spec
    sitting.settle()
    assert len(sitting.state.components) == spec.k


def test_after_closing_nothing_is_asked_for_whatever_listeners_do(make: MakeSession) -> None:
    sitting = make(groups(n=400), k=3, tol=0.0, max_iter=10**6)
    sitting.player.set_speed(FULL_SPEED)
    sitting.player.play()
    sitting.qtbot.waitUntil(lambda: sitting.player.length > 3)
    sitting.player.hold(True)
    commands = [lambda: sitting.player.hold(False), sitting.player.step, lambda: sitting.player.scrub(1)]
    for command in commands:
        sitting.player.mode_changed.connect(command)
    sitting.player.close()
    assert sitting.player.mode is Mode.PAUSED and not sitting.player.is_computing and sitting.player.cursor == 1
