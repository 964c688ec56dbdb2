"""Words that are translated where they are shown, not where they are written."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks ``text`` for Qt's translation tools, which look for this name; Qt's own has no types."""
    return text
