"""Whole iterations in machine code, without a State for each half-step.

It makes what the half-steps make, to the bit, and stops before anything that makes an event:
an empty component, a covariance at the floor, an objective that falls. :mod:`gmmgui.core.halfstep` goes on there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from gmmgui.core.limits import CANCELLATION_RTOL, EMPTY_COUNT, JUMP, OBJECTIVE_RTOL
from gmmgui.core.rest import FIRST_WINDOW, WANDERING, Rest
from gmmgui.core.types import Floats, Mixture, Phase, State, Statistics

if TYPE_CHECKING:
    from gmmgui.core.problem import Problem

LIMITS = np.array([EMPTY_COUNT, CANCELLATION_RTOL, OBJECTIVE_RTOL, JUMP, FIRST_WINDOW, WANDERING])
"""The thresholds, as the kernels take them."""


class Parameters(Protocol):
    """A mixture, as far as a pass needs it."""

    @property
    def weights(self) -> Floats:
        """(k,)"""
        ...

    @property
    def means(self) -> Floats:
        """(k, d)"""
        ...

    @property
    def covariances(self) -> Floats:
        """(k, d, d)"""
        ...

    @property
    def covariance_type(self) -> str:
        """A key of ``COVARIANCE_TYPES``."""
        ...


class Passes(Protocol):
    """Who makes the passes."""

    def sums(self, kernel: str, mixture: Parameters, about: Floats) -> Sums:
        """Statistics at a mixture, block by block.

        Parameters
        ----------
        kernel : a key of ``kernels.MODES``.
        mixture : of k components.
        about : (k, d), what scatters are taken about.
        """
        ...


class Sums:
    """What the blocks leave: a row each, merged in their order.

    Parameters
    ----------
    blocks : number of blocks.
    k : number of components.
    d : number of columns.
    """

    def __init__(self, blocks: int, k: int, d: int) -> None:
        self.counts = np.zeros((blocks, k))
        self.sums = np.zeros((blocks, k, d))
        self.scatters = np.zeros((blocks, k, d, d))
        self.totals = np.zeros((blocks, 2))

    @property
    def arrays(self) -> tuple[Floats, Floats, Floats, Floats]:
        """What a kernel adds to: (blocks, k), (blocks, k, d), (blocks, k, d, d) and (blocks, 2)."""
        return self.counts, self.sums, self.scatters, self.totals

    def statistics(self, n: int) -> Statistics:
        """The statistics of all blocks, which hold ``n`` points."""
        counts, sums, scatters, totals = self.merged()
        return Statistics(counts, sums, scatters, float(totals[0]), float(totals[1]), n)

    def merged(self) -> tuple[Floats, Floats, Floats, Floats]:
        """counts (k,), sums (k, d), scatters (k, d, d), and objective and entropy (2,) of all blocks."""
        return self.counts.sum(axis=0), self.sums.sum(axis=0), self.scatters.sum(axis=0), self.totals.sum(axis=0)


class _Draft:
    """A mixture that may still be written to."""

    def __init__(self, k: int, d: int, covariance_type: str, algorithm: str) -> None:
        self.weights, self.means, self.covariances = np.empty(k), np.empty((k, d)), np.empty((k, d, d))
        self.covariance_type, self.algorithm = covariance_type, algorithm

    @property
    def arrays(self) -> tuple[Floats, Floats, Floats]:
        """The three that a kernel writes."""
        return self.weights, self.means, self.covariances

    def copy_from(self, mixture: Mixture) -> None:
        """Write the parameters of ``mixture``."""
        self.weights[:], self.means[:], self.covariances[:] = mixture.weights, mixture.means, mixture.covariances

    def mixture(self) -> Mixture:
        """What is written now, for good."""
        return Mixture(*self.arrays, self.covariance_type, self.algorithm)


class FastIterations:
    """A run between two half-steps: the arrays of its state, changed in place.

    Parameters
    ----------
    passes : makes passes over all blocks.
    kernels : the module.
    problem : data and settings.
    state : to begin with; its phase is E.
    kernel : the E-pass, a key of ``kernels.MODES``.
    kind : what M makes of scatters, a value of ``kernels.KINDS`` or ``SHARED_SPHERE``.
    """

    def __init__(self, passes: Passes, kernels: Any, problem: Problem, state: State, kernel: str, kind: int) -> None:
        self._passes, self._kernels, self._problem, self._state = passes, kernels, problem, state
        spec, scaled = problem.spec, state.scaled
        self._kernel, self._mode, self._kind = kernel, kernels.MODES[kernel], kind
        self._bounds = problem.floors, np.ascontiguousarray(problem.variances)
        self._tolerance = problem.tolerance
        self._present, self._next = (_Draft(scaled.k, scaled.d, spec.covariance_type, spec.algorithm) for _ in range(2))
        self._present.copy_from(scaled)
        statistics = state.statistics
        self._statistics = statistics.counts.copy(), statistics.sums.copy(), np.array(statistics.scatters, order="C")
        self._anchor, self._way = _Draft(scaled.k, scaled.d, spec.covariance_type, spec.algorithm), np.zeros(3)
        if state.rest is not None:
            self._way[:] = state.rest.path, state.rest.count, state.rest.window
            self._anchor.copy_from(state.rest.anchor)
        self._totals = np.array([statistics.objective, statistics.entropy, state.gain])

    @property
    def proposal(self) -> Mixture:
        """What the last :meth:`maximise` made."""
        return self._next.mixture()

    def maximise(self) -> bool:
        """M; False where the M-step in NumPy must make it, with its events."""
        return self._kernels.maximise(
            self._kind, *self._statistics, self._present.means, LIMITS, *self._bounds, *self._next.arrays
        )

    def run(self, most: int, columns: Floats | None) -> tuple[State, list[float]]:
        """Iterations until one settles or needs the half-steps in NumPy.

        Parameters
        ----------
        most : iterations at most.
        columns : (d, n), where all points are one block; None: they are in several.

        Returns
        -------
        The state after the last iteration, and the objective after each, in the engine's coordinates.
        """
        trace = np.empty(most)
        made, settled = self._in_blocks(trace) if columns is None else self._in_one_piece(columns, trace)
        return (self._arrived(made, settled), trace[:made].tolist()) if made else (self._state, [])

    def _in_one_piece(self, columns: Floats, trace: Floats) -> tuple[int, bool]:
        return self._kernels.iterate(
            columns,
            self._mode,
            self._kind,
            LIMITS,
            self._tolerance,
            *self._bounds,
            not np.isnan(self._totals[2]),
            len(trace),
            *self._present.arrays,
            *self._statistics,
            *self._anchor.arrays,
            self._way,
            self._totals,
            trace,
        )

    def _in_blocks(self, trace: Floats) -> tuple[int, bool]:
        for made in range(len(trace)):
            verdict = self._iteration()
            if verdict == self._kernels.UNUSUAL:
                return made, False
            trace[made] = self._totals[0]
            if verdict == self._kernels.SETTLED:
                return made + 1, True
        return len(trace), False

    def _iteration(self) -> int:
        """What ``iterate`` does in machine code, for many blocks; the kernels' verdict."""
        kernels, new = self._kernels, self._next
        if not self.maximise():
            return kernels.UNUSUAL
        try:
            *statistics, totals = self._passes.sums(self._kernel, new, new.means).merged()
        except np.linalg.LinAlgError:  # half_step will meet it again, and say what is wrong
            return kernels.UNUSUAL
        before, after = float(self._totals[0]), float(totals[0])
        alike = kernels.alike(self._mode, not np.isnan(self._totals[2]), *self._present.arrays, *new.arrays)
        verdict = kernels.judge(self._mode, LIMITS, self._tolerance, self._problem.n, before, after, alike)
        if verdict != kernels.UNUSUAL:
            mixtures = *self._present.arrays, *new.arrays, *self._anchor.arrays
            if kernels.at_rest(self._mode, LIMITS, self._problem.n, before, after, *mixtures, self._way):
                verdict = kernels.SETTLED
            self._present, self._next = new, self._present
            self._statistics = (statistics[0], statistics[1], statistics[2])
            self._totals[:] = after, totals[1], after - before
        return verdict

    def _arrived(self, made: int, settled: bool) -> State:
        problem, (objective, entropy, gain) = self._problem, self._totals.tolist()
        return replace(
            self._state,
            scaled=self._present.mixture(),
            iteration=self._state.iteration + made,
            phase=Phase.M,
            objective=problem.objective_in_data_units(objective),
            bound=float("nan"),
            gain=problem.change_in_data_units(gain),
            settled=settled,
            statistics=Statistics(*self._statistics, objective, entropy, problem.n),
            events=(),
            rest=self._rest(),
        )

    def _rest(self) -> Rest | None:
        path, count, window = self._way.tolist()
        return Rest(self._anchor.mixture(), path, int(count), int(window)) if window else None
