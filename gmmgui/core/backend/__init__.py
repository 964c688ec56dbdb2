"""Passes over the points: in plain NumPy, and the same in machine code.

Both answer the same questions (:class:`Backend`), and their answers differ in the last digits at most. What iterates
stands above: :mod:`gmmgui.core.halfstep`, :mod:`gmmgui.core.fast_iterations`.
"""

from gmmgui.core.backend.numba_backend import NumbaBackend
from gmmgui.core.backend.numpy_backend import NumpyBackend
from gmmgui.core.backend.parallel import never_cancel
from gmmgui.core.backend.protocol import Backend, CheckCancelled

__all__ = ["Backend", "CheckCancelled", "NumbaBackend", "NumpyBackend", "never_cancel"]
