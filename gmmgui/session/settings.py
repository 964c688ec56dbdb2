"""What a change of data or of one setting does to the others, so that no run is asked for that makes no sense."""

from __future__ import annotations

from dataclasses import replace

from gmmgui.core import RunSpec
from gmmgui.data import Dataset
from gmmgui.session.document import Document, Lane

CHOSEN_BY_HAND = ("marks", "exact")
DEFAULT_INITIALISER = "k-means++"


def with_setting(document: Document, name: str, value: object) -> Document:
    """``document`` with the field ``name`` of its spec set to ``value``; edits by hand of the old run are gone.

    Another algorithm begins with its own parameters as they are by default. A new K keeps the first K hand-drawn
    centroids (k-means++ adds missing ones), and ends an exact start; another initialiser lets go of both.
    """
    spec: RunSpec = replace(document.spec, **{name: value})  # type: ignore[arg-type]
    if name == "k":
        spec = _with_k(spec)
    if name == "algorithm":
        spec = replace(spec, parameters=None)
    if name == "initialiser" and value not in CHOSEN_BY_HAND:
        spec = replace(spec, marks=None, start=None)
    return document.with_run(spec)


def _with_k(spec: RunSpec) -> RunSpec:
    if spec.initialiser == "exact":
        return replace(spec, initialiser=DEFAULT_INITIALISER, start=None)
    if spec.marks is not None:
        return replace(spec, marks=spec.marks[: spec.k])
    return spec


def with_dataset(document: Document, dataset: Dataset, spec: RunSpec | None = None) -> Document:
    """Other data, under the settings that come with them, else under the present ones without a start by hand.

    Those that come with them are for the active lane; every other keeps its own.
    """
    lanes = tuple(
        Lane(lane.lane_id, spec if spec is not None and lane is document.lane else _fitting(lane.spec, dataset))
        for lane in document.lanes
    )
    return Document(dataset, lanes, document.active)


def _fitting(spec: RunSpec, dataset: Dataset) -> RunSpec:
    initialiser = DEFAULT_INITIALISER if spec.initialiser in CHOSEN_BY_HAND else spec.initialiser
    return replace(spec, marks=None, start=None, initialiser=initialiser, k=min(spec.k, dataset.n))
