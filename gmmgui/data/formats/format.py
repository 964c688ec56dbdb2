"""Format: a kind of file that can be read, and what the user may say about how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gmmgui.data.table import Table


@dataclass(frozen=True, slots=True)
class OneOf:
    """Something to be said about a file that has a few possible values.

    Parameters
    ----------
    keyword : of :func:`gmmgui.data.load`, and of the questions that it answers.
    title : shown to the user.
    values : the possible values, and what the user sees of each; those that depend on the file are the table's
        ``values``.
    help : shown to the user as an explanation; "" where the title is enough.
    """

    keyword: str
    title: str
    values: Mapping[str, str] | Mapping[bool, str] = field(default_factory=dict)
    help: str = ""


@dataclass(frozen=True, slots=True)
class LineNumbers:
    """Lines of a file that the user names by their numbers, from 1.

    Parameters
    ----------
    keyword : of :func:`gmmgui.data.load`, and of the questions that it answers.
    title : shown to the user.
    help : shown to the user as an explanation; "" where the title is enough.
    """

    keyword: str
    title: str
    help: str = ""


FileChoice = OneOf | LineNumbers


def not_recognised(_head: bytes) -> bool:
    """False for any ``_head`` of a file: files of the format are known by their suffix alone."""
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that tables are read from.

    Parameters
    ----------
    title : shown to the user.
    suffixes : endings of its files, in small letters and with the dot.
    read : (path, value of each choice that was made, by keyword) -> the table. It raises DataError, a sentence that
        names the file and the cure, where the file is no such table, and leaves what can be read in more than one way
        to the ``questions`` of the table.
    recognises : whether a file that begins with these bytes is of this format; asked where the suffix does not tell.
    choices : what the user may say about a file; the columns dialog shows each, and ``load`` takes it as a keyword.
    """

    title: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, Mapping[str, object]], Table]
    recognises: Callable[[bytes], bool] = not_recognised
    choices: tuple[FileChoice, ...] = ()
