"""Points as an image, each in a colour of its own: soft-edged discs where they are few, density where they are many.

What is seen follows from how crowded the view is (:func:`point_style`): discs with a rim, one over the other; soft
discs whose pixels take the mean of their points' colours, and grow more opaque with their number; dots of one pixel
that do the same. Places are (n, m) tables of which two columns are shown. A :class:`PointRasterizer` does the work:
:class:`NumpyRasterizer` here, until :mod:`gmmgui.ui.canvas.render.numba_rasterizer` is compiled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.types import Floats

Singles: TypeAlias = NDArray[np.float32]
Bytes: TypeAlias = NDArray[np.uint8]
Cells: TypeAlias = NDArray[np.int32]

COMMON_AREA = 450_000.0
"""A canvas of so many logical pixels is meant wherever it is said how large discs are."""
LARGEST_RADIUS, LARGEST_UP_TO, SHRINKING = 4.5, 500, 0.28
"""Discs of up to so many points have this radius, in logical pixels; more shrink with this power of their number."""
LEAST_DISC = 2.0
"""A disc with a smaller radius has no rim: it becomes a soft one."""
LEAST_SOFT = 0.8
"""A soft disc with a smaller radius becomes a dot."""
OPACITY = 215 / 255
"""Of a point alone."""
RIM, RIM_OPACITY, RIMLESS = 0.8, 160 / 255, 1.5
"""Width in logical pixels, and opacity, of the line around a disc in the colour of the background.

It gets thinner as the radius comes near ``RIMLESS``.
"""
PALING = 0.22
"""How a point alone pales where others crowd: by this share for each doubling of the crowd."""
CROWDED = 0.95
"""Share of the points that lie in pixels which are not opaque yet."""

LEAST_BITS, OCTAVES = 127 - 10, 36
"""Weights of pixels are told apart from 2^-10 up to 2^26, by the first bits of a float32."""
COARSE, FINE = 20, 16
"""Bits of a float32 left out: 8 steps an octave, where weights are counted, and 128, where they become opacity."""


@dataclass(frozen=True, slots=True)
class View:
    """Where places fall in an image: pixel = place * scale + origin, x to the right and y downwards.

    Parameters
    ----------
    width, height : of the image, in pixels of the screen.
    ratio : pixels of the screen a logical pixel.
    scale, origin : of x and of y.
    """

    width: int
    height: int
    ratio: float
    scale: tuple[float, float]
    origin: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Columns ``x`` and ``y`` of ``table`` (n, m), row by row in memory."""

    table: Floats
    x: int = 0
    y: int = 1

    def __len__(self) -> int:
        return len(self.table)


class Style(Enum):
    """How a point appears."""

    DISCS = "discs"
    SOFT = "soft discs"
    DOTS = "dots"


@dataclass(frozen=True, slots=True)
class PointStyle:
    """What a point looks like.

    Parameters
    ----------
    radius, rim : of a disc and its line, in pixels of the screen.
    side : of a dot, in pixels of the screen.
    """

    style: Style
    radius: float
    rim: float
    side: int


def point_style(count_visible: int, view: View) -> PointStyle:
    """What each of ``count_visible`` points in a view looks like: the smaller, the more crowded they are."""
    crowd = count_visible * COMMON_AREA * view.ratio**2 / (view.width * view.height)
    radius = LARGEST_RADIUS * (LARGEST_UP_TO / max(crowd, LARGEST_UP_TO)) ** SHRINKING
    style = Style.DISCS if radius >= LEAST_DISC else Style.SOFT if radius >= LEAST_SOFT else Style.DOTS
    rim = RIM * min(max(radius / RIMLESS - 1, 0.0), 1.0)
    return PointStyle(style, radius * view.ratio, rim * view.ratio, max(1, round(view.ratio)))


@dataclass(frozen=True, slots=True, eq=False)
class PixelMap:
    """Which points fall on which pixels: what stays while only colours change.

    Parameters
    ----------
    cells : (n,) where each dot begins in an image with margins, -1 outside; None where points are discs.
    """

    view: View
    point_style: PointStyle
    cells: Cells | None


class ColourSource(Protocol):
    """Colours that are worked out when they are needed."""

    def rgb(self) -> Singles:
        """(n, 3) from 0 to 255, or (1, 3) for all points."""
        ...

    def pieces(self, n: int) -> Iterator[tuple[slice, Singles]]:
        """Those of ``n`` points, some rows after others."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Colours that are there already."""

    array: Singles

    def rgb(self) -> Singles:
        """(n, 3) from 0 to 255, or (1, 3) for all points."""
        return self.array

    def pieces(self, n: int) -> Iterator[tuple[slice, Singles]]:
        """All of them."""
        yield slice(0, n), self.array


class PointRasterizer(Protocol):
    """Passes over the points. ``rgb`` is (n, 3) from 0 to 255, or (1, 3) for all."""

    def count_visible(self, places: Places, view: View) -> int:
        """How many points are in view."""
        ...

    def cells(self, places: Places, view: View, side: int) -> Cells:
        """(n,) index of the cell where the dot of each point begins, or -1."""
        ...

    def discs(self, places: Places, mark: PixelMap, rgb: Singles, edge: Singles) -> Bytes:
        """(height, width, 4) premultiplied blue, green, red, alpha of discs, one over the other in their order."""
        ...

    def soft(self, places: Places, mark: PixelMap, rgb: Singles) -> Singles:
        """(height, width, 4) sums of red, green, blue and 1, weighted by how much of a pixel each disc covers."""
        ...

    def dots(self, mark: PixelMap, source: ColourSource) -> Singles:
        """(height + 2 margin, width + 2 margin, 4) sums of red, green, blue and 1; the margin is a side less one."""
        ...

    def weight_histogram(self, sums: Singles) -> Floats:
        """(steps,) how much weight is in pixels of each weight, by the coarse steps of their weight."""
        ...

    def tone_map(self, sums: Singles, margin: int, alpha_lut: Singles) -> Bytes:
        """Mean colours, with the opacity that ``alpha_lut`` gives each weight by its fine step."""
        ...


def pixel_map(places: Places, view: View, rasterizer: PointRasterizer) -> PixelMap:
    """Where points fall in a view."""
    chosen = point_style(rasterizer.count_visible(places, view), view)
    cells = rasterizer.cells(places, view, chosen.side) if chosen.style is Style.DOTS else None
    return PixelMap(view, chosen, cells)


def painted(
    places: Places, mark: PixelMap, colours: Singles | ColourSource, edge: Singles, rasterizer: PointRasterizer
) -> Bytes:
    """The image of points.

    Parameters
    ----------
    colours : (n, 3) red, green and blue from 0 to 255, or (1, 3) for all points.
    edge : (3,) of the rim.

    Returns
    -------
    (height, width, 4) premultiplied blue, green, red and alpha, as QImage.Format_ARGB32_Premultiplied has them.
    """
    source = Known(colours) if isinstance(colours, np.ndarray) else colours
    if mark.point_style.style is Style.DISCS:
        return rasterizer.discs(places, mark, source.rgb(), edge)
    is_soft = mark.point_style.style is Style.SOFT
    sums = rasterizer.soft(places, mark, source.rgb()) if is_soft else rasterizer.dots(mark, source)
    return rasterizer.tone_map(
        sums, 0 if is_soft else mark.point_style.side - 1, alpha_lut(crowd(rasterizer.weight_histogram(sums)))
    )


def crowd(weights: Floats) -> float:
    """Weight of a crowded pixel: ``CROWDED`` of all weight is in pixels that weigh no more. At least 1."""
    total = np.cumsum(weights)
    if total[-1] <= 0:
        return 1.0
    step = int(np.searchsorted(total, CROWDED * total[-1]))
    return max(1.0, float(_weights_of_steps(COARSE)[step]))


def alpha_lut(top: float) -> Singles:
    """(steps,) opacity of a pixel by its weight, in fine steps; from ``top`` on it is opaque.

    A point alone is seen, and beyond it opacity grows with the logarithm: so dense places differ, and sparse ones too.
    """
    weights = _weights_of_steps(FINE)
    alone = OPACITY / (1 + PALING * np.log2(top))
    rest = np.log(np.maximum(weights, 1)) / np.log(max(top, 2.0))
    opacity = np.where(weights < 1, alone * weights, alone + (1 - alone) * rest)
    return np.minimum(opacity, 1).astype(np.float32)


def _weights_of_steps(bits: int) -> Singles:
    """(steps,) the weight in the middle of each step."""
    first = LEAST_BITS << (23 - bits)
    steps = np.arange(first, first + (OCTAVES << (23 - bits)), dtype=np.int32)
    middles: Singles = (steps << bits | 1 << (bits - 1)).view(np.float32)
    return middles


def steps_of(weights: Singles, bits: int) -> Cells:
    """The step of each weight; those too light or too heavy are in the first and the last."""
    least, count = LEAST_BITS << (23 - bits), OCTAVES << (23 - bits)
    steps: Cells = np.clip((weights.view(np.int32) >> bits) - least, 0, count - 1)
    return steps


class NumpyRasterizer:
    """The passes in plain NumPy."""

    def count_visible(self, places: Places, view: View) -> int:
        """How many points are in view."""
        x, y = _pixels(places, view)
        return int(((x >= 0) & (x < view.width) & (y >= 0) & (y < view.height)).sum())

    def cells(self, places: Places, view: View, side: int) -> Cells:
        """(n,) index of the cell where the dot of each point begins, or -1."""
        x, y = (np.floor(along - 0.5 * (side - 1)) + side - 1 for along in _pixels(places, view))
        width, height = view.width + side - 1, view.height + side - 1
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        result = np.full(len(places), -1, dtype=np.int32)
        result[inside] = y[inside] * (width + side - 1) + x[inside]
        return result

    def discs(self, places: Places, mark: PixelMap, rgb: Singles, edge: Singles) -> Bytes:
        """(height, width, 4) premultiplied blue, green, red, alpha of discs, one over the other in their order."""
        rim = 0.5 * mark.point_style.rim
        cells, owners, depth = _touches(places, mark.view, mark.point_style.radius + rim)
        fill = np.clip(depth - 2 * rim, 0, 1)
        line = RIM_OPACITY * (np.clip(depth, 0, 1) - fill)
        fill *= OPACITY
        colours = rgb[owners if len(rgb) > 1 else np.zeros_like(owners)]
        layers = np.column_stack([fill[:, None] * colours + line[:, None] * edge, 255 * (fill + line)])
        image = np.zeros((mark.view.height * mark.view.width, 4))
        order = np.lexsort((owners, cells))
        cells, layers = cells[order], layers[order]
        first = np.flatnonzero(np.diff(cells, prepend=-1))
        rank = np.arange(len(cells)) - np.repeat(first, np.diff(first, append=len(cells)))
        for level in range(int(rank.max(initial=-1)) + 1):
            now = rank == level
            under = image[cells[now]]
            image[cells[now]] = layers[now] + under * (1 - layers[now, 3:] / 255)
        return np.rint(image[:, [2, 1, 0, 3]]).astype(np.uint8).reshape(mark.view.height, mark.view.width, 4)

    def soft(self, places: Places, mark: PixelMap, rgb: Singles) -> Singles:
        """(height, width, 4) sums of red, green, blue and 1, weighted by how much of a pixel each disc covers."""
        cells, owners, depth = _touches(places, mark.view, mark.point_style.radius)
        return _sums(cells, owners, np.minimum(depth, 1), rgb, mark.view.width, mark.view.height)

    def dots(self, mark: PixelMap, source: ColourSource) -> Singles:
        """(height + 2 margin, width + 2 margin, 4) sums of red, green, blue and 1; the margin is a side less one."""
        assert mark.cells is not None, "discs have no cells"
        rgb = source.rgb()
        side = mark.point_style.side
        width, height = mark.view.width + 2 * (side - 1), mark.view.height + 2 * (side - 1)
        owners = np.flatnonzero(mark.cells >= 0)
        stamp = (np.arange(side)[:, None] * width + np.arange(side)).ravel()
        cells = (mark.cells[owners][:, None] + stamp).ravel()
        owners = np.repeat(owners, side * side)
        return _sums(cells, owners, np.ones(len(owners)), rgb, width, height)

    def weight_histogram(self, sums: Singles) -> Floats:
        """(steps,) how much weight is in pixels of each weight, by the coarse steps of their weight."""
        weights = sums[..., 3][sums[..., 3] > 0]
        bins = OCTAVES << (23 - COARSE)
        return np.bincount(steps_of(weights, COARSE), weights=weights, minlength=bins).astype(np.float64)

    def tone_map(self, sums: Singles, margin: int, alpha_lut: Singles) -> Bytes:
        """Mean colours, with the opacity that ``alpha_lut`` gives each weight by its fine step."""
        height, width, _ = sums.shape
        inner = sums[margin : height - margin, margin : width - margin]
        weights = np.ascontiguousarray(inner[..., 3])
        opacity = np.where(weights > 0, alpha_lut[steps_of(weights, FINE)], 0)
        colours = inner[..., 2::-1] * (opacity / np.maximum(weights, np.float32(1e-9)))[..., None]
        return np.rint(np.concatenate([colours, 255 * opacity[..., None]], axis=2)).astype(np.uint8)


def _pixels(places: Places, view: View) -> tuple[Floats, Floats]:
    x = places.table[:, places.x] * view.scale[0] + view.origin[0]
    y = places.table[:, places.y] * view.scale[1] + view.origin[1]
    return x, y


def _touches(places: Places, view: View, radius: float) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """For each pixel that a disc touches: its index, the row of the point, and how deep inside the disc it is.

    The depth of a pixel is the distance of its centre from the edge of the disc, and half a pixel more; from 1 on it
    is all inside.
    """
    reach = radius + 0.5
    x, y = _pixels(places, view)
    near = (x > -reach) & (x < view.width + reach) & (y > -reach) & (y < view.height + reach)
    rows = np.flatnonzero(near)
    left, top = np.floor(x[rows] - reach), np.floor(y[rows] - reach)
    cells, owners, depths = [], [], []
    for dx in range(int(2 * reach) + 2):
        for dy in range(int(2 * reach) + 2):
            column, line = left + dx, top + dy
            depth = reach - np.hypot(column + 0.5 - x[rows], line + 0.5 - y[rows])
            inside = (depth > 0) & (column >= 0) & (column < view.width) & (line >= 0) & (line < view.height)
            cells.append((line * view.width + column)[inside].astype(np.intp))
            owners.append(rows[inside])
            depths.append(depth[inside])
    return np.concatenate(cells), np.concatenate(owners), np.concatenate(depths)


def _sums(
    cells: NDArray[np.intp], owners: NDArray[np.intp], weights: Floats, rgb: Singles, width: int, height: int
) -> Singles:
    result = np.empty((height * width, 4), dtype=np.float32)
    for channel in range(3):
        values = rgb[:, channel][owners] if len(rgb) > 1 else rgb[0, channel]
        result[:, channel] = np.bincount(cells, weights=weights * values, minlength=height * width)
    result[:, 3] = np.bincount(cells, weights=weights, minlength=height * width)
    return result.reshape(height, width, 4)
