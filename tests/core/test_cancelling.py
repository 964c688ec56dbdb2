"""A pass over the data can be ended before each of its blocks, and leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gmmgui.core import RunSpec, half_step, prepare, start
from gmmgui.core.errors import Cancelled
from gmmgui.core.fast_iterations import fast_iterations
from gmmgui.core.problem import Problem
from gmmgui.core.types import State

from .support import Maker, compiled, same_bits, same_statistics, textbook

BLOCK = 100
PATHS = [textbook(BLOCK), compiled(BLOCK, threads=1), compiled(BLOCK, threads=2)]
ids = ["textbook", "one thread", "two threads"]

every_path = pytest.mark.parametrize("path", PATHS, ids=ids)
one_thread = pytest.mark.parametrize("path", PATHS[:2], ids=ids[:2])


class Breath:
    """Counts the pauses before blocks, and ends the pass at one of them."""

    def __init__(self) -> None:
        self.taken = 0
        self.last: int | None = None

    def __call__(self) -> None:
        self.taken += 1
        if self.taken == self.last:
            raise Cancelled

    def end_at(self, pause: int) -> None:
        """Raise at this pause from now on."""
        self.last = self.taken + pause


def three_blocks(path: Maker, breath: Breath, **asked: object) -> Problem:
    points = np.random.default_rng(0).normal(size=(2 * BLOCK + 1, 2))
    spec = RunSpec(**{"k": 2, "initialiser": "principal-quantiles", "tol": 0.0, **asked})
    return prepare(points, spec, breath, path)


@one_thread
def test_a_pass_checks_for_a_cancel_before_each_block(path: Maker) -> None:
    breath = Breath()
    start(three_blocks(path, breath))
    assert breath.taken == 3


def test_with_helpers_the_caller_checks_before_no_more_than_its_own_blocks() -> None:
    breath = Breath()
    start(three_blocks(compiled(BLOCK, threads=2), breath))
    assert breath.taken <= 3


@pytest.mark.parametrize("at", [1, 2, 3])
@one_thread
def test_a_cancelled_half_step_leaves_its_state_as_it_was(path: Maker, at: int) -> None:
    breath = Breath()
    problem = three_blocks(path, breath)
    state = half_step(problem, start(problem))
    before = [array.copy() for array in (state.statistics.sums, state.statistics.scatters, state.scaled.means)]
    breath.end_at(at)
    with pytest.raises(Cancelled):
        half_step(problem, state)
    breath.last = None
    again = half_step(problem, state)
    assert again.iteration == 1
    after = (state.statistics.sums, state.statistics.scatters, state.scaled.means)
    assert all(np.array_equal(*pair) for pair in zip(before, after, strict=True))
    assert same_bits(again.scaled, half_step(problem, state).scaled)


def _until_it_ends(work: Callable[[], object]) -> None:
    """``work`` must be cancelled; with helpers that are quick, the caller may have no block of its own in one pass."""
    with pytest.raises(Cancelled):
        for _ in range(200):
            work()


def _e_state(problem: Problem) -> State:
    return half_step(problem, start(problem))


PASSES: dict[str, Callable[[Problem, State], object]] = {
    "start": lambda problem, _: start(problem),
    "half-step": half_step,
    "labels": lambda problem, state: problem.labels(state.scaled),
    "responsibilities": lambda problem, state: problem.responsibilities(state.scaled),
    "posterior mean": lambda problem, state: problem.posterior_mean(state.scaled, np.eye(2)),
    "farthest": lambda problem, state: problem.farthest(state.scaled.means),
}


@every_path
@pytest.mark.parametrize("algorithm", ["kmeans", "hard-em", "soft-em"])
@pytest.mark.parametrize("name", list(PASSES))
def test_every_pass_can_be_ended(name: str, algorithm: str, path: Maker) -> None:
    breath = Breath()
    problem = three_blocks(path, breath, algorithm=algorithm)
    state = _e_state(problem)
    breath.end_at(1)
    _until_it_ends(lambda: PASSES[name](problem, state))
    assert breath.taken == breath.last
    breath.last = None
    PASSES[name](problem, state)  # and made afterwards as if nothing had been


@every_path
@pytest.mark.parametrize("init", ["k-means++", "k-means", "farthest-first", "random-labels"])
def test_a_start_can_be_ended(init: str, path: Maker) -> None:
    breath = Breath()
    problem = three_blocks(path, breath, initialiser=init)
    breath.end_at(1)
    _until_it_ends(lambda: start(problem))
    assert breath.taken == breath.last


@pytest.mark.parametrize("path", PATHS[1:], ids=ids[1:])
@pytest.mark.parametrize("algorithm", ["kmeans", "hard-em", "soft-em"])
def test_fast_iterations_can_be_ended_in_any_iteration(algorithm: str, path: Maker) -> None:
    breath = Breath()
    problem = three_blocks(path, breath, algorithm=algorithm, max_iter=4)
    state = _e_state(problem)
    arrived, objectives = fast_iterations(problem, state)
    assert len(objectives) >= 2
    for pause in range(1, len(objectives) + 1):
        breath.end_at(pause)
        _until_it_ends(lambda: fast_iterations(problem, state))
    breath.last = None
    again, same = fast_iterations(problem, state)
    assert same == objectives
    assert same_bits(again.scaled, arrived.scaled)
    assert same_statistics(again.statistics, arrived.statistics)
