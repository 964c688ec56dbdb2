"""Numbers as files write them: minus signs, decimal marks, exponents, and marks that part thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable

NUMBERS = {
    ".": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"),
    ",": re.compile(r"[+-]?(\d+(,\d*)?|,\d+)([eE][+-]?\d+)?"),
}
INFINITE = re.compile(r"[+-]?(inf(inity)?|∞)", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
DECIMAL_POINT = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?")
WHOLE = re.compile(r"[+-]?\d+([.,]0*)?")

THOUSANDS = re.compile(r"[+-]?\d{1,3}(?P<mark>[,.' ])\d{3}((?P=mark)\d{3})*([.,]\d+)?")
THOUSANDS_MARKS = (".", ",", "'", " ")
"""Marks that part thousands; an apostrophe stands for either form of it, a blank for blanks of every width."""

MINUS_SIGNS = "−‐‑‒–﹣－"
SAME = str.maketrans(
    dict.fromkeys(MINUS_SIGNS, "-")
    | {"＋": "+", "．": "."}
    | dict.fromkeys("’‘ʼ´`", "'")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f", " ")
    | dict.fromkeys("\ufeff\u200b\u200e\u200f\u2066\u2069", "")
)
"""Signs that mean the same in a number, and marks without a width, which mean nothing."""

EXCEL_TEXT = re.compile(r'="([^"]*)"')  # the formula with which a file keeps Excel from changing a cell
FORTRAN_EXPONENT = re.compile(r"(?<=[\d.,])[dD](?=[+-]?\d+$)")
MINUS_BEHIND = re.compile(r"(\d[\d.,' ]*)(?<=\d)-")  # as accounts write it; 12.- is a price without cents
LONGEST = 1000
"""Longer cells are taken as they are."""
MINUS_APART = re.compile(r"([+-]) +(?=[\d.,])")


def plain(cell: str) -> str:
    """``cell`` with its number in the form that programs write: one kind of minus, in front; E for an exponent."""
    if cell.isascii() and cell[-1:].isdigit() and "d" not in cell and "D" not in cell and " " not in cell:
        return cell
    if len(cell) > LONGEST:
        return cell
    cell = cell.translate(SAME).strip()
    cell = EXCEL_TEXT.sub(r"\1", cell).strip()
    cell = FORTRAN_EXPONENT.sub("e", cell)
    cell = MINUS_APART.sub(r"\1", cell, count=1) if cell.startswith(("+ ", "- ")) else cell
    behind = MINUS_BEHIND.fullmatch(cell)
    return f"-{behind[1].strip()}" if behind else cell


def parse_number(cell: str, decimal: str, thousands: str = "") -> float | None:
    """The number that a cell holds (perhaps infinite), or None if it holds none.

    Parameters
    ----------
    cell : without blanks around it.
    decimal : the decimal mark, "." or ",".
    thousands : the mark that parts thousands, or "" where none does.
    """
    written = plain(cell)
    if thousands and thousands in written:
        found = THOUSANDS.fullmatch(written)
        if not found or found["mark"] != thousands:
            return None
        written = written.replace(thousands, "")
    if NUMBERS[decimal].fullmatch(written):
        return float(written.replace(",", "."))
    return float(written.replace("∞", "inf")) if INFINITE.fullmatch(written) else None


def is_number(cell: str) -> bool:
    """Whether ``cell`` holds a number with either decimal mark."""
    return parse_number(cell, ".") is not None or parse_number(cell, ",") is not None


def is_rounded(cell: str, value: float, thousands: str = "") -> bool:
    """Whether a cell holds a whole number that float64 cannot hold exactly.

    Parameters
    ----------
    cell : without blanks around it.
    value : the finite number that float64 made of it.
    thousands : the mark that parts thousands, or "" where none does.
    """
    written = plain(cell).replace(thousands, "") if thousands else plain(cell)
    if not WHOLE.fullmatch(written):
        return False
    digits = re.split("[.,]", written)[0].lstrip("+-0") or "0"
    return int(digits) != abs(int(value))


def find_decimal(cells: Iterable[str], comma_certain: bool) -> str:
    """The decimal mark of some cells, "." or ",": a comma where commas outnumber points.

    Parameters
    ----------
    cells : numbers and other cells, of which the latter do not count.
    comma_certain : commas mark decimals even where each of them could as well part thousands (1,234).
    """
    written = [plain(cell) for cell in cells]
    commas = [cell for cell in written if DECIMAL_COMMA.fullmatch(cell)]
    points = sum(1 for cell in written if DECIMAL_POINT.fullmatch(cell))
    if len(commas) <= points:
        return "."
    return "," if comma_certain or not all(parts_thousands(cell, ",") for cell in commas) else "."


def parts_thousands(cell: str, mark: str) -> bool:
    """Whether every mark of a kind in a cell could part thousands: 1.234, but neither 0.125 nor 1.5.

    Parameters
    ----------
    cell : without blanks around it.
    mark : one of ``THOUSANDS_MARKS``.
    """
    found = THOUSANDS.fullmatch(plain(cell))
    return found is not None and found["mark"] == mark and not re.match(r"[+-]?0", plain(cell))


def is_ungrouped(cell: str) -> bool:
    """Whether ``cell`` is a whole number of four or more digits without marks: its column does not part thousands."""
    return re.fullmatch(r"[+-]?\d{4,}", plain(cell)) is not None
