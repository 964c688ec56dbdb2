"""Files as people have them become what a careful person would read in them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from gmmgui.data import load
from tests.data.file_cases import CASES
from tests.data.outcomes import Outcome


@pytest.mark.parametrize(("content", "outcome"), CASES.values(), ids=CASES)
def test_a_file_is_read_as_a_careful_person_reads_it(content: str | bytes, outcome: Outcome, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    outcome.check(partial(load, path))
