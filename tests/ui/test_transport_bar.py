"""The transport bar: every button does its thing and can be pushed only where it has one; the timeline scrubs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSlider, QStyle, QStyleOptionSlider, QToolButton

from gmmgui.app import make_window
from gmmgui.core import ALGORITHMS, Phase
from gmmgui.session.transport import FULL_SPEED, Mode
from gmmgui.ui.transport_bar import FIRST_SPEED, SPEEDS
from tests.conftest import Hand
from tests.samples import groups
from tests.session.conftest import held
from tests.ui.support import put


def slider(hand: Hand, name: str) -> QSlider:
    found = hand.child(QSlider, name)
    assert isinstance(found, QSlider)
    return found


def button(hand: Hand, name: str) -> QToolButton:
    found = hand.child(QToolButton, name)
    assert isinstance(found, QToolButton)
    return found


def handle_at(bar: QSlider, value: int) -> QPoint:
    """Where the middle of the handle is at ``value``."""
    option = QStyleOptionSlider()
    bar.initStyleOption(option)
    option.sliderPosition = value
    style = bar.style()
    rect = style.subControlRect(QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, bar)
    return rect.center()


def drag_handle(bar: QSlider, value: int) -> None:
    """Take the handle with the mouse to ``value``."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    begin, end = handle_at(bar, bar.value()), handle_at(bar, value)
    QTest.mousePress(bar, left, none, begin)
    for share in range(1, 6):
        QTest.mouseMove(bar, begin + (end - begin) * share / 5)
    QTest.mouseRelease(bar, left, none, end)


@pytest.fixture
def walked(hand: Hand) -> Hand:
    """Seven states, the last shown."""
    put(hand, groups())
    for _ in range(7):
        hand.push("stepButton")
    hand.settle()
    assert hand.player.length == 7 and hand.player.cursor == 6
    return hand


def test_buttons_walk_through_the_run(walked: Hand) -> None:
    for name, cursor in (("backButton", 5), ("backButton", 4), ("resetButton", 0), ("stepButton", 1)):
        walked.push(name)
        walked.settle()
        assert walked.player.cursor == cursor, name
    walked.push("iterateButton")
    assert walked.player.cursor == 3
    walked.push("finishButton")
    walked.settle()
    assert walked.player.at_end
    walked.push("playButton")
    assert walked.player.mode is Mode.PLAYING and walked.player.cursor == 0
    walked.push("playButton")
    assert walked.player.mode is Mode.PAUSED


def test_there_is_no_way_back_from_the_start(walked: Hand) -> None:
    walked.push("resetButton")
    for name in ("resetButton", "backButton"):
        assert not button(walked, name).isEnabled()
    walked.push("stepButton")
    for name in ("resetButton", "backButton"):
        assert button(walked, name).isEnabled()


def test_buttons_before_the_start(hand: Hand) -> None:
    put(hand, groups())
    assert not slider(hand, "timelineSlider").isEnabled()
    assert button(hand, "stepButton").text() == "Start"
    for name in ("stepButton", "iterateButton", "playButton", "finishButton"):
        assert button(hand, name).isEnabled()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_step_button_names_what_comes_next(hand: Hand, algorithm: str) -> None:
    put(hand, groups(), algorithm=algorithm)
    entry, step = ALGORITHMS[algorithm], button(hand, "stepButton")
    for expected in ("Start", entry.e_action, entry.m_action, entry.e_action, entry.m_action):
        assert step.text() == expected
        assert step.fontMetrics().horizontalAdvance(expected) < step.width(), "in full"
        hand.push("stepButton")
        hand.settle()
    hand.push("resetButton")
    hand.settle()
    assert step.text() == entry.e_action


def test_the_step_button_names_a_change_by_hand(walked: Hand) -> None:
    walked.click(4, 0)
    state = walked.player.state
    assert state is not None and state.phase is Phase.EDIT
    walked.push("backButton")
    walked.settle()
    assert button(walked, "stepButton").text() == "Edit"


def test_the_timeline_scrubs(walked: Hand) -> None:
    timeline = slider(walked, "timelineSlider")
    assert (timeline.minimum(), timeline.maximum(), timeline.value()) == (0, 6, 6)
    for value in (2, 5, 0, 6, 3):
        drag_handle(timeline, value)
        walked.settle()
        assert walked.player.cursor == value
        assignment = walked.player.assignment
        assert assignment is not None and assignment.state is walked.player.state


def test_the_timeline_follows(walked: Hand) -> None:
    timeline = slider(walked, "timelineSlider")
    walked.push("backButton")
    assert timeline.value() == 5
    walked.push("finishButton")
    walked.settle()
    assert timeline.maximum() == timeline.value() == walked.player.length - 1


def test_scrubbing_stops_what_plays(walked: Hand) -> None:
    walked.push("resetButton")
    walked.push("playButton")
    drag_handle(slider(walked, "timelineSlider"), 4)
    walked.settle()
    assert walked.player.mode is Mode.PAUSED and walked.player.cursor == 4


def test_the_speed_goes_from_one_in_three_seconds_to_full(hand: Hand) -> None:
    put(hand, groups())
    speed = slider(hand, "speedSlider")
    assert (speed.minimum(), speed.maximum(), speed.value()) == (0, len(SPEEDS) - 1, FIRST_SPEED)
    rates = [speed.half_steps_per_second for speed in SPEEDS]
    assert rates[0] == pytest.approx(1 / 3) and SPEEDS[-1] == FULL_SPEED and rates == sorted(rates)
    drag_handle(speed, len(SPEEDS) - 1)
    assert "full speed" in speed.toolTip()
    hand.push("playButton")
    assert hand.player.glide_milliseconds == 0
    hand.settle()
    assert hand.player.at_end
    drag_handle(speed, 0)
    assert "1 in 3 s" in speed.toolTip()


def test_the_loop_button_the_key_and_the_menu_are_one(walked: Hand) -> None:
    loop = button(walked, "loopButton")
    action = walked.window.findChild(QAction, "toggle_loopingAction")
    assert action is not None and not loop.isChecked() and not walked.player.is_looping
    for switch, on in (
        (lambda: walked.push("loopButton"), True),
        (lambda: walked.press(Qt.Key.Key_L), False),
        (action.trigger, True),
    ):
        switch()
        assert (walked.player.is_looping, loop.isChecked(), action.isChecked()) == (on, on, on)


def test_a_loop_plays_again_until_the_button_is_released(walked: Hand) -> None:
    walked.push("finishButton")
    walked.settle()
    drag_handle(slider(walked, "speedSlider"), len(SPEEDS) - 1)
    walked.push("loopButton")
    seen: list[int] = []
    walked.player.shown.connect(lambda _state: seen.append(walked.player.cursor))
    walked.push("playButton")
    walked.qtbot.waitUntil(lambda: seen.count(0) == 2)
    assert seen[: walked.player.length + 1] == [*range(walked.player.length), 0]
    assert walked.player.mode is Mode.PLAYING
    walked.push("loopButton")
    walked.settle()
    assert walked.player.at_end


def test_the_loop_is_remembered(walked: Hand, settings: QSettings, qapp: QApplication) -> None:
    walked.push("loopButton")
    assert settings.value("loop", type=bool) is True
    again = make_window(qapp, settings, "light")
    walked.qtbot.addWidget(again)
    found, action = again.findChild(QToolButton, "loopButton"), again.findChild(QAction, "toggle_loopingAction")
    assert found is not None and action is not None
    assert again.session.player.is_looping and found.isChecked() and action.isChecked()
    again.close()


def test_shift_space_plays_backwards(walked: Hand) -> None:
    drag_handle(slider(walked, "speedSlider"), len(SPEEDS) - 1)
    seen: list[int] = []
    walked.player.shown.connect(lambda _state: seen.append(walked.player.cursor))
    walked.press(Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert walked.player.mode is Mode.REVERSING
    assert button(walked, "playButton").property("playing") is True
    walked.settle()
    assert walked.player.cursor == 0 and seen[-6:] == [5, 4, 3, 2, 1, 0]


def test_compiling_and_computing_are_both_told(walked: Hand) -> None:
    label, session = walked.child(QLabel, "positionLabel"), walked.window.session
    assert isinstance(label, QLabel)
    session.warm_up.progressed.emit(3, 20)
    assert label.text() == "compiling 3/20" and "NumPy" in label.toolTip() and "Esc" not in label.toolTip()
    with held(session.engine):
        walked.player.step()
        walked.qtbot.waitUntil(lambda: label.text() == "compiling 3/20…")
        assert "NumPy" in label.toolTip() and "Esc" in label.toolTip()
        session.warm_up.ended.emit()
        assert label.text() == "computing…" and "NumPy" not in label.toolTip()
    walked.settle()
    assert label.text() == "E 7 / 7" and label.toolTip() == ""


def test_full_speed_while_it_plays_slowly(hand: Hand) -> None:
    put(hand, groups(apart=2.0))
    speed = slider(hand, "speedSlider")
    drag_handle(speed, 0)
    hand.push("playButton")
    drag_handle(speed, len(SPEEDS) - 1)
    hand.qtbot.waitUntil(lambda: hand.player.at_end)
