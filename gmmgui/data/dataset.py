"""Dataset: points, what their columns are called, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gmmgui.core.types import Floats, Labels, Mixture, read_only


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Points with names, and the truth where it is known.

    Parameters
    ----------
    name : shown to the user.
    points : (n, d) float64, in the units of the data; kept as a read-only array.
    features : d names of the columns.
    truth : (n,) true component of each point, from 0, or None where it is not known.
    truth_mixture : the mixture that the points were drawn from, in the units of the data, or None where there is none.
    source : where the data come from, to be cited; "" where it is not known.
    notes : sentences about what was left out of a file, and about values that look strange.

    Raises
    ------
    ValueError : ``points`` is not two-dimensional, or has another number of columns than ``features`` has names; or
        ``truth`` is no whole number from 0 on for each point.
    """

    name: str
    points: Floats
    features: tuple[str, ...]
    truth: Labels | None = None
    truth_mixture: Mixture | None = None
    source: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", read_only(self.points))
        object.__setattr__(self, "features", tuple(self.features))
        if self.points.ndim != 2 or self.points.shape[1] != len(self.features):
            raise ValueError(f"{len(self.features)} names do not fit points of shape {self.points.shape}.")
        if self.truth is not None:
            object.__setattr__(self, "truth", _checked_truth(self.truth, len(self.points)))

    @property
    def n(self) -> int:
        """Number of points."""
        return self.points.shape[0]

    @property
    def d(self) -> int:
        """Number of columns."""
        return self.points.shape[1]


def _checked_truth(truth: object, n: int) -> Labels:
    """``truth`` as read-only whole numbers, one for each of ``n`` points."""
    given = np.asarray(truth)
    if given.shape != (n,):
        raise ValueError(f"The truth has shape {given.shape}; {n} points need {n} labels.")
    labels = given.astype(np.int64)
    if (labels != given).any() or (labels < 0).any():
        raise ValueError("The labels of the truth must be whole numbers from 0 on.")
    labels.setflags(write=False)
    return labels
