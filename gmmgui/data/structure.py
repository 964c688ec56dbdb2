"""Lines that are no rows of the table: titles, units, a second header, totals, the header again, notes below."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gmmgui.data.cells import RULE, is_missing, is_unit
from gmmgui.data.errors import Answer, Question, and_list, line_list
from gmmgui.data.header import have_row_names, is_header, numeric_columns, usual_width
from gmmgui.data.layout import Layout
from gmmgui.data.numbers import is_number
from gmmgui.data.records import Record, cells_of, trimmed

MOST_TITLES = 10
MOST_LINES_BELOW = 5
TOTAL = re.compile(
    r"\W*((grand|sub|overall|gesamt|in)[ -]?)?(totals?|totale?s?|totaux|sums?|summen?|gesamt|somm[ae]s?|suma|ok[óo]łem|"
    r"mean|means|average|avg|mittel(werte?)?|durchschnitt|moyennes?|promedio|medias?|srednia|średnia|median[ae]?|"
    r"std\.?( ?dev\.?)?|sd|stdev|stabw|count|anzahl|Σ|∑|итого|всего)\b\.?\W*(\(.*\))?(\s+(of|der|des|aller)\s.*)?",
    re.IGNORECASE,
)
MOST_ROWS_BELOW_HEADER = 3


@dataclass(frozen=True, slots=True)
class Suspect:
    """A line that is perhaps no row of the table.

    Parameters
    ----------
    line : its number in the file, from 1.
    looks_like : what it looks like, as the end of a sentence: "a title", "units", "a total", ...
    """

    line: int
    looks_like: str


def titles(rows: list[Record], decimal: str) -> list[Suspect]:
    """The lines above the header or the first row that are not as wide as the table and hold no numbers.

    Parameters
    ----------
    rows : the first rows of the file.
    decimal : the decimal mark, "." or ",".

    Returns
    -------
    Every row above the header or the first row, in their order; [] where these are no titles.
    """
    if len(rows) < 3:
        return []
    for count in range(1, min(MOST_TITLES, len(rows) - 2) + 1):
        above, first, data = rows[:count], rows[count], rows[count + 1 :]
        width = usual_width(data)
        if width < 2 or not all(_is_above(row, width) for row in above):
            return []
        if len(trimmed(first.cells)) != width or _is_above(first, width):
            continue
        names = bool(is_header(first, data, decimal)) and not have_row_names([first, *data], width)
        alone = all(len(trimmed(row.cells)) == 1 for row in above)
        if names or (alone and not _is_header_of_row_names(above[-1], rows[count:], width)):
            return [Suspect(row.line, "a title") for row in above]
        return []
    return []


def _is_above(row: Record, width: int) -> bool:
    """Whether a row could be a title: a single cell of words, or words in another number of cells than ``width``."""
    filled = _filled(row)
    if not filled or is_number(filled[0]):
        return False
    return len(filled) == 1 or (len(row.cells) != width and '"' not in row.text)


def _filled(row: Record) -> list[str]:
    return [cell for cell in row.cells if cell]


def _is_header_of_row_names(first: Record, data: list[Record], width: int) -> bool:
    return len(trimmed(first.cells)) == width - 1 and have_row_names(data, width)


def below_header(rows: list[Record], layout: Layout) -> list[Suspect]:
    """The rows right below the header that hold words, units or a ruled line above columns of numbers.

    Parameters
    ----------
    rows : the first rows of the file, without titles; the header is the first of them.
    layout : of the file.

    Returns
    -------
    At most ``MOST_ROWS_BELOW_HEADER`` of them; [] where the rows have no header.
    """
    found: list[Suspect] = []
    if layout.names is None or not layout.header_line:
        return found
    for position in range(1, min(MOST_ROWS_BELOW_HEADER, len(rows) - 2) + 1):
        looks_like = _looks_like_below_header(rows[position], numeric_columns(rows[position + 1 :]))
        if not looks_like:
            break
        found.append(Suspect(rows[position].line, looks_like))
    return found


def _looks_like_below_header(row: Record, numeric: list[bool]) -> str:
    if all(RULE.fullmatch(cell) for cell in _filled(row)):
        return "a ruled line"
    cells = [cell for cell, is_numeric in zip(row.cells, numeric, strict=False) if is_numeric]
    words = [cell for cell in cells if cell]
    if not words or 2 * len(words) < len(cells) or all(is_missing(cell) for cell in words):
        return ""
    if any(re.match(r"[+\-−]?[.,]?\d", cell) for cell in words):
        return ""
    are_units = all(is_unit(cell) or is_missing(cell) for cell in words)
    return "units" if are_units else "a second header"


def repeated_headers(text: str, rows: list[Record]) -> list[Suspect]:
    """The header again among the rows, as in files that were put together from several.

    Parameters
    ----------
    text : of the file.
    rows : its first rows, without titles; the header is the first of them.

    Returns
    -------
    The lines that equal the header's character by character, in their order.
    """
    header, line = rows[0], f"\n{rows[0].text}\n"
    found, number, last = [], 1, 0
    start = f"{text}\n".find(line)
    while start >= 0:
        number += text.count("\n", last, start + 1)
        last = start + 1
        if number > header.line:
            found.append(Suspect(number, "the header again"))
        start = text.find(line, last)
    return found


def below(text: str, layout: Layout, numeric: list[bool]) -> list[Suspect]:
    """Totals and notes among the last ``MOST_LINES_BELOW`` lines of the text that are not blank.

    Parameters
    ----------
    text : of the file.
    layout : of the file.
    numeric : whether each column holds numbers.

    Returns
    -------
    The lines in their order; the search goes upwards and ends at the first line that is a row.
    """
    found: list[Suspect] = []
    end, number, seen = len(text), text.count("\n") + 1, 0
    while seen < MOST_LINES_BELOW and number > layout.body + 1:
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        if line.strip():
            kind = _kind_below(line, layout, numeric)
            if kind == "a row":
                break
            if kind != "a row of gaps":  # above it, there may be a total
                found.append(Suspect(number, kind))
            seen += 1
        end, number = start - 1, number - 1
    return found[::-1]


def _kind_below(line: str, layout: Layout, numeric: list[bool]) -> str:
    cells = cells_of(line, layout.separator)
    filled = [cell for cell in cells if cell]
    if line.count('"') % 2 or not filled:
        return "a row"
    if any(TOTAL.fullmatch(cell) for cell in filled[:3]):
        return "a total"
    if len(trimmed(cells)) == layout.width or len(filled) > 1 or not _is_prose(filled[0]):
        return "a row"
    return "a row of gaps" if len(cells) == layout.width and not numeric[0] else "a note"


def _is_prose(cell: str) -> bool:
    return not is_missing(cell) and re.match(r"[^\d\W]{2}|[*†‡©(\[]", cell) is not None


def lines_question(name: str, suspects: list[Suspect], layout: Layout) -> Question:
    """The question whether to leave out the lines that look like no rows.

    Parameters
    ----------
    name : of the file.
    suspects : the lines in question, at least one, by line number.
    layout : of the file.

    Returns
    -------
    A question of the keyword ``skip_lines``.
    """
    if [suspect.looks_like for suspect in suspects] == ["a note"]:
        return _note_question(name, suspects[0].line, layout)
    first, *others = _grouped(suspects)
    what = and_list([_capitalised(f"{first[0]} of {name} {first[1]}"), *(" ".join(group) for group in others)], most=9)
    return Question(what, "skip_lines", tuple(_answers(suspects, layout)))


def _note_question(name: str, line: int, layout: Layout) -> Question:
    others = "the header has" if layout.names is not None else "other lines have"
    what = f"Line {line} of {name} has 1 cell where {others} {layout.width}"
    return Question(what, "skip_lines", (_leave_out((line,)),), cures=("add what is missing",))


def _answers(suspects: list[Suspect], layout: Layout) -> Iterable[Answer]:
    lines = tuple(suspect.line for suspect in suspects)
    yield _leave_out(lines)
    kinds = {suspect.looks_like: suspect.line for suspect in suspects}
    if "a second header" in kinds:
        second = kinds["a second header"]
        instead = tuple(sorted({*lines, layout.header_line} - {second}))
        yield Answer(f"Take the names from line {second} instead", instead)
    if "a total" in kinds and len(set(kinds)) > 1:
        others = tuple(suspect.line for suspect in suspects if suspect.looks_like != "a total")
        yield _leave_out(others)
    yield Answer("Leave nothing out", ())


def _leave_out(lines: tuple[int, ...]) -> Answer:
    return Answer(f"Leave out {line_list(lines)}", lines)


def _grouped(suspects: list[Suspect]) -> list[tuple[str, str]]:
    """("line 3", "looks like units"), ("lines 7 and 9", "look like the header again"), ..."""
    kinds = dict.fromkeys(suspect.looks_like for suspect in suspects)
    groups = []
    for kind in kinds:
        lines = tuple(suspect.line for suspect in suspects if suspect.looks_like == kind)
        groups.append((line_list(lines), f"look{'' if len(lines) > 1 else 's'} like {kind}"))
    return groups


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def without_lines(text: str, lines: Iterable[int]) -> str:
    """``text`` with some lines emptied; every other line keeps its number.

    Parameters
    ----------
    text : lines that end with ``\\n``.
    lines : numbers, from 1, of the lines to empty; each of them must exist.
    """
    lines = list(lines)
    if not lines:
        return text
    pieces = text.split("\n")
    for line in lines:
        pieces[line - 1] = ""
    return "\n".join(pieces)
