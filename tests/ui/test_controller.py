"""What is selected and what is held, where runs, data and pictures change under the hands."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from gmmgui.core import Mixture, Phase
from gmmgui.data import GaussianClusters, gaussian_clusters
from gmmgui.session.transport import FULL_SPEED, Mode, Speed
from gmmgui.session.worker import Failure
from gmmgui.ui.canvas.layers.ellipses import EllipsesLayer
from gmmgui.ui.palette import component_colour
from tests.conftest import Hand
from tests.samples import groups, table
from tests.ui.support import nearest_to, put, rgb, start_from

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
TWO = Mixture(np.full(2, 0.5), np.array([[-3.0, 0.0], [4.0, 4.0]]), np.tile(np.eye(2), (2, 1, 1)))


def undo(hand: Hand) -> None:
    hand.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def clear(hand: Hand) -> None:
    (button,) = [found for found in hand.window.findChildren(QPushButton) if found.text() == "Clear centroids"]
    QTest.mouseClick(button, LEFT)


def other_data(hand: Hand) -> None:
    put(hand, groups(k=3, n=90), k=3)


@pytest.mark.parametrize("leave", [undo, clear, other_data])
def test_a_run_that_nobody_touched_has_nothing_selected(hand: Hand, leave) -> None:
    put(hand, groups(), k=3)
    hand.click(2.0, 0.0)
    hand.settle()
    assert hand.canvas.controller.selected == 0, "the one just placed is selected"
    leave(hand)
    hand.settle()
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.player.state is not None and len(hand.player.state.components) == 3
    assert hand.canvas.controller.selected is None and not hand.child(QWidget, "weightBar").isVisible()
    hand.press(Qt.Key.Key_Delete)
    hand.settle()
    assert len(hand.player.state.components) == 3, "so Delete removes nothing"


def test_a_centroid_placed_in_a_run_is_selected_when_it_comes(hand: Hand) -> None:
    start_from(hand, groups(), TWO)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    hand.click(2.0, 0.0)
    hand.settle()
    assert hand.player.state is not None and hand.player.state.components == (0, 1, 2)
    assert hand.canvas.controller.selected == 2
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    hand.click(*hand.player.state.mixture.means[0])
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.canvas.controller.selected == 0, "it is awaited once"


def test_a_click_that_is_undone_before_its_centroid_comes_selects_nothing_later(hand: Hand) -> None:
    put(hand, groups(), k=3)
    QTest.mouseClick(hand.canvas.viewport(), LEFT, NO_KEY, hand.pixel(2.0, 0.0))
    assert hand.player.state is None
    hand.window.session.store.undo_stack.undo()
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.player.state is not None and len(hand.player.state.components) == 3
    assert hand.canvas.controller.selected is None


def send_move(widget: QWidget, place: QPoint) -> None:
    """The mouse moves with its left button down; nothing else happens before that arrives."""
    globally = widget.mapToGlobal(place).toPointF()
    event = QMouseEvent(QEvent.Type.MouseMove, place.toPointF(), globally, Qt.MouseButton.NoButton, LEFT, NO_KEY)
    QApplication.sendEvent(widget, event)


def is_behind(hand: Hand) -> bool:
    """Are the components of an earlier state drawn?"""
    state, drawn = hand.player.state, hand.canvas.projected
    assert state is not None and drawn is not None
    return not np.array_equal(drawn.means, state.mixture.means)


def test_what_is_held_stays_under_the_mouse_while_a_state_glides(hand: Hand) -> None:
    """The last state of a run at full speed comes to be shown as the hand takes hold; it must not glide then."""
    put(hand, gaussian_clusters(GaussianClusters(k=3, n=100_000)), k=3, tol=0.0, max_iter=1_000_000)
    canvas, player, viewport = hand.canvas, hand.player, hand.canvas.viewport()
    canvas.glide_ms = 250
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    for trial in range(3):
        player.set_speed(FULL_SPEED)
        player.play()
        hand.qtbot.waitUntil(lambda start=player.length: player.length > start + 4)
        hand.qtbot.waitUntil(lambda: is_behind(hand) and player.state.phase is Phase.M, timeout=20_000)
        assert canvas.projected is not None
        begin = hand.pixel(*canvas.projected.means[0])
        end = begin + (QPoint(50, 40) if trial % 2 else QPoint(-50, -40))
        QTest.mousePress(viewport, LEFT, NO_KEY, begin)
        send_move(viewport, end)  # at once: QTest would let the picture come first
        assert canvas.controller.is_holding and not canvas.is_gliding
        assert (hand.pixel(*canvas.projected.means[0]) - end).manhattanLength() <= 2
        QTest.mouseRelease(viewport, LEFT, NO_KEY, end)
        hand.settle()


def test_a_picture_leaves_the_focus_and_the_weight_alone(hand: Hand) -> None:
    start_from(hand, groups(), TWO)
    hand.click(*TWO.means[0])
    slider = hand.canvas.controller.weight_bar.slider
    slider.setFocus()
    hand.qtbot.waitUntil(slider.hasFocus)
    QTest.keyPress(slider, Qt.Key.Key_Right)
    before = hand.window.session.store.document
    hand.canvas.grab()
    hand.settle()
    assert slider.hasFocus() and hand.window.session.store.document is before, "no edit while the key is down"
    assert hand.canvas.controller.is_holding
    QTest.keyRelease(slider, Qt.Key.Key_Right)
    hand.settle()
    assert hand.window.session.store.document is not before


def test_a_picture_shows_neither_handles_nor_bar_nor_selection(hand: Hand) -> None:
    start_from(hand, groups(), TWO)
    bare = hand.canvas.grab().toImage()
    hand.click(*TWO.means[0])
    tip = hand.pixel(*(TWO.means[0] + [1.0, 0.0]))
    seen = hand.canvas.viewport().grab().toImage()
    assert seen != bare and np.linalg.norm(rgb(seen.pixelColor(tip)) - rgb(bare.pixelColor(tip))) > 60
    assert hand.canvas.grab().toImage() == bare
    assert hand.canvas.viewport().grab().toImage() == seen, "and then they are there again"


def test_a_right_click_means_the_component_that_the_state_has(hand: Hand) -> None:
    start_from(hand, groups(), TWO)
    hand.click(*TWO.means[1], button=Qt.MouseButton.RightButton)
    hand.settle()
    assert hand.player.state is not None and hand.player.state.components == (0,)
    assert np.allclose(hand.player.state.mixture.means, TWO.means[:1])


def test_other_data_under_the_mouse_let_go_of_what_is_held(hand: Hand) -> None:
    start_from(hand, groups(), TWO)
    viewport, begin = hand.canvas.viewport(), hand.pixel(*TWO.means[0])
    QTest.mouseMove(viewport, begin)
    QTest.mousePress(viewport, LEFT, NO_KEY, begin)
    for part in range(1, 5):
        QTest.mouseMove(viewport, begin + QPoint(10 * part, 0))
    assert hand.canvas.controller.is_holding
    put(hand, groups(n=80), k=2)
    before = hand.window.session.store.document
    assert not hand.canvas.controller.is_holding
    QTest.mouseMove(viewport, begin + QPoint(90, 0))
    QTest.mouseRelease(viewport, LEFT, NO_KEY, begin + QPoint(90, 0))
    hand.settle()
    assert hand.window.session.store.document is before and hand.player.state is None


def test_what_is_held_and_comes_to_be_no_more_is_dropped(hand: Hand) -> None:
    start_from(hand, groups(), TWO)
    for _ in range(2):
        hand.press(Qt.Key.Key_Right)
        hand.settle()
    assert hand.player.state is not None
    viewport, begin = hand.canvas.viewport(), hand.pixel(*hand.player.state.mixture.means[0])
    QTest.mouseMove(viewport, begin)
    QTest.mousePress(viewport, LEFT, NO_KEY, begin)
    for part in range(1, 5):
        QTest.mouseMove(viewport, begin + QPoint(10 * part, 0))
    assert hand.canvas.controller.is_holding
    hand.window.session.edit_commands.remove(0)
    hand.settle()
    assert not hand.canvas.controller.is_holding and hand.player.state is not None
    hand.canvas.controller.select(None)
    document = hand.window.session.store.document
    QTest.mouseMove(viewport, begin + QPoint(90, 0))
    assert hand.canvas.controller.selected is None, "the rest of the drag means nothing"
    QTest.mouseRelease(viewport, LEFT, NO_KEY, begin + QPoint(90, 0))
    QApplication.processEvents()
    hand.settle()
    assert hand.window.session.store.document is document and hand.canvas.controller.selected is None
    assert hand.canvas.projected is not None and np.allclose(
        hand.canvas.projected.means, hand.player.state.mixture.means
    )


def test_what_is_let_go_in_a_run_stays_where_it_is(hand: Hand) -> None:
    """The history forks: the state before the edit is shown for a moment, but not drawn."""
    put(hand, groups(), k=2)
    for _ in range(4):
        hand.press(Qt.Key.Key_Right)
        hand.settle()
    hand.canvas.glide_ms = 250
    assert hand.player.state is not None and hand.canvas.projected is not None
    mean = hand.player.state.mixture.means[0]
    seen: list[np.ndarray] = []
    hand.canvas.scene_shown.connect(lambda scene, _colours: seen.append(scene.projected.means[0].copy()))
    hand.drag(tuple(mean), (mean[0] + 1.5, mean[1] + 0.5))
    hand.qtbot.waitUntil(lambda: not hand.canvas.is_gliding)
    assert hand.player.state.phase is Phase.EDIT
    way = [float(np.linalg.norm(place - mean)) for place in seen]
    furthest = way.index(max(way))
    assert max(way) > 1.4 and min(way[furthest:]) > max(way) - 1e-9, "it never goes back"


def test_escape_lets_go_of_the_selection_when_there_is_nothing_to_stop(hand: Hand) -> None:
    start_from(hand, groups(), TWO)
    hand.click(*TWO.means[0])
    assert hand.canvas.controller.selected == 0
    hand.canvas.setFocus()
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    assert hand.canvas.controller.selected is None and hand.player.length == 1


def test_escape_stops_a_run_before_it_lets_go_of_the_selection(hand: Hand) -> None:
    start_from(hand, groups(), TWO)
    hand.click(*TWO.means[0])
    hand.canvas.setFocus()
    hand.player.set_speed(Speed(5))
    hand.player.play()
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    assert hand.player.mode is Mode.PAUSED and hand.canvas.controller.selected == 0


@pytest.mark.parametrize("d", [1, 2])
def test_the_weight_bar_keeps_away_from_its_component(hand: Hand, d: int) -> None:
    places = np.array([[-4.0] * d, [4.0] * d])
    mixture = Mixture(np.full(2, 0.5), places, np.tile(np.eye(d), (2, 1, 1)))
    start_from(hand, table(places.tolist() + (places * 1.5).tolist()), mixture)
    bar, view = hand.child(QWidget, "weightBar"), hand.canvas.plotItem.getViewBox()
    for place in mixture.means:
        shown = hand.pixel(place[0], place[1] if d == 2 else 0.0)
        hand.click(place[0], place[1] if d == 2 else 0.0)
        assert bar.isVisible()
        area = hand.canvas.mapFromScene(view.sceneBoundingRect()).boundingRect()
        assert area.contains(bar.geometry()), "it hides no number of an axis"
        middle = area.center().x()
        assert (bar.geometry().right() < middle + bar.width() / 2) == (shown.x() > middle)
        assert not bar.geometry().contains(shown)
    assert (bar.y() > area.top() + 20) == (d == 1), "nor those of boundaries"
    hand.window.resize(hand.window.width() + 60, hand.window.height() + 20)
    QApplication.processEvents()
    area = hand.canvas.mapFromScene(view.sceneBoundingRect()).boundingRect()
    assert area.contains(bar.geometry())


def test_the_table_and_the_inspector_follow_the_hand(hand: Hand) -> None:
    start_from(hand, groups(), TWO)
    model = hand.window.parameters_table.model()
    viewport, begin = hand.canvas.viewport(), hand.pixel(*TWO.means[0])
    QTest.mouseMove(viewport, begin)
    QTest.mousePress(viewport, LEFT, NO_KEY, begin)
    for part in range(1, 6):
        QTest.mouseMove(viewport, begin + QPoint(12 * part, 0))
    held = hand.canvas.projected
    assert held is not None and abs(held.means[0, 0] - TWO.means[0, 0]) > 0.5

    def shown() -> float:
        return float(model.index(1, 0).data(Qt.ItemDataRole.UserRole))

    hand.qtbot.waitUntil(lambda: shown() == pytest.approx(held.means[0, 0], abs=1e-9))
    report = hand.window.inspector.report
    assert report is not None and report.component == 0, "and not a point that the mouse passes"
    hand.canvas.setFocus()
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    assert shown() == TWO.means[0, 0], "given up: the numbers of the state"
    QTest.mouseRelease(viewport, LEFT, NO_KEY, begin)


@pytest.mark.parametrize("n", [60, 30_000])
def test_a_canvas_without_height_harms_nothing(hand: Hand, n: int) -> None:
    put(hand, groups(n=n), k=2)
    for key in hand.canvas.layers.actions:
        hand.canvas.layers.switch(key, True)
    for height in (60, 46, 45, 30, 2, 0):
        hand.player.clear()
        hand.press(Qt.Key.Key_Right)
        hand.settle()
        hand.canvas.setMinimumSize(0, 0)
        hand.canvas.setFixedHeight(height)
        for _ in range(3):
            QApplication.processEvents()
            hand.canvas.viewport().repaint()
        hand.press(Qt.Key.Key_Right)
        hand.settle()
        hand.canvas.setMinimumHeight(300)
        hand.canvas.setMaximumHeight(16_777_215)
        QApplication.processEvents()
        with hand.canvas.at_once():
            image = hand.canvas.grab().toImage()
        colours = {image.pixelColor(x, y).name() for x in range(60, 400, 3) for y in range(20, 280, 3)}
        assert len(colours) > 5, height
        assert not hand.window.findChildren(QMessageBox, "failureBox"), height


def test_a_layer_that_fails_is_told_once_and_the_others_go_on(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    start_from(hand, groups(), TWO)
    hand.canvas.painter.failed.disconnect()
    told: list[Failure] = []
    hand.canvas.painter.failed.connect(told.append)

    def broken(*_arguments: object) -> None:
        raise ValueError("no ellipse today")

    monkeypatch.setattr(EllipsesLayer, "draw", broken)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    for _ in range(3):
        hand.canvas.viewport().repaint()
    scenes = len(told)
    assert 1 <= scenes <= 3 and "no ellipse today" in told[0].sentence
    for _ in range(3):
        hand.canvas.viewport().repaint()
    assert len(told) == scenes, "a repaint of the same says nothing new"
    place = hand.pixel(*TWO.means[0])
    assert nearest_to(hand.canvas.grab().toImage(), place, component_colour(0), 8) < 30, "its centroid is there"
