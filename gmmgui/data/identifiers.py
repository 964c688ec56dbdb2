"""Columns of numbers that are no measurements: counters, identifiers, codes, dates. They are not offered as points."""

from __future__ import annotations

import re

import numpy as np

from gmmgui.core.types import Floats
from gmmgui.data.errors import called, cut
from gmmgui.data.vocabulary import COUNTERS, IDENTIFIERS

IDENTIFIER = re.compile(r"(?i:(^|[_ .-])(uu|gu|u)?ids?($|[_ .-])|^identifier)|[a-z]I[Dd]$|^ID[A-Z]|^(row|case)ids?$")
"""Names of identifiers, even where they come more than once, as those of persons do; but neither acid nor ideal."""
NUMBER = re.compile(r"(?i:[_ .-](nr|no|num)\.?$|unnamed: ?\d+)|[a-z][Nn]r\.?$")
"""Names of numbers that count or identify, but not num_rooms or NO_2."""
FIRST_DAY, LAST_DAY = 1500_01_01, 2199_12_31
LEAST_DAYS = 3


def why_no_measurement(name: str, values: Floats, is_unnamed: bool) -> str:
    """Why a column of numbers is not offered as points.

    Parameters
    ----------
    name : of the column.
    values : (m,) float64, those that are not missing.
    is_unnamed : it is the first column, and the header has no name for it.

    Returns
    -------
    A sentence without a full stop where the column counts or identifies the rows, or holds dates such as 20200131;
    else "".
    """
    if not len(values) or not (values == np.floor(values)).all():
        return ""
    if _are_days(values):
        return f"{called(name)} holds dates, such as {values[0]:.0f}"
    if len(values) < 2:
        return ""
    differ = len(np.unique(values)) == len(values)
    counts, grows = differ and _counts(values), bool((np.diff(values) > 0).all())
    if is_unnamed or _is_called(name, COUNTERS):
        if counts or grows:
            return f"{called(name)} only counts the rows"
        return of_identifiers(name) if is_unnamed and differ else ""
    if is_identifier(name) or (differ and (_is_called(name, IDENTIFIERS) or NUMBER.search(name.strip()))):
        return f"{called(name)} only counts the rows" if counts else of_identifiers(name)
    return ""


def is_identifier(name: str) -> bool:
    """Whether a column called ``name`` identifies something, such as "id" or "PatientID", whatever its values are."""
    return IDENTIFIER.search(name.strip()) is not None


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


def of_identifiers(name: str) -> str:
    """Why the column ``name``, which holds identifiers, is not offered as points, as a sentence without a full stop."""
    return f"{called(name)} only identifies the rows"


def of_codes(name: str, code: str) -> str:
    """Why a column of numbers with leading zeros is not offered as points, as a sentence without a full stop.

    Parameters
    ----------
    name : of the column.
    code : a cell of it, as the example.
    """
    return f"{called(name)} holds codes, such as {cut(code)}"
