"""Layers that teach: ghosts, trails, membership lines, the truth, shapes; and the theme for a projector."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction, QColor, QImage, QPainter

from gmmgui.core import Mixture, Phase
from gmmgui.data import DATASETS, Dataset
from gmmgui.ui.canvas.layers.membership import STRONGEST, line_colour
from gmmgui.ui.canvas.layers.shapes import SHAPES, shape, stamp
from gmmgui.ui.canvas.layers.truth import TruthLayer, disagreeing
from gmmgui.ui.palette import DARK, LIGHT, PROJECTOR, Theme, component_colour
from tests.conftest import Hand
from tests.samples import groups, table
from tests.ui.support import layer_action, nearest_to, picture, put, rgb, start_from

CORNERS = [[-9, -9], [9, 9], [-9, 9], [9, -9]]
TILTED = np.array([[4.0, 2.4], [2.4, 2.0]])
MEAN = np.array([1.0, -0.5])
ONE = Mixture(np.ones(1), MEAN[None], TILTED[None])
GHOST = 150 / 255
"""Opacity of ghosts."""
OFF_THE_GRID = table([[-4.2, 0.3], [4.6, 0.3], [0.2, 0.3], [-4.2, -2.7], [4.6, -2.7], [0.2, 3.3]])
TWO_SIDES = Mixture(np.full(2, 0.5), np.array([[-4.3, -0.5], [4.7, -0.5]]), np.tile(0.25 * np.eye(2), (2, 1, 1)))
"""Two Gaussians at the same distance from the third of those points."""


def normal(x: float, mean: float, deviation: float) -> float:
    """The density of a Gaussian in one dimension."""
    return float(np.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi)))


def only(hand: Hand, *keys: str) -> None:
    """Switch these layers on and all others off."""
    for key, switch in hand.canvas.layers.actions.items():
        if switch.isChecked() != (key in keys):
            switch.trigger()


def step(hand: Hand, times: int = 1) -> Phase:
    """Half-steps by key; what made the last state."""
    for _ in range(times):
        hand.press(Qt.Key.Key_Right)
        hand.settle()
    state = hand.player.state
    assert state is not None
    return state.phase


def on_paper(colour: QColor, opacity: float) -> QColor:
    """What ``colour`` looks like on the light canvas."""
    mixed = opacity * rgb(colour) + (1 - opacity) * rgb(QColor(LIGHT.canvas))
    return QColor(*(round(float(channel)) for channel in mixed))


def tips(mean: np.ndarray, covariance: np.ndarray, sigmas: float) -> list[np.ndarray]:
    """The four ends of the axes of the ellipse at ``sigmas``."""
    values, vectors = np.linalg.eigh(covariance)
    steps = sigmas * np.sqrt(values) * vectors
    return [mean + sign * along for along in steps.T for sign in (-1, 1)]


def farthest(hand: Hand, places: list[np.ndarray], colour: QColor, reach: int = 4) -> float:
    """Of the distances to ``colour`` near each of ``places`` the largest; ``reach`` is wider than gaps of dashes."""
    image = picture(hand)
    return max(nearest_to(image, hand.pixel(*place), colour, reach) for place in places)


def nearest(hand: Hand, places: list[np.ndarray], colour: QColor, reach: int = 4) -> float:
    """Of the distances to ``colour`` near each of ``places`` the smallest."""
    image = picture(hand)
    return min(nearest_to(image, hand.pixel(*place), colour, reach) for place in places)


# Ghosts and trails


def test_the_ghost_stays_where_m_took_the_ellipse_from_until_the_next_e(hand: Hand) -> None:
    start_from(hand, table(CORNERS), ONE)
    only(hand, "ghosts")
    colour = on_paper(component_colour(0), GHOST)
    old = tips(MEAN, TILTED, 1) + tips(MEAN, TILTED, 2)
    assert step(hand) is Phase.E
    assert nearest(hand, old, colour) > 60
    assert step(hand) is Phase.M
    assert farthest(hand, old, colour) < 30
    assert nearest(hand, tips(MEAN, TILTED, 2.4), colour, 1) > 60, "and nowhere else"
    centre = hand.pixel(*MEAN)
    assert nearest_to(picture(hand), centre + QPoint(6, 0), colour, 1) < 30, "a centroid"
    assert nearest_to(picture(hand), centre, QColor(LIGHT.canvas), 1) < 10, "that is hollow"
    assert step(hand) is Phase.E
    assert nearest(hand, old, colour) > 60


def test_ghosts_are_dashed(hand: Hand) -> None:
    start_from(hand, table(CORNERS), ONE)
    only(hand, "ghosts")
    step(hand, 2)
    angles = np.linspace(0, 2 * np.pi, 400)
    values, vectors = np.linalg.eigh(TILTED)
    outline = MEAN + 2 * (np.column_stack([np.cos(angles), np.sin(angles)]) * np.sqrt(values)) @ vectors.T
    image, paper = picture(hand), QColor(LIGHT.canvas)
    is_gap = np.array([nearest_to(image, hand.pixel(*place), paper, 0) < 40 for place in outline])
    assert 0.1 < is_gap.mean() < 0.7
    assert np.count_nonzero(np.diff(is_gap.astype(int))) > 20


def test_ghosts_are_on_at_first_and_go_with_their_switch(hand: Hand) -> None:
    assert layer_action(hand, "Ghosts").isChecked()
    start_from(hand, table(CORNERS), ONE)
    step(hand, 2)
    only(hand, "ghosts")
    colour = on_paper(component_colour(0), GHOST)
    assert farthest(hand, tips(MEAN, TILTED, 2), colour) < 30
    layer_action(hand, "Ghosts").trigger()
    assert nearest(hand, tips(MEAN, TILTED, 2), colour) > 60


def test_ghosts_are_as_large_as_the_ellipses(hand: Hand) -> None:
    start_from(hand, table(CORNERS), ONE)
    only(hand, "ghosts")
    step(hand, 2)
    hand.canvas.layers.choose("ellipses", "95")
    colour = on_paper(component_colour(0), GHOST)
    assert farthest(hand, tips(MEAN, TILTED, 2.4477), colour) < 30
    assert nearest(hand, tips(MEAN, TILTED, 1), colour) > 60


def test_a_hand_leaves_a_ghost_of_what_it_moved_and_no_other(hand: Hand) -> None:
    start_from(hand, OFF_THE_GRID, TWO_SIDES)
    only(hand, "ghosts")
    step(hand)
    hand.drag((-4.3, -0.5), (-2.0, 2.0))
    state = hand.player.state
    assert state is not None and state.phase is Phase.EDIT
    first, second = (on_paper(component_colour(number), GHOST) for number in (0, 1))
    assert farthest(hand, tips(TWO_SIDES.means[0], 0.25 * np.eye(2), 1), first) < 60
    assert nearest(hand, tips(TWO_SIDES.means[1], 0.25 * np.eye(2), 1), second) > 60
    hand.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.settle()
    assert nearest(hand, tips(TWO_SIDES.means[0], 0.25 * np.eye(2), 1), first) > 60


def test_of_k_means_a_line_leads_from_the_ghost(hand: Hand) -> None:
    points = table([[-6, -4], [6, 4], [-6, 4], [6, 3.6]])
    start_from(hand, points, Mixture(np.ones(1), np.array([[-5.0, 2.6]]), TILTED[None]), algorithm="kmeans")
    only(hand, "ghosts")
    colour = on_paper(component_colour(0), GHOST)
    end = points.points.mean(axis=0)
    way = [np.array([-5.0, 2.6]) + share * (end - [-5.0, 2.6]) for share in (0.3, 0.5, 0.7)]
    step(hand)
    assert nearest(hand, way, colour, 1) > 60
    assert step(hand) is Phase.M
    assert farthest(hand, way, colour, 1) < 60
    assert nearest(hand, tips(np.array([-5.0, 2.6]), TILTED, 2)[:2], colour) > 60, "and there is no ellipse"


def test_in_one_dimension_the_ghost_is_a_curve_and_a_hollow_centroid(hand: Hand) -> None:
    start_from(
        hand, table([[-9.0], [9.0], [-8.0], [8.0]]), Mixture(np.ones(1), np.array([[2.0]]), np.full((1, 1, 1), 9.0))
    )
    only(hand, "ghosts")
    colour = on_paper(component_colour(0), GHOST)
    height = normal(3.0, 2.0, 3.0)
    step(hand)
    assert nearest(hand, [np.array([3.0, height])], colour) > 60
    step(hand)
    assert farthest(hand, [np.array([3.0, height])], colour) < 30
    assert nearest_to(picture(hand), hand.pixel(2.0, 0.0) + QPoint(6, 0), colour, 1) < 30


def test_a_trail_leads_to_the_centroid(hand: Hand) -> None:
    points = table([[-6, -4], [6, 4], [-6, 4], [6, 3.6]])
    start_from(hand, points, Mixture(np.ones(1), np.array([[-5.0, 2.6]]), TILTED[None]))
    only(hand, "trails")
    end = points.points.mean(axis=0)
    way = [np.array([-5.0, 2.6]) + share * (end - [-5.0, 2.6]) for share in (0.3, 0.5, 0.7)]
    assert nearest(hand, way, component_colour(0), 2) > 60
    step(hand, 2)
    assert farthest(hand, way, component_colour(0), 3) < 100
    hand.press(Qt.Key.Key_Left)
    hand.settle()
    assert nearest(hand, way, component_colour(0), 3) > 100, "back at E it has not moved"


# Membership


def halves(hand: Hand, point: int, component: int) -> list[np.ndarray]:
    """Places on the way from a point to a centroid."""
    begin, end = OFF_THE_GRID.points[point], TWO_SIDES.means[component]
    return [begin + share * (end - begin) for share in (0.4, 0.5, 0.6)]


def line_on_paper(number: int, share: float = 1.0) -> QColor:
    """What a line to that component looks like on the light canvas."""
    assert line_colour(number, share).alphaF() == pytest.approx(STRONGEST * share, abs=1 / 255)
    return on_paper(component_colour(number), STRONGEST * share)


@pytest.mark.parametrize("algorithm", ["kmeans", "hard-em"])
def test_each_point_has_a_line_to_its_centroid(hand: Hand, algorithm: str) -> None:
    start_from(hand, OFF_THE_GRID, TWO_SIDES, algorithm=algorithm)
    assert not layer_action(hand, "Membership").isChecked()
    only(hand, "membership")
    first, second = line_on_paper(0), line_on_paper(1)
    assert nearest(hand, halves(hand, 3, 0), first, 1) > 60, "not before the first E"
    step(hand)
    labels = hand.player.assignment.labels if hand.player.assignment is not None else None
    assert labels is not None
    for point, label in enumerate(labels):
        assert farthest(hand, halves(hand, point, label), (first, second)[label], 1) < 75, point
    assert nearest(hand, halves(hand, 2, 1), second, 1) > 100, "and none to the other"
    layer_action(hand, "Membership").trigger()
    assert nearest(hand, halves(hand, 3, 0), first, 1) > 60


def test_lines_are_as_strong_as_the_responsibilities(hand: Hand) -> None:
    start_from(hand, OFF_THE_GRID, TWO_SIDES)
    only(hand, "membership")
    step(hand)
    for number in (0, 1):
        whole, half = line_on_paper(number), line_on_paper(number, 0.5)
        assert farthest(hand, halves(hand, 2, number), half, 1) < 30, "half of the third point"
        assert nearest(hand, halves(hand, 2, number), whole, 1) > 60
    assert farthest(hand, halves(hand, 0, 0), line_on_paper(0), 1) < 60, "all of the first"
    assert nearest(hand, halves(hand, 0, 1)[:1], line_on_paper(1), 1) > 60, "and nothing of it to the other"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_weak_line_lets_through_what_lies_under_it(hand: Hand, theme: Theme) -> None:
    start_from(hand, OFF_THE_GRID, replace(TWO_SIDES, covariances=np.tile(20 * np.eye(2), (2, 1, 1))))
    hand.canvas.set_theme(theme)
    step(hand)
    only(hand, "uncertainty")
    with hand.canvas.at_once():
        bare = picture(hand)
        only(hand, "uncertainty", "membership")
        projected = picture(hand)
    for number in (0, 1):
        for place in (hand.pixel(*way) for way in halves(hand, 2, number)):
            under = rgb(bare.pixelColor(place))
            assert np.linalg.norm(under - rgb(QColor(theme.canvas))) > 20, "there is something to cover"
            mixed = under + STRONGEST / 2 * (rgb(component_colour(number)) - under)
            assert nearest_to(projected, place, QColor(*(round(channel) for channel in mixed)), 2) < 25


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (groups(n=2_001), "More than 2,000 points: lines would hide them."),
        (groups(d=1), "On a single axis the lines would lie on one another."),
    ],
    ids=["many", "one column"],
)
def test_where_there_are_no_lines_the_switch_says_why(hand: Hand, data: Dataset, reason: str) -> None:
    put(hand, groups(n=2_000))
    assert layer_action(hand, "Membership").isEnabled()
    layer_action(hand, "Membership").trigger()
    hand.press(Qt.Key.Key_End)
    hand.settle()
    put(hand, data)
    hand.press(Qt.Key.Key_End)
    hand.settle()
    picture(hand)
    assert not layer_action(hand, "Membership").isEnabled() and layer_action(hand, "Membership").toolTip() == reason


# Truth


def known(mixture: Mixture) -> Dataset:
    """Corners that are said to come from ``mixture``."""
    return Dataset("known", np.array(CORNERS, dtype=float), ("x1", "x2"), truth_mixture=mixture)


def test_the_true_ellipses_are_at_the_roots_of_the_eigenvalues(hand: Hand) -> None:
    true = Mixture(np.full(2, 0.5), np.array([MEAN, [-5.0, 4.0]]), np.array([TILTED, 2 * np.eye(2)]))
    put(hand, known(true))
    only(hand)
    assert nearest(hand, tips(MEAN, TILTED, 2), component_colour(0)) > 60
    layer_action(hand, "Truth").trigger()
    for number, (mean, covariance) in enumerate(zip(true.means, true.covariances, strict=True)):
        colour = component_colour(number)
        for sigmas in (1, 2):
            assert farthest(hand, tips(mean, covariance, sigmas), colour) < 30
        assert nearest(hand, tips(mean, covariance, 2.4), colour, 1) > 60, "and nowhere else"
        top = hand.pixel(*mean) - QPoint(0, 14)
        assert nearest_to(picture(hand), top, colour) < 60, "a diamond at the mean"
        assert nearest_to(picture(hand), hand.pixel(*mean), colour) > 60, "that is hollow"


def test_the_truth_has_the_colours_of_a_start_in_another_order(hand: Hand) -> None:
    true = Mixture(np.full(2, 0.5), np.array([MEAN, [-5.0, 4.0]]), np.array([TILTED, 2 * np.eye(2)]))
    turned = Mixture(np.full(2, 0.5), true.means[::-1] + 0.5, np.tile(np.eye(2), (2, 1, 1)))
    start_from(hand, known(true), turned)
    only(hand, "truth")
    for algorithm in ("soft-em", "kmeans"):
        start_from(hand, known(true), turned, algorithm)
        for number, (mean, covariance) in enumerate(zip(true.means, true.covariances, strict=True)):
            assert farthest(hand, tips(mean, covariance, 2), component_colour(1 - number)) < 30
            assert nearest(hand, tips(mean, covariance, 2), component_colour(number), 1) > 60


def test_in_one_dimension_the_truth_is_a_density(hand: Hand) -> None:
    true = Mixture(np.array([1.0, 3.0]), np.array([[-4.0], [5.0]]), np.array([[[4.0]], [[9.0]]]))
    points = np.array([[-9.0], [9.0], [-8.0], [8.0]])
    put(hand, Dataset("known", points, ("x1",), truth_mixture=true))
    only(hand, "truth")
    for x in (-3.0, 1.0, 6.5):
        density = 0.25 * normal(x, -4, 2) + 0.75 * normal(x, 5, 3)
        assert farthest(hand, [np.array([x, density])], QColor(LIGHT.quiet)) < 30
        assert nearest(hand, [np.array([x, density + 0.02])], QColor(LIGHT.quiet)) > 60
    for number, mean in enumerate((-4.0, 5.0)):
        assert nearest_to(picture(hand), hand.pixel(mean, 0) - QPoint(0, 14), component_colour(number)) < 60


def test_points_that_disagree_with_the_labels_have_rings(hand: Hand) -> None:
    """K-means gives 16 of the 150 irises to another species, which is well known."""
    iris = DATASETS["iris"].load()
    put(hand, iris, k=3, algorithm="kmeans", initialiser="k-means", seed=1)
    only(hand, "truth")
    hand.press(Qt.Key.Key_End)
    hand.settle()
    layer = hand.canvas.layers.layers["truth"]
    assert isinstance(layer, TruthLayer) and layer.disagreeing is not None
    assert len(layer.disagreeing) == 16
    image, ink = picture(hand), QColor(LIGHT.text)
    places = iris.points[:, :2]
    for place in places[layer.disagreeing]:
        assert nearest_to(image, hand.pixel(*place) + QPoint(0, 8), ink, 1) < 100
    apart = np.hypot(*(places[:, None] - places[layer.disagreeing]).transpose(2, 0, 1)).min(axis=1) > 0.2
    assert apart.any()
    for place in places[apart]:
        assert nearest_to(image, hand.pixel(*place) + QPoint(0, 8), ink, 1) > 150


def test_disagreement_is_counted_at_its_best_matching() -> None:
    truth = np.repeat([5, 2, 9], [10, 20, 30])
    assert len(disagreeing(truth, np.repeat([2, 0, 1], [10, 20, 30]))) == 0, "numbers have no meaning"
    labels = np.repeat([2, 0, 1], [10, 20, 30])
    labels[[0, 15, 40]] = [1, 1, 0]
    assert disagreeing(truth, labels).tolist() == [0, 15, 40]
    assert len(disagreeing(truth, np.zeros(60, dtype=int))) == 30, "one component stands for the largest group"
    assert len(disagreeing(truth, np.arange(60))) == 57


def test_where_no_truth_is_known_the_switch_says_so(hand: Hand) -> None:
    put(hand, known(ONE))
    assert layer_action(hand, "Truth").isEnabled()
    put(hand, DATASETS["faithful"].load())
    assert not layer_action(hand, "Truth").isEnabled()
    assert layer_action(hand, "Truth").toolTip() == "The true mixture of these data is not known."


# Shapes


def test_no_two_shapes_look_alike() -> None:
    images = []
    for outline in SHAPES.values():
        image = QImage(24, 24, QImage.Format.Format_Grayscale8)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setBrush(QColor("black"))
        stamp(painter, outline, np.array([[12.0, 12.0]]), 9.0)
        painter.end()
        images.append(np.frombuffer(image.constBits(), dtype=np.uint8).reshape(24, -1) < 128)
    assert len(images) == 12
    names = list(SHAPES)
    alike = [
        (names[i], names[j])
        for i, j in combinations(range(12), 2)
        if (images[i] ^ images[j]).sum() < 0.1 * (images[i] | images[j]).sum()
    ]
    assert alike == []
    assert shape(12) == shape(0) and shape(13) == shape(1)


@pytest.mark.parametrize("n", [60, 3_000])
def test_centroids_carry_their_shape(hand: Hand, n: int) -> None:
    """A plus before; then a disc and a square, whose corner is white where that of the disc is not."""
    put(hand, groups(n=n, apart=8.0), initialiser="marks", marks=np.array([[0.0, 0.0], [8.0, 8.0]]))
    only(hand)
    step(hand)
    assert not layer_action(hand, "Shapes").isChecked()
    colours = [component_colour(number) for number in (0, 1)]
    centres = [hand.pixel(place, place) for place in (0, 8)]
    off_the_plus = QPoint(2, 2)
    for centre, colour in zip(centres, colours, strict=True):
        assert nearest_to(picture(hand), centre + off_the_plus, colour, 0) < 60
    layer_action(hand, "Shapes").trigger()
    hand.settle()
    circle, square = (white_pixels(picture(hand), centre) for centre in centres)
    assert circle[6 + 2, 6 + 2] and square[6 + 2, 6 + 2]
    assert (square & ~circle).sum() >= 4, "a square has corners"
    layer_action(hand, "Shapes").trigger()
    assert nearest_to(picture(hand), centres[1] + off_the_plus, colours[1], 0) < 60


def white_pixels(image: QImage, centre: QPoint) -> np.ndarray:
    """(13, 13) which pixels around ``centre`` are rather white."""
    return np.array(
        [
            [min(rgb(image.pixelColor(centre.x() + dx, centre.y() + dy))) > 150 for dx in range(-6, 7)]
            for dy in range(-6, 7)
        ]
    )


def reach_of_lines(hand: Hand, place: QPoint) -> int:
    """How many pixels to the right of ``place`` the layer of shapes still draws something; 0: it draws nothing."""
    with_shapes = picture(hand)
    hand.canvas.layers.switch("shapes", False)
    without = picture(hand)
    hand.canvas.layers.switch("shapes", True)
    beside = [place + QPoint(dx, 0) for dx in range(1, 10)]
    changes = [np.abs(rgb(with_shapes.pixelColor(at)) - rgb(without.pixelColor(at))).max() for at in beside]
    return max((dx for dx, change in enumerate(changes, start=1) if change > 40), default=0)


def test_few_points_have_the_shape_of_their_component(hand: Hand) -> None:
    start_from(hand, OFF_THE_GRID, TWO_SIDES, algorithm="hard-em")
    only(hand, "shapes")
    first, second = hand.pixel(-4.2, -2.7), hand.pixel(4.6, -2.7)
    assert reach_of_lines(hand, first) == reach_of_lines(hand, second) == 0, "not before the first E"
    step(hand)
    circle, square = reach_of_lines(hand, first), reach_of_lines(hand, second)
    assert 4 <= circle <= 7, "a line around the disc"
    assert 4 <= square <= 7


def test_beyond_twelve_the_number_stands_beside_the_shape(hand: Hand) -> None:
    put(hand, groups(n=80), k=13)
    only(hand, "shapes")
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    state = hand.player.state
    assert state is not None and len(state.components) == 13
    mean = hand.pixel(*state.mixture.means[12])
    place = mean + QPoint(18, 0)
    image = picture(hand)
    found = min(nearest_to(image, place + QPoint(dx, 0), QColor(LIGHT.text), 5) for dx in (-3, 0, 3))
    assert found < 60


@pytest.fixture
def with_shapes(settings: QSettings) -> None:
    """The last time, shapes were on."""
    settings.setValue("layers/shapes", True)


def test_shapes_are_remembered(with_shapes: None, hand: Hand) -> None:
    assert layer_action(hand, "Shapes").isChecked()
    put(hand, groups(apart=8.0), initialiser="marks", marks=np.array([[0.0, 0.0], [8.0, 8.0]]))
    step(hand)
    assert nearest_to(picture(hand), hand.pixel(8, 8) + QPoint(2, 2), QColor("white"), 0) < 60


# Projector


def test_the_projector_s_theme_gives_discs_black_edges(hand: Hand) -> None:
    start_from(hand, OFF_THE_GRID, TWO_SIDES, algorithm="hard-em")
    only(hand)
    step(hand)
    disc, black = hand.pixel(4.6, -2.7), QColor("black")
    assert darkest(picture(hand), disc) > rgb(component_colour(1)).sum() - 30
    found = hand.window.findChild(QAction, "projectorThemeAction")
    assert found is not None
    found.trigger()
    hand.settle()
    image = picture(hand)
    assert darkest(image, hand.pixel(4.6, -2.7)) < rgb(component_colour(1)).sum() - 50
    assert nearest_to(image, hand.pixel(-4.3, -0.5) + QPoint(7, 0), black, 1) < 60, "and centroids too"
    assert hand.window.palette().windowText().color().name() == PROJECTOR.text
    light = hand.window.findChild(QAction, "lightThemeAction")
    assert light is not None
    light.trigger()


def darkest(image: QImage, centre: QPoint) -> float:
    """Sum of red, green and blue of the darkest pixel around ``centre``."""
    around = range(-7, 8)
    return min(float(rgb(image.pixelColor(centre + QPoint(dx, dy))).sum()) for dx in around for dy in around)
