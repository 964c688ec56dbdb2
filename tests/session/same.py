"""Are two states the same, to the last bit of everything that the next half-step and the window take from them?"""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np


def same_bits(one: object, other: object) -> bool:
    """Equal in all fields, arrays bit by bit; NaN equals NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, float) and isinstance(other, float):
        return np.float64(one).tobytes() == np.float64(other).tobytes()
    if is_dataclass(one):
        return all(same_bits(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same_bits, one, other))
    return bool(one == other)
