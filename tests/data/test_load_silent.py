"""Files whose numbers changed, or whose rows vanished, without a word: what is in them is what comes out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gmmgui.data import Kind, MissingValues, Question, load, read_table

TWO = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]

TABLES = {
    "a comment above whole numbers with commas": (b"# x,y\n1,2\n3,4\n5,6\n", ("x", "y"), TWO),
    "an empty line above them": (b"\n1,2\n3,4\n5,6\n", ("x1", "x2"), TWO),
    "comments and empty lines above a header": (b"# a\n\n  # b, c\nx,y\n1,2\n3,4\n5,6\n", ("x", "y"), TWO),
    "a comment of another width below": (b"x,y\n1,2\n# a, b, c\n3,4\n#\n5,6\n", ("x", "y"), TWO),
    "a comment of the same width between blanks": (b"x y\n1 2\n# note\n3 4\n5 6\n", ("x", "y"), TWO),
    "colours in the first column": (b"colour,x,y\n#ff0000,1,2\n#00ff00,3,4\n#0000ff,5,6\n", ("x", "y"), TWO),
    "a header that begins with #": (b"#,x,y\n7,1,2\n3,3,4\n9,5,6\n", ("x", "y"), TWO),
    "minus signs": ("x,y\n\u22121,2\n3,\u22124.5\n5,1e\u22122\n".encode(), ("x", "y"), [[-1, 2], [3, -4.5], [5, 0.01]]),
    "minus signs behind": (b"x;y\n1.5-;2\n3;4-\n", ("x", "y"), [[-1.5, 2], [3, -4]]),
    "exponents of Fortran": (b"x y\n1.0D+03 2\n3d-1 4\n", ("x", "y"), [[1000, 2], [0.3, 4]]),
    "formulas of texts": (b'x;y\n="12";2\n="-3.5";4\n', ("x", "y"), [[12, 2], [-3.5, 4]]),
    "Ctrl-Z at the end": (b"x,y\n1,2\n3,4\n5,6\n\x1a", ("x", "y"), TWO),
    "names that are there twice": (
        b"a,b,a\n1,2,3\n3,4,5\n",
        ("a (column 1)", "b", "a (column 3)"),
        [[1, 2, 3], [3, 4, 5]],
    ),
    "names that are taken": (
        b"a,a,a (column 1)\n1,2,3\n3,4,5\n",
        ("a (column 1)", "a (column 2)", "a (column 1)'"),
        [[1, 2, 3], [3, 4, 5]],
    ),
    "whole numbers that float64 holds": (b"x\n9007199254740994\n2\n", ("x",), [[9007199254740994], [2]]),
    "one very long cell": (b"n,x\n" + 200_000 * b"a" + b",1\nb,2\n", ("x",), [[1], [2]]),
}


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("content", "features", "points"), TABLES.values(), ids=TABLES)
def test_what_is_in_the_file_comes_out(
    content: bytes, features: tuple[str, ...], points: object, tmp_path: Path
) -> None:
    found = load(written(tmp_path, content))
    assert found.features == features
    np.testing.assert_array_equal(found.points, points)


@pytest.mark.parametrize("error", ["#DIV/0!", "#WERT!", "#NV", "#VALEUR!", "#¡DIV/0!", "#N/D", "#ДЕЛ/0!", "#BEZUG!"])
@pytest.mark.parametrize("row", ["{},3", "3,{}"])
def test_errors_of_excel_are_missing_values(error: str, row: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"x,y\n1,2\n{row.format(error)}\n4,5\n".encode())
    with pytest.raises(MissingValues) as caught:
        load(path)
    assert caught.value.lines == (3,)
    np.testing.assert_array_equal(load(path, missing="drop").points, [[1, 2], [4, 5]])


@pytest.mark.parametrize("cell", ["sample 1", "A12", "2020-01-31", "12:30", "ab", "192.168.0.1", "x 1.5"])
def test_texts_with_digits_stay_texts(cell: str, tmp_path: Path) -> None:
    table = read_table(written(tmp_path, f"x,y\n1,{cell}\n2,{cell}\n".encode()))
    assert [column.kind for column in table.columns] == [Kind.NUMBERS, Kind.TEXT]


def test_many_columns(tmp_path: Path) -> None:
    names = ",".join(f"column{j}" for j in range(25_000))
    rows = "\n".join(",".join(str(i + j) for j in range(25_000)) for i in range(3))
    found = load(written(tmp_path, f"{names}\n{rows}\n".encode()))
    assert found.points.shape == (3, 25_000) and found.points[2, -1] == 25_001


def test_a_million_empty_rows_at_the_end_cost_no_copies(tmp_path: Path) -> None:
    rows = b"".join(b"%d;%d;;;;\n" % (i, i * i % 97) for i in range(5_000))
    found = load(written(tmp_path, b"x;y;;;;\n" + rows + 998_000 * b";;;;;\n"))
    assert found.points.shape == (5_000, 2)


DOUBTS = {
    "thousands": (b"x;y\n1.250;31\n31.500;47\n990;51\n", r"1\.250 in line 2, may part thousands or mark"),
    "counted columns": (b"0,1\n1.5,2\n3,4.25\n", r"Line 1 of file\.csv, '0,1', may name the columns"),
}


@pytest.mark.parametrize(("content", "sentence"), DOUBTS.values(), ids=DOUBTS)
def test_a_table_that_can_be_read_in_two_ways_is_asked_about(content: bytes, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Question, match=sentence):
        load(written(tmp_path, content))


def test_the_answers_to_such_questions(tmp_path: Path) -> None:
    thousands = written(tmp_path, DOUBTS["thousands"][0])
    assert load(thousands, thousands=".").points.tolist() == [[1250, 31], [31500, 47], [990, 51]]
    for decimals in (load(thousands, thousands=""), load(thousands, decimal=".")):
        assert decimals.points.tolist() == [[1.25, 31], [31.5, 47], [990, 51]]
    numbered = written(tmp_path, DOUBTS["counted columns"][0])
    assert load(numbered, header=True).features == ("0", "1")
    assert load(numbered, header=False).n == 3
    indexed = load(written(tmp_path, b",0,1\n0,1.5,2\n1,3,4.25\n"))
    assert indexed.features == ("0", "1") and indexed.n == 2


PLAIN = [b"x\n1.125\n0.500\n2\n", b"x\n1.125\n2.250\n", b"x\n1.125\n2.25\n1\n", b"1,2\n3,4\n"]


@pytest.mark.parametrize("content", PLAIN)
def test_what_has_one_reading_is_not_asked_about(content: bytes, tmp_path: Path) -> None:
    assert not read_table(written(tmp_path, content)).questions
