"""What the inspector says of a point or a component: worked out for one row, not for all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from PySide6.QtCore import QCoreApplication

from gmmgui.core import ALGORITHMS, Mixture, Partition, Phase, RunSpec, State, gaussian
from gmmgui.core.algorithms import algorithm_of
from gmmgui.core.types import Floats
from gmmgui.data import Dataset
from gmmgui.ui.parameters import MOST_CORRELATED, correlation, shown_number


@dataclass(frozen=True, slots=True)
class Line:
    """A number under its name.

    Parameters
    ----------
    title, text : what is written.
    value : the number.
    share : from 0 to 1, how long its bar is; None: no bar.
    component : whose colour it has; None: of no component.
    is_chosen : the component that the point belongs to, or leans to most.
    """

    title: str
    text: str
    value: float = float("nan")
    share: float | None = None
    component: int | None = None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading; ``note`` stands below them, in quiet type."""

    heading: str
    lines: tuple[Line, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All there is to say; ``component`` gives the title its colour."""

    title: str
    sections: tuple[Section, ...]
    component: int | None = None

    def text(self) -> str:
        """The same in lines of plain text."""
        lines = [self.title]
        for section in self.sections:
            lines += [section.heading] if section.heading else []
            lines += [f"{line.title}\t{line.text}" for line in section.lines]
            lines += [section.note] if section.note else []
        return "\n".join(lines)


# A point


def point_report(
    dataset: Dataset, row: int, state: State | None, spec: RunSpec, true_numbers: tuple[int, ...] = ()
) -> Report:
    """What there is to say of the point in ``row``, from 0, in ``state``.

    ``true_numbers`` are those under which the components of the true mixture are known, where it is known itself.
    """
    names = zip(dataset.features, dataset.points[row].tolist(), strict=True)
    lines = [Line(name, _written(value), value) for name, value in names]
    if dataset.truth is not None:
        true = int(dataset.truth[row])
        number = 1 + (true_numbers[true] if true_numbers else true)
        lines.append(Line(_tr("true component"), str(number), number))
    title = _tr("Point {0}").format(f"{row + 1:,}")
    return Report(title, (Section("", tuple(lines)), _membership(dataset, row, state, spec)))


def _membership(dataset: Dataset, row: int, state: State | None, spec: RunSpec) -> Section:
    """Whose the point is: as the colours on the canvas say, which are those of the last E."""
    source = None if state is None else state.scaled_assigned_by
    if state is None or source is None:
        return Section(_tr("Component"), note=_tr("Before the first E no point belongs to anybody."))
    names = state.assigned_components
    if isinstance(source, Partition):
        chosen = names[int(source.labels[row])]
        line = Line(str(chosen + 1), _tr("given"), 1.0, 1.0, chosen, True)
        return Section(_tr("Component"), (line,), _tr("The start gives every point a label."))
    note = "" if state.phase is Phase.E else _tr("As of the last E; the components have moved since.")
    scaled = state.scaling.transform_points(dataset.points[row : row + 1])
    algorithm = algorithm_of(spec)
    if algorithm.soft:
        heading = _tr("Responsibilities r = w·N(x) / Σ w·N(x)") if algorithm.has_density else _tr("Responsibilities r")
        with np.errstate(all="ignore"):
            return _responsibilities(algorithm.responsibilities(scaled, source)[0], heading, names, note)
    if not algorithm.has_density:
        return _distances(scaled, source, names, state.scaling.scale, note)
    with np.errstate(divide="ignore", over="ignore"):
        joint = gaussian.log_joint(scaled, source)
    return _densities(joint[0] - dataset.d * np.log(state.scaling.scale), names, note)


def _responsibilities(shares: Floats, heading: str, names: tuple[int, ...], note: str) -> Section:
    """``shares`` (k,) of one point."""
    if np.isnan(shares).any():
        return Section(_tr("Responsibilities r"), note=_tr("So far from all components that no density is left."))
    most = int(shares.argmax())
    lines = [
        Line(str(name + 1), _share_written(share), share, share, name, j == most)
        for j, (name, share) in enumerate(zip(names, shares.tolist(), strict=True))
    ]
    return Section(heading, _in_order(lines), note)


def _densities(joint: Floats, names: tuple[int, ...], note: str) -> Section:
    """Hard EM: log w·N(x) (k,), the largest of which takes the point."""
    return Section(_tr("Log densities log w·N(x)"), _contest(joint, int(joint.argmax()), names), note)


def _distances(scaled: Floats, mixture: Mixture, names: tuple[int, ...], scale: float, note: str) -> Section:
    """K-means: squared distances in the units of the data, the smallest of which takes the point."""
    distances = gaussian.squared_distances(scaled, mixture.means)[0]
    lines = _contest(distances * scale * scale, int(distances.argmin()), names)
    return Section(_tr("Squared distances |x − μ|²"), lines, note)


def _contest(values: Floats, winner: int, names: tuple[int, ...]) -> tuple[Line, ...]:
    return _in_order(
        Line(str(name + 1), _written(value), value, float(j == winner), name, j == winner)
        for j, (name, value) in enumerate(zip(names, values.tolist(), strict=True))
    )


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """By the numbers of the components, as in the table of parameters."""
    return tuple(sorted(lines, key=lambda line: -1 if line.component is None else line.component))


# A component


def component_report(dataset: Dataset, name: int, state: State, spec: RunSpec) -> Report | None:
    """What there is to say of the component born with that number; None where there is none in ``state``."""
    if name not in state.components:
        return None
    j, mixture, features = state.components.index(name), state.mixture, dataset.features
    means = Section(_tr("Mean μ"), _lines(features, mixture.means[j]))
    count = _count_line(state, j)
    title = _tr("Component {0}").format(name + 1)
    algorithm = ALGORITHMS[spec.algorithm]
    if not algorithm.estimates_covariances:
        text = _tr("{algorithm}: all components are equal circles of the same weight.")
        note = text.format(algorithm=algorithm.title)
        return Report(title, (Section("", (count,)), means, Section("", note=note)), name)
    weight = float(mixture.weights[j])
    sign, log_determinant = np.linalg.slogdet(mixture.covariances[j])
    size = float(log_determinant) if sign > 0 else -np.inf
    lines = (
        Line(_tr("weight w"), _written(weight), weight),
        count,
        Line(_tr("log-determinant log |Σ|"), _written(size), size),
    )
    deviations = Section(_tr("Standard deviation σ"), _lines(features, np.sqrt(np.diagonal(mixture.covariances[j]))))
    sections = [Section("", lines), means, deviations]
    if 1 < dataset.d <= MOST_CORRELATED:
        sections.append(_correlations(features, mixture, j))
    return Report(title, tuple(sections), name)


def _count_line(state: State, j: int) -> Line:
    """N_k of the pass at the mixture that is shown: with the colours on screen after E, else as E will make them."""
    count = float(state.statistics.counts[j])
    title = _tr("points Nₖ = Σ r") if state.phase is Phase.E else _tr("points Nₖ at the next E")
    return Line(title, _written(count), count)


def _correlations(features: tuple[str, ...], mixture: Mixture, component: int) -> Section:
    pairs = list(combinations(range(len(features)), 2))
    values = [float(correlation(mixture, i, j)[component]) for i, j in pairs]
    names = tuple(f"{features[i]}, {features[j]}" for i, j in pairs)
    return Section(_tr("Correlation ρ"), _lines(names, np.array(values)))


def _lines(names: tuple[str, ...], values: Floats) -> tuple[Line, ...]:
    return tuple(Line(name, _written(value), value) for name, value in zip(names, values.tolist(), strict=True))


# Numbers


def _written(value: float) -> str:
    return shown_number(value, lambda _text: True)


def _share_written(share: float) -> str:
    """Four decimals, or a power of ten where these would be zeros."""
    return f"{share:.4f}" if share >= 5e-5 or share == 0 else f"{share:.1e}".replace("-", "−")


def _tr(text: str) -> str:
    return QCoreApplication.translate("inspection", text)
