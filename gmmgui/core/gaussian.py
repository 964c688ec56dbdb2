"""The textbook formulas of Gaussian mixtures in plain NumPy: what a student reads, and the oracle in tests.

Shapes: points (n, d), k components. All logarithms are natural.
"""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np

from gmmgui.core.types import Floats, Labels, Mixture, Statistics

LOG_2PI = math.log(2 * math.pi)


def precision_factors(covariances: Floats) -> Floats:
    """Lower triangular P_k (k, d, d) with P_k^T P_k = Sigma_k^-1: inverses of the Cholesky factors of Sigma_k.

    Parameters
    ----------
    covariances : (k, d, d), in squared units of the points.

    Returns
    -------
    (k, d, d), in the inverse of the points' units.

    Raises
    ------
    numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
    """
    return np.linalg.inv(np.linalg.cholesky(covariances))


def log_densities(points: Floats, means: Floats, covariances: Floats) -> Floats:
    """Log N(x_i; mu_k, Sigma_k), (n, k) (Bishop 2006, eq. 2.43).

    With the precision factor P the quadratic form is |P (x - mu)|^2, and the root of the determinant of the
    precision is the product of the diagonal of P: no covariance is ever inverted.

    Parameters
    ----------
    points : (n, d).
    means : (k, d), in the units of the points.
    covariances : (k, d, d), in these units squared.

    Returns
    -------
    (n, k) natural logs; minus infinity where the quadratic form overflows.

    Raises
    ------
    numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
    """
    (n, d), k = points.shape, len(means)
    factors = precision_factors(covariances)
    log_roots = np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
    result = np.empty((k, n)).T  # a component's densities side by side in memory: sums over k run fast
    for j in range(k):
        with np.errstate(over="ignore"):  # a point beyond all measure has density 0
            whitened = (points - means[j]) @ factors[j].T
            result[:, j] = log_roots[j] - 0.5 * (d * LOG_2PI + np.einsum("ij,ij->i", whitened, whitened))
    return result


def log_joint(points: Floats, mixture: Mixture) -> Floats:
    """Log w_k N(x_i; mu_k, Sigma_k), the numerator of Bishop 2006, eq. 9.23, as a logarithm.

    Parameters
    ----------
    points : (n, d).
    mixture : k components, in the units of the points.

    Returns
    -------
    (n, k) natural logs; minus infinity for a component of weight 0.

    Raises
    ------
    numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
    """
    with np.errstate(divide="ignore"):
        log_weights = np.log(mixture.weights)
    return log_weights + log_densities(points, mixture.means, mixture.covariances)


def soft_responsibilities(joint: Floats) -> tuple[Floats, Floats]:
    """Posterior probabilities and log-densities of the points (Bishop 2006, eq. 9.23 and 9.28).

    A point whose row of ``joint`` is minus infinity throughout has NaN in both.

    Parameters
    ----------
    joint : (n, k) from :func:`log_joint`.

    Returns
    -------
    (n, k) responsibilities, whose rows sum to one, and (n,) log sum_k w_k N_k(x_i).
    """
    top = joint.max(axis=1)
    responsibilities = np.exp(joint - top[:, None])
    total = responsibilities.sum(axis=1)
    responsibilities /= total[:, None]
    return responsibilities, top + np.log(total)


def one_hot(labels: Labels, k: int) -> Floats:
    """The responsibilities (n, k) that say the same as ``labels`` (n,).

    Parameters
    ----------
    labels : (n,) integers from 0 to k - 1.
    k : number of components.

    Returns
    -------
    (n, k) of 0 and 1.
    """
    return (labels[:, None] == np.arange(k)).astype(np.float64)


def squared_distances(points: Floats, means: Floats) -> Floats:
    """|x_i - mu_k|^2, (n, k), from differences: exact where the expanded square would cancel.

    Parameters
    ----------
    points : (n, d).
    means : (k, d), in the units of the points.

    Returns
    -------
    (n, k), in these units squared.
    """
    result = np.zeros((len(means), len(points))).T
    for j, mean in enumerate(means):
        for column in range(points.shape[1]):
            result[:, j] += (points[:, column] - mean[column]) ** 2
    return result


def nearest_distances(points: Floats, means: Floats) -> Floats:
    """min_k |x_i - mu_k|^2, (n,).

    Parameters
    ----------
    points : (n, d).
    means : (k, d), in the units of the points.

    Returns
    -------
    (n,), in these units squared; infinite where there are no means.
    """
    result = np.full(len(points), np.inf)
    for mean in means:
        result = np.minimum(result, squared_distances(points, mean[None])[:, 0])
    return result


def sufficient_statistics(
    points: Floats, responsibilities: Floats, reference: Floats, objective: float, entropy: float = 0.0
) -> Statistics:
    """Counts, sums and scatters of points that are weighted by responsibilities (Bishop 2006, section 9.2.2).

    Parameters
    ----------
    points : (n, d).
    responsibilities : (n, k).
    reference : (k, d), what the scatters are taken about.
    objective : of these points, kept as it is given.
    entropy : of the responsibilities, kept as it is given.

    Returns
    -------
    N_k = sum_i r_ik, sum_i r_ik x_i and sum_i r_ik (x_i - m_k)(x_i - m_k)^T with m the reference: (k,), (k, d) and
    (k, d, d), the last symmetric to the last bit.
    """
    k, d = reference.shape
    scatters = np.empty((k, d, d))
    for j in range(k):
        deviations = points - reference[j]
        scatters[j] = (responsibilities[:, j, None] * deviations).T @ deviations
    scatters = (scatters + scatters.swapaxes(1, 2)) / 2
    counts, sums = responsibilities.sum(axis=0), responsibilities.T @ points
    return Statistics(counts, sums, scatters, objective, entropy, len(points))


def soft_pass(points: Floats, mixture: Mixture, reference: Floats) -> Statistics:
    """E-step of EM (Dempster, Laird, Rubin 1977): responsibilities, summed up; objective log-likelihood.

    Parameters
    ----------
    points : (n, d).
    mixture : k components, in the units of the points.
    reference : (k, d), what the scatters are taken about.

    Returns
    -------
    Statistics; the objective is sum_i log sum_k w_k N_k(x_i) (Bishop 2006, eq. 9.28).

    Raises
    ------
    numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
    """
    responsibilities, log_density = soft_responsibilities(log_joint(points, mixture))
    positive = responsibilities[responsibilities > 0]
    entropy = -float((positive * np.log(positive)).sum())
    return sufficient_statistics(points, responsibilities, reference, float(log_density.sum()), entropy)


def hard_pass(points: Floats, mixture: Mixture, reference: Floats) -> Statistics:
    """C-step of classification EM (Celeux and Govaert 1992): each point to its most probable component.

    The objective is the classification log-likelihood sum_i max_k log w_k N_k(x_i).

    Parameters
    ----------
    points : (n, d).
    mixture : k components, in the units of the points.
    reference : (k, d), what the scatters are taken about.

    Returns
    -------
    Statistics; labels go to the lowest index where two tie, and the entropy is 0.

    Raises
    ------
    numpy.linalg.LinAlgError : a covariance matrix is not positive definite.
    """
    joint = log_joint(points, mixture)
    assigned = one_hot(joint.argmax(axis=1), mixture.k)
    return sufficient_statistics(points, assigned, reference, float(joint.max(axis=1).sum()))


def nearest_pass(points: Floats, mixture: Mixture, reference: Floats) -> Statistics:
    """Assignment of K-means (Lloyd 1982): each point to its nearest mean; the objective is the inertia.

    Parameters
    ----------
    points : (n, d).
    mixture : in the units of the points; only its means (k, d) are used.
    reference : (k, d), what the scatters are taken about.

    Returns
    -------
    Statistics; the objective is sum_i min_k |x_i - mu_k|^2, the entropy 0.
    """
    distances = squared_distances(points, mixture.means)
    assigned = one_hot(distances.argmin(axis=1), mixture.k)
    return sufficient_statistics(points, assigned, reference, float(distances.min(axis=1).sum()))


def greatest_bhattacharyya(means: Floats, covariances: Floats) -> float:
    """The largest Bhattacharyya distance of two of the Gaussians (Bhattacharyya 1943); 0 for a single one.

    (mu_a - mu_b)^T S^-1 (mu_a - mu_b) / 8 + log(|S| / sqrt(|Sigma_a| |Sigma_b|)) / 2 with S the mean of both.

    Parameters
    ----------
    means : (k, d).
    covariances : (k, d, d), positive definite.

    Returns
    -------
    A number without unit, at least 0 up to rounding errors.

    Raises
    ------
    numpy.linalg.LinAlgError : the mean of two covariances is singular.
    """
    greatest = 0.0
    log_volumes = np.linalg.slogdet(covariances)[1]
    for a, b in combinations(range(len(means)), 2):
        between = (covariances[a] + covariances[b]) / 2
        shift = means[a] - means[b]
        volume = np.linalg.slogdet(between)[1] - (log_volumes[a] + log_volumes[b]) / 2
        greatest = max(greatest, float(shift @ np.linalg.solve(between, shift) / 8 + volume / 2))
    return greatest


def expected_log_joint(statistics: Statistics, reference: Floats, mixture: Mixture) -> float:
    """Q = sum_ik r_ik log w_k N(x_i; mu_k, Sigma_k), from the statistics alone (Bishop 2006, eq. 9.40).

    Parameters
    ----------
    statistics : of k components, with scatters about ``reference``.
    reference : (k, d).
    mixture : theta, which may differ from the mixture that made the responsibilities.

    Returns
    -------
    Q, in natural logs; empty components (count 0) contribute nothing.

    Raises
    ------
    numpy.linalg.LinAlgError : a covariance matrix of a component that is not empty is not positive definite.
    """
    alive = np.flatnonzero(statistics.counts)
    counts, sums = statistics.counts[alive], statistics.sums[alive]
    shifts = mixture.means[alive] - reference[alive]
    cross = (sums - counts[:, None] * reference[alive])[:, :, None] * shifts[:, None, :]
    outer = shifts[:, :, None] * shifts[:, None, :]
    scatters = statistics.scatters[alive] - cross - cross.swapaxes(1, 2) + counts[:, None, None] * outer
    factors = precision_factors(mixture.covariances[alive])
    quadratics = ((factors @ scatters) * factors).sum(axis=(1, 2))
    log_roots = np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
    with np.errstate(divide="ignore"):
        log_weights = np.log(mixture.weights[alive])
    return float((counts * (log_weights + log_roots - mixture.d / 2 * LOG_2PI) - quadratics / 2).sum())


def distortion(statistics: Statistics, reference: Floats, mixture: Mixture) -> float:
    """Sum of squared distances of the points to the means of their present clusters (Bishop 2006, eq. 9.1).

    Parameters
    ----------
    statistics : of hard labels, with scatters about ``reference``; only the traces need be right.
    reference : (k, d).
    mixture : its means (k, d) are those that distances are taken from.

    Returns
    -------
    J = sum_ik r_ik |x_i - mu_k|^2, in squared units of the points.
    """
    shift = mixture.means - reference
    within = statistics.scatters.trace(axis1=1, axis2=2)
    cross = 2 * (shift * (statistics.sums - statistics.counts[:, None] * reference)).sum(axis=1)
    return float((within - cross + statistics.counts * (shift**2).sum(axis=1)).sum())
