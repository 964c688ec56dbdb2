"""The objective plot: the numbers of the state that is shown, the curve of all, and a click that goes there."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel

from gmmgui.core import ALGORITHMS, Phase, log_likelihood
from gmmgui.session.preview import PreviewResult
from gmmgui.ui.objective_plot import LowAxis, number
from tests.conftest import Hand
from tests.samples import groups
from tests.ui.support import put


def plot(hand: Hand) -> pg.PlotWidget:
    found = hand.window.objective_plot.findChild(pg.PlotWidget)
    assert found is not None
    return found


def text(hand: Hand, name: str) -> str:
    """What the label says; nothing where it is hidden."""
    label = hand.child(QLabel, name)
    assert isinstance(label, QLabel)
    return "" if label.isHidden() else label.text()


@pytest.fixture
def walked(hand: Hand) -> Hand:
    """Nine states of soft EM, the last shown."""
    put(hand, groups(apart=2.5))
    hand.player.step(9)
    hand.settle()
    return hand


@pytest.mark.parametrize("index", [0, 3, 8, 6])
def test_a_click_goes_to_that_half_step(walked: Hand, index: int) -> None:
    widget = plot(walked)
    QApplication.processEvents()
    walked.player.scrub(5)
    walked.settle()
    view = widget.plotItem.vb
    middle = sum(view.viewRange()[1]) / 2
    place = widget.mapFromScene(view.mapViewToScene(QPointF(index + 0.2, middle)))
    walked.qtbot.mouseClick(widget.viewport(), Qt.MouseButton.LeftButton, pos=place)
    walked.settle()
    assert walked.player.cursor == index


def test_the_curve_is_the_objective_of_every_state(walked: Hand) -> None:
    curves = [item for item in plot(walked).plotItem.listDataItems() if len(item.getData()[0])]
    objective, bound = (item.getData() for item in curves)
    history = walked.player.history
    assert objective[0].tolist() == list(range(9))
    assert objective[1].tolist() == [state.objective for state in history]
    known = [index for index, state in enumerate(history) if not np.isnan(state.bound)]
    assert bound[0].tolist() == known and 0 not in known
    assert bound[1].tolist() == [history[index].bound for index in known]
    assert np.all(np.diff(objective[1][1:]) >= 0), "EM never goes down"


def test_the_line_stands_at_the_state_shown(walked: Hand) -> None:
    line = next(item for item in plot(walked).plotItem.items if isinstance(item, pg.InfiniteLine))
    for index in (8, 2, 5):
        walked.player.scrub(index)
        assert line.value() == index and line.isVisible()
    walked.player.clear()
    assert not line.isVisible()


def test_the_numbers_of_soft_em(walked: Hand) -> None:
    points = walked.window.session.store.document.dataset.points
    for index in (8, 7):
        walked.player.scrub(index)
        state = walked.player.state
        assert state is not None
        assert state.objective == pytest.approx(log_likelihood(points, state.mixture), rel=1e-12)
        assert text(walked, "objectiveValue") == f"Log-likelihood {number(state.objective)}"
        assert text(walked, "boundValue") == f"Bound F(q, θ) {number(state.bound)}"
        gap = float(text(walked, "gapValue").removeprefix("Gap (KL) "))
        assert gap == pytest.approx(state.objective - state.bound, rel=1e-3, abs=1e-12)
        assert (gap == 0) == (state.phase is Phase.E), "after E the bound meets the log-likelihood"


@pytest.mark.parametrize("algorithm", ["kmeans", "hard-em"])
def test_the_numbers_of_hard_assignment(hand: Hand, algorithm: str) -> None:
    put(hand, groups(), algorithm=algorithm)
    assert text(hand, "objectiveValue") == ALGORITHMS[algorithm].objective_name
    hand.player.step(3)
    hand.settle()
    state = hand.player.state
    assert state is not None
    assert text(hand, "objectiveValue") == f"{ALGORITHMS[algorithm].objective_name} {number(state.objective)}"
    assert text(hand, "boundValue") == f"With present labels {number(state.bound)}"
    assert text(hand, "gapValue") == ""


@pytest.mark.parametrize("width", [280, 490, 1200])
def test_no_number_is_cut_off(walked: Hand, width: int) -> None:
    dock = walked.child(QDockWidget, "objectiveDock")
    assert isinstance(dock, QDockWidget)
    dock.setFloating(True)
    dock.resize(width, 240)
    plot = walked.window.objective_plot
    walked.qtbot.waitUntil(lambda: abs(plot.width() - width) < 20)
    labels = [plot.findChild(QLabel, name) for name in ("objectiveValue", "boundValue", "gapValue")]
    walked.qtbot.waitUntil(
        lambda: all(label is not None and label.width() >= label.sizeHint().width() for label in labels)
    )
    tops = {label.y() for label in labels if label is not None}
    assert len(tops) == (1 if width == 1200 else 3)


def test_a_hand_moves_no_number_of_the_plot(walked: Hand) -> None:
    dock = walked.child(QDockWidget, "objectiveDock")
    assert isinstance(dock, QDockWidget)
    dock.setFloating(True)
    plot = walked.window.objective_plot
    hand_value = plot.findChild(QLabel, "underHandValue")
    assert hand_value is not None
    numbers = [plot.findChild(QLabel, name) for name in ("objectiveValue", "boundValue", "gapValue")]
    for width, in_line in ((1200, True), (560, False), (300, False)):
        dock.resize(width, 240)
        walked.qtbot.waitUntil(lambda width=width: abs(plot.width() - width) < 20)
        QApplication.processEvents()
        places = [label.geometry() for label in numbers if label is not None]
        why = "Start nearer to the data, for that is too far from them to be measured with any number at all."
        state = walked.player.state
        assert state is not None
        for previewed in (
            PreviewResult(state.mixture, -123.4, -5.0),
            PreviewResult(state.mixture, math.nan, math.nan, why),
        ):
            walked.window.session.preview.changed.emit(previewed)
            QApplication.processEvents()
            assert [label.geometry() for label in numbers if label is not None] == places, (width, previewed)
            assert hand_value.isVisible() is in_line
            assert not in_line or plot.width() > hand_value.geometry().right()
        walked.window.session.preview.changed.emit(None)
        QApplication.processEvents()
        assert not hand_value.isVisible()
        assert [label.geometry() for label in numbers if label is not None] == places


def test_before_the_first_assignment_there_is_no_bound(hand: Hand) -> None:
    put(hand, groups())
    assert text(hand, "boundValue") == text(hand, "gapValue") == ""
    hand.player.step()
    hand.settle()
    assert text(hand, "objectiveValue") != "" and text(hand, "boundValue") == text(hand, "gapValue") == ""


def test_a_number_has_a_real_minus_and_nine_digits() -> None:
    assert number(-1130.263957) == "−1130.26396"
    assert number(0.5) == "0.5"
    assert number(-1e-12) == "−1e−12"


def numbers_within(low: float, high: float, step: float) -> int:
    """How many multiples of ``step`` there are from ``low`` to ``high``."""
    return math.floor(high / step) - math.ceil(low / step) + 1


@pytest.mark.parametrize("low", [0.0, 0.3, 17.45])
@pytest.mark.parametrize("span", [1e-9, 0.37, 1.0, 300.0, 7e12])
@pytest.mark.parametrize("height", [30.0, 44.0, 66.0, 400.0])
def test_numbers_of_the_left_axis_do_not_touch(qapp: QApplication, low: float, span: float, height: float) -> None:
    axis = LowAxis("left")
    ends = -span * (1 + low), -span * low
    ((step, offset),) = axis.tickSpacing(*ends, height)
    assert offset == 0
    line = QFontMetricsF(axis.font()).height()
    lines = step / span * height / line * (1 + 1e-9)
    assert 1 <= lines < 1.5 * 2.5 * (1 + 2e-9)
    if lines < 1.5:
        steps = [factor * 10.0**k for k in range(-12, 14) for factor in (1, 2, 5)]
        wider = min(other for other in steps if other * lines / step >= 1.5)
        assert numbers_within(*ends, wider) < 2, "closer together only where there would not be two"


def test_a_low_plot_has_two_numbers_on_its_left_axis(qapp: QApplication) -> None:
    axis = LowAxis("left")
    height = 3.2 * QFontMetricsF(axis.font()).height()
    for low, high in ((-197.0, -189.0), (-1445.0, -1280.0), (0.41, 0.54)):
        ((step, _offset),) = axis.tickSpacing(low, high, height)
        assert numbers_within(low, high, step) >= 2, (low, high, step)


def test_an_axis_of_no_length_has_a_number(qapp: QApplication) -> None:
    assert LowAxis("left").tickSpacing(5.0, 5.0, 40.0) == [(1.0, 0.0)]


def test_the_bound_has_a_gap_where_a_hand_has_changed_the_mixture(hand: Hand) -> None:
    put(hand, groups(), k=2)
    for _ in range(4):
        hand.press(Qt.Key.Key_Right)
        hand.settle()
    x, y = hand.player.state.mixture.means[0]
    hand.drag((x, y), (x + 1, y + 1))
    for _ in range(3):
        hand.press(Qt.Key.Key_Right)
        hand.settle()
    bound = plot(hand).plotItem.listDataItems()[1]
    bounds = dict(zip(*bound.getData(), strict=True))
    edits = [i for i, state in enumerate(hand.player.history) if state.phase is Phase.EDIT]
    assert edits and all(np.isnan(bounds[i]) for i in edits)
    assert bound.opts["connect"] == "finite"
