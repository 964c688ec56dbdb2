"""Inspector: the numbers of what the canvas is pointed at, as they are in the state that is shown."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeySequence, QPainter, QPaintEvent, QPalette, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from gmmgui.core import State
from gmmgui.session.document import Document
from gmmgui.session.session import Session
from gmmgui.ui.canvas.interaction.hover import NOTHING, Target
from gmmgui.ui.fields import UNIT
from gmmgui.ui.inspection import Line, Report, Section, component_report, point_report
from gmmgui.ui.palette import component_colour

ROW, TITLE, GAP = 20, 24, 4
SWATCH = 10
NUMBER_WIDTH, NAME_WIDTH = 72, 40


class Page(QWidget):
    """Paints a report: names on the left, numbers on the right, bars between them."""

    def __init__(self, invitation: str) -> None:
        super().__init__()
        self.setObjectName("inspectorPage")
        self._invitation = invitation
        self._report: Report | None = None

    def show_report(self, report: Report | None) -> None:
        """Paint ``report``, or the invitation where there is none."""
        self._report = report
        self.setMinimumHeight(0 if report is None else _height(report))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, 0 if self._report is None else _height(self._report))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._report is None:
            self._paint_invitation(painter)
        else:
            self._paint_report(painter, self._report)

    def _paint_invitation(self, painter: QPainter) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(2 * UNIT, 3 * UNIT, -2 * UNIT, 0), int(flags), self._invitation)

    def _paint_report(self, painter: QPainter, report: Report) -> None:
        bold, left, right = _bold(self.font()), UNIT, self.width() - UNIT
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.setFont(bold)
        if report.component is not None:
            _paint_swatch(painter, left, TITLE, report.component)
            left += SWATCH + UNIT
        painter.drawText(QRect(left, 0, right - left, TITLE), int(Qt.AlignmentFlag.AlignVCenter), report.title)
        top = TITLE
        for section in report.sections:
            painter.setFont(self.font())
            top = self._paint_section(painter, section, top)

    def _paint_section(self, painter: QPainter, section: Section, top: int) -> int:
        left, width = UNIT, self.width() - 2 * UNIT
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText)
        if section.heading:
            top += GAP
            painter.setPen(quiet)
            text = self.fontMetrics().elidedText(section.heading, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, top, width, ROW), int(Qt.AlignmentFlag.AlignVCenter), text)
            top += ROW
        for line in section.lines:
            self._paint_line(painter, line, QRect(left, top, width, ROW))
            top += ROW
        if section.note:
            painter.setPen(quiet)
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(QRect(left, top + GAP, width, 2 * ROW), int(flags), section.note)
            top += 2 * ROW
        return top

    def _paint_line(self, painter: QPainter, line: Line, place: QRect) -> None:
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setFont(_bold(self.font()) if line.is_chosen else self.font())
        painter.setPen(ink)
        metrics = painter.fontMetrics()
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(place, right, line.text)
        room = place.width() - metrics.horizontalAdvance(line.text) - UNIT
        if line.component is not None:
            _paint_swatch(painter, place.left(), 2 * place.top() + ROW, line.component)
            place = place.adjusted(SWATCH + UNIT, 0, 0, 0)
            room -= SWATCH + UNIT
        title = metrics.elidedText(line.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), title)
        if line.share is not None and line.component is not None:
            self._paint_bar(painter, line, place.adjusted(NAME_WIDTH - SWATCH - UNIT, 0, -NUMBER_WIDTH, 0))

    def _paint_bar(self, painter: QPainter, line: Line, place: QRect) -> None:
        assert line.share is not None and line.component is not None
        bar = QRect(place.left(), place.center().y() - 3, max(place.width(), 0), 7)
        painter.fillRect(bar, self.palette().color(QPalette.ColorRole.Mid))
        bar.setWidth(round(bar.width() * line.share))
        painter.fillRect(bar, component_colour(line.component))


def _paint_swatch(painter: QPainter, left: int, twice_middle: int, component: int) -> None:
    corner = QPoint(left, (twice_middle - SWATCH) // 2)
    painter.fillRect(QRect(corner, QSize(SWATCH, SWATCH)), component_colour(component))


def _bold(font: QFont) -> QFont:
    result = QFont(font)
    result.setWeight(QFont.Weight.DemiBold)
    return result


def _height(report: Report) -> int:
    rows = sum(
        len(section.lines) * ROW + bool(section.heading) * (ROW + GAP) + bool(section.note) * 2 * ROW
        for section in report.sections
    )
    return TITLE + rows + UNIT


class Inspector(QScrollArea):
    """What the canvas is pointed at; Ctrl+C copies it as text."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName(self.tr("Inspector"))
        self._session, self._player = session, session.player
        self._dataset = session.store.document.dataset
        self._target = NOTHING
        self.report: Report | None = None
        self.invitation = self.tr(
            "Point at the canvas to see a point's numbers.\n\nWith the canvas in focus, the keys “,” and “.” go from "
            "point to point."
        )
        self._page = Page(self.invitation)
        self.setWidget(self._page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        session.store.changed.connect(self._document_changed)
        self._player.shown.connect(self._show)
        self._show(self._player.state)

    def text(self) -> str:
        """What is said, in plain text."""
        return self.invitation if self.report is None else self.report.text()

    def show_target(self, target: Target) -> None:
        """Say what there is to say of ``target`` from now on."""
        self._target = target
        self._show(self._player.state)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, TITLE + 3 * ROW)

    def _document_changed(self, old: Document, new: Document) -> None:
        if new.dataset is not old.dataset:
            self._dataset = new.dataset
            self.show_target(NOTHING)

    def _show(self, state: State | None) -> None:
        self.report = self._report(state)
        self._page.show_report(self.report)
        self._page.setAccessibleDescription(self.text())

    def _report(self, state: State | None) -> Report | None:
        spec = self._player.shown_document.spec
        if self._target.row is not None:
            return point_report(self._dataset, self._target.row, state, spec, self._player.true_numbers)
        if self._target.component is not None and state is not None:
            return component_report(self._dataset, self._target.component, state, spec)
        return None
