"""Points made ready for the engine: checked, cast once, centred and scaled, one column of the data after the other."""

from __future__ import annotations

import math
import reprlib
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmgui.core.errors import PointsError, StartError, uneven
from gmmgui.core.types import Floats, Mixture, Scaling

BLOCK = 16_384
"""Points a block: memory stays small, and sums are the same however the blocks are shared out."""

CELLS = 65_536
"""Numbers a block where nothing is summed: half a megabyte, which stays in the processor's cache."""

FAR = 16
"""Columns whose median is more than this many spreads from zero are centred: nearer ones lose at most four bits."""

LARGEST = 1e140
"""Squares of larger values, and of distances below its inverse, leave float64's range once they are summed."""

WHOLE = 2.0**53
"""Float64 holds every whole number up to here, and beyond it only some."""

Table = NDArray[Any]
Extremes = list[tuple[float, float]]
Exponents = NDArray[np.integer[Any]]


def scaled_points(points: ArrayLike) -> tuple[Floats, Scaling]:
    """Points in the engine's coordinates.

    Whatever is given (integers, single precision, lists, views of any order) is cast to float64 once; numbers that
    are equal lead to the same bits, and -0.0 becomes 0.0.

    Parameters
    ----------
    points : (n, d); a list of n numbers is one column.

    Returns
    -------
    (d, n) read-only columns without unit, and the scaling that leads there.

    Raises
    ------
    PointsError : nothing there, not a table of numbers; values that are missing, infinite, beyond 1e140 or whole
        numbers that float64 does not hold; all within 1e-140 of each other.
    """
    table = _table(points)
    columns, extremes = _cast(table)
    _refuse_unusable(points, table, columns, extremes)
    scaling = _scaling(table, columns, extremes)
    _move(columns, scaling.centre, np.full(len(columns), 1 / scaling.scale))
    columns.setflags(write=False)
    return columns, scaling


def scored_points(points: ArrayLike, mixture: Mixture, one_unit: bool) -> tuple[Floats, Floats, Exponents]:
    """Points that a finished mixture is asked about, in units in which squares neither overflow nor vanish.

    They may be few, all alike or far apart: the units are those of the mixture. Densities let each column have its
    own; distances need ``one_unit`` for all.

    Parameters
    ----------
    points : (n, d), or a list of n numbers.
    mixture : in the units of the points.
    one_unit : all columns are in the same unit.

    Returns
    -------
    (d, n) read-only columns, the (d,) centre that they are measured from, and (d,) exponents: column j is in units of
    two to the power of ``exponents[j]``.

    Raises
    ------
    PointsError : nothing there, not a table of numbers; values that are missing or infinite, or whole numbers that
        float64 does not hold.
    StartError : the mixture has more columns, or fewer.
    """
    table = _table(points)
    columns, extremes = _cast(table)
    _refuse_unusable(points, table, columns, extremes, np.finfo(np.float64).max)
    if mixture.d != len(columns):
        raise StartError(f"The mixture has {mixture.d} dimensions, the data {len(columns)} columns.")
    centre = np.array([_centre(table[:, j], columns[j], low, high) for j, (low, high) in enumerate(extremes)])
    exponents = _exponents(mixture, centre, extremes, one_unit)
    _move(columns, centre, np.ldexp(1.0, -exponents))
    columns.setflags(write=False)
    return columns, centre, exponents


def _exponents(mixture: Mixture, centre: Floats, extremes: Extremes, one_unit: bool) -> Exponents:
    """The units of :func:`scored_points`: in each column in the middle between the narrowest component and the widest.

    Larger where points or means are so far away that squares leave the range; not so much larger that the variances
    would leave it: then the points have no density, whatever the unit.
    """
    variances = np.diagonal(mixture.covariances, axis1=1, axis2=2)
    wide = np.sqrt(variances.max(axis=0)).tolist()
    with np.errstate(over="ignore"):
        away = np.abs(mixture.means - centre).max(axis=0).tolist()
    far = [max(middle - low, high - middle, a) for middle, (low, high), a in zip(centre, extremes, away, strict=True)]
    if one_unit:
        return np.full(len(far), _exponent(max(far), max(wide), max(wide)))
    narrow = np.sqrt(np.where(variances > 0, variances, np.inf).min(axis=0)).tolist()
    return np.array([_exponent(*each) for each in zip(far, narrow, wide, strict=True)])


def _exponent(far: float, narrow: float, wide: float) -> int:
    size = far
    if wide > 0:
        middle = max(math.sqrt(narrow) * math.sqrt(wide), wide / LARGEST)
        size = max(middle, min(far / LARGEST, narrow * LARGEST))
    return min(math.frexp(min(size, sys.float_info.max))[1], 1023)


def _spread(centre: list[float], extremes: Extremes) -> float:
    return max(max(middle - low, high - middle) for middle, (low, high) in zip(centre, extremes, strict=True))


def _power_of_two(size: float) -> float:
    """The next one above ``size``; 1 for 0, and the largest that there is beside the largest numbers."""
    return math.ldexp(1.0, min(math.frexp(size)[1], 1023))


def checked_points(points: ArrayLike) -> Floats:
    """Points that a run can use, in their own coordinates.

    Parameters
    ----------
    points : (n, d); a list of n numbers is one column.

    Returns
    -------
    (n, d) float64.

    Raises
    ------
    PointsError : as :func:`scaled_points`, but for values that lie too close together.
    """
    table = _table(points)
    columns, extremes = _cast(table)
    _refuse_unusable(points, table, columns, extremes)
    return columns.T


def scaling_of(points: Floats) -> Scaling:
    """The engine's coordinates for points that were checked.

    Parameters
    ----------
    points : (n, d), from :func:`checked_points`.

    Raises
    ------
    PointsError : all values lie within 1e-140 of each other.
    """
    return _scaling(points, *_cast(points))


def data_covariance(columns: Floats) -> Floats:
    """Maximum likelihood covariance, sum_i (x_i - m)(x_i - m)^T / n (Bishop 2006, eq. 2.122).

    Deviations are from the mean, which is summed before: at offsets, moments about zero would cancel. The blocks are
    the same and in the same order each time, and so are the bits.

    Parameters
    ----------
    columns : (d, n).

    Returns
    -------
    (d, d), in squared units of the columns.
    """
    d, n = columns.shape
    mean = np.add.reduce(columns, axis=1, keepdims=True) / n
    scatter = np.zeros((d, d))
    deviations = np.empty((d, min(n, BLOCK)))
    for block in _blocks(columns, BLOCK):
        centred = np.subtract(block, mean, out=deviations[:, : block.shape[1]])
        scatter += centred @ centred.T
    scatter /= n
    return scatter


def _blocks(columns: Floats, size: int) -> Iterator[Floats]:
    """``columns`` (d, n) in pieces of ``size`` points."""
    return (columns[:, first : first + size] for first in range(0, columns.shape[1], size))


# --- cast --------------------------------------------------------------------------------------------------


def _table(points: ArrayLike) -> Table:
    """``points`` as an array of n rows and d columns, not cast yet."""
    try:
        table = np.asarray(_unmasked(points))
    except (TypeError, ValueError, OverflowError) as error:
        raise PointsError(f"The points must be a table of numbers ({uneven(points) or error}).") from error
    if table.ndim == 0 and table.dtype.kind == "O":
        raise PointsError(
            f"The points must be a table of n rows and d columns; this is of type {type(points).__name__}. "
            "Give an array, a data frame or a list of rows."
        )
    if table.dtype.kind in "mM":
        raise _dates(table.dtype.kind == "M")
    if table.dtype.kind == "c":
        raise _complex()
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2 or table.size == 0:
        raise PointsError(f"The points must be a table of n rows and d columns; this one has shape {table.shape}.")
    return table


def _unmasked(points: ArrayLike) -> ArrayLike:
    """``points`` with NaN for what is masked: ``np.asarray`` would show what is under the masks."""
    rows_are_masked = isinstance(points, list | tuple) and np.ma.MaskedArray in map(type, points)
    if rows_are_masked or np.ma.is_masked(points):
        return np.ma.filled(np.ma.array(points, dtype=object), np.nan)
    return points


def _cast(table: Table) -> tuple[Floats, Extremes]:
    """``table`` (n, d) as columns (d, n) of float64, and the least and the greatest value of each.

    Extremes are taken of each block while it is in the cache; they are NaN where a value is.
    """
    n, d = table.shape
    columns = np.empty((d, n))
    size = max(CELLS // d, 1)
    lows = highs = np.empty(0)
    for first in range(0, n, size):
        block = columns[:, first : first + size]
        _fill(block, table[first : first + size].T, first)
        low, high = np.minimum.reduce(block, axis=1), np.maximum.reduce(block, axis=1)
        lows, highs = (np.minimum(lows, low), np.maximum(highs, high)) if first else (low, high)
    return columns, list(zip(lows.tolist(), highs.tolist(), strict=True))


def _fill(block: Floats, values: Table, first: int = 0) -> None:
    """``values`` (d, m), the rows from ``first`` on, as numbers."""
    try:
        with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused as that
            block[...] = values
    except (TypeError, ValueError, OverflowError):
        _fill_one_by_one(np.atleast_2d(block), np.atleast_2d(values), first)


def _fill_one_by_one(block: Floats, values: Table, first: int) -> None:
    """The same where something is no number: what is missing becomes NaN, anything else is named by row and column."""
    for row, column in product(range(values.shape[1]), range(values.shape[0])):
        value = values[column, row]
        if value is None or type(value).__name__ in ("NAType", "NaTType"):
            value = np.nan
        try:
            block[column, row] = value
        except (TypeError, ValueError, OverflowError) as error:
            raise _no_number(value, first + row, column) from error


def _no_number(value: object, row: int, column: int) -> PointsError:
    if isinstance(value, date | timedelta | np.datetime64 | np.timedelta64):
        return _dates(not isinstance(value, timedelta | np.timedelta64))
    if isinstance(value, complex | np.complexfloating):
        return _complex()
    shown = reprlib.repr(value.item() if isinstance(value, np.generic) else value)
    what = "too large for a number" if isinstance(value, Integral) else "not a number"
    return PointsError(
        f"Row {row + 1}, column {column + 1} is {shown}, which is {what}. Correct it, or leave that row or column out."
    )


def _dates(are_dates: bool) -> PointsError:
    thing, example = ("dates", "days since the first one") if are_dates else ("durations", "seconds")
    return PointsError(
        f"The points hold {thing}, which are no numbers. Give numbers in a unit that you choose, such as {example}."
    )


def _complex() -> PointsError:
    return PointsError("The points are complex numbers. Take their real and imaginary parts as two columns.")


# --- refuse ------------------------------------------------------------------------------------------------


def _refuse_unusable(
    points: ArrayLike, table: Table, columns: Floats, extremes: Extremes, largest: float = LARGEST
) -> None:
    """Look for rows to name only where the extremes tell that there are some; a comparison with NaN is false."""
    if not all(low >= -largest and high <= largest for low, high in extremes):
        _refuse_missing(columns)
        _refuse_huge(columns)
    large = [j for j, (low, high) in enumerate(extremes) if max(-low, high) >= WHOLE]
    if large:
        _refuse_rounded(points, table, large)


def _refuse_missing(columns: Floats) -> None:
    rows = np.flatnonzero(~np.isfinite(columns).all(axis=0))
    if rows.size:
        named = ", ".join(str(row + 1) for row in rows[:5]) + (" and more" if rows.size > 5 else "")
        raise PointsError(
            f"{rows.size} of {columns.shape[1]} rows {'has' if rows.size == 1 else 'have'} a missing or infinite value "
            f"(row{'' if rows.size == 1 else 's'} {named}). "
            "Leave these rows out, or fill the values in."
        )


def _refuse_huge(columns: Floats) -> None:
    rows = np.flatnonzero((np.abs(columns) > LARGEST).any(axis=0))
    if rows.size:
        raise PointsError(
            f"Row {rows[0] + 1} has a value beyond {LARGEST:g}, whose square leaves the range of numbers. "
            "Divide that column by a suitable unit, or leave the row out."
        )


def _refuse_rounded(points: ArrayLike, table: Table, large: list[int]) -> None:
    """Refuse whole numbers that the cast had to round, in the columns ``large``, and name the first."""
    if table.dtype.kind == "f" and not isinstance(points, np.ndarray):  # whole numbers may stand beside fractions
        table = np.asarray(points, dtype=object).reshape(table.shape)
    is_rounded = IS_ROUNDED.get(table.dtype.kind)
    if is_rounded is None:
        return
    for j, first in product(large, range(0, len(table), BLOCK)):
        rows = np.flatnonzero(is_rounded(table[first : first + BLOCK, j]))
        if rows.size:
            row = first + rows[0]
            raise PointsError(
                f"Row {row + 1}, column {j + 1} is {table[row, j]}, a whole number of more digits than float64 holds. "
                "Subtract a common offset from that column first, or divide it by a unit."
            )


def _are_long(wholes: Table) -> NDArray[np.bool_]:
    """Which integers of fixed size have more than 53 binary digits between the first one and the last?"""
    sizes = np.abs(wholes).astype(np.uint64)
    last = sizes & (~sizes + 1)
    return sizes >> 53 >= np.maximum(last, 1)


def _are_rounded(objects: Table) -> NDArray[np.bool_]:
    return np.array([isinstance(value, Integral) and int(float(value)) != int(value) for value in objects])


IS_ROUNDED: dict[str, Callable[[Table], NDArray[np.bool_]]] = {"i": _are_long, "u": _are_long, "O": _are_rounded}
"""By kind of array: which whole numbers does float64 not hold?"""


# --- frame -------------------------------------------------------------------------------------------------


def _scaling(table: Table, columns: Floats, extremes: Extremes) -> Scaling:
    """The engine's coordinates, chosen so that mapping there rounds nothing.

    A column far from zero is measured from its median (a mean would follow one outlier); the difference of two
    numbers so close is exact. A column near zero stays where it is. The scale is a power of two near the spread.
    """
    centre = [_centre(table[:, j], columns[j], low, high) for j, (low, high) in enumerate(extremes)]
    spread = _spread(centre, extremes)
    if 0 < spread < 1 / LARGEST:
        raise PointsError(
            f"All values lie within {spread:.1g} of each other, and the squares of such distances leave the range of "
            "numbers. Multiply the columns by a suitable unit."
        )
    return Scaling(np.array(centre), _power_of_two(spread))


def _centre(source: Table, column: Floats, low: float, high: float) -> float:
    """Where a column is measured from: its median if that is far from zero, else zero.

    The median lies between the extremes, so it is looked for only where these allow it to be far. ``column``, the
    cast of ``source``, is the room to look for it in, and is filled again.
    """
    if 0.999 * FAR * (high - low) >= 2 * max(-low, high):
        return 0.0
    middle = _median_by_reordering(column)
    _fill(column, source)
    return middle if abs(middle) > FAR * max(high - middle, middle - low) else 0.0


def _median_by_reordering(column: Floats) -> float:
    half = len(column) // 2
    column.partition(half)  # one place is found six times as fast as two
    above = float(column[half])
    return above if len(column) % 2 else (float(column[:half].max()) + above) / 2


def _move(columns: Floats, centre: Floats, factors: Floats) -> None:
    """``columns`` (d, n) from ``centre`` (d,), times ``factors`` (d,), in place; -0.0 becomes 0.0."""
    for block in _blocks(columns, max(CELLS // len(columns), 1)):
        block -= centre[:, None]
        block *= factors[:, None]
        block += 0.0
