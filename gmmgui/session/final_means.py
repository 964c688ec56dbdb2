"""Where the components of a start will come to, so that each gets the colour of what it will become.

A start chosen among the data says little of that: two centroids that begin in one group part later. So the run is made
once beforehand, on some of the points.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmgui.core import Partition, RunSpec, State
from gmmgui.core.errors import GmmError
from gmmgui.core.halfstep import half_step
from gmmgui.core.preparation import prepare
from gmmgui.core.problem import Problem
from gmmgui.core.stepper import run_to_end
from gmmgui.core.types import Floats

MOST_POINTS = 2_000
MOST_ITERATIONS = 100
MOST_WORK = 5_000_000
"""Points times components times columns times iterations: a few hundredths of a second."""


def predict_final_means(problem: Problem, points: Floats, spec: RunSpec, state: State) -> Floats:
    """(k, d) means at the end of the run that begins with ``state``, or of a run on some of its ``points`` (n, d).

    Where that collapses, or loses components, those of ``state`` itself: only colours depend on them.
    """
    rows = np.linspace(0, len(points) - 1, min(len(points), MOST_POINTS)).astype(int)
    some = points[rows]
    iterations = min(MOST_ITERATIONS, max(1, MOST_WORK // (some.size * spec.k)))
    try:
        begin = half_step(problem, state) if isinstance(state.scaled_assigned_by, Partition) else state
        ahead = replace(spec, initialiser="exact", start=begin.mixture, marks=None, first_step="E", max_iter=iterations)
        means = run_to_end(prepare(some, ahead, problem.check_cancelled, type(problem.backend))).mixture.means
    except GmmError:
        return state.mixture.means
    return means if means.shape == state.mixture.means.shape and np.isfinite(means).all() else state.mixture.means
