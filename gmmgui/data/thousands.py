"""Whether the marks in a column of numbers part thousands or mark decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gmmgui.data.cells import is_missing
from gmmgui.data.columns import Rows
from gmmgui.data.errors import Answer, Question, and_list
from gmmgui.data.layout import Layout
from gmmgui.data.numbers import is_ungrouped, parts_thousands, plain
from gmmgui.data.records import Record
from gmmgui.data.table import Column, Kind

COMMON = {".": re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"), ",": re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")}
"""What most cells look like whose marks could part thousands."""
FIRST_ROWS = 1000
"""In these, cells of all columns are looked at for a mark that is certainly decimal."""
MARK_NAMES = {".": "points", ",": "commas"}


@dataclass(slots=True)
class _Seen:
    """What the cells of a column say about its mark."""

    example: str = ""
    line: int = 0
    has_plain: bool = False


def thousands_question(
    columns: list[Column], without_mark: set[str], rows: Rows, layout: Layout, name: str
) -> Question | None:
    """The question, where every mark of a column could part thousands and some of its cells have none.

    A file with one mark that can only mark decimals, such as 1.5, is not asked about.

    Parameters
    ----------
    columns : of the table.
    without_mark : names of those in which no cell has a mark.
    name : of the file.
    """
    numbers = [j for j, column in enumerate(columns) if column.kind is Kind.NUMBERS]
    could_be = [j for j in numbers if columns[j].name not in without_mark]
    mixed = [j for j in could_be if _has_wholes_below_1000(columns[j].values)]
    if not mixed or any(_has_certain_decimals(columns[j].values) for j in could_be):
        return None
    seen = _look_at(rows(), could_be, mixed, layout.decimal)
    doubtful = [j for j in mixed if j in seen and seen[j].example and seen[j].has_plain]
    return _question(columns, doubtful, seen[doubtful[0]], layout, name) if doubtful else None


def _has_wholes_below_1000(values: np.ndarray) -> bool:
    return bool(((values == np.floor(values)) & (np.abs(values) < 1000)).any())


def _has_certain_decimals(values: np.ndarray) -> bool:
    """Whether a fraction has more than three decimals, or a whole part of zero or of more than three digits."""
    fractions = np.abs(values[values != np.floor(values)])
    fractions = fractions[np.isfinite(fractions)]
    thousandths = fractions * 1000
    parted = (fractions >= 1) & (fractions < 1000) & (np.abs(thousandths - np.round(thousandths)) < 1e-6)
    return not bool(parted.all())


def _look_at(rows: Iterator[Record], could_be: list[int], mixed: list[int], mark: str) -> dict[int, _Seen]:
    """What the cells of the ``mixed`` columns say; {} as soon as a cell tells that the mark is decimal."""
    seen = {j: _Seen() for j in could_be}
    for i, row in enumerate(rows):
        for j in could_be if i < FIRST_ROWS else mixed:
            if j in seen and not _take(seen, j, row, mark):
                return {}
    return seen


def _take(seen: dict[int, _Seen], j: int, row: Record, mark: str) -> bool:
    """Note what one cell says; False if it tells that the mark is decimal."""
    cell = row.cells[j]
    if mark in cell and not is_missing(cell):
        if not COMMON[mark].fullmatch(cell) and not parts_thousands(cell, mark):
            return False
        if not seen[j].example:
            seen[j].example, seen[j].line = cell, row.line
    elif is_ungrouped(cell):
        del seen[j]
    elif plain(cell).lstrip("+-").isdecimal():
        seen[j].has_plain = True
    return True


def _question(columns: list[Column], doubtful: list[int], seen: _Seen, layout: Layout, name: str) -> Question:
    mark = layout.decimal
    names = tuple(columns[j].name for j in doubtful)
    where = f"column{'s' if len(names) > 1 else ''} {and_list([repr(n) for n in names])}"
    what = (
        f"The {MARK_NAMES[mark]} in {where} of {name}, such as {seen.example} in line {seen.line + layout.body - 1}, "
        "may part thousands or mark decimals"
    )
    grouped = plain(seen.example).replace(mark, "")
    decimal = f"{float(plain(seen.example).replace(',', '.')):.10g}"
    answers = (
        Answer(f"Part thousands: {seen.example} is {grouped}", mark),
        Answer(f"Mark decimals: {seen.example} is {decimal.replace('.', mark)}", ""),
    )
    return Question(what, "thousands", answers, names)
