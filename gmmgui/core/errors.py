"""Errors that the mathematics raises: each message is a sentence that names the thing and the cure."""

from __future__ import annotations

from collections.abc import Sized


class GmmError(ValueError):
    """Anything about data, start or settings that a user can put right."""


class PointsError(GmmError):
    """The data cannot be used as they are."""


class StartError(GmmError):
    """The start of a run cannot be used as it is."""


class SettingsError(GmmError):
    """A setting has no meaning, or none for these data."""


def counted(number: int, thing: str) -> str:
    """``1 point``, ``2 points``.

    Parameters
    ----------
    number : of things.
    thing : in the singular; its plural takes an s.
    """
    return f"{number} {thing}{'' if number == 1 else 's'}"


def uneven(points: object) -> str:
    """Where a list of rows, which is no table, has the first row that is longer or shorter; "": nowhere."""
    if not isinstance(points, list | tuple):
        return ""
    lengths = [len(row) if isinstance(row, Sized) and not isinstance(row, str) else 1 for row in points]
    first = next((j for j, length in enumerate(lengths) if length != lengths[0]), None)
    if first is None:
        return ""
    return f"row {first + 1} has {counted(lengths[first], 'value')}, but row 1 has {lengths[0]}"


class Cancelled(Exception):
    """A pass was cancelled between two blocks, because its result is not needed any more. No error."""
