"""Player: owns the clock, the history of states, the cursor in it, and the run that makes them.

Pull, don't push: at most one request is with the engine at any time, and pausing is not asking.
"""

from __future__ import annotations

import math
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from gmmgui.core import Phase, State
from gmmgui.session.document import Document
from gmmgui.session.history import BranchCache, History
from gmmgui.session.matching import LabelReference, reference_from_state
from gmmgui.session.pending_job import PendingJob, Work
from gmmgui.session.run import Assignment, Run
from gmmgui.session.settings import CHOSEN_BY_HAND
from gmmgui.session.slow_job_timer import SlowJobTimer
from gmmgui.session.store import Store
from gmmgui.session.worker import End, Engine, Failure

FULL_SPEED = float("inf")
FRAME_SECONDS = 0.016
"""Of a 60 Hz screen: states that are there already are not shown faster."""
CHUNK_SECONDS = 0.010
"""At full speed the engine works this long between two pictures. More makes no more states, only fewer pictures."""
FINISHING_SECONDS = 0.1
"""On the way to the end fewer pictures do: the run shall arrive."""
CHUNK_STATES = 1_000
"""And makes no more states than this between two pictures, so that the window digests them in one frame."""

REST_SECONDS = 0.5
"""Where it plays in a loop the end stays in sight so long, and for a step at least, before it starts again."""


class Mode(Enum):
    """What the player is about."""

    PAUSED = "paused"
    PLAYING = "playing"
    REVERSING = "reversing"
    FINISHING = "finishing"


class Player(QObject):
    """Play, pause, half-step, iteration, back, scrub, to the end; play backwards, and in a loop.

    Signals
    -------
    shown(State or None) : what to draw has changed.
    assigned(Assignment) : the colours of the state that is shown.
    history_changed() : the history or the cursor in it.
    mode_changed() : playing, reversing, finishing or paused.
    looping_changed(bool) : at the end of the run playing starts again, or stops.
    failed(Failure) : the run could not go on.
    busy_changed(bool) : a job has been under way for longer than ``SLOW_MS``; False when it has ended.
    """

    shown = Signal(object)
    assigned = Signal(object)
    history_changed = Signal()
    mode_changed = Signal()
    looping_changed = Signal(bool)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, store: Store, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._document = store.document
        self._run = Run(self._document)
        self._reference: LabelReference | None = None
        self._history, self._branches = History(), BranchCache()
        self._outdated: tuple[History, Document, Run] | None = None
        self._goal = 0
        self._follows = True
        self._mode = Mode.PAUSED
        self._is_held = self._is_abandoning = False
        self._assignment: Assignment | None = None
        self._half_steps_per_second = 2.0
        self._is_looping = self._is_jumping = False
        self._rested = 0
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        slow_timer = SlowJobTimer(self)
        slow_timer.slow_changed.connect(self.busy_changed)
        self._pending = PendingJob(engine, slow_timer, lambda: self._waits_for_picture, self._take, self._ended)
        store.changed.connect(self._apply)

    # What is there to see

    @property
    def history(self) -> tuple[State, ...]:
        """All states so far."""
        return tuple(self._visible.states)

    @property
    def length(self) -> int:
        """Number of states so far."""
        return len(self._visible)

    @property
    def cursor(self) -> int:
        """Index of the state that is shown; -1 before the start."""
        return self._visible.cursor

    @property
    def state(self) -> State | None:
        """The state that is shown, or None before the start."""
        return self._visible.state

    @property
    def is_restarting(self) -> bool:
        """Is the state that is shown one of the run before, because the first of the new run is under way?"""
        return self._outdated is not None

    @property
    def shown_document(self) -> Document:
        """The document of the run that is shown: the one before the present, while a new run starts."""
        return self._document if self._outdated is None else self._outdated[1]

    @property
    def _visible(self) -> History:
        return self._history if self._outdated is None else self._outdated[0]

    @property
    def assignment(self) -> Assignment | None:
        """The colours that were worked out last; they may be of another state than the one shown."""
        return self._assignment

    @property
    def mode(self) -> Mode:
        """Playing, reversing, finishing or paused."""
        return self._mode

    @property
    def is_looping(self) -> bool:
        """Does playing start again at the end of the run?"""
        return self._is_looping

    @property
    def at_end(self) -> bool:
        """Is the last state shown, and has the run stopped there?"""
        return self._history.at_last and self._history.stopped

    @property
    def idle(self) -> bool:
        """Is nothing under way, and so everything that is shown up to date?"""
        return self._mode is Mode.PAUSED and not self._pending.is_open

    @property
    def next_phase(self) -> Phase:
        """The half-step that comes after the state that is shown."""
        return self._visible.next_phase

    @property
    def is_rushing(self) -> bool:
        """Are states made as fast as they can be?"""
        return self._rushing

    @property
    def is_jumping(self) -> bool:
        """Is a state shown because somebody has scrubbed there?"""
        return self._is_jumping

    @property
    def glide_milliseconds(self) -> int:
        """How long a picture may take to glide into the next without falling behind."""
        if self._rushing or self._is_jumping:
            return 0
        return 10_000 if self._mode is Mode.PAUSED else round(600 / self._half_steps_per_second)

    def since(self, index: int) -> list[State]:
        """The states from ``index`` of the history on."""
        return self._visible.states[index:]

    def recent(self, most: int) -> list[State]:
        """The states up to the one that is shown, ``most`` at most."""
        return self._visible.recent(most)

    @property
    def true_numbers(self) -> tuple[int, ...]:
        """Numbers, and so colours, of the components of the true mixture, where that is known."""
        return (self._run if self._outdated is None else self._outdated[2]).true_numbers

    @property
    def run(self) -> Run:
        """The run under way: data and settings, made ready; what it works out belongs on the engine thread."""
        return self._run

    @property
    def _can_go_on(self) -> bool:
        """Is there a state after the last? A collapsed run has none, unless a hand makes one; any other may go on."""
        return not self._history.collapsed or self._document.edit_at(len(self._history)) is not None

    # Commands

    def step(self, half_steps: int = 1) -> None:
        """Show the state that many half-steps on, computing what is not there yet."""
        self.pause()
        self._walk(half_steps)

    def iterate(self) -> None:
        """A whole iteration: two half-steps."""
        self.step(2)

    def back(self) -> None:
        """Show the state before."""
        self._go_to(self._history.cursor - 1)

    def home(self) -> None:
        """Show the start."""
        self.scrub(0)

    def scrub(self, index: int) -> None:
        """Show the state at ``index`` of the history, or the nearest there is, at once."""
        self._is_jumping = True
        try:
            self._go_to(index)
        finally:
            self._is_jumping = False

    def _go_to(self, index: int) -> None:
        self.pause()
        if self._history:
            self._goal, self._follows = 0, False
            self._show(index)
            self._pump()

    def play(self) -> None:
        """Go on at the speed set; from the start again where the run has ended."""
        if self.at_end:
            self._show(0)
        self._set_mode(Mode.PLAYING)
        self._stop_at_end()
        if self._mode is Mode.PLAYING:
            self._tick()

    def play_back(self) -> None:
        """Play what is there backwards at the speed set, from the end where the start is shown; or pause."""
        if self._mode is Mode.REVERSING:
            self.pause()
        elif len(self._history) > 1:
            self._go_to(len(self._history) - 1 if self._history.cursor == 0 else self._history.cursor)
            self._set_mode(Mode.REVERSING)
            self._tick()

    def set_looping(self, on: bool) -> None:
        """Whether playing starts again at the end of the run."""
        if on is not self._is_looping:
            self._is_looping = on
            self.looping_changed.emit(on)
            self._stop_at_end()

    def toggle_looping(self) -> None:
        """In a loop or not."""
        self.set_looping(not self._is_looping)

    def finish(self) -> None:
        """Go on at full speed to the end of the run."""
        if self._history.stopped:
            self.pause()
            self._show(len(self._history) - 1)
            self._pump()
        else:
            self._set_mode(Mode.FINISHING)

    def pause(self) -> None:
        """Ask for nothing more; what is under way stops at its next block of points, but a start is still made."""
        if self._mode is Mode.PAUSED:
            return
        if self.is_restarting:
            self._goal = self._goal_of_start
        else:
            self._pending.cancel()
            self._goal = 0
        self._set_mode(Mode.PAUSED)

    @property
    def _goal_of_start(self) -> int:
        """So many states has a run whose edits by hand are all made."""
        return max((edit.at + 1 for edit in self._document.edits), default=1)

    def stop(self) -> None:
        """Drop whatever is being computed; what is there already stays, and gets its colours unless those take long."""
        are_slow_colours = self._pending.is_slow and not self._pending.makes_states
        self._abandon()
        if self._outdated is not None:
            self._show_nothing()
        elif not are_slow_colours:
            self._pump()

    def toggle(self) -> None:
        """Play or pause."""
        if self._mode is Mode.PAUSED:
            self.play()
        else:
            self.pause()

    def set_speed(self, half_steps_per_second: float) -> None:
        """How fast to play; ``FULL_SPEED``: as fast as the engine and the window go."""
        self._half_steps_per_second = half_steps_per_second
        self._set_clock()
        if self._mode is not Mode.PAUSED:
            self._pump()

    def hold(self, on: bool) -> None:
        """At full speed show no more states while ``on``: the picture of the last ones is not there yet.

        One piece of the run is made meanwhile, and waits.
        """
        self._is_held = on
        if not on:
            self._pending.deliver()
            self._stop_at_end()
            self._pump()

    @property
    def _waits_for_picture(self) -> bool:
        return self._is_held and self._rushing

    def clear(self) -> None:
        """Forget the run; the next command starts anew."""
        self._abandon()
        self._run = self._new_run(self._document, self._document)
        self._branches.clear()
        self._show_nothing()

    def close(self) -> None:
        """Stop the clock and whatever is under way."""
        self._abandon()

    # The document has changed

    def _apply(self, old: Document, new: Document) -> None:
        self._document = new
        if not old.same_run(new):
            self._restart(old, new)
            return
        index = old.first_difference(new)
        if index is None:
            return
        resume = self._mode
        self._abandon()
        self._branches.keep(old, self._history.states)
        self._history.cut(index)
        self._history.states += self._branches.states_from(new, len(self._history))
        self._goal = max((edit.at + 1 for edit in new.edits), default=int(self.is_restarting))
        if self._history:
            is_made_again = new.edit_at(index) is not None and index < len(self._history)
            self._show(index if is_made_again else self._history.cursor)
        self._follows = True
        self._resume(resume)
        self._pump()

    def _resume(self, mode: Mode) -> None:
        """Go on as before an edit, forwards, in a history that may have got its end back."""
        has_end = self._history.stopped and self._goal <= len(self._history)
        if mode is Mode.FINISHING and has_end:
            self.finish()
        elif mode is not Mode.REVERSING:
            self._set_mode(mode)
            if has_end:
                self._stop_at_end()

    def _restart(self, old: Document, new: Document) -> None:
        """A new run, begun at once where its start is in sight or was before, else when asked for.

        Until its first state is there, the state before stays in sight, unless it is of other data.
        """
        outdated = self._outdated or (self._history, old, self._run)
        visible = self._visible
        same_data = old.dataset is new.dataset
        self._abandon()
        self._run = self._new_run(old, new)
        self._branches.clear()
        again = bool(visible) and same_data and old.spec.initialiser == new.spec.initialiser
        if not (new.spec.initialiser in CHOSEN_BY_HAND or again or new.edits):
            self._show_nothing()
            return
        if visible and same_data:
            self._outdated, self._history = outdated, History()
        else:
            self._show_nothing()
        self._goal = self._goal_of_start
        self._pump()

    def _new_run(self, old: Document, new: Document) -> Run:
        """A run whose components keep the numbers of those that were shown last, on the same data and as many."""
        if self._visible:
            self._reference = reference_from_state(self._visible.last)
        if old.dataset is not new.dataset:
            self._reference = None
        is_alike = self._reference is not None and len(self._reference.component_ids) == new.spec.k
        return Run(new, self._reference if is_alike else None)

    def _abandon(self) -> None:
        """Whatever is under way belongs to the past: its results are not taken any more."""
        self._is_abandoning = True
        self._pending.drop()
        self._goal, self._follows = 0, True
        self._set_mode(Mode.PAUSED)
        self._is_abandoning = False

    # The clock and the engine

    def _set_mode(self, mode: Mode) -> None:
        changed = mode is not self._mode
        self._mode, self._rested = mode, 0
        self._set_clock()
        if changed:
            self.mode_changed.emit()
        if mode in (Mode.PLAYING, Mode.FINISHING):
            self._follows = True
            self._pump()

    def _set_clock(self) -> None:
        if self._mode in (Mode.PLAYING, Mode.REVERSING):
            self._clock.start(round(1000 * self._seconds_a_step))
        else:
            self._clock.stop()

    @property
    def _seconds_a_step(self) -> float:
        """From one state that is played to the next: at full speed what is there already takes a frame each."""
        return max(FRAME_SECONDS, 1 / self._half_steps_per_second)

    def _tick(self) -> None:
        if self._pending.is_open or self._rushing:
            return
        if self._mode is Mode.REVERSING:
            self._walk_back()
        elif not self.at_end:
            self._walk(1)
        elif self._has_rested():
            self._turn_to(0)

    def _walk_back(self) -> None:
        if self._history.cursor > 0:
            self._turn_to(self._history.cursor - 1)
        elif self._is_looping and self._has_rested():
            self._turn_to(len(self._history) - 1)
        elif not self._is_looping:
            self._set_mode(Mode.PAUSED)

    def _turn_to(self, index: int) -> None:
        self._show(index)
        self._pump()

    def _has_rested(self) -> bool:
        """Has the end been in sight for long enough? Asked at every tick there."""
        self._rested += 1
        is_over = self._rested > max(1, math.ceil(REST_SECONDS / self._seconds_a_step))
        if is_over:
            self._rested = 0
        return is_over

    def _walk(self, half_steps: int) -> None:
        """Move the cursor on, or the goal where it is beyond what is there."""
        cursor = self._history.cursor
        awaited = self._goal - 1 if self._goal > len(self._history) else cursor
        target = max(cursor, awaited) + half_steps
        self._follows = self._mode is not Mode.PAUSED or target >= len(self._history)
        if target < len(self._history):
            self._show(target)
        elif not self._can_go_on:
            self._show(len(self._history) - 1)
        else:
            self._goal = target + 1
        self._stop_at_end()
        self._pump()

    def _stop_at_end(self) -> None:
        loops = self._mode is Mode.PLAYING and self._is_looping and len(self._history) > 1
        is_awaited = self._goal > len(self._history) and self._can_go_on
        if self._mode in (Mode.PLAYING, Mode.FINISHING) and self.at_end and not loops and not is_awaited:
            self._set_mode(Mode.PAUSED)

    @property
    def _rushing(self) -> bool:
        at_full_speed = self._mode is Mode.PLAYING and self._half_steps_per_second == FULL_SPEED
        is_ahead = not self._history or (self._history.at_last and not self._history.stopped)
        return self._mode is Mode.FINISHING or (at_full_speed and is_ahead)

    def _next_request(self) -> tuple[int, float | None] | None:
        """Half-steps and seconds to ask the engine for, or None: nothing is wanted."""
        if self._waits_for_picture and self._pending.has_kept:
            return None
        missing = self._goal - len(self._history)
        if missing > 0 and self._can_go_on:
            return missing, None
        if self._rushing and not self._history.stopped:
            return CHUNK_STATES, CHUNK_SECONDS if self._mode is Mode.PLAYING else FINISHING_SECONDS
        return None if self._history.state is None or self._is_coloured else (0, None)

    @property
    def _is_coloured(self) -> bool:
        """Are the colours of the state that is shown known, as well as the present haste allows?"""
        known = self._assignment
        return known is not None and known.state is self._history.state and (self._rushing or not known.is_rough)

    def _pump(self) -> None:
        """Ask the engine for what is wanted, unless it is busy."""
        if self._pending.is_open or self._is_abandoning:
            return
        if not self._waits_for_picture:
            self._pending.deliver()  # what comes next goes on from there
        request = self._next_request()
        if request is not None and not self._pending.is_open:
            self._pending.send(self._work(*request), makes_states=request[0] > 0)

    def _work(self, half_steps: int, seconds: float | None) -> Work:
        run, document = self._run, self._document
        if half_steps:
            last, index = self._history.last, len(self._history)
            return lambda cancelled: run.advance(document, last, index, half_steps, seconds, cancelled)
        state, before = self._history.state, self._history.before
        assert state is not None
        return lambda cancelled: iter([run.assignment(state, before, cancelled)])

    def _take(self, results: list[object]) -> None:
        states = [result for result in results if isinstance(result, State)]
        if states:
            self._outdated = None
        self._history.states.extend(states)
        if states and self._follows:
            self._history.show(len(self._history) - 1)
        assignment = next((result for result in reversed(results) if self._is_of_shown(result)), None)
        if isinstance(assignment, Assignment):
            self._assignment = assignment
        if states and self._follows:
            self.shown.emit(self.state)
        if states:
            self.history_changed.emit()
        if isinstance(assignment, Assignment) and assignment is self._assignment:
            self.assigned.emit(assignment)

    def _is_of_shown(self, result: object) -> bool:
        return isinstance(result, Assignment) and self._outdated is None and result.state is self.state

    def _ended(self, end: End, failure: Failure | None) -> None:
        if end is not End.FAILED:
            self._stop_at_end()
            self._pump()
            return
        self._goal = 0
        self._set_mode(Mode.PAUSED)
        was_walk = self._pending.makes_states
        if self._outdated is not None:
            self._show_nothing()
        self._fail(failure)
        if was_walk:
            self._pump()

    def _fail(self, failure: Failure | None) -> None:
        """Tell of a run that could not go on; an edit that makes it fail is taken back, for nothing can follow it."""
        edit = self._document.edit_at(len(self._history))
        if edit is not None and failure is not None:
            self._store.take_back()
            failure = replace(failure, sentence=f"{failure.sentence} The change was taken back.")
        self.failed.emit(failure)

    def _show(self, cursor: int) -> None:
        self._history.show(cursor)
        self.shown.emit(self.state)
        self.history_changed.emit()

    def _show_nothing(self) -> None:
        self._history.clear()
        self._outdated = self._assignment = None
        self.shown.emit(None)
        self.history_changed.emit()
