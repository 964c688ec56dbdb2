"""Whatever is wrong with a file, the error is one sentence that names the place and the cure."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gmmgui.core.errors import GmmError
from gmmgui.data import DataError, MissingValues, load, read_table, to_dataset
from gmmgui.data.text import explain
from gmmgui.resources import resource

SENTENCES = {
    "bad cell": (
        b"a,b\n1,2\n3,12x\n5,6\n7,8\n",
        "'12x' in line 3, column 'b' of file.csv, is not a usable number: correct",
    ),
    "bad cells": (b"a,b\n1,x\n2,3\n4,y\n5,6\n", "'x' in line 2, .* (nor is 1 more of this column)"),
    "bad cell of a decimal comma": (b"a;b\n1,5;2\n3,2x;2\n4,5;3\n", "'3,2x' in line 3, column 'a'"),
    "bad cell in the first row": (b"1,2x\n3,4\n5,6\n", "'2x' in line 1, column 'x2'"),
    "infinite": (b"a,b\n1,2\n3,-Inf\n5,6\n", "'-Inf' in line 3, column 'b' .* finite"),
    "too large": (b"a,b\n1,2\n3,1e999\n5,6\n", "'1e999' in line 3, column 'b' .* beyond"),
    "too large to square": (b"a,b\n1,2\n3,-1e200\n5,6\n", "'-1e200' in line 3 .* larger units"),
    "thousands, or decimals": (
        b"a\tb\n1,500\t2\n2,250\t3\n",
        'such as 1,500 in line 2, may part thousands or mark decimals: .* read 1,500 as 1500 (thousands=","), or read',
    ),
    "thousands": (
        b"a;b\n1.234,5;2\n2.345,6;3\n",
        'such as 1.234,5 in line 2, seem to part thousands: read 1.234,5 as 1234,5 (thousands=".")',
    ),
    "quoted thousands": (
        b'a,b\n"1,234,567",2\n"2,345,678",3\n',
        "such as 1,234,567 in line 2, seem to part thousands: read 1,234,567 as 1234567",
    ),
    "percent": (b"a,b\n1,10 %\n2,20 %\n", "'10 %' in line 2, column 'b'"),
    "both decimal marks": (b"a;b\n1,5;2.5\n3,5;4.5\n", "'2.5' in line 2, column 'b' .* decimal comma"),
    "missing": (b"a,b\n1,2\n3,\n,5\n", "2 rows of file.csv have a missing value (lines 3 and 4; columns 'a' and 'b')"),
    "missing in one row": (
        b"a,b\n1,2\n3,\n5,6\n",
        "1 row of file.csv has a missing value (line 3; column 'b'): .* missing=\"drop\"",
    ),
    "missing in many rows": (b"a,b\n1,2\n" + 9 * b"3,\n", "9 rows .* (lines 3, 4, 5 and 6 more; column 'b')"),
    "too few cells": (b"a,b,c\n1,2,3\n4,5\n7,8,9\n", "Line 3 of file.csv has 2 cells where the header has 3: add"),
    "too many cells": (
        b"a,b,c\n1,2,3\n4,5,6,7\n7,8,9\n",
        "Line 3 of file.csv has 4 cells where the header has 3: remove",
    ),
    "far too many cells": (b"\na,b,c\n1,2,3\n4,5,6,7,8\n7,8,9\n", "Line 4 of file.csv has 5 cells"),
    "too many cells at once": (b"a,b,c\n1,2,3,4,5\n4,5,6\n7,8,9\n", "Line 2 of file.csv has 5 cells"),
    "too many cells, no header": (b"1,2\n3,4,5\n6,7\n8,9\n", "Line 2 of file.csv has 3 cells where other lines have 2"),
    "a name too few": (b"a,b\n1.5,2,3\n4.5,5,6\n", "Line 2 of file.csv has 3 cells where the header has 2"),
    "a name too many": (b"a,b,c\n1.5,2\n4.5,5\n", "Line 2 of file.csv has 2 cells where the header has 3"),
    "a footer": (b"a,b\n1,2\n3,4\nSource: me\n", "Line 4 of file.csv has 1 cell where the header has 2"),
    "ragged below a long cell": (b'n,b\n"x\ny",2\nz,3,4\n', "Line 4 of file.csv has 3 cells"),
    "empty": (b"", "file.csv is empty"),
    "empty lines": (b"\n  \n\n", "file.csv is empty"),
    "only comments": (b"# a\n# b\n", "file.csv is empty"),
    "only a mark": (b"\xef\xbb\xbf", "file.csv is empty"),
    "only a header": (b"a,b\n", "file.csv has a header but no rows: add"),
    "one row": (b"a,b\n1,2\n", "file.csv leaves only 1 row of numbers: a mixture needs at least 2"),
    "one row, no header": (b"1,2\n", "file.csv leaves only 1 row"),
    "more digits than a number holds": (
        b"a\n9007199254740993\n2\n",
        "'9007199254740993' in line 2, column 'a' of file.csv, is not a usable number: it has more digits",
    ),
    "more digits than an integer holds": (
        b"a\n123456789012345678901234567890\n2\n",
        "'123456789012345678901234567890' in line 2, column 'a' of file.csv, is not a usable number: it has more",
    ),
    "a currency beside plain numbers": (b"x,y\n1,12.50 EUR\n2,13.75 EUR\n", "'12.50 EUR' in line 2, column 'y'"),
    "a currency sign": (b"x;y\n1;\xc2\xa512\n2;\xc2\xa513\n", "12' in line 2, column 'y'"),
    "a unit": (b"x,y\n1,12 mm\n2,13 mm\n", "'12 mm' in line 2, column 'y'"),
    "an error": (b"x,y\n1,1.5\xc2\xb10.1\n2,1.7\xc2\xb10.1\n", "0.1' in line 2, column 'y'"),
    "parentheses": (b"x,y\n1,(1.50)\n2,(2.50)\n", "'(1.50)' in line 2, column 'y'"),
    "beyond what the engine takes": (b"a\n1e141\n2\n", "it is beyond 1e+140, so choose larger units"),
    "no numbers": (b"a,b\nx,y\nz,w\n", "file.csv has no column of numbers"),
    "an open quotation mark": (b'a,b\n1,"2\n3,4\n5,6\n', "A quotation mark in file.csv is never closed"),
    "a long open quotation mark": (b'a,b\n1,"2\n' + 60000 * b"3,4\n", "A quotation mark in file.csv is never closed"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file.csv is a PNG picture, not a table of text: save"),
    "a workbook": (b"PK\x03\x04\x14\0\x06\0", "file.csv is a workbook or a ZIP archive"),
    "any bytes": (bytes(range(256)) * 4, "file.csv is a binary file, not a table"),
    "a zero byte": (b"a,b\n1,2\n\0,3\n" + 50 * b"1,2\n", "file.csv is a binary file"),
    "broken UTF-16": (b"\xff\xfe\x00\xd8\x00", "file.csv claims to be UTF-16 text but is damaged: save it again"),
}


def matches(sentence: str, text: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in sentence.split(" .* "))
    return re.search(pattern, text) is not None


def is_a_sentence(text: str) -> bool:
    return text.endswith(".") and "\n" not in text and "Error" not in text and "Traceback" not in text


@pytest.mark.parametrize("what", SENTENCES)
def test_a_damaged_file_gets_a_sentence(what: str, tmp_path: Path) -> None:
    content, sentence = SENTENCES[what]
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load(path)
    assert matches(sentence, str(caught.value)), str(caught.value)
    assert is_a_sentence(str(caught.value))
    assert isinstance(caught.value, GmmError)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"There is no file gone.csv in .*: check the name and the folder\."):
        load(tmp_path / "gone.csv")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder or a device, not a file: choose a file"):
        load(tmp_path)


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
def test_a_name_that_no_file_can_have(name: str) -> None:
    with pytest.raises(DataError, match=r"There is no file|could not be read") as caught:
        load(name)
    assert str(caught.value).endswith(".")


def test_a_file_that_may_not_be_read() -> None:
    # The superuser may read everything, so the sentence is tested and not the refusal.
    sentence = explain(Path("secret.csv"), PermissionError(13, "Permission denied"))
    assert sentence.startswith("You are not allowed to read secret.csv: ask its owner")
    assert explain(Path("a.csv"), OSError(5, "Input/output error")).startswith("a.csv could not be read (Input/output")


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (["Species"], "The column 'Species' of iris.csv holds text, such as 'setosa' in line 2: choose"),
        (["weight"], "iris.csv has no column 'weight': choose among 'Sepal.Length', 'Sepal.Width'"),
        (["Petal.Width", "Petal.Width"], "Column 'Petal.Width' is chosen twice"),
        ([], "No column is chosen"),
        ([5], "iris.csv has no column at position 5: it has 5, counted from 0 to 4"),
        ([-1], "iris.csv has no column at position -1"),
    ],
)
def test_columns_that_cannot_be_chosen(columns: list[str | int], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load(resource("data", "iris.csv"), columns)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"missing": "guess"}, "'guess' is no choice for rows with missing values"),
        ({"separator": "ab"}, "The separator 'ab' is not one character"),
        ({"decimal": ";"}, "The decimal mark ';' is neither a point nor a comma"),
        ({"separator": ",", "decimal": ","}, "',' cannot both separate columns and mark decimals"),
        ({"thousands": "_"}, "'_' is no mark that parts thousands: choose a point, a comma, an apostrophe or a blank"),
        ({"thousands": ".", "decimal": "."}, "'.' cannot both part thousands and mark decimals"),
        ({"skip_lines": [0]}, "iris.csv has no line 0 to skip: its lines are counted from 1 to 15"),
        ({"truth": "kind"}, "iris.csv has no column 'kind'"),
        ({"truth": "Petal.Width"}, "'Petal.Width' of iris.csv holds measurements, not classes"),
    ],
)
def test_choices_that_mean_nothing(choices: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load(resource("data", "iris.csv"), **choices)


def test_missing_values_carry_what_a_window_needs_to_ask(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a,b,class\n1,2,u\n3,NA,v\n4,5,\n6,7,u\n")
    table = read_table(path)
    with pytest.raises(MissingValues) as caught:
        to_dataset(table, truth="class")
    assert (caught.value.count, caught.value.lines, caught.value.columns) == (2, (3, 4), ("b", "class"))
    assert to_dataset(table, truth="class", missing="drop").n == 2


def test_a_bad_cell_in_a_column_not_chosen_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a,b\n1,2\n3,12x\n5,6\n7,8\n")
    assert load(path, ["a"]).n == 4
    assert read_table(path).offered == ("a", "b")


def test_dropping_every_row_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a,b\n1,\n,2\n")
    with pytest.raises(DataError, match=r"file.csv leaves no row of numbers"):
        load(path, missing="drop")


def test_an_empty_column_cannot_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a,b\n1,NA\n2,NA\n")
    with pytest.raises(DataError, match=r"The column 'b' of file.csv is empty"):
        load(path, ["b"])
