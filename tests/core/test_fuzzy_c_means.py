"""An algorithm that is not Gaussian, and has no kernels, works from one entry of ``ALGORITHMS``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gmmgui.core import ALGORITHMS, Mixture, RunSpec, SettingsError, fit, labels, prepare, start, states
from gmmgui.core.backend import NumbaBackend, NumpyBackend
from gmmgui.core.events import RunsInNumPy
from gmmgui.core.selection import information_criteria
from gmmgui.core.types import Floats

from ..fuzzy_c_means import ENTRY, KEY, Fuzziness
from .support import blobs

POINTS = blobs(np.random.default_rng(4), 600, 2, 3, spread=8.0)


@pytest.fixture(autouse=True)
def entered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ALGORITHMS, KEY, ENTRY)


def by_the_book(points: Floats, means: Floats, m: float, iterations: int) -> tuple[Floats, Floats]:
    """(k, d) means and (n, k) memberships before the last M, written down from Bezdek's formulas as they stand."""
    for _ in range(iterations):
        distances = np.linalg.norm(points[:, None] - means, axis=2)
        u = 1 / ((distances[:, :, None] / distances[:, None, :]) ** (2 / (m - 1))).sum(axis=2)
        means = (u**m).T @ points / (u**m).sum(axis=0)[:, None]
    return means, u


@pytest.mark.parametrize("make", [NumpyBackend, NumbaBackend])
@pytest.mark.parametrize("m", [1.3, 2.0, 4.0])
def test_it_makes_what_the_book_says(m: float, make: type[NumpyBackend]) -> None:
    begin = POINTS[:3] + 0.01  # no point lies on a mean
    spec = RunSpec(KEY, 3, initialiser="marks", marks=begin, tol=0.0, max_iter=7, parameters={"fuzzifier": m})
    problem = prepare(POINTS, spec, backend=make)
    run = list(states(problem))
    means, memberships = by_the_book(POINTS, begin, m, 7)
    assert run[-1].iteration == 7
    np.testing.assert_allclose(run[-1].mixture.means, means, rtol=1e-9)
    shown = problem.responsibilities(run[-3].scaled)
    np.testing.assert_allclose(shown, memberships, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(problem.posterior_mean(run[-3].scaled, np.eye(3)), memberships, rtol=1e-5, atol=1e-6)


def test_its_objective_falls_in_the_units_of_the_data_and_the_run_converges() -> None:
    found, larger = (fit(scale * POINTS, 3, KEY, seed=1) for scale in (1, 8))
    assert found.status == "converged"
    assert (np.diff(found.trace) <= 0).all()
    np.testing.assert_allclose(larger.trace, 64 * np.array(found.trace), rtol=1e-12)


def test_near_one_it_is_k_means() -> None:
    begin = POINTS[[0, 200, 400]]
    hard, fuzzy = fit(POINTS, 3, "kmeans", init=begin), fit(POINTS, 3, KEY, init=begin, parameters=Fuzziness(1.05))
    assert (labels(POINTS, hard.mixture) == labels(POINTS, fuzzy.mixture)).mean() > 0.99
    np.testing.assert_allclose(fuzzy.objective, hard.objective, rtol=0.02)


def test_it_says_once_that_it_runs_in_numpy() -> None:
    found = fit(POINTS, 3, KEY)
    assert [event for event in found.events if isinstance(event, RunsInNumPy)] == [RunsInNumPy("Fuzzy c-means")]
    others = [event for key in ("kmeans", "soft-em") for event in fit(POINTS, 3, key).events]
    assert not any(isinstance(event, RunsInNumPy) for event in others)


@pytest.mark.parametrize("init", ["k-means++", "k-means", "random-labels", "principal-quantiles"])
@pytest.mark.parametrize("first_step", ["E", "M"])
def test_it_begins_wherever_the_others_begin(init: str, first_step: str) -> None:
    assert fit(POINTS, 3, KEY, init=init, first_step=first_step).status == "converged"


def test_its_mixture_has_as_many_parameters_as_that_of_k_means() -> None:
    found = fit(POINTS, 3, KEY)
    assert information_criteria(POINTS, found.mixture).free_parameters == 3 * 2 + 1
    assert (labels(POINTS, found.mixture) == labels(POINTS, found.mixture, "kmeans")).all()


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"fuzzifier": 1.0}, "Fuzzifier m is 1.0: choose a number from 1.05 to 10.0."),
        ({"fuzzifier": float("nan")}, "choose a number"),
        ({"fuzzifier": "2"}, "choose a number"),
        ({"m": 2.0}, "Fuzzy c-means has no parameter 'm'. It has: fuzzifier."),
        (2.0, "must be a Fuzziness"),
    ],
)
def test_parameters_without_meaning_are_refused(parameters: object, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence.replace(".", r"\.")):
        fit(POINTS, 3, KEY, parameters=parameters)


def test_an_algorithm_without_parameters_refuses_them() -> None:
    with pytest.raises(SettingsError, match="K-means has no parameters of its own"):
        fit(POINTS, 3, "kmeans", parameters={"fuzzifier": 2.0})


@pytest.mark.parametrize("kernel", [{"e_kernel": "soft"}, {"m_kernel": "restricted"}, {"e_kernel": "fuzzy"}])
def test_a_kernel_that_does_something_else_is_refused(kernel: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="does not do what its functions do"):
        replace(ENTRY, **kernel)


def test_a_point_on_a_mean_belongs_to_it_alone() -> None:
    problem = prepare(POINTS, RunSpec(KEY, 3, initialiser="marks", marks=POINTS[:3]))
    scaled = start(problem).scaled
    assert isinstance(scaled, Mixture)
    np.testing.assert_array_equal(problem.responsibilities(scaled)[:3], np.eye(3))
