"""Errors about data: each message is one sentence that names file, line and column, and the cure."""

from __future__ import annotations

from dataclasses import dataclass

from gmmgui.core.errors import GmmError


class DataError(GmmError):
    """A file, or a choice about it, that cannot be made into points; the message names the place and the cure."""


MOST_LINES = 8
"""Greatest number of lines to skip that a sentence names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question.

    Parameters
    ----------
    label : what it does, as a command in plain words.
    value : of the question's keyword: a string, whether something is so, or line numbers from 1.
    """

    label: str
    value: str | bool | tuple[int, ...]


class Question(DataError):
    """A file that can be read in more than one way: the user must say which.

    Parameters
    ----------
    what : what is in doubt, as the beginning of a sentence.
    keyword : of :func:`gmmgui.data.load`, whose value answers the question.
    answers : the possible answers; the window has a button for each.
    columns : names of the columns that the question is about; () where it is about all.
    cures : what else can be done about it, as ends of the sentence.
    """

    def __init__(
        self,
        what: str,
        keyword: str,
        answers: tuple[Answer, ...],
        columns: tuple[str, ...] = (),
        cures: tuple[str, ...] = (),
    ) -> None:
        ways = [f"{_uncapitalised(answer.label)} ({keyword}={_quoted(answer.value)})" for answer in answers]
        super().__init__(f"{what}: {or_list([*ways, *cures])}.")
        self.what = what
        self.keyword = keyword
        self.answers = answers
        self.columns = columns


class MissingValues(Question):
    """Cells are empty: the user must say what becomes of their rows.

    Parameters
    ----------
    what : how many rows, as the beginning of a sentence.
    lines : file line numbers, from 1, of the rows with a missing value in a chosen column.
    columns : names of the chosen columns that have missing values.
    """

    def __init__(self, what: str, lines: tuple[int, ...] = (), columns: tuple[str, ...] = ()) -> None:
        leave_out = Answer("Leave such rows out", "drop")
        super().__init__(what, "missing", (leave_out,), columns, ("fill the gaps in the file", "choose other columns"))
        self.lines = lines

    @property
    def count(self) -> int:
        """Number of rows with a missing value."""
        return len(self.lines)


def _quoted(value: str | bool | tuple[int, ...]) -> str:
    if isinstance(value, tuple) and len(value) > MOST_LINES:
        return f"({', '.join(map(str, value[:MOST_LINES]))}, ...)"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


def cut(text: str, most: int = 30) -> str:
    """A text as sentences show it: in one line, and not too long.

    Parameters
    ----------
    text : of any length; line ends and repeated blanks become single blanks.
    most : greatest number of characters; a longer text ends with "…" as the last of them.
    """
    line = " ".join(text[: 2 * most].split()) if any(character.isspace() for character in text[:most]) else text
    return line if len(line) <= most else f"{line[: most - 1]}…"


def shown(cell: str) -> str:
    """The text of ``cell`` as sentences show it: in quotes, in one line, and at most 30 characters long."""
    return f"'{cut(cell)}'"


def called(name: str) -> str:
    """The ``name`` of a column as sentences show it: in quotes, in one line, and at most 60 characters long."""
    return f"'{cut(name, 60)}'"


def and_list(items: list[str], most: int = 3) -> str:
    """``a``, ``a and b``, ``a, b and c``, ``a, b, c and 4 more``.

    Parameters
    ----------
    items : parts of a sentence; none make "".
    most : so many are named, and the others are counted.
    """
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    if len(items) > 1:
        return f"{', '.join(items[:-1])} and {items[-1]}"
    return "".join(items)


def or_list(items: list[str]) -> str:
    """``a``, ``a, or b``, ``a, b, or c`` of the ``items`` of a sentence; none make ""."""
    return f"{', '.join(items[:-1])}, or {items[-1]}" if len(items) > 1 else "".join(items)


def line_list(lines: tuple[int, ...]) -> str:
    """``line 4`` or ``lines 4, 9 and 12`` of the numbers ``lines``; of more than three, the others are counted."""
    return f"line{'s' if len(lines) > 1 else ''} {and_list([str(line) for line in lines])}"
