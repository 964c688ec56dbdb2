"""Several runs over one data set, side by side: each is to the bit what it would be alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gmmgui.core import Phase, RunSpec, State, Status
from gmmgui.session.document import Document, Edit, Lane
from gmmgui.session.lane_run import LaneRun
from gmmgui.session.memory import HalfStep
from gmmgui.session.player import Player
from gmmgui.session.run import Assignment, Run
from gmmgui.session.store import Store
from gmmgui.session.transport import FULL_SPEED, Mode, Speed
from tests.samples import groups, table
from tests.session.conftest import CountingEngine, MakeSession, Sitting, held
from tests.session.same import same_bits

SPECS = (
    RunSpec(k=3, algorithm="kmeans"),
    RunSpec(k=3, algorithm="hard-em"),
    RunSpec(k=3, algorithm="soft-em", covariance_type="full"),
    RunSpec(k=3, algorithm="soft-em", covariance_type="diag", seed=4),
)
KMEANS, HARD, FULL, DIAGONAL = range(4)


def alone(document: Document, lane_id: int, length: int) -> list[State]:
    """The states that a lane has in a run of its own."""
    results = Run(document.focused_on(lane_id)).advance(document.focused_on(lane_id), None, 0, 10**6, None)
    made = [result for result in results if isinstance(result, State)][:length]
    run = Run(document.focused_on(lane_id))
    while len(made) < length:  # a hand went on beyond the end
        made.append(
            next(each for each in run.advance(document.focused_on(lane_id), made[-1], len(made), 1, None)
                 if isinstance(each, State))
        )
    return made


def unnumbered(half_step: HalfStep) -> HalfStep:
    """Without the numbers of its components, which come from what was shown before."""
    if isinstance(half_step, State):
        half_step = replace(half_step, assigned_components=())
    return replace(half_step, components=())


def check_lanes(sitting: Sitting) -> None:
    """All that lanes have is what each would have alone, and the colours are those of what is shown."""
    document = sitting.store.document
    assert [lane.lane_id for lane in sitting.player.lanes] == [lane.lane_id for lane in document.lanes]
    for lane in sitting.player.lanes:
        expected = alone(document, lane.lane_id, len(lane.history))
        for half_step, state in zip(lane.history.half_steps, expected, strict=True):
            assert same_bits(unnumbered(half_step), unnumbered(state))
        if lane.state is not None:
            assert lane.assignment is not None and lane.assignment.state is lane.state


def places(sitting: Sitting) -> list[int]:
    """The half-step that each lane shows."""
    return [lane.history.cursor for lane in sitting.player.lanes]


@pytest.fixture
def four(make: MakeSession) -> Sitting:
    """K-means, hard EM, and soft EM with full and with diagonal covariances, not begun."""
    sitting = make(groups(n=200, k=3, apart=2.5), **{name: getattr(SPECS[0], name) for name in ("k", "algorithm")})
    document = sitting.store.document
    for spec in SPECS[1:]:
        document = document.with_lane(spec)
    sitting.store.edit(document, "Four lanes")
    return sitting


def wait_until_played(sitting: Sitting) -> None:
    sitting.qtbot.waitUntil(lambda: sitting.player.idle, timeout=30_000)


def test_a_step_moves_all_and_each_is_as_it_would_be_alone(four: Sitting) -> None:
    for number in range(5):
        four.step()
        assert places(four) == [number] * 4
    assert len({type(lane.assignment) for lane in four.player.lanes} - {Assignment}) == 0
    check_lanes(four)


def test_quick_steps_and_iterations_are_lost_by_none(four: Sitting) -> None:
    for _ in range(3):
        four.player.step()
    four.player.iterate()
    four.settle()
    assert places(four) == [4] * 4
    check_lanes(four)


@pytest.mark.parametrize("speed", [Speed(60), FULL_SPEED])
def test_playing_ends_when_all_have_ended_and_each_waits_at_its_end(four: Sitting, speed: Speed) -> None:
    four.player.set_speed(speed)
    four.player.play()
    wait_until_played(four)
    lengths = [len(lane.history) for lane in four.player.lanes]
    assert all(lane.at_end for lane in four.player.lanes) and len(set(lengths)) > 2
    for lane, length in zip(four.player.lanes, lengths, strict=True):
        expected = alone(four.store.document, lane.lane_id, length)
        assert expected[-1].status is Status.CONVERGED and lane.state is lane.history.last
    check_lanes(four)


def test_finish_scrub_and_back(four: Sitting) -> None:
    four.player.finish()
    wait_until_played(four)
    lengths = [len(lane.history) for lane in four.player.lanes]
    shortest = min(lengths)
    four.player.scrub(shortest + 1)
    assert places(four) == [min(shortest + 1, length - 1) for length in lengths]
    four.player.back()
    four.player.back()
    assert places(four) == [shortest - 1] * 4
    four.settle()
    four.player.step(max(lengths))
    four.settle()
    assert places(four) == [length - 1 for length in lengths], "what has ended waits there"
    check_lanes(four)
    four.step()
    assert [len(lane.history) for lane in four.player.lanes] == [length + 1 for length in lengths], "a hand goes on"
    check_lanes(four)


def test_back_to_the_start_and_again_in_a_loop(four: Sitting) -> None:
    four.player.finish()
    wait_until_played(four)
    four.player.set_speed(Speed(60))
    four.player.play_back()
    wait_until_played(four)
    assert places(four) == [0] * 4
    four.player.set_looping(True)
    four.player.set_speed(FULL_SPEED)
    four.player.play()
    longest = max(len(lane.history) for lane in four.player.lanes)
    four.qtbot.waitUntil(lambda: max(places(four)) == longest - 1, timeout=20_000)
    four.qtbot.waitUntil(lambda: places(four) == [1] * 4, timeout=20_000)
    four.player.pause()


def test_one_lane_alone_leaves_the_others_where_they_are(four: Sitting) -> None:
    four.step(3)
    four.player.set_linked(False)
    four.store.activate(FULL)
    assert four.player.active.lane_id == FULL and four.state is four.player.lane(FULL).state
    four.step(4)
    four.player.back()
    assert places(four) == [2, 2, 5, 2]
    four.player.set_linked(True)
    four.step()
    assert places(four) == [6, 6, 6, 6], "together again at one half-step"
    check_lanes(four)


def test_the_active_lane_is_what_the_window_is_told_of(four: Sitting) -> None:
    four.step(2)
    changed: list[int] = []
    four.player.lane_changed.connect(changed.append)
    four.shown.clear()
    four.step()
    assert set(changed) == {0, 1, 2, 3}
    assert four.shown == [four.player.lane(KMEANS).state]
    four.shown.clear()
    four.assigned.clear()
    can_undo = four.store.undo_stack.count()
    four.store.activate(DIAGONAL)
    assert four.store.document.spec == SPECS[DIAGONAL] and four.store.undo_stack.count() == can_undo
    assert four.shown == [four.player.lane(DIAGONAL).state] == [four.player.state]
    assert [assignment.state for assignment in four.assigned] == [four.state]


def test_a_hand_in_one_lane_forks_it_alone_and_undo_gives_it_back(four: Sitting) -> None:
    four.step(5)
    before = [lane.history.half_steps for lane in four.player.lanes]
    four.store.activate(HARD)
    four.edit_commands.move(0, four.state.mixture.means[0] + 1.5)
    four.settle()
    assert [len(lane.edits) for lane in four.store.document.lanes] == [0, 1, 0, 0]
    assert four.state.phase is Phase.EDIT and places(four) == [4, 5, 4, 4]
    four.step(3)
    assert places(four) == [8] * 4
    check_lanes(four)
    four.store.undo_stack.undo()
    four.settle()
    assert four.player.lane(HARD).history.half_steps == before[HARD]
    assert [len(four.player.lane(other).history) for other in (KMEANS, FULL, DIAGONAL)] == [9] * 3
    four.store.undo_stack.redo()
    four.settle()
    assert [len(lane.history) for lane in four.player.lanes] == [9] * 4
    check_lanes(four)


def test_other_settings_of_one_lane_begin_it_anew(four: Sitting) -> None:
    four.step(4)
    four.store.activate(DIAGONAL)
    four.edit(seed=9)
    four.settle()
    assert [len(lane.history) for lane in four.player.lanes] == [4, 4, 4, 1]
    four.step()
    assert places(four) == [4] * 4, "it has come to where the others are"
    check_lanes(four)
    four.store.undo_stack.undo()
    four.settle()
    assert four.store.document.spec == SPECS[DIAGONAL]


def test_a_lane_that_is_added_while_it_plays_catches_up_and_undo_takes_it_away(four: Sitting) -> None:
    four.player.set_speed(Speed(60))
    four.player.play()
    four.qtbot.waitUntil(lambda: min(places(four)) >= 3)
    four.store.edit(four.store.document.with_lane(RunSpec(k=2, algorithm="kmeans")), "Add lane")
    assert four.player.mode is Mode.PLAYING
    four.qtbot.waitUntil(lambda: places(four)[4] >= 3 or four.player.lane(4).at_end, timeout=20_000)
    wait_until_played(four)
    check_lanes(four)
    four.store.undo_stack.undo()
    assert len(four.player.lanes) == 4
    check_lanes(four)
    four.store.undo_stack.redo()
    four.settle()
    assert len(four.player.lanes) == 5 and four.player.lane(4).state is not None
    check_lanes(four)


@pytest.mark.parametrize("gone", [KMEANS, FULL])
def test_a_lane_is_removed_while_it_runs(four: Sitting, gone: int) -> None:
    four.player.finish()
    four.qtbot.waitUntil(lambda: min(len(lane.history) for lane in four.player.lanes) > 1)
    four.store.edit(four.store.document.without_lane(gone), "Remove lane")
    wait_until_played(four)
    assert [lane.lane_id for lane in four.player.lanes] == [each for each in range(4) if each != gone]
    assert all(lane.at_end for lane in four.player.lanes)
    check_lanes(four)
    four.store.undo_stack.undo()
    four.settle()
    assert len(four.player.lanes) == 4 and four.player.lane(gone).state is not None
    four.player.finish()
    wait_until_played(four)
    assert all(lane.at_end for lane in four.player.lanes)
    check_lanes(four)


def test_other_data_begin_all_lanes_anew(four: Sitting) -> None:
    from gmmgui.session.settings import with_dataset

    four.step(3)
    four.store.edit(with_dataset(four.store.document, groups(d=3, n=50)), "Other data")
    assert all(lane.state is None for lane in four.player.lanes) and four.player.state is None
    four.step(2)
    assert places(four) == [1] * 4 and four.state.mixture.d == 3
    check_lanes(four)


# When one cannot go on

COLLAPSING = table([[0.0], [0.0], [0.0], [10.0], [11.0], [12.5]], "collapsing")


def test_one_that_collapses_waits_while_the_others_go_on(make: MakeSession) -> None:
    marks = np.array([[0.0], [11.0]])
    collapsing = RunSpec(k=2, algorithm="hard-em", initialiser="marks", marks=marks, min_variance=0.0)
    sitting = make(COLLAPSING, algorithm="kmeans")
    sitting.store.edit(sitting.store.document.with_lane(collapsing).with_lane(RunSpec(k=2)), "Lanes")
    sitting.player.finish()
    wait_until_played(sitting)
    statuses = [lane.history.last.status for lane in sitting.player.lanes if lane.history.last is not None]
    assert statuses == [Status.CONVERGED, Status.DEGENERATE, Status.CONVERGED] and sitting.failures == []
    check_lanes(sitting)
    sitting.step()
    assert len(sitting.player.lane(1).history) == 3
    check_lanes(sitting)


@pytest.mark.parametrize("command", ["play", "finish", "step"])
def test_one_that_fails_is_told_once_and_the_others_go_on(make: MakeSession, command: str) -> None:
    sitting = make(table([[0, 0], [1, 0], [0, 5]] * 4, "three places"), algorithm="kmeans")
    document = sitting.store.document.with_lane(RunSpec(k=5, algorithm="kmeans")).with_lane(RunSpec(k=3))
    sitting.store.edit(document, "Lanes")
    sitting.player.set_speed(Speed(60))
    getattr(sitting.player, command)()
    wait_until_played(sitting)
    sitting.step()
    assert len(sitting.failures) == 1 and "only 3 distinct points" in sitting.failures[0].sentence
    failed: LaneRun = sitting.player.lane(1)
    assert failed.failure == sitting.failures[0] and failed.state is None
    assert all(len(sitting.player.lane(other).history) > 1 for other in (0, 2))
    sitting.store.activate(1)
    sitting.edit(k=2)
    sitting.settle()
    sitting.player.finish()
    wait_until_played(sitting)
    assert all(lane.at_end for lane in sitting.player.lanes) and len(sitting.failures) == 1
    check_lanes(sitting)


def test_an_edit_that_fails_is_taken_back_though_another_lane_was_changed_since(four: Sitting) -> None:
    four.step(4)
    far = np.full(2, 1e200)
    with held(four.session.engine):
        four.store.activate(FULL)
        four.edit_commands.move(0, far)
        four.store.activate(KMEANS)
        four.edit_commands.move(0, np.array([1.0, 1.0]))
    four.settle()
    assert len(four.failures) == 1 and "taken back" in four.failures[0].sentence
    assert [len(lane.edits) for lane in four.store.document.lanes] == [1, 0, 0, 0]
    four.step(2)
    check_lanes(four)


# The engine


@pytest.fixture
def unequal(make: MakeSession) -> tuple[Sitting, Player, CountingEngine]:
    """A player of its own over two lanes without an end: one is hundreds of times as costly as the other."""
    sitting = make()
    data = groups(n=30_000, d=8, k=4, apart=1.0)
    specs = (RunSpec(k=12, tol=0.0, max_iter=10**6), RunSpec(k=2, algorithm="kmeans", tol=0.0, max_iter=10**6))
    engine = CountingEngine()
    player = Player(Store(Document(data, tuple(map(Lane, range(2), specs)))), engine, sitting.session)
    return sitting, player, engine


def test_lanes_of_very_different_costs_take_turns(unequal: tuple[Sitting, Player, CountingEngine]) -> None:
    sitting, player, engine = unequal
    try:
        player.step()
        sitting.qtbot.waitUntil(lambda: player.idle, timeout=30_000)
        player.step(9)
        sitting.qtbot.waitUntil(lambda: player.idle, timeout=30_000)
        assert [len(lane.history) for lane in player.lanes] == [10, 10], "a step moves both"
        player.set_speed(FULL_SPEED)
        player.play()
        sitting.qtbot.waitUntil(lambda: len(player.lane(0).history) > 40, timeout=30_000)
        player.pause()
        sitting.qtbot.waitUntil(lambda: player.idle, timeout=30_000)
        costly, cheap = (len(lane.history) for lane in player.lanes)
        assert cheap > 40 or player.lane(1).at_end
        player.step()
        sitting.qtbot.waitUntil(lambda: player.idle, timeout=60_000)
        assert player.lane(0).history.cursor >= min(costly, cheap)
        assert engine.most_open == 1, "at most one request is with the engine"
    finally:
        player.close()
        engine.close()


def test_closing_in_the_middle_tells_nothing_more(four: Sitting) -> None:
    four.player.set_speed(FULL_SPEED)
    four.player.play()
    four.qtbot.waitUntil(lambda: min(len(lane.history) for lane in four.player.lanes) > 0)
    changed: list[int] = []
    four.session.close()
    four.player.lane_changed.connect(changed.append)
    four.qtbot.wait(50)
    assert changed == [] and four.failures == [] and four.player.idle


def test_lanes_share_the_memory(make: MakeSession) -> None:
    sitting = make(groups(n=200, k=3, apart=1.0), history_bytes=400_000, tol=0.0, max_iter=150, k=3)
    document = sitting.store.document
    sitting.store.edit(document.with_lane(replace(document.spec, seed=2)), "Two lanes")
    sitting.player.finish()
    wait_until_played(sitting)
    histories = [lane.history for lane in sitting.player.lanes]
    assert sum(history.held_bytes for history in histories) <= 400_000 and histories[0].is_thinned
    sitting.player.scrub(100)
    sitting.settle()
    for lane in sitting.player.lanes:
        expected = alone(sitting.store.document, lane.lane_id, 101)[lane.history.cursor]
        assert same_bits(lane.state, expected)


# The document


def test_a_document_of_lanes() -> None:
    document = Document.of(groups(), SPECS[0]).with_lane(SPECS[1]).with_lane(SPECS[2])
    assert [lane.lane_id for lane in document.lanes] == [0, 1, 2] and document.active == 0
    second = document.focused_on(1)
    assert second.spec is SPECS[1] and second.lanes is document.lanes and second.focused_on(1) is second
    edit = Edit(3, second.focused_on(1).dataset.truth_mixture, "Moved.", (0,))  # type: ignore[arg-type]
    changed = second.with_run(SPECS[3], (edit,))
    assert [lane.spec for lane in changed.lanes] == [SPECS[0], SPECS[3], SPECS[2]] and changed.edits == (edit,)
    assert changed.lanes[0] is document.lanes[0], "the others are the very same"
    assert changed.without_lane(1).active == 0 and changed.without_lane(0).active == 1
    assert document.without_lane(2).with_lane(SPECS[3]).lanes[-1].lane_id == 2


def test_a_document_has_a_lane_and_knows_which_is_active() -> None:
    only = Document.of(groups(), SPECS[0])
    with pytest.raises(ValueError, match="last lane"):
        only.without_lane(0)
    with pytest.raises(ValueError, match="must be one of the lanes"):
        only.focused_on(5)
    with pytest.raises(ValueError, match="its own id"):
        Document(only.dataset, (Lane(0, SPECS[0]), Lane(0, SPECS[1])))
