"""The brush in machine code: hands arrays to :mod:`gmmgui.ui.canvas.ink`.

:func:`loading` compiles its passes, or takes them from numba's cache on disk; until then NumPy serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from gmmgui.core.compiled import Progress
from gmmgui.core.types import Floats
from gmmgui.ui.canvas.raster import (
    COARSE,
    OCTAVES,
    Brush,
    Bytes,
    Cells,
    Footprint,
    NumPyBrush,
    Places,
    Singles,
    View,
)

if TYPE_CHECKING:
    from types import ModuleType

_lock = Lock()
_ink: ModuleType | None = None


def is_ready() -> bool:
    """Are the passes compiled?"""
    return _ink is not None


def count() -> int:
    """How many passes there are to compile; it imports numba."""
    from gmmgui.ui.canvas import ink

    return len(ink.SIGNATURES)


def loading() -> Iterator[Progress]:
    """Compile the passes one by one, or load them from the cache; nothing where that is done already."""
    global _ink
    if _ink is not None:
        return
    from gmmgui.ui.canvas import ink

    for done, name in enumerate(ink.SIGNATURES, start=1):
        with _lock:
            from_cache = ink.compile_named(name)
        yield Progress(done, len(ink.SIGNATURES), from_cache)
    _ink = ink


def load() -> None:
    """All of :func:`loading`; nobody is told how far it is."""
    for _ in loading():
        pass


def best() -> Brush:
    """The compiled brush where it is ready, else NumPy's."""
    return NumPyBrush() if _ink is None else InkBrush()


class InkBrush:
    """The passes in machine code."""

    def __init__(self) -> None:
        load()
        assert _ink is not None
        self._ink = _ink

    def seen(self, places: Places, view: View) -> int:
        """How many points are in view."""
        return int(self._ink.seen(*_placed(places, view), view.width, view.height))

    def cells(self, places: Places, view: View, side: int) -> Cells:
        """(n,) index of the cell where the dot of each point begins, or -1."""
        result = np.empty(len(places), dtype=np.int32)
        self._ink.cells(*_placed(places, view), view.width, view.height, side, result)
        return result

    def discs(self, places: Places, mark: Footprint, rgb: Singles, edge: Singles) -> Bytes:
        """(height, width, 4) premultiplied blue, green, red, alpha of discs, one over the other in their order."""
        layers = np.zeros((mark.view.height, mark.view.width, 4), dtype=np.float32)
        image = np.empty(layers.shape[:2], dtype=np.uint32)
        self._ink.discs(*_placed(places, mark.view), mark.look.radius, mark.look.rim, rgb, _step(rgb), edge, layers)
        self._ink.rounded(layers, image)
        return _bytes(image)

    def soft(self, places: Places, mark: Footprint, rgb: Singles) -> Singles:
        """(height, width, 4) sums of red, green, blue and 1, weighted by how much of a pixel each disc covers."""
        sums = np.zeros((mark.view.height, mark.view.width, 4), dtype=np.float32)
        self._ink.soft(*_placed(places, mark.view), mark.look.radius, rgb, _step(rgb), sums)
        return sums

    def dots(self, mark: Footprint, rgb: Singles) -> Singles:
        """(height + 2 margin, width + 2 margin, 4) sums of red, green, blue and 1; the margin is a side less one."""
        side = mark.look.side
        width, height = mark.view.width + 2 * (side - 1), mark.view.height + 2 * (side - 1)
        sums = np.zeros((height, width, 4), dtype=np.float32)
        self._ink.dots(mark.cells, side, width, rgb, _step(rgb), sums.reshape(-1, 4))
        return sums

    def weigh(self, sums: Singles) -> Floats:
        """(steps,) how much weight is in pixels of each weight, by the coarse steps of their weight."""
        weights = np.zeros(OCTAVES << (23 - COARSE))
        self._ink.weigh(sums.reshape(-1, 4), weights)
        return weights

    def toned(self, sums: Singles, margin: int, ramp: Singles) -> Bytes:
        """Mean colours, with the opacity that ``ramp`` gives each weight by its fine step."""
        height, width, _ = sums.shape
        image = np.empty((height - 2 * margin, width - 2 * margin), dtype=np.uint32)
        self._ink.toned(sums, margin, ramp, image)
        return _bytes(image)


def _placed(places: Places, view: View) -> tuple[Floats, int, int, float, float, float, float]:
    return places.table, places.x, places.y, *view.scale, *view.origin


def _step(rgb: Singles) -> int:
    """Rows from the colour of one point to that of the next."""
    return 1 if len(rgb) > 1 else 0


def _bytes(image: np.ndarray[tuple[int, int], np.dtype[np.uint32]]) -> Bytes:
    """(h, w) pixels -> (h, w, 4) blue, green, red, alpha."""
    return image.astype("<u4", copy=False).view(np.uint8).reshape(*image.shape, 4)
