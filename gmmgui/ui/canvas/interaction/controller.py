"""CanvasController: the selection on the canvas, mouse and keys there; talks to the session, and to one view."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from gmmgui.core import ALGORITHMS, State
from gmmgui.core.types import Floats
from gmmgui.session.document import Document
from gmmgui.session.run import Run
from gmmgui.session.session import Session
from gmmgui.session.settings import CHOSEN_BY_HAND
from gmmgui.ui.canvas.interaction.cursors import cursor_for
from gmmgui.ui.canvas.interaction.drag_handles import HANDLE_REACH, DragTarget, Handle, Part, Shape, nearest, shape_of
from gmmgui.ui.canvas.interaction.drag_session import DragSession, Make, dragged, weighed
from gmmgui.ui.canvas.interaction.hover import Hover
from gmmgui.ui.canvas.interaction.view_box import InteractiveViewBox
from gmmgui.ui.canvas.interaction.weight_bar import WeightBar
from gmmgui.ui.canvas.layers.centroids import CENTROID_RADIUS, CentroidsLayer
from gmmgui.ui.canvas.layers.handles import HandlesLayer
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.render.projection import Axes, ProjectedMixture, on_plane
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.palette import Theme

REACH = CENTROID_RADIUS + 4
"""A click this near to a centroid, in pixels, means the centroid."""
BELOW_NUMBERS = 22
"""Pixels that the numbers of boundaries take at the upper edge of one column."""
STEPS = {Qt.Key.Key_Comma: -1, Qt.Key.Key_Period: 1}
"""Keys that go from point to point, in the order of the rows."""


class CanvasView(Protocol):
    """What the controller shows its edits on; places are in the coordinates of its view."""

    @property
    def axes(self) -> Axes:
        """The columns or principal components shown."""
        ...

    @property
    def projected(self) -> ProjectedMixture | None:
        """The components as they appear at this moment."""
        ...

    def show_held(self, components: ProjectedMixture) -> None:
        """Show the components as they are dragged, at once."""
        ...

    def show_again(self) -> None:
        """Show the state as it is: nothing is dragged."""
        ...

    def stand_still(self) -> None:
        """Glide no further."""
        ...

    def mean_at(self, place: QPointF) -> Floats:
        """(d,) the mean of a component that is placed there."""
        ...

    def fit_view(self) -> None:
        """Show all data."""
        ...


class CanvasController(QObject):
    """Mouse and keys on the canvas, the selection with its handles and its weight bar, and what is held.

    Parameters
    ----------
    session : whose state is shown and edited.
    picture : of that state.
    canvas : the widget that shows the picture, on an :class:`InteractiveViewBox`; over it lie weight bar and readout.
    centroids : shows which component is selected.
    painter : of all layers.
    """

    def __init__(
        self, session: Session, picture: CanvasView, canvas: pg.PlotWidget, centroids: CentroidsLayer, painter: Painter
    ) -> None:
        super().__init__(canvas)
        self._session, self._player, self._edits = session, session.player, session.edit_commands
        self._picture, self._viewport, self._centroids = picture, canvas.viewport(), centroids
        self._view: InteractiveViewBox = canvas.plotItem.getViewBox()
        self._to_widget = canvas.mapFromScene
        self.handles = HandlesLayer(painter)
        canvas.addItem(self.handles, ignoreBounds=True)
        self.hover = Hover(canvas.plotItem, painter, canvas)
        self._drag = DragSession(session, picture.show_held, canvas)
        self.weight_bar = self._make_weight_bar(canvas)
        self._selected: int | None = None
        self._met: tuple[Run, int] | None = None
        self._placed_by_click = False
        self._awaited: tuple[Document, int] | None = None
        self._lets_go = False
        self._view.set_handler(self)
        self._view.sigResized.connect(self._place_bar)

    def _make_weight_bar(self, canvas: QWidget) -> WeightBar:
        bar = WeightBar(canvas)
        bar.slider.tried.connect(self._weigh)
        bar.slider.chosen.connect(self._weighed)
        bar.slider.given_up.connect(self._give_up)
        bar.closed.connect(lambda: self.select(None))
        return bar

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self.hover.ring.set_theme(theme)
        self.weight_bar.set_theme(theme)

    # The selection

    @property
    def selected(self) -> int | None:
        """The number of the component that is selected, or None."""
        return self._selected

    def select(self, component_id: int | None) -> None:
        """Show the handles and the weight of the component of this number; None: of none."""
        self._selected = component_id
        self._centroids.set_selected(component_id)
        self._show_selected()

    @contextmanager
    def out_of_sight(self) -> Iterator[None]:
        """Within, a picture is taken, without handles and weight bar."""
        self._centroids.set_selected(None)
        self.handles.hide()
        try:
            yield
        finally:
            self.handles.show()
            self._centroids.set_selected(self._selected)

    def show_scene(self, scene: Scene) -> None:
        """Handles and weight bar follow what is drawn."""
        self.handles.show_scene(scene)
        self._show_selected()

    def _show_selected(self) -> None:
        components, component_id = self._picture.projected, self._selected
        algorithm = ALGORITHMS[self._player.shown_document.spec.algorithm]
        if components is None or component_id not in components.component_ids or not algorithm.estimates_covariances:
            self.handles.set_shape(None, 0)
            self.weight_bar.leave()
            return
        weight = float(components.weights[components.component_ids.index(component_id)])
        self.handles.set_shape(self._shape, component_id)
        self.weight_bar.show_component(component_id, weight, len(components.component_ids) == 1)
        self._place_bar()

    def _place_bar(self) -> None:
        """Away from the component, but not while that is moved; with one column below the numbers of boundaries."""
        components, component_id = self._picture.projected, self._selected
        if components is None or component_id not in components.component_ids or self.is_holding:
            return
        mean = on_plane(components.means)[components.component_ids.index(component_id)]
        area = self._to_widget(self._view.sceneBoundingRect()).boundingRect()
        if self._picture.axes.y is None:
            area.setTop(area.top() + BELOW_NUMBERS)
        self.weight_bar.lie_in(area, self._to_widget(self._view.mapViewToScene(QPointF(*mean))))

    @property
    def _shape(self) -> Shape | None:
        """Of the component selected, as it is held, or else as it is drawn."""
        components, component_id = self._picture.projected, self._selected
        if self._drag.shape is not None or components is None or component_id not in components.component_ids:
            return self._drag.shape
        index = components.component_ids.index(component_id)
        type_name = self._player.shown_document.spec.covariance_type
        return shape_of(components.means[index], components.covariances[index], type_name, self._picture.axes)

    # What comes to be shown

    def forget(self) -> None:
        """Other data: nothing is pointed at or selected; what was held was dropped with its run."""
        self.hover.forget()
        self.select(None)

    def leave_run(self) -> None:
        """No state is shown any more."""
        self.drop()
        self.select(None)

    def end_drag(self) -> None:
        """The document has changed: what was held is not held any more, unless that made the edit."""
        if self.is_holding and not self._lets_go:
            self._give_up()

    def meet(self, components: ProjectedMixture) -> bool:
        """Another state is to be shown, with these components. Is the drag shown on it already?"""
        if self._awaits_one_of(components):
            self._awaited = None
            self.select(components.component_ids[-1])
        elif not self._is_still_there(components):
            self.select(None)
        self._met = self._player.run, len(components.component_ids)
        if self._lets_go:
            return True  # the state before the edit: the dragged components stay until the edit has been made
        if self._drag.component_id is None:
            return False
        self._drag.again()
        if self._drag.component_id is None:
            self.drop()  # the component that was dragged is gone
        return self._drag.component_id is not None

    def _awaits_one_of(self, components: ProjectedMixture) -> bool:
        """Is the centroid among them that the last click has placed?"""
        if self._awaited is None:
            return False
        document, count = self._awaited
        return self._session.store.document is document and len(components.component_ids) > count

    def _is_still_there(self, components: ProjectedMixture) -> bool:
        """Is the component selected among them? In another run only if the edit has as many, in their order."""
        if self._selected not in components.component_ids or self._met is None:
            return False
        run, count = self._met
        by_hand = self._session.store.document.spec.initialiser in CHOSEN_BY_HAND
        return run is self._player.run or (by_hand and count == len(components.component_ids))

    # The mouse

    def hit(self, place: QPointF) -> int | None:
        """Index of the centroid within reach of ``place``, the nearest first."""
        components = self._picture.projected
        if components is None:
            return None
        width, height = self._pixel
        means = on_plane(components.means)
        distances = np.hypot((means[:, 0] - place.x()) / width, (means[:, 1] - place.y()) / height)
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= REACH else None

    def drag_target(self, place: QPointF) -> DragTarget | None:
        """What a drag from ``place`` takes hold of: a handle of the component selected, or a centroid."""
        state, components = self._player.state, self._picture.projected
        if state is None or components is None or components.component_ids != state.components:
            return None
        begin, pixel = np.array([place.x(), place.y()]), self._pixel
        handle, distance = nearest(self.handles.handles(), begin, pixel)
        component = self.hit(place)
        if handle is not None and distance <= HANDLE_REACH and self._selected is not None:
            mean = np.full(2, np.inf) if component is None else on_plane(components.means)[component]
            if distance <= float(np.hypot(*((mean - begin) / pixel))):
                return DragTarget(self._selected, handle, begin, self._shape)
        if component is None:
            return None
        return DragTarget(components.component_ids[component], Handle(Part.MEAN, begin), begin)

    @property
    def _pixel(self) -> Floats:
        """(2,) the size of a pixel in the view."""
        return np.array(self._view.viewPixelSize())

    def clicked(self, place: QPointF) -> None:
        """On a centroid: select it. On a handle: nothing, for it waits to be dragged. Elsewhere: place a centroid."""
        drag_target = self.drag_target(place)
        self._placed_by_click = drag_target is None
        if drag_target is not None:
            self.select(drag_target.component_id)
            return
        self.select(None)
        before, state = self._session.store.document, self._player.state
        self._edits.place(self._picture.mean_at(place))
        after = self._session.store.document
        self._awaited = None if after is before else (after, 0 if state is None else len(state.components))

    def double_clicked(self) -> None:
        """Fit the view, and take back what the first of the two clicks placed."""
        if self._placed_by_click:
            self._session.store.take_back()
            self._placed_by_click = False
        self._picture.fit_view()

    def right_clicked(self, place: QPointF) -> None:
        """Remove the centroid."""
        component, state, projected = self.hit(place), self._player.state, self._picture.projected
        if (
            component is not None
            and state is not None
            and projected is not None
            and projected.component_ids == state.components
        ):
            self._edits.remove(component)

    def dragged(self, drag_target: DragTarget, place: QPointF, finished: bool) -> None:
        """Show the component as it is held; when it is let go, it stays so."""
        self.hover.move(place, drag_target.component_id)
        self.select(drag_target.component_id)
        where = self._to_widget(self._view.mapViewToScene(place))
        make = dragged(drag_target, np.array([place.x(), place.y()]), self._picture.axes)
        self._drag_component(drag_target.component_id, make, where)
        if finished:
            self._let_go()

    def hovered(self, place: QPointF | None) -> None:
        """The cursor says what a drag from here would do; what is there is told to the inspector."""
        components = self._picture.projected
        component = None if place is None else self.hit(place)
        self.hover.move(place, None if component is None or components is None else components.component_ids[component])
        self._viewport.setCursor(cursor_for(None if place is None else self.drag_target(place), self._pixel))

    # What is held

    @property
    def is_holding(self) -> bool:
        """Is a component dragged?"""
        return self._drag.component_id is not None

    def drop(self) -> None:
        """Hold nothing, whatever mouse and keys still do."""
        self._drag.give_up()
        self._view.drop()
        self.weight_bar.slider.let_go()

    def _drag_component(self, component_id: int, make: Make, near: QPoint) -> None:
        self._player.pause()  # first, for the last state that came may still glide to its place
        self._picture.stand_still()
        self._drag.show(component_id, make, self._picture.axes, near)

    def _weigh(self, weight: float) -> None:
        """The slider stands at ``weight``, and is held."""
        if self._selected is not None:
            self._drag_component(self._selected, weighed(weight), self.weight_bar.geometry().bottomLeft())

    def _weighed(self, weight: float) -> None:
        self._weigh(weight)
        self._let_go()

    def _let_go(self) -> None:
        """Make an edit of what is held; where there is none to make, the picture is that of the state again."""
        document = self._session.store.document
        self._lets_go = True
        try:
            self._drag.let_go()
        finally:
            self._lets_go = False
            if self._session.store.document is document:
                self._picture.show_again()

    def _give_up(self) -> None:
        """Nothing was held; the picture is that of the state again."""
        self.drop()
        self._picture.show_again()

    # The keys

    def is_its_own(self, event: QKeyEvent) -> bool:
        """Escape lets go of what is held, or else of the selection, unless it has a run to stop."""
        has_use = self.is_holding or (self._selected is not None and self._player.idle)
        return event.key() == Qt.Key.Key_Escape and has_use

    def pressed(self, event: QKeyEvent) -> bool:
        """A key was pressed on the canvas. Did it mean anything here?"""
        if self.is_its_own(event) and self.is_holding:
            self._give_up()
        elif self.is_its_own(event):
            self.select(None)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._player.state is not None:
            self._remove_selected(self._player.state)
        elif event.key() in STEPS:
            self.hover.step(STEPS[Qt.Key(event.key())])
        else:
            return False
        return True

    def _remove_selected(self, state: State) -> None:
        if self._selected in state.components:
            self._edits.remove(state.components.index(self._selected))
