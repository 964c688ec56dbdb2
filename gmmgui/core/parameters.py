"""Parameters as values: a frozen dataclass whose fields say in their metadata how a form shows them.

"title" and "help" are shown to the user; "minimum", "maximum" and "step" belong to numbers.
"""

from __future__ import annotations

from dataclasses import fields
from numbers import Real
from typing import Any

from gmmgui.core.errors import SettingsError


def check_ranges(parameters: Any) -> None:
    """Look whether each number of ``parameters`` is one, and within its range.

    Raises
    ------
    SettingsError : a value is no number, or below its minimum or above its maximum.
    """
    for field in fields(parameters):
        if "minimum" not in field.metadata:
            continue
        value, title = getattr(parameters, field.name), field.metadata["title"]
        low, high = field.metadata["minimum"], field.metadata["maximum"]
        if not isinstance(value, Real) or isinstance(value, bool) or not low <= value <= high:
            raise SettingsError(f"{title} is {value}: choose a number from {low} to {high}.")
