"""Lines of comment: above the table they are none of its rows; among the rows only where they cannot be one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gmmgui.data.cells import RULE, is_date, is_missing, is_unit
from gmmgui.data.numbers import is_number
from gmmgui.data.records import Record, cell_count, cells_of, first_lines, records_of, trimmed

MARK = re.compile(r"[ \t]*(#|%|//)")
COMMENT = re.compile(r"(?m)^[ \t]*(?:#|%|//).*$")
MARKS = re.compile(r"^[ \t]*(?:#+|%+|//+)[ \t]*")


@dataclass(frozen=True, slots=True)
class Uncommented:
    """A text without its lines of comment.

    Parameters
    ----------
    text : with the lines of comment emptied; every other line keeps its number.
    above : the last comment above the table that is more than a ruled line or units; "" where there is none.
    """

    text: str
    above: str


def without_comments(text: str, separator: str) -> Uncommented:
    """Empty the lines that begin with #, % or // and are no rows; every other line keeps its number.

    Parameters
    ----------
    text : of the file.
    separator : one character; " " stands for any number of blanks and tabs.
    """
    if not any(mark in text for mark in ("#", "%", "//")) or not COMMENT.search(text):
        return Uncommented(text, "")
    lines = first_lines(text)
    width, numeric = _shape(lines, separator)
    top = _first_plain_line(text)
    kept = _rows_above(text[:top], separator, width, numeric)
    above = ""
    pieces, end = [], 0
    for start, stop in _unquoted(text):
        line = text[start:stop]
        if start in kept or (start >= top and _is_row(line, separator, width, numeric, above=False)):
            continue
        above = line if start < top and not kept and not _is_ornament(line, separator) else above
        pieces.append(text[end:start])
        end = stop
    return Uncommented("".join([*pieces, text[end:]]), above)


def names_in(comment: str, separator: str, width: int) -> tuple[str, ...] | None:
    """The names of the columns, where the comment above the table holds them (as ``# x y``), else None.

    Parameters
    ----------
    comment : the line, with its mark; "" holds none.
    separator : one character; " " stands for any number of blanks and tabs.
    width : number of columns of the table; only as many names are found.
    """
    whole = cells_of(comment.strip(), separator) if separator != " " else ()
    if len(whole) == width > 1 and whole[0] in ("#", "%", "//"):
        return whole
    bare = MARKS.sub("", comment).strip()
    others = ("\t", ";", ",") if separator != " " else ("\t", ";", ",", "|")
    for mark in (separator, *others):
        names = trimmed(cells_of(bare, mark))
        if len(names) == width and _could_be_names(names):
            return names
    return None


def _is_ornament(comment: str, separator: str) -> bool:
    """Whether a line of comment holds nothing, a ruled line, or units of the names above it."""
    bare = MARKS.sub("", comment).strip()
    return not bare or RULE.fullmatch(bare) is not None or all(map(is_unit, cells_of(bare, separator)))


def _could_be_names(names: tuple[str, ...]) -> bool:
    if len(names) == 1:
        return re.fullmatch(r"[^\W\d]\S*", names[0]) is not None
    return all(name and not is_number(name) and not is_date(name) for name in names) and len(set(names)) == len(names)


def are_comment_like(lines: list[str]) -> list[bool]:
    """For each of ``lines``, whether it begins as a comment does; lines inside of a quoted cell do not."""
    found, is_quoted = [], False
    for line in lines:
        begins = not is_quoted and MARK.match(line) is not None
        found.append(begins)
        is_quoted ^= not begins and line.count('"') % 2 == 1
    return found


def _shape(lines: list[str], separator: str) -> tuple[int, list[int]]:
    """How many columns the table has, and which of them hold numbers, if ``lines`` are its first."""
    are_alike = are_comment_like(lines)
    plain_lines = [line for line, is_alike in zip(lines, are_alike, strict=True) if not is_alike]
    rows = list(records_of(plain_lines, separator))
    alike = [
        Record(0, cells_of(line, separator), line) for line, is_alike in zip(lines, are_alike, strict=True) if is_alike
    ]
    if not rows:  # all lines begin like comments; those with a blank behind the mark certainly are
        rows = alike = [row for row in alike if not re.match(r"\s*(#|%|//)+(\s|$)", row.text)]
    if not rows:
        return 0, []
    counts = Counter(len(trimmed(row.cells)) for row in (rows[1:] or rows))
    width = counts.most_common(1)[0][0]
    table = [row.cells[:width] for row in (*rows, *alike) if len(trimmed(row.cells)) == width]
    return width, [j for j in range(width) if _is_numeric([cells[j] for cells in table])]


def _is_numeric(cells: list[str]) -> bool:
    present = [cell for cell in cells if not is_missing(cell)]
    return 2 * sum(map(is_number, present)) >= max(len(present), 1) and any(map(is_number, present))


def _is_row(line: str, separator: str, width: int, numeric: list[int], above: bool) -> bool:
    """Whether a line that begins like a comment is a row.

    It must be as wide as the table; above it all cells in columns of numbers must be numbers or missing, among its
    rows one is enough, and may stand behind the mark, so that nothing is left out that could be a row.
    """
    if '"' not in line and cell_count(line, separator) < width:
        return False
    cells = cells_of(line, separator)
    if width not in (len(cells), len(trimmed(cells))):
        return False
    values = [cells[j] for j in numeric]
    if above:
        return any(values) and all(is_number(cell) or is_missing(cell) for cell in values)
    return any(is_number(MARKS.sub("", cell)) or (cell and is_missing(cell)) for cell in values)


def _first_plain_line(text: str) -> int:
    """Where the first line begins that is neither empty nor begins like a comment."""
    found = re.compile(r"(?m)^(?![ \t]*(?:#|%|//|$))").search(text)
    return found.start() if found else len(text)


def _rows_above(head: str, separator: str, width: int, numeric: list[int]) -> set[int]:
    """Where the rows begin that stand right above the first plain line although they begin like comments."""
    rows = set()
    for start, stop in reversed(list(_unquoted(head))):
        if not _is_row(head[start:stop], separator, width, numeric, above=True):
            break
        rows.add(start)
    return rows


def _unquoted(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each line that begins like a comment and lies in no quoted cell."""
    end, is_quoted = 0, False
    for found in COMMENT.finditer(text):
        is_quoted ^= text.count('"', end, found.start()) % 2 == 1
        end = found.start()
        if not is_quoted:
            end = found.end()
            yield found.start(), found.end()
