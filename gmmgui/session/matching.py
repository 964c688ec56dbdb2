"""Which number, and so which colour, each component of a new run gets: that of what it resembles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from gmmgui.core import State
from gmmgui.core.types import Floats
from gmmgui.data import Dataset


@dataclass(frozen=True, slots=True, eq=False)
class LabelReference:
    """What components may resemble: the truth, or an earlier run on the same data.

    Parameters
    ----------
    means : (m, d) in the units of the data.
    numbers : m numbers that go with them.
    """

    means: Floats
    component_ids: tuple[int, ...]


def reference_from_truth(dataset: Dataset) -> LabelReference | None:
    """The true components, numbered from 0, where they are known: their means, or else those of their points."""
    if dataset.truth_mixture is not None:
        return LabelReference(dataset.truth_mixture.means, tuple(range(dataset.truth_mixture.k)))
    if dataset.truth is None:
        return None
    component_ids = np.unique(dataset.truth)
    means = np.array([dataset.points[dataset.truth == number].mean(axis=0) for number in component_ids])
    return LabelReference(means, tuple(component_ids.tolist()))


def reference_from_state(state: State | None) -> LabelReference | None:
    """The components of ``state``, which an earlier run has shown last."""
    return None if state is None else LabelReference(state.mixture.means, state.components)


def match_ids(means: Floats, reference: LabelReference, spread: Floats) -> tuple[int, ...]:
    """k numbers for components at ``means`` (k, d).

    The pairs are those with the least sum of squared distances, measured in ``spread`` (d,) (Hungarian method, Kuhn
    1955); components without a partner get the lowest numbers that are free.
    """
    scale = np.where(spread > 0, spread, 1.0)
    distances = (((means[:, None] - reference.means[None]) / scale) ** 2).sum(axis=2)
    components, partners = linear_sum_assignment(distances)
    found = {int(j): reference.component_ids[partner] for j, partner in zip(components, partners, strict=True)}
    taken = set(reference.component_ids)
    free = (number for number in range(len(means) + len(taken)) if number not in taken)
    return tuple(found[j] if j in found else next(free) for j in range(len(means)))
