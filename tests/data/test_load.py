"""Files in every dialect become the points that a person would read in them."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from gmmgui.data import Kind, load, read_table, to_dataset
from gmmgui.resources import resource

GERMAN = "Größe;b\r\n1,5;2\r\n3;4,25\r\n"
TWO = [[1.5, 2.0], [3.0, 4.25]]

READINGS = {
    "comma": (b"a,b\n1.5,2\n3,4.25\n", ("a", "b"), TWO),
    "semicolon and decimal comma": (b"a;b\n1,5;2\n3;4,25\n", ("a", "b"), TWO),
    "tab": (b"a\tb\n1.5\t2\n3\t4.25\n", ("a", "b"), TWO),
    "tab and decimal comma": (b"a\tb\n1,5\t2\n3\t4,25\n", ("a", "b"), TWO),
    "pipe": (b"a|b\n1.5|2\n3|4.25\n", ("a", "b"), TWO),
    "blanks": (b"  a   b\n 1.5 \t2\n3      4.25\n", ("a", "b"), TWO),
    "blanks and decimal comma": (b"a b\n1,5 2,0\n3,0 4,25\n", ("a", "b"), TWO),
    "no header": (b"1.5,2\n3,4.25\n", ("x1", "x2"), TWO),
    "blanks around separators": (b"a , b\n1.5 , 2\n 3,\t4.25 \n", ("a", "b"), TWO),
    "quoted cells": (b'"a","b"\n"1.5","2"\n"3","4.25"\n', ("a", "b"), TWO),
    "quoted decimal commas": (b'"a","b"\n"1,5","2,0"\n"3,0","4,25"\n', ("a", "b"), TWO),
    "quoted names with a comma": (b'"a, left","b ""x"""\n1.5,2\n3,4.25\n', ("a, left", 'b "x'), TWO),
    "quoted years as names": (b'"2019","2020"\n1.5,2\n3,4.25\n', ("2019", "2020"), TWO),
    "bare years are names": (b"2019,2020\n1.5,2\n3,4.25\n", ("2019", "2020"), TWO),
    "CRLF and a byte order mark": (b"\xef\xbb\xbf" + GERMAN.encode(), ("Größe", "b"), TWO),
    "UTF-16 with a mark": (GERMAN.encode("utf-16"), ("Größe", "b"), TWO),
    "UTF-16 little endian, no mark": (GERMAN.encode("utf-16-le"), ("Größe", "b"), TWO),
    "UTF-16 big endian, no mark": (GERMAN.encode("utf-16-be"), ("Größe", "b"), TWO),
    "UTF-32": (GERMAN.encode("utf-32"), ("Größe", "b"), TWO),
    "Western": ("Größe,“b”\n1.5,2\n3,4.25\n".encode("cp1252"), ("Größe", "“b”"), TWO),
    "Latin-1 with a byte that cp1252 lacks": (b"\xe4\x81,b\n1.5,2\n3,4.25\n", ("ä\x81", "b"), TWO),
    "old Mac line ends": (b"a,b\r1.5,2\r3,4.25\r", ("a", "b"), TWO),
    "no last line end": (b"a,b\n1.5,2\n3,4.25", ("a", "b"), TWO),
    "empty lines anywhere": (b"\n\na,b\n\n1.5,2\n \t \n3,4.25\n\n\n", ("a", "b"), TWO),
    "rows of separators at the end": (b"a,b\n1.5,2\n3,4.25\n,\n,\n", ("a", "b"), TWO),
    "comments": (b"# made by hand\n#\na,b\n1.5,2\n  # a thought and another\n3,4.25\n", ("a", "b"), TWO),
    "separator at the end of rows": (b"a,b\n1.5,2,\n3,4.25,\n", ("a", "b"), TWO),
    "separator at the end of every line": (b"a,b,\n1.5,2,\n3,4.25,\n", ("a", "b"), TWO),
    "many separators after the first row": (b"a,b\n1.5,2,,,\n3,4.25\n", ("a", "b"), TWO),
    "the separator named by Excel": (b"sep=;\na;b\n1,5;2\n3;4,25\n", ("a", "b"), TWO),
    "row names without a header": (b'"a" "b"\n"1" 1.5 2\n"2" 3 4.25\n', ("a", "b"), TWO),
    "bare row names without a header": (b"a b\n17 1.5 2\n4 3 4.25\n", ("a", "b"), TWO),
    "row numbers without a name": (b",a,b\n0,1.5,2\n1,3,4.25\n", ("a", "b"), TWO),
    "row numbers called Unnamed": (b"Unnamed: 0,a,b\n1,1.5,2\n2,3,4.25\n", ("a", "b"), TWO),
    "text is left out": (b"name\ta\tb\nJohn Smith\t1.5\t2\nJane Doe\t3\t4.25\n", ("a", "b"), TWO),
    "dates are left out": (b"when;a;b\n01.02.2020;1,5;2\n03.02.2020;3;4,25\n", ("a", "b"), TWO),
    "a column without a name": (b"a,,b\n1.5,7,2\n3,8,4.25\n", ("a", "column 2", "b"), [[1.5, 7, 2], [3, 8, 4.25]]),
    "an empty column is left out": (b"a,c,b\n1.5,,2\n3,NA,4.25\n", ("a", "b"), TWO),
    "one column": (b"a\n1\n2\n3\n", ("a",), [[1], [2], [3]]),
    "one column with blanks in its name": (b"wait in minutes\n1\n2\n3\n", ("wait in minutes",), [[1], [2], [3]]),
    "one column without header": (b"1\n2\n3\n", ("x1",), [[1], [2], [3]]),
    "one column of decimal commas": (b"a\n1,5\n2,25\n", ("a",), [[1.5], [2.25]]),
    "three decimals are no thousands": (b"a;b\n1,500;2,125\n3,250;4,000\n", ("a", "b"), [[1.5, 2.125], [3.25, 4]]),
    "decimal commas far down": (b"a;b\n" + 300 * b"1;2\n" + b"1,5;2,5\n", ("a", "b"), [*300 * [[1, 2]], [1.5, 2.5]]),
    "exponents and signs": (b"a,b\n-1.5e3,+2\n.5,1E-2\n", ("a", "b"), [[-1500, 2], [0.5, 0.01]]),
    "more digits than an integer holds": (
        b"a\n1267650600228229401496703205376\n2\n",
        ("a",),
        [[2.0**100], [2]],
    ),
}


@pytest.mark.parametrize("reading", READINGS)
def test_a_file_is_read_as_a_person_would(reading: str, tmp_path: Path) -> None:
    content, features, points = READINGS[reading]
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    dataset = load(path)
    assert dataset.features == features
    assert dataset.points.tolist() == points
    assert dataset.name == "file"
    assert dataset.truth is None


@pytest.fixture
def gaps(tmp_path: Path) -> Path:
    path = tmp_path / "gaps.csv"
    path.write_text("a,b\n1,2\n?,3\n\n4,-\nnull,5\n6,7\nNaN,NA\n8,\n,9\n")
    return path


def test_missing_cells_are_found_with_their_lines(gaps: Path) -> None:
    table = read_table(gaps)
    assert table.missing_lines("a") == (3, 6, 8, 10)
    assert table.missing_lines("b") == (5, 8, 9)
    assert table.n_rows == 8
    assert table.offered == ("a", "b")


def test_rows_with_gaps_are_dropped_on_request_and_it_says_so(gaps: Path) -> None:
    dataset = load(gaps, missing="drop")
    assert dataset.points.tolist() == [[1, 2], [6, 7]]
    assert dataset.source == "gaps.csv, without 6 rows with missing values"
    assert dataset.name == "gaps (without 6 rows with missing values)"


def test_gaps_in_columns_not_chosen_do_not_matter(gaps: Path) -> None:
    assert load(gaps, ["b"], missing="drop").points.ravel().tolist() == [2, 3, 5, 7, 9]


def test_lines_are_right_below_comments_empty_lines_and_cells_of_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text('# one\n\nname,"a"\n"two\nlines",1\n\n# more\nx,2\ny,NA\n')
    table = read_table(path)
    assert table.lines.tolist() == [4, 8, 9]
    assert table.missing_lines("a") == (9,)


def test_columns_are_chosen_by_name_or_position() -> None:
    iris = resource("data", "iris.csv")
    assert load(iris, ["Petal.Width", "Sepal.Length"]).points[0].tolist() == [0.2, 5.1]
    assert load(iris, [3, 0]).features == ("Petal.Width", "Sepal.Length")
    assert load(iris, "Petal.Width").d == 1


def test_truth_is_found_by_its_name_and_is_not_a_point() -> None:
    dataset = load(resource("data", "lec004_three150.csv"))
    assert dataset.features == ("x1", "x2")
    assert dataset.truth is not None
    assert np.bincount(dataset.truth).tolist() == [50, 50, 50]
    assert load(resource("data", "lec004_three150.csv"), truth=None).features == ("x1", "x2", "true_component")


def test_truth_may_be_text_numbered_in_the_order_of_its_names() -> None:
    dataset = load(resource("data", "penguins.csv"), ["body_mass_g"], truth="species")
    assert dataset.truth is not None
    assert np.bincount(dataset.truth).tolist() == [151, 68, 123]
    assert dataset.truth[[0, 341]].tolist() == [0, 1]


def test_a_table_says_what_its_columns_hold() -> None:
    table = read_table(resource("data", "penguins.csv"))
    kinds = {column.name: column.kind for column in table.columns}
    assert kinds["species"] is Kind.TEXT
    assert kinds["body_mass_g"] is Kind.NUMBERS
    assert table.offered == ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "year")
    assert len(table.missing_lines("sex")) == 9
    assert (table.separator, table.decimal, table.header) == (",", ".", True)
    assert to_dataset(table, ["year"]).n == 342


def test_choices_overrule_what_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("1,500\t2019\n2,250\t2020\n")
    assert load(path, decimal=",").points.tolist() == [[1.5, 2019], [2.25, 2020]]
    path.write_text("2019,2020\n1,2\n3,4\n")
    assert load(path, header=True).features == ("2019", "2020")
    path.write_text("1 2;3\n4 5;6\n")
    assert read_table(path, separator=" ").columns[1].values.tolist() == ["2;3", "5;6"]


def test_points_are_read_only_and_shared_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("1,2\n3,4\n")
    points = load(path).points
    assert not points.flags.writeable
    assert points.dtype == np.float64


def test_a_million_rows_take_seconds_not_minutes(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    points = np.random.default_rng(0).normal(size=(1000, 2))
    rows = "".join(f"{x!r},{y!r}\n" for x, y in points.tolist())
    path.write_text("x,y\n" + 1000 * rows)
    before = time.perf_counter()
    dataset = load(path)
    assert time.perf_counter() - before < 30  # 0.6 s on two idle cores
    np.testing.assert_array_equal(dataset.points, np.tile(points, (1000, 1)))
