"""Fields of the canvas: Voronoi cells and decision regions, mixture density, uncertainty; as numbers and as pixels."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from gmmgui.core import Mixture
from gmmgui.core.gaussian import log_densities
from gmmgui.session.worker import Failure
from gmmgui.ui.canvas.layers import density, regions, uncertainty
from gmmgui.ui.canvas.layers.field import FINE, QUICK, FieldImage, FieldLayer, FieldView, Plan
from gmmgui.ui.canvas.render.borders import borders, contour, voronoi
from gmmgui.ui.canvas.render.plane import entropy, gaussians, log_density, log_joint, masses, most_probable
from gmmgui.ui.canvas.render.projection import Axes, ProjectedMixture, principal_components
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import DARK, LIGHT, component_colour
from tests.conftest import Hand
from tests.samples import groups, table
from tests.ui.support import layer_action, picture, pixel_size, put, rgb, start_from

SQUARE = FieldView(-10.0, 10.0, 10.0, -10.0, 400.0, 400.0, 1.0)
CORNERS = [(-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0)]
FAR = table([[-9, -6], [9, -6], [-9, 6], [9, 6]])
"""Points in the corners, out of the way of what is looked at."""


def drawn_of(mixture: Mixture) -> ProjectedMixture:
    return ProjectedMixture(tuple(range(mixture.k)), mixture.weights, mixture.means, mixture.covariances)


def mixture_of(k: int, seed: int, reach: float = 4.0) -> Mixture:
    rng = np.random.default_rng(seed)
    roots = 0.6 * rng.normal(size=(k, 2, 2))
    covariances = roots @ roots.swapaxes(1, 2) + 0.05 * np.eye(2)
    return Mixture(rng.dirichlet(np.full(k, 3.0)), rng.uniform(-reach, reach, (k, 2)), covariances)


# Numbers


@pytest.mark.parametrize("seed", range(5))
def test_the_joint_values_are_the_textbook_s(seed: int) -> None:
    mixture = mixture_of(4, seed)
    places = np.random.default_rng(seed).uniform(-8, 8, (200, 2))
    expected = np.log(mixture.weights) + log_densities(places, mixture.means, mixture.covariances)
    found = log_joint(gaussians(drawn_of(mixture)), places[:, 0], places[:, 1])
    assert np.allclose(found.T, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("size", [0.5, 1.0, 3.7])
def test_places_are_the_centres_or_the_corners_of_cells_that_fill_the_view(size: float) -> None:
    frame = FieldView(-3.0, 8.0, 7.0, 5.0, 200.0, 90.0, 1.0)
    centres, corners = frame.centres(size), frame.corners(size)
    for middle, edge, ends in ((centres.x, corners.x, (-3.0, 7.0)), (centres.y, corners.y, (8.0, 5.0))):
        assert np.allclose(middle, (edge[1:] + edge[:-1]) / 2) and np.allclose(edge[[0, -1]], ends)


@pytest.mark.parametrize("most", [QUICK, FINE])
@pytest.mark.parametrize("seed", range(5))
def test_the_density_image_integrates_to_one(seed: int, most: int) -> None:
    """Whole, and of the marginals of three columns: the sum of its cells' values, times the area of a cell."""
    values = density.log_densities(gaussians(drawn_of(mixture_of(1 + seed, seed))), SQUARE, most)
    assert np.exp(values, dtype=np.float64).sum() * 400 / values.size == pytest.approx(1, rel=0.01)


def test_components_without_a_density_are_left_out() -> None:
    """Of weight zero, of no extent, of a line's extent, or with numbers that are none; and nobody warns."""
    covariances = np.stack(
        [
            np.eye(2),
            np.eye(2),
            np.zeros((2, 2)),
            np.ones((2, 2)),
            -np.eye(2),
            np.full((2, 2), np.nan),
            np.array([[1, 1], [1, 1 + 1e-14]]),
        ]
    )
    weights = np.where(np.arange(7) == 1, 0, 0.2)
    projected = ProjectedMixture(tuple(range(7)), weights, np.zeros((7, 2)), covariances)
    mixture = gaussians(projected)
    assert mixture.rows.tolist() == [0] and mixture.weights.tolist() == [1]


def test_nothing_overflows_for_narrow_components_and_far_places() -> None:
    tiny = Mixture(np.full(2, 0.5), np.array([[0.0, 0], [1, 1]]), np.stack([1e-60 * np.eye(2), 1e60 * np.eye(2)]))
    mixture = gaussians(drawn_of(tiny))
    places = np.array([0.0, 1.0, 1e9, 1e30])
    assert np.isfinite(log_joint(mixture, places, places)).all()
    assert np.isfinite(log_density(log_joint(mixture, places, places))).all()
    assert np.allclose(entropy(log_joint(mixture, places, places)), 0)
    assert most_probable(log_joint(mixture, places, places)).tolist() == [0, 1, 1, 1]
    known = masses(mixture)
    assert np.isfinite(known.tones(log_density(log_joint(mixture, places, places)))).all()


def test_the_entropy_is_ln_2_halfway_between_two_equals() -> None:
    two = Mixture(np.full(2, 0.5), np.array([[-2.0, 1], [4, 1]]), np.tile(np.eye(2), (2, 1, 1)))
    places = np.array([[1.0, 1.0], [1.0, -3.0], [-2.0, 1.0], [1.2, 0.0]])
    found = entropy(log_joint(gaussians(drawn_of(two)), places[:, 0], places[:, 1]))
    share = 1 / (1 + math.exp(-6 * 0.2))
    expected = -share * math.log(share) - (1 - share) * math.log(1 - share)
    assert np.allclose(found, [math.log(2), math.log(2), 0, expected], atol=1e-5)


def test_the_entropy_is_ln_k_where_all_are_equal() -> None:
    angles = 2 * np.pi * np.arange(5) / 5
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    five = Mixture(np.full(5, 0.2), ring, np.tile(np.eye(2), (5, 1, 1)))
    found = entropy(log_joint(gaussians(drawn_of(five)), np.zeros(1), np.zeros(1)))
    assert found[0] == pytest.approx(math.log(5), abs=1e-6)


@pytest.mark.parametrize("share", density.SHARES)
def test_a_contour_of_one_gaussian_is_the_ellipse_of_that_mass(share: float) -> None:
    """1 - exp(-r²/2) of the mass is within r standard deviations, whatever the covariance."""
    one = gaussians(drawn_of(mixture_of(1, 3)))
    assert masses(one).level(share) == pytest.approx(one.logs[0] + math.log(1 - share), abs=0.01)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", density.SHARES)
def test_a_contour_holds_its_share_of_the_mass(seed: int, share: float) -> None:
    mixture = gaussians(drawn_of(mixture_of(5, seed)))
    values = density.log_densities(mixture, SQUARE, FINE).astype(np.float64)
    held = np.exp(values[values > masses(mixture).level(share)]).sum() * 400 / values.size
    assert held == pytest.approx(share, abs=0.02)


def test_a_contour_is_where_its_level_is() -> None:
    """The pieces of a circle lie on it and close it, whether it is inside the lattice or cut off by its edge."""
    lattice = SQUARE.corners(4.0)
    values = -np.hypot(lattice.x, lattice.y[:, None]).astype(np.float32)
    for radius, length in ((6.0, 12 * math.pi), (10.5, 4 * 10.5 * (math.pi / 2 - 2 * math.acos(10 / 10.5)))):
        pieces = contour(values, -radius)
        x, y = lattice.places(pieces[..., 0], pieces[..., 1])
        assert np.allclose(np.hypot(x, y), radius, atol=0.01)
        assert np.hypot(np.diff(x), np.diff(y)).sum() == pytest.approx(length, rel=0.01)


def test_borders_meet_where_three_or_four_labels_do() -> None:
    labels = np.array([[0, 0, 1], [0, 0, 1], [2, 2, 3]])
    pieces = borders(labels, lambda first, _second: np.full(first.shape, 0.5))
    ends, times = np.unique(pieces.reshape(-1, 2), axis=0, return_counts=True)
    assert dict(zip(map(tuple, ends.tolist()), times.tolist(), strict=True)) == {
        (0.0, 1.5): 1,
        (1.0, 1.5): 2,
        (1.5, 0.0): 1,
        (1.5, 1.0): 2,
        (1.5, 1.5): 4,
        (1.5, 2.0): 1,
        (2.0, 1.5): 1,
    }


# Voronoi cells


def area(cell: list[tuple[float, float]]) -> float:
    x, y = np.array(cell or [(0, 0)]).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def is_inside(cell: list[tuple[float, float]], place: np.ndarray) -> bool:
    corners = np.array(cell)
    sides, away = np.roll(corners, -1, axis=0) - corners, place - corners
    return len(cell) > 0 and bool((sides[:, 0] * away[:, 1] - sides[:, 1] * away[:, 0] >= 0).all())


ARRANGEMENTS = {
    "one": np.array([[1.0, 2]]),
    "two": np.array([[-3.0, 1], [4, -2]]),
    "in a row": np.array([[-6.0, -3], [-2, -1], [2, 1], [6, 3]]),
    "out of view": np.array([[0.0, 0], [100, 3], [15, 15]]),
    "on a square": np.array([[-3.0, -3], [3, -3], [3, 3], [-3, 3]]),
    "equal": np.array([[2.0, 2], [-5, 1], [2, 2]]),
    "many": np.random.default_rng(0).uniform(-10, 10, (40, 2)),
}


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_each_place_is_in_the_cell_of_its_nearest_mean(name: str) -> None:
    means = ARRANGEMENTS[name]
    cells = voronoi(means, CORNERS)
    assert sum(map(area, cells)) == pytest.approx(400), "they fill the view and do not overlap"
    for place in np.random.default_rng(1).uniform(-10, 10, (200, 2)):
        assert is_inside(cells[int(((means - place) ** 2).sum(axis=1).argmin())], place)


def test_of_equal_means_the_first_has_the_cell() -> None:
    cells = voronoi(ARRANGEMENTS["equal"], CORNERS)
    assert cells[0] and not cells[2]


def test_cells_on_principal_components_are_those_of_the_data() -> None:
    """A column and a principal component are not at right angles: nearest is still what is nearest in the data."""
    data = groups(n=200, seed=5).points * [3.0, 1.0]
    axes = Axes(0, principal_components(data)[0])
    matrix = axes.matrix(2)
    means = np.random.default_rng(2).uniform(-5, 5, (4, 2))
    projected = ProjectedMixture(
        (0, 1, 2, 3), np.full(4, 0.25), means @ matrix.T - axes.offset, np.tile(np.eye(2), (4, 1, 1))
    )
    cells = regions.voronoi_cells(projected, SQUARE, matrix)
    for shown in np.random.default_rng(3).uniform(-10, 10, (200, 2)):
        place = np.linalg.solve(matrix, shown + axes.offset)
        cell = cells[int(((means - place) ** 2).sum(axis=1).argmin())].tolist()
        assert is_inside(cell if area(cell) > 0 else cell[::-1], shown)


# Pixels


def layer(hand: Hand, key: str) -> FieldLayer:
    found = hand.canvas.layers.layers[key]
    assert isinstance(found, FieldLayer)
    return found


def click_in_menu(hand: Hand, request: QAction) -> None:
    """Open the menu of the layers, click on ``request``, and close the menu."""
    button = hand.child(QToolButton, "layersButton")
    assert isinstance(button, QToolButton)
    menu = button.menu()
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
    hand.qtbot.waitUntil(menu.isVisible)
    QTest.mouseClick(
        menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(request).center()
    )
    assert menu.isVisible(), "it stays for the next switch"
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    hand.qtbot.waitUntil(lambda: not menu.isVisible())


def only(hand: Hand, *keys: str, option: str | None = None) -> None:
    """These layers and no others."""
    for key in hand.canvas.layers.actions:
        hand.canvas.layers.switch(key, key in keys)
    if option is not None:
        hand.canvas.layers.choose(keys[0], option)


def at_rest(hand: Hand, *keys: str) -> QImage:
    """The canvas, once these layers have their fine pictures."""
    picture(hand)
    hand.qtbot.waitUntil(lambda: all(layer(hand, key).is_up_to_date for key in keys), timeout=20_000)
    return picture(hand)


def show(hand: Hand, components: ProjectedMixture) -> None:
    """Have the layers draw other components, as in a glide."""
    on = next(key for key in ("regions", "density", "uncertainty") if hand.canvas.layers.is_on(key))
    scene = layer(hand, on).shown
    assert scene is not None
    hand.canvas.layers.show_scene(replace(scene, projected=components))


def place_of(hand: Hand, column: int, row: int) -> np.ndarray:
    """(2,) in the data, of the middle of this pixel of the canvas."""
    on_scene = hand.canvas.mapToScene(QPoint(column, row)) + QPointF(0.5, 0.5)
    place = hand.canvas.plotItem.getViewBox().mapSceneToView(on_scene)
    return np.array([place.x(), place.y()])


def border_pixels(hand: Hand, image: QImage) -> np.ndarray:
    """(p, 2) places in the data of the pixels that a border covers most, away from the centroids and the points."""
    frame = hand.canvas.plotItem.getViewBox().sceneBoundingRect().toAlignedRect().adjusted(4, 4, -4, -4)
    inside = image.copy(frame).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.asarray(inside.constBits()).reshape(inside.height(), inside.width(), 4)[..., 2::-1].astype(float)
    projected = hand.canvas.projected
    assert projected is not None
    marks = np.concatenate([projected.means, FAR.points])
    rows, columns = np.nonzero(np.abs(pixels - rgb(QColor(LIGHT.quiet))).max(axis=2) < 75)
    places = np.array(
        [place_of(hand, frame.x() + int(x), frame.y() + int(y)) for y, x in zip(rows, columns, strict=True)]
    )
    places = places.reshape(-1, 2)
    away = np.hypot(*((places[:, None] - marks) / pixel_size(hand)).transpose(2, 0, 1)).min(axis=1)
    return places[away > 14]


THREE = Mixture(
    np.array([0.5, 0.3, 0.2]),
    np.array([[-4.0, -1], [3, -2], [1, 3]]),
    np.array([[[3.0, 1], [1, 1.5]], [[1.5, -0.5], [-0.5, 1]], [[1.0, 0], [0, 0.5]]]),
)
TWO = Mixture(np.full(2, 0.5), np.array([[-3.0, 0], [3, 0]]), np.tile(2 * np.eye(2), (2, 1, 1)))


def test_the_edges_of_voronoi_cells_are_equidistant(hand: Hand) -> None:
    """Every pixel of an edge is as far from the nearest mean as from the next, within a pixel; and edges are there."""
    start_from(hand, FAR, THREE, algorithm="kmeans")
    only(hand, "regions")
    image = picture(hand)
    made = layer(hand, "regions").picture
    assert layer(hand, "regions").is_up_to_date and made is not None and made.image is None, "exact at once"
    places = border_pixels(hand, image)
    assert len(places) > 100
    distances = np.sort(np.hypot(*(places[:, None] - THREE.means).transpose(2, 0, 1)), axis=1)
    away = (distances[:, 1] - distances[:, 0]) / 2  # from the edge, at most: the difference grows by up to 2 a step
    assert away.max() < pixel_size(hand).max()


@pytest.mark.parametrize("algorithm", ["hard-em", "soft-em"])
def test_the_borders_of_em_are_where_two_are_equally_probable(hand: Hand, algorithm: str) -> None:
    start_from(hand, FAR, THREE, algorithm=algorithm)
    only(hand, "regions")
    places = border_pixels(hand, at_rest(hand, "regions"))
    assert len(places) > 100

    def winners(at: np.ndarray) -> np.ndarray:
        joint: np.ndarray = np.log(THREE.weights) + log_densities(at, THREE.means, THREE.covariances)
        return joint.argmax(axis=1)

    around = np.array([winners(places + pixel_size(hand) * [dx, dy]) for dx in (-1, 0, 1) for dy in (-1, 0, 1)])
    assert np.all(around.min(axis=0) < around.max(axis=0)), "within a pixel, another one wins"


def test_regions_have_the_tint_of_their_component(hand: Hand) -> None:
    start_from(hand, FAR, THREE, algorithm="soft-em")
    only(hand, "regions")
    image, paper = at_rest(hand, "regions"), rgb(QColor(LIGHT.canvas))
    for x, y in [(-6.5, 3.0), (6.0, -4.0), (1.5, 4.5), (-2.0, -4.0)]:
        joint = np.log(THREE.weights) + log_densities(np.array([[x, y]]), THREE.means, THREE.covariances)
        colour = rgb(component_colour(int(joint.argmax())))
        expected = regions.TINT * colour + (1 - regions.TINT) * paper
        assert np.abs(rgb(image.pixelColor(hand.pixel(x, y))) - expected).max() < 4, (x, y)


def test_k_means_shows_cells_of_the_nearest_mean(hand: Hand) -> None:
    """Where weights and covariances say otherwise: the same means, and a place that is nearer to the weaker one."""
    two = replace(TWO, weights=np.array([0.999, 0.001]), covariances=np.tile(4 * np.eye(2), (2, 1, 1)))
    paper, place = rgb(QColor(LIGHT.canvas)), (1.5, 3.0)
    for algorithm, number in (("soft-em", 0), ("kmeans", 1)):
        start_from(hand, FAR, two, algorithm=algorithm)
        only(hand, "regions")
        expected = regions.TINT * rgb(component_colour(number)) + (1 - regions.TINT) * paper
        found = rgb(at_rest(hand, "regions").pixelColor(hand.pixel(*place)))
        assert np.abs(found - expected).max() < 4, algorithm


def test_one_component_has_one_region_without_a_border(hand: Hand) -> None:
    for algorithm in ("kmeans", "soft-em"):
        start_from(hand, FAR, Mixture(np.ones(1), np.zeros((1, 2)), np.eye(2)[None]), algorithm=algorithm)
        only(hand, "regions")
        assert not len(border_pixels(hand, at_rest(hand, "regions"))), algorithm


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_heat_map_deepens_towards_the_mean(hand: Hand, theme: object) -> None:
    """Of one Gaussian its opacity is that in the middle, times exp(-r²/2)."""
    one = Mixture(np.ones(1), np.zeros((1, 2)), np.diag([9.0, 4.0])[None])
    start_from(hand, FAR, one)
    hand.canvas.set_theme(DARK if theme is DARK else LIGHT)
    only(hand, "density", option="heat")
    image = at_rest(hand, "density")
    palette = DARK if theme is DARK else LIGHT
    paper, ink = rgb(QColor(palette.canvas)), rgb(QColor(density.hue(palette)))
    opacities = []
    for r in (2.5, 2.0, 1.5, 1.0, 0.7, 0.5):
        found = rgb(image.pixelColor(hand.pixel(0.6 * 3 * r, 0.8 * 2 * r)))
        opacities.append(float((found - paper) @ (ink - paper) / ((ink - paper) @ (ink - paper))))
        assert opacities[-1] == pytest.approx(density.OPACITY * math.exp(-r * r / 2), abs=0.025)
    assert opacities == sorted(opacities)


def test_contours_are_lines_at_their_share_of_the_mass(hand: Hand) -> None:
    start_from(hand, FAR, Mixture(np.ones(1), np.zeros((1, 2)), np.diag([9.0, 4.0])[None]))
    only(hand, "density", option="contours")
    image, ink = at_rest(hand, "density"), rgb(QColor(density.hue(LIGHT)))

    def darkest(r: float) -> float:
        middle = hand.pixel(0, 2 * r)
        around = [rgb(image.pixelColor(middle + QPoint(0, dy))) for dy in (-1, 0, 1)]
        return min(float(np.abs(pixel - ink).max()) for pixel in around)

    radii = [math.sqrt(-2 * math.log(1 - share)) for share in density.SHARES]
    assert all(darkest(r) < 90 for r in radii)
    assert all(darkest((r + s) / 2) > 150 for r, s in pairwise(radii)), "and nothing between"


def test_both_have_the_heat_map_and_the_contours(hand: Hand) -> None:
    start_from(hand, FAR, TWO)
    only(hand, "density", option="both")
    at_rest(hand, "density")
    made = layer(hand, "density").picture
    assert made is not None and made.image is not None and not made.lines[0][0].isEmpty()


def test_uncertainty_is_darkest_on_the_border(hand: Hand) -> None:
    start_from(hand, FAR, TWO)
    only(hand, "uncertainty")
    image, paper, ink = at_rest(hand, "uncertainty"), rgb(QColor(LIGHT.canvas)), rgb(QColor(LIGHT.text))
    expected = uncertainty.OPACITY * ink + (1 - uncertainty.OPACITY) * paper
    assert np.abs(rgb(image.pixelColor(hand.pixel(0, 2))) - expected).max() < 6
    greys = [image.pixelColor(hand.pixel(x, 2.0)).red() for x in (0.0, 0.5, 1.0, 1.5)]
    assert greys == sorted(set(greys))
    assert np.abs(rgb(image.pixelColor(hand.pixel(5.5, 2.0))) - paper).max() < 3


# Switching


@pytest.mark.parametrize(("key", "place"), [("regions", (-5, 3)), ("density", (-3.0, 1.2)), ("uncertainty", (0, 2))])
def test_the_menu_switches_it_on_and_off(hand: Hand, key: str, place: tuple[float, float]) -> None:
    start_from(hand, FAR, TWO)
    only(hand)
    bare = picture(hand).pixelColor(hand.pixel(*place))
    assert bare == QColor(LIGHT.canvas)
    click_in_menu(hand, layer_action(hand, key))
    assert at_rest(hand, key).pixelColor(hand.pixel(*place)) != bare
    click_in_menu(hand, layer_action(hand, key))
    assert picture(hand).pixelColor(hand.pixel(*place)) == bare


def test_the_menu_offers_the_ways_to_draw_the_density(hand: Hand) -> None:
    start_from(hand, FAR, TWO)
    only(hand, "density", option="heat")
    assert at_rest(hand, "density").pixelColor(hand.pixel(-3, 1.2)) != QColor(LIGHT.canvas)
    menu = hand.child(QMenu, "layersMenu")
    assert isinstance(menu, QMenu)
    ways = [way for submenu in menu.findChildren(QMenu) if submenu.title() == "Density as" for way in submenu.actions()]
    assert [way.data() for way in ways] == ["heat", "contours", "both"]
    ways[1].trigger()
    at_rest(hand, "density")
    made = layer(hand, "density").picture
    assert made is not None and made.image is None and made.lines


REASONS = {
    ("kmeans", 2): {"density": "no density", "uncertainty": "one component"},
    ("hard-em", 2): {"uncertainty": "one component"},
    ("soft-em", 2): {},
    ("soft-em", 3): {"regions": "not shown", "uncertainty": "not shown"},
    ("kmeans", 3): {"regions": "not shown", "density": "no density", "uncertainty": "one component"},
    ("soft-em", 1): {"regions": "on its axis", "density": "curves", "uncertainty": "on its axis"},
}


def test_ways_of_a_layer_are_offered_where_the_layer_is(hand: Hand) -> None:
    menu = hand.child(QMenu, "layersMenu")
    ways = {sub.title(): sub.menuAction() for sub in menu.findChildren(QMenu)}
    titles = ("Size of ellipses", "Density as", "Curves as")
    for d, offered in ((1, [False, False, True]), (2, [True, True, False])):
        put(hand, groups(d=d))
        assert [ways[title].isEnabled() for title in titles] == offered, d


def test_a_press_drawn_into_the_menu_switches_and_one_given_up_does_not(hand: Hand) -> None:
    start_from(hand, FAR, TWO)
    only(hand)
    menu, grid = hand.child(QMenu, "layersMenu"), layer_action(hand, "Grid")
    assert isinstance(menu, QMenu)
    place = menu.actionGeometry(grid).center()
    menu.popup(hand.window.mapToGlobal(QPoint(300, 60)))
    QTest.mouseRelease(menu, Qt.MouseButton.LeftButton, pos=place)
    assert not grid.isChecked(), "the button was pressed, and the menu opened under the mouse"
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    moved = QMouseEvent(
        QEvent.Type.MouseMove, place.toPointF(), menu.mapToGlobal(place).toPointF(), Qt.MouseButton.NoButton, left, none
    )
    QApplication.sendEvent(menu, moved)
    QTest.mouseRelease(menu, left, pos=place)
    assert grid.isChecked() and menu.isVisible(), "drawn with the button down to the entry, and let go there"
    QTest.mousePress(menu, left, pos=place)
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    hand.qtbot.waitUntil(lambda: not menu.isVisible())
    menu.popup(hand.window.mapToGlobal(QPoint(300, 60)))
    QTest.mouseRelease(menu, left, pos=place)
    assert grid.isChecked()
    menu.close()


def test_the_space_bar_switches_in_the_menu_and_enter_ends(hand: Hand) -> None:
    start_from(hand, FAR, TWO)
    only(hand)
    menu, grid = hand.child(QMenu, "layersMenu"), layer_action(hand, "Grid")
    assert isinstance(menu, QMenu)
    menu.popup(hand.window.mapToGlobal(QPoint(300, 60)))
    menu.setActiveAction(grid)
    for expected in (True, False):
        QTest.keyClick(menu, Qt.Key.Key_Space)
        assert grid.isChecked() is expected and menu.isVisible()
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert grid.isChecked() and not menu.isVisible()


@pytest.mark.parametrize(("algorithm", "d"), REASONS)
def test_what_does_not_apply_says_why_and_draws_nothing(hand: Hand, algorithm: str, d: int) -> None:
    only(hand, "regions", "density", "uncertainty")
    put(hand, groups(d=d), algorithm=algorithm)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    picture(hand)
    for key in ("regions", "density", "uncertainty"):
        reason = REASONS[algorithm, d].get(key)
        assert layer_action(hand, key).isEnabled() == (reason is None), key
        assert reason is None or reason in layer_action(hand, key).toolTip()
        made = layer(hand, key).picture
        assert made is not None
        assert (made.image is None and not made.fills and not made.lines) == (reason is not None), key


def test_the_density_of_two_of_three_columns_is_their_marginal(hand: Hand) -> None:
    covariance = np.array([[4.0, 0, 0], [0, 9.0, 0], [0, 0, 1.0]])
    start_from(
        hand,
        table([[x, y, z] for x in (-9, 9) for y in (-9, 9) for z in (-5, 5)]),
        Mixture(np.ones(1), np.zeros((1, 3)), covariance[None]),
    )
    only(hand, "density", option="heat")
    image, paper, ink = at_rest(hand, "density"), rgb(QColor(LIGHT.canvas)), rgb(QColor(density.hue(LIGHT)))
    for place in ((2.0, 0.0), (0.0, 3.0), (1.2, 2.4)):
        found = rgb(image.pixelColor(hand.pixel(*place)))
        expected = density.OPACITY * math.exp(-(place[0] ** 2 / 4 + place[1] ** 2 / 9) / 2)
        assert (found - paper) @ (ink - paper) / ((ink - paper) @ (ink - paper)) == pytest.approx(expected, abs=0.025)


def test_a_collapsed_component_has_no_region(hand: Hand) -> None:
    """Of two components at the same place only the one that has an extent is seen, and nobody warns."""
    flat = Mixture(np.full(2, 0.5), np.array([[-3.0, 0], [3, 0]]), np.stack([np.eye(2), np.zeros((2, 2))]))
    start_from(hand, FAR, TWO)
    only(hand, "regions", "density", "uncertainty", option=None)
    show(hand, drawn_of(flat))
    at_rest(hand, "regions", "density", "uncertainty")
    made = layer(hand, "regions").picture
    assert made is not None and made.image is not None
    pixels = {made.image.pixel(x, y) for x in range(0, made.image.width(), 7) for y in range(0, made.image.height(), 7)}
    assert len(pixels) == 1
    made = layer(hand, "uncertainty").picture
    assert made is not None and made.image is None


# While something moves


def moved_by(shift: float) -> ProjectedMixture:
    """``TWO``, farther to the right."""
    return drawn_of(replace(TWO, means=TWO.means + np.array([shift, 0])))


def test_a_field_moves_with_its_components_and_becomes_fine_at_rest(hand: Hand) -> None:
    """In the very next picture the border is where the components are, coarse; a moment later it is fine."""
    start_from(hand, FAR, TWO)
    only(hand, "regions")
    at_rest(hand, "regions")
    fine = layer(hand, "regions").picture
    show(hand, moved_by(1.5))
    image = picture(hand)
    coarse = layer(hand, "regions").picture
    assert coarse is not None and coarse is not fine and not layer(hand, "regions").is_up_to_date
    places = border_pixels(hand, image)
    assert len(places) > 30 and np.abs(places[:, 0] - 1.5).max() < pixel_size(hand)[0]
    at_rest(hand, "regions")
    made = layer(hand, "regions").picture
    assert made is not None and made.image is not None and coarse.image is not None
    assert made.image.width() > coarse.image.width()


def test_of_many_changes_only_the_last_is_made_fine(hand: Hand) -> None:
    start_from(hand, FAR, TWO)
    only(hand, "density")
    at_rest(hand, "density")
    asked: list[object] = []
    hand.canvas.painter.ended.connect(lambda: asked.append(1))
    for shift in range(10):
        show(hand, moved_by(0.1 * shift))
        picture(hand)
    at_rest(hand, "density")
    hand.qtbot.waitUntil(lambda: hand.canvas.painter.is_idle)
    assert 1 <= len(asked) < 5


def test_other_parts_of_the_plane_have_their_own_picture(hand: Hand) -> None:
    start_from(hand, FAR, TWO)
    only(hand, "uncertainty")
    at_rest(hand, "uncertainty")
    hand.canvas.plotItem.getViewBox().translateBy(x=4.0, y=8.0)
    for image in (picture(hand), at_rest(hand, "uncertainty")):
        assert image.pixelColor(hand.pixel(0, 3)).red() < 130, "the border is where it belongs"
        assert image.pixelColor(hand.pixel(0, 13)).red() < 130, "also where nothing was seen before"
        assert image.pixelColor(hand.pixel(8, 3)).red() > 245


def test_a_fine_picture_that_comes_too_late_is_not_shown(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """The components move on while it is made."""
    begun, gate = Event(), Event()
    plan = layer(hand, "regions").plan

    def held(scene: Scene) -> Plan | None:
        make = plan(scene)
        assert make is not None

        def made(frame: FieldView, most: int) -> FieldImage:
            if most == FINE:
                begun.set()
                gate.wait(20)
            return make(frame, most)

        return made

    monkeypatch.setattr(layer(hand, "regions"), "plan", held)
    start_from(hand, FAR, TWO)
    only(hand, "regions")
    picture(hand)
    hand.qtbot.waitUntil(begun.is_set)
    show(hand, moved_by(1.5))
    picture(hand)
    gate.set()
    places = border_pixels(hand, at_rest(hand, "regions"))
    assert len(places) > 30 and np.abs(places[:, 0] - 1.5).max() < pixel_size(hand)[0]


def test_another_theme_has_its_own_picture(hand: Hand) -> None:
    start_from(hand, FAR, TWO)
    only(hand, "uncertainty")
    at_rest(hand, "uncertainty")
    hand.canvas.set_theme(DARK)
    assert at_rest(hand, "uncertainty").pixelColor(hand.pixel(0, 2)).lightness() > 120


@pytest.mark.parametrize("key", ["regions", "density", "uncertainty"])
def test_a_saved_picture_is_fine(hand: Hand, key: str) -> None:
    """Whether the window has been painted before or not."""
    start_from(hand, FAR, TWO)
    only(hand, key)
    picture(hand)
    assert not layer(hand, key).is_up_to_date
    hand.canvas.grab()
    assert layer(hand, key).is_up_to_date
    show(hand, moved_by(1.0))
    hand.canvas.grab()
    assert layer(hand, key).is_up_to_date


def test_switched_off_in_a_hurry_it_is_fine_when_it_comes_back(hand: Hand) -> None:
    start_from(hand, FAR, TWO)
    only(hand, "density")
    picture(hand)
    only(hand)
    QApplication.processEvents()
    only(hand, "density")
    at_rest(hand, "density")


def test_a_field_that_cannot_be_made_is_told_once(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    start_from(hand, FAR, TWO)
    told: list[object] = []
    hand.canvas.painter.failed.disconnect()
    hand.canvas.painter.failed.connect(told.append)

    def wrong(_frame: FieldView, _most: int) -> FieldImage:
        raise ValueError("no such field")

    monkeypatch.setattr(layer(hand, "density"), "plan", lambda _scene: wrong)
    only(hand, "density")
    for _ in range(3):
        layer(hand, "density").update()
        picture(hand)
    assert len(told) == 1 and isinstance(told[0], Failure) and "no such field" in told[0].sentence
