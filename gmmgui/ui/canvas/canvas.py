"""The canvas: the picture of one state. Talks to the session only; :class:`CanvasController` has mouse and keys."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QWidget

from gmmgui.core import Phase, State
from gmmgui.core.algorithms import Algorithm, algorithm_of
from gmmgui.core.types import Floats
from gmmgui.data import Dataset
from gmmgui.session.document import Document
from gmmgui.session.run import Assignment
from gmmgui.session.session import Session
from gmmgui.ui.canvas.flash import FLASH_MS, Flash
from gmmgui.ui.canvas.interaction.controller import CanvasController
from gmmgui.ui.canvas.interaction.view_box import InteractiveViewBox
from gmmgui.ui.canvas.layers.centroids import CentroidsLayer
from gmmgui.ui.canvas.layers.field import FieldLayer
from gmmgui.ui.canvas.layers.stack import LayerStack
from gmmgui.ui.canvas.one_column.view import RUG, DensityLayer, HeightAxis
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.points import POINTS, Colours, PointsLayer, one_colour
from gmmgui.ui.canvas.render.histogram import Binning
from gmmgui.ui.canvas.render.projection import (
    Axes,
    Axis,
    PrincipalComponent,
    ProjectedMixture,
    mean_at,
    percent,
    project,
    project_state,
)
from gmmgui.ui.canvas.render.rasterizer import Places
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.canvas.tween import GLIDE_MS, Glide
from gmmgui.ui.palette import LIGHT, Theme, component_rgb
from gmmgui.ui.plots import adopt_menu

LONGEST_PAST = 400
"""States that a scene knows of: a trail gets no longer."""
SMALLEST = 200, 140
"""Pixels; less shows nothing beside the numbers of the axes."""
MARGIN = 0.08
LEFT, TOP = 4, 8
"""Pixels beside the title of the axis, and above the picture, for the upper half of the axis's highest number."""
LONGEST_TITLE = 60
SCRUBBING_MS = 150
"""So long after a jump to another state the next jump is expected."""
JITTER_SEED = 1_000_003
"""Of the rug; data drawn with the same seed would be jittered by the numbers that they were made of."""


class Canvas(pg.PlotWidget):
    """Points and components, one picture for all that is shown of a state; ``controller`` has mouse and keys.

    Signals
    -------
    axes_changed(Axes) : other columns or principal components are shown.
    scene_shown(Scene, Colours) : what is drawn, and in which colours the points, has changed.
    """

    axes_changed = Signal(object)
    scene_shown = Signal(object, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent, viewBox=InteractiveViewBox(), axisItems={"left": HeightAxis("left")})
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Canvas: the data and the components"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(*SMALLEST)
        self._session, self._player = session, session.player
        self._theme = LIGHT
        self._dataset: Dataset | None = None
        self._axes = Axes(0, 1)
        self._projected: Floats | None = None
        self._colours = one_colour(QColor("black"))
        self._drawn: ProjectedMixture | None = None
        self._coloured: Assignment | None = None
        self._is_behind = False
        self.glide_ms = GLIDE_MS
        self._set_up_plot()
        self._make_layers()
        self.controller = CanvasController(session, self, self, self._centroids, self.painter)
        self._scrubbing = QTimer(self)
        self._scrubbing.setSingleShot(True)
        self._scrubbing.timeout.connect(self._show_scene)
        self._flash = Flash(self._points.set_colours, self)
        self._glide = Glide(self._draw_components, self)
        self._connect(session)
        self.set_theme(LIGHT)
        self._set_dataset(session.store.document.dataset)

    def _set_up_plot(self) -> None:
        for name in ("left", "bottom"):
            axis = self.plotItem.getAxis(name)
            axis.enableAutoSIPrefix(False)  # before there is a label: later it would freeze the factor of the moment
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # only the points change most of the time
            axis.setZValue(-1000)  # its line lies under the points
        self.hideButtons()
        adopt_menu(self)
        self.plotItem.setContentsMargins(LEFT, TOP, 0, 0)

    def _make_layers(self) -> None:
        self.painter = Painter(self)
        self._points, self._centroids = PointsLayer(self.painter), CentroidsLayer(self.painter)
        for layer in (self._points, self._centroids):
            self.addItem(layer, ignoreBounds=True)
        self.layers = LayerStack(self.plotItem, self.painter, self)
        parts = self.layers.layers
        self._density = DensityLayer(self.plotItem, self._theme, self.painter, parts, lambda: self._awaits_picture)
        self._parts = self._density.parts

    def _connect(self, session: Session) -> None:
        self.layers.changed.connect(self._show_parts)
        self.layers.actions["shapes"].toggled.connect(self._centroids.show_shapes)
        self.layers.options["ellipses"].triggered.connect(self._resize_ghosts)
        self.plotItem.getViewBox().sigRangeChanged.connect(self._range_changed)
        session.store.changed.connect(self._document_changed)
        session.player.shown.connect(self._show_state)
        session.player.assigned.connect(self._show_assignment)
        session.player.mode_changed.connect(self._change_pace)
        self.painter.ended.connect(lambda kind: self._catch_up() if kind == POINTS else None)

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
    def projected(self) -> ProjectedMixture | None:
        """The components as they appear at this moment."""
        return self._drawn

    @property
    def is_gliding(self) -> bool:
        """Are the components on their way to where they belong?"""
        return not self._glide.is_over

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        self.setBackground(theme.canvas)
        for name in ("left", "bottom"):
            axis = self.plotItem.getAxis(name)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.quiet))
        self._points.set_edge(QColor(theme.edge))
        self._density.set_theme(theme)
        self.controller.set_theme(theme)
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
        self.plotItem.getAxis("left").set_heights(axes.y is None)
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
        self.controller.forget()
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
        self.controller.hover.set_places(places, stretch)

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
        """Within, a picture shows points and fields up to date, even if they are many, and the whole view."""
        if self._scrubbing.isActive():
            self._scrubbing.stop()
            self._show_scene()
        with ExitStack() as stack:
            stack.enter_context(self._points.at_once())
            for field in self._fields:
                stack.enter_context(field.at_once())
            yield

    def grab(self, rectangle: QRect | None = None) -> QPixmap:
        """A picture of the canvas that is up to date, without handles and other means of interaction."""
        with self.controller.out_of_sight(), self.at_once():
            return self.viewport().grab(rectangle or QRect(QPoint(0, 0), QSize(-1, -1)))

    # What changes

    def _document_changed(self, old: Document, new: Document) -> None:
        if new.dataset is not old.dataset:
            self._set_dataset(new.dataset)
        else:
            self.controller.end_drag()

    @property
    def _awaits_picture(self) -> bool:
        """Will the points soon have a new picture, with which all else shall change?"""
        return self._player.is_rushing and self._points.is_painted_apart

    def _catch_up(self) -> None:
        """Draw what waited until the points had their picture, and let the run go on."""
        self._density.catch_up()
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
            self.controller.leave_run()
            self._colour(None)
            self._draw_components(None)
            return
        assignment = self._player.assignment
        if assignment is not None and assignment.state is state:
            self._colour(assignment)
        elif state.scaled_assigned_by is None:
            self._colour(None)
        target = project_state(state, self._axes)
        if not self.controller.meet(target):
            moves = state.phase in (Phase.M, Phase.EDIT)
            self._glide.to(self._drawn, target, self._glide_time() if moves else 0)

    def _glide_time(self) -> int:
        return min(self.glide_ms, self._player.glide_milliseconds)

    def _show_assignment(self, assignment: Assignment) -> None:
        is_new = assignment is not self._coloured
        if is_new:
            self._colour(assignment)
        if self._awaits_picture:
            self._player.hold(True)  # who makes states faster than pictures only takes processors from the painter
        elif is_new:
            self._show_scene()

    @property
    def _algorithm(self) -> Algorithm:
        return algorithm_of(self._player.shown_document.spec)

    def _show_scene(self) -> None:
        assert self._dataset is not None
        player = self._player
        state = player.state if self._drawn is not None else None
        past = () if state is None else tuple(player.recent(LONGEST_PAST))
        assignment = None if state is None else player.assignment
        before = None if state is None else player.before
        known = self._dataset, self._axes, self._theme, self._algorithm
        scene = Scene(*known, state, before, past, self._drawn, assignment, player.true_numbers, self._is_in_a_hurry)
        self._centroids.show_scene(scene)
        self.controller.show_scene(scene)
        self.layers.show_scene(scene)
        self._density.set_in_a_hurry(scene.in_a_hurry)
        self.scene_shown.emit(scene, self._colours)

    def _colour(self, assignment: Assignment | None) -> None:
        self._coloured = assignment
        if assignment is None or not assignment.is_known:
            self._colours = one_colour(QColor(self._theme.point))
        else:
            self._colours = _mean_colours(assignment)
        self._flash.cancel()
        flash_time = min(FLASH_MS, self._player.glide_milliseconds) if self.glide_ms else 0
        if assignment is not None and assignment.changed_points is not None and assignment.changed and flash_time:
            self._flash.begin(self._colours, assignment.changed_points, QColor(self._theme.text), flash_time)
        else:
            self._points.set_colours(self._colours)
        if self._axes.y is None:
            self._density.show_bars(assignment)

    def _draw_components(self, components: ProjectedMixture | None) -> None:
        self._drawn = components
        self._show_scene()
        if self._axes.y is None:
            self._show_curves()

    # One column

    def _show_curves(self) -> None:
        before = self._density.top
        self._density.show_curves(self._drawn if self._algorithm.has_density else None)
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

    # Dragging

    def show_held(self, components: ProjectedMixture) -> None:
        """Show the components as they are dragged."""
        self._draw_components(components)

    def show_again(self) -> None:
        """Show the state as it is: nothing is dragged."""
        self._draw_state(self._player.state)

    def stand_still(self) -> None:
        """Glide no further."""
        self._glide.stop()

    def mean_at(self, place: QPointF) -> Floats:
        """(d,) the mean of a component that is placed there; in columns that are not shown it is that of the data."""
        assert self._dataset is not None
        shown = np.array([place.x(), place.y()][: len(self._axes.shown)])
        return mean_at(self._dataset.points, self._axes, shown, self._projected)

    def event(self, event: QEvent) -> bool:
        """Keys of the controller come before shortcuts."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self.controller.is_its_own(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.setAccepted(self.controller.pressed(event))


def _mean_colours(assignment: Assignment) -> Colours:
    """The palette, blended by responsibility when it is needed."""
    palette = component_rgb(assignment.components).astype(np.float32)
    return Colours(lambda: assignment.posterior_mean(palette), lambda rows: assignment.posterior_mean(palette, rows))


def _extent(values: list[Floats]) -> tuple[Floats, Floats]:
    """Lowest and highest of the values (n,) on each axis."""
    return np.array([along.min() for along in values]), np.array([along.max() for along in values])


def _axis_title(name: str) -> str:
    """The name of a column as pyqtgraph takes it: it reads labels as HTML."""
    return html.escape(name if len(name) <= LONGEST_TITLE else f"{name[: LONGEST_TITLE - 1]}…")
