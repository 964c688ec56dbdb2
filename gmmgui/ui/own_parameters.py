"""The parameters that an algorithm has of its own, as a form below the algorithm: none for most."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gmmgui.core import RunSpec
from gmmgui.core.algorithms import algorithm_of
from gmmgui.ui.fields import Rows
from gmmgui.ui.form import Form


class OwnParameters(QWidget):
    """A row a parameter of the algorithm that is chosen; hidden where it has none.

    Parameters
    ----------
    above : the rows that it stands among: its fields begin where theirs do.

    Signals
    -------
    changed(parameters) : the user changed one.
    """

    changed = Signal(object)

    def __init__(self, above: Rows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ownParameters")
        self._above = above
        self._form: Form[Any] | None = None
        self._type: type | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_spec(self, spec: RunSpec) -> None:
        """Show the parameters of the algorithm of ``spec``."""
        parameters = algorithm_of(spec).parameters
        kind = None if parameters is None else type(parameters)
        if kind is not self._type:
            self._replace_form(kind, parameters)
        elif self._form is not None:
            self._form.set_value(parameters)

    def event(self, event: QEvent) -> bool:
        """Keep in line with the rows above, whatever the font."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest) and self._form is not None:
            self._form.rows.setColumnMinimumWidth(0, self._above.label_width)
        return super().event(event)

    def _replace_form(self, kind: type | None, parameters: Any) -> None:
        if self._form is not None:
            self._form.deleteLater()
        self._type, self._form = kind, None if kind is None else Form(kind, parameters, {})
        if self._form is not None:
            self._form.changed.connect(self.changed)
            self._column.addWidget(self._form)
        self.setVisible(self._form is not None)
