"""The canvas and the bar above it: which columns or principal components are shown, all data, the scatter matrix."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gmmgui.data import Dataset
from gmmgui.session.document import Document
from gmmgui.session.session import Session
from gmmgui.ui.canvas.axes_boxes import AxesBoxes
from gmmgui.ui.canvas.canvas import Canvas
from gmmgui.ui.canvas.matrix.scatter_matrix import ScatterMatrix
from gmmgui.ui.canvas.one_column.bar import ColumnBar
from gmmgui.ui.canvas.render.histogram import Binning
from gmmgui.ui.canvas.render.projection import Axes
from gmmgui.ui.elided import ElidedLabel
from gmmgui.ui.icons import icon
from gmmgui.ui.palette import Theme
from gmmgui.ui.staying_menu import StayingMenu

HINT_TOP = 16


class CanvasPanel(QWidget):
    """The canvas, or a scatter matrix in its place, under a slim bar with its axes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = Canvas(session)
        self.matrix = ScatterMatrix(self.canvas.painter)
        self._pages = QStackedWidget()
        self._matrix_action: QAction | None = None
        self._dataset = session.store.document.dataset
        self._axes_boxes = AxesBoxes(self.canvas.painter)
        self._title = ElidedLabel()
        self._title.setObjectName("canvasTitle")
        self._title.setProperty("role", "quiet")
        self._fit = QToolButton()
        self._fit.setObjectName("fitButton")
        self._fit.setAutoRaise(True)
        self._fit.setIconSize(QSize(18, 18))
        self._fit_tip = self.tr("Show all data (double click on the canvas, or F)")
        self._fit.setAccessibleName(self.tr("Show all data"))
        self._fit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fit.clicked.connect(self.canvas.fit_view)
        self._layers = self._layers_button()
        self._matrix_button = self._make_matrix_button()
        self._column_bar = ColumnBar()
        self._hint = self._make_hint()
        self._arrange()
        session.player.shown.connect(lambda state: self._hint.setVisible(state is None))
        session.store.changed.connect(self._document_changed)
        self.canvas.scene_shown.connect(self.matrix.show_scene)
        self.canvas.axes_changed.connect(self._axes_boxes.show_axes)
        self._axes_boxes.chosen.connect(self._choose_axes)
        self.canvas.axes_changed.connect(self._show_column)
        self.canvas.layers.changed.connect(self._show_column)
        self._column_bar.binned.connect(self._bin)
        self._column_bar.kind_chosen.connect(lambda kind: self.canvas.layers.choose("curves", kind))
        self.matrix.chosen.connect(self._choose_cell)
        self._fill(session.store.document.dataset)
        self._show_column()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._fit.setIcon(icon("fit", theme))
        self._matrix_button.setIcon(icon("matrix", theme))
        self.canvas.set_theme(theme)

    def _layers_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("layersButton")
        button.setText(self.tr("Layers"))
        button.setAutoRaise(True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._layers_tip = self.tr("What is drawn over and under the points")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = StayingMenu(parent=button)
        menu.setObjectName("layersMenu")
        self.canvas.layers.fill(menu)
        button.setMenu(menu)
        return button

    def _make_matrix_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("matrixButton")
        button.setAutoRaise(True)
        button.setCheckable(True)
        button.setIconSize(QSize(18, 18))
        button.setAccessibleName(self.tr("Scatter matrix"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self.show_matrix)
        return button

    def _make_hint(self) -> QLabel:
        """What an empty canvas invites to; it lets the mouse through."""
        hint = QLabel(self.tr("Click to place centroids where you like"), self.canvas)
        hint.setObjectName("canvasHint")
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        hint.setProperty("role", "hint")
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint.adjustSize()
        self._hint.move((self.width() - self._hint.width()) // 2, HINT_TOP)

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 2, 8, 2)
        bar.setSpacing(8)
        bar.addWidget(self._title, stretch=1)
        bar.addWidget(self._axes_boxes)
        bar.addWidget(self._column_bar)
        bar.addWidget(self._matrix_button)
        bar.addWidget(self._layers)
        bar.addWidget(self._fit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._pages, stretch=1)
        for page in (self.canvas, self.matrix):
            self._pages.addWidget(page)

    # The scatter matrix

    @property
    def shows_matrix(self) -> bool:
        """Is the scatter matrix in the place of the canvas?"""
        return self._pages.currentWidget() is self.matrix

    def toggle_matrix(self) -> None:
        """The scatter matrix, or back to the canvas."""
        self.show_matrix(not self.shows_matrix)

    def show_matrix(self, on: bool) -> None:
        """The scatter matrix where there are more than two columns, or else the canvas."""
        on = on and self._dataset.d > 2
        if on:
            self.matrix.begin_at(self.canvas.axes)
        if on is not self.shows_matrix:
            self._pages.setCurrentWidget(self.matrix if on else self.canvas)
            self._pages.currentWidget().setFocus()
        self._offer_matrix()

    def follow(self, action: QAction) -> None:
        """Keep the ``action`` that toggles the matrix in step with the button."""
        action.setCheckable(True)
        self._matrix_action = action
        self._offer_matrix()

    def picture(self) -> QPixmap:
        """What is in the place of the canvas, up to date."""
        if not self.shows_matrix:
            return self.canvas.grab()
        self.matrix.paint_now()
        return self.matrix.grab()

    def _offer_matrix(self) -> None:
        is_offered, is_shown = self._dataset.d > 2, self.shows_matrix
        tip = self.tr("Scatter matrix: every column against every other; any cell becomes the canvas (M)")
        for control in (self._matrix_button, self._matrix_action):
            if control is not None:
                control.setEnabled(is_offered)
                control.setChecked(is_shown)
                control.setToolTip(tip if is_offered else self.tr("A scatter matrix needs more than two columns."))
        for button, text in ((self._fit, self._fit_tip), (self._layers, self._layers_tip)):
            button.setEnabled(not is_shown)
            button.setToolTip(self.tr("The scatter matrix always shows all data.") if is_shown else text)

    def _choose_cell(self, x: int, y: int) -> None:
        """Make these columns the canvas; where they are the same, ``x`` comes onto the horizontal axis alone."""
        if x == y:
            old = self.canvas.axes
            y = next(axis for axis in (old.y, old.x, 0, 1) if isinstance(axis, int) and axis != x)
        self.canvas.set_axes(Axes(x, y))
        self.show_matrix(False)

    # The axes

    def _document_changed(self, old: Document, new: Document) -> None:
        if new.dataset is not old.dataset:
            self._fill(new.dataset)

    def _fill(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._title.setText(self.tr("{0} · {1} × {2}").format(dataset.name, f"{dataset.n:,}", dataset.d))
        self._title.setToolTip(dataset.source)
        self._axes_boxes.set_dataset(dataset)
        self.show_matrix(self.shows_matrix)

    def _choose_axes(self, axes: Axes) -> None:
        self.canvas.set_axes(axes)
        self.show_matrix(False)

    def _bin(self, binning: Binning) -> None:
        self.canvas.set_binning(binning)
        self._show_column()

    def _show_column(self) -> None:
        """Let the bar say how one column is drawn; with two axes there is nothing to say."""
        is_single = self.canvas.axes.y is None
        self._column_bar.setVisible(is_single)
        if is_single:
            self._column_bar.show_kind(self.canvas.curve_kind)
            self._column_bar.show_bins(*self.canvas.histogram, self._why_no_bars())

    def _why_no_bars(self) -> str:
        if self.canvas.curve_kind == "cdf":
            return self.tr("Distribution functions have no bars.")
        return "" if self.canvas.layers.is_on("histogram") else self.tr("The layer of the histogram is off.")
