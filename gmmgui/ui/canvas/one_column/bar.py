"""What is chosen for one column in the bar above the canvas: how many bars, how wide, densities or distributions."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from gmmgui.core.types import Floats
from gmmgui.ui.canvas.layers.one_column import KINDS
from gmmgui.ui.canvas.render.histogram import AUTOMATIC, MOST_CHOSEN, Binning
from gmmgui.ui.fields import Whole
from gmmgui.ui.scientific_spin import ScientificSpin

ROUND = (1.0, 2.0, 5.0, 10.0)
"""Steps of the width: these, times a power of ten."""
LARGEST_WIDTH = 1e15


class BinsSpin(Whole):
    """How many bars; 0 is the automatic rule, and a step from there begins at what that gives."""

    def __init__(self) -> None:
        super().__init__(0, MOST_CHOSEN)
        self._automatic = 1

    def set_automatic(self, count: int) -> None:
        """What the rule gives."""
        self._automatic = count
        self.setSpecialValueText(self.tr("auto: {0}").format(count))

    def stepBy(self, steps: int) -> None:
        """One more or less than is seen."""
        seen = self.value() or self._automatic
        self.setValue(max(1, seen + steps) if self.value() != 1 or steps > 0 else 0)
        self.selectAll()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance("auto: 200") + 32)
        return hint


class WidthSpin(ScientificSpin):
    """How wide the bars are; steps lead to round numbers."""

    def __init__(self) -> None:
        super().__init__(largest=LARGEST_WIDTH)

    def textFromValue(self, val: float) -> str:
        """``val`` in four digits."""
        return f"{val:.4g}"

    def valueFromText(self, text: str) -> float:
        """The number that ``text`` writes; an unchanged text keeps the digits that are not shown."""
        return self.value() if text == self.textFromValue(self.value()) else super().valueFromText(text)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance("0.01234") + 32)
        return hint

    def _above(self, value: float) -> float:
        power = _power(value)
        return next(step for step in (*ROUND, 20.0) if step > value / power * (1 + 1e-9)) * power

    def _below(self, value: float) -> float:
        power = _power(value)
        return next(step for step in (*ROUND[::-1], 0.5) if step < value / power * (1 - 1e-9)) * power


class ColumnBar(QWidget):
    """Bins, their width, and the kind of curves.

    Signals
    -------
    binned(Binning) : the user wants other bars.
    kind_chosen(str) : a key of ``KINDS``.
    """

    binned = Signal(object)
    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins, self._width, self._kind = BinsSpin(), WidthSpin(), QComboBox()
        self._bins.valueChanged.connect(lambda count: self.binned.emit(Binning(count=count) if count else AUTOMATIC))
        self._width.valueChanged.connect(lambda width: self.binned.emit(Binning(width=width) if width else AUTOMATIC))
        for key, text in KINDS.items():
            self._kind.addItem(QCoreApplication.translate("Layers", text), key)
        self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._kind.activated.connect(lambda: self.kind_chosen.emit(self._kind.currentData()))
        self._kind.setToolTip(
            self.tr("Densities w·N and the histogram, or distribution functions w·Φ and that of the data")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._labels = [
            self._add(row, self.tr("Bins"), self._bins, "binsSpin"),
            self._add(row, self.tr("Bin width"), self._width, "binWidthSpin"),
        ]
        self._kind.setObjectName("curveKindBox")
        self._kind.setAccessibleName(self.tr("Curves"))
        self._kind.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(self._kind)

    def _add(self, row: QHBoxLayout, title: str, field: QWidget, name: str) -> QLabel:
        label = QLabel(title)
        label.setProperty("role", "quiet")
        label.setBuddy(field)
        field.setObjectName(name)
        field.setAccessibleName(title)
        row.addWidget(label)
        row.addWidget(field)
        return label

    def show_bins(self, binning: Binning, edges: Floats, why_not: str) -> None:
        """Show how the data are binned, without a signal; ``why_not``: what keeps it from being seen, or ""."""
        count, width = len(edges) - 1, float(edges[1] - edges[0])
        with QSignalBlocker(self._bins), QSignalBlocker(self._width):
            if binning == AUTOMATIC:
                self._bins.set_automatic(count)
            self._bins.setValue(0 if binning == AUTOMATIC else count)
            self._width.setValue(width)
        helps = (
            self.tr("Number of bars of the histogram; 0: the rule of Freedman and Diaconis, but at least 1.5 √n"),
            self.tr("Width of a bar in units of the data; bars begin at multiples of it. 0: automatic"),
        )
        for field, label, help_text in zip((self._bins, self._width), self._labels, helps, strict=True):
            for widget in (field, label):
                widget.setEnabled(not why_not)
                widget.setToolTip(why_not or help_text)

    def show_kind(self, kind: str) -> None:
        """Show which curves are drawn."""
        self._kind.setCurrentIndex(self._kind.findData(kind))


def _power(value: float) -> float:
    return float(10.0 ** math.floor(math.log10(value) + 1e-9)) if value > 0 else 1e-3
