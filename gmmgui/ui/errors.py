"""Errors as the user meets them: a sentence, and for a fault of the program a traceback to copy; it goes on after."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from gmmgui.session.worker import Failure


def show_failure(failure: Failure, parent: QWidget | None) -> QMessageBox:
    """Open a box with the sentence; it does not block. Where there is a traceback it can be read and copied."""
    box = QMessageBox(parent)
    box.setObjectName("failureBox")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Critical if failure.traceback else QMessageBox.Icon.Information)
    box.setWindowTitle("gmmgui")
    box.setText(failure.sentence)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.addButton(QMessageBox.StandardButton.Ok)
    if failure.traceback:
        box.setInformativeText(box.tr("This is a fault of the program. Your data and settings are kept."))
        box.setDetailedText(failure.traceback)
        copy = box.addButton(box.tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()  # it would close the box
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(failure.traceback))
    box.open()
    return box


class ExceptionHook(QObject):
    """Brings every uncaught exception to the user, from whatever thread it comes.

    Signals
    -------
    caught(Failure) : emitted on the thread of the exception, received on the window's.
    """

    caught = Signal(object)

    def __init__(self, receive: Callable[[Failure], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._receive = receive
        self._previous = sys.excepthook
        self.caught.connect(self._deliver)

    def install(self) -> None:
        """Take the place of ``sys.excepthook``."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def remove(self) -> None:
        """Give it back."""
        sys.excepthook = self._previous
        threading.excepthook = threading.__excepthook__

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._hook(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _deliver(self, failure: Failure) -> None:
        self._receive(failure)

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        self.caught.emit(Failure(f"Something went wrong: {kind.__name__}: {error}", text))
