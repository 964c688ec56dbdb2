"""Preview: the objective at a mixture that a hand holds, before it lets go."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gmmgui.core import Mixture, State
from gmmgui.session.latest_job import LatestJob
from gmmgui.session.player import Player
from gmmgui.session.worker import Engine, Failure


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
    changed(PreviewResult or None) : there is a newer answer; None: the hand has let go.
    failed(Failure) : a fault of the program.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, player: Player, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._latest: _Question | None = None
        self._job = LatestJob(engine)
        self._told: PreviewResult | None = None
        player.shown.connect(self.clear)

    @property
    def result(self) -> PreviewResult | None:
        """The latest answer while a hand holds something, else None."""
        return self._told

    @property
    def is_idle(self) -> bool:
        """Has the latest question been answered?"""
        return not self._job.is_open and self._latest is None

    def ask(self, mixture: Mixture, components: tuple[int, ...] | None = None) -> None:
        """Tell the objective at ``mixture``: that of the state that is shown with other parameters.

        ``components``: its numbers; None: those of the state.
        """
        state = self._player.state
        if state is not None and not self._player.is_restarting:
            self._latest = _Question(state, mixture, state.components if components is None else components)
            self._begin()

    def clear(self) -> None:
        """The hand has let go: nobody waits for an answer any more."""
        self._latest = None
        self._job.drop()
        if self._told is not None:
            self._told = None
            self.changed.emit(None)

    def _begin(self) -> None:
        if self._job.is_open or self._latest is None:
            return
        question, self._latest = self._latest, None
        run = self._player.run
        self._job.start(
            lambda cancelled: iter((run.preview(question.state, question.mixture, question.components, cancelled),)),
            lambda results: self._receive(question, results[0]),
            lambda _end, failure: self._ended(question, failure),
        )

    def _receive(self, question: _Question, state: object) -> None:
        assert isinstance(state, State)
        self._tell(PreviewResult(question.mixture, state.objective, state.objective - question.state.objective))

    def _ended(self, question: _Question, failure: Failure | None) -> None:
        if failure is not None:
            self._tell(PreviewResult(question.mixture, float("nan"), float("nan"), failure.sentence))
            if failure.traceback:
                self.failed.emit(failure)
        self._begin()

    def _tell(self, result: PreviewResult) -> None:
        self._told = result
        self.changed.emit(result)
