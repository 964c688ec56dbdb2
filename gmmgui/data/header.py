"""Whether the first row of a table holds the names of its columns."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from gmmgui.data.cells import is_dressed, is_missing, unit_of
from gmmgui.data.numbers import is_number, parse_number
from gmmgui.data.records import Record, trimmed

YEARS = range(1900, 2101)
LONG_STEPS = 4
"""Least number of whole numbers with a constant step, as wavelengths have, that are perhaps names."""


def usual_width(rows: list[Record]) -> int:
    """The number of cells that most of ``rows`` have; there must be at least one row."""
    return Counter(len(row.cells) for row in rows).most_common(1)[0][0]


def is_header(first: Record, data: list[Record], decimal: str) -> bool | None:
    """Whether the first row holds the names of the columns.

    Parameters
    ----------
    first : the first row.
    data : the rows below it.
    decimal : the decimal mark, "." or ",".

    Returns
    -------
    True or False, or None where the first row could hold either names or numbers.
    """
    if not data:
        return not any(is_number(cell) for cell in first.cells)
    return True if _has_words(first, data) else _has_numbers_as_names(first, data, decimal)


def _has_words(first: Record, data: list[Record]) -> bool:
    """Words above columns of numbers, or quoted cells above bare ones."""
    above = [cell for cell, numeric in zip(first.cells, numeric_columns(data), strict=False) if numeric]
    if len(first.cells) == usual_width(data) - 1:
        above = list(first.cells)
    if not above:
        return not any(is_number(cell) or is_dressed(cell) for cell in first.cells)
    if first.text.count('"') >= 2 * len(first.cells) and not any('"' in row.text for row in data):
        return True
    numbers = [cell for cell in above if is_number(cell)]
    return (not numbers or _are_counted(numbers)) and any(_is_word(cell, bool(numbers)) for cell in above)


def _is_word(cell: str, beside_numbers: bool) -> bool:
    """Whether a cell holds no number, bare or with signs or a unit; beside numbers, it has to begin with a letter."""
    if is_missing(cell) or is_number(cell) or is_dressed(cell) or unit_of(cell):
        return False
    return not beside_numbers or re.match(r"[^\W\d_]", cell) is not None


def _are_counted(cells: list[str]) -> bool:
    """Whether cells are years in their order, or count, or grow by equal steps."""
    if not all(re.fullmatch(r"[0-9]{1,4}", cell) for cell in cells):
        return False
    values = [int(cell) for cell in cells]
    steps = {b - a for a, b in pairwise(values)}
    return _are_years(values) or values in ([0], [1]) or (len(steps) == 1 and min(steps) > 0)


def numeric_columns(rows: list[Record]) -> list[bool]:
    """Whether at least half of the cells of ``rows`` that are not missing are numbers, for each column."""
    width = max(len(row.cells) for row in rows)
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        for column, cell in zip(columns, row.cells, strict=False):
            if not is_missing(cell):
                column.append(cell)
    return [bool(cells) and 2 * sum(map(is_number, cells)) >= len(cells) for cells in columns]


def _has_numbers_as_names(first: Record, data: list[Record], decimal: str) -> bool | None:
    """0, 1, ..., as pandas writes them, or years, or the steps of a scale."""
    is_numeric = numeric_columns(data)
    width = min(len(trimmed(first.cells)), len(is_numeric))
    of_names = [j for j in range(width) if is_numeric[j] and first.cells[j]]
    cells = [first.cells[j] for j in of_names]
    if not cells or not all(re.fullmatch(r"[0-9]{1,9}", cell) for cell in cells):
        return False
    values = [int(cell) for cell in cells]
    rows = [[row.cells[j] for j in of_names if j < len(row.cells)] for row in data]
    is_labelled = width > 1 and (not first.cells[0] or (not is_numeric[0] and _names_texts(first.cells[0], data)))
    return _judge(values, rows, is_labelled, decimal)


def _names_texts(cell: str, data: list[Record]) -> bool:
    """Whether a cell could name the texts below: a word that is none of them."""
    return re.match(r"[^\W\d_]", cell) is not None and all(cell != row.cells[0] for row in data)


def _judge(values: list[int], rows: list[list[str]], is_labelled: bool, decimal: str) -> bool | None:
    """Whether whole numbers above the rows are names of columns; None where that cannot be told.

    Parameters
    ----------
    values : (d,) numbers in the first row.
    rows : the cells below them.
    is_labelled : the rows begin with something else, a text or an index.
    decimal : the decimal mark, "." or ",".
    """
    d = len(values)
    cells = [cell for row in rows for cell in row if not is_missing(cell)]
    numbers = [number for cell in cells if (number := parse_number(cell, decimal)) is not None]
    if d > 1 and _are_years(values):
        return not any(number in YEARS for number in numbers)
    has_fractions = bool(cells) and all(decimal in cell for cell in cells)
    if values == list(range(d)):
        if is_labelled or (d > 1 and has_fractions):
            return True
        return None if d > 1 or (has_fractions and len(rows) > 1) else False
    if (is_labelled or has_fractions) and d > 1 and values == list(range(1, d + 1)):
        return None
    if d == 1 and values[0] in YEARS and len(numbers) > 1 and max(map(abs, numbers)) < 1000:
        return None
    return None if _is_scale(values) and not any(_is_scale_of(row) for row in rows) else False


def _are_years(values: list[int]) -> bool:
    return all(value in YEARS for value in values) and all(a < b for a, b in pairwise(values))


def _is_scale(values: list[int]) -> bool:
    steps = {b - a for a, b in pairwise(values)}
    return len(values) >= LONG_STEPS and len(steps) == 1 and steps != {0}


def _is_scale_of(row: list[str]) -> bool:
    return all(re.fullmatch(r"[0-9]{1,9}", cell) for cell in row) and _is_scale([int(cell) for cell in row])


def have_row_names(rows: list[Record], width: int) -> bool:
    """Whether first cells are quoted, or words, or distinct whole numbers: few measurements look like that.

    Parameters
    ----------
    rows : of the table, at least one, without its header.
    width : number of cells of a row; rows of another width do not count.
    """
    full = [row for row in rows if len(row.cells) == width]
    cells = [row.cells[0] for row in full]
    if all(row.text.lstrip().startswith('"') for row in full) or not any(is_number(cell) for cell in cells):
        return True
    if width == 2:  # a single name is perhaps a title, so that only a counter counts as row names
        return cells in [[str(i + first) for i in range(len(cells))] for first in (0, 1)]
    return all(cell.isdecimal() for cell in cells) and len(set(cells)) == len(cells)
