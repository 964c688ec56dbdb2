"""The timeline: exact after any scrub, ticks where something happened, and no growth however long it plays."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from gmmgui.core import Phase
from gmmgui.session.run import Run
from gmmgui.session.transport import FULL_SPEED, Mode
from gmmgui.ui.canvas.points import AT_ONCE
from gmmgui.ui.palette import LIGHT
from gmmgui.ui.timeline import Timeline
from tests.conftest import Hand
from tests.samples import groups
from tests.ui.support import put

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
FRAMES, WARM_UP = 500, 100


def timeline(hand: Hand) -> Timeline:
    found = hand.child(Timeline, "timelineSlider")
    assert isinstance(found, Timeline)
    return found


def at(bar: Timeline, value: int) -> QPoint:
    """Where ``value`` is on the timeline."""
    return QPoint(bar.place_of(value), bar.height() // 2)


def turn(widget: QWidget, eighths: int) -> None:
    """Turn the wheel over ``widget`` by so many eighths of a degree."""
    place = QPointF(widget.rect().center())
    globally = QPointF(widget.mapToGlobal(widget.rect().center()))
    phase, buttons = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    wheel = QWheelEvent(place, globally, QPoint(), QPoint(0, eighths), buttons, NONE, phase, False)
    QApplication.sendEvent(widget, wheel)


def assert_exact(hand: Hand) -> None:
    """The colours are those of the state that is shown, as if worked out anew, and so is the picture."""
    player, canvas = hand.player, hand.canvas
    hand.qtbot.waitUntil(lambda: canvas.points_layer.is_up_to_date)
    state, assignment = player.state, player.assignment
    assert state is not None and assignment is not None and assignment.state is state
    before = player.history[player.cursor - 1] if player.cursor else None
    fresh = Run(hand.window.session.store.document).assignment(state, before)
    assert assignment.changed == fresh.changed
    if assignment.labels is not None:
        assert fresh.labels is not None and assignment.responsibilities is not None
        assert fresh.responsibilities is not None
        assert np.array_equal(assignment.labels, fresh.labels)
        assert np.allclose(assignment.responsibilities, fresh.responsibilities, rtol=0, atol=1e-12)
    assert canvas.projected is not None
    assert np.array_equal(canvas.projected.means, state.mixture.means)


@pytest.fixture
def walked(hand: Hand) -> Hand:
    """Sixty states, the last shown."""
    put(hand, groups(apart=2.0), tol=0.0)
    hand.player.step(60)
    hand.settle()
    assert hand.player.length == 60
    return hand


# The mouse, the wheel, the keys


def test_a_click_anywhere_jumps_there(walked: Hand) -> None:
    bar = timeline(walked)
    for value in (10, 45, 0, 59, 30):
        QTest.mouseClick(bar, LEFT, NONE, at(bar, value))
        assert walked.player.cursor == value == bar.value()
        walked.settle()
        assert_exact(walked)


def test_a_click_of_another_button_does_nothing(walked: Hand) -> None:
    bar = timeline(walked)
    QTest.mouseClick(bar, Qt.MouseButton.RightButton, NONE, at(bar, 10))
    assert walked.player.cursor == 59


def test_a_drag_from_anywhere_scrubs_continuously(walked: Hand) -> None:
    bar = timeline(walked)
    seen: list[int] = []
    walked.player.shown.connect(lambda _state: seen.append(walked.player.cursor))
    QTest.mousePress(bar, LEFT, NONE, at(bar, 5))
    for value in (6, 9, 20, 40, 33):
        QTest.mouseMove(bar, at(bar, value))
    assert seen == [5, 6, 9, 20, 40, 33]
    QTest.mouseRelease(bar, LEFT, NONE, at(bar, 33))
    walked.settle()
    assert walked.player.cursor == 33
    assert_exact(walked)


def test_the_wheel_goes_a_half_step_a_notch(walked: Hand) -> None:
    bar = timeline(walked)
    walked.player.scrub(20)
    for eighths, cursor in ((120, 21), (240, 23), (-120, 22), (-360, 19), (60, 19), (60, 20), (-1200, 10)):
        turn(bar, eighths)
        assert walked.player.cursor == cursor
    turn(bar, -120 * 30)
    assert walked.player.cursor == 0


def test_arrow_keys_scrub(walked: Hand) -> None:
    bar = timeline(walked)
    walked.player.scrub(20)
    bar.setFocus()
    for key, cursor in ((Qt.Key.Key_Left, 19), (Qt.Key.Key_Right, 20), (Qt.Key.Key_Down, 19), (Qt.Key.Key_PageUp, 29)):
        QTest.keyClick(bar, key)
        assert walked.player.cursor == cursor


def test_a_drag_over_the_objective_moves_the_cursor_of_both(walked: Hand) -> None:
    plot = walked.window.objective_plot.findChild(pg.PlotWidget)
    assert plot is not None
    QApplication.processEvents()
    view = plot.plotItem.vb
    middle = sum(view.viewRange()[1]) / 2
    line = next(item for item in plot.plotItem.items if isinstance(item, pg.InfiniteLine))

    def place(index: int) -> QPoint:
        return plot.mapFromScene(view.mapViewToScene(QPointF(index, middle)))

    QTest.mousePress(plot.viewport(), LEFT, NONE, place(40))
    for index in (40, 35, 12, 50, 21):
        QTest.mouseMove(plot.viewport(), place(index))
        assert walked.player.cursor == index == timeline(walked).value() == line.value()
    QTest.mouseRelease(plot.viewport(), LEFT, NONE, place(21))
    QTest.mouseMove(plot.viewport(), place(5))
    assert walked.player.cursor == 21, "nothing is held any more"
    walked.settle()
    assert_exact(walked)


# What it shows


def test_it_names_the_half_step_under_the_handle(walked: Hand) -> None:
    label = walked.child(QWidget, "positionLabel")
    for index, text in ((0, "Start 0 / 59"), (1, "E 1 / 59"), (2, "M 2 / 59"), (59, "E 59 / 59")):
        walked.player.scrub(index)
        assert label.text() == text  # type: ignore[attr-defined]


def test_ticks_and_tips_are_where_something_happened(hand: Hand) -> None:
    put(hand, groups(), k=3, min_variance=0.3, tol=0.0)
    hand.player.step(9)
    hand.settle()
    state = hand.player.state
    assert state is not None
    hand.window.session.edit_commands.move(0, state.mixture.means[0] + 2.0)
    hand.settle()
    hand.player.step(4)
    hand.settle()
    hand.player.home()
    bar, history = timeline(hand), hand.player.history
    first_floored = next(index for index, state in enumerate(history) if "held at the smallest" in str(_said(state)))
    edit = next(index for index, state in enumerate(history) if state.phase is Phase.EDIT)
    assert {first_floored, edit} <= set(bar.news) and first_floored + 2 not in bar.news, "told once, not at every M"
    image = bar.grab().toImage()
    for index, colour in ((first_floored, LIGHT.text), (edit, LIGHT.accent)):
        assert image.pixelColor(bar.place_of(index), bar.height() - 2) == QColor(colour)
    assert image.pixelColor(bar.place_of(edit + 1), bar.height() - 2) not in (QColor(LIGHT.text), QColor(LIGHT.accent))
    assert "moved by hand" in bar.tip_at(at(bar, edit)) and f"Half-step {edit}: Edit" in bar.tip_at(at(bar, edit))
    assert bar.tip_at(at(bar, edit + 1)) == f"Half-step {edit + 1}: E"
    hand.window.session.store.undo_stack.undo()
    hand.settle()
    assert first_floored in bar.news and edit not in bar.news


def _said(state: object) -> list[str]:
    return [event.sentence for event in state.events]  # type: ignore[attr-defined]


def test_the_tip_comes_with_the_mouse(walked: Hand) -> None:
    bar = timeline(walked)
    place = at(bar, 12)
    QApplication.sendEvent(bar, QHelpEvent(QEvent.Type.ToolTip, place, bar.mapToGlobal(place)))
    assert QToolTip.text().startswith("Half-step 12: M")
    QToolTip.hideText()


# Exactness, also where the points are painted apart


@pytest.mark.parametrize("n", [60, AT_ONCE + 1_000])
def test_colours_at_rest_are_those_of_the_state_shown(hand: Hand, n: int) -> None:
    put(hand, groups(n=n, apart=2.0, k=3), k=3, tol=0.0)
    hand.player.step(30)
    hand.settle()
    rng = np.random.default_rng(0)
    for _ in range(4):
        for index in rng.integers(30, size=25):
            timeline(hand).setValue(int(index))
            QApplication.processEvents()
        hand.settle()
        assert hand.player.cursor == index
        assert_exact(hand)


# Nothing grows


def live_objects(hand: Hand) -> tuple[int, int, int]:
    """Of the window: QObjects, items on the canvas and on the objective plot."""
    plot = hand.window.objective_plot.findChild(pg.PlotWidget)
    assert plot is not None
    return len(hand.window.findChildren(QObject)), len(hand.canvas.scene().items()), len(plot.scene().items())


@pytest.mark.slow
def test_nothing_grows_while_it_plays_in_a_loop(walked: Hand) -> None:
    put(walked, groups(apart=2.0), tol=0.0, max_iter=15)
    player = walked.player
    player.finish()
    walked.settle()
    shown = [0]
    player.shown.connect(lambda _state: shown.append(shown.pop() + 1))
    walked.canvas.glide_ms = 250
    player.set_looping(True)
    player.set_speed(FULL_SPEED)

    def play(frames: int) -> None:
        """So many states: a round of playing, then the same run scrubbed to and fro, which does not wait."""
        begin = shown[-1]
        player.play()
        walked.qtbot.waitUntil(lambda: shown[-1] - begin > player.length, timeout=20_000)
        player.pause()
        while shown[-1] - begin < frames:
            player.scrub((shown[-1] * 7) % player.length)
            QApplication.processEvents()
        walked.settle()
        gc.collect()

    play(WARM_UP)
    before = live_objects(walked)
    tracemalloc.start()
    try:
        play(WARM_UP)
        held = tracemalloc.get_traced_memory()[0]
        play(FRAMES)
        grown = tracemalloc.get_traced_memory()[0] - held
    finally:
        tracemalloc.stop()
    walked.qtbot.waitUntil(lambda: live_objects(walked) == before)  # animations of the docks come and go
    assert grown < 100_000, "bytes; a single byte array of all points a frame would be more"
    assert player.mode is Mode.PAUSED


def test_what_is_left_out_while_scrubbing_is_there_when_it_rests(hand: Hand) -> None:
    hand.press(Qt.Key.Key_End)
    hand.settle()
    hand.player.scrub(2)
    scene = hand.canvas.layers.layers["ellipses"].shown
    assert scene is not None and scene.in_a_hurry and scene.state is hand.player.state
    hand.qtbot.waitUntil(lambda: not hand.canvas.layers.layers["ellipses"].shown.in_a_hurry)
    assert hand.canvas.layers.layers["ellipses"].shown.state is hand.player.state


def test_a_saved_picture_leaves_nothing_out(hand: Hand) -> None:
    hand.press(Qt.Key.Key_End)
    hand.settle()
    hand.player.scrub(2)
    hand.settle()
    at_once = hand.canvas.grab().toImage()
    hand.qtbot.waitUntil(lambda: not hand.canvas.layers.layers["ellipses"].shown.in_a_hurry)
    assert hand.canvas.grab().toImage() == at_once
