"""The columns of a table, to be ticked."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from gmmgui.data import Table
from gmmgui.ui.fields import UNIT
from gmmgui.ui.open_question import why_not


class ColumnsList(QWidget):
    """One line a column; those that cannot be points are grey, and say why.

    Signals
    -------
    changed() : other columns are ticked.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = QListWidget()
        self._list.setObjectName("columnsList")
        self._list.setAccessibleName(self.tr("Columns that are points"))
        self._by_hand: dict[str, bool] = {}
        self._list.itemChanged.connect(self._ticked)
        heading = QLabel(self.tr("Columns that are points"))
        heading.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(heading)
        column.addWidget(self._list)
        column.addLayout(self._buttons())

    def _ticked(self, item: QListWidgetItem) -> None:
        self._by_hand[item.text()] = item.checkState() is Qt.CheckState.Checked
        self.changed.emit()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, name, ticked in ((self.tr("All"), "allButton", True), (self.tr("None"), "noneButton", False)):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked, ticked=ticked: self._tick_all(ticked))
            row.addWidget(button)
        row.addStretch()
        return row

    def show_table(self, table: Table, truth: str | None) -> None:
        """List the columns: those are ticked that were ticked by hand, or else are offered, except the truth."""
        offered = set(table.offered) - {truth}
        with QSignalBlocker(self._list):
            self._list.clear()
            for column in table.columns:
                item = QListWidgetItem(column.name, self._list)
                reason = why_not(table, column.name)
                item.setToolTip(reason or (f"{column.reason}." if column.reason else ""))
                if reason:
                    item.setFlags(Qt.ItemFlag.NoItemFlags)
                    continue
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
                ticked = self._by_hand.get(column.name, column.name in offered)
                item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def checked(self) -> list[str]:
        """Names of the columns that are ticked."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return [item.text() for item in items if _can_be_ticked(item) and item.checkState() is Qt.CheckState.Checked]

    def untick(self, name: str) -> None:
        """That column is none of the points, if it was."""
        self._by_hand[name] = False
        with QSignalBlocker(self._list):
            for item in self._list.findItems(name, Qt.MatchFlag.MatchExactly):
                if _can_be_ticked(item):
                    item.setCheckState(Qt.CheckState.Unchecked)

    def _tick_all(self, ticked: bool) -> None:
        with QSignalBlocker(self._list):
            for row in range(self._list.count()):
                if _can_be_ticked(self._list.item(row)):
                    self._list.item(row).setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
                    self._by_hand[self._list.item(row).text()] = ticked
        self.changed.emit()


def _can_be_ticked(item: QListWidgetItem) -> bool:
    return bool(item.flags() & Qt.ItemFlag.ItemIsUserCheckable)
