"""Points as an image: each with a colour of its own, dense places more opaque. NumPy only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.types import Floats

SMALL_CROWD = 100_000
"""Up to this many points each covers a plus of five pixels; beyond, one pixel."""
PLUS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))


def splat(pixels: Floats, rgb: Floats, width: int, height: int) -> NDArray[np.uint8]:
    """An image of points.

    Parameters
    ----------
    pixels : (n, 2) places in pixels, x to the right and y downwards.
    rgb : (n, 3) colours from 0 to 255, or (1, 3) for all.
    width, height : of the image.

    Returns
    -------
    (height, width, 4) premultiplied blue, green, red and alpha, as QImage.Format_ARGB32_Premultiplied has them. The
    colour of a pixel is the mean of its points'; its opacity grows with their number.
    """
    index, rows = _touched_pixels(pixels, width, height, PLUS if len(pixels) <= SMALL_CROWD else PLUS[:1])
    image = np.zeros((height * width, 4), dtype=np.uint8)
    if not index.size:
        return image.reshape(height, width, 4)
    counts = np.bincount(index, minlength=height * width)
    filled = np.flatnonzero(counts)
    alpha = 1 - np.exp(-_strength(counts[filled]) * counts[filled])
    image[filled, 3] = np.rint(255 * alpha)
    for channel in range(3):
        if len(rgb) == 1:
            mean = np.full(len(filled), rgb[0, channel])
        else:
            mean = np.bincount(index, weights=rgb[rows, channel], minlength=height * width)[filled] / counts[filled]
        image[filled, 2 - channel] = np.rint(mean * alpha)
    return image.reshape(height, width, 4)


def _touched_pixels(
    pixels: Floats, width: int, height: int, footprint: tuple[tuple[int, int], ...]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Index of every pixel that a point covers, and the row of that point."""
    near = (pixels > -2).all(axis=1) & (pixels < np.array([width + 1, height + 1])).all(axis=1)
    rows = np.flatnonzero(near)
    places = np.floor(pixels[rows]).astype(np.intp)
    indices, owners = [], []
    for dx, dy in footprint:
        x, y = places[:, 0] + dx, places[:, 1] + dy
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        indices.append(y[inside] * width + x[inside])
        owners.append(rows[inside])
    return np.concatenate(indices), np.concatenate(owners)


def _strength(counts: NDArray[np.intp]) -> float:
    """Opacity a point adds: the typical pixel of the crowd is nearly opaque, a single point still seen."""
    return float(np.clip(3 / np.quantile(counts, 0.9), 0.35, 1.5))
