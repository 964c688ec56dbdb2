"""Form: a parameters dataclass -> its widgets. Title, help and range of each field are in its metadata."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, fields
from typing import Any, Generic, TypeVar, get_type_hints

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from gmmgui.ui.fields import Choice, Real, Rows, Whole
from gmmgui.ui.scientific_spin import ScientificSpin

Parameters = TypeVar("Parameters")


@dataclass(frozen=True, slots=True, eq=False)
class FieldEditor:
    """A widget that shows one field, and how to read, write and hear it."""

    widget: QWidget
    get: Callable[[], object]
    set: Callable[[Any], None]
    changed: Any  # a Qt signal


class Form(QWidget, Generic[Parameters]):
    """One labelled widget a field.

    Whole numbers and reals become spin boxes; reals with ``"scientific": True`` step by powers of ten; truth values
    become check boxes; fields with ``"choices"`` (value -> title) become combo boxes.

    Parameters
    ----------
    parameters_type : a dataclass whose fields have "title", "help" and, for numbers, "minimum", "maximum" and "step"
        in their metadata.
    initial : what to show at first.
    object_names : the name of the widget of each field; a field that is not named here has its own name.

    Signals
    -------
    changed(parameters) : the user changed a field.
    """

    changed = Signal(object)

    def __init__(
        self,
        parameters_type: type[Parameters],
        initial: Parameters,
        object_names: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._type = parameters_type
        self._editors: dict[str, FieldEditor] = {}
        types = get_type_hints(parameters_type)
        self.rows = rows = Rows()
        self.setLayout(rows)
        for field in fields(parameters_type):  # type: ignore[arg-type]  # a dataclass
            editor = _editor(field, types[field.name])
            editor.widget.setObjectName(object_names.get(field.name, field.name))
            rows.add(field.metadata["title"], editor.widget, field.metadata["help"])
            self._editors[field.name] = editor
        self.set_value(initial)
        for editor in self._editors.values():
            editor.changed.connect(self._tell)

    def value(self) -> Parameters:
        """What the widgets show."""
        return self._type(**{name: editor.get() for name, editor in self._editors.items()})

    def set_value(self, parameters: Parameters) -> None:
        """Show ``parameters``, without a signal."""
        for name, editor in self._editors.items():
            with QSignalBlocker(editor.widget):
                editor.set(getattr(parameters, name))

    def _tell(self) -> None:
        self.changed.emit(self.value())


def _editor(field: Field[Any], kind: type) -> FieldEditor:
    if "choices" in field.metadata:
        return _choice(field)
    makers: dict[type, Callable[[Field[Any]], FieldEditor]] = {int: _whole, float: _real, bool: _truth}
    return makers[kind](field)


def _choice(field: Field[Any]) -> FieldEditor:
    box = Choice()
    for key, title in field.metadata["choices"].items():
        box.add(key, title)
    return FieldEditor(box, box.currentData, box.show_key, box.picked)


def _whole(field: Field[Any]) -> FieldEditor:
    spin = Whole(field.metadata["minimum"], field.metadata["maximum"], field.metadata["step"])
    spin.setGroupSeparatorShown(field.metadata["step"] > 1)
    return FieldEditor(spin, spin.value, spin.setValue, spin.valueChanged)


def _real(field: Field[Any]) -> FieldEditor:
    if field.metadata.get("scientific"):
        scientific = ScientificSpin(field.metadata["step"], field.metadata["maximum"])
        return FieldEditor(scientific, scientific.value, scientific.setValue, scientific.valueChanged)
    spin = Real(field.metadata["minimum"], field.metadata["maximum"], field.metadata["step"])
    return FieldEditor(spin, spin.value, spin.setValue, spin.valueChanged)


def _truth(_field: Field[Any]) -> FieldEditor:
    box = QCheckBox()
    return FieldEditor(box, box.isChecked, box.setChecked, box.toggled)
