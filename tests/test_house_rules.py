"""What the tests themselves keep to: they see the program from outside, as a caller or a user does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
OF_OTHERS = {"sys"}
"""What is private there is not the program's: PyInstaller writes ``sys._MEIPASS``."""
BY_NAME = {"getattr", "setattr", "hasattr", "delattr"}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of whatever private is asked for of anything but oneself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            if ast.unparse(node.value) not in OF_OTHERS | {"self", "cls"}:
                yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gmmgui"):
            yield from ((node.lineno, alias.name) for alias in node.names if is_private(alias.name))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in BY_NAME:
            yield from ((node.lineno, name) for name in names_in_call(node))


def names_in_call(call: ast.Call) -> Iterator[str]:
    """Private names in ``setattr(thing, "_name", ...)`` and ``monkeypatch.setattr("module.thing._name", ...)``."""
    if call.args and ast.unparse(call.args[0]) not in OF_OTHERS:
        texts = (argument.value for argument in call.args[:2] if isinstance(argument, ast.Constant))
        yield from (text for text in texts if isinstance(text, str) and any(map(is_private, text.split("."))))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("window._themes.choose()", ["_themes"]),
        ("self._own = window.theirs._inside", ["_inside"]),
        ("self._own, cls._own, x.__class__, sys._MEIPASS", []),
        ("from gmmgui.app import _hidden, main", ["_hidden"]),
        ("from ctypes import _SimpleCData", []),
        ("monkeypatch.setattr(window, '_themes', None)", ["_themes"]),
        ("monkeypatch.setattr('gmmgui.app._hidden', None)", ["gmmgui.app._hidden"]),
        ("monkeypatch.setattr(sys, '_MEIPASS', 'here')", []),
        ("getattr(window, '_themes', '_default')", ["_themes"]),
    ],
)
def test_private_names_are_found(code: str, found: list[str]) -> None:
    assert [name for _, name in private_names(ast.parse(code))] == found


def test_nothing_private_of_the_program_is_touched() -> None:
    files = set(TESTS.rglob("*.py"))
    found = {str(path.relative_to(TESTS)): list(private_names(ast.parse(path.read_text("utf-8")))) for path in files}
    assert len(found) > 80
    assert not {path: names for path, names in found.items() if names}
