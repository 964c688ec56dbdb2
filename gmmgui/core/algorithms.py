"""K-means, hard EM and soft EM as values: one entry of ``ALGORITHMS`` each.

All three move one mixture by two pure functions. K-means is hard EM with equal weights and one shared spherical
covariance; hard EM is soft EM with a hardened posterior.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from gmmgui.core import gaussian
from gmmgui.core.covariance import COVARIANCE_TYPES
from gmmgui.core.errors import SettingsError
from gmmgui.core.parameters import check_ranges
from gmmgui.core.types import Floats, Labels, Mixture, RunSpec, Statistics


@dataclass(frozen=True, slots=True)
class Algorithm:
    """What one algorithm does in its two half-steps, what it can, and how it is spoken of.

    An algorithm without kernels runs in NumPy, with the functions given here. One with parameters of its own is made
    from them by a function, which is its ``configure``; its entry is what that makes of the defaults.

    Parameters
    ----------
    title, help : shown to the user.
    objective_name, bound_name : what the objective is called, and what it is with the colours on screen.
    sign : +1 where the objective rises, -1 where it falls.
    e_pass : (points (n, d), mixture, reference means (k, d)) -> Statistics: the E half-step.
    responsibilities : (points (n, d), mixture) -> (n, k) shares of the components in each point, which sum to one; nan
        where a point has none to give.
    weights : Statistics -> (k,) weights: half of the M half-step.
    covariances : (scatters about the new means (k, d, d), counts (k,), covariance type) -> (k, d, d): the other half.
    bound : (statistics, reference (k, d), mixture) -> the objective with the present assignment.
    affinity : (points (n, d), mixture) -> (n, k): the component of a point is the one of highest affinity.
    soft : a point is shared among components by its responsibilities.
    estimates_weights : M makes weights of the counts; else all are equal.
    estimates_covariances : M makes covariances of the covariance type, whose floors hold; else all components are
        equal spheres.
    has_density : what it fits is a density, w·N(x) summed, and a point belongs to the component whose w·N(x) is
        highest; else it looks at distances, and a point belongs to the nearest mean.
    objective_unit : "log-density", or "squared-distance" in the units of the data.
    on_empty : its own policy for emptied components.
    e_action, m_action : what the half-steps are called on the step button.
    e_sentence, m_sentence : what they do, in plain words.
    e_kernel : a key of ``E_KERNELS``, the kernel that does the same as its functions of E; "": none.
    m_kernel : a key of ``M_KERNELS``, that of ``weights`` and ``covariances``; "": none.
    parameters : its own, an instance of a frozen dataclass whose fields have "title", "help", "minimum", "maximum" and
        "step" in their metadata; None: it has none.
    configure : (parameters) -> the algorithm with these parameters; None: it has none.

    Raises
    ------
    ValueError : a kernel is named that does something else than the functions given.
    """

    title: str
    help: str
    objective_name: str
    bound_name: str
    sign: int
    e_pass: Callable[[Floats, Mixture, Floats], Statistics]
    responsibilities: Callable[[Floats, Mixture], Floats]
    weights: Callable[[Statistics], Floats]
    covariances: Callable[[Floats, Floats, str], Floats]
    bound: Callable[[Statistics, Floats, Mixture], float]
    affinity: Callable[[Floats, Mixture], Floats]
    soft: bool
    estimates_weights: bool
    estimates_covariances: bool
    has_density: bool
    objective_unit: Literal["log-density", "squared-distance"]
    on_empty: str
    e_action: str
    m_action: str
    e_sentence: str
    m_sentence: str
    e_kernel: str = ""
    m_kernel: str = ""
    parameters: Any = None
    configure: Callable[[Any], Algorithm] | None = None

    def __post_init__(self) -> None:
        e_step, m_step = (self.e_pass, self.responsibilities, self.affinity), (self.weights, self.covariances)
        for name, functions, kernels in ((self.e_kernel, e_step, E_KERNELS), (self.m_kernel, m_step, M_KERNELS)):
            if name and functions != kernels.get(name):
                raise ValueError(f"The kernel {name!r} of {self.title} does not do what its functions do; name none.")


def fractions(statistics: Statistics) -> Floats:
    """Weights w_k = N_k / n (Bishop 2006, eq. 9.26).

    Returns
    -------
    (k,), which sum to 1.
    """
    return statistics.counts / statistics.counts.sum()


def equal(statistics: Statistics) -> Floats:
    """Weights of K-means: the same for each component.

    Returns
    -------
    (k,), each 1 / k.
    """
    k = len(statistics.counts)
    return np.full(k, 1 / k)


def restricted(scatters: Floats, counts: Floats, covariance_type: str) -> Floats:
    """Maximum likelihood covariances of a covariance type (Celeux and Govaert 1995).

    Parameters
    ----------
    scatters : (k, d, d) sum_i r_ik (x_i - mu_k)(x_i - mu_k)^T, about the new means.
    counts : (k,) N_k.
    covariance_type : a key of ``COVARIANCE_TYPES``.

    Returns
    -------
    (k, d, d); NaN where the count is 0 and the type does not share its covariance.
    """
    return COVARIANCE_TYPES[covariance_type].restrict(scatters, counts)


def shared_sphere(scatters: Floats, counts: Floats, _covariance_type: str) -> Floats:
    """The one variance of the model that K-means fits: sigma^2 = inertia / (n d).

    Parameters
    ----------
    scatters : (k, d, d) about the new means, of which the traces are used.
    counts : (k,) N_k.
    _covariance_type : not used.

    Returns
    -------
    (k, d, d), the same sphere for all.
    """
    k, d = scatters.shape[:2]
    variance = scatters.trace(axis1=1, axis2=2).sum() / (d * counts.sum())
    return np.broadcast_to(variance * np.eye(d), (k, d, d))


def posterior(points: Floats, mixture: Mixture) -> Floats:
    """(n, k) posterior probabilities of the components (Bishop 2006, eq. 9.23).

    Parameters
    ----------
    points : (n, d).
    mixture : of k components, in the same units.
    """
    return gaussian.soft_responsibilities(gaussian.log_joint(points, mixture))[0]


def most_probable_only(points: Floats, mixture: Mixture) -> Floats:
    """(n, k) 1 for the component of the highest w·N(x), else 0 (Celeux and Govaert 1992).

    Parameters
    ----------
    points : (n, d).
    mixture : of k components, in the same units.
    """
    return gaussian.one_hot(most_probable(gaussian.log_joint(points, mixture)), mixture.k)


def nearest_only(points: Floats, mixture: Mixture) -> Floats:
    """(n, k) 1 for the component of the nearest mean, else 0 (Lloyd 1982).

    Parameters
    ----------
    points : (n, d).
    mixture : of k components, in the same units.
    """
    return gaussian.one_hot(most_probable(closeness(points, mixture)), mixture.k)


def _free_energy(statistics: Statistics, reference: Floats, mixture: Mixture) -> float:
    """F(q, theta) = Q + H(q), the lower bound of the log-likelihood (Neal and Hinton 1998)."""
    return gaussian.expected_log_joint(statistics, reference, mixture) + statistics.entropy


def closeness(points: Floats, mixture: Mixture) -> Floats:
    """Minus the squared distance of each point to each mean.

    Parameters
    ----------
    points : (n, d).
    mixture : of which the means (k, d) are used.

    Returns
    -------
    (n, k), in squared units of the points.
    """
    return -gaussian.squared_distances(points, mixture.means)


E_KERNELS: dict[str, tuple[Callable[..., Any], ...]] = {
    "soft": (gaussian.soft_pass, posterior, gaussian.log_joint),
    "hard": (gaussian.hard_pass, most_probable_only, gaussian.log_joint),
    "nearest": (gaussian.nearest_pass, nearest_only, closeness),
}
"""What each kernel of E does: E-pass, responsibilities and affinity."""
M_KERNELS: dict[str, tuple[Callable[..., Any], ...]] = {
    "restricted": (fractions, restricted),
    "shared-sphere": (equal, shared_sphere),
}
"""What each kernel of M does: weights and covariances."""

ALGORITHMS: dict[str, Algorithm] = {
    "kmeans": Algorithm(
        title="K-means",
        help="Each point belongs to its nearest centroid; each centroid moves to the mean of its points.",
        objective_name="Inertia",
        bound_name="With present labels",
        sign=-1,
        e_pass=gaussian.nearest_pass,
        responsibilities=nearest_only,
        weights=equal,
        covariances=shared_sphere,
        bound=gaussian.distortion,
        affinity=closeness,
        soft=False,
        estimates_weights=False,
        estimates_covariances=False,
        has_density=False,
        objective_unit="squared-distance",
        on_empty="reseed",
        e_action="Assign",
        m_action="Update",
        e_sentence="every point goes to its nearest centroid",
        m_sentence="each centroid moves to the mean of its points",
        e_kernel="nearest",
        m_kernel="shared-sphere",
    ),
    "hard-em": Algorithm(
        title="Hard EM",
        help="Each point belongs to its most probable Gaussian: argmax of w·N(x). M takes fractions, means and "
        "covariances of the points of each.",
        objective_name="Classification log-likelihood",
        bound_name="With present labels",
        sign=1,
        e_pass=gaussian.hard_pass,
        responsibilities=most_probable_only,
        weights=fractions,
        covariances=restricted,
        bound=_free_energy,
        affinity=gaussian.log_joint,
        soft=False,
        estimates_weights=True,
        estimates_covariances=True,
        has_density=True,
        objective_unit="log-density",
        on_empty="keep",
        e_action="E: assign",
        m_action="M: update",
        e_sentence="every point goes to its most probable Gaussian",
        m_sentence="the Gaussians move to fit their points",
        e_kernel="hard",
        m_kernel="restricted",
    ),
    "soft-em": Algorithm(
        title="Soft EM",
        help="Each point is shared among the Gaussians by its responsibilities, r = w·N(x) / Σ w·N(x). M weighs "
        "every point by them.",
        objective_name="Log-likelihood",
        bound_name="Bound F(q, θ)",
        sign=1,
        e_pass=gaussian.soft_pass,
        responsibilities=posterior,
        weights=fractions,
        covariances=restricted,
        bound=_free_energy,
        affinity=gaussian.log_joint,
        soft=True,
        estimates_weights=True,
        estimates_covariances=True,
        has_density=True,
        objective_unit="log-density",
        on_empty="keep",
        e_action="E: assign",
        m_action="M: update",
        e_sentence="every point asks each Gaussian how likely it is",
        m_sentence="the Gaussians move to fit their points",
        e_kernel="soft",
        m_kernel="restricted",
    ),
}


def algorithm_named(name: str) -> Algorithm:
    """The entry of ``ALGORITHMS`` of that name.

    Raises
    ------
    SettingsError : there is none; the sentence lists those that there are.
    """
    if not isinstance(name, str) or name not in ALGORITHMS:
        raise SettingsError(f"There is no algorithm {name!r}. Choose one of: {', '.join(ALGORITHMS)}.")
    return ALGORITHMS[name]


def algorithm_of(spec: RunSpec) -> Algorithm:
    """The algorithm that ``spec`` names, with its parameters.

    Raises
    ------
    SettingsError : there is no such algorithm, or it has no such parameters.
    """
    entry = algorithm_named(spec.algorithm)
    if spec.parameters is None:
        return entry
    if entry.configure is None:
        raise SettingsError(f"{entry.title} has no parameters of its own; {spec.parameters!r} are given.")
    return _configured(entry.configure, _checked_parameters(entry, spec.parameters))


@lru_cache(maxsize=64)
def _configured(configure: Callable[[Any], Algorithm], parameters: Any) -> Algorithm:
    """The same algorithm for the same parameters: pictures tell by identity what has changed."""
    return configure(parameters)


def _checked_parameters(entry: Algorithm, given: Any) -> Any:
    """``given``, an instance of the parameters of ``entry`` or a dict of some of them, within their ranges."""
    own = type(entry.parameters)
    titles = {field.name: field.metadata["title"] for field in fields(own)}
    if isinstance(given, Mapping):
        unknown = [name for name in given if name not in titles]
        if unknown:
            raise SettingsError(f"{entry.title} has no parameter {unknown[0]!r}. It has: {', '.join(titles)}.")
        given = own(**given)
    if not isinstance(given, own):
        raise SettingsError(f"The parameters of {entry.title} must be a {own.__name__}; they are {given!r}.")
    check_ranges(given)
    return given


def most_probable(affinity: Floats) -> Labels:
    """The component of highest affinity; ties go to the lowest index.

    Parameters
    ----------
    affinity : (n, k).

    Returns
    -------
    (n,) integers from 0 to k - 1.
    """
    return affinity.argmax(axis=1)
