"""Which layer imports what, read from the source: import-linter cannot name a module inside PySide6."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import gmmgui

PACKAGE = Path(gmmgui.__file__).parent


def imported(path: Path) -> set[str]:
    """The full names of all that a file imports, wherever in it: ``from a import b`` may mean a module ``a.b``."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def offenders(layer: str, forbidden: tuple[str, ...]) -> list[str]:
    """Which file of ``layer`` imports which of the ``forbidden`` modules, or something inside them."""
    files = sorted((PACKAGE / layer).rglob("*.py"))
    assert files, f"there is no layer {layer}"
    return [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in files
        for name in sorted(imported(path))
        if any(name == module or name.startswith(f"{module}.") for module in forbidden)
    ]


def test_the_session_has_no_widgets_and_no_plots() -> None:
    assert offenders("session", ("PySide6.QtWidgets", "pyqtgraph", "gmmgui.ui", "gmmgui.app")) == []


@pytest.mark.parametrize("layer", ["core", "data"])
def test_mathematics_and_data_know_nothing_of_qt(layer: str) -> None:
    assert offenders(layer, ("PySide6", "pyqtgraph", "gmmgui.session", "gmmgui.ui", "gmmgui.app")) == []


def test_the_mathematics_reads_no_files() -> None:
    assert offenders("core", ("pandas", "gmmgui.data")) == []


def test_offenders_are_found() -> None:
    assert any("PySide6.QtWidgets" in line for line in offenders("ui", ("PySide6.QtWidgets",)))
    assert any("PySide6.QtCore" in line for line in offenders("session", ("PySide6",)))
