"""How a table of text is laid out: its separator, its decimal mark and its header, found or given."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gmmgui.data.cells import DECIMAL_COMMA, MISSING, POINTED_THOUSANDS, find_decimal, is_number
from gmmgui.data.errors import DataError

SEPARATORS = ("\t", ";", "|", ",", " ")  # where two fit equally well, the first one wins; " " is any blanks
SAMPLE_ROWS = 200
LEAST_LINES = 12
YEARS = range(1900, 2101)
SAMPLE_CHARACTERS = 200_000
LONGEST_CELL = 2**31 - 1  # the reader of the standard library takes a longer one for a quotation mark left open


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file: its first line (from 1), its cells without blanks around them, and its text."""

    line: int
    cells: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a text.

    Parameters
    ----------
    separator : one character; a blank stands for any number of blanks and tabs.
    decimal : "." or ",".
    names : of the columns, "" where the file gives none, or None if there is no header.
    row_names : the first column has no name because it holds the names of the rows (as R writes them).
    width : number of columns.
    doubts : a sentence for each thing that was found and could as well be otherwise.
    body : line (from 1) at which the rows begin, right after the header.
    """

    separator: str
    decimal: str
    names: tuple[str, ...] | None
    row_names: bool
    width: int
    body: int
    doubts: tuple[str, ...] = ()


def records(text: str, separator: str) -> Iterator[Record]:
    """The rows of ``text``; empty lines are no rows."""
    return _records(text.split("\n"), separator)


def _records(lines: list[str], separator: str) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_CELL)
    source: Iterable[str] = lines
    if separator == " ":
        source = (" ".join(line.split()) for line in lines)
    reader = csv.reader(source, delimiter=separator, skipinitialspace=True)
    line = 1
    for cells in reader:
        if cells:
            yield Record(line, tuple(cell.strip() for cell in cells), lines[line - 1])
        line = reader.line_num + 1


def find_layout(text: str, separator: str | None, decimal: str | None, header: bool | None, name: str) -> Layout:
    """The layout of ``text`` from its first rows; whatever is given is not looked for."""
    lines = _first_lines(text)
    if separator is None:
        separator = _told_separator(lines[0]) or _find_separator(lines)
    rows = _sample(lines, separator)
    if rows and _told_separator(rows[0].text):
        rows = rows[1:]
    if not rows:
        raise DataError(f"{name} is empty: it has neither a header nor rows of numbers.")
    doubts: tuple[str, ...] = ()
    if decimal is None:
        data = rows[1:] or rows
        decimal = find_decimal((cell for row in data for cell in row.cells), comma_certain=separator == ";")
        doubts += _doubtful_points(data, name) if decimal == "." else ()
    if header is None:
        doubts += _doubtful_header(rows, name)
    return replace(_with_names(rows, separator, decimal, header, name), doubts=doubts)


def _doubtful_points(rows: list[Record], name: str) -> tuple[str, ...]:
    """Could every point part thousands (1.250), in a column in which some whole numbers have none (990)?"""
    for cells in itertools.zip_longest(*([(row.line, cell) for cell in row.cells] for row in rows)):
        present = [pair for pair in cells if pair is not None and pair[1] not in MISSING]
        marked = [pair for pair in present if "." in pair[1]]
        rest = [cell for _, cell in present if "." not in cell]
        thousands = all(POINTED_THOUSANDS.fullmatch(cell) for _, cell in marked)
        if marked and rest and thousands and all(re.fullmatch(r"[+-]?[0-9]{1,3}", cell) for cell in rest):
            line, cell = marked[0]
            return (
                f"The point in {cell} (line {line} of {name}) may mark decimals or part thousands: choose the "
                "decimal point or the decimal comma.",
            )
    return ()


def _doubtful_header(rows: list[Record], name: str) -> tuple[str, ...]:
    """Is the first row one of numbers that look like names: 0, 1, 2, ... as pandas writes them, or years?"""
    cells, below = trimmed(rows[0].cells), [cell for row in rows[1:] for cell in row.cells]
    if '"' in rows[0].text or len(cells) < 2 or not below or not all(cell.isdecimal() for cell in cells):
        return ()
    numbers = [int(cell) for cell in cells]
    counts = numbers == list(range(len(numbers)))
    are_years = numbers == sorted(set(numbers)) and all(number in YEARS for number in numbers)
    if not counts and (not are_years or all(cell.isdecimal() and int(cell) in YEARS for cell in below)):
        return ()
    shown = ", ".join(cells[:4]) + (", ..." if len(cells) > 4 else "")
    return (
        f"The first row of {name} ({shown}) may hold names or numbers: say which.",
    )


def _first_lines(text: str) -> list[str]:
    """As many lines as there are in the sample, and a dozen, however long they are; none is cut."""
    end = SAMPLE_CHARACTERS
    while end < len(text) and text.count("\n", 0, end) < LEAST_LINES:
        end *= 2
    lines = text[:end].split("\n")
    return lines[:-1] if len(text) > end else lines


def _sample(lines: list[str], separator: str) -> list[Record]:
    return list(itertools.islice(_records(lines, separator), SAMPLE_ROWS))


def _told_separator(line: str) -> str | None:
    """Excel's own first line ``sep=;`` names the separator."""
    told = re.fullmatch(r'"?sep=(.)"?', line)
    return told.group(1) if told else None


def _find_separator(lines: list[str]) -> str:
    """The separator that makes the most regular table with the most numbers."""
    filled = [line for line in lines if line.strip()]
    if not any("," in line for line in filled[:1]) and _decimal_commas_only(filled[1:]):
        return ";"  # a single column of numbers such as 1,5 under a header
    scores = {separator: _score(_sample(lines, separator)) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])
    if scores[best] > 0:
        return best
    # A single column: any separator will do that does not occur.
    return next((s for s in ",;|\t" if not any(s in line for line in lines)), ",")


def _decimal_commas_only(lines: list[str]) -> bool:
    cells = [line.strip() for line in lines[:SAMPLE_ROWS] if line.strip()]
    return bool(cells) and all(DECIMAL_COMMA.fullmatch(cell) or cell in MISSING for cell in cells)


def _score(rows: list[Record]) -> float:
    """0 for no table; at best near 1: all rows equally wide, all cells numbers, and the header fits."""
    if not rows:
        return 0.0
    data = rows[1:] or rows
    width = _usual_width(data)
    if width < 2:
        return 0.0
    regular = [row for row in data if len(row.cells) == width]
    cells = [cell for row in regular for cell in row.cells if cell not in MISSING]
    numeric = sum(map(is_number, cells)) / max(len(cells), 1)
    header_fits = 1.0 if len(trimmed(rows[0].cells)) in (width - 1, width) else 0.5
    return len(regular) / len(data) * (numeric + 0.01) * header_fits


def _usual_width(rows: list[Record]) -> int:
    return Counter(len(row.cells) for row in rows).most_common(1)[0][0]


def trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without empty cells at the end, which a separator at the end of the line makes."""
    end = len(cells)
    while end > 1 and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _with_names(rows: list[Record], separator: str, decimal: str, header: bool | None, name: str) -> Layout:
    first, data = rows[0], rows[1:]
    if header is None:
        header = bool(data) and _is_header(first, data, decimal)
        header = header or (not data and not any(is_number(cell) for cell in first.cells))
    if not header:
        width = max(len(trimmed(row.cells)) for row in rows if len(row.cells) == _usual_width(rows))
        return Layout(separator, decimal, None, False, width, first.line)
    if not data:
        raise DataError(f"{name} has a header but no rows: add at least two rows of numbers.")
    names = tuple(cell.strip("'\" ") for cell in first.cells)
    width = max(len(trimmed(row.cells)) for row in data if len(row.cells) == _usual_width(data))
    row_names = width == len(names) + 1 and _are_row_names(data, width)
    if row_names:
        names = ("", *names)
    elif width < len(names) and not names[-1]:
        names = names[: max(width, len(trimmed(names)))]
    return Layout(separator, decimal, names, row_names, len(names), data[0].line)


def _are_row_names(rows: list[Record], width: int) -> bool:
    """Whether first cells are quoted, or words, or distinct whole numbers: no measurement looks like that."""
    full = [row for row in rows if len(row.cells) == width]
    cells = [row.cells[0] for row in full]
    if all(row.text.lstrip().startswith('"') for row in full) or not any(is_number(cell) for cell in cells):
        return True
    return all(cell.isdecimal() for cell in cells) and len(set(cells)) == len(cells)


def _is_header(first: Record, data: list[Record], decimal: str) -> bool:
    """Whether the first row holds names: words above columns of numbers, or quoted cells above bare ones."""
    if first.cells[0] == "" and list(first.cells[1:]) == [str(j) for j in range(len(first.cells) - 1)] != []:
        return True  # as pandas writes numbered columns with their index
    above = [cell for cell, numeric in zip(first.cells, _numeric_columns(data), strict=False) if numeric]
    if len(first.cells) == _usual_width(data) - 1:
        above = list(first.cells)
    if not above:
        return not any(is_number(cell) for cell in first.cells)
    if first.text.count('"') >= 2 * len(first.cells) and not any('"' in row.text for row in data):
        return True
    if any(is_number(cell) for cell in above):
        return False
    return any(cell not in MISSING and not re.match(r"[+-]?[.,]?\d", cell) for cell in above)


def _numeric_columns(rows: list[Record]) -> list[bool]:
    """Whether at least half of the cells below are numbers, for each column."""
    columns = itertools.zip_longest(*(row.cells for row in rows), fillvalue="")
    return [_mostly_numbers([cell for cell in column if cell not in MISSING]) for column in columns]


def _mostly_numbers(cells: list[str]) -> bool:
    return bool(cells) and 2 * sum(map(is_number, cells)) >= len(cells)
