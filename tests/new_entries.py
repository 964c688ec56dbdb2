"""New things of every kind in README's table, as somebody would write them: a function or a class, and an entry."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel

from gmmgui.core import Mixture, RunSpec, State
from gmmgui.core.covariance import CovarianceType
from gmmgui.core.events import ComponentEmptied
from gmmgui.core.initialisers import Initialiser
from gmmgui.core.policies import EmptyPolicy, Outcome
from gmmgui.core.problem import Problem
from gmmgui.core.types import Floats, Indices, Statistics
from gmmgui.data import Answer, Column, DataError, Dataset, DatasetEntry, Format, Kind, OneOf, Question, Table
from gmmgui.data.text import read_bytes
from gmmgui.ui.canvas.layers.layer import Layer, LayerEntry
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.exports import Export, Exportable
from gmmgui.ui.panels import Panel, PanelContext
from tests.samples import groups

# A covariance type: mclust's EII, and one whose components have each one variance and one covariance (oblique)


def _one_sphere(scatters: Floats, counts: Floats) -> Floats:
    """One variance for all components and directions: trace(sum of the scatters) / (n d)."""
    d = scatters.shape[1]
    variance = scatters.trace(axis1=1, axis2=2).sum() / (d * counts.sum())
    return np.broadcast_to(variance * np.eye(d), scatters.shape)


EQUAL_SPHERES = CovarianceType(
    "equal spheres",
    "All components are circles of one size.",
    _one_sphere,
    lambda _k, _d: 1,
    isotropic=True,
    shared=True,
)


def _exchangeable(scatters: Floats, counts: Floats) -> Floats:
    """The means of the diagonal and of what is beside it: every column alike, every pair alike."""
    d = scatters.shape[1]
    covariances = scatters / counts[:, None, None]
    variances = covariances.trace(axis1=1, axis2=2) / d
    beside = (covariances.sum(axis=(1, 2)) - d * variances) / max(d * (d - 1), 1)
    return beside[:, None, None] + (variances - beside)[:, None, None] * np.eye(d)


EXCHANGEABLE = CovarianceType(
    "exchangeable",
    "Each component has one variance for all columns, and one covariance for all pairs of them.",
    _exchangeable,
    lambda k, d: k * min(d, 2),
)


# An initialiser


def _first_points(problem: Problem, _rng: np.random.Generator) -> Floats:
    return problem.points[: problem.spec.k]


FIRST_POINTS = Initialiser("first points", "At the first K points.", _first_points, draws=False)


# A policy for empty components


def _to_the_origin(
    problem: Problem, mixture: Mixture, _statistics: Statistics, empty: Indices, component_ids: tuple[int, ...]
) -> Outcome:
    """An empty component waits at the mean of all points."""
    means = mixture.means.copy()
    means[empty] = problem.columns.mean(axis=1)
    moved = Mixture(mixture.weights, means, mixture.covariances, mixture.covariance_type, mixture.algorithm)
    return Outcome(moved, np.arange(mixture.k), tuple(ComponentEmptied(component_ids[j]) for j in empty))


TO_THE_MEAN = EmptyPolicy("to the mean", "It waits at the mean of all points.", _to_the_origin)


# A layer

PINK = QColor(255, 0, 170)


class PinkLayer(Layer):
    """The whole view in pink, over everything."""

    z_value = 500.0

    def draw(self, painter: QPainter, _scene: Scene) -> None:
        painter.fillRect(self.boundingRect(), PINK)


PINK_LAYER = LayerEntry("Pin&k", "All pink", PinkLayer)


# An export; another of this ending exists


def _write_means(path: Path, what: Exportable) -> None:
    assert what.state is not None, "the test has made a run"
    np.savetxt(path, what.state.mixture.means, delimiter=",")


MEANS_AS_TABLE = Export("Means of the components", "csv", _write_means)


# A file format: a table saved by NumPy, or several; their points may be rows or columns


def _array(path: Path) -> Floats:
    content = read_bytes(path)
    try:
        array = np.load(io.BytesIO(content))
    except ValueError as error:
        raise DataError(f"{path.name} is no array of NumPy: save it again with numpy.save.") from error
    if array.ndim not in (2, 3):
        raise DataError(f"{path.name} holds an array of {array.ndim} axes: save one with rows and columns.")
    return np.asarray(array, dtype=np.float64)


def _read_array(path: Path, choices: Mapping[str, object]) -> Table:
    array, number = _array(path), str(choices.get("table", "0"))
    numbers = tuple(str(j) for j in range(len(array))) if array.ndim == 3 else ("0",)
    array = array[int(number)] if array.ndim == 3 else array
    points = choices.get("points", "rows")
    if points == "columns":
        array = array.T
    none = np.empty(0, dtype=np.int64)
    columns = [Column(f"a{j}", Kind.NUMBERS, values, none, none) for j, values in enumerate(array.T)]
    questions = []
    if "points" not in choices and array.shape[0] < array.shape[1]:
        answers = (Answer("Take rows for points", "rows"), Answer("Take columns for points", "columns"))
        questions.append(Question(f"{path.name} has more columns than rows", "points", answers))
    lines = np.arange(1, len(array) + 1)
    reading = {"points": points, "table": number}
    return Table(path.name, path, tuple(columns), lines, reading, tuple(questions), {"table": numbers})


NUMPY_ARRAY = Format(
    "NumPy arrays",
    (".npy",),
    _read_array,
    lambda head: head.startswith(b"\x93NUMPY"),
    (
        OneOf("points", "Points are", {"rows": "rows", "columns": "columns"}, "Which axis of the array counts points."),
        OneOf("table", "Table", help="Which of the tables in the file."),
    ),
)


# A panel


class HalfSteps(QLabel):
    """How many half-steps there are."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__("none")
        self.setObjectName("halfStepsLabel")
        self._player = context.session.player
        self._player.shown.connect(self._count)

    def _count(self, _state: State | None) -> None:
        self.setText(f"{self._player.length} half-steps")


HALF_STEPS = Panel("Half-steps", HalfSteps)


# A data set


def _two_groups() -> Dataset:
    return groups(n=40)


def data_set(key: str, group: str, load: Callable[[], Dataset] = _two_groups) -> DatasetEntry:
    """An entry of the catalogue."""
    spec = RunSpec(k=2, algorithm="hard-em", initialiser="farthest-first")
    return DatasetEntry(key, "Two groups of forty", group, load, "Drawn for a test.", spec, "Two groups.")
