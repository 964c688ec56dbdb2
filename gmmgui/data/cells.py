"""Single cells of a table of text: what is a number, what is missing, what only looks like a number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.points import LARGEST, WHOLE

# fmt: off
EXCEL_ERRORS = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA", "#NV", "#WERT!", "#ZAHL!", "#BEZUG!", "#ÜBERLAUF!", "#KALK!",
    "#VALEUR!", "#NOMBRE!", "#NOM?", "#NUL!", "#PROPAGATION!", "#CALCUL!", "#¡DIV/0!", "#N/D", "#¿NOMBRE?", "#¡NULO!",
    "#¡NUM!", "#¡REF!", "#¡VALOR!", "#¡DESBORDAMIENTO!", "#NOME?", "#NULLO!", "#RIF!", "#VALORE!", "#ESPANSIONE!",
    "#NULO!", "#NÚM!", "#VALOR!", "#DESPEJAR!", "#DEEL/0!", "#N/B", "#NAAM?", "#LEEG!", "#GETAL!", "#VERW!",
    "#WAARDE!", "#OVERLOOP!", "#DZIEL/0!", "#NAZWA?", "#ZERO!", "#LICZBA!", "#ADR!", "#ARG!", "#ROZLANIE!", "#ДЕЛ/0!",
    "#Н/Д", "#ИМЯ?", "#ПУСТО!", "#ЧИСЛО!", "#ССЫЛКА!", "#ЗНАЧ!", "#ПЕРЕНОС!",
]
# fmt: on
"""What cells show that could not be worked out: in English, German, French, Spanish, Italian, Portuguese, Dutch,
Polish and Russian."""
MISSING = frozenset(
    ["", "NA", "na", "N/A", "n/a", "NaN", "nan", "NAN", "?", "-", "--", ".", "null", "NULL", "Null", "None"]
) | frozenset(EXCEL_ERRORS)
MINUS_SIGNS = re.compile("[\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d](?=[.,]?[0-9])")
"""Minus signs and dashes before a digit, which typesetters and spreadsheets write for a hyphen."""
FORTRAN = re.compile(r"(?<=[0-9.,])[dD](?=[+-]?[0-9]+$)")
FORMULA = re.compile(r'="([^"]*)"')
"""What Excel is told by to leave a number alone."""
NUMBERS = {
    ".": re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"),
    ",": re.compile(r"[+-]?([0-9]+,?[0-9]*|,[0-9]+)([eE][+-]?[0-9]+)?"),
}
INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?P<mark>[,.' \u00a0\u202f])\d{3}((?P=mark)\d{3})*([.,]\d+)?")
PLAIN = r"[+-]?[0-9][0-9.,’' \u00a0\u202f]*"
DRESSED = re.compile(
    rf"[$€£¥₹]\s*{PLAIN}|[A-Z]{{3}} {PLAIN}|{PLAIN}[%‰°$€£¥₹]|\({PLAIN}\)|{PLAIN}\s?±\s?{PLAIN}"
    rf"|{PLAIN}(?<=[ \u00a0\u202f])[^\W\d]{{1,6}}"
)
"""A number with a currency, a unit, an error or in parentheses."""
POINTED_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+")
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
DECIMAL_POINT = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?")


def parse_number(cell: str, decimal: str) -> float | None:
    """The number that a cell holds (perhaps infinite), or None if it holds none."""
    cell = plain(cell)
    whole, comma, fraction = cell.partition(",")
    if decimal == "," and POINTED_THOUSANDS.fullmatch(whole):
        cell = whole.replace(".", "") + comma + fraction  # where the comma marks decimals, a point cannot
    if NUMBERS[decimal].fullmatch(cell):
        return nearest_float(cell.replace(",", "."))
    return float(cell) if INFINITE.fullmatch(cell) else None


def plain(cell: str) -> str:
    """``cell`` as Python writes numbers, where what it says has one meaning: minus signs, D exponents, ="12"."""
    if FORMULA.fullmatch(cell):
        cell = cell[2:-1].strip()
    if cell[-1:] == "-" and cell[:1].isdigit():
        cell = "-" + cell[:-1]  # as accountants write it
    return FORTRAN.sub("e", MINUS_SIGNS.sub("-", cell))


def nearest_float(cell: str) -> float:
    """The number that a cell says; infinite for a whole number of more digits than float64 holds."""
    value = float(cell)
    if abs(value) >= WHOLE and cell.lstrip("+-").isdecimal() and int(cell) != int(value):
        return math.inf
    return value


def are_rounded(wholes: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of the integers does float64 not hold?"""
    values = wholes.astype(np.float64)
    inside = np.abs(values) < 2.0**63  # beyond, the way back is not defined; pandas reads such numbers as texts
    return (np.abs(values) >= WHOLE) & (~inside | (np.where(inside, values, 0).astype(wholes.dtype) != wholes))


def is_number(cell: str) -> bool:
    """Whether a cell holds a number with either decimal mark."""
    return parse_number(cell, ".") is not None or parse_number(cell, ",") is not None


def looks_numeric(cell: str, decimal: str) -> bool:
    """Whether a cell that is no number was meant as one: 1,234.5 or 12 % or € 3, or with the other decimal mark."""
    other = NUMBERS["," if decimal == "." else "."]
    return any(pattern.fullmatch(cell) for pattern in (other, THOUSANDS, DRESSED))


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
    if cell.lstrip("+-").isdecimal() and nearest_float(cell) != float(cell):
        return "it has more digits than a number here holds, so subtract a common offset, or untick the column"
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
