"""An algorithm that is not Gaussian, entered by one dict entry, in the real window: chosen, set, run, coloured."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QWidget

from gmmgui.core import ALGORITHMS, Mixture, Status
from gmmgui.core.types import Floats
from gmmgui.ui.canvas.layers import uncertainty
from gmmgui.ui.canvas.render.histogram import Binning, Histogram
from gmmgui.ui.inspection import point_report
from gmmgui.ui.palette import LIGHT, component_rgb
from tests.conftest import Hand
from tests.fuzzy_c_means import ENTRY, KEY, memberships
from tests.samples import groups, table
from tests.ui.support import picture, put, rgb, start_from
from tests.ui.test_layers_fields import at_rest, only
from tests.ui.test_whole_way import choose

CENTRES = np.array([[-4.0, 0.0], [4.0, 0.0]])
TWO = Mixture(np.full(2, 0.5), CENTRES, np.tile(np.eye(2), (2, 1, 1)))
POINTS = table([[-4.2, 0.3], [4.6, 0.3], [0.0, 0.3], [-1.2, -2.7], [4.6, -2.7], [1.7, 3.3]])


@pytest.fixture(autouse=True)
def entered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ALGORITHMS, KEY, ENTRY)


def fuzzifier(hand: Hand) -> QDoubleSpinBox:
    spin = hand.child(QDoubleSpinBox, "fuzzifier")
    assert isinstance(spin, QDoubleSpinBox)
    return spin


def left_of(hand: Hand, widget: QWidget) -> int:
    """Where it begins, in pixels of the window."""
    return widget.mapTo(hand.window, widget.rect().topLeft()).x()


def with_fuzzifier(hand: Hand, value: str) -> None:
    """Type another fuzzifier, and Enter."""
    spin = fuzzifier(hand)
    spin.setFocus()
    spin.selectAll()
    hand.qtbot.keyClicks(spin, value)
    hand.qtbot.keyClick(spin, Qt.Key.Key_Return)
    hand.settle()


def shares_of(points: Floats, m: float = 2.0) -> Floats:
    return memberships(points, TWO, m)


def test_it_is_chosen_set_run_and_undone(hand: Hand) -> None:
    put(hand, groups(n=90, k=3, apart=6.0), k=3)
    own, store = hand.child(QWidget, "ownParameters"), hand.window.session.store
    box = hand.child(QWidget, "componentsSpin")
    assert not own.isVisible()
    choose(hand, "algorithmBox", KEY)
    assert own.isVisible() and fuzzifier(hand).value() == 2.0
    hand.qtbot.waitUntil(lambda: left_of(hand, fuzzifier(hand)) == left_of(hand, box))
    with_fuzzifier(hand, fuzzifier(hand).locale().toString(1.5))
    assert store.document.spec.parameters.fuzzifier == 1.5
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    said = hand.child(QLabel, "narration")
    assert isinstance(said, QLabel) and "Fuzzy c-means has no compiled kernels" in said.text()
    hand.press(Qt.Key.Key_End)
    hand.settle()
    state = hand.player.state
    assert state is not None and state.status is Status.CONVERGED
    store.undo_stack.undo()
    assert fuzzifier(hand).value() == 2.0
    choose(hand, "algorithmBox", "soft-em")
    assert not own.isVisible() and store.document.spec.parameters is None


@pytest.mark.parametrize("m", [2.0, 1.2])
def test_points_have_the_mean_of_the_colours_by_their_memberships(hand: Hand, m: float) -> None:
    start_from(hand, POINTS, TWO, algorithm=KEY)
    with_fuzzifier(hand, fuzzifier(hand).locale().toString(m))
    only(hand)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.player.state is not None and hand.player.state.phase.value == "E"
    paper, opacity, image = rgb(QColor(LIGHT.canvas)), 215 / 255, picture(hand)
    for place, share in zip(POINTS.points, shares_of(POINTS.points, m), strict=True):
        expected = opacity * (share @ component_rgb((0, 1))) + (1 - opacity) * paper
        assert np.abs(rgb(image.pixelColor(hand.pixel(*place))) - expected).max() < 12, place


def test_the_inspector_says_the_memberships(hand: Hand) -> None:
    start_from(hand, POINTS, TWO, algorithm=KEY)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    spec = hand.window.session.store.document.spec
    told = point_report(POINTS, 3, hand.player.state, spec).sections[1]
    assert told.heading == "Responsibilities r"
    np.testing.assert_allclose([line.value for line in told.lines], shares_of(POINTS.points)[3], rtol=1e-12)


def test_uncertainty_is_that_of_the_memberships(hand: Hand) -> None:
    start_from(hand, POINTS, TWO, algorithm=KEY)
    only(hand, "uncertainty")
    image, paper, ink = at_rest(hand, "uncertainty"), rgb(QColor(LIGHT.canvas)), rgb(QColor(LIGHT.text))
    for place in np.array([[0.0, 2.0], [-1.5, 2.0], [1.0, -1.0]]):
        share = shares_of(place[None])[0]
        nats = -(share * np.log(share)).sum() / math.log(2)
        expected = paper + uncertainty.OPACITY * nats * (ink - paper)
        assert np.abs(rgb(image.pixelColor(hand.pixel(*place))) - expected).max() < 8, place


def test_what_it_has_not_is_said_by_its_name(hand: Hand) -> None:
    start_from(hand, POINTS, TWO, algorithm=KEY)
    actions = hand.canvas.layers.actions
    for key, missing in {"density": "density", "ellipses": "covariances"}.items():
        assert not actions[key].isEnabled()
        assert actions[key].toolTip() == f"Fuzzy c-means has no {missing}."
    assert actions["regions"].isEnabled()
    box = hand.child(QWidget, "covarianceBox")
    assert not box.isEnabled() and box.toolTip().startswith("Fuzzy c-means looks at distances alone")


def test_bars_of_many_points_hold_the_sums_of_the_memberships(hand: Hand) -> None:
    """More points than are summed one by one where there is a density."""
    values = np.random.default_rng(2).normal(size=(30_000, 1)) + 5 * np.arange(30_000)[:, None] % 10
    put(hand, table(values), k=2, algorithm=KEY)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assignment = hand.player.assignment
    assert assignment is not None and isinstance(assignment.state.assigned_by, Mixture)
    histogram = Histogram(values[:, 0], np.sort(values[:, 0]), Binning(10))
    shares = memberships(values, assignment.state.assigned_by, 2.0)
    expected = [[shares[histogram.bins == bar, j].sum() for j in range(2)] for bar in range(10)]
    found = histogram.heights_by_component(assignment) * len(values) * np.diff(histogram.edges)[:, None]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-3)
