"""Tables of text: CSV, TSV, TXT, in whatever dialect."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gmmgui.data.formats.format import Format, LineNumbers, OneOf
from gmmgui.data.read import read_text_table
from gmmgui.data.table import Table


def _read(path: Path, choices: Mapping[str, Any]) -> Table:
    return read_text_table(path, **choices)


TEXT_TABLE = Format(
    "CSV, TSV or other text in columns",
    (".csv", ".tsv", ".txt", ".dat"),
    _read,
    choices=(
        OneOf("separator", "Separator", {",": "comma", ";": "semicolon", "\t": "tab", " ": "blanks", "|": "bar"}),
        OneOf("decimal", "Decimal mark", {".": "point", ",": "comma"}),
        OneOf(
            "thousands",
            "Thousands mark",
            {"": "none", ".": "point", ",": "comma", "'": "apostrophe", " ": "blank"},
        ),
        OneOf("header", "First row", {True: "names", False: "numbers"}),
        LineNumbers(
            "skip_lines",
            "Lines left out",
            "Lines of the file that are no rows, such as titles, units and totals: 1, 3-5.",
        ),
    ),
)
