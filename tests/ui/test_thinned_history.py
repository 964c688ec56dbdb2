"""A run so long that its history is thinned out: curve, ticks, trails, ghosts and scrubbing are as before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest

from gmmgui.core import Phase
from gmmgui.core.backend.numba_backend import is_ready
from gmmgui.data import DATASETS
from gmmgui.session.memory import HalfStep
from gmmgui.ui.canvas.layers.ghosts import ghosts
from gmmgui.ui.canvas.layers.trails import trails
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.timeline import Timeline
from tests.conftest import Hand
from tests.ui.support import put

ROOM = 400_000
"""Bytes: fewer than the States take, and enough for the means of all half-steps."""


def begin(hand: Hand) -> None:
    """The first half-step of two components so close that a thousand iterations are not enough."""
    hand.qtbot.waitUntil(is_ready, timeout=120_000)  # both runs shall have the same bits
    entry = DATASETS["lec000_em1d_close"]
    spec = replace(entry.spec, tol=0.0, max_iter=350)
    put(hand, entry.load(), **{name: getattr(spec, name) for name in spec.__dataclass_fields__})
    hand.player.step()
    hand.settle()


def curve(hand: Hand) -> list[tuple[list[float], list[float]]]:
    plot = hand.window.objective_plot.findChild(pg.PlotWidget)
    return [tuple(values.tolist() for values in item.getData()) for item in plot.plotItem.listDataItems()]


def scene(hand: Hand) -> Scene:
    shown = hand.canvas.layers.layers["trails"].shown
    assert shown is not None
    return shown


def ticks(hand: Hand) -> dict[int, object]:
    timeline = hand.child(Timeline, "timelineSlider")
    assert isinstance(timeline, Timeline)
    return {index: [event.sentence for event in events] for index, events in timeline.news.items()}


def seen(hand: Hand, index: int) -> list[object]:
    """All that follows from the history when the half-step at ``index`` is shown."""
    hand.player.scrub(index)
    hand.settle()
    assert hand.player.cursor == index
    hand.qtbot.waitUntil(lambda: scene(hand).state is hand.player.state and not scene(hand).in_a_hurry)
    before = ghosts(scene(hand))
    return [
        [trail.tolist() for trail in trails(scene(hand)).values()],
        None if before is None else before.means.tolist(),
        curve(hand),
        ticks(hand),
        hand.window.narration.text(),
        hand.player.next_phase,
    ]


@pytest.fixture
def twice(hand: Hand) -> tuple[Hand, list[list[object]], tuple[HalfStep, ...]]:
    """A window with the run in a history without a bound, what was seen of it, and the same run with one."""
    begin(hand)
    hand.player.finish()
    hand.settle()
    whole = [seen(hand, index) for index in PLACES]
    history = hand.player.history
    hand.player.clear()
    hand.player.active.history.budget = ROOM
    hand.player.finish()
    hand.settle()
    assert hand.player.active.history.is_thinned and hand.player.active.history.held_bytes <= ROOM
    return hand, whole, history


PLACES = (0, 1, 2, 300, 301, 302, 550, 150)


def test_what_is_seen_is_the_same(twice: tuple[Hand, list[list[object]], tuple[HalfStep, ...]]) -> None:
    hand, whole, history = twice
    assert [half_step.objective for half_step in hand.player.history] == [state.objective for state in history]
    for index, expected in zip(PLACES, whole, strict=True):
        assert seen(hand, index) == expected
    moves = [half_step for half_step in history[:151] if half_step.phase is not Phase.E]
    assert np.shape(seen(hand, 150)[0])[1] == len(moves), "a trail goes through every mean"


def test_keys_and_wheel_go_where_they_went(twice: tuple[Hand, list[list[object]], tuple[HalfStep, ...]]) -> None:
    hand, _whole, history = twice
    timeline = hand.child(Timeline, "timelineSlider")
    assert isinstance(timeline, Timeline)
    timeline.setValue(200)
    assert timeline.value() == 200, "the handle stays where it was dragged to, until the state is there"
    hand.settle()
    hand.push("backButton")
    hand.push("backButton")
    hand.settle()
    assert hand.player.cursor == timeline.value() == 198
    assert hand.player.state is not None and hand.player.state.objective == history[198].objective
