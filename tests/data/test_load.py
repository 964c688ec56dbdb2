"""What can be chosen in a file, and what a table and a dataset say about it."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from gmmgui.data import DataError, Dataset, Kind, load, read_table, to_dataset
from gmmgui.resources import resource


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
    assert [table.reading[keyword] for keyword in ("separator", "decimal", "header")] == [",", ".", True]
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
    dataset = load(path)
    assert not dataset.points.flags.writeable
    assert dataset.points.dtype == np.float64
    assert (dataset.name, dataset.truth) == ("file", None)


def test_a_million_rows_take_seconds_not_minutes(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    points = np.random.default_rng(0).normal(size=(1000, 2))
    rows = "".join(f"{x!r},{y!r}\n" for x, y in points.tolist())
    path.write_text("x,y\n" + 1000 * rows)
    before = time.process_time()
    dataset = load(path)
    assert time.process_time() - before < 30  # 0.6 s on two idle cores
    np.testing.assert_array_equal(dataset.points, np.tile(points, (1000, 1)))


def test_many_columns(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    names = ",".join(f"column{j}" for j in range(25_000))
    rows = "\n".join(",".join(str(i + j) for j in range(25_000)) for i in range(3))
    path.write_text(f"{names}\n{rows}\n")
    np.testing.assert_array_equal(load(path).points, np.add.outer(np.arange(3), np.arange(25_000)))


def test_a_million_empty_rows_at_the_end_cost_no_copies(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    rows = b"".join(b"%d;%d;;;;\n" % (i, i * i % 97) for i in range(5_000))
    path.write_bytes(b"x;y;;;;\n" + rows + 998_000 * b";;;;;\n")
    np.testing.assert_array_equal(load(path).points, [[i, i * i % 97] for i in range(5_000)])


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"skip_lines": "x"}, "'x' is no line number"),
        ({"skip_lines": [1.5]}, "1.5 is no line number"),
        ({"separator": 5}, "The separator 5 is not one character"),
        ({"header": "no"}, "The header is 'no': say True, False"),
    ],
)
def test_choices_of_another_kind_are_refused(gaps: Path, choice: dict[str, object], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load(gaps, missing="drop", **choice)


@pytest.mark.parametrize("truth", [[0, 1, 1], [0.5, 1], [-1, 0], [[0], [1]]])
def test_a_truth_that_does_not_fit_the_points_is_refused(truth: list[object]) -> None:
    with pytest.raises(ValueError, match=r"The (truth|labels of the truth)"):
        Dataset("two", np.zeros((2, 1)), ("x",), truth=truth)
