"""Files -> Dataset: which columns are points, which one is the truth, and what becomes of gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from gmmgui.core.types import Labels
from gmmgui.data.cells import cure
from gmmgui.data.dataset import Dataset
from gmmgui.data.errors import DataError, MissingValues, Question, and_list, called, line_list, shown
from gmmgui.data.formats import read_table
from gmmgui.data.table import Column, Kind, Table

TRUTH = "true_component"  # a column of this name is taken for the truth unasked
MISSING_CHOICES = ("ask", "error", "drop")


def load(
    path: str | Path,
    columns: Sequence[str | int] | str | None = None,
    *,
    missing: str = "ask",
    truth: str | None = TRUTH,
    **choices: object,
) -> Dataset:
    """Points from a file of any of ``FORMATS``: CSV, TSV or other text in columns.

    Parameters
    ----------
    path : of the file.
    columns : names of the columns, or their positions from 0; None takes every column of numbers except those
        that only number or name the rows, and except the truth.
    missing : "ask" or "error" raise MissingValues where cells are empty; "drop" leaves their rows out.
    truth : name of the column with the true component or class; None: there is none. The default is used only where
        the file has a column of that name.
    choices : how to read the file, by the keywords of its format; what is not given, or None, is found or asked
        about. Of text these are ``separator``, ``decimal``, ``header``, ``thousands`` and ``skip_lines``, see
        :func:`gmmgui.data.read.read_text_table`.

    Returns
    -------
    A data set of the rows (n, d) that are left, in the units of the file. The true components (n,) are numbered from
    0 in the order of their sorted names or numbers.

    Raises
    ------
    Question : the file can be read in more than one way; the sentence names the keyword that says which.
    MissingValues : a chosen column has gaps, and ``missing`` is not "drop".
    DataError : a sentence that names file, line, column and cure. Question and MissingValues are such errors.
    """
    return to_dataset(read_table(path, **choices), columns, missing, truth)


def to_dataset(
    table: Table,
    columns: Sequence[str | int] | str | None = None,
    missing: str = "ask",
    truth: str | None = TRUTH,
) -> Dataset:
    """Points from some columns of a table.

    Parameters
    ----------
    table : all columns of the file.
    columns : names of the columns, or their positions from 0; None takes every column of numbers except those
        that only number or name the rows, and except the truth.
    missing : "ask" or "error" raise MissingValues where cells are empty; "drop" leaves their rows out.
    truth : name of the column with the true component or class; None: there is none. The default is used only where
        the table has a column of that name.

    Returns
    -------
    A data set of the rows (n, d) that are left, as that of :func:`load`.

    Raises
    ------
    Question : the table has one that concerns a chosen column.
    MissingValues : a chosen column, or that of the truth, has gaps, and ``missing`` is not "drop".
    DataError : ``missing`` is none of its values, a chosen column does not exist, or holds something else than finite
        numbers, the truth holds measurements, or fewer than two rows are left.
    """
    if missing not in MISSING_CHOICES:
        raise DataError(
            f"{missing!r} is no choice for rows with missing values: choose one of {', '.join(MISSING_CHOICES)}."
        )
    of_truth = _truth_column(table, truth)
    for question in table.questions:
        if not question.columns:
            raise question
    chosen = _chosen(table, columns, of_truth)
    for question in open_questions(table, [column.name for column in chosen]):
        raise question
    for column in chosen:
        _check_numbers(table, column)
    taken = chosen if of_truth is None else [*chosen, of_truth]
    gaps = _rows_with_gaps(taken)
    if len(gaps) and missing != "drop":
        raise _missing_values(table, gaps, taken)
    notes = table.notes_on([c.name for c in chosen], columns is None, None if of_truth is None else of_truth.name)
    return replace(_dataset(table, chosen, of_truth, gaps), notes=notes)


def open_questions(table: Table, names: Sequence[str]) -> list[Question]:
    """The questions of a table that must be answered before some of its columns can be points.

    Parameters
    ----------
    table : all columns of the file.
    names : of the chosen columns.

    Returns
    -------
    Those about the whole file and those about a chosen column, in the order of the table.
    """
    return [question for question in table.questions if not question.columns or set(question.columns) & set(names)]


def _truth_column(table: Table, name: str | None) -> Column | None:
    if name is None or (name == TRUTH and all(column.name != TRUTH for column in table.columns)):
        return None
    return table.column(name)


def _chosen(table: Table, columns: Sequence[str | int] | str | None, truth: Column | None) -> list[Column]:
    if columns is None:
        return _chosen_by_default(table, truth)
    wanted = [columns] if isinstance(columns, str) else list(columns)
    if not wanted:
        raise DataError("No column is chosen: choose at least one column of numbers.")
    chosen = [table.column(name) if isinstance(name, str) else _at(table, int(name)) for name in wanted]
    counts = Counter(column.name for column in chosen)
    for name, count in counts.items():
        if count > 1:
            raise DataError(f"Column {called(name)} is chosen twice: choose every column once.")
    return chosen


def _chosen_by_default(table: Table, truth: Column | None) -> list[Column]:
    offered = set(table.offered)
    chosen = [column for column in table.columns if column.name in offered and column is not truth]
    if not chosen:
        others = [column.reason for column in table.columns if column.row_number]
        but = f" ({others[0]}; choose it by its name to take it all the same)" if others else ""
        raise DataError(f"{table.name} has no column of numbers{but}: a mixture needs at least one.")
    return chosen


def _at(table: Table, position: int) -> Column:
    if not 0 <= position < len(table.columns):
        raise DataError(
            f"{table.name} has no column at position {position}: "
            f"it has {len(table.columns)}, counted from 0 to {len(table.columns) - 1}."
        )
    return table.columns[position]


def _check_numbers(table: Table, column: Column) -> None:
    where = f"column {called(column.name)} of {table.name}"
    if column.kind is Kind.EMPTY:
        raise DataError(f"The {where} is empty: choose columns of numbers.")
    if column.kind is Kind.TEXT:
        row = int(np.setdiff1d(np.arange(table.n_rows), column.missing)[0])
        example = f"{shown(column.values[row])} in line {table.lines[row]}"
        raise DataError(f"The {where} holds text, such as {example}: choose columns of numbers.")
    if column.kind is Kind.DAMAGED:
        others = len(column.bad) - 1
        more = f" (nor {'is' if others == 1 else 'are'} {others} more of this column)" if others else ""
        raise DataError(
            f"{shown(column.bad_cell)} in line {table.lines[column.bad[0]]}, {where}, is not a usable number{more}: "
            f"{cure(column.bad_cell, table.decimal)}."
        )


def _rows_with_gaps(columns: list[Column]) -> Labels:
    """Rows, from 0, in which any of the columns is missing."""
    return np.unique(np.concatenate([column.missing for column in columns]))


def _missing_values(table: Table, gaps: Labels, columns: list[Column]) -> MissingValues:
    lines = tuple(table.lines[gaps].tolist())
    names = tuple(column.name for column in columns if len(column.missing))
    rows = "1 row of {} has" if len(lines) == 1 else f"{len(lines)} rows of {{}} have"
    where = f"column{'s' if len(names) > 1 else ''} {and_list([called(name) for name in names])}"
    return MissingValues(
        f"{rows.format(table.name)} a missing value ({line_list(lines)}; {where})",
        lines,
        names,
    )


def _dataset(table: Table, chosen: list[Column], truth: Column | None, gaps: Labels) -> Dataset:
    keep = np.ones(table.n_rows, dtype=bool)
    keep[gaps] = False
    n = int(keep.sum())
    if n < 2:
        left = "only 1 row" if n else "no row"
        raise DataError(f"{table.name} leaves {left} of numbers: a mixture needs at least 2.")
    points = np.column_stack([column.values for column in chosen])
    points = points if n == table.n_rows else points[keep]
    points.setflags(write=False)  # Dataset then shares the array instead of copying it
    labels = None if truth is None else _labels(table, truth, keep)
    name, source = table.path.stem, table.name
    if len(gaps):
        left_out = f"without {len(gaps)} row{'s' if len(gaps) > 1 else ''} with missing values"
        name, source = f"{name} ({left_out})", f"{source}, {left_out}"
    return Dataset(name, points, tuple(column.name for column in chosen), labels, None, source)


def _labels(table: Table, column: Column, keep: np.ndarray) -> Labels:
    """(n,) classes numbered from 0 in the order of their sorted names or numbers."""
    if column.kind is Kind.DAMAGED:
        _check_numbers(table, column)
    values = column.values[keep]
    if column.kind is Kind.NUMBERS and not (values == np.floor(values)).all():
        raise DataError(
            f"The column {called(column.name)} of {table.name} holds measurements, not classes: "
            "choose a column of names or whole numbers for the truth."
        )
    if column.kind is Kind.TEXT:
        values = values.astype(str)
    return np.unique(values, return_inverse=True)[1].astype(np.int64)
