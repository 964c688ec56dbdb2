"""After E the points that changed side light up once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from gmmgui.core import Mixture
from gmmgui.data import Dataset
from gmmgui.ui.canvas.flash import lit
from gmmgui.ui.canvas.points import Colours
from gmmgui.ui.palette import LIGHT, component_rgb
from tests.conftest import Hand
from tests.ui.support import rgb, start_from

POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [4.2, 0.5], [10.0, 0.0], [10.0, 1.0], [10.5, 0.5]])
START = Mixture(np.full(2, 0.5), np.array([[0.0, 0.5], [6.0, 0.5]]), np.tile(np.eye(2), (2, 1, 1)))


def shown(hand: Hand) -> np.ndarray:
    """(n, 3) the colours of the points at this moment."""
    picture = hand.canvas.points_layer.picture
    assert picture is not None
    return picture.request.colours.rgb()


def until_one_changes(hand: Hand) -> None:
    """Half-steps up to the E at which the point in the middle goes to the first centroid."""
    start_from(hand, Dataset("few", POINTS, ("a", "b")), START, "kmeans")
    for _ in range(2):
        hand.press(Qt.Key.Key_Right)
        hand.settle()
    assert hand.player.assignment is not None and hand.player.assignment.changed is None
    hand.canvas.glide_ms = 250
    hand.press(Qt.Key.Key_Right)


def test_points_that_changed_side_flash_once_and_take_their_colours(hand: Hand) -> None:
    until_one_changes(hand)
    hand.settle()
    assignment = hand.player.assignment
    assert assignment is not None and assignment.changed == 1
    assert assignment.changed_points is not None and assignment.changed_points.tolist() == [0, 0, 1, 0, 0, 0]
    own = component_rgb((0, 0, 0, 1, 1, 1)).astype(np.float32)
    count_visible: list[np.ndarray] = []

    def is_over() -> bool:
        hand.canvas.grab()
        count_visible.append(shown(hand))
        return bool(np.array_equal(count_visible[-1], own))

    hand.qtbot.waitUntil(is_over)
    others = [0, 1, 3, 4, 5]
    assert all(np.array_equal(colours[others], own[others]) for colours in count_visible)
    distances = [float(np.linalg.norm(colours[2] - own[2])) for colours in count_visible]
    assert distances == sorted(distances, reverse=True) and distances[0] > 50
    assert "1 point changed side." in hand.window.narration.text()


def test_without_motion_nothing_flashes(hand: Hand) -> None:
    until_one_changes(hand)
    hand.settle()
    hand.canvas.glide_ms = 0
    hand.press(Qt.Key.Key_Left)
    hand.settle()
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    hand.canvas.grab()
    assert np.array_equal(shown(hand), component_rgb((0, 0, 0, 1, 1, 1)).astype(np.float32))


def test_light_is_mixed_in_by_its_strength() -> None:
    own = np.array([[10, 20, 30], [40, 50, 60]], dtype=np.float32)
    light = rgb(QColor(LIGHT.text)).astype(np.float32)
    half = lit(Colours(lambda: own), np.array([1]), light, 0.5).rgb()
    assert np.array_equal(half, [own[0], (own[1] + light) / 2])
    assert np.array_equal(own, [[10, 20, 30], [40, 50, 60]])
