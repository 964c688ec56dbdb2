"""The whole window: it never blocks, it closes at any moment, and it comes back as it was left."""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from gmmgui.app import make_window
from gmmgui.core import Phase, Status
from gmmgui.data import DATASETS
from gmmgui.resources import resource
from gmmgui.session.document import Document
from gmmgui.session.player import Player
from gmmgui.session.transport import FULL_SPEED
from gmmgui.ui.main_window import MainWindow
from gmmgui.ui.palette import DARK, LIGHT
from tests.conftest import Hand
from tests.samples import groups
from tests.ui.support import failure_box, picture, put, rgb

LONGEST_GAP = 2.0
"""Seconds that the window may be away at most, on a machine that does much else: a signal a state took 8, a frame takes
some hundredths."""


class Pulse:
    """Measures how long the event loop is away at most, and how far the run is whenever it is back."""

    def __init__(self, player: Player) -> None:
        self.seen: set[int] = set()
        self.longest, self._last = 0.0, time.perf_counter()
        self._player = player
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(5)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now
        self.seen.add(self._player.length)

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def long_run(hand: Hand) -> Hand:
    """A run of a thousand iterations, not begun."""
    entry = DATASETS["lec000_em1d_close"]
    spec = replace(entry.spec, tol=0.0, max_iter=1_000)
    hand.window.session.store.edit(Document.of(entry.load(), spec), "Long run")
    hand.settle()
    return hand


def test_a_window_that_is_closed_leaves_no_menu(qtbot: QtBot, qapp: QApplication, settings: QSettings) -> None:
    def menus() -> int:
        gc.collect()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return sum(isinstance(widget, QMenu) for widget in QApplication.allWidgets())

    before = menus()
    window = make_window(qapp, settings, "light")
    assert menus() > before
    window.close()
    window.deleteLater()
    del window
    assert menus() == before


@pytest.mark.parametrize("way", ["End", "full speed"])
def test_two_thousand_states_arrive_while_the_window_stays_responsive(long_run: Hand, way: str) -> None:
    hand = long_run
    pulse = Pulse(hand.player)
    if way == "End":
        hand.press(Qt.Key.Key_End)
    else:
        hand.player.set_speed(FULL_SPEED)
        hand.press(Qt.Key.Key_Space)
    hand.settle()
    pulse.stop()
    assert hand.player.length == 2_002, "a start, a thousand iterations, and the last E"
    assert hand.player.at_end and hand.player.state is not None
    assert hand.player.state.status is Status.MAX_ITER and hand.player.state.iteration == 1_000
    phases = [state.phase for state in hand.player.history]
    assert phases == [Phase.START, *[Phase.E, Phase.M] * 1_000, Phase.E]
    assert pulse.seen - {0, 2_002}, "the run grew while the event loop turned"
    assert pulse.longest < LONGEST_GAP


@pytest.mark.parametrize("key", [Qt.Key.Key_End, Qt.Key.Key_Space, Qt.Key.Key_Right])
def test_closing_during_a_run(long_run: Hand, key: Qt.Key) -> None:
    long_run.press(key)
    long_run.window.close()
    assert not long_run.window.session.engine.is_running
    assert not long_run.window.isVisible()


def test_narration_follows(hand: Hand) -> None:
    narration = hand.child(QLabel, "narration")
    assert isinstance(narration, QLabel)
    assert narration.text().startswith("Click the canvas")
    put(hand, groups())
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert narration.text().startswith("Start:")
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert narration.text().startswith("E: every point")
    assert narration.text().endswith("Next: M: update.")


# Presenter view


def docks_in_sight(window: MainWindow) -> list[str]:
    return [dock.objectName() for dock in window.findChildren(QDockWidget) if dock.isVisible()]


@pytest.mark.parametrize("back", [Qt.Key.Key_F11, Qt.Key.Key_Escape])
def test_presenter_view_and_back(hand: Hand, back: Qt.Key) -> None:
    window = hand.window
    hand.child(QDockWidget, "dataDock").hide()
    before = docks_in_sight(window)
    assert before and "dataDock" not in before
    size = window.narration.fontInfo().pointSizeF()
    hand.press(Qt.Key.Key_F11)
    assert window.isFullScreen() and window.is_presenting
    assert docks_in_sight(window) == []
    assert not window.menuBar().isVisible() and not window.transport_bar.isVisible()
    assert window.canvas.isVisible() and window.narration.isVisible()
    assert window.narration.fontInfo().pointSizeF() > 1.3 * size
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.player.length == 1, "the keys work"
    hand.press(back)
    assert not window.isFullScreen() and not window.is_presenting
    assert docks_in_sight(window) == before
    assert window.menuBar().isVisible() and window.transport_bar.isVisible()
    assert window.narration.fontInfo().pointSizeF() == size


def test_closing_in_presenter_view_remembers_the_docks(hand: Hand, qapp: QApplication, settings: QSettings) -> None:
    before = docks_in_sight(hand.window)
    hand.press(Qt.Key.Key_F11)
    hand.window.close()
    again = make_window(qapp, settings)
    hand.qtbot.addWidget(again)
    with hand.qtbot.waitExposed(again):
        again.show()
    assert docks_in_sight(again) == before and not again.isFullScreen()
    again.close()


# What is remembered


def open_window(qtbot: QtBot, application: QApplication, settings: QSettings) -> MainWindow:
    window = make_window(application, settings)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def trigger(window: MainWindow, name: str) -> None:
    action = window.findChild(QAction, name)
    assert action is not None, name
    action.trigger()


def test_size_docks_theme_and_glide_are_remembered(qtbot: QtBot, qapp: QApplication, settings: QSettings) -> None:
    settings.setValue("theme", "light")
    first = open_window(qtbot, qapp, settings)
    first.resize(790, 610)
    dock = first.findChild(QDockWidget, "parametersDock")
    assert dock is not None
    dock.hide()
    trigger(first, "darkThemeAction")
    trigger(first, "glideAction")
    first.close()
    settings.sync()
    second = open_window(qtbot, qapp, QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert (second.width(), second.height()) == (790, 610)
    assert "parametersDock" not in docks_in_sight(second) and "dataDock" in docks_in_sight(second)
    assert second.canvas.backgroundBrush().color().name() == DARK.canvas
    assert second.canvas.glide_ms == 0
    action = second.findChild(QAction, "darkThemeAction")
    assert action is not None and action.isChecked()
    trigger(second, "lightThemeAction")
    second.close()


def test_the_original_layout_comes_back(hand: Hand) -> None:
    before = sorted(docks_in_sight(hand.window))
    dock = hand.child(QDockWidget, "dataDock")
    assert isinstance(dock, QDockWidget)
    dock.hide()
    hand.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    dock.setFloating(True)
    action = next(a for a in hand.window.findChildren(QAction) if a.text().replace("&", "") == "Original layout")
    action.trigger()
    assert sorted(docks_in_sight(hand.window)) == before
    assert not dock.isFloating()
    assert hand.window.dockWidgetArea(dock) is Qt.DockWidgetArea.LeftDockWidgetArea


def test_light_and_dark(hand: Hand) -> None:
    put(hand, groups())
    for name, theme in (("darkThemeAction", DARK), ("lightThemeAction", LIGHT)):
        trigger(hand.window, name)
        assert hand.canvas.backgroundBrush().color().name() == theme.canvas
        corner = picture(hand).pixelColor(hand.canvas.viewport().width() - 2, 2)
        assert abs(rgb(corner) - rgb(hand.canvas.backgroundBrush().color())).max() < 24
        assert hand.window.palette().window().color().name() == theme.window


# Files


def recent_files(window: MainWindow) -> list[str]:
    menu = next(menu for menu in window.findChildren(QMenu) if menu.title().replace("&", "") == "Open recent")
    return [action.text() for action in menu.actions()]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two copies of Old Faithful."""
    paths = [tmp_path / f"{name} & co.csv" for name in ("first", "second")]
    for path in paths:
        path.write_bytes(resource("data", "faithful.csv").read_bytes())
    return paths


def drop(hand: Hand, path: Path) -> bool:
    """Drag a file over the window and let it go; was it welcome?"""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    place, copy = QPoint(400, 300), Qt.DropAction.CopyAction
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place, copy, mime, left, none)
    QApplication.sendEvent(hand.window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(hand.window, QDropEvent(place.toPointF(), copy, mime, left, none))
        hand.settle()
    return enter.isAccepted()


def test_a_dropped_file_is_opened_and_remembered(hand: Hand, files: list[Path], settings: QSettings) -> None:
    for path in files:
        assert drop(hand, path)
        dataset = hand.window.session.store.document.dataset
        assert (dataset.n, dataset.d) == (272, 2) and dataset.name.startswith(path.name.split(" ")[0])
    expected = [str(path).replace("&", "&&") for path in reversed(files)]
    assert recent_files(hand.window) == expected
    hand.window.close()
    again = open_window(hand.qtbot, QApplication.instance(), QSettings(settings.fileName(), settings.format()))
    assert recent_files(again) == expected
    again.close()


def test_one_recent_file_is_remembered(hand: Hand, files: list[Path], settings: QSettings, tmp_path: Path) -> None:
    """A list of one comes back from a file as its only item; a copy of the file, for what was written is kept."""
    drop(hand, files[0])
    hand.window.close()
    settings.sync()
    copy = tmp_path / "copy.ini"
    copy.write_bytes(Path(settings.fileName()).read_bytes())
    again = open_window(hand.qtbot, QApplication.instance(), QSettings(str(copy), settings.format()))
    assert recent_files(again) == [str(files[0]).replace("&", "&&")]
    again.close()


def test_a_recent_file_opens_again(hand: Hand, files: list[Path]) -> None:
    for path in files:
        drop(hand, path)
    menu = next(menu for menu in hand.window.findChildren(QMenu) if menu.title().replace("&", "") == "Open recent")
    menu.actions()[1].trigger()
    hand.settle()
    assert hand.window.session.store.document.dataset.name.startswith("first")
    assert recent_files(hand.window)[0] == str(files[0]).replace("&", "&&"), "the last opened comes first"


def test_a_dropped_file_that_is_gone_is_a_sentence(hand: Hand, tmp_path: Path) -> None:
    before = hand.window.session.store.document
    assert drop(hand, tmp_path / "gone.csv")
    box = failure_box(hand)
    assert "gone.csv" in box.text() and box.detailedText() == ""
    box.accept()
    assert hand.window.session.store.document is before and recent_files(hand.window) == []


def test_text_is_not_welcome(hand: Hand) -> None:
    mime = QMimeData()
    mime.setText("no file")
    enter = QDragEnterEvent(
        QPoint(400, 300), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    QApplication.sendEvent(hand.window, enter)
    assert not enter.isAccepted()
    assert hand.window.findChildren(QMessageBox, "failureBox") == []
