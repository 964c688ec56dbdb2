"""Covariance types: what an M-step makes of the scatters, and how a covariance is kept from collapsing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.arrays import Floats
from gmmgui.core.errors import SettingsError

DEFAULT_MIN_VARIANCE = 1e-6
"""The floor: no component is narrower, in any direction, than a thousandth of the data's standard deviation."""


@dataclass(frozen=True, slots=True)
class CovarianceType:
    """One way to restrict the covariances of a mixture.

    Parameters
    ----------
    title, help : shown to the user.
    restrict : (scatters (k, d, d), counts (k,)) -> maximum likelihood covariances (k, d, d).
    free_parameters : (k, d) -> number of free parameters in the covariances.
    isotropic : covariances are multiples of the identity; so is the floor, and a hand changes one radius.
    shared : all components have the same covariance; a hand shapes them together.
    oblique : the axes of the ellipses may lie in any direction, and a hand may rotate them; isotropic ones have none.
    """

    title: str
    help: str
    restrict: Callable[[Floats, Floats], Floats]
    free_parameters: Callable[[int, int], int]
    isotropic: bool = False
    shared: bool = False
    oblique: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "oblique", self.oblique and not self.isotropic)


def _full(scatters: Floats, counts: Floats) -> Floats:
    return scatters / counts[:, None, None]


def _tied(scatters: Floats, counts: Floats) -> Floats:
    return np.broadcast_to(scatters.sum(axis=0) / counts.sum(), scatters.shape)


def _diag(scatters: Floats, counts: Floats) -> Floats:
    return np.where(np.eye(scatters.shape[1], dtype=bool), _full(scatters, counts), 0.0)


def _spherical(scatters: Floats, counts: Floats) -> Floats:
    d = scatters.shape[1]
    variances = scatters.trace(axis1=1, axis2=2) / (d * counts)
    return variances[:, None, None] * np.eye(d)


COVARIANCE_TYPES: dict[str, CovarianceType] = {
    "full": CovarianceType(
        "full",
        "Each component has its own ellipse: Σₖ = Σᵢ rᵢₖ (xᵢ−μₖ)(xᵢ−μₖ)ᵀ / Nₖ.",
        _full,
        lambda k, d: k * d * (d + 1) // 2,
    ),
    "tied": CovarianceType(
        "tied",
        "All components share one ellipse: Σ = Σₖ Nₖ Σₖ / n.",
        _tied,
        lambda _, d: d * (d + 1) // 2,
        shared=True,
    ),
    "diag": CovarianceType(
        "diagonal",
        "Each component has its own ellipse along the axes: the diagonal of Σₖ.",
        _diag,
        lambda k, d: k * d,
        oblique=False,
    ),
    "spherical": CovarianceType(
        "spherical",
        "Each component is a circle of its own size: σₖ² = trace(Σₖ) / d.",
        _spherical,
        lambda k, _: k,
        isotropic=True,
    ),
}


def covariance_type_named(name: str) -> CovarianceType:
    """The entry of ``COVARIANCE_TYPES`` of that name.

    Raises
    ------
    SettingsError : there is none; the sentence lists those that there are.
    """
    if not isinstance(name, str) or name not in COVARIANCE_TYPES:
        raise SettingsError(f"There is no covariance type {name!r}. Choose one of: {', '.join(COVARIANCE_TYPES)}.")
    return COVARIANCE_TYPES[name]


def conforms(covariances: Floats, type_name: str) -> bool:
    """Are covariances of this type already, up to rounding errors?

    Parameters
    ----------
    covariances : (k, d, d).
    type_name : a key of ``COVARIANCE_TYPES``.

    Returns
    -------
    True where restricting them, with equal counts, changes no entry by more than 1e-9 sqrt(S_ii S_jj).

    Raises
    ------
    SettingsError : there is no such covariance type.
    """
    restricted = covariance_type_named(type_name).restrict(covariances, np.ones(len(covariances)))
    roots = np.sqrt(np.abs(np.diagonal(restricted, axis1=1, axis2=2)))
    return bool((np.abs(restricted - covariances) <= 1e-9 * roots[:, :, None] * roots[:, None, :]).all())


def floor_variances(type_name: str, data_variances: Floats, fraction: float) -> Floats:
    """The smallest variance that M allows along each axis.

    Parameters
    ----------
    type_name : a key of ``COVARIANCE_TYPES``.
    data_variances : (d,), in squared units of the data.
    fraction : of these that is allowed, at least 0.

    Returns
    -------
    (d,) floors in squared units of the data; all alike, from the mean variance, where the type is isotropic.

    Raises
    ------
    SettingsError : there is no such covariance type.
    """
    if covariance_type_named(type_name).isotropic:
        data_variances = np.full_like(data_variances, data_variances.mean())
    return fraction * data_variances


def lift(covariance: Floats, floors: Floats) -> tuple[Floats, bool]:
    """A covariance with no direction below the floor.

    The floor is the diagonal matrix F of ``floors``: in coordinates where F is the identity, eigenvalues below 1 become
    1. A diagonal matrix stays diagonal, a sphere with equal floors a sphere.

    Parameters
    ----------
    covariance : (d, d), symmetric.
    floors : (d,) smallest variances along the axes, above 0.

    Returns
    -------
    (d, d) covariance, and whether it had to be changed.
    """
    roots = np.sqrt(floors)
    with np.errstate(over="ignore"):
        relative = covariance / np.outer(roots, roots)
    if not np.isfinite(relative).all():  # beyond all measure above so small a floor
        return covariance, False
    values, vectors = np.linalg.eigh(relative)
    if values[0] >= 1:
        return covariance, False
    raised = (vectors * np.maximum(values, 1)) @ vectors.T
    return (raised + raised.T) / 2 * np.outer(roots, roots), True


def are_indefinite(covariances: Floats) -> NDArray[np.bool_]:
    """Has a covariance an eigenvalue below zero, by more than rounding errors of its correlation matrix?

    Parameters
    ----------
    covariances : (k, d, d), symmetric.

    Returns
    -------
    (k,) booleans.
    """
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    roots = np.sqrt(np.where(variances > 0, variances, 1.0))
    correlations = covariances / roots[:, :, None] / roots[:, None, :]
    least = np.linalg.eigvalsh(correlations)[:, 0]
    return np.array((least < -64 * roots.shape[1] * np.finfo(np.float64).eps) | (variances < 0).any(axis=1))


def is_singular(covariance: Floats, data_variances: Floats) -> bool:
    """Is ``covariance`` (d, d) beyond what float64 can tell from a singular matrix?

    Two ways to collapse: onto a point (a variance below the squared rounding error of the data), or onto a line or
    plane (the correlation matrix has an eigenvalue that is rounding error alone).

    Parameters
    ----------
    covariance : (d, d), symmetric.
    data_variances : (d,) variances of all points, in the same units.
    """
    variances = np.diagonal(covariance)
    epsilon = np.finfo(np.float64).eps
    if (variances <= (64 * epsilon) ** 2 * data_variances).any():
        return True
    roots = np.sqrt(variances)
    correlation = covariance / np.outer(roots, roots)
    return bool(np.linalg.eigvalsh(correlation)[0] <= 16 * len(roots) * epsilon)


def smallest_correlation(scatter: Floats) -> float:
    """The smallest eigenvalue of the correlation matrix of a scatter, without columns that do not vary.

    Parameters
    ----------
    scatter : (d, d), symmetric; its scale does not matter.

    Returns
    -------
    At most 1, up to rounding errors; 1 where no column varies.
    """
    varying = np.flatnonzero(np.diagonal(scatter) > 0)
    if not varying.size:
        return 1.0
    if varying.size < len(scatter):
        scatter = scatter[np.ix_(varying, varying)]
    roots = np.sqrt(np.diagonal(scatter))
    return float(np.linalg.eigvalsh(scatter / roots[:, None] / roots)[0])
