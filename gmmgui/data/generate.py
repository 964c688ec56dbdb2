"""Points drawn from Gaussian mixtures: the general ``draw``, and clusters from a handful of parameters."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from gmmgui.core.errors import SettingsError
from gmmgui.core.parameters import check_ranges
from gmmgui.core.types import Floats, Mixture
from gmmgui.data.dataset import Dataset

SPACING = 10.0  # distance between the two closest means: round numbers on the axes
CANDIDATES = 30  # places tried for each mean; more make the spacing more even
MOST_NUMBERS = 200_000_000  # n times d: 1.6 GB of points


@dataclass(frozen=True, slots=True)
class GaussianClusters:
    """Parameters of ``gaussian_clusters``; the metadata of each field describe its form.

    Parameters
    ----------
    k : number of components, which have equal weights.
    n : number of points of all components together.
    spread : standard deviation of a cluster, the root mean square over its axes, as a fraction of the distance between
        the two closest means.
    d : number of columns.
    elongation : most that the longest axis of a cluster is longer than the shortest, as a ratio of standard deviations.
    seed : of mixture and points.

    Raises
    ------
    SettingsError : a value is no number, or outside of the range in the metadata.
    """

    k: int = field(
        default=3,
        metadata={
            "title": "Components",
            "help": "How many Gaussians to draw from, all with the same weight.",
            "minimum": 1,
            "maximum": 20,
            "step": 1,
        },
    )
    n: int = field(
        default=300,
        metadata={
            "title": "Points",
            "help": "How many points to draw altogether.",
            "minimum": 2,
            "maximum": 10_000_000,
            "step": 100,
        },
    )
    spread: float = field(
        default=0.2,
        metadata={
            "title": "Spread",
            "help": "Standard deviation of a cluster, as a part of the distance between the two closest means: "
            "0.1 is far apart, 0.25 touching, 0.5 overlapping.",
            "minimum": 0.01,
            "maximum": 2.0,
            "step": 0.05,
        },
    )
    d: int = field(
        default=2,
        metadata={
            "title": "Dimensions",
            "help": "How many columns each point has.",
            "minimum": 1,
            "maximum": 50,
            "step": 1,
        },
    )
    elongation: float = field(
        default=3.0,
        metadata={
            "title": "Elongation",
            "help": "How much longer than wide a cluster may be: 1 makes all of them round.",
            "minimum": 1.0,
            "maximum": 20.0,
            "step": 0.5,
        },
    )
    seed: int = field(
        default=0,
        metadata={
            "title": "Seed",
            "help": "The same seed draws the same points again.",
            "minimum": 0,
            "maximum": 2**31 - 1,
            "step": 1,
        },
    )

    def __post_init__(self) -> None:
        check_ranges(self)


def gaussian_clusters(parameters: GaussianClusters) -> Dataset:
    """Points of k clusters, with the mixture that they were drawn from.

    The mixture comes from the first stream of the seed and the points from the second, so more points
    from the same seed belong to the same mixture.

    Parameters
    ----------
    parameters : number, shape and seed of the clusters.

    Returns
    -------
    A data set of n points (n, d), with their ``truth`` (n,) and the ``truth_mixture``.

    Raises
    ------
    SettingsError : n times d is more than ``MOST_NUMBERS``.
    """
    of_mixture, of_points = np.random.default_rng(parameters.seed).spawn(2)
    mixture = random_mixture(parameters, of_mixture)
    values = ", ".join(f"{p.name}={getattr(parameters, p.name)!r}" for p in fields(parameters))
    return _draw(
        mixture, parameters.n, of_points, name=_name(parameters), source=f"Drawn by gmmgui: GaussianClusters({values})"
    )


def draw(mixture: Mixture, n: int, seed: int = 0, *, name: str = "New sample") -> Dataset:
    """n points from a mixture: first z from the weights, then x given z (Bishop 2006, section 9.2).

    With Sigma_z = L L^T and e from N(0, I), x = mu_z + L e (Bishop 2006, section 11.1.1).

    Parameters
    ----------
    mixture : any mixture; the weights are normalised, and a singular covariance draws points on a line or plane.
    n : number of points.
    seed : the same seed draws the same points.
    name : of the data set.

    Returns
    -------
    A data set of n points (n, d) in the units of the mixture, with z (n,) as its ``truth``.

    Raises
    ------
    SettingsError : no points, too many points, weights that sum to zero, or a covariance that is not
        positive semi-definite.
    """
    return _draw(mixture, n, np.random.default_rng(seed), name, f"{n} points drawn by gmmgui with seed {seed}")


def random_mixture(parameters: GaussianClusters, rng: np.random.Generator) -> Mixture:
    """Equal weights, well-spaced means and random covariances.

    Means: best-candidate sampling (Mitchell 1991) in a cube, scaled so that the two closest means are
    S = 10 apart and centred on the origin. Covariances: Sigma = (spread S)^2 Q diag(a) Q^T with Q a
    uniformly random orthogonal matrix (Haar; Mezzadri 2007), a_j = e_j / mean(e), log e_j uniform on
    [0, 2 log elongation]; the root mean square of the standard deviations along the axes is spread S for every cluster.

    Parameters
    ----------
    parameters : k, d, spread and elongation of the clusters; ``n`` and ``seed`` are not used.
    rng : generator of the random numbers.

    Returns
    -------
    A mixture of type "full": weights (k,), means (k, d), covariances (k, d, d).
    """
    k, d = parameters.k, parameters.d
    variance = (parameters.spread * SPACING) ** 2
    covariances = np.stack([variance * _shape(d, parameters.elongation, rng) for _ in range(k)])
    return Mixture(np.full(k, 1 / k), _spaced_means(k, d, rng), covariances, "full")


def _name(parameters: GaussianClusters) -> str:
    plural = "s" if parameters.k > 1 else ""
    return f"{parameters.k} Gaussian cluster{plural} in {parameters.d}-D"


def _spaced_means(k: int, d: int, rng: np.random.Generator) -> Floats:
    """(k, d) means whose two closest are ``SPACING`` apart, centred on the origin."""
    means = rng.random((1, d))
    closest = np.inf
    for _ in range(k - 1):
        candidates = rng.random((CANDIDATES, d))
        gaps = np.linalg.norm(candidates[:, None] - means, axis=2).min(axis=1)
        closest = min(closest, gaps.max())
        means = np.vstack([means, candidates[gaps.argmax()]])
    scale = SPACING / closest if k > 1 else SPACING
    return np.asarray((means - means.mean(axis=0)) * scale)


def _shape(d: int, elongation: float, rng: np.random.Generator) -> Floats:
    """(d, d) covariance of trace d: random orientation, squared axes at most ``elongation``^2 apart."""
    axes = np.exp(rng.uniform(0, 2 * np.log(elongation), d))
    rotation, triangle = np.linalg.qr(rng.standard_normal((d, d)))
    rotation *= np.sign(np.diag(triangle))  # without this Q would not be uniform (Mezzadri 2007)
    covariance = rotation * (axes / axes.mean()) @ rotation.T
    return np.asarray((covariance + covariance.T) / 2)


def _draw(mixture: Mixture, n: int, rng: np.random.Generator, name: str, source: str) -> Dataset:
    _check(mixture, n)
    truth = _components(mixture.weights, n, rng)
    points = rng.standard_normal((n, mixture.d))
    for j in range(mixture.k):
        rows = np.flatnonzero(truth == j)
        points[rows] = mixture.means[j] + points[rows] @ _root(mixture.covariances[j]).T
    points.setflags(write=False)  # Dataset then shares the array instead of copying it
    features = tuple(f"x{j + 1}" for j in range(mixture.d))
    return Dataset(name, points, features, truth, mixture, source)


def _check(mixture: Mixture, n: int) -> None:
    if n < 1:
        raise SettingsError(f"{n} points cannot be drawn: ask for at least one.")
    if n * mixture.d > MOST_NUMBERS:
        raise SettingsError(
            f"{n} points of {mixture.d} dimensions do not fit in memory: draw at most {MOST_NUMBERS // mixture.d}."
        )
    if not mixture.weights.sum() > 0:
        raise SettingsError("The weights of the mixture sum to zero: give one component a weight.")


def _components(weights: Floats, n: int, rng: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """(n,) component of each point, drawn by inverting the cumulative weights."""
    edges = np.cumsum(weights / weights.sum())[:-1]
    return np.searchsorted(edges, rng.random(n), side="right").astype(np.int64)


def _root(covariance: Floats) -> Floats:
    """(d, d) matrix L with L L^T = ``covariance``: Cholesky's, or the symmetric one where that fails."""
    try:
        return np.asarray(np.linalg.cholesky(covariance))
    except np.linalg.LinAlgError:
        variances, axes = np.linalg.eigh(covariance)
    if variances[0] < -1e-9 * max(variances[-1], 0):
        raise SettingsError("A covariance matrix has a negative variance along some axis: no points can be drawn.")
    return np.asarray(axes * np.sqrt(np.maximum(variances, 0)))
