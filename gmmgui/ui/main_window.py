"""The main window: assembly and menus. Every panel talks to the session, none to another."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QMessageBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gmmgui.session.session import Session, opening_session
from gmmgui.session.worker import Failure
from gmmgui.ui.canvas.panel import CanvasPanel
from gmmgui.ui.canvas.render import numba_rasterizer
from gmmgui.ui.commands import Commands
from gmmgui.ui.data_panel import DataPanel
from gmmgui.ui.errors import show_failure
from gmmgui.ui.inspector import Inspector
from gmmgui.ui.menus import Menus
from gmmgui.ui.narration_line import NarrationLine
from gmmgui.ui.objective_plot import ObjectivePlot
from gmmgui.ui.palette import Theme
from gmmgui.ui.panels import BOTTOM, LEFT, PANELS, RIGHT, PanelContext, scrolling
from gmmgui.ui.parameters_table import ParametersTable
from gmmgui.ui.theme import Themes
from gmmgui.ui.transport_bar import TransportBar

OPENING_SIZE = (1366, 768)
LAYOUT_VERSION = 2
LEFT_WIDTH, RIGHT_WIDTH, BOTTOM_HEIGHT = 254, 276, 128
FRAME_HEIGHT = 40
COMPACT_WIDTH = 1000

Widget = TypeVar("Widget", bound=QWidget)


class MainWindow(QMainWindow):
    """Data and algorithm on the left, the canvas in the middle, numbers on the right, the objective below.

    Without arguments it is the window that the program opens with.
    """

    def __init__(
        self, session: Session | None = None, themes: Themes | None = None, settings: QSettings | None = None
    ) -> None:
        super().__init__()
        session = session or opening_session()
        themes = themes or Themes(_application())
        settings = settings or QSettings("gmmgui", "gmmgui")
        self.setWindowTitle("gmmgui")
        self.setAcceptDrops(True)
        self.session, self._themes, self._settings = session, themes, settings
        self.is_presenting = False
        self._failure_box: QMessageBox | None = None
        self.canvas_panel = CanvasPanel(session)
        self.canvas = self.canvas_panel.canvas
        context = PanelContext(session, self.canvas.controller.hover, themes)
        self.panels = {key: entry.make(context) for key, entry in PANELS.items()}
        self.data_panel = self._panel(DataPanel)
        self.parameters_table, self.objective_plot = self._panel(ParametersTable), self._panel(ObjectivePlot)
        self.inspector = self._panel(Inspector)
        self.transport_bar = TransportBar(session)
        self.narration = NarrationLine(session)
        self._assemble()
        self.canvas.setFocus()  # else the first field of the bar would take the keys when the window opens
        self.commands = Commands(self)
        self.menus = Menus(self, themes, settings)
        self._connect()
        self._restore()
        self._retheme(themes.theme)

    # Assembly

    def _panel(self, kind: type[Widget]) -> Widget:
        """The panel of this class."""
        return next(panel for panel in self.panels.values() if isinstance(panel, kind))

    def _assemble(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas_panel, stretch=1)
        column.addWidget(self.transport_bar)
        column.addWidget(self.narration)
        self.setCentralWidget(centre)
        self.setCorner(Qt.Corner.BottomLeftCorner, LEFT)
        self.setCorner(Qt.Corner.BottomRightCorner, RIGHT)
        self._docks = {key: self._dock(key) for key in PANELS}
        self.resize(QSize(*OPENING_SIZE).boundedTo(self.screen().availableGeometry().size()))
        self._lay_out(self.width())

    def _dock(self, key: str) -> QDockWidget:
        entry, panel = PANELS[key], self.panels[key]
        dock = QDockWidget(QCoreApplication.translate("Panels", entry.title), self)
        dock.setObjectName(f"{key}Dock")
        dock.setWidget(scrolling(panel) if entry.scrolls else panel)
        self.addDockWidget(entry.area, dock)
        return dock

    @property
    def docks(self) -> list[QDockWidget]:
        """One for each panel, in their order."""
        return list(self._docks.values())

    def _lay_out(self, width: int) -> None:
        """The layout of the first start; where there is little ``width`` the docks share one place, as tabs."""
        if width < COMPACT_WIDTH:
            first, *others = self.docks
            self.setTabPosition(LEFT, QTabWidget.TabPosition.West)
            for dock in others:
                self.tabifyDockWidget(first, dock)
            self.resizeDocks([first], [LEFT_WIDTH], Qt.Orientation.Horizontal)
            first.raise_()
            return
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        left, right, bottom = (self._docks_at(area) for area in (LEFT, RIGHT, BOTTOM))
        self.resizeDocks([next(iter(left)), next(iter(right))], [LEFT_WIDTH, RIGHT_WIDTH], across)
        self.resizeDocks(list(left), list(left.values()), down)
        self.resizeDocks(list(right), list(right.values()), down)
        self.resizeDocks(list(bottom), [BOTTOM_HEIGHT] * len(bottom), down)
        if len(bottom) > 1:
            self.resizeDocks(list(bottom), list(bottom.values()), across)

    def _docks_at(self, area: Qt.DockWidgetArea) -> dict[QDockWidget, int]:
        """The docks that stand there at the first start, with their shares of it."""
        return {self._docks[key]: entry.share for key, entry in PANELS.items() if entry.area is area}

    def _connect(self) -> None:
        player = self.session.player
        player.failed.connect(self.show_failure)
        self.session.loader.failed.connect(self.show_failure)
        self.session.warm_up.failed.connect(self.show_failure)
        self.session.preview.failed.connect(self.show_failure)
        self.canvas.painter.failed.connect(self.show_failure, Qt.ConnectionType.QueuedConnection)
        self.data_panel.opened.connect(self.menus.recent.add)
        self._themes.changed.connect(self._retheme)

    # What changes

    def show_failure(self, failure: Failure) -> None:
        """Tell the user; a second telling of the same while the first is open says nothing new."""
        if self._failure_box is not None and self._failure_box.text() == failure.sentence:
            return
        self._failure_box = show_failure(failure, self)
        self._failure_box.destroyed.connect(self._forget_failure)

    def _forget_failure(self) -> None:
        self._failure_box = None

    def _retheme(self, theme: Theme) -> None:
        for widget in (self.canvas_panel, self.transport_bar):
            widget.set_theme(theme)

    def set_presenting(self, on: bool) -> None:
        """Presenter view: the canvas and the narration in big type, on the whole screen."""
        if on == self.is_presenting:
            return
        self.is_presenting = on
        if on:
            self._before_presenting = self.saveState(LAYOUT_VERSION), self.windowState()
        for widget in (self.menuBar(), self.transport_bar, *self.docks):
            widget.setVisible(not on)
        self.narration.set_presenting(on)
        if on:
            self.showFullScreen()
        else:
            layout, window_state = self._before_presenting
            self.restoreState(layout, LAYOUT_VERSION)
            self.setWindowState(window_state)

    def original_layout(self) -> None:
        """All docks where they are at the first start."""
        for dock in self.docks:
            dock.setFloating(False)
            self.removeDockWidget(dock)  # docks that are moved while they share a place leave its tabs behind
        for key, dock in self._docks.items():
            self.addDockWidget(PANELS[key].area, dock)
            dock.show()
        self._lay_out(self.width())

    # Events of the window

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.data_panel.open_file(Path(event.mimeData().urls()[0].toLocalFile()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.session.warm_up.begin(numba_rasterizer)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.set_presenting(False)
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("layout", self.saveState(LAYOUT_VERSION))
        self.hide()  # a kernel that is being compiled is waited for, out of sight
        self.session.close()
        self.canvas.stop_painting()
        event.accept()

    def _restore(self) -> None:
        geometry, layout = self._settings.value("geometry"), self._settings.value("layout")
        available = self.screen().availableGeometry()
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        elif available.width() < OPENING_SIZE[0] or available.height() < OPENING_SIZE[1] + FRAME_HEIGHT:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        if isinstance(layout, QByteArray):
            self.restoreState(layout, LAYOUT_VERSION)
        self.transport_bar.remember_in(self._settings)


def _application() -> QApplication:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("The window needs a QApplication.")
    return application
