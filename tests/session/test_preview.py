"""The objective under the hand: right, of the latest mixture, and never in the way of the run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gmmgui.core import Mixture, log_likelihood
from gmmgui.session.preview import PreviewResult
from gmmgui.session.reshaping import reshaped
from tests.session.conftest import MakeSession, Sitting, held


def answers(sitting: Sitting) -> list[PreviewResult | None]:
    told: list[PreviewResult | None] = []
    sitting.session.preview.changed.connect(told.append)
    return told


def wait(sitting: Sitting) -> None:
    sitting.qtbot.waitUntil(lambda: sitting.session.preview.is_idle, timeout=20_000)


def with_mean_at(sitting: Sitting, place: float) -> Mixture:
    return reshaped(sitting.state.mixture, 0, mean=np.full(2, place))


def test_the_objective_is_the_log_likelihood_at_that_mixture(sitting: Sitting) -> None:
    before = sitting.step(3)
    told, mixture = answers(sitting), with_mean_at(sitting, 1.5)
    sitting.session.preview.ask(mixture)
    wait(sitting)
    assert len(told) == 1 and told[0] is sitting.session.preview.result is not None
    assert told[0].mixture is mixture and told[0].why_not == ""
    points = sitting.store.document.dataset.points
    assert told[0].objective == pytest.approx(log_likelihood(points, mixture), rel=1e-12)
    assert told[0].change == pytest.approx(told[0].objective - before.objective)
    assert sitting.state is before and sitting.player.length == 3, "the run knows nothing of it"


@pytest.mark.parametrize("algorithm", ["kmeans", "hard-em", "soft-em"])
def test_it_is_what_the_state_has_when_the_hand_lets_go(make: MakeSession, algorithm: str) -> None:
    sitting = make(algorithm=algorithm)
    sitting.step(3)
    sitting.session.preview.ask(with_mean_at(sitting, 1.5))
    wait(sitting)
    previewed = sitting.session.preview.result
    assert previewed is not None
    sitting.edit_commands.move(0, np.full(2, 1.5))
    sitting.settle()
    assert sitting.state.objective == previewed.objective
    assert sitting.session.preview.result is None, "and then nothing is supposed any more"


def test_of_many_questions_the_latest_is_answered_and_nothing_queues_up(sitting: Sitting) -> None:
    sitting.step(3)
    told, mixtures = answers(sitting), [with_mean_at(sitting, place / 10) for place in range(30)]
    with held(sitting.session.engine):
        for mixture in mixtures:
            sitting.session.preview.ask(mixture)
    wait(sitting)
    assert [previewed.mixture for previewed in told if previewed is not None] == [mixtures[0], mixtures[-1]]


def test_who_lets_go_waits_for_no_answer(sitting: Sitting) -> None:
    sitting.step(3)
    told = answers(sitting)
    with held(sitting.session.engine):
        sitting.session.preview.ask(with_mean_at(sitting, 1.0))
        sitting.session.preview.ask(with_mean_at(sitting, 2.0))
        sitting.session.preview.clear()
        assert sitting.session.preview.is_idle
    sitting.step()
    assert told == [] and sitting.player.length == 4 and sitting.failures == []


def test_another_state_on_screen_ends_it(sitting: Sitting) -> None:
    sitting.step(3)
    sitting.session.preview.ask(with_mean_at(sitting, 1.0))
    wait(sitting)
    told = answers(sitting)
    sitting.player.back()
    assert told == [None] and sitting.session.preview.result is None


def test_where_there_is_no_objective_a_sentence_says_why(sitting: Sitting) -> None:
    sitting.step(3)
    faults: list[object] = []
    sitting.session.preview.failed.connect(faults.append)
    sitting.session.preview.ask(with_mean_at(sitting, 1e200))
    wait(sitting)
    previewed = sitting.session.preview.result
    assert previewed is not None and np.isnan(previewed.objective) and np.isnan(previewed.change)
    assert "too far" in previewed.why_not
    assert faults == [], "which is no fault of the program"
    sitting.session.preview.ask(with_mean_at(sitting, 1.0))
    wait(sitting)
    assert sitting.session.preview.result is not None and sitting.session.preview.result.why_not == ""


def test_a_covariance_below_the_floor_counts_as_the_engine_will_take_it(make: MakeSession) -> None:
    sitting = make(min_variance=0.5)
    sitting.step(3)
    narrow = reshaped(sitting.state.mixture, 0, covariance=1e-3 * np.eye(2))
    sitting.session.preview.ask(narrow)
    wait(sitting)
    previewed = sitting.session.preview.result
    assert previewed is not None
    sitting.edit_commands.reshape(0, covariance=1e-3 * np.eye(2))
    sitting.settle()
    assert sitting.state.objective == previewed.objective
    assert sitting.state.mixture.covariances[0, 0, 0] > 1e-2


def test_before_the_start_there_is_nothing_to_ask(sitting: Sitting) -> None:
    mixture = Mixture(np.full(2, 0.5), np.zeros((2, 2)), np.tile(np.eye(2), (2, 1, 1)))
    sitting.session.preview.ask(replace(mixture))
    assert sitting.session.preview.is_idle and sitting.session.preview.result is None
