#!/usr/bin/env python3
"""Start gmmgui: double-click this file, or type ``python3 main.py``; ``python3 main.py --test`` tests it.

Whatever the machine lacks is made ready first, see `gmmgui/bootstrap.py`. Both files keep to the syntax of
old Pythons, so that these can say what is wrong instead of raising a SyntaxError.
"""

import os
import sys


def start():
    # type: () -> int
    """Hand over to the bootstrap, from whatever folder this file was started."""
    root = os.path.dirname(os.path.abspath(__file__))
    if not getattr(sys, "frozen", False) and not os.path.isdir(os.path.join(root, "gmmgui")):
        # Windows opens a file inside a zip by unpacking that one file alone.
        print("The folder gmmgui is not beside main.py: unpack the whole program, then start it from there.")
        return 1
    if root not in sys.path:
        sys.path.insert(0, root)
    from gmmgui.bootstrap import main

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(start())
