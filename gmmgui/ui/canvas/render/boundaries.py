"""Where, on one axis, the component changes that a point would be given to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gmmgui.core.types import Floats, Indices
from gmmgui.ui.canvas.render.projection import ProjectedMixture


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """The axis from left to right: ``owners`` (m + 1,) indices of components, and ``places`` (m,) between them."""

    owners: Indices
    places: Floats


def regions(projected: ProjectedMixture, has_density: bool) -> Regions:
    """Which component a point of one column is given to, and where that changes.

    With a density the most probable, the argmax of log w_j N_j: the roots of the differences of these parabolas are
    all places where it can change, so it is looked up once between any two of them. Without, the nearest mean: the same
    with equal weights and variances, so boundaries are midpoints. Components without weight or variance own nothing.
    """
    weights, variances = projected.weights, projected.covariances[:, 0, 0]
    if not has_density:
        weights, variances = np.ones_like(weights), np.ones_like(variances)
    alive = np.flatnonzero((weights > 0) & (variances > 0))
    if not alive.size:
        return Regions(np.empty(0, dtype=np.intp), np.empty(0))
    means = projected.means[alive, 0]
    centre, scale = means.mean(), max(float(np.ptp(means)), float(np.sqrt(variances[alive].max())))
    inner = (means - centre) / scale, variances[alive] / scale**2  # far from 0 the squares would lose their digits
    roots = _roots(np.log(weights[alive]), *inner)
    middles = np.concatenate([[roots[0] - 1], (roots[1:] + roots[:-1]) / 2, [roots[-1] + 1]]) if roots.size else [0.0]
    owners = _log_joint(np.asarray(middles), np.log(weights[alive]), *inner).argmax(axis=1)
    changes = np.flatnonzero(np.diff(owners))
    return Regions(alive[owners[np.concatenate([changes, [len(owners) - 1]])]], centre + scale * roots[changes])


def _log_joint(places: Floats, log_weights: Floats, means: Floats, variances: Floats) -> Floats:
    joint: Floats = log_weights - 0.5 * np.log(variances) - (places[:, None] - means) ** 2 / (2 * variances)
    return joint


def _roots(log_weights: Floats, means: Floats, variances: Floats) -> Floats:
    """Ascending places where log w_i N_i = log w_j N_j for any two components (k,)."""
    i, j = np.triu_indices(len(means), 1)
    a = (1 / variances[j] - 1 / variances[i]) / 2
    half_b = (means[i] / variances[i] - means[j] / variances[j]) / 2
    constants = log_weights - 0.5 * np.log(variances)
    c = constants[i] - constants[j] + means[j] ** 2 / (2 * variances[j]) - means[i] ** 2 / (2 * variances[i])
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(half_b**2 - a * c)
        q = -(half_b + np.where(half_b < 0, -1, 1) * root)  # no difference of numbers that are nearly equal
        both = np.concatenate([q / a, c / q])
    return np.unique(both[np.isfinite(both)])
