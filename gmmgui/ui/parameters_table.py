"""Parameters table: weights, means, standard deviations and correlations of the state that is shown, to read and type.

A number that is typed is an edit by hand like one with the mouse: before a run it shapes the start, in the middle of
one the history forks.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gmmgui.core import GmmError, State
from gmmgui.session.document import Document
from gmmgui.session.preview import PreviewResult
from gmmgui.session.session import Session
from gmmgui.ui.parameters import WIDEST_NUMBER, Refused, change_typed
from gmmgui.ui.parameters_model import Index, ItemRole, ParametersModel

SMALLER = 0.9
"""Size of the numbers beside that of other text, so that four components fit into the dock."""
NARROW_NUMBER = "−35.11"
ROOM = 8
"""Beside a number, in pixels: its margins and the line of the grid."""
NARROWEST_TITLES, WIDEST_TITLES = 64, 132
ROW_HEIGHT = 24
EDITOR_WIDTH = 112
MESSAGE = """
    color: palette(text); background: palette(base); border: 1px solid EDGE; border-radius: 4px; padding: 4px 8px;
"""
REFUSED_EDGE = "#d0342c"
"""A red that is seen on light and on dark."""


class _Editing(QStyledItemDelegate):
    """A field for a number over its cell; what is refused stays there, to be put right or given up with Escape."""

    def __init__(self, table: ParametersTable) -> None:
        super().__init__(table)
        self._table = table

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("parameterEditor")
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.textEdited.connect(self._table.hush)
        self._table.begin_editing()
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(ItemRole.EditRole)))
        editor.selectAll()

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        """Enter, Tab, or a click elsewhere; an unedited field changes nothing."""
        assert isinstance(editor, QLineEdit)
        if editor.isModified():
            self._table.take(index, editor.text(), editor.geometry())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Wide enough for all digits, and within the table."""
        cell = option.rect
        width = max(cell.width(), EDITOR_WIDTH)
        left = min(max(cell.right() - width + 1, 0), self._table.viewport().width() - width)
        editor.setGeometry(QRect(max(left, 0), cell.top(), width, cell.height()))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keys that end the editing take the number; if it is refused the field stays open."""
        if isinstance(editor, QLineEdit) and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            cells = ENDING.get(Qt.Key(event.key()))
            if cells is not None:
                self._end(editor, cells)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._table.hush()
        return super().eventFilter(editor, event)

    def _end(self, editor: QLineEdit, cells: int) -> None:
        index = self._table.currentIndex()
        place = index.row(), index.column()
        if editor.isModified() and not self._table.take(index, editor.text(), editor.geometry()):
            editor.selectAll()
            return
        editor.setModified(False)
        self.closeEditor.emit(editor)
        self._table.go_on(place, cells)


ENDING = {Qt.Key.Key_Return: 0, Qt.Key.Key_Enter: 0, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
"""Keys that take what is typed, and how many cells on they lead."""


class ParametersTable(QTableView):
    """The numbers of the mixture.

    Double click, F2 or typing changes one; Ctrl+C copies the chosen cells in full precision.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parametersTable")
        self.setAccessibleName(self.tr("Parameters of the components"))
        self._session, self._player = session, session.player
        self._place = (0, 0)
        triggers = QTableView.EditTrigger
        self._typing = (triggers.DoubleClicked, triggers.EditKeyPressed, triggers.AnyKeyPressed)
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setItemDelegate(_Editing(self))
        self._message = self._make_message()
        self._set_look()
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_selection)
        session.store.changed.connect(self._document_changed)
        self._player.shown.connect(self._show)
        session.preview.changed.connect(self._suppose)
        self._set_document(session.store.document)

    def _set_look(self) -> None:
        font = QFont(self.font())
        font.setPointSizeF(SMALLER * font.pointSizeF())
        self.setFont(font)
        self.setAlternatingRowColors(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setHighlightSections(False)
        down.setDefaultSectionSize(ROW_HEIGHT)
        for header in (across, down):
            header.setFont(font)
        down.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._blend_headers()
        self.setMinimumWidth(NARROWEST_TITLES + 2 * self._width_of(NARROW_NUMBER))

    def _width_of(self, number: str) -> int:
        return self.fontMetrics().horizontalAdvance(number) + ROOM

    def _width_of_title(self, title: str) -> int:
        margin = self.style().pixelMetric(QStyle.PixelMetric.PM_HeaderMargin)
        return self.verticalHeader().fontMetrics().horizontalAdvance(title) + 2 * margin + ROOM

    def minimumSizeHint(self) -> QSize:
        """A header and some rows: there are panels below."""
        return QSize(self.minimumWidth(), 4 * ROW_HEIGHT)

    def copy_selection(self) -> None:
        """Put the chosen cells (all, where none is chosen) on the clipboard, tab-separated, in full precision."""
        model = self._model
        chosen = self.selectionModel().selectedIndexes()
        rows = sorted({index.row() for index in chosen}) or range(model.rowCount())
        columns = sorted({index.column() for index in chosen}) or range(model.columnCount())
        lines = ["\t".join([model.rows[i].title, *(repr(float(model.values[i, j])) for j in columns)]) for i in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    # Typing

    def edit(self, index: Index, trigger: Any = None, event: QEvent | None = None) -> Any:
        """Open the field; where there is none to open, say why."""
        if trigger is None:
            return super().edit(index)
        opened = super().edit(index, trigger, event)  # type: ignore[arg-type]  # Qt itself calls it without an event
        if trigger in self._typing and index.isValid() and not opened and self._model.why_fixed(index):
            self.say(self._model.why_fixed(index), self.visualRect(index))
        return opened

    def begin_editing(self) -> None:
        """The run pauses while a number is edited."""
        self.hush()
        self._player.pause()

    def take(self, index: Index, text: str, beside: QRect) -> bool:
        """Make the edit that ``text``, typed at ``index``, asks for; if it is refused, say why ``beside`` it."""
        document, edit_commands = self._session.store.document, self._session.edit_commands
        component = self._model.order[index.column()] if index.isValid() else 0
        there = edit_commands.to_shape(component) if index.isValid() else None
        if there is None:
            return True
        self._player.pause()
        try:
            change = change_typed(self._model.rows[index.row()], *there, text, document.dataset, document.spec)
            edit_commands.reshape(component, change.mean, change.covariance, change.weight)
        except (Refused, GmmError) as refusal:
            self.say(str(refusal), beside, REFUSED_EDGE)
            return False
        return True

    def go_on(self, place: tuple[int, int], cells: int) -> None:
        """Choose the cell so many after that at ``place`` (row, column), row by row."""
        state = self._player.state
        if state is None:
            return
        k, rows = len(state.components), self._model.rowCount()
        number = (place[0] * k + place[1] + cells) % (rows * k)
        self._place = divmod(number, k)
        self._choose_place()

    def _choose_place(self) -> None:
        row, column = self._place
        index = self._model.index(min(row, self._model.rowCount() - 1), min(column, self._model.columnCount() - 1))
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.NoUpdate)

    # What is said beside a cell

    def _make_message(self) -> QLabel:
        message = QLabel(self)
        message.setObjectName("parametersMessage")
        message.setWordWrap(True)
        message.setTextFormat(Qt.TextFormat.PlainText)
        message.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        message.hide()
        return message

    def say(self, sentence: str, beside: QRect, edge: str = "palette(mid)") -> None:
        """Show ``sentence`` under the place ``beside`` (viewport), or above it where there is no room."""
        message, width = self._message, self.width() - 2
        message.setStyleSheet(MESSAGE.replace("EDGE", edge))
        message.setText(sentence)
        message.setFixedWidth(width)
        height = message.heightForWidth(width)
        top = self.viewport().mapTo(self, QPoint(0, beside.bottom() + 3)).y()
        if top + height > self.height():
            top = max(0, self.viewport().mapTo(self, beside.topLeft()).y() - height - 3)
        message.setFixedHeight(height)
        message.move(1, top)
        message.raise_()
        message.show()
        self.setAccessibleDescription(sentence)

    def hush(self) -> None:
        """What was said is settled."""
        self._message.hide()
        self.setAccessibleDescription("")

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.hush()
        if current.isValid():
            self._place = current.row(), current.column()

    # What changes

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._blend_headers)  # after this the style sheet gives them their old palettes

    def _blend_headers(self) -> None:
        """Where a header has no cells it looks like the table."""
        for header in (self.horizontalHeader(), self.verticalHeader()):
            palette = QPalette(header.palette())
            palette.setBrush(QPalette.ColorRole.Window, self.palette().brush(QPalette.ColorRole.Base))
            header.setPalette(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Columns share what the titles leave; where that is too little they keep four digits, and can be scrolled."""
        k = max(1, self._model.columnCount())
        narrow, wide = self._width_of(NARROW_NUMBER), self._width_of(WIDEST_NUMBER)
        bar = self.verticalScrollBar().sizeHint().width() if self.verticalScrollBar().isVisible() else 0
        width = self.width() - 2 * self.frameWidth() - bar
        wanted = max(self._width_of_title(row.title) for row in self._model.rows)
        room = max(width - k * wide, min(width - k * narrow, WIDEST_TITLES), NARROWEST_TITLES)
        titles = min(wanted, room)
        self.verticalHeader().setFixedWidth(titles)
        column = min(max((width - titles) // k, narrow), wide)
        self.horizontalHeader().setDefaultSectionSize(column)
        for section in range(self._model.columnCount()):
            self.setColumnWidth(section, column)
        self._model.fits = lambda text: self._width_of(text) <= column
        self._model.title_fits = lambda title: self._width_of_title(title) <= titles
        self.verticalHeader().viewport().update()

    def _document_changed(self, old: Document, new: Document) -> None:
        if new.dataset is not old.dataset:
            self._set_document(new)
        else:
            self._model.spec = new.spec
            self.viewport().update()

    def _set_document(self, document: Document) -> None:
        self._model = ParametersModel(document.dataset, document.spec, self)
        self.setModel(self._model)
        self._fit_columns()

    def _suppose(self, previewed: PreviewResult | None) -> None:
        """The numbers of the mixture that is dragged; after the release those of the state again."""
        self._model.suppose(None if previewed is None else previewed.mixture)

    def _show(self, state: State | None) -> None:
        before = self._model.columnCount()
        self._model.show(state)
        if self._model.columnCount() != before:
            self._fit_columns()
        if self._model.columnCount() and not self.currentIndex().isValid():
            self._choose_place()
