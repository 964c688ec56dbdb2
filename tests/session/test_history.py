"""The history: its bound in memory, what stays beyond it, and states that come back bit by bit."""

from __future__ import annotations

import itertools
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from gmmgui.core import Phase, RunSpec, State, prepare
from gmmgui.core.backend import Backend, NumbaBackend, NumpyBackend
from gmmgui.core.stepper import states
from gmmgui.data import DATASETS
from gmmgui.session.document import Document, Edit
from gmmgui.session.history import NEAR, History, Made
from gmmgui.session.memory import Holdings, Record, scaled_means
from gmmgui.session.run import Run
from gmmgui.session.transport import FULL_SPEED
from tests.samples import groups
from tests.session.conftest import MakeSession, Sitting
from tests.session.same import same_bits

CLOSE = DATASETS["lec000_em1d_close"]
SPEC = replace(CLOSE.spec, tol=0.0, max_iter=10**6)
"""Two components so close that nothing ever settles within a thousand iterations."""
DOCUMENT = Document.of(CLOSE.load(), SPEC)


def endless(document: Document, length: int) -> list[State]:
    """What a run of its own gives, whose history has no bound."""
    results = Run(document).advance(document, None, 0, length, None)
    made = list(itertools.islice((result for result in results if isinstance(result, State)), length))
    assert len(made) == length
    return made


@pytest.fixture(scope="module")
def made() -> list[State]:
    """Six hundred half-steps that come to no end."""
    return endless(DOCUMENT, 600)


def filled(half_steps: list[State], budget: int, backend: type[Backend] = NumbaBackend) -> History:
    """A history that has grown by ten states at a time, with the last one shown."""
    history = History(budget)
    for begin in range(0, len(half_steps), 10):
        history.extend(Made(state, backend) for state in half_steps[begin : begin + 10])
        history.show(len(history) - 1)
    return history


def whole(history: History) -> list[int]:
    return [index for index, half_step in enumerate(history.half_steps) if isinstance(half_step, State)]


def test_without_need_nothing_is_thinned_out(made: list[State]) -> None:
    history = filled(made, 256 * 2**20)
    assert list(history.half_steps) == made and not history.is_thinned


@pytest.mark.parametrize("budget", [400_000, 300_000, 250_000])
def test_the_bound_is_kept_at_every_moment(made: list[State], budget: int) -> None:
    history, most = History(budget), 0
    for begin in range(0, len(made), 10):
        history.extend(Made(state, NumbaBackend) for state in made[begin : begin + 10])
        history.show(len(history) - 1)
        most = max(most, history.held_bytes)
    assert most <= budget and history.is_thinned
    for index in range(0, len(made), 37):
        if history.can_show(index):
            history.show(index)
        assert history.held_bytes <= budget


def test_what_stays_are_checkpoints_and_what_is_near(made: list[State]) -> None:
    history = filled(made, 260_000)
    kept, last = whole(history), len(made) - 1
    assert kept[0] == 0 and set(range(last - NEAR, last + 1)) <= set(kept)
    far = [index for index in kept if index < last - 2 * NEAR]
    gaps = set(np.diff(far).tolist())
    assert len(far) > 2 and min(gaps) > 1 and gaps <= {min(gaps), 2 * min(gaps)}, "some are twice as far apart by now"
    for half_step, state in zip(history.half_steps, made, strict=True):
        for name in ("phase", "iteration", "objective", "bound", "gain", "status", "components", "events"):
            assert same_bits(getattr(half_step, name), getattr(state, name))
        assert np.array_equal(scaled_means(half_step), state.scaled.means), "trails go through every mean"


def test_where_means_are_too_much_they_go_as_well(made: list[State]) -> None:
    history = filled(made, 190_000)
    records = [half_step for half_step in history.half_steps if isinstance(half_step, Record)]
    lost = [record.scaled_means is None for record in records]
    assert history.held_bytes <= 190_000 and sum(lost) > 100
    smaller = filled(made, 165_000)
    assert smaller.held_bytes <= 165_000 and smaller.is_thinned


def test_the_bound_is_that_of_the_memory_that_python_takes() -> None:
    """Sixteen columns, four components: a state has some 30 kB."""
    spec = RunSpec(k=4, tol=0.0, max_iter=10**6)
    document, budget = Document.of(groups(n=60, d=16), spec), 1_000_000
    run, history, state = Run(document), History(budget), None
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for index in range(400):
            state = next(result for result in run.advance(document, state, index, 1, None) if isinstance(result, State))
            history.extend([Made(state, run.backend())])
            history.show(index)
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert history.is_thinned and history.held_bytes <= budget
    assert taken < 2 * budget, "the data, and what the engine makes ready, are counted in"


def test_arrays_that_states_share_count_once(made: list[State]) -> None:
    one, both = Holdings(), Holdings()
    m, e = made[4], made[5]
    assert e.statistics is m.statistics
    one.add(m)
    both.add(m)
    both.add(e)
    assert one.total < both.total < 1.8 * one.total
    both.remove(m)
    both.remove(e)
    assert both.total == 0


@pytest.mark.parametrize("backend", [NumpyBackend, NumbaBackend])
def test_states_that_have_gone_come_back_bit_by_bit(backend: type[Backend]) -> None:
    document = DOCUMENT
    problem = prepare(document.dataset.points, document.spec, backend=backend)
    half_steps = list(itertools.islice(states(problem), 300))
    history, run = filled(half_steps, 180_000, backend), Run(document)
    gone = [index for index in range(len(half_steps)) if index not in whole(history)]
    assert len(gone) > 150
    for index in (gone[0], gone[len(gone) // 2], gone[-1]):
        assert not history.can_show(index)
        way = history.way_to(index)
        again = list(run.restore(document, way.checkpoint, way.first, way.backends))
        assert [way.first + len(again), way.end] == [index + 1] * 2
        for state, before in zip(again, half_steps[way.first :], strict=False):
            assert same_bits(state, before)
        for place, state in enumerate(again, way.first):
            history.fill(place, state)
        assert history.can_show(index)
        history.show(index)
        assert history.state is not None and same_bits(history.state, half_steps[index])


def test_numpy_and_kernels_in_one_history_each_make_their_own_again() -> None:
    document = DOCUMENT
    plain, fast = (prepare(document.dataset.points, SPEC, backend=backend) for backend in (NumpyBackend, NumbaBackend))
    from gmmgui.core import half_step, start

    history, state = History(130_000), start(plain)
    half_steps = [state]
    for index in range(1, 300):
        half_steps.append(half_step(plain if index < 77 else fast, half_steps[-1]))
    history.extend(
        Made(state, NumpyBackend if index < 77 else NumbaBackend) for index, state in enumerate(half_steps)
    )
    history.show(299)
    gone = [index for index in range(300) if not history.can_show(index)]
    for index in (min(gone), max(index for index in gone if index < 77), max(gone)):
        way = history.way_to(index)
        *_, again = Run(document).restore(document, way.checkpoint, way.first, way.backends)
        assert same_bits(again, half_steps[way.end - 1])


def test_edits_in_between_are_made_again_too() -> None:
    plain = endless(DOCUMENT, 41)[40]
    moved = replace(plain.mixture, means=plain.mixture.means + 0.7)
    document = DOCUMENT.with_run(SPEC, (Edit(41, moved, "Moved.", plain.components),))
    half_steps = endless(document, 300)
    history = filled(half_steps, 180_000)
    assert history.is_thinned and 41 not in whole(history)
    way = history.way_to(42)
    again = list(Run(document).restore(document, way.checkpoint, way.first, way.backends))
    assert any(state.phase is Phase.EDIT for state in again)
    for state, before in zip(again, half_steps[way.first :], strict=False):
        assert same_bits(state, before)


def test_branches_count_and_come_back(made: list[State]) -> None:
    history = filled(made, 450_000)
    old, new = DOCUMENT.lane, DOCUMENT.with_run(SPEC).lane
    revision, phases = history.revision, [half_step.phase for half_step in history.half_steps]
    history.fork(old, new, 560)
    assert len(history) == 560 and history.revision is not revision
    history.extend(Made(state, NumbaBackend) for state in made[560:])
    assert history.held_bytes <= history.budget
    history.fork(new, old, 560)
    assert [half_step.phase for half_step in history.half_steps] == phases
    assert history.last is made[-1], "the end of a branch stays whole"
    history.clear()
    assert len(history) == 0 and history.held_bytes == 0


# With a player


def small(make: MakeSession, history_bytes: int = 1_200_000, **spec: object) -> Sitting:
    sitting = make(CLOSE.load(), history_bytes=history_bytes)
    sitting.store.edit(sitting.store.document.with_run(replace(SPEC, **spec)), "Close")  # type: ignore[arg-type]
    sitting.settle()
    return sitting


def rush(sitting: Sitting, length: int) -> None:
    """At full speed until there are so many states."""
    sitting.player.set_speed(FULL_SPEED)
    sitting.player.play()
    sitting.qtbot.waitUntil(lambda: sitting.player.length >= length or sitting.player.at_end, timeout=30_000)
    sitting.player.pause()
    sitting.settle()


@pytest.fixture
def long(make: MakeSession) -> Sitting:
    """A run of two thousand half-steps at least, of which the history keeps few."""
    sitting = small(make)
    rush(sitting, 2_000)
    assert sitting.player.active.history.is_thinned
    return sitting


def check_shown(sitting: Sitting, index: int, expected: list[State]) -> None:
    player = sitting.player
    assert player.cursor == index and same_bits(sitting.state, expected[index])
    assert player.assignment is not None and player.assignment.state is sitting.state
    before = expected[index - 1] if index else None
    colours = Run(sitting.store.document).assignment(expected[index], before)
    assert player.assignment.changed == colours.changed
    assert player.assignment.labels is None or np.array_equal(player.assignment.labels, colours.labels)
    assert player.active.history.held_bytes <= player.active.history.budget


def test_scrubbing_shows_the_very_states(long: Sitting) -> None:
    expected = endless(long.store.document, 2_000)
    for index in (0, 1, 777, 778, 1_500, 40, 1_999, 3, 1_000):
        long.player.scrub(index)
        long.settle()
        check_shown(long, index, expected)
        assert [half_step.objective for half_step in long.player.history[:2_000]] == [
            state.objective for state in expected
        ]


def test_until_a_state_has_come_back_the_one_before_stays_in_sight(long: Sitting) -> None:
    before, cursor = long.state, long.player.cursor
    jumps: list[tuple[int, int]] = []
    long.player.shown.connect(lambda _state: jumps.append((long.player.cursor, long.player.glide_milliseconds)))
    long.player.scrub(777)
    assert long.state is before and long.player.cursor == cursor and jumps == []
    long.player.scrub(778)
    long.settle()
    assert jumps == [(778, 0)], "of two jumps the later one counts, and it does not glide"


def test_steps_and_playing_go_through_states_that_have_gone(long: Sitting) -> None:
    expected = endless(long.store.document, 1_030)
    long.player.scrub(1_000)
    for _ in range(3):
        long.player.back()
    long.settle()
    check_shown(long, 997, expected)
    for _ in range(5):
        long.player.step()
    long.settle()
    check_shown(long, 1_002, expected)
    shown: list[int] = []
    long.player.shown.connect(lambda _state: shown.append(long.player.cursor))
    long.player.play()
    long.qtbot.waitUntil(lambda: long.player.cursor >= 1_010)
    long.player.play_back()
    long.qtbot.waitUntil(lambda: long.player.cursor <= 995)
    long.player.pause()
    long.settle()
    assert all(abs(one - other) <= 1 for one, other in itertools.pairwise(shown)), "no half-step is left out"
    check_shown(long, long.player.cursor, expected)


def test_an_edit_in_the_middle_and_undo(long: Sitting) -> None:
    document, length = long.store.document, long.player.length
    expected = endless(document, 1_300)
    long.player.scrub(1_200)
    long.settle()
    long.edit_commands.move(0, long.state.mixture.means[0] + 1.0)
    long.settle()
    rush(long, 2_500)
    forked = endless(long.store.document, 1_900)
    for index in (300, 1_250, 1_201, 1_800):
        long.player.scrub(index)
        long.settle()
        check_shown(long, index, forked)
    long.store.undo_stack.undo()
    long.settle()
    assert long.player.length == length, "what came after is there again"
    for index in (1_250, 1_199, 100):
        long.player.scrub(index)
        long.settle()
        check_shown(long, index, expected)
    long.store.undo_stack.redo()
    long.settle()
    check_shown(long, 1_201, forked)


def test_undo_far_before_what_is_shown_goes_back_to_a_state_that_has_gone(long: Sitting) -> None:
    expected = endless(long.store.document, 900)
    long.player.scrub(801)
    long.settle()
    long.edit_commands.move(0, long.state.mixture.means[0] + 1.0)
    long.settle()
    rush(long, 2_500)
    last = long.state
    long.player.stop()
    early = Edit(500, last.mixture, "Moved.", last.components)
    long.store.edit(long.store.document.with_run(long.store.document.spec, (early,)), "Early")
    assert long.player.is_restarting and long.state is last, "nothing goes blank"
    long.settle()
    assert not long.player.is_restarting and long.player.length == 501
    check_shown(long, 500, endless(long.store.document, 501))
    long.store.undo_stack.undo()
    long.player.scrub(700)
    long.settle()
    check_shown(long, 700, expected)


def test_stopping_what_comes_back_leaves_something_in_sight(long: Sitting) -> None:
    last = long.state
    early = Edit(501, last.mixture, "Moved.", last.components)
    document = long.store.document
    long.store.edit(document.with_run(document.spec, (early,)), "Early")
    long.player.stop()
    assert long.player.state is not None and long.player.cursor <= 500
    long.settle()
    long.player.step(2)
    long.settle()
    assert same_bits(long.state, endless(long.store.document, long.player.cursor + 1)[-1])


def test_a_new_run_begins_with_all_of_the_room(long: Sitting) -> None:
    long.edit(seed=3)
    long.settle()
    long.step(3)
    assert long.player.length == 4 and not long.player.active.history.is_thinned


@pytest.mark.parametrize("command", ["play", "finish"])
def test_a_run_to_its_end_is_the_same_under_a_bound(make: MakeSession, command: str) -> None:
    sitting = small(make, history_bytes=350_000, max_iter=400)
    sitting.player.set_speed(FULL_SPEED)
    getattr(sitting.player, command)()
    sitting.settle()
    assert sitting.player.at_end and sitting.player.active.history.is_thinned
    expected = endless(sitting.store.document, sitting.player.length)
    check_shown(sitting, sitting.player.cursor, expected)
    sitting.player.home()
    sitting.settle()
    check_shown(sitting, 0, expected)


def test_colours_need_the_state_in_front(long: Sitting) -> None:
    """At a checkpoint the state is there, and the one in front of it is made again for what changed side."""
    history = long.player.active.history
    checkpoints = [index for index in whole(history) if index and not history.can_show(index)]
    expected = endless(long.store.document, checkpoints[2] + 1)
    long.player.scrub(checkpoints[2])
    long.settle()
    check_shown(long, checkpoints[2], expected)

