"""The layers of one canvas, and the actions that switch them."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QObject, QSettings, Signal
from PySide6.QtGui import QAction, QActionGroup, QPixmapCache
from PySide6.QtWidgets import QMenu

from gmmgui.ui.canvas.layers.catalogue import LAYERS
from gmmgui.ui.canvas.layers.layer import Layer
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.staying_menu import StayingMenu

PIXMAP_CACHE_KILOBYTES = 256 * 1024
"""What is kept of layers that have not changed. Qt's own 10 MB hold six: more drive each other out every frame."""


class LayerStack(QObject):
    """A layer and an action for each entry of ``LAYERS``.

    Signals
    -------
    changed() : another layer is on, or drawn in another way.
    """

    changed = Signal()

    def __init__(self, plot: pg.PlotItem, painter: Painter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), PIXMAP_CACHE_KILOBYTES))
        self._scene: Scene | None = None
        self._settings: QSettings | None = None
        self.layers: dict[str, Layer] = {}
        self.actions: dict[str, QAction] = {}
        self.options: dict[str, QActionGroup] = {}
        for key, entry in LAYERS.items():
            layer = self.layers[key] = entry.make(painter)
            layer.setVisible(entry.on)
            plot.addItem(layer, ignoreBounds=True)
            self.actions[key] = self._action(key)
            if entry.options:
                self.options[key] = self._option_group(key)

    def show_scene(self, scene: Scene) -> None:
        """Draw ``scene`` on every layer that is on, and enable those that have something to draw."""
        self._scene = scene
        for key, entry in LAYERS.items():
            reason, action = entry.why_not(scene), self.actions[key]
            action.setEnabled(not reason)
            action.setToolTip(_translated(reason or entry.help).replace("{algorithm}", scene.algorithm.title))
            if action.isChecked():
                self.layers[key].show_scene(scene)

    def is_on(self, key: str) -> bool:
        """Is this layer switched on?"""
        return self.actions[key].isChecked()

    def switch(self, key: str, on: bool) -> None:
        """What the action does."""
        self.actions[key].setChecked(on)

    def choose(self, key: str, option: str) -> None:
        """What the action of this option does."""
        next(action for action in self.options[key].actions() if action.data() == option).trigger()

    def remember_in(self, settings: QSettings) -> None:
        """Take the switches from ``settings``, and keep them there from now on."""
        for key, action in self.actions.items():
            action.setChecked(bool(settings.value(f"layers/{key}", action.isChecked(), type=bool)))
        for key in self.options:
            request = settings.value(f"layers/{key}/option")
            if request in LAYERS[key].options:
                self.choose(key, str(request))
        self._settings = settings

    def fill(self, menu: QMenu) -> None:
        """Put every switch into ``menu``, and the options of a layer under its switch."""
        menu.setToolTipsVisible(True)
        for key, action in self.actions.items():
            menu.addAction(action)
            if key in self.options:
                self._add_options(menu, key)

    def _add_options(self, menu: QMenu, key: str) -> None:
        switch, ways = self.actions[key], StayingMenu(_translated(LAYERS[key].choice), menu)
        ways.addActions(self.options[key].actions())
        offered = menu.addMenu(ways)
        offered.setEnabled(switch.isEnabled())
        switch.enabledChanged.connect(offered.setEnabled)

    def _action(self, key: str) -> QAction:
        entry = LAYERS[key]
        action = QAction(_translated(entry.text), self)
        action.setObjectName(f"{key.title().replace(' ', '')}LayerAction")
        action.setToolTip(_translated(entry.help))
        action.setCheckable(True)
        action.setChecked(entry.on)
        action.toggled.connect(lambda on: self._switched(key, on))
        return action

    def _switched(self, key: str, on: bool) -> None:
        if on and self._scene is not None:
            self.layers[key].show_scene(self._scene)
        self.layers[key].setVisible(on)
        self._keep(f"layers/{key}", on)

    def _option_group(self, key: str) -> QActionGroup:
        group = QActionGroup(self)
        for option, text in LAYERS[key].options.items():
            action = group.addAction(_translated(text))
            action.setData(option)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, chosen=option: self._chosen(key, chosen))
        group.actions()[0].setChecked(True)
        return group

    def _chosen(self, key: str, option: str) -> None:
        self.layers[key].choose(option)
        self._keep(f"layers/{key}/option", option)

    def _keep(self, name: str, value: object) -> None:
        if self._settings is not None:
            self._settings.setValue(name, value)
        self.changed.emit()


def _translated(text: str) -> str:
    return QCoreApplication.translate("Layers", text)
