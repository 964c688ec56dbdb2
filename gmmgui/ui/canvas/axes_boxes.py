"""The two boxes above the canvas: which column or principal component is on each axis."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from gmmgui.data import Dataset
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render.projection import Axes, Axis, PrincipalComponent, percent, principal_components

AT_ONCE = 500_000
"""Principal components of so many numbers are found in a few milliseconds; of more, on the painter's thread."""
MOST_LOADINGS = 8
"""A tooltip shows the largest loadings, so many at most."""


class AxesBoxes(QWidget):
    """Columns, and under them the principal components; hidden where two columns leave no choice.

    Signals
    -------
    chosen(Axes) : the user wants these.
    """

    chosen = Signal(object)

    def __init__(self, painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painter = painter
        self._dataset: Dataset | None = None
        self._components: tuple[PrincipalComponent, ...] = ()
        self._axes = Axes(0, 1)
        self._boxes = [self._box(name) for name in ("xAxisBox", "yAxisBox")]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for text, box in zip((self.tr("Horizontal"), self.tr("Vertical")), self._boxes, strict=True):
            label = QLabel(text)
            label.setProperty("role", "quiet")
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)

    def set_dataset(self, dataset: Dataset) -> None:
        """Offer the columns of ``dataset``, and its principal components as soon as they are known."""
        self._dataset, self._components = dataset, ()
        self.setVisible(dataset.d > 2)
        for box, column in zip(self._boxes, (0, 1), strict=True):
            box.clear()
            box.addItems(dataset.features)
            box.setCurrentIndex(min(column, dataset.d - 1))
        if dataset.d <= 2:
            return
        if dataset.points.size <= AT_ONCE:
            self._offer(dataset, principal_components(dataset.points))
        else:
            self._painter.ask(
                "principal components",
                lambda: principal_components(dataset.points),
                lambda found: self._offer(dataset, found),
            )

    def show_axes(self, axes: Axes) -> None:
        """Let the boxes say what is on the canvas."""
        self._axes = axes
        for box, axis in zip(self._boxes, (axes.x, axes.y), strict=True):
            if axis is not None:
                box.setCurrentIndex(self._index_of(axis))
                box.setToolTip(self._words_of(axis) if isinstance(axis, PrincipalComponent) else "")

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMaximumWidth(200)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.activated.connect(self._choose)
        return box

    def _offer(self, dataset: Dataset, components: tuple[PrincipalComponent, ...]) -> None:
        """Put the principal components under the columns, unless other data are there by now."""
        if dataset is not self._dataset or not components:
            return
        self._components = components
        for box in self._boxes:
            box.insertSeparator(box.count())
            for component in components:
                box.addItem(self.tr("PC {0} ({1} %)").format(component.number + 1, percent(component.share)))
                box.setItemData(box.count() - 1, self._words_of(component), Qt.ItemDataRole.ToolTipRole)

    def _words_of(self, component: PrincipalComponent) -> str:
        """The share of the variance, and the largest loadings in the order of the columns."""
        assert self._dataset is not None
        loadings = list(zip(component.loadings, self._dataset.features, strict=True))
        largest = sorted(loadings, key=lambda pair: -abs(pair[0]))[:MOST_LOADINGS]
        terms = [_term(value, name) for value, name in loadings if (value, name) in largest]
        if len(loadings) > MOST_LOADINGS:
            terms.append("…")
        text = self.tr(
            "Principal component {0}: {1} % of the variance of the centred columns, which are not standardised. Score:"
        ).format(component.number + 1, percent(component.share))
        return f"<p>{html.escape(text)}</p><p>{html.escape(' '.join(terms))}</p>"

    def _index_of(self, axis: Axis) -> int:
        assert self._dataset is not None
        return axis if isinstance(axis, int) else self._dataset.d + 1 + axis.number  # one row is the separator

    def _axis_at(self, index: int) -> Axis:
        assert self._dataset is not None
        return index if index < self._dataset.d else self._components[index - self._dataset.d - 1]

    def _choose(self) -> None:
        """Take what was chosen; the same twice would be a line, so the other axis gives way."""
        old = self._axes
        x, y = (self._axis_at(box.currentIndex()) for box in self._boxes)
        if x == y and old.y is not None:
            x, y = (old.y, y) if y != old.y else (x, old.x)
        self.chosen.emit(Axes(x, y))


def _term(value: float, name: str) -> str:
    """A loading and its column, with a sign before it."""
    return f"{'−' if value < 0 else '+'} {abs(value):.2f} · {name}"
