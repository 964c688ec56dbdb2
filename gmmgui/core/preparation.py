"""From points and settings, as anybody gives them, to a problem for the engine."""

from __future__ import annotations

from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.core.algorithms import algorithm_of
from gmmgui.core.backend import CheckCancelled, NumbaBackend, never_cancel
from gmmgui.core.covariance import covariance_type_named
from gmmgui.core.errors import SettingsError, counted
from gmmgui.core.points import data_covariance, scaled_points
from gmmgui.core.policies import EMPTY_POLICIES
from gmmgui.core.problem import MakeBackend, Problem, assemble, check_whole, is_key
from gmmgui.core.types import RunSpec


def prepare(
    points: ArrayLike,
    spec: RunSpec,
    check_cancelled: CheckCancelled = never_cancel,
    backend: MakeBackend = NumbaBackend,
) -> Problem:
    """Check, centre and scale points, and look up what the settings name.

    Parameters
    ----------
    points : (n, d), or a list of n numbers; in the units of the data.
    spec : the settings.
    check_cancelled : called before each block of every pass; raising ``Cancelled`` ends the pass.
    backend : columns (d, n) -> the backend; ``NumbaBackend`` waits until its kernels are compiled.

    Raises
    ------
    PointsError : the points are no table of finite numbers, too few, or without any spread.
    SettingsError : a setting has no meaning.
    """
    columns, scaling = scaled_points(points)
    d, n = columns.shape
    _check_settings(spec, n, d)
    return assemble(columns, scaling, data_covariance(columns), spec, backend(columns), check_cancelled)


def _check_numbers(spec: RunSpec) -> None:
    for name, title in (("tol", "The tolerance"), ("min_variance", "The smallest variance")):
        value = getattr(spec, name)
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        if not is_number and not (name == "min_variance" and value is None):
            raise SettingsError(f"{title} must be a number; it is {value!r}.")


def _check_settings(spec: RunSpec, n: int, d: int) -> None:
    whole = {"k": "K", "max_iter": "The maximum of iterations", "seed": "The seed", "start_number": "The start"}
    for name, title in whole.items():
        check_whole(getattr(spec, name), title)
    _check_numbers(spec)
    algorithm = algorithm_of(spec)
    is_oblique = covariance_type_named(spec.covariance_type).oblique
    if spec.on_empty is not None and not is_key(spec.on_empty, EMPTY_POLICIES):
        raise SettingsError(
            f"There is no policy {spec.on_empty!r} for empty components. Choose one of: {', '.join(EMPTY_POLICIES)}."
        )
    if spec.k < 1:
        raise SettingsError(f"K must be at least 1; it is {spec.k}.")
    if spec.k > n:
        raise SettingsError(f"{spec.k} components need at least {spec.k} points; there are {n}. Choose a smaller K.")
    if not is_key(spec.first_step, ("E", "M")):
        raise SettingsError(f"The first step is 'E' or 'M', not {spec.first_step!r}.")
    if not 0 <= spec.tol < np.inf or spec.max_iter < 0:
        raise SettingsError("The tolerance and the maximum of iterations must be numbers that are not negative.")
    if spec.seed < 0:
        raise SettingsError(f"The seed must be 0 or a larger whole number; it is {spec.seed}.")
    if spec.min_variance is not None and not 0 <= spec.min_variance < 1:
        raise SettingsError("The smallest variance is a fraction of the data's: at least 0 and below 1.")
    if algorithm.estimates_covariances and is_oblique and n <= d:
        raise SettingsError(
            f"{counted(n, 'point')} in {counted(d, 'dimension')} cannot determine a {spec.covariance_type} covariance. "
            "Choose diagonal or spherical, or fewer columns."
        )
