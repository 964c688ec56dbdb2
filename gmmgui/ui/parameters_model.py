"""What the parameters table shows: parameters by row, components by column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QPalette, QPixmap
from PySide6.QtWidgets import QWidget

from gmmgui.core import Mixture, RunSpec, State
from gmmgui.data import Dataset
from gmmgui.ui.palette import component_colour
from gmmgui.ui.parameters import is_short, rows_for, shown_number, why_fixed

SWATCH = 12

Index = QModelIndex | QPersistentModelIndex
ItemRole = Qt.ItemDataRole


class ParametersModel(QAbstractTableModel):
    """Parameters by row, components by column in the order of their numbers: ``order`` gives their indices."""

    def __init__(self, dataset: Dataset, spec: RunSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = rows_for(dataset)
        self.spec = spec
        self.state: State | None = None
        self.order: list[int] = []
        self.values = np.empty((len(self.rows), 0))
        self.fits: Callable[[str], bool] = is_short
        self.title_fits: Callable[[str], bool] = lambda _title: True

    def show(self, state: State | None) -> None:
        """The numbers of ``state``; the cells stay the same where the components do."""
        before, after = _components(self.state), _components(state)
        if before != after:
            self.beginResetModel()
        self.state = state
        self.order = np.argsort(after).tolist()
        self._take(None if state is None else state.mixture)
        if before != after:
            self.endResetModel()
        elif after:
            self._tell_numbers()

    def suppose(self, mixture: Mixture | None) -> None:
        """The numbers of ``mixture``, with the components of the state; None: those of the state."""
        if self.state is not None:
            self._take(mixture or self.state.mixture)
            self._tell_numbers()

    def _take(self, mixture: Mixture | None) -> None:
        self.values = np.array([[] if mixture is None else row.values(mixture)[self.order] for row in self.rows])

    def _tell_numbers(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, self.values.shape[1] - 1))

    def why_fixed(self, index: Index) -> str:
        """Why the number there cannot be changed by hand, or ""."""
        return why_fixed(self.rows[index.row()], self.spec, self.values.shape[1])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else self.values.shape[1]

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags if not index.isValid() or self.why_fixed(index) else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = ItemRole.DisplayRole) -> Any:
        value = float(self.values[index.row(), index.column()])
        if role == ItemRole.DisplayRole:
            return shown_number(value, self.fits)
        if role == ItemRole.EditRole:
            return "" if np.isnan(value) else f"{value:.12g}"
        if role == ItemRole.UserRole:
            return value
        if role == ItemRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == ItemRole.ToolTipRole:
            lines = [f"{self.rows[index.row()].help}: {value!r}", self.why_fixed(index)]
            return "\n".join(line for line in lines if line)
        if role == ItemRole.ForegroundRole and self.why_fixed(index):
            return QGuiApplication.palette().brush(QPalette.ColorGroup.Active, QPalette.ColorRole.PlaceholderText)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ItemRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            row = self.rows[section]
            title = row.short if row.short and not self.title_fits(row.title) else row.title
            return {ItemRole.DisplayRole: title, ItemRole.ToolTipRole: f"{row.title}\n{row.help}"}.get(ItemRole(role))
        if self.state is None or section >= len(self.state.components):
            return None
        name = self.state.components[self.order[section]]
        if role == ItemRole.DisplayRole:
            return str(name + 1)
        if role == ItemRole.DecorationRole:
            swatch = QPixmap(SWATCH, SWATCH)
            swatch.fill(component_colour(name))
            return swatch
        return None


def _components(state: State | None) -> tuple[int, ...]:
    return () if state is None else state.components
