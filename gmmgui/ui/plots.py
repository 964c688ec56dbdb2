"""What pyqtgraph's plots need to live and die with the window."""

from __future__ import annotations

import pyqtgraph as pg


def adopt_menu(plot: pg.PlotWidget) -> None:
    """Let the plot own its menu, which pyqtgraph makes a window of its own that would outlive it."""
    menu = plot.plotItem.ctrlMenu
    menu.setParent(plot, menu.windowFlags())
