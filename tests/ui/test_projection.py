"""Principal components on the axes: what they are, what is drawn in their plane, and what the mouse does there."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from gmmgui.core import Mixture, Phase, RunSpec
from gmmgui.data import DATASETS, Dataset
from gmmgui.session.document import Document
from gmmgui.ui.canvas import axes_boxes
from gmmgui.ui.canvas.layers.trails import trails
from gmmgui.ui.canvas.render.projection import (
    Axes,
    PrincipalComponent,
    mean_at,
    moved,
    principal_components,
    project,
    project_covariances,
    project_state,
)
from gmmgui.ui.palette import LIGHT
from tests.conftest import Hand
from tests.samples import groups, table
from tests.ui.support import nearest_to, picture, put, start_from
from tests.ui.test_canvas import assert_ellipse_is_painted, choose_axis, means, pixel_size

IRIS_ROTATION = np.array(
    [
        [0.36138659, -0.08452251, 0.85667061, 0.35828920],
        [0.65658877, 0.73016143, -0.17337266, -0.07548102],
    ]
)
IRIS_SHARES = [0.92461872, 0.05306648, 0.01710261, 0.00521218]
"""R 4.3: prcomp(iris[, 1:4]), its first two columns (the sign of the second turned round), and the shares."""


def plane(data: Dataset) -> Axes:
    """The first two principal components of ``data``."""
    return Axes(*principal_components(data.points)[:2])


def choose_plane(hand: Hand, first: int = 0, second: int = 1) -> Axes:
    """Choose two principal components with the keyboard; under the d columns there is a separator."""
    d = hand.window.session.store.document.dataset.d
    choose_axis(hand, "xAxisBox", d + 1 + first)
    choose_axis(hand, "yAxisBox", d + 1 + second)
    return hand.canvas.axes


def box(hand: Hand, name: str) -> QComboBox:
    found = hand.child(QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


def beside(axes: Axes, step: np.ndarray) -> np.ndarray:
    """The part of ``step`` (d,) that is orthogonal to both axes."""
    matrix = axes.matrix(len(step))
    return step - np.linalg.pinv(matrix) @ matrix @ step


# The directions


def test_the_principal_components_of_iris_are_those_of_prcomp() -> None:
    found = principal_components(DATASETS["iris"].load().points)
    assert [component.number for component in found] == [0, 1, 2, 3]
    assert np.allclose([component.loadings for component in found[:2]], IRIS_ROTATION, atol=1e-8)
    assert [component.share for component in found] == pytest.approx(IRIS_SHARES, abs=1e-8)


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_uncorrelated_centred_and_of_the_share_of_the_variance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(300, 5)) @ rng.normal(size=(5, 5)) + 100 * rng.normal(size=5)
    found = principal_components(points)
    scores = np.column_stack([project(points, Axes(component, None))[:, 0] for component in found])
    covariance = np.cov(scores.T, bias=True)
    assert np.allclose(scores.mean(axis=0), 0, atol=1e-10)
    assert np.allclose(covariance, np.diag(np.diag(covariance)), atol=1e-10)
    assert np.allclose(np.diag(covariance) / points.var(axis=0).sum(), [component.share for component in found])
    assert np.all(np.diff([component.share for component in found]) <= 0)


@pytest.mark.parametrize("seed", range(5))
def test_the_largest_loading_is_positive(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(50, 6))
    for component in principal_components(points):
        assert max(component.loadings, key=abs) > 0
    turned = principal_components(-points)
    same = [np.allclose(a.loadings, b.loadings) for a, b in zip(principal_components(points), turned, strict=True)]
    assert all(same), "so the picture of the same data is always the same"


@pytest.mark.parametrize("scale", [1e-130, 1e130])
def test_the_units_of_the_data_do_not_matter(scale: float) -> None:
    points = groups(d=4).points
    for a, b in zip(principal_components(points), principal_components(scale * points), strict=True):
        assert np.allclose(a.loadings, b.loadings) and a.share == pytest.approx(b.share)


def test_there_are_ten_at_most_and_none_of_equal_points() -> None:
    assert len(principal_components(np.random.default_rng(0).normal(size=(40, 12)))) == 10
    assert principal_components(np.full((9, 3), 7.0)) == ()


def test_columns_are_taken_as_they_are() -> None:
    points = groups(d=4).points
    axes = Axes(3, 1)
    assert axes.are_columns and axes.columns == [3, 1] and Axes(2, None).columns == [2]
    assert np.array_equal(axes.matrix(4), [[0, 0, 0, 1], [0, 1, 0, 0]])
    assert np.array_equal(project(points, axes), points[:, [3, 1]])
    first = principal_components(points)[0]
    with pytest.raises(ValueError, match="no column"):
        _ = Axes(first, 1).columns


@pytest.mark.parametrize("mixed", [False, True])
def test_means_and_covariances_are_projected(mixed: bool) -> None:
    rng = np.random.default_rng(3)
    data = groups(d=5)
    first, second = principal_components(data.points)[:2]
    axes = Axes(2, second) if mixed else Axes(first, second)
    matrix = np.array([np.eye(5)[2] if mixed else first.loadings, second.loadings])
    roots = rng.normal(size=(3, 5, 5))
    covariances = roots @ roots.swapaxes(1, 2)
    assert np.allclose(project_covariances(covariances, axes), [matrix @ one @ matrix.T for one in covariances])
    assert np.allclose(project(data.points, axes), data.points @ matrix.T - axes.offset)


@pytest.mark.parametrize("seed", range(5))
def test_a_move_goes_to_the_place_and_nowhere_else(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, mean, place = rng.normal(size=(60, 5)) * [1, 2, 3, 4, 5] + 20, rng.normal(size=5), rng.normal(size=2)
    first, second = principal_components(points)[:2]
    for axes in (Axes(first, second), Axes(1, first), Axes(second, 0), Axes(3, 1)):
        there = moved(mean, axes, place)
        assert np.allclose(project(there[None], axes)[0], place)
        assert np.allclose(beside(axes, there - mean), 0)


def test_a_click_takes_the_rest_from_the_points_nearest_in_the_picture() -> None:
    data = DATASETS["iris"].load()
    axes, place = plane(data), np.array([-2.0, 0.4])
    scores = project(data.points, axes)
    mean = mean_at(data.points, axes, place)
    assert np.allclose(mean, mean_at(data.points, axes, place, scores))
    order = np.argsort((((scores - place) / scores.std(axis=0)) ** 2).sum(axis=1))
    nearest = data.points[order[: round(0.05 * data.n)]].mean(axis=0)
    assert np.allclose(project(mean[None], axes)[0], place)
    assert np.allclose(beside(axes, mean - nearest), 0)


# In the window


def test_the_boxes_offer_columns_and_components(hand: Hand) -> None:
    put(hand, DATASETS["iris"].load())
    for name in ("xAxisBox", "yAxisBox"):
        texts = [box(hand, name).itemText(i) for i in range(box(hand, name).count())]
        assert texts[:4] == ["Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"]
        assert texts[5:] == ["PC 1 (92 %)", "PC 2 (5.3 %)", "PC 3 (1.7 %)", "PC 4 (0.5 %)"]
        tip = box(hand, name).itemData(5, Qt.ItemDataRole.ToolTipRole)
        assert "not standardised" in tip and "+ 0.86 · Petal.Length" in tip and "− 0.08 · Sepal.Width" in tip


def test_the_chosen_components_are_on_the_axes(hand: Hand) -> None:
    put(hand, DATASETS["iris"].load())
    axes = choose_plane(hand)
    assert axes == plane(hand.window.session.store.document.dataset)
    titles = [hand.canvas.plotItem.getAxis(name).labelText for name in ("bottom", "left")]
    assert titles == ["PC 1 (92 % of the variance)", "PC 2 (5.3 % of the variance)"]
    assert "92 %" in box(hand, "xAxisBox").toolTip()


def test_the_same_component_twice_makes_the_other_axis_give_way(hand: Hand) -> None:
    put(hand, groups(d=4))
    first, second = choose_plane(hand).shown
    choose_axis(hand, "yAxisBox", 5)
    assert hand.canvas.axes == Axes(second, first)
    assert [box(hand, name).currentIndex() for name in ("xAxisBox", "yAxisBox")] == [6, 5]
    choose_axis(hand, "xAxisBox", 2)
    assert hand.canvas.axes == Axes(2, first), "a column against a component"


def test_other_data_have_other_components(hand: Hand) -> None:
    put(hand, groups(d=5))
    choose_plane(hand)
    put(hand, groups(d=4, seed=5))
    assert hand.canvas.axes == Axes(0, 1)
    assert box(hand, "xAxisBox").count() == 4 + 1 + 4
    put(hand, groups(d=2))
    assert box(hand, "xAxisBox").count() == 2


def test_components_of_many_points_come_from_the_painters_thread(hand: Hand) -> None:
    rows = axes_boxes.AT_ONCE // 4 + 1
    many = table(np.random.default_rng(0).normal(size=(rows, 4)) * [4, 3, 2, 1])
    hand.window.session.store.edit(Document.of(many, RunSpec(k=2)), "Other data")
    assert box(hand, "xAxisBox").count() == 4
    hand.qtbot.waitUntil(lambda: box(hand, "xAxisBox").count() == 9, timeout=20_000)
    other = table(np.random.default_rng(1).normal(size=(rows, 5)))
    for data in (other, groups(d=3)):  # the first is gone before its components have been found
        hand.window.session.store.edit(Document.of(data, RunSpec(k=2)), "Other data")
    hand.qtbot.waitUntil(lambda: hand.canvas.painter.is_idle, timeout=20_000)
    assert box(hand, "xAxisBox").count() == 3 + 1 + 3


def test_points_are_painted_at_their_scores(hand: Hand) -> None:
    corners = np.array([[x, 2 * y, 3 * z + 0.5 * x] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    data = table(corners + 50)
    put(hand, data)
    axes = choose_plane(hand)
    image = picture(hand)
    for score in project(data.points, axes):
        place = hand.pixel(*score)
        assert hand.canvas.viewport().rect().contains(place)
        assert nearest_to(image, place, QColor(LIGHT.point)) < 60


def test_the_ellipse_in_the_plane_of_components_is_the_projection_of_sigma(hand: Hand) -> None:
    covariance = np.array([[4.0, 0.5, -1.8], [0.5, 9.0, 2.0], [-1.8, 2.0, 2.0]])
    mean = np.array([0.5, 7.0, -1.0])
    corners = table([[x, y + 0.3 * x, z - 0.2 * y] for x in (-6, 6) for y in (-9, 14) for z in (-4, 4)])
    start_from(hand, corners, Mixture(np.ones(1), mean[None], covariance[None]))
    axes = choose_plane(hand)
    assert all(isinstance(axis, PrincipalComponent) for axis in axes.shown)
    matrix = np.array([axis.loadings for axis in axes.shown if isinstance(axis, PrincipalComponent)])
    shown = hand.canvas.projected
    assert shown is not None
    assert np.allclose(shown.means, [matrix @ (mean - corners.points.mean(axis=0))])
    assert np.allclose(shown.covariances, [matrix @ covariance @ matrix.T])
    assert_ellipse_is_painted(hand, shown.means[0], shown.covariances[0], 0)


def test_a_click_in_the_plane_places_the_centroid_under_the_mouse(hand: Hand) -> None:
    data = DATASETS["iris"].load()
    put(hand, data)
    axes = choose_plane(hand)
    hand.click(-2.0, 0.4)
    mean = means(hand)[0]
    place = project(mean[None], axes)[0]
    assert np.all(np.abs(place - [-2.0, 0.4]) <= pixel_size(hand))
    assert np.allclose(mean, mean_at(data.points, axes, place)), "the rest is that of the nearest points"
    hand.click(-2.0, 0.4)
    assert len(means(hand)) == 1, "a click on it selects it"


@pytest.mark.parametrize("mixed", [False, True])
def test_a_drag_in_the_plane_keeps_what_is_orthogonal_to_it(hand: Hand, mixed: bool) -> None:
    data = DATASETS["iris"].load()
    put(hand, data)
    choose_plane(hand)
    if mixed:
        choose_axis(hand, "yAxisBox", 1)
    axes = hand.canvas.axes
    start, end = (-2.0, 3.0 if mixed else 0.4), (1.0, 2.5 if mixed else -0.5)
    hand.click(*start)
    before = means(hand)[0]
    hand.drag(tuple(project(before[None], axes)[0]), end)
    after = means(hand)[0]
    assert np.all(np.abs(project(after[None], axes)[0] - end) <= 2 * pixel_size(hand))
    assert np.allclose(beside(axes, after - before), 0, atol=1e-12)
    assert np.abs(after - before).min() > 0.01, "all columns have moved"
    hand.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.settle()
    assert np.array_equal(means(hand)[0], before)


def test_the_run_goes_on_in_the_plane(hand: Hand) -> None:
    put(hand, groups(d=4))
    axes = choose_plane(hand)
    hand.press(Qt.Key.Key_End)
    hand.settle()
    state = hand.player.state
    assert state is not None and hand.canvas.projected is not None
    assert np.allclose(hand.canvas.projected.means, project_state(state, axes).means)
    scene = hand.canvas.layers.layers["trails"].shown
    assert scene is not None
    walked = [state for state in hand.player.history if state.phase is not Phase.E]
    assert np.allclose(trails(scene)[0], [project(state.mixture.means[:1], axes)[0] for state in walked])


def test_the_popup_is_closed_by_escape_and_nothing_is_chosen(hand: Hand) -> None:
    put(hand, groups(d=4))
    boxed = box(hand, "xAxisBox")
    boxed.showPopup()
    boxed.view().setCurrentIndex(boxed.model().index(6, 0))
    QTest.keyClick(boxed.view(), Qt.Key.Key_Escape)
    assert hand.canvas.axes == Axes(0, 1)
