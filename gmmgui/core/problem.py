"""Problem: data and settings made ready for the engine, once a run."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.algorithms import Algorithm, algorithm_of
from gmmgui.core.backend import Backend, CheckCancelled, never_cancel
from gmmgui.core.backend.protocol import T
from gmmgui.core.covariance import DEFAULT_MIN_VARIANCE, floor_variances
from gmmgui.core.errors import PointsError, SettingsError
from gmmgui.core.gaussian import squared_distances
from gmmgui.core.points import BLOCK, LARGEST
from gmmgui.core.types import Floats, Labels, Mixture, Partition, RunSpec, Scaling, Statistics, read_only

MakeBackend = Callable[[Floats], Backend]
"""columns (d, n) -> the backend."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Data and settings of one run.

    Parameters
    ----------
    columns : (d, n) the points in the engine's coordinates, each column of the data in one piece.
    scaling : the engine's coordinates.
    spec : the settings.
    algorithm : the entry of ``ALGORITHMS``.
    covariance : (d, d) of the data, in the engine's coordinates, divided by n.
    floors : (d,) smallest variances allowed along the axes; zeros: none.
    backend : makes the passes over the points.
    check_cancelled : called before each block of every pass; raising ``Cancelled`` ends the pass.
    """

    columns: Floats
    scaling: Scaling
    spec: RunSpec
    algorithm: Algorithm
    covariance: Floats
    floors: Floats
    backend: Backend
    check_cancelled: CheckCancelled = never_cancel

    @property
    def points(self) -> Floats:
        """(n, d) in the engine's coordinates: ``columns`` seen the other way round."""
        return self.columns.T

    @property
    def n(self) -> int:
        """Number of points."""
        return self.columns.shape[1]

    @property
    def d(self) -> int:
        """Number of dimensions."""
        return self.columns.shape[0]

    @property
    def variances(self) -> Floats:
        """(d,) of the data, in the engine's coordinates."""
        return np.diagonal(self.covariance)

    @property
    def tolerance(self) -> float:
        """How little the objective, in the engine's coordinates, may change before a run has settled; 0: no bound.

        For squared distances the setting is in units of the data's total variance, so that it does not depend on
        their scale.
        """
        unit = float(self.variances.sum()) if self.algorithm.objective_unit == "squared-distance" else 1.0
        return self.spec.tol * self.n * unit

    def statistics(self, mixture: Mixture, reference: Floats | None = None) -> Statistics:
        """One E-pass over all points, in blocks that are merged in order.

        Parameters
        ----------
        mixture : of k components, in the engine's coordinates.
        reference : (k, d), what scatters are taken about; None: the means of ``mixture``.
        """
        about = mixture.means if reference is None else reference
        return self.backend.statistics(self.algorithm, mixture, about, self.check_cancelled)

    def partition_statistics(self, partition: Partition, reference: Floats) -> Statistics:
        """The statistics of labels that were given, without an objective.

        Parameters
        ----------
        partition : (n,) labels of k components.
        reference : (k, d), what scatters are taken about.
        """
        return self.backend.partition_statistics(self.algorithm, partition, reference, self.check_cancelled)

    def labels(self, mixture: Mixture) -> Labels:
        """(n,) component of each point under ``mixture`` (engine's coordinates); ties go to the lowest index."""
        return self.backend.labels(self.algorithm, mixture, self.check_cancelled)

    def responsibilities(self, mixture: Mixture) -> Floats:
        """(n, k) shares of the components of ``mixture`` (engine's coordinates) in each point."""
        return self.backend.responsibilities(self.algorithm, mixture, self.check_cancelled)

    def posterior_mean(self, mixture: Mixture, values: Floats, rows: slice | None = None) -> NDArray[np.float32]:
        """(n, m) means of values of the components by the responsibilities of each point, in single precision.

        Parameters
        ----------
        mixture : of k components, in the engine's coordinates.
        values : (k, m).
        rows : of these points only; None: of all.
        """
        return self.backend.posterior_mean(self.algorithm, mixture, values, rows, self.check_cancelled)

    def each_block(self, means: Floats, summary: Callable[[int, Floats], T]) -> list[T]:
        """What ``summary`` makes of each block, in their order.

        Parameters
        ----------
        means : (k, d), in the engine's coordinates.
        summary : (index of the first point, (m,) squared distances of the block's points to the nearest mean) -> any.
        """
        return self.backend.each_block(means, summary, self.check_cancelled)

    def farthest(self, means: Floats) -> tuple[int, float]:
        """The first row that is farthest from all ``means`` (m, d), and its squared distance to the nearest."""
        blocks = self.each_block(means, _farthest_of)
        return max(blocks, key=lambda found: (found[1], -found[0]))

    def worst_fitting(self, means: Floats) -> tuple[int, float]:
        """As :func:`farthest`, where a distance that is only the rounding error of a mean counts as none.

        The mean of m numbers x is off by up to m eps |x|, also where all m are equal.
        """
        row, distance = self.farthest(means)
        if not distance > 0 or _beyond_rounding(self.points[[row]], means, self.n)[0] > 0:
            return row, distance
        starts = range(0, self.n, BLOCK)
        blocks = (_beyond_rounding(self.points[first : first + BLOCK], means, self.n) for first in starts)
        found = [_farthest_of(first, distances) for first, distances in zip(starts, blocks, strict=True)]
        return max(found, key=lambda each: (each[1], -each[0]))

    def objective_in_data_units(self, value: float) -> float:
        """An objective in the units of the data: densities and squares change with the scale."""
        if self.algorithm.objective_unit == "squared-distance":
            return value * self.scaling.scale * self.scaling.scale
        return value - self.n * self.d * float(np.log(self.scaling.scale))

    def change_in_data_units(self, change: float) -> float:
        """A difference of two objectives in the units of the data."""
        is_squared = self.algorithm.objective_unit == "squared-distance"
        return change * self.scaling.scale * self.scaling.scale if is_squared else change

    def with_spec(self, **changes: object) -> Problem:
        """The same data under other settings.

        Parameters
        ----------
        changes : fields of ``RunSpec`` by name.

        Raises
        ------
        PointsError, SettingsError : as :func:`prepare`, for algorithm and covariance type; numbers are not checked
            again.
        """
        spec = replace(self.spec, **changes)  # type: ignore[arg-type]
        return assemble(self.columns, self.scaling, self.covariance, spec, self.backend, self.check_cancelled)

    def with_backend(self, make: MakeBackend) -> Problem:
        """The same data and settings, with passes of another make; see :func:`prepare`."""
        return replace(self, backend=make(self.columns))

    def cancelled_by(self, check_cancelled: CheckCancelled) -> Problem:
        """The same, data and backend shared, for one question whose passes ``check_cancelled`` may end."""
        return replace(self, check_cancelled=check_cancelled)


def _beyond_rounding(points: Floats, means: Floats, n: int) -> Floats:
    """Squared distances of ``points`` (m, d) to the nearest of ``means``; 0 within rounding errors of ``n`` points."""
    distances = squared_distances(points, means)
    nearest = means[distances.argmin(axis=1)]
    rounded = np.abs(points - nearest) <= n * np.finfo(np.float64).eps * np.abs(points)
    return np.where(rounded.all(axis=1), 0.0, distances.min(axis=1))


def _farthest_of(first: int, distances: Floats) -> tuple[int, float]:
    row = int(distances.argmax())
    return first + row, float(distances[row])


def assemble(
    columns: Floats,
    scaling: Scaling,
    covariance: Floats,
    spec: RunSpec,
    backend: Backend,
    check_cancelled: CheckCancelled,
) -> Problem:
    """The problem of points that are scaled already, with what the settings name looked up.

    Parameters
    ----------
    columns : (d, n) in the engine's coordinates.
    scaling : the engine's coordinates.
    covariance : (d, d) of the data, in the engine's coordinates.
    spec : the settings.
    backend : makes the passes.
    check_cancelled : called before each block of every pass.

    Raises
    ------
    PointsError : a column does not vary, and the algorithm estimates covariances.
    SettingsError : there is no such algorithm.
    """
    algorithm = algorithm_of(spec)
    fraction = DEFAULT_MIN_VARIANCE if spec.min_variance is None else spec.min_variance
    variances = np.diagonal(covariance)
    if algorithm.estimates_covariances:
        _refuse_constant(columns, variances, scaling.scale)
        floors = floor_variances(spec.covariance_type, variances, fraction)
    else:
        floors = np.zeros_like(variances)
    own = read_only(covariance), read_only(floors)
    return Problem(columns, scaling, spec, algorithm, *own, backend, check_cancelled)


def _refuse_constant(columns: Floats, variances: Floats, scale: float) -> None:
    """The variances of ``columns`` must be large enough to be numbers, here and in the units of the data."""
    least = max(1.0, 1 / scale**2) / LARGEST**2
    if (variances >= least).all():
        return
    constant = np.flatnonzero(columns.min(axis=1) == columns.max(axis=1))
    if constant.size == len(variances):
        raise PointsError("All points are the same, so no Gaussian fits them. Choose data that vary, or K-means.")
    if constant.size:
        raise PointsError(
            f"Column {constant[0] + 1} is constant, so its variance is zero and no Gaussian fits. "
            "Leave that column out, or choose K-means."
        )
    narrow = np.flatnonzero(variances < least)
    raise PointsError(
        f"Column {narrow[0] + 1} varies so little, beside the others, that its variance leaves the range of numbers. "
        "Multiply that column by a suitable unit, or leave it out."
    )


def check_whole(value: object, title: str) -> None:
    """Refuse a value that is no whole number; True and False are none.

    Parameters
    ----------
    value : anything.
    title : what it is, as the beginning of a sentence.

    Raises
    ------
    SettingsError : with ``title`` and ``value``.
    """
    if not isinstance(value, Integral) or isinstance(value, bool | np.bool_):
        raise SettingsError(f"{title} must be a whole number; it is {value!r}.")


def is_key(name: object, table: Collection[str]) -> bool:
    """Is something a string, and one of a table's keys?

    Parameters
    ----------
    name : anything, even what cannot be hashed.
    table : whose keys they are.
    """
    return isinstance(name, str) and name in table
