"""What the menus and keys do: a method a command, named in ``keys.KEYS``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from gmmgui import __version__
from gmmgui.session.worker import Failure
from gmmgui.ui.exports import Exportable, export_for, name_filters, suffix_of
from gmmgui.ui.keys import KeysDialog

if TYPE_CHECKING:
    from gmmgui.ui.main_window import MainWindow


class Commands:
    """Commands of one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._session = window, window.session
        player = self._session.player
        self.toggle, self.step, self.back = player.toggle, player.step, player.back
        self.iterate, self.finish, self.home = player.iterate, player.finish, player.home
        self.play_back, self.toggle_looping = player.play_back, player.toggle_looping
        self.clear = self._session.edit_commands.clear
        self.open_file = window.data_panel.choose_file
        self.fit_view = window.canvas.fit_view
        self.scatter_matrix = window.canvas_panel.toggle_matrix
        self.quit = window.close

    def present(self) -> None:
        """Canvas, narration and big type on the whole screen; again, or Escape: back."""
        self._window.set_presenting(not self._window.is_presenting)

    def stop(self) -> None:
        """Stop whatever is computed, or leave the presenter view."""
        if self._window.is_presenting:
            self._window.set_presenting(False)
        else:
            self._session.player.stop()

    def show_keys(self) -> None:
        """The page of all keys."""
        KeysDialog(self._window).open()

    def about(self) -> None:
        """Name, version, purpose."""
        box = QMessageBox(self._window)
        box.setObjectName("aboutBox")
        box.setWindowTitle("gmmgui")
        box.setText(f"<b>gmmgui {__version__}</b>")
        box.setInformativeText(
            box.tr("See K-means, hard EM and soft EM find the components of a mixture, half-step by half-step.")
        )
        box.open()

    def save(self) -> None:
        """Ask where to, then write a picture, the points or the parameters."""
        dialog = QFileDialog(self._window, self._window.tr("Save"))
        dialog.setObjectName("saveFileDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(name_filters())
        if QGuiApplication.platformName() == "offscreen":
            dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(suffix_of(chosen)))
        dialog.setDefaultSuffix(suffix_of(dialog.selectedNameFilter()))  # so that Qt asks before it overwrites
        dialog.fileSelected.connect(lambda name: self.save_as(Path(name), dialog.selectedNameFilter()))
        dialog.open()

    def save_as(self, path: Path, name_filter: str) -> None:
        """Write what the ending of ``path``, or else the filter, asks for."""
        export, path = export_for(path, name_filter)
        session = self._session
        state, assignment = session.player.state, session.player.assignment
        if assignment is not None and assignment.state is not state:
            assignment = None  # of another state than the one shown
        what = Exportable(session.player.shown_document, state, assignment, self._window.canvas_panel.picture())
        try:
            export.write(path, what)
        except OSError as error:
            reason = error.strerror or str(error)
            sentence = f"{path.name} could not be saved ({reason}). Choose another folder or name."
            self._window.show_failure(Failure(sentence))
            return
        self._window.narration.setText(self._window.tr("Saved {0}").format(path))
