"""The canvas: the picture of one state, and the hands that shape it. Talks to the session only."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QWidget

from gmmgui.core import ALGORITHMS, Phase, State
from gmmgui.core.algorithms import Algorithm
from gmmgui.core.types import Floats
from gmmgui.data import Dataset
from gmmgui.session.document import Document
from gmmgui.session.run import Assignment
from gmmgui.session.session import Session
from gmmgui.ui.canvas.layers.centroids import CENTROID_RADIUS, CentroidsLayer
from gmmgui.ui.canvas.layers.stack import LayerStack
from gmmgui.ui.canvas.painter import Painter
from gmmgui.ui.canvas.points import Colours, PointsLayer, one_colour
from gmmgui.ui.canvas.projection import Axes, Drawn, drawn, mean_at, on_plane
from gmmgui.ui.canvas.raster import Places
from gmmgui.ui.canvas.scene import Scene
from gmmgui.ui.canvas.tween import GLIDE_MS, Glide
from gmmgui.ui.canvas.view_1d import RUG, DensityLayer
from gmmgui.ui.canvas.view_box import HandViewBox
from gmmgui.ui.palette import LIGHT, Theme, component_rgb

REACH = CENTROID_RADIUS + 4
"""A click this near to a centroid, in pixels, means the centroid."""
LONGEST_PAST = 400
"""States that a scene knows of: a trail gets no longer."""
MARGIN = 0.08
LONGEST_TITLE = 60


class Canvas(pg.PlotWidget):
    """Points, components, and the mouse.

    Signals
    -------
    axes_changed(Axes) : other columns are shown.
    """

    axes_changed = Signal(object)

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
        self._selected: int | None = None
        self._placed_by_click = False
        self._placed_after = 0
        self.glide_ms = GLIDE_MS
        self.painter = Painter(self)
        self._drawn: Drawn | None = None
        self._points, self._centroids = PointsLayer(self.painter), CentroidsLayer(self.painter)
        self._density = DensityLayer(self.plotItem, self._theme, self.painter)
        for layer in (self._points, self._centroids):
            self.addItem(layer, ignoreBounds=True)
        self.layers = LayerStack(self.plotItem, self.painter, self)
        for name in ("left", "bottom"):
            axis = self.plotItem.getAxis(name)
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # only the points change most of the time
        self.hideButtons()
        self._glide = Glide(self._draw_components, self)
        self.plotItem.getViewBox().sigRangeChanged.connect(self._range_changed)
        session.store.changed.connect(self._document_changed)
        self._player.shown.connect(self._show_state)
        self._player.assigned.connect(self._show_assignment)
        self.set_theme(LIGHT)
        self._set_dataset(session.store.document.dataset)

    # What is shown

    @property
    def axes(self) -> Axes:
        """The columns shown."""
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
        self._points.set_edge(QColor(theme.canvas))
        self._density.set_theme(theme)
        if self._dataset is not None:
            self._set_labels()
            self._show_state(self._player.state)

    def set_axes(self, axes: Axes) -> None:
        """Show other columns of the same data."""
        assert self._dataset is not None
        self._glide.stop()
        self._drawn = None  # nothing glides from other columns to these
        self._axes = axes
        if axes.y is None:
            self._density.set_values(self._dataset.points[:, axes.x])
        self._extent = _extent(self._dataset.points, axes)
        self._set_labels()
        self._place_points()
        self.fit_view()
        self._show_state(self._player.state)
        self.axes_changed.emit(axes)

    def fit_view(self) -> None:
        """Show all data."""
        low, high = self._extent
        spread = np.where(high > low, high - low, 1.0)
        low, high = low - MARGIN * spread, high + MARGIN * spread
        if self._axes.y is None:
            self.setRange(xRange=(low[0], high[0]), yRange=self._density_range(), padding=0)
        else:
            self.setRange(xRange=(low[0], high[0]), yRange=(low[1], high[1]), padding=0)

    def _density_range(self) -> tuple[float, float]:
        return -1.6 * RUG * self._density.top, 1.15 * self._density.top

    def _set_dataset(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._selected = None
        self._density.remove()
        self.set_axes(Axes(0, 1 if dataset.d > 1 else None))

    def _set_labels(self) -> None:
        assert self._dataset is not None
        style = {"color": self._theme.quiet}
        y = self._axes.y
        self.setLabel("bottom", _axis_title(self._dataset.features[self._axes.x]), **style)
        self.setLabel("left", self.tr("density") if y is None else _axis_title(self._dataset.features[y]), **style)

    def _place_points(self) -> None:
        assert self._dataset is not None
        points, axes = self._dataset.points, self._axes
        if axes.y is None:
            jitter = np.random.default_rng(0).uniform(-1.3 * RUG, -0.3 * RUG, len(points))
            self._rug = Places(np.column_stack([points[:, axes.x], jitter]))
            self._points.set_places(self._rug, self._density.top)
        else:
            self._points.set_places(Places(np.ascontiguousarray(points), axes.x, axes.y))

    # Pictures

    def stop_painting(self) -> None:
        """End the painter's thread: the window closes."""
        self.painter.close()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Within, whoever takes a picture sees the points as they are, even if they are many."""
        with self._points.at_once():
            yield

    def grab(self, rectangle: QRect | None = None) -> QPixmap:
        """A picture of the canvas that is up to date."""
        with self.at_once():
            return super().grab(rectangle or QRect(QPoint(0, 0), QSize(-1, -1)))

    # What changes

    def _document_changed(self, old: Document, new: Document) -> None:
        if new.dataset is not old.dataset:
            self._set_dataset(new.dataset)

    def _show_state(self, state: State | None) -> None:
        self._glide.stop()
        if state is None:
            self._selected = None
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
            self._select(None)
        moves = state.phase in (Phase.M, Phase.EDIT)
        self._glide.to(self._drawn, target, self._glide_time() if moves else 0)

    def _glide_time(self) -> int:
        return min(self.glide_ms, self._player.glide_milliseconds)

    def _show_assignment(self, assignment: Assignment) -> None:
        self._colour(assignment)
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
        scene = Scene(
            self._dataset, self._axes, self._theme, self._algorithm, state, past, self._drawn, assignment
        )
        self._centroids.show_scene(scene)
        self.layers.show_scene(scene)

    def _colour(self, assignment: Assignment | None) -> None:
        if assignment is None or assignment.labels is None:
            self._points.set_colours(one_colour(QColor(self._theme.point)))
        else:
            self._points.set_colours(_blended(assignment))
        if self._axes.y is None:
            self._density.show_bars(assignment)

    def _draw_components(self, components: Drawn | None) -> None:
        self._drawn = components
        self._show_scene()
        if self._axes.y is None:
            has_covariances = self._algorithm.uses_covariance_type
            before = self._density.top
            self._density.show_curves(components if has_covariances else None)
            if self._density.top > before:
                self._points.set_places(self._rug, self._density.top)
                self.setYRange(*self._density_range(), padding=0)

    def _range_changed(self) -> None:
        if self._axes.y is None and self._drawn is not None:
            self._draw_components(self._drawn)

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

    def clicked(self, place: QPointF) -> None:
        """On a centroid: select it. Elsewhere: place one."""
        component = self.hit(place)
        self._placed_by_click = component is None
        self._placed_after = 0 if self._player.state is None else len(self._player.state.components)
        if component is not None and self._player.state is not None:
            self._select(self._player.state.components[component])
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

    def dragged(self, component: int, place: QPointF, finished: bool) -> None:
        """Show the centroid where it is held; when it is let go, it stays there."""
        state = self._player.state
        if state is None or component >= len(state.components):
            return
        self._player.pause()
        self._glide.stop()
        self._select(state.components[component])
        target = drawn(state, self._axes)
        means = target.means.copy()
        means[component] = [place.x(), place.y()][: means.shape[1]]
        self._draw_components(Drawn(target.names, target.weights, means, target.covariances))
        if finished:
            mean = state.mixture.means[component].copy()
            mean[self._axes.columns] = means[component]
            self._hands.move(component, mean)

    def hovered(self, place: QPointF | None) -> None:
        """A hand over a centroid, a cross elsewhere."""
        on_centroid = place is not None and self.hit(place) is not None
        self.viewport().setCursor(
            Qt.CursorShape.OpenHandCursor if on_centroid else Qt.CursorShape.CrossCursor
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        state = self._player.state
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and state is not None:
            if self._selected in state.components:
                self._hands.remove(state.components.index(self._selected))
            event.accept()
            return
        event.ignore()

    def _select(self, name: int | None) -> None:
        self._selected = name
        self._centroids.set_selected(name)

    def _mean_at(self, place: QPointF) -> Floats:
        assert self._dataset is not None
        shown = np.array([place.x(), place.y()][: len(self._axes.columns)])
        return mean_at(self._dataset.points, self._axes, shown)


def _blended(assignment: Assignment) -> Colours:
    """The palette, blended by responsibility when somebody needs it."""
    palette = component_rgb(assignment.components).astype(np.float32)
    return Colours(lambda: assignment.blend(palette))


def _extent(points: Floats, axes: Axes) -> tuple[Floats, Floats]:
    """Lowest and highest value of each column shown; one column after the other needs no copy."""
    columns = [points[:, column] for column in axes.columns]
    return np.array([column.min() for column in columns]), np.array([column.max() for column in columns])


def _axis_title(name: str) -> str:
    """The name of a column as pyqtgraph takes it: it reads labels as HTML."""
    return html.escape(name if len(name) <= LONGEST_TITLE else f"{name[: LONGEST_TITLE - 1]}…")
