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
        """One E-pass: counts, sums and scatters, and the objective.

        Parameters
        ----------
        algorithm : whose E-pass it is.
        mixture : of k components.
        reference : (k, d), what scatters are taken about.
        check_cancelled : called before each block; what it raises ends the pass.
        """
        ...

    def partition_statistics(
        self,
        algorithm: Algorithm,
        partition: Partition,
        reference: Floats,
        check_cancelled: CheckCancelled = never_cancel,
    ) -> Statistics:
        """The statistics of labels that were given, without an objective.

        Parameters
        ----------
        algorithm : as whose E-pass it sums.
        partition : (n,) labels of k components.
        reference : (k, d), what scatters are taken about.
        check_cancelled : called before each block; what it raises ends the pass.
        """
        ...

    def labels(self, algorithm: Algorithm, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel) -> Labels:
        """(n,) component of the highest affinity, in the smallest type; ties go to the lowest index.

        Parameters
        ----------
        algorithm : whose affinity it is.
        mixture : of k components.
        check_cancelled : called before each block; what it raises ends the pass.
        """
        ...

    def responsibilities(
        self, algorithm: Algorithm, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel
    ) -> Floats:
        """(n, k) shares of the components in each point, which sum to one; nan where a point has none to give.

        Parameters
        ----------
        algorithm : that shares the points.
        mixture : of k components.
        check_cancelled : called before each block; what it raises ends the pass.
        """
        ...

    def log_density(self, mixture: Mixture, check_cancelled: CheckCancelled = never_cancel) -> Floats:
        """(n,) natural log of the density, -inf where it is zero.

        Parameters
        ----------
        mixture : of k components.
        check_cancelled : called before each block; what it raises ends the pass.
        """
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

        A point that has no responsibilities has equal shares of all.

        Parameters
        ----------
        algorithm : that shares the points.
        mixture : of k components.
        values : (k, m).
        rows : of these points only; None: of all.
        check_cancelled : called before each block; what it raises ends the pass.
        """
        ...

    def each_block(
        self, means: Floats, summary: Callable[[int, Floats], T], check_cancelled: CheckCancelled = never_cancel
    ) -> list[T]:
        """What ``summary`` makes of each block, in their order.

        Parameters
        ----------
        means : (k, d).
        summary : (index of the first point, (m,) squared distances of the block's points to the nearest mean) -> any.
        check_cancelled : called before each block; what it raises ends the pass.
        """
        ...

    def are_regular(self, covariances: Floats, floors: Floats, variances: Floats) -> bool:
        """Is each covariance clearly above the floor and clearly not singular? False: look closely.

        Parameters
        ----------
        covariances : (k, d, d).
        floors : (d,) smallest variances along the axes; zeros: none.
        variances : (d,) of the data.
        """
        ...
