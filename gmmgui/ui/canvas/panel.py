"""The canvas and the bar above it: which two columns are shown where there are more, and a button for all data."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from gmmgui.session.document import Document
from gmmgui.session.session import Session
from gmmgui.ui.canvas.canvas import Canvas
from gmmgui.ui.canvas.projection import Axes
from gmmgui.ui.icons import icon
from gmmgui.ui.palette import Theme

HINT_TOP = 16


class CanvasPanel(QWidget):
    """The canvas under a slim bar with its axes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = Canvas(session)
        self._boxes = {name: self._box(name) for name in ("xAxisBox", "yAxisBox")}
        self._labels = [QLabel(self.tr("Horizontal")), QLabel(self.tr("Vertical"))]
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setMinimumWidth(1)
        self._title.setObjectName("canvasTitle")
        self._title.setProperty("role", "quiet")
        self._fit = QToolButton()
        self._fit.setObjectName("fitButton")
        self._fit.setAutoRaise(True)
        self._fit.setIconSize(QSize(18, 18))
        self._fit.setToolTip(self.tr("Show all data (double click on the canvas, or F)"))
        self._fit.setAccessibleName(self.tr("Show all data"))
        self._fit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fit.clicked.connect(self.canvas.fit_view)
        self._layers = self._layers_button()
        self._hint = self._make_hint()
        self._arrange()
        session.player.shown.connect(lambda state: self._hint.setVisible(state is None))
        session.store.changed.connect(self._document_changed)
        self._fill(session.store.document)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._fit.setIcon(icon("fit", theme))
        self.canvas.set_theme(theme)

    def _layers_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("layersButton")
        button.setText(self.tr("Layers"))
        button.setAutoRaise(True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(self.tr("What is drawn over and under the points"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        menu.setObjectName("layersMenu")
        self.canvas.layers.fill(menu)
        button.setMenu(menu)
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

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMaximumWidth(200)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.activated.connect(self._choose)
        return box

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 2, 8, 2)
        bar.setSpacing(8)
        bar.addWidget(self._title, stretch=1)
        for label, box in zip(self._labels, self._boxes.values(), strict=True):
            label.setProperty("role", "quiet")
            label.setBuddy(box)
            bar.addWidget(label)
            bar.addWidget(box)
        bar.addWidget(self._layers)
        bar.addWidget(self._fit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.canvas, stretch=1)

    def _document_changed(self, old: Document, new: Document) -> None:
        if new.dataset is not old.dataset:
            self._fill(new)

    def _fill(self, document: Document) -> None:
        dataset = document.dataset
        self._title.setText(self.tr("{0} · {1} × {2}").format(dataset.name, f"{dataset.n:,}", dataset.d))
        self._title.setToolTip(dataset.source)
        for widget in (*self._labels, *self._boxes.values()):
            widget.setVisible(dataset.d > 2)
        for box, column in zip(self._boxes.values(), (0, 1), strict=True):
            box.clear()
            box.addItems(dataset.features)
            box.setCurrentIndex(min(column, dataset.d - 1))

    def _choose(self) -> None:
        """Show the columns chosen; the same twice would be a line, so the other axis gives way."""
        x, y = (box.currentIndex() for box in self._boxes.values())
        if x == y:
            old = self.canvas.axes
            x, y = (old.y or 0, y) if y != old.y else (x, old.x)
            for box, column in zip(self._boxes.values(), (x, y), strict=True):
                box.setCurrentIndex(column)
        self.canvas.set_axes(Axes(x, y))
