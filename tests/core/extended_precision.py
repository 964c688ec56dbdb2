"""The oracle of test_extended_precision.py: K-means, hard EM and soft EM in 80-bit numbers, by textbook formulas alone.

Nothing of the engine is used, and nothing is made fast: each M-step takes the new means first and then the scatters
about them (Bishop 2006, eq. 9.24 and 9.25), so no digit is lost to cancellation; there is no floor, and no policy for
components that lose all points. ``numpy.longdouble`` has 64 binary digits on x86 processors; where it has the 53 of
float64 the oracle still sums about the new means.

Sources: C. M. Bishop, Pattern Recognition and Machine Learning (2006), eq. 2.43 and 9.23 to 9.28 for soft EM;
G. Celeux and G. Govaert, A classification EM algorithm for clustering (1992), for hard EM; S. P. Lloyd, Least squares
quantization in PCM (1982), for K-means; G. H. Golub and C. F. Van Loan, Matrix Computations (2013), section 4.2.5
for the Cholesky factor, section 3.1.1 for forward substitution.

Shapes: points (n, d), k components. All logarithms are natural.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Long = np.longdouble
Longs: TypeAlias = NDArray[np.longdouble]

LOG_2PI = np.log(8 * np.arctan(Long(1)))

EMPTY = 1e-100
"""A component with a smaller sum of responsibilities has no points."""


class NoSuchRunError(Exception):
    """The textbook has no next step: a component is empty, or a covariance is not positive definite."""


@dataclass(frozen=True)
class Theta:
    """weights (k,), means (k, d) as distances from the first point, and covariances (k, d, d)."""

    weights: Longs
    means: Longs
    covariances: Longs


@dataclass(frozen=True)
class Assigned:
    """What E finds: responsibilities (n, k), the objective, and how clear the closest call was.

    ``margin`` is the least distance between the two best components of a point, relative to their own size; infinite
    for soft assignment and a single component.
    """

    responsibilities: Longs
    objective: np.longdouble
    margin: float


@dataclass(frozen=True)
class Run:
    """``trace[t]`` and ``thetas[t]`` after t iterations; ``origin`` (d,): the first point; ``margin``: of all E."""

    origin: Longs
    thetas: list[Theta]
    trace: list[np.longdouble]
    margin: float


# --- linear algebra ----------------------------------------------------------------------------------------


def cholesky(matrix: Longs) -> Longs:
    """Lower triangular L (d, d) with L L^T = ``matrix``."""
    lower = np.zeros_like(matrix)
    for j in range(len(matrix)):
        rest = matrix[j:, j] - lower[j:, :j] @ lower[j, :j]
        if not rest[0] > 0:
            raise NoSuchRunError("a covariance is not positive definite")
        lower[j:, j] = rest / np.sqrt(rest[0])
    return lower


def forward(lower: Longs, right: Longs) -> Longs:
    """U (d, m) with L U = ``right`` (d, m)."""
    result = np.zeros_like(right)
    for i in range(len(lower)):
        result[i] = (right[i] - lower[i, :i] @ result[:i]) / lower[i, i]
    return result


def whitened(matrix: Longs, covariance: Longs) -> Longs:
    """L^-1 ``matrix`` L^-T, where L L^T = ``covariance``: all (d, d), ``matrix`` symmetric."""
    lower = cholesky(covariance)
    return forward(lower, forward(lower, matrix).T)


# --- E -----------------------------------------------------------------------------------------------------


def log_joint(points: Longs, theta: Theta) -> Longs:
    """Log w_k N(x_i; mu_k, Sigma_k), (n, k) (Bishop 2006, eq. 2.43)."""
    columns = []
    for weight, mean, covariance in zip(theta.weights, theta.means, theta.covariances, strict=True):
        lower = cholesky(covariance)
        distances = (forward(lower, (points - mean).T) ** 2).sum(axis=0)
        log_root = np.log(np.diagonal(lower)).sum()
        columns.append(np.log(weight) - points.shape[1] * LOG_2PI / 2 - log_root - distances / 2)
    return np.stack(columns, axis=1)


def squared_distances(points: Longs, theta: Theta) -> Longs:
    """|x_i - mu_k|^2, (n, k)."""
    return np.stack([((points - mean) ** 2).sum(axis=1) for mean in theta.means], axis=1)


def log_sum_exp(joint: Longs) -> Longs:
    """(n,) log sum_k exp ``joint`` (n, k), with the greatest taken out."""
    top = joint.max(axis=1)
    return top + np.log(np.exp(joint - top[:, None]).sum(axis=1))


def soft_e(points: Longs, theta: Theta) -> Assigned:
    """Responsibilities (Bishop 2006, eq. 9.23), and the log-likelihood (eq. 9.28)."""
    joint = log_joint(points, theta)
    log_density = log_sum_exp(joint)
    return Assigned(np.exp(joint - log_density[:, None]), log_density.sum(), np.inf)


def hard_e(points: Longs, theta: Theta) -> Assigned:
    """Each point to its most probable component; the objective is sum_i max_k log w_k N_k(x_i)."""
    joint = log_joint(points, theta)
    return Assigned(_one_hot(joint), joint.max(axis=1).sum(), _margin(joint, least_size=1.0))


def nearest_e(points: Longs, theta: Theta) -> Assigned:
    """Each point to its nearest mean; the objective is the sum of the squared distances."""
    distances = squared_distances(points, theta)
    return Assigned(_one_hot(-distances), distances.min(axis=1).sum(), _margin(-distances, least_size=0.0))


def _one_hot(affinity: Longs) -> Longs:
    return (affinity.argmax(axis=1)[:, None] == np.arange(affinity.shape[1])).astype(Long)


def _margin(affinity: Longs, least_size: float) -> float:
    if affinity.shape[1] == 1:
        return np.inf
    second, best = np.sort(affinity, axis=1)[:, -2:].T
    size = np.maximum(np.maximum(np.abs(best), np.abs(second)), least_size)
    gaps = np.where(size > 0, best - second, 0) / np.where(size > 0, size, 1)
    return float(gaps.min())


# --- M -----------------------------------------------------------------------------------------------------


def maximised(points: Longs, shares: Longs, restrict: Callable[[Longs, Longs], Longs]) -> Theta:
    """N_k, means, scatters about them and weights from ``shares`` (n, k) (Bishop 2006, eq. 9.24 to 9.27)."""
    counts = shares.sum(axis=0)
    if not (counts > EMPTY).all():
        raise NoSuchRunError("a component is empty")
    means = (shares.T @ points) / counts[:, None]
    scatters = np.empty((*means.shape, points.shape[1]), dtype=Long)
    for j, mean in enumerate(means):
        deviations = points - mean
        scatters[j] = (shares[:, j, None] * deviations).T @ deviations
    return Theta(counts / len(points), means, restrict(scatters, counts))


def _full(scatters: Longs, counts: Longs) -> Longs:
    return scatters / counts[:, None, None]


def _tied(scatters: Longs, counts: Longs) -> Longs:
    return np.stack([scatters.sum(axis=0) / counts.sum()] * len(counts))


def _diag(scatters: Longs, counts: Longs) -> Longs:
    return _full(scatters, counts) * np.eye(scatters.shape[1], dtype=Long)


def _spherical(scatters: Longs, counts: Longs) -> Longs:
    d = scatters.shape[1]
    traces = np.trace(scatters, axis1=1, axis2=2)
    return (traces / (d * counts))[:, None, None] * np.eye(d, dtype=Long)


def _one_sphere(scatters: Longs, counts: Longs) -> Longs:
    """What K-means' model has: one sphere for all components."""
    d = scatters.shape[1]
    return np.stack([np.trace(scatters.sum(axis=0)) / (d * counts.sum()) * np.eye(d, dtype=Long)] * len(counts))


E_STEPS = {"soft-em": soft_e, "hard-em": hard_e, "kmeans": nearest_e}
RESTRICTIONS = {"full": _full, "tied": _tied, "diag": _diag, "spherical": _spherical}


# --- the run -----------------------------------------------------------------------------------------------


def run(points: Any, start: Any, algorithm: str, iterations: int, rounded: bool = False) -> Run:
    """E and M in turn from ``start``, whose weights, means, covariances and covariance_type are float64 and exact.

    ``rounded``: what M finds is rounded to float64 each time. No program that keeps its parameters in float64 can
    be expected to come nearer to the exact run than this one does.

    Raises
    ------
    NoSuchRunError : a component is empty, or a covariance is not positive definite.
    """
    origin = np.asarray(points, dtype=Long)[0]
    distances = np.asarray(points, dtype=Long) - origin
    restrict = _one_sphere if algorithm == "kmeans" else RESTRICTIONS[start.covariance_type]
    means = np.asarray(start.means, dtype=Long) - origin
    thetas = [Theta(np.asarray(start.weights, dtype=Long), means, np.asarray(start.covariances, dtype=Long))]
    assigned = [E_STEPS[algorithm](distances, thetas[0])]
    for _ in range(iterations):
        theta = _step(distances, assigned[-1], algorithm, restrict)
        thetas.append(in_float64(theta) if rounded else theta)
        assigned.append(E_STEPS[algorithm](distances, thetas[-1]))
    return Run(origin, thetas, [one.objective for one in assigned], min(one.margin for one in assigned))


def in_float64(theta: Theta) -> Theta:
    """``theta`` as float64 holds it."""
    return Theta(*(part.astype(np.float64).astype(Long) for part in (theta.weights, theta.means, theta.covariances)))


def _step(points: Longs, assigned: Assigned, algorithm: str, restrict: Callable[[Longs, Longs], Longs]) -> Theta:
    theta = maximised(points, assigned.responsibilities, restrict)
    if algorithm != "kmeans":
        return theta
    k = len(theta.weights)
    return Theta(np.full(k, 1 / Long(k)), theta.means, theta.covariances)
