"""Every layer that can be switched on and off: the menus are made of this."""

from __future__ import annotations

from gmmgui.ui.canvas.layers.density import OPTIONS as DENSITY_WAYS
from gmmgui.ui.canvas.layers.density import MixtureDensityLayer, need_density
from gmmgui.ui.canvas.layers.ellipses import OPTIONS as ELLIPSE_SIZES
from gmmgui.ui.canvas.layers.ellipses import EllipsesLayer, need_covariances
from gmmgui.ui.canvas.layers.field import need_all_columns
from gmmgui.ui.canvas.layers.ghosts import GhostsLayer
from gmmgui.ui.canvas.layers.grid import GridLayer
from gmmgui.ui.canvas.layers.layer import LayerEntry
from gmmgui.ui.canvas.layers.membership import MembershipLayer, few_points
from gmmgui.ui.canvas.layers.one_column import (
    KINDS,
    BoundariesLayer,
    CurvesLayer,
    HistogramLayer,
    RugLayer,
    SumLayer,
    need_curves,
    need_one_column,
    need_whole_column,
)
from gmmgui.ui.canvas.layers.regions import RegionsLayer
from gmmgui.ui.canvas.layers.shapes import ShapesLayer
from gmmgui.ui.canvas.layers.sigma_axes import SigmaAxesLayer
from gmmgui.ui.canvas.layers.trails import TrailsLayer
from gmmgui.ui.canvas.layers.truth import TruthLayer, need_truth
from gmmgui.ui.canvas.layers.uncertainty import UncertaintyLayer, need_responsibilities
from gmmgui.ui.words import QT_TRANSLATE_NOOP

LAYERS: dict[str, LayerEntry] = {
    "ellipses": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "&Ellipses"),
        QT_TRANSLATE_NOOP("Layers", "Where (x − μ)ᵀ Σ⁻¹ (x − μ) = r², around each mean"),
        EllipsesLayer,
        on=True,
        why_not=need_covariances,
        options=ELLIPSE_SIZES,
        choice=QT_TRANSLATE_NOOP("Layers", "Size of ellipses"),
    ),
    "sigma axes": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "&Axes of Σ"),
        QT_TRANSLATE_NOOP("Layers", "One standard deviation, √λ, along each eigenvector of Σ"),
        SigmaAxesLayer,
        why_not=need_covariances,
    ),
    "trails": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "&Trails"),
        QT_TRANSLATE_NOOP("Layers", "Where each centroid has been"),
        TrailsLayer,
        on=True,
    ),
    "ghosts": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "G&hosts"),
        QT_TRANSLATE_NOOP("Layers", "Where M, or your hand, took each component from, until the next E"),
        GhostsLayer,
        on=True,
    ),
    "membership": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "&Membership lines"),
        QT_TRANSLATE_NOOP("Layers", "From each point to its centroid; in soft EM to each one, as strong as r"),
        MembershipLayer,
        why_not=few_points,
    ),
    "truth": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "True mi&xture"),
        QT_TRANSLATE_NOOP(
            "Layers",
            "The mixture that the data were drawn from, at 1 and 2 sigma; where only labels are known, the points that "
            "disagree with them",
        ),
        TruthLayer,
        why_not=need_truth,
    ),
    "shapes": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "&Shapes"),
        QT_TRANSLATE_NOOP("Layers", "A shape for each component, on its centroid and around up to 2,000 points"),
        ShapesLayer,
    ),
    "regions": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "&Regions"),
        QT_TRANSLATE_NOOP(
            "Layers", "To whom each place belongs: the nearest mean (Voronoi cells), or the largest w·N(x)"
        ),
        RegionsLayer,
        why_not=need_all_columns,
    ),
    "density": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "Mixture &density"),
        QT_TRANSLATE_NOOP(
            "Layers",
            "p(x) = Σ w·N(x) of what is shown; contours enclose the densest 10, 30, 50, 70 and 90 % of the mass",
        ),
        MixtureDensityLayer,
        why_not=need_density,
        options=DENSITY_WAYS,
        choice=QT_TRANSLATE_NOOP("Layers", "Density as"),
    ),
    "uncertainty": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "&Uncertainty"),
        QT_TRANSLATE_NOOP("Layers", "Entropy of the responsibilities, −Σ r ln r, from 0 to ln k: high on the borders"),
        UncertaintyLayer,
        why_not=need_responsibilities,
    ),
    "histogram": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "Hist&ogram"),
        QT_TRANSLATE_NOOP(
            "Layers", "Bars of area 1, filled by responsibility; with distribution functions, that of the data"
        ),
        HistogramLayer,
        on=True,
        why_not=need_one_column,
    ),
    "rug": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "Ru&g of points"),
        QT_TRANSLATE_NOOP("Layers", "The points under the axis, at random heights so that they are told apart"),
        RugLayer,
        on=True,
        why_not=need_one_column,
    ),
    "curves": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "&Curves of components"),
        QT_TRANSLATE_NOOP("Layers", "w·N(x) of each component, or its distribution function w·Φ((x − μ)/σ)"),
        CurvesLayer,
        on=True,
        why_not=need_curves,
        options=KINDS,
        choice=QT_TRANSLATE_NOOP("Layers", "Curves as"),
    ),
    "sum": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "Cur&ve of the mixture"),
        QT_TRANSLATE_NOOP("Layers", "The sum of the components' curves: p(x) = Σ w·N(x), or F(x) = Σ w·Φ((x − μ)/σ)"),
        SumLayer,
        on=True,
        why_not=need_curves,
    ),
    "boundaries": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "&Boundaries"),
        QT_TRANSLATE_NOOP(
            "Layers", "Where the component with the largest w·N(x) changes; of K-means, midpoints between centroids"
        ),
        BoundariesLayer,
        on=True,
        why_not=need_whole_column,
    ),
    "grid": LayerEntry(
        QT_TRANSLATE_NOOP("Layers", "Gr&id"),
        QT_TRANSLATE_NOOP("Layers", "Lines at the numbers of the axes"),
        GridLayer,
        on=True,
    ),
}
"""By the name under which the settings remember them; in the order of the menu."""
