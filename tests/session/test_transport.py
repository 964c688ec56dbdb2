"""The transport: mode, speed and loop without any run."""

from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from gmmgui.session.transport import FRAME_SECONDS, FULL_SPEED, REST_SECONDS, Mode, Speed, Transport


@pytest.mark.parametrize(("mode", "ticks"), [(Mode.PLAYING, True), (Mode.REVERSING, True), (Mode.FINISHING, False)])
def test_the_clock_ticks_while_half_steps_are_shown_one_by_one(qtbot: QtBot, mode: Mode, ticks: bool) -> None:
    transport, told = Transport(), []
    transport.ticked.connect(lambda: told.append(time.perf_counter()))
    transport.set_speed(Speed(100))
    transport.set_mode(mode)
    if ticks:
        qtbot.waitUntil(lambda: len(told) > 3)
        assert told[3] - told[0] >= 3 * 0.9 * FRAME_SECONDS, "no faster than the screen; timers may be a little early"
    else:
        qtbot.wait(60)
        assert told == []
    transport.set_mode(Mode.PAUSED)
    told.clear()
    qtbot.wait(60)
    assert told == []


def test_full_speed_is_a_property_of_the_speed_and_counts_while_playing() -> None:
    transport = Transport()
    transport.set_speed(FULL_SPEED)
    assert FULL_SPEED.is_full and not transport.is_at_full_speed and transport.glide_milliseconds == 10_000
    transport.set_mode(Mode.PLAYING)
    assert transport.is_at_full_speed and transport.goes_on and transport.glide_milliseconds == 0
    transport.set_speed(Speed(4))
    assert not transport.is_at_full_speed and transport.glide_milliseconds == 150
    transport.set_mode(Mode.REVERSING)
    assert not transport.goes_on
    transport.set_mode(Mode.PAUSED)


def test_the_end_rests_for_so_many_ticks_and_again_after_each_mode() -> None:
    transport = Transport()
    transport.set_speed(Speed(10))
    ticks = round(10 * REST_SECONDS)
    for _ in range(2):
        assert [transport.has_rested() for _ in range(ticks + 1)] == [False] * ticks + [True]
    transport.has_rested()
    transport.set_mode(Mode.PAUSED)
    assert [transport.has_rested() for _ in range(ticks)] == [False] * ticks
