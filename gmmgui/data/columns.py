"""Columns of a table from what pandas made of their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gmmgui.core.points import LARGEST, WHOLE
from gmmgui.data.cells import count_dressed, is_date, is_missing
from gmmgui.data.errors import called, shown
from gmmgui.data.hints import hint_of, markers
from gmmgui.data.identifiers import is_identifier, of_codes, of_identifiers, why_no_measurement
from gmmgui.data.layout import Layout
from gmmgui.data.numbers import is_rounded, parse_number
from gmmgui.data.records import Record, records
from gmmgui.data.table import Column, Kind

if TYPE_CHECKING:
    import pandas as pd

Rows = Callable[[], Iterator[Record]]
NONE = np.array([], dtype=np.int64)


def make_columns(names: list[tuple[str, str]], frame: pd.DataFrame, layout: Layout, rows: Rows) -> list[Column]:
    """All columns of a table, with what is missing, damaged or not offered in each.

    Parameters
    ----------
    names : of each column, its name in the table and its name in the file.
    frame : n rows of cells as pandas reads them, columns 0, 1, ...
    layout : of the file.
    rows : makes a new iterator over the n rows of the file, for the columns that need the text of their cells.

    Returns
    -------
    A column for each of ``names``, with values of shape (n,).
    """
    columns = [_column(*names[j], frame[j], layout) for j in range(len(names))]
    floats = [j for j, dtype in enumerate(frame.dtypes[: len(names)]) if dtype.kind == "f"]
    columns = _with_literal_cells(columns, floats, rows, layout)
    return [_judged(column, layout, j) for j, column in enumerate(columns)]


def _column(name: str, header: str, cells: pd.Series, layout: Layout) -> Column:
    if cells.dtype.kind not in "iuf":
        return _column_of_texts(name, header, cells, layout)
    values = cells.to_numpy(dtype=np.float64)
    missing = np.isnan(values)
    kind = Kind.EMPTY if missing.all() else Kind.NUMBERS
    rounded = _are_rounded(cells.to_numpy()) if cells.dtype.kind in "iu" else np.zeros(len(values), dtype=bool)
    column = _numbers(Column(name, kind, values, NONE, NONE, header=header), missing, rounded)
    return replace(column, bad_cell=str(cells.iloc[column.bad[0]])) if rounded.any() else column


def _are_rounded(wholes: np.ndarray) -> np.ndarray:
    """Whether each integer has more than 53 binary digits between the first one and the last."""
    sizes = np.abs(wholes).astype(np.uint64)
    last = sizes & (~sizes + np.uint64(1))
    rounded: np.ndarray = sizes >> np.uint64(53) >= np.maximum(last, np.uint64(1))
    return rounded


@dataclass(frozen=True, slots=True)
class _Texts:
    """The different cells of a column, how often each occurs, and what each holds."""

    texts: list[str]
    counts: np.ndarray
    numbers: np.ndarray
    missing: np.ndarray
    rounded: np.ndarray


def _column_of_texts(name: str, header: str, cells: pd.Series, layout: Layout) -> Column:
    """A column that pandas did not take for numbers: each different cell is looked at once."""
    codes, different = cells.factorize()  # missing cells have code -1, which picks the "" at the end
    found = _look_at([*(str(cell).strip() for cell in different), ""], codes, layout)
    present = int(found.counts[~found.missing].sum())
    column = Column(name, Kind.NUMBERS, found.numbers[codes], NONE, NONE, header=header)
    missing, bad = found.missing[codes], found.rounded[codes]
    if not present:
        return _numbers(replace(column, kind=Kind.EMPTY), np.ones(len(cells), dtype=bool), bad)
    is_number = ~np.isnan(found.numbers)
    numeric = int(found.counts[is_number].sum())
    others = ~is_number & ~found.missing
    if 2 * numeric < present:
        numeric += count_dressed((found.texts[i], int(found.counts[i])) for i in np.flatnonzero(others))
    if 2 * numeric < present:
        texts = np.array(found.texts, dtype=object)[codes]
        reason = _why_text(name, [found.texts[i] for i in np.flatnonzero(~found.missing)])
        return replace(column, kind=Kind.TEXT, values=texts, missing=np.flatnonzero(missing), reason=reason)
    column = _numbers(column, missing, bad)
    if column.kind is Kind.DAMAGED:
        return replace(column, bad_cell=found.texts[codes[column.bad[0]]])
    code = next((t for t, n in zip(found.texts, is_number, strict=True) if n and _is_code(t.strip('="'))), "")
    return replace(column, reason=of_codes(name, code)) if code else column


def _look_at(texts: list[str], codes: np.ndarray, layout: Layout) -> _Texts:
    numbers = [parse_number(text, layout.decimal, layout.thousands) for text in texts]
    missing = np.array([is_missing(text) for text in texts])
    rounded = [
        number is not None and WHOLE <= abs(number) <= LARGEST and is_rounded(text, number, layout.thousands)
        for text, number in zip(texts, numbers, strict=True)
    ]
    values = np.array([np.nan if number is None else number for number in numbers])
    values[missing] = np.nan
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    return _Texts(texts, counts, values, missing, np.array(rounded))


def _why_text(name: str, texts: list[str]) -> str:
    few = texts[:100]
    what = "dates or times" if 2 * sum(map(is_date, few)) > len(few) else "text"
    return f"{called(name)} holds {what}, such as {shown(few[0])}"


def _is_code(text: str) -> bool:
    return len(text) > 1 and text[0] == "0" and text.isdigit()


def _numbers(column: Column, missing: np.ndarray, rounded: np.ndarray) -> Column:
    """A column of numbers, damaged where a value is not usable although its cell is not empty."""
    bad = (~(np.abs(column.values) <= LARGEST) | rounded) & ~missing
    kind, values = column.kind, column.values
    if bad.any():
        kind = Kind.DAMAGED
        values = np.where(bad, np.nan, values)
    return replace(column, kind=kind, values=values, missing=np.flatnonzero(missing), bad=np.flatnonzero(bad))


def _with_literal_cells(columns: list[Column], floats: list[int], rows: Rows, layout: Layout) -> list[Column]:
    """The columns with what pandas does not keep of ``floats``: the text of bad cells, and digits that were lost."""
    wanted: dict[int, list[int]] = {}
    for j in floats:
        large = np.flatnonzero(np.abs(columns[j].values) >= WHOLE)
        for i in {*large.tolist(), *columns[j].bad[:1].tolist()}:
            wanted.setdefault(i, []).append(j)
    if not wanted:
        return columns
    literal: dict[int, list[tuple[int, str]]] = {}
    last = max(wanted)
    for i, row in enumerate(rows()):
        for j in wanted.get(i, ()):
            literal.setdefault(j, []).append((i, row.cells[j]))
        if i == last:
            break
    return [_with_literals(c, literal[j], layout) if j in literal else c for j, c in enumerate(columns)]


def _with_literals(column: Column, literal: list[tuple[int, str]], layout: Layout) -> Column:
    cells = dict(literal)
    rounded = [i for i, cell in literal if _is_rounded_at(column, i, cell, layout)]
    if rounded:
        values = column.values.copy()
        values[rounded] = np.nan
        bad = np.union1d(column.bad, rounded)
        column = replace(column, kind=Kind.DAMAGED, values=values, bad=bad)
    return replace(column, bad_cell=cells[int(column.bad[0])]) if len(column.bad) else column


def _is_rounded_at(column: Column, i: int, cell: str, layout: Layout) -> bool:
    value = float(column.values[i])
    return np.isfinite(value) and is_rounded(cell, value, layout.thousands)


def _judged(column: Column, layout: Layout, j: int) -> Column:
    """The column with the reason why it is not offered, or with hints about its values."""
    if column.kind not in (Kind.NUMBERS, Kind.DAMAGED):
        return column
    values = column.values[~np.isnan(column.values)]
    has_no_name = layout.names is not None and (layout.names[j] == "" or layout.names[j].startswith("Unnamed"))
    is_unnamed = j == 0 and layout.width > 1 and has_no_name and not len(column.missing)
    reason = column.reason
    if layout.row_names and j == 0:
        reason = f"{called(column.name)} only names the rows"
    elif column.kind is Kind.DAMAGED:
        reason = of_identifiers(column.header) if is_identifier(column.header) else ""
    elif not reason:
        reason = why_no_measurement(column.name, values, is_unnamed)
    hints = () if reason else tuple(hint_of(column.name, *marker) for marker in markers(values))
    return replace(column, row_number=bool(reason), reason=reason, hints=hints) if reason or hints else column


def _has_zeros_in_front(body: str, separator: str) -> bool:
    """Whether a cell could be a code such as 007."""
    text, around = f"\n{body}\n", f'\n\t "{separator}'
    begins = [mark for mark in dict.fromkeys(around) if f"{mark}0" in text]  # quick, and mostly enough
    return any(re.search(rf"{re.escape(mark)}0[0-9]+[{re.escape(around)}]", text) for mark in begins)


def with_codes(columns: list[Column], body: str, layout: Layout) -> list[Column]:
    """The columns, of which those with a whole number with leading zeros, such as 007, are marked as codes.

    Parameters
    ----------
    columns : of the table.
    body : the rows, as text.
    layout : of the file.
    """
    whole = [
        j
        for j, column in enumerate(columns)
        if column.kind is Kind.NUMBERS and not column.reason and _are_whole(column.values)
    ]
    if not whole or not _has_zeros_in_front(body, layout.separator):
        return columns
    codes: dict[int, str] = {}
    for row in records(body, layout.separator):
        if len(codes) == len(whole):
            break
        for j in whole:
            if row.cells[j][:1] == "0" and _is_code(row.cells[j]):
                codes.setdefault(j, row.cells[j])
    return [_as_codes(column, codes[j]) if j in codes else column for j, column in enumerate(columns)]


def _are_whole(values: np.ndarray) -> bool:
    present = values[~np.isnan(values)]
    return bool((present == np.floor(present)).all())


def _as_codes(column: Column, code: str) -> Column:
    return replace(column, row_number=True, reason=of_codes(column.name, code), hints=())
