"""Start the installed program: the command ``gmmgui``, or ``python -m gmmgui``."""

from __future__ import annotations

import sys
from importlib import util

from gmmgui.bootstrap import show

NEEDED = ("PySide6", "pyqtgraph", "pandas")  # the extra [gui]


def main() -> int:
    """Start the program, or say what it lacks; returns the exit code."""
    lacking = [name for name in NEEDED if util.find_spec(name) is None]
    if lacking:
        show(f'The window takes {", ".join(lacking)}: type pip install "gmmgui[gui]".', with_dialog=True)
        return 1
    from gmmgui import app

    return app.main()


if __name__ == "__main__":
    sys.exit(main())
