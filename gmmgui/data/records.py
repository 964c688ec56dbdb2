"""Rows of a text, cell by cell, with their lines; quoted cells may hold separators and line ends."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

csv.field_size_limit(2**31 - 1)  # the module's own limit, 131,072 characters, is less than a cell may have

SAMPLE_ROWS = 200
LEAST_ROWS = 20
SAMPLE_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file.

    Parameters
    ----------
    line : its first line in the text, from 1; a quoted cell may go on in the lines below.
    cells : its cells, without blanks around them and without the quotation marks.
    text : its first line as written.
    """

    line: int
    cells: tuple[str, ...]
    text: str


def records(text: str, separator: str) -> Iterator[Record]:
    """Iterate over the rows of a text; empty lines are no rows.

    Parameters
    ----------
    text : lines that end with ``\\n``.
    separator : one character between two cells; " " stands for any number of blanks and tabs.
    """
    return records_of(text.split("\n"), separator)


def records_of(lines: list[str], separator: str) -> Iterator[Record]:
    """Iterate over the rows of some lines; empty lines are no rows.

    Quotation marks are those of RFC 4180: a quoted cell may hold separators and line ends, and "" for a quotation mark.

    Parameters
    ----------
    lines : of the text, without their line ends.
    separator : one character between two cells; " " stands for any number of blanks and tabs.

    Raises
    ------
    csv.Error : a cell has more than 2^31 - 1 characters.
    """
    source: Iterable[str] = (f"{line}\n" for line in lines)
    if separator == " ":
        source = (f"{' '.join(line.split())}\n" for line in lines)
    reader = csv.reader(source, delimiter=separator, skipinitialspace=True)
    line = 1
    for cells in reader:
        if cells:
            yield Record(line, tuple(cell.strip() for cell in cells), lines[line - 1])
        line = reader.line_num + 1


def cells_of(line: str, separator: str) -> tuple[str, ...]:
    """The cells of a single line, () for an empty one; a quotation mark that is never closed ends with the line.

    Parameters
    ----------
    line : without its line end.
    separator : one character between two cells; " " stands for any number of blanks and tabs.
    """
    record = next(records_of([line], separator), None)
    return record.cells if record else ()


def cell_count(line: str, separator: str) -> int:
    """The number of cells of a line without quotation marks.

    Parameters
    ----------
    line : without its line end.
    separator : one character between two cells; " " stands for any number of blanks and tabs.
    """
    return len(line.split()) if separator == " " else line.count(separator) + 1


def first_lines(text: str) -> list[str]:
    """The lines at the beginning of ``text`` from which the layout of the file is found.

    They hold ``SAMPLE_ROWS`` lines that are not empty, or fewer where these have ``SAMPLE_CHARACTERS`` characters
    together, but at least ``LEAST_ROWS`` where the text has as many. Empty lines are kept, so that positions are lines.
    """
    lines: list[str] = []
    start = rows = characters = 0
    while start <= len(text) and rows < SAMPLE_ROWS and (characters < SAMPLE_CHARACTERS or rows < LEAST_ROWS):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        lines.append(text[start:end])
        rows += end > start
        characters += end - start
        start = end + 1
    return lines


def trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """``cells`` without the empty ones at the end, which separators at the end of a line make; the first is kept."""
    end = len(cells)
    while end > 1 and not cells[end - 1]:
        end -= 1
    return cells[:end]
