"""How many components? Free parameters and information criteria."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.core.algorithms import algorithm_named
from gmmgui.core.covariance import covariance_type_named
from gmmgui.core.errors import SettingsError
from gmmgui.core.posterior import log_likelihood, responsibilities
from gmmgui.core.problem import check_whole
from gmmgui.core.types import Mixture


@dataclass(frozen=True, slots=True)
class InformationCriteria:
    """Criteria of a mixture on its data: lower is better.

    Parameters
    ----------
    log_likelihood : L, total over the points, a natural log.
    free_parameters : p, of the components that are alive.
    aic, bic, icl : as :func:`information_criteria` defines them, on the scale of -2 L.
    """

    log_likelihood: float
    free_parameters: int
    aic: float
    bic: float
    icl: float


def free_parameters(k: int, d: int, covariance_type: str) -> int:
    """Free parameters of a mixture (Celeux and Govaert 1995): k - 1 weights, k d means, and those of the covariances.

    Parameters
    ----------
    k : number of components.
    d : number of columns.
    covariance_type : a key of ``COVARIANCE_TYPES``.

    Raises
    ------
    SettingsError : ``k`` or ``d`` is no whole number of at least 1, or there is no such covariance type.
    """
    for value, title in ((k, "K"), (d, "The number of dimensions")):
        check_whole(value, title)
        if value < 1:
            raise SettingsError(f"{title} must be at least 1; it is {value}.")
    return k - 1 + k * d + covariance_type_named(covariance_type).free_parameters(k, d)


def information_criteria(points: ArrayLike, mixture: Mixture) -> InformationCriteria:
    """AIC = -2 L + 2 p (Akaike 1974), BIC = -2 L + p log n (Schwarz 1978), and ICL = BIC - 2 sum_i log r_i,z(i).

    ICL (Biernacki, Celeux and Govaert 2000) takes for each point its most probable component z(i). A component of
    weight 0 is not counted. Weights that do not sum to one are divided by their sum.

    Parameters
    ----------
    points : (n, d), or a list of n numbers.
    mixture : of k components, in the units of the points.

    Raises
    ------
    PointsError : the points are no table of finite numbers.
    StartError : ``mixture`` is no Mixture, does not fit them, or has no density, or a point is so far from all
        components that each density is zero.
    SettingsError : ``mixture.algorithm`` is no key of ``ALGORITHMS``.
    """
    likelihood = log_likelihood(points, mixture)
    posterior = responsibilities(points, mixture)
    p = _parameters_of(mixture)
    bic = -2 * likelihood + p * float(np.log(len(posterior)))
    doubt = -float(np.log(posterior.max(axis=1)).sum())
    return InformationCriteria(likelihood, p, -2 * likelihood + 2 * p, bic, bic + 2 * doubt)


def _parameters_of(mixture: Mixture) -> int:
    """Those of the components that are alive, in the model that the algorithm fits."""
    k = int(np.count_nonzero(mixture.weights))
    if mixture.algorithm and not algorithm_named(mixture.algorithm).estimates_covariances:
        return k * mixture.d + 1  # equal weights, and one variance for all components and directions
    return free_parameters(k, mixture.d, mixture.covariance_type)
