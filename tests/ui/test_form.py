"""Forms made from dataclasses, and the fields that they and the panels are made of."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QDoubleSpinBox, QLabel, QSpinBox, QWidget

from gmmgui.data import GaussianClusters
from gmmgui.ui.fields import Choice, Fold, Real, Whole
from gmmgui.ui.form import Form
from gmmgui.ui.scientific_spin import ScientificSpin
from tests.ui.support import typed

NAMES = {"n": "generateNSpin"}


@dataclass(frozen=True)
class Kinds:
    """One field of each kind that a form can show."""

    shape: str = field(
        default="round", metadata={"title": "Shape", "help": "h", "choices": {"round": "Round", "long": "Long"}}
    )
    noisy: bool = field(default=False, metadata={"title": "Noisy", "help": "h"})
    floor: float = field(
        default=1e-6,
        metadata={"title": "Floor", "help": "h", "scientific": True, "minimum": 0, "maximum": 1.0, "step": 1e-9},
    )


@pytest.fixture
def form(qtbot):
    form = Form(GaussianClusters, GaussianClusters(), NAMES)
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    return form


def test_shows_the_initial_value_and_gives_it_back(qtbot):
    parameters = GaussianClusters(k=7, n=12_345, spread=0.35, d=3, elongation=4.5, seed=99)
    form = Form(GaussianClusters, parameters, NAMES)
    qtbot.addWidget(form)
    assert form.value() == parameters


def test_set_value_shows_without_a_signal(qtbot, form):
    parameters = GaussianClusters(k=5, spread=0.5)
    with qtbot.assertNotEmitted(form.changed):
        form.set_value(parameters)
    assert form.value() == parameters


def test_every_field_has_a_label_a_range_and_a_tooltip(form):
    labels = {label.text(): label for label in form.findChildren(QLabel)}
    for parameter in fields(GaussianClusters):
        widget = labels[parameter.metadata["title"]].buddy()
        assert widget.toolTip() == parameter.metadata["help"]
        assert widget.accessibleName() == parameter.metadata["title"]
        assert widget.minimum() == parameter.metadata["minimum"]
        assert widget.maximum() == parameter.metadata["maximum"]


def test_whole_numbers_and_reals_get_their_spin_boxes(form):
    assert isinstance(form.findChild(QWidget, "generateNSpin"), QSpinBox)
    assert isinstance(form.findChild(QWidget, "spread"), QDoubleSpinBox)


def test_typing_counts_once_when_it_is_finished(qtbot, form):
    heard = []
    form.changed.connect(heard.append)
    typed(qtbot, form.findChild(QSpinBox, "generateNSpin"), "1234")
    assert heard == [GaussianClusters(n=1234)]


def test_the_step_of_a_real_is_not_rounded_away(qtbot, form):
    spin = form.findChild(QDoubleSpinBox, "spread")
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert form.value().spread == pytest.approx(0.25)


def test_choices_truth_values_and_scientific_numbers(qtbot):
    form = Form(Kinds, Kinds("long", True, 1e-9), {})
    qtbot.addWidget(form)
    assert form.value() == Kinds("long", True, 1e-9)
    form.findChild(QCheckBox, "noisy").click()
    form.findChild(Choice, "shape").setCurrentIndex(0)
    qtbot.keyClick(form.findChild(ScientificSpin, "floor"), Qt.Key.Key_Down)
    assert form.value() == Kinds("round", False, 0.0)


# The scientific spin box


@pytest.fixture
def spin(qtbot):
    spin = ScientificSpin(smallest=1e-12, largest=1.0)
    qtbot.addWidget(spin)
    with qtbot.waitExposed(spin):
        spin.show()
    return spin


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-6, "1e-6"), (0.0, "0"), (1.0, "1"), (0.001, "0.001"), (3e-12, "3e-12"), (1e-14, "1e-14"), (0.25, "0.25")],
)
def test_numbers_are_shown_as_they_are_written(spin, value, text):
    spin.setValue(value)
    assert spin.text() == text
    assert spin.value() == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-6", 1e-6), ("0.001", 0.001), ("0,02", 0.02), ("0", 0.0), ("2.5e-8", 2.5e-8), ("1E-3", 1e-3)],
)
def test_typed_numbers_are_taken(qtbot, spin, text, value):
    spin.setValue(0.5)
    typed(qtbot, spin, text)
    assert spin.value() == value


@pytest.mark.parametrize("text", ["2", "1e", "nan", "inf", "x", "-1"])
def test_anything_else_leaves_the_value(qtbot, spin, text):
    spin.setValue(0.5)
    spin.setFocus()
    spin.selectAll()
    for key in text:
        qtbot.keyClicks(spin, key)
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert spin.value() in (0.5, 1.0)
    assert (spin.value() == 1.0) == (text == "-1")  # the minus sign is refused, the 1 is taken


def test_the_arrows_step_by_powers_of_ten_down_to_zero(qtbot, spin):
    spin.setValue(3e-11)
    seen = []
    for _ in range(4):
        qtbot.keyClick(spin, Qt.Key.Key_Down)
        seen.append(spin.value())
    assert seen == [1e-11, 1e-12, 0.0, 0.0]
    for _ in range(2):
        qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert spin.value() == 1e-11


def test_the_arrows_stop_at_the_largest(qtbot, spin):
    spin.setValue(0.2)
    for _ in range(3):
        qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert spin.value() == 1.0


def test_leaving_the_field_changes_nothing(qtbot, spin):
    spin.setValue(1.2345678901234e-05)
    with qtbot.assertNotEmitted(spin.valueChanged):
        spin.setFocus()
        qtbot.keyClick(spin, Qt.Key.Key_Return)
        spin.clearFocus()


# Small fields


def scroll(widget):
    """Turn the wheel over ``widget`` by one notch."""
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("make", [lambda: Whole(0, 9), lambda: Real(0, 9, 1), lambda: ScientificSpin(1e-9, 9)])
def test_the_wheel_turns_a_spin_box_only_with_the_focus(qtbot, make):
    window = QWidget()
    spin = make()
    spin.setParent(window)
    qtbot.addWidget(window)
    window.show()
    spin.clearFocus()
    scroll(spin)
    assert spin.value() == 0
    window.activateWindow()
    spin.setFocus()
    qtbot.waitUntil(spin.hasFocus)
    scroll(spin)
    assert spin.value() > 0


def test_the_wheel_turns_a_choice_only_with_the_focus(qtbot):
    window = QWidget()
    box = Choice(window)
    box.add("a", "A")
    box.add("b", "B")
    box.setCurrentIndex(1)
    qtbot.addWidget(window)
    window.show()
    box.clearFocus()
    scroll(box)
    assert box.currentData() == "b"
    window.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    scroll(box)
    assert box.currentData() == "a"


def test_a_choice_skips_its_headings(qtbot):
    box = Choice()
    qtbot.addWidget(box)
    box.add_heading("Letters")
    box.add("a", "A", "the first")
    box.add_heading("More letters")
    box.add("b", "B")
    box.show_key("a")
    assert box.help_text() == "the first"
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == "b"


def test_a_fold_shows_and_hides_what_it_holds(qtbot):
    window, held = QWidget(), QLabel("held")
    qtbot.addWidget(window)
    held.setParent(window)
    fold = Fold("More", is_open=False, parent=window)
    fold.hold(held)
    window.show()
    assert not held.isVisible()
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert held.isVisible() and fold.is_open
    qtbot.keyClick(fold, Qt.Key.Key_Space)
    assert not held.isVisible()
