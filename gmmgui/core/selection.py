"""How many components? Free parameters and information criteria."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.core.covariance import covariance_type_named
from gmmgui.core.posterior import log_likelihood, responsibilities
from gmmgui.core.types import Mixture


@dataclass(frozen=True, slots=True)
class InformationCriteria:
    """Criteria of a mixture on its data: lower is better."""

    log_likelihood: float
    free_parameters: int
    aic: float
    bic: float
    icl: float


def free_parameters(k: int, d: int, covariance_type: str) -> int:
    """Free parameters of a mixture: k - 1 weights, k d means, and those of the covariances."""
    return k - 1 + k * d + covariance_type_named(covariance_type).free_parameters(k, d)


def information_criteria(points: ArrayLike, mixture: Mixture) -> InformationCriteria:
    """AIC = -2 L + 2 p (Akaike 1974), BIC = -2 L + p log n (Schwarz 1978), and ICL = BIC - 2 sum_i log r_i,z(i).

    ICL (Biernacki, Celeux and Govaert 2000) takes for each point its most probable component z(i).
    """
    likelihood = log_likelihood(points, mixture)
    posterior = responsibilities(points, mixture)
    p = free_parameters(mixture.k, mixture.d, mixture.covariance_type)
    bic = -2 * likelihood + p * float(np.log(len(posterior)))
    doubt = -float(np.log(posterior.max(axis=1)).sum())
    return InformationCriteria(likelihood, p, -2 * likelihood + 2 * p, bic, bic + 2 * doubt)
