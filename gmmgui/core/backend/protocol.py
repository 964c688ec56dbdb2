"""What is asked of a backend: passes over one set of points, in the engine's coordinates.

A backend knows points, mixtures and what an algorithm does with them; it knows neither settings nor runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.algorithms import Algorithm
from gmmgui.core.backend.parallel import never_cancel
from gmmgui.core.types import Floats, Labels, Mixture, Partition, Statistics

T = TypeVar("T")
CheckCancelled = Callable[[], None]
"""Called before each block of a pass; what it raises, such as ``Cancelled``, ends the pass."""


class MixtureParameters(Protocol):
    """A mixture, as far as a pass needs it."""

    @property
    def weights(self) -> Floats:
        """(k,)"""
        ...

    @property
    def means(self) -> Floats:
        """(k, d)"""
        ...

    @property
    def covariances(self) -> Floats:
        """(k, d, d)"""
        ...

    @property
    def covariance_type(self) -> str:
        """A key of ``COVARIANCE_TYPES``."""
        ...


class Backend(Protocol):
    """Passes over one set of points; mixtures and means are in the engine's coordinates.

    Each pass takes ``check_cancelled``, so that questions from several threads may be asked at once of one backend.
    """

    def statistics(
        self, algorithm: Algorithm, mixture: Mixture, reference: Floats, check_cancelled: CheckCancelled = never_cancel
    ) -> Statistics:
        """One E-pass at ``mixture``; scatters about ``reference`` (k, d)."""
        ...

    def partition_statistics(
        self,
        algorithm: Algorithm,
        partition: Partition,
        reference: Floats,
        check_cancelled: CheckCancelled = never_cancel,
    ) -> Statistics:
        """The statistics of labels that were given, summed as the E-pass of ``algorithm`` sums; no objective."""
        ...

    def labels(self, algorithm: Algorithm, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel) -> Labels:
        """(n,) component of the highest affinity, in the smallest type; ties go to the lowest index."""
        ...

    def responsibilities(
        self, algorithm: Algorithm, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel
    ) -> Floats:
        """(n, k) shares that ``algorithm`` gives each component of a point; a row of nan where it has none to give."""
        ...

    def log_density(self, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel) -> Floats:
        """(n,) natural log of the density of ``mixture``, -inf where it is zero."""
        ...

    def posterior_mean(
        self,
        algorithm: Algorithm,
        mixture: Mixture,
        values: Floats,
        rows: slice | None = None,
        check_cancelled: CheckCancelled = never_cancel,
    ) -> NDArray[np.float32]:
        """(n, m) means of ``values`` (k, m), weighted by the responsibilities of each point, in single precision.

        A point that has no responsibilities has equal shares of all. ``rows``: of these points only.
        """
        ...

    def each_block(
        self, means: Floats, summary: Callable[[int, Floats], T], check_cancelled: CheckCancelled = never_cancel
    ) -> list[T]:
        """``summary`` (first point, squared distances to the nearest of ``means``) of each block, in their order."""
        ...

    def are_regular(self, covariances: Floats, floors: Floats, variances: Floats) -> bool:
        """Is each of ``covariances`` clearly above the floor and clearly not singular? False: look closely."""
        ...
