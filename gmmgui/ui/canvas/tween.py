"""Gliding from one picture to the next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from gmmgui.ui.canvas.render.projection import ProjectedMixture

GLIDE_MS = 250


class Glide(QObject):
    """Moves components from where they are drawn to where they belong; ``draw`` paints each moment."""

    def __init__(self, draw: Callable[[ProjectedMixture], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draw = draw
        self._ends: tuple[ProjectedMixture, ProjectedMixture] | None = None
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.valueChanged.connect(self._moment)

    def to(self, begin: ProjectedMixture | None, end: ProjectedMixture, milliseconds: int) -> None:
        """Glide from ``begin`` to ``end``; at once where the components are not the same, or in no time."""
        self.stop()
        if (
            begin is None
            or milliseconds <= 0
            or begin.component_ids != end.component_ids
            or begin.means.shape != end.means.shape
        ):
            self._draw(end)
            return
        self._ends = (begin, end)
        self._animation.setDuration(milliseconds)
        self._animation.start()

    @property
    def is_over(self) -> bool:
        """Does nothing move?"""
        return self._animation.state() is QVariantAnimation.State.Stopped

    def stop(self) -> None:
        """Leave everything where it is."""
        self._animation.stop()
        self._ends = None

    def _moment(self, share: float) -> None:
        if self._ends is not None:
            self._draw(self._ends[0].towards(self._ends[1], share))
