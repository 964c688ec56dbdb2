"""Every layer that can be switched on and off: the menus are made of this."""

from __future__ import annotations

from gmmgui.ui.canvas.layers.ellipses import OPTIONS as ELLIPSE_SIZES
from gmmgui.ui.canvas.layers.ellipses import EllipsesLayer, need_covariances
from gmmgui.ui.canvas.layers.grid import GridLayer
from gmmgui.ui.canvas.layers.layer import Entry
from gmmgui.ui.canvas.layers.sigma_axes import SigmaAxesLayer
from gmmgui.ui.canvas.layers.trails import TrailsLayer
from gmmgui.ui.words import QT_TRANSLATE_NOOP

LAYERS: dict[str, Entry] = {
    "ellipses": Entry(
        QT_TRANSLATE_NOOP("Layers", "&Ellipses"),
        QT_TRANSLATE_NOOP("Layers", "Where (x − μ)ᵀ Σ⁻¹ (x − μ) = r², around each mean"),
        EllipsesLayer,
        on=True,
        why_not=need_covariances,
        options=ELLIPSE_SIZES,
    ),
    "sigma axes": Entry(
        QT_TRANSLATE_NOOP("Layers", "&Axes of Σ"),
        QT_TRANSLATE_NOOP("Layers", "One standard deviation, √λ, along each eigenvector of Σ"),
        SigmaAxesLayer,
        why_not=need_covariances,
    ),
    "trails": Entry(
        QT_TRANSLATE_NOOP("Layers", "&Trails"),
        QT_TRANSLATE_NOOP("Layers", "Where each centroid has been"),
        TrailsLayer,
        on=True,
    ),
    "grid": Entry(
        QT_TRANSLATE_NOOP("Layers", "&Grid"),
        QT_TRANSLATE_NOOP("Layers", "Lines at the numbers of the axes"),
        GridLayer,
        on=True,
    ),
}
"""By the name under which the settings remember them; in the order of the menu."""
