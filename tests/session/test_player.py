"""The player: every command, in every order, at any moment; what is shown is what was asked for."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

from gmmgui.core import Phase, RunSpec, State, Status, prepare
from gmmgui.core.stepper import states
from gmmgui.data import DATASETS
from gmmgui.session.document import Document
from gmmgui.session.player import Player
from gmmgui.session.store import Store
from gmmgui.session.transport import FRAME_SECONDS, FULL_SPEED, REST_SECONDS, Mode, Speed
from tests.samples import groups, table
from tests.session.conftest import CountingEngine, MakeSession, Sitting, held


def same_bits(a: State, b: State) -> bool:
    parts = ("weights", "means", "covariances")
    return a.objective == b.objective and all(
        np.array_equal(getattr(a.mixture, part), getattr(b.mixture, part)) for part in parts
    )


def phases(sitting: Sitting) -> list[Phase]:
    return [state.phase for state in sitting.player.history]


@pytest.fixture
def slow(make: MakeSession) -> Sitting:
    """A run of 2,003 states: two components so close that nothing ever settles within a thousand iterations."""
    entry = DATASETS["lec000_em1d_close"]
    sitting = make(entry.load())
    spec = replace(entry.spec, tol=0.0, max_iter=1_000)
    sitting.store.edit(Document.of(sitting.store.document.dataset, spec), "Slow")
    sitting.settle()
    return sitting


# One half-step at a time


def test_before_the_first_command_there_is_nothing(sitting: Sitting) -> None:
    player = sitting.player
    assert (player.length, player.cursor, player.state, player.assignment) == (0, -1, None, None)
    assert player.next_phase is Phase.START
    assert player.idle and not player.at_end and player.history == ()


def test_half_steps_alternate(sitting: Sitting) -> None:
    expected = [Phase.START, Phase.E, Phase.M, Phase.E, Phase.M]
    for number, phase in enumerate(expected):
        assert sitting.player.next_phase is phase
        assert sitting.step().phase is phase
        assert (sitting.player.cursor, sitting.player.length) == (number, number + 1)
        assert sitting.assigned[-1].state is sitting.state, "every state gets its colours"


def test_m_first(make: MakeSession) -> None:
    sitting = make(algorithm="hard-em", initialiser="random-labels", first_step="M")
    sitting.step()
    assert sitting.player.next_phase is Phase.M
    sitting.step(3)
    assert phases(sitting) == [Phase.START, Phase.M, Phase.E, Phase.M]


@pytest.mark.parametrize("algorithm", ["kmeans", "hard-em", "soft-em"])
def test_the_history_is_the_run_of_the_core(make: MakeSession, algorithm: str) -> None:
    sitting = make(groups(k=3), k=3, algorithm=algorithm)
    document = sitting.store.document
    expected = list(states(prepare(document.dataset.points, document.spec)))
    sitting.step(3)
    sitting.player.finish()
    sitting.settle()
    history = sitting.player.history
    assert [state.phase for state in history] == [state.phase for state in expected]
    assert all(map(same_bits, history, expected))
    assert sitting.state.status is Status.CONVERGED and sitting.player.at_end


def test_iterate_is_two_half_steps(sitting: Sitting) -> None:
    sitting.step()
    sitting.player.iterate()
    sitting.settle()
    assert sitting.player.cursor == 2 and sitting.state.phase is Phase.M and sitting.state.iteration == 1


def test_quick_steps_are_not_lost(sitting: Sitting) -> None:
    for _ in range(5):
        sitting.player.step()
    sitting.player.iterate()
    sitting.player.step()
    sitting.settle()
    assert (sitting.player.length, sitting.player.cursor) == (8, 7)


def test_a_step_beyond_the_end_goes_on_by_hand(sitting: Sitting) -> None:
    sitting.player.finish()
    sitting.settle()
    length = sitting.player.length
    assert sitting.step().phase is Phase.M
    assert sitting.player.length == length + 1
    sitting.player.finish()
    sitting.settle()
    assert sitting.state.status is Status.CONVERGED


# Back, home, scrub


def test_back_and_forward_show_the_very_states(sitting: Sitting) -> None:
    sitting.step(6)
    history = sitting.player.history
    for index in (4, 3, 2, 1, 0):
        sitting.player.back()
        assert sitting.state is history[index]
    sitting.player.back()
    assert sitting.player.cursor == 0, "there is nothing before the start"
    for index in (1, 2, 3, 4, 5):
        assert sitting.step() is history[index]
    assert sitting.player.length == 6


def test_going_back_brings_the_colours_back(sitting: Sitting) -> None:
    sitting.step(6)
    colours = {sitting.player.history.index(assignment.state): assignment for assignment in sitting.assigned}
    for index in (3, 1, 4, 0, 5):
        sitting.player.scrub(index)
        sitting.settle()
        again = sitting.player.assignment
        assert again is not None and again.state is sitting.player.history[index]
        assert again.changed == colours[index].changed
        if colours[index].labels is not None:
            assert np.array_equal(again.labels, colours[index].labels)
            assert np.array_equal(again.responsibilities, colours[index].responsibilities)


def test_scrub_stays_within_the_history(sitting: Sitting) -> None:
    sitting.step(4)
    for asked, shown in ((2, 2), (99, 3), (-7, 0), (1, 1)):
        sitting.player.scrub(asked)
        assert sitting.player.cursor == shown
    sitting.player.home()
    assert sitting.player.cursor == 0


def test_scrub_before_the_start_is_no_harm(sitting: Sitting) -> None:
    for command in (sitting.player.back, sitting.player.home, lambda: sitting.player.scrub(3)):
        command()
    sitting.settle()
    assert sitting.player.length == 0 and sitting.failures == []


def test_next_phase_within_the_history_is_that_of_the_next_state(sitting: Sitting) -> None:
    sitting.step(5)
    for index in range(4):
        sitting.player.scrub(index)
        assert sitting.player.next_phase is sitting.player.history[index + 1].phase


def test_scrub_while_half_steps_are_computed(sitting: Sitting) -> None:
    sitting.step(3)
    with held(sitting.session.engine):
        sitting.player.step(6)
        sitting.player.scrub(1)
        assert sitting.player.cursor == 1
    sitting.settle()
    assert sitting.player.cursor == 1, "what arrives later does not carry the cursor away"
    assert sitting.player.assignment is not None and sitting.player.assignment.state is sitting.state


def test_a_step_within_the_history_while_half_steps_are_computed(sitting: Sitting) -> None:
    sitting.step(4)
    with held(sitting.session.engine):
        sitting.player.step(6)
        sitting.player.scrub(0)
        sitting.player.step()
        assert sitting.player.cursor == 1
    sitting.settle()
    assert sitting.player.cursor == 1, "one step from the start is the second state"


def test_recent_ends_with_the_state_shown(sitting: Sitting) -> None:
    sitting.step(5)
    history = list(sitting.player.history)
    assert sitting.player.recent(3) == history[2:5]
    sitting.player.scrub(1)
    assert sitting.player.recent(3) == history[:2]
    assert sitting.player.recent(0) == []


# Playing


def test_play_goes_to_the_end_and_stops(sitting: Sitting) -> None:
    modes: list[Mode] = []
    sitting.player.mode_changed.connect(lambda: modes.append(sitting.player.mode))
    sitting.player.set_speed(Speed(60))
    sitting.player.play()
    assert sitting.player.mode is Mode.PLAYING and not sitting.player.idle
    sitting.settle()
    assert sitting.player.at_end and sitting.state.status is Status.CONVERGED
    assert modes == [Mode.PLAYING, Mode.PAUSED]
    shown = [state for state, _ in itertools.groupby(sitting.shown) if state is not None]
    assert shown == list(sitting.player.history), "every half-step was shown"


def test_full_speed_gives_the_same_history(make: MakeSession) -> None:
    by_hand, fast = make(groups(k=3), k=3), make(groups(k=3), k=3)
    by_hand.player.finish()
    by_hand.settle()
    fast.player.set_speed(FULL_SPEED)
    fast.player.play()
    fast.settle()
    assert fast.player.length == by_hand.player.length
    assert all(map(same_bits, fast.player.history, by_hand.player.history))


def test_play_again_from_the_end_restarts(sitting: Sitting) -> None:
    sitting.player.finish()
    sitting.settle()
    length = sitting.player.length
    sitting.shown.clear()
    sitting.player.set_speed(Speed(60))
    sitting.player.play()
    assert sitting.player.cursor == 0
    sitting.settle()
    assert sitting.player.at_end and sitting.player.length == length
    assert [state for state, _ in itertools.groupby(sitting.shown)] == list(sitting.player.history)


def test_play_again_after_stepping_to_the_end_shows_every_half_step(sitting: Sitting) -> None:
    while not sitting.player.at_end:
        sitting.step()
    length = sitting.player.length
    sitting.shown.clear()
    sitting.player.set_speed(Speed(60))
    sitting.player.play()
    sitting.settle()
    assert sitting.player.length == length
    assert [state for state, _ in itertools.groupby(sitting.shown)] == list(sitting.player.history)


def test_full_speed_again_from_the_end_replays_and_stops(sitting: Sitting) -> None:
    sitting.player.set_speed(FULL_SPEED)
    for _ in range(2):
        sitting.player.play()
        sitting.settle()
        assert sitting.player.at_end
    assert sitting.state.status is Status.CONVERGED


def test_toggle_plays_and_pauses(slow: Sitting) -> None:
    slow.player.set_speed(Speed(60))
    slow.player.toggle()
    slow.qtbot.waitUntil(lambda: slow.player.length > 4)
    slow.player.toggle()
    slow.settle()
    length = slow.player.length
    assert slow.player.mode is Mode.PAUSED and length < 100
    slow.player.toggle()
    slow.qtbot.waitUntil(lambda: slow.player.length > length + 2)


def test_pause_stops_a_run_at_full_speed(slow: Sitting) -> None:
    slow.player.finish()
    slow.qtbot.waitUntil(lambda: slow.player.length > 10)
    slow.player.pause()
    slow.settle()
    length = slow.player.length
    assert 10 < length < 2_001, "or the run was over before the pause"
    assert slow.player.cursor == length - 1
    slow.player.finish()
    slow.settle()
    assert slow.player.length == 2_002 and slow.player.at_end


def test_speed_can_change_while_it_plays(slow: Sitting) -> None:
    slow.player.set_speed(Speed(1 / 3))
    slow.player.play()
    slow.player.set_speed(Speed(60))
    slow.qtbot.waitUntil(lambda: slow.player.length > 5, timeout=2_000)
    slow.player.set_speed(FULL_SPEED)
    slow.qtbot.waitUntil(lambda: slow.player.at_end, timeout=20_000)


def test_scrub_during_a_run_stops_it_there(slow: Sitting) -> None:
    slow.player.finish()
    slow.qtbot.waitUntil(lambda: slow.player.length > 10)
    slow.player.scrub(4)
    assert slow.player.mode is Mode.PAUSED
    slow.settle()
    assert slow.player.cursor == 4 and slow.player.length < 2_001
    assert slow.player.assignment is not None and slow.player.assignment.state is slow.player.history[4]
    slow.player.finish()
    slow.settle()
    assert slow.player.at_end and slow.player.length == 2_002


def test_a_step_during_a_run_pauses_it(slow: Sitting) -> None:
    slow.player.finish()
    slow.qtbot.waitUntil(lambda: slow.player.length > 10)
    slow.player.step()
    assert slow.player.mode is Mode.PAUSED
    slow.settle()
    assert slow.player.cursor == slow.player.length - 1 < 2_000


def test_finish_at_the_end_shows_the_end(sitting: Sitting) -> None:
    sitting.player.finish()
    sitting.settle()
    last, length = sitting.state, sitting.player.length
    sitting.player.home()
    sitting.player.finish()
    sitting.settle()
    assert sitting.state is last and sitting.player.length == length


def test_glides_never_outlast_a_half_step(sitting: Sitting) -> None:
    player = sitting.player
    assert player.glide_milliseconds > 1_000, "there is time while nothing plays"
    player.set_speed(Speed(4))
    player.play()
    assert 0 < player.glide_milliseconds <= 250
    player.set_speed(FULL_SPEED)
    assert player.glide_milliseconds == 0
    player.pause()
    sitting.step()
    player.finish()
    assert player.glide_milliseconds == 0


def test_a_jump_does_not_glide_and_a_step_back_does(sitting: Sitting) -> None:
    sitting.step(5)
    glides: list[int] = []
    sitting.player.shown.connect(lambda _state: glides.append(sitting.player.glide_milliseconds))
    sitting.player.scrub(1)
    sitting.player.scrub(4)
    assert glides == [0, 0]
    sitting.player.back()
    assert glides[2] > 1_000


# In a loop, and backwards


def rounds(sitting: Sitting) -> list[int]:
    """The indices of the states that were shown one after another."""
    order = {id(state): index for index, state in enumerate(sitting.player.history)}
    return [order[id(state)] for state, _ in itertools.groupby(sitting.shown) if state is not None]


def at_the_end(sitting: Sitting, speed: Speed) -> int:
    """Go there, and forget what was shown on the way; the index of the last state."""
    sitting.player.finish()
    sitting.settle()
    sitting.player.set_speed(speed)
    sitting.shown.clear()
    return sitting.player.length - 1


@pytest.mark.parametrize("speed", [Speed(60), FULL_SPEED])
def test_a_loop_shows_every_half_step_again_and_again(sitting: Sitting, speed: Speed) -> None:
    last = at_the_end(sitting, speed)
    sitting.player.set_looping(True)
    sitting.player.play()
    sitting.qtbot.waitUntil(lambda: rounds(sitting).count(last) == 2 and sitting.player.cursor == 1, timeout=20_000)
    assert sitting.player.mode is Mode.PLAYING
    assert rounds(sitting) == [*range(last + 1), *range(last + 1), 0, 1]
    assert sitting.player.length == last + 1, "nothing is computed twice"
    sitting.player.pause()
    sitting.settle()
    assert sitting.player.assignment is not None and sitting.player.assignment.state is sitting.state


def test_a_loop_computes_a_run_to_its_end_first(sitting: Sitting) -> None:
    sitting.player.set_looping(True)
    sitting.player.set_speed(FULL_SPEED)
    sitting.player.play()
    sitting.qtbot.waitUntil(lambda: sitting.player.at_end)
    sitting.qtbot.waitUntil(lambda: sitting.player.cursor == 2)
    assert sitting.player.history[-1].status is Status.CONVERGED
    sitting.player.pause()


def test_the_end_of_a_loop_stays_in_sight(sitting: Sitting) -> None:
    last = at_the_end(sitting, FULL_SPEED)
    came: list[float] = []
    sitting.player.shown.connect(lambda _state: came.append(time.perf_counter()))
    sitting.player.set_looping(True)
    sitting.player.play()
    sitting.qtbot.waitUntil(lambda: len(came) == last + 2)
    assert sitting.player.cursor == 0
    assert came[-1] - came[-2] >= REST_SECONDS


def test_at_full_speed_what_is_there_takes_a_frame_a_state(slow: Sitting) -> None:
    at_the_end(slow, FULL_SPEED)
    slow.player.set_looping(True)
    slow.player.play()
    began = time.perf_counter()
    slow.qtbot.waitUntil(lambda: len(slow.shown) > 30)
    assert time.perf_counter() - began >= 30 * 0.9 * FRAME_SECONDS, "timers are a little early at times"


def test_a_loop_that_is_switched_off_ends_at_the_end(sitting: Sitting) -> None:
    last = at_the_end(sitting, FULL_SPEED)
    told: list[bool] = []
    sitting.player.looping_changed.connect(told.append)
    sitting.player.toggle_looping()
    sitting.player.play()
    sitting.qtbot.waitUntil(lambda: rounds(sitting)[-2:] == [last, 0])
    sitting.qtbot.waitUntil(lambda: sitting.player.at_end)
    sitting.player.toggle_looping()
    assert sitting.player.mode is Mode.PAUSED and sitting.player.at_end
    assert told == [True, False] and not sitting.player.is_looping


def test_the_way_to_the_end_is_no_loop(sitting: Sitting) -> None:
    sitting.player.set_looping(True)
    sitting.player.finish()
    sitting.settle()
    assert sitting.player.at_end


def test_a_single_state_is_no_loop(make: MakeSession) -> None:
    sitting = make(initialiser="random-labels", first_step="M", max_iter=0)
    sitting.player.set_looping(True)
    for command in (sitting.player.play, sitting.player.play, sitting.player.play_back):
        command()
        sitting.settle()
        assert phases(sitting) == [Phase.START]


def test_a_hand_in_a_loop_forks_the_run_and_it_goes_on(sitting: Sitting) -> None:
    at_the_end(sitting, Speed(60))
    sitting.player.set_looping(True)
    sitting.player.play()
    sitting.qtbot.waitUntil(lambda: sitting.player.at_end)
    sitting.edit_commands.move(0, sitting.state.mixture.means[0] + 1.0)
    sitting.qtbot.waitUntil(lambda: Phase.EDIT in phases(sitting) and sitting.player.cursor == 1)
    assert sitting.player.history[-1].status is Status.CONVERGED and sitting.player.mode is Mode.PLAYING
    sitting.player.pause()


@pytest.mark.parametrize("speed", [Speed(60), FULL_SPEED])
def test_play_back_goes_to_the_start_and_stops(sitting: Sitting, speed: Speed) -> None:
    last = at_the_end(sitting, speed)
    sitting.player.play_back()
    assert sitting.player.mode is Mode.REVERSING
    sitting.settle()
    assert rounds(sitting) == [*range(last, -1, -1)]
    sitting.player.play_back()
    assert sitting.player.mode is Mode.REVERSING and sitting.player.cursor == last, "from the end again"
    sitting.player.play_back()
    assert sitting.player.mode is Mode.PAUSED
    sitting.player.play_back()
    sitting.player.toggle()
    assert sitting.player.mode is Mode.PAUSED


def test_play_back_in_a_loop(sitting: Sitting) -> None:
    last = at_the_end(sitting, Speed(60))
    sitting.player.set_looping(True)
    sitting.player.play_back()
    sitting.qtbot.waitUntil(lambda: rounds(sitting)[-2:] == [0, last])
    assert sitting.player.mode is Mode.REVERSING
    sitting.player.set_looping(False)
    sitting.settle()
    assert sitting.player.cursor == 0 and sitting.player.length == last + 1


def test_play_back_of_nothing(sitting: Sitting) -> None:
    sitting.player.play_back()
    assert sitting.player.idle and sitting.player.length == 0


def test_play_back_stops_what_plays_and_other_commands_stop_it(sitting: Sitting) -> None:
    at_the_end(sitting, Speed(1.0))
    sitting.player.play()
    sitting.player.step(4)
    sitting.player.play()
    sitting.player.play_back()
    assert sitting.player.mode is Mode.REVERSING and sitting.player.cursor == 4
    sitting.player.step()
    assert sitting.player.mode is Mode.PAUSED and sitting.player.cursor == 5
    sitting.player.play_back()
    sitting.player.play()
    assert sitting.player.mode is Mode.PLAYING and sitting.player.cursor == 5
    sitting.player.play_back()
    sitting.edit_commands.move(0, sitting.state.mixture.means[0] + 1.0)
    sitting.settle()
    assert sitting.player.mode is Mode.PAUSED and sitting.state.phase is Phase.EDIT


def test_at_most_one_request_is_outstanding(sitting: Sitting) -> None:
    engine = CountingEngine()
    try:
        player = Player(Store(sitting.store.document), engine)
        player.set_speed(Speed(60))
        commands = [player.step, player.iterate, player.back, player.home, player.finish, player.toggle]
        commands += [player.pause, player.play, lambda: player.scrub(3), lambda: player.step(5)]
        rng = np.random.default_rng(3)
        for number, choice in enumerate(rng.integers(len(commands), size=300)):
            commands[choice]()
            if number % 7 == 0:
                length = player.length
                sitting.qtbot.waitUntil(lambda: player.idle or player.length != length)  # noqa: B023 (waited for here)
        player.pause()
        sitting.qtbot.waitUntil(lambda: player.idle)
        assert engine.most_open == 1 and player.length > 10
        assert player.state is player.history[player.cursor]
        assert player.assignment is not None and player.assignment.state is player.state
        document = sitting.store.document
        endless = states_beyond_the_end(document, player.length)
        assert all(map(same_bits, player.history, endless))
        player.close()
    finally:
        engine.close()


def states_beyond_the_end(document: Document, length: int) -> list[State]:
    """What the core gives for that many half-steps, whether the run has ended or not."""
    from gmmgui.core import half_step, start

    problem = prepare(document.dataset.points, document.spec)
    result = [start(problem)]
    while len(result) < length:
        result.append(half_step(problem, result[-1]))
    return result


def test_stop_drops_what_is_computed_and_keeps_what_is_there(sitting: Sitting) -> None:
    sitting.step(3)
    before = sitting.player.history
    with held(sitting.session.engine):
        sitting.player.step(4)
        sitting.player.stop()
        assert sitting.player.idle
    sitting.settle()
    assert sitting.player.history == before and sitting.player.cursor == 2
    assert sitting.step().phase is Phase.E


def test_stop_during_a_run(slow: Sitting) -> None:
    slow.player.finish()
    slow.qtbot.waitUntil(lambda: slow.player.length > 10)
    slow.player.stop()
    length = slow.player.length
    assert slow.player.mode is Mode.PAUSED
    slow.settle()
    assert slow.player.length == length, "no more states came"
    assert slow.player.assignment is not None and slow.player.assignment.state is slow.player.state, "nor old colours"
    slow.step(2)
    assert slow.player.length == length + 2
    assert [state.phase for state in slow.player.history[1::2]] == [Phase.E] * len(slow.player.history[1::2])


def test_stop_lets_quick_colours_come(sitting: Sitting) -> None:
    sitting.step(6)
    sitting.player.scrub(1)
    sitting.player.stop()
    sitting.settle()
    assert sitting.player.assignment is not None and sitting.player.assignment.state is sitting.player.state


def test_stop_drops_colours_that_take_long(sitting: Sitting) -> None:
    sitting.step(6)
    before = sitting.player.assignment
    told: list[bool] = []
    sitting.player.busy_changed.connect(told.append)
    with held(sitting.session.engine):
        sitting.player.scrub(1)
        sitting.qtbot.waitUntil(lambda: bool(told))
        sitting.player.stop()
        assert sitting.player.idle and told == [True, False]
    sitting.settle()
    assert sitting.player.assignment is before


def test_work_that_takes_long_is_told_until_it_is_over(sitting: Sitting) -> None:
    told: list[bool] = []
    sitting.player.busy_changed.connect(told.append)
    with held(sitting.session.engine):
        sitting.player.step()
        assert told == [], "nobody minds a moment"
        sitting.qtbot.waitUntil(lambda: bool(told))
    sitting.settle()
    assert told == [True, False]


def test_work_that_is_stopped_is_not_told_any_more(sitting: Sitting) -> None:
    told: list[bool] = []
    sitting.player.busy_changed.connect(told.append)
    with held(sitting.session.engine):
        sitting.player.step()
        sitting.qtbot.waitUntil(lambda: bool(told))
        sitting.player.stop()
        assert told == [True, False]


# The document changes


def test_results_of_an_old_run_are_dropped(slow: Sitting) -> None:
    slow.player.finish()
    slow.qtbot.waitUntil(lambda: slow.player.length > 10)
    other = groups(d=2)
    slow.store.edit(Document.of(other, RunSpec(k=2)), "Other data")
    assert slow.player.length == 0 and slow.shown[-1] is None
    assert slow.player.mode is Mode.PAUSED
    slow.shown.clear()
    slow.assigned.clear()
    slow.player.step(3)
    slow.settle()
    assert slow.player.length == 3
    assert all(state.mixture.d == 2 for state in slow.shown if state is not None)
    assert all(len(assignment.state.scaling.centre) == 2 for assignment in slow.assigned)


def test_another_setting_shows_its_start_where_one_was_shown(sitting: Sitting) -> None:
    sitting.edit(k=3)
    sitting.settle()
    assert sitting.player.length == 0, "nothing was shown, so nothing is"
    sitting.step(4)
    sitting.edit(algorithm="kmeans")
    sitting.settle()
    assert phases(sitting) == [Phase.START]
    sitting.edit(initialiser="k-means")
    sitting.settle()
    assert sitting.player.length == 0, "where it starts is not in sight"


def test_undo_of_a_setting_shows_the_start_of_before(sitting: Sitting) -> None:
    first = sitting.step()
    sitting.edit(seed=5)
    sitting.settle()
    assert not same_bits(sitting.state, first)
    sitting.store.undo_stack.undo()
    sitting.settle()
    assert same_bits(sitting.state, first)


def moved(sitting: Sitting, component: int, by: float) -> None:
    sitting.edit_commands.move(component, sitting.state.mixture.means[component] + by)
    sitting.settle()


def test_an_edit_forks_the_history_and_undo_and_redo_restore_the_bits(sitting: Sitting) -> None:
    sitting.step(5)
    before = sitting.player.history
    moved(sitting, 0, 0.7)
    assert sitting.player.history[:5] == before and sitting.state.phase is Phase.EDIT
    sitting.step(2)
    moved(sitting, 1, -0.4)
    sitting.step(1)
    after = sitting.player.history
    assert [state.phase for state in after[5:]] == [Phase.EDIT, Phase.E, Phase.M, Phase.EDIT, Phase.E]
    stack = sitting.store.undo_stack
    stack.undo()
    sitting.settle()
    assert sitting.player.history == after[:8]
    stack.undo()
    sitting.settle()
    assert sitting.player.history == before
    stack.redo()
    stack.redo()
    sitting.settle()
    assert sitting.player.history == after and sitting.player.cursor == 8, "the edit made again is shown"
    assert sitting.step() is after[9]


def test_a_fork_in_the_middle_forgets_what_came_after(sitting: Sitting) -> None:
    sitting.step(8)
    before = sitting.player.history
    sitting.player.scrub(3)
    moved(sitting, 0, 1.5)
    assert sitting.player.length == 5 and sitting.player.cursor == 4
    assert sitting.player.history[:4] == before[:4]
    assert sitting.player.next_phase is Phase.E
    sitting.store.undo_stack.undo()
    sitting.settle()
    assert sitting.player.cursor == 3 and sitting.player.history == before, "what came after is there again"
    assert sitting.player.assignment is not None and sitting.player.assignment.state is before[3]
    assert sitting.step() is before[4]


def test_undo_of_a_hand_gives_a_run_its_end_back_and_redo_takes_it_away(sitting: Sitting) -> None:
    sitting.player.finish()
    sitting.settle()
    before = sitting.player.history
    sitting.player.scrub(3)
    moved(sitting, 0, 1.5)
    moved(sitting, 1, 0.5)
    sitting.step(3)
    forked = sitting.player.history
    sitting.store.undo_stack.undo()
    sitting.settle()
    assert (sitting.player.history, sitting.player.cursor) == (forked[:5], 4)
    sitting.store.undo_stack.undo()
    sitting.settle()
    assert sitting.player.history == before and sitting.player.cursor == 3 and not sitting.player.at_end
    sitting.store.undo_stack.redo()
    sitting.store.undo_stack.redo()
    sitting.settle()
    assert (sitting.player.history, sitting.player.cursor) == (forked, 5)
    sitting.player.finish()
    sitting.settle()
    assert sitting.player.at_end and sitting.player.history[: len(forked)] == forked


def test_what_a_hand_undid_belongs_to_its_run_alone(sitting: Sitting) -> None:
    sitting.step(6)
    sitting.player.scrub(2)
    moved(sitting, 0, 1.5)
    sitting.player.clear()
    sitting.store.undo_stack.undo()
    sitting.settle()
    assert sitting.player.length == 0, "a run that was cleared does not come back"


@pytest.mark.parametrize("command", ["play", "finish"])
def test_undo_of_a_hand_while_it_goes_on_arrives_at_the_end_as_before(sitting: Sitting, command: str) -> None:
    sitting.player.finish()
    sitting.settle()
    before = sitting.player.history
    sitting.player.scrub(2)
    moved(sitting, 0, 1.5)
    sitting.player.set_speed(Speed(60))
    getattr(sitting.player, command)()
    sitting.store.undo_stack.undo()
    sitting.settle()
    assert sitting.player.history == before and sitting.player.at_end


def test_a_fork_before_an_edit_forgets_that_edit(sitting: Sitting) -> None:
    sitting.step(5)
    moved(sitting, 0, 0.7)
    sitting.step(2)
    sitting.player.scrub(2)
    moved(sitting, 1, 0.3)
    assert [edit.at for edit in sitting.store.document.edits] == [3]
    sitting.store.undo_stack.undo()
    sitting.settle()
    assert [edit.at for edit in sitting.store.document.edits] == [5]
    assert phases(sitting)[5] is Phase.EDIT, "the run is computed up to the last edit again"


def test_an_edit_during_a_run_goes_on_running(slow: Sitting) -> None:
    slow.player.finish()
    slow.qtbot.waitUntil(lambda: slow.player.length > 10)
    slow.edit_commands.move(0, slow.state.mixture.means[0] + 0.5)
    assert slow.player.mode is Mode.FINISHING
    slow.settle()
    assert slow.player.at_end
    assert [edit.at for edit in slow.store.document.edits] == [phases(slow).index(Phase.EDIT)]


def test_clear_forgets_the_run(sitting: Sitting) -> None:
    sitting.step(4)
    sitting.player.clear()
    assert (sitting.player.length, sitting.player.cursor, sitting.shown[-1]) == (0, -1, None)
    assert sitting.step().phase is Phase.START


def test_clear_during_a_run(slow: Sitting) -> None:
    slow.player.finish()
    slow.qtbot.waitUntil(lambda: slow.player.length > 10)
    slow.player.clear()
    slow.settle()
    assert slow.player.length == 0 and slow.player.mode is Mode.PAUSED


def test_undo_of_a_later_edit_leaves_the_cursor_and_the_next_step_alone(sitting: Sitting) -> None:
    sitting.step(3)
    moved(sitting, 0, 0.7)
    sitting.step(3)
    moved(sitting, 0, 0.7)
    sitting.player.scrub(1)
    sitting.store.undo_stack.undo()
    sitting.settle()
    assert sitting.player.cursor == 1
    sitting.step()
    assert sitting.player.cursor == 2


# When a run cannot go on

THREE_PLACES = table([[0, 0], [1, 0], [0, 5]] * 4, "three places")


@pytest.mark.parametrize("command", ["step", "iterate", "play", "finish"])
def test_a_run_that_cannot_start_reports_one_failure(make: MakeSession, command: str) -> None:
    sitting = make(THREE_PLACES, k=5)
    sitting.player.set_speed(Speed(60))
    getattr(sitting.player, command)()
    sitting.qtbot.waitUntil(lambda: bool(sitting.failures))
    sitting.settle()
    assert len(sitting.failures) == 1
    assert "only 3 distinct points" in sitting.failures[0].sentence
    assert sitting.failures[0].traceback == ""
    assert sitting.player.mode is Mode.PAUSED and sitting.player.length == 0
    sitting.edit(k=2)
    assert sitting.step().phase is Phase.START
    sitting.player.finish()
    sitting.settle()
    assert sitting.player.at_end and len(sitting.failures) == 1


def test_a_failure_in_the_middle_keeps_what_was_there(make: MakeSession) -> None:
    sitting = make()
    sitting.step(4)
    history = sitting.player.history
    sitting.edit_commands.move(0, np.array([1e200, 1e200]))
    sitting.settle()
    assert len(sitting.failures) == 1 and "far" in sitting.failures[0].sentence
    assert sitting.player.history == history
    assert sitting.store.document.edits == () and not sitting.store.undo_stack.canUndo(), "nothing can follow it"
    sitting.step(2)
    assert sitting.player.length == 6 and len(sitting.failures) == 1


COLLAPSING = table([[0.0], [0.0], [0.0], [10.0], [11.0], [12.5]], "collapsing")


@pytest.fixture
def collapsing(make: MakeSession) -> Sitting:
    """Hard EM whose first M has no valid answer."""
    marks = np.array([[0.0], [11.0]])
    return make(COLLAPSING, algorithm="hard-em", initialiser="marks", marks=marks, min_variance=0.0)


def test_a_collapse_ends_the_run(collapsing: Sitting) -> None:
    collapsing.step(3)
    assert collapsing.state.status is Status.DEGENERATE
    assert collapsing.player.at_end and collapsing.failures == []
    length, last = collapsing.player.length, collapsing.state
    collapsing.step(2)
    assert collapsing.player.length == length and collapsing.state is last, "there is no half-step after it"


@pytest.mark.parametrize("done", [0, 1, 2])
def test_quick_steps_into_a_collapse_stop_there(collapsing: Sitting, done: int) -> None:
    if done:
        collapsing.step(done)
    for _ in range(6):
        collapsing.player.step()
    collapsing.settle()
    assert [state.status for state in collapsing.player.history] == [Status.RUNNING] * 2 + [Status.DEGENERATE]
    assert len(collapsing.state.events) == 1, "the collapse is told once"
    collapsing.player.scrub(1)
    collapsing.step()
    assert collapsing.player.cursor == 2 and collapsing.player.length == 3


@pytest.mark.parametrize("speed", [Speed(60), FULL_SPEED])
def test_play_and_finish_stop_at_a_collapse(collapsing: Sitting, speed: Speed) -> None:
    collapsing.player.set_speed(speed)
    for command in (collapsing.player.play, collapsing.player.finish, collapsing.player.play):
        command()
        collapsing.settle()
        assert collapsing.player.length == 3 and collapsing.player.at_end


def test_no_iterations_at_all(make: MakeSession) -> None:
    sitting = make(initialiser="random-labels", first_step="M", max_iter=0)
    sitting.player.set_speed(Speed(60))
    for command in (sitting.player.finish, sitting.player.play):
        command()
        sitting.settle()
        assert phases(sitting) == [Phase.START] and sitting.state.status is Status.MAX_ITER


def test_closing_during_a_run_tells_nothing_more(slow: Sitting) -> None:
    slow.player.finish()
    slow.qtbot.waitUntil(lambda: slow.player.length > 10)
    slow.session.close()
    assert not slow.session.engine.is_running
    slow.shown.clear()
    QCoreApplication.processEvents()
    assert slow.shown == [] and slow.failures == []


# --- held ------------------------------------------------------------------------------------------------------


@pytest.fixture
def rushing(make: MakeSession) -> Sitting:
    """A run without end at full speed, held after some states, with a piece that waits."""
    sitting = make(groups(n=400), k=3, tol=0.0, max_iter=10**6)
    sitting.player.set_speed(FULL_SPEED)
    sitting.player.play()
    sitting.qtbot.waitUntil(lambda: sitting.player.length > 3)
    while not holds_states(sitting):
        sitting.player.hold(False)
    return sitting


def holds_states(sitting: Sitting) -> bool:
    """Hold the player until a piece waits; where only colours of what is shown were under way, there are no states."""
    sitting.player.hold(True)
    sitting.qtbot.waitUntil(lambda: not sitting.player.is_computing)
    return sitting.player.held_states > 0


def iterations(sitting: Sitting) -> list[int]:
    """Of each M in the history."""
    return [state.iteration for state in sitting.player.history if state.phase is Phase.M]


def test_a_held_player_makes_one_piece_and_shows_it_when_it_is_released(rushing: Sitting) -> None:
    player, length, shown = rushing.player, rushing.player.length, len(rushing.shown)
    rushing.qtbot.waitUntil(lambda: not player.is_computing)
    assert player.length == length and len(rushing.shown) == shown
    player.hold(False)
    assert player.length > length and rushing.shown[-1] is player.state
    player.pause()
    rushing.settle()
    assert iterations(rushing) == list(range(1, len(iterations(rushing)) + 1))


@pytest.mark.parametrize("meanwhile", ["pause", "step", "slower", "home"])
def test_what_waits_is_lost_by_nothing_and_made_twice_by_nothing(rushing: Sitting, meanwhile: str) -> None:
    player, length = rushing.player, rushing.player.length
    {
        "pause": player.pause,
        "step": player.step,
        "slower": lambda: player.set_speed(Speed(30.0)),
        "home": player.home,
    }[meanwhile]()
    player.pause()
    player.hold(False)
    rushing.settle()
    assert player.length > length
    assert iterations(rushing) == list(range(1, len(iterations(rushing)) + 1))
    assert player.assignment is not None and player.assignment.state is player.state


def test_what_waits_of_an_old_run_is_forgotten(rushing: Sitting) -> None:
    rushing.edit(seed=5)
    rushing.settle()
    assert not rushing.player.held_states
    length = rushing.player.length
    rushing.player.hold(False)
    rushing.settle()
    assert rushing.player.length == length


def test_steps_that_are_still_to_come_are_made_once_while_it_is_held(make: MakeSession) -> None:
    sitting = make(groups(n=400), k=3, tol=0.0, max_iter=60)
    sitting.player.assigned.connect(lambda _assignment: sitting.player.hold(True))
    for _ in range(4):
        sitting.player.step()
    sitting.player.finish()
    sitting.qtbot.waitUntil(lambda: sitting.player.held_states > 0)
    sitting.qtbot.waitUntil(lambda: not sitting.player.is_computing)
    sitting.player.assigned.disconnect()
    sitting.player.hold(False)
    sitting.settle()
    assert iterations(sitting) == list(range(1, 61))


def test_a_run_that_is_given_up_leaves_no_job(rushing: Sitting) -> None:
    rushing.player.mode_changed.connect(lambda: rushing.player.hold(False))
    rushing.player.clear()
    assert not rushing.player.is_computing and rushing.player.state is None


def test_other_data_forget_what_components_resembled(make: MakeSession) -> None:
    sitting = make(table([[0.0, 0.0], [1.0, 0.0], [9.0, 9.0], [9.0, 8.0]]))
    sitting.step(2)
    other = table([[0.0, 0.0, 1.0], [1.0, 0.0, 2.0], [9.0, 9.0, 0.0], [9.0, 8.0, 1.0]])
    sitting.store.edit(Document.of(other, sitting.store.document.spec), "Other data")
    sitting.edit(seed=3)
    assert sitting.step().components == (0, 1)
    assert not sitting.failures
