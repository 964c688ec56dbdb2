"""Colours: told apart by every eye, and text that can be read, in light and dark."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from gmmgui.ui.palette import COMPONENT_COLOURS, DARK, LIGHT, PROJECTOR, Theme, component_colour, component_rgb

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=["light", "dark", "projector"])

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear sRGB
MACHADO = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(  # IEC 61966-2-1, D65
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(colour: QColor) -> np.ndarray:
    """(3,) linear red, green, blue from 0 to 1."""
    encoded = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """(3,) CIE L*a*b* under D65 of linear sRGB."""
    ratio = TO_XYZ @ rgb / TO_XYZ.sum(axis=1)
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def ciede2000(first: np.ndarray, second: np.ndarray) -> float:
    """The colour difference of Sharma, Wu and Dalal (2005), with kL = kC = kH = 1."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean_c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    no_hue = c1 * c2 == 0
    turn = 0.0 if no_hue else (h2 - h1 + 180) % 360 - 180
    dl, dc, dh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = h1 + h2 if no_hue else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    rotation = 60 * np.exp(-(((mean_h - 275) / 25) ** 2))
    rt = -np.sin(np.radians(rotation)) * 2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7))
    parts = np.array([dl / sl, dc / sc, dh / sh])
    return float(np.sqrt((parts**2).sum() + rt * parts[1] * parts[2]))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [  # Sharma, Wu and Dalal (2005), table 1, pairs 1, 4, 17, 24 and 34
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (50.0, 3.2592, 0.3350), 1.0),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_ciede2000_gives_the_published_differences(
    first: tuple[float, ...], second: tuple[float, ...], expected: float
) -> None:
    assert ciede2000(np.array(first), np.array(second)) == pytest.approx(expected, abs=5e-5)
    assert ciede2000(np.array(second), np.array(first)) == pytest.approx(expected, abs=5e-5)


def differences(vision: str | None, count: int) -> dict[tuple[int, int], float]:
    """CIEDE2000 between the first ``count`` component colours as an eye with that vision sees them."""
    matrix = np.eye(3) if vision is None else np.array(MACHADO[vision])
    seen = [lab(np.clip(matrix @ linear(component_colour(number)), 0, 1)) for number in range(count)]
    return {(i, j): ciede2000(seen[i], seen[j]) for i, j in combinations(range(count), 2)}


@pytest.mark.parametrize("vision", [None, *MACHADO])
def test_the_named_colours_are_told_apart_by_every_eye(vision: str | None) -> None:
    assert len(COMPONENT_COLOURS) == 12
    alike = {pair: round(value, 1) for pair, value in differences(vision, 12).items() if value < 10}
    assert alike == {}


def test_the_named_colours_are_told_apart_best_by_usual_eyes() -> None:
    assert min(differences(None, 12).values()) >= 15


def test_generated_colours_differ_from_all_before_them() -> None:
    """By CIEDE2000, though they are chosen by their distance in CIE L*a*b*."""
    apart = differences(None, 40)
    assert min(apart.values()) >= 5
    assert min(apart[number, number + 1] for number in range(11, 39)) >= 10, "and neighbours twice as much"


def test_colours_go_on_beyond_the_named_ones() -> None:
    names = [component_colour(number).name() for number in range(300)]
    assert len(set(names)) == 300
    assert component_colour(1_000).isValid() and component_colour(1_000) == component_colour(1_000)


@THEMES
def test_discs_stand_out_from_the_canvas(theme: Theme) -> None:
    names = [component_colour(number).name() for number in range(60)]
    pale = {name: round(contrast(name, theme.canvas), 2) for name in names if contrast(name, theme.canvas) < 2}
    assert pale == {}


def test_rgb_of_components_are_their_colours() -> None:
    rgb = component_rgb((3, 0, 20))
    assert rgb.shape == (3, 3)
    for row, number in zip(rgb, (3, 0, 20), strict=True):
        colour = component_colour(number)
        assert row.tolist() == [colour.red(), colour.green(), colour.blue()]
    assert component_rgb((0, 2)).tolist() == component_rgb((0, 1, 2))[[0, 2]].tolist(), "numbers, not places in a list"


def contrast(first: str, second: str) -> float:
    """WCAG 2.1 contrast ratio, from 1 to 21."""
    light, dark = sorted((float(TO_XYZ[1] @ linear(QColor(name))) for name in (first, second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21, abs=1e-3)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01), "a well-known grey that just fails"


@THEMES
@pytest.mark.parametrize("ink", ["text", "quiet", "accent"])
@pytest.mark.parametrize("paper", ["window", "panel", "canvas"])
def test_text_can_be_read(theme: Theme, ink: str, paper: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, paper)) >= 4.5


@THEMES
def test_chosen_text_can_be_read(theme: Theme) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@THEMES
def test_components_stand_out_from_the_canvas(theme: Theme) -> None:
    paper = lab(linear(QColor(theme.canvas)))
    pale = [
        number
        for number in range(len(COMPONENT_COLOURS))
        if ciede2000(lab(linear(component_colour(number))), paper) < 20
    ]
    assert pale == []


@THEMES
def test_text_of_widgets_can_be_read_from_afar(theme: Theme) -> None:
    for paper in (theme.panel, theme.window, theme.canvas):
        assert contrast(theme.text, paper) >= 7


def test_on_a_projector_everything_is_stronger() -> None:
    for ink in ("text", "quiet", "disabled", "line", "grid", "accent", "point"):
        on_projector = contrast(getattr(PROJECTOR, ink), PROJECTOR.canvas)
        assert on_projector > contrast(getattr(LIGHT, ink), LIGHT.canvas), ink
    assert contrast(PROJECTOR.text, PROJECTOR.canvas) == pytest.approx(21)
    assert contrast(PROJECTOR.quiet, PROJECTOR.panel) >= 7
    assert contrast(PROJECTOR.edge, PROJECTOR.canvas) == pytest.approx(21), "discs have black edges"
    assert PROJECTOR.stroke > LIGHT.stroke
