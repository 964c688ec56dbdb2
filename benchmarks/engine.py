"""How fast the engine is, and how much memory it takes: against scikit-learn, against itself, against the machine.

    python -m benchmarks.engine [--quick] [--only PART]... [--repeats N] [--output FILE]

What is timed is a whole ``fit`` of both programs: the same points, the same exact start, the same number m of
iterations (tolerance 0, no floor under the variances). Divided by m that is the time an iteration, with all that a fit
does besides: checking, centring, copying, and the one E-pass that both make beyond their m. What one more iteration
costs without all that is (time of m iterations - time of 1) / (m - 1), and stands beside it. The programs take turns
in one process (ours, theirs, ours, theirs) after one fit each that is not timed, in which ours compiles or loads its
kernels; and each turn begins with a fit of one iteration that is not timed, so that nobody pays for the caches that the
other left. Medians are printed. Where they do not end in the same place after the same number of iterations the run
stops: a benchmark of something else is none.

Run it on an idle machine. On two cores of which others used one or two, an iteration of scikit-learn at n=1e3 d=2 k=8
took 0.9 ms in one series and 7 ms in the next.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import command_line, load, parsed, processor, row, short, span, table, version, write
from gmmgui.core import Mixture, fit

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure.

    Parameters
    ----------
    n, d, k : points, dimensions, components.
    wanted : how many times faster than scikit-learn we want to be; None: not said.
    algorithm : "soft-em" or "kmeans"; scikit-learn has no hard EM.
    covariance_type : one of both programs' names for them.
    iterations : how many both make; with ``tol`` or for a run to convergence, the most they may make.
    tol : 0.0: none.
    init : "given" (the same start for both) or "k-means++" (each program its own).
    separation : typical distance of two blobs, in standard deviations; at 3 they overlap so much that no run settles
        early, at 12 EM settles within 300 iterations from most starts.
    """

    n: int
    d: int
    k: int
    wanted: float | None = None
    algorithm: str = "soft-em"
    covariance_type: str = "full"
    iterations: int = 20
    tol: float = 0.0
    init: str = "given"
    separation: float = 3.0

    @property
    def name(self) -> str:
        """Algorithm, covariance type and sizes, as the tables print them."""
        kind = "K-means" if self.algorithm == "kmeans" else f"soft EM {self.covariance_type}"
        return f"{kind} n={short(self.n)} d={self.d} k={self.k}"

    @property
    def data_bytes(self) -> int:
        """Bytes of the points."""
        return self.n * self.d * 8


PEER_CASES = (
    Case(1_000_000, 2, 8, 120),
    Case(1_000, 2, 8, 30, iterations=100),
    Case(100_000, 10, 8, 25, iterations=50),
    Case(100_000, 50, 10, 8),
    Case(1_000_000, 2, 8, 90, covariance_type="tied"),
    Case(1_000_000, 2, 8, 70, covariance_type="diag"),
    Case(1_000_000, 2, 8, 70, covariance_type="spherical"),
    Case(1_000_000, 2, 8, 3, "kmeans", iterations=50),
    Case(1_000_000, 2, 32, 3, "kmeans", iterations=50),
    Case(300_000, 10, 8, 1.5, "kmeans", iterations=50),
)
"""An iteration against scikit-learn."""

WHOLE_CASES = (
    Case(1_000, 2, 8, 2, "kmeans", iterations=300),
    Case(100_000, 2, 8, 50, iterations=300, tol=1e-6, init="k-means++", separation=12.0),
    Case(100_000, 2, 8, 50, iterations=300, tol=1e-6, separation=12.0),
)
"""Whole runs to convergence, from several starts."""

MEMORY_CASES = (
    Case(10_000_000, 2, 8, iterations=2),
    Case(10_000_000, 2, 8, iterations=2, init="k-means++"),
    Case(10_000_000, 2, 8, algorithm="kmeans", iterations=2),
    Case(400_000, 50, 10, iterations=2),
)
"""Peak memory: two iterations need as much as two hundred."""

GROWTH = {
    "n": [Case(10**power, 2, 8, iterations=100 if power < 5 else 20) for power in range(3, 8)],
    "k": [Case(100_000, 2, k) for k in (2, 4, 8, 16, 32, 64)],
    "d": [Case(100_000, d, 8) for d in (1, 2, 3, 5, 10, 20, 50)],
}
"""What grows while the others stay."""

MOST_BEYOND = 1.3
"""A fit may need this many times the bytes of the data, beyond the data."""

MOST_PEAK = 1e9
"""Bytes that a process which fits 10 million points in two dimensions may hold."""

SAME_MEANS = 1e-6
"""Means that differ by less, in standard deviations of the data, are the same place."""

SAME_OBJECTIVE = 1e-9
"""So are objectives a point that differ by less, relative to 1 + |objective|."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of every part."""

    quick: bool
    repeats: int

    def fitted(self, case: Case) -> Case:
        """``case`` as it is, or small enough for a smoke test."""
        if not self.quick:
            return case
        return replace(case, n=min(case.n, few(case.d)), iterations=min(case.iterations, 6), wanted=None)


@dataclass(frozen=True, slots=True)
class Ended:
    """What a fit came to.

    Parameters
    ----------
    seconds : of the fit alone.
    n_iter : iterations made.
    means : (k, d).
    objectives : the objective a point (log-likelihood, or inertia) at the parameters after so many iterations.
    """

    seconds: float
    n_iter: int
    means: Floats
    objectives: dict[int, float]


Program: TypeAlias = Callable[[Floats, Mixture, Case, int], Ended]


# Data and starts


def few(d: int) -> int:
    """Points for a smoke test, whose times mean nothing: enough that no covariance collapses in ``d`` dimensions."""
    return max(2_000, 400 * d)


def blobs(case: Case, rows: int = 10_000) -> Floats:
    """(n, d) points of k Gaussian blobs, filled in ``rows`` at a time so that no second copy is ever held."""
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((case.k, case.d)) * case.separation / math.sqrt(2 * case.d)
    shapes = np.eye(case.d) + 0.3 * rng.standard_normal((case.k, case.d, case.d)) / math.sqrt(case.d)
    points = np.empty((case.n, case.d))
    for first in range(0, case.n, rows):
        block = points[first : first + rows]
        block[:] = rng.standard_normal(block.shape)
        labels = rng.integers(case.k, size=len(block))
        for j in range(case.k):
            block[labels == j] = centres[j] + block[labels == j] @ shapes[j].T
    return points


START_COVARIANCES: dict[str, Callable[[Floats], Floats]] = {
    "full": lambda covariance: covariance,
    "tied": lambda covariance: covariance,
    "diag": lambda covariance: np.diag(np.diagonal(covariance)),
    "spherical": lambda covariance: np.diagonal(covariance).mean() * np.eye(len(covariance)),
}
"""(d, d) of the data -> (d, d) of every component at the start."""

PEER_PRECISIONS: dict[str, Callable[[Floats], NDArray[Any]]] = {
    "full": np.linalg.inv,
    "tied": lambda covariances: np.linalg.inv(covariances[0]),
    "diag": lambda covariances: 1 / np.diagonal(covariances, axis1=1, axis2=2),
    "spherical": lambda covariances: 1 / covariances[:, 0, 0],
}
"""(k, d, d) covariances -> precisions in the shape that scikit-learn takes."""


def start_of(points: Floats, case: Case, seed: int = 0) -> Mixture:
    """Random data points as means, equal weights, and the covariance of the first 10,000 points for every component."""
    rows = np.random.default_rng([1, seed]).choice(case.n, case.k, replace=False)
    covariance = np.atleast_2d(np.cov(points[:10_000].T, bias=True))
    covariances = np.tile(START_COVARIANCES[case.covariance_type](covariance), (case.k, 1, 1))
    return Mixture(np.full(case.k, 1 / case.k), points[rows], covariances, case.covariance_type)


# The two programs


def ours(points: Floats, start: Mixture, case: Case, iterations: int, seed: int = 0) -> Ended:
    """A fit of gmmgui: K-means from an array of means, EM from an exact mixture, as a user would give them."""
    given = start.means if case.algorithm == "kmeans" else start
    init, floor = (given, 0.0) if case.init == "given" else (case.init, None)
    began = time.perf_counter()
    done = fit(
        points,
        case.k,
        case.algorithm,
        case.covariance_type,
        init,
        seed=seed,
        tol=case.tol,
        max_iter=iterations,
        min_variance=floor,
    )
    seconds = time.perf_counter() - began
    if done.status == "degenerate":
        raise RuntimeError(f"{case.name}: gmmgui's fit collapsed after {done.n_iter} iterations; choose other data.")
    objectives = {t: objective / case.n for t, objective in enumerate(done.trace)}
    return Ended(seconds, done.n_iter, done.mixture.means, objectives)


def theirs(points: Floats, start: Mixture, case: Case, iterations: int, seed: int = 0) -> Ended:
    """The same fit of scikit-learn.

    It is imported here, so that the process in which our memory is measured holds what our users' processes hold.
    """
    from sklearn.exceptions import ConvergenceWarning  # type: ignore[import-untyped]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # so many iterations and no more is what we ask for
        peer = _their_kmeans if case.algorithm == "kmeans" else _their_mixture
        return peer(points, start, case, iterations, seed)


def _their_kmeans(points: Floats, start: Mixture, case: Case, iterations: int, seed: int) -> Ended:
    from sklearn.cluster import KMeans  # type: ignore[import-untyped]

    init = start.means if case.init == "given" else case.init
    model = KMeans(case.k, init=init, n_init=1, max_iter=iterations, tol=case.tol, algorithm="lloyd", random_state=seed)
    began = time.perf_counter()
    model.fit(points)
    seconds = time.perf_counter() - began
    return Ended(seconds, model.n_iter_, model.cluster_centers_, {model.n_iter_: model.inertia_ / case.n})


def _their_mixture(points: Floats, start: Mixture, case: Case, iterations: int, seed: int) -> Ended:
    from sklearn.mixture import GaussianMixture  # type: ignore[import-untyped]

    model = GaussianMixture(
        case.k, covariance_type=case.covariance_type, tol=case.tol, max_iter=iterations, random_state=seed
    )
    if case.init == "given":
        precisions = PEER_PRECISIONS[case.covariance_type](start.covariances)
        model.set_params(
            reg_covar=0.0,
            init_params="random_from_data",
            weights_init=start.weights,
            means_init=start.means,
            precisions_init=precisions,
        )
    else:
        model.set_params(init_params=case.init)
    began = time.perf_counter()
    model.fit(points)
    seconds = time.perf_counter() - began
    return Ended(seconds, model.n_iter_, model.means_, dict(enumerate(model.lower_bounds_)))


def check_same(case: Case, points: Floats, mine: Ended, peer: Ended) -> None:
    """Raise RuntimeError where two fits from one start did not make the same run.

    scikit-learn's EM compares the log-likelihoods before its last two M-steps, ours those after, so with a tolerance
    it sees an iteration later that a run has settled.
    """
    later = 1 if case.tol > 0 and case.algorithm != "kmeans" and mine.n_iter < case.iterations else 0
    if peer.n_iter != mine.n_iter + later:
        raise RuntimeError(f"{case.name}: gmmgui made {mine.n_iter} iterations, scikit-learn {peer.n_iter}.")
    for t in mine.objectives.keys() & peer.objectives.keys():
        expected = peer.objectives[t]
        if not abs(mine.objectives[t] - expected) <= SAME_OBJECTIVE * (1 + abs(expected)):
            both = f"{mine.objectives[t]:.15g}, scikit-learn at {expected:.15g}"
            raise RuntimeError(f"{case.name}: after {t} iterations gmmgui is at {both}.")
    apart = np.abs(mine.means - peer.means).max() / points[:10_000].std()
    if not later and not apart <= SAME_MEANS:
        raise RuntimeError(f"{case.name}: the means end {apart:.1g} standard deviations from scikit-learn's.")


# Measuring


def rounds_for(seconds: float, options: Options) -> int:
    """How often to measure what takes so long a time: slow fits at most 3 times, quick ones ten times as often."""
    if options.quick or seconds > 20:
        return min(options.repeats, 3)
    return options.repeats * (10 if seconds < 0.2 else 1)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one program: of a whole fit divided by its iterations, and of one iteration more."""

    an_iteration: float
    one_more: float


def timings(case: Case, options: Options, programs: tuple[Program, ...]) -> list[Timing]:
    """Medians of ``programs``, which take turns from the same start and must stay together."""
    points = blobs(case)
    start = start_of(points, case)
    for program in programs:
        program(points, start, case, 2)  # kernels are compiled or loaded, threads started
    samples: list[list[Timing]] = [[] for _ in programs]
    rounds, done = 1, 0
    began = time.perf_counter()
    while done < rounds:
        turns = [[program(points, start, case, m) for m in (1, case.iterations, 1)] for program in programs]
        for _, long, _ in turns[1:]:
            check_same(case, points, turns[0][1], long)
        for sample, (_, long, brief) in zip(samples, turns, strict=True):
            more = (long.seconds - brief.seconds) / max(long.n_iter - brief.n_iter, 1)
            sample.append(Timing(long.seconds / long.n_iter, more))
        done += 1
        if done == 1:
            rounds = rounds_for(time.perf_counter() - began, options)
    return [
        Timing(median(one.an_iteration for one in sample), median(one.one_more for one in sample)) for sample in samples
    ]


def whole_runs(case: Case, options: Options) -> tuple[list[Ended], list[Ended]]:
    """Ours and theirs to convergence, in turns: a start a round, the same data."""
    points = blobs(case)
    for program in (ours, theirs):
        program(points, start_of(points, case), case, 2)
    ended: list[tuple[Ended, Ended]] = []
    rounds = 1
    began = time.perf_counter()
    while len(ended) < rounds:
        seed = len(ended)
        start = start_of(points, case, seed)
        turns = [[program(points, start, case, m, seed) for m in (1, case.iterations)] for program in (ours, theirs)]
        mine, peer = (long for _, long in turns)
        if case.init == "given":
            check_same(case, points, mine, peer)
        ended.append((mine, peer))
        if seed == 0:
            rounds = rounds_for(time.perf_counter() - began, options)
    return [mine for mine, _ in ended], [peer for _, peer in ended]


def flops(case: Case) -> float:
    """Floating-point operations of one iteration over all points, as the plain formulas count them.

    A point and component of soft EM: d (d + 1) + 2 d for the quadratic form with a triangular factor (diagonal and
    spherical: 4 d), 30 for an exponential, d (d + 1) + 3 d for the sums and the scatter (diagonal and spherical: 5 d).
    Tied counts as full, though its scatter can be had for less. K-means: 3 d for a distance of a point and
    component, and d a point for the sum of its cluster.
    """
    d = case.d
    if case.algorithm == "kmeans":
        return case.n * (case.k * 3 * d + d)
    if case.covariance_type in ("diag", "spherical"):
        return case.n * case.k * (4 * d + 30 + 5 * d)
    return case.n * case.k * (d * (d + 1) + 2 * d + 30 + d * (d + 1) + 3 * d)


def copy_bandwidth(options: Options, threads: int) -> float:
    """Bytes a second, read and written, of ``np.copyto`` on 512 MiB shared out among ``threads``."""
    source = np.ones((1 << 20) if options.quick else (1 << 26))
    target = np.zeros_like(source)
    with ThreadPoolExecutor(threads) as pool:
        seconds = []
        for _ in range(1 + options.repeats):
            began = time.perf_counter()
            list(pool.map(np.copyto, np.array_split(target, threads), np.array_split(source, threads)))
            seconds.append(time.perf_counter() - began)
    return 2 * source.nbytes / median(seconds[1:])


def dgemm_flops(options: Options, size: int = 2048) -> float:
    """Flops a second of a product of two ``size`` x ``size`` matrices, with all the threads that BLAS takes."""
    left, right = np.random.default_rng(0).standard_normal((2, size, size))
    out = left @ right
    seconds = []
    for _ in range(options.repeats):
        began = time.perf_counter()
        np.matmul(left, right, out=out)
        seconds.append(time.perf_counter() - began)
    return float(2 * size**3 / median(seconds))


# Memory, each fit in a process of its own

PROGRAMS = {"gmmgui": ours, "scikit-learn": theirs}


def resident() -> tuple[int, int] | None:
    """Bytes that this process holds now, and held at most; None where nothing tells.

    On Linux from /proc: there ``ru_maxrss`` of a new process begins with the peak of the one that started it.
    Elsewhere both numbers are ``ru_maxrss``, so a fit that stays below an earlier peak seems to need nothing.
    """
    if sys.platform == "linux":
        fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
        return int(fields["VmRSS"].split()[0]) * 1024, int(fields["VmHWM"].split()[0]) * 1024
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return peak, peak


def measure_memory(program: str, case: Case) -> dict[str, int] | None:
    """Bytes that one fit needs beyond what the process held with the data in memory, and the peak of the process."""
    tiny = replace(case, n=few(case.d))
    little = blobs(tiny)
    PROGRAMS[program](little, start_of(little, tiny), tiny, 1)
    points = blobs(case)
    start = start_of(points, case)
    before = resident()
    PROGRAMS[program](points, start, case, case.iterations)
    after = resident()
    if before is None or after is None:
        return None
    return {"beyond": after[1] - before[0], "peak": after[1]}


def memory_of(program: str, index: int, options: Options) -> dict[str, int] | None:
    """:func:`measure_memory` of ``MEMORY_CASES[index]`` in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.engine", "--measure-memory", program, str(index)]
    told = subprocess.run(
        command + ["--quick"] * options.quick,
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: dict[str, int] | None = json.loads(told.stdout)
    return measured


# The parts of the report: each yields its lines as they come


def verdict(value: float, wanted: float | None, at_most: bool = False) -> tuple[str, str]:
    """The cells "wanted" and "reached"."""
    if wanted is None:
        return "", ""
    reached = value <= wanted if at_most else value >= wanted
    return f"at {'most' if at_most else 'least'} {wanted:g}x", "yes" if reached else "**no**"


def peers(options: Options) -> Iterator[str]:
    """An iteration of ours and of scikit-learn."""
    columns = ("scikit-learn", "gmmgui", "ratio", "wanted", "reached", "one more: scikit-learn", "gmmgui", "ratio")
    yield from table("An iteration, against scikit-learn (whole fit / iterations)", "case", "iterations", *columns)
    for case in map(options.fitted, PEER_CASES):
        mine, peer = timings(case, options, (ours, theirs))
        ratio = peer.an_iteration / mine.an_iteration
        judged = (span(peer.an_iteration), span(mine.an_iteration), f"{ratio:.3g}x", *verdict(ratio, case.wanted))
        more = (span(peer.one_more), span(mine.one_more), f"{peer.one_more / mine.one_more:.3g}x")
        yield row(case.name, str(case.iterations), *judged, *more)


def whole(options: Options) -> Iterator[str]:
    """Whole fits to convergence."""
    columns = ("scikit-learn", "gmmgui", "ratio", "wanted", "reached", "iterations: scikit-learn", "gmmgui")
    ends = ("ends at: scikit-learn", "gmmgui")
    yield from table("A whole fit to convergence, against scikit-learn", "case", "starts", *columns, *ends)
    for case in map(options.fitted, WHOLE_CASES):
        both = whole_runs(case, options)
        mine, peer = (median(run.seconds for run in runs) for runs in both)
        counts = [f"{median(run.n_iter for run in runs):g}" for runs in reversed(both)]
        final = [f"{median(run.objectives[max(run.objectives)] for run in runs):.6g}" for runs in reversed(both)]
        start = "the same start for both" if case.init == "given" else f"each its own {case.init}"
        judged = (span(peer), span(mine), f"{peer / mine:.3g}x", *verdict(peer / mine, case.wanted))
        yield row(f"{case.name} tol={case.tol:g}, {start}", str(len(both[0])), *judged, *counts, *final)
    yield ""
    yield "Ends at: log-likelihood (K-means: inertia) a point. With the same start and a tolerance scikit-learn makes"
    yield "one iteration more: it compares the log-likelihoods before its last two M-steps, gmmgui those after."


def growth(options: Options) -> Iterator[str]:
    """How the time of one more iteration of ours grows."""
    columns = ("soft EM full", "ns a point and component", "K-means", "ns a point and component")
    for what, cases in GROWTH.items():
        chosen = [options.fitted(case) for case in (cases[:2] if options.quick else cases)]
        fixed = ", ".join(f"{name}={short(getattr(chosen[0], name))}" for name in "nkd" if name != what)
        yield from table(f"One more iteration as {what} grows ({fixed})", what, *columns)
        for case in chosen:
            soft, hard = (
                timings(replace(case, algorithm=name), options, (ours,))[0].one_more for name in ("soft-em", "kmeans")
            )
            cells = [(span(seconds), f"{seconds * 1e9 / (case.n * case.k):.3g}") for seconds in (soft, hard)]
            yield row(short(getattr(case, what)), *cells[0], *cells[1])


def machine(options: Options) -> Iterator[str]:
    """How far the engine is from what the machine can do."""
    cores = os.cpu_count() or 1
    copy, copy_one, dgemm = copy_bandwidth(options, cores), copy_bandwidth(options, 1), dgemm_flops(options)
    columns = ("one more iteration", "streamed, GB/s", "of the copy", "GFlop/s", "of the dgemm")
    yield from table("How far from the machine", "case", *columns)
    for case in map(options.fitted, PEER_CASES):
        seconds = timings(case, options, (ours,))[0].one_more
        streamed, counted = case.data_bytes / seconds, flops(case) / seconds
        bandwidth = (f"{streamed / 1e9:.3g}", f"{streamed / copy:.2%}")
        yield row(case.name, span(seconds), *bandwidth, f"{counted / 1e9:.3g}", f"{counted / dgemm:.2%}")
    yield ""
    yield f"Measured here: copy {copy / 1e9:.3g} GB/s read and written with {cores} threads ({copy_one / 1e9:.3g} with"
    yield f"one), dgemm {dgemm / 1e9:.4g} GFlop/s. Streamed: the bytes of the points, once an iteration. Operations are"
    yield "counted by the plain formulas (`flops` in benchmarks/engine.py), not by the machine."


def memory(options: Options) -> Iterator[str]:
    """Peak memory of one fit, each in a process of its own."""
    columns = ("data", "scikit-learn", "gmmgui", "wanted", "reached", "gmmgui's process", "wanted", "reached")
    yield from table("Peak memory beyond the data, in times the data", "case", *columns)
    for index, case in enumerate(map(options.fitted, MEMORY_CASES)):
        mine, peer = (memory_of(program, index, options) for program in ("gmmgui", "scikit-learn"))
        name = case.name if case.init == "given" else f"{case.name}, from {case.init}"
        if mine is None or peer is None:
            yield row(name, megabytes(case.data_bytes), *["not measured here"] * 2, *[""] * 5)
            continue
        ratios = [measured["beyond"] / case.data_bytes for measured in (peer, mine)]
        beyond = verdict(ratios[1], None if options.quick else MOST_BEYOND, at_most=True)
        judged = case.n == 10_000_000 and case.d == 2
        peak = (
            (f"under {megabytes(MOST_PEAK)}", "yes" if mine["peak"] < MOST_PEAK else "**no**") if judged else ("", "")
        )
        cells = (megabytes(case.data_bytes), *(f"{ratio:.3g}x" for ratio in ratios), *beyond, megabytes(mine["peak"]))
        yield row(name, *cells, *peak)


def megabytes(count: float) -> str:
    """Bytes as megabytes of a million."""
    return f"{count / 1e6:.3g} MB" if count < 1e6 else f"{count / 1e6:.0f} MB"


PARTS: dict[str, Callable[[Options], Iterator[str]]] = {
    "peers": peers,
    "whole": whole,
    "growth": growth,
    "machine": machine,
    "memory": memory,
}


def colophon(arguments: list[str], busy: str) -> Iterator[str]:
    """Where and how these numbers were measured; ``busy`` is :func:`load` when it all began."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "scikit-learn"))
    yield ""
    yield f"{processor()}, {os.cpu_count()} cores; {platform.platform()}."
    yield f"Python {platform.python_version()}, {versions}. {busy}"
    yield f"`{' '.join(['python -m benchmarks.engine', *arguments])}`"


def main(arguments: list[str]) -> None:
    """Print the parts that were asked for."""
    parser = command_line("engine", __doc__, list(PARTS))
    parser.add_argument("--measure-memory", nargs=2, help=argparse.SUPPRESS)
    chosen = parsed(parser, arguments)
    options = Options(chosen.quick, chosen.repeats)
    if chosen.measure_memory:
        program, index = chosen.measure_memory
        print(json.dumps(measure_memory(program, options.fitted(MEMORY_CASES[int(index)]))))
        return
    busy = load()
    reports = [PARTS[name](options) for name in chosen.only or PARTS]
    write("# Benchmarks of the engine", [*reports, colophon(arguments, busy)], chosen.output)


if __name__ == "__main__":
    main(sys.argv[1:])
