"""Session: everything that the window talks to, put together once."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gmmgui.core import RunSpec
from gmmgui.data import Dataset, GaussianClusters, gaussian_clusters
from gmmgui.session.document import Document
from gmmgui.session.edit_commands import EditCommands
from gmmgui.session.history import HISTORY_BYTES
from gmmgui.session.loader import Loader
from gmmgui.session.player import Player
from gmmgui.session.preview import Preview
from gmmgui.session.store import Store
from gmmgui.session.warm_up import WarmUp
from gmmgui.session.worker import Engine

TOLERANCE = 1e-9
"""What the window begins with: so tight that the digits on screen are those of the fixed point."""


class Session(QObject):
    """Store, player, loader, hands and the warm-up of the engine around one document.

    ``history_bytes``: what the histories of all lanes may take together.
    """

    def __init__(
        self, dataset: Dataset, spec: RunSpec, parent: QObject | None = None, history_bytes: int = HISTORY_BYTES
    ) -> None:
        super().__init__(parent)
        self.engine = Engine(self)
        self.store = Store(Document.of(dataset, spec), self)
        self.player = Player(self.store, self.engine, self, history_bytes)
        self.loader = Loader(self.engine, self)
        self.edit_commands = EditCommands(self.store, self.player)
        self.preview = Preview(self.player, self.engine, self)
        self.warm_up = WarmUp(self)

    def close(self) -> None:
        """Cancel whatever is under way and end the threads."""
        self.preview.clear()
        self.player.close()
        self.loader.cancel()
        self.engine.close()
        self.warm_up.close()


def opening_session() -> Session:
    """What the program begins with: random clusters, soft EM, and nothing started."""
    parameters = GaussianClusters()
    return Session(gaussian_clusters(parameters), RunSpec(k=parameters.k, tol=TOLERANCE))
