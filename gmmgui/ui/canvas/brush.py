"""The brush in machine code: hands arrays to :mod:`gmmgui.ui.canvas.ink`.

:func:`loading` compiles its passes, or takes them from numba's cache on disk; until then NumPy serves.
"""

from __future__ import annotations

from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.compiling import Kernels
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
    Tints,
    View,
)

INK = Kernels("gmmgui.ui.canvas.ink")
is_ready, count, loading, load = INK.is_ready, INK.count, INK.loading, INK.load


def best() -> Brush:
    """The compiled brush where it is ready, else NumPy's."""
    return InkBrush() if is_ready() else NumPyBrush()


class InkBrush:
    """The passes in machine code; what one leaves is overwritten by the next on the same thread."""

    def __init__(self) -> None:
        self._ink = INK.module()

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
        sums = _cleared((mark.view.height, mark.view.width, 4), np.float32)
        self._ink.soft(*_placed(places, mark.view), mark.look.radius, rgb, _step(rgb), sums)
        return sums

    def dots(self, mark: Footprint, tints: Tints) -> Singles:
        """(height + 2 margin, width + 2 margin, 4) sums of red, green, blue and 1; the margin is a side less one."""
        side = mark.look.side
        width, height = mark.view.width + 2 * (side - 1), mark.view.height + 2 * (side - 1)
        sums = _cleared((height, width, 4), np.float32)
        assert mark.cells is not None, "discs have no cells"
        for rows, rgb in tints.pieces(len(mark.cells)):
            self._ink.dots(mark.cells[rows], side, width, rgb, _step(rgb), sums.reshape(-1, 4))
        return sums

    def weigh(self, sums: Singles) -> Floats:
        """(steps,) how much weight is in pixels of each weight, by the coarse steps of their weight."""
        weights = np.zeros(OCTAVES << (23 - COARSE))
        self._ink.weigh(sums.reshape(-1, 4), weights)
        return weights

    def toned(self, sums: Singles, margin: int, ramp: Singles) -> Bytes:
        """Mean colours, with the opacity that ``ramp`` gives each weight by its fine step."""
        height, width, _ = sums.shape
        image = _cleared((height - 2 * margin, width - 2 * margin), np.uint32)
        self._ink.toned(sums, margin, ramp, image)
        return _bytes(image)


_rooms = local()
"""A thread's arrays as large as a picture: to ask the system for new ones each time takes as long as to paint."""


def _cleared(shape: tuple[int, ...], kind: type[np.generic]) -> NDArray[Any]:
    """Zeros, in the room that the last array of this kind had."""
    kept: dict[Any, NDArray[Any]] = _rooms.__dict__
    room = kept.get(kind)
    if room is None or room.shape != shape:
        room = kept[kind] = np.empty(shape, dtype=kind)
    room.fill(0)
    return room


def _placed(places: Places, view: View) -> tuple[Floats, int, int, float, float, float, float]:
    return places.table, places.x, places.y, *view.scale, *view.origin


def _step(rgb: Singles) -> int:
    """Rows from the colour of one point to that of the next."""
    return 1 if len(rgb) > 1 else 0


def _bytes(image: np.ndarray[tuple[int, int], np.dtype[np.uint32]]) -> Bytes:
    """(h, w) pixels -> (h, w, 4) blue, green, red, alpha."""
    return image.astype("<u4", copy=False).view(np.uint8).reshape(*image.shape, 4)
