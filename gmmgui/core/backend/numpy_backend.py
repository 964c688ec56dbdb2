"""The passes in plain NumPy, block by block: what a student reads, and the oracle of the kernels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gmmgui.core import gaussian
from gmmgui.core.algorithms import Algorithm, most_probable
from gmmgui.core.backend.parallel import never_cancel
from gmmgui.core.backend.protocol import CheckCancelled, T
from gmmgui.core.types import Floats, Labels, Mixture, Partition, Statistics, label_type

BLOCK = 4_096
"""Points a block, so that arrays of n x k numbers stay small on the way."""


class NumpyBackend:
    """The passes in plain NumPy, block by block.

    Parameters
    ----------
    columns : (d, n) in the engine's coordinates.
    block : points a block; None: ``BLOCK``.
    """

    def __init__(self, columns: Floats, block: int | None = None) -> None:
        self._columns = columns
        self._block = block or BLOCK

    @property
    def _n(self) -> int:
        return self._columns.shape[1]

    def _blocks(self) -> list[slice]:
        return [slice(first, min(first + self._block, self._n)) for first in range(0, self._n, self._block)]

    def _each(self, work: Callable[[slice], T], check_cancelled: CheckCancelled) -> list[T]:
        results: list[T] = []
        for block in self._blocks():
            check_cancelled()
            results.append(work(block))
        return results

    def statistics(
        self, algorithm: Algorithm, mixture: Mixture, reference: Floats, check_cancelled: CheckCancelled = never_cancel
    ) -> Statistics:
        """One E-pass at ``mixture``; scatters about ``reference`` (k, d)."""
        points = self._columns.T
        parts = self._each(lambda block: algorithm.e_pass(points[block], mixture, reference), check_cancelled)
        return sum(parts[1:], parts[0])

    def partition_statistics(
        self,
        algorithm: Algorithm,
        partition: Partition,
        reference: Floats,
        check_cancelled: CheckCancelled = never_cancel,
    ) -> Statistics:
        """The statistics of labels that were given: responsibilities of 0 and 1, and no objective."""
        points, k = self._columns.T, partition.k

        def part(block: slice) -> Statistics:
            given = gaussian.one_hot(partition.labels[block], k)
            return gaussian.sufficient_statistics(points[block], given, reference, 0.0)

        parts = self._each(part, check_cancelled)
        return sum(parts[1:], parts[0])

    def labels(self, algorithm: Algorithm, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel) -> Labels:
        """(n,) component of the highest affinity, in the smallest type; ties go to the lowest index."""
        points, result = self._columns.T, np.empty(self._n, dtype=label_type(mixture.k))

        def part(block: slice) -> None:
            result[block] = most_probable(algorithm.affinity(points[block], mixture))

        self._each(part, check_cancelled)
        result.setflags(write=False)
        return result

    def responsibilities(
        self, algorithm: Algorithm, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel
    ) -> Floats:
        """(n, k) shares that ``algorithm`` gives each component of a point; a row of nan where it has none to give."""
        result = np.empty((mixture.k, self._n)).T

        def part(block: slice) -> None:
            with np.errstate(invalid="ignore"):
                result[block] = algorithm.responsibilities(self._columns.T[block], mixture)

        self._each(part, check_cancelled)
        return result

    def log_density(self, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel) -> Floats:
        """(n,) natural log of the density, -inf where it is zero."""
        result = np.empty(self._n)

        def part(block: slice) -> None:
            joint = gaussian.log_joint(self._columns.T[block], mixture)
            top = joint.max(axis=1)
            with np.errstate(invalid="ignore"):
                result[block] = np.where(np.isfinite(top), gaussian.soft_responsibilities(joint)[1], top)

        self._each(part, check_cancelled)
        return result

    def posterior_mean(
        self,
        algorithm: Algorithm,
        mixture: Mixture,
        values: Floats,
        rows: slice | None = None,
        check_cancelled: CheckCancelled = never_cancel,
    ) -> NDArray[np.float32]:
        """(n, m) means of ``values`` (k, m), weighted by the responsibilities of each point, in single precision."""
        piece = self._columns[:, rows or slice(None)]
        result = np.empty((piece.shape[1], values.shape[1]), dtype=np.float32)

        def part(block: slice) -> None:
            with np.errstate(invalid="ignore"):
                shares = algorithm.responsibilities(piece.T[block], mixture)
            result[block] = np.nan_to_num(shares, nan=1 / mixture.k) @ values

        NumpyBackend(piece, self._block)._each(part, check_cancelled)
        return result

    def each_block(
        self, means: Floats, summary: Callable[[int, Floats], T], check_cancelled: CheckCancelled = never_cancel
    ) -> list[T]:
        """``summary`` (first point, squared distances to the nearest of ``means``) of each block, in their order."""
        points = self._columns.T

        def part(block: slice) -> T:
            return summary(block.start, gaussian.nearest_distances(points[block], means))

        return self._each(part, check_cancelled)

    def are_regular(self, _covariances: Floats, _floors: Floats, _variances: Floats) -> bool:
        """False: each is looked at closely."""
        return False
