"""Store: holds the document. Every change of it goes through ``edit``, and so can be undone."""

from __future__ import annotations

import weakref
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from gmmgui.session.document import Document
from gmmgui.session.transitions import Transitions

MOST_UNDONE = 100
"""Older edits are forgotten, and with them the data that only they still hold."""


class _DocumentCommand(QUndoCommand):
    """From one document to another; changes of the same setting in a row are one."""

    def __init__(self, store: Store, old: Document, new: Document, text: str, merge_key: str | None) -> None:
        super().__init__(text)
        self._store = weakref.ref(store)  # a cycle would let Python free the command before Qt does
        self._old, self._new, self._merge_key = old, new, merge_key
        self.taken_back = False

    @property
    def old(self) -> Document:
        """What there was before."""
        return self._old

    def redo(self) -> None:
        self._set(self._new)

    def undo(self) -> None:
        self._set(self._old)
        self.setObsolete(self.taken_back)  # a command that is obsolete before it is undone would not be undone

    def _set(self, document: Document) -> None:
        store = self._store()
        assert store is not None, "the stack of a store ends with it"
        store._set(document)

    def id(self) -> int:
        return -1 if self._merge_key is None else hash(self._merge_key) % 2**31

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _DocumentCommand) or other._merge_key != self._merge_key:
            return False
        self._new = other._new
        return True


class Store(QObject):
    """The one door for edits; ``transitions`` are those of the whole session.

    Signals
    -------
    changed(old, new) : two Documents, after every edit, undo and redo.
    """

    changed = Signal(object, object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._followers: list[Callable[[Document, Document], None]] = []
        self.transitions = Transitions()
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(MOST_UNDONE)

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self._document

    def follow(self, apply: Callable[[Document, Document], None]) -> None:
        """Have ``apply(old, new)`` called as a part of every change, before anybody is told."""
        self._followers.append(apply)

    def edit(self, document: Document, text: str, merge_key: str | None = None) -> None:
        """Replace the document.

        Parameters
        ----------
        text : what the undo menu calls it.
        merge_key : edits in a row with the same key are undone as one; None: never.
        """
        self.transitions.run(
            lambda: self.undo_stack.push(_DocumentCommand(self, self._document, document, text, merge_key))
        )

    def activate(self, lane_id: int) -> None:
        """Make another lane the active one: like the cursor, that is nothing to undo."""
        self.transitions.run(lambda: self._set(self._document.focused_on(lane_id)))

    @property
    def before_last_edit(self) -> Document | None:
        """The document that :meth:`take_back` leads to, or None."""
        command = self._last_command
        return None if command is None else command.old

    def take_back(self) -> None:
        """Undo the last edit and forget it, as if it had not been made."""
        self.transitions.run(self._take_back)

    @property
    def _last_command(self) -> _DocumentCommand | None:
        command = self.undo_stack.command(self.undo_stack.index() - 1)
        return command if isinstance(command, _DocumentCommand) else None

    def _take_back(self) -> None:
        command = self._last_command
        if command is not None:
            command.taken_back = True
            self.undo_stack.undo()

    def _set(self, document: Document) -> None:
        self.transitions.run(lambda: self._replace(document))

    def _replace(self, document: Document) -> None:
        old, self._document = self._document, document
        self.transitions.tell(self.changed.emit, old, document)  # before what followers have told of the new document
        for apply in self._followers:
            apply(old, document)
