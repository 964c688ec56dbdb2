"""What becomes of a file: opened at once where nothing is in doubt, else the columns dialog asks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QStyle, QStyleOptionViewItem, QTableWidget

from gmmgui.ui.open_dialog import ColumnsDialog
from tests.session.conftest import held
from tests.ui.support import choose, click, find, settle, write

GAPS = "name,height,weight,group\nann,1.5,60,1\nbob,,70,0\ncid,1.7,80,1\ndan,1.8,NA,0\neve,1.6,65,0\n"
PLAIN = "x,y\n1,2\n3,5\n4,4\n"
DAMAGED = "x,y\n1,2\n3,4\n5,6\n7,oops 8\n9,1\n2,$ 3\n"


def asked(qtbot, session, panel, path, ask=False):
    """Open ``path``; the dialog that asks about it."""
    panel.open_file(path, ask)
    settle(qtbot, session)
    dialog = panel.window().findChild(ColumnsDialog, "columnsDialog")
    assert dialog is not None and dialog.isVisible()
    return dialog


def line_of(dialog, name):
    (item,) = dialog.findChild(QListWidget, "columnsList").findItems(name, Qt.MatchFlag.MatchExactly)
    return item


def tick(qtbot, dialog, name):
    """Click the box in front of a column."""
    listed = dialog.findChild(QListWidget, "columnsList")
    option = QStyleOptionViewItem()
    option.initFrom(listed)
    option.rect = listed.visualItemRect(line_of(dialog, name))
    option.features = QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    box = listed.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, listed)
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.center()))


def points(session):
    return session.store.document.dataset.points.tolist()


def is_gone(panel):
    dialogs = panel.window().findChildren(ColumnsDialog)
    return not any(dialog.isVisible() for dialog in dialogs)


# When to ask


@pytest.mark.parametrize("columns", [1, 8])
def test_a_plain_table_opens_at_once(qtbot, session, panel, tmp_path, columns):
    rows = [
        ",".join(f"c{j}" for j in range(columns)),
        *(",".join(str(i * 9 + j) for j in range(columns)) for i in range(5)),
    ]
    panel.open_file(write(tmp_path / "plain.csv", "\n".join(rows)))
    settle(qtbot, session)
    assert is_gone(panel)
    assert session.store.document.dataset.points.shape == (5, columns)


@pytest.mark.parametrize("text", [GAPS, DAMAGED, ",".join("abcdefghi") + "\n" + 3 * (",".join("123456789") + "\n")])
def test_whatever_is_in_doubt_is_asked(qtbot, session, panel, tmp_path, text):
    before = session.store.document
    with qtbot.assertNotEmitted(panel.opened):
        asked(qtbot, session, panel, write(tmp_path / "doubt.csv", text))
    assert session.store.document is before


def test_columns_of_a_file_that_opened_at_once_can_be_chosen_after_all(qtbot, session, panel, tmp_path):
    panel.open_file(write(tmp_path / "plain.csv", PLAIN))
    settle(qtbot, session)
    click(qtbot, find(panel, "columnsButton"))
    settle(qtbot, session)
    dialog = panel.window().findChild(ColumnsDialog)
    tick(qtbot, dialog, "x")
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    assert points(session) == [[2], [5], [4]]


# Missing values


def test_rows_with_missing_values_are_named_and_left_out_only_when_the_user_agrees(qtbot, session, panel, tmp_path):
    path = write(tmp_path / "gaps.csv", GAPS)
    dialog = asked(qtbot, session, panel, path)
    question = find(dialog, "missingBox")
    assert question.isVisible() and question.text().startswith("2 rows have missing values (lines 3, 5).")
    button = find(dialog, "openButton")
    assert button.text() == "Leave out 2 rows and open"
    with qtbot.waitSignal(panel.opened) as opened:
        click(qtbot, button)
    assert opened.args == [str(path)]
    assert points(session) == [[1.5, 60, 1], [1.7, 80, 1], [1.6, 65, 0]]
    assert is_gone(panel)
    assert session.store.undo_stack.count() == 1


def test_cancel_leaves_the_old_data(qtbot, session, panel, tmp_path):
    before = session.store.document
    dialog = asked(qtbot, session, panel, write(tmp_path / "gaps.csv", GAPS))
    with qtbot.assertNotEmitted(panel.opened):
        click(qtbot, find(dialog, "cancelButton"))
        settle(qtbot, session)
    assert is_gone(panel) and session.store.document is before


def test_escape_is_cancel(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "gaps.csv", GAPS))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert is_gone(panel)


def test_the_question_is_about_the_columns_that_are_ticked(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "gaps.csv", GAPS))
    tick(qtbot, dialog, "height")
    assert find(dialog, "missingBox").text().startswith("1 row has a missing value (line 5).")
    assert find(dialog, "openButton").text() == "Leave out 1 row and open"
    tick(qtbot, dialog, "weight")
    assert not find(dialog, "missingBox").isVisible()
    assert find(dialog, "openButton").text() == "Open"
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    assert points(session) == [[1], [0], [1], [0], [0]]


def test_many_lines_are_counted(qtbot, session, panel, tmp_path):
    rows = [f"{i},{i * i if i % 2 else ''}" for i in range(20)]
    dialog = asked(qtbot, session, panel, write(tmp_path / "many.csv", "\n".join(["x,y", *rows])))
    assert "10 rows have missing values (lines 2, 4, 6, 8, 10 and 5 more)" in find(dialog, "missingBox").text()


# Columns


def test_text_is_grey_says_why_and_can_be_the_truth(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "gaps.csv", GAPS))
    name = line_of(dialog, "name")
    assert not name.flags() & (Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
    assert "'ann'" in name.toolTip()
    choose(qtbot, find(dialog, "truthBox"), "name")
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    assert session.store.document.dataset.truth.tolist() == [0, 1, 2]


def test_the_truth_is_no_longer_a_column_of_the_points(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "gaps.csv", GAPS))
    choose(qtbot, find(dialog, "truthBox"), "group")
    assert line_of(dialog, "group").checkState() is Qt.CheckState.Unchecked
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    dataset = session.store.document.dataset
    assert dataset.features == ("height", "weight")
    assert dataset.truth.tolist() == [1, 1, 0]


def test_none_and_all(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "plain.csv", PLAIN), ask=True)
    click(qtbot, find(dialog, "noneButton"))
    assert not find(dialog, "openButton").isEnabled()
    assert "tick at least one column" in find(dialog, "problemLabel").text()
    assert find(dialog, "openButton").toolTip() == find(dialog, "problemLabel").text()
    click(qtbot, find(dialog, "allButton"))
    assert find(dialog, "openButton").isEnabled() and not find(dialog, "problemLabel").isVisible()


def test_row_numbers_are_not_ticked_but_can_be(qtbot, session, panel, tmp_path):
    path = write(tmp_path / "rows.csv", ",x\n1,5\n2,7\n3,4\n")
    dialog = asked(qtbot, session, panel, path, ask=True)
    listed = dialog.findChild(QListWidget, "columnsList")
    assert listed.item(0).checkState() is Qt.CheckState.Unchecked
    assert "only counts the rows" in listed.item(0).toolTip()
    tick(qtbot, dialog, listed.item(0).text())
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    assert points(session) == [[1, 5], [2, 7], [3, 4]]


def test_a_bad_cell_is_named_and_its_column_can_be_left_out(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "bad.csv", "x,y\n1,2\n3,4\n5,6\n2,$ 3\n"))
    assert not find(dialog, "openButton").isEnabled()
    problem = find(dialog, "problemLabel").text()
    assert "'$ 3'" in problem and "line 5" in problem and "'y'" in problem
    tick(qtbot, dialog, "y")
    assert find(dialog, "openButton").isEnabled()
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    assert points(session) == [[1], [3], [5], [2]]


def test_too_few_complete_rows_are_refused(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "few.csv", "x,y\n1,\n2,\n3,4\n"))
    assert not find(dialog, "openButton").isEnabled()
    assert "Fewer than 2 rows" in find(dialog, "problemLabel").text()


# How the file is read


def test_what_was_found_is_shown(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "de.csv", "x;y\n1,5;2\n3;4,5\n2;2\n"), ask=True)
    found = [find(dialog, name).currentData() for name in ("separatorBox", "decimalBox", "headerBox")]
    assert found == [";", ",", True]


def test_reading_again_with_another_separator(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "de.csv", "1,5;2,25\n3,5;4,75\n2,5;2,5\n"), ask=True)
    choose(qtbot, find(dialog, "separatorBox"), ",")
    settle(qtbot, session)
    listed = dialog.findChild(QListWidget, "columnsList")
    assert listed.count() == 3
    choose(qtbot, find(dialog, "headerBox"), True)
    settle(qtbot, session)
    assert listed.count() == 3  # the separator that was chosen still holds
    choose(qtbot, find(dialog, "headerBox"), False)
    settle(qtbot, session)
    choose(qtbot, find(dialog, "separatorBox"), ";")
    settle(qtbot, session)
    assert listed.count() == 2
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    assert points(session) == [[1.5, 2.25], [3.5, 4.75], [2.5, 2.5]]


def test_reading_again_with_another_decimal_mark(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "t.tsv", "x\ty\n1,234\t2\n3,456\t4\n2,345\t1\n"), ask=True)
    choose(qtbot, find(dialog, "decimalBox"), ",")
    settle(qtbot, session)
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    assert points(session) == [[1.234, 2], [3.456, 4], [2.345, 1]]


def test_reading_again_with_the_first_row_as_numbers(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "years.csv", "2001,2002\n1,2\n3,5\n"), ask=True)
    choose(qtbot, find(dialog, "headerBox"), True)
    settle(qtbot, session)
    assert [line_of(dialog, name).text() for name in ("2001", "2002")] == ["2001", "2002"]
    choose(qtbot, find(dialog, "headerBox"), False)
    settle(qtbot, session)
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    assert points(session) == [[2001, 2002], [1, 2], [3, 5]]


def test_a_reading_that_fails_is_said_in_the_dialog_and_the_table_stays(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "t.csv", "a,b\n1.5 x,2\n3 y z,5\n4 1,4\n"), ask=True)
    with qtbot.assertNotEmitted(session.loader.failed):
        choose(qtbot, find(dialog, "separatorBox"), " ")
        settle(qtbot, session)
    assert "t.csv" in find(dialog, "problemLabel").text() and find(dialog, "problemLabel").isVisible()
    assert find(dialog, "separatorBox").currentData() == ","


@pytest.mark.parametrize(("classes", "truth"), [("0 0 1", [0, 0, 1]), ("0.5 1.5 2.5", None)])
def test_a_column_that_is_called_the_truth_is_taken_if_it_names_classes(
    qtbot, session, panel, tmp_path, classes, truth
):
    rows = [f"{x},{name}" for x, name in enumerate(classes.split())]
    path = write(tmp_path / "t.csv", "\n".join(["x,true_component", *rows]))
    dialog = asked(qtbot, session, panel, path, ask=True)
    assert find(dialog, "truthBox").currentText() == ("not known" if truth is None else "true_component")
    click(qtbot, find(dialog, "cancelButton"))
    panel.open_file(path)
    settle(qtbot, session)
    dataset = session.store.document.dataset
    assert (None if dataset.truth is None else dataset.truth.tolist()) == truth
    assert dataset.d == (2 if truth is None else 1)


def test_the_first_rows_are_shown_with_their_lines(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "gaps.csv", "# a comment\n" + GAPS))
    table = dialog.findChild(QTableWidget, "previewTable")
    assert [table.horizontalHeaderItem(j).text() for j in range(4)] == ["name", "height", "weight", "group"]
    assert [table.item(1, j).text() for j in range(4)] == ["bob", "", "70", "0"]
    assert table.verticalHeaderItem(1).text() == "4"


def test_the_dialog_does_not_block_and_nothing_in_it_is_cut_off(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "gaps.csv", GAPS))
    assert dialog.isModal() and dialog.windowTitle() == "Open gaps.csv"
    for widget in (*dialog.findChildren(QLabel), *dialog.findChildren(QPushButton)):
        if widget.isVisible():
            assert widget.width() >= widget.minimumSizeHint().width(), widget.text()


def test_big_numbers_of_rows_are_no_trouble(qtbot, session, panel, tmp_path):
    values = np.random.default_rng(0).normal(size=(20_000, 2)).round(3)
    path = tmp_path / "big.csv"
    np.savetxt(path, values, delimiter=",", header="x,y", comments="", fmt="%.3f")
    panel.open_file(path)
    settle(qtbot, session)
    assert np.array_equal(session.store.document.dataset.points, values)


# Questions


THOUSANDS = "x;y\n1.250;31\n31.500;47\n990;51\n"
UNITS = "t,d\ns,mm\n1.5,2\n3,4.25\n5,1\n"
ANSWERS = {
    "thousands": (THOUSANDS, "thousandsAnswer0", [[1250, 31], [31500, 47], [990, 51]]),
    "decimals": (THOUSANDS, "thousandsAnswer1", [[1.25, 31], [31.5, 47], [990, 51]]),
    "names": ("0,1\n1.5,2\n3,4.25\n", "headerAnswer0", [[1.5, 2], [3, 4.25]]),
    "a row": ("0,1\n1.5,2\n3,4.25\n", "headerAnswer1", [[0, 1], [1.5, 2], [3, 4.25]]),
    "units": (UNITS, "skip_linesAnswer0", [[1.5, 2], [3, 4.25], [5, 1]]),
    "a total": ("x,y\n1,2\n3,5\nTotal,7\n", "skip_linesAnswer0", [[1, 2], [3, 5]]),
}


@pytest.mark.parametrize(("text", "answer", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_a_file_that_can_be_read_in_two_ways_opens_when_a_button_has_answered(
    qtbot, session, panel, tmp_path, text, answer, expected
):
    dialog = asked(qtbot, session, panel, write(tmp_path / "doubt.csv", text))
    assert not find(dialog, "openButton").isEnabled()
    assert "question" in find(dialog, "problemLabel").text()
    click(qtbot, find(dialog, answer))
    settle(qtbot, session)
    assert not find(dialog, "questionsBox").isVisible()
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    assert points(session) == expected


def test_a_question_is_asked_only_while_its_column_is_ticked(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "t.csv", THOUSANDS))
    assert find(dialog, "thousandsQuestion").text().startswith("The points in column 'x' of t.csv, such as 1.250")
    tick(qtbot, dialog, "x")
    assert not find(dialog, "questionsBox").isVisible() and find(dialog, "openButton").isEnabled()
    tick(qtbot, dialog, "x")
    assert find(dialog, "questionsBox").isVisible()
    choose(qtbot, find(dialog, "thousandsBox"), ".")
    settle(qtbot, session)
    assert not find(dialog, "questionsBox").isVisible()


def type_over(qtbot, field, text):
    click(qtbot, field)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_lines_to_leave_out_can_be_typed(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "t.csv", UNITS))
    click(qtbot, find(dialog, "skip_linesAnswer0"))
    settle(qtbot, session)
    field = find(dialog, "skipLinesEdit")
    assert field.text() == "2"
    type_over(qtbot, field, "2, 4-5")
    settle(qtbot, session)
    assert find(dialog, "previewTable").rowCount() == 1
    type_over(qtbot, field, "99")
    settle(qtbot, session)
    assert "has no line 99" in find(dialog, "problemLabel").text() and field.text() == "2, 4-5"


def test_a_range_of_lines_that_no_file_has_is_taken_back(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "plain.csv", PLAIN), ask=True)
    field = find(dialog, "skipLinesEdit")
    type_over(qtbot, field, "1-99999999999")
    settle(qtbot, session)
    assert field.text() == ""


def test_what_is_left_out_and_what_looks_strange_is_said(qtbot, session, panel, tmp_path):
    rows = "".join(f"{i},{4 + i / 10}\n" for i in range(1, 9))
    path = write(tmp_path / "t.csv", f"id,x\n{rows}9,-999\n10,-999\n")
    dialog = asked(qtbot, session, panel, path, ask=True)
    notes = find(dialog, "notesLabel").text()
    assert "'id' only counts the rows" in notes and "-999 twice" in notes
    assert line_of(dialog, "id").checkState() is Qt.CheckState.Unchecked
    tick(qtbot, dialog, "x")
    assert "-999" not in find(dialog, "notesLabel").text()
    click(qtbot, find(dialog, "cancelButton"))
    panel.open_file(path)
    settle(qtbot, session)
    assert "'id' only counts the rows" in find(panel, "showsLabel").text()


def test_open_waits_until_the_file_has_been_read_again(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "plain.csv", PLAIN), ask=True)
    button = find(dialog, "openButton")
    with held(session.engine):
        type_over(qtbot, find(dialog, "skipLinesEdit"), "2-1")
        assert not button.isEnabled()
        choose(qtbot, find(dialog, "headerBox"), False)
        click(qtbot, button)
    settle(qtbot, session)
    assert dialog.isVisible() and button.isEnabled()
    assert find(dialog, "skipLinesEdit").text() == "1-2" and find(dialog, "headerBox").currentData() is False


def test_reading_again_that_is_cancelled_leaves_what_was_there(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "plain.csv", PLAIN), ask=True)
    with held(session.engine):
        choose(qtbot, find(dialog, "headerBox"), False)
        session.loader.cancel()
        assert find(dialog, "headerBox").currentData() is True and find(dialog, "openButton").isEnabled()


def test_reading_again_keeps_what_was_ticked_and_the_truth(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "gaps.csv", GAPS))
    choose(qtbot, find(dialog, "truthBox"), "group")
    tick(qtbot, dialog, "height")
    type_over(qtbot, find(dialog, "skipLinesEdit"), "3")
    settle(qtbot, session)
    assert find(dialog, "truthBox").currentData() == "group"
    ticked = [line_of(dialog, name).checkState() is Qt.CheckState.Checked for name in ("height", "weight", "group")]
    assert ticked == [False, True, False]


def test_a_file_of_row_numbers_alone_is_asked_about(qtbot, session, panel, tmp_path):
    dialog = asked(qtbot, session, panel, write(tmp_path / "t.csv", "id\n1\n2\n3\n"))
    tick(qtbot, dialog, "id")
    click(qtbot, find(dialog, "openButton"))
    settle(qtbot, session)
    assert points(session) == [[1], [2], [3]]
