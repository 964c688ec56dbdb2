"""What several tests of the window need: data put into it, pictures taken of it, boxes found in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gmmgui.core import Mixture, RunSpec
from gmmgui.data import Dataset
from gmmgui.session.document import Document
from gmmgui.session.session import Session
from tests.conftest import Hand


def put(hand: Hand, dataset: Dataset, **spec: object) -> None:
    """Other data and settings, as a panel puts them into the window."""
    settings = {"k": 2} | spec
    hand.window.session.store.edit(Document.of(dataset, RunSpec(**settings)), "Other data")  # type: ignore[arg-type]
    hand.settle()
    picture(hand)  # the axes find their widths when they are painted, and what is beside them moves
    QApplication.processEvents()


def start_from(hand: Hand, dataset: Dataset, mixture: Mixture, algorithm: str = "soft-em") -> None:
    """Show the start of a run from exactly this mixture."""
    put(hand, dataset, k=mixture.k, initialiser="exact", start=mixture, algorithm=algorithm, min_variance=0.0)


def picture(hand: Hand) -> QImage:
    """The canvas as it is painted now."""
    return hand.canvas.viewport().grab().toImage()


def rgb(colour: QColor) -> np.ndarray:
    """(3,) from 0 to 255."""
    return np.array([colour.red(), colour.green(), colour.blue()], dtype=np.float64)


def nearest_to(image: QImage, place: QPoint, colour: QColor, reach: int = 2) -> float:
    """How far, in RGB, the pixel most like ``colour`` within ``reach`` pixels of ``place`` is from it."""
    pixels = [
        rgb(image.pixelColor(place.x() + dx, place.y() + dy))
        for dx in range(-reach, reach + 1)
        for dy in range(-reach, reach + 1)
    ]
    return min(float(np.linalg.norm(pixel - rgb(colour))) for pixel in pixels)


def shape(start: np.ndarray, other: np.ndarray, tolerance: float = 0.0) -> bool:
    """Are both arrays the same, in shape and within ``tolerance``?"""
    return start.shape == other.shape and bool(np.allclose(start, other, rtol=0, atol=tolerance))


def double_click(widget: QWidget, place: QPoint) -> None:
    """What a real double click sends: press, release, double click, release."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    QTest.mouseMove(widget, place)
    QTest.mouseClick(widget, left, Qt.KeyboardModifier.NoModifier, place)
    for kind, buttons in ((QEvent.Type.MouseButtonDblClick, left), (QEvent.Type.MouseButtonRelease, none)):
        globally = widget.mapToGlobal(place)
        event = QMouseEvent(
            kind, place.toPointF(), globally.toPointF(), left, buttons, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(widget, event)


def find(parent: QWidget, name: str) -> QWidget:
    """The widget of that objectName below ``parent``."""
    widget = parent.findChild(QWidget, name)
    assert widget is not None, name
    return widget


def click(qtbot: QtBot, widget: QWidget) -> None:
    """Click into its middle."""
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose(qtbot: QtBot, box: QComboBox, key: object) -> None:
    """Choose an item by the keyboard, as a person would: open, go there, Enter."""
    box.setFocus()
    target = box.findData(key)
    assert target >= 0 and box.model().item(target).isEnabled()
    box.showPopup()
    box.view().setCurrentIndex(box.model().index(target, 0))
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)


def typed(qtbot: QtBot, spin: QAbstractSpinBox, text: str) -> None:
    """Type ``text`` over what the spin box shows, and finish with Enter."""
    spin.setFocus()
    spin.selectAll()
    qtbot.keyClicks(spin, text)
    qtbot.keyClick(spin, Qt.Key.Key_Return)


def settle(qtbot: QtBot, session: Session) -> None:
    """Wait until neither the engine nor the loader has anything to do."""
    qtbot.waitUntil(lambda: not session.loader.is_busy and session.player.idle, timeout=20_000)


def write(path: Path, text: str) -> Path:
    """A file of this text."""
    path.write_text(text)
    return path


def pixel_size(hand: Hand) -> np.ndarray:
    """(2,) how much of the data a pixel of the canvas is, along x and y."""
    return np.array(hand.canvas.plotItem.getViewBox().viewPixelSize())


def bars(hand: Hand) -> list[pg.BarGraphItem]:
    """Those of the canvas, a row of them for each component."""
    return [item for item in hand.canvas.plotItem.items if isinstance(item, pg.BarGraphItem)]


def layer_action(hand: Hand, key: str) -> QAction:
    """The switch of a layer, from the menu View > Layers."""
    found = hand.window.findChild(QAction, f"{key.title().replace(' ', '')}LayerAction")
    assert found is not None
    return found


def failure_box(hand: Hand) -> QMessageBox:
    """The box that tells of a failure, once it is open."""

    def found() -> QMessageBox | None:
        boxes = [box for box in hand.window.findChildren(QMessageBox, "failureBox") if box.isVisible()]
        return boxes[-1] if boxes else None

    hand.qtbot.waitUntil(lambda: found() is not None)
    box = found()
    assert box is not None
    return box
