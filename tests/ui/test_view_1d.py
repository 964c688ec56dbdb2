"""One column through the window: histogram and bins, curves and distribution functions, boundaries, rug and marks."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget
from scipy import stats

from gmmgui.core import Mixture, responsibilities
from gmmgui.data import DATASETS, Dataset
from gmmgui.ui.canvas.layers.catalogue import LAYERS
from gmmgui.ui.canvas.layers.one_column import number
from gmmgui.ui.canvas.render import numba_rasterizer
from gmmgui.ui.canvas.render.boundaries import regions
from gmmgui.ui.canvas.render.curves import STEPS_UP_TO, cumulative, empirical
from gmmgui.ui.canvas.render.histogram import MOST_CHOSEN, Binning, Histogram, bin_edges
from gmmgui.ui.canvas.render.projection import ProjectedMixture
from gmmgui.ui.canvas.render.shares import (
    CELL,
    EXACT_UP_TO,
    TOLERANCE,
    Cells,
    compiled_shares,
    error_bounds,
    plain_shares,
    shares_of_bars,
)
from gmmgui.ui.palette import LIGHT, component_colour
from tests.conftest import Hand
from tests.samples import groups, table
from tests.ui.support import bars, nearest_to, picture, put, start_from

PARTS = ("histogram", "rug", "curves", "sum", "boundaries")


def mixture(weights: list[float], means: list[float], variances: list[float]) -> Mixture:
    return Mixture(np.array(weights), np.array(means)[:, None], np.array(variances)[:, None, None])


UNEQUAL = mixture([0.3, 0.7], [0.0, 4.0], [1.0, 4.0])


def as_drawn(components: Mixture) -> ProjectedMixture:
    return ProjectedMixture(tuple(range(components.k)), components.weights, components.means, components.covariances)


def column(n: int = 200, seed: int = 5) -> Dataset:
    """Two groups, about 0 and 4."""
    rng = np.random.default_rng(seed)
    return table(rng.normal(size=(n, 1)) + 4.0 * (np.arange(n) % 2)[:, None])


def curves(hand: Hand) -> list[tuple[np.ndarray, np.ndarray]]:
    return [item.getData() for item in hand.canvas.plotItem.items if isinstance(item, pg.PlotCurveItem)]


def visible(hand: Hand, kind: type) -> int:
    return sum(item.isVisible() for item in hand.canvas.plotItem.items if isinstance(item, kind))


def values(hand: Hand) -> np.ndarray:
    return hand.window.session.store.document.dataset.points[:, 0]


def toggle(hand: Hand, key: str) -> None:
    """Click the layer's line in the menu of the Layers button, as a user does."""
    menu = hand.child(QWidget, "layersMenu")
    menu.popup(hand.window.mapToGlobal(QPoint(300, 60)))
    action = hand.canvas.layers.actions[key]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    menu.close()


def choose_kind(hand: Hand, kind: str) -> None:
    """Choose it in the box above the canvas, with the keyboard."""
    box = hand.child(QComboBox, "curveKindBox")
    assert isinstance(box, QComboBox) and box.isVisible()
    box.showPopup()
    box.view().setCurrentIndex(box.model().index(box.findData(kind), 0))
    QTest.keyClick(box.view(), Qt.Key.Key_Return)


def type_into(hand: Hand, name: str, text: str) -> None:
    """Click into the field, type over what is there, and press Enter."""
    field = hand.child(QAbstractSpinBox, name)
    assert isinstance(field, QAbstractSpinBox) and field.isVisible() and field.isEnabled()
    QTest.mouseClick(field.lineEdit(), Qt.MouseButton.LeftButton)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.fixture
def line(hand: Hand) -> Hand:
    """Two hundred points of one column, and a mixture that has made the colours."""
    start_from(hand, column(), UNEQUAL)
    hand.press(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    return hand


# Boundaries


@pytest.mark.parametrize("weight", [0.5, 0.3, 0.9])
def test_with_equal_variances_the_boundary_is_the_midpoint_shifted_by_the_log_weight_ratio(weight: float) -> None:
    variance = 2.5
    found = regions(as_drawn(mixture([weight, 1 - weight], [1.0, 5.0], [variance] * 2)), True)
    assert found.places == pytest.approx([3 + variance * math.log(weight / (1 - weight)) / 4])
    assert found.owners.tolist() == [0, 1]


def test_unequal_variances_give_two_boundaries_where_both_are_as_probable() -> None:
    found = regions(as_drawn(UNEQUAL), True)
    assert len(found.places) == 2 and found.owners.tolist() == [1, 0, 1]
    for place in found.places:
        joint = [w * stats.norm.pdf(place, m, s) for w, m, s in ((0.3, 0.0, 1.0), (0.7, 4.0, 2.0))]
        assert joint[0] == pytest.approx(joint[1])


def test_a_component_that_is_never_the_most_probable_has_no_boundary() -> None:
    hidden = regions(as_drawn(mixture([0.49, 0.02, 0.49], [0.0, 1.5, 3.0], [1.0, 1.0, 1.0])), True)
    assert hidden.places == pytest.approx([1.5]) and hidden.owners.tolist() == [0, 2]
    nothing = regions(as_drawn(mixture([0.5, 0.5], [1.0, 1.0], [1.0, 1.0])), True)
    assert nothing.places.size == 0 and nothing.owners.tolist() == [0]
    dead = regions(as_drawn(mixture([1.0, 0.0], [0.0, 3.0], [1.0, 1.0])), True)
    assert dead.places.size == 0 and dead.owners.tolist() == [0]


@pytest.mark.parametrize("seed", range(20))
def test_the_owner_of_a_region_has_the_largest_weighted_density_everywhere_in_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    k, scale = int(rng.integers(2, 7)), 10.0 ** rng.integers(-3, 4)
    offset = scale * rng.choice([0.0, 1e5])
    means, variances = offset + 3 * scale * rng.normal(size=k), (scale * rng.uniform(0.1, 2, k)) ** 2
    weights = rng.dirichlet(np.ones(k))
    found = regions(as_drawn(mixture(weights.tolist(), means.tolist(), variances.tolist())), True)
    places = offset + scale * np.linspace(-10, 10, 2_001)
    joint = np.log(weights) + stats.norm.logpdf(places[:, None], means, np.sqrt(variances))
    owners = found.owners[np.searchsorted(found.places, places)]
    assert np.allclose(joint[np.arange(len(places)), owners], joint.max(axis=1), atol=1e-6)
    assert np.all(found.owners[1:] != found.owners[:-1]) and np.all(np.diff(found.places) > 0)


def test_boundaries_of_k_means_are_midpoints() -> None:
    components = mixture([0.1, 0.8, 0.1], [7.0, -1.0, 2.0], [1.0, 9.0, 4.0])
    found = regions(as_drawn(components), False)
    assert found.places.tolist() == pytest.approx([0.5, 4.5]) and found.owners.tolist() == [1, 2, 0]


@pytest.mark.parametrize("seed", range(6))
def test_bars_in_machine_code_are_those_of_numpy(seed: int) -> None:
    numba_rasterizer.load()
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 9))
    values = np.sort(np.concatenate([rng.normal(0, 3, 60_000), rng.integers(-4, 5, 3_000), [40.0, 1e3]]))
    edges = bin_edges(values)
    cells = Cells(values, np.concatenate([[0], np.searchsorted(values, edges[1:-1])]))
    weights = rng.dirichlet(np.ones(k))
    weights[0] = 0.0 if k > 2 else weights[0]
    mixture = Mixture(weights, rng.normal(0, 5, (k, 1)), rng.gamma(0.3, 2.0, (k, 1, 1)) + 1e-9)
    bars = len(edges) - 1
    plain, compiled = plain_shares(cells, mixture, bars), compiled_shares(cells, mixture, bars)
    assert np.allclose(plain, compiled, rtol=1e-9, atol=1e-6)
    assert compiled.sum() == pytest.approx(len(values), rel=1e-12)


def test_far_beyond_all_components_bars_are_shared_equally_on_both_ways() -> None:
    numba_rasterizer.load()
    values = np.array([0.0, 1e200, 1.5e200])
    cells = Cells(values, np.array([0, 1]))
    mixture = Mixture(np.full(2, 0.5), np.array([[0.0], [1.0]]), np.full((2, 1, 1), 1e-3))
    for way in (plain_shares, compiled_shares):
        assert np.allclose(way(cells, mixture, 2)[1], [1.0, 1.0]), way.__name__


def test_in_a_hurry_curves_are_plain_and_at_rest_they_have_halos(line: Hand) -> None:
    parts = line.canvas.layers.layers
    items = [*parts["curves"].childItems(), *parts["sum"].childItems()]
    assert len(items) == UNEQUAL.k + 1

    def is_at_rest() -> bool:
        halos = [item.opts["shadowPen"] for item in items]
        return all(item.opts["antialias"] for item in items) and halos[-1] is None and None not in halos[:-1]

    assert is_at_rest()
    assert all(item.opts["shadowPen"].color() == QColor(LIGHT.canvas) for item in items[:-1])
    line.player.scrub(0)
    assert all(item.opts["shadowPen"] is None and not item.opts["antialias"] for item in items)
    line.qtbot.waitUntil(is_at_rest)


def test_heights_have_no_numbers_below_zero(line: Hand) -> None:
    axis = line.canvas.plotItem.getAxis("left")
    assert axis.range[0] < 0, "the rug lies there"
    values = [value for _spacing, level in axis.tickValues(-0.4, 0.3, 400) for value in level]
    assert min(values) == 0 and max(values) > 0.2
    put(line, groups(d=2))
    axis = line.canvas.plotItem.getAxis("left")
    assert min(value for _spacing, level in axis.tickValues(-0.4, 0.3, 400) for value in level) < -0.3


def test_boundaries_are_drawn_between_strips_of_the_colours(line: Hand) -> None:
    assert line.canvas.projected is not None
    found = regions(line.canvas.projected, True)
    low, high = line.canvas.plotItem.getViewBox().viewRange()[0]
    inside = [place for place in found.places if low < place < high]
    assert inside
    view_box = line.canvas.plotItem.getViewBox()
    height, top = view_box.viewPixelSize()[1], 0.85 * view_box.viewRange()[1][1]

    def is_drawn(place: float) -> bool:
        return nearest_to(picture(line), line.pixel(place, top), QColor(LIGHT.quiet), reach=4) < 40

    assert all(is_drawn(place) for place in inside)
    edges = [low, *inside, high]
    for middle in (0.5 * (begin + end) for begin, end in pairwise(edges)):
        owner = int(found.owners[np.searchsorted(found.places, middle)])
        strip = picture(line).pixelColor(line.pixel(middle, -3 * height))
        assert abs(strip.hslHue() - component_colour(owner).hslHue()) < 20, "of whom the region belongs to"
    toggle(line, "boundaries")
    assert not any(is_drawn(place) for place in inside)


@pytest.mark.parametrize(
    ("value", "span", "text"),
    [(6.9512, 25, "6.95"), (-0.01234567, 0.8, "−0.0123"), (123456.7, 90_000, "123457"), (1e-9, 1e-8, "1e−09")],
)
def test_a_label_has_the_digits_that_the_view_can_tell(value: float, span: float, text: str) -> None:
    assert number(value, span) == text


# Bars


def test_the_bins_are_as_many_as_typed_and_their_area_stays_one(line: Hand) -> None:
    automatic = len(bin_edges(values(line))) - 1
    for text, count in (("7", 7), ("40", 40), ("1", 1), ("0", automatic)):
        type_into(line, "binsSpin", text)
        projected = bars(line)
        assert [len(bar.opts["height"]) for bar in projected] == [count] * 2
        assert sum((bar.opts["height"] * bar.opts["width"]).sum() for bar in projected) == pytest.approx(1)
        total = sum(bar.opts["height"] for bar in projected) * projected[0].opts["width"] * 200
        edges = bin_edges(values(line), Binning(count=count))
        assert np.allclose(total, np.histogram(values(line), edges)[0])


def test_a_width_that_is_typed_makes_bars_that_begin_at_its_multiples(line: Hand) -> None:
    type_into(line, "binWidthSpin", "0.5")
    bar = bars(line)[0]
    assert np.allclose(bar.opts["width"], 0.5)
    assert np.allclose(bar.opts["x0"] / 0.5, np.round(bar.opts["x0"] / 0.5))
    assert bar.opts["x0"][0] <= values(line).min() and bar.opts["x0"][-1] + 0.5 > values(line).max()
    spin = line.child(QAbstractSpinBox, "binsSpin")
    assert isinstance(spin, QAbstractSpinBox) and spin.text() == str(len(bar.opts["x0"]))


def test_the_arrows_of_the_fields_start_from_what_is_seen(line: Hand) -> None:
    automatic = len(bin_edges(values(line))) - 1
    spin = line.child(QAbstractSpinBox, "binsSpin")
    assert isinstance(spin, QAbstractSpinBox) and spin.text() == f"auto: {automatic}"
    spin.setFocus()
    QTest.keyClick(spin, Qt.Key.Key_Up)
    assert len(bars(line)[0].opts["x0"]) == automatic + 1
    width = line.child(QAbstractSpinBox, "binWidthSpin")
    width.setFocus()
    QTest.keyClick(width, Qt.Key.Key_Return)
    assert len(bars(line)[0].opts["x0"]) == automatic + 1, "Enter on a number that nobody changed"
    before = float(bars(line)[0].opts["width"][0])
    QTest.keyClick(width, Qt.Key.Key_Up)
    wider = float(bars(line)[0].opts["width"][0])
    assert before < wider and wider in (0.2, 0.5, 1.0)


def test_bins_are_kept_while_the_same_data_are_shown(line: Hand) -> None:
    type_into(line, "binsSpin", "9")
    line.press(Qt.Key.Key_Right)
    line.settle()
    line.drag((4.0, 0.0), (5.0, 0.0))
    assert len(bars(line)[0].opts["x0"]) == 9
    put(line, groups(d=1, n=80))
    assert len(bars(line)[0].opts["x0"]) == len(bin_edges(values(line))) - 1


def test_edges_of_odd_binnings() -> None:
    data = np.array([-1.2, 0.0, 3.9])
    assert np.allclose(bin_edges(data, Binning(width=2.0)), [-2, 0, 2, 4])
    assert len(bin_edges(data, Binning(width=1e-9))) == MOST_CHOSEN + 1
    assert np.allclose(bin_edges(np.full(3, 2.0), Binning(width=2.0)), [2, 4])
    assert np.allclose(bin_edges(np.full(3, 2.0), Binning(count=5)), [1.5, 2.5])


@pytest.mark.parametrize("count", [None, 3, 1000])
def test_a_histogram_counts_as_numpy_does(count: int | None) -> None:
    rng = np.random.default_rng(2)
    data = np.round(rng.normal(size=5_000), 2)
    histogram = Histogram(data, np.sort(data), Binning(count=count))
    assert histogram.counts.tolist() == np.histogram(data, histogram.edges)[0].tolist()
    assert np.bincount(histogram.bins, minlength=len(histogram.counts)).tolist() == histogram.counts.tolist()
    assert (histogram.heights[:, 0] * np.diff(histogram.edges)).sum() == pytest.approx(1)


MANY = {
    "plain": mixture([0.3, 0.3, 0.4], [0.0, 3.0, 7.0], [1.0, 1.0, 4.0]),
    "needle": mixture([0.3, 0.3, 0.4], [0.0, 3.0, 7.0], [1.0, 1e-6, 4.0]),
    "touching needles": mixture([0.5, 0.5], [3.0, 3.00001], [1e-10, 1.0]),
    "no weight": mixture([0.5, 0.5, 0.0], [0.0, 1.0, 2.0], [1.0, 1.0, 1.0]),
    "narrow": mixture([0.1] * 10, list(np.arange(10.0)), [0.01] * 10),
}


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize("data", ["spread", "rounded", "with an outlier"])
def test_sums_over_cells_are_those_over_points(name: str, data: str) -> None:
    """Within the bound that is promised, and the bound holds for every cell."""
    rng = np.random.default_rng(0)
    places = np.concatenate([rng.normal(m, s, 20_000) for m, s in ((0, 1), (3, 1), (7, 2))])
    places = {"spread": places, "rounded": places.round(1), "with an outlier": np.append(places, 1e4)}[data]
    histogram = Histogram(places, np.sort(places))
    expected = responsibilities(places[:, None], MANY[name])
    request = np.column_stack(
        [np.bincount(histogram.bins, weights=r, minlength=len(histogram.counts)) for r in expected.T]
    )
    found = shares_of_bars(histogram.cells, MANY[name], len(histogram.counts))
    assert np.all(np.abs(found - request) <= TOLERANCE * histogram.counts[:, None] + 1e-6)
    assert np.allclose(found.sum(axis=1), histogram.counts)


def test_the_bound_of_a_cell_holds() -> None:
    """A cell alone, wide enough for the error to be seen."""
    rng = np.random.default_rng(4)
    for _ in range(200):
        components = mixture(
            rng.dirichlet(np.ones(3)).tolist(), rng.normal(size=3).tolist(), rng.uniform(0.1, 2, 3).tolist()
        )
        places = np.sort(rng.normal() + rng.uniform(0, 0.5, CELL))
        cells = Cells(places, np.array([0]))
        expected = responsibilities(places[:, None], components).mean(axis=0)
        error = np.abs(responsibilities(cells.means[:, None], components)[0] - expected).max()
        assert error <= error_bounds(cells, components)[0]


def test_many_bars_are_filled_by_responsibility(hand: Hand) -> None:
    """More points than are summed one by one."""
    start_from(hand, column(EXACT_UP_TO + 5_000), UNEQUAL)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    hand.qtbot.waitUntil(lambda: len(bars(hand)) == 2, timeout=20_000)
    expected = responsibilities(values(hand)[:, None], UNEQUAL)
    edges = bin_edges(values(hand))
    for j, bar in enumerate(bars(hand)):
        request = np.histogram(values(hand), edges, weights=expected[:, j], density=False)[0] / len(values(hand))
        assert np.allclose(bar.opts["height"] * bar.opts["width"], request, atol=1e-6)


@pytest.mark.parametrize("algorithm", ["kmeans", "hard-em"])
def test_bars_of_labels_are_counts(hand: Hand, algorithm: str) -> None:
    put(hand, column(), algorithm=algorithm)
    hand.press(Qt.Key.Key_End)
    hand.settle()
    assignment = hand.player.assignment
    assert assignment is not None and assignment.labels is not None
    edges = bin_edges(values(hand))
    for j, bar in enumerate(bars(hand)):
        counts = np.histogram(values(hand)[assignment.labels == j], edges)[0]
        assert np.allclose(bar.opts["height"] * bar.opts["width"] * 200, counts)


# Distribution functions


def test_the_distribution_function_of_the_data_is_right(line: Hand) -> None:
    choose_kind(line, "cdf")
    assert bars(line) == []
    x, y = next((x, y) for x, y in curves(line) if len(x) == 2 * 200 + 2)  # two corners a point, and both ends
    assert y[0] == 0 and y[-1] == 1 and np.all(np.diff(y) >= 0)
    request = stats.ecdf(values(line)).cdf
    inside = 0.5 * (x[1:] + x[:-1])[np.diff(x) > 0]
    assert np.allclose(request.evaluate(inside), y[1:][np.diff(x) > 0], atol=1e-12)


@pytest.mark.parametrize("n", [50, 10 * STEPS_UP_TO, 300_000])
def test_steps_are_exact_and_no_more_than_pixels(n: int) -> None:
    data = np.sort(np.random.default_rng(1).normal(size=n).round(3 if n == 50 else 12))
    x, y = empirical(data, -1.0, 2.0, 800)
    assert x[0] == -1 and x[-1] == 2 and len(x) == len(y) <= 2 * max(802, STEPS_UP_TO + 1)
    places = x[1:-1:2]
    assert np.allclose(y[2::2], np.searchsorted(data, places, side="right") / n, atol=0)
    assert y[0] == np.searchsorted(data, -1.0, side="right") / n
    if n == 50:
        assert places.tolist() == np.unique(data[(data > -1) & (data <= 2)]).tolist()


def test_the_distribution_function_of_the_mixture_reaches_one(line: Hand) -> None:
    toggle(line, "histogram")
    choose_kind(line, "cdf")
    line.canvas.setXRange(-30, 40, padding=0)
    *components, total = curves(line)
    state = line.player.state
    assert state is not None and len(components) == 2
    for j, (x, y) in enumerate(components):
        deviation = math.sqrt(state.mixture.covariances[j, 0, 0])
        assert np.allclose(y, state.mixture.weights[j] * stats.norm.cdf(x, state.mixture.means[j, 0], deviation))
        assert y[-1] == pytest.approx(state.mixture.weights[j])
    assert total[1][-1] == pytest.approx(1) and total[1][0] == pytest.approx(0, abs=1e-9)
    low, high = line.canvas.plotItem.getViewBox().viewRange()[1]
    assert low < 0 and 1 < high < 1.3
    assert line.canvas.plotItem.getAxis("left").labelText == "distribution function"


def test_a_component_without_variance_is_a_step() -> None:
    assert cumulative(np.array([-0.1, 0.0, 0.1]), 0.4, 0.0, 0.0).tolist() == [0.0, 0.4, 0.4]


def test_box_and_menu_agree_and_bars_come_back(line: Hand) -> None:
    group, box = line.canvas.layers.options["curves"], line.child(QComboBox, "curveKindBox")
    assert isinstance(box, QComboBox)
    choose_kind(line, "cdf")
    assert group.checkedAction().data() == "cdf"
    for name in ("binsSpin", "binWidthSpin"):
        assert not line.child(QWidget, name).isEnabled() and "no bars" in line.child(QWidget, name).toolTip()
    group.actions()[0].trigger()
    assert box.currentData() == "pdf" and len(bars(line)) == 2
    assert line.child(QWidget, "binsSpin").isEnabled()
    assert line.canvas.plotItem.getAxis("left").labelText == "density"


def test_k_means_has_bars_boundaries_and_steps_but_no_curves(hand: Hand) -> None:
    put(hand, column(), algorithm="kmeans")
    hand.press(Qt.Key.Key_End)
    hand.settle()
    actions = hand.canvas.layers.actions
    assert [actions[key].isEnabled() for key in PARTS] == [True, True, False, False, True]
    assert "K-means has no densities" in actions["curves"].toolTip()
    assert curves(hand) == [] and len(bars(hand)) == 2
    choose_kind(hand, "cdf")
    assert len(curves(hand)) == 1 and curves(hand)[0][1][-1] == 1


# Parts and rug


def test_every_part_is_switched_by_its_line_in_the_menu(line: Hand) -> None:
    canvas = line.canvas

    def count_visible() -> tuple[int, int, bool, bool]:
        """Bars, curves, points and boundaries."""
        layer = canvas.layers.layers["boundaries"]
        counts = visible(line, pg.BarGraphItem), visible(line, pg.PlotCurveItem)
        return *counts, canvas.points_layer.isVisible(), layer.isVisible()

    assert count_visible() == (2, 3, True, True)
    for key, after in {
        "histogram": (0, 3, True, True),
        "rug": (0, 3, False, True),
        "curves": (0, 1, False, True),
        "sum": (0, 0, False, True),
        "boundaries": (0, 0, False, False),
    }.items():
        toggle(line, key)
        assert count_visible() == after, key
    for key in PARTS:
        toggle(line, key)
    assert count_visible() == (2, 3, True, True)


def test_a_part_that_comes_back_shows_the_present_state(line: Hand) -> None:
    toggle(line, "histogram")
    line.press(Qt.Key.Key_End)
    line.settle()
    toggle(line, "histogram")
    assignment = line.player.assignment
    assert assignment is not None and assignment.responsibilities is not None
    areas = [float((bar.opts["height"] * bar.opts["width"]).sum()) for bar in bars(line)]
    assert areas == pytest.approx(assignment.responsibilities.mean(axis=0).tolist())


def test_with_two_columns_the_parts_say_why_not_and_the_points_stay(hand: Hand) -> None:
    put(hand, column())
    toggle(hand, "rug")
    assert not hand.canvas.points_layer.isVisible()
    put(hand, groups(d=2))
    for key in PARTS:
        action = hand.canvas.layers.actions[key]
        assert not action.isEnabled() and action.toolTip() == "Only for data of one column."
        assert LAYERS[key].on
    assert hand.canvas.points_layer.isVisible()
    assert not hand.child(QWidget, "binsSpin").isVisible() and not hand.child(QWidget, "curveKindBox").isVisible()


def test_the_jitter_of_the_rug_knows_nothing_of_the_data(hand: Hand) -> None:
    """The classes of this lecture are drawn with seed 0."""
    put(hand, DATASETS["lec000_classes"].load())
    picture(hand)
    shown = hand.canvas.points_layer.picture
    assert shown is not None
    rug = shown.request.places.table
    assert abs(np.corrcoef(rug[:, 0], rug[:, 1])[0, 1]) < 0.2
    assert rug[:, 1].max() < 0


# Marks


def test_a_drag_on_the_axis_moves_a_mean_and_its_boundaries(line: Hand) -> None:
    state = line.player.state
    assert state is not None
    mean = float(state.mixture.means[0, 0])
    line.drag((mean, 0.0), (mean - 1.5, 0.1))
    moved = line.player.state
    assert moved is not None
    width = line.canvas.plotItem.getViewBox().viewPixelSize()[0]
    assert abs(moved.mixture.means[0, 0] - (mean - 1.5)) <= 2 * width
    assert line.canvas.projected is not None and line.canvas.projected.means[0, 0] == pytest.approx(
        moved.mixture.means[0, 0]
    )


def test_marks_are_placed_and_dragged_under_distribution_functions_too(hand: Hand) -> None:
    put(hand, column())
    choose_kind(hand, "cdf")
    hand.click(1.0, 0.5)
    hand.click(5.0, 0.2)
    hand.drag((5.0, 0.0), (3.0, 0.3))
    state, width = hand.player.state, hand.canvas.plotItem.getViewBox().viewPixelSize()[0]
    assert state is not None
    assert np.all(np.abs(state.mixture.means[:, 0] - [1.0, 3.0]) <= 2 * width)


def test_a_needle_does_not_flatten_the_bars(hand: Hand) -> None:
    start_from(hand, column(), mixture([0.5, 0.5], [0.0, 4.0], [1e-8, 1.0]))
    highest = max(float(sum(bar.opts["height"] for bar in bars(hand)).max()), 0.0)
    assert hand.canvas.plotItem.getViewBox().viewRange()[1][1] < 4 * highest
