"""Whatever numbers are written, in whatever dialect, the same numbers are read, to the last bit."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gmmgui.core.types import Floats
from gmmgui.data import read_table

NUMBERS = st.floats(-1e100, 1e100).map(lambda x: x + 0.0)
NAMES = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=8)
# What stands for a missing value or an infinite one is no name of a column of numbers that could be told from it.
NO_NAMES = {
    "NA",
    "na",
    "nan",
    "NaN",
    "NAN",
    "NaT",
    "null",
    "Null",
    "NULL",
    "None",
    "inf",
    "Inf",
    "INF",
    "infinity",
    "Infinity",
}


@dataclass(frozen=True)
class Dialect:
    """How a file is written."""

    separator: str
    decimal: str
    names: list[str] | None
    quoting: int
    line_end: str
    encoding: str


@st.composite
def tables(draw: st.DrawFn) -> tuple[Floats, Dialect]:
    n, d = draw(st.integers(2, 12)), draw(st.integers(2, 5))
    points = draw(arrays(np.float64, (n, d), elements=NUMBERS))
    separator = draw(st.sampled_from([",", ";", "\t", "|", " "]))
    names = st.lists(NAMES.filter(lambda name: name not in NO_NAMES), min_size=d, max_size=d, unique=True)
    dialect = Dialect(
        separator,
        draw(st.sampled_from([".", ","])) if separator != "," else ".",
        draw(st.none() | names),
        draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
        draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])),
    )
    assume(dialect.decimal == "." or separator == ";" or not are_doubtful(points))
    return points, dialect


def are_doubtful(points: Floats) -> bool:
    """Whether every comma could as well part thousands, so that it is not guessed what they are."""
    with_mark = [repr(x) for x in points.ravel().tolist() if "." in repr(x)]
    return all(re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", number) for number in with_mark)


def written(points: Floats, dialect: Dialect) -> bytes:
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=dialect.separator,
        quoting=dialect.quoting,
        lineterminator=dialect.line_end,  # type: ignore[arg-type]
    )
    if dialect.names is not None:
        writer.writerow(dialect.names)
    for row in points.tolist():
        writer.writerow([repr(x).replace(".", dialect.decimal) if dialect.decimal == "," else x for x in row])
    return text.getvalue().encode(dialect.encoding)


@settings(max_examples=300, deadline=None)
@given(tables())
def test_what_is_written_is_read(table: tuple[Floats, Dialect]) -> None:
    points, dialect = table
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.txt"
        path.write_bytes(written(points, dialect))
        found = read_table(path)
    header = found.reading["header"]
    assert header == (dialect.names is not None)
    assert [column.name for column in found.columns] == (dialect.names or [f"x{j + 1}" for j in range(points.shape[1])])
    np.testing.assert_array_equal(np.column_stack([column.values for column in found.columns]), points)
    assert found.lines.tolist() == list(range(1 + header, 1 + header + len(points)))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(content: bytes) -> None:
    check_any(content)


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from('12.,;\t| "\n#aNA-?e+'), max_size=60))
def test_any_heap_of_cells_is_a_table_or_a_sentence(content: str) -> None:
    check_any(content.encode())


def check_any(content: bytes) -> None:
    from gmmgui.data import DataError, to_dataset

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(content)
        try:
            dataset = to_dataset(read_table(path), missing="drop")
        except DataError as error:
            assert str(error).endswith(".")
        else:
            assert np.isfinite(dataset.points).all()
            assert dataset.n >= 2
