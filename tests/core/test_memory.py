"""A fit holds the data once, in its own order, and little beside them.

``tracemalloc`` sees what NumPy allocates, and the kernels too. Each thread has a tile of its own, so their number is
given here: on a machine of many processors small data would look small beside the tiles.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from gmmgui.core import ALGORITHMS, INITIALISERS, fit
from gmmgui.core.backend.numba_backend import NumbaBackend, load
from gmmgui.core.backend.numpy_backend import NumpyBackend
from gmmgui.core.types import Floats

from .support import blobs, compiled, fit_on, random_mixture

N = 300_000
TWO_THREADS = compiled(threads=2)
MOST = 1.3
"""Bytes at the peak, for each byte of the data: the engine's columns, and a third of a copy beside them."""
COMBINATIONS = [
    (algorithm, covariance_type)
    for algorithm in ALGORITHMS
    for covariance_type in ("full", "diag")
    if (algorithm, covariance_type) != ("kmeans", "diag")  # K-means does not mind
]
TABLES: dict[int, Floats] = {}


def _table(d: int) -> Floats:
    """(N, d) numbers, row after row, made once."""
    if d not in TABLES:
        TABLES[d] = blobs(np.random.default_rng(d), N, d, 8)
    return TABLES[d]


@pytest.fixture(autouse=True, scope="module")
def everything_is_loaded() -> Iterator[None]:
    """What is loaded or compiled at the first use is no part of a fit."""
    load()
    for algorithm in ALGORITHMS:
        fit(_table(2)[:100], 2, algorithm)
    yield
    TABLES.clear()


def _peak(work: Callable[[], object], data: Floats) -> float:
    """How much ``work`` holds at most beside what there was, in units of the ``data``."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        result = work()
        peak = tracemalloc.get_traced_memory()[1]
        del result
        return (peak - before) / data.nbytes
    finally:
        tracemalloc.stop()


def _peak_of_a_fit(points: Floats, **asked: Any) -> float:
    return _peak(lambda: fit_on(TWO_THREADS, points, **asked), points)


def test_tracemalloc_sees_arrays() -> None:
    assert 2 <= _peak(lambda: [np.ones(N), np.ones(N)], np.empty(N)) <= 2.01


@pytest.mark.parametrize("init", list(INITIALISERS))
@pytest.mark.parametrize(("algorithm", "covariance_type"), COMBINATIONS)
@pytest.mark.parametrize("d", [1, 2, 10])
def test_a_fit_holds_the_data_once(d: int, algorithm: str, covariance_type: str, init: str) -> None:
    asked = {"algorithm": algorithm, "k": 8, "covariance_type": covariance_type, "initialiser": init, "max_iter": 2}
    assert _peak_of_a_fit(_table(d), **asked, start_covariance="within") <= MOST


@pytest.mark.parametrize("init", list(INITIALISERS))
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_labels_first_are_bytes(algorithm: str, init: str) -> None:
    asked = {"algorithm": algorithm, "k": 8, "initialiser": init, "first_step": "M", "max_iter": 2}
    assert _peak_of_a_fit(_table(2), **asked) <= MOST


@pytest.mark.parametrize("init", list(INITIALISERS))
def test_many_components_take_no_more(init: str) -> None:
    assert _peak_of_a_fit(_table(2), algorithm="soft-em", k=64, initialiser=init, max_iter=2) <= MOST


@pytest.mark.parametrize("make", [NumpyBackend, NumbaBackend])
@pytest.mark.parametrize("algorithm", list(ALGORITHMS))
def test_a_pass_holds_nothing_of_the_size_of_the_data(algorithm: str, make: type[NumpyBackend]) -> None:
    columns = np.ascontiguousarray(_table(2).T)
    mixture = random_mixture(np.random.default_rng(1), _table(2)[:500], 8, "full")
    known, backend = ALGORITHMS[algorithm], make(columns)
    share = 0.05 if make is NumbaBackend else 0.5  # the textbook has arrays of block x k numbers
    assert _peak(lambda: backend.statistics(known, mixture, mixture.means), columns) <= share
    assert _peak(lambda: backend.labels(known, mixture), columns) <= share + N / columns.nbytes  # a byte a label
    assert _peak(lambda: backend.each_block(mixture.means, lambda _, found: found.sum()), columns) <= share
