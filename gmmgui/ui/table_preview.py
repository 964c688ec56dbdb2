"""The first rows of a table, as they were read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from gmmgui.data import Kind, Table
from gmmgui.data.table import Column
from gmmgui.ui.fields import UNIT

ROWS = 8
COLUMNS = 30
"""More columns than this are not previewed."""


class TablePreview(QTableWidget):
    """Numbers on the right, text on the left, line numbers of the file beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewTable")
        self.setAccessibleName(self.tr("First rows"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.verticalHeader().setDefaultSectionSize(3 * UNIT)

    def show_table(self, table: Table) -> None:
        """Fill with the first rows of ``table``."""
        columns = table.columns[:COLUMNS]
        rows = min(ROWS, table.n_rows)
        self.clear()
        self.setRowCount(rows)
        self.setColumnCount(len(columns))
        self.setHorizontalHeaderLabels([column.name for column in columns])
        self.setVerticalHeaderLabels([str(line) for line in table.lines[:rows]])
        for j, column in enumerate(columns):
            for row in range(rows):
                self.setItem(row, j, _cell(column, row))
        self.resizeColumnsToContents()


def _cell(column: Column, row: int) -> QTableWidgetItem:
    if row in column.missing:
        return QTableWidgetItem("")
    if column.kind is Kind.TEXT:
        return QTableWidgetItem(str(column.values[row]))
    damaged = row in column.bad
    is_first = damaged and row == column.bad[0]
    item = QTableWidgetItem(column.bad_cell if is_first else "?" if damaged else f"{column.values[row]:.10g}")
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if damaged:
        item.setToolTip("Not a number.")
    return item
