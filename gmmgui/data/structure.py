"""Lines that are no rows of the table: titles, units, a second header, totals, the header again, notes below."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gmmgui.data.cells import is_missing
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
UNIT = re.compile(
    r"[(\[{].{0,15}[)\]}]|[^\d\W]{1,3}|[%‰°-]|°?[CF]|(k|m|c|µ|μ|n|d|h|M|G)?(m|g|s|l|L|V|A|W|Hz|Pa|J|N|mol|K|eV|B)|"
    r"[\w°%µμ]{1,6}(/|·|\*|\^|²|³)[\w²³/]{0,6}|inch(es)?|feet|foot|yards?|miles?|pounds?|years?|days?|hours?|minutes?|"
    r"seconds?|weeks?|months?|grams?|kilograms?|met(er|re)s?|lit(er|re)s?|percent|count|number|EUR|USD|Jahre?|Tage?|"
    r"Stunden?|Minuten?|Sekunden?|Stück|Euro",
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A line that is perhaps no row: its number from 1, and what it looks like."""

    line: int
    looks_like: str


def titles(rows: list[Record], decimal: str) -> list[Suspect]:
    """The lines above the header or the first row that are not as wide as the table and hold no numbers."""
    if len(rows) < 3:
        return []
    for count in range(1, min(MOST_TITLES, len(rows) - 2) + 1):
        above, first, data = rows[:count], rows[count], rows[count + 1 :]
        width = usual_width(data)
        if width < 2 or not all(_is_title(row, width) for row in above):
            return []
        if len(trimmed(first.cells)) != width or _is_title(first, width):
            continue
        names = bool(is_header(first, data, decimal)) and not have_row_names([first, *data], width)
        alone = all(len(trimmed(row.cells)) == 1 for row in above)
        if names or (alone and not _is_header_of_row_names(above[-1], rows[count:], width)):
            return [Suspect(row.line, "a title") for row in above]
        return []
    return []


def _is_title(row: Record, width: int) -> bool:
    filled = _filled(row)
    return not any(is_number(cell) for cell in filled) and (
        len(filled) == 1 or (len(row.cells) != width and '"' not in row.text)
    )


def _filled(row: Record) -> list[str]:
    return [cell for cell in row.cells if cell]


def _is_header_of_row_names(first: Record, data: list[Record], width: int) -> bool:
    return len(trimmed(first.cells)) == width - 1 and have_row_names(data, width)


def second_row(rows: list[Record], layout: Layout) -> list[Suspect]:
    """The row below the header, where it holds words above columns of numbers."""
    if layout.names is None or not layout.header_line or len(rows) < 3:
        return []
    row, data = rows[1], rows[2:]
    cells = [c for c, numeric in zip(row.cells, numeric_columns(data), strict=False) if numeric]
    words = [cell for cell in cells if cell]
    if not words or 2 * len(words) < len(cells) or all(is_missing(cell) for cell in words):
        return []
    if any(re.match(r"[+-−]?[.,]?\d", cell) for cell in words):
        return []
    all_units = all(UNIT.fullmatch(cell) or is_missing(cell) for cell in words)
    return [Suspect(row.line, "units" if all_units else "a second header")]


def repeated_headers(text: str, rows: list[Record]) -> list[Suspect]:
    """The header again among the rows, as in files that were put together."""
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


def below(text: str, layout: Layout) -> list[Suspect]:
    """Totals and notes at the end of the text."""
    found: list[Suspect] = []
    end, number = len(text), text.count("\n") + 1
    while len(found) < MOST_LINES_BELOW and number > layout.body + 1:
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        kind = _kind_below(line, layout) if line.strip() else ""
        if line.strip() and not kind:
            break
        if kind:
            found.append(Suspect(number, kind))
        end, number = start - 1, number - 1
    return found[::-1]


def _kind_below(line: str, layout: Layout) -> str:
    cells = cells_of(line, layout.separator)
    filled = [cell for cell in cells if cell]
    if line.count('"') % 2 or not filled:
        return ""
    if any(TOTAL.fullmatch(cell) for cell in filled[:3]):
        return "a total"
    is_short = len(trimmed(cells)) < layout.width
    return "a note" if is_short and len(filled) == 1 and _is_prose(filled[0]) else ""


def _is_prose(cell: str) -> bool:
    return not is_missing(cell) and re.match(r"[^\d\W]{2}|[*†‡©(\[]", cell) is not None


def lines_question(name: str, suspects: list[Suspect], layout: Layout) -> Question:
    """Whether to leave out the lines that look like no rows."""
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
    """``text`` with those lines (from 1) emptied; every other line keeps its number."""
    pieces = text.split("\n")
    for line in lines:
        pieces[line - 1] = ""
    return "\n".join(pieces)
