"""Values far outside of the rest that perhaps mark what is missing."""

from __future__ import annotations

import numpy as np

from gmmgui.core.types import Floats
from gmmgui.data.errors import called

NINES = np.array([99, 999, 9999, 99999, 999999, 9999999, 99999999, 999.9, 99.99, 999.99, 9999.99, 99.9, 999.25])
OTHERS = np.array([88, 888, 8888, 88888, 77, 777, 7777, 77777, 6999, 32767, 32768, 65535, 2147483647, 2147483648])
MARKERS = np.concatenate([NINES, -NINES, OTHERS, -OTHERS])
SMALLEST = np.abs(MARKERS).min()
HUGE = 1e20
"""Least size of the fill values of scientific formats, such as 1e30."""

FAR = 2
"""A marker lies further than so many times the size of the other values away from them, see ``markers``."""


def markers(values: Floats) -> list[tuple[float, int]]:
    """Values that probably mark what is missing.

    They are 99, -999 and the like, or fill values from ``HUGE`` on, and together no more than the other values. Each
    lies further than ``FAR`` s outside of [low, high], the range of the others, with s the largest of high - low,
    ``|low|`` / 2 and ``|high|`` / 2, and comes more than once, or is at most -999 where no other value is negative.

    Parameters
    ----------
    values : (m,) float64, without NaN, in the units of the column.

    Returns
    -------
    Each marker, in ascending order, with the number of times that it occurs.
    """
    if not len(values) or np.abs(values).max() < SMALLEST:
        return []
    could_be = np.isin(values, MARKERS) | (np.abs(values) >= HUGE)
    others = values[~could_be]
    if not could_be.any() or len(others) < could_be.sum():
        return []
    low, high = float(others.min()), float(others.max())
    scale = max(high - low, abs(low) / 2, abs(high) / 2)
    found, counts = np.unique(values[could_be], return_counts=True)
    return [
        (float(value), int(count))
        for value, count in zip(found, counts, strict=True)
        if max(low - value, value - high) > FAR * scale and (count > 1 or (value <= -999 and low >= 0))
    ]


def hint_of(name: str, marker: float, count: int) -> str:
    """The sentence about a value that probably marks what is missing.

    Parameters
    ----------
    name : of the column.
    marker : the value, in the units of the column.
    count : number of times that it occurs.
    """
    times = "once" if count == 1 else "twice" if count == 2 else f"{count} times"
    return (
        f"Column {called(name)} holds {marker:.10g} {times}, far from its other values: "
        "if it stands for a missing value, empty these cells in the file."
    )
