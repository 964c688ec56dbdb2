"""Which theme is on: it follows the system, or the user's choice, and tells the widgets that paint for themselves."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from gmmgui.ui.palette import DARK, LIGHT, PROJECTOR, Theme, qt_palette

CHOICES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "projector": Qt.ColorScheme.Light,
}
"""What the user can choose, in the order of the menu, and what Qt makes of it."""
THEMES = {"light": LIGHT, "dark": DARK, "projector": PROJECTOR}
"""All but the system's."""


class Themes(QObject):
    """The theme of the application.

    Signals
    -------
    changed(Theme) : the window must be painted in other colours.
    """

    changed = Signal(object)

    def __init__(self, application: QApplication, choice: str = "system") -> None:
        super().__init__(application)
        self._application = application
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self._choice = choice
        self.choose(choice)

    @property
    def theme(self) -> Theme:
        """The theme that is on."""
        of_system = DARK if self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
        return THEMES.get(self._choice, of_system)

    @property
    def choice(self) -> str:
        """A key of ``CHOICES``."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Follow the system, or be light, dark or fit for a projector whatever the system says."""
        self._choice = choice
        self._application.styleHints().setColorScheme(CHOICES[choice])
        self._apply()

    def _apply(self) -> None:
        self._application.setPalette(qt_palette(self.theme))
        sheet = style_sheet(self.theme)
        if self._application.styleSheet() != sheet:  # it would go through every widget again
            self._application.setStyleSheet(sheet)
        self.changed.emit(self.theme)


def style_sheet(theme: Theme) -> str:
    """What the palette cannot say: headings, and the one line of narration."""
    return f"""
    QLabel[role="heading"] {{ font-weight: 600; color: {theme.text}; }}
    QLabel[role="quiet"] {{ color: {theme.quiet}; }}
    QLabel[role="narration"] {{ color: {theme.text}; font-size: 11pt; padding: 4px 8px; }}
    QLabel[role="hint"] {{ color: {theme.quiet}; background: {theme.canvas}; border: 1px solid {theme.line};
        border-radius: 8px; padding: 4px 12px; }}
    QLabel[role="value"] {{ color: {theme.text}; font-weight: 600; }}
    QToolTip {{ color: {theme.text}; background: {theme.panel}; border: 1px solid {theme.line}; padding: 4px; }}
    QDockWidget::title {{ padding: 4px 8px; font-weight: 600; }}
    QScrollArea {{ border: none; }}
    QTableView {{ gridline-color: {theme.line}; }}
    """
