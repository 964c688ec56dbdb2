"""Transport: mode, speed and loop, and the clock that ticks while something is played."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

FRAME_SECONDS = 0.016
"""Of a 60 Hz screen: states that are there already are not shown faster."""
REST_SECONDS = 0.5
"""Where it plays in a loop the end stays in sight so long, and for a step at least, before it starts again."""


class Mode(Enum):
    """What the player is about."""

    PAUSED = "paused"
    PLAYING = "playing"
    REVERSING = "reversing"
    FINISHING = "finishing"


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast to play.

    Parameters
    ----------
    half_steps_per_second : at full speed it counts for half-steps that are there already.
    is_full : new half-steps are made as fast as the engine and the window go.
    """

    half_steps_per_second: float
    is_full: bool = False


FULL_SPEED = Speed(1 / FRAME_SECONDS, is_full=True)


class Transport(QObject):
    """What is to be done with the runs; it knows none of them.

    Signals
    -------
    ticked() : it is time for the next half-step, forwards or backwards.
    """

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode, self._speed, self._is_looping = Mode.PAUSED, Speed(2.0), False
        self._rested = 0
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.ticked)

    @property
    def mode(self) -> Mode:
        """Playing, reversing, finishing or paused."""
        return self._mode

    @property
    def speed(self) -> Speed:
        """How fast it plays."""
        return self._speed

    @property
    def is_looping(self) -> bool:
        """Does playing start again at the end?"""
        return self._is_looping

    @property
    def goes_on(self) -> bool:
        """Does it go forwards?"""
        return self._mode in (Mode.PLAYING, Mode.FINISHING)

    @property
    def is_at_full_speed(self) -> bool:
        """Does it play, and as fast as it can?"""
        return self._mode is Mode.PLAYING and self._speed.is_full

    @property
    def glide_milliseconds(self) -> int:
        """How long a picture may take to glide into the next without falling behind."""
        if self._mode is Mode.PAUSED:
            return 10_000
        return 0 if self._speed.is_full else round(600 / self._speed.half_steps_per_second)

    def set_mode(self, mode: Mode) -> None:
        """Another mode."""
        self._mode, self._rested = mode, 0
        self._set_clock()

    def set_speed(self, speed: Speed) -> None:
        """Another speed."""
        self._speed = speed
        self._set_clock()

    def set_looping(self, on: bool) -> None:
        """Whether playing starts again at the end."""
        self._is_looping = on

    def has_rested(self) -> bool:
        """Has the end been in sight for long enough? Asked at every tick there."""
        self._rested += 1
        is_over = self._rested > max(1, math.ceil(REST_SECONDS / self._seconds_a_step))
        if is_over:
            self._rested = 0
        return is_over

    def _set_clock(self) -> None:
        if self._mode in (Mode.PLAYING, Mode.REVERSING):
            self._clock.start(round(1000 * self._seconds_a_step))
        else:
            self._clock.stop()

    @property
    def _seconds_a_step(self) -> float:
        """From one state that is played to the next."""
        return max(FRAME_SECONDS, 1 / self._speed.half_steps_per_second)
