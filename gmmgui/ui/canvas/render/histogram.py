"""The histogram of one column: its bars, and what each component holds of each bar."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from gmmgui.core import Mixture, Partition
from gmmgui.core.types import Floats, Indices
from gmmgui.session.run import Assignment
from gmmgui.ui.canvas.render.shares import EXACT_UP_TO, Cells, shares_of_bars

FEWEST_BINS, MOST_BINS = 12, 200
"""Of the automatic rule; the user may have from 1 to ``MOST_CHOSEN``."""
MOST_CHOSEN = 1_000


@dataclass(frozen=True, slots=True)
class Binning:
    """What the user wants of the bars: their number, or their width in units of the data; neither: the rule decides."""

    count: int | None = None
    width: float | None = None


AUTOMATIC = Binning()


def bin_edges(values: Floats, binning: Binning = AUTOMATIC) -> Floats:
    """(bins + 1,) edges of the bars over ``values`` (n,): so many, so wide, or as :func:`automatic_bins` says.

    Bars of a chosen width begin at a multiple of it.
    """
    low, high = float(values.min()), float(values.max())
    if binning.width is not None:
        first = math.floor(low / binning.width)
        last = max(math.floor(high / binning.width) + 1, first + 1)
        if last - first <= MOST_CHOSEN:
            return binning.width * np.arange(first, last + 1, dtype=np.float64)
        binning = Binning(MOST_CHOSEN)  # thinner ones could not be told apart
    if low == high:
        return np.array([low - 0.5, low + 0.5])
    count = automatic_bins(values) if binning.count is None else binning.count
    return np.linspace(low, high, count + 1)


def automatic_bins(values: Floats) -> int:
    """How many bars: width 2·IQR·n^(-1/3) (Freedman and Diaconis 1981), but no fewer than 1.5 √n bars.

    Freedman and Diaconis think of one hump; with two the quartiles lie far apart and their bars are too wide.
    """
    quartiles = np.quantile(values, [0.25, 0.75])
    width = 2 * (quartiles[1] - quartiles[0]) / len(values) ** (1 / 3)
    bins = MOST_BINS if width <= 0 else math.ceil(min((values.max() - values.min()) / width, MOST_BINS))
    fewest = math.ceil(1.5 * math.sqrt(len(values)))
    return int(np.clip(max(bins, fewest), FEWEST_BINS, MOST_BINS))


def bins_of(values: Floats, edges: Floats) -> Indices:
    """(n,) the bar that each value belongs to."""
    return np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)


def stacked_heights(values: Floats, shares: Floats | NDArray[np.float32], edges: Floats) -> Floats:
    """(bins, k) densities: what each component holds of each bar; all bars together have area 1.

    Parameters
    ----------
    values : (n,).
    shares : (n, k) responsibilities, or ones (n, 1) where there are none.
    """
    return _sums(bins_of(values, edges), shares.T, len(edges) - 1) / (len(values) * np.diff(edges)[:, None])


class Histogram:
    """The bars of one column under one binning. What takes long is worked out by the thread that asks first.

    Parameters
    ----------
    values : (n,) in the order of the points.
    ascending : the same, sorted.
    binning : what the user wants.
    """

    def __init__(self, values: Floats, ascending: Floats, binning: Binning = AUTOMATIC) -> None:
        self._values, self._ascending = values, ascending
        self.edges = bin_edges(ascending, binning)
        inner = np.searchsorted(ascending, self.edges[1:-1], side="left")
        self.firsts: Indices = np.concatenate([[0], inner])
        """(bins,) where each bar begins in the sorted values."""
        self.counts: Indices = np.diff(self.firsts, append=len(ascending))

    @property
    def n(self) -> int:
        """Number of points."""
        return len(self._values)

    @cached_property
    def bins(self) -> Indices:
        """(n,) the bar of each point."""
        return bins_of(self._values, self.edges)

    @cached_property
    def cells(self) -> Cells:
        """Neighbouring points of each bar, taken together."""
        return Cells(self._ascending, self.firsts)

    @property
    def heights(self) -> Floats:
        """(bins, 1) density of each bar; all together have area 1."""
        return self._densities(self.counts[:, None])

    def heights_by_component(self, assignment: Assignment | None) -> Floats:
        """(bins, k) what each component holds of each bar, one upon the other; (bins, 1) where nothing is assigned.

        Labels are counted. Responsibilities are summed point by point, or for many points of one column as
        :func:`gmmgui.ui.canvas.render.shares.shares_of_bars` has it, whose error cannot be seen.
        """
        if assignment is None or not assignment.is_known:
            return self.heights
        k, bars = len(assignment.components), len(self.counts)
        if assignment.soft is None:
            labels = assignment.labels
            assert labels is not None, "what is known has labels"
            keys = self.bins * k + labels
            return self._densities(np.bincount(keys, minlength=bars * k).reshape(bars, k))
        source, is_large = assignment.state.assigned_by, self.n > EXACT_UP_TO
        if is_large and assignment.soft.algorithm.has_density and _is_one_column(source):
            return self._densities(shares_of_bars(self.cells, source, bars))
        responsibilities = assignment.posterior_mean(np.eye(k, dtype=np.float32))
        return self._densities(_sums(self.bins, responsibilities.T, bars))

    def _densities(self, sums: Floats | Indices) -> Floats:
        heights: Floats = sums / (self.n * np.diff(self.edges)[:, None])
        return heights


def _is_one_column(source: Mixture | Partition | None) -> TypeGuard[Mixture]:
    return isinstance(source, Mixture) and source.d == 1 and bool(source.covariances.min() > 0)


def _sums(bins: Indices, shares: Iterable[Floats | NDArray[np.float32]], count: int) -> Floats:
    return np.column_stack([np.bincount(bins, weights=share, minlength=count) for share in shares])
