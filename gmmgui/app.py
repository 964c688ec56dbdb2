"""The application: QApplication, the hook for exceptions, and the window."""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from gmmgui.core import ALGORITHMS
from gmmgui.data import DATASETS, FORMATS
from gmmgui.session.session import opening_session
from gmmgui.session.settings import with_dataset
from gmmgui.session.worker import Failure
from gmmgui.ui.canvas.layers.catalogue import LAYERS
from gmmgui.ui.errors import ExceptionHook, show_failure
from gmmgui.ui.icons import icon
from gmmgui.ui.main_window import MainWindow
from gmmgui.ui.palette import LIGHT
from gmmgui.ui.screenshot import Photographer, Shot
from gmmgui.ui.theme import CHOICES, Themes


def make_window(application: QApplication, settings: QSettings, theme: str | None = None) -> MainWindow:
    """The window as it opens, in ``theme`` or else in the one that the settings remember."""
    chosen = theme or str(settings.value("theme", "system"))
    themes = Themes(application, chosen if chosen in CHOICES else "system")
    window = MainWindow(opening_session(), themes, settings)
    window.session.warm_up.ended.connect(keep_what_is_loaded)
    return window


def keep_what_is_loaded() -> None:
    """All that is loaded by now stays: looking through it again for garbage would stop the window for 80 ms."""
    gc.collect()
    gc.freeze()


def main(arguments: list[str] | None = None) -> int:
    """Start the program; returns its exit code."""
    parser = argparse.ArgumentParser(prog="gmmgui", description=__doc__)
    kinds = "; ".join(entry.title for entry in FORMATS.values())
    parser.add_argument("file", nargs="?", type=Path, help=f"a table of numbers to open: {kinds}")
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help="save a picture of the window and end")
    parser.add_argument("--data", choices=list(DATASETS), help="the data to begin with (default: random clusters)")
    parser.add_argument("--algorithm", choices=list(ALGORITHMS), help="of the screenshot")
    parser.add_argument("--half-steps", type=int, help="how far the run of the screenshot goes (default: to its end)")
    parser.add_argument("--layers", nargs="*", choices=list(LAYERS), help="those that the screenshot shows")
    parser.add_argument("--theme", choices=list(CHOICES), help="light or dark, instead of what the settings say")
    chosen = parser.parse_args(sys.argv[1:] if arguments is None else arguments)
    QApplication.setApplicationName("gmmgui")
    QApplication.setOrganizationName("gmmgui")
    application = QApplication(sys.argv[:1])
    application.setWindowIcon(icon("app", LIGHT))
    window: MainWindow | None = None

    def receive(failure: Failure) -> None:
        if window is not None:
            window.show_failure(failure)
        else:
            show_failure(failure, None)

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own handler would wait for the next event
    hook = ExceptionHook(receive, application)
    hook.install()
    settings = QSettings() if chosen.screenshot is None else QSettings("gmmgui", "screenshots")
    window = make_window(application, settings, chosen.theme)
    window.show()
    if chosen.screenshot is not None:
        layers = None if chosen.layers is None else tuple(chosen.layers)
        shot = Shot(chosen.screenshot, chosen.data or "faithful", chosen.algorithm, chosen.half_steps, layers)
        Photographer(window, shot, application.exit)
    elif chosen.data is not None:
        entry, store = DATASETS[chosen.data], window.session.store
        store.edit(with_dataset(store.document, entry.load(), entry.spec), "Choose")
        store.undo_stack.clear()  # the window has opened with these data
    if chosen.file is not None:
        window.data_panel.open_file(chosen.file)
    code = application.exec()
    window.close()
    hook.remove()
    return code


if __name__ == "__main__":
    sys.exit(main())
