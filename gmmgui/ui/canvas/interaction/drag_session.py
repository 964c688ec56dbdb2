"""DragSession: one component is dragged; the change is seen at once, and becomes an edit when it is released."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from gmmgui.core import ALGORITHMS, Mixture
from gmmgui.core.errors import StartError
from gmmgui.core.types import Floats
from gmmgui.session.reshaping import reshaped
from gmmgui.session.session import Session
from gmmgui.ui.canvas.interaction.drag_handles import DragTarget, Part, Shape, covariance_for
from gmmgui.ui.canvas.render.projection import Axes, ProjectedMixture, marginals, moved
from gmmgui.ui.preview_mark import digits, told

BESIDE = 20
"""So many pixels from the mouse, what it does is told."""


@dataclass(frozen=True, slots=True, eq=False)
class DragChange:
    """What :meth:`EditCommands.reshape` shall do, the words for it, and the shape that is held."""

    text: str
    shape: Shape | None = None
    mean: Floats | None = None
    covariance: Floats | None = None
    weight: float | None = None


Make = Callable[[Mixture, int], DragChange]
"""(mixture shown, index of the component held in it) -> the change."""


class DragSession(QObject):
    """Shows what is held; ``draw`` paints the components.

    If another state comes to be shown meanwhile (the last one that the engine was at work on), the same is held there.
    """

    def __init__(self, session: Session, draw: Callable[[ProjectedMixture], None], canvas: QWidget) -> None:
        super().__init__(canvas)
        self._session, self._draw, self._canvas = session, draw, canvas
        self._held: tuple[int, Make, Axes] | None = None
        self._change: DragChange | None = None
        self._readout = QLabel(canvas)
        self._readout.setObjectName("handReadout")
        self._readout.setProperty("role", "hint")
        self._readout.setTextFormat(Qt.TextFormat.PlainText)
        self._readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._readout.hide()
        session.preview.changed.connect(lambda _result: self._tell())

    @property
    def component_id(self) -> int | None:
        """The number of the component that is held, or None."""
        return None if self._held is None else self._held[0]

    @property
    def shape(self) -> Shape | None:
        """What is held by one of its handles, else None."""
        return None if self._change is None else self._change.shape

    def show(self, component_id: int, make: Make, axes: Axes, near: QPoint) -> None:
        """The component is held so that ``make`` is done to it; ``near`` is in the coordinates of the canvas."""
        self._session.player.pause()
        self._held = component_id, make, axes
        self._near = near
        self.again()

    def again(self) -> None:
        """Show the drag on what is to come of the state shown; it ends where the component is gone."""
        to_come = self._session.edit_commands.to_come()
        if self._held is None:
            return
        component_id, make, axes = self._held
        if to_come is None or component_id not in to_come[1]:
            self.give_up()
            return
        mixture, component_ids = to_come
        component = component_ids.index(component_id)
        type_name = self._session.store.document.spec.covariance_type
        mixture = replace(mixture, covariance_type=type_name)
        change = make(mixture, component)
        try:
            mixture = reshaped(mixture, component, change.mean, change.covariance, change.weight)
        except StartError as error:  # what was right last stays
            self._say(str(error))
            return
        self._change = change
        self._draw(marginals(mixture, component_ids, axes))
        self._session.preview.ask(mixture, component_ids)
        self._tell()

    def let_go(self) -> None:
        """Make an edit of it."""
        change, held, state = self._change, self._held, self._session.player.state
        self.give_up()
        if change is not None and held is not None and state is not None and held[0] in state.components:
            component = state.components.index(held[0])
            self._session.edit_commands.reshape(component, change.mean, change.covariance, change.weight)

    def give_up(self) -> None:
        """End the drag; the caller shows the state as it is."""
        self._held = self._change = None
        self._readout.hide()
        self._session.preview.clear()

    def _tell(self) -> None:
        if self._change is None:
            return
        lines = [self._change.text]
        result = self._session.preview.result
        if result is not None:
            name = ALGORITHMS[self._session.store.document.spec.algorithm].objective_name
            lines.append(result.why_not or f"{name} {told(result)}")
        self._say("\n".join(lines))

    def _say(self, text: str) -> None:
        label = self._readout
        label.setText(text)
        label.adjustSize()
        x, y = self._near.x() + BESIDE, self._near.y() + BESIDE
        if x + label.width() > self._canvas.width():
            x = self._near.x() - BESIDE - label.width()
        if y + label.height() > self._canvas.height():
            y = self._near.y() - BESIDE - label.height()
        label.move(max(0, x), max(0, y))
        label.show()
        label.raise_()


def dragged(drag_target: DragTarget, place: Floats, axes: Axes) -> Make:
    """What it means that the mouse has come to ``place`` (2,) with ``drag_target``."""
    if drag_target.handle.part is Part.MEAN or drag_target.shape is None:
        shown_place = place[: len(axes.shown)]
        text = "μ " + ", ".join(digits(value) for value in shown_place)
        return lambda mixture, component: DragChange(text, mean=moved(mixture.means[component], axes, shown_place))
    shape = drag_target.shape_at(place)
    text = description(shape)
    return lambda mixture, component: DragChange(
        text, shape, covariance=covariance_for(mixture, component, axes, shape)
    )


def weighed(weight: float) -> Make:
    """What it means that the slider stands at ``weight``."""
    change = DragChange(f"w {weight:.3f}", weight=weight)
    return lambda _mixture, _component: change


def description(shape: Shape) -> str:
    """Standard deviations along the axes, and the angle of the first, in the units of the data."""
    deviations = shape.deviations
    if shape.rule.is_round or len(deviations) == 1:
        return f"σ {digits(deviations[0])}"
    text = f"σ₁ {digits(deviations[0])}   σ₂ {digits(deviations[1])}"
    return f"{text}   {digits(round(shape.degrees, 1))}°" if shape.turns else text
