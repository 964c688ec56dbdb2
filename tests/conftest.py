"""What every test of the window needs: no screen, no settings of the user, and nothing left behind."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
from collections.abc import Iterator
from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from gmmgui.app import make_window
from gmmgui.ui.canvas.canvas import Canvas
from gmmgui.ui.main_window import OPENING_SIZE, MainWindow

pg.setConfigOption("mouseRateLimit", -1)  # the default drops drags that come quickly, as a test makes them


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a running QThread or an active QTimer behind."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    before = _running()
    yield
    gc.collect()
    QApplication.sendPostedEvents(None, 0)
    left = [thing for thing in _running() if thing not in before]
    gc.freeze()  # kernels, and all that numba knows of them, need not be looked through after each test
    assert not left, f"left behind: {left}"


def _kinds_of(kind: type) -> Iterator[type]:
    """A class and all that inherit from it."""
    yield kind
    for other in kind.__subclasses__():
        yield from _kinds_of(other)


def _running() -> list[object]:
    kinds = {*_kinds_of(QThread), *_kinds_of(QTimer)}  # to look a type up is much faster than to ask isinstance
    things = [thing for thing in gc.get_objects() if type(thing) in kinds and isValid(thing)]
    main = QThread.currentThread()
    alive = (thing.isRunning() if isinstance(thing, QThread) else thing.isActive() for thing in things)
    return [thing for thing, is_alive in zip(things, alive, strict=True) if is_alive and thing is not main]


@pytest.fixture(scope="session", autouse=True)
def imports_set_aside() -> None:
    """Tests look through all objects for what is left behind; those of the imports need not be looked at each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def no_settings_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever asks for settings by the program's name gets a folder of the tests."""
    folder = str(tmp_path_factory.mktemp("settings"))
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, folder)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings in a file of this test alone."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, settings: QSettings) -> Iterator[MainWindow]:
    """The main window, shown, without gliding; closed at the end."""
    settings.setValue("glide", False)
    window = make_window(qapp, settings, "light")
    qtbot.addWidget(window)
    window.setWindowState(Qt.WindowState.WindowNoState)  # the screen of the offscreen platform is smaller
    window.resize(*OPENING_SIZE)
    window.original_layout()
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()


class Hand:
    """A user's hand on a window: real mouse events and keys."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.canvas: Canvas = window.canvas
        self.player = window.session.player

    def pixel(self, x: float, y: float) -> QPoint:
        """Where (x, y) of the data is on the canvas."""
        view = self.canvas.plotItem.getViewBox()
        return self.canvas.mapFromScene(view.mapViewToScene(QPointF(x, y)))

    def click(self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Click at (x, y) of the data, and wait for the engine."""
        place = self.pixel(x, y)
        QTest.mouseMove(self.canvas.viewport(), place)
        QTest.mouseClick(self.canvas.viewport(), button, Qt.KeyboardModifier.NoModifier, place)
        self.settle()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press at ``start``, move in steps, let go at ``end``."""
        viewport, first, last = self.canvas.viewport(), self.pixel(*start), self.pixel(*end)
        QTest.mouseMove(viewport, first)
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
        for step in range(1, 11):
            QTest.mouseMove(viewport, first + (last - first) * step / 10)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, last)
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the window; no window manager gives it back the focus after a popup, so that is done here."""
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)
        QTest.keyClick(self.window, key, modifier)

    def child(self, kind: type[QWidget], name: str) -> QWidget:
        """The widget of that objectName."""
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def push(self, name: str) -> None:
        """Click the button of that objectName."""
        self.qtbot.mouseClick(self.child(QWidget, name), Qt.MouseButton.LeftButton)

    def settle(self) -> None:
        """Wait until the engine has nothing to do."""
        self.qtbot.waitUntil(lambda: self.player.idle and not self.window.session.loader.is_busy, timeout=20_000)


@pytest.fixture
def hand(window: MainWindow, qtbot: QtBot) -> Hand:
    """A hand on the window."""
    return Hand(window, qtbot)
