"""Colours: of components, the same everywhere and safe for colour-blind eyes; of the window, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPalette

from gmmgui.core.types import Floats

Integers: TypeAlias = NDArray[np.integer[Any]]

COMPONENT_COLOURS = (
    "#0072b2",  # blue; the first six are those of Okabe and Ito (2008)
    "#e69f00",  # orange
    "#009e73",  # green
    "#cc79a7",  # pink
    "#d55e00",  # vermilion
    "#56b4e9",  # sky
    "#84500a",  # brown; the other six were searched for, as far from all before as four kinds of eyes allow
    "#7a4c7c",  # plum
    "#b9144f",  # crimson
    "#8fbb78",  # leaf
    "#7880eb",  # periwinkle
    "#2114eb",  # ultramarine
)
"""With or without colour blindness any two are at least CIEDE2000 10 apart, and any is seen on light and dark."""
FARTHEST = 300
"""Colours there are, named and generated; beyond them they come again."""
LIGHTNESSES = (31.0, 73.0)
"""CIE L* of a generated colour: contrast of 2 to white paper, and to the dark canvas."""
CHANNEL_STEP = 15
_TO_XYZ = np.array(  # IEC 61966-2-1, D65
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def component_colour(number: int) -> QColor:
    """The colour of the component born with ``number``, on every widget."""
    if number < len(COMPONENT_COLOURS):
        return QColor(COMPONENT_COLOURS[number])
    generated = _generated()
    return QColor(generated[(number - len(COMPONENT_COLOURS)) % len(generated)])


@cache
def _generated() -> tuple[str, ...]:
    """Colours after the named ones, each the one of a coarse grid that is farthest from all before it."""
    channel = np.arange(0, 256, CHANNEL_STEP)
    grid = np.stack(np.meshgrid(channel, channel, channel), axis=-1).reshape(-1, 3)
    places = _lab(grid)
    is_seen = (places[:, 0] >= LIGHTNESSES[0]) & (places[:, 0] <= LIGHTNESSES[1])
    grid, places = grid[is_seen], places[is_seen]
    named = _lab(component_rgb(tuple(range(len(COMPONENT_COLOURS)))))
    distances = np.linalg.norm(places[:, None] - named, axis=2).min(axis=1)
    found = []
    for _ in range(FARTHEST - len(named)):
        farthest = int(distances.argmax())
        found.append("#{:02x}{:02x}{:02x}".format(*grid[farthest]))
        distances = np.minimum(distances, np.linalg.norm(places - places[farthest], axis=1))
    return tuple(found)


def _lab(rgb: Integers | Floats) -> Floats:
    """(n, 3) CIE L*a*b* under D65 of sRGB (n, 3) from 0 to 255."""
    encoded = rgb / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    ratio = linear @ (_TO_XYZ / _TO_XYZ.sum(axis=1, keepdims=True)).T
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29).T
    return np.column_stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def component_rgb(numbers: tuple[int, ...]) -> Floats:
    """(k, 3) red, green and blue from 0 to 255 of the components."""
    colours = [component_colour(number) for number in numbers]
    return np.array([[colour.red(), colour.green(), colour.blue()] for colour in colours], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of the window.

    Parameters
    ----------
    edge : what parts discs, centroids and lines from what lies under them.
    stroke : lines on the canvas are so many times as wide as usual.
    ghost : opacity of former components, from 0 to 255: seen from the last row, and not taken for present ones.
    """

    window: str
    canvas: str
    panel: str
    text: str
    quiet: str
    disabled: str
    line: str
    grid: str
    accent: str
    on_accent: str
    point: str
    edge: str
    button: str
    is_dark: bool
    stroke: float = 1.0
    ghost: int = 150


LIGHT = Theme(
    window="#f6f7f8",
    canvas="#ffffff",
    panel="#ffffff",
    text="#1c2024",
    quiet="#5b6470",
    disabled="#9aa2ac",
    line="#d5d9de",
    grid="#8a929c",
    accent="#2457c5",
    on_accent="#ffffff",
    point="#6d7681",
    edge="#ffffff",
    button="#ffffff",
    is_dark=False,
)
DARK = Theme(
    window="#1b1e22",
    canvas="#121417",
    panel="#23272c",
    text="#e8eaed",
    quiet="#a3acb8",
    disabled="#697079",
    line="#3a4048",
    grid="#7d8590",
    accent="#7aa7ff",
    on_accent="#0d1117",
    point="#9aa3ae",
    edge="#121417",
    button="#30363e",
    is_dark=True,
    ghost=210,
)
PROJECTOR = Theme(  # daylight and a tired lamp leave black, white and not much between
    window="#ffffff",
    canvas="#ffffff",
    panel="#ffffff",
    text="#000000",
    quiet="#262626",
    disabled="#767676",
    line="#8c8c8c",
    grid="#404040",
    accent="#0b3a9e",
    on_accent="#ffffff",
    point="#595959",
    edge="#000000",
    button="#ffffff",
    is_dark=False,
    stroke=1.6,
    ghost=190,
)


def qt_palette(theme: Theme) -> QPalette:
    """The palette that makes Qt's own widgets follow ``theme``."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.Base: theme.panel,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Button: theme.button,
        QPalette.ColorRole.ToolTipBase: theme.panel,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.quiet,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Midlight: theme.line,
        QPalette.ColorRole.Dark: theme.line,
        QPalette.ColorRole.Light: theme.panel,
        QPalette.ColorRole.Shadow: theme.line,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return palette
