"""Lines between the cells of a grid that have different labels, and cells of the nearest mean."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.types import Floats, Indices
from gmmgui.ui.canvas.render.rasterizer import Singles

Corner = tuple[float, float]
_CORNERS = np.array([(0, 0, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0), (0, 1, 1, 1)])
"""Row and column of the beginning and the end of the four sides of a square."""


def borders(labels: NDArray[Any], crossing: Callable[[Indices, Indices], Floats]) -> Floats:
    """(s, 2, 2) pieces from (column, row) to (column, row), between those of ``labels`` (h, w) that differ.

    Parameters
    ----------
    crossing : (flat indices of labels, of their neighbours) -> where between them the border is, from 0 to 1.
    """
    width = labels.shape[1]
    across, down = labels[:, :-1] != labels[:, 1:], labels[:-1] != labels[1:]
    rows, columns = np.nonzero(across[:-1] | across[1:] | down[:, :-1] | down[:, 1:])
    begin_row, end_row = rows[:, None] + _CORNERS[:, 0], rows[:, None] + _CORNERS[:, 2]
    begin_column, end_column = columns[:, None] + _CORNERS[:, 1], columns[:, None] + _CORNERS[:, 3]
    first, second = begin_row * width + begin_column, end_row * width + end_column
    flat = labels.ravel()
    is_crossed = flat[first] != flat[second]
    share = np.zeros(first.shape)
    share[is_crossed] = crossing(first[is_crossed], second[is_crossed])
    places = np.stack(
        [begin_column + share * (end_column - begin_column), begin_row + share * (end_row - begin_row)], axis=2
    )
    return _joined(places, is_crossed)


def _joined(places: Floats, is_crossed: NDArray[np.bool_]) -> Floats:
    """Pieces between the ``places`` (c, 4, 2) on the sides of squares: two are joined, more meet in their middle."""
    count = is_crossed.sum(axis=1)
    two = count == 2
    sides = np.argsort(~is_crossed[two], axis=1, kind="stable")[:, :2]
    pairs = np.take_along_axis(places[two], sides[:, :, None], axis=1)
    more = count > 2
    middle = (places[more] * is_crossed[more][:, :, None]).sum(axis=1) / count[more, None]
    square, side = np.nonzero(is_crossed[more])
    return np.concatenate([pairs, np.stack([places[more][square, side], middle[square]], axis=1)])


def contour(values: Singles, level: float) -> Floats:
    """(s, 2, 2) pieces of the line on which ``values`` (h, w) have this ``level``."""
    flat = values.ravel()

    def crossing(first: Indices, second: Indices) -> Floats:
        begin, end = flat[first].astype(np.float64), flat[second].astype(np.float64)
        return (level - begin) / (end - begin)

    return borders(values > level, crossing)


def decision_borders(joint: Singles, labels: NDArray[np.uint16]) -> Floats:
    """(s, 2, 2) pieces of the lines on which the largest of ``joint`` (k, h, w), at ``labels`` (h, w), changes."""
    flat, which = joint.reshape(len(joint), -1), labels.ravel()

    def crossing(first: Indices, second: Indices) -> Floats:
        one, other = which[first], which[second]
        begin = flat[one, first].astype(np.float64) - flat[other, first]
        end = flat[other, second].astype(np.float64) - flat[one, second]
        return np.where(begin + end > 0, begin / np.where(begin + end > 0, begin + end, 1), 0.5)

    return borders(labels, crossing)


def voronoi(means: Floats, corners: Sequence[Corner]) -> list[list[Corner]]:
    """Of a convex polygon, the part nearest to each of ``means`` (k, 2); the first of equal means has it."""
    places = [(float(x), float(y)) for x, y in means]
    return [_cell(i, places, list(corners)) for i in range(len(places))]


def _cell(i: int, places: list[Corner], polygon: list[Corner]) -> list[Corner]:
    x, y = places[i]
    for distance, j in sorted((math.dist(places[i], place), j) for j, place in enumerate(places) if j != i):
        if distance == 0:
            polygon = polygon if i < j else []
        elif distance > 2 * max((math.dist(places[i], corner) for corner in polygon), default=0.0):
            break  # means so far away, and all that are farther, cut nothing off
        else:
            normal = ((places[j][0] - x) / distance, (places[j][1] - y) / distance)
            polygon = _cut(polygon, (0.5 * (x + places[j][0]), 0.5 * (y + places[j][1])), normal)
    return polygon


def _cut(polygon: list[Corner], place: Corner, normal: Corner) -> list[Corner]:
    """What of a convex ``polygon`` is behind the line through ``place`` that ``normal`` stands on."""
    result: list[Corner] = []
    heights = [(x - place[0]) * normal[0] + (y - place[1]) * normal[1] for x, y in polygon]
    for i, ((x, y), height) in enumerate(zip(polygon, heights, strict=True)):
        (before_x, before_y), before = polygon[i - 1], heights[i - 1]
        if (height <= 0) != (before <= 0):
            share = before / (before - height)
            result.append((before_x + share * (x - before_x), before_y + share * (y - before_y)))
        if height <= 0:
            result.append((x, y))
    return result
