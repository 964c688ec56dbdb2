"""Playback: what the commands of the player do with transport, lanes and requests. Each is a part of a transition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from gmmgui.session.document import Document
from gmmgui.session.lane_run import LaneRun, News
from gmmgui.session.lanes import Lanes
from gmmgui.session.latest_job import LatestJob
from gmmgui.session.requests import CHUNK_SECONDS, CHUNK_STATES, FINISHING_SECONDS, Pace, Request, Requests
from gmmgui.session.store import Store
from gmmgui.session.transport import Mode, Speed, Transport
from gmmgui.session.worker import End, Failure


class Playback:
    """Moves the lanes as the transport says, and has the engine make what they want.

    Parameters
    ----------
    tell : told of what changes, of the active lane where it is one's.
    failed : told why a lane cannot go on.
    """

    def __init__(
        self,
        store: Store,
        lanes: Lanes,
        job: LatestJob,
        tell: Callable[[LaneRun, News], None],
        failed: Callable[[Failure | None], None],
        parent: QObject,
    ) -> None:
        self._store, self.lanes = store, lanes
        self._tell, self._failed = tell, failed
        self._is_held = False
        self.transport = Transport(parent)
        self.requests = Requests(job, store.transitions, lanes, self._pace_of, self._waits_for_picture, self._end)
        store.follow(self._apply)

    @property
    def mode(self) -> Mode:
        """Playing, reversing, finishing or paused."""
        return self.transport.mode

    @property
    def is_rushing(self) -> bool:
        """Are states made as fast as they can be?"""
        return self.mode is Mode.FINISHING or (self.transport.is_at_full_speed and self.lanes.are_ahead)

    # Commands

    def step(self, half_steps: int) -> None:
        """Pause, and come that many half-steps on."""
        self.pause()
        self._walk(half_steps)

    def back(self) -> None:
        """Pause, and show the state before."""
        self.go_to(self.lanes.position - 1)

    def go_to(self, index: int, is_jump: bool = False) -> None:
        """Pause, and show the state at ``index``, to which somebody has jumped or come step by step."""
        self.pause()
        for lane in self.lanes.moving:
            lane.go_to(index, is_jump)
        self.requests.ask()

    def play(self) -> None:
        """Go on; from the start again where all have ended."""
        if self.lanes.have_ended:
            self.lanes.show(0)
        self._set_mode(Mode.PLAYING)
        self._stop_at_end()

    def play_back(self) -> None:
        """Go backwards, from the end where the start is shown; or pause."""
        if self.mode is Mode.REVERSING:
            self.pause()
        elif self.lanes.longest > 1:
            position = self.lanes.position
            self.go_to(self.lanes.longest - 1 if position == 0 else position)
            self._set_mode(Mode.REVERSING)

    def finish(self) -> None:
        """Go to the end at full speed; where it is known already, at once."""
        if self.lanes.have_stopped:
            self.pause()
            self._turn_to(self.lanes.longest - 1)
            return
        for lane in self.lanes.moving:
            if lane.history.stopped:
                lane.show(len(lane.history) - 1)
        self._set_mode(Mode.FINISHING)

    def pause(self) -> None:
        """Want nothing more but what shows a start; what is under way ends early."""
        if self.mode is Mode.PAUSED:
            return
        moving = self.lanes.moving
        for lane in moving:
            lane.pause()
        self.requests.cancel([lane for lane in moving if not lane.is_restarting])
        self._set_mode(Mode.PAUSED)

    def stop(self) -> None:
        """Drop what is under way; what is there gets its colours, unless those take long."""
        are_slow_colours = self.requests.are_slow_colours
        self.abandon_all()
        for lane in self.lanes:
            lane.settle()
        if not are_slow_colours:
            self.requests.ask()

    def set_speed(self, speed: Speed) -> None:
        """Play faster or more slowly."""
        self.transport.set_speed(speed)
        if self.mode is not Mode.PAUSED:
            self.requests.ask()

    def set_looping(self, on: bool) -> None:
        """Begin again at the end, or stop there."""
        if on is not self.transport.is_looping:
            self.transport.set_looping(on)
            self._tell(self.lanes.active, News.LOOPING)
            self._stop_at_end()

    def set_linked(self, on: bool) -> None:
        """Pause, and move all lanes from now on, or the active one alone."""
        self.pause()
        self.lanes.are_linked = on

    def hold(self, on: bool) -> None:
        """Let new states wait at full speed, or no longer."""
        was_held, self._is_held = self._is_held, on
        if was_held and not on:
            self.requests.deliver()
            self._stop_at_end()
            self.requests.ask()

    def clear(self) -> None:
        """Forget the run of the active lane."""
        self._abandon(self.lanes.active)
        self.lanes.active.clear()
        self.requests.ask()

    def close(self) -> None:
        """Want nothing any more, whatever listeners ask for when they are told of this."""
        self.abandon_all()
        self.requests.close()

    def abandon_all(self) -> None:
        """Want nothing, and take nothing of what is under way."""
        for lane in self.lanes:
            self._abandon(lane)

    def tick(self) -> None:
        """It is time for the next half-step, forwards or backwards; a tick that finds the engine busy is none."""
        if self.requests.is_open or self.is_rushing:
            return
        if self.mode is Mode.REVERSING:
            self._walk_back()
        elif self.mode is Mode.PLAYING and not self.lanes.have_ended:
            self._walk(1)
        elif self.mode is Mode.PLAYING and self.transport.has_rested():
            self._turn_to(0)

    # Moving

    def _walk(self, half_steps: int) -> None:
        self.lanes.walk(half_steps, is_playing=self.mode is not Mode.PAUSED)
        self._stop_at_end()
        self.requests.ask()

    def _walk_back(self) -> None:
        if self.lanes.position > 0:
            self._turn_to(self.lanes.position - 1)
        elif self.transport.is_looping and self.transport.has_rested():
            self._turn_to(self.lanes.longest - 1)
        elif not self.transport.is_looping:
            self._set_mode(Mode.PAUSED)

    def _turn_to(self, index: int) -> None:
        self.lanes.show(index)
        self.requests.ask()

    def _set_mode(self, mode: Mode) -> None:
        if mode is not self.mode:
            self._tell(self.lanes.active, News.MODE)
        self.transport.set_mode(mode)
        if self.transport.goes_on:
            for lane in self.lanes.moving:
                lane.follows = True
            self.requests.ask()

    def _stop_at_end(self) -> None:
        loops = self.mode is Mode.PLAYING and self.transport.is_looping and self.lanes.longest > 1
        if self.transport.goes_on and self.lanes.have_ended and not loops and not self.lanes.are_awaited:
            self._set_mode(Mode.PAUSED)

    # The engine

    def _waits_for_picture(self) -> bool:
        return self._is_held and self.is_rushing

    def _pace_of(self, lane: LaneRun) -> Pace:
        """At full speed the lane that is behind is asked to come as far as the foremost, no farther."""
        shares = len(self.lanes) > 1
        if not self.is_rushing or lane not in self.lanes.moving:
            return Pace(shares_engine=shares)
        ahead = self.lanes.longest - len(lane.history)
        seconds = CHUNK_SECONDS if self.mode is Mode.PLAYING else FINISHING_SECONDS
        return Pace(seconds, ahead if shares and 0 < ahead < CHUNK_STATES else CHUNK_STATES, shares)

    def _end(self, request: Request, end: End, failure: Failure | None) -> None:
        if end is End.FAILED:
            self._fail(request.lane, failure)
        if end is not End.FAILED or request.makes_states:
            self._stop_at_end()
            self.requests.ask()

    def _fail(self, lane: LaneRun, failure: Failure | None) -> None:
        """Tell of a run that could not go on; an edit that makes it fail is taken back, for nothing can follow it."""
        lane.fail(failure)
        if all(each.failure is not None for each in self.lanes.moving):
            self._set_mode(Mode.PAUSED)
        if failure is not None and lane.document.edit_at(len(lane.history)) is not None:
            self._take_back(lane)
            failure = replace(failure, sentence=f"{failure.sentence} The change was taken back.")
        self._failed(failure)

    def _take_back(self, lane: LaneRun) -> None:
        """Undo the last edit where it is that of ``lane``; else edits in other lanes have followed it, and stay."""
        index, before, document = len(lane.history), self._store.before_last_edit, self._store.document
        if before is not None and before.has_lane(lane.lane_id):
            edit_before = before.focused_on(lane.lane_id).edit_at(index)
            if edit_before is not lane.document.edit_at(index):
                self._store.take_back()
                return
        kept = tuple(edit for edit in lane.document.edits if edit.at < index)
        changed = document.focused_on(lane.lane_id).with_run(lane.document.spec, kept)
        self._store.edit(changed.focused_on(document.active), "Take back the change")

    # The document has changed

    def _apply(self, old: Document, new: Document) -> None:
        known = list(self.lanes)
        for lane in known:
            if not new.has_lane(lane.lane_id):
                self.requests.drop(lane)
        added = self.lanes.adopt(new)
        for lane in self.lanes:
            if lane not in added:
                self._change(lane, new.focused_on(lane.lane_id))
            elif any(len(each.visible) for each in known):
                lane.begin()
        if old.active != new.active:
            for news in (News.SHOWN, News.HISTORY, News.ASSIGNED):
                self._tell(self.lanes.active, news)
        self._stop_at_end()
        self.requests.ask()

    def _change(self, lane: LaneRun, new: Document) -> None:
        if not lane.document.same_run(new):
            self._abandon(lane)
            lane.restart(new)
        elif lane.document.lane.first_difference(new.lane) is None:
            lane.document = new
        else:
            self._fork(lane, new)

    def _fork(self, lane: LaneRun, new: Document) -> None:
        """Go on as before an edit, forwards, in a history that may have got its end back."""
        mode = self.mode
        self._abandon(lane)
        lane.fork(new)
        if mode is Mode.FINISHING and lane.has_all:
            self.finish()
        elif mode is not Mode.REVERSING:
            self._set_mode(mode)

    def _abandon(self, lane: LaneRun) -> None:
        """Whatever is under way for ``lane`` belongs to the past: its results are not taken any more."""
        self.requests.drop(lane)
        lane.abandon()
        self._set_mode(Mode.PAUSED)
