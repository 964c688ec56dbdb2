"""What states of a run take in memory, and what is kept of those that are thinned out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from gmmgui.core import Mixture, Phase, State, Status
from gmmgui.core.events import Event
from gmmgui.core.types import Floats, Labels, Scaling

STATE_BYTES = 400
"""Of a State beside its arrays, as tracemalloc measures it: the objects that hold them."""
RECORD_BYTES = 250
"""Of a Record beside its means."""
ARRAY_BYTES = 112
"""Of an array beside its numbers."""
FINGERPRINT_BYTES = 120
"""Of one of the mixtures that re-seeding has led to."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What is kept of a half-step whose State would take too much room: what curves, ticks and trails need.

    Its fields are those of ``State``.

    Parameters
    ----------
    scaled_means : (k, d) in the coordinates of ``scaling``; None where even these would take too much room.
    """

    iteration: int
    phase: Phase
    objective: float
    bound: float
    gain: float
    status: Status
    components: tuple[int, ...]
    events: tuple[Event, ...]
    scaling: Scaling
    scaled_means: Floats | None


HalfStep: TypeAlias = State | Record
"""A half-step of a history: whole, or what is kept of it."""


def record_of(half_step: HalfStep, keeps_means: bool = True) -> Record:
    """What is kept of ``half_step``."""
    means = scaled_means(half_step) if keeps_means else None
    return Record(
        half_step.iteration,
        half_step.phase,
        half_step.objective,
        half_step.bound,
        half_step.gain,
        half_step.status,
        half_step.components,
        half_step.events,
        half_step.scaling,
        means,
    )


def scaled_means(half_step: HalfStep) -> Floats | None:
    """(k, d) means of the components in the engine's coordinates, where they are known."""
    return half_step.scaled.means if isinstance(half_step, State) else half_step.scaled_means


class Holdings:
    """Bytes of all half-steps that are held; an array that several share counts once."""

    def __init__(self) -> None:
        self._uses: Counter[int] = Counter()
        self.total = 0

    def add(self, half_step: HalfStep) -> None:
        """It is held once more."""
        self.total += _own_bytes(half_step)
        for key, size in _parts(half_step):
            if not self._uses[key]:
                self.total += size
            self._uses[key] += 1

    def remove(self, half_step: HalfStep) -> None:
        """It is held once less."""
        self.total -= _own_bytes(half_step)
        for key, size in _parts(half_step):
            self._uses[key] -= 1
            if not self._uses[key]:
                del self._uses[key]
                self.total -= size


def _own_bytes(half_step: HalfStep) -> int:
    return STATE_BYTES if isinstance(half_step, State) else RECORD_BYTES


def _parts(half_step: HalfStep) -> Iterator[tuple[int, int]]:
    """(identity, bytes) of what others may share with it."""
    if isinstance(half_step, State):
        arrays: list[Floats | Labels] = list(_arrays(half_step))
        if half_step.reseeded:
            yield id(half_step.reseeded), FINGERPRINT_BYTES * len(half_step.reseeded)
    else:
        arrays = [] if half_step.scaled_means is None else [half_step.scaled_means]
    for array in arrays:
        yield id(array), array.nbytes + ARRAY_BYTES


def _arrays(state: State) -> Iterator[Floats | Labels]:
    mixtures = [state.scaled]
    if state.rest is not None:
        mixtures.append(state.rest.anchor)
    source = state.scaled_assigned_by
    if isinstance(source, Mixture):
        mixtures.append(source)
    elif source is not None:
        yield source.labels
    for mixture in mixtures:
        yield from (mixture.weights, mixture.means, mixture.covariances)
    yield from (state.statistics.counts, state.statistics.sums, state.statistics.scatters)
