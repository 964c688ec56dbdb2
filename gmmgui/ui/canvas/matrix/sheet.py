"""The picture of a scatter matrix: each column of the data against each other, made on any thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gmmgui.core.types import Floats, Labels
from gmmgui.data import Dataset
from gmmgui.session.run import Assignment
from gmmgui.ui.canvas.layers.ellipses import offsets
from gmmgui.ui.canvas.layers.layer import faint, polygon
from gmmgui.ui.canvas.matrix.grid import Grid
from gmmgui.ui.canvas.points import Colours, RenderRequest, render_points, rgb_of
from gmmgui.ui.canvas.render.curves import curve
from gmmgui.ui.canvas.render.projection import ProjectedMixture
from gmmgui.ui.canvas.render.rasterizer import PixelMap, Places, Singles, View
from gmmgui.ui.palette import Theme, component_colour

MOST_COLUMNS = 8
MOST_POINTS = 20_000
MARGIN = 0.06
CENTROID_RADIUS, ARM = 5.0, 2.5
ELLIPSE_SIGMAS = 2.0
BAR_WIDTH, FEWEST_BARS, MOST_BARS = 7, 8, 40
SPIKE = 3.0
"""A curve may be this many times as high as the bars; what is higher is cut off."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A systematic sample: every ``step``-th point of a data set, in its first c columns.

    Parameters
    ----------
    points : (m, c).
    low, high : (c,) ends of each axis; all points of the data set lie between.
    """

    points: Floats
    step: int
    low: Floats
    high: Floats


def sample_of(dataset: Dataset) -> Sample:
    """``MOST_POINTS`` and ``MOST_COLUMNS`` at most."""
    shown = dataset.points[:, :MOST_COLUMNS]
    step = -(-dataset.n // MOST_POINTS)
    low, high = (np.array([end(shown[:, j]) for j in range(shown.shape[1])]) for end in (np.min, np.max))
    room = MARGIN * np.where(high > low, high - low, np.maximum(1.0, np.abs(high)))
    return Sample(np.ascontiguousarray(shown[::step]), step, low - room, high + room)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """All that a picture is made of.

    Parameters
    ----------
    ratio : pixels of the screen a logical pixel.
    heading : logical pixels kept free at the top of the cells of the diagonal, for the names of the columns.
    colours : of all points of the data set.
    assignment : what these colours mean, or None where nothing is assigned.
    drawn : the components in the columns of the sample, or None before the start.
    has_covariances : are there ellipses and curves?
    """

    grid: Grid
    ratio: float
    heading: int
    sample: Sample
    theme: Theme
    colours: Colours
    assignment: Assignment | None
    projected: ProjectedMixture | None
    has_covariances: bool


Marks = dict[tuple[int, int], PixelMap]


@dataclass(frozen=True, slots=True, eq=False)
class PaintedSheet:
    """What came of ``sheet``; ``marks`` say where the points are, for the next picture."""

    sheet: Sheet
    image: QImage
    marks: Marks

    def marks_for(self, sheet: Sheet) -> Marks:
        """Those that hold for another sheet, too."""
        mine = self.sheet
        same = mine.sample is sheet.sample and mine.grid == sheet.grid and mine.ratio == sheet.ratio
        return self.marks if same else {}


def paint_sheet(sheet: Sheet, marks: Marks) -> PaintedSheet:
    """The picture, on any thread."""
    grid, step = sheet.grid, sheet.sample.step
    image = QImage(
        round(grid.width * sheet.ratio), round(grid.height * sheet.ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(sheet.ratio)
    image.fill(QColor(sheet.theme.canvas))
    rgb = sheet.colours.rgb()
    shown = rgb if len(rgb) == 1 else np.ascontiguousarray(rgb[::step])
    labels = None if sheet.assignment is None else sheet.assignment.labels
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    made: Marks = {}
    for row in range(grid.count):
        for column in range(grid.count):
            painter.setClipRect(grid.cell(row, column))
            if row == column:
                _paint_histogram(painter, sheet, row, None if labels is None else labels[::step])
            else:
                made[row, column] = _paint_points(painter, sheet, row, column, shown, marks.get((row, column)))
                _paint_components(painter, sheet, row, column)
    painter.end()
    return PaintedSheet(sheet, image, made)


@dataclass(frozen=True, slots=True)
class _Scale:
    """From a column to pixels: ``place * factor + shift``."""

    factor: float
    shift: float


def _scale(sheet: Sheet, column: int, first: float, last: float) -> _Scale:
    """The low end of the column at pixel ``first``, its high end at ``last``."""
    low, high = sheet.sample.low[column], sheet.sample.high[column]
    factor = (last - first) / (high - low)
    return _Scale(float(factor), float(first - low * factor))


def _paint_points(
    painter: QPainter, sheet: Sheet, row: int, column: int, rgb: Singles, mark: PixelMap | None
) -> PixelMap:
    cell, ratio = sheet.grid.cell(row, column), sheet.ratio
    width, height = round(cell.width() * ratio), round(cell.height() * ratio)
    across, down = _scale(sheet, column, 0, width), _scale(sheet, row, height, 0)
    view = View(width, height, ratio, (across.factor, down.factor), (across.shift, down.shift))
    rim = rgb_of(QColor(sheet.theme.canvas))
    picture = render_points(
        RenderRequest(Places(sheet.sample.points, column, row), Colours(lambda: rgb), rim, view, mark)
    )
    painter.drawImage(QRectF(cell), picture.image)
    return picture.mark


def _paint_components(painter: QPainter, sheet: Sheet, row: int, column: int) -> None:
    if sheet.projected is None:
        return
    cell, pair, projected = sheet.grid.cell(row, column), [column, row], sheet.projected
    across = _scale(sheet, column, cell.left(), cell.left() + cell.width())
    down = _scale(sheet, row, cell.top() + cell.height(), cell.top())
    factors, shifts = np.array([across.factor, down.factor]), np.array([across.shift, down.shift])
    places = projected.means[:, pair] * factors + shifts
    if sheet.has_covariances:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        around = offsets(projected.covariances[:, pair][:, :, pair])[:, ::2] * factors * ELLIPSE_SIGMAS
        for component_id, outline in zip(projected.component_ids, places[:, None] + around, strict=True):
            for pen in (QPen(faint(QColor(sheet.theme.canvas), 150), 3.2), QPen(component_colour(component_id), 1.5)):
                painter.setPen(pen)
                painter.drawPolygon(polygon(outline))
    for component_id, place in zip(projected.component_ids, places, strict=True):
        _paint_centroid(painter, sheet, component_id, QPointF(*place))


def _paint_centroid(painter: QPainter, sheet: Sheet, component_id: int, place: QPointF) -> None:
    painter.setPen(QPen(QColor(sheet.theme.canvas), 1.5))
    painter.setBrush(component_colour(component_id))
    painter.drawEllipse(place, CENTROID_RADIUS, CENTROID_RADIUS)
    painter.setPen(QPen(QColor("white"), 1.2))
    for arm in (QPointF(ARM, 0), QPointF(0, ARM)):
        painter.drawLine(place - arm, place + arm)


def _paint_histogram(painter: QPainter, sheet: Sheet, column: int, labels: Labels | None) -> None:
    """Bars of one column, filled by the component of each point, the components' curves and their centroids."""
    cell, values = sheet.grid.cell(column, column), sheet.sample.points[:, column]
    bars = int(np.clip(cell.width() // BAR_WIDTH, FEWEST_BARS, MOST_BARS))
    room = float(sheet.sample.high[column] - sheet.sample.low[column]) / bars
    component_ids = () if labels is None or sheet.assignment is None else sheet.assignment.components
    parts = [values[labels == j] for j in range(len(component_ids))] or [values]
    heights, edges = _bars(values, bars, room, parts)
    foot, head = cell.top() + cell.height() - 2 * CENTROID_RADIUS - 1, cell.top() + sheet.heading
    across = _scale(sheet, column, cell.left(), cell.left() + cell.width())
    places = np.linspace(sheet.sample.low[column], sheet.sample.high[column], max(2, cell.width()))
    curves = _curves(sheet, column, places)
    highest = heights.sum(axis=1).max()
    highest_curve = max((float(heights_of_one.max()) for _, heights_of_one in curves), default=0.0)
    unit = (foot - head) / max(highest, min(highest_curve, SPIKE * highest))
    colours = [component_colour(component_id) for component_id in component_ids] or [QColor(sheet.theme.point)]
    painter.setPen(Qt.PenStyle.NoPen)
    pixels, tops = edges * across.factor + across.shift, foot - unit * np.cumsum(heights, axis=1)
    for j, colour in enumerate(colours):
        painter.setBrush(faint(colour, 110))
        for left, right, top, height in zip(pixels, pixels[1:], tops[:, j], heights[:, j] * unit, strict=False):
            painter.drawRect(QRectF(left + 0.5, top, max(0.5, right - left - 0.5), height))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for component_id, along in curves:
        painter.setPen(QPen(component_colour(component_id), 1.5))
        outline = np.column_stack([places * across.factor + across.shift, foot - unit * along])
        painter.drawPolyline(polygon(outline[outline[:, 1] > head - cell.height()]))
    if sheet.projected is not None:
        for component_id, mean in zip(sheet.projected.component_ids, sheet.projected.means[:, column], strict=True):
            place = QPointF(mean * across.factor + across.shift, foot + CENTROID_RADIUS)
            _paint_centroid(painter, sheet, component_id, place)


def _bars(values: Floats, bars: int, room: float, parts: list[Floats]) -> tuple[Floats, Floats]:
    """(bars, k) densities, what each of the ``parts`` of ``values`` (n,) holds of each bar, and (bars + 1,) edges.

    Where all values are equal there is one bar, of width ``room``.
    """
    low, high = float(values.min()), float(values.max())
    edges = np.linspace(low, high, bars + 1) if high > low else low + np.array([-0.5, 0.5]) * room
    counts = np.column_stack([np.histogram(part, edges)[0] for part in parts])
    return counts / (len(values) * np.diff(edges)[:, None]), edges


def _curves(sheet: Sheet, column: int, places: Floats) -> list[tuple[int, Floats]]:
    """The number of each component and w·N at ``places`` (p,); none where there are no covariances."""
    projected = sheet.projected
    if projected is None or not sheet.has_covariances:
        return []
    return [
        (
            component_id,
            curve(places, projected.weights[j], projected.means[j, column], projected.covariances[j, column, column]),
        )
        for j, component_id in enumerate(projected.component_ids)
    ]
