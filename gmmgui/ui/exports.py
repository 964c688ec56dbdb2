"""What Save writes: one entry of ``EXPORTS`` each, chosen by the ending of the file's name."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QPixmap

from gmmgui.core import State
from gmmgui.session.document import Document
from gmmgui.session.run import Assignment


@dataclass(frozen=True, slots=True, eq=False)
class Exportable:
    """All that an export may need."""

    document: Document
    state: State | None
    assignment: Assignment | None
    picture: QPixmap


@dataclass(frozen=True, slots=True)
class Export:
    """``write`` (path, what) writes a file ending in ``suffix``."""

    title: str
    suffix: str
    write: Callable[[Path, Exportable], None]


def _write_picture(path: Path, what: Exportable) -> None:
    if not what.picture.save(str(path), "PNG"):
        raise OSError("the picture cannot be written there")


def _write_points(path: Path, what: Exportable) -> None:
    """Points with their component and, where they are shared, their responsibilities."""
    dataset, assignment = what.document.dataset, what.assignment
    header = list(dataset.features)
    columns = [dataset.points[:, j].tolist() for j in range(dataset.d)]
    if assignment is not None and assignment.labels is not None:
        header.append("component")
        columns.append([assignment.components[label] + 1 for label in assignment.labels.tolist()])
        shares = assignment.responsibilities
        if shares is not None:
            header += [f"responsibility_{name + 1}" for name in assignment.components]
            columns += shares.T.tolist()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(zip(*columns, strict=True))


def _write_parameters(path: Path, what: Exportable) -> None:
    spec, state = what.document.spec, what.state
    result: dict[str, object] = {
        "dataset": what.document.dataset.name,
        "source": what.document.dataset.source,
        "columns": list(what.document.dataset.features),
        "algorithm": spec.algorithm,
        "covariance_type": spec.covariance_type,
        "initialiser": spec.initialiser,
        "seed": spec.seed,
    }
    if state is not None:
        result |= {
            "iteration": state.iteration,
            "status": state.status.value,
            "objective": state.objective,
            "components": [name + 1 for name in state.components],
            "weights": state.mixture.weights.tolist(),
            "means": state.mixture.means.tolist(),
            "covariances": state.mixture.covariances.tolist(),
        }
    path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


EXPORTS: dict[str, Export] = {
    "picture": Export("Picture of the canvas", "png", _write_picture),
    "points": Export("Points with their components", "csv", _write_points),
    "parameters": Export("Parameters of the mixture", "json", _write_parameters),
}


def name_filters() -> list[str]:
    """For a file dialog."""
    return list(_by_filter())


def suffix_of(name_filter: str) -> str:
    """The ending that goes with a filter of the file dialog."""
    return _by_filter()[name_filter].suffix


def export_for(path: Path, name_filter: str) -> tuple[Export, Path]:
    """The export that the ending asks for, else the one of the filter, whose ending is then added.

    Where several exports have this ending, the filter says which of them, else it is the first.
    """
    by_filter = _by_filter()
    fitting = {text: export for text, export in by_filter.items() if path.suffix.lower() == f".{export.suffix}"}
    if fitting:
        return fitting.get(name_filter, next(iter(fitting.values()))), path
    export = by_filter[name_filter]
    return export, path.with_name(f"{path.name}.{export.suffix}")


def _by_filter() -> dict[str, Export]:
    """Every export, by what the file dialog calls it."""
    return {f"{export.title} (*.{export.suffix})": export for export in EXPORTS.values()}
