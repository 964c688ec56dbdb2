"""The same bits from every kind of input, the scaling of the definition, little memory, exact sums."""

from __future__ import annotations

import datetime
import math
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gmmgui.core import PointsError, RunSpec, prepare
from gmmgui.core import points as points_module
from gmmgui.core.points import (
    BLOCK,
    CELLS,
    FAR,
    LARGEST,
    checked_points,
    data_covariance,
    scaled_points,
    scaling_of,
)
from gmmgui.core.types import Floats, Scaling

from .support import error

RNG = np.random.default_rng(20)
NEAR = RNG.integers(-400, 400, size=(300, 3)) / 8.0  # a half-precision number holds these
NEAR[7, 1] = -0.0
LONG = RNG.normal(size=(CELLS, 2))  # two blocks of the cast, four of the sums
LONG[-1] = [-9.0, 9.0]
ONE = NEAR[:, :1]


def definition(points: Floats) -> tuple[Floats, Scaling]:
    """What :func:`scaled_points` gives, in the fewest lines: the oracle."""
    middle = np.median(points, axis=0)
    is_far = np.abs(middle) > FAR * np.abs(points - middle).max(axis=0)
    centre = np.where(is_far, middle, 0.0)
    spread = float(np.abs(points - centre).max())
    if 0 < spread < 1 / LARGEST:
        raise PointsError("too close")
    exponent = int(np.frexp(spread)[1]) if spread > 0 else 0
    scaling = Scaling(centre, float(np.ldexp(1.0, exponent)))
    return np.ascontiguousarray(((points - scaling.centre) / scaling.scale + 0.0).T), scaling


def _assert_same(found: tuple[Floats, Scaling], expected: tuple[Floats, Scaling]) -> None:
    assert found[0].shape == expected[0].shape
    assert found[0].tobytes() == expected[0].tobytes()
    assert found[1].centre.tobytes() == expected[1].centre.tobytes()
    assert found[1].scale == expected[1].scale


# --- every kind of input -----------------------------------------------------------------------------------


def _strided(points: Floats) -> Floats:
    wide = np.full((2 * len(points), 2 * points.shape[1] + 1), np.nan)
    wide[::2, 1::2] = points
    return wide[::2, 1::2]


def _read_only(points: Floats) -> Floats:
    copy = points.copy()
    copy.setflags(write=False)
    return copy


def _in_misplaced_bytes(points: Floats) -> Floats:
    memory = np.zeros(points.nbytes + 3, np.uint8)
    view = memory[3:].view(np.float64).reshape(points.shape)
    view[...] = points
    return view


DRESSES: dict[str, Callable[[Floats], Any]] = {
    "C order": np.ascontiguousarray,
    "Fortran order": np.asfortranarray,
    "strided": _strided,
    "backwards": lambda points: np.ascontiguousarray(points[::-1, ::-1])[::-1, ::-1],
    "read-only": _read_only,
    "misplaced bytes": _in_misplaced_bytes,
    "big-endian": lambda points: points.astype(">f8"),
    "little-endian": lambda points: points.astype("<f8"),
    "long double": lambda points: points.astype(np.longdouble),
    "list": lambda points: points.tolist(),
    "tuple": lambda points: tuple(map(tuple, points.tolist())),
    "list of rows": list,
    "objects": lambda points: points.astype(object),
    "objects, Fortran order": lambda points: np.asfortranarray(points.astype(object)),
    "unmasked": np.ma.masked_array,
    "list of unmasked rows": lambda points: [np.ma.masked_array(row) for row in points],
    "subclass": lambda points: points.view(type("Table", (np.ndarray,), {})),
}
PLACES = {"near": NEAR, "far": NEAR + 2.0**20, "one far": NEAR + np.array([0.0, -(2.0**20), 3.0])}
PLACES |= {"constant": NEAR * 0 + 7.3}
PLACES |= {"one column": ONE, "one row": NEAR[:1], "one value": np.array([[5.0]]), "minus zeros": NEAR * 0.0}
PLACES |= {"blocks": LONG, "far blocks": LONG + 1e9, "even": NEAR[:-1] + 1e6, "two rows": NEAR[:2] + 1e3}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("dress", DRESSES)
def test_the_same_bits_from_every_kind_of_input(dress: str, place: str) -> None:
    _assert_same(scaled_points(DRESSES[dress](PLACES[place])), definition(PLACES[place]))


@pytest.mark.parametrize("dtype", ["f2", ">f2", "f4", ">f4", "i2", ">i2", "i4", "i8", ">i8", "u2", "u4", "u8", ">u8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_the_same_bits_from_other_kinds_of_numbers(dtype: str, order: Any) -> None:
    points = NEAR if "f" in dtype else np.abs(np.round(NEAR)) if "u" in dtype else np.round(NEAR)
    _assert_same(scaled_points(points.astype(dtype, order=order)), definition(points + 0.0))


def test_truths_are_zeros_and_ones() -> None:
    _assert_same(scaled_points(NEAR > 0), definition((NEAR > 0).astype(float)))


@pytest.mark.parametrize(
    "dress",
    [np.asarray, list, tuple, lambda column: np.repeat(column, 3)[::3], lambda column: column[:, None]],
    ids=["array", "list", "tuple", "strided", "table"],
)
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_one_column(dress: Callable[[Floats], Any], offset: float) -> None:
    column = NEAR[:, 0] + offset
    _assert_same(scaled_points(dress(column)), definition(column[:, None]))
    assert checked_points(dress(column)).shape == (300, 1)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("dress", ["C order", "Fortran order", "list", "big-endian"])
def test_the_result_is_its_own_and_cannot_be_written(dress: str, place: str) -> None:
    given_points = DRESSES[dress](PLACES[place])
    columns, scaling = scaled_points(given_points)
    assert columns.shape == PLACES[place].shape[::-1]
    assert columns.dtype == np.float64
    assert columns.dtype.isnative
    assert columns.flags.c_contiguous
    assert columns.flags.owndata
    assert not columns.flags.writeable
    assert not np.signbit(columns[columns == 0]).any()
    assert np.array_equal((scaling.centre[:, None] + scaling.scale * columns).T, PLACES[place])  # nothing was rounded
    if isinstance(given_points, np.ndarray):
        assert not np.shares_memory(columns, given_points)


def test_what_was_given_stays_as_it_was() -> None:
    for place in PLACES.values():
        before = place.tobytes()
        scaled_points(place)
        checked_points(place)
        data_covariance(np.ascontiguousarray(place.T))
        assert place.tobytes() == before


@pytest.mark.parametrize("dress", DRESSES)
def test_checked_points_are_the_numbers_themselves(dress: str) -> None:
    table = checked_points(DRESSES[dress](NEAR))
    assert table.dtype == np.float64
    assert table.tobytes() == NEAR.tobytes()
    assert scaling_of(table).centre.tolist() == [0, 0, 0]


@pytest.mark.parametrize("cells", [1, 7, 64, 1000])
@pytest.mark.parametrize("place", ["near", "one far", "even", "one row"])
def test_the_size_of_the_blocks_makes_no_difference(monkeypatch: pytest.MonkeyPatch, place: str, cells: int) -> None:
    expected = scaled_points(PLACES[place])
    monkeypatch.setattr(points_module, "CELLS", cells)
    _assert_same(scaled_points(PLACES[place]), expected)


def test_a_problem_holds_the_columns() -> None:
    problem = prepare(NEAR, RunSpec(k=2))
    assert (problem.n, problem.d) == NEAR.shape
    assert problem.columns.tobytes() == scaled_points(NEAR)[0].tobytes()
    assert np.shares_memory(problem.points, problem.columns)
    assert problem.points.shape == NEAR.shape
    assert not problem.points.flags.writeable
    assert problem.covariance.tobytes() == data_covariance(problem.columns).tobytes()


# --- the frame ---------------------------------------------------------------------------------------------


@st.composite
def tables(draw: st.DrawFn) -> Floats:
    """Columns of all sizes at all distances from zero, many of them about as far as the rule's limit."""
    n, d = draw(st.integers(1, 30)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    shapes = [rng.normal(size=n), rng.standard_cauchy(n), rng.integers(-2, 3, n) * 1.0, np.arange(n) % 7.0, np.zeros(n)]
    columns = []
    for _ in range(d):
        column = shapes[draw(st.integers(0, len(shapes) - 1))]
        spread = np.abs(column - np.median(column)).max()
        away = draw(st.sampled_from([0.0, 1.0, 7.9, 8.0, 8.1, 15.9, 16.0, 16.0 + 1e-14, 17.0, 30.0, 1e9, 1e15]))
        unit = draw(st.sampled_from([1.0, 1e-3, 2.0**-30, 1e-120, 1e100, 1e-139, 1e-160]))
        columns.append((column + draw(st.sampled_from([-1, 1])) * away * (spread or 1.0)) * unit)
    return np.column_stack(columns)


@given(tables())
@example(np.array([[5e-324], [-5e-324]]))
@example(np.array([[16.0], [15.0], [17.0]]))
@example(np.array([[16.000000000000004], [15.0], [17.0]]))
@example(np.array([[16.0, 1e-300], [15.0, 0.0], [17.0, -1e-300]]) * 1e100)
@example(np.array([[-0.0, 0.0], [-0.0, -0.0]]))
@example(np.array([[1e140], [-1e140]]))
def test_frame_and_points_are_those_of_the_definition(points: Floats) -> None:
    try:
        expected = definition(points)
    except PointsError:
        with pytest.raises(PointsError, match=r"All values lie within .* Multiply the columns by a suitable unit"):
            scaled_points(points)
        return
    _assert_same(scaled_points(points), expected)
    assert scaling_of(checked_points(points)).centre.tobytes() == expected[1].centre.tobytes()


def test_the_rule_needs_medians_at_its_limit() -> None:
    """Of two columns with the same extremes, one is far and one is not: extremes alone cannot tell."""
    far, near = [15.1, 16.1, 17.1], [15.1, 15.1, 17.1]
    assert scaled_points(far)[1].centre == [16.1]
    assert scaled_points(near)[1].centre == [0]


@pytest.mark.parametrize("n", [1, 2, 3, 8, 9, 100, 101, 1000, 5001, 30_000])
def test_the_centre_of_a_far_column_is_its_median(n: int) -> None:
    for seed in range(20):
        column = np.random.default_rng([n, seed]).standard_cauchy(n) + 1e9 * n
        assert scaled_points(column)[1].centre == np.median(column)


# --- memory ------------------------------------------------------------------------------------------------

MILLION = np.random.default_rng(3).normal(size=(1_000_000, 2))


def _peak_beyond_result(work: Callable[[], Any], result_bytes: int) -> float:
    """How much more than its result ``work`` holds at its peak, in shares of a million points in two columns."""
    tracemalloc.start()
    try:
        kept = work()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert kept is not None
    return (peak - result_bytes) / MILLION.nbytes


@pytest.mark.parametrize(
    "dress",
    [
        "C order",
        "Fortran order",
        "strided",
        "big-endian",
        "single",
        "long double",
        "objects",
        "integers",
        "large integers",
        "far",
        "one far",
        "unmasked",
    ],
)
def test_no_second_copy_is_made(dress: str) -> None:
    others = {
        "single": lambda points: points.astype(np.float32),
        "integers": lambda points: np.round(points * 1000).astype(np.int64),
        "large integers": lambda points: np.round(points * 1000).astype(np.int64) * 2**40,
        "far": lambda points: points + 1e9,
        "one far": lambda points: points + np.array([0.0, 1e9]),
    }
    points = (DRESSES | others)[dress](MILLION)
    assert _peak_beyond_result(lambda: scaled_points(points), MILLION.nbytes) < 0.1


def test_the_covariance_needs_next_to_nothing() -> None:
    columns = np.ascontiguousarray(MILLION.T)
    assert _peak_beyond_result(lambda: data_covariance(columns), 0) < 0.05


# --- covariance --------------------------------------------------------------------------------------------


def exact_covariance(columns: Floats) -> Floats:
    """The definition in fractions, which round nothing."""
    rows = [[Fraction(float(value)) for value in column] for column in columns]
    n = len(rows[0])
    means = [sum(row) / n for row in rows]
    deviations = [[value - mean for value in row] for row, mean in zip(rows, means, strict=True)]
    return np.array(
        [[float(sum(a * b for a, b in zip(u, v, strict=True)) / n) for v in deviations] for u in deviations]
    )


@pytest.mark.parametrize("offset", [0.0, 16.0, 1e6, 1e9])
def test_covariance_at_offsets(offset: float) -> None:
    columns = np.random.default_rng(1).normal(size=(3, 400)) + offset
    columns[2] += 0.3 * columns[0]
    assert error(data_covariance(columns), exact_covariance(columns)) < (1e-15 if offset < 1e5 else 1e-12)


@pytest.mark.parametrize("n", [1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 5])
@pytest.mark.parametrize("d", [1, 2, 7])
def test_covariance_is_the_textbooks(n: int, d: int) -> None:
    columns = np.random.default_rng(n).normal(size=(d, n)) * np.arange(1, d + 1)[:, None] + 3
    found = data_covariance(columns)
    assert error(found, np.cov(columns, bias=True).reshape(d, d)) < 1e-14
    assert found.shape == (d, d)
    assert (found == found.T).all()


def test_covariance_has_the_same_bits_each_time() -> None:
    columns = np.random.default_rng(2).normal(size=(2, 3 * BLOCK + 17))
    first = data_covariance(columns).tobytes()
    for _ in range(20):
        assert data_covariance(columns.copy()).tobytes() == first
    assert data_covariance(_in_misplaced_bytes(columns)).tobytes() == first
    assert data_covariance(_read_only(columns)).tobytes() == first


def test_a_constant_column_has_no_variance_at_all() -> None:
    for value in (7.3, 1e9 + 0.1, -1e-7):
        columns, _ = scaled_points(np.column_stack([LONG[:, 0], np.full(len(LONG), value)]))
        assert (data_covariance(columns)[1] == 0).all()


# --- whole numbers -----------------------------------------------------------------------------------------

LONG_WHOLE = (
    r"Row 2, column 1 is {}, a whole number of more digits than float64 holds\. Subtract a common offset from that "
    r"column first, or divide it by a unit\."
)


def _assert_refuses(points: Any, value: int) -> None:
    for read in (scaled_points, checked_points, lambda p: prepare(p, RunSpec(k=1, algorithm="kmeans"))):
        with pytest.raises(PointsError, match=LONG_WHOLE.format(value)):
            read(points)


@pytest.mark.parametrize("dtype", ["i8", ">i8", "u8", ">u8", "O", "list", "list with a fraction", "one column"])
@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, 2**60 + 1, 2**63 - 1, -(2**63) + 1, 2**64 - 1, 10**30])
def test_whole_numbers_that_float64_does_not_hold(dtype: str, value: int) -> None:
    rows = [[0, 3], [value, 4], [1, 5]]
    if dtype == "list with a fraction":
        _assert_refuses([[0, 0.5], [value, 4.0], [1, 5]], value)
    elif dtype == "one column":
        _assert_refuses([0.5, value, 1], value)
    elif dtype == "list":
        _assert_refuses(rows, value)
        _assert_refuses(tuple(map(tuple, rows)), value)
    elif dtype == "O":
        _assert_refuses(np.array(rows, dtype=object), value)
        _assert_refuses([0, value, 1], value)
        if abs(value) < 2**63:
            _assert_refuses(np.array([0.5, np.int64(value), 1], dtype=object), value)
    elif np.iinfo(dtype).min <= value <= np.iinfo(dtype).max:
        _assert_refuses(np.array(rows, dtype=dtype), value)
        _assert_refuses(np.asfortranarray(np.array(rows, dtype=dtype)), value)


@pytest.mark.parametrize("value", [2**53, -(2**53), 2**53 + 2, 2**60, 2**62 + 2**40, 2**63, -(2**63), 2**64 - 2**11])
def test_whole_numbers_that_float64_holds(value: int) -> None:
    rows = [[0, 3], [value, 4], [1, 5]]
    expected = definition(np.array(rows, dtype=float))
    for table in (rows, np.array(rows, dtype=object), np.array(rows, dtype=np.uint64 if value > 0 else np.int64)):
        _assert_same(scaled_points(table), expected)


@given(st.integers(0, 2**64 - 1) | st.builds(lambda a, b: (a << b) % 2**64, st.integers(0, 2**54), st.integers(0, 63)))
def test_whole_numbers_are_held_or_refused(value: int) -> None:
    held = int(float(value)) == value
    tables: list[Any] = [np.array([value, 0], np.uint64), [value, 0.5], np.array([value, 0], object)]
    if value < 2**63:
        tables += [np.array([value, 0]), np.array([-value, 0])]
    for table in tables:
        if held:
            columns, scaling = scaled_points(table)
            assert abs(columns[0, 0] * scaling.scale + scaling.centre[0]) == value
        else:
            with pytest.raises(PointsError, match="more digits than float64 holds"):
                scaled_points(table)


def test_a_whole_number_in_a_later_block_and_column_is_named() -> None:
    table = np.zeros((BLOCK + 10, 3), dtype=np.int64)
    table[:, 0] = 2**60
    table[BLOCK + 4 :, 2] = 2**53 + 1
    with pytest.raises(PointsError, match=rf"Row {BLOCK + 5}, column 3 is 9007199254740993,"):
        scaled_points(table)


def test_large_fractions_are_no_whole_numbers() -> None:
    for table in ([1e17, 0.5], [[1e17], [3.3e20]], np.array([1e17, 3.0]), np.array([1e17, 3.0], dtype=object)):
        assert scaled_points(table)[0].shape == (1, 2)
    assert scaled_points(np.array([Fraction(2**55 + 3, 2), 0], dtype=object))[0].shape == (1, 2)


# --- missing, infinite, nothing ----------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dress", DRESSES)
def test_rows_with_missing_or_infinite_values_are_named(dress: str, bad: float) -> None:
    points = NEAR + 1e6
    points[[4, 9], [0, 2]] = bad
    for read in (scaled_points, checked_points):
        with pytest.raises(PointsError, match=r"^2 of 300 rows have a missing or infinite value \(rows 5, 10\)\."):
            read(DRESSES[dress](points))


def test_a_missing_value_is_told_of_before_a_large_one() -> None:
    points = NEAR.copy()
    points[3, 1], points[5, 0] = 1e200, np.nan
    with pytest.raises(PointsError, match=r"1 of 300 rows has a missing or infinite value \(row 6\)"):
        scaled_points(points)
    points[5, 0] = 0
    with pytest.raises(PointsError, match=r"Row 4 has a value beyond 1e\+140.*Divide that column by a suitable unit"):
        scaled_points(points)


@pytest.mark.parametrize("row", [0, 1, CELLS // 2 - 1, CELLS // 2, len(LONG) - 1])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 2e140, -2e140])
def test_a_bad_value_is_found_in_every_block(row: int, bad: float) -> None:
    points = LONG.copy()
    points[row, 1] = bad
    sentence = rf"\(row {row + 1}\)" if not np.isfinite(bad) else rf"Row {row + 1} has a value beyond"
    with pytest.raises(PointsError, match=sentence):
        scaled_points(points)


def test_the_largest_value_allowed() -> None:
    assert scaled_points([LARGEST, -LARGEST])[1].centre == [0]
    with pytest.raises(PointsError, match="beyond"):
        scaled_points([np.nextafter(LARGEST, np.inf), 0.0])


def _masked(points: Any, hidden: Any) -> Any:
    masked = np.ma.masked_array(points, mask=np.zeros(np.shape(points), bool))
    masked.data[3, 1] = hidden
    masked[3, 1] = np.ma.masked
    return masked


MASKED = {
    "floats": _masked(NEAR.copy(), 1e300),
    "NaN under the mask": _masked(NEAR.copy(), np.nan),
    "single": _masked(NEAR.astype(np.float32), 0.0),
    "integers": _masked(np.round(NEAR).astype(int), 2**53 + 1),
    "objects": _masked(NEAR.astype(object), "?"),
    "Fortran order": _masked(np.asfortranarray(NEAR), 0.0),
    "list of rows": list(_masked(NEAR.copy(), 1.0)),
    "tuple of rows": tuple(_masked(NEAR.copy(), 1.0)),
}


@pytest.mark.parametrize("masked", MASKED.values(), ids=MASKED)
def test_masked_values_are_missing(masked: Any) -> None:
    for read in (scaled_points, checked_points):
        with pytest.raises(PointsError, match=r"^1 of 300 rows has a missing or infinite value \(row 4\)"):
            read(masked)


def test_masked_values_of_one_column_are_missing() -> None:
    with pytest.raises(PointsError, match=r"1 of 3 rows .*\(row 2\)"):
        scaled_points(np.ma.masked_array([1.0, 2.0, 3.0], mask=[False, True, False]))
    _assert_same(scaled_points(np.ma.masked_array(NEAR, mask=False)), definition(NEAR))


def test_none_is_a_missing_value() -> None:
    with pytest.raises(PointsError, match=r"1 of 2 rows .*\(row 2\)"):
        scaled_points(np.array([[1, 2.5], [None, 3]]))


def test_dates_and_durations_are_no_numbers() -> None:
    days = np.array([["2020-01-01", "NaT"], ["2020-01-02", "2020-01-09"]], dtype="M8[D]")
    for table in (days, list(days), pd.DataFrame(days)):
        with pytest.raises(PointsError, match=r"hold dates, .* such as days since the first one"):
            scaled_points(table)
    with pytest.raises(PointsError, match=r"hold durations, .* such as seconds"):
        scaled_points(days - days[0, 0])


def test_what_only_a_long_double_holds_is_refused() -> None:
    """Where there is no longer kind of number it is infinite, and refused all the same."""
    with pytest.raises(PointsError, match=r"1 of 2 rows .*\(row 2\)"):
        scaled_points(np.array([1.0, np.longdouble(10) ** 400]))


@pytest.mark.parametrize(
    ("points", "shape"),
    [
        ([], r"\(0, 1\)"),
        ([[]], r"\(1, 0\)"),
        (np.empty((0, 2)), r"\(0, 2\)"),
        (np.empty((3, 0)), r"\(3, 0\)"),
        (np.zeros((2, 2, 2)), r"\(2, 2, 2\)"),
        (5.0, r"\(\)"),
        (np.ma.masked_array(np.zeros((1, 2, 2)), mask=True), r"\(1, 2, 2\)"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_no_rows_and_columns(points: Any, shape: str) -> None:
    for read in (scaled_points, checked_points):
        with pytest.raises(PointsError, match=rf"table of n rows and d columns; this one has shape {shape}\."):
            read(points)


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ([["a", "b"]], r"^Row 1, column 1 is 'a', which is not a number\."),
        ([[1, 2], [3, "4,5"]], r"^Row 2, column 2 is '4,5', which is not a number\."),
        ([[1, 2], [3]], r"^The points must be a table of numbers \(.+\)\.$"),
        ([{"a": 1}], r"^Row 1, column 1 is \{'a': 1\}, which is not a number\."),
        ([[1, 10**400]], r"^Row 1, column 2 is 10{5,}\.\.\.0+, which is too large for a number\."),
        ([[1j, None]], r"^The points are complex numbers\."),
        (np.zeros(3, dtype="f8,f8"), r"^Row 1, column 1 is \(0\.0, 0\.0\), which is not a number\."),
        ([[1.0, datetime.date(2020, 1, 1)]], r"^The points hold dates, .* unit"),
    ],
    ids=["text", "decimal comma", "ragged", "dict", "beyond float64", "complex objects", "records", "date objects"],
)
def test_no_numbers(points: Any, sentence: str) -> None:
    for read in (scaled_points, checked_points):
        with pytest.raises(PointsError, match=sentence):
            read(points)


def test_what_is_missing_in_a_table_of_whole_numbers_is_named_by_row() -> None:
    table = pd.DataFrame({"x": pd.array([1, 2, None, 4], dtype="Int64"), "y": ["1", "2", "3", "4"]})
    with pytest.raises(PointsError, match=r"1 of 4 rows .*\(row 3\)"):
        scaled_points(table)


@pytest.mark.parametrize("dtype", [complex, np.complex64])
def test_complex_numbers(dtype: type) -> None:
    for read in (scaled_points, checked_points):
        with pytest.raises(PointsError, match=r"complex numbers\. Take their real and imaginary parts"):
            read(NEAR.astype(dtype))


def test_spreads_whose_squares_are_no_numbers() -> None:
    with pytest.raises(PointsError, match=r"All values lie within 2e-141 of each other.*Multiply the columns"):
        scaled_points([1e-141, -2e-141])
    smallest = math.nextafter(1 / LARGEST, 1.0)
    assert np.abs(scaled_points([smallest, -smallest])[0]).max() >= 0.5
