"""Table: every column of a file, what it holds, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from gmmgui.core.types import Labels
from gmmgui.data.errors import DataError, Question, and_list, called


class Kind(StrEnum):
    """What a column holds.

    ``NUMBERS``: numbers and missing cells only; ``DAMAGED``: mostly numbers, and some cells that are none that can be
    used; ``TEXT``: mostly anything else; ``EMPTY``: missing cells only.
    """

    NUMBERS = "numbers"
    DAMAGED = "numbers with bad cells"
    TEXT = "text"
    EMPTY = "nothing"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : from the header, or "x1", "x2", ... where there is none; no two columns have the same.
    kind : what it holds.
    values : (n,) float64, NaN where missing or bad; for text, (n,) strings.
    missing : (m,) rows, from 0, whose cell is missing.
    bad : (b,) rows, from 0, whose cell is not a number although most are.
    bad_cell : text of the first bad cell.
    row_number : the column only numbers or names the rows, so it is not offered by default.
    reason : why it is not offered by default, as a sentence without a full stop; "" where it is.
    header : its name in the file, which other columns may have, too.
    hints : sentences about values that look strange.
    """

    name: str
    kind: Kind
    values: NDArray[Any]
    missing: Labels
    bad: Labels
    bad_cell: str = ""
    row_number: bool = False
    reason: str = ""
    header: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A file that was read: what a user chooses columns from.

    Parameters
    ----------
    name : of the file, without folder.
    path : of the file.
    columns : all of them, in the order of the file.
    lines : (n,) line in the file, from 1, of each row.
    reading : how the file was read: the value, found or given, of each choice of its format, by keyword.
    questions : what must be answered before there are points; the table shows the likeliest answers.
    values : by keyword, the possible values of choices that depend on the file, such as the sheets of a workbook.
    format : the key in ``FORMATS`` of the format that the file is of.
    """

    name: str
    path: Path
    columns: tuple[Column, ...]
    lines: Labels
    reading: Mapping[str, object] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    format: str = "text"
    _by_name: dict[str, Column] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {column.name: column for column in reversed(self.columns)})

    @property
    def decimal(self) -> str:
        """The decimal mark of its cells; a point where the format has no other."""
        return str(self.reading.get("decimal", "."))

    @property
    def n_rows(self) -> int:
        """Number of rows, without the header."""
        return len(self.lines)

    @property
    def offered(self) -> tuple[str, ...]:
        """Names of the columns that can be points: all that hold numbers, row numbers excepted."""
        numeric = (Kind.NUMBERS, Kind.DAMAGED)
        return tuple(column.name for column in self.columns if column.kind in numeric and not column.row_number)

    @property
    def shared(self) -> dict[str, tuple[int, ...]]:
        """Names that several columns of the file have, with their positions, from 1."""
        positions: dict[str, list[int]] = {}
        for position, column in enumerate(self.columns, 1):
            positions.setdefault(column.header, []).append(position)
        return {name: tuple(found) for name, found in positions.items() if name and len(found) > 1}

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what is not offered, and why, and about values that look strange."""
        return self.notes_on([column.name for column in self.columns], about_others=True)

    def notes_on(self, names: list[str], about_others: bool, truth: str | None = None) -> tuple[str, ...]:
        """The hints about some columns, and, if asked for, why others are not offered.

        Parameters
        ----------
        names : of the columns whose hints are wanted.
        about_others : whether to say why columns are not offered.
        truth : name of the column of the truth, about which nothing is said; None: there is none.

        Returns
        -------
        A sentence for each hint, each name that several columns share, and each column that is not offered; beyond
        ``MOST_REASONS`` columns that are not offered, the others are only counted.
        """
        wanted = set(names)
        chosen = [column for column in self.columns if column.name in wanted]
        hints = [hint for column in chosen for hint in column.hints]
        shared = self.shared
        same = dict.fromkeys(column.header for column in chosen if column.header in shared)
        alike = [f"{_same_name(name, shared[name])}." for name in same]
        others = [column for column in self.columns if column.reason and column.name != truth] if about_others else []
        return (*hints, *alike, *_left_out([column.reason for column in others]))

    def column(self, name: str) -> Column:
        """The column called ``name``.

        Raises
        ------
        DataError : there is none, or there are several.
        """
        if name in self._by_name:
            return self._by_name[name]
        same = self.shared.get(name)
        if same:
            first = called(self.columns[same[0] - 1].name)
            raise DataError(
                f"{_same_name(name, same)} in {self.name}: give each a name of its own, or choose {first} and so on."
            )
        names = and_list([called(column.name) for column in self.columns], most=8)
        raise DataError(f"{self.name} has no column {called(name)}: choose among {names}.")

    def missing_lines(self, name: str) -> tuple[int, ...]:
        """Lines in the file, from 1, where the column ``name`` has a missing value.

        Raises
        ------
        DataError : there is no such column, or there are several.
        """
        return tuple(self.lines[self.column(name).missing].tolist())


MOST_REASONS = 6


def _same_name(name: str, positions: tuple[int, ...]) -> str:
    """Which columns have the same name, as a sentence without a full stop."""
    together = "both" if len(positions) == 2 else "all"
    return f"Columns {and_list([str(j) for j in positions])} are {together} called {called(name)}"


def _left_out(reasons: list[str]) -> list[str]:
    sentences = [f"{reason}: left out." for reason in reasons[:MOST_REASONS]]
    more = len(reasons) - MOST_REASONS
    return [*sentences, f"{more} more column{'s are' if more > 1 else ' is'} left out."] if more > 0 else sentences
