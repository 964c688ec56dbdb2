"""The passes in machine code: hands arrays to :mod:`gmmgui.core.kernels`, block by block and thread by thread.

:func:`load` compiles the kernels, or takes them from numba's cache on disk; until then :class:`NumpyBackend` serves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmgui.core import gaussian
from gmmgui.core.algorithms import Algorithm, closeness, equal, fractions, restricted, shared_sphere
from gmmgui.core.backend import NumpyBackend, T
from gmmgui.core.compiling import KernelModule
from gmmgui.core.fast_iterations import FastIterations, Parameters, Sums
from gmmgui.core.parallel import MOST_PIECES, available_threads, block_size, for_each, turns
from gmmgui.core.types import Floats, Labels, Mixture, Partition, State, Statistics, label_type

if TYPE_CHECKING:
    from gmmgui.core.problem import Problem

ITERATIONS_PER_CALL = 1_000
"""Iterations made in one piece at most."""
WORK_PER_CALL = 2e8
"""And so many steps of arithmetic, a tenth of a second or so: between two pieces a run can be cancelled."""

TURNS = 8
"""Blocks that each thread takes in turn at least: a pass can be cancelled between two."""

E_PASSES: dict[Callable[..., Statistics], str] = {
    gaussian.soft_pass: "soft",
    gaussian.hard_pass: "hard",
    gaussian.nearest_pass: "nearest",
}
"""Which kernel does the same as a textbook pass; for any other the textbook goes on."""
NO_LABELS = np.empty(0, dtype=np.int64)
Edges = list[tuple[int, int]]
Densities = tuple[Floats, Floats, Floats, bool]
"""Constants (k,), means (k, d), precision factors, and whether these are only diagonals."""


KERNELS = KernelModule("gmmgui.core.kernels")
is_ready, loading, load = KERNELS.is_ready, KERNELS.loading, KERNELS.load


class NumbaBackend(NumpyBackend):
    """The passes in machine code, on all processors.

    Parameters
    ----------
    columns : (d, n) in the engine's coordinates.
    check_cancelled : called before each block that the calling thread works off, and now and then between iterations on
        one block; it may raise ``Cancelled``.
    block : points a block; None: as many as suit data and components.
    threads : that may work at once; None: all there are. The results do not depend on it.
    """

    def __init__(
        self,
        columns: Floats,
        check_cancelled: Callable[[], None],
        block: int | None = None,
        threads: int | None = None,
    ) -> None:
        super().__init__(columns, check_cancelled, block)
        self._kernels = KERNELS.module()
        self._given_block = block
        self._threads = threads or available_threads()

    def size(self, k: int) -> int:
        """Points a block, where there are ``k`` components."""
        return self._given_block or block_size(self._n, k, len(self._columns))

    def edges(self, k: int) -> Edges:
        """First and last point of each piece, where ``k`` components give each point an answer of its own."""
        size = self._given_block or block_size(self._n, k, len(self._columns), MOST_PIECES)
        return [(first, min(first + size, self._n)) for first in range(0, self._n, size)]

    def _in_blocks(self, edges: Edges, work: Callable[[int, int, int], None]) -> None:
        """``work`` (number, first, last) of each block."""
        for_each(len(edges), self._threads, lambda block: work(block, *edges[block]), self._check_cancelled)

    def statistics(self, algorithm: Algorithm, mixture: Mixture, reference: Floats) -> Statistics:
        """One E-pass at ``mixture``; scatters about ``reference`` (k, d), of which K-means has the traces only."""
        kernel = E_PASSES.get(algorithm.e_pass)
        if kernel is None:
            return super().statistics(algorithm, mixture, reference)
        return self.sums(kernel, mixture, np.ascontiguousarray(reference)).statistics(self._n)

    def sums(self, kernel: str, mixture: Parameters, about: Floats) -> Sums:
        """What :meth:`statistics` merges, block by block.

        Parameters
        ----------
        kernel : a value of ``E_PASSES``.
        mixture : of k components.
        about : (k, d), what scatters are taken about.
        """
        if kernel == "nearest":
            return self._nearest_sums(mixture.means, about)
        return self._mixture_sums(self._kernels.MODES[kernel], self._densities(mixture), about)

    def _nearest_sums(self, means: Floats, about: Floats, given: Labels | None = None) -> Sums:
        run = self._kernels.nearest_blocks

        def work(blocks: tuple[int, int, int], labels: Labels, sums: Sums) -> None:
            run(self._columns, *blocks, given is not None, labels, means, about, *sums.arrays)

        return self._summed(about, work, given)

    def _mixture_sums(self, mode: int, densities: Densities, about: Floats, given: Labels | None = None) -> Sums:
        run, (*components, diagonal) = self._kernels.mixture_blocks, densities

        def work(blocks: tuple[int, int, int], labels: Labels, sums: Sums) -> None:
            run(self._columns, *blocks, mode, labels, *components, about, diagonal, *sums.arrays)

        return self._summed(about, work, given)

    def _summed(
        self,
        about: Floats,
        work: Callable[[tuple[int, int, int], Labels, Sums], None],
        given: Labels | None,
    ) -> Sums:
        """What ``work`` leaves of (points a block, first block, last block), of their labels, in the sums."""
        size = self.size(len(about))
        count = -(-self._n // size)
        most = max(1, count // TURNS) if given is None else 1  # of given labels no more than a block's is copied
        sums, spans = Sums(count, *about.shape), turns(count, self._threads, most)

        def take(turn: int) -> None:
            first, last = spans[turn]
            labels = NO_LABELS if given is None else given[first * size : last * size].astype(np.int64)
            work((size, first, last), labels, sums)

        for_each(len(spans), self._threads, take, self._check_cancelled)
        return sums

    def _densities(self, mixture: Parameters) -> Densities:
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

    def partition_statistics(self, algorithm: Algorithm, partition: Partition, reference: Floats) -> Statistics:
        """The statistics of labels that were given, summed as the E-pass of ``algorithm`` sums; no objective."""
        about = np.ascontiguousarray(reference)
        if E_PASSES.get(algorithm.e_pass) == "nearest":
            return self._nearest_sums(about, about, partition.labels).statistics(self._n)
        no_densities = np.empty(partition.k), about, np.empty((partition.k, 0, 0)), False
        return self._mixture_sums(self._kernels.GIVEN, no_densities, about, partition.labels).statistics(self._n)

    def labels(self, algorithm: Algorithm, mixture: Mixture) -> Labels:
        """(n,) component of the highest affinity, in the smallest type; ties go to the lowest index."""
        if algorithm.affinity is gaussian.log_joint:
            labelled = self._probable_labels(mixture)
        elif algorithm.affinity is closeness:
            labelled = self._nearest_labels(mixture)
        else:
            return super().labels(algorithm, mixture)
        result = np.empty(self._n, dtype=label_type(mixture.k))

        def work(_: int, first: int, last: int) -> None:
            labels = np.empty(last - first, dtype=np.int64)
            labelled(first, last, labels)
            result[first:last] = labels

        self._in_blocks(self.edges(mixture.k), work)
        result.setflags(write=False)
        return result

    def _nearest_labels(self, mixture: Mixture) -> Callable[[int, int, Labels], None]:
        run, columns, means = self._kernels.nearest_label_pass, self._columns, mixture.means
        return lambda first, last, labels: run(columns, first, last, means, labels, np.empty(last - first))

    def _probable_labels(self, mixture: Mixture) -> Callable[[int, int, Labels], None]:
        run, columns = self._kernels.label_pass, self._columns
        *densities, diagonal = self._densities(mixture)
        return lambda first, last, labels: run(columns, first, last, *densities, diagonal, labels)

    def responsibilities(self, mixture: Mixture) -> Floats:
        """(n, k); a row of nan where every density is zero."""
        result = np.empty((mixture.k, self._n))
        run, columns = self._kernels.responsibility_pass, self._columns
        *densities, diagonal = self._densities(mixture)
        self._in_blocks(
            self.edges(mixture.k), lambda _, first, last: run(columns, first, last, *densities, diagonal, result)
        )
        return result.T

    def log_density(self, mixture: Mixture) -> Floats:
        """(n,) natural log of the density, -inf where it is zero."""
        result = np.empty(self._n)
        run, columns = self._kernels.log_density_pass, self._columns
        *densities, diagonal = self._densities(mixture)
        self._in_blocks(
            self.edges(mixture.k), lambda _, first, last: run(columns, first, last, *densities, diagonal, result)
        )
        return result

    def posterior_mean(self, mixture: Mixture, values: Floats, rows: slice | None = None) -> NDArray[np.float32]:
        """(n, m) means of ``values`` (k, m), weighted by the responsibilities of each point, in single precision.

        A piece, the points ``rows``, is worked out on the calling thread alone.
        """
        first, last, _ = (rows or slice(None)).indices(self._n)
        result = np.empty((last - first, values.shape[1]), dtype=np.float32)
        run, columns, table = self._kernels.blend_pass, self._columns, np.array(values, dtype=np.float64, order="C")
        *densities, diagonal = self._densities(mixture)
        if rows is not None:
            self._check_cancelled()
            run(columns, first, last, *densities, diagonal, table, result)
            return result
        self._in_blocks(
            self.edges(mixture.k),
            lambda _, first, last: run(columns, first, last, *densities, diagonal, table, result[first:last]),
        )
        return result

    def each_block(self, means: Floats, summary: Callable[[int, Floats], T]) -> list[T]:
        """``summary`` (first point, squared distances to the nearest of ``means``) of each block, in their order."""
        run, columns, about = self._kernels.nearest_label_pass, self._columns, np.ascontiguousarray(means)
        edges = self.edges(len(means))
        results: list[T | None] = [None] * len(edges)

        def work(i: int, first: int, last: int) -> None:
            distances = np.empty(last - first)
            run(columns, first, last, about, np.empty(last - first, dtype=np.int64), distances)
            results[i] = summary(first, distances)

        self._in_blocks(edges, work)
        return results  # type: ignore[return-value]  # every block has left its own

    # M, and whole iterations

    def are_regular(self, covariances: Floats, floors: Floats, variances: Floats) -> bool:
        """Is each of ``covariances`` clearly above the floor and clearly not singular? False: look closely."""
        return self._kernels.are_regular(covariances, floors, np.ascontiguousarray(variances))

    def usual_m_step(self, problem: Problem, state: State) -> Mixture | None:
        """What M makes of ``state`` where it makes no event; None: ask :mod:`gmmgui.core.mstep`."""
        iterations = self._fast_iterations_from(problem, state)
        return iterations.proposal if iterations is not None and iterations.maximise() else None

    def fast_iterations(self, problem: Problem, state: State) -> tuple[State, list[float]]:
        """As many whole iterations after ``state``, whose phase is E, as need nobody's attention."""
        (k, d), n = state.scaled.means.shape, self._n
        most = max(1, min(ITERATIONS_PER_CALL, int(WORK_PER_CALL / (n * k * (d * d + 30)))))
        most = min(most, problem.spec.max_iter - state.iteration)
        iterations = self._fast_iterations_from(problem, state)
        if iterations is None or most <= 0:
            return state, []
        self._check_cancelled()
        return iterations.run(most, self._columns if self.size(state.scaled.k) >= self._n else None)

    def _fast_iterations_from(self, problem: Problem, state: State) -> FastIterations | None:
        """Fast iterations from ``state``, where the kernels know what this algorithm does in E and M."""
        kernel, kind = E_PASSES.get(problem.algorithm.e_pass), self._kind(problem)
        if kernel is None or kind is None or isinstance(state.scaled_assigned_by, Partition):
            return None
        return FastIterations(self, self._kernels, problem, state, kernel, kind)

    def _kind(self, problem: Problem) -> int | None:
        """The kernels' number for this M, or None."""
        algorithm = problem.algorithm
        if (algorithm.weights, algorithm.covariances) == (fractions, restricted):
            return self._kernels.KINDS.get(problem.spec.covariance_type)
        is_k_means = (algorithm.weights, algorithm.covariances) == (equal, shared_sphere)
        return self._kernels.SHARED_SPHERE if is_k_means and not algorithm.uses_covariance_type else None
