"""The data panel alone, without the window around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gmmgui.data import DATASETS
from gmmgui.session.session import Session
from gmmgui.ui.data_panel import DataPanel


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    """Old Faithful, not begun."""
    entry = DATASETS["faithful"]
    session = Session(entry.load(), entry.spec)
    yield session
    session.close()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> DataPanel:
    """The data panel of ``session``, as narrow as in the window."""
    panel = DataPanel(session)
    qtbot.addWidget(panel)
    panel.resize(260, 500)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel
