"""Handles of a component, by real mouse events: axes, rotation, one column, weight; live, undoable, and in a run."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gmmgui.core import ALGORITHMS, Mixture, Phase, State, log_likelihood
from gmmgui.core.covariance import COVARIANCE_TYPES
from gmmgui.data import Dataset
from gmmgui.session.transport import Mode, Speed
from gmmgui.ui.canvas.interaction.drag_handles import carried, handles_of, rule_of, shape_of
from gmmgui.ui.canvas.interaction.weight_bar import WeightSlider
from gmmgui.ui.canvas.render.projection import Axes, principal_components
from gmmgui.ui.objective_plot import number
from gmmgui.ui.palette import component_colour
from tests.conftest import Hand
from tests.core.support import same_bits
from tests.samples import groups, table
from tests.session.conftest import held
from tests.ui.support import nearest_to, picture, pixel_size, put

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
TILTED = np.array([[4.0, 2.4], [2.4, 2.9]])
SQUARE = table([[x, y] for x in (-9.0, -3.0, 3.0, 9.0) for y in (-9.0, -3.5, 3.5, 9.0)])
PIXELS = 2.0
"""How far off, in pixels, a drag may end: the mouse goes from pixel to pixel."""


def mixture_of(*covariances: np.ndarray, type_name: str = "full") -> Mixture:
    """The first component at (1, -0.5), others far to the left."""
    k, d = len(covariances), len(covariances[0])
    means = np.array([[1.0, -0.5, 0.25][:d]] + [[-6.0 + j, 5.0, 0.0][:d] for j in range(1, k)])
    return Mixture(np.arange(k, 0, -1) / (k * (k + 1) / 2), means, np.array(covariances), type_name)


def begin_with(hand: Hand, mixture: Mixture, dataset: Dataset = SQUARE, algorithm: str = "soft-em") -> None:
    """The start of a run from this mixture, its first component selected by a click."""
    spec = {"k": mixture.k, "start": mixture, "algorithm": algorithm, "covariance_type": mixture.covariance_type}
    put(hand, dataset, initialiser="exact", min_variance=0.0, **spec)
    hand.player.step()
    hand.settle()
    hand.player.home()
    hand.settle()
    select(hand, 0)


def select(hand: Hand, index: int) -> None:
    projected = hand.canvas.projected
    assert projected is not None
    hand.click(*(projected.means[index] if projected.means.shape[1] == 2 else (projected.means[index, 0], 0.0)))


def state(hand: Hand) -> State:
    assert hand.player.state is not None
    return hand.player.state


def mixture(hand: Hand) -> Mixture:
    return state(hand).mixture


def drawn_covariance(hand: Hand, index: int = 0) -> np.ndarray:
    assert hand.canvas.projected is not None
    return hand.canvas.projected.covariances[index]


def axes_of(covariance: np.ndarray) -> np.ndarray:
    """(2, 2) half axes at one sigma, the longer first, worked out apart from the program."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.sqrt(values)).T[::-1]


def rotation_handle(hand: Hand, index: int = 0) -> np.ndarray:
    """(2,) beyond the upper end of the longer axis."""
    assert hand.canvas.projected is not None
    mean, axis = hand.canvas.projected.means[index], axes_of(drawn_covariance(hand, index))[0]
    axis = axis * np.sign(axis[1])
    return mean + axis * (1 + 24 / np.hypot(*(axis / pixel_size(hand))))


def press(hand: Hand, begin: np.ndarray, end: np.ndarray) -> QPoint:
    """Press at ``begin`` and move to ``end``, in steps; what is there then, in pixels."""
    viewport, first, last = hand.canvas.viewport(), hand.pixel(*begin), hand.pixel(*end)
    QTest.mouseMove(viewport, first)
    QTest.mousePress(viewport, LEFT, NO_KEY, first)
    for step in range(1, 11):
        QTest.mouseMove(viewport, first + (last - first) * step / 10)
    return last


def release(hand: Hand, place: QPoint) -> None:
    QTest.mouseRelease(hand.canvas.viewport(), LEFT, NO_KEY, place)
    hand.settle()


def pull(hand: Hand, begin: np.ndarray, end: np.ndarray) -> None:
    release(hand, press(hand, begin, end))


def answered(hand: Hand) -> None:
    preview = hand.window.session.preview
    hand.qtbot.waitUntil(lambda: preview.is_idle and preview.result is not None)


def escape(hand: Hand) -> None:
    hand.window.activateWindow()
    hand.qtbot.waitUntil(lambda: QApplication.activeWindow() is hand.window)
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Escape)


def edits(hand: Hand) -> int:
    return hand.window.session.store.undo_stack.index()


def undo(hand: Hand, times: int = 1, again: bool = False) -> None:
    stack = hand.window.session.store.undo_stack
    for _ in range(times):
        (stack.redo if again else stack.undo)()
        hand.settle()


def off(place: np.ndarray, across: float, up: float) -> np.ndarray:
    """(2,) so far from ``place``."""
    return place + np.array([across, up])


# Axes


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("factor", [1.6, 0.6])
def test_each_end_of_each_axis_changes_that_standard_deviation(hand: Hand, axis: int, sign: int, factor: float) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    before, arms = mixture(hand), axes_of(TILTED)
    mean, arm = before.means[0], sign * arms[axis]
    pull(hand, mean + arm, mean + factor * arm)
    after = axes_of(mixture(hand).covariances[0])
    lengths = np.linalg.norm(arms, axis=1)
    expected = lengths.copy()
    expected[axis] *= factor
    accuracy = PIXELS * pixel_size(hand).max()
    assert np.allclose(sorted(np.linalg.norm(after, axis=1)), sorted(expected), atol=accuracy)
    stays = arms[1 - axis] / lengths[1 - axis]
    assert np.allclose(mixture(hand).covariances[0] @ stays, lengths[1 - axis] ** 2 * stays), "the other axis stays"
    assert np.allclose(mixture(hand).means, before.means) and np.allclose(mixture(hand).weights, before.weights)
    assert np.allclose(mixture(hand).covariances[1], before.covariances[1])


def test_a_handle_held_off_its_middle_does_not_jump(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED))
    arm = axes_of(TILTED)[0]
    place = mixture(hand).means[0] + arm + 4 * pixel_size(hand)
    press(hand, place, place)
    QTest.mouseMove(hand.canvas.viewport(), hand.pixel(*place) + QPoint(6, 0))
    QTest.mouseMove(hand.canvas.viewport(), hand.pixel(*place))
    assert np.allclose(drawn_covariance(hand), TILTED, rtol=1e-9)
    release(hand, hand.pixel(*place))


def test_a_tiny_component_can_be_made_larger(hand: Hand) -> None:
    tiny = 1e-4 * np.eye(2)
    begin_with(hand, mixture_of(tiny, TILTED))
    mean, reach = mixture(hand).means[0], np.array([0, 20.0]) * pixel_size(hand)
    pull(hand, mean + reach, mean + 10 * reach)
    values = np.linalg.eigvalsh(mixture(hand).covariances[0])
    assert np.sqrt(values / 1e-4).tolist() == pytest.approx([1, 10], rel=0.1)


def test_dragged_over_the_mean_it_grows_on_the_other_side(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED))
    arm, mean = axes_of(TILTED)[0], mixture(hand).means[0]
    pull(hand, mean + arm, mean - 0.5 * arm)
    assert np.isclose(arm @ mixture(hand).covariances[0] @ arm / (arm @ arm), 0.25 * (arm @ arm), rtol=0.05)
    assert np.linalg.eigvalsh(mixture(hand).covariances[0]).min() > 0


# Rotation


@pytest.mark.parametrize("degrees", [25.0, -70.0, 120.0])
def test_the_rotation_handle_turns_and_keeps_both_standard_deviations(hand: Hand, degrees: float) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    before, place = mixture(hand), rotation_handle(hand)
    angle = np.radians(degrees)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    pull(hand, place, before.means[0] + rotation @ (place - before.means[0]))
    after = mixture(hand).covariances[0]
    assert np.allclose(after, rotation @ TILTED @ rotation.T, atol=0.05)
    assert np.allclose(np.linalg.eigvalsh(after), np.linalg.eigvalsh(TILTED), rtol=1e-9)
    assert np.allclose(mixture(hand).means, before.means)
    assert np.allclose(mixture(hand).covariances[1], before.covariances[1])


# While it is held


def test_ellipse_and_handles_follow_the_mouse_and_one_edit_is_made_at_the_end(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    mean, arm, count, shown = mixture(hand).means[0], axes_of(TILTED)[1], edits(hand), state(hand)
    place = press(hand, mean + arm, mean + 2 * arm)
    assert np.isclose(np.linalg.det(drawn_covariance(hand)), 4 * np.linalg.det(TILTED), rtol=0.1)
    image = picture(hand)
    tip = mean + 2 * 2 * arm
    assert nearest_to(image, hand.pixel(*tip), component_colour(0), 3) < 60, "the ellipse at two sigma"
    assert nearest_to(image, hand.pixel(*(mean + 2 * arm)), QColor("white"), 1) < 10, "and its handle"
    assert edits(hand) == count and state(hand) is shown, "an edit only when it is let go"
    release(hand, place)
    assert edits(hand) == count + 1
    assert hand.window.session.store.undo_stack.undoText() == "Shape component"


def readout(hand: Hand) -> str:
    label = hand.child(QLabel, "handReadout")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def test_what_is_held_is_told_beside_the_mouse(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    mean, arms = mixture(hand).means[0], axes_of(TILTED)
    assert readout(hand) == ""
    place = press(hand, mean + arms[0], mean + 1.5 * arms[0])
    answered(hand)
    values = [float(word) for word in readout(hand).split("\n")[0].replace("°", "").split()[1::2]]
    long, short = np.linalg.norm(arms, axis=1)
    assert values[0] == pytest.approx(1.5 * long, abs=2 * pixel_size(hand).max())
    assert values[1] == pytest.approx(short, rel=1e-3)
    assert readout(hand).split("\n")[0].endswith("°")
    assert readout(hand).split("\n")[1].startswith("Log-likelihood −")
    label = hand.child(QLabel, "handReadout")
    assert hand.canvas.rect().contains(label.geometry())
    assert not label.geometry().contains(hand.canvas.viewport().mapTo(hand.canvas, place)), "not under the mouse"
    release(hand, place)
    assert readout(hand) == ""


def under_hand(hand: Hand) -> str:
    label = hand.child(QLabel, "underHandValue")
    assert isinstance(label, QLabel)
    return "" if label.isHidden() else label.text()


@pytest.mark.parametrize("part", ["mean", "axis", "rotation", "weight"])
def test_the_log_likelihood_follows_live(hand: Hand, part: str) -> None:
    """Beside the mouse and on the plot: that of the mixture under the hand, worked out apart from it."""
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    before, mean = state(hand).objective, mixture(hand).means[0]
    if part == "weight":
        hold_slider(hand, 0.9)
    else:
        starts = {"mean": mean, "axis": mean + axes_of(TILTED)[0], "rotation": rotation_handle(hand)}
        place = press(hand, starts[part], off(starts[part], 1.5, 0.8))
    answered(hand)
    previewed, projected = hand.window.session.preview.result, hand.canvas.projected
    assert previewed is not None and projected is not None
    assert np.allclose(previewed.mixture.covariances, projected.covariances)
    assert np.allclose(previewed.mixture.means, projected.means) and np.allclose(
        previewed.mixture.weights, projected.weights
    )
    expected = log_likelihood(SQUARE.points, Mixture(projected.weights, projected.means, projected.covariances))
    assert previewed.objective == pytest.approx(expected, rel=1e-12)
    assert abs(previewed.change) > 1e-3 and previewed.change == pytest.approx(expected - before)
    words = f"{number(previewed.objective)} (Δ {f'{previewed.change:+.4g}'.replace('-', '−')})"
    assert readout(hand).endswith(f"Log-likelihood {words}")
    assert under_hand(hand) == f"Under the hand {words}"
    if part == "weight":
        release_slider(hand)
    else:
        release(hand, place)
    assert state(hand).objective == pytest.approx(expected, rel=1e-9)
    assert under_hand(hand) == readout(hand) == ""


@pytest.mark.parametrize("algorithm", ["kmeans", "hard-em"])
def test_the_objective_under_a_moving_mean_is_that_of_the_algorithm(hand: Hand, algorithm: str) -> None:
    put(hand, groups(), algorithm=algorithm)
    hand.player.step(3)
    hand.settle()
    begin = mixture(hand).means[0]
    place = press(hand, begin, off(begin, 0.5, -1.0))
    answered(hand)
    previewed = hand.window.session.preview.result
    assert previewed is not None and ALGORITHMS[algorithm].objective_name in readout(hand)
    release(hand, place)
    assert state(hand).phase is Phase.EDIT
    assert state(hand).objective == pytest.approx(previewed.objective, rel=1e-12)


def test_escape_lets_go_without_an_edit(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    mean, arm, count = mixture(hand).means[0], axes_of(TILTED)[0], edits(hand)
    for begin in (mean + arm, mean, rotation_handle(hand)):
        place = press(hand, begin, off(begin, 0.0, 2.0))
        assert not (np.allclose(drawn_covariance(hand), TILTED) and np.allclose(hand.canvas.projected.means[0], mean))
        escape(hand)
        assert np.allclose(drawn_covariance(hand), TILTED) and np.allclose(hand.canvas.projected.means[0], mean)
        QTest.mouseMove(hand.canvas.viewport(), place + QPoint(20, 20))
        assert np.allclose(drawn_covariance(hand), TILTED), "the rest of the drag means nothing"
        release(hand, place + QPoint(20, 20))
        assert edits(hand) == count and readout(hand) == under_hand(hand) == ""
    pull(hand, mean + arm, mean + 1.5 * arm)
    assert edits(hand) == count + 1, "and the next one counts"


def test_undo_in_the_middle_of_a_drag_ends_it(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    mean, arm = mixture(hand).means[0], axes_of(TILTED)[0]
    pull(hand, mean + arm, mean + 1.2 * arm)
    count = edits(hand)
    place = press(hand, mean, off(mean, 1.0, 1.0))
    undo(hand)
    release(hand, place)
    assert edits(hand) == count - 1 and np.allclose(mixture(hand).covariances[0], TILTED)
    assert np.allclose(mixture(hand).means[0], mean)


# Undo, and in the middle of a run


@pytest.mark.parametrize("initialiser", ["marks", "exact"])
def test_a_second_drag_before_the_engine_answers_shows_what_the_first_has_made(hand: Hand, initialiser: str) -> None:
    means = np.array([[-6.0, -5.0], [6.0, 5.0]])
    start = {"marks": means} if initialiser == "marks" else {"start": Mixture([0.5, 0.5], means, [np.eye(2)] * 2)}
    put(hand, SQUARE, initialiser=initialiser, **start)
    with held(hand.window.session.engine):
        QTest.mouseRelease(hand.canvas.viewport(), LEFT, NO_KEY, press(hand, means[0], np.array([-1.0, -4.0])))
        assert hand.player.is_restarting
        last = press(hand, means[1], np.array([2.0, 4.0]))
        assert hand.canvas.projected is not None
        drawn = hand.canvas.projected.means
        assert np.abs(drawn - [[-1.0, -4.0], [2.0, 4.0]]).max() < PIXELS * pixel_size(hand).max()
    release(hand, last)
    assert np.abs(mixture(hand).means - drawn).max() < PIXELS * pixel_size(hand).max()


def test_undo_and_redo_bring_back_the_exact_start(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    mixtures, mean = [mixture(hand)], mixture(hand).means[0]
    pull(hand, mean + axes_of(TILTED)[0], mean + 1.5 * axes_of(TILTED)[0])
    mixtures.append(mixture(hand))
    assert hand.canvas.controller.selected == 0, "it stays selected"
    pull(hand, rotation_handle(hand), off(rotation_handle(hand), 1.0, 0.0))
    mixtures.append(mixture(hand))
    pull(hand, mean, off(mean, 1.0, 1.0))
    mixtures.append(mixture(hand))
    assert hand.player.length == 1 and hand.window.session.store.document.edits == (), "the start itself is changed"
    for expected in mixtures[-2::-1]:
        undo(hand)
        assert same_bits(mixture(hand), expected)
    for expected in mixtures[1:]:
        undo(hand, again=True)
        assert same_bits(mixture(hand), expected)


def test_the_disc_of_the_selected_component_keeps_its_colour(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    hand.click(*mixture(hand).means[0])
    assert hand.canvas.controller.selected == 0 and len(hand.canvas.controller.handles.handles()) == 5
    image, middle = picture(hand), hand.pixel(*mixture(hand).means[0])
    beside = [QPoint(middle.x() + dx, middle.y() + dy) for dx in (-4, 4) for dy in (-2, 2)]
    assert max(nearest_to(image, place, component_colour(0), 0) for place in beside) < 10


@pytest.fixture
def running(hand: Hand) -> Hand:
    """Five states of soft EM on two groups, the fourth shown, its second component selected."""
    put(hand, groups(n=200, apart=3.0))
    hand.player.step(7)
    hand.settle()
    hand.player.scrub(4)
    hand.settle()
    select(hand, 1)
    return hand


@pytest.mark.parametrize("part", ["axis", "rotation", "weight", "mean"])
def test_during_a_run_the_history_forks_at_the_state_shown(running: Hand, part: str) -> None:
    history, before = running.player.history, mixture(running)
    mean, arms = before.means[1], axes_of(before.covariances[1])
    if part == "weight":
        hold_slider(running, 0.8)
        release_slider(running)
    else:
        begin = {"axis": mean + arms[0], "rotation": rotation_handle(running, 1), "mean": mean}[part]
        pull(running, begin, off(begin, 0.6, 0.9))
    after = state(running)
    assert after.phase is Phase.EDIT and not same_bits(after.mixture, before)
    assert running.player.history[:5] == history[:5] and running.player.length == 6
    assert running.player.cursor == 5 and running.canvas.controller.selected == 1
    assert np.allclose(after.mixture.covariances[0], before.covariances[0])
    running.player.step(2)
    running.settle()
    assert running.player.length == 8, "and goes on from there"
    undo(running)
    assert running.player.history[:5] == history[:5]
    undo(running, again=True)
    assert same_bits(running.player.history[5].mixture, after.mixture)


def test_a_drag_while_it_plays_pauses(running: Hand) -> None:
    running.player.set_speed(Speed(2.0))
    running.player.play()
    mean = mixture(running).means[1]
    place = press(running, mean, off(mean, 1.0, 0.0))
    assert running.player.mode is Mode.PAUSED
    release(running, place)
    assert state(running).phase is Phase.EDIT


# Covariance types


def test_diagonal_components_have_handles_along_the_columns_and_do_not_turn(hand: Hand) -> None:
    begin_with(hand, mixture_of(np.diag([4.0, 1.0]), np.eye(2), type_name="diag"))
    mean, count = mixture(hand).means[0], mixture(hand).k
    for j, expected in enumerate(([9.0, 1.0], [9.0, 2.25])):
        step = np.sqrt(mixture(hand).covariances[0, j, j]) * np.eye(2)[j]
        pull(hand, mean - step, mean - 1.5 * step)
        assert np.allclose(np.diagonal(mixture(hand).covariances[0]), expected, rtol=0.05)
        assert mixture(hand).covariances[0, 0, 1] == 0
    top = off(mean, 0, np.sqrt(mixture(hand).covariances[0, 1, 1]))
    hand.click(*off(top, 0, 24 * pixel_size(hand)[1]))
    assert mixture(hand).k == count + 1, "where others are rotated there is no handle"


def test_a_spherical_component_has_one_radius(hand: Hand) -> None:
    begin_with(hand, mixture_of(4 * np.eye(3), np.eye(3), type_name="spherical"), groups(d=3, n=40))
    mean = mixture(hand).means[0]
    for sign, factor, variance in ((1, 0.5, 1.0), (-1, 2.0, 4.0)):
        radius = sign * np.sqrt(mixture(hand).covariances[0, 0, 0]) * np.array([1.0, 0.0])
        pull(hand, mean[:2] + radius, mean[:2] + factor * radius)
        assert np.allclose(mixture(hand).covariances[0], variance * np.eye(3), rtol=0.06, atol=1e-12)
        assert np.allclose(mixture(hand).covariances[1], np.eye(3))


def test_tied_components_are_shaped_all_together(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, TILTED, TILTED, type_name="tied"))
    mean, arm = mixture(hand).means[0], axes_of(TILTED)[0]
    place = press(hand, mean + arm, mean + 1.4 * arm)
    assert hand.canvas.projected is not None
    assert np.array_equal(hand.canvas.projected.covariances[0], hand.canvas.projected.covariances[2]), "live, too"
    release(hand, place)
    covariances = mixture(hand).covariances
    assert np.allclose(covariances, covariances[0])
    assert np.sqrt(np.linalg.eigvalsh(covariances[0])[-1]) == pytest.approx(1.4 * np.linalg.norm(arm), rel=0.03)


@pytest.mark.parametrize("type_name", ["full", "diag", "spherical"])
def test_k_means_has_no_handles(hand: Hand, type_name: str) -> None:
    begin_with(hand, mixture_of(4 * np.eye(2), np.eye(2), type_name=type_name), algorithm="kmeans")
    assert hand.canvas.controller.selected == 0 and not hand.child(QWidget, "weightBar").isVisible()
    hand.click(*off(mixture(hand).means[0], 2.0, 0.0))
    assert mixture(hand).k == 3, "a click there places a centroid"


def test_a_click_on_a_handle_places_nothing(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    for place in (mixture(hand).means[0] + axes_of(TILTED)[0], rotation_handle(hand)):
        hand.click(*place)
        assert mixture(hand).k == 2 and hand.canvas.controller.selected == 0


@pytest.mark.parametrize("type_name", COVARIANCE_TYPES)
def test_what_a_hand_may_do_follows_from_the_covariance_type(type_name: str) -> None:
    rule = rule_of(COVARIANCE_TYPES[type_name])
    for angle in (0.0, 0.5):  # of a covariance of this type that is seen upright, and of one turned
        rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        covariance = rotation @ np.diag([9.0, 4.0]) @ rotation.T
        restricted = COVARIANCE_TYPES[type_name].restrict(covariance[None], np.ones(1))[0]
        half_axes = rule.half_axes(restricted)
        assert np.allclose(half_axes.T @ half_axes, restricted)
        assert rule.turns == (abs(restricted[0, 1]) > 0) or angle == 0
    assert rule.is_round == np.allclose(restricted, restricted[0, 0] * np.eye(2))
    assert rule.is_free == (rule.turns or rule.is_round)


# More than two columns

IN_3_D = np.array([[4.0, 1.2, -0.8], [1.2, 2.0, 0.5], [-0.8, 0.5, 1.5]])
CORNERS = table([[x, y, z] for x in (-6.0, 7.0) for y in (-5.0, 6.0) for z in (-4.0, 4.5)])


@pytest.mark.parametrize("part", ["axis", "rotation"])
def test_in_three_dimensions_the_marginal_is_what_was_dragged(hand: Hand, part: str) -> None:
    begin_with(hand, mixture_of(IN_3_D, np.eye(3)), CORNERS)
    mean, before = mixture(hand).means[0][:2], IN_3_D[:2, :2]
    begin = mean + axes_of(before)[0] if part == "axis" else rotation_handle(hand)
    place = press(hand, begin, off(begin, 1.0, -0.4))
    dragged = drawn_covariance(hand)
    release(hand, place)
    after = mixture(hand).covariances[0]
    assert not np.allclose(dragged, before, atol=0.1)
    assert np.allclose(after[:2, :2], dragged, rtol=1e-9) and np.linalg.eigvalsh(after).min() > 0
    assert after[2, 2] == pytest.approx(1.5), "a variance that is not shown stays"


def test_along_principal_components_the_shape_is_what_was_dragged(hand: Hand) -> None:
    begin_with(hand, mixture_of(IN_3_D, np.eye(3)), CORNERS)
    axes = Axes(*principal_components(CORNERS.points)[:2])
    hand.canvas.set_axes(axes)
    picture(hand)
    QApplication.processEvents()
    assert hand.canvas.projected is not None
    mean, arm = hand.canvas.projected.means[0], axes_of(drawn_covariance(hand))[0]
    place = press(hand, mean + arm, mean + 1.5 * arm)
    dragged = drawn_covariance(hand)
    release(hand, place)
    matrix, after = axes.matrix(3), mixture(hand).covariances[0]
    assert np.allclose(matrix @ after @ matrix.T, dragged, rtol=1e-9) and np.linalg.eigvalsh(after).min() > 0
    rest = np.cross(*matrix)
    assert rest @ after @ rest == pytest.approx(rest @ IN_3_D @ rest), "across the picture nothing changes"
    assert np.allclose(mixture(hand).means[0], [1.0, -0.5, 0.25])


def test_diagonal_covariances_are_not_shaped_along_principal_components(hand: Hand) -> None:
    begin_with(hand, mixture_of(np.diag([4.0, 2.0, 1.0]), np.eye(3), type_name="diag"), CORNERS)
    assert len(hand.canvas.controller.handles.handles()) == 4
    hand.canvas.set_axes(Axes(*principal_components(CORNERS.points)[:2]))
    assert hand.canvas.controller.selected == 0 and hand.canvas.controller.handles.handles() == []
    assert hand.child(QWidget, "weightBar").isVisible(), "its weight can be changed all the same"


@pytest.mark.parametrize("seed", range(20))
def test_carrying_a_marginal_over_keeps_the_matrix_positive_definite(seed: int) -> None:
    rng = np.random.default_rng(seed)
    d = int(rng.integers(1, 7))
    m = int(rng.integers(1, min(d, 2) + 1))
    root, new = rng.normal(size=(d, d)), rng.normal(size=(m, m)) * 10.0 ** rng.integers(-3, 4)
    covariance, marginal = root @ root.T + 0.01 * np.eye(d), new @ new.T + 1e-6 * np.eye(m)
    orthonormal = np.linalg.qr(rng.normal(size=(d, d)))[0][:m]
    for matrix in (np.eye(d)[rng.permutation(d)[:m]], orthonormal):
        after = carried(covariance, matrix, marginal)
        assert np.allclose(matrix @ after @ matrix.T, marginal, rtol=1e-6, atol=1e-9 * np.abs(marginal).max())
        np.linalg.cholesky(after)
        across = np.linalg.svd(matrix)[2][m:]
        assert np.allclose(across @ after @ across.T, across @ covariance @ across.T), "what is not shown stays"
        assert np.allclose(carried(covariance, matrix, matrix @ covariance @ matrix.T), covariance)


# One column


@pytest.mark.parametrize("sign", [1, -1])
def test_in_one_dimension_both_ends_change_sigma(hand: Hand, sign: int) -> None:
    data = table([[x] for x in np.linspace(-6, 9, 31)])
    begin_with(hand, mixture_of(np.array([[2.25]]), np.array([[1.0]])), data)
    place = press(hand, np.array([1.0 + sign * 1.5, 0.0]), np.array([1.0 + sign * 3.0, 0.02]))
    assert np.sqrt(drawn_covariance(hand)[0, 0]) == pytest.approx(3.0, abs=PIXELS * pixel_size(hand)[0])
    answered(hand)
    assert readout(hand).startswith("σ ")
    release(hand, place)
    assert np.sqrt(mixture(hand).covariances[0, 0, 0]) == pytest.approx(3.0, abs=PIXELS * pixel_size(hand)[0])
    assert mixture(hand).covariances[1, 0, 0] == pytest.approx(1.0)
    assert np.allclose(mixture(hand).means[:, 0], [1.0, -5.0])
    undo(hand)
    assert mixture(hand).covariances[0, 0, 0] == pytest.approx(2.25)


# The weight


def slider(hand: Hand) -> WeightSlider:
    found = hand.child(WeightSlider, "weightSlider")
    assert isinstance(found, WeightSlider)
    return found


def hold_slider(hand: Hand, weight: float) -> None:
    """Press on the knob and take it to where ``weight`` is, in steps."""
    widget = slider(hand)
    y, span = widget.height() // 2, widget.width() - 16
    first, last = (QPoint(round(8 + span * share), y) for share in (widget.value() / 1000, weight))
    QTest.mousePress(widget, LEFT, NO_KEY, first)
    for step in range(1, 6):
        QTest.mouseMove(widget, first + (last - first) * step / 5)


def release_slider(hand: Hand) -> None:
    QTest.mouseRelease(slider(hand), LEFT, NO_KEY, slider(hand).rect().center())
    hand.settle()


def test_the_weight_slider_previews_live_and_makes_one_edit(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2), np.eye(2)))
    before, count = mixture(hand), edits(hand)
    assert slider(hand).value() == 500
    hold_slider(hand, 0.8)
    assert hand.canvas.projected is not None
    weights = hand.canvas.projected.weights
    assert weights[0] == pytest.approx(0.8, abs=0.03) and weights.sum() == pytest.approx(1)
    assert weights[1] / weights[2] == pytest.approx(2), "the others keep their proportions"
    assert edits(hand) == count and mixture(hand).weights[0] == pytest.approx(0.5)
    value = hand.child(QLabel, "weightValue")
    assert isinstance(value, QLabel) and float(value.text()) == pytest.approx(weights[0], abs=1e-3)
    release_slider(hand)
    assert edits(hand) == count + 1 and np.allclose(mixture(hand).weights, weights)
    assert np.allclose(mixture(hand).means, before.means) and np.allclose(mixture(hand).covariances, before.covariances)
    assert hand.window.session.store.undo_stack.undoText() == "Weigh component"
    undo(hand)
    assert same_bits(mixture(hand), before) and slider(hand).value() == 500


def test_a_click_beside_the_knob_takes_it_there(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    count = edits(hand)
    QTest.mouseClick(slider(hand), LEFT, NO_KEY, QPoint(slider(hand).width() // 4, slider(hand).height() // 2))
    hand.settle()
    assert mixture(hand).weights[0] == pytest.approx(0.25, abs=0.04) and edits(hand) == count + 1


def test_arrow_keys_change_the_weight_and_not_the_state(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    before, count = mixture(hand).weights[0], edits(hand)
    hand.window.activateWindow()
    slider(hand).setFocus()
    hand.qtbot.waitUntil(slider(hand).hasFocus)
    QTest.keyPress(slider(hand), Qt.Key.Key_Right)
    QTest.keyPress(slider(hand), Qt.Key.Key_Right)
    assert hand.canvas.projected is not None
    assert hand.canvas.projected.weights[0] == pytest.approx(before + 0.02, abs=1e-3) and edits(hand) == count
    QTest.keyRelease(slider(hand), Qt.Key.Key_Right)
    hand.settle()
    assert mixture(hand).weights[0] == pytest.approx(before + 0.02, abs=1e-3)
    assert edits(hand) == count + 1 and hand.player.cursor == 0, "and the run was not stepped"
    assert slider(hand).hasFocus(), "the keys stay with the slider"
    QTest.keyPress(slider(hand), Qt.Key.Key_Left)
    assert hand.canvas.projected.weights[0] == pytest.approx(before + 0.01, abs=1e-3)
    escape(hand)
    assert hand.canvas.projected.weights[0] == pytest.approx(before + 0.02, abs=1e-3)
    QTest.keyRelease(slider(hand), Qt.Key.Key_Left)
    hand.settle()
    assert edits(hand) == count + 1 and mixture(hand).weights[0] == pytest.approx(before + 0.02, abs=1e-3)


def test_escape_gives_up_a_weight_that_is_held(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    before, count = mixture(hand).weights[0], edits(hand)
    slider(hand).setFocus()
    hold_slider(hand, 0.2)
    escape(hand)
    assert hand.canvas.projected is not None and hand.canvas.projected.weights[0] == pytest.approx(before)
    release_slider(hand)
    assert edits(hand) == count and slider(hand).value() == round(1000 * before)


def test_the_weight_bar_is_there_where_it_applies(hand: Hand) -> None:
    bar = hand.child(QWidget, "weightBar")
    begin_with(hand, mixture_of(TILTED))
    assert bar.isVisible() and not slider(hand).isEnabled() and "alone" in slider(hand).toolTip()
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    name = hand.child(QLabel, "weightName")
    assert isinstance(name, QLabel)
    assert bar.isVisible() and slider(hand).isEnabled() and "Component 1" in name.text()
    assert hand.canvas.rect().contains(bar.geometry())
    select(hand, 1)
    assert "Component 2" in name.text() and slider(hand).value() == 333
    hand.push("deselectButton")
    assert not bar.isVisible() and hand.canvas.controller.handles.handles() == []
    select(hand, 1)
    hand.window.resize(1100, 700)
    hand.qtbot.waitUntil(lambda: bar.geometry().right() < hand.canvas.width())


def test_pictures_that_are_saved_have_no_handles(hand: Hand) -> None:
    begin_with(hand, mixture_of(TILTED, np.eye(2)))
    tip = hand.pixel(*(mixture(hand).means[0] + 0.5 * axes_of(TILTED)[0]))
    saved = hand.canvas.grab().toImage()
    shown = hand.canvas.viewport().grab().toImage()
    assert nearest_to(shown, tip, QColor("#1c2024")) < 60, "the line to the handle"
    assert nearest_to(saved, tip, QColor("#1c2024")) > 200
    assert hand.canvas.controller.selected == 0 and hand.child(QWidget, "weightBar").isVisible()


# What is seen


def choose_theme(hand: Hand, theme: str) -> None:
    action = hand.window.findChild(QAction, f"{theme}ThemeAction")
    assert action is not None
    action.trigger()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_handles_are_seen_on_light_and_dark_over_points(hand: Hand, theme: str) -> None:
    rng = np.random.default_rng(0)
    dense = table(rng.multivariate_normal([1.0, -0.5], TILTED, 3000))
    choose_theme(hand, theme)
    try:
        begin_with(hand, mixture_of(TILTED, np.eye(2)), dense)
        image = picture(hand)
        for axis in axes_of(TILTED):
            for sign in (1, -1):
                place = hand.pixel(*(mixture(hand).means[0] + sign * axis))
                white = [
                    nearest_to(image, place + QPoint(dx, dy), QColor("white"), 0) < 12
                    for dx in range(-6, 7)
                    for dy in range(-6, 7)
                ]
                assert sum(white) >= 49, "a square of seven by seven at least"
        assert nearest_to(image, hand.pixel(*rotation_handle(hand)), component_colour(0), 1) < 12
    finally:
        choose_theme(hand, "light")


def test_cursors_say_what_a_drag_would_do(hand: Hand) -> None:
    begin_with(hand, mixture_of(np.diag([9.0, 4.0]), np.eye(2)))
    mean, viewport = mixture(hand).means[0], hand.canvas.viewport()
    expected = (
        (off(mean, 3.0, 0.0), Qt.CursorShape.SizeHorCursor),
        (off(mean, 0.0, 2.0), Qt.CursorShape.SizeVerCursor),
        (off(mean, 3.0 + 24 * pixel_size(hand)[0], 0.0), Qt.CursorShape.BitmapCursor),
        (mean, Qt.CursorShape.OpenHandCursor),
        (off(mean, 2.0, 3.5), Qt.CursorShape.CrossCursor),
    )
    for place, cursor in expected:
        QTest.mouseMove(viewport, hand.pixel(*place))
        hand.qtbot.waitUntil(lambda cursor=cursor: viewport.cursor().shape() is cursor)


def test_targets_are_large_enough(hand: Hand) -> None:
    """Eight pixels from its middle a handle is still taken hold of; twelve are too many."""
    begin_with(hand, mixture_of(np.diag([9.0, 4.0])))
    tip = off(mixture(hand).means[0], 0.0, 2.0)
    for away, expected in ((8, True), (12, False)):
        place = hand.canvas.plotItem.getViewBox().mapSceneToView(
            hand.canvas.mapToScene(hand.pixel(*tip) + QPoint(away, 0))
        )
        assert (hand.canvas.controller.drag_target(QPointF(place)) is not None) is expected


def test_a_collapsed_component_has_no_handles() -> None:
    assert shape_of(np.zeros(2), np.zeros((2, 2)), "full", Axes(0, 1)) is None
    assert shape_of(np.zeros(2), np.diag([1.0, 0.0]), "diag", Axes(0, 1)) is None
    shape = shape_of(np.zeros(2), np.eye(2), "full", Axes(0, 1))
    assert shape is not None and len(handles_of(shape, np.ones(2))) == 5
