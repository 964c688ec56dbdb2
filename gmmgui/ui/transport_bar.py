"""Transport bar: back and forward in a run, play, loop, speed and timeline. Talks to the Player only."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from gmmgui.core import ALGORITHMS, Phase
from gmmgui.session.session import Session
from gmmgui.session.transport import FULL_SPEED, Mode, Speed
from gmmgui.ui.icons import icon
from gmmgui.ui.palette import Theme
from gmmgui.ui.timeline import Timeline

SPEEDS = (*map(Speed, (1 / 3, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)), FULL_SPEED)
"""Half-steps a second, from one in three seconds to as fast as the engine goes."""
FIRST_SPEED = 3
NARROW, NOT_WIDE = 700, 900


class TransportBar(QWidget):
    """Buttons, speed and timeline of the run."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transportBar")
        self._session, self._player = session, session.player
        self._icons: dict[str, QIcon] = {}
        self._settings: QSettings | None = None
        self._is_computing, self._compiled = False, ""
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(8, 4, 8, 4)
        self._rows.setSpacing(8)
        self._layout = self._buttons = self._add_row(stretch=0)
        player = self._player
        self._reset = self._button("resetButton", self.tr("Back to the start (Home)"), player.home)
        self._back = self._button("backButton", self.tr("One half-step back (←)"), player.back)
        self._step = self._button("stepButton", self.tr("Next half-step (→)"), player.step)
        self._step.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._step.setMinimumWidth(self._widest_step_text())
        self._iterate = self._button("iterateButton", self.tr("A whole iteration (Shift+→)"), player.iterate)
        self._play = self._button("playButton", self.tr("Play or pause (Space)"), player.toggle)
        self._finish = self._button("finishButton", self.tr("To the end of the run (End)"), player.finish)
        self._loop = self._button("loopButton", self.tr("Play in a loop (L)"), player.toggle_looping)
        self._loop.setCheckable(True)
        self._add_speed()
        self._layout = self._add_row(stretch=1)
        self._add_timeline()
        player.history_changed.connect(self._refresh)
        player.mode_changed.connect(self._refresh)
        player.looping_changed.connect(self._keep_looping)
        player.busy_changed.connect(self._tell_computing)
        session.warm_up.progressed.connect(self._tell_warm_up)
        session.warm_up.ended.connect(self._end_warm_up)
        session.store.changed.connect(self._refresh)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the colours of ``theme``."""
        names = {"reset": self._reset, "back": self._back, "step": self._step, "iterate": self._iterate}
        for name, button in (names | {"finish": self._finish, "loop": self._loop}).items():
            button.setIcon(icon(name, theme))
        self._icons = {name: icon(name, theme) for name in ("play", "pause")}
        self._timeline.set_theme(theme)
        self._refresh()

    def remember_in(self, settings: QSettings) -> None:
        """Take from ``settings`` whether it plays in a loop, and keep it there from now on."""
        self._player.set_looping(bool(settings.value("loop", False, type=bool)))
        self._settings = settings

    def _keep_looping(self, on: bool) -> None:
        self._loop.setChecked(on)
        if self._settings is not None:
            self._settings.setValue("loop", on)

    def _tell_computing(self, is_computing: bool) -> None:
        self._is_computing = is_computing
        self._tell_busy()

    def _tell_warm_up(self, done: int, all_of_them: int) -> None:
        self._compiled = self.tr("compiling {0}/{1}").format(done, all_of_them)
        self._tell_busy()

    def _end_warm_up(self) -> None:
        self._compiled = ""
        self._tell_busy()

    def _tell_busy(self) -> None:
        """The first start of all compiles the engine; meanwhile everything works, with large data more slowly."""
        compiling = self.tr("The fast engine is made ready for this machine, once. Until then NumPy serves.")
        stop = self.tr("Computing: Esc stops it")
        tips = [tip for tip, applies in ((compiling, self._compiled), (stop, self._is_computing)) if applies]
        self._position.setToolTip("\n".join(tips))
        self._position.setText(self._place())

    def _add_row(self, stretch: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self._rows.addLayout(row, stretch)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The less room there is, the fewer words has the speed; at last the timeline goes below the buttons."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        self._speed_name.setVisible(event.size().width() >= NOT_WIDE)
        self._speed_text.setVisible(not narrow)
        self._rows.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def minimumSizeHint(self) -> QSize:
        """The width of the buttons alone: the timeline can go below."""
        labels = (self._speed_name, self._speed_text)
        words = sum(label.minimumSizeHint().width() for label in labels if not label.isHidden())
        return QSize(self._buttons.minimumSize().width() - words + 16, super().minimumSizeHint().height())

    def _button(self, name: str, tip: str, command: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: command())
        self._layout.addWidget(button)
        return button

    def _widest_step_text(self) -> int:
        texts = {text for algorithm in ALGORITHMS.values() for text in (algorithm.e_action, algorithm.m_action)}
        return max(self.fontMetrics().horizontalAdvance(text) for text in texts) + 48

    def _add_speed(self) -> None:
        self._layout.addSpacing(8)
        self._speed_name = QLabel(self.tr("Speed"))
        self._layout.addWidget(self._speed_name)
        self._speed = QSlider(Qt.Orientation.Horizontal)
        self._speed.setObjectName("speedSlider")
        self._speed.setAccessibleName(self.tr("Speed"))
        self._speed.setRange(0, len(SPEEDS) - 1)
        self._speed.setPageStep(1)
        self._speed.setFixedWidth(88)
        self._speed.valueChanged.connect(self._set_speed)
        self._layout.addWidget(self._speed)
        self._speed_text = QLabel()
        self._speed_text.setProperty("role", "quiet")
        self._speed_text.setMinimumWidth(self.fontMetrics().horizontalAdvance(self.tr("full speed")) + 4)
        self._layout.addWidget(self._speed_text)
        self._speed.setValue(FIRST_SPEED)

    def _add_timeline(self) -> None:
        self._timeline = Timeline(self._player)
        self._timeline.setObjectName("timelineSlider")
        self._timeline.setAccessibleName(self.tr("Timeline"))
        self._layout.addWidget(self._timeline, stretch=1)
        self._position = QLabel()
        self._position.setProperty("role", "quiet")
        self._position.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        texts = "M 0000 / 0000", self.tr("computing…"), self.tr("compiling {0}/{1}").format(10, 10) + "…"
        self._position.setMinimumWidth(max(map(self.fontMetrics().horizontalAdvance, texts)) + 8)
        self._position.setObjectName("positionLabel")
        self._layout.addWidget(self._position)

    def _set_speed(self, index: int) -> None:
        speed = SPEEDS[index]
        self._player.set_speed(speed)
        rate = speed.half_steps_per_second
        if speed.is_full:
            text = self.tr("full speed")
        elif rate >= 1:
            text = self.tr("{0:g} / s").format(rate)
        else:
            text = self.tr("1 in {0:g} s").format(1 / rate)
        self._speed_text.setText(text)
        self._speed.setToolTip(self.tr("Half-steps: {0}").format(text))

    def _refresh(self) -> None:
        player = self._player
        self._reset.setEnabled(player.cursor > 0)
        self._back.setEnabled(player.cursor > 0)
        self._step.setText(self._next_action())
        playing = player.mode is not Mode.PAUSED
        if self._icons:
            self._play.setIcon(self._icons["pause" if playing else "play"])
        self._play.setProperty("playing", playing)
        self._position.setText(self._place())

    def _place(self) -> str:
        """What keeps the engine busy for long; else where in the run the handle is, and what made the state there."""
        state = self._player.state
        if self._compiled:
            return self._compiled + ("…" if self._is_computing else "")
        if self._is_computing:
            return self.tr("computing…")
        if state is None:
            return "–"
        return f"{self._timeline.phase_name(state.phase)} {self._player.cursor} / {self._player.length - 1}"

    def _next_action(self) -> str:
        algorithm = ALGORITHMS[self._player.shown_document.spec.algorithm]
        phase = self._player.next_phase
        actions = {Phase.E: algorithm.e_action, Phase.M: algorithm.m_action}
        return actions.get(phase, self._timeline.phase_name(phase))
