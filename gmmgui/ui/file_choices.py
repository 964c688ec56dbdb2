"""How a file is read, as widgets: one row for each of the ``choices`` of its format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from gmmgui.data import FileChoice, LineNumbers, OneOf
from gmmgui.ui.fields import Choice, Rows
from gmmgui.ui.skip_lines import SkipLines


@dataclass(frozen=True, slots=True, eq=False)
class Editor:
    """A widget that shows a value, and how to write and hear it."""

    widget: QWidget
    show: Callable[[Any], None]
    picked: Any  # a Qt signal


class FileChoices(Rows):
    """What was found or chosen of each choice; the user may choose otherwise.

    Signals
    -------
    picked(str, object) : the keyword of a choice, and the value that the user gives it.
    """

    picked = Signal(str, object)

    def __init__(self, choices: tuple[FileChoice, ...]) -> None:
        super().__init__()
        self._editors: dict[str, Editor] = {}
        heading = QLabel(self.tr("How the file is read"))
        heading.setProperty("role", "heading")
        self.add_wide(heading)
        for choice in choices:
            editor = _EDITORS[type(choice)](choice)
            self.add(self.tr(choice.title), editor.widget, self.tr(choice.help))
            editor.picked.connect(partial(self.picked.emit, choice.keyword))
            self._editors[choice.keyword] = editor

    def show_reading(self, reading: Mapping[str, object]) -> None:
        """Show the values of ``reading``, by keyword, without a signal."""
        for keyword, editor in self._editors.items():
            editor.show(reading.get(keyword))


def _one_of(choice: OneOf) -> Editor:
    box = Choice()
    box.setObjectName(f"{_camel(choice.keyword)}Box")
    for key, title in choice.values.items():
        box.add(key, box.tr(title))

    def show(key: object) -> None:
        if box.index_of(key) < 0:
            box.add(key, repr(key))
        box.show_key(key)

    return Editor(box, show, box.picked)


def _line_numbers(choice: LineNumbers) -> Editor:
    edit = SkipLines()
    edit.setObjectName(f"{_camel(choice.keyword)}Edit")
    return Editor(edit, edit.show_lines, edit.picked)


_EDITORS: dict[type, Callable[[Any], Editor]] = {OneOf: _one_of, LineNumbers: _line_numbers}


def _camel(keyword: str) -> str:
    first, *others = keyword.split("_")
    return "".join([first, *(word.capitalize() for word in others)])
