"""Where icons, data sets and lessons are: one folder, ``resources/`` beside the package, that travels with it."""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a file or folder in ``resources/``, such as ``resource("data", "iris.csv")``."""
    return _root().joinpath(*parts)


def _root() -> Path:
    """The folder: inside a frozen bundle, inside the installed package (``pyproject.toml`` says so), or beside it."""
    bundle = getattr(sys, "_MEIPASS", None)
    # The installed package first: what lies beside it in site-packages belongs to others.
    places = [Path(bundle) / "resources"] if bundle else [PACKAGE / "_resources", PACKAGE.parent / "resources"]
    for place in places:
        if place.is_dir():
            return place
    tried = " nor ".join(map(str, places))
    raise FileNotFoundError(f"gmmgui has no data sets and icons in {tried}: install it, or unpack it, anew.")
