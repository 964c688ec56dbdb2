"""Questions about a file, each with a button for every answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gmmgui.data import Question
from gmmgui.ui.fields import UNIT


class QuestionsBox(QWidget):
    """What must be answered before a table can be opened; out of sight where that is nothing.

    Signals
    -------
    answered(str, object) : the keyword of :func:`gmmgui.data.load`, and the value that the user chose.
    """

    answered = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("questionsBox")
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2 * UNIT)

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Ask ``questions`` in place of the former ones."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(question) for question in questions]
        for row in self._rows:
            self._column.addWidget(row)
        self.setVisible(bool(questions))

    def _row(self, question: Question) -> QWidget:
        row = QWidget()
        sentence = QLabel(f"{question.what}.")
        sentence.setObjectName(f"{question.keyword}Question")
        sentence.setWordWrap(True)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setProperty("role", "value")
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(sentence)
        column.addLayout(self._buttons(question))
        return row

    def _buttons(self, question: Question) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        for number, answer in enumerate(question.answers):
            button = QPushButton(answer.label)
            button.setObjectName(f"{question.keyword}Answer{number}")
            button.setAutoDefault(False)
            button.clicked.connect(
                lambda _checked, keyword=question.keyword, value=answer.value: self.answered.emit(keyword, value)
            )
            row.addWidget(button)
        row.addStretch()
        return row
