"""Points as an image: each with a colour of its own, dense places more opaque. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.types import Floats, Indices

SMALL_CROWD = 100_000
"""Up to this many points each covers a plus of five pixels; beyond, one pixel."""
PLUS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))


@dataclass(frozen=True, slots=True, eq=False)
class Footprint:
    """Which points fall on which pixels: all of an image but its colours.

    Parameters
    ----------
    size : width and height of the image in pixels.
    filled : (p,) indices of the pixels that points fall on.
    alpha : (p,) opacity of these pixels, from 0 to 1: it grows with the number of their points.
    owners : (t,) rows of points, one for each touch of a pixel.
    slots : (t,) which of the filled pixels each touch is of.
    """

    size: tuple[int, int]
    filled: Indices
    alpha: Floats
    owners: Indices
    slots: Indices


def footprint(pixels: Floats, width: int, height: int) -> Footprint:
    """Where points fall in an image.

    Parameters
    ----------
    pixels : (n, 2) places in pixels, x to the right and y downwards.
    """
    index, owners = _touched_pixels(pixels, width, height, PLUS if len(pixels) <= SMALL_CROWD else PLUS[:1])
    counts = np.bincount(index, minlength=height * width)
    filled = np.flatnonzero(counts)
    slot_of = np.zeros(height * width, dtype=np.intp)
    slot_of[filled] = np.arange(len(filled))
    counts = counts[filled]
    alpha = 1 - np.exp(-_strength(counts) * counts)
    return Footprint((width, height), filled, alpha, owners, slot_of[index])


def painted(mark: Footprint, rgb: Floats) -> NDArray[np.uint8]:
    """The image of points with colours ``rgb`` (n, 3) from 0 to 255, or (1, 3) for all.

    Returns
    -------
    (height, width, 4) premultiplied blue, green, red and alpha, as QImage.Format_ARGB32_Premultiplied has them. The
    colour of a pixel is the mean of its points'.
    """
    width, height = mark.size
    image = np.zeros((height * width, 4), dtype=np.uint8)
    image[mark.filled, 3] = np.rint(255 * mark.alpha)
    touches = np.bincount(mark.slots, minlength=len(mark.filled))
    for channel in range(3):
        if len(rgb) == 1:
            mean = np.full(len(mark.filled), rgb[0, channel])
        else:
            colours = rgb[:, channel][mark.owners]
            mean = np.bincount(mark.slots, weights=colours, minlength=len(mark.filled)) / touches
        image[mark.filled, 2 - channel] = np.rint(mean * mark.alpha)
    return image.reshape(height, width, 4)


def _touched_pixels(
    pixels: Floats, width: int, height: int, shape: tuple[tuple[int, int], ...]
) -> tuple[Indices, Indices]:
    """Index of every pixel that a point covers, and the row of that point."""
    x, y = pixels[:, 0], pixels[:, 1]
    rows = np.flatnonzero((x > -2) & (x < width + 1) & (y > -2) & (y < height + 1))
    left, top = np.floor(x[rows]).astype(np.intp), np.floor(y[rows]).astype(np.intp)
    indices, owners = [], []
    for dx, dy in shape:
        column, line = left + dx, top + dy
        inside = (column >= 0) & (column < width) & (line >= 0) & (line < height)
        indices.append((line * width + column)[inside])
        owners.append(rows[inside])
    return np.concatenate(indices), np.concatenate(owners)


def _strength(counts: Indices) -> float:
    """Opacity a point adds: the typical pixel of the crowd is nearly opaque, a single point still seen."""
    if not counts.size:
        return 1.0
    return float(np.clip(3 / np.quantile(counts, 0.9), 0.35, 1.5))
