"""Errors about data: each message is one sentence that names file, line and column, and the cure."""

from __future__ import annotations

from gmmgui.core.errors import GmmError


class DataError(GmmError):
    """A file or a choice of columns that cannot become points."""


class DoubtfulTable(DataError):
    """A file that can be read in two ways: the user must say which."""


class MissingValues(DataError):
    """Cells are empty: the user must say what becomes of their rows.

    Parameters
    ----------
    message : the sentence.
    lines : file line numbers, from 1, of the rows with a missing value in a chosen column.
    columns : names of the chosen columns that have missing values.
    """

    def __init__(self, message: str, lines: tuple[int, ...] = (), columns: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.lines = lines
        self.columns = columns

    @property
    def count(self) -> int:
        """Number of rows with a missing value."""
        return len(self.lines)


def and_list(items: list[str], most: int = 3) -> str:
    """``a``, ``a and b``, ``a, b and c``, ``a, b, c and 4 more``."""
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    if len(items) > 1:
        return f"{', '.join(items[:-1])} and {items[-1]}"
    return "".join(items)


def line_list(lines: tuple[int, ...]) -> str:
    """``line 4`` or ``lines 4, 9 and 12``."""
    return f"line{'s' if len(lines) > 1 else ''} {and_list([str(line) for line in lines])}"
