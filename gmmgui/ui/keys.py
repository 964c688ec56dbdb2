"""Every key of the program, once: the menus, the window's shortcuts and the page of keys are made of this."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from gmmgui.ui.words import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Key:
    """``command`` names the method of the window's commands; ``keys`` are the shortcuts, the first is shown."""

    command: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()


KEYS = (
    Key("open_file", "File", QT_TRANSLATE_NOOP("Keys", "&Open…"), ("Ctrl+O",)),
    Key("save", "File", QT_TRANSLATE_NOOP("Keys", "&Save…"), ("Ctrl+S",)),
    Key("quit", "File", QT_TRANSLATE_NOOP("Keys", "&Quit"), ("Ctrl+Q",)),
    Key("clear", "Edit", QT_TRANSLATE_NOOP("Keys", "&Clear centroids"), ("Ctrl+Backspace",)),
    Key("toggle", "Run", QT_TRANSLATE_NOOP("Keys", "&Play or pause"), ("Space",)),
    Key("play_back", "Run", QT_TRANSLATE_NOOP("Keys", "Play back&wards"), ("Shift+Space",)),
    Key("toggle_looping", "Run", QT_TRANSLATE_NOOP("Keys", "Play in a &loop"), ("L",)),
    Key("step", "Run", QT_TRANSLATE_NOOP("Keys", "&Next half-step"), ("Right",)),
    Key("back", "Run", QT_TRANSLATE_NOOP("Keys", "One half-step &back"), ("Left",)),
    Key("iterate", "Run", QT_TRANSLATE_NOOP("Keys", "A whole &iteration"), ("Shift+Right",)),
    Key("finish", "Run", QT_TRANSLATE_NOOP("Keys", "To the &end of the run"), ("End",)),
    Key("home", "Run", QT_TRANSLATE_NOOP("Keys", "Back to the &start"), ("Home",)),
    Key("stop", "Run", QT_TRANSLATE_NOOP("Keys", "S&top computing; leave the presenter view"), ("Esc",)),
    Key("fit_view", "View", QT_TRANSLATE_NOOP("Keys", "Show &all data"), ("F",)),
    Key("scatter_matrix", "View", QT_TRANSLATE_NOOP("Keys", "S&catter matrix"), ("M",)),
    Key("present", "View", QT_TRANSLATE_NOOP("Keys", "&Presenter view"), ("F11",)),
    Key("show_keys", "Help", QT_TRANSLATE_NOOP("Keys", "&Keys and mouse"), ("?", "F1")),
    Key("about", "Help", QT_TRANSLATE_NOOP("Keys", "&About gmmgui")),
)

MOUSE = (
    (QT_TRANSLATE_NOOP("Keys", "Click"), QT_TRANSLATE_NOOP("Keys", "place a centroid, or select the one there")),
    (QT_TRANSLATE_NOOP("Keys", "Drag"), QT_TRANSLATE_NOOP("Keys", "move a centroid, before or during a run")),
    (QT_TRANSLATE_NOOP("Keys", "Drag a square"), QT_TRANSLATE_NOOP("Keys", "change a standard deviation (Esc: not)")),
    (QT_TRANSLATE_NOOP("Keys", "Drag the disc"), QT_TRANSLATE_NOOP("Keys", "rotate a Gaussian")),
    (QT_TRANSLATE_NOOP("Keys", "Right click, Delete"), QT_TRANSLATE_NOOP("Keys", "remove a centroid")),
    (QT_TRANSLATE_NOOP("Keys", "Esc"), QT_TRANSLATE_NOOP("Keys", "with nothing to stop: select nothing")),
    (QT_TRANSLATE_NOOP("Keys", "Hover"), QT_TRANSLATE_NOOP("Keys", "inspect a point or a centroid")),
    (QT_TRANSLATE_NOOP("Keys", ", and ."), QT_TRANSLATE_NOOP("Keys", "on the canvas: the point before, the next")),
    (QT_TRANSLATE_NOOP("Keys", "Ctrl+arrows"), QT_TRANSLATE_NOOP("Keys", "in the scatter matrix: from cell to cell")),
    (QT_TRANSLATE_NOOP("Keys", "Double click, F2"), QT_TRANSLATE_NOOP("Keys", "in the parameters: type a number")),
    (QT_TRANSLATE_NOOP("Keys", "Wheel"), QT_TRANSLATE_NOOP("Keys", "zoom")),
    (QT_TRANSLATE_NOOP("Keys", "Middle drag"), QT_TRANSLATE_NOOP("Keys", "move the view")),
    (QT_TRANSLATE_NOOP("Keys", "Double click"), QT_TRANSLATE_NOOP("Keys", "show all data")),
)
UNDO = (("Ctrl+Z", QT_TRANSLATE_NOOP("Keys", "Undo")), ("Ctrl+Y", QT_TRANSLATE_NOOP("Keys", "Redo")))
SHOWN_KEYS = {"Right": "→", "Left": "←", "Shift+Right": "Shift+→"}


def translated(text: str) -> str:
    """``text`` in the user's language."""
    return QCoreApplication.translate("Keys", text)


class KeysDialog(QDialog):
    """All keys and what the mouse does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keysDialog")
        self.setWindowTitle(self.tr("Keys and mouse"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        pairs = [(" ".join(SHOWN_KEYS.get(k, k) for k in key.keys), key.text) for key in KEYS if key.keys]
        for column, rows in enumerate((pairs, [*UNDO, *MOUSE])):
            for row, (keys, text) in enumerate(rows):
                name = QLabel(translated(keys))
                name.setProperty("role", "heading")
                grid.addWidget(name, row, 2 * column)
                grid.addWidget(QLabel(translated(text).replace("&", "")), row, 2 * column + 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.addLayout(grid)
        box.addWidget(buttons)
