"""Kernels: functions in machine code that are compiled, or taken from numba's cache on disk, once a process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pickle import PickleError
from threading import Lock
from types import ModuleType
from typing import Any

CACHE_FAILURES = (OSError, EOFError, RuntimeError, ValueError, LookupError, PickleError)
"""What numba raises where its cache cannot be found, written or read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far :meth:`KernelModule.loading` is.

    Parameters
    ----------
    done, all : kernels.
    from_cache : the last one was on disk already, and took no time worth speaking of.
    """

    done: int
    all: int
    from_cache: bool


class KernelModule:
    """Those of one module, which has ``SIGNATURES``: for each name the function and its only types.

    The module is imported when its kernels are asked for, and with it numba, which takes half a second.

    Parameters
    ----------
    module : its dotted name.
    """

    def __init__(self, module: str) -> None:
        self._name = module
        self._lock = Lock()
        self._module: ModuleType | None = None

    def is_ready(self) -> bool:
        """Are all compiled?"""
        return self._module is not None

    def count(self) -> int:
        """How many there are."""
        return len(import_module(self._name).SIGNATURES)

    def loading(self) -> Iterator[Progress]:
        """Compile one by one; nothing where that is done already.

        It may be left after any of them, and begun again by anybody.
        """
        if self._module is not None:
            return
        module = import_module(self._name)
        for done, (kernel, types) in enumerate(module.SIGNATURES.values(), start=1):
            with self._lock:
                from_cache = compile_once(kernel, types)
            yield Progress(done, len(module.SIGNATURES), from_cache)
        self._module = module

    def load(self) -> None:
        """All of :meth:`loading`; nobody is told how far it is."""
        for _ in self.loading():
            pass

    def module(self) -> ModuleType:
        """The module, with all of it compiled."""
        self.load()
        assert self._module is not None
        return self._module


def compile_once(kernel: Any, types: tuple[Any, ...]) -> bool:
    """Compile a kernel for one list of types and no other, or take it from numba's cache on disk.

    Where there is no such folder, or what is there is damaged or cannot be completed, it is compiled at each start.

    Parameters
    ----------
    kernel : numba's dispatcher.
    types : of its arguments.

    Returns
    -------
    True where nothing had to be compiled.
    """
    from numba.core.caching import NullCache

    if kernel.signatures:
        return True
    try:
        kernel.enable_caching()
        kernel.compile(types)
    except CACHE_FAILURES:
        kernel._cache = NullCache()  # numba has no public way to leave the cache again
        kernel.compile(types)
    kernel.disable_compile()
    return bool(kernel.stats.cache_hits)
