"""Who works out the passes over the data: the textbook here, in plain NumPy, or :mod:`gmmgui.core.compiled`.

Both answer the same questions, and their answers differ in the last digits at most.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from gmmgui.core import gaussian
from gmmgui.core.algorithms import Algorithm, most_probable
from gmmgui.core.types import Floats, Labels, Mixture, Partition, State, Statistics, label_type

if TYPE_CHECKING:
    from gmmgui.core.problem import Problem

T = TypeVar("T")

TEXTBOOK_BLOCK = 4_096
"""Points a block of the textbook passes, whose intermediate arrays of n x k numbers stay small so."""


class Backend(Protocol):
    """Passes over one set of points; mixtures and means are in the engine's coordinates."""

    def statistics(self, algorithm: Algorithm, mixture: Mixture, reference: Floats) -> Statistics:
        """One E-pass over all points.

        Parameters
        ----------
        algorithm : whose E-pass it is.
        mixture : of k components.
        reference : (k, d), what scatters are taken about.

        Returns
        -------
        Of all points; K-means has the traces of the scatters only.

        Raises
        ------
        numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
        """
        ...

    def partition_statistics(self, algorithm: Algorithm, partition: Partition, reference: Floats) -> Statistics:
        """The statistics of labels that were given, summed as the E-pass of ``algorithm`` sums.

        Parameters
        ----------
        algorithm : as whose E-pass the sums are made.
        partition : (n,) labels of k components.
        reference : (k, d), what scatters are taken about.

        Returns
        -------
        Statistics of objective 0.
        """
        ...

    def labels(self, algorithm: Algorithm, mixture: Mixture) -> Labels:
        """The component of highest affinity of each point; ties go to the lowest index.

        Parameters
        ----------
        algorithm : whose affinity it is.
        mixture : of k components.

        Returns
        -------
        (n,), read-only, in the smallest type that holds k - 1.

        Raises
        ------
        numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
        """
        ...

    def responsibilities(self, mixture: Mixture) -> Floats:
        """Posterior probability of each component for each point (Bishop 2006, eq. 9.23).

        Parameters
        ----------
        mixture : of k components.

        Returns
        -------
        (n, k); a row of NaN where every density is zero.

        Raises
        ------
        numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
        """
        ...

    def log_density(self, mixture: Mixture) -> Floats:
        """Natural log of the mixture's density at each point (Bishop 2006, eq. 9.7).

        Parameters
        ----------
        mixture : of k components.

        Returns
        -------
        (n,), minus infinity where the density is zero.

        Raises
        ------
        numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
        """
        ...

    def posterior_mean(self, mixture: Mixture, values: Floats, rows: slice | None = None) -> NDArray[np.float32]:
        """Means of values of the components, weighted by the responsibilities of each point.

        A point where every density is zero has equal shares of all.

        Parameters
        ----------
        mixture : of k components.
        values : (k, v), of each component.
        rows : of these points only, m of them; None: of all.

        Returns
        -------
        (m, v), in single precision.

        Raises
        ------
        numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
        """
        ...

    def each_block(self, means: Floats, summary: Callable[[int, Floats], T]) -> list[T]:
        """A summary of each block of points, in their order.

        Parameters
        ----------
        means : (k, d).
        summary : (first point, (m,) squared distances of the block's points to the nearest mean) -> anything.

        Returns
        -------
        One result a block.
        """
        ...

    def are_regular(self, covariances: Floats, floors: Floats, variances: Floats) -> bool:
        """Is each covariance clearly above the floor and clearly not singular? False: look closely.

        Parameters
        ----------
        covariances : (k, d, d).
        floors : (d,) smallest variances; 0: none.
        variances : (d,) of the data.
        """
        ...

    def usual_m_step(self, problem: Problem, state: State) -> Mixture | None:
        """What M makes of ``state`` where it makes no event; None: ask :mod:`gmmgui.core.mstep`.

        Parameters
        ----------
        problem : of these points.
        state : whose statistics M takes.

        Returns
        -------
        A mixture in the engine's coordinates, or None.
        """
        ...

    def fast_iterations(self, problem: Problem, state: State) -> tuple[State, list[float]]:
        """As many whole iterations as need nobody's attention.

        Parameters
        ----------
        problem : of these points.
        state : whose phase is E.

        Returns
        -------
        The state after the last M (``state`` itself where there was none; its bound is not worked out) and the
            objective
        after each iteration, in the engine's coordinates.
        """
        ...


class NumpyBackend:
    """The passes in plain NumPy, block by block.

    Parameters
    ----------
    columns : (d, n) in the engine's coordinates.
    check_cancelled : called before each block; it may raise ``Cancelled``.
    block : points a block.
    """

    def __init__(self, columns: Floats, check_cancelled: Callable[[], None], block: int | None = None) -> None:
        self._columns, self._check_cancelled = columns, check_cancelled
        self._block = block or TEXTBOOK_BLOCK

    @property
    def _n(self) -> int:
        return self._columns.shape[1]

    def _blocks(self) -> list[slice]:
        return [slice(first, min(first + self._block, self._n)) for first in range(0, self._n, self._block)]

    def _each(self, work: Callable[[slice], T]) -> list[T]:
        results: list[T] = []
        for block in self._blocks():
            self._check_cancelled()
            results.append(work(block))
        return results

    def statistics(self, algorithm: Algorithm, mixture: Mixture, reference: Floats) -> Statistics:
        """One E-pass at ``mixture``; scatters about ``reference`` (k, d)."""
        points = self._columns.T
        parts = self._each(lambda block: algorithm.e_pass(points[block], mixture, reference))
        return sum(parts[1:], parts[0])

    def partition_statistics(self, _algorithm: Algorithm, partition: Partition, reference: Floats) -> Statistics:
        """The statistics of labels that were given: responsibilities of 0 and 1, and no objective."""
        points, k = self._columns.T, partition.k

        def part(block: slice) -> Statistics:
            given = gaussian.one_hot(partition.labels[block], k)
            return gaussian.sufficient_statistics(points[block], given, reference, 0.0)

        parts = self._each(part)
        return sum(parts[1:], parts[0])

    def labels(self, algorithm: Algorithm, mixture: Mixture) -> Labels:
        """(n,) component of the highest affinity, in the smallest type; ties go to the lowest index."""
        points, result = self._columns.T, np.empty(self._n, dtype=label_type(mixture.k))

        def part(block: slice) -> None:
            result[block] = most_probable(algorithm.affinity(points[block], mixture))

        self._each(part)
        result.setflags(write=False)
        return result

    def responsibilities(self, mixture: Mixture) -> Floats:
        """(n, k); a row of nan where every density is zero."""
        result = np.empty((mixture.k, self._n)).T

        def part(block: slice) -> None:
            with np.errstate(invalid="ignore"):
                joint = gaussian.log_joint(self._columns.T[block], mixture)
                result[block] = gaussian.soft_responsibilities(joint)[0]

        self._each(part)
        return result

    def log_density(self, mixture: Mixture) -> Floats:
        """(n,) natural log of the density, -inf where it is zero."""
        result = np.empty(self._n)

        def part(block: slice) -> None:
            joint = gaussian.log_joint(self._columns.T[block], mixture)
            top = joint.max(axis=1)
            with np.errstate(invalid="ignore"):
                result[block] = np.where(np.isfinite(top), gaussian.soft_responsibilities(joint)[1], top)

        self._each(part)
        return result

    def posterior_mean(self, mixture: Mixture, values: Floats, rows: slice | None = None) -> NDArray[np.float32]:
        """(n, m) means of ``values`` (k, m), weighted by the responsibilities of each point, in single precision."""
        piece = self._columns[:, rows or slice(None)]
        result = np.empty((piece.shape[1], values.shape[1]), dtype=np.float32)

        def part(block: slice) -> None:
            with np.errstate(invalid="ignore"):
                joint = gaussian.log_joint(piece.T[block], mixture)
                shares = gaussian.soft_responsibilities(joint)[0]
            result[block] = np.nan_to_num(shares, nan=1 / mixture.k) @ values

        NumpyBackend(piece, self._check_cancelled, self._block)._each(part)
        return result

    def each_block(self, means: Floats, summary: Callable[[int, Floats], T]) -> list[T]:
        """``summary`` (first point, squared distances to the nearest of ``means``) of each block, in their order."""
        points = self._columns.T

        def part(block: slice) -> T:
            return summary(block.start, gaussian.nearest_distances(points[block], means))

        return self._each(part)

    def are_regular(self, _covariances: Floats, _floors: Floats, _variances: Floats) -> bool:
        """False: the textbook looks closely at each."""
        return False

    def usual_m_step(self, _problem: Problem, _state: State) -> Mixture | None:
        """None: the textbook's M is :mod:`gmmgui.core.mstep` itself."""
        return None

    def fast_iterations(self, _problem: Problem, state: State) -> tuple[State, list[float]]:
        """``state`` itself: the textbook goes half-step by half-step."""
        return state, []
