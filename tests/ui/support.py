"""What several tests of the window need: data put into it, pictures taken of it, boxes found in it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from gmmgui.core import Mixture, RunSpec
from gmmgui.data import Dataset
from gmmgui.session.document import Document
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


def failure_box(hand: Hand) -> QMessageBox:
    """The box that tells of a failure, once it is open."""

    def found() -> QMessageBox | None:
        boxes = [box for box in hand.window.findChildren(QMessageBox, "failureBox") if box.isVisible()]
        return boxes[-1] if boxes else None

    hand.qtbot.waitUntil(lambda: found() is not None)
    box = found()
    assert box is not None
    return box
