"""Parameters table: weights, means, standard deviations and correlations of the state that is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from gmmgui.core import Mixture, State
from gmmgui.data import Dataset
from gmmgui.session.document import Document
from gmmgui.session.session import Session
from gmmgui.ui.palette import component_colour

MOST_CORRELATED = 6
"""With more columns than this the table gives no correlations: there would be too many to read."""

WIDEST_TITLES, COLUMN = 132, 40
WIDEST_NUMBER = "−0.74905"

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter of every component: a name, a tooltip, and mixture -> (k,) values."""

    title: str
    help: str
    values: Callable[[Mixture], Any]


def rows_for(dataset: Dataset) -> list[Row]:
    """What the table lists for these data."""
    rows = [Row("weight w", "w: the share of the points", lambda m: m.weights)]
    rows += [_mean_row(j, name) for j, name in enumerate(dataset.features)]
    rows += [_deviation_row(j, name) for j, name in enumerate(dataset.features)]
    if dataset.d <= MOST_CORRELATED:
        rows += [_correlation_row(i, j, dataset.features) for i, j in combinations(range(dataset.d), 2)]
    return rows


def _mean_row(j: int, name: str) -> Row:
    return Row(f"μ {name}", f"μ: mean of {name}", lambda m: m.means[:, j])


def _deviation_row(j: int, name: str) -> Row:
    help_text = f"σ: standard deviation of {name}, the root of its variance"
    return Row(f"σ {name}", help_text, lambda m: np.sqrt(m.covariances[:, j, j]))


def _correlation_row(i: int, j: int, names: tuple[str, ...]) -> Row:
    title = "ρ" if len(names) == 2 else f"ρ {names[i]}, {names[j]}"
    return Row(title, f"ρ: correlation of {names[i]} and {names[j]}", lambda m: _correlation(m, i, j))


def _correlation(mixture: Mixture, i: int, j: int) -> Any:
    variances = mixture.covariances[:, i, i] * mixture.covariances[:, j, j]
    with np.errstate(invalid="ignore"):
        return np.where(variances > 0, mixture.covariances[:, i, j] / np.sqrt(variances), np.nan)


def shown_number(value: float) -> str:
    """Six significant digits, or as many as a column has room for, with a real minus sign; a dash for no number."""
    if np.isnan(value):
        return "–"
    texts = (f"{value:.{digits}g}" for digits in (6, 5, 4, 3, 2))
    text = next((text for text in texts if len(text) <= len(WIDEST_NUMBER)), f"{value:.1g}")
    return text.replace("-", "−")


class _Model(QAbstractTableModel):
    """Parameters by row, components by column."""

    def __init__(self, dataset: Dataset, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = rows_for(dataset)
        self.state: State | None = None
        self.values = np.empty((len(self.rows), 0))

    def show(self, state: State | None) -> None:
        k = 0 if state is None else len(state.components)
        reset = k != self.values.shape[1] or state is None or self.state is None
        reset = reset or (self.state is not None and state is not None and state.components != self.state.components)
        if reset:
            self.beginResetModel()
        self.state = state
        mixture = None if state is None else state.mixture
        self.values = np.array([[] if mixture is None else row.values(mixture) for row in self.rows])
        if reset:
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, k - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else self.values.shape[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value = float(self.values[index.row(), index.column()])
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_number(value)
        if role == Qt.ItemDataRole.UserRole:
            return value
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self.rows[index.row()].help}: {value!r}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            row = self.rows[section]
            return {Qt.ItemDataRole.DisplayRole: row.title, Qt.ItemDataRole.ToolTipRole: row.help}.get(
                Qt.ItemDataRole(role)
            )
        if self.state is None or section >= len(self.state.components):
            return None
        name = self.state.components[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(name + 1)
        if role == Qt.ItemDataRole.DecorationRole:
            swatch = QPixmap(12, 12)
            swatch.fill(component_colour(name))
            return swatch
        return None


class ParametersTable(QTableView):
    """The numbers of the mixture; Ctrl+C copies the chosen cells in full precision."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parametersTable")
        self.setAccessibleName(self.tr("Parameters of the components"))
        self._player = session.player
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setDefaultSectionSize(self.fontMetrics().horizontalAdvance(WIDEST_NUMBER) + 10)
        self.verticalHeader().setDefaultSectionSize(24)
        self.verticalHeader().setMaximumWidth(WIDEST_TITLES)
        self.setMinimumWidth(WIDEST_TITLES + 2 * COLUMN)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_selection)
        session.store.changed.connect(self._document_changed)
        self._player.shown.connect(self._show)
        self._set_dataset(session.store.document.dataset)

    def copy_selection(self) -> None:
        """Put the chosen cells (all, where none is chosen) on the clipboard, tab-separated, in full precision."""
        model = self._model
        chosen = self.selectionModel().selectedIndexes()
        rows = sorted({index.row() for index in chosen}) or range(model.rowCount())
        columns = sorted({index.column() for index in chosen}) or range(model.columnCount())
        lines = ["\t".join([model.rows[i].title, *(repr(float(model.values[i, j])) for j in columns)]) for i in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _document_changed(self, old: Document, new: Document) -> None:
        if new.dataset is not old.dataset:
            self._set_dataset(new.dataset)

    def _set_dataset(self, dataset: Dataset) -> None:
        self._model = _Model(dataset, self)
        self.setModel(self._model)

    def _show(self, state: State | None) -> None:
        self._model.show(state)
