"""The small widgets that panels are made of: calm spin boxes and combo boxes, rows with labels, folds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

UNIT = 8
"""The grid that everything sits on, in pixels."""


class Whole(QSpinBox):
    """A whole number; what is typed counts once it is finished."""

    def __init__(self, minimum: int, maximum: int, step: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(minimum, maximum)
        self.setSingleStep(step)
        calm(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only while it has the focus, so that scrolling a panel changes no setting."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Real(QDoubleSpinBox):
    """A number with as many decimals as its step has; what is typed counts once it is finished."""

    def __init__(self, minimum: float, maximum: float, step: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(max(_decimals(step), _decimals(minimum)))
        self.setRange(minimum, maximum)
        self.setSingleStep(step)
        calm(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only while it has the focus, so that scrolling a panel changes no setting."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def calm(spin: QAbstractSpinBox) -> None:
    """Numbers to the right, and what is typed counts with Enter, which then gives the keys back to the window."""
    spin.setAlignment(Qt.AlignmentFlag.AlignRight)
    spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    spin.setKeyboardTracking(False)
    spin.lineEdit().returnPressed.connect(spin.clearFocus)
    spin.installEventFilter(_SpacePlays(spin))


class _SpacePlays(QObject):
    """No number has a blank in it, so Space keeps its meaning for the window while a number is edited."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _decimals(number: float) -> int:
    """How many decimals it takes to write ``number``."""
    fraction = f"{number:.6f}".rstrip("0").partition(".")[2]
    return len(fraction)


class Choice(QComboBox):
    """One of several keys. Each item has a title and a help text; the help of the present one is the tooltip.

    Signals
    -------
    picked(key) : the user, or a program that acts for one, chose another item; ``show_key`` does not emit it.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headings: set[int] = set()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.currentIndexChanged.connect(lambda: self.picked.emit(self.currentData()))

    def add(self, key: object, title: str, help_text: str = "") -> None:
        """One item more."""
        with QSignalBlocker(self):
            self.addItem(title, key)
        self.setItemData(self.count() - 1, help_text, Qt.ItemDataRole.ToolTipRole)

    def add_heading(self, title: str) -> None:
        """A line that cannot be chosen, above those that belong to it."""
        self.add(None, title)
        self._headings.add(self.count() - 1)
        self.allow(self.count() - 1, False)

    def allow(self, index: int, allowed: bool) -> None:
        """May the item at ``index`` be chosen?"""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.item(index).setEnabled(allowed)

    def describe(self, index: int, title: str, help_text: str) -> None:
        """Other words for the item at ``index``."""
        self.setItemText(index, title)
        self.setItemData(index, help_text, Qt.ItemDataRole.ToolTipRole)

    def show_key(self, key: object) -> None:
        """Show the item of that key, or none, without a signal."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.index_of(key))

    def index_of(self, key: object) -> int:
        """Where the item of that key is; -1 where there is none."""
        items = (index for index in range(self.count()) if index not in self._headings)
        return next((index for index in items if self.itemData(index) == key), -1)

    def help_text(self) -> str:
        """The help of the present item."""
        return str(self.currentData(Qt.ItemDataRole.ToolTipRole) or "")

    def showPopup(self) -> None:
        """Open the list, wide enough for its longest line."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 4 * UNIT)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only while it has the focus, so that scrolling a panel changes no setting."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Rows(QGridLayout):
    """Labels, left-aligned, beside their fields."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: dict[QWidget, QLabel] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(UNIT)
        self.setVerticalSpacing(UNIT // 2)
        self.setColumnStretch(1, 1)

    def add(self, title: str, field: QWidget, help_text: str = "") -> None:
        """One row more."""
        field.setMinimumHeight(3 * UNIT)
        label = QLabel(title)
        label.setBuddy(field)
        label.setToolTip(help_text)
        field.setToolTip(help_text)
        field.setAccessibleName(title)
        field.setAccessibleDescription(help_text)
        row = self.rowCount()
        self.addWidget(label, row, 0)
        self.addWidget(field, row, 1)
        self._labels[field] = label

    def add_wide(self, field: QWidget) -> None:
        """A row of its own, over both columns."""
        self.addWidget(field, self.rowCount(), 0, 1, 2)

    def add_beside(self, field: QWidget) -> None:
        """A row without a label."""
        self.addWidget(field, self.rowCount(), 1)

    @property
    def label_width(self) -> int:
        """Pixels that the widest label needs."""
        return max((label.sizeHint().width() for label in self._labels.values()), default=0)

    def row_of(self, field: QWidget) -> tuple[QWidget, ...]:
        """``field`` and its label."""
        return field, self._labels[field]


class Fold(QToolButton):
    """A heading with an arrow that shows and hides what it holds."""

    def __init__(self, title: str, is_open: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: list[QWidget] = []
        self._is_open = is_open
        self.setText(title)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setStyleSheet("QToolButton { border: none; padding: 4px 0; font-weight: 600; }")
        self.clicked.connect(self._toggle)
        self._show()

    @property
    def is_open(self) -> bool:
        """Is what it holds in sight?"""
        return self._is_open

    def set_open(self, is_open: bool) -> None:
        """Show or hide what it holds."""
        self._is_open = is_open
        self._show()

    def _toggle(self) -> None:
        self.set_open(not self._is_open)
        if self._is_open:
            QTimer.singleShot(0, self, self._come_into_sight)  # what it holds has its place after the next layout

    def _come_into_sight(self) -> None:
        """Where it lies in a scrolling panel, scroll until what it holds is seen, or this heading is at the top."""
        area = self.parent()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parent()
        if area is not None and self._held:
            area.ensureWidgetVisible(self._held[-1], 0, 0)
            area.ensureWidgetVisible(self, 0, 0)

    def hold(self, *widgets: QWidget) -> None:
        """Show and hide ``widgets``, too."""
        self._held += widgets
        self._show()

    def _show(self) -> None:
        self.setArrowType(Qt.ArrowType.DownArrow if self._is_open else Qt.ArrowType.RightArrow)
        self.setAccessibleDescription(self.tr("open") if self._is_open else self.tr("closed"))
        for widget in self._held:
            widget.setVisible(self._is_open)


def quiet_label(text: str = "") -> QLabel:
    """Small, wrapped text that does not call for attention, and can be copied."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("role", "quiet")
    font = label.font()
    font.setPointSizeF(0.9 * font.pointSizeF())
    label.setFont(font)
    return label
