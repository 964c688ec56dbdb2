"""Blocks of points, and threads that work them off.

The blocks depend on the data and the number of components alone, and what they leave is merged in their order: one
thread and sixty-four give the same bits. The calling thread works along, so nothing waits for a thread to wake up.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from itertools import count

MOST_THREADS = 64
MOST_BLOCKS = 32
"""More would only cost memory for what each of them leaves, and time to hand them over."""
MOST_PIECES = 64
"""The same where something is worked out for each point, and needs room for a piece of them."""
LEAST_BLOCK = 4_096
"""Points in a block at least: fewer are worked off in less time than it takes to hand them over."""
BLOCK_STEP = 512
"""Blocks are multiples of the tiles."""


def available_threads() -> int:
    """How many threads can run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return min(MOST_THREADS, len(os.sched_getaffinity(0)))
    return min(MOST_THREADS, os.cpu_count() or 1)


def block_size(n: int, k: int, d: int, most: int = MOST_BLOCKS) -> int:
    """Points a block: the statistics of all, some k d^2 numbers each, stay small beside the n d of the data.

    Parameters
    ----------
    n : number of points.
    k : number of components.
    d : number of columns.
    most : blocks at most.

    Returns
    -------
    A multiple of ``BLOCK_STEP``; it does not depend on the number of threads.
    """
    least = max(LEAST_BLOCK, 8 * k * d, -(-n // most))
    return -(-least // BLOCK_STEP) * BLOCK_STEP


def turns(blocks: int, threads: int, most: int) -> list[tuple[int, int]]:
    """First and last block of each turn.

    A turn has fewer blocks towards the end, so that no thread waits long for another. Handing over a block takes some
    microseconds, as long as some thousand points of it.

    Parameters
    ----------
    blocks : number of blocks.
    threads : that share them.
    most : blocks a turn at most.

    Returns
    -------
    (first, last) a turn, ``last`` not included.
    """
    spans, first = [], 0
    while first < blocks:
        last = first + max(1, min(most, (blocks - first) // (2 * threads)))
        spans.append((first, last))
        first = last
    return spans


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="engine-block")


def never_cancel() -> None:
    """The check of a pass that nobody cancels: threads that help are stopped by their caller."""


def for_each(
    blocks: int, threads: int, work: Callable[[int], None], check_cancelled: Callable[[], None] = never_cancel
) -> None:
    """Call a function with the number of each block, on this thread and some others.

    Parameters
    ----------
    blocks : number of blocks, counted from 0.
    threads : this one and ``threads`` - 1 others at most.
    work : of a block's number; on any thread.
    check_cancelled : called on this thread before each of its blocks.

    Raises
    ------
    Cancelled : or whatever else ``check_cancelled`` or ``work`` raises; it ends the work of all threads, and is
        raised here once none of them is at it any more.
    """
    if blocks == 1 or threads == 1:
        for block in range(blocks):
            check_cancelled()
            work(block)
        return
    queue = _WorkQueue(blocks, work)
    others = _helpers(queue, min(threads, blocks) - 1)
    try:
        queue.share(check_cancelled)
    finally:
        begun = [future for future in others if not future.cancel()]  # what nobody has begun is not needed any more
        wait(begun)
        queue.dismiss()
    for future in begun:
        future.result()


class _WorkQueue:
    """Blocks that threads take in turn until there are none left, or one of them has failed."""

    def __init__(self, blocks: int, work: Callable[[int], None]) -> None:
        self._turns, self._blocks = count(), blocks
        self._work: Callable[[int], None] | None = work

    def share(self, check_cancelled: Callable[[], None]) -> None:
        """Take blocks, and check before each whether the pass is cancelled."""
        try:
            while (work := self._work) is not None and (turn := next(self._turns)) < self._blocks:
                check_cancelled()
                work(turn)
        finally:
            self.dismiss()

    def dismiss(self) -> None:
        """Nobody begins another block; whoever is still in the pool's queue keeps nothing alive."""
        self._work = None


def _helpers(queue: _WorkQueue, most: int) -> list[Future[None]]:
    """Threads of the pool that join in: none once the program is ending, when Python begins no more."""
    try:
        return [_pool().submit(queue.share, never_cancel) for _ in range(most)]
    except RuntimeError:
        return []
