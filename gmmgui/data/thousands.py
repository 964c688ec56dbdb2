"""Whether the marks in a column of numbers part thousands or mark decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from gmmgui.core.types import Labels
from gmmgui.data.cells import is_missing
from gmmgui.data.errors import Answer, Question, and_list, called, cut
from gmmgui.data.layout import Layout
from gmmgui.data.numbers import THOUSANDS, is_ungrouped, parts_thousands, plain
from gmmgui.data.records import Record, records
from gmmgui.data.table import Column, Kind

COMMON = {".": re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"), ",": re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")}
"""What most cells look like whose marks could part thousands."""
POSSIBLE = {".": re.compile(r"[+-]?[0-9]+\.[0-9]+"), ",": re.compile(r"[+-]?[0-9]+,[0-9]+")}
"""What numbers look like whose marks could mark decimals."""
FIRST_ROWS = 1000
"""Number of first rows in which cells of all columns are looked at for a mark that is certainly decimal."""
MARK_NAMES = {".": "points", ",": "commas", "'": "apostrophes", " ": "blanks"}


@dataclass(slots=True)
class _Seen:
    """What the cells of a column show about its mark."""

    example: str = ""
    line: int = 0
    has_plain: bool = False

    @property
    def is_told(self) -> bool:
        """Whether further cells with three digits behind every mark add nothing."""
        return bool(self.example) and self.has_plain


def thousands_question(
    columns: list[Column], without_mark: set[str], body: str, layout: Layout, name: str
) -> Question | None:
    """The question, where every mark of a column could part thousands and some of its cells have none.

    Between semicolons it is asked even where all cells have one. A file with one mark that can only mark decimals, such
    as 1.5, is not asked about.

    Parameters
    ----------
    columns : of the table.
    without_mark : names of those in which no cell has a mark.
    body : the rows, as text.
    layout : of the file; its decimal mark is the mark in question.
    name : of the file.

    Returns
    -------
    A question of the keyword ``thousands``, or None where nothing is in doubt.
    """
    numbers = [j for j, column in enumerate(columns) if column.kind is Kind.NUMBERS]
    could_be = [j for j in numbers if columns[j].name not in without_mark]
    is_german = layout.separator == ";" and layout.decimal == "."  # where semicolons part columns commas mark decimals
    mixed = [j for j in could_be if is_german or _has_small_wholes_only(columns[j].values)]
    if not mixed or any(_has_certain_decimals(columns[j].values) for j in could_be):
        return None
    seen = _look_at(body, could_be, mixed, layout)
    doubtful = [j for j in mixed if j in seen and seen[j].example and (is_german or seen[j].has_plain)]
    return _question(columns, doubtful, seen[doubtful[0]], layout, name) if doubtful else None


def _has_small_wholes_only(values: np.ndarray) -> bool:
    """Whether some values are whole, and all of these below 1000: beside 1990, 1.250 does not stand for 1250."""
    wholes = np.abs(values[values == np.floor(values)])
    return bool(len(wholes) and wholes.max() < 1000)


def _has_certain_decimals(values: np.ndarray) -> bool:
    """Whether a fraction has more than three decimals, or a whole part of zero or of more than three digits."""
    fractions = np.abs(values[values != np.floor(values)])
    fractions = fractions[np.isfinite(fractions)]
    thousandths = fractions * 1000
    parted = (fractions >= 1) & (fractions < 1000) & (np.abs(thousandths - np.round(thousandths)) < 1e-6)
    return not bool(parted.all())


def _look_at(body: str, could_be: list[int], mixed: list[int], layout: Layout) -> dict[int, _Seen]:
    """What the cells of the ``mixed`` columns show; {} as soon as a cell proves that the mark is decimal."""
    mark = layout.decimal
    seen = {j: _Seen() for j in could_be}
    always_three = not re.search(rf"{re.escape(mark)}(?![0-9]{{3}}(?![0-9]))", body)
    for i, row in enumerate(records(body, layout.separator)):
        if always_three and i >= FIRST_ROWS and all(seen[j].is_told for j in mixed if j in seen):
            break
        for j in could_be if i < FIRST_ROWS else mixed:
            if j in seen and not _take(seen, j, row, mark):
                return {}
    return seen


def _take(seen: dict[int, _Seen], j: int, row: Record, mark: str) -> bool:
    """Note what one cell shows; False if it proves that the mark is decimal."""
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
    names = tuple(columns[j].name for j in doubtful)
    return _about(names, seen.example, seen.line + layout.body - 1, layout.decimal, layout.decimal, name)


def grouped_questions(columns: list[Column], lines: Labels, decimal: str | None, name: str) -> list[Question]:
    """The questions about cells that are numbers only if a mark parts thousands, such as 1.234,5 or 1’234.

    Parameters
    ----------
    columns : of the table.
    lines : (n,) line in the file, from 1, of each row.
    decimal : the decimal mark where it is certain, found or chosen; None where it is not.
    name : of the file.

    Returns
    -------
    A question of the keyword ``thousands`` for each such mark other than ``decimal``.
    """
    found: dict[str, list[Column]] = {}
    for column in columns:
        grouped = THOUSANDS.fullmatch(plain(column.bad_cell))
        if grouped and grouped["mark"] != decimal:
            found.setdefault(grouped["mark"], []).append(column)
    return [
        _about(tuple(c.name for c in of), of[0].bad_cell, int(lines[of[0].bad[0]]), mark, decimal, name)
        for mark, of in found.items()
    ]


def _about(names: tuple[str, ...], cell: str, line: int, mark: str, decimal: str | None, file: str) -> Question:
    """The question about ``mark`` in the columns ``names``, with ``cell`` as the example."""
    where = f"column{'s' if len(names) > 1 else ''} {and_list([called(n) for n in names])}"
    could_be_decimal = mark in POSSIBLE and decimal in (None, mark) and POSSIBLE[mark].fullmatch(plain(cell))
    what = (
        f"The {MARK_NAMES[mark]} in {where} of {file}, such as {cut(cell)} in line {line}, "
        f"{'may part thousands or mark decimals' if could_be_decimal else 'seem to part thousands'}"
    )
    answers = [Answer(f"Read {cut(cell)} as {cut(plain(cell).replace(mark, ''))}", mark)]
    if could_be_decimal:
        value = f"{float(plain(cell).replace(',', '.')):.10g}"
        answers.append(Answer(f"Read {cut(cell)} as {value.replace('.', mark)}", ""))
    return Question(what, "thousands", tuple(answers), names)
