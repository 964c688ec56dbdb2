"""The main window: assembly and menus. Every panel talks to the session, none to another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFrame,
    QMainWindow,
    QMessageBox,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gmmgui.session.session import Session, opening_session
from gmmgui.session.worker import Failure
from gmmgui.ui.algorithm_panel import AlgorithmPanel
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
from gmmgui.ui.parameters_table import ParametersTable
from gmmgui.ui.theme import Themes
from gmmgui.ui.transport_bar import TransportBar

OPENING_SIZE = (1366, 768)
LAYOUT_VERSION = 2
LEFT_WIDTH, RIGHT_WIDTH, OBJECTIVE_HEIGHT = 254, 276, 128
FRAME_HEIGHT = 40
COMPACT_WIDTH = 1000
NARROWEST_PANEL = 200


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
        self.data_panel, self.algorithm_panel = DataPanel(session), AlgorithmPanel(session)
        self.parameters_table, self.objective_plot = ParametersTable(session), ObjectivePlot(session)
        self.inspector = Inspector(session)
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

    def _assemble(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas_panel, stretch=1)
        column.addWidget(self.transport_bar)
        column.addWidget(self.narration)
        self.setCentralWidget(centre)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        self.setCorner(Qt.Corner.BottomLeftCorner, left)
        self.setCorner(Qt.Corner.BottomRightCorner, right)
        self.docks = [
            self._dock("dataDock", self.tr("Data"), _scrolling(self.data_panel), left),
            self._dock("algorithmDock", self.tr("Algorithm"), _scrolling(self.algorithm_panel), left),
            self._dock("parametersDock", self.tr("Parameters"), self.parameters_table, right),
            self._dock("inspectorDock", self.tr("Inspector"), self.inspector, right),
            self._dock("objectiveDock", self.tr("Objective"), self.objective_plot, bottom),
        ]
        self.resize(QSize(*OPENING_SIZE).boundedTo(self.screen().availableGeometry().size()))
        self._lay_out(self.width())

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _lay_out(self, width: int) -> None:
        """The layout of the first start; where there is little ``width`` the docks share one place, as tabs."""
        data, algorithm, parameters, inspector, objective = self.docks
        if width < COMPACT_WIDTH:
            self.setTabPosition(Qt.DockWidgetArea.LeftDockWidgetArea, QTabWidget.TabPosition.West)
            for dock in (algorithm, parameters, inspector, objective):
                self.tabifyDockWidget(data, dock)
            self.resizeDocks([data], [LEFT_WIDTH], Qt.Orientation.Horizontal)
            data.raise_()
            return
        self.resizeDocks([data, parameters], [LEFT_WIDTH, RIGHT_WIDTH], Qt.Orientation.Horizontal)
        self.resizeDocks([data, algorithm], [2, 3], Qt.Orientation.Vertical)
        self.resizeDocks([parameters, inspector], [1, 1], Qt.Orientation.Vertical)
        self.resizeDocks([objective], [OBJECTIVE_HEIGHT], Qt.Orientation.Vertical)

    def _connect(self) -> None:
        player = self.session.player
        player.failed.connect(self.show_failure)
        self.session.loader.failed.connect(self.show_failure)
        self.session.warm_up.failed.connect(self.show_failure)
        self.session.preview.failed.connect(self.show_failure)
        self.canvas.painter.failed.connect(self.show_failure, Qt.ConnectionType.QueuedConnection)
        self.canvas.controller.hover.pointed.connect(self.inspector.show_target)
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
        for widget in (self.canvas_panel, self.transport_bar, self.objective_plot):
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
        for dock, area in zip(self.docks, _AREAS, strict=True):
            self.addDockWidget(area, dock)
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


_AREAS = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)


def _application() -> QApplication:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("The window needs a QApplication.")
    return application


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    bar = area.verticalScrollBar().sizeHint().width()
    area.setMinimumWidth(max(NARROWEST_PANEL, widget.minimumSizeHint().width()) + bar)
    return area
