"""Objective plot: how the objective, and for EM the bound, went from half-step to half-step."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gmmgui.core import ALGORITHMS, State
from gmmgui.session.memory import HalfStep
from gmmgui.session.preview import PreviewResult
from gmmgui.session.session import Session
from gmmgui.ui.elided import ElidedLabel
from gmmgui.ui.palette import LIGHT, Theme
from gmmgui.ui.plots import adopt_menu
from gmmgui.ui.preview_mark import PreviewMark, told

BESIDE, BELOW = 16, 2
"""Pixels between two numbers in a line, and between lines."""
HAND_ROOM = 160
"""Pixels at least for the objective that is previewed."""
MOST_DRAWN = 2_000
RUSHING_MS = 100
"""Between two drawings where states rush by."""
FEWEST_STEPS = 5
"""The axis is at least this long, so that the first half-steps do not jump about."""


class WholeAxis(pg.AxisItem):
    """An axis of half-steps: there is no half of one."""

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        spacings = super().tickSpacing(minVal, maxVal, size)
        return [(spacing, offset) for spacing, offset in spacings if spacing >= 1] or [(1, 0)]


class LowAxis(pg.AxisItem):
    """An axis of a low plot: numbers stand a line and a half apart, or one line where only so there are two of them."""

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        line = (maxVal - minVal) * QFontMetricsF(self.font()).height() / max(size, 1.0)
        if not 0 < line < math.inf:
            return [(1.0 if line == 0 else max(-minVal, maxVal), 0.0)]
        wide = _spacing(1.5 * line)
        are_two = math.floor(maxVal / wide) > math.ceil(minVal / wide)
        return [(wide if are_two else _spacing(line), 0.0)]


def _spacing(least: float) -> float:
    """The next of 1, 2, 5, 10 ... that is not less than ``least``."""
    decade = 10.0 ** math.floor(math.log10(least))
    return next((step * decade for step in (1, 2, 5) if step * decade >= least), 10 * decade)


class CurvePlot(pg.PlotWidget):
    """A plot in which a click or a drag points at a place.

    Signals
    -------
    pointed(float) : the horizontal coordinate.
    """

    pointed = Signal(float)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._point(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(event)

    def _point(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            place: QPointF = self.plotItem.vb.mapSceneToView(self.mapToScene(event.position().toPoint()))
            self.pointed.emit(place.x())


class ObjectivePlot(QWidget):
    """The curve with a cursor at the state that is shown, and its numbers."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("objectivePlot")
        self._session, self._player = session, session.player
        self._theme = LIGHT
        self._drawn_last: HalfStep | None = None
        self._needed, self._has_preview = 0, False
        self._value, self._bound, self._gap = QLabel(), QLabel(), QLabel()
        self._value.setObjectName("objectiveValue")
        self._bound.setObjectName("boundValue")
        self._gap.setObjectName("gapValue")
        self._abscissa = QLabel(self.tr("by half-step"))  # a title of the axis would take a third of the height
        self._abscissa.setProperty("role", "quiet")
        self._under_hand = ElidedLabel()
        self._under_hand.setObjectName("underHandValue")
        self._under_hand.hide()
        self._plot = CurvePlot(axisItems={"bottom": WholeAxis("bottom"), "left": LowAxis("left")})
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        adopt_menu(self._plot)
        self._plot.plotItem.setContentsMargins(0, 8, 8, 0)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in ("left", "bottom"):
            self._plot.getAxis(name).enableAutoSIPrefix(False)
            self._plot.getAxis(name).setStyle(maxTextLevel=0)
        self._objective_curve = self._plot.plot([], [])
        self._bound_curve = self._plot.plot([], [])
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._preview_mark = PreviewMark(self._plot.plotItem)
        self._plot.setToolTip(self.tr("Click or drag: to that half-step"))
        self._plot.pointed.connect(lambda x: self._player.scrub(round(x)))
        self._arrange()
        self._pending = QTimer(self)
        self._pending.setSingleShot(True)
        self._pending.timeout.connect(self._refresh)
        self._player.history_changed.connect(self._refresh_in_time)
        self._player.mode_changed.connect(self._refresh)
        session.store.changed.connect(self._refresh)
        session.preview.changed.connect(self._show_under_hand)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        self._plot.setBackground(theme.canvas)
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.quiet))
        self._objective_curve.setPen(pg.mkPen(theme.accent, width=2))
        self._bound_curve.setPen(pg.mkPen(theme.quiet, width=1.2, style=Qt.PenStyle.DashLine))
        self._cursor.setPen(pg.mkPen(theme.text, width=1))
        self._preview_mark.set_theme(theme)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_numbers()

    def _fit_numbers(self) -> None:
        """In a line, or one below the other where there is no room; the longest of a run decide, that none jumps.

        The preview takes what room is left in the line, for it stands beside the mouse, too.
        """
        shown = [label for label in (self._value, self._bound, self._gap) if not label.isHidden()]
        self._needed = max(self._needed, sum(label.sizeHint().width() + BESIDE for label in shown))
        narrow = self._needed > self.width()
        self._numbers.setSpacing(BELOW if narrow else BESIDE)
        self._numbers.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        has_room = self._needed + self._abscissa.sizeHint().width() + BESIDE <= self.width()
        self._under_hand.setVisible(self._has_preview and self._needed + HAND_ROOM <= self.width())
        self._abscissa.setVisible(has_room and not self._has_preview)
        self._numbers.activate()

    def _arrange(self) -> None:
        self._numbers = numbers = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        numbers.setContentsMargins(8, 4, 8, 0)
        for label in (self._value, self._bound, self._gap, self._under_hand):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setProperty("role", "quiet")
            label.setMinimumWidth(1)  # not its text's: in a narrow place the numbers stand one below the other
            numbers.addWidget(label, stretch=100 if label is self._under_hand else 0)
        self._under_hand.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._value.setProperty("role", "value")
        numbers.addStretch(1)
        numbers.addWidget(self._abscissa)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(numbers)
        column.addWidget(self._plot)

    def _refresh_in_time(self) -> None:
        """At once, or where states rush by ten times a second."""
        if not self._player.is_rushing:
            self._refresh()
        elif not self._pending.isActive():
            self._pending.start(RUSHING_MS)

    def _refresh(self) -> None:
        self._pending.stop()
        history = self._player.history
        last = history[-1] if history else None
        if last is None or last is not self._drawn_last:
            self._drawn_last = last
            self._draw_curves(history)
        self._cursor.setPos(self._player.cursor)
        self._cursor.setVisible(last is not None)
        self._tell(self._player.state)

    def _draw_curves(self, history: tuple[HalfStep, ...]) -> None:
        """Of a long history only as many states as the picture has room for."""
        length = len(history)
        shown = np.unique(np.linspace(0, length - 1, min(length, MOST_DRAWN)).astype(int))
        values = np.array([(history[i].objective, history[i].bound) for i in shown]).reshape(-1, 2)
        self._objective_curve.setData(shown, values[:, 0])
        known = np.flatnonzero(np.isfinite(values[:, 1]))
        first = known[0] if len(known) else len(shown)
        self._bound_curve.setData(shown[first:], values[first:, 1], connect="finite")  # an edit by hand has no bound
        self._plot.setXRange(0, max(FEWEST_STEPS, length - 1), padding=0.02)
        for name in ("left", "bottom"):
            self._plot.showAxis(name, length > 0)

    def _show_under_hand(self, result: PreviewResult | None) -> None:
        self._preview_mark.show(result, self._player.cursor)
        self._has_preview = result is not None
        if result is not None:
            self._under_hand.setText(result.why_not or self.tr("Under the hand {0}").format(told(result)))
        self._fit_numbers()

    def _tell(self, state: State | None) -> None:
        algorithm = ALGORITHMS[self._player.shown_document.spec.algorithm]
        self._value.setText(algorithm.objective_name + ("" if state is None else f" {number(state.objective)}"))
        known = state is not None and not math.isnan(state.bound)
        self._bound.setVisible(known)
        self._gap.setVisible(known and algorithm.soft and algorithm.has_density)
        if state is not None and known:
            self._bound.setText(f"{self.tr(algorithm.bound_name)} {number(state.bound)}")
            self._gap.setText(self.tr("Gap (KL) {0}").format(f"{max(state.objective - state.bound, 0):.4g}"))
        if state is None:
            self._needed = 0
        self._fit_numbers()


def number(value: float) -> str:
    """Nine significant digits, with a real minus sign."""
    return f"{value:.9g}".replace("-", "−")
