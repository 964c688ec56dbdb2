"""Something new is one entry of a dict: for every row of README's table one that is new, in the real program."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QFileDialog,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from gmmgui.app import main, make_window
from gmmgui.core import COVARIANCE_TYPES, EMPTY_POLICIES, INITIALISERS, fit
from gmmgui.core.backend import NumpyBackend
from gmmgui.core.covariance import CovarianceType
from gmmgui.core.events import ComponentEmptied
from gmmgui.core.preparation import prepare
from gmmgui.core.selection import free_parameters, information_criteria
from gmmgui.core.stepper import states
from gmmgui.core.types import RunSpec
from gmmgui.data import DATASETS, FORMATS, DataError, Question, load
from gmmgui.ui.canvas.layers.catalogue import LAYERS
from gmmgui.ui.exports import EXPORTS, name_filters
from gmmgui.ui.main_window import MainWindow
from gmmgui.ui.open_dialog import ColumnsDialog
from gmmgui.ui.panels import BOTTOM, LEFT, PANELS, RIGHT, Panel
from tests.conftest import Hand
from tests.new_entries import (
    EQUAL_SPHERES,
    EXCHANGEABLE,
    FIRST_POINTS,
    HALF_STEPS,
    MEANS_AS_TABLE,
    NUMPY_ARRAY,
    PINK,
    PINK_LAYER,
    TO_THE_MEAN,
    HalfSteps,
    data_set,
)
from tests.samples import groups
from tests.ui.support import picture, put
from tests.ui.test_exports import save
from tests.ui.test_main_window import drop
from tests.ui.test_whole_way import choose, open_through_panel

# A covariance type

TYPES = {"equal-spheres": EQUAL_SPHERES, "exchangeable": EXCHANGEABLE}


@pytest.fixture(params=TYPES)
def covariance_type(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The key of a new one."""
    monkeypatch.setitem(COVARIANCE_TYPES, request.param, TYPES[request.param])
    return request.param


def is_of_type(covariances: np.ndarray, kind: CovarianceType) -> bool:
    """Does nothing change where it is restricted once more?"""
    return bool(np.allclose(kind.restrict(covariances, np.ones(len(covariances))), covariances, rtol=1e-9, atol=1e-12))


@pytest.mark.parametrize("algorithm", ["soft-em", "hard-em"])
def test_a_fit_with_a_new_covariance_type(covariance_type: str, algorithm: str) -> None:
    points, kind = groups(d=3, n=200, k=3).points, TYPES[covariance_type]
    start = points[:3]
    found = fit(points, 3, algorithm, covariance_type, init=start, start_covariance="data", tol=1e-12)
    assert found.status == "converged" and found.n_iter > 1
    assert (np.diff(found.trace) >= -1e-9 * np.abs(found.trace[1:])).all(), "it never falls"
    assert is_of_type(found.mixture.covariances, kind)
    criteria = information_criteria(points, found.mixture)
    assert criteria.free_parameters == 2 + 9 + kind.free_parameters(3, 3) == free_parameters(3, 3, covariance_type)
    spec = RunSpec(algorithm, 3, covariance_type, "marks", start, tol=1e-12)
    *_, textbook = states(prepare(points, spec, backend=NumpyBackend))
    assert np.allclose(found.mixture.covariances, textbook.mixture.covariances, rtol=1e-6)


def test_a_new_covariance_type_in_the_window(covariance_type: str, hand: Hand) -> None:
    put(hand, groups(d=2), k=2)
    choose(hand, "covarianceBox", covariance_type)
    kind = TYPES[covariance_type]
    assert hand.child(QComboBox, "covarianceBox").currentText() == kind.title
    for _ in range(5):
        hand.press(Qt.Key.Key_Right)
        hand.settle()
    state = hand.player.state
    assert state is not None and state.iteration == 2
    assert is_of_type(state.mixture.covariances, kind)
    hand.press(Qt.Key.Key_End)
    hand.settle()
    assert hand.player.at_end and is_of_type(hand.player.state.mixture.covariances, kind)


def test_a_hand_shapes_a_component_of_a_new_covariance_type(covariance_type: str, hand: Hand) -> None:
    put(hand, groups(d=2), k=2, covariance_type=covariance_type)
    hand.player.step(4)
    hand.settle()
    before, kind = hand.player.state.mixture, TYPES[covariance_type]
    hand.click(*before.means[0])
    assert hand.canvas.controller.selected is not None
    lengths, axes = np.linalg.eigh(before.covariances[0])
    arm = np.sqrt(lengths[-1]) * (np.array([1.0, 0.0]) if kind.isotropic else axes[:, -1])
    hand.drag(tuple(before.means[0] + arm), tuple(before.means[0] + 1.5 * arm))
    after = hand.player.state.mixture
    assert is_of_type(after.covariances, kind)
    assert np.allclose(after.covariances[0], after.covariances[1]) == kind.shared
    longest = np.sqrt(np.linalg.eigvalsh(after.covariances[0])[-1] / lengths[-1])
    assert longest == pytest.approx(1.5, rel=0.05)


# An initialiser


@pytest.fixture
def new_initialiser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(INITIALISERS, "first-points", FIRST_POINTS)


def test_a_fit_from_a_new_initialiser(new_initialiser: None) -> None:
    points = groups(d=2).points
    assert np.allclose(fit(points, 3, init="first-points", max_iter=0).mixture.means, points[:3])


def test_a_new_initialiser_in_the_window(new_initialiser: None, hand: Hand) -> None:
    put(hand, groups(d=2), k=3)
    choose(hand, "initialiserBox", "first-points")
    assert "first points" in hand.child(QLabel, "narration").text()
    seed = hand.child(QSpinBox, "seedSpin")
    assert not seed.isEnabled() and "Nothing is left to chance" in seed.toolTip()
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert np.allclose(hand.player.history[0].mixture.means, groups(d=2).points[:3])


# A policy for empty components


@pytest.fixture
def new_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EMPTY_POLICIES, "to-the-mean", TO_THE_MEAN)


def test_a_new_policy_in_the_window(new_policy: None, hand: Hand) -> None:
    data = groups(d=2)
    marks = np.array([[0.0, 0.0], [4.0, 4.0], [900.0, 900.0]])
    put(hand, data, k=3, algorithm="kmeans", initialiser="marks", marks=marks)
    choose(hand, "onEmptyBox", "to-the-mean")
    hand.player.step(2)
    hand.settle()
    state = hand.player.state
    assert [type(event) for event in state.events] == [ComponentEmptied]
    assert np.allclose(state.mixture.means[2], data.points.mean(axis=0))


# A layer


@pytest.fixture
def new_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LAYERS, "pink", PINK_LAYER)


def action_in(menu: QMenu, text: str) -> QAction:
    """The action of this text in a menu or one of those below it."""
    actions = [action for each in (menu, *menu.findChildren(QMenu)) for action in each.actions()]
    return next(action for action in actions if action.text().replace("&", "") == text)


def test_a_new_layer_in_the_window(new_layer: None, hand: Hand, settings: QSettings) -> None:
    put(hand, groups(d=2))
    centre = picture(hand).rect().center()
    assert picture(hand).pixelColor(centre) != PINK
    view = next(menu for menu in hand.window.menuBar().findChildren(QMenu) if menu.title() == "View")
    action = action_in(view, "Pink")
    assert action.objectName() == "PinkLayerAction" and action.toolTip() == PINK_LAYER.help
    action.trigger()
    assert picture(hand).pixelColor(centre) == PINK
    assert settings.value("layers/pink", type=bool)
    action.trigger()
    assert picture(hand).pixelColor(centre) != PINK


# An export


@pytest.fixture
def new_export(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXPORTS, "means", MEANS_AS_TABLE)


def test_a_new_export_in_the_window(new_export: None, hand: Hand, tmp_path: Path) -> None:
    put(hand, groups(d=2))
    hand.player.step(3)
    hand.settle()
    means = hand.player.state.mixture.means
    save(hand, str(tmp_path / "means"), name_filters()[-1])
    assert np.allclose(np.loadtxt(tmp_path / "means.csv", delimiter=","), means)
    save(hand, str(tmp_path / "other.csv"), name_filters()[-1])
    assert np.allclose(np.loadtxt(tmp_path / "other.csv", delimiter=","), means), "another export has this ending, too"
    save(hand, str(tmp_path / "points.csv"))
    assert (tmp_path / "points.csv").read_text().startswith("x1,x2")


# A file format


@pytest.fixture
def new_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "numpy", NUMPY_ARRAY)


def array_file(path: Path, array: np.ndarray) -> Path:
    """``array`` as numpy.save writes it, whatever the name of the file."""
    with path.open("wb") as file:
        np.save(file, array)
    return path


def test_a_file_of_a_new_format_loads(new_format: None, tmp_path: Path) -> None:
    points = groups(d=2).points
    for name in ("points.npy", "points.NPY", "points.unknown", "points"):
        dataset = load(array_file(tmp_path / name, points))
        assert np.array_equal(dataset.points, points) and dataset.features == ("a0", "a1"), name
    assert load(tmp_path / "points.npy", ["a1"]).features == ("a1",)


def test_a_new_format_asks_and_refuses_by_its_own_keywords(new_format: None, tmp_path: Path) -> None:
    wide = array_file(tmp_path / "wide.npy", groups(d=2, n=6).points.T)
    with pytest.raises(Question, match="more columns than rows") as asked:
        load(wide)
    assert asked.value.keyword == "points"
    assert load(wide, points="columns").points.shape == (6, 2)
    with pytest.raises(DataError, match=r"wide\.npy is read as NumPy arrays, where there is no 'separator' to choose"):
        load(wide, separator=";")
    (tmp_path / "text.npy").write_text("x,y\n1,2\n3,4\n")
    with pytest.raises(DataError, match=r"text\.npy is no array of NumPy"):
        load(tmp_path / "text.npy")
    with pytest.raises(DataError, match=r"There is no file none\.npy"):
        load(tmp_path / "none.npy")


def test_text_stays_text_beside_a_new_format(new_format: None, tmp_path: Path) -> None:
    for name in ("table.csv", "table.unknown", "table"):
        (tmp_path / name).write_text("x,y\n1.5,2\n3,4\n")
        assert load(tmp_path / name).features == ("x", "y")
    with pytest.raises(DataError, match=r"arrays\.csv is a NumPy file, not a table of text"):
        load(array_file(tmp_path / "arrays.csv", np.eye(3)))


def test_a_new_format_in_the_open_dialog(new_format: None, hand: Hand, tmp_path: Path) -> None:
    points = groups(d=2).points
    array_file(tmp_path / "points.npy", points)
    assert "NumPy arrays" in hand.child(QPushButton, "loadButton").toolTip()
    open_through_panel(hand, tmp_path / "points.npy")
    assert np.array_equal(hand.window.session.store.document.dataset.points, points)


def test_the_open_dialog_shows_files_of_a_new_format(new_format: None, hand: Hand) -> None:
    hand.push("loadButton")
    dialog = hand.child(QFileDialog, "openFileDialog")
    assert dialog.nameFilters() == ["Tables (*.csv *.tsv *.txt *.dat *.npy)", "All files (*)"]
    dialog.reject()


def test_a_file_of_a_new_format_is_dropped_and_asked_about(new_format: None, hand: Hand, tmp_path: Path) -> None:
    points = groups(d=2, n=6).points
    path = array_file(tmp_path / "wide.npy", points.T)
    assert drop(hand, path)
    dialog = hand.child(ColumnsDialog, "columnsDialog")
    box = dialog.findChild(QComboBox, "pointsBox")
    assert box is not None and [box.itemText(i) for i in range(box.count())] == ["rows", "columns"]
    assert dialog.findChild(QComboBox, "separatorBox") is None, "that is for text"
    button = dialog.findChild(QPushButton, "openButton")
    assert button is not None and not button.isEnabled()
    choose(hand, "pointsBox", "columns")
    hand.qtbot.waitUntil(button.isEnabled)
    hand.push("openButton")
    hand.settle()
    assert np.array_equal(hand.window.session.store.document.dataset.points, points)


def test_the_command_line_names_what_is_new(
    new_format: None, new_data_set: str, new_layer: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    for text in ("text in columns; NumPy arrays", ",forty}", ",pink}"):
        assert text in said


def test_the_values_of_a_choice_may_be_those_of_the_file(new_format: None, hand: Hand, tmp_path: Path) -> None:
    tables = np.array([groups(d=2, seed=seed).points for seed in (1, 2, 3)])
    path = array_file(tmp_path / "three.npy", tables)
    assert np.array_equal(load(path, table="2").points, tables[2])
    open_through_panel(hand, path)
    hand.push("columnsButton")
    hand.settle()
    box = hand.child(QComboBox, "tableBox")
    assert [box.itemText(i) for i in range(box.count())] == ["0", "1", "2"]
    choose(hand, "tableBox", "1")
    hand.qtbot.waitUntil(hand.child(QPushButton, "openButton").isEnabled)
    hand.push("openButton")
    hand.settle()
    assert np.array_equal(hand.window.session.store.document.dataset.points, tables[1])


# A panel


@pytest.fixture
def new_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PANELS, "halfSteps", HALF_STEPS)


def test_a_new_panel_in_the_window(new_panel: None, hand: Hand) -> None:
    dock = hand.child(QDockWidget, "halfStepsDock")
    assert dock.isVisible() and dock.windowTitle() == "Half-steps"
    assert hand.window.dockWidgetArea(dock) is RIGHT
    put(hand, groups(d=2))
    hand.press(Qt.Key.Key_Right)
    hand.settle()
    assert hand.child(QLabel, "halfStepsLabel").text() == f"{hand.player.length} half-steps"
    view = next(menu for menu in hand.window.menuBar().findChildren(QMenu) if menu.title() == "View")
    action_in(view, "Half-steps").trigger()
    assert not dock.isVisible()
    hand.window.original_layout()
    assert dock.isVisible()
    hand.press(Qt.Key.Key_F11)
    assert not dock.isVisible()
    hand.press(Qt.Key.Key_F11)
    assert dock.isVisible()


@pytest.mark.parametrize("area", [LEFT, RIGHT, BOTTOM])
def test_a_new_panel_stands_where_its_entry_says(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, qapp: QApplication, settings: QSettings, area: Qt.DockWidgetArea
) -> None:
    """Also where the settings are older than the panel."""
    before = shown(make_window(qapp, settings, "light"), qtbot)
    before.original_layout()
    before.close()
    monkeypatch.setitem(PANELS, "halfSteps", Panel("Half-steps", HalfSteps, area, share=2))
    window = shown(make_window(qapp, settings, "light"), qtbot)
    try:
        dock = window.findChild(QDockWidget, "halfStepsDock")
        assert dock is not None and dock.isVisible()
        window.original_layout()
        assert window.dockWidgetArea(dock) is area and dock.isVisible()
        others = [other for other in window.docks if other is not dock and window.dockWidgetArea(other) is area]
        assert all(other.isVisible() and not other.geometry().intersects(dock.geometry()) for other in others)
    finally:
        window.close()


def shown(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """``window`` on the screen, as large as it opens on a usual one."""
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.showNormal()
    window.resize(1366, 768)
    return window


# A data set


@pytest.fixture(params=["Measured data", "My own"])
def new_data_set(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The group that a new one, "forty", is in."""
    monkeypatch.setitem(DATASETS, "forty", data_set("forty", request.param))
    return request.param


def test_a_new_data_set_in_the_window(new_data_set: str, hand: Hand) -> None:
    box = hand.child(QComboBox, "datasetBox")
    texts = [box.itemText(index) for index in range(box.count())]
    assert texts.count(new_data_set) == 1, "one heading a group"
    headings = [index for index, text in enumerate(texts) if text in {entry.group for entry in DATASETS.values()}]
    own = texts.index("Two groups of forty")
    assert texts[max(index for index in headings if index < own)] == new_data_set
    choose(hand, "datasetBox", "forty")
    document = hand.window.session.store.document
    assert document.dataset.n == 40 and document.spec is DATASETS["forty"].spec
    assert hand.child(QLabel, "showsLabel").text() == "Two groups."
    hand.press(Qt.Key.Key_End)
    hand.settle()
    assert hand.player.at_end
