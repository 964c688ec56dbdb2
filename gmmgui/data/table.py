"""Table: every column of a file, what it holds, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from gmmgui.core.types import Labels
from gmmgui.data.errors import DataError, and_list


class Kind(StrEnum):
    """What a column holds."""

    NUMBERS = "numbers"
    DAMAGED = "numbers with bad cells"
    TEXT = "text"
    EMPTY = "nothing"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : from the header, or "x1", "x2", ... where there is none.
    kind : what it holds.
    values : (n,) float64, NaN where missing or bad; for text, (n,) strings.
    missing : (m,) rows, from 0, whose cell is missing.
    bad : (b,) rows, from 0, whose cell is not a number although most are.
    bad_cell : text of the first bad cell.
    row_number : the column only numbers or names the rows, so it is not offered by default.
    """

    name: str
    kind: Kind
    values: NDArray[Any]
    missing: Labels
    bad: Labels
    bad_cell: str = ""
    row_number: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A file that was read: what a user chooses columns from.

    Parameters
    ----------
    name : of the file, without folder.
    path : of the file.
    columns : all of them, in the order of the file.
    lines : (n,) line in the file, from 1, of each row.
    separator, decimal, header : as found or given; a blank stands for any blanks.
    doubts : a sentence for each thing that was found and could as well be otherwise: the user must be asked.
    """

    name: str
    path: Path
    columns: tuple[Column, ...]
    lines: Labels
    separator: str
    decimal: str
    header: bool
    doubts: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """Number of rows, without the header."""
        return len(self.lines)

    @property
    def offered(self) -> tuple[str, ...]:
        """Names of the columns that can be points: all that hold numbers, row numbers excepted."""
        numeric = (Kind.NUMBERS, Kind.DAMAGED)
        return tuple(column.name for column in self.columns if column.kind in numeric and not column.row_number)

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises
        ------
        DataError : there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        names = and_list([f"'{column.name}'" for column in self.columns], most=8)
        raise DataError(f"{self.name} has no column '{name}': choose among {names}.")

    def missing_lines(self, name: str) -> tuple[int, ...]:
        """Lines in the file, from 1, where the column has a missing value."""
        return tuple(self.lines[self.column(name).missing].tolist())
