"""Where a run starts: one entry of ``INITIALISERS`` each; hand-drawn means and exact mixtures need no entry.

Each takes the problem and a random generator and returns starting means, a mixture, or labels, all in the
engine's coordinates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gmmgui.core.algorithms import ALGORITHMS
from gmmgui.core.covariance import is_singular
from gmmgui.core.errors import SettingsError, StartError
from gmmgui.core.fast_iterations import fast_iterations
from gmmgui.core.gaussian import nearest_distances
from gmmgui.core.halfstep import begin, half_step
from gmmgui.core.problem import Problem, is_key
from gmmgui.core.types import Floats, Mixture, Partition, Phase, RunSpec, Status, label_type

LLOYD_ITERATIONS = 100
"""The K-means initialiser stops here at the latest; it converges in far fewer."""

TRIES = 20
"""Rows drawn for each distinct point that is wanted; with fewer distinct ones, all rows are looked through."""
ROWS = 4_096
"""Rows looked through at a time."""
SAMPLE = 16_384
"""Points whose projections give the quantiles on the principal axis."""

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
    k, points = problem.spec.k, problem.points
    chosen: dict[bytes, Floats] = {}
    for row in rng.integers(problem.n, size=TRIES * k):
        chosen.setdefault(points[row].tobytes(), points[row])
        if len(chosen) == k:
            return np.array(list(chosen.values()))
    return _first_distinct(problem, rng, chosen)


def _first_distinct(problem: Problem, rng: np.random.Generator, chosen: dict[bytes, Floats]) -> Floats:
    """``chosen`` made up to K by values that come after some row: for data of few values, often repeated."""
    start = int(rng.integers(problem.n))
    rows = (np.arange(first, min(first + ROWS, problem.n)) for first in range(0, problem.n, ROWS))
    for block in rows:
        for value in rng.permutation(np.unique(problem.points[(block + start) % problem.n], axis=0)):
            chosen.setdefault(value.tobytes(), value)
            if len(chosen) == problem.spec.k:
                return np.array(list(chosen.values()))
    raise _too_few_distinct(len(chosen), problem.spec.k)


def _too_few_distinct(distinct: int, k: int) -> StartError:
    return StartError(
        f"The data have only {distinct} distinct point{'s' if distinct > 1 else ''}, so {k} different starting means "
        "cannot be chosen among them. Choose a smaller K."
    )


def _plus_plus(problem: Problem, rng: np.random.Generator) -> Floats:
    return complete_means(problem, np.empty((0, problem.d)), rng)


def complete_means(problem: Problem, means: Floats, rng: np.random.Generator) -> Floats:
    """Means completed to k by k-means++ (Arthur and Vassilvitskii 2007).

    Each further mean is a data point, drawn with a probability in proportion to its squared distance to the
    nearest mean so far.

    Parameters
    ----------
    problem : its settings say k.
    means : (m, d) that are there already, in the engine's coordinates; m may be 0.
    rng : for the first mean where m is 0, and for one draw a further mean.

    Returns
    -------
    (k, d); ``means`` as they are where m is k or more.

    Raises
    ------
    StartError : the points have fewer distinct values than means are wanted.
    """
    while len(means) < problem.spec.k:
        row = _draw(problem, means, rng) if len(means) else int(rng.integers(problem.n))
        means = np.vstack([means, problem.points[row]])
    return means


def _draw(problem: Problem, means: Floats, rng: np.random.Generator) -> int:
    """A row, drawn in proportion to its squared distance to the nearest mean: first a block, then a row of it.

    Distances are worked out anew for each draw; to keep them would take as much memory as a column of the data.
    """
    blocks = problem.each_block(means, lambda first, distances: (first, len(distances), distances.sum()))
    cumulative = np.cumsum([total for _, _, total in blocks])
    if not cumulative[-1] > 0:
        raise _too_few_distinct(len(means), problem.spec.k)
    target = rng.random() * cumulative[-1]
    number = min(int(np.searchsorted(cumulative, target, side="right")), len(blocks) - 1)
    first, size, total = blocks[number]
    distances = nearest_distances(problem.points[first : first + size], means)
    possible = np.flatnonzero(distances)
    inside = np.searchsorted(np.cumsum(distances[possible]), target - (cumulative[number] - total), side="right")
    return first + int(possible[min(int(inside), len(possible) - 1)])


def _farthest_first(problem: Problem, rng: np.random.Generator) -> Floats:
    """A random point, then always the point farthest from all chosen (Gonzalez 1985)."""
    means = problem.points[[int(rng.integers(problem.n))]]
    while len(means) < problem.spec.k:
        row, distance = problem.farthest(means)
        if not distance > 0:
            raise _too_few_distinct(len(means), problem.spec.k)
        means = np.vstack([means, problem.points[row]])
    return means


def _principal_quantiles(problem: Problem, _rng: np.random.Generator) -> Floats:
    """On the first principal axis, at the quantiles (j - 1/2) / k of the data's projections.

    Of more than ``SAMPLE`` points every m-th is projected: projections of all would take as much memory as a column
    of the data, and quantiles of so many are good to a hundredth of a standard deviation.
    """
    centre = problem.columns.mean(axis=1)
    axis = np.linalg.eigh(problem.covariance)[1][:, -1]
    axis = axis * np.sign(axis[np.abs(axis).argmax()])
    k = problem.spec.k
    sample = problem.points[:: -(-problem.n // SAMPLE)]
    quantiles = np.quantile((sample - centre) @ axis, (np.arange(k) + 0.5) / k)
    return centre + quantiles[:, None] * axis


def _random_labels(problem: Problem, rng: np.random.Generator) -> Partition:
    """A random component for each point; the first k of a random order make sure that none is empty."""
    k = problem.spec.k
    labels = rng.integers(k, size=problem.n, dtype=label_type(k))
    labels[rng.choice(problem.n, k, replace=False)] = np.arange(k)
    labels.setflags(write=False)
    return Partition(labels, k)


def _random_groups(problem: Problem, rng: np.random.Generator) -> Partition:
    """The label of the nearest of K random data points for each point.

    Unlike labels drawn for each point by itself, they make components that differ: components that are all alike are
    a saddle point of the likelihood.
    """
    means = _random_points(problem, rng)
    spheres = mixture_from_means(problem.with_spec(start_covariance="data"), means)
    return Partition(problem.backend.labels(ALGORITHMS["kmeans"], spheres, problem.check_cancelled), problem.spec.k)


def _k_means(problem: Problem, rng: np.random.Generator) -> Partition:
    """The clusters that K-means ends in from k-means++: M makes weights, means and covariances of them."""
    lloyd = problem.with_spec(algorithm="kmeans", parameters=None, tol=0.0, max_iter=LLOYD_ITERATIONS, on_empty=None)
    state = begin(lloyd, mixture_from_means(lloyd, _plus_plus(problem, rng)))
    while state.status is Status.RUNNING:
        if state.phase is Phase.E:
            state, _ = fast_iterations(lloyd, state)
        state = half_step(lloyd, state)
    return Partition(lloyd.labels(state.scaled), state.scaled.k)


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
        "Every point gets a random component, and M makes the first Gaussians of them. These are nearly alike, "
        "and soft EM may stay there.",
        _random_labels,
        gives_covariances=True,
    ),
    "random-groups": Initialiser(
        "random groups",
        "Every point gets the component of the nearest of K random data points, and M makes the first Gaussians.",
        _random_groups,
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
    """What a component begins with where only its mean is given.

    Parameters
    ----------
    title, help : shown to the user.
    covariance : (problem, means (k, d)) -> (d, d), all in the engine's coordinates.
    """

    title: str
    help: str
    covariance: Callable[[Problem, Floats], Floats]


def _of_the_data(problem: Problem, _means: Floats) -> Floats:
    return problem.covariance


def _identity(problem: Problem, _means: Floats) -> Floats:
    return np.eye(problem.d) / problem.scaling.scale / problem.scaling.scale


def _within(problem: Problem, means: Floats) -> Floats:
    """Of the points about the middle of those that share their nearest mean: the pooled covariance."""
    k = len(means)
    spheres = Mixture(np.full(k, 1 / k), means, np.tile(np.eye(problem.d), (k, 1, 1)))
    statistics = problem.backend.statistics(ALGORITHMS["hard-em"], spheres, means, problem.check_cancelled)
    alive = statistics.counts > 0
    counts = statistics.counts[alive, None]
    shifts = statistics.sums[alive] / counts - means[alive]
    pooled = (statistics.scatters.sum(axis=0) - (counts * shifts).T @ shifts) / problem.n
    pooled = (pooled + pooled.T) / 2
    too_narrow = (np.diagonal(pooled) <= problem.floors).any() or is_singular(pooled, problem.variances)
    return problem.covariance if too_narrow else pooled


START_COVARIANCES: dict[str, StartCovariance] = {
    "data": StartCovariance("of the data", "Each component begins with the covariance of all data.", _of_the_data),
    "within": StartCovariance(
        "within groups",
        "Each component begins with the covariance of the points about the middle of their group; a group are the "
        "points with the same nearest starting mean. Where that is singular: the covariance of all data.",
        _within,
    ),
    "identity": StartCovariance(
        "identity", "Each component begins with variance 1 in every column, in the units of the data.", _identity
    ),
}


def mixture_from_means(problem: Problem, means: Floats) -> Mixture:
    """Equal weights, and the starting covariance reduced to the covariance type, about given means.

    Parameters
    ----------
    problem : its settings say starting covariance and covariance type.
    means : (k, d), in the engine's coordinates.

    Returns
    -------
    A mixture in the engine's coordinates; for K-means its covariances are one shared sphere.

    Raises
    ------
    SettingsError : there is no such starting covariance.
    """
    k = len(means)
    if not is_key(problem.spec.start_covariance, START_COVARIANCES):
        raise SettingsError(
            f"There is no starting covariance {problem.spec.start_covariance!r}. "
            f"Choose one of: {', '.join(START_COVARIANCES)}."
        )
    chosen = START_COVARIANCES[problem.spec.start_covariance].covariance
    covariance = chosen(problem, means) if problem.algorithm.estimates_covariances else problem.covariance
    each = np.broadcast_to(covariance, (k, problem.d, problem.d))
    reduced = problem.algorithm.covariances(each, np.ones(k), problem.spec.covariance_type)
    return Mixture(np.full(k, 1 / k), means, reduced, problem.spec.covariance_type, problem.spec.algorithm)


def whole_data(problem: Problem, k: int) -> Mixture:
    """K copies of the Gaussian of all data: what is known before the first M.

    Parameters
    ----------
    problem : data and settings.
    k : number of copies.

    Returns
    -------
    A mixture of equal weights in the engine's coordinates.
    """
    of_the_data = problem.with_spec(start_covariance="data")
    return mixture_from_means(of_the_data, np.tile(problem.columns.mean(axis=1), (k, 1)))


def random_generator(spec: RunSpec) -> np.random.Generator:
    """The random numbers of one start: of the seed sequence [seed, start_number]."""
    return np.random.default_rng([spec.seed, spec.start_number])


def initial(problem: Problem) -> Start:
    """What the initialiser of the settings chooses, with the random numbers of its seed.

    Returns
    -------
    Means (k, d), a Mixture or a Partition, in the engine's coordinates.

    Raises
    ------
    SettingsError : there is no such initialiser.
    StartError : the points have too few distinct values for k means.
    """
    name = problem.spec.initialiser
    if not is_key(name, INITIALISERS):
        raise SettingsError(f"There is no initialiser {name!r}. Choose one of: {', '.join(INITIALISERS)}.")
    return INITIALISERS[name].choose(problem, random_generator(problem.spec))
