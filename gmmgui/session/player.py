"""Player: has the transport move the lanes, and the engine make what they want.

Pull, don't push: at most one request is with the engine at any time, and pausing is not asking. Every command, result
and tick is one transition; signals are sent when it is complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from gmmgui.core import Phase, State
from gmmgui.session.document import Document
from gmmgui.session.history import HISTORY_BYTES, Made
from gmmgui.session.lanes import LaneRun, News
from gmmgui.session.latest_job import LatestJob
from gmmgui.session.memory import HalfStep
from gmmgui.session.requests import CHUNK_SECONDS, CHUNK_STATES, FINISHING_SECONDS, Pace, Request, next_request
from gmmgui.session.run import Assignment, Run
from gmmgui.session.slow_job_timer import SlowJobTimer
from gmmgui.session.store import Store
from gmmgui.session.transport import Mode, Speed, Transport
from gmmgui.session.worker import End, Engine, Failure


class Player(QObject):
    """Play, pause, half-step, iteration, back, scrub, to the end; play backwards, and in a loop.

    Commands move all lanes where these are linked, else the active one; what is told is told of the active lane.

    Signals
    -------
    shown(State or None) : what to draw has changed.
    assigned(Assignment) : the colours of the state that is shown.
    history_changed() : the history or the cursor in it.
    mode_changed() : playing, reversing, finishing or paused.
    looping_changed(bool) : at the end of the run playing starts again, or stops.
    failed(Failure) : the run could not go on.
    busy_changed(bool) : a job has been under way for longer than ``SLOW_MS``; False when it has ended.
    lane_changed(int) : what is shown of the lane of that id, or its history, or its colours; active or not.
    """

    shown = Signal(object)
    assigned = Signal(object)
    history_changed = Signal()
    mode_changed = Signal()
    looping_changed = Signal(bool)
    failed = Signal(object)
    busy_changed = Signal(bool)
    lane_changed = Signal(int)

    def __init__(
        self, store: Store, engine: Engine, parent: QObject | None = None, history_bytes: int = HISTORY_BYTES
    ) -> None:
        super().__init__(parent)
        self._store, self._history_bytes = store, history_bytes
        self._transitions = store.transitions
        self._lanes: dict[int, LaneRun] = {}
        self._active = store.document.active
        self._is_linked, self._is_held, self._is_jumping = True, False, False
        self._request: Request | None = None
        self._kept: list[object] = []
        self._transport = Transport(self)
        self._transport.ticked.connect(lambda: self._transitions.run(self._tick))
        slow_timer = SlowJobTimer(self)
        slow_timer.slow_changed.connect(self._tell_busy)
        self._job = LatestJob(engine, slow_timer)
        self._adopt(store.document)
        store.follow(self._apply)

    # What is there to see

    @property
    def lanes(self) -> tuple[LaneRun, ...]:
        """All lanes, in the order of the document."""
        return tuple(self._lanes.values())

    @property
    def active(self) -> LaneRun:
        """The lane that is shown."""
        return self._lanes[self._active]

    def lane(self, lane_id: int) -> LaneRun:
        """The lane of that id."""
        return self._lanes[lane_id]

    @property
    def history(self) -> tuple[HalfStep, ...]:
        """All half-steps so far: States, or Records of those whose States were thinned out."""
        return self.active.visible.half_steps

    @property
    def length(self) -> int:
        """Number of half-steps so far."""
        return len(self.active.visible)

    @property
    def cursor(self) -> int:
        """Index of the state that is shown; -1 before the start."""
        return self.active.visible.cursor

    @property
    def state(self) -> State | None:
        """The state that is shown, or None before the start."""
        return self.active.state

    @property
    def before(self) -> State | None:
        """The state in front of the one that is shown, or None."""
        return self.active.visible.before

    @property
    def revision(self) -> object:
        """Another object whenever half-steps of the history have gone or become others, rather than more."""
        return self.active.visible.revision

    @property
    def is_restarting(self) -> bool:
        """Is the state that is shown one of the run before, because the first of the new run is under way?"""
        return self.active.is_restarting

    @property
    def shown_document(self) -> Document:
        """The document of the run that is shown: the one before the present, while a new run starts."""
        return self.active.shown_document

    @property
    def assignment(self) -> Assignment | None:
        """The colours that were worked out last; they may be of another state than the one shown."""
        return self.active.assignment

    @property
    def mode(self) -> Mode:
        """Playing, reversing, finishing or paused."""
        return self._transport.mode

    @property
    def is_looping(self) -> bool:
        """Does playing start again at the end of the run?"""
        return self._transport.is_looping

    @property
    def is_linked(self) -> bool:
        """Do commands move all lanes?"""
        return self._is_linked

    @property
    def at_end(self) -> bool:
        """Is the last state shown, and has the run stopped there?"""
        return self.active.at_end

    @property
    def is_computing(self) -> bool:
        """Is a request with the engine?"""
        return self._job.is_open

    @property
    def held_states(self) -> int:
        """So many new states wait until :meth:`hold` ends."""
        return sum(isinstance(result, Made) for result in self._kept)

    @property
    def idle(self) -> bool:
        """Is nothing under way, and so everything that is shown up to date?"""
        return self.mode is Mode.PAUSED and not self._job.is_open

    @property
    def next_phase(self) -> Phase:
        """The half-step that comes after the state that is shown."""
        return self.active.visible.next_phase

    @property
    def is_rushing(self) -> bool:
        """Are states made as fast as they can be?"""
        moving = self._moving
        is_ahead = all(lane.is_ahead for lane in moving) and not all(lane.history.stopped for lane in moving)
        return self.mode is Mode.FINISHING or (self._transport.is_at_full_speed and is_ahead)

    @property
    def is_jumping(self) -> bool:
        """Is a state shown because somebody has scrubbed there?"""
        return self._is_jumping

    @property
    def glide_milliseconds(self) -> int:
        """How long a picture may take to glide into the next without falling behind."""
        return 0 if self.is_rushing or self._is_jumping else self._transport.glide_milliseconds

    def since(self, index: int) -> list[HalfStep]:
        """The half-steps from ``index`` of the history on."""
        return self.active.visible.since(index)

    def recent(self, most: int) -> list[HalfStep]:
        """The half-steps up to the one that is shown, ``most`` at most."""
        return self.active.visible.recent(most)

    @property
    def true_numbers(self) -> tuple[int, ...]:
        """Numbers, and so colours, of the components of the true mixture, where that is known."""
        return self.active.shown_run.true_numbers

    @property
    def run(self) -> Run:
        """The run under way: data and settings, made ready; what it works out belongs on the engine thread."""
        return self.active.run

    # Commands

    def step(self, half_steps: int = 1) -> None:
        """Show the state that many half-steps on, computing what is not there yet."""
        self._transitions.run(lambda: self._step(half_steps))

    def iterate(self) -> None:
        """A whole iteration: two half-steps."""
        self.step(2)

    def back(self) -> None:
        """Show the state before."""
        self._transitions.run(lambda: self._go_to(self._position - 1))

    def home(self) -> None:
        """Show the start."""
        self.scrub(0)

    def scrub(self, index: int) -> None:
        """Show the state at ``index`` of the history, or the nearest there is, as soon as it is there."""
        self._transitions.run(lambda: self._scrub(index))

    def play(self) -> None:
        """Go on at the speed set; from the start again where the run has ended."""
        self._transitions.run(self._play)
        self._transitions.run(self._tick)

    def play_back(self) -> None:
        """Play what is there backwards at the speed set, from the end where the start is shown; or pause."""
        self._transitions.run(self._play_back)
        self._transitions.run(self._tick)

    def set_looping(self, on: bool) -> None:
        """Whether playing starts again at the end of the run."""
        self._transitions.run(lambda: self._set_looping(on))

    def toggle_looping(self) -> None:
        """In a loop or not."""
        self.set_looping(not self.is_looping)

    def finish(self) -> None:
        """Go on at full speed to the end of the run."""
        self._transitions.run(self._finish)

    def pause(self) -> None:
        """Ask for nothing more; what is under way stops at its next block of points, but a start is still made."""
        self._transitions.run(self._pause)

    def stop(self) -> None:
        """Drop whatever is being computed; what is there already stays, and gets its colours unless those take long."""
        self._transitions.run(self._stop)

    def toggle(self) -> None:
        """Play or pause."""
        if self.mode is Mode.PAUSED:
            self.play()
        else:
            self.pause()

    def set_speed(self, speed: Speed) -> None:
        """How fast to play."""
        self._transitions.run(lambda: self._set_speed(speed))

    def set_linked(self, on: bool) -> None:
        """Whether commands move all lanes, or the active one alone; either begins paused."""
        self._transitions.run(lambda: self._set_linked(on))

    def hold(self, on: bool) -> None:
        """At full speed show no more states while ``on``: the picture of the last ones is not there yet.

        One piece of the run is made meanwhile, and waits.
        """
        self._transitions.run(lambda: self._hold(on))

    def clear(self) -> None:
        """Forget the run of the active lane; the next command starts anew."""
        self._transitions.run(self._clear)

    def close(self) -> None:
        """Stop the clock and whatever is under way."""
        self._transitions.run(self._abandon_all)

    # What commands do

    @property
    def _moving(self) -> list[LaneRun]:
        """The lanes that commands move: those that have failed only where there is no other."""
        lanes = list(self._lanes.values()) if self._is_linked else [self.active]
        return [lane for lane in lanes if lane.failure is None] or lanes

    @property
    def _position(self) -> int:
        """The half-step that the moving lanes show, or wait for; one that has ended earlier shows its end."""
        return max(lane.position for lane in self._moving)

    def _step(self, half_steps: int) -> None:
        self._pause()
        self._walk(half_steps)

    def _walk(self, half_steps: int) -> None:
        """All that move come to the same half-step; what has ended waits there, unless all have and a hand goes on."""
        moving, target = self._moving, self._position + half_steps
        have_ended = all(lane.at_end for lane in moving)
        for lane in moving:
            aim = lane.position + half_steps if have_ended else target
            lane.walk_to(aim, self.mode is not Mode.PAUSED, have_ended or len(moving) == 1)
        self._stop_at_end()
        self._pump()

    def _scrub(self, index: int) -> None:
        self._is_jumping = True
        self._go_to(index)
        self._transitions.tell(self._end_jump)  # after those whom it concerns

    def _end_jump(self) -> None:
        self._is_jumping = False

    def _go_to(self, index: int) -> None:
        self._pause()
        for lane in self._moving:
            lane.jump_to(index)
        self._pump()

    def _play(self) -> None:
        if self._have_ended:
            self._show(0)
        self._set_mode(Mode.PLAYING)
        self._stop_at_end()

    def _play_back(self) -> None:
        if self.mode is Mode.REVERSING:
            self._pause()
        elif self._longest > 1:
            position = self._position
            self._go_to(self._longest - 1 if position == 0 else position)
            self._set_mode(Mode.REVERSING)

    def _set_looping(self, on: bool) -> None:
        if on is not self.is_looping:
            self._transport.set_looping(on)
            self._transitions.tell(self.looping_changed.emit, on)
            self._stop_at_end()

    def _finish(self) -> None:
        if all(lane.history.stopped for lane in self._moving):
            self._pause()
            self._show(self._longest - 1)
            self._pump()
            return
        for lane in self._moving:
            if lane.history.stopped:
                lane.show(len(lane.history) - 1)
        self._set_mode(Mode.FINISHING)

    def _pause(self) -> None:
        if self.mode is Mode.PAUSED:
            return
        for lane in self._moving:
            lane.pause()
        if self._request is not None and self._request.lane in self._moving and not self._request.lane.is_restarting:
            self._job.cancel()
        self._set_mode(Mode.PAUSED)

    def _stop(self) -> None:
        are_slow_colours = self._job.is_slow and self._request is not None and not self._request.makes_states
        self._abandon_all()
        for lane in self._lanes.values():
            lane.settle()
        if not are_slow_colours:
            self._pump()

    def _set_speed(self, speed: Speed) -> None:
        self._transport.set_speed(speed)
        if self.mode is not Mode.PAUSED:
            self._pump()

    def _set_linked(self, on: bool) -> None:
        self._pause()
        self._is_linked = on

    def _hold(self, on: bool) -> None:
        self._is_held = on
        if not on:
            self._deliver()
            self._stop_at_end()
            self._pump()

    def _clear(self) -> None:
        self._abandon(self.active)
        self.active.clear()
        self._pump()

    # The document has changed

    def _apply(self, old: Document, new: Document) -> None:
        for lane in [lane for lane in self._lanes.values() if not new.has_lane(lane.lane_id)]:
            self._drop_job_of(lane)
        is_begun = any(len(lane.visible) for lane in self._lanes.values())
        known = self._lanes
        self._adopt(new)
        for lane in self._lanes.values():
            if lane.lane_id in known:
                self._change(lane, new.focused_on(lane.lane_id))
            elif is_begun:
                lane.begin()
        if old.active != new.active:
            for emit in (self._emit_shown, self._emit_history, self._emit_assigned):
                self._transitions.tell(emit)
        self._stop_at_end()
        self._pump()

    def _adopt(self, document: Document) -> None:
        """The lanes of ``document``, which share the memory; those that are there go on."""
        ids = [lane.lane_id for lane in document.lanes]
        self._lanes = {
            lane_id: self._lanes.get(lane_id) or LaneRun(document.focused_on(lane_id), self._tell) for lane_id in ids
        }
        self._active = document.active
        for lane in self._lanes.values():
            lane.history.budget = self._history_bytes // len(ids)

    def _change(self, lane: LaneRun, new: Document) -> None:
        if not lane.document.same_run(new):
            self._abandon(lane)
            lane.restart(new)
        elif lane.document.lane is new.lane:
            lane.document = new
        else:
            self._fork(lane, new)

    def _fork(self, lane: LaneRun, new: Document) -> None:
        """Go on as before an edit, forwards, in a history that may have got its end back."""
        mode = self.mode
        if lane.document.lane.first_difference(new.lane) is not None:
            self._abandon(lane)
        if not lane.fork(new):
            return
        if mode is Mode.FINISHING and lane.has_all:
            self._finish()
        elif mode is not Mode.REVERSING:
            self._set_mode(mode)

    def _abandon(self, lane: LaneRun) -> None:
        """Whatever is under way for ``lane`` belongs to the past: its results are not taken any more."""
        self._drop_job_of(lane)
        lane.abandon()
        self._set_mode(Mode.PAUSED)

    def _abandon_all(self) -> None:
        for lane in self._lanes.values():
            self._abandon(lane)

    def _drop_job_of(self, lane: LaneRun) -> None:
        if self._request is not None and self._request.lane is lane:
            self._job.drop()
            self._request, self._kept = None, []

    # The clock and the engine

    def _set_mode(self, mode: Mode) -> None:
        if mode is not self.mode:
            self._transitions.tell(self._emit_mode)
        self._transport.set_mode(mode)
        if self._transport.goes_on:
            for lane in self._moving:
                lane.follows = True
            self._pump()

    def _tick(self) -> None:
        if self._job.is_open or self.is_rushing:
            return
        if self.mode is Mode.REVERSING:
            self._walk_back()
        elif self.mode is Mode.PLAYING and not self._have_ended:
            self._walk(1)
        elif self.mode is Mode.PLAYING and self._transport.has_rested():
            self._turn_to(0)

    def _walk_back(self) -> None:
        if self._position > 0:
            self._turn_to(self._position - 1)
        elif self.is_looping and self._transport.has_rested():
            self._turn_to(self._longest - 1)
        elif not self.is_looping:
            self._set_mode(Mode.PAUSED)

    def _turn_to(self, index: int) -> None:
        self._show(index)
        self._pump()

    def _show(self, index: int) -> None:
        for lane in self._moving:
            if len(lane.history):
                lane.show(index)

    @property
    def _have_ended(self) -> bool:
        return all(lane.at_end for lane in self._moving)

    @property
    def _longest(self) -> int:
        return max(len(lane.history) for lane in self._moving)

    def _stop_at_end(self) -> None:
        loops = self.mode is Mode.PLAYING and self.is_looping and self._longest > 1
        is_awaited = any(lane.missing for lane in self._moving)
        if self._transport.goes_on and self._have_ended and not loops and not is_awaited:
            self._set_mode(Mode.PAUSED)

    @property
    def _waits_for_picture(self) -> bool:
        return self._is_held and self.is_rushing

    def _pump(self) -> None:
        """Ask the engine for what is wanted, unless it is busy."""
        if self._job.is_open:
            return
        if not self._waits_for_picture:
            self._deliver()  # what comes next goes on from there
        request = self._next_request()
        if request is not None:
            self._send(request)

    def _next_request(self) -> Request | None:
        """What a lane needs to show its state comes first, then the lane that is behind: none is left waiting."""
        if self._waits_for_picture and self._kept:
            return None
        wanted = [next_request(lane, self._pace_of(lane)) for lane in self._lanes.values()]
        requests = [request for request in wanted if request is not None]
        return min(requests, key=lambda each: (each.makes_states, len(each.lane.history)), default=None)

    def _pace_of(self, lane: LaneRun) -> Pace:
        """At full speed the lane that is behind is asked to come as far as the foremost, no farther."""
        shares = len(self._lanes) > 1
        if not self.is_rushing or lane not in self._moving:
            return Pace(shares_engine=shares)
        ahead = self._longest - len(lane.history)
        seconds = CHUNK_SECONDS if self.mode is Mode.PLAYING else FINISHING_SECONDS
        return Pace(seconds, ahead if shares and 0 < ahead < CHUNK_STATES else CHUNK_STATES, shares)

    def _send(self, request: Request) -> None:
        self._request = request
        self._job.start(
            request.work,
            lambda results: self._transitions.run(lambda: self._receive(results)),
            lambda end, failure: self._transitions.run(lambda: self._end(request, end, failure)),
        )

    def _receive(self, results: list[object]) -> None:
        self._kept += results
        if not self._waits_for_picture:
            self._deliver()

    def _deliver(self) -> None:
        results, self._kept = self._kept, []
        if not results or self._request is None:
            return
        lane = self._request.lane
        was_awaited = lane.wish is not None
        lane.take(results)
        if was_awaited and lane.wish is None and self.mode is Mode.PAUSED:
            self._is_jumping = True
            self._transitions.tell(self._end_jump)

    def _end(self, request: Request, end: End, failure: Failure | None) -> None:
        if end is not End.FAILED:
            self._stop_at_end()
            self._pump()
            return
        request.lane.fail(failure)
        if all(lane.failure is not None for lane in self._moving):
            self._set_mode(Mode.PAUSED)
        self._tell_failure(request.lane, failure)
        if request.makes_states:
            self._stop_at_end()
            self._pump()

    def _tell_failure(self, lane: LaneRun, failure: Failure | None) -> None:
        """Tell of a run that could not go on; an edit that makes it fail is taken back, for nothing can follow it."""
        edit = lane.document.edit_at(len(lane.history))
        if edit is not None and failure is not None:
            self._take_back(lane)
            failure = replace(failure, sentence=f"{failure.sentence} The change was taken back.")
        self._transitions.tell(self.failed.emit, failure)

    def _take_back(self, lane: LaneRun) -> None:
        """Undo the last edit where it is that of ``lane``; else edits in other lanes have followed it, and stay."""
        index, before, document = len(lane.history), self._store.before_last_edit, self._store.document
        edit = lane.document.edit_at(index)
        if before is not None and before.has_lane(lane.lane_id):
            if before.focused_on(lane.lane_id).edit_at(index) is not edit:
                self._store.take_back()
                return
        kept = tuple(each for each in lane.document.edits if each.at < index)
        changed = document.focused_on(lane.lane_id).with_run(lane.document.spec, kept)
        self._store.edit(changed.focused_on(document.active), "Take back the change")

    # Signals

    def _tell(self, lane: LaneRun, news: News) -> None:
        if lane is self.active:
            emits: dict[News, Callable[[], None]] = {
                News.SHOWN: self._emit_shown,
                News.HISTORY: self._emit_history,
                News.ASSIGNED: self._emit_assigned,
            }
            self._transitions.tell(emits[news])
        self._transitions.tell(self._emit_lane, lane.lane_id)

    def _emit_shown(self) -> None:
        self.shown.emit(self.state)

    def _emit_mode(self) -> None:
        self.mode_changed.emit()

    def _emit_history(self) -> None:
        self.history_changed.emit()

    def _emit_assigned(self) -> None:
        assignment = self.assignment
        if assignment is not None and assignment.state is self.state:
            self.assigned.emit(assignment)

    def _emit_lane(self, lane_id: int) -> None:
        self.lane_changed.emit(lane_id)

    def _tell_busy(self, is_busy: bool) -> None:
        self._transitions.run(lambda: self._transitions.tell(self.busy_changed.emit, is_busy))
