"""The canvas: the picture of one state, and the hands that shape it. Talks to the session only."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QWidget

from gmmgui.core import ALGORITHMS, Phase, State
from gmmgui.core.algorithms import Algorithm
from gmmgui.core.types import Floats
from gmmgui.data import Dataset
from gmmgui.session.document import Document
from gmmgui.session.run import Assignment
from gmmgui.session.session import Session
from gmmgui.ui.canvas.cursors import cursor_for
from gmmgui.ui.canvas.flash import FLASH_MS, Flash
from gmmgui.ui.canvas.handles import HANDLE_REACH, Grip, Handle, Part, Shape, nearest, shape_of
from gmmgui.ui.canvas.hold import Hold, Make, dragged, weighed
from gmmgui.ui.canvas.hover import Hover
from gmmgui.ui.canvas.layers.centroids import CENTROID_RADIUS, CentroidsLayer
from gmmgui.ui.canvas.layers.field import FieldLayer
from gmmgui.ui.canvas.layers.handles import HandlesLayer
from gmmgui.ui.canvas.layers.stack import LayerStack
from gmmgui.ui.canvas.one_column.histogram import Binning
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.points import POINTS, Colours, PointsLayer, one_colour
from gmmgui.ui.canvas.projection import (
    Axes,
    Axis,
    Drawn,
    PrincipalComponent,
    drawn,
    mean_at,
    on_plane,
    percent,
    project,
)
from gmmgui.ui.canvas.raster import Places
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.canvas.tween import GLIDE_MS, Glide
from gmmgui.ui.canvas.view_1d import RUG, DensityLayer
from gmmgui.ui.canvas.view_box import HandViewBox
from gmmgui.ui.canvas.weight_bar import WeightBar
from gmmgui.ui.palette import LIGHT, Theme, component_rgb
from gmmgui.ui.plots import adopt_menu

REACH = CENTROID_RADIUS + 4
"""A click this near to a centroid, in pixels, means the centroid."""
LONGEST_PAST = 400
"""States that a scene knows of: a trail gets no longer."""
MARGIN = 0.08
TOP = 8
"""Pixels above the picture, for the upper half of the highest number of the axis."""
LONGEST_TITLE = 60
SCRUBBING_MS = 150
"""So long after a jump to another state the next jump is expected."""
JITTER_SEED = 1_000_003
"""Of the rug; data drawn with the same seed would be jittered by the numbers that they were made of."""
STEPS = {Qt.Key.Key_Comma: -1, Qt.Key.Key_Period: 1}
"""Keys that go from point to point, in the order of the rows."""


class Canvas(pg.PlotWidget):
    """Points, components, and the mouse.

    Signals
    -------
    axes_changed(Axes) : other columns or principal components are shown.
    scene_shown(Scene, Colours) : what is drawn, and in which colours the points, has changed.
    """

    axes_changed = Signal(object)
    scene_shown = Signal(object, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent, viewBox=HandViewBox(self))
        self.setObjectName("canvas")
        for name in ("left", "bottom"):  # while there is no label yet: later it would freeze the factor of the moment
            self.plotItem.getAxis(name).enableAutoSIPrefix(False)
        self.setAccessibleName(self.tr("Canvas: the data and the components"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._session, self._player, self._hands = session, session.player, session.hands
        self._theme = LIGHT
        self._dataset: Dataset | None = None
        self._axes = Axes(0, 1)
        self._projected: Floats | None = None
        self._colours = one_colour(QColor("black"))
        self._selected: int | None = None
        self._is_behind = False
        self._placed_by_click = False
        self._placed_after = 0
        self.glide_ms = GLIDE_MS
        self.painter = Painter(self)
        self._drawn: Drawn | None = None
        self._points, self._centroids = PointsLayer(self.painter), CentroidsLayer(self.painter)
        self._handles = HandlesLayer(self.painter)
        for layer in (self._points, self._centroids, self._handles):
            self.addItem(layer, ignoreBounds=True)
        self.layers = LayerStack(self.plotItem, self.painter, self)
        self._density = DensityLayer(self.plotItem, self._theme, self.painter, self.layers.layers)
        self._parts = self._density.parts
        self.layers.changed.connect(self._show_parts)
        self.layers.actions["shapes"].toggled.connect(self._centroids.show_shapes)
        self.layers.options["ellipses"].triggered.connect(self._resize_ghosts)
        for name in ("left", "bottom"):
            axis = self.plotItem.getAxis(name)
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # only the points change most of the time
        self.hover = Hover(self.plotItem, self.painter, self)
        self.hideButtons()
        adopt_menu(self)
        self.plotItem.setContentsMargins(0, TOP, 0, 0)
        self._scrubbing = QTimer(self)
        self._scrubbing.setSingleShot(True)
        self._scrubbing.timeout.connect(self._show_scene)
        self._flash = Flash(self._points.set_colours, self)
        self._glide = Glide(self._draw_components, self)
        self._hold = Hold(session, self._draw_components, self)
        self._selected_before: tuple[int | None, int] = (None, 0)
        self.weight_bar = self._make_weight_bar()
        self.plotItem.getViewBox().sigRangeChanged.connect(self._range_changed)
        session.store.changed.connect(self._document_changed)
        self._player.shown.connect(self._show_state)
        self._player.assigned.connect(self._show_assignment)
        self._player.mode_changed.connect(self._change_pace)
        self.painter.ended.connect(lambda kind: self._catch_up() if kind == POINTS else None)
        self.set_theme(LIGHT)
        self._set_dataset(session.store.document.dataset)

    # What is shown

    @property
    def axes(self) -> Axes:
        """The columns or principal components shown."""
        return self._axes

    @property
    def points_layer(self) -> PointsLayer:
        """The data."""
        return self._points

    @property
    def drawn(self) -> Drawn | None:
        """The components as they appear at this moment."""
        return self._drawn

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        self.setBackground(theme.canvas)
        for name in ("left", "bottom"):
            axis = self.plotItem.getAxis(name)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.quiet))
            axis.setZValue(-1000)  # its line lies under the points
        self.hover.ring.set_theme(theme)
        self._points.set_edge(QColor(theme.edge))
        self._density.set_theme(theme)
        self.weight_bar.set_theme(theme)
        if self._dataset is not None:
            self._set_labels()
            self._density.refresh()
            self._show_state(self._player.state)

    def set_axes(self, axes: Axes) -> None:
        """Show other columns, or principal components, of the same data."""
        assert self._dataset is not None
        self._glide.stop()
        self._drawn = None  # nothing glides from other columns to these
        self._axes = axes
        self._projected = None if axes.are_columns else project(self._dataset.points, axes)
        self._density.remove()
        if axes.y is None:
            self._density.set_values(self._values[0])
        self._extent = _extent(self._values)
        self._set_labels()
        self._place_points()
        self.fit_view()
        self._show_state(self._player.state)
        self.axes_changed.emit(axes)

    @property
    def _values(self) -> list[Floats]:
        """What is on each axis, (n,) each; columns are not copied."""
        assert self._dataset is not None
        if self._projected is None:
            return [self._dataset.points[:, column] for column in self._axes.columns]
        return list(self._projected.T)

    def _resize_ghosts(self, size: QAction) -> None:
        self.layers.layers["ghosts"].choose(size.data())

    def fit_view(self) -> None:
        """Show all data."""
        low, high = self._extent
        spread = np.where(high > low, high - low, 1.0)
        low, high = low - MARGIN * spread, high + MARGIN * spread
        if self._axes.y is None:
            self.setRange(xRange=(low[0], high[0]), yRange=self._density.range, padding=0)
        else:
            self.setRange(xRange=(low[0], high[0]), yRange=(low[1], high[1]), padding=0)

    @property
    def histogram(self) -> tuple[Binning, Floats]:
        """What is wanted of the bars of one column, and their edges."""
        return self._density.binning, self._density.edges

    @property
    def curve_kind(self) -> str:
        """ "pdf" or "cdf": densities or distribution functions of one column."""
        return self._density.kind

    def set_binning(self, binning: Binning) -> None:
        """Other bars of the same column."""
        self._density.set_binning(binning)
        self._density.refresh()
        self._fit_height()

    def _set_dataset(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self.hover.forget()
        self._drop()
        self._select(None)
        self._selected_before = (None, 0)
        self.set_axes(Axes(0, 1 if dataset.d > 1 else None))

    def _set_labels(self) -> None:
        assert self._dataset is not None
        style = {"color": self._theme.quiet}
        y = self._axes.y
        self.setLabel("bottom", self._title_of(self._axes.x), **style)
        self.setLabel("left", self._density_title if y is None else self._title_of(y), **style)

    def _title_of(self, axis: Axis) -> str:
        assert self._dataset is not None
        if isinstance(axis, PrincipalComponent):
            return self.tr("PC {0} ({1} % of the variance)").format(axis.number + 1, percent(axis.share))
        return _axis_title(self._dataset.features[axis])

    @property
    def _density_title(self) -> str:
        return self.tr("distribution function") if self._density.kind == "cdf" else self.tr("density")

    def _place_points(self) -> None:
        assert self._dataset is not None
        self._points.setVisible(self._axes.y is not None or self.layers.is_on("rug"))
        if self._axes.y is None:
            jitter = np.random.default_rng(JITTER_SEED).uniform(-1.3 * RUG, -0.3 * RUG, self._dataset.n)
            self._rug = Places(np.column_stack([self._values[0], jitter]))
            self._set_places(self._rug, self._density.top)
        elif self._projected is not None:
            self._set_places(Places(self._projected))
        else:
            self._set_places(Places(np.ascontiguousarray(self._dataset.points), *self._axes.columns))

    def _set_places(self, places: Places, stretch: float = 1.0) -> None:
        self._points.set_places(places, stretch)
        self.hover.set_places(places, stretch)

    # Pictures

    def stop_painting(self) -> None:
        """End the painter's thread: the window closes."""
        self._scrubbing.stop()
        for field in self._fields:
            field.stop()
        self.painter.close()

    @property
    def _fields(self) -> list[FieldLayer]:
        return [layer for layer in self.layers.layers.values() if isinstance(layer, FieldLayer)]

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Within, whoever takes a picture sees points and fields as they are, even if they are many, and all of it."""
        if self._scrubbing.isActive():
            self._scrubbing.stop()
            self._show_scene()
        with ExitStack() as stack:
            stack.enter_context(self._points.at_once())
            for field in self._fields:
                stack.enter_context(field.at_once())
            yield

    def grab(self, rectangle: QRect | None = None) -> QPixmap:
        """A picture of the canvas that is up to date, without what only hands need."""
        selected = self._selected
        self._select(None)
        try:
            with self.at_once():
                return super().grab(rectangle or QRect(QPoint(0, 0), QSize(-1, -1)))
        finally:
            self._select(selected)

    # What changes

    def _document_changed(self, old: Document, new: Document) -> None:
        if new.dataset is not old.dataset:
            self._set_dataset(new.dataset)

    @property
    def _awaits_picture(self) -> bool:
        """Will the points soon have a new picture, with which all else shall change?"""
        return self._player.is_rushing and self._points.is_painted_apart

    def _catch_up(self) -> None:
        """Draw what waited until the points had their picture, and let the run go on."""
        if self._is_behind:
            self._is_behind = False
            self._draw_state(self._player.state)
        self._player.hold(False)

    @property
    def _is_in_a_hurry(self) -> bool:
        """Does the next picture come as soon as there can be one?"""
        return self._player.is_rushing or self._scrubbing.isActive()

    def _change_pace(self) -> None:
        self._catch_up()
        self._show_scene()  # some things are not drawn in a hurry

    def _show_state(self, state: State | None) -> None:
        if state is not None and self._awaits_picture:
            self._is_behind = True
        else:
            self._draw_state(state)

    def _draw_state(self, state: State | None) -> None:
        self._glide.stop()
        if self._player.is_jumping:
            self._scrubbing.start(SCRUBBING_MS)
        if state is None:
            self._drop()
            if self._drawn is not None:
                self._selected_before = self._selected, len(self._drawn.names)
            self._select(None)
            self._colour(None)
            self._draw_components(None)
            return
        if state.inner_assigned_by is None:
            self._colour(None)
        target = drawn(state, self._axes)
        if self._placed_by_click and len(target.names) > self._placed_after:
            self._select(target.names[-1])
            self._placed_after = len(target.names)
        elif self._selected not in target.names:
            self._select(self._kept_selection(target))
            if self._selected is not None:
                self.weight_bar.come_back()
        self._selected_before = (None, 0)
        if self._hold.name is not None:
            self._hold.again()
            if self._hold.name is not None:
                return
            self._drop()  # what was held is no more
        moves = state.phase in (Phase.M, Phase.EDIT)
        self._glide.to(self._drawn, target, self._glide_time() if moves else 0)

    def _kept_selection(self, components: Drawn) -> int | None:
        """What was selected before a hand changed the start: the run is another, but the component is the same."""
        name, count = self._selected_before
        by_hand = self._session.store.document.spec.initialiser in ("marks", "exact")
        return name if by_hand and count == len(components.names) and name in components.names else None

    def _glide_time(self) -> int:
        return min(self.glide_ms, self._player.glide_milliseconds)

    def _show_assignment(self, assignment: Assignment) -> None:
        self._colour(assignment)
        if self._awaits_picture:
            self._player.hold(True)  # who makes states faster than pictures only takes processors from the painter
        else:
            self._show_scene()

    @property
    def _algorithm(self) -> Algorithm:
        return ALGORITHMS[self._session.store.document.spec.algorithm]

    def _show_scene(self) -> None:
        assert self._dataset is not None
        player = self._player
        state = player.state if self._drawn is not None else None
        past = () if state is None else tuple(player.recent(LONGEST_PAST))
        assignment = None if state is None else player.assignment
        known = self._dataset, self._axes, self._theme, self._algorithm
        scene = Scene(*known, state, past, self._drawn, assignment, self._is_in_a_hurry)
        self._centroids.show_scene(scene)
        self._handles.show_scene(scene)
        self._show_selected()
        self.layers.show_scene(scene)
        self.scene_shown.emit(scene, self._colours)

    def _colour(self, assignment: Assignment | None) -> None:
        if assignment is None or not assignment.is_known:
            self._colours = one_colour(QColor(self._theme.point))
        else:
            self._colours = _blended(assignment)
        self._flash.cancel()
        flash_time = min(FLASH_MS, self._player.glide_milliseconds) if self.glide_ms else 0
        if assignment is not None and assignment.changed_points is not None and assignment.changed and flash_time:
            self._flash.begin(self._colours, assignment.changed_points, QColor(self._theme.text), flash_time)
        else:
            self._points.set_colours(self._colours)
        if self._axes.y is None:
            self._density.show_bars(assignment)

    def _draw_components(self, components: Drawn | None) -> None:
        self._drawn = components
        self._show_scene()
        if self._axes.y is None:
            self._show_curves()

    # One column

    def _show_curves(self) -> None:
        before = self._density.top
        self._density.show_curves(self._drawn if self._algorithm.uses_covariance_type else None)
        if self._density.top > before:
            self._fit_height()

    def _fit_height(self) -> None:
        """Let the view be as high as what it shows."""
        self._set_places(self._rug, self._density.top)
        self.setYRange(*self._density.range, padding=0)

    def _range_changed(self) -> None:
        if self._axes.y is None:
            self._density.follow_view()
            self._show_curves()

    def _show_parts(self) -> None:
        """Another part of the picture of one column is on, or the curves are of another kind."""
        if self._parts == self._density.parts:
            return
        self._parts = self._density.parts
        for key in ("ghosts", "truth"):
            self.layers.layers[key].choose(self._density.kind)
        if self._axes.y is None:
            self._points.setVisible(self.layers.is_on("rug"))
            self._set_labels()
            self._density.refresh()
            self._fit_height()

    # Hands

    def hit(self, place: QPointF) -> int | None:
        """Index of the centroid within reach of ``place``, the nearest first."""
        components = self._drawn
        if components is None:
            return None
        width, height = self.plotItem.getViewBox().viewPixelSize()
        means = on_plane(components.means)
        distances = np.hypot((means[:, 0] - place.x()) / width, (means[:, 1] - place.y()) / height)
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= REACH else None

    def grip(self, place: QPointF) -> Grip | None:
        """What a drag from ``place`` takes hold of: a handle of the component selected, or a centroid."""
        state, components = self._player.state, self._drawn
        if state is None or components is None or components.names != state.components:
            return None
        begin, pixel = np.array([place.x(), place.y()]), self._pixel
        handle, distance = nearest(self._handles.handles(), begin, pixel)
        component = self.hit(place)
        if handle is not None and distance <= HANDLE_REACH and self._selected is not None:
            mean = np.full(2, np.inf) if component is None else on_plane(components.means)[component]
            if distance <= float(np.hypot(*((mean - begin) / pixel))):
                return Grip(self._selected, handle, begin, self._shape)
        if component is None:
            return None
        return Grip(components.names[component], Handle(Part.MEAN, begin), begin)

    @property
    def _pixel(self) -> Floats:
        """(2,) the size of a pixel in the view."""
        return np.array(self.plotItem.getViewBox().viewPixelSize())

    def clicked(self, place: QPointF) -> None:
        """On a centroid: select it. On a handle: nothing, for it waits to be dragged. Elsewhere: place a centroid."""
        grip = self.grip(place)
        self._placed_by_click = grip is None
        self._placed_after = 0 if self._player.state is None else len(self._player.state.components)
        if grip is not None:
            self._select(grip.name)
        else:
            self._select(None)
            self._hands.place(self._mean_at(place))

    def double_clicked(self) -> None:
        """Fit the view, and take back what the first of the two clicks placed."""
        if self._placed_by_click:
            self._session.store.take_back()
            self._placed_by_click = False
        self.fit_view()

    def right_clicked(self, place: QPointF) -> None:
        """Remove the centroid."""
        component = self.hit(place)
        if component is not None:
            self._hands.remove(component)

    def dragged(self, grip: Grip, place: QPointF, finished: bool) -> None:
        """Show the component as it is held; when it is let go, it stays so."""
        self._select(grip.name)
        where = self.mapFromScene(self.plotItem.getViewBox().mapViewToScene(place))
        self._hold_so(grip.name, dragged(grip, np.array([place.x(), place.y()]), self._axes), where)
        if finished:
            self._let_go()

    def _hold_so(self, name: int, make: Make, near: QPoint) -> None:
        self._glide.stop()
        self._hold.show(name, make, self._axes, near)

    def _weigh(self, weight: float) -> None:
        """The slider stands at ``weight``, and is held."""
        if self._selected is not None:
            self._hold_so(self._selected, weighed(weight), self.weight_bar.geometry().bottomLeft())

    def _weighed(self, weight: float) -> None:
        self._weigh(weight)
        self._let_go()

    def _let_go(self) -> None:
        """Make an edit of what is held; where there is none to make, the picture is that of the state again."""
        document = self._session.store.document
        self._hold.let_go()
        if self._session.store.document is document:
            self._draw_state(self._player.state)

    def _give_up(self) -> None:
        """Nothing was held; the picture is that of the state again."""
        self._drop()
        self._draw_state(self._player.state)

    def _drop(self) -> None:
        self._hold.give_up()
        self.plotItem.getViewBox().drop()
        self.weight_bar.slider.let_go()

    def event(self, event: QEvent) -> bool:
        """While something is held, Escape lets go of it and does not stop the run."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._hold.name is not None
        ):
            event.accept()
            return True
        return bool(super().event(event))

    def hovered(self, place: QPointF | None) -> None:
        """The cursor says what a drag from here would do; what is there is told to the inspector."""
        component = None if place is None else self.hit(place)
        self.hover.move(place, None if component is None or self._drawn is None else self._drawn.names[component])
        self.viewport().setCursor(cursor_for(None if place is None else self.grip(place), self._pixel))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        state = self._player.state
        if event.key() == Qt.Key.Key_Escape and self._hold.name is not None:
            self._give_up()
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and state is not None:
            if self._selected in state.components:
                self._hands.remove(state.components.index(self._selected))
            event.accept()
            return
        if event.key() in STEPS:
            self.hover.step(STEPS[Qt.Key(event.key())])
            event.accept()
            return
        event.ignore()

    def _select(self, name: int | None) -> None:
        self._selected = name
        self._centroids.set_selected(name)
        self._show_selected()

    def _show_selected(self) -> None:
        """The handles and the weight bar of the component that is selected."""
        components, name = self._drawn, self._selected
        if components is None or name not in components.names or not self._algorithm.uses_covariance_type:
            self._handles.set_shape(None, 0)
            self.weight_bar.leave()
            return
        weight = float(components.weights[components.names.index(name)])
        self._handles.set_shape(self._shape, name)
        self.weight_bar.show_component(name, weight, len(components.names) == 1)

    @property
    def _shape(self) -> Shape | None:
        """Of the component selected, as it is held, or else as it is drawn."""
        components, name = self._drawn, self._selected
        if self._hold.shape is not None or components is None or name not in components.names:
            return self._hold.shape
        index = components.names.index(name)
        type_name = self._session.store.document.spec.covariance_type
        return shape_of(components.means[index], components.covariances[index], type_name, self._axes)

    def _make_weight_bar(self) -> WeightBar:
        bar = WeightBar(self)
        bar.slider.tried.connect(self._weigh)
        bar.slider.chosen.connect(self._weighed)
        bar.slider.given_up.connect(self._give_up)
        bar.closed.connect(lambda: self._select(None))
        return bar

    def _mean_at(self, place: QPointF) -> Floats:
        assert self._dataset is not None
        shown = np.array([place.x(), place.y()][: len(self._axes.shown)])
        return mean_at(self._dataset.points, self._axes, shown, self._projected)


def _blended(assignment: Assignment) -> Colours:
    """The palette, blended by responsibility when somebody needs it."""
    palette = component_rgb(assignment.components).astype(np.float32)
    return Colours(lambda: assignment.blend(palette), lambda rows: assignment.blend(palette, rows))


def _extent(values: list[Floats]) -> tuple[Floats, Floats]:
    """Lowest and highest of the values (n,) on each axis."""
    return np.array([along.min() for along in values]), np.array([along.max() for along in values])


def _axis_title(name: str) -> str:
    """The name of a column as pyqtgraph takes it: it reads labels as HTML."""
    return html.escape(name if len(name) <= LONGEST_TITLE else f"{name[: LONGEST_TITLE - 1]}…")
