"""Handles: where a component can be dragged in the picture, and what a drag from there makes of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from gmmgui.core import Mixture
from gmmgui.core.covariance import CovarianceType, covariance_type_named
from gmmgui.core.types import Floats
from gmmgui.ui.canvas.render.projection import Axes, on_plane

NEAREST = 20.0
"""Handles keep so many pixels away from the centroid, however small the component is drawn."""
TURN_BEYOND = 24.0
"""The handle that rotates is so many pixels beyond the end of the longer axis."""
HANDLE_REACH = 9.0
"""A click this near to a handle, in pixels, means the handle."""
LEAST_FACTOR = 1e-3
"""No single drag makes a standard deviation smaller than a thousandth of itself: it would be lost at the mean."""


class Part(Enum):
    """What of a component is dragged."""

    MEAN = "mean"
    AXIS = "axis"
    TURN = "turn"


@dataclass(frozen=True, slots=True, eq=False)
class Handle:
    """``place`` (2,) in the picture; ``axis`` is the row of the half axes that it belongs to."""

    part: Part
    place: Floats
    axis: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One component in the picture of m axes.

    Parameters
    ----------
    mean : (m,).
    half_axes : (m, m) a row for each half axis of the ellipse at one sigma.
    rule : what its covariance type lets a drag do.
    """

    mean: Floats
    half_axes: Floats
    rule: Rule

    @property
    def covariance(self) -> Floats:
        """(m, m) sum of the outer products of the half axes."""
        return self.half_axes.T @ self.half_axes

    @property
    def deviations(self) -> Floats:
        """(m,) standard deviations along the half axes."""
        deviations: Floats = np.linalg.norm(self.half_axes, axis=1)
        return deviations

    @property
    def degrees(self) -> float:
        """Angle of the first half axis against the horizontal, above -90 and up to 90 degrees."""
        across, up = on_plane(self.half_axes)[0]
        return 90.0 - (90.0 - math.degrees(math.atan2(up, across))) % 180.0

    @property
    def turns(self) -> bool:
        """Can it be rotated?"""
        return self.rule.turns and len(self.mean) == 2


@dataclass(frozen=True, slots=True)
class Rule:
    """What a drag can do to a component of one covariance type.

    Parameters
    ----------
    half_axes : (m, m) marginal covariance -> (m, m) half axes.
    turns : it can be rotated.
    is_round : one radius for all directions.
    is_free : its shape can be changed along any direction, not along columns alone.
    """

    half_axes: Callable[[Floats], Floats]
    turns: bool = False
    is_round: bool = False
    is_free: bool = True


def _principal(covariance: Floats) -> Floats:
    """The longer one first, and each pointing up (to the right where it is level)."""
    values, vectors = np.linalg.eigh(covariance)
    rows = (vectors * np.sqrt(np.maximum(values, 0))).T[::-1]
    upwards = np.where(np.abs(rows[:, -1]) > 1e-12 * np.abs(rows).max(axis=1), rows[:, -1], rows[:, 0])
    return rows * np.where(upwards < 0, -1.0, 1.0)[:, None]


def _along_columns(covariance: Floats) -> Floats:
    return np.diag(np.sqrt(np.maximum(np.diagonal(covariance), 0)))


def _circle(covariance: Floats) -> Floats:
    return np.sqrt(max(float(np.trace(covariance)), 0.0) / len(covariance)) * np.eye(len(covariance))


OBLIQUE = Rule(_principal, turns=True)
UPRIGHT = Rule(_along_columns, is_free=False)
ROUND = Rule(_circle, is_round=True)


def rule_of(kind: CovarianceType) -> Rule:
    """What a drag can do to a component, from what its covariance type says of itself."""
    if kind.oblique:
        return OBLIQUE
    return ROUND if kind.isotropic else UPRIGHT


def shape_of(mean: Floats, covariance: Floats, covariance_type: str, axes: Axes) -> Shape | None:
    """The shape of ``mean`` (m,) and marginal ``covariance`` (m, m); None where it cannot be dragged.

    That is so where it has collapsed, and with diagonal covariances where the picture shows principal components:
    a change along one of these would not leave the matrix diagonal.
    """
    rule = rule_of(covariance_type_named(covariance_type))
    if not (rule.is_free or axes.are_columns):
        return None
    shape = Shape(mean, rule.half_axes(covariance), rule)
    return shape if np.isfinite(shape.half_axes).all() and (shape.deviations > 0).all() else None


def handles_of(shape: Shape, pixel: Floats) -> list[Handle]:
    """Both ends of each axis (a circle has a radius alone), and what rotates; ``pixel`` (2,): its size in the view."""
    mean, arms = on_plane(shape.mean[None])[0], on_plane(shape.half_axes)
    lengths = np.hypot(*(arms / pixel).T)
    reaches = np.maximum(1, NEAREST / lengths)
    count = 1 if shape.rule.is_round else len(arms)
    ends = [Handle(Part.AXIS, mean + sign * reaches[j] * arms[j], j) for j in range(count) for sign in (1.0, -1.0)]
    if shape.turns:
        ends.append(Handle(Part.TURN, mean + (reaches[0] + TURN_BEYOND / lengths[0]) * arms[0]))
    return ends


def nearest(handles: list[Handle], place: Floats, pixel: Floats) -> tuple[Handle | None, float]:
    """The handle nearest to ``place`` (2,), and how many pixels away it is."""
    distances = [float(np.hypot(*((handle.place - place) / pixel))) for handle in handles]
    if not distances:
        return None, math.inf
    index = int(np.argmin(distances))
    return handles[index], distances[index]


@dataclass(frozen=True, slots=True, eq=False)
class DragTarget:
    """What the mouse took hold of.

    Parameters
    ----------
    name : the number of the component.
    handle : on it.
    begin : (2,) where the mouse was.
    shape : of the component then; None where only its mean can be held.
    """

    component_id: int
    handle: Handle
    begin: Floats
    shape: Shape | None = None

    def shape_at(self, place: Floats) -> Shape:
        """The shape when the mouse has come to ``place`` (2,)."""
        assert self.shape is not None, "a mean is held"
        return _DRAGS[self.handle.part](self, self.shape, place)


def _stretched(drag_target: DragTarget, shape: Shape, place: Floats) -> Shape:
    """The handle follows the mouse along its axis, and the axis (of a circle: each) grows in proportion."""
    arm = on_plane(shape.half_axes)[drag_target.handle.axis]
    before = (drag_target.handle.place - on_plane(shape.mean[None])[0]) @ arm
    factor = max(abs(1 + float((place - drag_target.begin) @ arm / before)), LEAST_FACTOR)
    half_axes = shape.half_axes.copy()
    half_axes[slice(None) if shape.rule.is_round else drag_target.handle.axis] *= factor
    return replace(shape, half_axes=half_axes)


def _turned(drag_target: DragTarget, shape: Shape, place: Floats) -> Shape:
    """The first axis turns to where the handle would be; angles are those of the data's units."""
    before = drag_target.handle.place - shape.mean
    after = before + place - drag_target.begin
    angle = math.atan2(after[1], after[0]) - math.atan2(before[1], before[0])
    rotation = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return replace(shape, half_axes=shape.half_axes @ rotation)


_DRAGS: dict[Part, Callable[[DragTarget, Shape, Floats], Shape]] = {Part.AXIS: _stretched, Part.TURN: _turned}


def carried(covariance: Floats, matrix: Floats, marginal: Floats) -> Floats:
    """(d, d) Sigma' = T Sigma T^T whose marginal P Sigma' P^T is ``marginal``.

    The drag changes what is seen by the linear map A = S'^(1/2) S^(-1/2), which takes the old marginal S to the new
    one, S' = A S A^T. In d dimensions T = I + P^+ (A - I) P is A in the plane of the picture and leaves all that is
    orthogonal to it alone (where the rows of P are orthonormal, P^+ = P^T). As P T = A P, the marginal is exactly
    what was dragged; as T is invertible, Sigma' is positive definite where Sigma was; and variances that are not
    shown stay, while covariances with what is shown follow it by A.

    Parameters
    ----------
    covariance : (d, d) Sigma, positive definite.
    matrix : (m, d) P, what the picture shows of a point.
    marginal : (m, m) S', positive definite.
    """
    old_values, old_vectors = np.linalg.eigh(matrix @ covariance @ matrix.T)
    new_values, new_vectors = np.linalg.eigh(marginal)
    root = (new_vectors * np.sqrt(new_values)) @ new_vectors.T
    inverse_root = (old_vectors / np.sqrt(old_values)) @ old_vectors.T
    step = root @ inverse_root - np.eye(len(marginal))
    mapping = np.eye(len(covariance)) + np.linalg.pinv(matrix) @ step @ matrix
    result = mapping @ covariance @ mapping.T
    symmetric: Floats = (result + result.T) / 2
    return symmetric


def covariance_for(mixture: Mixture, component: int, axes: Axes, shape: Shape) -> Floats:
    """(d, d) what the covariance of the component at this index becomes, so that it is seen in this ``shape``."""
    if shape.rule.is_round:
        return float(shape.deviations[0]) ** 2 * np.eye(mixture.d)
    restrict = covariance_type_named(mixture.covariance_type).restrict
    conforming = restrict(mixture.covariances[component][None], np.ones(1))[0]
    return carried(conforming, axes.matrix(mixture.d), shape.covariance)
