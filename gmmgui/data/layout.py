"""How a table of text is laid out: its separator, its decimal mark and its header, found or given."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gmmgui.data.cells import is_missing
from gmmgui.data.comments import are_comment_like, names_in
from gmmgui.data.errors import DataError
from gmmgui.data.header import have_row_names, is_header, usual_width
from gmmgui.data.numbers import DECIMAL_COMMA, NUMBERS, THOUSANDS, find_decimal, is_number, parts_thousands, plain
from gmmgui.data.records import SAMPLE_ROWS, Record, first_lines, records_of, trimmed

MOST_COLUMNS = 50_000
"""Greatest number of columns of a table that is read."""
CELLS_TO_SCORE = 2_000
"""Greatest number of cells of a row that count in how well a separator fits."""
HEADER_FITS = {0: 1.0, 1: 0.6}
"""How well a header fits that lacks so many names; R leaves out the name of the row names."""
PAIR = re.compile(r"(0|[1-9]\d*),(0|[1-9]\d*)")
"""A row of two whole numbers, or a number with a decimal comma; 1,05 is the latter."""
SEPARATORS = ("\t", ";", "|", ",", " ")  # where two fit equally well, the first one wins; " " is any blanks


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user has chosen about how a file is read; None: to be found out.

    Parameters
    ----------
    separator : one character; " " stands for any number of blanks and tabs.
    decimal : the decimal mark, "." or ",".
    header : whether the first row holds the names of the columns.
    thousands : the mark that parts thousands, one of ``THOUSANDS_MARKS``, or "" if none does.
    skip_lines : lines of the file, from 1, that are no rows; () if all are rows.
    """

    separator: str | None = None
    decimal: str | None = None
    header: bool | None = None
    thousands: str | None = None
    skip_lines: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a text.

    Parameters
    ----------
    separator : one character; a blank stands for any number of blanks and tabs.
    decimal : "." or ",".
    thousands : the mark that parts thousands, or "".
    names : of the columns, "" where the file gives none, or None if there is no header.
    row_names : the first column has no name because it holds the names of the rows (as R writes them).
    width : number of columns.
    body : line (from 1) at which the rows begin, right after the header.
    header_line : line (from 1) of the header, 0 where there is none among the rows.
    undecided : the first row may hold names or numbers, and names were guessed.
    """

    separator: str
    decimal: str
    thousands: str
    names: tuple[str, ...] | None
    row_names: bool
    width: int
    body: int
    header_line: int = 0
    undecided: bool = False


def find_separator(text: str, decimal: str | None = None) -> str:
    """The separator that makes the most regular table with the most numbers.

    Parameters
    ----------
    text : of the file.
    decimal : the decimal mark, "." or ",", or None where it is not known.

    Returns
    -------
    The character that Excel's own first line ``sep=;`` names, else one of ``SEPARATORS``.
    """
    lines = first_lines(text)
    filled = [line for line in lines if line.strip()]
    told = _told_separator(filled[0]) if filled else None
    if told:
        return told
    filled = _without_comments(filled)
    if decimal != "." and _is_one_column(filled):
        return ";"  # a single column of numbers such as 1,5 under a header
    scores = {separator: _score(_sample(filled, separator, CELLS_TO_SCORE)) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])
    if scores[best] > 0:
        return best
    # A single column: any separator will do that does not occur.
    return next((s for s in ",;|\t" if not any(s in line for line in filled)), ",")


def _without_comments(lines: list[str]) -> list[str]:
    """``lines`` without those that begin like comments, where that leaves some rows."""
    kept = [line for line, is_alike in zip(lines, are_comment_like(lines), strict=True) if not is_alike]
    return kept if len(kept) > 1 else lines


def is_title_or_name(text: str) -> bool:
    """Whether the commas of ``text`` may mark decimals below a name, or part two columns below a title."""
    lines = _without_comments([line for line in first_lines(text) if line.strip()])
    is_open = len(lines) > 2 and " " in lines[0].strip() and not _told_separator(lines[0])
    return is_open and _is_one_column(lines) and all(PAIR.fullmatch(line.strip()) for line in lines[1:])


def without_told_separator(text: str) -> str:
    """``text`` without Excel's own first line ``sep=;``, which is emptied."""
    return re.sub(r'\A(\s*)"?sep=."?(?=\n|\Z)', r"\1", text)


def _told_separator(line: str) -> str | None:
    told = re.fullmatch(r'"?sep=(.)"?', line)
    return told.group(1) if told else None


def find_layout(rows: list[Record], separator: str, choices: Choices, above: str, name: str) -> Layout:
    """The layout of a table from its first rows; what the user has chosen is not looked for.

    Parameters
    ----------
    rows : without comments, titles and lines to skip.
    separator : one character; " " stands for any number of blanks and tabs.
    choices : what the user has chosen.
    above : the comment right above the rows, which may hold the names of the columns; "" where there is none.
    name : of the file, for messages.

    Raises
    ------
    DataError : there are no rows, nothing below the header, or more than ``MOST_COLUMNS`` columns.
    """
    if not rows:
        raise DataError(f"{name} is empty: it has neither a header nor rows of numbers.")
    if usual_width(rows) > MOST_COLUMNS:
        raise DataError(f"{name} has more than {MOST_COLUMNS} columns: leave in the file those that you need.")
    decimal = choices.decimal or _decimal(rows, separator, choices.thousands)
    thousands = choices.thousands or ""
    header = choices.header if choices.header is not None else is_header(rows[0], rows[1:], decimal)
    undecided = header is None
    if header is False and choices.header is None and above:
        width = _width(rows)
        names = names_in(above, separator, width)
        return Layout(separator, decimal, thousands, names, False, width, rows[0].line)
    if header is False:
        return Layout(separator, decimal, thousands, None, False, _width(rows), rows[0].line)
    names, row_names, body = _named(rows, name)
    return Layout(separator, decimal, thousands, names, row_names, len(names), body, rows[0].line, undecided)


def _decimal(rows: list[Record], separator: str, thousands: str | None) -> str:
    if thousands in (".", ","):
        return "," if thousands == "." else "."
    cells = (cell for row in (rows[1:] or rows) for cell in row.cells)
    if thousands:
        cells = (plain(cell).replace(thousands, "") for cell in cells)
    return find_decimal(cells, commas_are_decimal(separator, thousands))


def commas_are_decimal(separator: str, thousands: str | None) -> bool:
    """Whether commas mark decimals even where each of them could as well part thousands.

    Parameters
    ----------
    separator : one character between two cells.
    thousands : the mark that parts thousands as the user chose it, "" for none; None where nothing was chosen.
    """
    return separator == ";" or thousands == ""


def sample_rows(text: str, separator: str) -> list[Record]:
    """The first rows of a text, at most ``SAMPLE_ROWS``, each with at most ``MOST_COLUMNS`` + 1 cells.

    Parameters
    ----------
    text : of the file.
    separator : one character; " " stands for any number of blanks and tabs.
    """
    return _sample(first_lines(text), separator, MOST_COLUMNS + 1)


def _sample(lines: list[str], separator: str, most: int) -> list[Record]:
    """The first rows of some lines, each with its first cells."""
    rows = itertools.islice(records_of(lines, separator), SAMPLE_ROWS)
    return [row if len(row.cells) <= most else replace(row, cells=row.cells[:most]) for row in rows]


def _is_one_column(lines: list[str]) -> bool:
    """Whether a name stands above numbers such as 1,5; some may be whole."""
    if not lines or "," in lines[0]:
        return False
    cells = [plain(line.strip()) for line in lines[1:SAMPLE_ROWS]]
    with_comma = sum(1 for cell in cells if DECIMAL_COMMA.fullmatch(cell))
    return 2 * with_comma > len(cells) and all(
        NUMBERS[","].fullmatch(cell) or is_missing(cell) or parts_thousands(cell, ".") for cell in cells
    )


def _score(rows: list[Record]) -> float:
    """0 for no table; at best near 1: all rows equally wide, all cells numbers, and the header fits."""
    if not rows:
        return 0.0
    titles = sum(1 for _ in itertools.takewhile(lambda row: len(row.cells) == 1, rows[: len(rows) // 2 + 1]))
    if titles > 1:
        return _score(rows[titles:]) * (1 - titles / len(rows))
    data = rows[1:] or rows
    width = usual_width(data)
    if width < 2:
        return 0.0
    regular = [row for row in data if len(row.cells) == width]
    cells = [cell for row in regular for cell in row.cells if not is_missing(cell)]
    numeric = sum(1 for cell in cells if is_number(cell) or THOUSANDS.fullmatch(plain(cell))) / max(len(cells), 1)
    header_fits = HEADER_FITS.get(width - len(trimmed(rows[0].cells)), 0.5)
    return len(regular) / len(data) * (numeric + 0.01) * header_fits


def _width(rows: list[Record]) -> int:
    """The number of columns: the usual one, without those that no row fills."""
    usual = usual_width(rows)
    return max(len(trimmed(row.cells)) for row in rows if len(row.cells) == usual)


def _named(rows: list[Record], name: str) -> tuple[tuple[str, ...], bool, int]:
    """The names in the first row, whether the column of row names lacks one, and the line where the rows begin."""
    first, data = rows[0], rows[1:]
    if not data:
        raise DataError(f"{name} has a header but no rows: add at least two rows of numbers.")
    names = tuple(re.sub(r"[^\S ]+", " ", cell.strip("'\" ")) for cell in first.cells)
    width = _width(data)
    row_names = width == len(names) + 1 and have_row_names(data, width)
    if row_names:
        names = ("", *names)
    elif width < len(names) and not names[-1]:
        names = names[: max(width, len(trimmed(names)))]
    return names, row_names, data[0].line
