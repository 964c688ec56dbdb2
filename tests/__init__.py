"""The tests, a package beside each package of gmmgui."""

from hypothesis import settings

# How long an example takes says nothing of the program on a machine that does other things, too.
settings.register_profile("no deadline", settings(deadline=None))
settings.load_profile("no deadline")
