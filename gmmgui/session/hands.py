"""What a hand does to centroids: place, move, remove, clear.

Before a run it shapes the start; during a run the history forks from the state that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gmmgui.core import Mixture, Phase, State
from gmmgui.core.covariance import covariance_type_named
from gmmgui.core.types import Floats
from gmmgui.session.document import Document, Edit
from gmmgui.session.player import Player
from gmmgui.session.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class _Base:
    """Where the history forks: the index of the new state, and the mixture with its numbers in front of it."""

    at: int
    mixture: Mixture
    components: tuple[int, ...]


class Hands:
    """The commands that the canvas gives; every one is an edit of the document, and so can be undone."""

    def __init__(self, store: Store, player: Player) -> None:
        self._store, self._player = store, player
        self._k_without_marks = store.document.spec.k

    def place(self, mean: Floats) -> None:
        """A centroid more, at ``mean`` (d,) in the units of the data."""
        state = self._player.state
        if state is None:
            self._set_marks(np.vstack([*self._marks_to_come(), mean]), "Place centroid")
        elif self._shapes_start(state):
            self._set_marks(np.vstack([state.mixture.means, mean]), "Place centroid")
        else:
            base = self._base(state)
            shown = (number for earlier in self._player.history for number in earlier.components)
            name = max((*base.components, *shown)) + 1  # a number that no component of this run has had
            self._fork(
                base,
                _with_component(base.mixture, mean),
                f"Centroid {name + 1} was placed by hand.",
                (*base.components, name),
            )

    def move(self, component: int, mean: Floats) -> None:
        """Component at index ``component`` of the state that is shown goes to ``mean`` (d,)."""
        state = self._player.state
        if state is None:
            return
        if self._shapes_start(state):
            means = state.mixture.means.copy()
            means[component] = mean
            self._set_marks(means, "Move centroid")
            return
        base, name = self._base(state), state.components[component]
        if name in base.components:
            means = base.mixture.means.copy()
            means[base.components.index(name)] = mean
            moved = replace(base.mixture, means=means)
            self._fork(base, moved, f"Centroid {name + 1} was moved by hand.", base.components)

    def reshape(
        self,
        component: int,
        mean: Floats | None = None,
        covariance: Floats | None = None,
        weight: float | None = None,
    ) -> None:
        """The component at index ``component`` of the state that is shown gets what is given, all else stays.

        Parameters
        ----------
        mean : (d,) in the units of the data.
        covariance : (d, d), of which the covariance type keeps what it has; tied: for all components.
        weight : from 0 to 1; the other weights keep their proportions and share the rest.
        """
        state = self._player.state
        if state is None:
            return
        base, name = self._base(state), state.components[component]
        if name not in base.components:
            return
        shaped = reshaped(base.mixture, base.components.index(name), mean, covariance, weight)
        if self._shapes_start(state):
            spec = replace(self._store.document.spec, initialiser="exact", start=shaped, marks=None)
            self._store.edit(replace(self._store.document, spec=spec, edits=()), "Shape component")
            return
        self._fork(base, shaped, f"Component {name + 1} was shaped by hand.", base.components)

    def remove(self, component: int) -> None:
        """Component at index ``component`` of the state that is shown goes; the last one only before a run."""
        state = self._player.state
        if state is None:
            return
        if self._shapes_start(state):
            self._set_marks(np.delete(state.mixture.means, component, axis=0), "Remove centroid")
            return
        base, name = self._base(state), state.components[component]
        keep = np.array([other != name for other in base.components])
        if keep.any() and not keep.all():
            names = tuple(other for other in base.components if other != name)
            self._fork(base, _only(base.mixture, keep), f"Centroid {name + 1} was removed by hand.", names)

    def clear(self) -> None:
        """No centroids, no run: as it was before the first click."""
        document = self._store.document
        if document.spec.initialiser in ("marks", "exact") or document.edits:
            name = document.spec.initialiser
            initialiser = "k-means++" if name in ("marks", "exact") else name
            k = self._k_without_marks if name == "marks" else document.spec.k
            spec = replace(document.spec, marks=None, start=None, initialiser=initialiser, k=k)
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
        if document.spec.initialiser != "marks":
            self._k_without_marks = document.spec.k
        spec = replace(document.spec, initialiser="marks", marks=marks, start=None, k=len(marks))
        self._store.edit(replace(document, spec=spec, edits=()), text)

    def _base(self, state: State) -> _Base:
        """What a hand in the middle of a run works on: what is shown, or what the last edit will make of it."""
        to_come = [edit for edit in self._store.document.edits if edit.at >= self._player.length]
        if to_come and self._player.cursor == self._player.length - 1:
            last = to_come[-1]
            return _Base(last.at + 1, last.mixture, last.components)
        return _Base(self._player.cursor + 1, state.mixture, state.components)

    def _fork(self, base: _Base, mixture: Mixture, what: str, components: tuple[int, ...]) -> None:
        """The history goes on from ``base`` with ``mixture``; what came after is left behind."""
        document = self._store.document
        before = tuple(edit for edit in document.edits if edit.at < base.at)
        edit = Edit(base.at, mixture, what, components)
        self._store.edit(Document(document.dataset, document.spec, (*before, edit)), what.rstrip("."))


def reshaped(
    mixture: Mixture, component: int, mean: Floats | None, covariance: Floats | None, weight: float | None
) -> Mixture:
    """``mixture`` with what :meth:`Hands.reshape` does to the component at index ``component``."""
    means, covariances, weights = mixture.means.copy(), mixture.covariances.copy(), mixture.weights.copy()
    if mean is not None:
        means[component] = mean
    if covariance is not None:
        conforming = covariance_type_named(mixture.covariance_type).restrict(covariance[None], np.ones(1))
        covariances[slice(None) if mixture.covariance_type == "tied" else component] = conforming[0]
    if weight is not None:
        rest = weights.sum() - weights[component]
        others = weights * (1 - weight) / rest if rest > 0 else np.full(mixture.k, (1 - weight) / max(1, mixture.k - 1))
        weights = others
        weights[component] = weight if mixture.k > 1 else 1.0
    return replace(mixture, weights=weights, means=means, covariances=covariances)


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
