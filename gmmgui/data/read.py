"""File -> Table: reads every column, and finds what is missing, damaged or ragged, with its line."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gmmgui.core.types import Labels
from gmmgui.data.choices import check_choices, checked_lines
from gmmgui.data.columns import make_columns, with_codes
from gmmgui.data.comments import without_comments
from gmmgui.data.errors import Answer, DataError, Question
from gmmgui.data.header import numeric_columns
from gmmgui.data.layout import (
    MOST_COLUMNS,
    Choices,
    Layout,
    commas_are_decimal,
    find_layout,
    find_separator,
    is_title_or_name,
    sample_rows,
    without_told_separator,
)
from gmmgui.data.numbers import find_decimal
from gmmgui.data.records import Record, cell_count, cells_of, records, trimmed
from gmmgui.data.structure import (
    Suspect,
    below,
    below_header,
    lines_question,
    repeated_headers,
    titles,
    without_lines,
)
from gmmgui.data.table import Table
from gmmgui.data.text import read_text, tidy, without_empty_rows
from gmmgui.data.thousands import grouped_questions, thousands_question
from gmmgui.data.vocabulary import MISSING

if TYPE_CHECKING:
    import pandas as pd


def read_text_table(
    path: str | Path,
    separator: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
    thousands: str | None = None,
    skip_lines: Sequence[int] | None = None,
) -> Table:
    """Read a table of text (CSV, TSV, TXT), in whatever dialect.

    What can be read in more than one way is in the table's ``questions``; the table shows the likeliest reading.

    Parameters
    ----------
    path : of the file.
    separator : one character, " " for any blanks, or None to find it.
    decimal : "." or ",", or None to find it.
    header : whether the first row holds names, or None to find out.
    thousands : the mark that parts thousands (".", ",", "'" or " "), "" if none does, or None to ask where it matters.
    skip_lines : lines of the file, from 1, that are no rows; None to ask about lines that look like none.

    Raises
    ------
    DataError : a sentence that names the file, the line and the cure.
    """
    choices = Choices(separator, decimal, header, thousands, skip_lines)
    check_choices(choices)
    path = Path(path)
    text = tidy(read_text(path))
    try:
        return _read(text, path, choices)
    except csv.Error as error:
        raise _unclosed(path.name) from error


def _unclosed(file: str) -> DataError:
    return DataError(f'A quotation mark in {file} is never closed: look for a " too many, and delete it.')


def _read(text: str, path: Path, choices: Choices) -> Table:
    text = without_lines(text, checked_lines(choices, text, path.name))
    separator = choices.separator or find_separator(text, choices.decimal)
    uncommented = without_comments(without_told_separator(text), separator)
    text = without_empty_rows(uncommented.text, separator)
    text, layout, suspects = _laid_out(text, separator, choices, uncommented.above, path.name)
    questions = [lines_question(path.name, suspects, layout)] if suspects else []
    if choices.separator is None and choices.decimal is None and is_title_or_name(text):
        questions.insert(0, _separator_question(text, path.name))
    if layout.undecided:
        questions.append(_header_question(text, layout, path.name))
    return _table(text, layout, path, choices, questions)


def _laid_out(text: str, separator: str, choices: Choices, above: str, file: str) -> tuple[str, Layout, list[Suspect]]:
    """The text without lines that look like no rows, unless the user has chosen lines to skip, and its layout."""
    rows = sample_rows(text, separator)
    if choices.skip_lines is not None:
        return text, find_layout(rows, separator, choices, above, file), []
    suspects = titles(rows, choices.decimal or find_decimal((c for r in rows for c in r.cells), separator == ";"))
    rows = rows[len(suspects) :]
    layout = find_layout(rows, separator, choices, above, file)
    suspects += below_header(rows, layout)
    if layout.header_line:
        suspects += repeated_headers(text, rows)
    suspects += below(text, layout, numeric_columns(rows[1:] or rows))
    suspects = sorted({suspect.line: suspect for suspect in suspects}.values(), key=lambda suspect: suspect.line)
    if not suspects:
        return text, layout, []
    cleaned = without_lines(text, (suspect.line for suspect in suspects))
    is_nothing_left = not _from_line(cleaned, layout.body).strip()
    return (text, layout, []) if is_nothing_left else (cleaned, layout, suspects)


def _separator_question(text: str, file: str) -> Question:
    what = f"The commas in {file} may mark the decimals of a single column, or part two columns below a title"
    return Question(what, "separator", (Answer("Take them for decimals", ";"), Answer("Part columns", ",")))


def _header_question(text: str, layout: Layout, file: str) -> Question:
    line = text.split("\n", layout.header_line)[layout.header_line - 1]
    shown = line if len(line) <= 40 else f"{line[:39]}…"
    what = f"Line {layout.header_line} of {file}, {shown!r}, may name the columns or be the first row of numbers"
    return Question(what, "header", (Answer("Take it for names", True), Answer("Take it for a row", False)))


def _table(text: str, layout: Layout, path: Path, choices: Choices, questions: list[Question]) -> Table:
    body = _from_line(text, layout.body)
    frame = _frame(body, layout, path.name)
    is_open = choices.decimal is None and not layout.thousands and layout.decimal == "."
    if is_open and _has_decimal_commas(frame, layout, commas_are_decimal(layout.separator, choices.thousands)):
        layout = replace(layout, decimal=",")
        frame = _frame(body, layout, path.name)
    _check_widths(body, layout, frame, path.name)
    rows = partial(records, body, layout.separator)
    columns = make_columns(_names(layout), frame, layout, rows)
    columns = with_codes(columns, body, layout)
    lines = _lines(body, layout, len(frame), path.name)
    if choices.thousands is None:
        known = layout.decimal if layout.decimal == "," or _has_fractions(frame) else choices.decimal
        grouped = grouped_questions(columns, lines, known, path.name)
        is_open = choices.decimal is None and not grouped
        without_mark = {c.name for c, dtype in zip(columns, frame.dtypes, strict=False) if dtype.kind in "iu"}
        asked = thousands_question(columns, without_mark, body, layout, path.name) if is_open else None
        questions += [asked] if asked else grouped
    return Table(path.name, path, tuple(columns), lines, _reading(layout, choices), tuple(questions))


def _reading(layout: Layout, choices: Choices) -> dict[str, object]:
    """How the text was read: what was found or given of each choice, and the lines that the user left out."""
    return {
        "separator": layout.separator,
        "decimal": layout.decimal,
        "thousands": layout.thousands,
        "header": layout.names is not None,
        "skip_lines": choices.skip_lines,
    }


def _names(layout: Layout) -> list[tuple[str, str]]:
    """Of each column, a name that no other has, and its name in the file."""
    if layout.names is None:
        return [(f"x{j + 1}", "") for j in range(layout.width)]
    given = Counter(layout.names)
    names = [
        (name if given[name] == 1 else f"{name} (column {j})", name) if name else (f"column {j}", "")
        for j, name in enumerate(layout.names, 1)
    ]
    return _distinct([("row names", ""), *names[1:]] if layout.row_names else names)


def _distinct(names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where a name that was made up is another column's own, the made-up one gets a mark."""
    taken: set[str] = set()
    found = []
    for name, header in names:
        while name in taken:
            name += "'"
        taken.add(name)
        found.append((name, header))
    return found


def _from_line(text: str, line: int) -> str:
    """``text`` from that line (from 1) on."""
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return text[start:]


def _frame(body: str, layout: Layout, file: str) -> pd.DataFrame:
    """All columns as pandas reads them, and at least one more that receives the cells of rows that are too long."""
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        raise DataError(f'To read {file} takes pandas: type pip install "gmmgui[data]".') from error
    widest = max(layout.width + 1, _first_width(body, layout, file))
    if widest > layout.width + 1 and '"' not in body:
        body = "\n".join(line.rstrip(f"{layout.separator} \t") for line in body.split("\n"))
        widest = layout.width + 1
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
    first = next(records(body, layout.separator), None)
    if first is None:
        raise DataError(f"{file} has a header but no rows: add at least two rows of numbers.")
    if len(trimmed(first.cells)) > layout.width or len(first.cells) > MOST_COLUMNS:
        raise _wrong_width(layout.body, len(first.cells), layout, file)
    return len(first.cells)


def _check_widths(body: str, layout: Layout, frame: pd.DataFrame, file: str) -> None:
    """Refuse rows with too few or too many cells. Only gaps in the last columns can hide any."""
    if not frame[layout.width - 1].isna().any() and frame.iloc[:, layout.width :].isna().all(axis=None):
        return
    for record in _of_unusual_width(body, layout):
        if len(record.cells) < layout.width or len(trimmed(record.cells)) > layout.width:
            raise _wrong_width(layout.body - 1 + record.line, len(record.cells), layout, file)


def _of_unusual_width(body: str, layout: Layout) -> Iterator[Record]:
    """The rows that are not as wide as the table, and perhaps others."""
    if '"' in body:
        yield from records(body, layout.separator)
        return
    for number, line in enumerate(body.split("\n"), 1):
        if line and cell_count(line, layout.separator) != layout.width:
            yield Record(number, cells_of(line, layout.separator), line)


def _wrong_width(line: int, cells: int, layout: Layout, file: str) -> DataError:
    others = f"the header has {layout.width}" if layout.names is not None else f"other lines have {layout.width}"
    cure = (
        "add what is missing, or delete the line"
        if cells < layout.width
        else "remove a separator, or put text that contains one between quotation marks"
    )
    return DataError(f"Line {line} of {file} has {cells} cell{'s' if cells > 1 else ''} where {others}: {cure}.")


def _has_fractions(frame: pd.DataFrame) -> bool:
    """Whether a column that pandas took for numbers has some that are not whole."""
    floats = (frame[j].to_numpy() for j, dtype in enumerate(frame.dtypes) if dtype.kind == "f")
    return any(bool((values > np.floor(values)).any()) for values in floats)


def _has_decimal_commas(frame: pd.DataFrame, layout: Layout, comma_certain: bool) -> bool:
    """Whether columns that are not numbers with decimal points are numbers with decimal commas."""
    texts = [frame[j] for j, dtype in enumerate(frame.dtypes[: layout.width]) if dtype.kind not in "iufb"]
    if not any("," in str(cell) for column in texts for cell in column.dropna().unique()):
        return False
    cells = (str(cell).strip() for column in texts for cell in column.dropna() if "," in str(cell) or "." in str(cell))
    return find_decimal(cells, comma_certain and not _has_fractions(frame)) == ","


def _lines(body: str, layout: Layout, n: int, file: str) -> Labels:
    """(n,) line in the file, from 1, of each row."""
    if body.count("\n") == n - 1:
        return layout.body + np.arange(n)
    if '"' in body:
        lines = [record.line for record in records(body, layout.separator)]
    else:
        lines = [number for number, line in enumerate(body.split("\n"), 1) if line]
    if len(lines) != n:
        raise _unclosed(file)
    return np.array(lines, dtype=np.int64) + layout.body - 1
