"""The ``FORMATS`` dict: every kind of file that can be opened, one file each. One more format is one more entry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gmmgui.data.errors import DataError, or_list
from gmmgui.data.formats.format import Format
from gmmgui.data.formats.text_table import TEXT_TABLE
from gmmgui.data.table import Table

FORMATS: dict[str, Format] = {"text": TEXT_TABLE}
"""By key. A file that no entry claims, by its suffix or its content, is read as text."""

HEAD = 4096  # bytes: as many as tell one format from another


def format_of(path: Path) -> str:
    """The key in ``FORMATS`` of the format of the file ``path``: by its suffix, else by its content, else "text"."""
    fitting = [key for key, entry in FORMATS.items() if path.suffix.lower() in entry.suffixes]
    if len(fitting) == 1:
        return fitting[0]
    head = _head(path)
    recognised = [key for key in fitting or FORMATS if FORMATS[key].recognises(head)]
    return [*recognised, *fitting, "text"][0]


def read_table(path: str | Path, **choices: object) -> Table:
    """Read a table from a file of any of ``FORMATS``.

    What can be read in more than one way is in the table's ``questions``; the table shows the likeliest reading.

    Parameters
    ----------
    path : of the file.
    choices : how to read it, by the keywords of its format's ``choices``; what is None or not given is found.

    Returns
    -------
    The table, whose ``format`` is the key of the format that the file was read as.

    Raises
    ------
    DataError : a sentence that names the file, the place in it and the cure; also for a keyword that its format lacks.
    """
    path = Path(path)
    key = format_of(path)
    given = {keyword: value for keyword, value in choices.items() if value is not None}
    _check_keywords(path, FORMATS[key], given)
    return replace(FORMATS[key].read(path, given), format=key)


def _check_keywords(path: Path, chosen: Format, given: dict[str, object]) -> None:
    known = [choice.keyword for choice in chosen.choices]
    for keyword in given:
        if keyword not in known:
            cure = f"give {or_list(known)} instead, or nothing" if known else "give nothing"
            raise DataError(f"{path.name} is read as {chosen.title}, where there is no {keyword!r} to choose: {cure}.")


def _head(path: Path) -> bytes:
    """The first bytes of a file; none where it cannot be read, which its reader explains."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(HEAD)
    except (OSError, ValueError):
        return b""
