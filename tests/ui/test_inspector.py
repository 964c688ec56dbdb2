"""The inspector: what it says of the point or the component that the mouse, or a key, points at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from gmmgui.core import Mixture
from gmmgui.core.gaussian import log_joint, squared_distances
from gmmgui.data import GaussianClusters, gaussian_clusters
from gmmgui.ui.canvas.interaction.hover import REACH, RING_RADIUS, Lookup
from gmmgui.ui.canvas.points import AT_ONCE
from gmmgui.ui.canvas.render.rasterizer import Places
from gmmgui.ui.inspection import Line, Report, point_report
from gmmgui.ui.inspector import Inspector
from gmmgui.ui.palette import LIGHT, component_colour
from tests.conftest import Hand
from tests.samples import groups, table
from tests.ui.support import nearest_to, picture, put, start_from

SQUARE = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0], [5.0, 2.0]])


def inspector(hand: Hand) -> Inspector:
    return hand.window.inspector


def report(hand: Hand) -> Report:
    found = inspector(hand).report
    assert found is not None, inspector(hand).text()
    return found


def lines(hand: Hand) -> dict[str, Line]:
    """All lines of what is said, by their titles."""
    return {line.title: line for section in report(hand).sections for line in section.lines}


def bars(hand: Hand) -> list[Line]:
    return [line for section in report(hand).sections for line in section.lines if line.share is not None]


def point_at(hand: Hand, x: float, y: float, aside: QPoint = QPoint(0, 0)) -> None:  # noqa: B008 (never changed)
    """Move the mouse there, a few pixels ``aside``."""
    place = hand.pixel(x, y) + aside
    QTest.mouseMove(hand.canvas.viewport(), place + QPoint(40, 40))  # a mouse that is there already does not move
    QTest.mouseMove(hand.canvas.viewport(), place)
    QApplication.processEvents()


def run(hand: Hand, half_steps: int) -> None:
    hand.player.step(half_steps)
    hand.settle()


def test_it_invites(hand: Hand) -> None:
    dock = hand.child(QDockWidget, "inspectorDock")
    assert dock.isVisible() and dock.widget() is inspector(hand)
    assert inspector(hand).text().startswith("Point at the canvas to see a point's numbers.")
    assert hand.child(QWidget, "inspectorPage").accessibleDescription() == inspector(hand).text()


def test_it_lies_below_the_parameters_and_both_can_be_read(hand: Hand) -> None:
    put(hand, groups(), k=4)
    run(hand, 2)
    upper, lower = hand.child(QDockWidget, "parametersDock"), hand.child(QDockWidget, "inspectorDock")
    assert upper.geometry().bottom() < lower.geometry().top() and upper.x() == lower.x()
    table_shown = hand.window.parameters_table
    last = table_shown.visualRect(table_shown.model().index(5, 3))
    assert table_shown.viewport().rect().contains(last)
    component = hand.canvas.projected
    assert component is not None
    point_at(hand, *component.means[0])
    assert not inspector(hand).verticalScrollBar().isVisible(), "all parameters of a component in two dimensions"


def test_a_point_under_the_mouse(hand: Hand) -> None:
    data = replace(table(SQUARE), truth=np.array([0, 1, 2, 0, 1]), features=("length", "width"))
    put(hand, data)
    point_at(hand, 5, 2)
    assert report(hand).title == "Point 5"
    found = lines(hand)
    assert (found["length"].value, found["width"].value) == (5.0, 2.0)
    assert found["true component"].text == "2"
    point_at(hand, 10, 10)
    assert report(hand).title == "Point 4"
    point_at(hand, 3, 6)
    assert inspector(hand).report is None


@pytest.mark.parametrize(("aside", "is_found"), [(0, True), (5, True), (8, False)])
def test_it_reaches_some_pixels(hand: Hand, aside: int, is_found: bool) -> None:
    put(hand, table(SQUARE))
    point_at(hand, 5, 2, QPoint(aside, 0))
    assert (inspector(hand).report is not None) == is_found
    point_at(hand, 5, 2, QPoint(0, -aside))
    assert (inspector(hand).report is not None) == is_found


def test_the_nearest_of_two(hand: Hand) -> None:
    put(hand, table(SQUARE))
    width = hand.canvas.plotItem.getViewBox().viewPixelSize()[0]
    put(hand, table([*SQUARE, [5.0 + 6 * width, 2.0]]))
    point_at(hand, 5, 2, QPoint(2, 0))
    assert report(hand).title == "Point 5"
    point_at(hand, 5, 2, QPoint(4, 0))
    assert report(hand).title == "Point 6"


def test_a_ring_is_around_it(hand: Hand) -> None:
    put(hand, table(SQUARE))
    place = hand.pixel(5, 2)
    rim = place + QPoint(0, -round(RING_RADIUS))
    assert nearest_to(picture(hand), rim, QColor(LIGHT.text), 1) > 200
    point_at(hand, 5, 2)
    assert nearest_to(picture(hand), rim, QColor(LIGHT.text), 1) < 40
    QTest.mouseMove(hand.canvas.viewport(), hand.pixel(3, 6))
    assert nearest_to(picture(hand), rim, QColor(LIGHT.text), 1) > 200


def test_the_ring_follows_the_view(hand: Hand) -> None:
    put(hand, table(SQUARE))
    point_at(hand, 5, 2)
    hand.canvas.setRange(xRange=(0, 30), yRange=(-10, 10), padding=0)
    rim = hand.pixel(5, 2) + QPoint(0, -round(RING_RADIUS))
    assert nearest_to(picture(hand), rim, QColor(LIGHT.text), 1) < 40


@pytest.mark.parametrize("half_steps", [2, 3, 5])
def test_responsibilities_are_those_of_the_engine(hand: Hand, half_steps: int) -> None:
    put(hand, groups(apart=1.5, n=80), k=3)
    run(hand, half_steps)
    assignment = hand.player.assignment
    assert assignment is not None and assignment.responsibilities is not None
    for row in (0, 33, 79):
        hand.canvas.controller.hover.forget()
        hand.canvas.controller.hover.step(row + 1)
        assert report(hand).title == f"Point {row + 1}"
        expected = assignment.responsibilities[row]
        assert np.allclose([bar.value for bar in bars(hand)], expected, rtol=1e-12, atol=1e-300)
        assert [bar.component for bar in bars(hand)] == list(assignment.components)
        assert [bar.is_chosen for bar in bars(hand)].index(True) == expected.argmax()


def test_far_coordinates_lose_no_digits(hand: Hand) -> None:
    """Where the frame is not the identity, one row must go the way of the whole pass."""
    near = groups(apart=1.5, n=80)
    put(hand, table(1e6 + 1e-3 * near.points))
    run(hand, 5)
    assignment = hand.player.assignment
    assert assignment is not None and assignment.responsibilities is not None
    hand.canvas.controller.hover.step(8)
    assert np.allclose([bar.value for bar in bars(hand)], assignment.responsibilities[7], rtol=1e-9)


def test_a_bar_is_as_long_as_its_share(hand: Hand) -> None:
    mixture = Mixture(np.array([0.75, 0.25]), np.array([[4.0, 2.0], [6.0, 2.0]]), np.array([4 * np.eye(2)] * 2))
    start_from(hand, table(SQUARE), mixture)
    run(hand, 1)
    point_at(hand, 5, 2)
    assert [bar.text for bar in bars(hand)] == ["0.7500", "0.2500"]
    image = hand.child(QWidget, "inspectorPage").grab().toImage()
    rows = [[image.pixelColor(x, y).name() for x in range(40, image.width())] for y in range(image.height())]
    lengths = [max(row.count(component_colour(name).name()) for row in rows) for name in (0, 1)]
    assert abs(lengths[0] - 3 * lengths[1]) <= 4 and lengths[1] > 20


def test_before_the_first_e_it_says_so(hand: Hand) -> None:
    put(hand, table(SQUARE))
    point_at(hand, 5, 2)
    assert "Before the first E" in inspector(hand).text()
    run(hand, 1)
    assert bars(hand) == []
    run(hand, 1)
    assert len(bars(hand)) == 2


def test_after_m_it_says_how_old_the_colours_are(hand: Hand) -> None:
    put(hand, table(SQUARE), algorithm="kmeans")
    point_at(hand, 5, 2)
    run(hand, 2)
    assert "As of the last E" not in inspector(hand).text()
    run(hand, 1)
    assert "As of the last E" in inspector(hand).text()


def test_k_means_shows_squared_distances(hand: Hand) -> None:
    put(hand, table(SQUARE), algorithm="kmeans")
    run(hand, 2)
    hand.canvas.controller.hover.step(5)
    state, assignment = hand.player.state, hand.player.assignment
    assert state is not None and assignment is not None and assignment.labels is not None
    source = state.assigned_by
    assert isinstance(source, Mixture)
    expected = squared_distances(SQUARE[4:], source.means)[0]
    assert np.allclose([bar.value for bar in bars(hand)], expected, rtol=1e-12)
    assert [bar.is_chosen for bar in bars(hand)].index(True) == assignment.labels[4]


def test_hard_em_shows_log_densities(hand: Hand) -> None:
    put(hand, groups(), algorithm="hard-em")
    run(hand, 2)
    hand.canvas.controller.hover.step(1)
    state, assignment = hand.player.state, hand.player.assignment
    assert state is not None and assignment is not None and assignment.labels is not None
    source = state.assigned_by
    assert isinstance(source, Mixture)
    expected = log_joint(groups().points[:1], source)[0]
    assert np.allclose([bar.value for bar in bars(hand)], expected, rtol=1e-10)
    assert [bar.is_chosen for bar in bars(hand)].index(True) == assignment.labels[0]


def test_a_component_under_the_mouse(hand: Hand) -> None:
    put(hand, groups())
    run(hand, 4)
    state = hand.player.state
    assert state is not None
    point_at(hand, *state.mixture.means[1])
    assert report(hand).title == "Component 2" and report(hand).component == 1
    covariance = state.mixture.covariances[1]
    found = lines(hand)
    assert found["weight w"].value == state.mixture.weights[1]
    assert found["points Nₖ = Σ r"].value == state.statistics.counts[1]
    assert np.isclose(found["log-determinant log |Σ|"].value, np.log(np.linalg.det(covariance)))
    sections = {section.heading: section.lines for section in report(hand).sections}
    assert [line.value for line in sections["Mean μ"]] == state.mixture.means[1].tolist()
    assert [line.value for line in sections["Standard deviation σ"]] == np.sqrt(np.diagonal(covariance)).tolist()
    (rho,) = sections["Correlation ρ"]
    assert np.isclose(rho.value, covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))


def test_it_follows_the_run(hand: Hand) -> None:
    put(hand, groups(apart=1.5))
    run(hand, 2)
    hand.canvas.controller.hover.step(1)
    first = [bar.value for bar in bars(hand)]
    run(hand, 4)
    assert [bar.value for bar in bars(hand)] != first
    hand.player.scrub(1)
    assert [bar.value for bar in bars(hand)] == first


def test_keys_go_from_point_to_point(hand: Hand) -> None:
    put(hand, table(SQUARE))
    hand.window.activateWindow()
    hand.canvas.setFocus()
    titles = []
    for key in (".", ".", ",", ",", "."):
        QTest.keyClick(hand.canvas, key)
        titles.append(report(hand).title)
    assert titles == ["Point 1", "Point 2", "Point 1", "Point 5", "Point 1"]
    assert hand.canvas.controller.hover.ring.isVisible()
    point_at(hand, 3, 6)
    assert report(hand).title == "Point 1", "it stays until another is pointed at"
    point_at(hand, 10, 10)
    assert report(hand).title == "Point 4"
    point_at(hand, 3, 6)
    assert inspector(hand).report is None


def test_other_data_clear_it(hand: Hand) -> None:
    put(hand, table(SQUARE))
    hand.canvas.controller.hover.step(-1)
    assert report(hand).title == "Point 5"
    put(hand, table(SQUARE[:3]))
    assert inspector(hand).report is None and not hand.canvas.controller.hover.ring.isVisible()


def test_points_of_one_column_are_found_under_the_axis(hand: Hand) -> None:
    put(hand, groups(d=1))
    run(hand, 2)
    hand.canvas.controller.hover.step(1)
    place = hand.canvas.controller.hover.ring.pos()
    assert np.isclose(place.x(), groups(d=1).points[0, 0]) and place.y() < 0
    hand.canvas.controller.hover.forget()
    point_at(hand, place.x(), place.y())
    assert lines(hand)["x1"].value == pytest.approx(groups(d=1).points[int(report(hand).title.split()[-1]) - 1, 0])
    assert sum(bar.value for bar in bars(hand)) == pytest.approx(1)


def test_ctrl_c_copies_it(hand: Hand) -> None:
    put(hand, table(SQUARE))
    point_at(hand, 5, 2)
    hand.window.activateWindow()
    inspector(hand).setFocus()
    QTest.keyClick(inspector(hand), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[:3] == ["Point 5", "x1\t5", "x2\t2"]


def test_many_points_are_looked_up_on_another_thread(hand: Hand) -> None:
    data = groups(n=AT_ONCE + 1)
    put(hand, data)
    x, y = data.points[100]
    point_at(hand, x, y)
    hand.qtbot.waitUntil(lambda: inspector(hand).report is not None)
    row = int(report(hand).title.split()[-1].replace(",", "")) - 1
    pixel = np.array(hand.canvas.plotItem.getViewBox().viewPixelSize())
    assert np.hypot(*((data.points[row] - data.points[100]) / pixel)) <= 2
    hand.qtbot.waitUntil(lambda: hand.canvas.painter.is_idle)


@settings(max_examples=60)
@given(st.integers(1, 400), st.integers(0, 10_000), st.floats(-2, 2), st.floats(0, 6))
def test_the_nearest_is_found_in_any_view(n: int, seed: int, stretch: float, decimals: float) -> None:
    """Also where many share a place, and where the view stretches one axis."""
    rng = np.random.default_rng(seed)
    points = np.round(rng.normal(size=(n, 2)) * [3, 50], int(decimals))
    lookup, pixel = Lookup(Places(points)), np.array([0.04, 0.8]) * [10**stretch, 1]
    for place in rng.normal(size=(20, 2)) * [3, 50]:
        distances = np.hypot(*((points - place) / pixel).T)
        found = lookup.nearest(place, pixel)
        assert (found is None) == (distances.min() > REACH)
        if found is not None:
            assert distances[found] == distances.min()


def test_a_point_beyond_all_components(hand: Hand) -> None:
    start_from(hand, groups(), Mixture(np.ones(1), np.zeros((1, 2)), np.eye(2)[None]))
    run(hand, 1)
    state, spec = hand.player.state, hand.window.session.store.document.spec
    assert state is not None
    far = point_report(table([[1e200, 0.0]]), 0, state, spec)
    assert "no density is left" in far.text()


def test_components_stand_in_the_order_of_their_numbers(hand: Hand) -> None:
    data = gaussian_clusters(GaussianClusters(k=6, n=300))
    put(hand, data, k=6, algorithm="soft-em")
    hand.player.step(2)
    hand.settle()
    state = hand.player.state
    assert state is not None and state.components != tuple(range(6)), "they were not born in that order"
    for algorithm in ("soft-em", "hard-em", "kmeans"):
        put(hand, data, k=6, algorithm=algorithm)
        hand.player.step(2)
        hand.settle()
        hand.canvas.controller.hover.step(1)
        found = inspector(hand).report
        assert found is not None
        assert [line.component for line in found.sections[1].lines] == list(range(6)), algorithm


def test_true_component_and_true_ellipse_have_the_same_number(hand: Hand) -> None:
    data = gaussian_clusters(GaussianClusters(k=3, n=300))
    truth = data.truth_mixture
    assert truth is not None and data.truth is not None
    order = [2, 0, 1]
    start_from(hand, data, Mixture(np.full(3, 1 / 3), truth.means[order], truth.covariances[order]))
    hand.player.finish()
    hand.settle()
    state = hand.player.state
    assert state is not None and state.components == (0, 1, 2) and hand.player.true_numbers == (1, 2, 0)
    agreeing = 0
    for row in range(30):
        found = point_report(data, row, state, hand.window.session.store.document.spec, hand.player.true_numbers)
        number = int(found.sections[0].lines[-1].text)
        assert number == 1 + hand.player.true_numbers[data.truth[row]]
        chosen = next(line for line in found.sections[1].lines if line.is_chosen)
        agreeing += chosen.title == str(number)
    assert agreeing > 25, "a good fit gives nearly every point its true number"
    hand.canvas.controller.hover.step(1)
    shown = inspector(hand).report
    assert shown is not None and shown.sections[0].lines[-1].text == str(1 + hand.player.true_numbers[data.truth[0]])


@pytest.mark.parametrize("k", [2, 3])
def test_other_data_with_fewer_points_components_and_columns_while_a_point_is_told(hand: Hand, k: int) -> None:
    """Nothing is told of the point of the old data with numbers of the new."""
    parameters = GaussianClusters(n=120, k=4, d=3)
    put(hand, gaussian_clusters(parameters), k=4)
    hand.player.finish()
    hand.settle()
    hand.canvas.setFocus()
    for _ in range(101):
        hand.qtbot.keyClick(hand.canvas, Qt.Key.Key_Period)
    assert inspector(hand).report is not None
    told: list[str] = []
    hand.player.shown.connect(lambda _state: told.append(inspector(hand).text()))
    put(hand, gaussian_clusters(GaussianClusters(n=30, k=k, d=1)), k=k)
    assert inspector(hand).report is None
    assert told and not any("Point 101" in text for text in told)
