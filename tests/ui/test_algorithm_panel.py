"""The algorithm panel: each control edits the document, and shows what the document says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSpinBox

from gmmgui.core import ALGORITHMS, INITIALISERS, RunSpec, prepare, start
from gmmgui.data import DATASETS, Dataset
from gmmgui.session.document import Document
from gmmgui.session.session import Session
from gmmgui.ui.algorithm_panel import AlgorithmPanel
from gmmgui.ui.applies import reasons
from gmmgui.ui.scientific_spin import ScientificSpin
from tests.ui.support import choose, find, settle, typed

CHOICES = [
    ("algorithmBox", "algorithm", "hard-em"),
    ("covarianceBox", "covariance_type", "tied"),
    ("initialiserBox", "initialiser", "farthest-first"),
    ("startCovarianceBox", "start_covariance", "identity"),
    ("firstStepBox", "first_step", "M"),
    ("onEmptyBox", "on_empty", "drop"),
]
NUMBERS = [
    ("componentsSpin", "k", "5", 5),
    ("seedSpin", "seed", "42", 42),
    ("toleranceSpin", "tol", "1e-9", 1e-9),
    ("maxIterationsSpin", "max_iter", "17", 17),
    ("minVarianceSpin", "min_variance", "0.001", 0.001),
]


def points(n=60):
    rng = np.random.default_rng(1)
    return Dataset("Points", rng.normal(size=(n, 2)) + 4 * rng.integers(3, size=(n, 1)), ("x", "y"))


@pytest.fixture
def session(qtbot):
    session = Session(points(), RunSpec(k=3))
    yield session
    session.close()


@pytest.fixture
def panel(qtbot, session):
    panel = AlgorithmPanel(session)
    qtbot.addWidget(panel)
    panel.resize(260, panel.sizeHint().height())
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


@pytest.mark.parametrize(("name", "field", "key"), CHOICES)
def test_a_choice_edits_its_field_and_undo_shows_the_old(qtbot, session, panel, name, field, key):
    box = find(panel, name)
    before = getattr(session.store.document.spec, field)
    choose(qtbot, box, key)
    assert getattr(session.store.document.spec, field) == key
    assert session.store.undo_stack.count() == 1
    session.store.undo_stack.undo()
    assert getattr(session.store.document.spec, field) == before == box.currentData()
    session.store.undo_stack.redo()
    assert box.currentData() == key


@pytest.mark.parametrize(("name", "field", "text", "value"), NUMBERS)
def test_a_number_edits_its_field_and_undo_shows_the_old(qtbot, session, panel, name, field, text, value):
    spin = find(panel, name)
    shown = spin.value()
    typed(qtbot, spin, text)
    assert getattr(session.store.document.spec, field) == value
    assert session.store.undo_stack.count() == 1
    session.store.undo_stack.undo()
    assert spin.value() == shown
    session.store.undo_stack.redo()
    assert spin.value() == value


def test_steps_of_one_spin_box_are_undone_as_one(qtbot, session, panel):
    spin = find(panel, "componentsSpin")
    for _ in range(4):
        qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert session.store.document.spec.k == 7
    assert session.store.undo_stack.count() == 1
    session.store.undo_stack.undo()
    assert session.store.document.spec.k == 3


def test_every_field_of_the_dicts_is_offered_with_its_help(panel):
    box = find(panel, "algorithmBox")
    for key, algorithm in ALGORITHMS.items():
        index = box.findData(key)
        assert box.itemText(index) == algorithm.title
        assert box.itemData(index, Qt.ItemDataRole.ToolTipRole) == algorithm.help
    assert [find(panel, "initialiserBox").itemData(i) for i in range(len(INITIALISERS) + 2)] == [
        *INITIALISERS, "marks", "exact",
    ]  # fmt: skip


def test_no_smallest_variance_shows_the_usual_one(session, panel):
    assert session.store.document.spec.min_variance is None
    assert find(panel, "minVarianceSpin").text() == "1e-6"


def test_there_are_at_most_as_many_components_as_points(qtbot, session, panel):
    spin = find(panel, "componentsSpin")
    assert (spin.minimum(), spin.maximum()) == (1, 60)
    session.store.edit(Document.of(points(5), RunSpec(k=2)), "Fewer points")
    assert spin.maximum() == 5
    session.store.edit(Document.of(points(3000), RunSpec(k=2)), "More points")
    assert spin.maximum() == 1000


def test_the_number_of_components_follows_the_state_without_an_edit(qtbot, session, panel):
    session.player.step()
    settle(qtbot, session)
    assert session.player.state is not None and find(panel, "componentsSpin").value() == 3
    session.player.step(2)
    settle(qtbot, session)
    session.edit_commands.remove(0)
    settle(qtbot, session)
    assert session.store.document.spec.k == 3
    assert find(panel, "componentsSpin").value() == 2
    assert session.store.undo_stack.count() == 1


def test_placed_centroids_show_as_a_start_by_hand(qtbot, session, panel):
    box, clear = find(panel, "initialiserBox"), find(panel, "clearMarksButton")
    assert not clear.isEnabled() and clear.toolTip()
    assert not box.model().item(box.findData("marks")).isEnabled()
    session.edit_commands.place(np.array([0.0, 0.0]))
    settle(qtbot, session)
    session.edit_commands.place(np.array([4.0, 4.0]))
    settle(qtbot, session)
    assert box.currentData() == "marks"
    assert find(panel, "componentsSpin").value() == 2
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert session.store.document.spec.marks is None
    assert box.currentData() == "k-means++"
    assert not clear.isEnabled()


def test_a_run_without_marks_can_be_cleared(qtbot, session, panel):
    session.player.step(3)
    settle(qtbot, session)
    qtbot.mouseClick(find(panel, "clearMarksButton"), Qt.MouseButton.LeftButton)
    assert session.player.state is None
    assert session.store.undo_stack.count() == 0


def test_an_exact_start_is_offered_only_where_there_is_one(session, panel):
    box = find(panel, "initialiserBox")
    exact = box.model().item(box.findData("exact"))
    assert not exact.isEnabled()
    entry = DATASETS["lec000_l12em1"]
    session.store.edit(Document.of(entry.load(), entry.spec), "Example")
    assert exact.isEnabled() and box.currentData() == "exact"


@pytest.mark.parametrize("name", ["covarianceBox", "minVarianceSpin", "startCovarianceBox"])
def test_k_means_disables_what_it_does_not_use_and_says_why(qtbot, session, panel, name):
    usual = find(panel, name).toolTip()
    choose(qtbot, find(panel, "algorithmBox"), "kmeans")
    assert not find(panel, name).isEnabled()
    assert "K-means" in find(panel, name).toolTip()
    choose(qtbot, find(panel, "algorithmBox"), "soft-em")
    assert find(panel, name).isEnabled()
    assert find(panel, name).toolTip() == usual


def test_the_seed_is_disabled_where_nothing_is_left_to_chance(qtbot, session, panel):
    session.edit_commands.place(np.array([0.0, 0.0]))
    settle(qtbot, session)
    assert not find(panel, "seedSpin").isEnabled()
    assert "by hand" in find(panel, "seedSpin").toolTip()
    typed(qtbot, find(panel, "componentsSpin"), "3")  # k-means++ adds two
    assert find(panel, "seedSpin").isEnabled()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("initialiser", INITIALISERS)
def test_a_setting_is_said_to_matter_exactly_where_it_does(algorithm, initialiser):
    data = points()
    spec = RunSpec(algorithm=algorithm, initialiser=initialiser, k=3)

    def begins(**changes):
        state = start(prepare(data.points, replace(spec, **changes)))
        return np.concatenate([state.mixture.means.ravel(), state.mixture.covariances.ravel()])

    seed_matters = any(not np.array_equal(begins(seed=0), begins(seed=seed)) for seed in range(1, 20))
    covariance_matters = not np.array_equal(begins(), begins(start_covariance="identity"))
    if algorithm == "kmeans":
        covariance_matters = False  # circles of any size have the same nearest centroids
    without_effect = reasons(spec)
    if initialiser != "k-means":  # different seeds often lead K-means to the same clusters
        assert ("seed" not in without_effect) == seed_matters
    assert ("start_covariance" not in without_effect) == covariance_matters


def test_nothing_is_edited_by_showing(qtbot, session, panel):
    entry = DATASETS["lec000_em1d_close"]
    session.store.edit(Document.of(entry.load(), entry.spec), "Example")
    settle(qtbot, session)
    assert session.store.undo_stack.count() == 1
    assert session.store.document.spec is entry.spec
    assert find(panel, "toleranceSpin").text() == "1e-14"
    assert find(panel, "algorithmBox").currentText() == "Soft EM"


def test_more_settings_fold_away(qtbot, panel):
    assert find(panel, "seedSpin").isVisible()
    qtbot.mouseClick(find(panel, "moreSettingsButton"), Qt.MouseButton.LeftButton)
    assert not find(panel, "seedSpin").isVisible()
    assert find(panel, "algorithmBox").isVisible()


def test_no_label_is_cut_off_at_the_width_of_the_column(panel):
    QApplication.processEvents()
    assert panel.width() == 260
    for widget in (*panel.findChildren(QLabel), *panel.findChildren(QPushButton)):
        assert widget.width() >= widget.minimumSizeHint().width(), widget.text()
        assert panel.rect().contains(widget.geometry()), widget.text()


def test_every_control_has_a_name_and_a_tooltip(panel):
    controls = [*panel.findChildren(QComboBox), *panel.findChildren(QSpinBox), *panel.findChildren(ScientificSpin)]
    assert len(controls) == 11
    for control in controls:
        assert control.accessibleName() and control.toolTip(), control.objectName()
