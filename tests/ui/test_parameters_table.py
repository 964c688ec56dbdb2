"""The parameters table: every number of the mixture that is shown, under the component's own number and colour."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gmmgui.core import Mixture
from gmmgui.ui.palette import component_colour
from gmmgui.ui.parameters_table import MOST_CORRELATED, ParametersTable, rows_for, shown_number
from tests.conftest import Hand
from tests.samples import groups
from tests.ui.support import put, start_from

COVARIANCES = np.array([[[4.0, 2.4], [2.4, 2.25]], [[1.0, -0.3], [-0.3, 0.36]]])
MIXTURE = Mixture(np.array([0.25, 0.75]), np.array([[-1.5, 2.0], [3.25, 4.0]]), COVARIANCES)
NUMBERS = [[0.25, 0.75], [-1.5, 3.25], [2.0, 4.0], [2.0, 1.0], [1.5, 0.6], [0.8, -0.5]]
"""Weights, means, standard deviations and correlations of these, by row."""


@pytest.fixture
def filled(hand: Hand) -> ParametersTable:
    start_from(hand, groups(), MIXTURE)
    return hand.window.parameters_table


def column_of(table: ParametersTable, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> list:
    model = table.model()
    return [model.index(row, column).data(role) for row in range(model.rowCount())]


def headers(table: ParametersTable, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> list:
    model = table.model()
    count = model.columnCount() if orientation is Qt.Orientation.Horizontal else model.rowCount()
    return [model.headerData(section, orientation, role) for section in range(count)]


def test_the_numbers(filled: ParametersTable) -> None:
    exact = np.transpose([column_of(filled, column, Qt.ItemDataRole.UserRole) for column in (0, 1)])
    assert np.allclose(exact, NUMBERS, rtol=1e-12)
    assert column_of(filled, 0) == ["0.25", "−1.5", "2", "2", "1.5", "0.8"]
    assert headers(filled, Qt.Orientation.Horizontal) == ["1", "2"]
    titles = headers(filled, Qt.Orientation.Vertical)
    assert len(titles) == 6 and "x1" in titles[1] and "x2" in titles[2]


def test_the_swatch_has_the_colour_of_the_component(hand: Hand, filled: ParametersTable) -> None:
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    hand.window.session.hands.remove(0)
    hand.settle()
    assert headers(filled, Qt.Orientation.Horizontal) == ["2"]
    (swatch,) = headers(filled, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole)
    assert swatch.toImage().pixelColor(6, 6).name() == component_colour(1).name()


def test_it_follows_the_state_that_is_shown(hand: Hand) -> None:
    put(hand, groups(apart=2.5))
    table = hand.window.parameters_table
    assert table.model().columnCount() == 0
    hand.player.step(5)
    hand.settle()
    for index in (4, 2, 0):
        hand.player.scrub(index)
        mixture = hand.player.history[index].mixture
        weights = [table.model().index(0, column).data(Qt.ItemDataRole.UserRole) for column in (0, 1)]
        assert weights == mixture.weights.tolist()
    hand.player.clear()
    assert table.model().columnCount() == 0


@pytest.mark.parametrize(("d", "rows"), [(1, 3), (2, 6), (3, 10), (6, 28), (7, 15)])
def test_rows_for_each_dimension(hand: Hand, d: int, rows: int) -> None:
    assert MOST_CORRELATED == 6
    assert len(rows_for(groups(d=d))) == rows
    put(hand, groups(d=d))
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.window.parameters_table.model().rowCount() == rows
    assert None not in column_of(hand.window.parameters_table, 0)


def test_copy_gives_full_precision(hand: Hand, filled: ParametersTable) -> None:
    hand.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    hand.settle()
    state = hand.player.state
    assert state is not None
    filled.setFocus()
    QTest.keyClick(filled, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert [line[0] for line in lines] == headers(filled, Qt.Orientation.Vertical)
    copied = np.array([[float(cell) for cell in line[1:]] for line in lines])
    assert np.array_equal(copied[0], state.mixture.weights)
    assert np.array_equal(copied[1:3], state.mixture.means.T)
    assert np.array_equal(copied[3], np.sqrt(state.mixture.covariances[:, 0, 0]))


def test_copy_of_chosen_cells(hand: Hand, filled: ParametersTable) -> None:
    filled.setFocus()
    for row in (1, 2):
        place = filled.visualRect(filled.model().index(row, 1)).center()
        modifier = Qt.KeyboardModifier.NoModifier if row == 1 else Qt.KeyboardModifier.ControlModifier
        QTest.mouseClick(filled.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    QTest.keyClick(filled, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    titles = headers(filled, Qt.Orientation.Vertical)
    assert QGuiApplication.clipboard().text() == f"{titles[1]}\t3.25\n{titles[2]}\t4.0"


def test_numbers_as_they_are_shown() -> None:
    assert shown_number(-0.000123456789) == "−0.00012", "as many digits as a column has room for"
    assert shown_number(0.123456789) == "0.123457"
    assert shown_number(79.9681234) == "79.9681"
    assert shown_number(-1e-9) == "−1e−09"
    assert shown_number(float("nan")) == "–"


def test_a_component_without_spread_has_no_correlation() -> None:
    flat = Mixture(np.ones(1), np.zeros((1, 2)), np.array([[[0.0, 0.0], [0.0, 1.0]]]))
    correlation = rows_for(groups())[-1].values(flat)
    assert np.isnan(correlation).all()
