"""The canvas through the window: what is drawn where, and what the mouse does, in one, two and more dimensions."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox, QWidget

from gmmgui.core import Mixture, Phase
from gmmgui.data import DATASETS
from gmmgui.ui.canvas.layers.ellipses import ellipse
from gmmgui.ui.canvas.layers.trails import trails
from gmmgui.ui.canvas.render.curves import curve
from gmmgui.ui.canvas.render.histogram import bin_edges, stacked_heights
from gmmgui.ui.canvas.render.projection import Axes
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import LIGHT, component_colour, component_rgb
from tests.conftest import Hand
from tests.samples import groups, table
from tests.ui.support import double_click, nearest_to, picture, pixel_size, put, rgb, start_from

TILTED = np.array([[4.0, 2.4], [2.4, 2.0]])


def means(hand: Hand) -> np.ndarray:
    state = hand.player.state
    assert state is not None
    return state.mixture.means


def view(hand: Hand) -> np.ndarray:
    """(2, 2): low and high of the horizontal and of the vertical axis."""
    return np.array(hand.canvas.plotItem.getViewBox().viewRange())


# Ellipses


def distance_to_outline(outline: np.ndarray, place: np.ndarray) -> float:
    """From ``place`` to the nearest of the straight pieces between the points of ``outline`` (p, 2)."""
    begin, step = outline[:-1], np.diff(outline, axis=0)
    share = ((place - begin) * step).sum(axis=1) / (step**2).sum(axis=1)
    nearest = begin + np.clip(share, 0, 1)[:, None] * step
    return float(np.linalg.norm(nearest - place, axis=1).min())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("sigmas", [1.0, 2.0])
def test_the_outline_is_as_many_standard_deviations_away(seed: int, sigmas: float) -> None:
    rng = np.random.default_rng(seed)
    root, mean = rng.normal(size=(2, 2)), rng.normal(size=2)
    covariance = root @ root.T
    outline = ellipse(mean, covariance, sigmas)
    values, vectors = np.linalg.eigh(covariance)
    for value, vector in zip(values, vectors.T, strict=True):
        for sign in (-1, 1):
            tip = mean + sign * sigmas * np.sqrt(value) * vector
            assert distance_to_outline(outline, tip) < 2e-3 * sigmas * np.sqrt(values[-1])
    offsets = outline - mean
    distances = np.sqrt(np.einsum("ij,jk,ik->i", offsets, np.linalg.inv(covariance), offsets))
    assert np.allclose(distances, sigmas)


def assert_ellipse_is_painted(hand: Hand, mean: np.ndarray, covariance: np.ndarray, number: int) -> None:
    """On the picture: colour at the tips of the 2-sigma ellipse, at the roots of the eigenvalues and not elsewhere."""
    image, colour = picture(hand), component_colour(number)
    values, vectors = np.linalg.eigh(covariance)
    for value, vector in zip(values, vectors.T, strict=True):
        for sign in (-1, 1):
            tip = hand.pixel(*(mean + sign * 2 * np.sqrt(value) * vector))
            assert nearest_to(image, tip, colour) < 60, "the tip is at the root of the eigenvalue"
            beside = hand.pixel(*(mean + sign * 2.35 * np.sqrt(value) * vector))
            assert nearest_to(image, beside, colour) > 60, "and nowhere else"


def test_the_painted_ellipse_passes_through_two_standard_deviations(hand: Hand) -> None:
    corners = table([[-9, -9], [9, 9], [-9, 9], [9, -9]])
    start_from(hand, corners, Mixture(np.ones(1), np.array([[1.0, -0.5]]), TILTED[None]))
    assert_ellipse_is_painted(hand, np.array([1.0, -0.5]), TILTED, 0)


def test_chosen_axes_show_the_marginal_ellipse(hand: Hand) -> None:
    """Of three columns, the third and the first: rows and columns of Sigma, neither a slice nor another order."""
    covariance = np.array([[4.0, 0.5, -1.8], [0.5, 9.0, 2.0], [-1.8, 2.0, 2.0]])
    mean = np.array([0.5, 7.0, -1.0])
    corners = table([[x, y, z] for x in (-9, 9) for y in (-20, 20) for z in (-8, 8)])
    start_from(hand, corners, Mixture(np.ones(1), mean[None], covariance[None]))
    choose_axis(hand, "xAxisBox", 2)
    choose_axis(hand, "yAxisBox", 0)
    assert hand.canvas.axes == Axes(2, 0)
    projected = hand.canvas.projected
    assert projected is not None
    assert np.array_equal(projected.means, [[-1.0, 0.5]])
    assert np.array_equal(projected.covariances, [[[2.0, -1.8], [-1.8, 4.0]]])
    assert_ellipse_is_painted(hand, projected.means[0], projected.covariances[0], 0)


def test_k_means_has_no_ellipses(hand: Hand) -> None:
    corners = table([[-9, -9], [9, 9], [-9, 9], [9, -9]])
    mixture = Mixture(np.ones(1), np.array([[1.0, -0.5]]), TILTED[None])
    start_from(hand, corners, mixture, algorithm="kmeans")
    values, vectors = np.linalg.eigh(TILTED)
    image = picture(hand)
    tips = [hand.pixel(*(np.array([1.0, -0.5]) + 2 * np.sqrt(values[j]) * vectors[:, j])) for j in (0, 1)]
    assert all(nearest_to(image, tip, component_colour(0)) > 60 for tip in tips)
    assert nearest_to(image, hand.pixel(1.0, -0.5) + QPoint(5, 0), component_colour(0)) < 10, "but its centroid is"


# Colours

OFF_THE_GRID = table([[-4.2, 0.3], [4.6, 0.3], [0.2, 0.3], [-4.2, -2.7], [4.6, -2.7], [0.2, 3.3]])
TWO_SIDES = Mixture(np.full(2, 0.5), np.array([[-4.3, -0.5], [4.7, -0.5]]), np.tile(0.25 * np.eye(2), (2, 1, 1)))
"""Points that no line of the grid crosses, and two Gaussians at the same distance from the third of them."""


def painted(hand: Hand, x: float, y: float) -> np.ndarray:
    return rgb(picture(hand).pixelColor(hand.pixel(x, y)))


def test_the_colour_of_a_shared_point_is_the_blend(hand: Hand) -> None:
    """Half of each of two colours where the responsibilities are (.5, .5), and one alone where they are (1, 0)."""
    start_from(hand, OFF_THE_GRID, TWO_SIDES)
    before = painted(hand, 0.2, 0.3)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    shares = hand.player.assignment
    assert shares is not None and shares.responsibilities is not None
    assert shares.responsibilities[2].tolist() == [0.5, 0.5]
    paper, palette = rgb(QColor(LIGHT.canvas)), component_rgb((0, 1))
    opacity = 215 / 255
    for (x, y), share in (((0.2, 0.3), [0.5, 0.5]), ((-4.2, -2.7), [1, 0]), ((4.6, -2.7), [0, 1])):
        expected = opacity * (np.array(share) @ palette) + (1 - opacity) * paper
        assert np.abs(painted(hand, x, y) - expected).max() < 12, (x, y)
    point = opacity * rgb(QColor(LIGHT.point)) + (1 - opacity) * paper
    assert np.abs(before - point).max() < 12, "and quiet before the first E"


def test_hard_assignment_shows_pure_colours(hand: Hand) -> None:
    start_from(hand, OFF_THE_GRID, TWO_SIDES, algorithm="hard-em")
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    opacity = 215 / 255
    paper = rgb(QColor(LIGHT.canvas))
    for (x, y), number in (((0.2, 0.3), 0), ((-4.2, -2.7), 0), ((4.6, -2.7), 1)):
        expected = opacity * component_rgb((number,))[0] + (1 - opacity) * paper
        assert np.abs(painted(hand, x, y) - expected).max() < 12, (x, y)


def test_colours_stay_with_the_component_when_another_goes(hand: Hand) -> None:
    """After the first is removed, the second keeps its number, its colour and its header in the table."""
    put(hand, groups(k=3, apart=6.0), k=3, initialiser="marks", marks=np.array([[0.0, 0], [6, 6], [12, 12]]))
    hand.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    hand.settle()
    x, y = means(hand)[0]
    hand.click(x, y, Qt.MouseButton.RightButton)
    state = hand.player.state
    assert state is not None and state.components == (1, 2)
    image = picture(hand)
    for mean, number in zip(state.mixture.means, (1, 2), strict=True):
        assert nearest_to(image, hand.pixel(*mean) + QPoint(5, 0), component_colour(number)) < 10


# The mouse, in two dimensions


@pytest.fixture
def marked(hand: Hand) -> Hand:
    """Two groups, and a centroid placed by a click near each."""
    put(hand, groups())
    hand.click(0, 0)
    hand.click(4, 4)
    return hand


def test_clicks_place_marks_within_a_pixel(marked: Hand) -> None:
    assert np.all(np.abs(means(marked) - [[0, 0], [4, 4]]) <= pixel_size(marked))
    assert marked.window.session.store.document.spec.k == 2


def test_a_drag_moves_the_mark_it_began_on(marked: Hand) -> None:
    before = view(marked)
    first = means(marked)[0]
    marked.drag(tuple(means(marked)[1]), (2.0, 3.0))
    assert np.all(np.abs(means(marked)[1] - [2, 3]) <= 2 * pixel_size(marked))
    assert np.array_equal(means(marked)[0], first)
    assert np.array_equal(view(marked), before), "the view stays"
    marked.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    marked.settle()
    assert np.all(np.abs(means(marked)[1] - 4) <= pixel_size(marked))


def test_a_drag_shows_the_mark_while_it_is_held(marked: Hand) -> None:
    viewport, begin, place = marked.canvas.viewport(), marked.pixel(4, 4), marked.pixel(2, 3)
    before = marked.window.session.store.undo_stack.count()
    QTest.mouseMove(viewport, begin)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin)
    for share in np.linspace(0.1, 1, 10):
        QTest.mouseMove(viewport, begin + (place - begin) * float(share))
    projected = marked.canvas.projected
    assert projected is not None and np.all(np.abs(projected.means[1] - [2, 3]) <= 2 * pixel_size(marked))
    assert marked.window.session.store.undo_stack.count() == before, "an edit only when it is let go"
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    marked.settle()
    assert marked.window.session.store.undo_stack.count() == before + 1


def test_a_right_click_removes_the_mark_under_it(marked: Hand) -> None:
    marked.click(2, 2, Qt.MouseButton.RightButton)
    assert len(means(marked)) == 2, "there is none"
    marked.click(0, 0, Qt.MouseButton.RightButton)
    assert np.all(np.abs(means(marked) - [[4, 4]]) <= pixel_size(marked))


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_removes_the_mark_that_was_clicked(marked: Hand, key: Qt.Key) -> None:
    marked.click(0, 0)
    assert len(means(marked)) == 2, "a click on a mark selects it and places none"
    marked.canvas.setFocus()
    QTest.keyClick(marked.canvas, key)
    marked.settle()
    assert np.all(np.abs(means(marked) - [[4, 4]]) <= pixel_size(marked))
    QTest.keyClick(marked.canvas, key)
    marked.settle()
    assert len(means(marked)) == 1, "nothing is selected any more"


def test_a_double_click_shows_all_data_and_leaves_no_mark(marked: Hand) -> None:
    fitted = view(marked)
    zoom(marked, marked.pixel(1, 1), 360)
    assert not np.allclose(view(marked), fitted)
    before, count = means(marked), marked.window.session.store.undo_stack.count()
    double_click(marked.canvas.viewport(), marked.pixel(2, 1.5))
    marked.settle()
    assert np.allclose(view(marked), fitted)
    assert np.array_equal(means(marked), before)
    assert marked.window.session.store.undo_stack.count() == count
    assert not marked.window.session.store.undo_stack.canRedo()


def test_a_double_click_on_a_mark_removes_nothing(marked: Hand) -> None:
    before = means(marked)
    double_click(marked.canvas.viewport(), marked.pixel(4, 4))
    marked.settle()
    assert np.array_equal(means(marked), before)


def test_a_double_click_before_the_first_mark_leaves_none(hand: Hand) -> None:
    put(hand, groups())
    double_click(hand.canvas.viewport(), hand.pixel(2, 1.5))
    hand.settle()
    assert hand.player.state is None
    assert hand.window.session.store.document.spec.initialiser == "k-means++"


def zoom(hand: Hand, place: QPoint, turn: int) -> None:
    """Turn the wheel over ``place``, by ``turn`` eighths of a degree."""
    viewport = hand.canvas.viewport()
    event = QWheelEvent(
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def test_the_wheel_zooms_about_the_mouse(marked: Hand) -> None:
    before = view(marked)
    place = marked.pixel(1, 1)
    zoom(marked, place, 240)
    nearer = view(marked)
    assert np.all(np.ptp(nearer, axis=1) < 0.9 * np.ptp(before, axis=1))
    after = marked.pixel(1, 1)
    assert (after - place).manhattanLength() <= 2, "what is under the mouse stays there"
    zoom(marked, place, -240)
    assert np.allclose(view(marked), before, atol=1e-6)


@pytest.mark.parametrize(("button", "moved"), [(Qt.MouseButton.MiddleButton, 1), (Qt.MouseButton.LeftButton, 0)])
def test_the_middle_button_alone_moves_the_view(marked: Hand, button: Qt.MouseButton, moved: int) -> None:
    before, marks = view(marked), means(marked)
    viewport, begin, end = marked.canvas.viewport(), marked.pixel(2, 1), marked.pixel(3, 2)
    QTest.mouseMove(viewport, begin)
    QTest.mousePress(viewport, button, Qt.KeyboardModifier.NoModifier, begin)
    for share in np.linspace(0.1, 1, 10):
        QTest.mouseMove(viewport, begin + (end - begin) * float(share))
    QTest.mouseRelease(viewport, button, Qt.KeyboardModifier.NoModifier, end)
    marked.settle()
    assert np.all(np.abs(view(marked) - (before - moved)) <= 3 * pixel_size(marked)[:, None])
    assert np.array_equal(means(marked), marks)


def test_the_fit_button_and_f_show_all_data(marked: Hand) -> None:
    fitted = view(marked)
    for show in (lambda: marked.push("fitButton"), lambda: marked.press(Qt.Key.Key_F)):
        zoom(marked, marked.pixel(1, 1), 360)
        assert not np.allclose(view(marked), fitted)
        show()
        assert np.allclose(view(marked), fitted)


def test_all_data_are_within_the_first_view(hand: Hand) -> None:
    for data in (groups(), groups(d=1), table([[3.0, 7.0]] * 4 + [[3.0, 9.0]]), groups(d=5)):
        put(hand, data, k=1)
        low, high = view(hand).T
        columns = data.points[:, hand.canvas.axes.columns]
        count = columns.shape[1]
        assert np.all(columns.min(axis=0) > low[:count]) and np.all(columns.max(axis=0) < high[:count])


def test_the_cursor_says_what_a_click_would_do(marked: Hand) -> None:
    viewport = marked.canvas.viewport()
    QTest.mouseMove(viewport, marked.pixel(2, 1))
    marked.qtbot.waitUntil(lambda: viewport.cursor().shape() is Qt.CursorShape.CrossCursor)
    QTest.mouseMove(viewport, marked.pixel(4, 4))
    marked.qtbot.waitUntil(lambda: viewport.cursor().shape() is Qt.CursorShape.OpenHandCursor)


def test_marks_during_a_run(marked: Hand) -> None:
    """Placed, dragged and removed in the middle of a run: the history forks, and the numbers stay."""
    marked.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    marked.settle()
    marked.click(2, 0)
    state = marked.player.state
    assert state is not None and state.phase is Phase.EDIT and state.components == (0, 1, 2)
    assert np.all(np.abs(means(marked)[2] - [2, 0]) <= pixel_size(marked))
    marked.drag((2, 0), (0, 3))
    assert np.all(np.abs(means(marked)[2] - [0, 3]) <= 2 * pixel_size(marked))
    marked.click(*means(marked)[0], Qt.MouseButton.RightButton)
    state = marked.player.state
    assert state is not None and state.components == (1, 2)
    assert len(marked.window.session.store.document.edits) == 3
    assert marked.window.session.store.document.spec.k == 2


# One dimension


@pytest.fixture
def line(hand: Hand) -> Hand:
    """One column of data, nothing begun."""
    put(hand, groups(d=1, n=200))
    return hand


def items(hand: Hand, kind: type) -> list:
    return [item for item in hand.canvas.plotItem.items if isinstance(item, kind)]


def test_the_histogram_has_area_one(line: Hand) -> None:
    bars = items(line, pg.BarGraphItem)
    assert len(bars) == 1
    assert (bars[0].opts["height"] * bars[0].opts["width"]).sum() == pytest.approx(1)
    points = line.window.session.store.document.dataset.points[:, 0]
    counts = np.histogram(points, bin_edges(points))[0]
    assert np.allclose(bars[0].opts["height"] * bars[0].opts["width"] * len(points), counts)


def test_marks_go_on_the_axis(line: Hand) -> None:
    line.click(-0.5, 0.02)
    line.click(3.0, 0.1)
    assert np.all(np.abs(means(line)[:, 0] - [-0.5, 3]) <= pixel_size(line)[0])
    line.drag((3.0, 0.0), (5.0, 0.15))
    assert np.abs(means(line)[1, 0] - 5) <= 2 * pixel_size(line)[0]
    line.click(-0.5, 0.0, Qt.MouseButton.RightButton)
    assert means(line).shape == (1, 1)


def test_the_curves_are_weighted_densities_and_their_sum(line: Hand) -> None:
    line.click(0, 0.05)
    line.click(4, 0.05)
    line.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    line.settle()
    state = line.player.state
    assert state is not None and state.mixture.k == 2
    *components, total = [item.getData() for item in items(line, pg.PlotCurveItem)]
    assert len(components) == 2

    def weighted(j: int, x: np.ndarray) -> np.ndarray:
        variance = state.mixture.covariances[j, 0, 0]
        density = np.exp(-((x - state.mixture.means[j, 0]) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
        return state.mixture.weights[j] * density

    for j, (x, y) in enumerate(components):
        assert np.allclose(y, weighted(j, x))
    assert np.allclose(total[1], weighted(0, total[0]) + weighted(1, total[0]))
    assert np.trapezoid(total[1], total[0]) == pytest.approx(1, abs=0.02), "the view holds nearly all of it"


def test_the_bars_are_filled_by_responsibility(line: Hand) -> None:
    line.click(0, 0.05)
    line.click(4, 0.05)
    line.press(Qt.Key.Key_Right)
    line.settle()
    shares = line.player.assignment
    assert shares is not None and shares.responsibilities is not None
    bars = items(line, pg.BarGraphItem)
    assert len(bars) == 2
    areas = [float((bar.opts["height"] * bar.opts["width"]).sum()) for bar in bars]
    assert areas == pytest.approx(shares.responsibilities.mean(axis=0).tolist())
    assert np.allclose(bars[1].opts["y0"], bars[0].opts["height"]), "stacked"
    colours = [QColor(bar.opts["brush"]).getRgb()[:3] for bar in bars]
    assert colours == [component_colour(number).getRgb()[:3] for number in (0, 1)]


def test_k_means_in_one_dimension_has_no_curves(hand: Hand) -> None:
    put(hand, groups(d=1), algorithm="kmeans")
    hand.press(Qt.Key.Key_End)
    hand.settle()
    assert items(hand, pg.PlotCurveItem) == []
    assert len(items(hand, pg.BarGraphItem)) == 2


def test_nothing_of_one_dimension_stays_in_two(line: Hand) -> None:
    line.click(0, 0.05)
    line.press(Qt.Key.Key_Right)
    line.settle()
    put(line, groups(d=2))
    assert items(line, pg.BarGraphItem) == [] and items(line, pg.PlotCurveItem) == []
    line.window.session.store.undo_stack.undo()
    line.settle()
    assert len(items(line, pg.BarGraphItem)) == 1 and line.canvas.axes == Axes(0, None)


def test_bars_curves_and_edges_of_odd_data() -> None:
    same = np.full(9, 3.0)
    assert stacked_heights(same, np.ones((9, 1)), bin_edges(same)).tolist() == [[1.0]]
    spike = np.array([0.0] * 99 + [1.0])
    edges = bin_edges(spike)
    assert edges[0] == 0 and edges[-1] == 1 and len(edges) > 8
    heights = stacked_heights(spike, np.ones((100, 1)), edges)
    assert (heights[:, 0] * np.diff(edges)).sum() == pytest.approx(1), "the largest value is in the last bar"
    assert curve(np.array([0.0, 1.0]), 1.0, 0.0, 0.0).tolist() == [0.0, 0.0], "no density where there is no variance"


# More than two dimensions


def choose_axis(hand: Hand, name: str, column: int) -> None:
    """Choose a column with the keyboard, as a user does."""
    box = hand.child(QComboBox, name)
    assert isinstance(box, QComboBox) and box.isVisible()
    box.showPopup()
    box.view().setCurrentIndex(box.model().index(column, 0))
    QTest.keyClick(box.view(), Qt.Key.Key_Return)


def test_axes_are_offered_only_where_there_is_a_choice(hand: Hand) -> None:
    for d, offered in ((1, False), (2, False), (3, True), (5, True)):
        put(hand, groups(d=d))
        assert [hand.child(QWidget, name).isVisible() for name in ("xAxisBox", "yAxisBox")] == [offered] * 2


@pytest.mark.parametrize(("key", "x", "y"), [("iris", 2, 3), ("penguins", 3, 0)])
def test_a_click_gives_a_mean_in_all_dimensions(hand: Hand, key: str, x: int, y: int) -> None:
    data = DATASETS[key].load()
    put(hand, data)
    choose_axis(hand, "xAxisBox", x)
    choose_axis(hand, "yAxisBox", y)
    assert hand.canvas.axes == Axes(x, y)
    shown = data.points[:, [x, y]]
    place = shown.mean(axis=0)
    hand.click(*place)
    mean = means(hand)[0]
    assert mean.shape == (4,)
    assert np.all(np.abs(mean[[x, y]] - place) <= pixel_size(hand))
    spread = shown.std(axis=0)
    order = np.argsort((((shown - mean[[x, y]]) / spread) ** 2).sum(axis=1))
    hidden = [column for column in range(4) if column not in (x, y)]
    assert np.allclose(mean[hidden], data.points[order[: round(0.05 * data.n)]][:, hidden].mean(axis=0))


def test_a_drag_leaves_the_columns_that_are_not_shown(hand: Hand) -> None:
    put(hand, groups(d=5))
    hand.click(0, 0)
    before = means(hand)[0]
    hand.drag((0, 0), (3, 2))
    after = means(hand)[0]
    assert np.array_equal(after[2:], before[2:])
    assert np.all(np.abs(after[:2] - [3, 2]) <= 2 * pixel_size(hand))


def test_the_same_column_twice_makes_the_other_axis_give_way(hand: Hand) -> None:
    put(hand, groups(d=4))
    choose_axis(hand, "yAxisBox", 0)
    assert hand.canvas.axes == Axes(1, 0)
    choose_axis(hand, "xAxisBox", 0)
    assert hand.canvas.axes == Axes(0, 1)
    boxes = [hand.child(QComboBox, name) for name in ("xAxisBox", "yAxisBox")]
    assert [box.currentIndex() for box in boxes if isinstance(box, QComboBox)] == [0, 1]


def test_other_data_begin_with_the_first_two_columns(hand: Hand) -> None:
    put(hand, groups(d=5))
    choose_axis(hand, "xAxisBox", 3)
    put(hand, groups(d=4))
    assert hand.canvas.axes == Axes(0, 1)
    put(hand, groups(d=1))
    assert hand.canvas.axes == Axes(0, None)


def test_trails_follow_the_shown_columns(hand: Hand) -> None:
    put(hand, groups(d=3))
    hand.press(Qt.Key.Key_End)
    hand.settle()
    choose_axis(hand, "xAxisBox", 2)
    scene = hand.canvas.layers.layers["trails"].shown
    assert scene is not None
    trail = trails(scene)[0]
    states = [state for state in hand.player.history if state.phase is not Phase.E]
    assert np.allclose(trail, [state.mixture.means[0][[2, 1]] for state in states])


def test_a_click_is_one_picture_and_never_a_blank_one(marked: Hand) -> None:
    """What was there before stays until the new start has come, with its colours."""
    scenes: list[Scene] = []
    marked.canvas.scene_shown.connect(lambda scene, _colours: scenes.append(scene))
    marked.click(2, 1.5)
    assert [scene.projected is not None and len(scene.projected.component_ids) for scene in scenes] == [3]
    scenes.clear()
    marked.window.findChild(QSpinBox, "seedSpin").setValue(7)
    marked.settle()
    assert [scene.projected is not None for scene in scenes] == [True]
