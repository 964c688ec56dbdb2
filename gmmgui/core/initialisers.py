"""Where a run starts: one entry of ``INITIALISERS`` each; hand-drawn means and exact mixtures need no entry.

Each takes the problem and a random generator and returns starting means, a mixture, or labels, all in the
engine's coordinates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gmmgui.core.algorithms import most_probable
from gmmgui.core.errors import SettingsError, StartError
from gmmgui.core.halfstep import begin, half_step
from gmmgui.core.problem import Problem
from gmmgui.core.types import Floats, Mixture, Partition, Status

LLOYD_ITERATIONS = 100
"""The K-means initialiser stops here at the latest; it converges in far fewer."""

Start = Floats | Mixture | Partition


@dataclass(frozen=True, slots=True)
class Initialiser:
    """One way to begin.

    Parameters
    ----------
    title, help : shown to the user.
    choose : (problem, rng) -> means (k, d), a Mixture or a Partition in the engine's coordinates.
    draws : does it draw anything at random, so that the seed matters?
    gives_covariances : does it give whole components, and not means alone?
    """

    title: str
    help: str
    choose: Callable[[Problem, np.random.Generator], Start]
    draws: bool = True
    gives_covariances: bool = False


def _random_points(problem: Problem, rng: np.random.Generator) -> Floats:
    """K distinct values, each row as likely as any other."""
    order = rng.permutation(problem.n)
    chosen: dict[bytes, int] = {}
    for row in order:
        chosen.setdefault(problem.points[row].tobytes(), row)
        if len(chosen) == problem.spec.k:
            return problem.points[list(chosen.values())]
    raise _too_few_distinct(len(chosen), problem.spec.k)


def _too_few_distinct(distinct: int, k: int) -> StartError:
    return StartError(
        f"The data have only {distinct} distinct point{'s' if distinct > 1 else ''}, so {k} different starting means "
        "cannot be chosen among them. Choose a smaller K."
    )


def _plus_plus(problem: Problem, rng: np.random.Generator) -> Floats:
    return complete_means(problem, np.empty((0, problem.d)), rng)


def complete_means(problem: Problem, means: Floats, rng: np.random.Generator) -> Floats:
    """``means`` (m, d) and k - m more by k-means++ (Arthur and Vassilvitskii 2007).

    Each further mean is a data point, drawn with a probability in proportion to its squared distance to the
    nearest mean so far.
    """
    points, k = problem.points, problem.spec.k
    chosen = list(means)
    nearest = np.full(problem.n, np.inf)
    for mean in chosen:
        nearest = np.minimum(nearest, ((points - mean) ** 2).sum(axis=1))
    while len(chosen) < k:
        row = int(rng.integers(problem.n)) if not chosen else _draw(nearest, rng, len(chosen), k)
        chosen.append(points[row])
        nearest = np.minimum(nearest, ((points - points[row]) ** 2).sum(axis=1))
    return np.array(chosen)


def _draw(weights: Floats, rng: np.random.Generator, chosen: int, k: int) -> int:
    cumulative = np.cumsum(weights)
    if not cumulative[-1] > 0:
        raise _too_few_distinct(chosen, k)
    return int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))


def _farthest_first(problem: Problem, rng: np.random.Generator) -> Floats:
    """A random point, then always the point farthest from all chosen (Gonzalez 1985)."""
    points = problem.points
    rows = [int(rng.integers(problem.n))]
    nearest = ((points - points[rows[0]]) ** 2).sum(axis=1)
    while len(rows) < problem.spec.k:
        row = int(nearest.argmax())
        if not nearest[row] > 0:
            raise _too_few_distinct(len(rows), problem.spec.k)
        rows.append(row)
        nearest = np.minimum(nearest, ((points - points[row]) ** 2).sum(axis=1))
    return points[rows]


def _principal_quantiles(problem: Problem, _rng: np.random.Generator) -> Floats:
    """On the first principal axis, at the quantiles (j - 1/2) / k of the data's projections."""
    centre = problem.points.mean(axis=0)
    axis = np.linalg.eigh(problem.covariance)[1][:, -1]
    axis = axis * np.sign(axis[np.abs(axis).argmax()])
    k = problem.spec.k
    quantiles = np.quantile((problem.points - centre) @ axis, (np.arange(k) + 0.5) / k)
    return centre + quantiles[:, None] * axis


def _random_labels(problem: Problem, rng: np.random.Generator) -> Partition:
    """A random component for each point; the first k of a random order make sure that none is empty."""
    k = problem.spec.k
    labels = rng.integers(k, size=problem.n)
    labels[rng.permutation(problem.n)[:k]] = np.arange(k)
    return Partition(labels, k)


def _k_means(problem: Problem, rng: np.random.Generator) -> Partition:
    """The clusters that K-means ends in from k-means++: M makes weights, means and covariances of them."""
    lloyd = problem.with_spec(algorithm="kmeans", tol=0.0, max_iter=LLOYD_ITERATIONS, on_empty=None)
    state = begin(lloyd, mixture_from_means(lloyd, _plus_plus(problem, rng)))
    while state.status is Status.RUNNING:
        state = half_step(lloyd, state)
    return Partition(most_probable(lloyd.affinity(state.inner)), state.inner.k)


INITIALISERS: dict[str, Initialiser] = {
    "k-means++": Initialiser(
        "k-means++",
        "Data points, each drawn with probability in proportion to its squared distance to the nearest mean so far.",
        _plus_plus,
    ),
    "random-points": Initialiser("random data points", "K distinct data points, all equally likely.", _random_points),
    "k-means": Initialiser(
        "K-means",
        "Runs K-means from k-means++; its clusters give weights, means and covariances.",
        _k_means,
        gives_covariances=True,
    ),
    "random-labels": Initialiser(
        "random labels",
        "Every point gets a random component, and M makes the first Gaussians of them.",
        _random_labels,
        gives_covariances=True,
    ),
    "farthest-first": Initialiser(
        "farthest first", "A random point, then always the point farthest from all chosen so far.", _farthest_first
    ),
    "principal-quantiles": Initialiser(
        "principal axis",
        "Spread along the direction of largest variance, at equal shares of the data.",
        _principal_quantiles,
        draws=False,
    ),
}


@dataclass(frozen=True, slots=True)
class StartCovariance:
    """``covariance`` (problem) -> (d, d): what a component begins with where only its mean is given."""

    title: str
    help: str
    covariance: Callable[[Problem], Floats]


START_COVARIANCES: dict[str, StartCovariance] = {
    "data": StartCovariance(
        "of the data", "Each component begins with the covariance of all data.", lambda p: p.covariance
    ),
    "identity": StartCovariance(
        "identity",
        "Each component begins with variance 1 in every column, in the units of the data.",
        lambda p: np.eye(p.d) / p.frame.scale / p.frame.scale,
    ),
}


def mixture_from_means(problem: Problem, means: Floats) -> Mixture:
    """Equal weights, and the starting covariance reduced to the covariance type, about ``means`` (k, d)."""
    k = len(means)
    if problem.spec.start_covariance not in START_COVARIANCES:
        raise SettingsError(
            f"There is no starting covariance {problem.spec.start_covariance!r}. "
            f"Choose one of: {', '.join(START_COVARIANCES)}."
        )
    covariance = START_COVARIANCES[problem.spec.start_covariance].covariance(problem)
    each = np.broadcast_to(covariance, (k, problem.d, problem.d))
    reduced = problem.algorithm.covariances(each, np.ones(k), problem.spec.covariance_type)
    return Mixture(np.full(k, 1 / k), means, reduced, problem.spec.covariance_type)


def whole_data(problem: Problem, k: int) -> Mixture:
    """K copies of the Gaussian of all data: what is known before the first M."""
    return mixture_from_means(problem, np.tile(problem.points.mean(axis=0), (k, 1)))


def initial(problem: Problem) -> Start:
    """What the initialiser of the settings chooses, with the random numbers of its seed."""
    name = problem.spec.initialiser
    if name not in INITIALISERS:
        raise SettingsError(f"There is no initialiser {name!r}. Choose one of: {', '.join(INITIALISERS)}.")
    return INITIALISERS[name].choose(problem, np.random.default_rng([problem.spec.seed, 0]))

