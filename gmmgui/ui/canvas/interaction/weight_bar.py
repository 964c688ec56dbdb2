"""Weight bar: name, colour and weight of the component that is selected, at the edge of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QStyle, QStyleOptionSlider, QToolButton, QWidget

from gmmgui.ui.palette import Theme, component_colour

EDGE = 8
"""Pixels between the bar and the corner of what it lies on."""
STEPS = 1000
"""Of the slider, from weight 0 to 1."""
KEYS = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}
"""Move the slider while it has the focus; elsewhere some of them step through the run."""


class WeightSlider(QSlider):
    """A slider that tells what is tried, by mouse or key, apart from what it is left at.

    Signals
    -------
    tried(float) : a weight, while the button or the key is held.
    chosen(float) : the weight at which it was let go.
    given_up() : Escape was pressed meanwhile.
    """

    tried = Signal(float)
    chosen = Signal(float)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setSingleStep(STEPS // 100)
        self.setPageStep(STEPS // 10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._is_tried = False
        self.valueChanged.connect(self._try)
        self.sliderReleased.connect(self._choose)

    @property
    def is_tried(self) -> bool:
        """Is a weight dragged?"""
        return self._is_tried

    def show_weight(self, weight: float) -> None:
        """Show ``weight`` without a signal."""
        with QSignalBlocker(self):
            self.setValue(round(STEPS * weight))

    def let_go(self) -> None:
        """Forget what is tried: the next value that is tried begins anew."""
        self._is_tried = False
        with QSignalBlocker(self):
            self.setSliderDown(False)

    def _try(self, value: int) -> None:
        self._is_tried = True
        self.tried.emit(value / STEPS)

    def _choose(self) -> None:
        if self._is_tried:
            self._is_tried = False
            self.chosen.emit(self.value() / STEPS)

    def _give_up(self) -> None:
        self.let_go()
        self.given_up.emit()

    def event(self, event: QEvent) -> bool:
        """The keys of a slider are its own; Escape is while a weight is tried."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = event.key() in KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if own or (self._is_tried and event.key() == Qt.Key.Key_Escape):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_tried:
            self._give_up()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if event.key() in KEYS and not event.isAutoRepeat() and not self.isSliderDown():
            self._choose()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.isSliderDown():
            self._choose()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The knob comes to where the button is pressed, and is held."""
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            control = QStyle.ComplexControl.CC_Slider
            knob = self.style().subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
            groove = self.style().subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, self)
            if not knob.contains(event.position().toPoint()):
                place = round(event.position().x() - groove.x() - knob.width() / 2)
                span = groove.width() - knob.width()
                self.setValue(QStyle.sliderValueFromPosition(0, STEPS, place, span))
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel over it neither changes a weight by accident nor zooms what is behind."""
        event.accept()


class WeightBar(QFrame):
    """A slim bar in an upper corner of ``parent``, which says what it shows.

    Signals
    -------
    closed() : the user wants nothing selected.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("weightBar")
        self._is_left = False
        self._area = QRect()
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._swatch, self._name, self._value = QLabel(), QLabel(), QLabel()
        self._name.setObjectName("weightName")
        self._value.setObjectName("weightValue")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._value.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.000") + 4)
        self.slider = WeightSlider()
        self.slider.setObjectName("weightSlider")
        self.slider.setFixedWidth(128)
        self.slider.tried.connect(self._show_value)
        close = QToolButton()
        close.setObjectName("deselectButton")
        close.setText("×")
        close.setAutoRaise(True)
        close.setToolTip(self.tr("Select nothing"))
        close.setAccessibleName(close.toolTip())
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 2, 2)
        row.setSpacing(8)
        for widget in (self._swatch, self._name, self.slider, self._value, close):
            row.addWidget(widget)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self.setStyleSheet(
            f"#weightBar {{ background: {theme.panel}; border: 1px solid {theme.line}; border-radius: 8px; }}"
        )

    def lie_in(self, area: QRect, place: QPoint) -> None:
        """Keep to the upper corner of ``area`` that is away from ``place`` (both in coordinates of the parent)."""
        self._area, self._is_left = area, place.x() > area.center().x()
        self._place()

    def show_component(self, name: int, weight: float, alone: bool) -> None:
        """The component of this number; ``alone``: there is no other that could give or take weight."""
        self._swatch.setPixmap(_disc(component_colour(name), self.devicePixelRatioF()))
        self._name.setText(self.tr("Component {0}: weight w").format(name + 1))
        self.slider.setEnabled(not alone)
        tip = self.tr("With one component alone its weight is 1.")
        if not alone:
            tip = self.tr("w: the share of the points; the other weights keep their proportions (drag, or arrow keys)")
        self.slider.setToolTip(tip)
        self.slider.setAccessibleName(self.tr("Weight of component {0}").format(name + 1))
        if not self.slider.is_tried:
            self.slider.show_weight(weight)
        self._show_value(weight)
        self.show()
        self._place()

    def leave(self) -> None:
        """Nothing is selected."""
        self.hide()

    def _place(self) -> None:
        self.adjustSize()
        area = self._area
        left = area.left() + EDGE if self._is_left else area.right() - self.width() - EDGE
        self.move(left, area.top() + EDGE)

    def _show_value(self, weight: float) -> None:
        self._value.setText(f"{weight:.3f}")


def _disc(colour: QColor, ratio: float) -> QPixmap:
    picture = QPixmap(round(12 * ratio), round(12 * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(0, 0, 12, 12)
    painter.end()
    return picture
