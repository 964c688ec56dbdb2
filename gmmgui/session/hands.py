"""What a hand does to centroids: place, move, remove, clear.

Before a run it shapes the start; during a run the history forks from the state that is shown.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmgui.core import Mixture, Phase, State
from gmmgui.core.types import Floats
from gmmgui.session.document import Document, Edit
from gmmgui.session.player import Player
from gmmgui.session.store import Store


class Hands:
    """The commands that the canvas gives; every one is an edit of the document, and so can be undone."""

    def __init__(self, store: Store, player: Player) -> None:
        self._store, self._player = store, player

    def place(self, mean: Floats) -> None:
        """A centroid more, at ``mean`` (d,) in the units of the data."""
        state = self._player.state
        if state is None:
            self._set_marks(np.vstack([*self._marks_to_come(), mean]), "Place centroid")
        elif self._shapes_start(state):
            self._set_marks(np.vstack([state.mixture.means, mean]), "Place centroid")
        else:
            self._fork(_with_component(state.mixture, mean), *_born(state))

    def move(self, component: int, mean: Floats) -> None:
        """Component at index ``component`` goes to ``mean`` (d,)."""
        state = self._player.state
        if state is None:
            return
        means = state.mixture.means.copy()
        means[component] = mean
        if self._shapes_start(state):
            self._set_marks(means, "Move centroid")
        else:
            name = state.components[component]
            self._fork(
                replace(state.mixture, means=means), f"Centroid {name + 1} was moved by hand.", state.components
            )

    def remove(self, component: int) -> None:
        """Component at index ``component`` goes away; the last one only before a run."""
        state = self._player.state
        if state is None:
            return
        keep = np.arange(len(state.components)) != component
        if self._shapes_start(state):
            self._set_marks(state.mixture.means[keep], "Remove centroid")
        elif keep.any():
            name = state.components[component]
            names = tuple(number for number, kept in zip(state.components, keep, strict=True) if kept)
            self._fork(_only(state.mixture, keep), f"Centroid {name + 1} was removed by hand.", names)

    def clear(self) -> None:
        """No centroids, no run: as it was before the first click."""
        document = self._store.document
        if document.spec.initialiser in ("marks", "exact") or document.edits:
            name = document.spec.initialiser
            initialiser = "k-means++" if name in ("marks", "exact") else name
            spec = replace(document.spec, marks=None, start=None, initialiser=initialiser)
            self._store.edit(replace(document, spec=spec, edits=()), "Clear centroids")
        self._player.clear()

    def _shapes_start(self, state: State) -> bool:
        """Is this the start of a run from hand-drawn centroids? Then a hand changes the start itself."""
        return state.phase is Phase.START and self._store.document.spec.initialiser == "marks"

    def _marks_to_come(self) -> list[Floats]:
        """Marks that were placed so quickly that the engine has not shown them yet."""
        spec = self._store.document.spec
        return [] if spec.initialiser != "marks" or spec.marks is None else list(spec.marks)

    def _set_marks(self, marks: Floats, text: str) -> None:
        document = self._store.document
        if not len(marks):
            self.clear()
            return
        spec = replace(document.spec, initialiser="marks", marks=marks, start=None, k=len(marks))
        self._store.edit(replace(document, spec=spec, edits=()), text)

    def _fork(self, mixture: Mixture, what: str, components: tuple[int, ...]) -> None:
        """The history goes on from the state that is shown with ``mixture``; what came after is left behind."""
        document = self._store.document
        at = self._player.cursor + 1
        before = tuple(edit for edit in document.edits if edit.at < at)
        self._store.edit(
            Document(document.dataset, document.spec, (*before, Edit(at, mixture, what, components))), what.rstrip(".")
        )


def _born(state: State) -> tuple[str, tuple[int, ...]]:
    """The sentence and the numbers of the components when one is added."""
    name = max((*state.components, *state.assigned_components), default=-1) + 1
    return f"Centroid {name + 1} was placed by hand.", (*state.components, name)


def _with_component(mixture: Mixture, mean: Floats) -> Mixture:
    """One component more at ``mean``, with the average covariance and an equal share of the weight."""
    k = mixture.k
    return replace(
        mixture,
        weights=np.append(mixture.weights * k / (k + 1), 1 / (k + 1)),
        means=np.vstack([mixture.means, mean]),
        covariances=np.concatenate([mixture.covariances, mixture.covariances.mean(axis=0, keepdims=True)]),
    )


def _only(mixture: Mixture, keep: np.ndarray) -> Mixture:
    """The components that ``keep`` (k,) marks, with weights that sum to one (equal where they had none)."""
    weights = mixture.weights[keep]
    total = weights.sum()
    weights = weights / total if total > 0 else np.full(len(weights), 1 / len(weights))
    return replace(mixture, weights=weights, means=mixture.means[keep], covariances=mixture.covariances[keep])
