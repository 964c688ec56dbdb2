"""From d dimensions to the picture and back: the columns or principal components drawn, and what a click means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gmmgui.core import Mixture, State
from gmmgui.core.points import BLOCK, data_covariance
from gmmgui.core.types import Floats
from gmmgui.session.memory import HalfStep, scaled_means

NEIGHBOURS = 0.05
"""Share of the points, nearest to a click in the picture, whose mean gives the directions that are not shown."""
FEWEST_NEIGHBOURS = 5
MOST_COMPONENTS = 10


@dataclass(frozen=True, slots=True)
class PrincipalComponent:
    """A direction of greatest variance of the centred columns, which are not standardised.

    Parameters
    ----------
    number : from 0, by falling variance.
    loadings : d components of a unit eigenvector of the data's covariance; the largest of them is positive.
    offset : of the mean of the data in this direction; scores are counted from there.
    share : of the total variance, from 0 to 1.
    """

    number: int
    loadings: tuple[float, ...]
    offset: float
    share: float


Axis = int | PrincipalComponent
"""What is on an axis: a column by its index, or a principal component."""


@dataclass(frozen=True, slots=True)
class Axes:
    """What is on the horizontal and the vertical axis; ``y`` is None where densities are."""

    x: Axis
    y: Axis | None

    @property
    def shown(self) -> tuple[Axis, ...]:
        """The m columns or principal components shown, one or two."""
        return (self.x,) if self.y is None else (self.x, self.y)

    @property
    def are_columns(self) -> bool:
        """Is a column of the data, as it is, on every axis?"""
        return all(isinstance(axis, int) for axis in self.shown)

    @property
    def columns(self) -> list[int]:
        """The columns shown, one or two; only where ``are_columns``."""
        columns = [axis for axis in self.shown if isinstance(axis, int)]
        if len(columns) < len(self.shown):
            raise ValueError("A principal component is no column; use project and matrix.")
        return columns

    def matrix(self, d: int) -> Floats:
        """(m, d) P: a unit vector for each column, the loadings of each principal component."""
        return np.array([np.eye(d)[axis] if isinstance(axis, int) else axis.loadings for axis in self.shown])

    @property
    def offset(self) -> Floats:
        """(m,) what is subtracted from P x: 0 for a column, the mean of the data for a principal component."""
        return np.array([0.0 if isinstance(axis, int) else axis.offset for axis in self.shown])


@dataclass(frozen=True, slots=True, eq=False)
class ProjectedMixture:
    """Components as they appear: the marginals in the directions shown.

    Parameters
    ----------
    names : the numbers the k components were born with.
    weights : (k,).
    means : (k, m) on the m axes shown.
    covariances : (k, m, m).
    """

    component_ids: tuple[int, ...]
    weights: Floats
    means: Floats
    covariances: Floats

    def only(self, component: int) -> ProjectedMixture:
        """The component of that index, alone."""
        one = slice(component, component + 1)
        return ProjectedMixture(self.component_ids[one], self.weights[one], self.means[one], self.covariances[one])

    def towards(self, other: ProjectedMixture, share: float) -> ProjectedMixture:
        """Between this (share 0) and ``other`` (share 1), component by component."""

        def between(a: Floats, b: Floats) -> Floats:
            return a + (b - a) * share

        return ProjectedMixture(
            other.component_ids,
            between(self.weights, other.weights),
            between(self.means, other.means),
            between(self.covariances, other.covariances),
        )


def principal_components(points: Floats) -> tuple[PrincipalComponent, ...]:
    """Those of ``points`` (n, d), by falling variance, ``MOST_COMPONENTS`` at most; none where all points are equal.

    Columns are centred and keep their units, as R's ``prcomp`` does by default (Jolliffe 2002, Principal Component
    Analysis, sec. 1.1 and 2.3).
    """
    mean, covariance = points.mean(axis=0), data_covariance(points.T)
    largest = np.abs(covariance).max()
    if largest == 0:
        return ()
    variances, vectors = np.linalg.eigh(covariance / largest)  # entries of 1e280 would be no numbers in squares
    variances, vectors = np.maximum(variances[::-1], 0), vectors[:, ::-1].T
    signs = np.sign(vectors[np.arange(len(vectors)), np.abs(vectors).argmax(axis=1)])
    return tuple(
        PrincipalComponent(number, tuple(vector.tolist()), float(vector @ mean), float(variance / variances.sum()))
        for number, (vector, variance) in enumerate(
            zip(vectors[:MOST_COMPONENTS] * signs[:MOST_COMPONENTS, None], variances, strict=False)
        )
    )


def percent(share: float) -> str:
    """``share`` from 0 to 1 as a number to be followed by %."""
    return f"{100 * share:.0f}" if share >= 0.1 else f"{100 * share:.1f}"


def project(points: Floats, axes: Axes) -> Floats:
    """(n, m) ``points`` (n, d) on the axes shown: their columns, or their scores P (x - mean of the data)."""
    if axes.are_columns:
        return points[:, axes.columns]
    matrix = axes.matrix(points.shape[1]).T
    scores = np.empty((len(points), matrix.shape[1]))
    for begin in range(0, len(points), BLOCK):  # so large that threads of the algebra's library would be in the way
        np.matmul(points[begin : begin + BLOCK], matrix, out=scores[begin : begin + BLOCK])
    scores -= axes.offset
    return scores


def project_covariances(covariances: Floats, axes: Axes) -> Floats:
    """(k, m, m) P Sigma P^T of ``covariances`` (k, d, d): of columns, their rows and columns, no more."""
    if axes.are_columns:
        columns = axes.columns
        return covariances[:, columns][:, :, columns]
    matrix = axes.matrix(covariances.shape[-1])
    projected = matrix @ covariances @ matrix.T
    symmetric: Floats = (projected + projected.swapaxes(1, 2)) / 2
    return symmetric


def marginals(mixture: Mixture, component_ids: Sequence[int], axes: Axes) -> ProjectedMixture:
    """What of ``mixture``, whose components have these ``component_ids``, appears on the axes shown."""
    means, covariances = project(mixture.means, axes), project_covariances(mixture.covariances, axes)
    return ProjectedMixture(tuple(component_ids), mixture.weights, means, covariances)


def project_state(state: State, axes: Axes) -> ProjectedMixture:
    """The marginals of the state's mixture in the directions shown."""
    return marginals(state.mixture, state.components, axes)


def paths(half_steps: Sequence[HalfStep], axes: Axes) -> Floats:
    """(s, k, m) means, of k components each, on the axes shown, in the units of the data.

    ``half_steps`` (s,) are of one run, and their means are known.
    """
    scaling, scaled = half_steps[0].scaling, np.array([scaled_means(half_step) for half_step in half_steps])
    if axes.are_columns:
        columns = axes.columns
        means: Floats = scaling.centre[columns] + scaling.scale * scaled[:, :, columns]
        return means
    return project((scaling.centre + scaling.scale * scaled).reshape(-1, scaled.shape[2]), axes).reshape(
        *scaled.shape[:2], -1
    )


def on_plane(places: Floats) -> Floats:
    """(m, 2): places on a single axis lie at height 0."""
    return places if places.shape[1] == 2 else np.column_stack([places[:, 0], np.zeros(len(places))])


def moved(mean: Floats, axes: Axes, place: Floats) -> Floats:
    """(d,) the point nearest to ``mean`` (d,) that is at ``place`` (m,): what is orthogonal to the picture stays."""
    if axes.are_columns:
        result = mean.copy()
        result[axes.columns] = place
        return result
    step: Floats = np.linalg.pinv(axes.matrix(len(mean))) @ (place - project(mean[None], axes)[0])
    return mean + step


def mean_at(points: Floats, axes: Axes, place: Floats, projected: Floats | None = None) -> Floats:
    """(d,) the mean that a click at ``place`` (m,) asks for.

    Directions that are not shown take the average of the points nearest to the click in the picture, measured in
    standard deviations of the axes shown.

    Parameters
    ----------
    projected : (n, m) ``points`` on the axes, where that has been worked out already.
    """
    d = points.shape[1]
    if len(axes.shown) == d:
        return moved(np.zeros(d), axes, place)
    shown = project(points, axes) if projected is None else projected
    distances = np.zeros(len(points))
    for along, here in zip(shown.T, place, strict=True):
        distances += ((along - here) / (along.std() or 1.0)) ** 2
    count = min(len(points), max(FEWEST_NEIGHBOURS, round(NEIGHBOURS * len(points))))
    nearest = np.argpartition(distances, count - 1)[:count]
    return moved(points[nearest].mean(axis=0), axes, place)
