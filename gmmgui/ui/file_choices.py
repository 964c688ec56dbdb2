"""How a file is read, as widgets: one row for each of the ``choices`` of its format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from gmmgui.data import FileChoice, LineNumbers, OneOf, Table
from gmmgui.ui.fields import Choice, Rows
from gmmgui.ui.skip_lines import SkipLines


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceEditor:
    """A widget that shows a value, how to hear it, and how to write it: (value, other values that the file has)."""

    widget: QWidget
    picked: Any  # a Qt signal
    show: Callable[[Any, tuple[str, ...]], None]


class FileChoices(Rows):
    """What was found or chosen of each choice; the user may choose otherwise.

    Signals
    -------
    picked(str, object) : the keyword of a choice, and the value that the user gives it.
    """

    picked = Signal(str, object)

    def __init__(self, choices: tuple[FileChoice, ...]) -> None:
        super().__init__()
        self._editors: dict[str, ChoiceEditor] = {}
        heading = QLabel(self.tr("How the file is read"))
        heading.setProperty("role", "heading")
        self.add_wide(heading)
        for choice in choices:
            editor = _EDITORS[type(choice)](choice)
            self.add(self.tr(choice.title), editor.widget, self.tr(choice.help))
            editor.picked.connect(partial(self.picked.emit, choice.keyword))
            self._editors[choice.keyword] = editor

    def show_table(self, table: Table) -> None:
        """Show how ``table`` was read, without a signal."""
        for keyword, editor in self._editors.items():
            editor.show(table.reading.get(keyword), table.values.get(keyword, ()))


def _one_of(choice: OneOf) -> ChoiceEditor:
    box = Choice()
    box.setObjectName(f"{_camel(choice.keyword)}Box")
    for key, title in choice.values.items():
        box.add(key, box.tr(title))

    def show(key: object, others: tuple[str, ...]) -> None:
        for other in others:
            if box.index_of(other) < 0:
                box.add(other, other)
        if key is not None and box.index_of(key) < 0:
            box.add(key, repr(key))
        box.show_key(key)

    return ChoiceEditor(box, box.picked, show)


def _line_numbers(choice: LineNumbers) -> ChoiceEditor:
    edit = SkipLines()
    edit.setObjectName(f"{_camel(choice.keyword)}Edit")
    return ChoiceEditor(edit, edit.picked, lambda lines, _others: edit.show_lines(lines))


_EDITORS: dict[type, Callable[[Any], ChoiceEditor]] = {OneOf: _one_of, LineNumbers: _line_numbers}


def _camel(keyword: str) -> str:
    first, *others = keyword.split("_")
    return "".join([first, *(word.capitalize() for word in others)])
