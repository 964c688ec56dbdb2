"""The scatter matrix through the window: what its cells show, and that any of them becomes the canvas."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QColor, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QToolButton, QToolTip

from gmmgui.core import Mixture, RunSpec
from gmmgui.data import DATASETS
from gmmgui.session.document import Document
from gmmgui.session.transport import FULL_SPEED, Mode
from gmmgui.ui.canvas.matrix.grid import number, ticks
from gmmgui.ui.canvas.matrix.scatter_matrix import AT_ONCE, ScatterMatrix
from gmmgui.ui.canvas.matrix.sheet import MOST_POINTS
from gmmgui.ui.canvas.render.projection import Axes, principal_components
from gmmgui.ui.palette import DARK, LIGHT, component_colour
from tests.conftest import Hand
from tests.samples import groups, table
from tests.ui.support import nearest_to, put, start_from
from tests.ui.test_projection import choose_plane


def matrix(hand: Hand) -> ScatterMatrix:
    found = hand.child(ScatterMatrix, "scatterMatrix")
    assert isinstance(found, ScatterMatrix)
    return found


def button(hand: Hand) -> QToolButton:
    found = hand.child(QToolButton, "matrixButton")
    assert isinstance(found, QToolButton)
    return found


def action(hand: Hand) -> QAction:
    found = hand.window.findChild(QAction, "scatter_matrixAction")
    assert found is not None
    return found


def opened(hand: Hand) -> ScatterMatrix:
    """The matrix, shown and painted."""
    hand.push("matrixButton")
    painted(hand)
    return matrix(hand)


def painted(hand: Hand) -> QImage:
    """The matrix as it is once it is up to date."""
    hand.settle()
    hand.qtbot.waitUntil(lambda: matrix(hand).is_up_to_date and hand.canvas.painter.is_idle, timeout=20_000)
    return matrix(hand).grab().toImage()


def middle(hand: Hand, row: int, column: int) -> QPoint:
    return matrix(hand).cell(row, column).center()


def click_cell(hand: Hand, row: int, column: int) -> None:
    QTest.mouseMove(matrix(hand), middle(hand, row, column))
    QTest.mouseClick(matrix(hand), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle(hand, row, column))


def place_of(hand: Hand, row: int, column: int, point: np.ndarray) -> QPoint:
    """Where ``point`` (d,) is on the matrix, in that cell."""
    picture = matrix(hand).painted
    assert picture is not None
    sample, cell = picture.sheet.sample, matrix(hand).cell(row, column)
    share = (point[: len(sample.low)] - sample.low) / (sample.high - sample.low)
    return QPoint(
        cell.left() + round(float(share[column]) * cell.width()),
        cell.top() + round((1 - float(share[row])) * cell.height()),
    )


# Whether, and where


@pytest.mark.parametrize(("d", "offered"), [(1, False), (2, False), (3, True), (5, True)])
def test_it_is_offered_for_more_than_two_columns(hand: Hand, d: int, offered: bool) -> None:
    put(hand, groups(d=d))
    for control in (button(hand), action(hand)):
        assert control.isEnabled() is offered
        assert ("needs more than two" in control.toolTip()) is not offered
    hand.press(Qt.Key.Key_M)
    assert matrix(hand).isVisible() is offered


def test_m_and_the_button_lead_there_and_back(hand: Hand) -> None:
    put(hand, groups(d=4))
    for toggle in (lambda: hand.press(Qt.Key.Key_M), lambda: hand.push("matrixButton"), action(hand).trigger):
        toggle()
        assert matrix(hand).isVisible() and not hand.canvas.isVisible()
        assert button(hand).isChecked() and action(hand).isChecked()
        assert matrix(hand).geometry() == hand.canvas.geometry(), "in the place of the canvas"
        toggle()
        assert hand.canvas.isVisible() and not matrix(hand).isVisible()
        assert not button(hand).isChecked() and not action(hand).isChecked()
    assert hand.canvas.axes == Axes(0, 1)
    assert not hand.window.session.store.undo_stack.canRedo()


def test_what_belongs_to_the_canvas_is_disabled_meanwhile(hand: Hand) -> None:
    put(hand, groups(d=4))
    buttons = [hand.child(QToolButton, name) for name in ("layersButton", "fitButton")]
    opened(hand)
    assert not any(one.isEnabled() for one in buttons) and all("all data" in one.toolTip() for one in buttons)
    hand.push("matrixButton")
    assert all(one.isEnabled() for one in buttons) and "over and under" in buttons[0].toolTip()


def test_two_columns_bring_the_canvas_back(hand: Hand) -> None:
    put(hand, groups(d=4))
    opened(hand)
    put(hand, groups(d=3))
    assert matrix(hand).isVisible(), "three have a matrix, too"
    put(hand, groups(d=2))
    assert hand.canvas.isVisible() and not button(hand).isEnabled() and not button(hand).isChecked()


# Choosing


@pytest.mark.parametrize(("row", "column"), [(0, 1), (1, 0), (3, 2), (2, 0)])
def test_a_click_makes_the_cell_the_canvas(hand: Hand, row: int, column: int) -> None:
    put(hand, DATASETS["iris"].load())
    opened(hand)
    click_cell(hand, row, column)
    assert hand.canvas.isVisible() and hand.canvas.axes == Axes(column, row)
    assert [hand.child(QToolButton, name).isEnabled() for name in ("layersButton", "fitButton")] == [True, True]
    boxes = [hand.child(QComboBox, name).currentIndex() for name in ("xAxisBox", "yAxisBox")]
    assert boxes == [column, row]
    opened(hand)
    assert matrix(hand).current == (row, column), "there one comes back to it"


@pytest.mark.parametrize(("cell", "axes"), [(3, Axes(3, 1)), (0, Axes(0, 1)), (1, Axes(1, 0))])
def test_a_click_on_the_diagonal_sets_the_horizontal_axis(hand: Hand, cell: int, axes: Axes) -> None:
    put(hand, groups(d=4))
    opened(hand)
    click_cell(hand, cell, cell)
    assert hand.canvas.isVisible() and hand.canvas.axes == axes


def test_a_press_that_slips_off_the_cell_chooses_nothing(hand: Hand) -> None:
    put(hand, groups(d=4))
    opened(hand)
    for press, release in (((2, 1), (3, 1)), ((2, 1), (2, 2))):
        QTest.mousePress(matrix(hand), Qt.MouseButton.LeftButton, pos=middle(hand, *press))
        QTest.mouseRelease(matrix(hand), Qt.MouseButton.LeftButton, pos=middle(hand, *release))
    QTest.mouseClick(matrix(hand), Qt.MouseButton.RightButton, pos=middle(hand, 2, 1))
    assert matrix(hand).isVisible() and hand.canvas.axes == Axes(0, 1)


def test_arrows_and_return(hand: Hand) -> None:
    put(hand, groups(d=4))
    hand.player.step(3)
    hand.settle()
    cursor = hand.player.cursor
    opened(hand)
    assert matrix(hand).hasFocus() and matrix(hand).current == (1, 0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(matrix(hand), key, Qt.KeyboardModifier.ControlModifier)
    assert matrix(hand).current == (2, 3), "it stops at the edge"
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        QTest.keyClick(matrix(hand), key, Qt.KeyboardModifier.ControlModifier)
    assert matrix(hand).current == (1, 2)
    assert "x3" in matrix(hand).accessibleDescription() and "x2" in matrix(hand).accessibleDescription()
    QTest.keyClick(matrix(hand), Qt.Key.Key_Return)
    hand.settle()
    assert hand.canvas.isVisible() and hand.canvas.axes == Axes(2, 1) and hand.canvas.hasFocus()
    assert hand.player.cursor == cursor, "the arrows have not walked in the run"
    opened(hand)
    hand.press(Qt.Key.Key_Left)
    hand.settle()
    assert matrix(hand).isVisible() and hand.player.cursor == cursor - 1, "without Ctrl they do"
    hand.press(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.player.cursor == cursor + 1


def test_where_the_canvas_is_no_cell_none_is_marked(hand: Hand) -> None:
    put(hand, groups(d=4))
    hand.canvas.set_axes(Axes(*principal_components(groups(d=4).points)[:2]))
    opened(hand)
    assert matrix(hand).current is None
    QTest.keyClick(matrix(hand), Qt.Key.Key_Return)
    assert matrix(hand).isVisible(), "there is nothing to choose"
    QTest.keyClick(matrix(hand), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert matrix(hand).current == (1, 0)


def test_the_mouse_says_what_a_click_would_do(hand: Hand) -> None:
    put(hand, groups(d=4))
    opened(hand)
    QTest.mouseMove(matrix(hand), middle(hand, 2, 3))
    hand.qtbot.waitUntil(lambda: matrix(hand).current == (2, 3))
    assert matrix(hand).cursor().shape() is Qt.CursorShape.PointingHandCursor
    for (row, column), words in (((2, 3), ("x4 to the right", "x3 upwards")), ((1, 1), ("x2 alone",))):
        place = middle(hand, row, column)
        event = QHelpEvent(QEvent.Type.ToolTip, place, matrix(hand).mapToGlobal(place))
        QApplication.sendEvent(matrix(hand), event)
        hand.qtbot.waitUntil(lambda expected=words: all(word in QToolTip.text() for word in expected))
    QToolTip.hideText()


def test_a_column_chosen_above_leads_back_to_the_canvas(hand: Hand) -> None:
    put(hand, groups(d=4))
    choose_plane(hand)
    opened(hand)
    choose_plane(hand, 1, 2)
    assert hand.canvas.isVisible() and not button(hand).isChecked()


# What is seen


def test_points_are_where_their_columns_say(hand: Hand) -> None:
    points = np.array([[0.0, 1, 2], [10, 3, 7], [4, 9, 0], [7, 5, 11]])
    put(hand, table(points))
    opened(hand)
    image = painted(hand)
    for row in range(3):
        for column in range(3):
            if row != column:
                for point in points:
                    assert nearest_to(image, place_of(hand, row, column, point), QColor(LIGHT.point)) < 60
    assert nearest_to(image, place_of(hand, 1, 0, np.array([2.0, 9.0, 0.0])), QColor(LIGHT.canvas), reach=0) < 10


def test_it_follows_the_run(hand: Hand) -> None:
    """Step by step: the centroids where they are by now, and points in their component's colour."""
    data = groups(d=3, apart=12.0)
    put(hand, data)
    opened(hand)
    before = painted(hand)
    for _ in range(4):
        hand.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        image = painted(hand)
        state, assignment = hand.player.state, hand.player.assignment
        assert state is not None and assignment is not None and assignment.labels is not None
        shown = matrix(hand).painted
        assert shown is not None and shown.sheet.projected is not None
        assert np.array_equal(shown.sheet.projected.means, state.mixture.means)
        for name, mean in zip(state.components, state.mixture.means, strict=True):
            place = place_of(hand, 2, 0, mean) + QPoint(3, 2)  # beside the arms of the cross
            assert nearest_to(image, place, component_colour(name), reach=1) < 30
    assert before != image
    lonely = int(np.abs(data.points).sum(axis=1).argmin())
    colour = component_colour(assignment.components[assignment.labels[lonely]])
    assert nearest_to(image, place_of(hand, 1, 0, data.points[lonely]), colour) < 60


def test_space_plays_while_it_is_shown(hand: Hand) -> None:
    put(hand, groups(d=4))
    opened(hand)
    hand.player.set_speed(FULL_SPEED)
    QTest.keyClick(matrix(hand), Qt.Key.Key_Space)
    hand.qtbot.waitUntil(lambda: hand.player.at_end and hand.player.mode is Mode.PAUSED)
    painted(hand)
    shown, state = matrix(hand).painted, hand.player.state
    assert shown is not None and shown.sheet.projected is not None and state is not None
    assert np.array_equal(shown.sheet.projected.covariances, state.mixture.covariances)
    hand.press(Qt.Key.Key_M)
    assert hand.canvas.projected is not None and np.array_equal(hand.canvas.projected.means, state.mixture.means[:, :2])


def test_k_means_has_centroids_and_no_ellipses(hand: Hand) -> None:
    put(hand, groups(d=3), algorithm="kmeans")
    hand.press(Qt.Key.Key_End)
    hand.settle()
    opened(hand)
    shown = matrix(hand).painted
    assert shown is not None and not shown.sheet.has_covariances


def test_what_is_left_out_is_said(hand: Hand) -> None:
    put(hand, groups(d=4))
    assert opened(hand).note() == ""
    n = MOST_POINTS + 1
    points = np.random.default_rng(0).normal(size=(n, 10))
    points[7] = 50  # not in the sample, and within the axes all the same
    put(hand, table(points))
    painted(hand)
    assert matrix(hand).note() == f"The first 8 of 10 columns · {n // 2 + 1:,} of {n:,} points, evenly chosen"
    shown = matrix(hand).painted
    assert shown is not None and shown.sheet.grid.count == 8
    assert np.array_equal(shown.sheet.sample.points, points[::2, :8]) and np.all(shown.sheet.sample.high > 50)
    click_cell(hand, 7, 6)
    assert hand.canvas.axes == Axes(6, 7)


def test_many_points_are_looked_through_elsewhere(hand: Hand) -> None:
    points = np.random.default_rng(0).normal(size=(AT_ONCE // 4 + 1, 4))
    put(hand, groups(d=4))
    opened(hand)
    document = Document.of(table(points), RunSpec(k=2))
    hand.window.session.store.edit(document, "Other data")
    assert matrix(hand).note() == "", "not yet known"
    hand.settle()
    painted(hand)
    shown = matrix(hand).painted
    assert shown is not None and np.array_equal(shown.sheet.sample.points, points[::7])
    assert matrix(hand).note().startswith("17,858 of 125,001 points")


def test_a_component_without_points_has_a_curve_and_no_bars(hand: Hand) -> None:
    data = groups(d=3)
    far = np.array([data.points[0], data.points[1], [400.0, 400, 400]])
    start_from(hand, data, Mixture(np.full(3, 1 / 3), far, np.tile(np.eye(3), (3, 1, 1))))
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assignment = hand.player.assignment
    assert assignment is not None and assignment.labels is not None and assignment.labels.max() == 1
    opened(hand)
    assert matrix(hand).is_up_to_date


def test_odd_columns_are_no_trouble(hand: Hand) -> None:
    """A constant column, huge ones, and a single point."""
    for points in ([[1.0, 2, 3]], [[1.0, 1e120, 7], [2, -1e120, 7], [3, 0, 7]], [[1e100, 5, 0], [1e100, 6, 1]]):
        put(hand, table(points), k=1)
        hand.press(Qt.Key.Key_Home)
        if not matrix(hand).isVisible():
            opened(hand)
        painted(hand)
        assert matrix(hand).is_up_to_date


def test_it_is_dark_in_the_dark(hand: Hand) -> None:
    put(hand, groups(d=3))
    opened(hand)
    hand.window.findChild(QAction, "darkThemeAction").trigger()
    image = painted(hand)
    corner = matrix(hand).cell(1, 0).topLeft() + QPoint(3, 3)
    assert nearest_to(image, corner, QColor(DARK.canvas), reach=0) < 3
    assert nearest_to(image, QPoint(matrix(hand).width() - 2, 2), QColor(DARK.canvas), reach=0) < 3
    hand.window.findChild(QAction, "lightThemeAction").trigger()
    assert nearest_to(painted(hand), corner, QColor(LIGHT.canvas), reach=0) < 3


def test_a_saved_picture_is_of_what_is_shown(hand: Hand) -> None:
    put(hand, groups(d=3))
    canvas = hand.window.canvas_panel.picture().toImage()
    hand.press(Qt.Key.Key_M)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    seen = hand.window.canvas_panel.picture().toImage()
    assert matrix(hand).is_up_to_date and seen != canvas
    assert seen == painted(hand)


@pytest.mark.parametrize("most", [2, 3, 5])
@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1.0), (-3.7, 12.2), (4.1, 4.2), (-1e9, 1e9), (0.6, 7.3), (99.0, 101.0)]
)
def test_numbers_at_the_axes_are_round_few_and_within(low: float, high: float, most: int) -> None:
    found = ticks(low, high, most)
    assert 1 <= len(found) <= most
    assert np.all(found >= low) and np.all(found <= high)
    assert all(len(number(place)) <= 6 for place in found)
