"""From d dimensions to the picture and back: which columns are drawn, and what a click means in all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gmmgui.core import State
from gmmgui.core.types import Floats

NEIGHBOURS = 0.05
"""Share of the points, nearest to a click in the picture, whose mean gives the columns that are not shown."""
FEWEST_NEIGHBOURS = 5


@dataclass(frozen=True, slots=True)
class Axes:
    """The columns on the horizontal and the vertical axis; ``y`` is None for data of one column."""

    x: int
    y: int | None

    @property
    def columns(self) -> list[int]:
        """The columns shown, one or two."""
        return [self.x] if self.y is None else [self.x, self.y]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Components as they appear: the marginals of the columns shown.

    Parameters
    ----------
    names : the numbers the k components were born with.
    weights : (k,).
    means : (k, m) in the m columns shown.
    covariances : (k, m, m).
    """

    names: tuple[int, ...]
    weights: Floats
    means: Floats
    covariances: Floats

    def towards(self, other: Drawn, share: float) -> Drawn:
        """Between this (share 0) and ``other`` (share 1), component by component."""

        def between(a: Floats, b: Floats) -> Floats:
            return a + (b - a) * share

        return Drawn(
            other.names,
            between(self.weights, other.weights),
            between(self.means, other.means),
            between(self.covariances, other.covariances),
        )


def drawn(state: State, axes: Axes) -> Drawn:
    """The marginals of the state's mixture in the columns shown: rows and columns of each covariance, no more."""
    mixture, columns = state.mixture, axes.columns
    return Drawn(
        state.components,
        mixture.weights,
        mixture.means[:, columns],
        mixture.covariances[:, columns][:, :, columns],
    )


def means_of(state: State, axes: Axes) -> Floats:
    """(k, m) means of the state's mixture, in the columns shown and the units of the data."""
    columns = axes.columns
    means: Floats = state.frame.centre[columns] + state.frame.scale * state.inner.means[:, columns]
    return means


def on_plane(places: Floats) -> Floats:
    """(m, 2): places on the axis of one column lie at height 0."""
    return places if places.shape[1] == 2 else np.column_stack([places[:, 0], np.zeros(len(places))])


def mean_at(points: Floats, axes: Axes, place: Floats) -> Floats:
    """(d,) the mean that a click at ``place`` (m,) asks for.

    Columns that are not shown take the average of the points nearest to the click in the picture, measured in
    standard deviations of the columns shown.
    """
    columns = axes.columns
    if len(columns) == points.shape[1]:
        result = np.empty(len(columns))
        result[columns] = place
        return result
    shown = points[:, columns]
    spread = shown.std(axis=0)
    distances = (((shown - place) / np.where(spread > 0, spread, 1)) ** 2).sum(axis=1)
    count = min(len(points), max(FEWEST_NEIGHBOURS, round(NEIGHBOURS * len(points))))
    nearest = np.argpartition(distances, count - 1)[:count]
    result = points[nearest].mean(axis=0)
    result[columns] = place
    return result
