"""Scatter matrix: every column against every other at once, and any cell becomes the canvas."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gmmgui.data import Dataset
from gmmgui.ui.canvas.matrix.grid import GAP, Grid, number, paint_frames, paint_names, paint_numbers, ticks
from gmmgui.ui.canvas.matrix.sheet import MOST_COLUMNS, PaintedSheet, Sample, Sheet, paint_sheet, sample_of
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.points import Colours
from gmmgui.ui.canvas.render.projection import Axes, ProjectedMixture
from gmmgui.ui.canvas.scene import Scene

STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
AT_ONCE = 500_000
"""So many numbers are looked through in a few milliseconds; more on the painter's thread."""
WIDEST_NUMBERS = 72


class ScatterMatrix(QWidget):
    """Cells in rows and columns: a point cloud for each pair of columns, a histogram for each column.

    Signals
    -------
    chosen(int, int) : columns for the horizontal and the vertical axis of the canvas; the same on the diagonal.
    """

    chosen = Signal(int, int)

    def __init__(self, painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scatterMatrix")
        self.setAccessibleName(self.tr("Scatter matrix: every column against every other"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._painter = painter
        self._scene: Scene | None = None
        self._colours: Colours | None = None
        self._sample: Sample | None = None
        self._request: Sheet | None = None
        self._painted: PaintedSheet | None = None
        self._current: tuple[int, int] | None = None
        self._pressed: tuple[int, int] | None = None

    @property
    def is_up_to_date(self) -> bool:
        """Does the picture show what it should?"""
        return self._painted is not None and self._painted.sheet is self._request

    @property
    def current(self) -> tuple[int, int] | None:
        """Row and column of the cell that Return would choose, if there is one."""
        return self._current

    @property
    def painted(self) -> PaintedSheet | None:
        """What is on the screen."""
        return self._painted

    def show_scene(self, scene: Scene, colours: Colours) -> None:
        """Show this state of the run, and the points in these colours, as soon as it can be seen."""
        known = self._scene
        if known is None or scene.dataset is not known.dataset:
            self._sample = self._painted = self._request = None
        same = (
            known is not None
            and colours is self._colours
            and scene.dataset is known.dataset
            and scene.state is known.state
            and scene.theme is known.theme
            and scene.algorithm is known.algorithm
        )
        self._scene, self._colours = scene, colours
        if not same:
            self._refresh()

    def begin_at(self, axes: Axes) -> None:
        """Make the cell of the canvas the current one, if there is one."""
        self._current = None
        if axes.are_columns:
            column, row = axes.columns[0], axes.columns[-1]
            if max(column, row) < MOST_COLUMNS:
                self._set_current(row, column)

    def cell(self, row: int, column: int) -> QRect:
        """Where the cell is on the widget."""
        return self._grid().cell(row, column)

    def paint_now(self) -> None:
        """Have the picture up to date, however long it takes."""
        if self._scene is not None and not self.is_up_to_date:
            self._sample = self._sample or sample_of(self._scene.dataset)
            self._request = self._request or self._sheet(self._sample)
            self._take(paint_sheet(self._request, {}))

    # The picture

    def _refresh(self) -> None:
        if self._scene is None or not self.isVisible():
            return
        if self._sample is None:
            self._look_for_sample(self._scene.dataset)
            return
        sheet = self._request = self._sheet(self._sample)
        marks = {} if self._painted is None else self._painted.marks_for(sheet)
        self._painter.ask("scatter matrix", lambda: paint_sheet(sheet, marks), self._take)

    def _look_for_sample(self, dataset: Dataset) -> None:
        """Of few points at once, of many on the painter's thread; then paint it."""
        if dataset.points.size <= AT_ONCE:
            self._take_sample(dataset, sample_of(dataset))
        else:
            self._painter.ask("sample", lambda: sample_of(dataset), lambda sample: self._take_sample(dataset, sample))

    def _take_sample(self, dataset: Dataset, sample: Sample) -> None:
        if self._scene is not None and dataset is self._scene.dataset and self._sample is None:
            self._sample = sample
            self._refresh()

    def _take(self, painted: PaintedSheet) -> None:
        """A picture; one of an earlier state is better than none, unless a newer one was made at once meanwhile."""
        if painted.sheet.sample is self._sample and not self.is_up_to_date:
            self._painted = painted
            self.update()

    def _sheet(self, sample: Sample) -> Sheet:
        scene, colours = self._scene, self._colours
        assert scene is not None and colours is not None
        state, columns = scene.state, list(range(self._count))
        is_assigned = state is not None and state.scaled_assigned_by is not None
        return Sheet(
            self._grid(),
            self.devicePixelRatioF(),
            QFontMetrics(self._heading_font()).height() + 2,
            sample,
            scene.theme,
            colours,
            scene.assignment if is_assigned else None,
            None
            if state is None
            else ProjectedMixture(
                state.components,
                state.mixture.weights,
                state.mixture.means[:, columns],
                state.mixture.covariances[:, columns][:, :, columns],
            ),
            scene.algorithm.estimates_covariances,
        )

    @property
    def _count(self) -> int:
        """Rows and columns of the matrix."""
        return 1 if self._scene is None else min(self._scene.dataset.d, MOST_COLUMNS)

    def _grid(self) -> Grid:
        numbers = QFontMetrics(self._number_font())
        widest = max((numbers.horizontalAdvance(text) for text in self._all_numbers()), default=0)
        top = GAP + (numbers.height() + GAP if self.note() else 0)
        left = min(widest, WIDEST_NUMBERS) + 2 * GAP
        return Grid(self._count, self.width(), self.height(), left, top, numbers.height())

    def _all_numbers(self) -> list[str]:
        if self._sample is None:
            return []
        ends = zip(self._sample.low, self._sample.high, strict=True)
        return [number(place) for low, high in ends for place in ticks(low, high, 5)]

    def _number_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 2))
        return font

    def _heading_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def note(self) -> str:
        """What of the data is not shown, or "" where all is."""
        scene, notes = self._scene, []
        if scene is not None and scene.dataset.d > MOST_COLUMNS:
            notes.append(self.tr("The first {0} of {1} columns").format(MOST_COLUMNS, scene.dataset.d))
        if self._sample is not None and self._sample.step > 1:
            notes.append(
                self.tr("{0} of {1} points, evenly chosen").format(
                    f"{len(self._sample.points):,}", f"{scene.dataset.n:,}" if scene is not None else ""
                )
            )
        return " · ".join(notes)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._scene.theme.canvas))
        if self._painted is not None:
            painter.drawImage(self.rect(), self._painted.image)  # stretched while that for another size is made
        grid = self._grid()
        paint_frames(painter, grid, self._scene.theme, self._current, self.hasFocus())
        painter.setFont(self._heading_font())
        painter.setPen(QColor(self._scene.theme.text))
        paint_names(painter, grid, self._scene.dataset.features)
        painter.setFont(self._number_font())
        painter.setPen(QColor(self._scene.theme.quiet))
        painter.drawText(QRect(grid.left, 0, grid.width, grid.top), Qt.AlignmentFlag.AlignVCenter, self.note())
        if self._sample is not None:
            paint_numbers(painter, grid, self._sample.low, self._sample.high)
        painter.end()

    # The mouse

    def _set_current(self, row: int, column: int) -> None:
        self._current = (row, column)
        self.setAccessibleDescription(self._words_of(row, column))
        self.update()

    def _words_of(self, row: int, column: int) -> str:
        assert self._scene is not None
        features = self._scene.dataset.features
        if row == column:
            return self.tr(
                "{0} alone, its bars filled by component. Click or Return: put it on the horizontal axis."
            ).format(features[column])
        return self.tr(
            "{0} to the right, {1} upwards, ellipses at 2 sigma. Click or Return: make it the canvas."
        ).format(features[column], features[row])

    def _choose(self, row: int, column: int) -> None:
        self.chosen.emit(column, row)

    def _cell_at(self, place: QPoint) -> tuple[int, int] | None:
        return None if self._scene is None else self._grid().at(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._cell_at(event.position().toPoint())
        self.setCursor(Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor)
        if found is not None and found != self._current:
            self._set_current(*found)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._cell_at(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            found, pressed, self._pressed = self._cell_at(event.position().toPoint()), self._pressed, None
            if found is not None and found == pressed:
                self._choose(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not _is_its_own(event):
            event.ignore()
        elif key in STEPS:
            row, column = np.clip(np.add(self._current or (0, 0), STEPS[key]), 0, self._count - 1).tolist()
            self._set_current(row, column)
        elif self._current is not None:
            self._choose(*self._current)

    def event(self, event: QEvent) -> bool:
        """The keys of the matrix go before those of the window; each cell has a tooltip of its own."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            if _is_its_own(event):
                event.accept()
                return True
        elif isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            found = self._cell_at(event.pos())
            if found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._words_of(*found), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()


def _is_its_own(event: QKeyEvent) -> bool:
    """Ctrl and an arrow goes from cell to cell, for arrows alone step through the run; Return chooses."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers == Qt.KeyboardModifier.ControlModifier:
        return event.key() in STEPS
    return not modifiers and event.key() in CHOOSE
