"""Single cells of a table of text: what is missing, what was meant as a number, and what is a date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from gmmgui.core.points import LARGEST
from gmmgui.data.numbers import (
    DECIMAL_COMMA,
    DECIMAL_POINT,
    INFINITE,
    THOUSANDS,
    WHOLE,
    parse_number,
    parts_thousands,
    plain,
)
from gmmgui.data.vocabulary import DIRECTIONS, ERRORS, MISSING, ORDINALS, UNITS

ERROR = re.compile(r"#[¡¿]?[^\W\d_][\w/. ]{0,24}[!?]|Err:\d{3}|[+-]?1\.#(IND|QNAN|SNAN)\d*")

CURRENCY = r"(?:[$€£¥₩₹₽₺₴₪¢]|(?:US|A|C|HK|NZ|R)\$|\b(?:EUR|USD|GBP|JPY|CHF|CNY|SEK|NOK|DKK|PLN|CZK|Fr\.|Rs\.?|kr\.?))"
DIGITS = r"(?:\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?!\d)|(?:\d+ ?)?[¼½¾⅐-⅞]|\d[\d.,']*|[.,]\d+)"
SHEATH = re.compile(rf"(?:{CURRENCY}|[=(\[\"'~≈<>≤≥±*+-]|ca\.|\s)*(?P<number>{DIGITS})(?P<rest>.*)")
REST = re.compile(
    rf"(?:{CURRENCY}|[*%‰°'\"()\[\]!?+—-]|\s)*"  # signs behind the number
    r"|\s*(?:±|\+/-|\+-)\s*[\d.,]+.*"  # an error of measurement
    r"|\s*[(\[][^()]*\d[^()]*[)\]]%?"  # another number in parentheses
    r"|\s*[eEdD]\s*[+-]?\s*\d*"  # an exponent in pieces
    r"|°[\d°'′″\" .,]*[NSEW]?"  # degrees and minutes
    r"|\s*[x×*·]\s*10\s*\^?\s*[+-]?\d+"
    r"|[_/]\d{1,3}|[+-]\d[\d.]*|[+-][\d.]+[ij]"  # 1_000, 1/2, 1.0+03, 1+2j
)
UNIT = re.compile(rf"\s*(?P<unit>{CURRENCY}|(?:[^\W\d_]|[°µ%‰])(?:[^\W\d_]|[°µ%‰/²³·^. -]){{0,11}}[23]?)")

HEADING_UNIT = re.compile(
    r"[(\[{].{0,15}[)\]}]|[-–]|°?[CF]|[\w°%µμ]{1,6}(/|·|\*|\^|²|³)[\w²³/]{0,6}|inch(es)?|feet|foot|yards?|miles?|pounds?|"
    r"years?|days?|hours?|minutes?|seconds?|weeks?|months?|grams?|kilograms?|met(er|re)s?|lit(er|re)s?|percent|count|"
    r"number|Jahre?|Tage?|Stunden?|Minuten?|Sekunden?|Stück|Euro",
)
RULE = re.compile(r"[-=_*+:|]{2,}")

YEAR = r"(?:1[5-9]|2\d)\d{2}"
MONTH = (
    r"(?:jan|feb|m[aäe]r|mrz|apr|ma[iyg]|jun|jui|jul|aug|ago|ao[uû]|se[pt]|o[ckt]t|nov|de[cz]|gen|giu|lug|dic|ene|abr)"
)
CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\s*(?:[AaPp]\.?[Mm]\.?)?"
ZONE = r"(?:Z|UTC|[+-]\d{2}:?\d{2})?"
DAY = (
    rf"(?:{YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\.?|\d{{1,2}}[-/.]\s?\d{{1,2}}[-/.]\s?(?:\d{{4}}|\d{{2}})"
    rf"|\d{{1,2}}\.?[ -]?{MONTH}\w*\.?,?(?:[ -]\d{{2,4}})?"
    rf"|{MONTH}\w*\.?[ -]\d{{1,2}}(?:st|nd|rd|th)?(?:,?[ -]\d{{2,4}})?"
    rf"|{YEAR}-(?:0[1-9]|1[0-2])|{YEAR}[- ]?[QWT]\d{{1,2}}|{MONTH}\w*\.?[ -]\d{{2,4}})"
)
DATE = re.compile(rf"(?:\w{{2,9}}\.?,?\s+)?{DAY}(?:,?[T ]\s*{CLOCK}\s*{ZONE})?", re.IGNORECASE)
TIME = re.compile(rf"(?:\d+\s*d(?:ays?)?,?\s*)?{CLOCK}{ZONE}")
RANGE = re.compile(r"[\[(]?\d+([.,]\d+)?\s*(-|–|to|bis|\.\.)\s*\d+([.,]\d+)?[\])]?\s*\D{0,8}")
VERSION = re.compile(r"\d+(\.\d+){2,}")


def is_missing(cell: str) -> bool:
    """Whether ``cell`` stands for a missing value; an empty cell does, and so do the errors of a spreadsheet."""
    return cell in MISSING or cell in ERRORS or (cell[:1] in "#E+-1" and ERROR.fullmatch(cell) is not None)


def is_date(cell: str) -> bool:
    """Whether ``cell`` holds a date, perhaps with a time, or a time alone."""
    return any(character.isdigit() for character in cell) and bool(DATE.fullmatch(cell) or TIME.fullmatch(cell))


def is_dressed(cell: str) -> bool:
    """Whether ``cell``, which is no number as it stands, is one with signs around it: 1,234.5 or (12 %) or 1.5±0.1."""
    if THOUSANDS.fullmatch(plain(cell)):
        return True
    found = _sheath(cell)
    return found is not None and REST.fullmatch(found["rest"]) is not None


def unit_of(cell: str) -> str:
    """The unit behind the number of a ``cell`` such as 12 mm; "" where there is none."""
    found = _sheath(cell)
    unit = UNIT.fullmatch(found["rest"]) if found else None
    return unit["unit"].strip() if unit and unit["unit"].strip() not in ORDINALS else ""


def is_unit(cell: str) -> bool:
    """Whether a ``cell`` below a name holds its unit: mm, [mm] or m/s²."""
    return cell in UNITS or HEADING_UNIT.fullmatch(cell) is not None


def _sheath(cell: str) -> re.Match[str] | None:
    if len(cell) > 60 or not any(character.isnumeric() for character in cell):
        return None
    if DATE.fullmatch(cell) or TIME.fullmatch(cell) or RANGE.fullmatch(cell) or VERSION.fullmatch(cell):
        return None
    return SHEATH.fullmatch(plain(cell))


def count_dressed(cells: Iterable[tuple[str, int]]) -> int:
    """The number of rows whose cells were meant as numbers although they cannot be read as such.

    Units count where most are well known, or where there is only one: A12, 12a and 12b are names.

    Parameters
    ----------
    cells : different cells that are no numbers, each with the number of rows that hold it.
    """
    dressed, units = 0, Counter[str]()
    for cell, count in cells:
        if is_dressed(cell):
            dressed += count
        else:
            units[unit_of(cell)] += count
    del units[""]
    known = sum(count for unit, count in units.items() if unit in UNITS)
    are_units = len(units) == 1 or 2 * known > units.total() or any(units.keys() <= pair for pair in DIRECTIONS)
    return dressed + (units.total() if are_units else 0)


def cure(cell: str, decimal: str) -> str:
    """What to do about a cell that is not a usable number, as the end of a sentence.

    Parameters
    ----------
    cell : without blanks around it.
    decimal : the decimal mark of the file, "." or ",".
    """
    written = plain(cell)
    if INFINITE.fullmatch(written):
        return "give it a finite value, or leave the cell empty"
    value = parse_number(cell, decimal)
    if value is not None and abs(value) > LARGEST:
        return f"it is beyond {LARGEST:g}, so choose larger units, or leave the cell empty"
    if value is not None and WHOLE.fullmatch(written):
        return (
            "it has more digits than a number here holds, so subtract the same number from the whole column, "
            "or choose other columns"
        )
    if DECIMAL_COMMA.fullmatch(written) and decimal == ".":
        return f'{_or_thousands(written, ",", "write a decimal point")}, or choose the decimal comma (decimal=",")'
    if DECIMAL_POINT.fullmatch(written) and decimal == ",":
        return f'{_or_thousands(written, ".", "write a decimal comma")}, or choose the decimal point (decimal=".")'
    return _cure_of_dress(cell, written)


def _or_thousands(written: str, mark: str, otherwise: str) -> str:
    return "remove the thousands separators" if parts_thousands(written, mark) else otherwise


def _cure_of_dress(cell: str, written: str) -> str:
    thousands = THOUSANDS.fullmatch(written)
    if thousands:
        return f'remove the thousands separators, or say which mark they are (thousands="{thousands["mark"]}")'
    if re.search(r"\s(#|%|//)", cell):
        return "delete the comment behind the number"
    if re.fullmatch(r"#{2,}|\*{2,}", written):
        return "the column was too narrow for the number when the file was made, so widen it and export the file again"
    if written.startswith(("#", "//", "%")):
        return f"delete the {written[0]} if this is a row, or the line if it is a comment"
    if re.fullmatch(r"\(.*\)", written):
        return "write a minus sign instead of the parentheses, or choose other columns"
    if unit_of(cell) in UNITS or re.search(CURRENCY, cell) or "%" in cell:
        return "leave only the number in the cell, and write the unit into the header, or choose other columns"
    if is_dressed(cell):
        return "leave only the number in the cell, or choose other columns"
    return "correct it in the file, empty the cell, or choose other columns"
