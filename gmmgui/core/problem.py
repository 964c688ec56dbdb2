"""Problem: data and settings made ready for the engine, once a run."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.core.algorithms import Algorithm, algorithm_named
from gmmgui.core.backend import Backend
from gmmgui.core.compiled import NumbaBackend
from gmmgui.core.covariance import DEFAULT_MIN_VARIANCE, covariance_type_named, floor_variances
from gmmgui.core.errors import PointsError, SettingsError, counted
from gmmgui.core.gaussian import squared_distances
from gmmgui.core.parallel import never_cancel
from gmmgui.core.points import BLOCK, LARGEST, data_covariance, scaled_points
from gmmgui.core.policies import EMPTY_POLICIES, EmptyPolicy
from gmmgui.core.types import Floats, Labels, Mixture, Partition, RunSpec, Scaling, Statistics, read_only

MakeBackend = Callable[[Floats, Callable[[], None]], Backend]
"""(columns, check_cancelled) -> the backend."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Data and settings of one run.

    Parameters
    ----------
    columns : (d, n) the points in the engine's coordinates, each column of the data in one piece.
    scaling : the engine's coordinates.
    spec : the settings.
    algorithm : the entry of ``ALGORITHMS``.
    empty_policy : the entry of ``EMPTY_POLICIES``.
    covariance : (d, d) of the data, in the engine's coordinates, divided by n.
    floors : (d,) smallest variances allowed along the axes; zeros: none.
    backend : makes the passes over the points.
    """

    columns: Floats
    scaling: Scaling
    spec: RunSpec
    algorithm: Algorithm
    empty_policy: EmptyPolicy
    covariance: Floats
    floors: Floats
    backend: Backend

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

        For K-means the setting is in units of the data's total variance, so that it does not depend on their scale.
        """
        unit = 1.0 if self.algorithm.sign > 0 else float(self.variances.sum())
        return self.spec.tol * self.n * unit

    def statistics(self, mixture: Mixture, reference: Floats | None = None) -> Statistics:
        """One E-pass over all points, in blocks that are merged in order.

        Parameters
        ----------
        mixture : of k components, in the engine's coordinates.
        reference : (k, d), what scatters are taken about; None: the means of ``mixture``.
        """
        return self.backend.statistics(self.algorithm, mixture, mixture.means if reference is None else reference)

    def partition_statistics(self, partition: Partition, reference: Floats) -> Statistics:
        """The statistics of labels that were given, without an objective.

        Parameters
        ----------
        partition : (n,) labels of k components.
        reference : (k, d), what scatters are taken about.
        """
        return self.backend.partition_statistics(self.algorithm, partition, reference)

    def labels(self, mixture: Mixture) -> Labels:
        """(n,) component of each point under ``mixture`` (engine's coordinates); ties go to the lowest index."""
        return self.backend.labels(self.algorithm, mixture)

    def farthest(self, means: Floats) -> tuple[int, float]:
        """The first row that is farthest from all ``means`` (m, d), and its squared distance to the nearest."""
        blocks = self.backend.each_block(means, _farthest_of)
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
        if self.algorithm.sign < 0:
            return value * self.scaling.scale * self.scaling.scale
        return value - self.n * self.d * float(np.log(self.scaling.scale))

    def change_in_data_units(self, change: float) -> float:
        """A difference of two objectives in the units of the data."""
        return change * self.scaling.scale * self.scaling.scale if self.algorithm.sign < 0 else change

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
        return _assemble(self.columns, self.scaling, self.covariance, spec, self.backend)

    def with_backend(self, make: MakeBackend, check_cancelled: Callable[[], None]) -> Problem:
        """The same data and settings, with passes of another make.

        Parameters
        ----------
        make : (columns (d, n), check_cancelled) -> the backend.
        check_cancelled : as in :func:`prepare`.
        """
        return replace(self, backend=make(self.columns, check_cancelled))


def _beyond_rounding(points: Floats, means: Floats, n: int) -> Floats:
    """Squared distances of ``points`` (m, d) to the nearest of ``means``; 0 within rounding errors of ``n`` points."""
    distances = squared_distances(points, means)
    nearest = means[distances.argmin(axis=1)]
    rounded = np.abs(points - nearest) <= n * np.finfo(np.float64).eps * np.abs(points)
    return np.where(rounded.all(axis=1), 0.0, distances.min(axis=1))


def _farthest_of(first: int, distances: Floats) -> tuple[int, float]:
    row = int(distances.argmax())
    return first + row, float(distances[row])


def prepare(
    points: ArrayLike,
    spec: RunSpec,
    check_cancelled: Callable[[], None] = never_cancel,
    backend: MakeBackend = NumbaBackend,
) -> Problem:
    """Check, centre and scale points, and look up what the settings name.

    Parameters
    ----------
    points : (n, d), or a list of n numbers; in the units of the data.
    spec : the settings.
    check_cancelled : called before each block of every pass; raising ``Cancelled`` ends the pass.
    backend : (columns (d, n), check_cancelled) -> the backend; ``NumbaBackend`` waits until its kernels are compiled.

    Raises
    ------
    PointsError : the points are no table of finite numbers, too few, or without any spread.
    SettingsError : a setting has no meaning.
    """
    columns, scaling = scaled_points(points)
    d, n = columns.shape
    _check_settings(spec, n, d)
    return _assemble(columns, scaling, data_covariance(columns), spec, backend(columns, check_cancelled))


def _assemble(columns: Floats, scaling: Scaling, covariance: Floats, spec: RunSpec, backend: Backend) -> Problem:
    algorithm = algorithm_named(spec.algorithm)
    fraction = DEFAULT_MIN_VARIANCE if spec.min_variance is None else spec.min_variance
    variances = np.diagonal(covariance)
    if algorithm.uses_covariance_type:
        _refuse_constant(columns, variances, scaling.scale)
        floors = floor_variances(spec.covariance_type, variances, fraction)
    else:
        floors = np.zeros_like(variances)
    policy = EMPTY_POLICIES[spec.on_empty or algorithm.on_empty]
    return Problem(columns, scaling, spec, algorithm, policy, read_only(covariance), read_only(floors), backend)


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


def _check_numbers(spec: RunSpec) -> None:
    for name, title in (("tol", "The tolerance"), ("min_variance", "The smallest variance")):
        value = getattr(spec, name)
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        if not is_number and not (name == "min_variance" and value is None):
            raise SettingsError(f"{title} must be a number; it is {value!r}.")


def _check_settings(spec: RunSpec, n: int, d: int) -> None:
    whole = {"k": "K", "max_iter": "The maximum of iterations", "seed": "The seed", "start_number": "The start"}
    for name, title in whole.items():
        check_whole(getattr(spec, name), title)
    _check_numbers(spec)
    algorithm = algorithm_named(spec.algorithm)
    covariance_type_named(spec.covariance_type)
    if spec.on_empty is not None and not is_key(spec.on_empty, EMPTY_POLICIES):
        raise SettingsError(
            f"There is no policy {spec.on_empty!r} for empty components. Choose one of: {', '.join(EMPTY_POLICIES)}."
        )
    if spec.k < 1:
        raise SettingsError(f"K must be at least 1; it is {spec.k}.")
    if spec.k > n:
        raise SettingsError(f"{spec.k} components need at least {spec.k} points; there are {n}. Choose a smaller K.")
    if not is_key(spec.first_step, ("E", "M")):
        raise SettingsError(f"The first step is 'E' or 'M', not {spec.first_step!r}.")
    if not 0 <= spec.tol < np.inf or spec.max_iter < 0:
        raise SettingsError("The tolerance and the maximum of iterations must be numbers that are not negative.")
    if spec.seed < 0:
        raise SettingsError(f"The seed must be 0 or a larger whole number; it is {spec.seed}.")
    if spec.min_variance is not None and not 0 <= spec.min_variance < 1:
        raise SettingsError("The smallest variance is a fraction of the data's: at least 0 and below 1.")
    if algorithm.uses_covariance_type and spec.covariance_type in ("full", "tied") and n <= d:
        raise SettingsError(
            f"{counted(n, 'point')} in {counted(d, 'dimension')} cannot determine a {spec.covariance_type} covariance. "
            "Choose diagonal or spherical, or fewer columns."
        )
