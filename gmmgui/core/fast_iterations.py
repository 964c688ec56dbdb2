"""Whole iterations in machine code, without a State for each half-step.

It makes what the half-steps make, to the bit, and stops before anything that makes an event:
an empty component, a covariance at the floor, an objective that falls. :mod:`gmmgui.core.halfstep` goes on there.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmgui.core.backend import NumbaBackend
from gmmgui.core.events import Event, RunsInNumPy
from gmmgui.core.limits import CANCELLATION_RTOL, EMPTY_COUNT, JUMP, OBJECTIVE_RTOL
from gmmgui.core.problem import Problem
from gmmgui.core.rest import FIRST_WINDOW, WANDERING
from gmmgui.core.types import Floats, Mixture, Partition, Phase, Rest, State, Statistics, unchecked_mixture

ITERATIONS_PER_CALL = 1_000
"""Iterations made in one piece at most."""
WORK_PER_CALL = 2e8
"""And so many steps of arithmetic, a tenth of a second or so: between two pieces a run can be cancelled."""
LIMITS = np.array([EMPTY_COUNT, CANCELLATION_RTOL, OBJECTIVE_RTOL, JUMP, FIRST_WINDOW, WANDERING])
"""The thresholds, as the kernels take them."""


def fast_iterations(problem: Problem, state: State) -> tuple[State, list[float]]:
    """As many whole iterations as make no event.

    Parameters
    ----------
    problem : data and settings.
    state : to begin with; its phase is E.

    Returns
    -------
    The state after the last M (``state`` itself where there was none; its bound is not worked out), and the objective
    after each, in the engine's coordinates.
    """
    (k, d), n = state.scaled.means.shape, problem.n
    most = max(1, min(ITERATIONS_PER_CALL, int(WORK_PER_CALL / (n * k * (d * d + 30)))))
    most = min(most, problem.spec.max_iter - state.iteration)
    iterations = _iterations_from(problem, state)
    if iterations is None or most <= 0:
        return state, []
    problem.check_cancelled()
    return iterations.run(most)


def usual_m_step(problem: Problem, state: State) -> Mixture | None:
    """What M makes where it makes no event; None: ask :mod:`gmmgui.core.mstep`.

    Parameters
    ----------
    problem : data and settings.
    state : before M.
    """
    iterations = _iterations_from(problem, state)
    return iterations.proposal if iterations is not None and iterations.maximise() else None


def without_kernels(problem: Problem) -> tuple[Event, ...]:
    """The event of a run that goes through NumPy, because its algorithm or its covariance type has no kernels."""
    algorithm, backend = problem.algorithm, problem.backend
    if not (algorithm.e_kernel and algorithm.m_kernel):
        return (RunsInNumPy(algorithm.title),)
    if isinstance(backend, NumbaBackend) and backend.m_step_kind(algorithm, problem.spec.covariance_type) is None:
        return (RunsInNumPy(f"The covariance type {problem.spec.covariance_type}"),)
    return ()


def _iterations_from(problem: Problem, state: State) -> FastIterations | None:
    """Those from ``state``, where there are kernels for E and M of this algorithm and covariance type."""
    backend = problem.backend
    if not isinstance(backend, NumbaBackend) or isinstance(state.scaled_assigned_by, Partition):
        return None
    kind = backend.m_step_kind(problem.algorithm, problem.spec.covariance_type)
    if not problem.algorithm.e_kernel or kind is None:
        return None
    return FastIterations(backend, problem, state, kind)


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
        return unchecked_mixture(*self.arrays, self.covariance_type, self.algorithm)


class FastIterations:
    """A run between two half-steps: the arrays of its state, changed in place.

    Parameters
    ----------
    backend : makes passes over all blocks.
    problem : data and settings.
    state : to begin with; its phase is E.
    kind : what M makes of scatters, see ``NumbaBackend.m_step_kind``.
    """

    def __init__(self, backend: NumbaBackend, problem: Problem, state: State, kind: int) -> None:
        self._backend, self._kernels, self._problem, self._state = backend, backend.kernels, problem, state
        spec, scaled = problem.spec, state.scaled
        self._mode, self._kind = self._kernels.MODES[problem.algorithm.e_kernel], kind
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

    def run(self, most: int) -> tuple[State, list[float]]:
        """Iterations until one settles or needs the half-steps in NumPy.

        Parameters
        ----------
        most : iterations at most.

        Returns
        -------
        The state after the last iteration, and the objective after each, in the engine's coordinates.
        """
        trace, is_one_block = np.empty(most), self._backend.block_size(self._state.scaled.k) >= self._problem.n
        made, settled = self._in_one_block(trace) if is_one_block else self._in_blocks(trace)
        return (self._arrived(made, settled), trace[:made].tolist()) if made else (self._state, [])

    def _in_one_block(self, trace: Floats) -> tuple[int, bool]:
        made, settled = self._kernels.iterate(
            self._problem.columns,
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
        return made, settled

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
            sums = self._backend.sums(self._problem.algorithm.e_kernel, new, new.means, self._problem.check_cancelled)
            *statistics, totals = sums.merged()
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
