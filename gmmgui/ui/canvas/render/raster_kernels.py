"""The passes of :class:`NumpyRasterizer` (``rasterizer.py``) as machine code, without the interpreter's lock.

``cell_shares`` is that of :mod:`gmmgui.ui.canvas.render.shares`.

Conventions: ``table`` (n, m) holds places, of which the columns ``cx`` and ``cy`` are shown, at pixel x * sx + ox,
y * sy + oy; row ``i * step`` of ``rgb`` is the colour of point i; sums (h, w, 4) hold red, green, blue and weight.

Importing this module imports numba (half a second) and compiles nothing: :mod:`gmmgui.core.backend.compiling` does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

import gmmgui.core.backend.kernels  # noqa: F401  # it chooses the width of vectors, before anything is compiled
from gmmgui.ui.canvas.render.rasterizer import COARSE, FINE, LEAST_BITS, OCTAVES, OPACITY, RIM_OPACITY

_exact = njit(nogil=True, error_model="numpy")
_discs = njit(nogil=True, error_model="numpy", fastmath={"contract", "nsz"})
"""For loops over the pixels of a disc: without branches, and in fused operations, they take half the time."""

_COARSE_FIRST, _COARSE_LAST = LEAST_BITS << (23 - COARSE), (OCTAVES << (23 - COARSE)) - 1
_FINE_FIRST, _FINE_LAST = LEAST_BITS << (23 - FINE), (OCTAVES << (23 - FINE)) - 1
_ZERO, _HALF, _ONE, _WHITE = np.float32(0), np.float32(0.5), np.float32(1), np.float32(255)
_OPACITY, _RIM_OPACITY = np.float32(OPACITY), np.float32(RIM_OPACITY)


@_exact
def count_visible(table, cx, cy, sx, sy, ox, oy, width, height):
    """How many points are in view."""
    w, h, found = np.float64(width), np.float64(height), 0
    for i in range(len(table)):
        x, y = table[i, cx] * sx + ox, table[i, cy] * sy + oy
        found += (x >= 0.0) & (x < w) & (y >= 0.0) & (y < h)
    return found


@_exact
def cells(table, cx, cy, sx, sy, ox, oy, width, height, side, cell):
    """cell (n,): where the dot of each point begins, in an image with margins; -1 where it is out of view."""
    margin = side - 1
    w, h, stride = np.float64(width + margin), np.float64(height + margin), np.int32(width + 2 * margin)
    ox, oy = ox + 0.5 * margin, oy + 0.5 * margin
    for i in range(len(table)):
        x, y = table[i, cx] * sx + ox, table[i, cy] * sy + oy
        if x >= 0.0 and x < w and y >= 0.0 and y < h:
            cell[i] = np.int32(y) * stride + np.int32(x)
        else:
            cell[i] = -1


@_exact
def dots(cell, side, stride, rgb, step, sums):
    """Add each point to the side x side pixels from ``cell`` on; sums is (h * w, 4) here."""
    for i in range(len(cell)):
        begin = np.int64(cell[i])
        if begin < 0:
            continue
        red, green, blue = rgb[i * step, 0], rgb[i * step, 1], rgb[i * step, 2]
        for row in range(side):
            for at in range(begin + row * stride, begin + row * stride + side):
                pixel = sums[at]
                pixel[0] += red
                pixel[1] += green
                pixel[2] += blue
                pixel[3] += _ONE


@_exact
def _span(place, reach, size):
    """First and last (exclusive) pixel whose centre is within ``reach`` of ``place``, inside an image of ``size``."""
    first = max(np.int64(0), np.int64(np.ceil(place - reach - 0.5)))
    return first, min(size, np.int64(np.floor(place + reach - 0.5)) + 1)


@_discs
def soft(table, cx, cy, sx, sy, ox, oy, radius, rgb, step, sums):
    """Add each point to the pixels of its disc, by how much of them it covers."""
    height, width, _ = sums.shape
    wide = radius + 0.5
    reach = np.float32(wide)
    for i in range(len(table)):
        x, y = table[i, cx] * sx + ox, table[i, cy] * sy + oy
        if not (x > -wide and x < width + wide and y > -wide and y < height + wide):
            continue
        left, right = _span(x, wide, width)
        top, bottom = _span(y, wide, height)
        red, green, blue = rgb[i * step, 0], rgb[i * step, 1], rgb[i * step, 2]
        first, dy = np.float32(left + 0.5 - x), np.float32(top + 0.5 - y)
        for row in range(top, bottom):
            dx = first
            for column in range(left, right):
                covered = max(_ZERO, min(_ONE, reach - np.sqrt(dx * dx + dy * dy)))
                pixel = sums[row, column]
                pixel[0] += red * covered
                pixel[1] += green * covered
                pixel[2] += blue * covered
                pixel[3] += covered
                dx += _ONE
            dy += _ONE


@_discs
def discs(table, cx, cy, sx, sy, ox, oy, radius, rim, rgb, step, edge, layers):
    """Lay each disc and its rim over those before it; layers (h, w, 4) are premultiplied red, green, blue, alpha."""
    height, width, _ = layers.shape
    wide = radius + 0.5 * rim + 0.5
    reach, inner = np.float32(wide), np.float32(rim)
    for i in range(len(table)):
        x, y = table[i, cx] * sx + ox, table[i, cy] * sy + oy
        if not (x > -wide and x < width + wide and y > -wide and y < height + wide):
            continue
        left, right = _span(x, wide, width)
        top, bottom = _span(y, wide, height)
        first, dy = np.float32(left + 0.5 - x), np.float32(top + 0.5 - y)
        for row in range(top, bottom):
            dx = first
            for column in range(left, right):
                depth = reach - np.sqrt(dx * dx + dy * dy)
                fill = max(_ZERO, min(_ONE, depth - inner))
                line = _RIM_OPACITY * (max(_ZERO, min(_ONE, depth)) - fill)
                fill *= _OPACITY
                through = _ONE - fill - line
                pixel = layers[row, column]
                for c in range(3):
                    pixel[c] = pixel[c] * through + rgb[i * step, c] * fill + edge[c] * line
                pixel[3] = pixel[3] * through + _WHITE * (fill + line)
                dx += _ONE
            dy += _ONE


@_exact
def _packed(red, green, blue, alpha):
    """One pixel of QImage.Format_ARGB32_Premultiplied."""
    upper = np.uint32(alpha + _HALF) << np.uint32(24) | np.uint32(red + _HALF) << np.uint32(16)
    return np.uint32(upper | np.uint32(green + _HALF) << np.uint32(8) | np.uint32(blue + _HALF))


@_exact
def rounded(layers, image):
    """image (h, w) of premultiplied layers."""
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            pixel = layers[row, column]
            image[row, column] = _packed(pixel[0], pixel[1], pixel[2], pixel[3])


@_exact
def weight_histogram(sums, weights):
    """weights (steps,): how much weight is in pixels of each weight; sums is (h * w, 4) here."""
    for at in range(len(sums)):
        weight = sums[at, 3]
        if weight > _ZERO:
            step = (np.float32(weight).view(np.int32) >> COARSE) - _COARSE_FIRST
            weights[min(max(step, 0), _COARSE_LAST)] += weight


@_exact
def tone_map(sums, margin, alpha_lut, image):
    """image (h, w): mean colours, with the opacity that ramp gives each weight."""
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            pixel = sums[row + margin, column + margin]
            weight = pixel[3]
            if weight > _ZERO:
                step = (np.float32(weight).view(np.int32) >> FINE) - _FINE_FIRST
                opacity = alpha_lut[min(max(step, 0), _FINE_LAST)]
                share = opacity / weight
                image[row, column] = _packed(pixel[0] * share, pixel[1] * share, pixel[2] * share, opacity * _WHITE)
            else:
                image[row, column] = 0


@_exact
def _shares(x, heights, means, variances, joint, shares):
    """shares (k,) of the components at x, and joint (k,); the index of the largest."""
    largest = 0
    for j in range(len(means)):
        away = x - means[j]
        joint[j] = heights[j] - 0.5 * (away * away) / variances[j]
        if joint[j] > joint[largest] or joint[largest] != joint[largest]:
            largest = j
    total = 0.0
    for j in range(len(means)):
        shares[j] = np.exp(joint[j] - joint[largest])
        total += shares[j]
    for j in range(len(means)):
        shares[j] = shares[j] / total if total > 0.0 else 1.0 / len(means)
    return largest


@_exact
def _bound(low, high, heights, means, variances, largest):
    """How wrong the share of a cell from low to high can be, as a fraction of its points."""
    width, bound, big = high - low, 0.0, variances[largest]
    for j in range(len(means)):
        slope, ahead = 0.0, -np.inf
        for end in (low, high):
            to, to_big = means[j] - end, means[largest] - end
            slope = max(slope, abs(to / variances[j] - to_big / big))
            difference = heights[j] - 0.5 * (to * to) / variances[j] - heights[largest] + 0.5 * (to_big * to_big) / big
            ahead = max(ahead, difference)
        curvature = abs(1.0 / variances[j] - 1.0 / big)
        share = min(0.25, np.exp(min(ahead + curvature * width * width / 8.0, 0.0)))
        bound += width * width / 4.0 * share * (2.0 * slope * slope + curvature)
    return bound


@_exact
def cell_shares(values, begins, counts, low, high, middles, bars, heights, means, variances, tolerance, sums):
    """Add the responsibilities of each cell to those of its bar, sums (bars, k): see ``one_column.shares``."""
    k = len(means)
    joint, shares = np.empty(k), np.empty(k)
    for c in range(len(begins)):
        largest = _shares(middles[c], heights, means, variances, joint, shares)
        if _bound(low[c], high[c], heights, means, variances, largest) <= tolerance:
            for j in range(k):
                sums[bars[c], j] += counts[c] * shares[j]
            continue
        for i in range(begins[c], begins[c] + counts[c]):
            _shares(values[i], heights, means, variances, joint, shares)
            for j in range(k):
                sums[bars[c], j] += shares[j]


_whole, _number = types.int64, types.float64
_picture = types.uint32[:, ::1]
_sums = types.float32[:, :, ::1]


def _given(kind: Any, dimensions: int) -> types.Array:
    """An array that may be read-only."""
    return types.Array(kind, dimensions, "C", readonly=True)


_places = (_given(types.float64, 2), _whole, _whole, _number, _number, _number, _number)
_rgb = (_given(types.float32, 2), _whole)
_floats, _wholes = _given(types.float64, 1), _given(types.int64, 1)

SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "seen": (count_visible, (*_places, _whole, _whole)),
    "discs": (discs, (*_places, _number, _number, *_rgb, _given(types.float32, 1), _sums)),
    "rounded": (rounded, (_sums, _picture)),
    "soft": (soft, (*_places, _number, *_rgb, _sums)),
    "cells": (cells, (*_places, _whole, _whole, _whole, types.int32[::1])),
    "dots": (dots, (_given(types.int32, 1), _whole, _whole, *_rgb, types.float32[:, ::1])),
    "weigh": (weight_histogram, (types.float32[:, ::1], types.float64[::1])),
    "cell_shares": (
        cell_shares,
        (_floats, _wholes, _wholes, *3 * (_floats,), _wholes, *3 * (_floats,), _number, types.float64[:, ::1]),
    ),
    "toned": (tone_map, (_sums, _whole, _given(types.float32, 1), _picture)),
}
