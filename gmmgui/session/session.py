"""Session: everything that the window talks to, put together once."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gmmgui.core import RunSpec
from gmmgui.data import Dataset
from gmmgui.session.document import Document
from gmmgui.session.hands import Hands
from gmmgui.session.loader import Loader
from gmmgui.session.player import Player
from gmmgui.session.store import Store
from gmmgui.session.worker import Engine


class Session(QObject):
    """Store, player, loader and hands around one document and one engine thread."""

    def __init__(self, dataset: Dataset, spec: RunSpec, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.engine = Engine(self)
        self.store = Store(Document(dataset, spec), self)
        self.player = Player(self.store, self.engine, self)
        self.loader = Loader(self.engine, self)
        self.hands = Hands(self.store, self.player)

    def close(self) -> None:
        """Cancel whatever is under way and end the engine thread."""
        self.player.close()
        self.loader.cancel()
        self.engine.close()
