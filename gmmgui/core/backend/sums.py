"""Sums: the statistics of blocks, before they are added up."""

from __future__ import annotations

import numpy as np

from gmmgui.core.types import Floats, Statistics


class Sums:
    """What the blocks leave: a row each, merged in their order.

    Parameters
    ----------
    blocks : number of blocks.
    k : number of components.
    d : number of columns.
    """

    def __init__(self, blocks: int, k: int, d: int) -> None:
        self.counts = np.zeros((blocks, k))
        self.sums = np.zeros((blocks, k, d))
        self.scatters = np.zeros((blocks, k, d, d))
        self.totals = np.zeros((blocks, 2))

    @property
    def arrays(self) -> tuple[Floats, Floats, Floats, Floats]:
        """What a kernel adds to: (blocks, k), (blocks, k, d), (blocks, k, d, d) and (blocks, 2)."""
        return self.counts, self.sums, self.scatters, self.totals

    def statistics(self, n: int) -> Statistics:
        """The statistics of all blocks, which hold ``n`` points."""
        counts, sums, scatters, totals = self.merged()
        return Statistics(counts, sums, scatters, float(totals[0]), float(totals[1]), n)

    def merged(self) -> tuple[Floats, Floats, Floats, Floats]:
        """counts (k,), sums (k, d), scatters (k, d, d), and objective and entropy (2,) of all blocks."""
        return self.counts.sum(axis=0), self.sums.sum(axis=0), self.scatters.sum(axis=0), self.totals.sum(axis=0)
