"""What a hand makes of a mixture: another mean, covariance or weight, a component more or fewer. Pure functions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmgui.core import Mixture
from gmmgui.core.covariance import covariance_type_named, is_singular
from gmmgui.core.errors import StartError
from gmmgui.core.types import Floats


def reshaped(
    mixture: Mixture,
    component: int,
    mean: Floats | None = None,
    covariance: Floats | None = None,
    weight: float | None = None,
) -> Mixture:
    """``mixture`` with what :meth:`EditCommands.reshape` does to the component at index ``component``.

    Raises
    ------
    StartError : as :meth:`EditCommands.reshape`.
    """
    means, covariances, weights = mixture.means.copy(), mixture.covariances, mixture.weights
    if mean is not None:
        means[component] = checked_mean(mean)
    if covariance is not None:
        covariances = _with_covariance(mixture, component, covariance)
    if weight is not None:
        weights = _with_weight(mixture.weights, component, weight)
    return replace(mixture, weights=weights, means=means, covariances=covariances)


def checked_mean(mean: Floats) -> Floats:
    """``mean`` (d,), or a StartError where it is no place."""
    if not np.isfinite(mean).all():
        raise StartError("A mean needs a number in every column.")
    return mean


def _with_covariance(mixture: Mixture, component: int, covariance: Floats) -> Floats:
    """(k, d, d) covariances; refused is what is not positive definite beyond the rounding errors of float64."""
    if not np.isfinite(covariance).all():
        raise StartError("A covariance matrix needs a number in every place.")
    if (np.abs(covariance - covariance.T) > 1e-9 * np.abs(covariance).max()).any():
        raise StartError("A covariance matrix must be symmetric: the covariance of x and y is that of y and x.")
    kind = covariance_type_named(mixture.covariance_type)
    conforming = kind.restrict(covariance[None], np.ones(1))[0]
    variances = np.diagonal(conforming)
    if (variances <= 0).any():
        raise StartError("Every standard deviation must be greater than 0, or the Gaussian would have no density.")
    if is_singular(conforming, variances):
        raise StartError(
            "This covariance matrix is not positive definite: in some direction its variance would not be above zero. "
            f"{_cure(conforming)}"
        )
    covariances = mixture.covariances.copy()
    covariances[slice(None) if kind.shared else component] = (conforming + conforming.T) / 2
    return covariances


def _cure(covariance: Floats) -> str:
    """What to do about a matrix with positive variances that is not positive definite."""
    roots = np.sqrt(np.diagonal(covariance))
    correlations = np.abs(covariance / np.outer(roots, roots))[np.triu_indices(len(roots), 1)]
    if (correlations >= 1 - 1e-12).any():
        return "Keep every correlation strictly between −1 and 1."
    return "The correlations contradict one another; bring one of them nearer to 0."


def _with_weight(weights: Floats, component: int, weight: float) -> Floats:
    """(k,) weights that sum to one, one of them ``weight``; the others keep their proportions, or are equal at 0."""
    if not 0 <= weight <= 1:
        raise StartError(f"A weight is a share of the points: from 0 to 1. It cannot be {weight:g}.")
    others = np.delete(weights, component)
    if not len(others):
        return np.ones(1)
    total = others.sum()
    shares = others / total if total > 0 else np.full(len(others), 1 / len(others))
    return np.insert(shares * (1 - weight), component, weight)


def with_component(mixture: Mixture, mean: Floats) -> Mixture:
    """One component more at ``mean``, with the average covariance and an equal share of the weight."""
    k = mixture.k
    return replace(
        mixture,
        weights=np.append(mixture.weights * k / (k + 1), 1 / (k + 1)),
        means=np.vstack([mixture.means, mean]),
        covariances=np.concatenate([mixture.covariances, mixture.covariances.mean(axis=0, keepdims=True)]),
    )


def only_components(mixture: Mixture, keep: np.ndarray) -> Mixture:
    """The components that ``keep`` marks (k,) or lists (m,); their weights sum to one (equal where they had none)."""
    weights = mixture.weights[keep]
    total = weights.sum()
    weights = weights / total if total > 0 else np.full(len(weights), 1 / len(weights))
    return replace(mixture, weights=weights, means=mixture.means[keep], covariances=mixture.covariances[keep])
