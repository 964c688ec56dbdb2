"""Player: has the transport move the lanes, and the engine make what they want.

Pull, don't push: at most one request is with the engine at any time, and pausing is not asking. Every command, result
and tick is one transition; signals are sent when it is complete.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gmmgui.core import Phase, State
from gmmgui.session.document import Document
from gmmgui.session.history import HISTORY_BYTES
from gmmgui.session.lane_run import LaneRun, News
from gmmgui.session.lanes import Lanes
from gmmgui.session.latest_job import LatestJob
from gmmgui.session.memory import HalfStep
from gmmgui.session.playback import Playback
from gmmgui.session.run import Assignment, Run
from gmmgui.session.slow_job_timer import SlowJobTimer
from gmmgui.session.store import Store
from gmmgui.session.transport import Mode, Speed
from gmmgui.session.worker import Engine, Failure


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
        self._transitions = store.transitions
        self._is_jumping = False
        slow_timer = SlowJobTimer(self)
        slow_timer.slow_changed.connect(self._tell_busy)
        job = LatestJob(engine, slow_timer)
        self._lanes = Lanes(store.document, self._tell, history_bytes)
        self._playback = Playback(store, self._lanes, job, self._tell, self._tell_failure, self)
        self._playback.transport.ticked.connect(lambda: self._transitions.run(self._playback.tick))

    # What is there to see

    @property
    def lanes(self) -> tuple[LaneRun, ...]:
        """All lanes, in the order of the document."""
        return tuple(self._lanes)

    @property
    def active(self) -> LaneRun:
        """The lane that is shown."""
        return self._lanes.active

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
        return self._playback.mode

    @property
    def is_looping(self) -> bool:
        """Does playing start again at the end of the run?"""
        return self._playback.transport.is_looping

    @property
    def is_linked(self) -> bool:
        """Do commands move all lanes?"""
        return self._lanes.are_linked

    @property
    def at_end(self) -> bool:
        """Is the last state shown, and has the run stopped there?"""
        return self.active.at_end

    @property
    def is_computing(self) -> bool:
        """Is a request with the engine?"""
        return self._playback.requests.is_open

    @property
    def held_states(self) -> int:
        """So many new states wait until :meth:`hold` ends."""
        return self._playback.requests.held_states

    @property
    def idle(self) -> bool:
        """Is nothing under way, and so everything that is shown up to date?"""
        return self.mode is Mode.PAUSED and not self._playback.requests.is_open

    @property
    def next_phase(self) -> Phase:
        """The half-step that comes after the state that is shown."""
        return self.active.visible.next_phase

    @property
    def is_rushing(self) -> bool:
        """Are states made as fast as they can be?"""
        return self._playback.is_rushing

    @property
    def is_jumping(self) -> bool:
        """Is a state shown because somebody has scrubbed there?"""
        return self._is_jumping

    @property
    def glide_milliseconds(self) -> int:
        """How long a picture may take to glide into the next without falling behind."""
        return 0 if self.is_rushing or self._is_jumping else self._playback.transport.glide_milliseconds

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
        self._transitions.run(lambda: self._playback.step(half_steps))

    def iterate(self) -> None:
        """A whole iteration: two half-steps."""
        self.step(2)

    def back(self) -> None:
        """Show the state before."""
        self._transitions.run(self._playback.back)

    def home(self) -> None:
        """Show the start."""
        self.scrub(0)

    def scrub(self, index: int) -> None:
        """Show the state at ``index`` of the history, or the nearest there is, as soon as it is there."""
        self._transitions.run(lambda: self._playback.go_to(index, is_jump=True))

    def play(self) -> None:
        """Go on at the speed set; from the start again where the run has ended."""
        self._transitions.run(self._playback.play)
        self._transitions.run(self._playback.tick)

    def play_back(self) -> None:
        """Play what is there backwards at the speed set, from the end where the start is shown; or pause."""
        self._transitions.run(self._playback.play_back)
        self._transitions.run(self._playback.tick)

    def set_looping(self, on: bool) -> None:
        """Whether playing starts again at the end of the run."""
        self._transitions.run(lambda: self._playback.set_looping(on))

    def toggle_looping(self) -> None:
        """In a loop or not."""
        self.set_looping(not self.is_looping)

    def finish(self) -> None:
        """Go on at full speed to the end of the run."""
        self._transitions.run(self._playback.finish)

    def pause(self) -> None:
        """Ask for nothing more; what is under way stops at its next block of points, but a start is still made."""
        self._transitions.run(self._playback.pause)

    def stop(self) -> None:
        """Drop whatever is being computed; what is there already stays, and gets its colours unless those take long."""
        self._transitions.run(self._playback.stop)

    def toggle(self) -> None:
        """Play or pause."""
        if self.mode is Mode.PAUSED:
            self.play()
        else:
            self.pause()

    def set_speed(self, speed: Speed) -> None:
        """How fast to play."""
        self._transitions.run(lambda: self._playback.set_speed(speed))

    def set_linked(self, on: bool) -> None:
        """Whether commands move all lanes, or the active one alone; either begins paused."""
        self._transitions.run(lambda: self._playback.set_linked(on))

    def hold(self, on: bool) -> None:
        """At full speed show no more states while ``on``: the picture of the last ones is not there yet.

        One piece of the run is made meanwhile, and waits.
        """
        self._transitions.run(lambda: self._playback.hold(on))

    def clear(self) -> None:
        """Forget the run of the active lane; the next command starts anew."""
        self._transitions.run(self._playback.clear)

    def close(self) -> None:
        """Stop the clock and whatever is under way, for good."""
        self._transitions.run(self._playback.close)

    # Signals

    def _tell(self, lane: LaneRun, news: News) -> None:
        """Have it told when the transition is complete."""
        emits: dict[News, Callable[[], None]] = {
            News.SHOWN: self._emit_shown,
            News.JUMPED: self._emit_jump,
            News.HISTORY: self._emit_history,
            News.ASSIGNED: self._emit_assigned,
            News.MODE: self._emit_mode,
            News.LOOPING: self._emit_looping,
        }
        if lane is self.active:
            self._transitions.tell(emits[news])
        if news not in (News.MODE, News.LOOPING):
            self._transitions.tell(self._emit_lane, lane.lane_id)

    def _tell_failure(self, failure: Failure | None) -> None:
        self._transitions.tell(self.failed.emit, failure)

    def _tell_busy(self, is_busy: bool) -> None:
        self._transitions.run(lambda: self._transitions.tell(self.busy_changed.emit, is_busy))

    def _emit_shown(self) -> None:
        self.shown.emit(self.state)

    def _emit_jump(self) -> None:
        self._is_jumping = True
        self.shown.emit(self.state)
        self._is_jumping = False

    def _emit_history(self) -> None:
        self.history_changed.emit()

    def _emit_assigned(self) -> None:
        assignment = self.assignment
        if assignment is not None and assignment.state is self.state:
            self.assigned.emit(assignment)

    def _emit_mode(self) -> None:
        self.mode_changed.emit()

    def _emit_looping(self) -> None:
        self.looping_changed.emit(self.is_looping)

    def _emit_lane(self, lane_id: int) -> None:
        self.lane_changed.emit(lane_id)
