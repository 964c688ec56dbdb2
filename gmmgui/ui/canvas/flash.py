"""Flash: points that have changed side light up once, and fade into their new colour."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation
from PySide6.QtGui import QColor

from gmmgui.ui.canvas.points import Colours, rgb_of
from gmmgui.ui.canvas.render.rasterizer import Singles

FLASH_MS = 450


class Flash(QObject):
    """Calls ``show`` with the colours of each moment, and at the end with the plain ones."""

    def __init__(self, show: Callable[[Colours], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._scene: tuple[Colours, NDArray[np.intp], Singles] | None = None
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(1.0)
        self._animation.setEndValue(0.0)
        self._animation.setEasingCurve(QEasingCurve.Type.InQuad)
        self._animation.valueChanged.connect(self._moment)
        self._animation.finished.connect(self._end)

    def begin(self, colours: Colours, changed: NDArray[np.bool_], light: QColor, milliseconds: int) -> None:
        """From ``light`` to ``colours`` at the points (n,) that ``changed``."""
        self._scene = (colours, np.flatnonzero(changed), rgb_of(light))
        self._animation.setDuration(milliseconds)
        self._animation.start()

    def cancel(self) -> None:
        """End the flash; the caller shows other colours."""
        self._scene = None
        self._animation.stop()

    def _end(self) -> None:
        if self._scene is not None:
            colours = self._scene[0]
            self.cancel()
            self._show(colours)

    def _moment(self, strength: float) -> None:
        if self._scene is not None:
            self._show(lit(*self._scene, strength))


def lit(colours: Colours, rows: NDArray[np.intp], light: Singles, strength: float) -> Colours:
    """``colours`` of which those at ``rows`` are mixed with ``light`` (3,): 1 is light alone, 0 none."""

    def mixed() -> Singles:
        rgb = colours.rgb().copy()
        rgb[rows] += np.float32(strength) * (light - rgb[rows])
        return rgb

    return Colours(mixed)
