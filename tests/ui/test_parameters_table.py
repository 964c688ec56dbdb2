"""The parameters table: every number of the mixture that is shown, under the component's own number and colour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QLineEdit

from gmmgui.core import Mixture, Phase
from gmmgui.data import Dataset
from gmmgui.session.transport import Mode, Speed
from gmmgui.ui.palette import DARK, LIGHT, component_colour
from gmmgui.ui.parameters import (
    MOST_CORRELATED,
    Refused,
    correlation_bounds,
    number_typed,
    rows_for,
    shown_number,
)
from gmmgui.ui.parameters_table import REFUSED_EDGE, ParametersTable
from tests.conftest import Hand
from tests.samples import groups
from tests.ui.support import double_click, nearest_to, put, start_from

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
    hand.window.session.edit_commands.remove(0)
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


def test_its_headers_follow_the_theme(hand: Hand, filled: ParametersTable) -> None:
    for name, theme in (("darkThemeAction", DARK), ("lightThemeAction", LIGHT), ("darkThemeAction", DARK)):
        action = hand.window.findChild(QAction, name)
        assert action is not None
        action.trigger()
        QApplication.processEvents()
        for header in (filled.horizontalHeader(), filled.verticalHeader()):
            image = header.viewport().grab().toImage()
            bare = image.pixelColor(image.width() - 2, image.height() - 2)
            assert abs(bare.lightness() - QColor(theme.panel).lightness()) < 12, (name, bare.name())


def test_long_titles_of_correlations_become_numbers_of_columns(hand: Hand) -> None:
    dataset = replace(groups(d=3), features=("length of the sepal", "width of the sepal", "length of the petal"))
    put(hand, dataset, k=3)
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    table = hand.window.parameters_table
    titles = headers(table, Qt.Orientation.Vertical)
    assert titles[-3:] == ["ρ 1, 2", "ρ 1, 3", "ρ 2, 3"] and titles[1] == "μ length of the sepal"
    tip = headers(table, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole)[-1]
    assert "ρ width of the sepal, length of the petal" in tip
    dock = hand.child(QDockWidget, "parametersDock")
    assert isinstance(dock, QDockWidget)
    dock.setFloating(True)
    dock.resize(900, 400)
    hand.qtbot.waitUntil(lambda: headers(table, Qt.Orientation.Vertical)[-1] == dataset_title(dataset))


def dataset_title(dataset: Dataset) -> str:
    """Of the correlation of the last two columns, where there is room for it."""
    return f"ρ {dataset.features[-2]}, {dataset.features[-1]}"


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


# Typing


class Cell:
    """A cell of the table, and a hand that types into it."""

    def __init__(self, hand: Hand, title: str, component: int) -> None:
        self.hand, self.table = hand, hand.window.parameters_table
        self.index = self.table.model().index(headers(self.table, Qt.Orientation.Vertical).index(title), component)

    @property
    def value(self) -> float:
        """The number there, in full precision."""
        return float(self.table.model().data(self.index, Qt.ItemDataRole.UserRole))

    @property
    def editor(self) -> QLineEdit | None:
        """The field that is open, or None."""
        found = self.table.viewport().findChildren(QLineEdit, "parameterEditor")
        return next((field for field in found if field.isVisible()), None)

    @property
    def message(self) -> str:
        """What is said beside the cell, or ""."""
        label = self.table.findChild(QLabel, "parametersMessage")
        assert label is not None
        return label.text() if label.isVisible() else ""

    def open(self) -> QLineEdit | None:
        """F2 on the cell."""
        self.hand.window.activateWindow()
        self.hand.qtbot.waitUntil(lambda: QApplication.activeWindow() is self.hand.window)
        self.table.setFocus()
        self.table.setCurrentIndex(self.index)
        QTest.keyClick(self.table, Qt.Key.Key_F2)
        return self.editor

    def type(self, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """F2, the text, Enter; and wait for the engine."""
        editor = self.open()
        assert editor is not None
        write(editor, text)
        QTest.keyClick(editor, end)
        QApplication.processEvents()
        self.hand.settle()


def write(editor: QLineEdit, text: str) -> None:
    """What the keys of ``text`` send; QTest knows those of ASCII only."""
    for letter in text:
        if letter.isascii():
            QTest.keyClick(editor, letter)
        else:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(editor, event)


def shown(hand: Hand) -> Mixture:
    state = hand.player.state
    assert state is not None
    return state.mixture


def correlations(covariances: np.ndarray) -> np.ndarray:
    deviations = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    return covariances / (deviations[:, :, None] * deviations[:, None, :])


def step(hand: Hand, half_steps: int) -> None:
    hand.player.step(half_steps)
    hand.settle()


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.125", 0.125), ("0,125", 0.125), ("1e-3", 0.001), ("\u22122.5", -2.5), ("-2,5E0", -2.5), (" 7. ", 7)],
)
def test_ways_to_write_a_number(text: str, number: float) -> None:
    assert number_typed(text) == number


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "1,234.5", "nan", "inf", "1e999", "1_000", "0x1", "1e"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(Refused, match="is not a number"):
        number_typed(text)


def test_a_typed_mean_forks_the_run(hand: Hand, filled: ParametersTable) -> None:
    step(hand, 4)
    before = hand.player.history
    hand.player.scrub(2)
    hand.settle()
    cell = Cell(hand, "μ x1", 1)
    cell.type("−1,625")
    assert hand.player.history[:3] == before[:3]
    assert hand.player.length == 4 and hand.player.state is not None and hand.player.state.phase is Phase.EDIT
    assert shown(hand).means[1, 0] == cell.value == -1.625
    assert np.array_equal(np.delete(shown(hand).means.ravel(), 2), np.delete(before[2].mixture.means.ravel(), 2))
    hand.window.session.store.undo_stack.undo()
    hand.settle()
    assert hand.player.state is before[2], "the exact old mixture"


def test_a_double_click_opens_the_field(hand: Hand, filled: ParametersTable) -> None:
    step(hand, 2)
    cell = Cell(hand, "σ x2", 0)
    double_click(filled.viewport(), filled.visualRect(cell.index).center())
    editor = cell.editor
    assert editor is not None and editor.hasSelectedText()
    QTest.keyClicks(editor, "2")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    hand.settle()
    assert cell.value == 2.0


def test_typing_opens_the_field(hand: Hand, filled: ParametersTable) -> None:
    cell = Cell(hand, "weight w", 0)
    editor = cell.open()
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.keyClick(filled, Qt.Key.Key_0)
    editor = cell.editor
    assert editor is not None and editor.text() == "0"
    QTest.keyClicks(editor, ".125")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    hand.settle()
    assert shown(hand).weights.tolist() == [0.125, 0.875]
    assert filled.hasFocus() and filled.currentIndex().row() == 0, "the next number can be typed"


def test_tab_goes_on_to_the_next_cell(hand: Hand, filled: ParametersTable) -> None:
    cell = Cell(hand, "μ x2", 0)
    cell.type("2.25", Qt.Key.Key_Tab)
    assert cell.value == 2.25 and cell.editor is None
    assert (filled.currentIndex().row(), filled.currentIndex().column()) == (2, 1)
    editor = cell.open()
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    assert (filled.currentIndex().row(), filled.currentIndex().column()) == (1, 1)


def test_quick_hands_lose_nothing(hand: Hand) -> None:
    """The second number is typed before the engine has shown what the first one makes."""
    put(hand, groups(n=20_000))
    step(hand, 3)
    for title, text in (("σ x1", "2"), ("σ x2", "3"), ("ρ", "0.5")):
        editor = Cell(hand, title, 0).open()
        assert editor is not None
        write(editor, text)
        QTest.keyClick(editor, Qt.Key.Key_Return)
    hand.settle()
    assert np.allclose(shown(hand).covariances[0], [[4, 3], [3, 9]], rtol=1e-12)
    assert len(hand.window.session.store.document.edits) == 3


def test_before_a_run_the_start_changes(hand: Hand) -> None:
    put(hand, groups())
    hand.click(0, 0)
    hand.click(3, 3)
    assert hand.player.length == 1
    Cell(hand, "σ x1", 0).type("1.5")
    document = hand.window.session.store.document
    assert document.edits == () and hand.player.length == 1
    assert Cell(hand, "σ x1", 0).value == 1.5
    hand.window.session.store.undo_stack.undo()
    hand.settle()
    assert hand.window.session.store.document.spec.initialiser == "marks"


def test_a_deviation_keeps_the_correlations(hand: Hand) -> None:
    put(hand, groups(d=3), k=2)
    step(hand, 3)
    before = shown(hand)
    Cell(hand, "σ x2", 1).type("0.7")
    after = shown(hand)
    assert np.allclose(correlations(after.covariances), correlations(before.covariances), atol=1e-12)
    deviations = np.sqrt(np.diagonal(after.covariances[1]))
    assert deviations[1] == 0.7
    assert np.allclose(deviations[[0, 2]], np.sqrt(np.diagonal(before.covariances[1]))[[0, 2]], rtol=1e-12)
    assert np.array_equal(after.covariances[0], before.covariances[0])


def test_a_correlation_keeps_the_deviations(hand: Hand) -> None:
    put(hand, groups(d=3), k=2)
    step(hand, 3)
    before = shown(hand)
    Cell(hand, "ρ x1, x3", 0).type("0.55")
    after = shown(hand)
    assert np.allclose(np.diagonal(after.covariances[0]), np.diagonal(before.covariances[0]), rtol=1e-12)
    expected = correlations(before.covariances)
    expected[0, 0, 2] = expected[0, 2, 0] = 0.55
    assert np.allclose(correlations(after.covariances), expected, atol=1e-12)


def test_weights_keep_their_proportions(hand: Hand) -> None:
    put(hand, groups(), k=3)
    step(hand, 3)
    before = shown(hand).weights
    Cell(hand, "weight w", 1).type("0,5")
    after = shown(hand).weights
    assert after[1] == 0.5 and np.isclose(after[0] / after[2], before[0] / before[2], rtol=1e-12)


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("σ x1", "0", "larger than 0"),
        ("σ x1", "-1", "larger than 0"),
        ("σ x2", "1e-9", "Min. variance"),
        ("σ x2", "1e200", "too wide"),
        ("ρ", "1", "between −1 and 1"),
        ("ρ", "−1.5", "between −1 and 1"),
        ("weight w", "1.01", "between 0 and 1"),
        ("weight w", "-0.1", "between 0 and 1"),
        ("μ x1", "1e300", "too far"),
        ("μ x1", "left", "“left” is not a number"),
    ],
)
def test_what_is_refused_changes_nothing(hand: Hand, title: str, text: str, reason: str) -> None:
    put(hand, groups())
    step(hand, 3)
    state, document = hand.player.state, hand.window.session.store.document
    cell = Cell(hand, title, 1)
    value = cell.value
    cell.type(text)
    assert reason in cell.message
    assert cell.editor is not None and cell.editor.text() == text, "it can be put right"
    label = cell.table.findChild(QLabel, "parametersMessage")
    assert label is not None
    edge = nearest_to(label.grab().toImage(), QPoint(label.width() // 2, 2), QColor(REFUSED_EDGE))
    assert edge < 40 and cell.table.rect().contains(label.geometry())
    QTest.keyClick(cell.editor, Qt.Key.Key_Escape)
    assert cell.editor is None and cell.message == ""
    assert cell.value == value
    assert hand.player.state is state and hand.window.session.store.document is document


def test_what_was_refused_can_be_put_right(hand: Hand, filled: ParametersTable) -> None:
    cell = Cell(hand, "ρ", 0)
    cell.type("2")
    assert cell.message and cell.editor is not None
    QTest.keyClicks(cell.editor, "0.25")
    assert not cell.message
    QTest.keyClick(cell.editor, Qt.Key.Key_Return)
    hand.settle()
    assert abs(cell.value - 0.25) < 1e-15 and cell.editor is None


def test_leaving_a_refused_number_says_why_and_keeps_the_old(hand: Hand, filled: ParametersTable) -> None:
    cell = Cell(hand, "σ x1", 0)
    editor = cell.open()
    assert editor is not None
    QTest.keyClicks(editor, "0")
    hand.canvas.setFocus()
    QApplication.processEvents()
    assert cell.editor is None and "larger than 0" in cell.message
    assert cell.value == 2.0 and hand.window.session.store.document.edits == ()


def test_no_gaussian_has_such_correlations(hand: Hand) -> None:
    covariance = np.array([[1.0, 0.9, 0.9], [0.9, 1.0, 0.9], [0.9, 0.9, 1.0]])
    start = Mixture(np.array([0.5, 0.5]), np.array([[0.0, 0, 0], [3.0, 3, 3]]), np.array([covariance, np.eye(3)]))
    start_from(hand, groups(d=3), start)
    cell = Cell(hand, "ρ x1, x2", 0)
    cell.type("0.5")
    assert "between 0.62 and 1" in cell.message and abs(cell.value - 0.9) < 1e-12
    assert cell.editor is not None
    QTest.keyClicks(cell.editor, "0.65")
    QTest.keyClick(cell.editor, Qt.Key.Key_Return)
    hand.settle()
    assert abs(cell.value - 0.65) < 1e-12


@given(st.integers(3, 6), st.integers(0, 10_000))
def test_bounds_of_a_correlation(d: int, seed: int) -> None:
    factor = np.random.default_rng(seed).normal(size=(d, d + 2))
    matrix = correlations((factor @ factor.T)[None])[0]
    low, high = correlation_bounds(matrix, 0, d - 1)
    for value, inside in ((low - 1e-6, False), (low + 1e-6, True), (high - 1e-6, True), (high + 1e-6, False)):
        matrix[0, -1] = matrix[-1, 0] = value
        assert (np.linalg.eigvalsh(matrix)[0] > 0) == inside


def test_tied_covariances_change_together(hand: Hand) -> None:
    put(hand, groups(), covariance_type="tied")
    step(hand, 3)
    Cell(hand, "ρ", 1).type("0.5")
    Cell(hand, "σ x1", 0).type("1.25")
    covariances = shown(hand).covariances
    assert np.array_equal(covariances[0], covariances[1])
    assert covariances[0, 0, 0] == 1.25**2 and np.allclose(correlations(covariances)[0, 0, 1], 0.5)


def test_a_sphere_grows_in_all_directions(hand: Hand) -> None:
    put(hand, groups(), covariance_type="spherical")
    step(hand, 3)
    Cell(hand, "σ x2", 1).type("0.75")
    assert np.array_equal(shown(hand).covariances[1], 0.75**2 * np.eye(2))


@pytest.mark.parametrize(
    ("changes", "titles", "reason"),
    [
        ({"covariance_type": "diag"}, ["ρ"], "diagonal"),
        ({"covariance_type": "spherical"}, ["ρ"], "spherical"),
        ({"algorithm": "kmeans"}, ["weight w", "σ x1", "σ x2", "ρ"], "K-means"),
        ({"k": 1}, ["weight w"], "single component"),
    ],
)
def test_what_cannot_be_changed_says_why(hand: Hand, changes: dict, titles: list[str], reason: str) -> None:
    put(hand, groups(), **changes)
    step(hand, 2)
    table = hand.window.parameters_table
    for title in headers(table, Qt.Orientation.Vertical):
        cell = Cell(hand, title, 0)
        assert (cell.open() is None) == (title in titles)
        assert (reason in cell.message) == (title in titles)
        assert (reason in cell.index.data(Qt.ItemDataRole.ToolTipRole)) == (title in titles)
        if cell.editor is not None:
            QTest.keyClick(cell.editor, Qt.Key.Key_Escape)


def test_means_of_k_means_can_be_typed(hand: Hand) -> None:
    put(hand, groups(), algorithm="kmeans")
    step(hand, 2)
    cell = Cell(hand, "μ x2", 0)
    cell.type("4.5")
    assert cell.value == 4.5


def test_editing_pauses_a_run_that_plays(hand: Hand) -> None:
    put(hand, groups(apart=1.0), tol=0.0, max_iter=100_000)
    hand.player.set_speed(Speed(50))
    hand.player.play()
    hand.qtbot.waitUntil(lambda: hand.player.length > 4)
    cell = Cell(hand, "μ x1", 0)
    editor = cell.open()
    assert editor is not None and hand.player.mode is Mode.PAUSED
    hand.settle()
    cursor = hand.player.cursor
    QTest.keyClicks(editor, "1.5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    hand.settle()
    assert hand.player.mode is Mode.PAUSED and hand.player.cursor == cursor + 1
    assert cell.value == 1.5


def test_enter_alone_changes_nothing(hand: Hand, filled: ParametersTable) -> None:
    step(hand, 3)
    document = hand.window.session.store.document
    for title in headers(filled, Qt.Orientation.Vertical):
        cell = Cell(hand, title, 1)
        editor = cell.open()
        assert editor is not None
        QTest.keyClick(editor, Qt.Key.Key_Return)
        assert cell.editor is None
    assert hand.window.session.store.document is document


# Looks


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("k", [2, 4])
def test_four_components_fit_beside_their_titles(hand: Hand, k: int, d: int) -> None:
    put(hand, groups(d=d), k=k)
    step(hand, 2)
    table = hand.window.parameters_table
    QApplication.processEvents()
    assert not table.horizontalScrollBar().isVisible()
    for row in range(table.model().rowCount()):
        for column in range(k):
            index = table.model().index(row, column)
            digits = [letter for letter in index.data().partition("e")[0] if letter.isdigit()]
            value = index.data(Qt.ItemDataRole.UserRole)
            assert len(digits) >= 4 or abs(float(index.data().replace("−", "-")) - value) <= 6e-4 * max(1, abs(value))
            width = table.fontMetrics().horizontalAdvance(index.data())
            assert width + 6 <= table.columnWidth(column)


def test_titles_stay_while_eight_components_are_scrolled(hand: Hand) -> None:
    put(hand, groups(), k=8)
    step(hand, 2)
    table = hand.window.parameters_table
    bar = table.horizontalScrollBar()
    hand.qtbot.waitUntil(bar.isVisible)
    bar.setValue(bar.maximum())
    assert table.verticalHeader().isVisible() and table.verticalHeader().width() >= 60
    last = table.visualRect(table.model().index(0, 7))
    assert table.viewport().rect().contains(last)
