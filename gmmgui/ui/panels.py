"""The ``PANELS`` dict: what docks around the canvas. One more panel is one more entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from gmmgui.session.session import Session
from gmmgui.ui.algorithm_panel import AlgorithmPanel
from gmmgui.ui.canvas.interaction.hover import Hover
from gmmgui.ui.data_panel import DataPanel
from gmmgui.ui.inspector import Inspector
from gmmgui.ui.objective_plot import ObjectivePlot
from gmmgui.ui.parameters_table import ParametersTable
from gmmgui.ui.theme import Themes
from gmmgui.ui.words import QT_TRANSLATE_NOOP

NARROWEST_PANEL = 200
LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


@dataclass(frozen=True, slots=True, eq=False)
class PanelContext:
    """What a panel may follow: the session, what the canvas is pointed at, and the theme."""

    session: Session
    hover: Hover
    themes: Themes


@dataclass(frozen=True, slots=True)
class Panel:
    """A dock of the main window. Its object name is the key with "Dock" behind it; the View menu shows and hides it.

    Parameters
    ----------
    title : of the dock, marked for translation.
    make : the widget; it talks to the session, never to another panel.
    area : where the dock stands at the first start, below those of earlier entries (at the bottom: beside them).
    share : of the height of its area (at the bottom: of the width), beside the shares of the others there.
    scrolls : the widget may be taller than the dock.
    """

    title: str
    make: Callable[[PanelContext], QWidget]
    area: Qt.DockWidgetArea = RIGHT
    share: int = 1
    scrolls: bool = False


def _inspector(context: PanelContext) -> Inspector:
    inspector = Inspector(context.session)
    context.hover.pointed.connect(inspector.show_target)
    return inspector


def _objective_plot(context: PanelContext) -> ObjectivePlot:
    plot = ObjectivePlot(context.session)
    plot.set_theme(context.themes.theme)
    context.themes.changed.connect(plot.set_theme)
    return plot


PANELS: dict[str, Panel] = {
    "data": Panel(
        QT_TRANSLATE_NOOP("Panels", "Data"), lambda context: DataPanel(context.session), LEFT, share=2, scrolls=True
    ),
    "algorithm": Panel(
        QT_TRANSLATE_NOOP("Panels", "Algorithm"),
        lambda context: AlgorithmPanel(context.session),
        LEFT,
        share=3,
        scrolls=True,
    ),
    "parameters": Panel(
        QT_TRANSLATE_NOOP("Panels", "Parameters"), lambda context: ParametersTable(context.session), RIGHT
    ),
    "inspector": Panel(QT_TRANSLATE_NOOP("Panels", "Inspector"), _inspector, RIGHT),
    "objective": Panel(QT_TRANSLATE_NOOP("Panels", "Objective"), _objective_plot, BOTTOM),
}
"""By the name under which the settings remember the dock; in the order of the View menu."""


def scrolling(widget: QWidget) -> QScrollArea:
    """``widget`` in an area that scrolls it up and down, and is never narrower than it."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    bar = area.verticalScrollBar().sizeHint().width()
    area.setMinimumWidth(max(NARROWEST_PANEL, widget.minimumSizeHint().width()) + bar)
    return area
