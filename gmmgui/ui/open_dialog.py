"""What becomes of a file: points at once where nothing is in doubt, else the columns dialog asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gmmgui.data import FORMATS, Dataset, Table, open_questions, read_table, to_dataset
from gmmgui.session.loader import Loader
from gmmgui.session.worker import Failure
from gmmgui.ui.busy_row import BusyRow
from gmmgui.ui.columns_list import ColumnsList
from gmmgui.ui.fields import UNIT, Choice, Rows, quiet_label
from gmmgui.ui.file_choices import FileChoices
from gmmgui.ui.open_question import Chosen, gaps, hindrance, in_doubt, truth_candidates, usual
from gmmgui.ui.questions_box import QuestionsBox
from gmmgui.ui.table_preview import TablePreview


def read(path: Path, ask: bool) -> Dataset | Table:
    """Points, or the table to ask about, because ``ask`` says so or something is in doubt."""
    table = read_table(path)
    return table if ask or in_doubt(table) else to_dataset(table, truth=usual(table).truth)


class ColumnsDialog(QDialog):
    """Which columns of a table are points, and what becomes of rows with missing values.

    Signals
    -------
    chosen(Dataset) : the points, once, before the dialog closes.
    """

    chosen = Signal(object)

    def __init__(self, loader: Loader, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("columnsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._loader, self._table = loader, table
        self._given: Mapping[str, object] = {}
        self._wanted: Mapping[str, object] = {}
        self._chosen_truth: str | None = None
        self._columns = ColumnsList()
        self._preview = TablePreview()
        self._truth = Choice()
        self._choices = FileChoices(FORMATS[table.format].choices)
        self._questions = QuestionsBox()
        self._notes = quiet_label()
        self._missing = QLabel()
        self._problem = QLabel()
        self._open = QPushButton()
        self._cancel = QPushButton(self.tr("Cancel"))
        self._name_widgets()
        self._arrange()
        self._listen()
        self._show_table(table)

    # What there is

    def _name_widgets(self) -> None:
        self._truth.setObjectName("truthBox")
        self._notes.setObjectName("notesLabel")
        self._missing.setObjectName("missingBox")
        self._problem.setObjectName("problemLabel")
        self._open.setObjectName("openButton")
        self._open.setDefault(True)
        self._cancel.setObjectName("cancelButton")
        for label in (self._missing, self._problem):
            label.setWordWrap(True)
            label.setProperty("role", "value")
            label.setTextFormat(Qt.TextFormat.PlainText)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2 * UNIT)
        top.addWidget(self._columns, 1)
        top.addLayout(self._with_truth(self._choices), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        column.setSpacing(UNIT)
        column.addLayout(top, 1)
        heading = QLabel(self.tr("First rows"))
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        column.addWidget(self._preview, 1)
        column.addWidget(self._questions)
        column.addWidget(self._notes)
        column.addWidget(self._missing)
        column.addWidget(self._problem)
        column.addWidget(BusyRow(self._loader, self))
        column.addLayout(self._buttons())
        self.resize(600, 620)

    def _with_truth(self, rows: Rows) -> Rows:
        help_text = self.tr("The column that says which component or class each row truly belongs to.")
        rows.add(self.tr("True component"), self._truth, help_text)
        rows.setRowStretch(rows.rowCount(), 1)
        return rows

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._cancel)
        row.addWidget(self._open)
        return row

    def _listen(self) -> None:
        self._choices.picked.connect(self._choose)
        self._questions.answered.connect(self._choose)
        self._columns.changed.connect(self._judge)
        self._truth.picked.connect(self._choose_truth)
        self._open.clicked.connect(self._make_points)
        self._cancel.clicked.connect(self.reject)
        self._loader.busy.connect(self._show_end)

    # What the user does

    def reject(self) -> None:
        """Close, and forget what is under way."""
        self._loader.cancel()
        super().reject()

    def _choose(self, keyword: str, value: object) -> None:
        """Read the file again with one choice more; what the user did not choose is found anew."""
        choices = {**self._wanted, keyword: value}

        def done(table: Table) -> None:
            self._given = self._wanted = choices
            self._show_table(table)

        task = partial(read_table, self._table.path, **choices)
        self._loader.run(self.tr("Reading {file}").format(file=self._table.name), task, done, self._refuse)
        self._wanted = choices  # only now: to run it cancels what was wanted before
        self._judge()

    def _show_end(self, what: str) -> None:
        """Nothing is read any more: what was wanted is there now, or was given up."""
        if not what and self._wanted != self._given:
            self._wanted = self._given
            self._choices.show_table(self._table)
            self._judge()

    def _choose_truth(self, name: str | None) -> None:
        """The truth is no coordinate of the points, unless the user ticks it again."""
        self._chosen_truth = name
        if name is not None:
            self._columns.untick(name)
        self._judge()

    def _make_points(self) -> None:
        chosen = self._chosen()
        missing = "drop" if gaps(self._table, chosen).lines else "ask"
        task = partial(to_dataset, self._table, chosen.columns, missing, chosen.truth)
        self._loader.run(self.tr("Opening {file}").format(file=self._table.name), task, self._finish, self._refuse)

    def _finish(self, dataset: Dataset) -> None:
        self.chosen.emit(dataset)
        self.accept()

    def _refuse(self, failure: Failure) -> bool:
        """Say why it cannot be done; the table stays as it was."""
        if failure.traceback:
            return False
        self._choices.show_table(self._table)
        self._problem.setText(failure.sentence)
        self._problem.show()
        return True

    def _chosen(self) -> Chosen:
        return Chosen(tuple(self._columns.checked()), self._truth.currentData())

    # What it shows

    def _show_table(self, table: Table) -> None:
        self._table = table
        self.setWindowTitle(self.tr("Open {file}").format(file=table.name))
        self._choices.show_table(table)
        self._show_truths(table)
        self._columns.show_table(table, self._truth.currentData())
        self._preview.show_table(table)
        self._judge()

    def _show_truths(self, table: Table) -> None:
        with QSignalBlocker(self._truth):
            self._truth.clear()
            self._truth.add(None, self.tr("not known"))
            names = truth_candidates(table)
            for name in names:
                self._truth.add(name, name)
            self._truth.show_key(self._chosen_truth if self._chosen_truth in names else usual(table).truth)

    def _judge(self) -> None:
        """What stands in the way of opening the table, and what must be asked."""
        chosen = self._chosen()
        questions = open_questions(self._table, chosen.columns)
        missing = gaps(self._table, chosen)
        problem = self.tr("Answer the question first.") if questions else hindrance(self._table, chosen)
        notes = self._table.notes_on(list(chosen.columns), about_others=True, truth=chosen.truth)
        self._questions.show_questions(questions)
        self._show_text(self._notes, "\n".join(notes))
        self._show_text(self._problem, problem)
        self._show_text(self._missing, "" if problem else missing.sentence)
        self._open.setText(missing.button)
        self._open.setEnabled(not problem and self._wanted == self._given)  # never what was read before the last choice
        self._open.setToolTip(problem)

    def _show_text(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))
