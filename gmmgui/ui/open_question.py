"""What a table leaves in doubt, in words: when to ask, what to ask, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from gmmgui.data import Kind, Table, open_questions

MOST_COLUMNS = 8
"""More columns of numbers than this are not taken without asking."""
MOST_LINES = 5
"""Lines with missing values that are named; the rest is counted."""
TRUTH = "true_component"
"""A column of this name is the truth, unasked."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns that are points, and the one that is the truth."""

    columns: tuple[str, ...]
    truth: str | None


@dataclass(frozen=True, slots=True)
class MissingRows:
    """Lines with missing values, the sentence that says so, and what the button that agrees is called."""

    lines: tuple[int, ...]
    sentence: str
    button: str


def usual(table: Table) -> Chosen:
    """What is taken without a question."""
    truth = TRUTH if TRUTH in truth_candidates(table) else None
    return Chosen(tuple(name for name in table.offered if name != truth), truth)


def in_doubt(table: Table) -> bool:
    """Must the user be asked: two readings, many columns, none but row numbers, bad cells, missing values?"""
    chosen = usual(table)
    if open_questions(table, chosen.columns) or len(chosen.columns) > MOST_COLUMNS:
        return True
    if not chosen.columns:
        return any(column.row_number for column in table.columns)
    damaged = any(table.column(name).kind is Kind.DAMAGED for name in chosen.columns)
    return damaged or bool(gaps(table, chosen).lines)


def gaps(table: Table, chosen: Chosen) -> MissingRows:
    """The rows that have a missing value in what is chosen."""
    names = chosen.columns if chosen.truth is None else (*chosen.columns, chosen.truth)
    missing = [table.column(name).missing for name in names]
    rows = np.unique(np.concatenate(missing)) if missing else np.array([], dtype=np.int64)
    lines = tuple(table.lines[rows].tolist())
    if not lines:
        return MissingRows((), "", _tr("Open"))
    if len(lines) == 1:
        sentence = _tr("1 row has a missing value (line {line}). Leave it out?").format(line=lines[0])
        return MissingRows(lines, sentence, _tr("Leave out 1 row and open"))
    sentence = _tr("{count} rows have missing values (lines {lines}). Leave them out?")
    button = _tr("Leave out {count} rows and open").format(count=len(lines))
    return MissingRows(lines, sentence.format(count=len(lines), lines=_some(lines)), button)


def _some(lines: tuple[int, ...]) -> str:
    named = ", ".join(str(line) for line in lines[:MOST_LINES])
    more = len(lines) - MOST_LINES
    return _tr("{named} and {more} more").format(named=named, more=more) if more > 0 else named


def hindrance(table: Table, chosen: Chosen) -> str:
    """Why the table cannot be opened like this, and the cure; empty where it can."""
    if not chosen.columns:
        return _tr("No column is chosen: tick at least one column of numbers.")
    for name in chosen.columns:
        column = table.column(name)
        if column.kind is Kind.DAMAGED:
            sentence = _tr(
                "'{cell}' in line {line} of column '{column}' is no number: correct it, or untick the column."
            )
            return sentence.format(cell=column.bad_cell, line=table.lines[column.bad[0]], column=name)
    if table.n_rows - len(gaps(table, chosen).lines) < 2:
        return _tr("Fewer than 2 rows are complete in these columns: untick the columns that have gaps.")
    return ""


def why_not(table: Table, name: str) -> str:
    """Why a column cannot be points; empty where it can."""
    column = table.column(name)
    if column.kind is Kind.TEXT:
        present = np.setdiff1d(np.arange(table.n_rows), column.missing)[0]
        sentence = _tr("Holds text, such as '{text}': points need numbers. It can be the true component.")
        return sentence.format(text=column.values[present])
    return _tr("Holds nothing.") if column.kind is Kind.EMPTY else ""


def truth_candidates(table: Table) -> list[str]:
    """Columns that can say what a row truly belongs to: names, or whole numbers."""
    return [column.name for column in table.columns if _names_classes(table, column.name)]


def _names_classes(table: Table, name: str) -> bool:
    column = table.column(name)
    if column.kind is Kind.TEXT:
        return True
    if column.kind is not Kind.NUMBERS or column.row_number:
        return False
    values = column.values[~np.isnan(column.values)]
    return bool((values == np.floor(values)).all())


def _tr(text: str) -> str:
    return QCoreApplication.translate("open_question", text)
