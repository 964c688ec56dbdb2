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
    line : number of its first line, from 1.
    cells : without blanks around them.
    text : its first line as it stands in the file.
    """

    line: int
    cells: tuple[str, ...]
    text: str


def records(text: str, separator: str) -> Iterator[Record]:
    """The rows of ``text``; empty lines are no rows.

    Parameters
    ----------
    text : with line feeds as line ends.
    separator : one character; a blank stands for any number of blanks and tabs.
    """
    return records_of(text.split("\n"), separator)


def records_of(lines: list[str], separator: str) -> Iterator[Record]:
    """The rows of ``lines``; those that are empty are no rows.

    Parameters
    ----------
    lines : without line ends; numbered from 1.
    separator : one character; a blank stands for any number of blanks and tabs.
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
    """The cells of a single line; a quotation mark that stays open closes at its end.

    Parameters
    ----------
    line : without a line end.
    separator : one character; a blank stands for any number of blanks and tabs.
    """
    record = next(records_of([line], separator), None)
    return record.cells if record else ()


def cell_count(line: str, separator: str) -> int:
    """The number of cells of a line without quotation marks.

    Parameters
    ----------
    line : without a line end.
    separator : one character; a blank stands for any number of blanks and tabs.
    """
    return len(line.split()) if separator == " " else line.count(separator) + 1


def first_lines(text: str) -> list[str]:
    """Enough lines to tell how the file is laid out: some rows even where a row is very long; empty lines count not."""
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
    """Without empty cells at the end, which a separator at the end of the line makes."""
    end = len(cells)
    while end > 1 and not cells[end - 1]:
        end -= 1
    return cells[:end]
