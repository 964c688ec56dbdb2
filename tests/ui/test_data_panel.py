"""The data panel: the catalogue, random clusters, files; each through the widgets that a person uses."""

from __future__ import annotations

from functools import partial
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
)

from gmmgui.data import DATASETS, GaussianClusters, gaussian_clusters
from gmmgui.ui.fields import Choice, Fold
from gmmgui.ui.form import Form
from tests.conftest import Hand
from tests.ui.support import choose, click, find, settle, write


def current(panel):
    return find(panel, "currentDataLabel").text()


def open_by_dialog(qtbot, panel, path):
    """Press Open, type the name of the file, press Enter."""
    click(qtbot, find(panel, "loadButton"))
    dialog = panel.window().findChild(QFileDialog, "openFileDialog")
    qtbot.waitUntil(dialog.isVisible)
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    dialog.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)  # without the focus the dialog writes over what is typed
    qtbot.keyClicks(line, str(path))
    qtbot.keyClick(line, Qt.Key.Key_Return)


# The catalogue


@pytest.mark.parametrize("key", [key for key in DATASETS if key != "faithful"])
def test_choosing_a_data_set_takes_its_points_and_its_run(qtbot, session, panel, key):
    choose(qtbot, find(panel, "datasetBox"), key)
    settle(qtbot, session)
    document, expected = session.store.document, DATASETS[key].load()
    assert np.array_equal(document.dataset.points, expected.points)
    assert document.spec is DATASETS[key].spec
    assert session.store.undo_stack.count() == 1
    assert find(panel, "datasetBox").currentData() == key
    assert current(panel).startswith(f"{expected.name}: {expected.n:,} points")


def test_the_box_shows_the_data_set_that_the_program_began_with(panel):
    assert find(panel, "datasetBox").currentData() == "faithful"
    assert current(panel) == "Old Faithful: 272 points, 2 columns"


def test_undo_and_redo_show_the_right_entry(qtbot, session, panel):
    box, stack = find(panel, "datasetBox"), session.store.undo_stack
    for key in ("iris", "lec000_x4"):
        choose(qtbot, box, key)
        settle(qtbot, session)
    shown = []
    for step in (stack.undo, stack.undo, stack.redo, stack.redo):
        step()
        shown.append((box.currentData(), current(panel).partition(":")[0]))
    assert shown == [
        ("iris", "Iris"), ("faithful", "Old Faithful"), ("iris", "Iris"), ("lec000_x4", "Four points"),
    ]  # fmt: skip
    assert stack.count() == 2


def test_entries_of_the_same_points_are_told_apart(qtbot, session, panel):
    box = find(panel, "datasetBox")
    for key in ("lec000_l12kmean", "lec000_l12kmean_three"):
        choose(qtbot, box, key)
        settle(qtbot, session)
    session.store.undo_stack.undo()
    assert box.currentData() == "lec000_l12kmean"


def test_the_same_entry_can_be_chosen_again_to_get_its_run_back(qtbot, session, panel):
    session.store.edit(session.store.document.with_run(DATASETS["iris"].spec), "Other")
    box = find(panel, "datasetBox")
    assert box.currentData() == "faithful"
    choose(qtbot, box, "faithful")
    settle(qtbot, session)
    assert session.store.document.spec is DATASETS["faithful"].spec


def test_every_entry_is_under_the_heading_of_its_group_and_says_what_it_shows(panel):
    box, group, keys = find(panel, "datasetBox"), None, []
    for index in range(box.count()):
        key = box.itemData(index)
        if key is None:
            group = box.itemText(index)
            assert not box.model().item(index).isEnabled()
            continue
        keys.append(key)
        entry = DATASETS[key]
        assert (box.itemText(index), group) == (entry.title, entry.group)
        tooltip = box.itemData(index, Qt.ItemDataRole.ToolTipRole)
        assert entry.shows in tooltip and entry.source in tooltip
    assert keys == list(DATASETS)


def test_notes_and_source_are_a_click_away(qtbot, session, panel):
    choose(qtbot, find(panel, "datasetBox"), "lec004_mle30")
    settle(qtbot, session)
    texts = {label.text(): label for label in panel.findChildren(QLabel)}
    assert DATASETS["lec004_mle30"].shows in texts
    about = next(label for text, label in texts.items() if DATASETS["lec004_mle30"].source in text)
    assert DATASETS["lec004_mle30"].note in about.text()
    assert not about.isVisible()
    click(qtbot, find(panel, "sourceFold"))
    assert about.isVisible()


# Random clusters


def test_generate_draws_what_the_form_says(qtbot, session, panel):
    click(qtbot, find(panel, "clustersFold"))
    for name, text in (("generateKSpin", "4"), ("generateNSpin", "500"), ("generateSpreadSpin", "0.1")):
        spin = find(panel, name)
        spin.setFocus()
        spin.selectAll()
        qtbot.keyClicks(spin, text)
        qtbot.keyClick(spin, Qt.Key.Key_Return)
    click(qtbot, find(panel, "generateButton"))
    settle(qtbot, session)
    expected = gaussian_clusters(GaussianClusters(k=4, n=500, spread=0.1))
    assert np.array_equal(session.store.document.dataset.points, expected.points)
    assert find(panel, "datasetBox").currentIndex() == -1
    assert find(panel, "datasetBox").placeholderText() == expected.name
    assert current(panel) == "4 Gaussian clusters in 2-D: 500 points, 2 columns"
    session.store.undo_stack.undo()
    assert find(panel, "datasetBox").currentData() == "faithful"


def test_the_generate_button_says_what_it_will_draw(qtbot, panel):
    assert "300 points from 3 Gaussians" in find(panel, "generateButton").toolTip()
    qtbot.keyClick(find(panel, "generateKSpin"), Qt.Key.Key_Up)
    assert "300 points from 4 Gaussians" in find(panel, "generateButton").toolTip()


@pytest.mark.parametrize(
    "name",
    ["generateKSpin", "generateNSpin", "generateSpreadSpin", "generateDimensionsSpin", "generateElongationSpin",
     "generateSeedSpin"],
)  # fmt: skip
def test_every_parameter_of_the_clusters_has_a_control(panel, name):
    assert find(panel, name).toolTip()


def test_what_cannot_be_drawn_is_said_and_the_old_data_stay(qtbot, session, panel):
    before = session.store.document
    find(panel, "generateNSpin").setValue(10_000_000)
    find(panel, "generateDimensionsSpin").setValue(50)
    with qtbot.waitSignal(session.loader.failed) as failed:
        click(qtbot, find(panel, "generateButton"))
    assert "do not fit in memory" in failed.args[0].sentence
    assert session.store.document is before


# Files


def test_a_table_is_opened_through_the_file_dialog(qtbot, session, panel, tmp_path):
    path = write(tmp_path / "trees.csv", "girth,height\n8.3,70\n8.6,65\n8.8,63\n")
    with qtbot.waitSignal(panel.opened) as opened:
        open_by_dialog(qtbot, panel, path)
    assert opened.args == [str(path)]
    dataset = session.store.document.dataset
    assert dataset.points.tolist() == [[8.3, 70], [8.6, 65], [8.8, 63]]
    assert dataset.features == ("girth", "height")
    assert current(panel) == "trees: 3 points, 2 columns"
    assert find(panel, "datasetBox").placeholderText() == "trees"
    session.store.undo_stack.undo()
    assert find(panel, "datasetBox").currentData() == "faithful"


def test_k_is_no_more_than_the_points_of_the_file(qtbot, session, panel, tmp_path):
    choose(qtbot, find(panel, "datasetBox"), "iris")
    settle(qtbot, session)
    panel.open_file(write(tmp_path / "two.csv", "x,y\n1,2\n3,5\n"))
    settle(qtbot, session)
    assert session.store.document.spec.k == 2


@pytest.mark.parametrize(
    ("text", "part"),
    [("a,b\n1,2\n1,2,3\n", "Line 3"), ("name,colour\nann,red\nbob,blue\n", "no column of numbers"), ("", "bad.csv")],
)
def test_a_bad_file_is_one_sentence_and_the_old_data_stay(qtbot, session, panel, tmp_path, text, part):
    before = session.store.document
    path = write(tmp_path / "bad.csv", text)
    with qtbot.assertNotEmitted(panel.opened), qtbot.waitSignal(session.loader.failed) as failed:
        panel.open_file(path)
    assert part in failed.args[0].sentence and "bad.csv" in failed.args[0].sentence
    assert not failed.args[0].traceback
    assert session.store.document is before
    assert find(panel, "datasetBox").currentData() == "faithful"


def test_a_file_that_is_not_there_is_said(qtbot, session, panel, tmp_path):
    with qtbot.waitSignal(session.loader.failed) as failed:
        panel.open_file(tmp_path / "gone.csv")
    assert "There is no file gone.csv" in failed.args[0].sentence


def test_columns_are_a_matter_of_files_that_were_opened(qtbot, session, panel, tmp_path):
    button = find(panel, "columnsButton")
    assert not button.isEnabled() and "do not come from a file" in button.toolTip()
    panel.open_file(write(tmp_path / "a.csv", "x,y\n1,2\n3,5\n4,4\n"))
    settle(qtbot, session)
    assert button.isEnabled()
    session.store.undo_stack.undo()
    assert not button.isEnabled()


# While it takes long


def test_a_slow_task_shows_progress_that_can_be_cancelled(qtbot, session, panel):
    taken, ended = [], Event()
    row = find(panel, "busyRow")
    session.loader.run("Reading something large", partial(ended.wait, 10), taken.append)
    assert not row.isVisible()
    qtbot.waitUntil(row.isVisible)
    assert "Reading something large" in [label.text() for label in row.findChildren(QLabel)]
    click(qtbot, row.findChild(QToolButton, "cancelLoadButton"))
    assert not row.isVisible() and not session.loader.is_busy
    ended.set()
    choose(qtbot, find(panel, "datasetBox"), "iris")  # the engine does this after the task that was cancelled
    settle(qtbot, session)
    assert taken == []
    assert session.store.document.dataset.name == "Iris"


def test_a_quick_task_shows_no_progress(qtbot, session, panel):
    shown = []
    row = find(panel, "busyRow")
    choose(qtbot, find(panel, "datasetBox"), "lec000_x4")
    qtbot.waitUntil(lambda: shown.append(row.isVisible()) or not session.loader.is_busy)
    assert not any(shown)


def test_a_choice_that_is_cancelled_leaves_the_box_as_it_was(qtbot, session, panel):
    box = find(panel, "datasetBox")
    choose(qtbot, box, "iris")
    assert box.currentData() == "iris"
    session.loader.cancel()
    assert box.currentData() == "faithful"


def test_the_last_choice_wins(qtbot, session, panel):
    box = find(panel, "datasetBox")
    for key in ("iris", "penguins", "lec000_x4"):
        choose(qtbot, box, key)
        assert box.currentData() == key
    settle(qtbot, session)
    assert session.store.document.spec is DATASETS["lec000_x4"].spec
    assert session.store.undo_stack.count() == 1


# How it looks


def test_nothing_is_cut_off_at_the_width_of_the_column(qtbot, panel):
    click(qtbot, find(panel, "clustersFold"))
    QApplication.processEvents()
    assert panel.width() == 260
    for widget in (*panel.findChildren(QLabel), *panel.findChildren(QPushButton)):
        if widget.isVisible():
            assert widget.width() >= widget.minimumSizeHint().width(), widget.text()
    assert panel.minimumSizeHint().width() <= 260


def test_every_control_has_an_accessible_name(panel):
    for box in panel.findChildren(Choice):
        assert box.accessibleName()
    for name in ("loadButton", "generateButton", "columnsButton"):
        assert find(panel, name).text() and find(panel, name).toolTip()


def test_what_a_fold_opens_comes_into_sight(hand: Hand) -> None:
    fold, form = hand.child(Fold, "clustersFold"), hand.window.data_panel.findChild(Form)
    assert form is not None
    dock = hand.child(QDockWidget, "dataDock")
    area = dock.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    dock.setFloating(True)
    dock.resize(280, 230)
    QApplication.processEvents()
    area.verticalScrollBar().setValue(0)
    QTest.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert form.isVisible()

    def is_seen() -> bool:
        top = form.mapTo(area.viewport(), QPoint(0, 0)).y()
        heading = fold.mapTo(area.viewport(), QPoint(0, 0)).y()
        return heading >= 0 and top < area.viewport().height() - 60

    hand.qtbot.waitUntil(is_seen)
