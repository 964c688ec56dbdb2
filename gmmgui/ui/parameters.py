"""What the parameters table lists, and what a typed number does to a component."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication

from gmmgui.core import ALGORITHMS, COVARIANCE_TYPES, Mixture, RunSpec
from gmmgui.core.covariance import DEFAULT_MIN_VARIANCE, covariance_type_named, floor_variances, is_singular, lift
from gmmgui.core.types import Floats
from gmmgui.data import Dataset

MOST_CORRELATED = 6
"""With more columns than this the table gives no correlations: there would be too many to read."""
WIDEST_NUMBER = "−0.74905"
NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?")
FARTHEST = 1e100
"""Means farther off than so many times the size of the data cannot be measured from there."""


class Refused(Exception):
    """A typed number makes no mixture; the message says why, and what does."""


@dataclass(frozen=True, slots=True, eq=False)
class ParameterChange:
    """What :meth:`EditCommands.reshape` is asked for; None: as before."""

    mean: Floats | None = None
    covariance: Floats | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter of every component.

    Parameters
    ----------
    title, help : shown to the user.
    values : mixture -> (k,) values.
    change : (mixture, component, typed number) -> what is asked for; raises Refused.
    fixed : settings -> why it cannot be changed, or "".
    short : a shorter title for where there is no room, or "".
    """

    title: str
    help: str
    values: Callable[[Mixture], Any]
    change: Callable[[Mixture, int, float], ParameterChange]
    fixed: Callable[[RunSpec], str]
    short: str = ""


def rows_for(dataset: Dataset) -> list[Row]:
    """What the table lists for these data."""
    rows = [Row(_tr("weight w"), _tr("w: the share of the points"), lambda m: m.weights, _weighted, _fixed_weight)]
    rows += [_mean_row(j, name) for j, name in enumerate(dataset.features)]
    rows += [_deviation_row(j, name) for j, name in enumerate(dataset.features)]
    if dataset.d <= MOST_CORRELATED:
        rows += [_correlation_row(i, j, dataset.features) for i, j in combinations(range(dataset.d), 2)]
    return rows


def _mean_row(j: int, name: str) -> Row:
    return Row(
        f"μ {name}",
        _tr("μ: mean of {0}").format(name),
        lambda mixture: mixture.means[:, j],
        lambda mixture, component, value: _moved(mixture, component, j, value),
        lambda _spec: "",
    )


def _deviation_row(j: int, name: str) -> Row:
    return Row(
        f"σ {name}",
        _tr("σ: standard deviation of {0}, the root of its variance").format(name),
        lambda mixture: np.sqrt(mixture.covariances[:, j, j]),
        lambda mixture, component, value: _widened(mixture, component, j, value),
        _fixed_covariance,
    )


def _correlation_row(i: int, j: int, names: tuple[str, ...]) -> Row:
    return Row(
        "ρ" if len(names) == 2 else f"ρ {names[i]}, {names[j]}",
        _tr("ρ: correlation of {0} and {1}").format(names[i], names[j]),
        lambda mixture: correlation(mixture, i, j),
        lambda mixture, component, value: _turned(mixture, component, i, j, value),
        _fixed_correlation,
        f"ρ {i + 1}, {j + 1}",
    )


def correlation(mixture: Mixture, i: int, j: int) -> Any:
    """(k,) correlations of columns ``i`` and ``j``; NaN where one of them does not vary."""
    variances = mixture.covariances[:, i, i] * mixture.covariances[:, j, j]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(variances > 0, mixture.covariances[:, i, j] / np.sqrt(variances), np.nan)


# Numbers as they are shown and typed


def is_short(text: str) -> bool:
    """Does ``text`` fit into the widest column?"""
    return len(text) <= len(WIDEST_NUMBER)


def shown_number(value: float, fits: Callable[[str], bool] = is_short) -> str:
    """Six significant digits, or as many as there is room for, with a real minus sign; a dash for no number."""
    if np.isnan(value):
        return "–"
    texts = [f"{value:.{digits}g}".replace("-", "−") for digits in (6, 5, 4, 3, 2, 1)]
    return next((text for text in texts if fits(text)), texts[-1])


def number_typed(text: str) -> float:
    """The number that ``text`` writes, with a decimal point or comma, and any minus sign; raises Refused."""
    plain = text.strip().replace("−", "-")
    value = float(plain.replace(",", ".")) if NUMBER.fullmatch(plain) else math.nan
    if math.isinf(value):
        raise Refused(_tr("“{0}” is not a number that fits: the largest is about 1.8e308.").format(text.strip()))
    if math.isnan(value):
        raise Refused(_tr("“{0}” is not a number. Write it like 0.5, 0,5 or 1e-3.").format(text.strip()))
    return value


# What a typed number does


def _weighted(_mixture: Mixture, _component: int, value: float) -> ParameterChange:
    if not 0 <= value <= 1:
        raise Refused(_tr("A weight is a share of all points, so it lies between 0 and 1. For 25 % type 0.25."))
    return ParameterChange(weight=value)


def _moved(mixture: Mixture, component: int, j: int, value: float) -> ParameterChange:
    mean = mixture.means[component].copy()
    mean[j] = value
    return ParameterChange(mean=mean)


def _widened(mixture: Mixture, component: int, j: int, value: float) -> ParameterChange:
    """Rows and columns of Sigma are stretched, so the correlations stay; a sphere grows in all directions."""
    if not value > 0:
        raise Refused(
            _tr("A standard deviation is larger than 0. To make the component narrow, type a small number like 0.01.")
        )
    old = mixture.covariances[component]
    if covariance_type_named(mixture.covariance_type).isotropic:
        return ParameterChange(covariance=value * value * np.eye(len(old)))
    covariance = old.copy()
    factor = value / math.sqrt(old[j, j]) if old[j, j] > 0 else 0.0
    covariance[j, :] *= factor
    covariance[:, j] *= factor
    covariance[j, j] = value * value
    return ParameterChange(covariance=covariance)


def _turned(mixture: Mixture, component: int, i: int, j: int, value: float) -> ParameterChange:
    """One entry of Sigma and its mirror image; the deviations and the other correlations stay."""
    if not -1 < value < 1:
        raise Refused(
            _tr(
                "A correlation lies between −1 and 1; at ±1 itself the ellipse would be flat, a line without density. "
                "Type a number like 0.95."
            )
        )
    covariance = mixture.covariances[component].copy()
    deviations = np.sqrt(np.diagonal(covariance))
    if not deviations.all():
        raise Refused(_tr("A column that does not vary has no correlation. Give it a standard deviation σ first."))
    low, high = correlation_bounds(covariance / np.outer(deviations, deviations), i, j)
    if not low < value < high:
        raise Refused(
            _tr(
                "No Gaussian has this correlation beside the others: two columns that both go with a third must go "
                "with each other, too. Here ρ must lie between {0} and {1}; or change the other correlations first."
            ).format(shown_number(low), shown_number(high))
        )
    covariance[i, j] = covariance[j, i] = value * deviations[i] * deviations[j]
    return ParameterChange(covariance=covariance)


def correlation_bounds(correlations: Floats, i: int, j: int) -> tuple[float, float]:
    """Between which numbers the entry (i, j) of ``correlations`` (d, d) keeps the matrix positive definite.

    With the other columns S, and q_ij = r_iS R_SS^-1 r_Sj, they are q_ij -+ sqrt((1 - q_ii)(1 - q_jj)): the partial
    correlation given S lies between -1 and 1.
    """
    others = [column for column in range(len(correlations)) if column not in (i, j)]
    beside = correlations[np.ix_(others, [i, j])]
    explained = beside.T @ np.linalg.lstsq(correlations[np.ix_(others, others)], beside, rcond=None)[0]
    reach = math.sqrt(max(0.0, 1 - explained[0, 0]) * max(0.0, 1 - explained[1, 1]))
    return float(explained[0, 1] - reach), float(explained[0, 1] + reach)


def change_typed(
    row: Row, mixture: Mixture, component: int, text: str, dataset: Dataset, spec: RunSpec
) -> ParameterChange:
    """What ``text``, typed into ``row`` for the component at that index of ``mixture``, asks for; raises Refused."""
    number = number_typed(text)
    with np.errstate(over="ignore", invalid="ignore"):  # what is too large is refused below
        change = row.change(replace(mixture, covariance_type=spec.covariance_type), component, number)
    if change.mean is not None and np.abs(change.mean).max() > FARTHEST * max(1.0, np.abs(dataset.points).max()):
        raise Refused(_tr("That is too far from the data to measure. Type a mean nearer to them."))
    if change.covariance is not None:
        _refuse_unusable(change.covariance, dataset, spec)
    return change


def _refuse_unusable(covariance: Floats, dataset: Dataset, spec: RunSpec) -> None:
    """Refuse what the engine would raise to the smallest variance, or could not take a density from."""
    variances = dataset.points.var(axis=0)
    if not np.isfinite(covariance).all() or (np.diagonal(covariance) > FARTHEST * variances).any():
        raise Refused(_tr("That is too wide beside the data to compute with. Type a smaller standard deviation."))
    fraction = DEFAULT_MIN_VARIANCE if spec.min_variance is None else spec.min_variance
    if fraction > 0:
        floors = floor_variances(spec.covariance_type, variances, fraction)
        if not np.allclose(lift(covariance, floors)[0], covariance, rtol=1e-6, atol=0):
            raise Refused(
                _tr(
                    "The settings allow no component that is so thin: a spread below {0} of that of the data would be "
                    "widened at once. Type a wider one, or lower “Min. variance” first."
                ).format(shown_number(math.sqrt(fraction)))
            )
    if is_singular(covariance, variances):
        raise Refused(
            _tr("So thin an ellipse cannot be told from a line, and a line has no density. Type a wider one.")
        )


# What cannot be changed


def _fixed_weight(spec: RunSpec) -> str:
    algorithm = ALGORITHMS[spec.algorithm]
    if algorithm.estimates_weights:
        return ""
    text = _tr("{algorithm} gives all components the same weight. Choose hard or soft EM to change weights.")
    return text.format(algorithm=algorithm.title)


def _fixed_covariance(spec: RunSpec) -> str:
    algorithm = ALGORITHMS[spec.algorithm]
    if algorithm.estimates_covariances:
        return ""
    text = _tr("{algorithm} looks at distances alone: its components are equal circles. Choose hard or soft EM.")
    return text.format(algorithm=algorithm.title)


def _fixed_correlation(spec: RunSpec) -> str:
    kind = covariance_type_named(spec.covariance_type)
    if not kind.oblique:
        others = " or ".join(other.title for other in COVARIANCE_TYPES.values() if other.oblique)
        return _tr("With {0} covariances there is no correlation. Choose {1} ones.").format(kind.title, others)
    return _fixed_covariance(spec)


def why_fixed(row: Row, spec: RunSpec, k: int) -> str:
    """Why a number in ``row`` cannot be changed by hand, or ""."""
    reason = row.fixed(spec)
    if not reason and row.change is _weighted and k == 1:
        return _tr("A single component has all the weight.")
    return reason


def _tr(text: str) -> str:
    return QCoreApplication.translate("parameters", text)
