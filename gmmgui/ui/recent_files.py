"""The files opened last, kept in the settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMenu

MOST = 8
KEY = "recentFiles"


class RecentFiles:
    """A menu of the files opened last; ``open_file`` opens one."""

    def __init__(self, menu: QMenu, settings: QSettings, open_file: Callable[[Path], None]) -> None:
        self._menu, self._settings, self._open = menu, settings, open_file
        menu.aboutToShow.connect(self._fill)
        self._fill()

    @property
    def paths(self) -> list[str]:
        """The last first."""
        value = self._settings.value(KEY, [])
        if isinstance(value, str):  # a list of one comes back as its only item
            return [value]
        return [str(path) for path in value] if isinstance(value, list) else []

    def add(self, path: str) -> None:
        """``path`` was opened now."""
        self._settings.setValue(KEY, [path, *(other for other in self.paths if other != path)][:MOST])
        self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        self._menu.setEnabled(bool(self.paths))
        for path in self.paths:
            action = self._menu.addAction(path.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, chosen=path: self._open(Path(chosen)))
