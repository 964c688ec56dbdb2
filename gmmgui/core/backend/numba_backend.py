"""The passes in machine code: hands arrays to :mod:`gmmgui.core.backend.kernels`, by blocks and threads.

:func:`load` compiles the kernels, or takes them from numba's cache on disk; until then :class:`NumpyBackend` serves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.algorithms import Algorithm
from gmmgui.core.backend.compiling import KernelModule
from gmmgui.core.backend.numpy_backend import NumpyBackend
from gmmgui.core.backend.parallel import (
    MOST_PIECES,
    available_threads,
    block_size,
    for_each,
    never_cancel,
    turns,
)
from gmmgui.core.backend.protocol import CheckCancelled, MixtureParameters, T
from gmmgui.core.backend.sums import Sums
from gmmgui.core.types import Floats, Labels, Mixture, Partition, Statistics, label_type

TURNS = 8
"""Blocks that each thread takes in turn at least: a pass can be cancelled between two."""

NO_LABELS = np.empty(0, dtype=np.int64)
Edges = list[tuple[int, int]]
Densities = tuple[Floats, Floats, Floats, bool]
"""Constants (k,), means (k, d), precision factors, and whether these are only diagonals."""
LabelBlock = Callable[[int, int, Labels], None]
"""(first point, last point, their labels to be written)"""


KERNELS = KernelModule("gmmgui.core.backend.kernels")
is_ready, loading, load = KERNELS.is_ready, KERNELS.loading, KERNELS.load


class NumbaBackend(NumpyBackend):
    """The passes in machine code, on all processors; for an algorithm without kernels those in NumPy.

    Parameters
    ----------
    columns : (d, n) in the engine's coordinates.
    block : points a block; None: as many as suit data and components.
    threads : that may work at once; None: all there are. The results do not depend on it.
    """

    def __init__(self, columns: Floats, block: int | None = None, threads: int | None = None) -> None:
        super().__init__(columns, block)
        self._kernels = KERNELS.module()
        self._given_block = block
        self._threads = threads or available_threads()

    @property
    def kernels(self) -> Any:
        """The module of the kernels, compiled."""
        return self._kernels

    def m_step_kind(self, algorithm: Algorithm, covariance_type: str) -> int | None:
        """The kernels' number for what M makes of scatters; None: there is no kernel for it.

        Parameters
        ----------
        algorithm : whose M it is.
        covariance_type : a key of ``COVARIANCE_TYPES``.
        """
        if algorithm.m_kernel == "shared-sphere":
            kind: int = self._kernels.SHARED_SPHERE
            return kind
        return self._kernels.KINDS.get(covariance_type) if algorithm.m_kernel == "restricted" else None

    def block_size(self, k: int) -> int:
        """Points a block, where there are ``k`` components."""
        return self._given_block or block_size(self._n, k, len(self._columns))

    def edges(self, k: int) -> Edges:
        """First and last point of each piece, where ``k`` components give each point an answer of its own."""
        size = self._given_block or block_size(self._n, k, len(self._columns), MOST_PIECES)
        return [(first, min(first + size, self._n)) for first in range(0, self._n, size)]

    def _in_blocks(self, k: int, work: Callable[[int, int, int], None], check_cancelled: CheckCancelled) -> None:
        """``work`` (number, first, last) of each piece, see :meth:`edges`."""
        edges = self.edges(k)
        for_each(len(edges), self._threads, lambda block: work(block, *edges[block]), check_cancelled)

    def statistics(
        self, algorithm: Algorithm, mixture: Mixture, reference: Floats, check_cancelled: CheckCancelled = never_cancel
    ) -> Statistics:
        """One E-pass at ``mixture``; scatters about ``reference`` (k, d), of which K-means has the traces only."""
        if not algorithm.e_kernel:
            return super().statistics(algorithm, mixture, reference, check_cancelled)
        about = np.ascontiguousarray(reference)
        return self.sums(algorithm.e_kernel, mixture, about, check_cancelled).statistics(self._n)

    def sums(
        self, kernel: str, mixture: MixtureParameters, about: Floats, check_cancelled: CheckCancelled = never_cancel
    ) -> Sums:
        """What :meth:`statistics` merges, block by block.

        Parameters
        ----------
        kernel : an ``Algorithm.e_kernel``.
        mixture : of k components.
        about : (k, d), what scatters are taken about.
        check_cancelled : called before each block of the calling thread.
        """
        if kernel == "nearest":
            return self._nearest_sums(mixture.means, about, check_cancelled)
        return self._mixture_sums(self._kernels.MODES[kernel], self._densities(mixture), about, check_cancelled)

    def _nearest_sums(
        self, means: Floats, about: Floats, check_cancelled: CheckCancelled, given: Labels | None = None
    ) -> Sums:
        run = self._kernels.nearest_blocks

        def work(blocks: tuple[int, int, int], labels: Labels, sums: Sums) -> None:
            run(self._columns, *blocks, given is not None, labels, means, about, *sums.arrays)

        return self._summed(about, work, given, check_cancelled)

    def _mixture_sums(
        self,
        mode: int,
        densities: Densities,
        about: Floats,
        check_cancelled: CheckCancelled,
        given: Labels | None = None,
    ) -> Sums:
        run, (*components, diagonal) = self._kernels.mixture_blocks, densities

        def work(blocks: tuple[int, int, int], labels: Labels, sums: Sums) -> None:
            run(self._columns, *blocks, mode, labels, *components, about, diagonal, *sums.arrays)

        return self._summed(about, work, given, check_cancelled)

    def _summed(
        self,
        about: Floats,
        work: Callable[[tuple[int, int, int], Labels, Sums], None],
        given: Labels | None,
        check_cancelled: CheckCancelled,
    ) -> Sums:
        """What ``work`` leaves of (points a block, first block, last block), of their labels, in the sums."""
        size = self.block_size(len(about))
        count = -(-self._n // size)
        most = max(1, count // TURNS) if given is None else 1  # of given labels no more than a block's is copied
        sums, spans = Sums(count, *about.shape), turns(count, self._threads, most)

        def take(turn: int) -> None:
            first, last = spans[turn]
            labels = NO_LABELS if given is None else given[first * size : last * size].astype(np.int64)
            work((size, first, last), labels, sums)

        for_each(len(spans), self._threads, take, check_cancelled)
        return sums

    def _densities(self, mixture: MixtureParameters) -> Densities:
        """What the kernels need to know of ``mixture``.

        Raises
        ------
        numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
        """
        k, d = mixture.means.shape
        size = self._kernels.factor_size(d)
        constants, factors = np.empty(k), np.zeros((k, size, size))
        if not self._kernels.components(mixture.weights, mixture.covariances, constants, factors):
            raise np.linalg.LinAlgError("Matrix is not positive definite")
        kind = self._kernels.KINDS.get(mixture.covariance_type, self._kernels.KINDS["full"])
        return constants, mixture.means, factors, self._kernels.only_diagonals(kind, mixture.covariances)

    def partition_statistics(
        self,
        algorithm: Algorithm,
        partition: Partition,
        reference: Floats,
        check_cancelled: CheckCancelled = never_cancel,
    ) -> Statistics:
        """The statistics of labels that were given, summed as the E-pass of ``algorithm`` sums; no objective."""
        about = np.ascontiguousarray(reference)
        if algorithm.e_kernel == "nearest":
            return self._nearest_sums(about, about, check_cancelled, partition.labels).statistics(self._n)
        no_densities = np.empty(partition.k), about, np.empty((partition.k, 0, 0)), False
        mode = self._kernels.GIVEN
        return self._mixture_sums(mode, no_densities, about, check_cancelled, partition.labels).statistics(self._n)

    def labels(self, algorithm: Algorithm, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel) -> Labels:
        """(n,) component of the highest affinity, in the smallest type; ties go to the lowest index."""
        if not algorithm.e_kernel:
            return super().labels(algorithm, mixture, check_cancelled)
        is_nearest = algorithm.e_kernel == "nearest"
        labelled = self._nearest_labels(mixture) if is_nearest else self._probable_labels(mixture)
        result = np.empty(self._n, dtype=label_type(mixture.k))

        def work(_: int, first: int, last: int) -> None:
            labels = np.empty(last - first, dtype=np.int64)
            labelled(first, last, labels)
            result[first:last] = labels

        self._in_blocks(mixture.k, work, check_cancelled)
        result.setflags(write=False)
        return result

    def _nearest_labels(self, mixture: Mixture) -> LabelBlock:
        run, columns, means = self._kernels.nearest_label_pass, self._columns, mixture.means
        return lambda first, last, labels: run(columns, first, last, means, labels, np.empty(last - first))

    def _probable_labels(self, mixture: Mixture) -> LabelBlock:
        run, columns = self._kernels.label_pass, self._columns
        *densities, diagonal = self._densities(mixture)
        return lambda first, last, labels: run(columns, first, last, *densities, diagonal, labels)

    def responsibilities(
        self, algorithm: Algorithm, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel
    ) -> Floats:
        """(n, k) shares that ``algorithm`` gives each component of a point; a row of nan where it has none to give."""
        if algorithm.e_kernel != "soft":
            return super().responsibilities(algorithm, mixture, check_cancelled)
        result = np.empty((mixture.k, self._n))
        run, columns = self._kernels.responsibility_pass, self._columns
        *densities, diagonal = self._densities(mixture)

        def work(_: int, first: int, last: int) -> None:
            run(columns, first, last, *densities, diagonal, result)

        self._in_blocks(mixture.k, work, check_cancelled)
        return result.T

    def log_density(self, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel) -> Floats:
        """(n,) natural log of the density of ``mixture``, -inf where it is zero."""
        result = np.empty(self._n)
        run, columns = self._kernels.log_density_pass, self._columns
        *densities, diagonal = self._densities(mixture)

        def work(_: int, first: int, last: int) -> None:
            run(columns, first, last, *densities, diagonal, result)

        self._in_blocks(mixture.k, work, check_cancelled)
        return result

    def posterior_mean(
        self,
        algorithm: Algorithm,
        mixture: Mixture,
        values: Floats,
        rows: slice | None = None,
        check_cancelled: CheckCancelled = never_cancel,
    ) -> NDArray[np.float32]:
        """(n, m) means of ``values`` (k, m), weighted by the responsibilities of each point, in single precision.

        A piece, the points ``rows``, is worked out on the calling thread alone.
        """
        if algorithm.e_kernel != "soft":
            return super().posterior_mean(algorithm, mixture, values, rows, check_cancelled)
        first, last, _ = (rows or slice(None)).indices(self._n)
        result = np.empty((last - first, values.shape[1]), dtype=np.float32)
        run, columns, table = self._kernels.blend_pass, self._columns, np.array(values, dtype=np.float64, order="C")
        *densities, diagonal = self._densities(mixture)
        if rows is not None:
            check_cancelled()
            run(columns, first, last, *densities, diagonal, table, result)
            return result

        def work(_: int, first: int, last: int) -> None:
            run(columns, first, last, *densities, diagonal, table, result[first:last])

        self._in_blocks(mixture.k, work, check_cancelled)
        return result

    def each_block(
        self, means: Floats, summary: Callable[[int, Floats], T], check_cancelled: CheckCancelled = never_cancel
    ) -> list[T]:
        """``summary`` (first point, squared distances to the nearest of ``means``) of each block, in their order."""
        run, columns, about = self._kernels.nearest_label_pass, self._columns, np.ascontiguousarray(means)
        results: list[T | None] = [None] * len(self.edges(len(means)))

        def work(i: int, first: int, last: int) -> None:
            distances = np.empty(last - first)
            run(columns, first, last, about, np.empty(last - first, dtype=np.int64), distances)
            results[i] = summary(first, distances)

        self._in_blocks(len(means), work, check_cancelled)
        return results  # type: ignore[return-value]  # every block has left its own

    def are_regular(self, covariances: Floats, floors: Floats, variances: Floats) -> bool:
        """Is each of ``covariances`` clearly above the floor and clearly not singular? False: look closely."""
        regular: bool = self._kernels.are_regular(covariances, floors, np.ascontiguousarray(variances))
        return regular
