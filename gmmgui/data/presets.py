"""Parts of the presets of the lectures: mixtures, stored draws, and runs from given starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from gmmgui.core.types import Mixture, RunSpec
from gmmgui.data.dataset import Dataset
from gmmgui.data.generate import draw
from gmmgui.data.load import load
from gmmgui.resources import resource

DRAWN = "Lecture notes; this draw was made once for gmmgui, from the distribution that the notes give."
FRESH = "Lecture notes; drawn by gmmgui with seed 0, from the distribution that the notes give."
WRITTEN = "Lecture notes; a small table of numbers."


def mixture(
    means: ArrayLike, variances: ArrayLike, weights: ArrayLike | None = None, covariance_type: str = "full"
) -> Mixture:
    """A mixture of spherical Gaussians, or of Gaussians with the covariances that are given.

    Parameters
    ----------
    means : (k, d), or (k,) in one dimension.
    variances : (k,) variances of spherical Gaussians, or one for all; or (k, d, d) full covariances.
    weights : (k,); None: all equal.
    covariance_type : a key of ``COVARIANCE_TYPES``, what an M-step will keep the covariances to.

    Raises
    ------
    ValueError : there are neither one variance nor k of them.
    StartError : other shapes that do not belong together, or numbers that make no mixture.
    SettingsError : there is no such covariance type.
    """
    m = np.asarray(means, dtype=np.float64)
    m = m[:, None] if m.ndim == 1 else m
    k, d = m.shape
    v = np.asarray(variances, dtype=np.float64)
    covariances = v if v.ndim == 3 else np.broadcast_to(v, (k,))[:, None, None] * np.eye(d)
    w = np.full(k, 1 / k) if weights is None else np.asarray(weights, dtype=np.float64)
    return Mixture(w, m, covariances, covariance_type)


def kept(name: str, title: str, truth: Mixture | None = None, source: str = DRAWN) -> Callable[[], Dataset]:
    """A draw stored with the program, so that all who open it see the same points.

    Parameters
    ----------
    name : of its file in ``resources/data``, without ending; a true component that is the same in every row
        stands for an unknown one unless ``truth`` says that there is just one.
    title : name of the data set.
    truth : the mixture it was drawn from, components in the order of their numbers in the file; None: not known.
    source : to be cited.

    Returns
    -------
    A function without parameters that reads the file, and raises DataError where it cannot.
    """

    def read() -> Dataset:
        dataset = load(resource("data", f"{name}.csv"))
        known = truth is not None or (dataset.truth is not None and np.ptp(dataset.truth) > 0)
        labels = dataset.truth if known else None
        return replace(dataset, name=title, truth=labels, truth_mixture=truth, source=source)

    return read


def fresh(name: str, truth: Mixture, n: int) -> Callable[[], Dataset]:
    """Points that are drawn with seed 0 when they are asked for.

    Parameters
    ----------
    name : of the data set.
    truth : the mixture to draw from.
    n : number of points.

    Returns
    -------
    A function without parameters that draws the data set, and raises SettingsError as
    :func:`gmmgui.data.generate.draw` does.
    """
    return lambda: replace(draw(truth, n, seed=0, name=name), source=FRESH)


def written(title: str, values: Sequence[float], truth: Sequence[int]) -> Callable[[], Dataset]:
    """Points in one dimension with their labels, given as numbers.

    Parameters
    ----------
    title : name of the data set.
    values : (n,) the points.
    truth : (n,) component of each point, from 0.

    Returns
    -------
    A function without parameters that makes the data set.
    """
    points = np.array(values, dtype=np.float64)[:, None]
    return lambda: Dataset(title, points, ("x1",), np.array(truth), None, WRITTEN)


def marks(*means: tuple[float, float], max_iter: int = 300) -> RunSpec:
    """K-means from given centroids until no label changes.

    Parameters
    ----------
    means : the starting centroids, each (x1, x2) in the units of the data.
    max_iter : most iterations.
    """
    return RunSpec(
        algorithm="kmeans",
        k=len(means),
        covariance_type="spherical",
        initialiser="marks",
        marks=np.array(means),
        tol=0.0,
        max_iter=max_iter,
    )


def exact(algorithm: str, start: Mixture, tol: float = 0.0, max_iter: int = 300, first_step: str = "E") -> RunSpec:
    """A run that starts from exactly one given mixture.

    Parameters
    ----------
    algorithm : a key of ``ALGORITHMS``.
    start : the mixture, in the units of the data.
    tol : the run stops when the mean objective per point changes by no more; 0: when nothing changes.
    max_iter : most iterations.
    first_step : "E", or "M" to begin with the labels that ``start`` gives to the points.
    """
    return RunSpec(
        algorithm=algorithm,
        k=start.k,
        covariance_type=start.covariance_type,
        initialiser="exact",
        start=start,
        tol=tol,
        max_iter=max_iter,
        first_step=first_step,
    )
