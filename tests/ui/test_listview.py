"""The list widget: keys, typing, filter, views, counts, columns, bulk bar, states."""

from __future__ import annotations

import dataclasses
import threading
import time
from array import array
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from crm_desktop.base_info.entities import CUSTOMER
from crm_desktop.core.errors import Offline
from crm_desktop.core.query import Condition
from crm_desktop.core.record import Changed, Record
from crm_desktop.core.rights import Rights
from crm_desktop.qt import cells
from crm_desktop.qt.bus import ChangeBus
from crm_desktop.qt.filterbar import SavedView
from crm_desktop.qt.lists import paging
from crm_desktop.qt.listview import BulkAction, ListView
from tests.ui.paper_records import ENTITY, PaperRecords, make_tools


@pytest.fixture
def make(qtbot):
    made = []

    def build(rows=300, *, show=True, language="zh_CN", bus=None, fixed=(), **changes):
        records = PaperRecords(rows)
        tools = make_tools(records, language, **changes)
        view = ListView(tools, ENTITY, bus=bus, fixed=fixed)
        qtbot.addWidget(view)
        made.append(tools)
        view.resize(900, 500)
        if show:
            view.show()
            qtbot.waitExposed(view)
            view.open()
            qtbot.waitUntil(lambda: view.model.state != "loading" and tools.jobs.busy == 0)
            view.focus_rows()
        return view, records

    yield build
    for tools in made:
        assert tools.jobs.close()


def press(qtbot, view, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(view.table, key, modifier)


def settled(qtbot, view):
    qtbot.waitUntil(lambda: view.tools.jobs.busy == 0 and not view.filter._pause.isActive())


def test_enter_opens_space_previews_del_asks(qtbot, make):
    view, _ = make()
    got = []
    view.open_requested.connect(lambda i, background: got.append(("open", i, background)))
    view.preview_requested.connect(lambda i: got.append(("preview", i)))
    view.delete_requested.connect(lambda ids: got.append(("delete", list(ids))))
    press(qtbot, view, Qt.Key.Key_Down)
    press(qtbot, view, Qt.Key.Key_Return)
    press(qtbot, view, Qt.Key.Key_Space)
    press(qtbot, view, Qt.Key.Key_Delete)
    press(qtbot, view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert got == [("open", 2, False), ("preview", 2), ("delete", [2]), ("open", 2, True)]


def test_end_home_and_select_all_reach_every_row(qtbot, make):
    view, _ = make(5000)
    press(qtbot, view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: view.model.record_at(4999) is not None)
    assert view.current_id() == 5000
    press(qtbot, view, Qt.Key.Key_Home)
    assert view.current_id() == 1
    press(qtbot, view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(view.selected_ids()) == 5000


def test_a_million_selected_rows_cost_no_time(qtbot, make):
    view, _ = make(1_000_000)
    started = time.monotonic()
    press(qtbot, view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: view.summary.count == 1_000_000)
    view.grab()
    press(qtbot, view, Qt.Key.Key_End)
    assert time.monotonic() - started < 3
    assert view.selected_ids() == array("q", [1_000_000])


def test_typing_filters_in_place_and_enter_goes_back_to_the_rows(qtbot, make):
    view, _ = make()
    press(qtbot, view, Qt.Key.Key_2)
    assert view.filter.line.hasFocus()
    qtbot.keyClicks(view.filter.line, "9")
    qtbot.waitUntil(lambda: view.model.rowCount() == 13)
    qtbot.keyClick(view.filter.line, Qt.Key.Key_Return)
    assert view.table.hasFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view.filter.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: view.model.rowCount() == 300)


def test_a_key_after_a_rest_filters_at_once_and_keys_that_come_together_twice(qtbot, make):
    """At once without waiting for a further one, before the line was cleared and afterwards."""
    view, records = make()
    line = view.filter.line
    line.setFocus()
    for _ in range(2):
        settled(qtbot, view)
        qtbot.keyClicks(line, "2")
        assert view.model.query.search == "2"
        settled(qtbot, view)
        asked = records.called("first_rows")
        qtbot.keyClicks(line, "9")
        assert view.model.query.search == "29"
        for letter in " row":  # no time passes between them
            line.insert(letter)
        assert view.model.query.search == "29"
        settled(qtbot, view)
        assert view.model.query.search == "29 row"
        assert records.called("first_rows") - asked <= 2
        qtbot.keyClick(line, Qt.Key.Key_Escape)
        qtbot.keyClick(line, Qt.Key.Key_Escape)
        settled(qtbot, view)
        assert view.filter.text() == ""
        line.setFocus()


def test_composed_characters_filter_too(qtbot, make):
    view, _ = make()
    event = QInputMethodEvent("", [])
    event.setCommitString("名")
    QApplication.sendEvent(view.table, event)
    assert view.filter.text() == "名"
    assert view.table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_typed_grammar_restricts_and_hints(qtbot, make):
    view, _ = make()
    view.filter.set_text("grade:A amount:>100")
    qtbot.waitUntil(
        lambda: view.model.query.conditions == (Condition("grade", "eq", "A"), Condition("amount", "gt", 10000))
    )
    settled(qtbot, view)
    assert {view.model.record_at(n).values["grade"] for n in range(view.model.rowCount())} == {"A"}
    view.filter.set_text("colour:red")
    settled(qtbot, view)
    assert view.filter._hint.isVisible()
    assert "colour" in view.filter._hint.text()


def test_completion_of_names_and_counted_values(qtbot, make):
    view, records = make(language="en")
    view.filter.line.setFocus()
    qtbot.keyClicks(view.filter.line, "gr")
    popup = view.filter._completer.popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert view.filter.text() == "Grade:"
    qtbot.waitUntil(lambda: records.called("value_counts") == 1 and popup.isVisible())
    qtbot.waitUntil(lambda: "150" in popup.model().index(0, 0).data())
    words = [popup.model().index(n, 0).data().split("  ")[0] for n in range(popup.model().rowCount())]
    assert words[:2] == ['"Grade B"', '"Grade A"']
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert view.filter.text() == 'Grade:"Grade B" '
    qtbot.waitUntil(lambda: view.model.rowCount() == 150)


def test_counts_beside_a_filter_are_of_the_whole_list_and_stay(qtbot, make):
    """They are asked for once a visit to the line, whatever is in force, and of two fields both come."""
    view, records = make(language="en")
    bar = view.filter

    def suggest(text):
        bar.line.setText(text)
        bar.line.setCursorPosition(len(text))
        bar._suggest()

    bar.line.setFocus()
    suggest("Grade:")
    suggest("Name:")  # before the answer
    qtbot.waitUntil(lambda: bool(bar._counts["grade"]) and bool(bar._counts["name"]))
    bar.set_text('Grade:"Grade B"')
    qtbot.waitUntil(lambda: view.model.rowCount() == 150)
    suggest('Grade:"Grade B" Grade:')
    settled(qtbot, view)
    assert {("A", 150), ("B", 150)} <= set(bar._counts["grade"])
    assert records.called("value_counts") == 2
    # colleagues have worked since; the event itself, for an open popup keeps the keyboard where it is
    QApplication.sendEvent(bar.line, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason))
    suggest("Grade:")
    qtbot.waitUntil(lambda: records.called("value_counts") == 3 and bool(bar._counts["grade"]))
    bar.set_fixed((Condition("grade", "eq", "A"),))
    suggest("Grade:")
    qtbot.waitUntil(lambda: records.called("value_counts") == 4 and bar._counts["grade"] == [("A", 150)])


def test_fixed_conditions_are_not_typed_away(qtbot, make):
    view, _ = make(fixed=(Condition("grade", "eq", "A"),))
    assert view.model.rowCount() == 150
    view.filter.set_text("名称")
    settled(qtbot, view)
    assert view.model.query.conditions == (Condition("grade", "eq", "A"),)
    view.filter.clear()
    settled(qtbot, view)
    assert view.model.rowCount() == 150


def test_saved_views_are_chips(qtbot, make):
    view, _ = make()
    got = []
    view.filter.view_chosen.connect(got.append)
    view.filter.view_action.connect(lambda action, what: got.append((action, what)))
    mine = SavedView(key="a", name="A级客户", text="grade:A", pinned=True)
    view.filter.set_views([SavedView(key="b", name="B级", text="grade:B", shared=True, own=False), mine])
    chip = view.findChild(QWidget, "view_a")
    chip.click()
    qtbot.waitUntil(lambda: view.model.rowCount() == 150)
    assert chip.isChecked()
    assert got == [mine]
    chip.click()
    qtbot.waitUntil(lambda: view.model.rowCount() == 300)
    view.filter.set_text("grade:B")
    view.findChild(QWidget, "view_save").click()
    assert got[-1] == ("save", "grade:B")


def test_default_view_opens_the_list(qtbot, make):
    view, _ = make(show=False)
    view.filter.set_views([SavedView(key="a", name="A", text="grade:A", default=True)])
    view.show()
    view.open()
    qtbot.waitUntil(lambda: view.model.rowCount() == 150)


def test_counts_beside_the_rows_filter_by_a_click(qtbot, make):
    view, _ = make()
    view.classes.facets.set_names(["grade"])
    view.classes.show_facets(True)
    tree = view.findChild(QWidget, "facet_values")
    qtbot.waitUntil(lambda: tree.topLevelItemCount() == 1 and tree.topLevelItem(0).childCount() == 2)
    top = tree.topLevelItem(0)
    assert (top.child(0).text(0), top.child(0).text(1)) == ("B级", "150")
    tree.itemActivated.emit(top.child(1), 0)
    qtbot.waitUntil(lambda: view.model.rowCount() == 150)
    assert view.filter.text() == "Grade:A级"
    # the other value is still on offer, and comes to it
    qtbot.waitUntil(lambda: tree.topLevelItem(0).childCount() == 2)
    other = next(c for c in _children(tree.topLevelItem(0)) if c.checkState(0) == Qt.CheckState.Unchecked)
    other.setCheckState(0, Qt.CheckState.Checked)
    assert view.filter.text() in ("Grade:A级,B级", "Grade:B级,A级")
    view.classes.show_facets(False)
    assert not view.classes.facets.isVisible()


def _children(item):
    return [item.child(n) for n in range(item.childCount())]


def test_columns_are_chosen_ordered_and_kept(qtbot, make):
    view, _ = make()
    view.choose_columns()
    chooser = view.findChild(QWidget, "column_chooser")
    rows = chooser.findChild(QWidget, "column_list")
    rows.item(6).setCheckState(Qt.CheckState.Checked)
    rows.setCurrentRow(0)
    qtbot.keyClick(rows, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    chooser.close()
    names = ["name", "code", "grade", "amount", "owner_id", "note"]
    assert [c.name for c in view.model.columns] == names
    state = view.state()
    state["widths"]["name"] = 222
    other, _ = make(show=False)
    other.restore({**state, "sort": "amount", "descending": True, "columns": [*names, "vanished"]})
    other.show()
    other.open()
    qtbot.waitUntil(lambda: other.model.rowCount() == 300)
    assert [c.name for c in other.model.columns] == names
    assert other.table.horizontalHeader().sectionSize(0) == 222
    assert other.model.query.sort == "amount"
    assert other.state()["descending"] is True


def test_state_is_told_when_a_person_changes_it_only(qtbot, make):
    view, _ = make()
    told = []
    view.state_changed.connect(lambda: told.append(view.state()))
    view.refresh()
    qtbot.wait(500)
    assert told == []
    view.model.sort_by("amount")
    qtbot.waitUntil(lambda: bool(told))
    assert told[0]["sort"] == "amount"


def test_conditions_of_a_program_are_shown_named_and_never_lost(qtbot, make):
    people = dataclasses.replace(ENTITY, mapped=SimpleNamespace(__tablename__="employee", __name__="Employee"))
    view, _ = make(language="en", entities={"thing": ENTITY, "employee": people})
    view.set_conditions("", [Condition("owner_id", "eq", 2), Condition("attrs.gone", "eq", 1)])
    assert view.filter.text() == "Owner:王五"
    assert Condition("attrs.gone", "eq", 1) in view.filter._carried
    view.filter.clear()
    settled(qtbot, view)
    assert view.model.query.conditions == ()
    view.set_conditions("", [Condition("owner_id", "eq", 17)])
    assert view.filter.text() == "Owner:#17"
    qtbot.waitUntil(lambda: view.filter.text() == 'Owner:"名称 17"')
    assert view.model.query.conditions == (Condition("owner_id", "eq", 17),)


def test_dragged_column_stays_where_it_was_put(qtbot, make):
    view, _ = make()
    view.table.horizontalHeader().moveSection(3, 0)
    qtbot.waitUntil(lambda: [c.name for c in view.model.columns][:2] == ["amount", "code"])
    header = view.table.horizontalHeader()
    assert [header.logicalIndex(n) for n in range(5)] == [0, 1, 2, 3, 4]


def test_header_sorts_and_says_why_not(qtbot, make):
    view, records = make()
    told = []
    view.failed.connect(told.append)
    header = view.table.horizontalHeader()
    at = lambda column: QPoint(header.sectionViewportPosition(column) + 10, 8)  # noqa: E731
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at(3))
    qtbot.waitUntil(lambda: view.model.query.sort == "amount" and view.tools.jobs.busy == 0)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at(3))
    qtbot.waitUntil(lambda: view.model.query.descending and view.tools.jobs.busy == 0)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at(2))
    qtbot.waitUntil(lambda: view.model.shown.sort == "grade" and view.tools.jobs.busy == 0)
    assert header.sortIndicatorSection() == 2
    records.most_sorted = 200
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at(4))
    qtbot.waitUntil(lambda: view.model.shown.sort == "code" and view.tools.jobs.busy == 0)
    assert [error.field for error in told] == ["owner_id"]
    assert header.sortIndicatorSection() == 0
    assert "Owner" in QToolTip.text()


@pytest.mark.parametrize(("most", "marked"), [(400, True), (200, False)])
def test_only_a_column_by_whose_words_rows_are_sorted_is_marked(qtbot, make, monkeypatch, most, marked):
    monkeypatch.setattr(paging, "MOST_SORTED", most)
    view, _records = make(300)
    view.model.sort_by("owner_id")  # the server takes the order of an index where names are too many
    qtbot.waitUntil(lambda: view.model.shown.sort == "owner_id" and view.model.complete)
    header = view.table.horizontalHeader()
    assert header.isSortIndicatorShown() is marked
    tip = view.model.headerData(4, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert (tip == "Owner") is marked


def test_copy_is_a_table_of_raw_values(qtbot, make):
    view, records = make(3000)
    records.changes[2] = {"name": 'mit "Tab"\tund\nBruch'}
    view.table.selection.select_ids({2, 2500})
    with qtbot.waitSignal(view.copied):
        press(qtbot, view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\n")[-1] == "T-0002500\t名称 2500\tA级\t-2500.00\t李四"
    view.table.go_to_row(2, 3)
    qtbot.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == "3.00"


def test_raw_text_is_quoted_for_a_spreadsheet():
    assert cells._quoted('a\t"b"') == '"a\t""b"""'
    assert cells._quoted("plain") == "plain"


def test_bulk_bar_and_status_tell_of_the_selection(qtbot, make):
    view, _ = make(20)
    done, told = [], []
    view.set_bulk_actions(
        [
            BulkAction(name="grade", words=lambda: "改等级", act=done.append),
            BulkAction(name="never", words=lambda: "不行", act=done.append, reason=lambda: "没有权限"),
        ]
    )
    view.status_changed.connect(told.append)
    assert not view.bulk.isVisible()
    view.table.selection.select_ids({1, 2, 3})
    qtbot.waitUntil(view.bulk.isVisible)
    assert not view.findChild(QWidget, "bulk_never").isEnabled()
    assert view.findChild(QWidget, "bulk_never").toolTip() == "没有权限"
    assert "¥6.00" in told[-1]
    view.findChild(QWidget, "bulk_grade").click()
    assert done == [array("q", [1, 2, 3])]
    view.findChild(QWidget, "bulk_clear").click()
    qtbot.waitUntil(lambda: not view.bulk.isVisible())


def test_cell_is_edited_by_keyboard(qtbot, make):
    view, records = make(20)
    opened = []
    view.open_requested.connect(lambda *a: opened.append(a))
    view.table.go_to_row(4, 1)
    press(qtbot, view, Qt.Key.Key_F2)
    editor = view.table.delegate._editor
    assert editor.value() == "名称 5"
    editor.input.selectAll()
    qtbot.keyClicks(editor.input, "New name")
    qtbot.keyClick(editor.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: records.row(5).values["name"] == "New name")
    qtbot.waitUntil(lambda: view.table.delegate._editor is None)
    assert opened == []
    assert view.table.hasFocus()


def test_bad_value_keeps_the_editor_and_escape_gives_up(qtbot, make):
    view, records = make(20)
    view.table.go_to_row(4, 3)
    press(qtbot, view, Qt.Key.Key_F2)
    editor = view.table.delegate._editor
    editor.input.selectAll()
    qtbot.keyClicks(editor.input, "viel")
    qtbot.keyClick(editor.input, Qt.Key.Key_Return)
    qtbot.wait(20)
    assert view.table.delegate._editor is editor
    assert editor.error()
    qtbot.keyClick(editor.input, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: view.table.delegate._editor is None)
    assert records.called("save") == 0
    assert view.model.record_at(4).values["amount"] == 500


def test_escape_is_not_taken_by_a_shortcut_while_the_list_needs_it(qtbot, make):
    view, _ = make(20)
    taken = []
    QShortcut(QKeySequence("Esc"), view, lambda: taken.append(1), context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
    view.table.go_to_row(4, 1)
    press(qtbot, view, Qt.Key.Key_F2)
    qtbot.keyClick(view.table.delegate._editor.input, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: view.table.delegate._editor is None)
    view.filter.line.setFocus()
    qtbot.keyClicks(view.filter.line, "7")
    qtbot.keyClick(view.filter.line, Qt.Key.Key_Escape)
    assert view.filter.text() == ""
    settled(qtbot, view)
    view.focus_rows()
    view.table.selection.select_ids({1, 2})
    press(qtbot, view, Qt.Key.Key_Escape)
    assert view.table.selection.count() == 1
    assert taken == []
    press(qtbot, view, Qt.Key.Key_Escape)
    assert taken == [1]


def test_live_change_leaves_typed_text_alone(qtbot, make):
    bus = ChangeBus()
    view, records = make(300, bus=bus)
    view.table.go_to_row(4, 1)
    press(qtbot, view, Qt.Key.Key_F2)
    editor = view.table.delegate._editor
    qtbot.keyClicks(editor.input, "x")
    records.changes[5] = {"grade": "A"}
    records.ids.insert(0, 999)
    bus.announce(Changed("thing", "UPDATE", (5,)))
    bus.announce(Changed("thing", "INSERT", (999,)))
    qtbot.waitUntil(lambda: records.called("ordered_ids") == 2 and view.tools.jobs.busy == 0, timeout=3000)
    assert view.table.delegate._editor is editor
    assert "x" in editor.input.text()
    qtbot.keyClick(editor.input, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: view.model.rowCount() == 301)
    assert view.current_id() == 5


def test_read_only_cell_says_why(qtbot, make):
    view, _ = make(5)
    view.table.go_to_row(0, 0)
    press(qtbot, view, Qt.Key.Key_F2)
    assert view.table.delegate._editor is None
    rights = Rights(scopes={("thing", "view"): "all"})
    view, _ = make(5, rights=rights)
    assert view.model.edits.why_not(ENTITY["name"])


def test_empty_list_says_why_and_what_next(qtbot, make):
    view, _ = make(0)
    assert view.overlay.words
    with qtbot.waitSignal(view.new_requested):
        view.findChild(QWidget, "list_state_new").click()
    view.set_creatable(False)
    view._show_empty()
    assert not view.findChild(QWidget, "list_state_new").isVisible()


def test_nothing_fits_offers_to_show_all(qtbot, make):
    view, _ = make(30)
    view.filter.set_text("gibtsnicht")
    qtbot.waitUntil(lambda: "gibtsnicht" in view.overlay.words)
    view.findChild(QWidget, "list_state_clear").click()
    qtbot.waitUntil(lambda: view.model.rowCount() == 30 and not view.overlay.isVisible())


def test_error_says_what_and_tries_again(qtbot, make):
    view, records = make(30, show=False)
    records.error = Offline()
    view.show()
    view.open()
    qtbot.waitUntil(lambda: bool(view.overlay.words))
    records.error = None
    view.findChild(QWidget, "list_state_retry").click()
    qtbot.waitUntil(lambda: view.model.rowCount() == 30 and not view.overlay.isVisible())


def test_grey_lines_while_loading(qtbot, make):
    view, records = make(30, show=False)
    records.gates["first_rows"] = threading.Event()
    view.show()
    view.open()
    qtbot.waitUntil(lambda: view.overlay._lines, timeout=2000)
    view.grab()
    records.gates["first_rows"].set()
    qtbot.waitUntil(lambda: not view.overlay.isVisible())


def test_language_is_switched_while_the_list_is_open(qtbot, make, qapp):
    from crm_desktop.shell.languages import Languages

    view, _ = make(30)
    languages = Languages(qapp, "en")
    assert view.findChild(QWidget, "list_new").text() == "New"
    languages.use("zh_CN")
    qtbot.waitUntil(lambda: view.findChild(QWidget, "list_new").text() == "新建")
    assert view.totals.count_text == "30 行"
    view.filter.set_text("gibtsnicht")
    qtbot.waitUntil(lambda: view.overlay.words == "没有符合“gibtsnicht”的记录。")
    languages.use("en")
    qtbot.waitUntil(lambda: view.overlay.words == "Nothing here fits “gibtsnicht”.")
    languages.deleteLater()


def test_totals_stand_under_their_columns(qtbot, make):
    view, _ = make(30)
    assert view.totals.count_text.startswith("30") or "30" in view.totals.count_text
    assert view.totals.sums() == {"amount": "¥345.00"}
    view.grab()


def test_every_widget_has_a_name(qtbot, make):
    view, _ = make(5)
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QHeaderView, QLineEdit

    for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit):
        for widget in view.findChildren(kind):
            if not isinstance(widget, QHeaderView) and widget.metaObject().className() != "QTableCornerButton":
                assert widget.objectName(), widget
                if widget.isVisible() and widget.objectName() != "list_header":
                    assert widget.accessibleName() or getattr(widget, "text", str)(), widget.objectName()


def test_a_year_is_no_amount():
    year, people = CUSTOMER["founded_year"], CUSTOMER["headcount"]
    words = [cells.cell_text(f, 2016, Record(0, 0, {}), None) for f in (year, people)]
    assert words == ["2016", "2,016"]
    assert [cells.is_summable(f) for f in (year, people)] == [False, True]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("amount", -123456, "−¥1,234.56"),
        ("amount", 5, "¥0.05"),
        ("amount", None, ""),
        ("grade", "A", "A级"),
        ("grade", "X", "X"),
        ("owner_id", 1, "李四"),
        ("note", " a\nb ", "a b"),
        ("name", "", ""),
    ],
)
def test_words_of_cells(qtbot, make, name, value, words):
    view, records = make(0, show=False)
    assert cells.cell_text(ENTITY[name], value, records.row(2), view.tools) == words
