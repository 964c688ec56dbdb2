"""Runs of the engine beside the same runs in 80-bit numbers (extended_precision.py), on problems meant to be nasty.

A problem is compared wherever float64 has an answer: no component of the oracle becomes empty or singular, no point
is so near a tie that rounding decides, no covariance is narrower than ``LEAST_EIGENVALUE``, no component smaller than
``LEAST_SIZE``, and to round the parameters after each M, with all else in 80 bits, changes next to nothing. The
engine has no say in this. How many were left out, and why, stands in ``Family.left_out``.

Parameters are compared after the first two iterations, too, for EM mends in the end what it spoiled on the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

import numpy as np
import pytest

from gmmgui.core import COVARIANCE_TYPES, Mixture, fit
from gmmgui.core.types import Floats

from .extended_precision import Long, Longs, NoSuchRunError, Run, Theta, run, whitened
from .support import compiled, exact, fit_on, textbook

KINDS = [(algorithm, kind) for algorithm in ("soft-em", "hard-em", "kmeans") for kind in COVARIANCE_TYPES]
EACH = 34
"""Problems compared of each algorithm and covariance type: 408 together."""
FEW = 2
"""And in the quick sample."""
MOST_DRAWN = 8
"""For each that is compared so many are drawn at most."""

LEAST_EIGENVALUE = 1e-6
"""Of a component's correlation matrix: below, float64 cannot hold the matrix to seven digits of its inverse."""
LEAST_SIZE = 1e-6
"""A component's standard deviation along a column, in units of the column's range: below, the points are too coarse."""
LEAST_MARGIN = 1e-9
"""A closer call between two components may go either way."""

PARAMETERS = 1e-7
"""Tolerance of means in standard deviations, of standard deviations and covariances relative, of weights."""
TRACE = 1e-10
"""Tolerance of objectives, relative to themselves or, where they cross zero, to the number of points."""
GROWN = 0.01
"""Rounded parameters alone may use up so much of the tolerances: sums of some hundred products lose a digit more."""

PATHS = {"compiled": compiled(), "textbook": textbook()}
each_path = pytest.mark.parametrize("path", list(PATHS))
each_kind = pytest.mark.parametrize(("algorithm", "kind"), KINDS, ids=["-".join(pair) for pair in KINDS])


# --- problems ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Points and an exact start, and what 80-bit numbers make of them."""

    seed: int
    algorithm: str
    points: Floats
    start: Mixture
    iterations: int
    expected: Run


@dataclass
class Family:
    """The problems of one algorithm and covariance type: those that are compared, and why others are not."""

    cases: list[Case] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


@cache
def family(algorithm: str, kind: str, wanted: int) -> Family:
    """The first ``wanted`` problems that can be compared."""
    found = Family()
    for seed in count(1000 * KINDS.index((algorithm, kind))):
        if len(found.cases) == wanted or sum(found.left_out.values()) > MOST_DRAWN * wanted:
            return found
        try:
            case = solved(seed, algorithm, kind)
            reason = _reason_against(case)
        except NoSuchRunError as error:
            reason = str(error)
        if reason:
            found.left_out[reason] += 1
        else:
            found.cases.append(case)
    raise AssertionError("unreachable")


def solved(seed: int, algorithm: str, kind: str) -> Case:
    """Problem ``seed`` and its answer."""
    points, start, iterations = drawn(seed, kind)
    return Case(seed, algorithm, points, start, iterations, run(points, start, algorithm, iterations))


def drawn(seed: int, kind: str) -> tuple[Floats, Mixture, int]:
    """Points, start and number of iterations of problem ``seed``."""
    rng = np.random.default_rng(seed)
    n, d, k = int(rng.integers(25, 300)), int(rng.integers(1, 7)), int(rng.integers(1, 6))
    centres = rng.normal(size=(k, d)) * 10 ** rng.uniform(-0.5, 3.3)
    points = _clusters(rng, centres, n)
    start = _start(rng, points, centres)
    scales, offset = _units(rng, d)
    covariances = start.covariances * scales[:, None] * scales
    if rng.random() < 0.9:  # else M finds covariances that are not of its kind
        covariances = COVARIANCE_TYPES[kind].restrict(covariances, np.ones(k))
    moved = Mixture(start.weights, start.means * scales + offset, covariances, kind)
    return points * scales + offset, moved, int(rng.integers(5, 41))


def _clusters(rng: np.random.Generator, centres: Floats, n: int) -> Floats:
    """N points around ``centres`` (k, d) in unequal numbers; at times in a narrow layer, on a grid, or repeated."""
    k, d = centres.shape
    maps = rng.normal(size=(k, d, d)) / (2 * np.sqrt(d)) + np.eye(d)
    component = rng.choice(k, size=n, p=rng.dirichlet(np.full(k, 3.0)))
    points = centres[component] + np.einsum("nij,nj->ni", maps[component], rng.normal(size=(n, d)))
    if d > 1 and rng.random() < 0.7:  # y = x + noise
        thickness = 10 ** rng.uniform(-7 if rng.random() < 0.2 else -2.8, -1)
        points[:, -1] = points[:, :-1] @ rng.choice([-1, 1], size=d - 1) + thickness * rng.normal(size=n)
    if rng.random() < 0.2:
        points = np.round(points * 64) / 64
    if rng.random() < 0.25:
        points = points[rng.choice(n, size=n)]
    return points


def _start(rng: np.random.Generator, points: Floats, centres: Floats) -> Mixture:
    """Unequal weights; means at points, near the truth, between all or far off; covariances wide enough for them."""
    (n, d), k = points.shape, len(centres)
    spread = points.std(axis=0) + 1e-3
    where = rng.choice(["points", "truth", "between", "between", "far", "far"])
    means = points[rng.choice(n, k, replace=False)] if where != "truth" else centres + rng.normal(size=(k, d))
    width = 10 ** rng.uniform(-0.5, 0.5)
    if where == "between":
        means = points.mean(axis=0) + rng.uniform(0.05, 0.4) * (means - points.mean(axis=0))
    if where == "far":
        away = 10 ** rng.uniform(0.5, 3.5)
        means, width = means + away * spread * rng.normal(size=d), away * width
    roots = rng.normal(size=(k, d, d)) / (3 * np.sqrt(d)) + np.eye(d)
    covariances = roots @ roots.swapaxes(1, 2) * np.outer(spread, spread) * width**2
    weights = rng.dirichlet(np.full(k, 1.0 if rng.random() < 0.3 else 20.0))
    return Mixture(weights, means, (covariances + covariances.swapaxes(1, 2)) / 2)


def _units(rng: np.random.Generator, d: int) -> tuple[Floats, Floats]:
    """(d,) scales and (d,) offsets of the columns."""
    scales = np.full(d, 10 ** rng.uniform(-8, 8) if rng.random() < 0.5 else 1.0)
    if rng.random() < 0.4:
        scales *= 10 ** rng.uniform(-3, 3, size=d)
    if rng.random() < 0.5:
        return scales, np.zeros(d)
    return scales, scales * 10 ** rng.uniform(0, 8, size=d) * rng.choice([-1, 1], size=d)


def _reason_against(case: Case) -> str:
    """Why this problem is not compared; nothing if it is."""
    algorithm, expected, spans = case.algorithm, case.expected, np.ptp(case.points, axis=0)
    if expected.margin < LEAST_MARGIN:
        return "a tie"
    thetas = expected.thetas[1:] if algorithm == "kmeans" else expected.thetas  # K-means starts from means alone
    if min(least_eigenvalue(theta) for theta in thetas) < LEAST_EIGENVALUE:
        return "a covariance is narrow"
    if min((deviations(theta) / spans).min() for theta in thetas) < LEAST_SIZE:
        return "a component is small"
    rounded = run(case.points, case.start, algorithm, case.iterations, rounded=True)
    grown = [max(strains(rounded.thetas[stop], rounded.trace, case, stop).values()) for stop in stops(case)]
    return "rounding errors grow" if max(grown) > GROWN else ""


def deviations(theta: Theta) -> Longs:
    """(k, d) standard deviations along the columns."""
    return np.sqrt(np.diagonal(theta.covariances, axis1=1, axis2=2))


def least_eigenvalue(theta: Theta) -> float:
    """Of all correlation matrices; float64 is enough to tell."""
    roots = deviations(theta)
    correlations = theta.covariances / roots[:, :, None] / roots[:, None, :]
    return float(np.linalg.eigvalsh(correlations.astype(np.float64)).min())


# --- comparing ---------------------------------------------------------------------------------------------


def stops(case: Case) -> list[int]:
    """Iterations after which parameters are compared."""
    return [1, 2, case.iterations]


def strains(found: Theta, trace: Sequence[Any], case: Case, stop: int) -> dict[str, float]:
    """How many times the tolerances ``found``, after ``stop`` iterations, and the ``trace`` until then are off."""
    errors = parameter_errors(found, case.expected.thetas[stop], case.expected.origin)
    parts = {name: error / PARAMETERS for name, error in errors.items()}
    return parts | {"trace": trace_error(trace, case, stop) / TRACE}


def trace_error(trace: Sequence[Any], case: Case, stop: int) -> float:
    """Largest error of an objective; where the trace ends early, nothing changed any more.

    Likelihoods cross zero, so they count as n at least; inertias do not.
    """
    expected = np.array(case.expected.trace[: stop + 1])
    padded = np.array([*trace, *[trace[-1]] * stop], dtype=Long)[: stop + 1]
    sizes = np.abs(expected) if case.algorithm == "kmeans" else np.maximum(np.abs(expected), len(case.points))
    return float((np.abs(padded - expected) / sizes).max())


def parameter_errors(found: Theta, expected: Theta, origin: Longs) -> dict[str, float]:
    """Largest errors of weights, means, standard deviations and whitened covariances.

    A mean far from zero may be off by the distance between two numbers of float64 there.
    """
    roots = deviations(expected)
    grains = np.spacing(np.abs((origin + expected.means).astype(np.float64)))
    beside = np.maximum(np.abs(found.means - expected.means) - grains, 0)
    pairs = zip(found.covariances - expected.covariances, expected.covariances, strict=True)
    errors = {
        "weights": np.abs(found.weights - expected.weights).max(),
        "means": (beside / roots).max(),
        "deviations": np.abs(deviations(found) / roots - 1).max(),
        "covariances": max(np.abs(whitened(*pair)).max() for pair in pairs),
    }
    return {name: float(error) for name, error in errors.items()}


def complaints(path: str, case: Case, stop: int) -> list[str]:
    """What is further from the oracle than the tolerances allow after ``stop`` iterations."""
    settings = {"algorithm": case.algorithm, "tol": 0.0, "max_iter": stop, "min_variance": 0.0}
    found = fit_on(PATHS[path], case.points, **exact(case.start, **settings))
    if found.status == "degenerate":
        return [f"degenerate after {found.n_iter} of {stop} iterations"]
    parts = found.mixture.weights, found.mixture.means - case.expected.origin, found.mixture.covariances
    found_strains = strains(Theta(*(part.astype(Long) for part in parts)), found.trace, case, stop)
    return [f"{name} {strain:.1e} times after {stop}" for name, strain in found_strains.items() if not strain <= 1]


def disagreements(path: str, algorithm: str, kind: str, wanted: int) -> list[str]:
    """A line for each problem where the engine and the oracle differ by more than the tolerances."""
    problems = family(algorithm, kind, wanted)
    assert len(problems.cases) == wanted, f"too few can be compared: {problems.left_out}"
    lines = []
    for case in problems.cases:
        found = [line for stop in stops(case) for line in complaints(path, case, stop)]
        lines += [f"seed {case.seed}: {', '.join(found)}"] if found else []
    return lines


@each_path
@each_kind
def test_a_few_runs_beside_80_bits(algorithm: str, kind: str, path: str) -> None:
    assert disagreements(path, algorithm, kind, FEW) == []


@pytest.mark.slow
@each_path
@each_kind
def test_four_hundred_runs_beside_80_bits(algorithm: str, kind: str, path: str) -> None:
    assert disagreements(path, algorithm, kind, EACH) == []


@pytest.mark.slow
def test_four_hundred_runs_are_compared() -> None:
    compared = {pair: len(family(*pair, EACH).cases) for pair in KINDS}
    assert sum(compared.values()) >= 400
    assert min(compared.values()) == EACH


# --- two layers, thinner than the rule above allows ----------------------------------------------------------


def thin_layers(noise: float) -> tuple[Floats, Mixture]:
    """Two clusters on the line y = x, 1,000 apart, ``noise`` thick, and a start between them."""
    rng, n = np.random.default_rng(0), 200
    along = np.r_[rng.normal(size=n), 1000 + rng.normal(size=n)]
    points = np.c_[along, along + noise * rng.normal(size=2 * n)]
    return points, Mixture([0.5, 0.5], [[300, 300], [700, 700]], [1000 * np.eye(2)] * 2)


@pytest.mark.parametrize(("noise", "first"), [(3e-6, 3676.75893), (1e-5, 3195.170)])
def test_the_oracle_on_thin_layers(noise: float, first: float) -> None:
    points, start = thin_layers(noise)
    trace = run(points, start, "soft-em", 4).trace
    assert [float(objective) for objective in trace[1:]] == pytest.approx([first] * 4, abs=5e-4)


def test_a_layer_of_3e_6_is_not_degenerate() -> None:
    points, start = thin_layers(3e-6)
    found = fit(points, 2, init=start, tol=0, max_iter=4, min_variance=0.0)
    assert found.status != "degenerate"
    assert found.objective == pytest.approx(3676.75893, abs=5e-6)


def test_the_first_step_to_a_layer_of_1e_5() -> None:
    points, start = thin_layers(1e-5)
    found = fit(points, 2, init=start, tol=0, max_iter=4, min_variance=0.0)
    assert found.trace[1] == pytest.approx(3195.170, abs=5e-4)
