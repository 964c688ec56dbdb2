"""Single cells of a table of text: what is a number, what is missing, what only looks like a number."""

from __future__ import annotations

import re
from collections.abc import Iterable

MISSING = frozenset(
    ["", "NA", "na", "N/A", "n/a", "#N/A", "NaN", "nan", "NAN", "?", "-", "--", ".", "null", "NULL", "Null", "None"]
)
NUMBERS = {
    ".": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"),
    ",": re.compile(r"[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?"),
}
INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?P<mark>[,.' \u00a0\u202f])\d{3}((?P=mark)\d{3})*([.,]\d+)?")
PERCENT_OR_MONEY = re.compile(r"[$€£]\s*[+-]?\d[\d.,]*|[+-]?\d[\d.,]*\s*[%$€£]")
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
DECIMAL_POINT = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?")

LARGEST = 1e150  # the square of a larger number overflows


def parse_number(cell: str, decimal: str) -> float | None:
    """The number that a cell holds (perhaps infinite), or None if it holds none."""
    if NUMBERS[decimal].fullmatch(cell):
        return float(cell.replace(",", "."))
    return float(cell) if INFINITE.fullmatch(cell) else None


def is_number(cell: str) -> bool:
    """Whether a cell holds a number with either decimal mark."""
    return parse_number(cell, ".") is not None or parse_number(cell, ",") is not None


def looks_numeric(cell: str, decimal: str) -> bool:
    """Whether a cell that is no number was meant as one: 1,234.5 or 12 % or € 3, or with the other decimal mark."""
    other = NUMBERS["," if decimal == "." else "."]
    return any(pattern.fullmatch(cell) for pattern in (other, THOUSANDS, PERCENT_OR_MONEY))


def find_decimal(cells: Iterable[str], comma_certain: bool) -> str:
    """The decimal mark of some cells: a comma where commas outnumber points.

    Where every comma could as well part thousands (1,234), it counts only if ``comma_certain``.
    """
    cells = list(cells)
    commas = [cell for cell in cells if DECIMAL_COMMA.fullmatch(cell)]
    points = sum(1 for cell in cells if DECIMAL_POINT.fullmatch(cell))
    if len(commas) <= points:
        return "."
    return "," if comma_certain or not all(THOUSANDS.fullmatch(cell) for cell in commas) else "."


def cure(cell: str, decimal: str) -> str:
    """What to do about a cell that is not a number, as the end of a sentence."""
    if parse_number(cell, decimal) is not None and not INFINITE.fullmatch(cell):
        return f"it is beyond {LARGEST:g}, so choose larger units, or leave the cell empty"
    if INFINITE.fullmatch(cell):
        return "give it a finite value, or leave the cell empty"
    if DECIMAL_COMMA.fullmatch(cell) and THOUSANDS.fullmatch(cell) and decimal == ".":
        return "remove the thousands separators, or choose the decimal comma"
    if DECIMAL_COMMA.fullmatch(cell) and decimal == ".":
        return "write a decimal point, or choose the decimal comma"
    if DECIMAL_POINT.fullmatch(cell) and decimal == ",":
        return "write a decimal comma, or choose the decimal point"
    if THOUSANDS.fullmatch(cell):
        return "remove the thousands separators"
    return "correct it in the file, empty the cell, or choose other columns"
