"""BusyRow: what is being loaded, and a way to stop it; shown only when it takes a while."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QToolButton, QWidget

from gmmgui.session.loader import Loader
from gmmgui.session.slow_job_timer import SLOW_MS
from gmmgui.ui.fields import UNIT


class BusyRow(QWidget):
    """Follows a loader: its task in words, a bar that moves, and Cancel."""

    def __init__(self, loader: Loader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("busyRow")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(UNIT)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.cancel_button = QToolButton()
        self.cancel_button.setObjectName("cancelLoadButton")
        self.cancel_button.setText(self.tr("Cancel"))
        self.cancel_button.clicked.connect(loader.cancel)
        self._arrange()
        self._slow_timer = QTimer(self)
        self._slow_timer.setSingleShot(True)
        self._slow_timer.setInterval(SLOW_MS)
        self._slow_timer.timeout.connect(self.show)
        loader.busy.connect(self._follow)
        self.hide()

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(UNIT // 2)
        grid.addWidget(self._text, 0, 0, 1, 2)
        grid.addWidget(self._bar, 1, 0)
        grid.addWidget(self.cancel_button, 1, 1)

    def _follow(self, what: str) -> None:
        self._text.setText(what)
        if what:
            self._slow_timer.start()
        else:
            self._slow_timer.stop()
            self.hide()
