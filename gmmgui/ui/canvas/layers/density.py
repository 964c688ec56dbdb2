"""Mixture density: how dense the points are that the mixture would make, as a heat map and as contours."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QPainterPath, QPen

from gmmgui.ui.canvas.layers.field import (
    FieldImage,
    FieldLayer,
    FieldView,
    Plan,
    colour_ramp,
    image,
    need_two_axes,
    path,
)
from gmmgui.ui.canvas.layers.layer import cosmetic, faint
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render.borders import contour
from gmmgui.ui.canvas.render.plane import Gaussians, Masses, evaluated, gaussians, log_density, masses
from gmmgui.ui.canvas.render.rasterizer import Bytes, Singles
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import Theme
from gmmgui.ui.words import QT_TRANSLATE_NOOP

OPTIONS: dict[str, str] = {
    "heat": QT_TRANSLATE_NOOP("Layers", "Heat map"),
    "contours": QT_TRANSLATE_NOOP("Layers", "Contours"),
    "both": QT_TRANSLATE_NOOP("Layers", "Heat map and contours"),
}
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Of the mass, within the contours."""
OPACITY = 0.5
"""Of the heat map where the mixture is densest."""
STEP = 2.0
"""Logical pixels between the places where a contour is looked for, at rest."""


def need_density(scene: Scene) -> str:
    """Why there is no density in the plane."""
    if not scene.algorithm.has_density:
        return QT_TRANSLATE_NOOP("Layers", "{algorithm} has no density.")
    return need_two_axes(scene)


def hue(theme: Theme) -> str:
    """The one colour of heat map and contours."""
    return "#8fa8dc" if theme.is_dark else "#3f568c"


class MixtureDensityLayer(FieldLayer):
    """The density of the columns shown."""

    kind = "density"

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self._option = next(iter(OPTIONS))

    def choose(self, option: str) -> None:
        self._option = option
        self.forget()

    def plan(self, scene: Scene) -> Plan | None:
        if scene.projected is None or need_density(scene):
            return None
        mixture, option = gaussians(scene.projected), self._option
        if not len(mixture):
            return None
        colour, pen = hue(scene.theme), contour_pen(scene.theme)

        def plan(frame: FieldView, most: int) -> FieldImage:
            known = masses(mixture)
            return FieldImage(
                None
                if option == "contours"
                else image(tones(mixture, known, frame, most), colour_ramp(colour, OPACITY)),
                lines=() if option == "heat" else ((contours(mixture, known, frame, most), pen),),
            )

        return plan


def contour_pen(theme: Theme) -> QPen:
    """The pen of every contour."""
    return cosmetic(faint(QColor(hue(theme)), 220), 1.2)


def log_densities(mixture: Gaussians, frame: FieldView, most: int) -> Singles:
    """(h, w) log p(x) in the middle of the cells that fill ``frame``: what the heat map is made of."""
    return evaluated(mixture, frame.centres(frame.size(len(mixture), most, 1.0)), log_density)


def tones(mixture: Gaussians, known: Masses, frame: FieldView, most: int) -> Bytes:
    """(h, w) steps from 0 to 255 of the share of the mass that lies where the mixture is less dense.

    Of one Gaussian alone that is p(x) over its maximum; of several, narrow and wide, all can be seen.
    """
    return np.rint(255 * known.tones(log_densities(mixture, frame, most))).astype(np.uint8)


def contours(mixture: Gaussians, known: Masses, frame: FieldView, most: int) -> QPainterPath:
    """The edges of the smallest regions that hold ``SHARES`` of the mass."""
    lattice = frame.corners(frame.size(len(mixture), most, STEP))
    values = evaluated(mixture, lattice, log_density)
    result = QPainterPath()
    for share in SHARES:
        result.addPath(path(contour(values, known.level(share)), lattice))
    return result
