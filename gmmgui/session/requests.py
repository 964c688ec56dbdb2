"""Requests: what a lane wants next of the engine, as a function of what it has; and the one that is under way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from threading import Event

from gmmgui.core import State
from gmmgui.session.document import Document
from gmmgui.session.history import NEAR, Made, Restored, Way
from gmmgui.session.lane_run import LaneRun
from gmmgui.session.lanes import Lanes
from gmmgui.session.latest_job import LatestJob, Work
from gmmgui.session.run import Run
from gmmgui.session.transitions import Transitions
from gmmgui.session.worker import End, Failure

CHUNK_SECONDS = 0.010
"""At full speed the engine works this long between two pictures. More makes no more states, only fewer pictures."""
FINISHING_SECONDS = 0.1
"""On the way to the end fewer pictures do: the run shall arrive."""
CHUNK_STATES = 1_000
"""And makes no more states than this between two pictures, so that the window digests them in one frame."""


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """Work for one lane; ``makes_states``: further ones, rather than what is needed to show one."""

    lane: LaneRun
    work: Work
    makes_states: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """How much to ask for at once.

    Parameters
    ----------
    seconds : the engine works this long on states without end; None: only what is asked for.
    most_states : of these at most.
    shares_engine : other lanes wait for the engine, so that nothing takes it for long.
    """

    seconds: float | None = None
    most_states: int = CHUNK_STATES
    shares_engine: bool = False


def next_request(lane: LaneRun, pace: Pace) -> Request | None:
    """What ``lane`` wants next; None: nothing."""
    history = lane.history
    if lane.wish is not None:
        return _restore(lane, lane.wish)
    wants_end = pace.seconds is not None and not history.stopped
    if lane.missing or wants_end:
        if history.last is not None and not isinstance(history.last, State):
            return _restore(lane, len(history) - 1)
        if lane.missing:
            takes_long = pace.shares_engine and lane.missing > 2
            return _advance(lane, lane.missing, FINISHING_SECONDS if takes_long else None)
        return _advance(lane, pace.most_states, pace.seconds)
    return None if lane.is_coloured(in_a_hurry=pace.seconds is not None) else _colours(lane)


def _advance(lane: LaneRun, half_steps: int, seconds: float | None) -> Request:
    run, document, last, index = lane.run, lane.document, lane.history.last, len(lane.history)
    assert last is None or isinstance(last, State)
    return Request(lane, lambda cancelled: _making(run, document, last, index, half_steps, seconds, cancelled), True)


def _making(
    run: Run, document: Document, last: State | None, index: int, most: int, seconds: float | None, cancelled: Event
) -> Iterator[object]:
    """On the engine thread: the states as they are made, each with what made its passes, and then the colours."""
    for result in run.advance(document, last, index, most, seconds, cancelled):
        yield Made(result, run.backend()) if isinstance(result, State) else result


def _colours(lane: LaneRun) -> Request:
    run, state, before = lane.run, lane.history.state, lane.history.before
    assert state is not None
    return Request(lane, lambda cancelled: iter((run.assignment(state, before, cancelled),)), False)


def _restore(lane: LaneRun, index: int) -> Request:
    run, document, way = lane.run, lane.document, lane.history.way_to(index)
    return Request(lane, lambda cancelled: _restoring(run, document, way, cancelled), False)


def _restoring(run: Run, document: Document, way: Way, cancelled: Event) -> Iterator[Restored]:
    """On the engine thread: the last states of the way, as many as stay near a cursor."""
    states = run.restore(document, way.checkpoint, way.first, way.backends, cancelled)
    for index, state in enumerate(states, way.first):
        if index >= way.end - NEAR:
            yield Restored(index, state)


class Requests:
    """At most one request is with the engine; a lane that needs something to show its state, or is behind, comes first.

    Parameters
    ----------
    job : does the work.
    transitions : each batch of results, and each end, is one.
    pace_of : how much a lane asks for at once.
    waits : shall results wait until :meth:`deliver`?
    ended : is told how a request ended; it may ask for the next.
    """

    def __init__(
        self,
        job: LatestJob,
        transitions: Transitions,
        lanes: Lanes,
        pace_of: Callable[[LaneRun], Pace],
        waits: Callable[[], bool],
        ended: Callable[[Request, End, Failure | None], None],
    ) -> None:
        self._job: LatestJob | None = job
        self._transitions, self._lanes = transitions, lanes
        self._pace_of, self._waits, self._ended = pace_of, waits, ended
        self._request: Request | None = None
        self._kept: list[object] = []

    @property
    def is_open(self) -> bool:
        """Is one with the engine?"""
        return self._job is not None and self._job.is_open

    @property
    def are_slow_colours(self) -> bool:
        """Is one with the engine for long that makes no further states?"""
        is_slow = self._job is not None and self._job.is_slow
        return is_slow and self._request is not None and not self._request.makes_states

    @property
    def held_states(self) -> int:
        """So many new states wait."""
        return sum(isinstance(result, Made) for result in self._kept)

    def ask(self) -> None:
        """Ask the engine for what is wanted, unless it is busy."""
        if self._job is None or self._job.is_open:
            return
        if not self._waits():
            self.deliver()  # what comes next goes on from there
        request = None if self._kept else self._most_urgent()
        if request is not None:
            self._send(self._job, request)

    def deliver(self) -> None:
        """Give away what waits."""
        results, self._kept = self._kept, []
        if results and self._request is not None:
            self._request.lane.take(results)

    def cancel(self, lanes: Collection[LaneRun]) -> None:
        """Let that of one of ``lanes`` end at its next block of points; what it has made still arrives."""
        if self._job is not None and self._request is not None and self._request.lane in lanes:
            self._job.cancel()

    def drop(self, lane: LaneRun) -> None:
        """That of ``lane`` belongs to the past, and so does what waits: nothing of it arrives any more."""
        if self._job is not None and self._request is not None and self._request.lane is lane:
            self._job.drop()
            self._request, self._kept = None, []

    def close(self) -> None:
        """Drop what there is, and ask for nothing more."""
        if self._job is not None:
            self._job.drop()
        self._job, self._request, self._kept = None, None, []

    def _most_urgent(self) -> Request | None:
        wanted = [next_request(lane, self._pace_of(lane)) for lane in self._lanes]
        requests = [request for request in wanted if request is not None]
        return min(requests, key=lambda each: (each.makes_states, len(each.lane.history)), default=None)

    def _send(self, job: LatestJob, request: Request) -> None:
        self._request = request
        job.start(
            request.work,
            lambda results: self._transitions.run(lambda: self._receive(results)),
            lambda end, failure: self._transitions.run(lambda: self._ended(request, end, failure)),
        )

    def _receive(self, results: list[object]) -> None:
        self._kept += results
        if not self._waits():
            self.deliver()
