"""Regions: which component each place belongs to. Voronoi cells of the means, or decision regions of densities."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainterPath, QPen, QPolygonF

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.layers.field import (
    FieldImage,
    FieldLayer,
    FieldView,
    Plan,
    colour_table,
    image,
    need_all_columns,
    path,
)
from gmmgui.ui.canvas.layers.layer import cosmetic, faint
from gmmgui.ui.canvas.render.borders import decision_borders, voronoi
from gmmgui.ui.canvas.render.plane import Gaussians, evaluated, gaussians, log_joint, most_probable
from gmmgui.ui.canvas.render.projection import ProjectedMixture
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import Theme, component_colour

TINT = 0.14
"""Opacity of a region."""
BORDER, BORDER_WIDTH = 200, 1.3
"""Opacity, of 255, and width in logical pixels of a border."""
STEP = 2.0
"""Logical pixels between the places where a border is looked for, at rest."""
BEYOND = 0.05
"""How far cells go beyond the frame, as a share of it: its edges are no borders."""


class RegionsLayer(FieldLayer):
    """Softly tinted regions, and the lines between them."""

    kind = "regions"

    def plan(self, scene: Scene) -> Plan | None:
        if scene.projected is None or need_all_columns(scene):
            return None
        return decision_plan(scene) if scene.algorithm.has_density else voronoi_plan(scene)


def border_pen(theme: Theme) -> QPen:
    """The pen of every border."""
    return cosmetic(faint(QColor(theme.quiet), BORDER), BORDER_WIDTH)


def voronoi_plan(scene: Scene) -> Plan | None:
    """Cells of the nearest mean: polygons, without any grid. None where the two axes show the same."""
    assert scene.projected is not None
    projected, pen, matrix = scene.projected, border_pen(scene.theme), scene.axes.matrix(2)
    if abs(np.linalg.det(matrix)) < 1e-9:
        return None

    def plan(frame: FieldView, _most: int) -> FieldImage:
        fills, outlines = [], QPainterPath()
        for component_id, cell in zip(projected.component_ids, voronoi_cells(projected, frame, matrix), strict=True):
            if len(cell):
                shape = QPolygonF([QPointF(x, y) for x, y in cell.tolist()])
                fills.append((shape, faint(component_colour(component_id), round(255 * TINT))))
                outlines.addPolygon(shape)
                outlines.closeSubpath()
        return FieldImage(fills=tuple(fills), lines=((outlines, pen),), is_exact=True)

    return plan


def voronoi_cells(projected: ProjectedMixture, frame: FieldView, matrix: Floats) -> list[Floats]:
    """(c, 2) corners of the cell of each mean; nearest is what is nearest in the data, seen on axes with ``matrix``."""
    x, y = BEYOND * (frame.right - frame.left), BEYOND * (frame.top - frame.bottom)
    left, right, bottom, top = frame.left - x, frame.right + x, frame.bottom - y, frame.top + y
    there, back = np.linalg.inv(matrix).T, matrix.T
    corners = np.array([(left, bottom), (right, bottom), (right, top), (left, top)]) @ there
    return [
        np.array(cell) @ back if cell else np.empty((0, 2))
        for cell in voronoi(projected.means @ there, corners.tolist())
    ]


def decision_plan(scene: Scene) -> Plan | None:
    """Regions of the largest w N(x): an image of the labels, and lines found between places on a grid."""
    assert scene.projected is not None
    mixture, pen = gaussians(scene.projected), border_pen(scene.theme)
    if not len(mixture):
        return None
    colours = colour_table(tuple(scene.projected.component_ids[row] for row in mixture.rows), TINT)

    def plan(frame: FieldView, most: int) -> FieldImage:
        cells = frame.centres(frame.size(len(mixture), most, 1 / frame.ratio))
        return FieldImage(
            image(evaluated(mixture, cells, most_probable), colours), lines=((border(mixture, frame, most), pen),)
        )

    return plan


def border(mixture: Gaussians, frame: FieldView, most: int) -> QPainterPath:
    """The lines on which another component becomes the most probable."""
    lattice = frame.corners(frame.size(len(mixture), most, STEP))
    joint = log_joint(mixture, lattice.x, lattice.y[:, None])
    return path(decision_borders(joint, most_probable(joint)), lattice)
