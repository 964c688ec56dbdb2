"""The floors of coverage: a plugin of pytest for a run in which all processes are measured, see ``.ci/run``.

What is left out is said in ``pyproject.toml``.
"""

from __future__ import annotations

import ctypes
import io
import sys
import threading

import pytest
from coverage import Coverage
from PySide6.QtCore import Qt, QThread

FLOORS = {"core": 98, "data": 95, "session": 95, "ui": 90}
"""Per cent of lines and branches, by package of gmmgui."""
SHARES = pytest.StashKey[dict[str, float]]()

_start = QThread.start


def trace_this_thread() -> None:
    """Measure a thread of Qt, too: where each is traced apart, coverage knows those of ``threading`` alone."""
    trace = threading.gettrace()
    if trace is not None:
        ctypes.pythonapi.PyGILState_Ensure()  # else Python forgets the thread, and what traces it, after each slot
        sys.settrace(trace)


def _start_traced(thread: QThread, *priority: QThread.Priority) -> None:
    thread.started.connect(trace_this_thread, Qt.ConnectionType.DirectConnection)
    _start(thread, *priority)


def pytest_configure() -> None:
    """Trace every thread of Qt from now on."""
    QThread.start = _start_traced  # type: ignore[method-assign]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep what this process has run; the one that has started the others judges all of it."""
    own = Coverage.current()
    assert own is not None, "COVERAGE_PROCESS_START is not set"
    own.stop()
    own.save()
    if hasattr(session.config, "workerinput"):
        return
    session.config.stash[SHARES] = shares = covered()
    if session.exitstatus == pytest.ExitCode.OK and any(share < FLOORS[name] for name, share in shares.items()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def covered() -> dict[str, float]:
    """Per cent of the lines and branches of each package that were run in any process."""
    every = Coverage()
    every.combine()
    every.save()
    return {name: every.report(include=[f"*/gmmgui/{name}/*"], file=io.StringIO()) for name in FLOORS}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line a package; ``coverage report -m`` has what was not run."""
    terminalreporter.section("coverage of lines and branches")
    for name, share in terminalreporter.config.stash[SHARES].items():
        verdict = "" if share >= FLOORS[name] else ": TOO LITTLE, see python -m coverage report -m"
        terminalreporter.write_line(f"gmmgui/{name:<8} {share:6.2f} %, at least {FLOORS[name]} %{verdict}")
