"""A spin box for numbers that live on a logarithmic scale: tolerances and smallest variances."""

from __future__ import annotations

import math
import re

from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from gmmgui.ui.fields import calm

DECIMALS = 40
"""Enough for Qt, which rounds what it holds to this many, to keep 17 digits of the smallest number."""
BEGINNING = re.compile(r"\d*[.,]?\d*([eE][+-]?\d*)?")
"""What can become a number by typing on."""


class ScientificSpin(QDoubleSpinBox):
    """Shows 1e-6 as it is written, steps by powers of ten, and reaches 0 below the smallest.

    Parameters
    ----------
    smallest : the smallest number above 0 that a step leads to.
    largest : the largest number that it takes.
    """

    def __init__(self, smallest: float = 1e-15, largest: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._smallest = smallest
        self.setDecimals(DECIMALS)
        self.setRange(0.0, largest)
        calm(self)

    def textFromValue(self, val: float) -> str:
        """``val`` in as few characters as give it back: 1e-6, 0.001, 0."""
        text = re.sub(r"e-0+", "e-", repr(float(val)))
        return text.removesuffix(".0")

    def valueFromText(self, text: str) -> float:
        """The number that ``text`` writes, with a decimal point or comma; the present value where it is none."""
        number = _number(text)
        return self.value() if number is None else number

    def validate(self, input: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Is ``input`` a number in range, or can it become one?"""
        number = _number(input)
        if number is not None and self.minimum() <= number <= self.maximum():
            return QValidator.State.Acceptable, input, pos
        may_become = BEGINNING.fullmatch(input.strip()) is not None
        return QValidator.State.Intermediate if may_become else QValidator.State.Invalid, input, pos

    def stepBy(self, steps: int) -> None:
        """To the next power of ten, up or down."""
        value = self.value()
        for _ in range(abs(steps)):
            value = self._above(value) if steps > 0 else self._below(value)
        self.setValue(value)
        self.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only while it has the focus, so that scrolling a panel changes no setting."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _above(self, value: float) -> float:
        if value < self._smallest:
            return self._smallest
        return _power_of_ten(math.floor(math.log10(value) + 1e-9) + 1)

    def _below(self, value: float) -> float:
        if value <= self._smallest:
            return 0.0
        return _power_of_ten(math.ceil(math.log10(value) - 1e-9) - 1)


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _power_of_ten(exponent: int) -> float:
    return float(f"1e{exponent}")
