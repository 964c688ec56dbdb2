"""Checks of what a user chooses about how a file is read."""

from __future__ import annotations

from numbers import Integral

from gmmgui.data.errors import DataError
from gmmgui.data.layout import Choices
from gmmgui.data.numbers import THOUSANDS_MARKS


def check_choices(choices: Choices) -> None:
    """Refuse ``choices`` that mean nothing, or that contradict each other.

    Raises
    ------
    DataError : a sentence that names the choice.
    """
    separator, decimal, thousands = choices.separator, choices.decimal, choices.thousands
    if choices.header not in (None, True, False):
        raise DataError(f"The header is {choices.header!r}: say True, False, or leave it to be found.")
    if separator is not None and (not isinstance(separator, str) or len(separator) != 1 or separator in '"\r\n'):
        raise DataError(f"The separator {separator!r} is not one character: choose one, or leave it to be found.")
    if decimal not in (None, ".", ","):
        raise DataError(f"The decimal mark {decimal!r} is neither a point nor a comma: choose one of them.")
    if separator is not None and separator == decimal:
        raise DataError(f"{separator!r} cannot both separate columns and mark decimals: change one of the two.")
    if thousands not in (None, "", *THOUSANDS_MARKS):
        raise DataError(
            f"{thousands!r} is no mark that parts thousands: choose a point, a comma, an apostrophe or a blank, "
            'or "" if there is none.'
        )
    if thousands and thousands == decimal:
        raise DataError(f"{thousands!r} cannot both part thousands and mark decimals: change one of the two.")


def checked_lines(choices: Choices, text: str, file: str) -> list[int]:
    """The lines to skip, from 1, in ascending order and each once; [] where none are given.

    Parameters
    ----------
    choices : of which ``skip_lines`` is looked at.
    text : of the whole file.
    file : its name, for the sentence.

    Returns
    -------
    Line numbers from 1, rising, each once.

    Raises
    ------
    DataError : the file has no such line, or what is given is no line number.
    """
    lines = sorted({_line_number(line) for line in choices.skip_lines or ()})
    last = text.count("\n") + 1
    for line in lines:
        if not 1 <= line <= last:
            raise DataError(f"{file} has no line {line} to skip: its lines are counted from 1 to {last}.")
    return lines


def _line_number(line: object) -> int:
    if not isinstance(line, Integral) or isinstance(line, bool):
        raise DataError(f"{line!r} is no line number: name the lines to skip by whole numbers, counted from 1.")
    return int(line)
