"""Small data for the tests of session and window."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.data import Dataset


def table(points: ArrayLike, name: str = "table") -> Dataset:
    """A data set of these points (n, d)."""
    array = np.asarray(points, dtype=np.float64)
    return Dataset(name, array, tuple(f"x{j + 1}" for j in range(array.shape[1])))


def groups(d: int = 2, n: int = 60, k: int = 2, apart: float = 4.0, seed: int = 1) -> Dataset:
    """``n`` points in d dimensions around k places on the diagonal, ``apart`` standard deviations from each other."""
    rng = np.random.default_rng(seed)
    centres = apart * np.arange(n)[:, None] % (apart * k)
    return table(rng.normal(size=(n, d)) + centres, f"{k} groups in {d} dimensions")
