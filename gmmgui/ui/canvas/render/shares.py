"""Sums of responsibilities over the bars of a histogram, for so many points that they are taken cell by cell.

In one dimension responsibilities are functions r_j(x) of the place alone. A cell is a few neighbouring points; their
sum of r_j is taken as m r_j(x̄), with m their number and x̄ their mean, so that the term of first order vanishes. By
Taylor's theorem the error is at most m h^2/8 max|r_j''|, where h is the width of the cell: the mean square distance
from x̄ is at most h^2/4. With the slopes a_j and the curvatures b_j of log w_j N_j, and means over r,

    r_j'' = r_j ((a_j - ā)^2 - Var a + b_j - b̄),  so  |r_j''| <= sum_l r_j r_l ((a_j - a_l)^2 + |b_j - b_l|).

Against the component that is the largest at x̄, with A_l and B_l for the largest |a_l - a| and |b_l - b| in the cell
and R_l for a bound of r_l there, that is at most 2 sum_l min(1/4, R_l) (2 A_l^2 + B_l). A cell whose bound is above
``TOLERANCE`` a point is summed point by point. So each part of a bar is right to 1e-4 of the bar: less than a tenth of
a pixel on any screen up to a thousand pixels high, less than one on any other.
"""

from __future__ import annotations

import numpy as np

from gmmgui.core import Mixture
from gmmgui.core.types import Floats, Indices
from gmmgui.ui.canvas.render import numba_rasterizer

EXACT_UP_TO = 20_000
"""So many points are summed one by one, in a few milliseconds."""
CELL = 128
"""Points in a cell at most."""
TOLERANCE = 1e-4


class Cells:
    """Up to ``CELL`` neighbouring points each, all in the same bar.

    Parameters
    ----------
    ascending : (n,) sorted values.
    firsts : (bars,) where each bar begins among them; a bar may be empty.
    """

    def __init__(self, ascending: Floats, firsts: Indices) -> None:
        n = len(ascending)
        begins = np.union1d(firsts[firsts < n], np.arange(0, n, CELL))
        self.values, self.begins = ascending, begins
        self.counts: Indices = np.diff(begins, append=n)
        self.low, self.high = ascending[begins], ascending[begins + self.counts - 1]
        means = np.add.reduceat(ascending - ascending[0], begins) / self.counts + ascending[0]
        self.means: Floats = np.clip(means, self.low, self.high)
        self.bars: Indices = np.searchsorted(firsts, begins, side="right") - 1
        """(cells,) the bar that each is in: the last of those that begin there, for the others are empty."""


def shares_of_bars(cells: Cells, mixture: Mixture, bars: int) -> Floats:
    """(bars, k) sums of responsibilities under ``mixture``, of one dimension and with positive variances.

    In machine code where that is ready: the steps of NumPy would each wait for a run that is painted.
    """
    return compiled_shares(cells, mixture, bars) if numba_rasterizer.is_ready() else plain_shares(cells, mixture, bars)


def compiled_shares(cells: Cells, mixture: Mixture, bars: int) -> Floats:
    """(bars, k) by :func:`gmmgui.ui.canvas.render.raster_kernels.cell_shares`."""
    variances = np.ascontiguousarray(mixture.covariances[:, 0, 0])
    with np.errstate(divide="ignore"):  # a weight of 0
        heights = np.log(mixture.weights) - 0.5 * np.log(variances)
    sums = np.zeros((bars, mixture.k))
    means = np.ascontiguousarray(mixture.means[:, 0])
    of_cells = cells.begins, cells.counts, cells.low, cells.high, cells.means, cells.bars
    numba_rasterizer.KERNELS.module().cell_shares(cells.values, *of_cells, heights, means, variances, TOLERANCE, sums)
    return sums


def plain_shares(cells: Cells, mixture: Mixture, bars: int) -> Floats:
    """(bars, k) in NumPy."""
    sums = cells.counts[:, None] * responsibilities_at(cells.means, mixture)
    steep = np.flatnonzero(error_bounds(cells, mixture) > TOLERANCE)
    if steep.size:
        counts = cells.counts[steep]
        begins = np.cumsum(counts) - counts
        rows = np.arange(counts.sum()) + np.repeat(cells.begins[steep] - begins, counts)
        sums[steep] = np.add.reduceat(responsibilities_at(cells.values[rows], mixture), begins)
    return np.column_stack([np.bincount(cells.bars, weights=share, minlength=bars) for share in sums.T])


def responsibilities_at(places: Floats, mixture: Mixture) -> Floats:
    """(p, k) w_j N_j(x) / sum_l w_l N_l(x) at ``places`` (p,) (Bishop 2006, eq. 9.23); equal where all are 0."""
    with np.errstate(over="ignore", invalid="ignore"):
        joint = log_joint(places, mixture)
        shares = np.exp(joint - joint.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
    return np.nan_to_num(shares, copy=False, nan=1 / mixture.k)


def log_joint(places: Floats, mixture: Mixture) -> Floats:
    """(p, k) log w_j N_j(x), but for a constant, of one dimension and all components at once."""
    with np.errstate(divide="ignore", over="ignore"):  # a weight of 0; a place beyond all measure
        heights = np.log(mixture.weights) - 0.5 * np.log(mixture.covariances[:, 0, 0])
        distances = places[:, None] - mixture.means[:, 0]
        joint: Floats = heights - 0.5 * distances**2 / mixture.covariances[:, 0, 0]
    return joint


def error_bounds(cells: Cells, mixture: Mixture) -> Floats:
    """(cells,) how wrong a cell's share can be, as a fraction of its points: see the head of this file."""
    means, precisions = mixture.means[:, 0], 1 / mixture.covariances[:, 0, 0]
    largest = log_joint(cells.means, mixture).argmax(axis=1)[:, None]

    def against(values: Floats) -> Floats:
        """(cells, k) less those of the largest component."""
        difference: Floats = values - np.take_along_axis(values, largest, axis=1)
        return difference

    ends, widths = (cells.low, cells.high), (cells.high - cells.low)[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        slopes = np.maximum(*(np.abs(against((means - end[:, None]) * precisions)) for end in ends))
        curvatures = np.abs(against(np.broadcast_to(precisions, slopes.shape)))
        heights = (against(log_joint(end, mixture)) for end in ends)
        parabolas = np.maximum(*heights) + curvatures * widths**2 / 8
        shares = np.minimum(0.25, np.exp(np.minimum(parabolas, 0)))
        bounds: Floats = (widths**2 / 4 * shares * (2 * slopes**2 + curvatures)).sum(axis=1)
    return np.nan_to_num(bounds, nan=np.inf)
