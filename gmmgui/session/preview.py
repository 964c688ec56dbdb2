"""Preview: the objective at a mixture that a hand holds, before it lets go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import QObject, Signal

from gmmgui.core import Mixture, State
from gmmgui.session.player import Player
from gmmgui.session.worker import Engine, Failure, Job


@dataclass(frozen=True, slots=True, eq=False)
class PreviewResult:
    """What would be if the hand let go now.

    Parameters
    ----------
    mixture : under the hand, in the units of the data.
    objective : at ``mixture``; NaN where there is none.
    change : of the objective, from the state that the hand began with.
    why_not : a sentence that says why there is no objective, or "".
    """

    mixture: Mixture
    objective: float
    change: float
    why_not: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    state: State
    mixture: Mixture
    components: tuple[int, ...]


class Preview(QObject):
    """Works out the objective under the hand on the engine thread, between the player's requests.

    At most one pass is asked for at any time. While it is made, the hand moves on: of all mixtures that come
    meanwhile only the latest is asked for next, so nothing ever queues up. What is under way is finished and told,
    for otherwise a hand that never rests would never see a number; ``clear`` gives it up.

    Signals
    -------
    changed(Supposed or None) : there is a newer answer; None: the hand has let go.
    failed(Failure) : a fault of the program.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, player: Player, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player, self._engine = player, engine
        self._latest: _Question | None = None
        self._job: Job | None = None
        self._told: PreviewResult | None = None
        player.shown.connect(self.clear)

    @property
    def result(self) -> PreviewResult | None:
        """The latest answer while a hand holds something, else None."""
        return self._told

    @property
    def is_idle(self) -> bool:
        """Has the latest question been answered?"""
        return self._job is None and self._latest is None

    def ask(self, mixture: Mixture) -> None:
        """Tell the objective at ``mixture``: that of the state that is shown with other parameters."""
        state = self._player.state
        if state is not None and not self._player.is_restarting:
            self._latest = _Question(state, mixture, state.components)
            self._begin()

    def clear(self) -> None:
        """The hand has let go: nobody waits for an answer any more."""
        self._latest = None
        if self._job is not None:
            self._job.cancelled.set()
            self._job = None
        if self._told is not None:
            self._told = None
            self.changed.emit(None)

    def _begin(self) -> None:
        if self._job is not None or self._latest is None:
            return
        question, self._latest = self._latest, None
        run, cancelled = self._player.run, Event()

        def work() -> Iterator[State]:
            yield run.preview(question.state, question.mixture, question.components, cancelled)

        job = Job(
            work,
            lambda results: self._receive(job, question, results),
            lambda _end, failure: self._ended(job, question, failure),
            cancelled,
        )
        self._job = job
        self._engine.submit(job)

    def _receive(self, job: Job, question: _Question, results: list[object]) -> None:
        state = results[0]
        if job is self._job and isinstance(state, State):
            self._tell(PreviewResult(question.mixture, state.objective, state.objective - question.state.objective))

    def _ended(self, job: Job, question: _Question, failure: Failure | None) -> None:
        if job is not self._job:
            return
        self._job = None
        if failure is not None:
            self._tell(PreviewResult(question.mixture, float("nan"), float("nan"), failure.sentence))
            if failure.traceback:
                self.failed.emit(failure)
        self._begin()

    def _tell(self, result: PreviewResult) -> None:
        self._told = result
        self.changed.emit(result)
