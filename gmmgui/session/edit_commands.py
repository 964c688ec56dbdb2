"""What a hand does to components: place, move, reshape, remove, clear.

Before a run it shapes the start; during a run the history forks from the state that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gmmgui.core import Mixture, Phase, State
from gmmgui.core.covariance import covariance_type_named, is_singular
from gmmgui.core.errors import StartError
from gmmgui.core.types import Floats
from gmmgui.session.document import Document, Edit
from gmmgui.session.player import Player
from gmmgui.session.settings import CHOSEN_BY_HAND, DEFAULT_INITIALISER
from gmmgui.session.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class _Base:
    """Where the history forks: the index of the new state, and the mixture with its numbers in front of it."""

    at: int
    mixture: Mixture
    components: tuple[int, ...]


class EditCommands:
    """The commands that the canvas gives; every one is an edit of the document, and so can be undone."""

    def __init__(self, store: Store, player: Player) -> None:
        self._store, self._player = store, player
        self._k_without_marks = store.document.spec.k

    def place(self, mean: Floats) -> None:
        """A centroid more, at ``mean`` (d,) in the units of the data."""
        state, to_come = self._player.state, self._start_to_come()
        if to_come is not None:
            self._set_start(_with_component(to_come, mean), "Place centroid")
        elif state is None:
            self._set_marks(np.vstack([*self._marks_to_come(), mean]), "Place centroid")
        elif self._shapes_start(state):
            if self._is_exact:
                self._set_start(_with_component(state.mixture, mean), "Place centroid")
            else:
                self._set_marks(np.vstack([state.mixture.means, mean]), "Place centroid")
        else:
            base = self._base(state)
            shown = (number for earlier in self._player.history for number in earlier.components)
            component_id = max((*base.components, *shown)) + 1  # a number that no component of this run has had
            self._fork(
                base,
                _with_component(base.mixture, mean),
                f"Centroid {component_id + 1} was placed by hand.",
                (*base.components, component_id),
            )

    def move(self, component: int, mean: Floats) -> None:
        """Component at index ``component`` of the state that is shown goes to ``mean`` (d,)."""
        state = self._player.state
        if state is None:
            return
        if self._shapes_start(state):
            moved = reshaped(state.mixture, component, mean=mean)
            if self._is_exact:
                self._set_start(moved, "Move centroid")
            else:
                self._set_marks(moved.means, "Move centroid")
            return
        base, component_id = self._base(state), state.components[component]
        if component_id in base.components:
            moved = reshaped(base.mixture, base.components.index(component_id), mean=mean)
            self._fork(base, moved, f"Centroid {component_id + 1} was moved by hand.", base.components)

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

        Raises
        ------
        StartError : a covariance that is not positive definite, or another value that no component can have.
        """
        state = self._player.state
        if covariance is None and weight is None:
            if mean is not None:
                self.move(component, mean)
            return
        if state is None:
            return
        base, component_id = self._base(state), state.components[component]
        if component_id not in base.components:
            return
        typed = replace(base.mixture, covariance_type=self._store.document.spec.covariance_type)
        shaped = reshaped(typed, base.components.index(component_id), mean, covariance, weight)
        alone = mean is None and covariance is None
        if self._shapes_start(state):
            self._set_start(shaped, "Weigh component" if alone else "Shape component")
            return
        verb = "given another weight" if alone else "shaped"
        self._fork(base, shaped, f"Component {component_id + 1} was {verb} by hand.", base.components)

    def to_shape(self, component: int) -> tuple[Mixture, int] | None:
        """The mixture that :meth:`reshape` shapes, and where in it the component at that index of the state shown is.

        It is the one that is shown, or what an edit that is still under way will make of it, perhaps without the
        component: None.
        """
        state = self._player.state
        if state is None:
            return None
        base, component_id = self._base(state), state.components[component]
        return (base.mixture, base.components.index(component_id)) if component_id in base.components else None

    def remove(self, component: int) -> None:
        """Component at index ``component`` of the state that is shown goes; the last one only before a run."""
        state = self._player.state
        if state is None:
            return
        if self._shapes_start(state):
            self._remove_from_start(state.mixture, component)
            return
        base, component_id = self._base(state), state.components[component]
        keep = np.array([other != component_id for other in base.components])
        if keep.any() and not keep.all():
            component_ids = tuple(other for other in base.components if other != component_id)
            self._fork(
                base, _only(base.mixture, keep), f"Centroid {component_id + 1} was removed by hand.", component_ids
            )

    def clear(self) -> None:
        """No centroids, no run: as it was before the first click."""
        document = self._store.document
        if document.spec.initialiser in CHOSEN_BY_HAND or document.edits:
            name = document.spec.initialiser
            initialiser = DEFAULT_INITIALISER if name in CHOSEN_BY_HAND else name
            k = self._k_without_marks if name == "marks" else document.spec.k
            spec = replace(document.spec, marks=None, start=None, initialiser=initialiser, k=k)
            self._store.edit(replace(document, spec=spec, edits=()), "Clear centroids")
        self._player.clear()

    def _shapes_start(self, state: State) -> bool:
        """Is this the start of a run that was drawn or given? Then a hand changes the start itself."""
        return state.phase is Phase.START and self._store.document.spec.initialiser in CHOSEN_BY_HAND

    @property
    def _is_exact(self) -> bool:
        """Does the run start from a whole mixture, whose weights and covariances a hand must leave as they are?"""
        return self._store.document.spec.initialiser == "exact"

    def _start_to_come(self) -> Mixture | None:
        """A start that was shaped so lately that the engine has not shown it yet."""
        pending = self._is_exact and self._player.state is None and not self._player.idle
        return self._store.document.spec.start if pending else None

    def _marks_to_come(self) -> list[Floats]:
        """Marks that were placed so quickly that the engine has not shown them yet."""
        spec = self._store.document.spec
        return [] if spec.initialiser != "marks" or spec.marks is None else list(spec.marks)

    def _set_marks(self, marks: Floats, text: str) -> None:
        document = self._store.document
        if document.spec.initialiser != "marks":
            self._k_without_marks = document.spec.k
        spec = replace(document.spec, initialiser="marks", marks=marks, start=None, k=len(marks))
        self._store.edit(replace(document, spec=spec, edits=()), text)

    def _set_start(self, start: Mixture, text: str) -> None:
        document = self._store.document
        spec = replace(document.spec, initialiser="exact", start=start, marks=None, k=start.k)
        self._store.edit(replace(document, spec=spec, edits=()), text)

    def _remove_from_start(self, mixture: Mixture, component: int) -> None:
        keep = np.arange(mixture.k) != component
        if not keep.any():
            self.clear()
        elif self._is_exact:
            self._set_start(_only(mixture, keep), "Remove centroid")
        else:
            self._set_marks(mixture.means[keep], "Remove centroid")

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
    mixture: Mixture,
    component: int,
    mean: Floats | None = None,
    covariance: Floats | None = None,
    weight: float | None = None,
) -> Mixture:
    """``mixture`` with what :meth:`EditCommands.reshape` does to the component at index ``component``.

    Raises
    ------
    StartError : as :meth:`EditCommands.reshape`.
    """
    means, covariances, weights = mixture.means.copy(), mixture.covariances, mixture.weights
    if mean is not None:
        means[component] = _checked_mean(mean)
    if covariance is not None:
        covariances = _with_covariance(mixture, component, covariance)
    if weight is not None:
        weights = _with_weight(mixture.weights, component, weight)
    return replace(mixture, weights=weights, means=means, covariances=covariances)


def _checked_mean(mean: Floats) -> Floats:
    if not np.isfinite(mean).all():
        raise StartError("A mean needs a number in every column.")
    return mean


def _with_covariance(mixture: Mixture, component: int, covariance: Floats) -> Floats:
    """(k, d, d) covariances; refused is what is not positive definite beyond the rounding errors of float64."""
    if not np.isfinite(covariance).all():
        raise StartError("A covariance matrix needs a number in every place.")
    if (np.abs(covariance - covariance.T) > 1e-9 * np.abs(covariance).max()).any():
        raise StartError("A covariance matrix must be symmetric: the covariance of x and y is that of y and x.")
    type_name = mixture.covariance_type
    conforming = covariance_type_named(type_name).restrict(covariance[None], np.ones(1))[0]
    variances = np.diagonal(conforming)
    if (variances <= 0).any():
        raise StartError("Every standard deviation must be greater than 0, or the Gaussian would have no density.")
    if is_singular(conforming, variances):
        raise StartError(
            "This covariance matrix is not positive definite: in some direction its variance would not be above zero. "
            f"{_cure(conforming)}"
        )
    covariances = mixture.covariances.copy()
    covariances[slice(None) if type_name == "tied" else component] = (conforming + conforming.T) / 2
    return covariances


def _cure(covariance: Floats) -> str:
    """What to do about a matrix with positive variances that is not positive definite."""
    roots = np.sqrt(np.diagonal(covariance))
    correlations = np.abs(covariance / np.outer(roots, roots))[np.triu_indices(len(roots), 1)]
    if (correlations >= 1 - 1e-12).any():
        return "Keep every correlation strictly between −1 and 1."
    return "The correlations contradict one another; bring one of them nearer to 0."


def _with_weight(weights: Floats, component: int, weight: float) -> Floats:
    """(k,) weights that sum to one, one of them ``weight``; the others keep their proportions, or are equal at 0."""
    if not 0 <= weight <= 1:
        raise StartError(f"A weight is a share of the points: from 0 to 1. It cannot be {weight:g}.")
    others = np.delete(weights, component)
    if not len(others):
        return np.ones(1)
    total = others.sum()
    shares = others / total if total > 0 else np.full(len(others), 1 / len(others))
    return np.insert(shares * (1 - weight), component, weight)


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
