"""Timeline: a slider over the half-steps of a run, with a tick at each half-step that has events."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QToolTip, QWidget

from gmmgui.core import Phase
from gmmgui.core.events import ComponentEvent, EditedByHand, Event
from gmmgui.session.memory import HalfStep
from gmmgui.session.player import Player
from gmmgui.ui.palette import LIGHT, Theme

TICK = QRect(-1, -5, 2, 5)
"""A tick about its place on the lower edge, in pixels."""
TICK_REACH = 3
"""A tooltip this near to a tick, in pixels, means the tick."""
NOTCH = 120
"""Of a wheel, in the unit of Qt: eighths of a degree."""


class Timeline(QSlider):
    """A click jumps there, a drag and the wheel scrub; it follows the player."""

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._player = player
        self._theme = LIGHT
        self._known = 0
        self._revision: object = None
        self._news: dict[int, tuple[Event, ...]] = {}
        self._turned = 0
        self.valueChanged.connect(player.scrub)
        player.history_changed.connect(self._follow)
        self._follow()

    @property
    def news(self) -> dict[int, tuple[Event, ...]]:
        """What happened besides E and M, by the index of the state."""
        return self._news

    def set_theme(self, theme: Theme) -> None:
        """Paint the ticks in the colours of ``theme``."""
        self._theme = theme
        self.update()

    def phase_name(self, phase: Phase) -> str:
        """What made a state, as short as it goes."""
        names = {Phase.START: self.tr("Start"), Phase.EDIT: self.tr("Edit")}
        return names.get(phase, phase.value)

    def _follow(self) -> None:
        player = self._player
        self._look_for_news()
        blocked = self.blockSignals(True)
        self.setRange(0, max(player.length - 1, 0))
        self.setValue(max(player.cursor, 0))
        self.setEnabled(player.length > 1)
        self.blockSignals(blocked)

    def _look_for_news(self) -> None:
        """Of the states that are not known yet; after an edit, of all."""
        player = self._player
        first = self._known if self._revision is player.revision else 0
        if first == 0 and self._news:
            self._news = {}
            self.update()
        begin = max(first - 2, 0)
        states = player.since(begin)
        for index in range(first, player.length):
            events = _news(states[index - begin], states[index - begin - 2] if index > 1 else None)
            if events:
                self._news[index] = events
                self.update()
        self._known, self._revision = player.length, player.revision

    # Places

    def value_at(self, x: float) -> int:
        """The half-step at ``x`` pixels from the left edge."""
        first, span = self._track()
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), round(x) - first, span)

    def place_of(self, value: int) -> int:
        """Pixels from the left edge to the middle of the handle at ``value``."""
        first, span = self._track()
        return first + QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), value, span)

    def _track(self) -> tuple[int, int]:
        """Where the middle of the handle is at the first value, and how far it can go, in pixels."""
        groove, handle = self._part(QStyle.SubControl.SC_SliderGroove), self._part(QStyle.SubControl.SC_SliderHandle)
        return groove.left() + handle.width() // 2, groove.width() - handle.width()

    # Events of the widget

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self._part(QStyle.SubControl.SC_SliderHandle)
        if event.button() is Qt.MouseButton.LeftButton and not handle.contains(event.position().toPoint()):
            self.setValue(self.value_at(event.position().x()))
        super().mousePressEvent(event)  # the handle is under the mouse now, and is taken along

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A half-step a notch, up: forward."""
        self._turned += event.angleDelta().y() or event.angleDelta().x()
        steps = int(self._turned / NOTCH)
        self._turned -= steps * NOTCH
        if steps:
            self.setValue(self.value() + steps)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        for colour, places in self._ticks().items():
            for x in places:
                painter.fillRect(TICK.translated(x, self.height()), QColor(colour))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def tip_at(self, place: QPoint) -> str:
        """The half-step there, and what happened in it; of ticks within reach the nearest."""
        if not self.isEnabled():
            return self.tr("Timeline: any half-step of the run, once there is one")
        index = min(self._news, key=lambda value: abs(self.place_of(value) - place.x()), default=0)
        if index not in self._news or abs(self.place_of(index) - place.x()) > TICK_REACH:
            index = self.value_at(place.x())
        name = self.tr("Half-step {0}: {1}").format(index, self.phase_name(self._player.since(index)[0].phase))
        return "\n".join([name, *(event.sentence for event in self._news.get(index, ()))])

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)

    def _ticks(self) -> dict[str, set[int]]:
        """Places in pixels by colour: edits by hand in the accent, over the events of the run."""
        by_itself: set[int] = set()
        by_hand: set[int] = set()
        for index, events in self._news.items():
            is_edit = any(isinstance(event, EditedByHand) for event in events)
            (by_hand if is_edit else by_itself).add(self.place_of(index))
        return {self._theme.text: by_itself, self._theme.accent: by_hand}


def _news(state: HalfStep, two_before: HalfStep | None) -> tuple[Event, ...]:
    """The events of ``state`` that were not in the same half-step of the iteration before."""
    told = set() if two_before is None else {_kind(event) for event in two_before.events}
    return tuple(event for event in state.events if _kind(event) not in told)


def _kind(event: Event) -> tuple[type[Event], int | None]:
    return type(event), event.component if isinstance(event, ComponentEvent) else None
