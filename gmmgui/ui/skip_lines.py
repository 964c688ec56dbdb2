"""Which lines of a file are no rows of its table, to be typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

MOST_LINES = 1_000_000
"""More are a typing error."""


class SkipLines(QLineEdit):
    """Line numbers and ranges of them, as in 1, 3-5.

    Signals
    -------
    picked(object) : a tuple of the lines, or None where the field was emptied: lines that look like no rows are found.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[int, ...] | None = None
        self.setPlaceholderText(self.tr("none"))
        self.setValidator(QRegularExpressionValidator(QRegularExpression(r"[0-9,; –-]*"), self))
        self.editingFinished.connect(self._pick)

    def show_lines(self, lines: Sequence[int] | None) -> None:
        """Show ``lines`` without a signal."""
        self._shown = None if lines is None else tuple(lines)
        self.setText(written(lines or ()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends the editing, and does not press the dialog's button as well."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _pick(self) -> None:
        try:
            lines = understood(self.text())
        except ValueError:
            self.show_lines(self._shown)
            return
        if lines != (self._shown or None):
            self.picked.emit(lines)


def written(lines: Sequence[int]) -> str:
    """``lines`` in order, as a person writes them: 1, 3-5."""
    ordered = sorted(set(lines))
    breaks = [0, *(i for i, (a, b) in enumerate(pairwise(ordered), 1) if b > a + 1), len(ordered)]
    runs = [ordered[start:end] for start, end in pairwise(breaks) if start < end]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def understood(text: str) -> tuple[int, ...] | None:
    """The lines of a text such as 1, 3-5; None where there are none.

    Raises
    ------
    ValueError : there are more than a million.
    """
    lines: set[int] = set()
    for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", text):
        begin, end = sorted((int(first), int(last or first)))
        if end - begin + len(lines) >= MOST_LINES:
            raise ValueError(f"{text!r} names more than {MOST_LINES:,} lines.")
        lines.update(range(begin, end + 1))
    return tuple(sorted(lines)) or None
