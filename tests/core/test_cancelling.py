"""A pass over the data can be ended before each of its blocks."""

from __future__ import annotations

import numpy as np
import pytest

from gmmgui.core import RunSpec, half_step, prepare, start
from gmmgui.core.errors import Cancelled
from gmmgui.core.problem import BLOCK, Problem


class Breath:
    """Counts the pauses before blocks, and ends the pass at one of them."""

    def __init__(self) -> None:
        self.taken = 0
        self.last: int | None = None

    def __call__(self) -> None:
        self.taken += 1
        if self.taken == self.last:
            raise Cancelled


def three_blocks(breath: Breath) -> Problem:
    points = np.random.default_rng(0).normal(size=(2 * BLOCK + 1, 2))
    return prepare(points, RunSpec(k=2, initialiser="principal-quantiles"), breath)


def test_a_pass_breathes_before_each_block() -> None:
    breath = Breath()
    start(three_blocks(breath))
    assert breath.taken == 3


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_cancelled_half_step_leaves_its_state_as_it_was(at: int) -> None:
    breath = Breath()
    problem = three_blocks(breath)
    state = half_step(problem, start(problem))
    breath.last = breath.taken + at
    with pytest.raises(Cancelled):
        half_step(problem, state)
    breath.last = None
    again = half_step(problem, state)
    assert again.iteration == 1
    assert np.array_equal(again.inner.means, half_step(problem, state).inner.means)


def test_colours_breathe_too() -> None:
    breath = Breath()
    problem = three_blocks(breath)
    state = start(problem)
    breath.last = breath.taken + 1
    with pytest.raises(Cancelled):
        problem.affinity(state.inner)
