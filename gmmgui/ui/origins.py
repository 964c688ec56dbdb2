"""Origins: where each data set came from, so that undo and redo can show it again."""

from __future__ import annotations

import weakref
from pathlib import Path

from gmmgui.core.types import Floats
from gmmgui.data import DATASETS, Dataset, GaussianClusters
from gmmgui.session.document import Document

Origin = str | Path | GaussianClusters
"""A key of ``DATASETS``, a file, or what the points were drawn with."""


class Origins:
    """Remembers by the points themselves, and keeps no points alive."""

    def __init__(self) -> None:
        self._known: list[tuple[weakref.ref[Floats], Origin]] = []

    def remember(self, dataset: Dataset, origin: Origin) -> None:
        """``dataset`` comes from ``origin``."""
        self._known = [(points, of) for points, of in self._known if points() is not None]
        self._known.append((weakref.ref(dataset.points), origin))

    def of(self, document: Document) -> Origin | None:
        """Where the data of ``document`` come from, or None where neither memory nor settings tell."""
        for points, origin in self._known:
            if points() is document.dataset.points:
                return origin
        for key, entry in DATASETS.items():
            if document.spec is entry.spec:
                self.remember(document.dataset, key)
                return key
        return None
