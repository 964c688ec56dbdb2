"""The values that the mathematics passes around: immutable, and small enough to keep by the thousand.

Arrays inside these types are read-only float64, so a function that tries to change one raises.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from enum import StrEnum
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.core.arrays import Floats, Indices, Labels
from gmmgui.core.covariance import covariance_type_named
from gmmgui.core.errors import SettingsError, StartError, uneven
from gmmgui.core.events import Event

__all__ = [
    "Fit",
    "Floats",
    "Indices",
    "Labels",
    "Mixture",
    "Partition",
    "Phase",
    "Rest",
    "RunSpec",
    "Scaling",
    "State",
    "Statistics",
    "Status",
    "Value",
    "label_type",
    "numbers_of",
    "read_only",
    "unchecked_mixture",
]
MOST_LABELS = 2**53
"""Labels are smaller: float64 holds every whole number up to here."""


def read_only(values: ArrayLike) -> Floats:
    """A read-only, contiguous float64 copy of ``values``; an array that is one already is shared.

    Parameters
    ----------
    values : numbers of any shape.

    Returns
    -------
    float64 of the same shape.
    """
    if (
        isinstance(values, np.ndarray)
        and values.dtype == np.float64
        and not values.flags.writeable
        and values.flags.owndata
        and values.flags.c_contiguous
    ):
        return values
    array = np.array(values, dtype=np.float64, order="C")
    array.setflags(write=False)
    return array


def numbers_of(values: ArrayLike, title: str) -> Floats:
    """``values`` as a read-only float64 array.

    Parameters
    ----------
    values : numbers of any shape.
    title : what they are, in the plural, for the sentence.

    Returns
    -------
    float64 of the same shape.

    Raises
    ------
    StartError : values are masked, complex or dates, or there is no array of numbers.
    """
    if type(values) is np.ndarray and values.dtype == np.float64:
        return read_only(values)
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise StartError(f"The {title} are masked in places; give a number for each.")
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "cmM":
            with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused as that
                return read_only(array)
    except (TypeError, ValueError, OverflowError) as error:
        raise StartError(f"The {title} must be an array of numbers ({uneven(values) or error}).") from error
    raise StartError(f"The {title} must be an array of real numbers; these are of type {array.dtype}.")


class Value:
    """A base for the frozen types here: a copy or an unpickled one is made anew, and so is read-only as well."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        """The type and its fields."""
        return type(self), tuple(getattr(self, each.name) for each in fields(self))  # type: ignore[arg-type]


def label_type(k: int) -> np.dtype[Any]:
    """The smallest type of whole numbers for labels from 0 to k - 1: a byte a point for up to 256 components."""
    return np.min_scalar_type(k - 1)


class Phase(StrEnum):
    """What made a state: the start, an E half-step, an M half-step, or a hand."""

    START = "start"
    E = "E"
    M = "M"
    EDIT = "edit"


class Status(StrEnum):
    """Whether a run goes on, and if not, why it stopped."""

    RUNNING = "running"
    CONVERGED = "converged"
    MAX_ITER = "max-iter"
    DEGENERATE = "degenerate"


@dataclass(frozen=True, slots=True, eq=False)
class Mixture(Value):
    """A mixture of k Gaussians in d dimensions.

    Parameters
    ----------
    weights : (k,) mixing proportions, each at least 0. They are kept as given; a run normalises them.
    means : (k, d), in the units of the data.
    covariances : (k, d, d), in the units of the data squared; one full matrix a component whatever the type.
    covariance_type : a key of ``COVARIANCE_TYPES``: what an M-step will keep them to.
    algorithm : the key in ``ALGORITHMS`` of what fitted it, or "": K-means has fewer free parameters than EM.

    Raises
    ------
    StartError : no arrays of real numbers, shapes that do not belong together, numbers that are not finite, negative
        weights, or a covariance matrix that is not symmetric.
    SettingsError : there is no such covariance type, or the algorithm is no string.
    """

    weights: Floats
    means: Floats
    covariances: Floats
    covariance_type: str = "full"
    algorithm: str = ""

    def __post_init__(self) -> None:
        covariance_type_named(self.covariance_type)
        if not isinstance(self.algorithm, str):
            raise SettingsError(f'The algorithm of a mixture must be the name of one, or ""; it is {self.algorithm!r}.')
        for name in ("weights", "means", "covariances"):
            object.__setattr__(self, name, numbers_of(getattr(self, name), f"{name} of a mixture"))
        _check_shapes(self)
        _check_values(self)

    @property
    def k(self) -> int:
        """Number of components."""
        return len(self.weights)

    @property
    def d(self) -> int:
        """Number of dimensions."""
        return self.means.shape[1]


def unchecked_mixture(
    weights: Floats, means: Floats, covariances: Floats, covariance_type: str, algorithm: str
) -> Mixture:
    """A mixture of numbers that a kernel has made and looked at, which need no second look.

    Parameters
    ----------
    weights : (k,).
    means : (k, d).
    covariances : (k, d, d).
    covariance_type : a key of ``COVARIANCE_TYPES``.
    algorithm : a key of ``ALGORITHMS``.
    """
    mixture = object.__new__(Mixture)
    arrays = (read_only(values) for values in (weights, means, covariances))
    for each, value in zip(fields(Mixture), (*arrays, covariance_type, algorithm), strict=True):
        object.__setattr__(mixture, each.name, value)
    return mixture


def _check_shapes(mixture: Mixture) -> None:
    k = mixture.weights.size
    if mixture.weights.ndim != 1 or mixture.means.ndim != 2 or not k:
        raise StartError("A mixture needs a list of weights and a (k, d) table of means.")
    d = mixture.means.shape[1]
    if not d:
        raise StartError("A mixture needs at least one dimension; its means have no columns.")
    if mixture.means.shape != (k, d) or mixture.covariances.shape != (k, d, d):
        raise StartError(
            f"A mixture of {k} weights in {d} dimensions needs means of shape ({k}, {d}) and covariances of shape "
            f"({k}, {d}, {d}); these have shapes {mixture.means.shape} and {mixture.covariances.shape}."
        )


def _check_values(mixture: Mixture) -> None:
    weights, means, covariances = mixture.weights, mixture.means, mixture.covariances
    squares = np.vdot(weights, weights) + np.vdot(means, means) + np.vdot(covariances, covariances)
    if not math.isfinite(squares):  # quicker than a look at each number, which only a square that overflows takes
        _refuse_infinite(mixture)
    if weights.min() < 0:
        raise StartError("The weights of a mixture cannot be negative.")
    transposed = covariances.swapaxes(1, 2)
    if (covariances != transposed).any():
        _refuse_asymmetric(covariances, np.abs(covariances - transposed))


def _refuse_infinite(mixture: Mixture) -> None:
    for name in ("weights", "means", "covariances"):
        if not np.isfinite(getattr(mixture, name)).all():
            raise StartError(f"The {name} of a mixture must be finite numbers.")


def _refuse_asymmetric(covariances: Floats, differences: Floats) -> None:
    """Raise StartError where ``differences`` to the transpose are more than rounding, beside sqrt(S_ii S_jj)."""
    roots = np.sqrt(np.abs(np.diagonal(covariances, axis1=1, axis2=2)))
    limits = 1e-9 * roots[:, :, None] * roots[:, None, :]
    asymmetric = np.flatnonzero((differences > limits).any(axis=(1, 2)))
    if asymmetric.size:
        raise StartError(f"The covariance matrix of component {asymmetric[0] + 1} must be symmetric.")


@dataclass(frozen=True, slots=True, eq=False)
class Partition(Value):
    """Labels that no mixture made: given or random, for a start with M.

    Parameters
    ----------
    labels : (n,) integers from 0 to k - 1. They are kept in the smallest type; an array of it that is read-only is
        shared.
    k : number of components; 0: one more than the largest label.

    Raises
    ------
    StartError : labels that are no whole numbers from 0 to k - 1, or a ``k`` that is none.
    """

    labels: Labels
    k: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", _whole_labels(self.labels))
        largest = int(self.labels.max())
        object.__setattr__(self, "k", _number_of_labels(self.k) or largest + 1)
        if largest >= self.k or self.labels.min() < 0:
            wrong = int(np.flatnonzero((self.labels >= self.k) | (self.labels < 0))[0])
            raise StartError(
                f"The label of row {wrong + 1} is {self.labels[wrong]}; with K = {self.k} labels go from 0 to "
                f"{self.k - 1}."
            )
        kept = self.labels.dtype == label_type(self.k) and not self.labels.flags.writeable
        labels = self.labels if kept else np.array(self.labels, dtype=label_type(self.k))
        labels.setflags(write=False)
        object.__setattr__(self, "labels", labels)


def _number_of_labels(k: object) -> int:
    if not isinstance(k, Integral) or isinstance(k, bool) or not 0 <= int(k) <= MOST_LABELS:
        raise StartError(f"The number of components of a partition must be a whole number from 1 on; it is {k!r}.")
    return int(k)


def _whole_labels(labels: ArrayLike) -> Labels:
    """``labels`` as an array of integers; what is one already is given back as it is."""
    if isinstance(labels, np.ma.MaskedArray) and np.ma.is_masked(labels):
        raise StartError("The labels are masked in places; give one for each point.")
    try:
        array = np.asarray(labels)
    except ValueError as error:
        raise StartError(f"Labels must be a list of n whole numbers ({uneven(labels) or error}).") from error
    if array.ndim == 1 and array.size:
        if array.dtype.kind in "iu":
            return array
        most = np.float64(MOST_LABELS)  # in half precision it would be infinite
        if array.dtype.kind == "f" and ((np.abs(array) < most) & (array == np.floor(array))).all():
            return array.astype(np.int64)
    raise StartError("Labels must be a list of n whole numbers, one for each point, counted from 0.")


@dataclass(frozen=True, slots=True, eq=False)
class Statistics(Value):
    """What an E-pass over the data (or over a block of it) leaves for M: sums that merge by ``+``.

    ``scatters`` are taken about reference means m (k, d), which are the means of the mixture that made the pass
    unless said otherwise; only statistics about the same reference may be merged. ``sums`` are plain, so that the
    same assignment gives the same new means to the last bit, whatever the old ones were.

    Parameters
    ----------
    counts : (k,) sums of responsibilities N_k.
    sums : (k, d) sum_i r_ik x_i.
    scatters : (k, d, d) sum_i r_ik (x_i - m_k)(x_i - m_k)^T. Where an M-step needs only the diagonals (diagonal and
        spherical covariances) or the traces (K-means), no more than these may be right.
    objective : the algorithm's objective over these points.
    entropy : of the responsibilities, -sum_ik r_ik log r_ik; 0 for hard assignment.
    n : number of points.
    """

    counts: Floats
    sums: Floats
    scatters: Floats
    objective: float
    entropy: float
    n: int

    def __post_init__(self) -> None:
        for array in (self.counts, self.sums, self.scatters):
            array.setflags(write=False)

    def __add__(self, other: Statistics) -> Statistics:
        """The statistics of both sets of points."""
        return Statistics(
            self.counts + other.counts,
            self.sums + other.sums,
            self.scatters + other.scatters,
            self.objective + other.objective,
            self.entropy + other.entropy,
            self.n + other.n,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Scaling(Value):
    """The coordinates in which the engine works: z = (x - centre) / scale.

    One scale, a power of two, serves all columns, so distances keep their proportions and
    mapping back is exact.

    Parameters
    ----------
    centre : (d,) in the units of the data.
    scale : a power of two in the units of the data.
    """

    centre: Floats
    scale: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "centre", read_only(self.centre))

    def transform_points(self, points: Floats) -> Floats:
        """Points in the engine's coordinates: (x - centre) / scale.

        Parameters
        ----------
        points : (n, d), in the units of the data.

        Returns
        -------
        (n, d), without unit; infinite where too far.
        """
        with np.errstate(over="ignore"):
            return (points - self.centre) / self.scale

    def transform(self, mixture: Mixture) -> Mixture:
        """A mixture in the engine's coordinates.

        Parameters
        ----------
        mixture : in the units of the data.

        Returns
        -------
        Means (mu - centre) / scale and covariances Sigma / scale^2; weights as they are.
        """
        with np.errstate(over="ignore"):
            covariances = mixture.covariances / self.scale / self.scale
        means = self.transform_points(mixture.means)
        return Mixture(mixture.weights, means, covariances, mixture.covariance_type, mixture.algorithm)

    def inverse_transform(self, mixture: Mixture) -> Mixture:
        """A mixture in the units of the data.

        Parameters
        ----------
        mixture : in the engine's coordinates.

        Returns
        -------
        Means mu scale + centre and covariances Sigma scale^2; weights as they are.
        """
        means = self.centre + self.scale * mixture.means
        covariances = mixture.covariances * self.scale * self.scale
        return Mixture(mixture.weights, means, covariances, mixture.covariance_type, mixture.algorithm)


@dataclass(frozen=True, slots=True, eq=False)
class Rest(Value):
    """How far the parameters have got while the objective stood still.

    Parameters
    ----------
    anchor : the mixture at the beginning of the window.
    path : sum of the distances between one mixture of the window and the next (:func:`gmmgui.core.rest.distance`).
    count : iterations in the window so far.
    window : iterations in the whole window.
    """

    anchor: Mixture
    path: float
    count: int
    window: int


@dataclass(frozen=True, slots=True, eq=False)
class State(Value):
    """One half-step of a run: small, immutable, and all that the next half-step needs.

    The engine's own mixtures are kept in its coordinates (``scaled``), so that nothing is rounded
    between half-steps; ``mixture`` and ``assigned_by`` give them in the units of the data.

    Parameters
    ----------
    scaling : the engine's coordinates.
    scaled : the mixture, of k components, in the engine's coordinates.
    scaled_assigned_by : what made the colours on screen: the mixture of the last E, a partition that was given, or
        None before the first.
    iteration : number of M half-steps so far.
    phase : what made this state.
    objective : the algorithm's objective at ``mixture``, in the units of the data.
    bound : the objective with the colours on screen: F(q, theta) for soft EM (the lower bound; Neal and Hinton 1998),
        the likelihood of the present labels for hard EM, the distortion of the present labels for K-means. NaN before
        the first assignment and after an edit.
    gain : change of ``objective`` over the last iteration; NaN before there is one.
    settled : the last M changed nothing, or no more than the tolerance.
    status : whether the run goes on.
    statistics : of the E-pass at ``scaled``, in the engine's coordinates.
    components : k numbers, that each component was born with; a dropped one leaves a gap.
    assigned_components : the same for the components of ``assigned_by``, which may have more or fewer.
    events : what happened in this half-step.
    rest : how far the parameters have got while the objective stands still; None: it does not.
    reseeded : fingerprints of the mixtures that re-seeding has led to.
    """

    scaling: Scaling
    scaled: Mixture
    scaled_assigned_by: Mixture | Partition | None
    iteration: int
    phase: Phase
    objective: float
    bound: float
    gain: float
    settled: bool
    status: Status
    statistics: Statistics
    components: tuple[int, ...]
    assigned_components: tuple[int, ...]
    events: tuple[Event, ...] = field(default=())
    rest: Rest | None = None
    reseeded: frozenset[bytes] = frozenset()

    @property
    def mixture(self) -> Mixture:
        """The mixture that is drawn, in the units of the data."""
        return self.scaling.inverse_transform(self.scaled)

    @property
    def assigned_by(self) -> Mixture | Partition | None:
        """What made the colours on screen, in the units of the data."""
        if isinstance(self.scaled_assigned_by, Mixture):
            return self.scaling.inverse_transform(self.scaled_assigned_by)
        return self.scaled_assigned_by


@dataclass(frozen=True, slots=True, eq=False)
class Fit(Value):
    """The end of a run, in the units of the data.

    Parameters
    ----------
    mixture : the final mixture.
    objective : at ``mixture``; equal to ``trace[-1]``.
    n_iter : number of M half-steps.
    status : "converged", "max-iter" or "degenerate".
    trace : ``trace[t]`` is the objective at the parameters after t iterations.
    events : all that happened, in order.
    objectives : the final objective of every start, in their order; NaN where a start failed.
    """

    mixture: Mixture
    objective: float
    n_iter: int
    status: str
    trace: list[float]
    events: tuple[Event, ...]
    objectives: tuple[float, ...] = ()

    @property
    def agreed(self) -> int:
        """How many of the starts came to this objective, to six digits."""
        found = np.array(self.objectives)
        return int((np.abs(found - self.objective) <= 1e-6 * abs(self.objective)).sum())


@dataclass(frozen=True, slots=True, eq=False)
class RunSpec(Value):
    """What the user asks of a run: every setting of the algorithm panel, and the hand-drawn start.

    Parameters
    ----------
    algorithm : a key of ``ALGORITHMS``.
    k : number of components.
    covariance_type : a key of ``COVARIANCE_TYPES``; an algorithm that estimates no covariances does not use it.
    initialiser : a key of ``INITIALISERS``, ``"marks"`` (hand-drawn means), ``"exact"`` (``start``)
        or ``"labels"``.
    marks : (m, d) hand-drawn means in the units of the data, or None.
    start : the exact starting mixture of a preset, or None.
    labels : labels to start from, or None.
    start_covariance : a key of ``START_COVARIANCES``: what starting means begin with.
    seed : of the initialiser.
    start_number : which of several starts with this seed, from 0; its random numbers come from [seed, start_number].
    tol : the run stops when the mean objective per point changes by no more; 0: when nothing changes.
    max_iter : most iterations.
    min_variance : smallest variance, as a fraction of the data's; None: the default floor; 0: none.
    first_step : "E" (from given parameters) or "M" (from given labels).
    on_empty : a key of ``EMPTY_POLICIES``, or None for the algorithm's own.
    parameters : those of the algorithm's own, an instance of their dataclass or a dict; None: its defaults.
    """

    algorithm: str = "soft-em"
    k: int = 3
    covariance_type: str = "full"
    initialiser: str = "k-means++"
    marks: Floats | None = None
    start: Mixture | None = None
    start_covariance: str = "data"
    seed: int = 0
    tol: float = 1e-6
    max_iter: int = 300
    min_variance: float | None = None
    first_step: str = "E"
    on_empty: str | None = None
    start_number: int = 0
    labels: Partition | None = None
    parameters: Any = None

    def __post_init__(self) -> None:
        if self.marks is not None:
            object.__setattr__(self, "marks", read_only(self.marks))
