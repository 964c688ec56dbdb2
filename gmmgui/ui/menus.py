"""The menu bar, made of ``KEYS`` and of what the window can show or hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from gmmgui.ui.canvas.tween import GLIDE_MS
from gmmgui.ui.keys import KEYS, translated
from gmmgui.ui.recent_files import RecentFiles
from gmmgui.ui.staying_menu import StayingMenu
from gmmgui.ui.theme import CHOICES, Themes

if TYPE_CHECKING:
    from gmmgui.ui.main_window import MainWindow


class Menus(QObject):
    """The menus of one window; their actions are the window's too, so the keys work while the bar is hidden."""

    def __init__(self, window: MainWindow, themes: Themes, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._themes, self._settings = window, themes, settings
        bar = window.menuBar()
        menus = {name: bar.addMenu(self.tr(name)) for name in ("File", "Edit", "Run", "View", "Help")}
        self._add_undo(menus["Edit"])
        self._add_commands(menus)
        self._check_loop()
        self._follow_matrix()
        menus["View"].setToolTipsVisible(True)
        recent = QMenu(self.tr("Open &recent"), window)
        menus["File"].insertMenu(menus["File"].actions()[1], recent)
        self.recent = RecentFiles(recent, settings, window.data_panel.open_file)
        self._add_layers(menus["View"])
        self._add_layout(menus["View"])
        self._add_motion(menus["View"])
        self._add_themes(menus["View"])

    def _add_undo(self, menu: QMenu) -> None:
        stack = self._window.session.store.undo_stack
        undo, redo = stack.createUndoAction(self), stack.createRedoAction(self)
        undo.setShortcuts([QKeySequence("Ctrl+Z")])
        redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        for action in (undo, redo):
            menu.addAction(action)
            self._window.addAction(action)

    def _add_commands(self, menus: dict[str, QMenu]) -> None:
        commands = self._window.commands
        for key in KEYS:
            action = QAction(translated(key.text), self)
            action.setObjectName(f"{key.command}Action")
            action.setShortcuts([QKeySequence(text) for text in key.keys])
            action.triggered.connect(lambda _checked=False, name=key.command: getattr(commands, name)())
            menus[key.menu].addAction(action)
            self._window.addAction(action)

    def _check_loop(self) -> None:
        """The menu says, too, whether it plays in a loop."""
        action = self.findChild(QAction, "toggle_loopingAction")
        assert action is not None, "it is made of KEYS"
        action.setCheckable(True)
        self._window.session.player.looping_changed.connect(action.setChecked)

    def _follow_matrix(self) -> None:
        """The menu says, too, whether the scatter matrix is shown, and why it is not offered."""
        action = self.findChild(QAction, "scatter_matrixAction")
        assert action is not None, "it is one of KEYS"
        self._window.canvas_panel.follow(action)

    def _add_layers(self, menu: QMenu) -> None:
        layers = self._window.canvas.layers
        layers.remember_in(self._settings)
        switches = StayingMenu(self.tr("&Layers"), menu)
        layers.fill(switches)
        menu.addMenu(switches)

    def _add_layout(self, menu: QMenu) -> None:
        menu.addSeparator()
        for dock in self._window.docks:
            menu.addAction(dock.toggleViewAction())
        menu.addAction(self.tr("&Original layout")).triggered.connect(self._window.original_layout)

    def _add_motion(self, menu: QMenu) -> None:
        menu.addSeparator()
        action = menu.addAction(self.tr("&Glide between half-steps"))
        action.setObjectName("glideAction")
        action.setCheckable(True)
        action.setChecked(bool(self._settings.value("glide", True, type=bool)))
        action.toggled.connect(self._set_motion)
        self._set_motion(action.isChecked())

    def _set_motion(self, on: bool) -> None:
        self._settings.setValue("glide", on)
        self._window.canvas.glide_ms = GLIDE_MS if on else 0

    def _add_themes(self, menu: QMenu) -> None:
        themes, group = menu.addMenu(self.tr("&Theme")), QActionGroup(self)
        for choice in CHOICES:
            action = themes.addAction(self.tr(choice.capitalize()))
            action.setObjectName(f"{choice}ThemeAction")
            action.setCheckable(True)
            action.setChecked(choice == self._themes.choice)
            action.triggered.connect(lambda _checked=False, chosen=choice: self._choose_theme(chosen))
            group.addAction(action)

    def _choose_theme(self, choice: str) -> None:
        self._settings.setValue("theme", choice)
        self._themes.choose(choice)
