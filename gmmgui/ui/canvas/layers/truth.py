"""Truth: the mixture that the data were drawn from, or where only labels are known, the points that disagree."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from scipy.optimize import linear_sum_assignment

from gmmgui.core.types import Indices, Labels, Mixture
from gmmgui.data import Dataset
from gmmgui.session.run import Assignment
from gmmgui.ui.canvas.layers.ellipses import draw_ellipse, roots
from gmmgui.ui.canvas.layers.layer import Layer, cosmetic, polygon, use
from gmmgui.ui.canvas.layers.shapes import SHAPES, in_pixels, stamp
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render.curves import CURVES, heights, places_between
from gmmgui.ui.canvas.render.projection import ProjectedMixture, marginals, on_plane, project
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import Theme, component_colour
from gmmgui.ui.words import QT_TRANSLATE_NOOP

MOST_POINTS = 20_000
RADII = (1.0, 2.0)
"""Of the ellipses, in standard deviations."""
WIDTH = 1.6
DASHES = 11.0, 6.0
"""Stroke and gap in pixels: longer than those of ghosts."""
DIAMOND, RING = 13.0, 10.0
"""Radii in pixels: a diamond is seen around a centroid, and a ring around the disc of a point and its shape."""


def need_truth(scene: Scene) -> str:
    """Why there is no truth to be shown."""
    dataset = scene.dataset
    if dataset.truth_mixture is not None:
        return ""
    if dataset.truth is None:
        return QT_TRANSLATE_NOOP("Layers", "The true mixture of these data is not known.")
    if dataset.n > MOST_POINTS:
        return QT_TRANSLATE_NOOP("Layers", "More than 20,000 points: rings would hide them.")
    return ""


def disagreeing(truth: Labels, labels: Labels) -> Indices:
    """Points (m,) that are not with the component that stands for their true one.

    Components and true ones are matched so that as many points as can be agree (Kuhn 1955, the Hungarian method, on
    the contingency table); those left over, where there are more of one kind, stand for nothing.
    """
    _, true = np.unique(truth, return_inverse=True)
    table = np.zeros((true.max() + 1, int(labels.max()) + 1), dtype=np.int64)
    np.add.at(table, (true, labels), 1)
    partner = np.full(len(table), -1)
    rows, columns = linear_sum_assignment(table, maximize=True)
    partner[rows] = columns
    return np.flatnonzero(partner[true] != labels)


class TruthLayer(Layer):
    """Dashed ellipses with diamonds at the true means; on a single axis the true density; else rings."""

    z_value = 11.0

    def __init__(self, painter: Painter) -> None:
        super().__init__(painter)
        self._known: tuple[Dataset, Assignment] | None = None
        self._disagreeing: Indices | None = None
        self._kind = next(iter(CURVES))

    def choose(self, option: str) -> None:
        """Of the same kind as the curves: a key of ``CURVES``."""
        self._kind = option
        self.update()

    @property
    def disagreeing(self) -> Indices | None:
        """Points with a ring; None where that is not asked, or not known yet."""
        return self._disagreeing

    def show_scene(self, scene: Scene) -> None:
        dataset, assignment = scene.dataset, scene.assignment
        if dataset.truth is None or dataset.truth_mixture is not None or need_truth(scene) or assignment is None:
            self._known = self._disagreeing = None
        elif self._known != (dataset, assignment):
            labels = assignment.labels
            self._known = (dataset, assignment)
            self._disagreeing = None if labels is None else disagreeing(dataset.truth, labels)
        super().show_scene(scene)

    def differs(self, before: Scene, after: Scene) -> bool:
        return (
            before.dataset is not after.dataset
            or before.axes is not after.axes
            or before.theme is not after.theme
            or before.true_numbers != after.true_numbers
            or before.assignment is not after.assignment
        )

    def draw(self, painter: QPainter, scene: Scene) -> None:
        mixture = scene.dataset.truth_mixture
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if mixture is not None:
            self._draw_mixture(painter, scene, mixture)
        elif self._disagreeing is not None:
            self._draw_rings(painter, scene, self._disagreeing)

    def _draw_mixture(self, painter: QPainter, scene: Scene, mixture: Mixture) -> None:
        true = marginals(mixture, scene.true_numbers, scene.axes)
        if scene.axes.y is None:
            self._draw_density(painter, scene.theme, true)
        else:
            for component_id, mean, root in zip(true.component_ids, true.means, roots(true.covariances), strict=True):
                use(painter, _pen(component_colour(component_id), scene.theme))
                for radius in RADII:
                    draw_ellipse(painter, mean, root, radius)
        places = in_pixels(painter, on_plane(true.means))
        painter.resetTransform()
        for component_id, place in zip(true.component_ids, places[:, None], strict=True):
            for colour, width in ((QColor(scene.theme.canvas), 5.0), (component_colour(component_id), 2.0)):
                painter.setPen(QPen(colour, width * scene.theme.stroke))
                stamp(painter, SHAPES["diamond"], place, DIAMOND)

    def _draw_density(self, painter: QPainter, theme: Theme, true: ProjectedMixture) -> None:
        """The sum of the curves of the components: wide and quiet, for that of the mixture found is thin and in ink."""
        box = self.boundingRect()
        places = places_between(box.left(), box.right(), true)
        total = heights(self._kind, places, true).sum(axis=0) / true.weights.sum()
        use(painter, _pen(QColor(theme.quiet), theme, 2 * WIDTH))
        painter.drawPolyline(polygon(np.column_stack([places, total])))

    def _draw_rings(self, painter: QPainter, scene: Scene, who: Indices) -> None:
        places = in_pixels(painter, on_plane(project(scene.dataset.points[who], scene.axes)))
        frame = painter.worldTransform().mapRect(self.boundingRect())
        painter.resetTransform()
        painter.setPen(QPen(QColor(scene.theme.text), 1.5 * scene.theme.stroke))
        stamp(painter, SHAPES["circle"], places, RING)
        self._write(painter, scene, len(who), frame)

    def _write(self, painter: QPainter, scene: Scene, count: int, frame: QRectF) -> None:
        """How many disagree, in the upper right corner."""
        words = self.tr("{0} of {1} points are not with their true group").format(f"{count:,}", f"{scene.dataset.n:,}")
        painter.setFont(self.scene().font())
        size = painter.fontMetrics().size(0, words)
        box = QRectF(frame.right() - size.width() - 24, frame.top() + 8, size.width() + 16, size.height() + 8)
        paper = QColor(scene.theme.canvas)
        paper.setAlpha(220)
        painter.setPen(QPen(QColor(scene.theme.line), 1))
        painter.setBrush(paper)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(scene.theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _pen(colour: QColor, theme: Theme, width: float = WIDTH) -> QPen:
    pen = cosmetic(colour, width * theme.stroke)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([length / width for length in DASHES])  # Qt counts in widths of the line
    return pen
