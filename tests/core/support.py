"""What the tests of the core share: reference cases, random mixtures, and a run as a list of states."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gmmgui.core import Fit, Mixture, RunSpec, State, Statistics, prepare, states
from gmmgui.core.backend import Backend, NumbaBackend, NumpyBackend
from gmmgui.core.covariance import COVARIANCE_TYPES
from gmmgui.core.events import Event
from gmmgui.core.stepper import run_to_end
from gmmgui.core.types import Floats

TESTS = Path(__file__).resolve().parent.parent
CASES = TESTS / "reference" / "cases"
TABLES = (TESTS.parent / "resources" / "data", TESTS / "reference" / "data")


def case_names(prefix: str) -> list[str]:
    """Names of the reference cases that begin with ``prefix``."""
    return sorted(path.stem for path in CASES.glob(f"{prefix}*.json"))


def case_named(name: str) -> dict[str, Any]:
    """A reference case."""
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


def table(name: str, columns: list[str]) -> Floats:
    """The rows of a CSV that are complete in ``columns``, as (n, d) numbers."""
    path = next(folder / name for folder in TABLES if (folder / name).exists())
    with path.open(encoding="utf-8", newline="") as file:
        cells = [[row[column] for column in columns] for row in csv.DictReader(file)]
    return np.array([row for row in cells if not {"", "NA"} & set(row)], dtype=np.float64)


def case_points(case: dict[str, Any]) -> Floats:
    """The data of a reference case."""
    points = table(case["dataset"], case["columns"])
    assert points.shape == (case["n"], case["d"])
    return points


def mixture_of(values: dict[str, Any], covariance_type: str) -> Mixture:
    """The mixture in a reference case."""
    return Mixture(values["weights"], values["means"], values["covariances"], covariance_type)


def error(found: Any, expected: Any) -> float:
    """Normwise relative error."""
    found, expected = np.asarray(found), np.asarray(expected)
    assert found.shape == expected.shape
    return float(np.linalg.norm(found - expected) / max(np.linalg.norm(expected), np.finfo(float).tiny))


def mixture_error(found: Mixture, expected: Mixture) -> float:
    """The largest normwise relative error of weights, means and covariances."""
    return max(error(getattr(found, part), getattr(expected, part)) for part in ("weights", "means", "covariances"))


def same_bits(a: Mixture, b: Mixture) -> bool:
    """Are two mixtures equal to the bit?"""
    return all(getattr(a, part).tobytes() == getattr(b, part).tobytes() for part in ("weights", "means", "covariances"))


def blobs(rng: np.random.Generator, n: int, d: int, k: int, spread: float = 4.0) -> Floats:
    """N points of k Gaussians with correlated coordinates, around centres that are ``spread`` apart or so."""
    centres = rng.normal(size=(k, d)) * spread
    maps = rng.normal(size=(k, d, d)) / np.sqrt(d) + np.eye(d)
    component = rng.integers(k, size=n)
    return centres[component] + np.einsum("nij,nj->ni", maps[component], rng.normal(size=(n, d)))


def random_mixture(rng: np.random.Generator, points: Floats, k: int, covariance_type: str) -> Mixture:
    """A start somewhere in the data: uneven weights, means at points, covariances of the type."""
    d = points.shape[1]
    roots = rng.normal(size=(k, d, d)) / (3 * np.sqrt(d)) + np.eye(d)
    covariances = roots @ roots.swapaxes(1, 2) * points.var(axis=0).mean() / 2
    restricted = COVARIANCE_TYPES[covariance_type].restrict(covariances, np.ones(k))
    means = points[rng.choice(len(points), k, replace=False)]
    return Mixture(rng.dirichlet(np.full(k, 40.0)), means, restricted, covariance_type)


def run(points: Any, **settings: Any) -> list[State]:
    """All states of a run."""
    return list(states(prepare(points, RunSpec(**settings))))


def exact(mixture: Mixture, **settings: Any) -> dict[str, Any]:
    """Settings of a run from exactly ``mixture``."""
    return {
        "k": mixture.k,
        "covariance_type": mixture.covariance_type,
        "initialiser": "exact",
        "start": mixture,
        **settings,
    }


def check_trace(trace: list[float], reference: list[float]) -> None:
    """The traces are equal; where ours ends first, nothing changed any more."""
    padded = trace + [trace[-1]] * (len(reference) - len(trace))
    np.testing.assert_allclose(padded, reference, rtol=1e-11, atol=0)


def kinds_of(found: Fit) -> set[type[Event]]:
    """The kinds of events in a fit."""
    return {type(event) for event in found.events}


# --- on every path -----------------------------------------------------------------------------------------

Maker = Callable[[Floats], Backend]

BLOCKS = (1, 7, 64, 1000)
THREADS = (1, 2, 3, 4)


def textbook(block: int | None = None) -> Maker:
    """The passes in NumPy; None: their own blocks."""
    return partial(NumpyBackend, block=block)


def compiled(block: int | None = None, threads: int | None = None) -> Maker:
    """The passes in machine code; None: their own blocks, all processors."""
    return partial(NumbaBackend, block=block, threads=threads)


PATHS: dict[str, Maker] = {f"textbook, blocks of {block or 'its own'}": textbook(block) for block in (None, *BLOCKS)}
PATHS |= {
    f"compiled, {threads} threads, blocks of {block or 'its own'}": compiled(block, threads)
    for threads in THREADS
    for block in (None, *BLOCKS)
}
"""Everybody who can make the passes, by name."""


def run_on(path: Maker, points: Any, **asked: Any) -> list[State]:
    """All states of a run whose passes ``path`` makes."""
    return list(states(prepare(points, RunSpec(**asked), backend=path)))


def fit_on(path: Maker, points: Any, **asked: Any) -> Fit:
    """What ``fit`` makes of settings, with passes that ``path`` makes."""
    return run_to_end(prepare(points, RunSpec(**asked), backend=path))


def same_statistics(a: Statistics, b: Statistics) -> bool:
    """Are they equal to the bit?"""
    arrays = all(getattr(a, part).tobytes() == getattr(b, part).tobytes() for part in ("counts", "sums", "scatters"))
    return arrays and (a.objective, a.entropy, a.n) == (b.objective, b.entropy, b.n)


def same_fit(a: Fit, b: Fit) -> bool:
    """Are two fits, their traces and their events equal to the bit?"""
    parts = ("objective", "n_iter", "status", "trace", "events")
    return same_bits(a.mixture, b.mixture) and all(getattr(a, part) == getattr(b, part) for part in parts)
