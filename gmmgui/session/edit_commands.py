"""What a hand does to components: place, move, reshape, remove, clear.

Before a run it shapes the start; during a run the history forks from the state that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gmmgui.core import Mixture, Phase, RunSpec, State
from gmmgui.core.types import Floats
from gmmgui.session.document import Document, Edit
from gmmgui.session.player import Player
from gmmgui.session.reshaping import checked_mean, only_components, reshaped, with_component
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
        self._transitions = store.transitions
        self._k_without_marks = store.document.spec.k
        self._waiting: list[Floats] = []
        self._places: tuple[Document, list[int | None]] | None = None
        player.shown.connect(self._place_waiting)

    def place(self, mean: Floats) -> None:
        """A centroid more, at ``mean`` (d,) in the units of the data."""
        self._transitions.run(lambda: self._place(mean))

    def _place(self, mean: Floats) -> None:
        state, start = self._player.state, self._start()
        if isinstance(start, Mixture):
            self._set_start(with_component(start, mean), "Place centroid")
            return
        base = None if state is None or start is not None else self._base(state)
        if base is None and start is None and self._player.is_restarting:
            self._waiting.append(mean)
            return
        if base is None:
            self._set_marks(np.vstack([*([] if start is None else start), mean]), "Place centroid")
            return
        shown = (number for earlier in self._player.history for number in earlier.components)
        new = max((*base.components, *shown)) + 1  # a number that no component of this run has had
        mixture = with_component(base.mixture, mean)
        self._fork(base, mixture, f"Centroid {new + 1} was placed by hand.", (*base.components, new))

    def _place_waiting(self, state: State | None) -> None:
        """The start is there on which centroids were placed while it was made."""
        waiting, self._waiting = self._waiting, []
        if state is not None and waiting:
            self._transitions.run(lambda: self._place_all(waiting))

    def _place_all(self, means: list[Floats]) -> None:
        for mean in means:
            self._place(mean)

    def move(self, component: int, mean: Floats) -> None:
        """Component at index ``component`` of the state that is shown goes to ``mean`` (d,)."""
        self._transitions.run(lambda: self._move(component, mean))

    def _move(self, component: int, mean: Floats) -> None:
        start = self._start()
        if isinstance(start, Mixture):
            index = self._index_in(start.k, component)
            if index is not None:
                self._set_start(reshaped(start, index, mean=mean), "Move centroid")
        elif start is not None:
            index = self._index_in(len(start), component)
            if index is not None:
                marks = start.copy()
                marks[index] = checked_mean(mean)
                self._set_marks(marks, "Move centroid")
        else:
            base, at = self._base_at(component)
            if base is not None:
                number = base.components[at]
                moved = reshaped(base.mixture, at, mean=mean)
                self._fork(base, moved, f"Centroid {number + 1} was moved by hand.", base.components)

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
        self._transitions.run(lambda: self._reshape(component, mean, covariance, weight))

    def _reshape(self, component: int, mean: Floats | None, covariance: Floats | None, weight: float | None) -> None:
        if covariance is None and weight is None:
            if mean is not None:
                self._move(component, mean)
            return
        base, index = self._base_at(component)
        if base is None:
            return
        typed = replace(base.mixture, covariance_type=self._store.document.spec.covariance_type)
        shaped = reshaped(typed, index, mean, covariance, weight)
        alone = mean is None and covariance is None
        if self._start() is not None:
            self._set_start(shaped, "Weigh component" if alone else "Shape component")
            return
        verb = "given another weight" if alone else "shaped"
        self._fork(base, shaped, f"Component {base.components[index] + 1} was {verb} by hand.", base.components)

    def to_shape(self, component: int) -> tuple[Mixture, int] | None:
        """The mixture that :meth:`reshape` shapes, and where in it the component at that index of the state shown is.

        It is the one that is shown, or what an edit that is still under way will make of it, perhaps without the
        component: None.
        """
        base, index = self._base_at(component)
        return None if base is None else (base.mixture, index)

    def to_come(self) -> tuple[Mixture, tuple[int, ...]] | None:
        """What hands see and shape: the mixture that is to come of what is shown, and the numbers of its components.

        Where nobody knows it yet, because a start is being chosen, it is what is shown. None: nothing is.
        """
        state, start = self._player.state, self._start()
        if state is None:
            return None
        if start is None or not self._player.is_restarting:
            base = self._base(state)
            return (state.mixture, state.components) if base is None else (base.mixture, base.components)
        places = self._places_shown(start.k if isinstance(start, Mixture) else len(start))
        left = [j for j, place in enumerate(places) if place is not None and j < len(state.components)]
        if not left:
            return state.mixture, state.components
        in_start = [place for place in places if place is not None][: len(left)]
        numbers = tuple(state.components[j] for j in left)
        if isinstance(start, Mixture):
            return only_components(start, np.array(in_start)), numbers
        return replace(only_components(state.mixture, np.array(left)), means=start[in_start]), numbers

    def remove(self, component: int) -> None:
        """Component at index ``component`` of the state that is shown goes; the last one only before a run."""
        self._transitions.run(lambda: self._remove(component))

    def _remove(self, component: int) -> None:
        start = self._start()
        if start is not None:
            index = self._index_in(start.k if isinstance(start, Mixture) else len(start), component)
            if index is not None:
                self._remove_from_start(start, index)
            return
        base, index = self._base_at(component)
        if base is not None and base.mixture.k > 1:
            number = base.components[index]
            others = tuple(other for other in base.components if other != number)
            mixture = only_components(base.mixture, np.arange(base.mixture.k) != index)
            self._fork(base, mixture, f"Centroid {number + 1} was removed by hand.", others)

    def clear(self) -> None:
        """No centroids, no run: as it was before the first click."""
        self._transitions.run(self._clear)

    def _clear(self) -> None:
        document = self._store.document
        if document.spec.initialiser in CHOSEN_BY_HAND or document.edits:
            name = document.spec.initialiser
            initialiser = DEFAULT_INITIALISER if name in CHOSEN_BY_HAND else name
            k = self._k_without_marks if name == "marks" else document.spec.k
            spec = replace(document.spec, marks=None, start=None, initialiser=initialiser, k=k)
            self._store.edit(document.with_run(spec), "Clear centroids")
        self._player.clear()

    def _start(self) -> Mixture | Floats | None:
        """The start that a hand shapes: a whole mixture, whose weights and covariances it keeps, or (k, d) means.

        It is that of the document, also while the state before is still shown. None: there is no start by hand, or the
        run has gone on from it.
        """
        spec = self._store.document.spec
        if self._has_gone_on or spec.initialiser not in CHOSEN_BY_HAND:
            return None
        shown = None if self._player.is_restarting else self._player.state
        if spec.initialiser == "exact":
            return spec.start if shown is None else shown.mixture
        return spec.marks if shown is None else shown.mixture.means

    @property
    def _has_gone_on(self) -> bool:
        """Is there, or will there be, more of the run than its start?"""
        if self._player.is_restarting:
            return bool(self._store.document.edits)
        return self._player.state is not None and self._player.state.phase is not Phase.START

    def _index_in(self, k: int, component: int) -> int | None:
        """Where in a start of k the component is that has index ``component`` in the state shown; None: nowhere.

        While a new start is under way, centroids may have been placed and removed that are not shown yet.
        """
        places = self._places_shown(k)
        return places[component] if component < len(places) else None

    def _places_shown(self, k: int) -> list[int | None]:
        """Where in the start of the document the components are that are shown."""
        state = self._player.state
        if state is None:
            return []
        if self._player.is_restarting and self._places is not None and self._places[0] is self._store.document:
            return self._places[1]
        return list(range(k)) if len(state.components) == k else []

    def _edit_start(self, spec: RunSpec, text: str, removed: int | None = None) -> None:
        """Another start by hand; ``removed`` is the index of the component that it has no more."""
        document, old = self._store.document, self._start()
        k = 0 if old is None else old.k if isinstance(old, Mixture) else len(old)
        places = self._places_shown(k)
        if removed is not None:
            places = [None if at in (None, removed) else at - (at > removed) for at in places]
        self._store.edit(document.with_run(spec), text)
        self._places = self._store.document, places

    def _set_marks(self, marks: Floats, text: str, removed: int | None = None) -> None:
        document = self._store.document
        if document.spec.initialiser != "marks":
            self._k_without_marks = document.spec.k
        spec = replace(document.spec, initialiser="marks", marks=marks, start=None, k=len(marks))
        self._edit_start(spec, text, removed)

    def _set_start(self, start: Mixture, text: str, removed: int | None = None) -> None:
        document = self._store.document
        spec = replace(document.spec, initialiser="exact", start=start, marks=None, k=start.k)
        self._edit_start(spec, text, removed)

    def _remove_from_start(self, start: Mixture | Floats, component: int) -> None:
        keep = np.arange(start.k if isinstance(start, Mixture) else len(start)) != component
        if not keep.any():
            self._clear()
        elif isinstance(start, Mixture):
            self._set_start(only_components(start, keep), "Remove centroid", component)
        else:
            self._set_marks(start[keep], "Remove centroid", component)

    def _base(self, state: State) -> _Base | None:
        """What a hand in the middle of a run works on: what is shown, or what the last edit will make of it.

        None: a new run starts, and what is shown is none of its states.
        """
        edits = self._store.document.edits
        if self._player.is_restarting:
            return _Base(edits[-1].at + 1, edits[-1].mixture, edits[-1].components) if edits else self._base_of_start()
        to_come = [edit for edit in edits if edit.at >= self._player.length]
        if to_come and self._player.cursor == self._player.length - 1:
            last = to_come[-1]
            return _Base(last.at + 1, last.mixture, last.components)
        return _Base(self._player.cursor + 1, state.mixture, state.components)

    def _base_of_start(self) -> _Base | None:
        """A start that was given as a whole, and is under way."""
        start = self._store.document.spec.start
        return None if start is None else _Base(1, start, tuple(range(start.k)))

    def _base_at(self, component: int) -> tuple[_Base | None, int]:
        """The base, and where in it the component is that has index ``component`` in the state that is shown."""
        state = self._player.state
        base = None if state is None or component >= len(state.components) else self._base(state)
        if base is None or state is None or state.components[component] not in base.components:
            return None, 0
        return base, base.components.index(state.components[component])

    def _fork(self, base: _Base, mixture: Mixture, what: str, components: tuple[int, ...]) -> None:
        """The history goes on from ``base`` with ``mixture``; what came after is left behind."""
        document = self._store.document
        before = tuple(edit for edit in document.edits if edit.at < base.at)
        edit = Edit(base.at, mixture, what, components)
        self._store.edit(document.with_run(document.spec, (*before, edit)), what.rstrip("."))
