"""Problem: data and settings made ready for the engine, once a run: checked, centred and scaled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.core.algorithms import Algorithm, algorithm_named
from gmmgui.core.covariance import DEFAULT_MIN_VARIANCE, covariance_type_named, floor_variances
from gmmgui.core.errors import PointsError, SettingsError
from gmmgui.core.policies import EMPTY_POLICIES, EmptyPolicy
from gmmgui.core.types import Floats, Frame, Mixture, RunSpec, Statistics, read_only

BLOCK = 16_384
"""Points a block: memory stays small, and sums are the same however the blocks are shared out."""

FAR = 16
"""Columns whose median is more than this many spreads from zero are centred: nearer ones lose at most four bits."""

LARGEST = 1e140
"""Squares of larger values, and of distances below its inverse, leave float64's range once they are summed."""


def checked_points(points: ArrayLike) -> Floats:
    """``points`` as (n, d) float64; a list of n numbers is one column.

    Raises
    ------
    PointsError : nothing there, not a table of numbers, or values that are missing or infinite (rows are named).
    """
    if np.ma.is_masked(points):
        points = np.ma.filled(np.ma.asarray(points, dtype=np.float64), np.nan)
    try:
        table = np.asarray(points)
        array = table.astype(np.float64, copy=False) if not np.iscomplexobj(table) else None
    except (TypeError, ValueError, OverflowError) as error:
        raise PointsError(f"The points must be a table of numbers ({error}).") from error
    if array is None:
        raise PointsError("The points are complex numbers. Take their real and imaginary parts as two columns.")
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or array.size == 0:
        raise PointsError(f"The points must be a table of n rows and d columns; this one has shape {array.shape}.")
    _refuse_missing(array)
    _refuse_huge(array)
    return array


def _refuse_missing(array: Floats) -> None:
    rows = np.flatnonzero(~np.isfinite(array).all(axis=1))
    if rows.size:
        named = ", ".join(str(row + 1) for row in rows[:5]) + (" and more" if rows.size > 5 else "")
        raise PointsError(
            f"{rows.size} of {len(array)} rows have a missing or infinite value (row {named}). "
            "Leave these rows out, or fill the values in."
        )


def _refuse_huge(array: Floats) -> None:
    rows = np.flatnonzero((np.abs(array) > LARGEST).any(axis=1))
    if rows.size:
        raise PointsError(
            f"Row {rows[0] + 1} has a value beyond {LARGEST:g}, whose square leaves the range of numbers. "
            "Divide that column by a suitable unit, or leave the row out."
        )


def frame_of(points: Floats) -> Frame:
    """The engine's coordinates for these points, chosen so that mapping there rounds nothing.

    A column far from zero is measured from its median (a mean would follow one outlier); the difference of two
    numbers so close is exact. A column near zero stays where it is. The scale is a power of two near the spread.

    Raises
    ------
    PointsError : the points lie so close together that squares of their distances underflow.
    """
    middle = np.median(points, axis=0)
    is_far = np.abs(middle) > FAR * np.abs(points - middle).max(axis=0)
    centre = np.where(is_far, middle, 0.0)
    spread = float(np.abs(points - centre).max())
    if 0 < spread < 1 / LARGEST:
        raise PointsError(
            f"All values lie within {spread:.1g} of each other, and the squares of such distances leave the range of "
            "numbers. Multiply the columns by a suitable unit."
        )
    exponent = int(np.frexp(spread)[1]) if spread > 0 else 0
    return Frame(centre, float(np.ldexp(1.0, exponent)))


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Data and settings of one run.

    Parameters
    ----------
    points : (n, d) in the engine's coordinates.
    frame : the engine's coordinates.
    spec : the settings.
    algorithm : the entry of ``ALGORITHMS``.
    empty_policy : the entry of ``EMPTY_POLICIES``.
    covariance : (d, d) of the data, in the engine's coordinates, divided by n.
    floors : (d,) smallest variances allowed along the axes; zeros: none.
    breathe : called before each block of a pass; it may raise ``Cancelled`` to end it.
    """

    points: Floats
    frame: Frame
    spec: RunSpec
    algorithm: Algorithm
    empty_policy: EmptyPolicy
    covariance: Floats
    floors: Floats
    breathe: Callable[[], None]

    @property
    def n(self) -> int:
        """Number of points."""
        return self.points.shape[0]

    @property
    def d(self) -> int:
        """Number of dimensions."""
        return self.points.shape[1]

    @property
    def variances(self) -> Floats:
        """(d,) of the data, in the engine's coordinates."""
        return np.diagonal(self.covariance)

    def statistics(self, mixture: Mixture, reference: Floats | None = None, block: int = BLOCK) -> Statistics:
        """One E-pass at ``mixture`` over all points, in blocks that are merged in order.

        ``reference`` (k, d): what scatters are taken about; None: the means of ``mixture``.
        """
        about = mixture.means if reference is None else reference
        self.breathe()
        total = self.algorithm.e_pass(self.points[:block], mixture, about)
        for first in range(block, self.n, block):
            self.breathe()
            total = total + self.algorithm.e_pass(self.points[first : first + block], mixture, about)
        return total

    def affinity(self, mixture: Mixture) -> Floats:
        """(n, k): how much each point leans to each component of ``mixture`` (engine's coordinates)."""
        result = np.empty((mixture.k, self.n)).T
        for first in range(0, self.n, BLOCK):
            self.breathe()
            result[first : first + BLOCK] = self.algorithm.affinity(self.points[first : first + BLOCK], mixture)
        return result

    def outward_objective(self, value: float) -> float:
        """An objective in the units of the data: densities and squares change with the scale."""
        if self.algorithm.sign < 0:
            return value * self.frame.scale * self.frame.scale
        return value - self.n * self.d * float(np.log(self.frame.scale))

    def outward_change(self, change: float) -> float:
        """A difference of two objectives in the units of the data."""
        return change * self.frame.scale * self.frame.scale if self.algorithm.sign < 0 else change

    def with_spec(self, **changes: object) -> Problem:
        """The same data under settings with ``changes``."""
        spec = replace(self.spec, **changes)  # type: ignore[arg-type]
        return _assemble(self.points, self.frame, self.covariance, spec, self.breathe)


def _go_on() -> None:
    """What a pass does before each block where nobody can cancel it."""


def prepare(points: ArrayLike, spec: RunSpec, breathe: Callable[[], None] = _go_on) -> Problem:
    """Check, centre and scale ``points``, and look up what ``spec`` names.

    ``breathe`` is called before each block of every pass; raising ``Cancelled`` ends the pass.

    Raises
    ------
    PointsError : the points are no table of finite numbers, too few, or without any spread.
    SettingsError : a setting has no meaning.
    """
    array = checked_points(points)
    _check_settings(spec, *array.shape)
    frame = frame_of(array)
    inner = np.ascontiguousarray((array - frame.centre) / frame.scale) + 0.0  # -0.0 becomes 0.0, to the bit
    inner.setflags(write=False)
    deviations = inner - inner.mean(axis=0)
    covariance = deviations.T @ deviations / len(inner)
    return _assemble(inner, frame, covariance, spec, breathe)


def _assemble(
    points: Floats, frame: Frame, covariance: Floats, spec: RunSpec, breathe: Callable[[], None]
) -> Problem:
    algorithm = algorithm_named(spec.algorithm)
    fraction = DEFAULT_MIN_VARIANCE if spec.min_variance is None else spec.min_variance
    variances = np.diagonal(covariance)
    if algorithm.uses_covariance_type:
        _refuse_constant(variances, frame.scale)
        floors = floor_variances(spec.covariance_type, variances, fraction)
    else:
        floors = np.zeros_like(variances)
    policy = EMPTY_POLICIES[spec.on_empty or algorithm.on_empty]
    return Problem(points, frame, spec, algorithm, policy, read_only(covariance), read_only(floors), breathe)


def _refuse_constant(variances: Floats, scale: float) -> None:
    """``variances`` (d,) must be large enough to be numbers, in the engine's coordinates and in those of the data."""
    constant = np.flatnonzero(variances == 0)
    if constant.size == len(variances):
        raise PointsError("All points are the same, so no Gaussian fits them. Choose data that vary, or K-means.")
    if constant.size:
        raise PointsError(
            f"Column {constant[0] + 1} is constant, so its variance is zero and no Gaussian fits. "
            "Leave that column out, or choose K-means."
        )
    narrow = np.flatnonzero(variances < max(1.0, 1 / scale**2) / LARGEST**2)
    if narrow.size:
        raise PointsError(
            f"Column {narrow[0] + 1} varies so little that its variance leaves the range of numbers. "
            "Multiply that column by a suitable unit, or leave it out."
        )


def _check_whole(spec: RunSpec) -> None:
    for name, title in (("k", "K"), ("max_iter", "The maximum of iterations"), ("seed", "The seed")):
        value = getattr(spec, name)
        if not isinstance(value, Integral):
            raise SettingsError(f"{title} must be a whole number; it is {value!r}.")


def _check_settings(spec: RunSpec, n: int, d: int) -> None:
    _check_whole(spec)
    algorithm = algorithm_named(spec.algorithm)
    covariance_type_named(spec.covariance_type)
    if spec.on_empty is not None and spec.on_empty not in EMPTY_POLICIES:
        raise SettingsError(
            f"There is no policy {spec.on_empty!r} for empty components. Choose one of: {', '.join(EMPTY_POLICIES)}."
        )
    if spec.k < 1:
        raise SettingsError(f"K must be at least 1; it is {spec.k}.")
    if spec.k > n:
        raise SettingsError(f"{spec.k} components need at least {spec.k} points; there are {n}. Choose a smaller K.")
    if spec.first_step not in ("E", "M"):
        raise SettingsError(f"The first step is 'E' or 'M', not {spec.first_step!r}.")
    if not 0 <= spec.tol < np.inf or spec.max_iter < 0:
        raise SettingsError("The tolerance and the maximum of iterations must be numbers that are not negative.")
    if spec.seed < 0:
        raise SettingsError(f"The seed must be 0 or a larger whole number; it is {spec.seed}.")
    if spec.min_variance is not None and not 0 <= spec.min_variance < 1:
        raise SettingsError("The smallest variance is a fraction of the data's: at least 0 and below 1.")
    if algorithm.uses_covariance_type and spec.covariance_type in ("full", "tied") and n <= d:
        raise SettingsError(
            f"{n} points in {d} dimensions cannot determine a {spec.covariance_type} covariance. "
            "Choose diagonal or spherical, or fewer columns."
        )
