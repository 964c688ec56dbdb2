"""Colours: of components, the same everywhere and safe for colour-blind eyes; of the window, light and dark."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor, QPalette

from gmmgui.core.types import Floats

COMPONENT_COLOURS = (
    "#0072b2",  # blue; the first six are those of Okabe and Ito (2008), the first eight safe for colour-blind eyes
    "#e69f00",  # orange
    "#009e73",  # green
    "#cc79a7",  # pink
    "#d55e00",  # vermilion
    "#56b4e9",  # sky
    "#84500a",  # brown
    "#7a4c7c",  # plum
    "#b3a100",  # a yellow that white paper can carry
    "#7f7f7f",  # grey
    "#00b3b3",  # turquoise
    "#9e0142",  # wine
)
GOLDEN_ANGLE = 0.381966
"""Share of the colour circle between generated hues: no two of the first dozens come close."""


def component_colour(number: int) -> QColor:
    """The colour of the component born with ``number``, on every widget."""
    if number < len(COMPONENT_COLOURS):
        return QColor(COMPONENT_COLOURS[number])
    extra = number - len(COMPONENT_COLOURS)
    red, green, blue = colorsys.hls_to_rgb(extra * GOLDEN_ANGLE % 1, (0.42, 0.58)[extra % 2], 0.7)
    return QColor.fromRgbF(red, green, blue)


def component_rgb(numbers: tuple[int, ...]) -> Floats:
    """(k, 3) red, green and blue from 0 to 255 of the components."""
    colours = [component_colour(number) for number in numbers]
    return np.array([[colour.red(), colour.green(), colour.blue()] for colour in colours], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of the window."""

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
    is_dark: bool


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
    is_dark=True,
)


def qt_palette(theme: Theme) -> QPalette:
    """The palette that makes Qt's own widgets follow ``theme``."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.Base: theme.panel,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Button: theme.panel,
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
