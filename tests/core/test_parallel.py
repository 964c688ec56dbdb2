"""Threads: each block once, an error ends all of them, and the number of them changes no bit."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from threading import Barrier, Event, Lock, Thread, get_ident
from weakref import ref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmmgui.core import (
    ALGORITHMS,
    COVARIANCE_TYPES,
    EMPTY_POLICIES,
    INITIALISERS,
    Mixture,
    Partition,
    Problem,
    RunSpec,
    prepare,
    start,
)
from gmmgui.core.backend import Backend
from gmmgui.core.backend.numba_backend import NumbaBackend
from gmmgui.core.backend.parallel import (
    BLOCK_STEP,
    LEAST_BLOCK,
    MOST_BLOCKS,
    MOST_THREADS,
    available_threads,
    block_size,
    for_each,
    turns,
)
from gmmgui.core.errors import Cancelled
from gmmgui.core.initialisers import initial
from gmmgui.core.types import Floats, State

from .support import (
    THREADS,
    blobs,
    compiled,
    exact,
    fit_on,
    random_mixture,
    run_on,
    same_bits,
    same_fit,
    same_statistics,
)

SOFT = ALGORITHMS["soft-em"]

PATIENCE = 30
"""Seconds after which a test that hangs fails; nobody waits so long where all is well."""


# --- every block once --------------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, 3, 4, 64, 200])
@pytest.mark.parametrize("blocks", [0, 1, 2, 3, 7, 100, 1000])
def test_every_block_is_worked_off_once(blocks: int, threads: int) -> None:
    done: list[int] = []
    for_each(blocks, threads, done.append)
    assert sorted(done) == list(range(blocks))


def test_one_thread_takes_the_blocks_in_their_order() -> None:
    told: list[tuple[str, int]] = []
    for_each(5, 1, lambda block: told.append(("work", block)), lambda: told.append(("check", get_ident())))
    assert told == [pair for block in range(5) for pair in (("check", get_ident()), ("work", block))]


@pytest.mark.parametrize("threads", [2, 3, 4, 16])
def test_so_many_threads_work_at_once(threads: int) -> None:
    """Each waits for all others in its first block, so fewer would never get through."""
    together, workers, lock = Barrier(threads, timeout=PATIENCE), set(), Lock()

    def work(block: int) -> None:
        if block < threads:
            together.wait()
        with lock:
            workers.add(get_ident())

    for_each(5 * threads, threads, work)
    assert len(workers) == threads
    assert get_ident() in workers


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_no_more_threads_than_that(threads: int) -> None:
    workers = set()
    for_each(500, threads, lambda _: workers.add(get_ident()))
    assert len(workers) <= threads


def test_only_the_caller_checks_for_a_cancel() -> None:
    breathing, together = set(), Barrier(3, timeout=PATIENCE)
    for_each(3, 3, lambda _: together.wait(), lambda: breathing.add(get_ident()))
    assert breathing == {get_ident()}


# --- an error ends the work of all -------------------------------------------------------------------------


class Boom(Exception):
    """What goes wrong in these tests."""


class Workshop:
    """Counts who is at work, and what was done."""

    def __init__(self) -> None:
        self.done = self.at_work = 0
        self._lock = Lock()

    def __enter__(self) -> None:
        with self._lock:
            self.at_work += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.at_work -= 1
            self.done += 1


MANY = 500_000
"""Blocks that take a second; an error must end them at once."""


def _toil() -> int:
    """Some milliseconds of work, in which other threads get their turns."""
    return sum(range(300_000))


@pytest.mark.parametrize("error", [Boom, Cancelled, KeyboardInterrupt])
@pytest.mark.parametrize("threads", [1, 2, 4])
def test_an_error_in_the_check_ends_the_work_of_all(threads: int, error: type[BaseException]) -> None:
    workshop, breaths = Workshop(), iter(range(MANY))

    def check_cancelled() -> None:
        if next(breaths) == 3:
            raise error

    def work(_: int) -> None:
        with workshop:
            pass

    with pytest.raises(error):
        for_each(MANY, threads, work, check_cancelled)
    assert workshop.at_work == 0
    assert workshop.done < MANY


@pytest.mark.parametrize("threads", [2, 4])
def test_nobody_is_at_work_when_an_error_in_the_check_is_raised(threads: int) -> None:
    """The others are in the middle of a block then."""
    workshop, begun = Workshop(), Barrier(threads, timeout=PATIENCE)

    def check_cancelled() -> None:
        begun.wait()
        raise Boom

    def work(block: int) -> None:
        with workshop:
            if block < threads:  # the first of each thread
                begun.wait()
            _toil()

    with pytest.raises(Boom):
        for_each(MANY, threads, work, check_cancelled)
    assert workshop.at_work == 0
    assert threads - 1 <= workshop.done < MANY


def _failing_once(fails: Callable[[], bool], threads: int) -> Workshop:
    """``for_each`` where the first block of the first thread that ``fails`` raises, and those of all others toil."""
    workshop, together, lock = Workshop(), Barrier(threads, timeout=PATIENCE), Lock()
    failing: list[int] = []

    def work(block: int) -> None:
        with workshop:
            if block >= threads:
                return
            together.wait()  # the first block of each thread
            with lock:
                if not failing and fails():
                    failing.append(block)
            if failing == [block]:
                raise Boom
            _toil()

    with pytest.raises(Boom):
        for_each(MANY, threads, work)
    return workshop


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_an_error_in_the_callers_work_ends_the_work_of_all(threads: int) -> None:
    caller = get_ident()
    workshop = _failing_once(lambda: get_ident() == caller, threads)
    assert workshop.at_work == 0
    assert workshop.done < MANY


@pytest.mark.parametrize("threads", [2, 8])
def test_an_error_in_the_work_of_another_thread_ends_the_work_of_all(threads: int) -> None:
    caller = get_ident()
    workshop = _failing_once(lambda: get_ident() != caller, threads)
    assert workshop.at_work == 0
    assert workshop.done < MANY


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_work_goes_on_after_an_error(threads: int) -> None:
    for _ in range(20):
        with pytest.raises(ZeroDivisionError):
            for_each(50, threads, lambda block: 1 // (block - 20))
        done: list[int] = []
        for_each(50, threads, done.append)
        assert sorted(done) == list(range(50))


# --- several at once ---------------------------------------------------------------------------------------


def test_work_may_be_divided_again() -> None:
    done: list[tuple[int, int]] = []

    def work(block: int) -> None:
        for_each(6, 3, lambda scaled: done.append((block, scaled)))

    for_each(10, 4, work)
    assert sorted(done) == [(block, scaled) for block in range(10) for scaled in range(6)]


def test_work_may_be_divided_again_where_no_thread_is_left() -> None:
    """Everybody is at work, and waits for nobody who has not begun."""
    together, done = Barrier(MOST_THREADS, timeout=PATIENCE), []

    def work(_: int) -> None:
        together.wait()
        for_each(3, MOST_THREADS, done.append)

    for_each(MOST_THREADS, MOST_THREADS, work)
    assert sorted(done) == sorted([*range(3)] * MOST_THREADS)


class Results:
    """Something large that the work writes to."""

    def __init__(self) -> None:
        self.done: list[int] = []

    def __call__(self, block: int) -> None:
        self.done.append(block)


def test_what_nobody_had_time_to_begin_keeps_no_results_alive() -> None:
    """While all threads of the pool are at work elsewhere, the caller works alone, and leaves nothing in a queue."""
    threads = MOST_THREADS + 1  # a caller, and all of the pool
    busy, release = Barrier(threads + 1, timeout=PATIENCE), Event()

    def wait(_: int) -> None:
        busy.wait()
        release.wait(PATIENCE)

    elsewhere = Thread(target=for_each, args=(threads, threads, wait), daemon=True)
    elsewhere.start()
    busy.wait()
    work = Results()
    kept = ref(work)
    for_each(5, 3, work)
    assert work.done == [0, 1, 2, 3, 4]
    del work
    gc.collect()
    left = kept()
    release.set()
    elsewhere.join(PATIENCE)
    assert left is None


def test_two_callers_at_once_do_not_disturb_each_other() -> None:
    """Both are in the middle of their blocks together; one is cancelled, the other ends its work."""
    together, cancelled, done, errors = Barrier(2, timeout=PATIENCE), Event(), [], []

    def patient() -> None:
        together.wait()
        for_each(200, 3, lambda block: (cancelled.wait(PATIENCE), done.append(block)))

    def impatient() -> None:
        def check_cancelled() -> None:
            raise Cancelled

        together.wait()
        try:
            for_each(200, 3, lambda _: None, check_cancelled)
        except Cancelled as error:
            errors.append(error)
        cancelled.set()

    callers = [Thread(target=caller, daemon=True) for caller in (patient, impatient)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(PATIENCE)
    assert not any(caller.is_alive() for caller in callers)
    assert len(errors) == 1
    assert sorted(done) == list(range(200))


def test_fits_from_several_threads_at_once_are_the_same() -> None:
    alone, together, found = _fit(2, "soft-em", "full"), Barrier(4, timeout=PATIENCE), []

    def caller() -> None:
        together.wait()
        found.append(_fit(2, "soft-em", "full"))

    callers = [Thread(target=caller, daemon=True) for _ in range(4)]
    for thread in callers:
        thread.start()
    for thread in callers:
        thread.join(PATIENCE)
    assert len(found) == 4
    assert all(same_fit(one, alone) for one in found)


# --- blocks ------------------------------------------------------------------------------------------------


@given(n=st.integers(1, 10**8), k=st.integers(1, 2000), d=st.integers(1, 2000))
def test_block_sizes(n: int, k: int, d: int) -> None:
    size = block_size(n, k, d)
    assert size % BLOCK_STEP == 0
    assert size >= LEAST_BLOCK
    assert -(-n // size) <= MOST_BLOCKS
    if size > LEAST_BLOCK + BLOCK_STEP:  # no larger than it must be
        assert size - BLOCK_STEP < max(8 * k * d, -(-n // MOST_BLOCKS))
    blocks = -(-n // size)
    assert blocks == 1 or blocks * k * d <= n / 8 + k * d  # what they leave stays small beside the data


@given(blocks=st.integers(1, 200), threads=st.integers(1, 64), most=st.integers(1, 20))
def test_turns_take_every_block_once_and_end_with_single_ones(blocks: int, threads: int, most: int) -> None:
    spans = turns(blocks, threads, most)
    assert [block for first, last in spans for block in range(first, last)] == list(range(blocks))
    assert max(last - first for first, last in spans) <= most
    assert spans[-1] == (blocks - 1, blocks)


def test_a_pass_of_one_thread_may_take_several_blocks_at_once() -> None:
    assert turns(32, 1, 4)[0] == (0, 4)


@settings(max_examples=60, deadline=None)
@given(n=st.integers(1, 60_000), k=st.integers(1, 40), block=st.sampled_from([None, 1, 7, 64, 1000]))
def test_blocks_hold_every_point_once_on_any_number_of_threads(n: int, k: int, block: int | None) -> None:
    columns = np.zeros((1, n))
    of_each = [NumbaBackend(columns, block, threads).edges(k) for threads in (*THREADS, None)]
    assert all(edges == of_each[0] for edges in of_each)
    assert [first for first, _ in of_each[0]] == [0, *(last for _, last in of_each[0][:-1])]
    assert of_each[0][-1][1] == n
    assert all(first < last for first, last in of_each[0])


def test_there_is_at_least_one_thread() -> None:
    assert 1 <= available_threads() <= 64


def test_where_nobody_says_which_processors_are_ours_all_of_them_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)  # Windows and macOS have none
    for processors, threads in ((3, 3), (1_000, MOST_THREADS), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda number=processors: number)
        assert available_threads() == threads


# --- the same bits -----------------------------------------------------------------------------------------

BLOCK = 64
"""Many blocks of few points, whose turns come in any order."""


def _points(d: int) -> Floats:
    return blobs(np.random.default_rng([77, d]), 30 * BLOCK + 11, d, 3)


def _mixture(d: int, covariance_type: str) -> Mixture:
    return random_mixture(np.random.default_rng([78, d]), _points(d), 4, covariance_type)


def _backends(columns: Floats, block: int | None = BLOCK) -> list[Backend]:
    """One for each number of threads, and that for one thread again."""
    return [NumbaBackend(columns, block, threads) for threads in (*THREADS, 1, 4)]


@pytest.mark.parametrize("covariance_type", list(COVARIANCE_TYPES))
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("d", [1, 2, 3, 5, 10])
def test_threads_change_no_bit_of_statistics(d: int, algorithm: str, covariance_type: str) -> None:
    columns, mixture = np.ascontiguousarray(_points(d).T), _mixture(d, covariance_type)
    for reference in (mixture.means, mixture.means + 0.5):
        of_each = [b.statistics(ALGORITHMS[algorithm], mixture, reference) for b in _backends(columns)]
        assert all(same_statistics(statistics, of_each[0]) for statistics in of_each)


@pytest.mark.parametrize("d", [1, 2, 3, 5, 10])
def test_threads_change_no_bit_of_anything_else(d: int) -> None:
    columns, mixture = np.ascontiguousarray(_points(d).T), _mixture(d, "full")
    backends = _backends(columns)
    partition = Partition(np.random.default_rng(1).integers(4, size=columns.shape[1]), 4)
    for algorithm in ALGORITHMS.values():
        told = [b.partition_statistics(algorithm, partition, mixture.means) for b in backends]
        assert all(same_statistics(statistics, told[0]) for statistics in told)
    questions: list[Callable[[Backend], bytes]] = [
        *(lambda b, a=a: b.labels(a, mixture).tobytes() for a in ALGORITHMS.values()),
        lambda b: b.responsibilities(SOFT, mixture).tobytes(),
        lambda b: b.posterior_mean(SOFT, mixture, np.eye(4)).tobytes(),
        lambda b: b"".join(b.each_block(mixture.means, lambda first, found: bytes([first % 251]) + found.tobytes())),
    ]
    for question in questions:
        assert len({question(backend) for backend in backends}) == 1


def test_threads_change_no_bit_in_blocks_of_the_programs_own_size() -> None:
    points = blobs(np.random.default_rng(5), 50_000, 2, 4)
    columns, mixture = np.ascontiguousarray(points.T), random_mixture(np.random.default_rng(6), points, 4, "full")
    backends = _backends(columns, None)
    for algorithm in ALGORITHMS.values():
        of_each = [backend.statistics(algorithm, mixture, mixture.means) for backend in backends]
        assert all(same_statistics(statistics, of_each[0]) for statistics in of_each)
        assert len({backend.labels(algorithm, mixture).tobytes() for backend in backends}) == 1


def _fit(threads: int, algorithm: str, covariance_type: str, d: int = 2, **asked: object):
    start_mixture = _mixture(d, covariance_type)
    spec = exact(start_mixture, algorithm=algorithm, max_iter=8, tol=0.0, **asked)
    return fit_on(compiled(BLOCK, threads), _points(d), **spec)


@pytest.mark.parametrize("covariance_type", list(COVARIANCE_TYPES))
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_threads_change_no_bit_of_a_fit(d: int, algorithm: str, covariance_type: str) -> None:
    alone = _fit(1, algorithm, covariance_type, d)
    assert alone.n_iter > 3
    assert all(same_fit(_fit(threads, algorithm, covariance_type, d), alone) for threads in THREADS)


@pytest.mark.parametrize("policy", list(EMPTY_POLICIES))
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_threads_change_no_bit_where_components_run_empty(algorithm: str, policy: str) -> None:
    points = _points(2)
    means = np.vstack([points[:2], points[:2] + 300.0, points[2:3] - 500.0])
    asked = {"algorithm": algorithm, "k": 5, "initialiser": "marks", "marks": means, "on_empty": policy}
    asked |= {"start_covariance": "identity", "max_iter": 12}
    alone = fit_on(compiled(BLOCK, 1), points, **asked)
    assert alone.events
    assert all(same_fit(fit_on(compiled(BLOCK, threads), points, **asked), alone) for threads in THREADS)


def _bytes_of(chosen: object) -> bytes:
    if isinstance(chosen, Partition):
        return chosen.labels.tobytes()
    return chosen.tobytes() if isinstance(chosen, np.ndarray) else chosen.means.tobytes()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("init", list(INITIALISERS))
@pytest.mark.parametrize("d", [1, 2, 5])
def test_threads_change_no_bit_of_a_start(d: int, init: str, seed: int) -> None:
    spec = RunSpec(algorithm="soft-em", k=4, initialiser=init, seed=seed)
    problems: list[Problem] = [
        prepare(_points(d), spec, backend=compiled(BLOCK, threads)) for threads in (*THREADS, 1, 4)
    ]
    assert len({_bytes_of(initial(problem)) for problem in problems}) == 1
    states: list[State] = [start(problem) for problem in problems]
    assert all(same_bits(state.scaled, states[0].scaled) for state in states)
    assert all(same_statistics(state.statistics, states[0].statistics) for state in states)


@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_threads_change_no_bit_of_half_steps(algorithm: str) -> None:
    asked = exact(_mixture(3, "full"), algorithm=algorithm, max_iter=5, tol=0.0)
    runs = [run_on(compiled(BLOCK, threads), _points(3), **asked) for threads in THREADS]
    for path in runs[1:]:
        for state, other in zip(path, runs[0], strict=True):
            assert same_bits(state.scaled, other.scaled)
            assert same_statistics(state.statistics, other.statistics)
            assert (state.objective, state.events) == (other.objective, other.events)
