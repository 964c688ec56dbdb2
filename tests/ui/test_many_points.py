"""More points than are painted at once: their pictures come from the painter's thread, and the last one stands in."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from gmmgui.core import Mixture, RunSpec
from gmmgui.data import Dataset
from gmmgui.session.document import Document
from gmmgui.session.worker import Failure
from gmmgui.ui.canvas.points import Colours, one_colour
from gmmgui.ui.canvas.render import numba_rasterizer
from gmmgui.ui.palette import component_colour, component_rgb
from tests.conftest import Hand
from tests.samples import table
from tests.ui.support import bars, nearest_to, picture, put, rgb

MANY = 60_000
FAR_APART = Mixture(np.full(2, 0.5), np.array([[-6.0, 0.0], [6.0, 0.0]]), np.tile(np.eye(2), (2, 1, 1)))


def crowd_of(n: int = MANY, d: int = 2) -> Dataset:
    """Two round groups about (-6, 0) and (6, 0), and a tiny one in between, at (0, 4)."""
    rng = np.random.default_rng(3)
    points = rng.standard_normal((n, d))
    points[:, 0] += np.where(np.arange(n) % 2 == 0, -6.0, 6.0)
    points[: n // 20] = [0.0, 4.0][:d] + 0.05 * rng.standard_normal((n // 20, d))
    return table(points)


@pytest.fixture
def many(hand: Hand) -> Hand:
    """A window with so many points that they are painted on the painter's thread, by the compiled rasterizer."""
    numba_rasterizer.load()
    put(hand, crowd_of(), k=2, initialiser="exact", start=FAR_APART)
    up_to_date(hand)
    return hand


def up_to_date(hand: Hand) -> None:
    """Wait for the picture of what is shown now."""
    picture(hand)  # asks for it
    hand.qtbot.waitUntil(lambda: hand.canvas.points_layer.is_up_to_date, timeout=20_000)


def is_coloured(hand: Hand, x: float, y: float, number: int) -> bool:
    return nearest_to(picture(hand), hand.pixel(x, y), component_colour(number)) < 60


def test_many_points_are_coloured_by_their_components(many: Hand) -> None:
    assert not is_coloured(many, -6.5, 0.3, 0), "quiet before the first E"
    many.press(Qt.Key.Key_Right)
    many.settle()
    up_to_date(many)
    assert is_coloured(many, -6.5, 0.3, 0) and is_coloured(many, 6.5, 0.3, 1)


def test_half_of_each_of_two_colours_among_many_points(many: Hand) -> None:
    """The tiny group lies between both components: its points belong to each by half."""
    many.press(Qt.Key.Key_Right)
    many.settle()
    up_to_date(many)
    palette = component_rgb((0, 1))
    assert np.abs(rgb(picture(many).pixelColor(many.pixel(0.0, 4.0))) - palette.mean(axis=0)).max() < 20


def test_after_a_pan_the_points_are_where_they_belong(many: Hand) -> None:
    """At once, by the last picture; and again when the new one is there."""
    many.press(Qt.Key.Key_Right)
    many.settle()
    up_to_date(many)
    layer, view_box = many.canvas.points_layer, many.canvas.plotItem.getViewBox()
    before = layer.picture
    view_box.translateBy(x=1.5, y=-0.75)
    assert is_coloured(many, -6.5, 0.3, 0) and is_coloured(many, 6.5, 0.3, 1), "moved"
    assert layer.picture is before and not layer.is_up_to_date
    up_to_date(many)
    assert layer.picture is not before
    assert is_coloured(many, -6.5, 0.3, 0) and is_coloured(many, 6.5, 0.3, 1), "painted anew"
    assert not is_coloured(many, -6.5 + 1.5, 4.0, 0)
    view_box.scaleBy((0.5, 0.5), center=(6.0, 0.0))
    assert is_coloured(many, 6.5, 0.3, 1), "enlarged"
    up_to_date(many)
    assert is_coloured(many, 6.5, 0.3, 1)


def test_of_many_views_the_latest_is_painted(many: Hand) -> None:
    layer, view_box = many.canvas.points_layer, many.canvas.plotItem.getViewBox()
    taken: list[object] = []
    for _ in range(30):
        view_box.translateBy(x=0.1)
        picture(many)
        taken.append(layer.picture)
    up_to_date(many)
    assert layer.picture is not None
    low, high = many.canvas.plotItem.getViewBox().viewRange()[0]
    where = layer.picture.request.view
    assert where.origin[0] == pytest.approx(-low * where.width / (high - low), abs=1.5)
    assert len(set(map(id, taken))) < 30, "those in between were left out"


def test_a_saved_picture_is_up_to_date(many: Hand) -> None:
    many.press(Qt.Key.Key_Right)
    many.settle()
    layer = many.canvas.points_layer
    many.canvas.plotItem.getViewBox().translateBy(x=0.3)
    picture(many)
    assert not layer.is_up_to_date, "the painter's picture comes later"
    image = many.canvas.grab().toImage()
    assert layer.is_up_to_date
    assert nearest_to(image, many.pixel(-6.5, 0.3), component_colour(0)) < 60


def test_other_data_do_not_show_the_picture_of_the_old(many: Hand) -> None:
    many.window.session.store.edit(Document.of(crowd_of(MANY + 2), RunSpec(k=2)), "Other data")
    assert many.canvas.points_layer.picture is None
    many.settle()
    up_to_date(many)


def test_closing_the_window_ends_the_painter(many: Hand) -> None:
    many.canvas.plotItem.getViewBox().translateBy(x=0.3)
    picture(many)
    many.window.close()
    assert many.canvas.painter.is_idle


@pytest.mark.parametrize("n", [300, MANY])
def test_the_picture_has_the_pixels_of_the_screen(hand: Hand, n: int) -> None:
    """Painted for a screen of two pixels to one, it is as fine as that screen."""
    numba_rasterizer.load()
    put(hand, crowd_of(n))
    pixmap = QPixmap(hand.canvas.size() * 2)
    pixmap.setDevicePixelRatio(2)
    painter = QPainter(pixmap)
    with hand.canvas.at_once():
        hand.canvas.render(painter, QRectF(hand.canvas.rect()))
    painter.end()
    made = hand.canvas.points_layer.picture
    frame = hand.canvas.plotItem.getViewBox().sceneBoundingRect()
    assert made is not None
    for size, logical in ((made.image.width(), frame.width()), (made.image.height(), frame.height())):
        assert size == pytest.approx(2 * logical, abs=4)


def test_the_bars_of_many_points_come_later(hand: Hand) -> None:
    put(hand, crowd_of(MANY, 1), k=2)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    hand.qtbot.waitUntil(lambda: len(bars(hand)) == 2, timeout=20_000)
    shares = hand.player.assignment
    assert shares is not None and shares.responsibilities is not None

    def areas() -> list[float]:
        return [float((bar.opts["height"] * bar.opts["width"]).sum()) for bar in bars(hand)]

    expected = shares.responsibilities.mean(axis=0).tolist()
    hand.qtbot.waitUntil(lambda: areas() == pytest.approx(expected, rel=1e-4), timeout=20_000)


@pytest.mark.parametrize("n", [300, MANY])
def test_a_picture_that_cannot_be_made_is_told_once(hand: Hand, n: int) -> None:
    """Whether it is painted at once or not; the window lives on, and the next picture is there."""
    numba_rasterizer.load()
    put(hand, crowd_of(n))
    told: list[object] = []
    hand.canvas.painter.failed.disconnect()
    hand.canvas.painter.failed.connect(told.append)

    def wrong() -> np.ndarray:
        raise np.linalg.LinAlgError("no such colours")

    layer = hand.canvas.points_layer
    layer.set_colours(Colours(wrong))
    for _ in range(3):
        picture(hand)
        hand.qtbot.waitUntil(lambda: hand.canvas.painter.is_idle, timeout=20_000)
    assert len(told) == 1 and isinstance(told[0], Failure) and "no such colours" in told[0].sentence
    layer.set_colours(one_colour(QColor("black")))
    up_to_date(hand)
    assert nearest_to(picture(hand), hand.pixel(-6.5, 0.3), QColor("black"), reach=8) < 60
