"""Light and dark: the user's choice wins, else the system's; every widget hears of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gmmgui.ui.icons import icon
from gmmgui.ui.palette import DARK, LIGHT, PROJECTOR, Theme, qt_palette
from gmmgui.ui.theme import CHOICES, Themes


@pytest.fixture
def themes(qtbot: QtBot, qapp: QApplication) -> Iterator[Themes]:
    themes = Themes(qapp, "light")
    yield themes
    themes.choose("light")
    themes.setParent(None)


def test_the_users_choice_wins(themes: Themes, qapp: QApplication) -> None:
    told: list[Theme] = []
    themes.changed.connect(told.append)
    for choice, theme in (("dark", DARK), ("projector", PROJECTOR), ("light", LIGHT)):
        themes.choose(choice)
        assert themes.choice == choice and themes.theme is theme and told[-1] is theme
        assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme.window
        assert qapp.palette().color(QPalette.ColorRole.Highlight).name() == theme.accent
        assert theme.text in qapp.styleSheet()


def test_following_the_system(themes: Themes, qapp: QApplication) -> None:
    themes.choose("dark")
    themes.choose("system")
    is_dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert themes.theme is (DARK if is_dark else LIGHT)
    assert list(CHOICES) == ["system", "light", "dark", "projector"]


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=["light", "dark", "projector"])
def test_disabled_text_is_quieter(theme: Theme) -> None:
    palette = qt_palette(theme)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        assert palette.color(QPalette.ColorGroup.Active, role).name() == theme.text
        assert palette.color(QPalette.ColorGroup.Disabled, role).name() == theme.disabled


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=["light", "dark", "projector"])
@pytest.mark.parametrize("name", ["play", "pause", "step", "back", "reset", "finish", "iterate", "fit"])
def test_icons_are_drawn_in_the_colours_of_the_theme(qapp: QApplication, theme: Theme, name: str) -> None:
    image = icon(name, theme).pixmap(32, 32).toImage()
    pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    projected = {pixel.name() for pixel in pixels if pixel.alpha() == 255}
    assert projected == {theme.text}
