"""Mailbox: how results come from the engine thread to the window, many at a time and with one wake-up."""

from __future__ import annotations

from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Mailbox(Generic[Item]):
    """A list between two threads that knows whether a wake-up is under way."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._items: list[Item] = []
        self._woken = False

    def put(self, item: Item) -> bool:
        """Add ``item``; True if the other side must be woken, because no wake-up is pending."""
        with self._lock:
            self._items.append(item)
            wake = not self._woken
            self._woken = True
            return wake

    def take(self) -> list[Item]:
        """All items since the last call."""
        with self._lock:
            items, self._items = self._items, []
            self._woken = False
            return items
