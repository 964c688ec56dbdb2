"""Where the cells of a scatter matrix are, and what is written in and around them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gmmgui.core.types import Floats
from gmmgui.ui.palette import Theme

GAP = 6
TICK_ROOM = 64
"""Logical pixels for each number along the horizontal axis, at least."""
TICK_LINE = 30
"""The same along the vertical one."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells of ``count`` rows and columns are, in logical pixels; the margins are for numbers and words."""

    count: int
    width: int
    height: int
    left: int
    top: int
    bottom: int

    def cell(self, row: int, column: int) -> QRect:
        """The inside of a cell."""
        x, y = (self.width - self.left) / self.count, (self.height - self.top - self.bottom) / self.count
        left, top = self.left + round(column * x), self.top + round(row * y)
        right, bottom = self.left + round((column + 1) * x), self.top + round((row + 1) * y)
        return QRect(left, top, max(1, right - left - GAP), max(1, bottom - top - GAP))

    def at(self, place: QPoint) -> tuple[int, int] | None:
        """Row and column of the cell at ``place``; between cells, of the one to the left or above."""
        for row in range(self.count):
            for column in range(self.count):
                if self.cell(row, column).adjusted(0, 0, GAP, GAP).contains(place):
                    return row, column
        return None


def paint_frames(painter: QPainter, grid: Grid, theme: Theme, chosen: tuple[int, int] | None, has_focus: bool) -> None:
    """A thin line around every cell, a thicker one around the ``chosen`` row and column."""
    painter.setPen(QPen(QColor(theme.line), 1))
    for row in range(grid.count):
        for column in range(grid.count):
            painter.drawRect(grid.cell(row, column))
    if chosen is not None and max(chosen) < grid.count:
        painter.setPen(QPen(QColor(theme.accent if has_focus else theme.quiet), 2))
        painter.drawRect(grid.cell(*chosen))


def paint_names(painter: QPainter, grid: Grid, names: Sequence[str]) -> None:
    """The name of each column in its cell of the diagonal."""
    for j in range(grid.count):
        cell = grid.cell(j, j).adjusted(4, 2, -4, 0)
        name = painter.fontMetrics().elidedText(names[j], Qt.TextElideMode.ElideRight, cell.width())
        painter.drawText(cell, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, name)


def paint_numbers(painter: QPainter, grid: Grid, low: Floats, high: Floats) -> None:
    """Numbers from ``low`` to ``high`` (c,) of each column: under its cells, and left of those of its row."""
    metrics = painter.fontMetrics()
    height = metrics.height()
    for j in range(grid.count):
        under, beside = grid.cell(grid.count - 1, j), grid.cell(j, 0)
        for place in ticks(low[j], high[j], max(2, under.width() // TICK_ROOM)):
            half = metrics.horizontalAdvance(number(place)) // 2 + 1
            x = under.left() + round((place - low[j]) / (high[j] - low[j]) * under.width())
            x = min(max(x, under.left() + half), under.right() - half)
            box = QRect(x - half, under.bottom() + 2, 2 * half, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, number(place))
        for place in ticks(low[j], high[j], max(2, beside.height() // TICK_LINE)):
            y = beside.bottom() - round((place - low[j]) / (high[j] - low[j]) * beside.height())
            y = min(max(y, beside.top() + height // 2), beside.bottom() - height // 2)
            box = QRect(0, y - height // 2, grid.left - GAP, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number(place))


def ticks(low: float, high: float, most: int) -> Floats:
    """Round numbers between ``low`` and ``high``, ``most`` at most and at least one: multiples of 1, 2 or 5 · 10^j."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    for step in (power * factor for factor in (1, 2, 5, 10, 20, 50)):
        first, last = math.ceil(low / step), math.floor(high / step)
        if last - first < most:
            break
    places: Floats = step * np.arange(first, max(first, last) + 1, dtype=np.float64)
    return places


def number(value: float) -> str:
    """``value`` beside an axis."""
    return f"{value + 0.0:.6g}".replace("-", "−")
