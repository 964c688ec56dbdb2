"""What a mixture says of every place in the picture: log-densities, entropies, and the most probable component.

Components are those drawn; one that has collapsed, or has no weight, has no density and is left out. Joint values
log w_k N_k(x) are float32 and finite, however far away a place is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gmmgui.core.gaussian import LOG_2PI
from gmmgui.core.types import Floats, Indices
from gmmgui.ui.canvas.render.projection import ProjectedMixture
from gmmgui.ui.canvas.render.rasterizer import Singles

Number = TypeVar("Number", bound=np.generic)

FARTHEST = 1e18
"""Standard deviations from a mean, at most: the square of twice that is still a float32."""
BLOCK = 1 << 17
"""Values of w N(x) worked out at once: so many stay in the processor's cache."""
LEAST_SHARE = 1e-12
"""A variance, given the other column, that is less than this share of it is nothing but rounding."""
SAMPLES = 256
"""Places taken from each component to learn how much mass lies where the mixture is how dense."""


@dataclass(frozen=True, slots=True, eq=False)
class Gaussians:
    """The k components with a density, by the inverses (a 0; b c) of the Cholesky factors of their covariances.

    Parameters
    ----------
    rows : (k,) which of those drawn they are.
    weights : (k,), summing to one.
    means : (k, 2).
    factors : (k, 3) a, b, c.
    logs : (k,) log w_k N_k(mu_k).
    """

    rows: Indices
    weights: Floats
    means: Floats
    factors: Floats
    logs: Floats

    def __len__(self) -> int:
        return len(self.rows)


def gaussians(projected: ProjectedMixture) -> Gaussians:
    """The components of ``projected``, on two axes, that have a density and a weight."""
    xx, xy, yy = projected.covariances[:, 0, 0], projected.covariances[:, 0, 1], projected.covariances[:, 1, 1]
    with np.errstate(all="ignore"):
        left = yy - xy**2 / xx
        a, c = 1 / np.sqrt(xx), 1 / np.sqrt(left)
        factors = np.column_stack([a, -xy / xx * c, c])
        logs = np.log(projected.weights) + np.log(a) + np.log(c) - LOG_2PI
        alive = (left > LEAST_SHARE * yy) & np.isfinite(factors).all(axis=1) & np.isfinite(logs)
    rows = np.flatnonzero(alive)
    weights = projected.weights[rows]
    return Gaussians(rows, weights / max(weights.sum(), 1e-300), projected.means[rows], factors[rows], logs[rows])


def log_joint(mixture: Gaussians, x: Floats, y: Floats) -> Singles:
    """(k, ...) log w_k N_k at the places ``x``, ``y``, broadcast against each other: a row and a column make a grid."""
    result = np.empty((len(mixture), *np.broadcast_shapes(x.shape, y.shape)), dtype=np.float32)
    for out, (mean_x, mean_y), (a, b, c), log in zip(
        result, mixture.means, math.sqrt(0.5) * mixture.factors, mixture.logs, strict=True
    ):
        along, aside, up = (
            np.clip(z, -FARTHEST, FARTHEST).astype(np.float32)
            for z in (a * (x - mean_x), b * (x - mean_x), c * (y - mean_y))
        )
        np.add(aside, up, out=out)
        np.multiply(out, out, out=out)
        np.subtract(np.float32(log) - along * along, out, out=out)
    return result


def log_density(joint: Singles) -> Singles:
    """Log sum_k w_k N_k of ``joint`` (k, ...), which is overwritten."""
    top: Singles = joint.max(axis=0)
    joint -= top
    np.exp(joint, out=joint)
    return top + np.log(joint.sum(axis=0))


def entropy(joint: Singles) -> Singles:
    """-sum_k r_k log r_k in nats, of the responsibilities that follow from ``joint`` (k, ...), which is overwritten."""
    joint -= joint.max(axis=0)
    shares = np.exp(joint)
    total = shares.sum(axis=0)
    shares *= joint
    result: Singles = np.log(total) - shares.sum(axis=0) / total
    return np.maximum(result, 0)


def most_probable(joint: Singles) -> NDArray[np.uint16]:
    """Index of the largest of ``joint`` (k, ...); ties go to the lowest."""
    best = joint[0].copy()
    result = np.zeros(best.shape, dtype=np.uint16)
    for j in range(1, len(joint)):
        np.copyto(result, np.uint16(j), where=joint[j] > best)
        np.maximum(best, joint[j], out=best)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Places in rows and columns.

    Parameters
    ----------
    x : (w,) from left to right.
    y : (h,) from the top down.
    """

    x: Floats
    y: Floats

    def places(self, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
        """Where ``columns`` and ``rows``, whole or in between, are."""
        (left, right), (top, bottom) = self.x[[0, -1]], self.y[[0, -1]]
        return (
            left + columns * ((right - left) / (len(self.x) - 1)),
            top + rows * ((bottom - top) / (len(self.y) - 1)),
        )


def evaluated(mixture: Gaussians, lattice: Lattice, of: Callable[[Singles], NDArray[Number]]) -> NDArray[Number]:
    """(h, w) ``of`` the joint values (k, h', w) of some rows at a time."""
    rows = max(1, BLOCK // (len(mixture) * len(lattice.x)))
    blocks = [
        of(log_joint(mixture, lattice.x, lattice.y[begin : begin + rows, None]))
        for begin in range(0, len(lattice.y), rows)
    ]
    return np.concatenate(blocks)


@dataclass(frozen=True, slots=True, eq=False)
class Masses:
    """How much of the mass lies where the mixture is denser than somewhere (Hyndman 1996, Am. Stat. 50, sec. 3).

    Parameters
    ----------
    logs : (s,) log-densities, rising.
    below : (s,) share of the mass that lies where the mixture is less dense.
    """

    logs: Floats
    below: Floats

    def level(self, share: float) -> float:
        """Log-density on the edge of the smallest region that holds this ``share`` of the mass."""
        return float(np.interp(1 - share, self.below, self.logs))

    def tones(self, logs: Singles, steps: int = 2048) -> Singles:
        """Share of the mass, from 0 to 1, that lies where the mixture is less dense than e^``logs``."""
        low, high = self.logs[0] - 3, self.logs[-1]
        table = np.interp(np.linspace(low, high, steps), self.logs, self.below, left=0).astype(np.float32)
        with np.errstate(over="ignore"):
            index = np.clip((logs - np.float32(low)) * np.float32((steps - 1) / (high - low)), 0, steps - 1)
        return table[index.astype(np.intp)]


def masses(mixture: Gaussians) -> Masses:
    """Learned from the same places of each component whenever it is asked: nothing flickers while components glide."""
    count = np.arange(SAMPLES) + 0.5
    radius, angle = np.sqrt(-2 * np.log1p(-count / SAMPLES)), count * math.pi * (3 - math.sqrt(5))
    u, v = radius * np.cos(angle), radius * np.sin(angle)
    a, b, c = mixture.factors.T[..., None]
    x = u / a
    places = mixture.means[:, :, None] + np.stack([x, (v - b * x) / c], axis=1)
    logs = log_density(log_joint(mixture, places[:, 0].ravel(), places[:, 1].ravel())).astype(np.float64)
    shares = np.repeat(mixture.weights / SAMPLES, SAMPLES)
    order = np.argsort(logs)
    below = np.cumsum(shares[order]) - 0.5 * shares[order]
    peak = float(log_density(log_joint(mixture, mixture.means[:, 0], mixture.means[:, 1])).max())
    return Masses(np.append(logs[order], max(peak, logs[order[-1]]) + 1e-6), np.append(below, 1.0))
