"""The names of the widgets, which tests and accessibility tools use."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gmmgui.ui.main_window import MainWindow
from tests.conftest import Hand

NAMES = [
    "dataPanel",
    "datasetBox",
    "generateButton",
    "loadButton",
    "algorithmPanel",
    "algorithmBox",
    "componentsSpin",
    "covarianceBox",
    "initialiserBox",
    "seedSpin",
    "toleranceSpin",
    "maxIterationsSpin",
    "minVarianceSpin",
    "clearMarksButton",
    "transportBar",
    "resetButton",
    "backButton",
    "stepButton",
    "iterateButton",
    "playButton",
    "finishButton",
    "speedSlider",
    "timelineSlider",
    "canvas",
    "objectivePlot",
    "parametersTable",
    "narration",
]


def test_there_is_one_widget_of_each_name(hand: Hand) -> None:
    found = {name: hand.window.findChildren(QWidget, name) for name in NAMES}
    assert {name: [widget.isVisible() for widget in widgets] for name, widgets in found.items()} == {
        name: [True] for name in NAMES
    }


def test_a_window_without_arguments_is_the_opening_one(qtbot: QtBot, qapp: QApplication) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    assert window.session.store.document.dataset.n == 300
    assert window.session.player.state is None
    window.close()
