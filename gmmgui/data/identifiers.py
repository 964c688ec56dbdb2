"""Columns of numbers that measure nothing: counters, identifiers, codes and dates. They are not offered as points."""

from __future__ import annotations

import re

import numpy as np

from gmmgui.core.types import Floats
from gmmgui.data.vocabulary import COUNTERS, IDENTIFIERS

BEFORE_OR_BEHIND = re.compile(r"(^|[_ .-])(id|nr|no|num)\.?($|[_ .-])|[a-z]ID$|^ID[A-Z]|unnamed: ?\d+", re.IGNORECASE)
FIRST_DAY, LAST_DAY = 1500_01_01, 2199_12_31
LEAST_DAYS = 3


def why_no_measurement(name: str, values: Floats, is_unnamed: bool) -> str:
    """Why a column of numbers is not offered as points; "" where it is.

    Parameters
    ----------
    name : of the column.
    values : (m,) those that are not missing.
    is_unnamed : it is the first column, and the header has no name for it.
    """
    if not len(values) or not (values == np.floor(values)).all():
        return ""
    if _are_days(values):
        return f"'{name}' holds dates, such as {values[0]:.0f}"
    if is_unnamed:
        return f"'{name}' only counts the rows" if (np.diff(values) > 0).all() else ""
    if len(values) < 2 or len(np.unique(values)) < len(values):
        return ""
    counts = _counts(values)
    if _is_called(name, IDENTIFIERS) or BEFORE_OR_BEHIND.search(name.strip()):
        return f"'{name}' only counts the rows" if counts else f"'{name}' only identifies the rows"
    if _is_called(name, COUNTERS) and (counts or (np.diff(values) > 0).all()):
        return f"'{name}' only counts the rows"
    return ""


def _is_called(name: str, names: frozenset[str]) -> bool:
    return re.sub(r"[\s._:\"'()-]", "", name.casefold()) in names


def _counts(values: Floats) -> bool:
    """Whether whole numbers take every value between the first and the last once."""
    return bool(values.max() - values.min() == len(values) - 1)


def _are_days(values: Floats) -> bool:
    """Whether all values are days, as in 20200131."""
    if len(values) < LEAST_DAYS or values.min() < FIRST_DAY or values.max() > LAST_DAY:
        return False
    months, days = values // 100 % 100, values % 100
    return bool(((months >= 1) & (months <= 12) & (days >= 1) & (days <= 31)).all())


def of_codes(name: str, code: str) -> str:
    """Why a column with leading zeros is not offered."""
    return f"'{name}' holds codes, such as {code}"
