"""Errors that the mathematics raises: each message is a sentence that names the thing and the cure."""

from __future__ import annotations


class GmmError(ValueError):
    """Anything about data, start or settings that a user can put right."""


class PointsError(GmmError):
    """The data cannot be used as they are."""


class StartError(GmmError):
    """The start of a run cannot be used as it is."""


class SettingsError(GmmError):
    """A setting has no meaning, or none for these data."""


def counted(number: int, thing: str) -> str:
    """``1 point``, ``2 points``."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


class Cancelled(Exception):
    """Nobody waits for the result of a pass any more. Not an error of anybody's."""
