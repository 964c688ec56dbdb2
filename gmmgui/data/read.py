"""File -> Table: reads every column, and finds what is missing, damaged or ragged, with its line."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gmmgui.core.points import LARGEST
from gmmgui.core.types import Labels
from gmmgui.data.cells import MISSING, are_rounded, find_decimal, looks_numeric, parse_number
from gmmgui.data.errors import DataError
from gmmgui.data.layout import Layout, find_layout, records, trimmed
from gmmgui.data.table import Column, Kind, Table
from gmmgui.data.text import read_text, tidy

if TYPE_CHECKING:
    import pandas as pd


def read_table(
    path: str | Path, separator: str | None = None, decimal: str | None = None, header: bool | None = None
) -> Table:
    """Read a table of text (CSV, TSV, TXT), in whatever dialect.

    Parameters
    ----------
    path : of the file.
    separator : one character, " " for any blanks, or None to find it.
    decimal : "." or ",", or None to find it.
    header : whether the first row holds names, or None to find out.

    Raises
    ------
    DataError : a sentence that names the file, the line and the cure.
    """
    _check_choices(separator, decimal)
    path = Path(path)
    text = tidy(read_text(path))
    try:
        return _read(text, path, separator, decimal, header)
    except csv.Error as error:
        raise _unclosed(path.name) from error


def _check_choices(separator: str | None, decimal: str | None) -> None:
    if separator is not None and (len(separator) != 1 or separator in '"\r\n'):
        raise DataError(f"The separator {separator!r} is not one character: choose one, or leave it to be found.")
    if decimal not in (None, ".", ","):
        raise DataError(f"The decimal mark {decimal!r} is neither a point nor a comma: choose one of them.")
    if separator is not None and separator == decimal:
        raise DataError(f"{separator!r} cannot both separate columns and mark decimals: change one of the two.")


def _unclosed(file: str) -> DataError:
    return DataError(f'A quotation mark in {file} is never closed: look for a " too many, and delete it.')


def _read(text: str, path: Path, separator: str | None, decimal: str | None, header: bool | None) -> Table:
    layout = find_layout(text, separator, decimal, header, path.name)
    names = _names(layout)
    body = _without_comments(_from_line(text, layout.body), layout)
    if not body.strip():
        raise DataError(f"{path.name} has a header but no rows: add at least two rows of numbers.")
    frame = _frame(body, layout, path.name)
    if decimal is None and layout.decimal == "." and not layout.doubts and _has_decimal_commas(frame, layout):
        layout = replace(layout, decimal=",")
        frame = _frame(body, layout, path.name)
    _check_widths(body, layout, frame, path.name)
    columns = [_column(name, frame[j], layout.decimal) for j, name in enumerate(names)]
    columns[0] = replace(columns[0], row_number=layout.row_names or _is_row_number(layout, columns[0]))
    columns = [_with_bad_cell(column, j, body, layout) for j, column in enumerate(columns)]
    lines = _lines(body, layout, len(frame), path.name)
    has_names = layout.names is not None
    return Table(
        path.name, path, tuple(columns), lines, layout.separator, layout.decimal, has_names, layout.doubts
    )


def _names(layout: Layout) -> tuple[str, ...]:
    """The names of the header, with a name for each column that has none."""
    if layout.names is None:
        return tuple(f"x{j + 1}" for j in range(layout.width))
    names = tuple(name or f"column {j + 1}" for j, name in enumerate(layout.names))
    if layout.row_names:
        names = ("row names", *names[1:])
    return _distinct(names)


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """``names`` with (2), (3), ... after those that were there before."""
    taken, result, seen = set(names), [], Counter[str]()
    for name in names:
        seen[name] += 1
        number, distinct = seen[name], name
        while number > 1 and (distinct := f"{name} ({number})") in taken:
            number += 1
        taken.add(distinct)
        result.append(distinct)
    return tuple(result)


def _from_line(text: str, line: int) -> str:
    """``text`` from that line (from 1) on."""
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return text[start:]


def _without_comments(body: str, layout: Layout) -> str:
    """``body`` with those lines emptied that begin with ``#`` and are no rows: they lack the width of the table."""
    if "#" not in body:
        return body
    return re.sub(r"(?m)^[ \t]*#.*$", lambda line: line[0] if _is_row(line[0], layout) else "", body)


def _is_row(line: str, layout: Layout) -> bool:
    cells = trimmed(next(records(line, layout.separator)).cells)
    return len(cells) == layout.width and not (layout.separator == " " and cells[0] == "#")


def _frame(body: str, layout: Layout, file: str) -> pd.DataFrame:
    """All columns as pandas reads them, and at least one more that catches what rows have too much."""
    import pandas as pd

    widest = max(layout.width + 1, _first_width(body, layout, file))
    try:
        return pd.read_csv(
            io.BytesIO(body.encode()),
            sep=r"\s+" if layout.separator == " " else layout.separator,
            header=None,
            names=list(range(widest)),
            index_col=False,
            decimal=layout.decimal,
            keep_default_na=False,
            na_values=sorted(MISSING),
            skipinitialspace=True,
            low_memory=False,
        )
    except pd.errors.ParserError as error:
        found = re.search(r"in line (\d+), saw (\d+)", str(error))
        if not found:
            raise _unclosed(file) from error
        raise _wrong_width(layout.body - 1 + int(found[1]), int(found[2]), layout, file) from error


def _first_width(body: str, layout: Layout, file: str) -> int:
    """Number of cells of the first row, which pandas cuts if it is too long instead of refusing it."""
    first = next(records(body, layout.separator))
    if len(trimmed(first.cells)) > layout.width:
        raise _wrong_width(layout.body, len(first.cells), layout, file)
    return len(first.cells)


def _check_widths(body: str, layout: Layout, frame: pd.DataFrame, file: str) -> None:
    """Refuse rows with too few or too many cells. Only gaps in the last columns can hide any."""
    if not frame[layout.width - 1].isna().any() and frame.iloc[:, layout.width :].isna().all(axis=None):
        return
    for record in records(body, layout.separator):
        if len(record.cells) < layout.width or len(trimmed(record.cells)) > layout.width:
            raise _wrong_width(layout.body - 1 + record.line, len(record.cells), layout, file)


def _wrong_width(line: int, cells: int, layout: Layout, file: str) -> DataError:
    others = f"the header has {layout.width}" if layout.names is not None else f"other lines have {layout.width}"
    cure = (
        "add what is missing, or delete the line"
        if cells < layout.width
        else "remove a separator, or put text that contains one between quotation marks"
    )
    return DataError(f"Line {line} of {file} has {cells} cell{'s' if cells > 1 else ''} where {others}: {cure}.")


def _has_decimal_commas(frame: pd.DataFrame, layout: Layout) -> bool:
    """Whether columns that are not numbers with decimal points are numbers with decimal commas."""
    texts = [frame[j] for j in range(layout.width) if frame[j].dtype.kind not in "iufb"]
    cells = (str(cell).strip() for column in texts for cell in column.dropna())
    return find_decimal(cells, comma_certain=layout.separator == ";") == ","


def _lines(body: str, layout: Layout, n: int, file: str) -> Labels:
    """(n,) line in the file, from 1, of each row."""
    if body.count("\n") == n - 1:
        return layout.body + np.arange(n)
    lines = [record.line for record in records(body, layout.separator)]
    if len(lines) != n:
        raise _unclosed(file)
    return np.array(lines, dtype=np.int64) + layout.body - 1


def _column(name: str, cells: pd.Series, decimal: str) -> Column:
    if cells.dtype.kind in "iuf":
        values = cells.to_numpy(dtype=np.float64)
        missing = np.isnan(values)
        if cells.dtype.kind in "iu":
            values = np.where(are_rounded(cells.to_numpy()), np.inf, values)  # which marks them as bad
        kind = Kind.EMPTY if missing.all() else Kind.NUMBERS
    else:
        return _column_of_texts(name, cells, decimal)
    return _numbers(name, kind, values, missing)


def _column_of_texts(name: str, cells: pd.Series, decimal: str) -> Column:
    """A column that pandas did not take for numbers: each different cell is looked at once."""
    codes, different = cells.factorize()  # missing cells have code -1, which picks the "" at the end
    texts = [*(str(cell).strip() for cell in different), ""]
    parsed = [parse_number(text, decimal) for text in texts]
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    missing = np.array([text in MISSING for text in texts])
    numeric = np.array([p is not None or looks_numeric(t, decimal) for p, t in zip(parsed, texts, strict=True)])
    present = counts[~missing].sum()
    if not present:
        return _numbers(name, Kind.EMPTY, np.full(len(cells), np.nan), np.ones(len(cells), dtype=bool))
    if 2 * counts[numeric].sum() < present:
        values = np.array(texts, dtype=object)[codes]
        return Column(name, Kind.TEXT, values, np.flatnonzero(missing[codes]), np.array([], dtype=np.int64))
    numbers = np.array([np.nan if p is None else p for p in parsed])
    return _numbers(name, Kind.NUMBERS, numbers[codes], missing[codes])


def _numbers(name: str, kind: Kind, values: np.ndarray, missing: np.ndarray) -> Column:
    """A column of numbers, damaged where a value is not finite although its cell is not empty."""
    bad = ~(np.abs(values) <= LARGEST) & ~missing
    if bad.any():
        kind = Kind.DAMAGED
        values = np.where(bad, np.nan, values)
    return Column(name, kind, values, np.flatnonzero(missing), np.flatnonzero(bad))


def _with_bad_cell(column: Column, j: int, body: str, layout: Layout) -> Column:
    if not len(column.bad):
        return column
    row = next(itertools.islice(records(body, layout.separator), int(column.bad[0]), None))
    return replace(column, bad_cell=row.cells[j])


def _is_row_number(layout: Layout, column: Column) -> bool:
    """Whether the first column has no name and counts: whole numbers that only grow."""
    if layout.names is None or not (layout.names[0] == "" or layout.names[0].startswith("Unnamed")):
        return False
    if column.kind is not Kind.NUMBERS or len(column.missing) or layout.width == 1:
        return False
    return bool((column.values == np.floor(column.values)).all() and (np.diff(column.values) > 0).all())
