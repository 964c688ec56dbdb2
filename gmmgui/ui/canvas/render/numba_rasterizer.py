"""The rasterizer in machine code: hands arrays to :mod:`gmmgui.ui.canvas.render.raster_kernels`.

:func:`loading` compiles its passes, or takes them from numba's cache on disk; until then NumPy serves.
"""

from __future__ import annotations

from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.backend.compiling import KernelModule
from gmmgui.core.types import Floats
from gmmgui.ui.canvas.render.rasterizer import (
    COARSE,
    OCTAVES,
    Bytes,
    Cells,
    ColourSource,
    NumpyRasterizer,
    PixelMap,
    Places,
    PointRasterizer,
    Singles,
    View,
)

KERNELS = KernelModule("gmmgui.ui.canvas.render.raster_kernels")
is_ready, count, loading, load = KERNELS.is_ready, KERNELS.count, KERNELS.loading, KERNELS.load


def best_rasterizer() -> PointRasterizer:
    """The compiled rasterizer where it is ready, else NumPy's."""
    return NumbaRasterizer() if is_ready() else NumpyRasterizer()


class NumbaRasterizer:
    """The passes in machine code; what one leaves is overwritten by the next on the same thread."""

    def __init__(self) -> None:
        self._kernels = KERNELS.module()

    def count_visible(self, places: Places, view: View) -> int:
        """How many points are in view."""
        return int(self._kernels.count_visible(*_placed(places, view), view.width, view.height))

    def cells(self, places: Places, view: View, side: int) -> Cells:
        """(n,) index of the cell where the dot of each point begins, or -1."""
        result = np.empty(len(places), dtype=np.int32)
        self._kernels.cells(*_placed(places, view), view.width, view.height, side, result)
        return result

    def discs(self, places: Places, mark: PixelMap, rgb: Singles, edge: Singles) -> Bytes:
        """(height, width, 4) premultiplied blue, green, red, alpha of discs, one over the other in their order."""
        layers = np.zeros((mark.view.height, mark.view.width, 4), dtype=np.float32)
        image = np.empty(layers.shape[:2], dtype=np.uint32)
        radius, rim = mark.point_style.radius, mark.point_style.rim
        self._kernels.discs(*_placed(places, mark.view), radius, rim, rgb, _step(rgb), edge, layers)
        self._kernels.rounded(layers, image)
        return _bytes(image)

    def soft(self, places: Places, mark: PixelMap, rgb: Singles) -> Singles:
        """(height, width, 4) sums of red, green, blue and 1, weighted by how much of a pixel each disc covers."""
        sums = _cleared((mark.view.height, mark.view.width, 4), np.float32)
        self._kernels.soft(*_placed(places, mark.view), mark.point_style.radius, rgb, _step(rgb), sums)
        return sums

    def dots(self, mark: PixelMap, source: ColourSource) -> Singles:
        """(height + 2 margin, width + 2 margin, 4) sums of red, green, blue and 1; the margin is a side less one."""
        side = mark.point_style.side
        width, height = mark.view.width + 2 * (side - 1), mark.view.height + 2 * (side - 1)
        sums = _cleared((height, width, 4), np.float32)
        assert mark.cells is not None, "discs have no cells"
        for rows, rgb in source.pieces(len(mark.cells)):
            self._kernels.dots(mark.cells[rows], side, width, rgb, _step(rgb), sums.reshape(-1, 4))
        return sums

    def weight_histogram(self, sums: Singles) -> Floats:
        """(steps,) how much weight is in pixels of each weight, by the coarse steps of their weight."""
        weights = np.zeros(OCTAVES << (23 - COARSE))
        self._kernels.weight_histogram(sums.reshape(-1, 4), weights)
        return weights

    def tone_map(self, sums: Singles, margin: int, alpha_lut: Singles) -> Bytes:
        """Mean colours, with the opacity that ``alpha_lut`` gives each weight by its fine step."""
        height, width, _ = sums.shape
        image = _cleared((height - 2 * margin, width - 2 * margin), np.uint32)
        self._kernels.tone_map(sums, margin, alpha_lut, image)
        return _bytes(image)


_buffers = local()
"""A thread's arrays as large as a picture: to ask the system for new ones each time takes as long as to paint."""


def _cleared(shape: tuple[int, ...], kind: type[np.generic]) -> NDArray[Any]:
    """Zeros, in the room that the last array of this kind had."""
    kept: dict[Any, NDArray[Any]] = _buffers.__dict__
    buffer = kept.get(kind)
    if buffer is None or buffer.shape != shape:
        buffer = kept[kind] = np.empty(shape, dtype=kind)
    buffer.fill(0)
    return buffer


def _placed(places: Places, view: View) -> tuple[Floats, int, int, float, float, float, float]:
    return places.table, places.x, places.y, *view.scale, *view.origin


def _step(rgb: Singles) -> int:
    """Rows from the colour of one point to that of the next."""
    return 1 if len(rgb) > 1 else 0


def _bytes(image: np.ndarray[tuple[int, int], np.dtype[np.uint32]]) -> Bytes:
    """(h, w) pixels -> (h, w, 4) blue, green, red, alpha."""
    return image.astype("<u4", copy=False).view(np.uint8).reshape(*image.shape, 4)
