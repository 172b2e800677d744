"""The list model: rows at once, order in the background, pages on demand, live, by id."""

from __future__ import annotations

import gc
import sys
import threading
import time
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from crm_desktop.core.errors import Offline
from crm_desktop.core.query import Condition
from crm_desktop.core.record import Changed, Record
from crm_desktop.qt import listmodel
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.ordered import RowCache, difference, in_turn, packed, row_of, rows_of, runs
from crm_desktop.qt.lists.paging import CACHED, FIRST
from crm_desktop.qt.lists.selection import IdSelection
from tests.ui.paper_records import ENTITY, PaperRecords, make_tools


@pytest.fixture
def make(qtbot, monkeypatch):
    monkeypatch.setattr(listmodel, "REFRESH_MS", 10)
    made = []

    def build(rows, **changes):
        records = PaperRecords(rows)
        tools = make_tools(records, **changes)
        model = ListModel(tools, ENTITY)
        model._refresh.setInterval(10)
        tester = None
        if rows <= 1000:  # it visits every cell after every change
            tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        made.append((tools, model, tester))
        return model, records

    yield build
    for tools, model, _ in made:
        assert tools.jobs.close()
        model.deleteLater()


def opened(qtbot, model):
    model.open()
    qtbot.waitUntil(lambda: model.complete and model.totals is not None, timeout=30_000)


def text(model, row, column):
    return model.index(row, column).data()


def test_first_rows_show_before_the_order_is_known(qtbot, make):
    model, records = make(350)
    records.gates["ordered_ids"] = threading.Event()
    model.open()
    qtbot.waitUntil(lambda: model.rowCount() == FIRST)
    assert not model.complete
    assert text(model, 0, 0) == "T-0000001"
    assert [call for call, _ in records.calls][:1] == ["first_rows"]
    records.gates["ordered_ids"].set()
    qtbot.waitUntil(lambda: model.complete)
    assert model.rowCount() == 350
    assert records.called("first_rows") == 1


def test_a_short_list_needs_no_second_question(qtbot, make):
    model, records = make(7)
    opened(qtbot, model)
    assert model.rowCount() == 7
    assert records.called("ordered_ids") == 0
    assert model.totals.count == 7
    assert model.totals.sums["amount"] == 2800


def test_page_is_loaded_when_asked_for_and_others_stay_grey(qtbot, make):
    model, records = make(5000)
    opened(qtbot, model)
    assert text(model, 2500, 1) is None
    qtbot.waitUntil(lambda: text(model, 2500, 1) == "名称 2501")
    assert records.called("rows_by_ids") == 1
    assert model.record_at(4000) is None


def test_only_what_is_on_screen_is_loaded_while_the_scroll_bar_is_dragged(qtbot, make):
    model, records = make(100_000)
    opened(qtbot, model)
    for row in range(0, 100_000, 500):
        text(model, row, 0)
    model.set_viewport(99_900, 99_930)
    text(model, 99_910, 0)
    qtbot.waitUntil(lambda: model.record_at(99_910) is not None)
    qtbot.waitUntil(lambda: model.tools.jobs.busy == 0)
    assert records.called("rows_by_ids") <= 2


def test_a_million_rows_stay_small_in_memory(qtbot, make):
    model, _ = make(1_000_000)
    opened(qtbot, model)
    assert model.rowCount() == 1_000_000
    assert isinstance(model.ids, array)
    assert sys.getsizeof(model.ids) < 4_800_000
    for row in range(0, 1_000_000, 20_000):
        model.set_viewport(row, row + 40)
        text(model, row, 0)
        qtbot.waitUntil(lambda row=row: model.record_at(row) is not None)
    assert model.loaded <= CACHED
    gc.collect()
    biggest = max((len(o) for o in gc.get_objects() if isinstance(o, list)), default=0)
    assert biggest < 200_000


def test_who_walks_along_the_order_shares_it_and_keeps_it_as_it_was(qtbot, make):
    model, records = make(1000)
    opened(qtbot, model)
    before = model.ids
    del records.ids[4]
    model.take_change(Changed(table=ENTITY.name, operation="DELETE", ids=(5,)))
    assert len(model.ids) == 999 and len(before) == 1000
    records.ids.append(1001)
    now = model.ids
    model.take_change(Changed(table=ENTITY.name, operation="INSERT", ids=(1001,)))
    qtbot.waitUntil(lambda: len(model.ids) == 1000, timeout=30_000)
    assert len(now) == 999


def test_the_order_of_all_rows_is_taken_as_it_came(qtbot, make):
    """A copy of a million ids would leave its room behind."""
    model, records = make(300)
    came = []
    real = records.ordered_ids
    records.ordered_ids = lambda *given: came.append(real(*given)) or came[-1]
    opened(qtbot, model)
    assert len(came) == 1 and model.ids is came[0]


def test_ids_take_four_bytes_as_long_as_they_fit():
    assert packed([1, 2**31 - 1]).itemsize == 4
    assert list(packed([1, 2**31])) == [1, 2**31]
    assert difference(packed([1, 2]), packed([1, 2, 2**31])) is None  # cannot be edited into one another
    assert row_of(packed([3, 4]), 2**40) == -1


def test_sort_search_and_conditions_start_anew(qtbot, make):
    model, records = make(300)
    opened(qtbot, model)
    assert model.sort_by("amount", True)
    qtbot.waitUntil(lambda: text(model, 0, 0) == "T-0000300")
    assert not model.sort_by("gone")
    model.set_query(search="名称 7")
    qtbot.waitUntil(lambda: model.complete and model.rowCount() == 11)
    model.set_query(conditions=(Condition("grade", "eq", "A"),), search="")
    qtbot.waitUntil(lambda: model.complete and model.rowCount() == 150)
    assert not model.set_query(search="")
    assert {c.descending for verb, c in records.calls[-2:] if verb != "rows_by_ids"} == {True}


def test_old_rows_stay_until_the_new_ones_are_there(qtbot, make):
    model, records = make(300)
    opened(qtbot, model)
    records.gates["first_rows"] = threading.Event()
    model.set_query(search="名称 29")
    qtbot.wait(30)
    assert model.rowCount() == 300
    assert model.state == "loading"
    records.gates["first_rows"].set()
    qtbot.waitUntil(lambda: model.rowCount() == 11)


def test_only_the_last_of_several_questions_is_answered(qtbot, make):
    model, _ = make(300)
    opened(qtbot, model)
    for word in ("1", "12", "123"):
        model.set_query(search=f"名称 {word}")
    qtbot.waitUntil(lambda: model.tools.jobs.busy == 0)
    assert model.rowCount() == 1
    assert text(model, 0, 1) == "名称 123"


def test_columns_change_without_a_new_order(qtbot, make):
    model, records = make(300)
    opened(qtbot, model)
    model.set_columns(["note", "name", "nonsense"])
    assert [c.name for c in model.columns] == ["note", "name"]
    assert model.rowCount() == 300
    qtbot.waitUntil(lambda: text(model, 0, 1) == "名称 1")
    assert records.called("ordered_ids") == 1
    before = records.called("rows_by_ids")
    model.set_columns(["name", "note"])
    assert text(model, 0, 0) == "名称 1"
    assert records.called("rows_by_ids") == before


def test_error_at_first_and_retry(qtbot, make):
    model, records = make(10)
    records.error = Offline()
    model.open()
    qtbot.waitUntil(lambda: model.state == "error")
    assert isinstance(model.error, Offline)
    assert model.rowCount() == 0
    records.error = None
    model.refresh()
    qtbot.waitUntil(lambda: model.state == "ready")


def test_error_of_a_page_keeps_the_rows_and_is_told(qtbot, make):
    model, records = make(500)
    opened(qtbot, model)
    told = []
    model.failed.connect(told.append)
    records.error = Offline()
    text(model, 300, 0)
    qtbot.waitUntil(lambda: bool(told))
    assert model.rowCount() == 500
    assert model.state == "ready"
    records.error = None
    text(model, 300, 0)
    qtbot.waitUntil(lambda: text(model, 300, 0) == "T-0000301")


def test_update_rereads_the_concerned_row_only(qtbot, make):
    model, records = make(300)
    opened(qtbot, model)
    records.calls.clear()
    records.changes[5] = {"name": "新名"}
    model.take_change(Changed("thing", "UPDATE", (5, 4711)))
    model.take_change(Changed("other", "UPDATE", (6,)))
    qtbot.waitUntil(lambda: text(model, 4, 1) == "新名")
    assert [ids for verb, ids in records.calls if verb == "rows_by_ids"] == [[5]]


def test_insert_and_delete_move_the_rows_and_keep_the_selection(qtbot, make):
    model, records = make(300)
    opened(qtbot, model)
    selection = IdSelection(model)
    selection.select_ids({3, 200})
    assert list(selection.ids()) == [3, 200]
    records.ids = array("q", [i for i in range(1, 302) if i != 100])
    records.ids.insert(0, 999)
    model.take_change(Changed("thing", "DELETE", (100,)))
    assert model.rowCount() == 299
    assert model.row_of(100) == -1
    model.take_change(Changed("thing", "INSERT", (999, 301)))
    qtbot.waitUntil(lambda: model.rowCount() == 301)
    assert model.ids == records.ids
    assert list(selection.ids()) == [3, 200]


def test_selection_survives_a_new_order(qtbot, make):
    model, _ = make(300)
    opened(qtbot, model)
    selection = IdSelection(model)
    selection.select_ids({2, 250})
    selection.setCurrentIndex(model.index(1, 2), QItemSelectionModel.SelectionFlag.NoUpdate)
    model.sort_by("code", True)
    qtbot.waitUntil(lambda: model.complete and text(model, 0, 0) == "T-0000300")
    assert sorted(selection.ids()) == [2, 250]
    assert selection.currentIndex().row() == 298
    assert selection.currentIndex().column() == 2


def test_everything_selected_stays_everything_and_costs_nothing(qtbot, make):
    model, _ = make(200_000)
    opened(qtbot, model)
    selection = IdSelection(model)
    started = time.monotonic()
    selection.select_all()
    assert selection.count() == 200_000
    assert len(selection.row_runs()) == 1
    assert time.monotonic() - started < 0.5
    model.sort_by("code", True)
    qtbot.waitUntil(lambda: model.complete and model.id_at(0) == 200_000)
    assert selection.count() == 200_000
    model.set_query(conditions=(Condition("amount", "gt", 10_000_000),))
    qtbot.waitUntil(lambda: model.complete and model.rowCount() < 100_000, timeout=30_000)
    assert selection.count() < model.rowCount()


def test_hidden_list_asks_nothing_and_catches_up(qtbot, make):
    model, records = make(300)
    opened(qtbot, model)
    model.set_active(False)
    records.calls.clear()
    records.ids.append(301)
    model.take_change(Changed("thing", "INSERT", (301,)))
    qtbot.wait(40)
    assert records.calls == []
    model.set_active(True)
    qtbot.waitUntil(lambda: model.rowCount() == 301)


def test_order_waits_while_a_cell_is_edited(qtbot, make):
    model, records = make(300)
    opened(qtbot, model)
    model.hold(True)
    records.ids.insert(0, 999)
    model.take_change(Changed("thing", "INSERT", (999,)))
    qtbot.waitUntil(lambda: records.called("ordered_ids") == 2 and model.tools.jobs.busy == 0)
    assert model.rowCount() == 300
    model.hold(False)
    assert model.rowCount() == 301
    assert model.id_at(0) == 999


def test_a_row_that_went_unannounced_disappears(qtbot, make):
    model, records = make(300)
    opened(qtbot, model)
    del records.ids[249]
    text(model, 249, 0)
    qtbot.waitUntil(lambda: model.rowCount() == 299)


def test_unreadable_columns_are_not_asked_for(qtbot, make):
    from crm_desktop.core.rights import Rights

    rights = Rights(scopes={("thing", "view"): "all"}, fields={("thing", "amount"): "none"})
    model, records = make(5, rights=rights)
    opened(qtbot, model)
    assert "amount" not in [c.name for c in model.columns]
    assert all("amount" not in q.columns for verb, q in records.calls if verb == "first_rows")


def test_cell_saved_at_once_in_the_background(qtbot, make):
    model, records = make(10)
    opened(qtbot, model)
    told = []
    model.saved.connect(lambda before, after: told.append((before, after)))
    records.gates["save"] = threading.Event()
    model.edits.set(model.record_at(2), ENTITY["name"], "改名")
    assert text(model, 2, 1) == "改名"
    assert model.edits.state(3, "name") == "saving"
    records.gates["save"].set()
    qtbot.waitUntil(lambda: bool(told))
    assert records.row(3).values["name"] == "改名"
    assert model.edits.state(3, "name") is None
    assert told[0][0].values["name"] == "名称 3"
    assert model.record_at(2).version == 2


def test_cell_merges_with_a_colleague_s_other_field_but_not_with_the_same(qtbot, make):
    model, records = make(10)
    opened(qtbot, model)
    mine = model.record_at(2)
    records.save(None, ENTITY, records.row(3), {"grade": "A"})
    model.edits.set(mine, ENTITY["name"], "改名")
    qtbot.waitUntil(lambda: records.row(3).values["name"] == "改名")
    qtbot.waitUntil(lambda: model.tools.jobs.busy == 0)
    told = []
    model.failed.connect(told.append)
    stale = Record(3, 1, {**mine.values})
    model.edits.set(stale, ENTITY["name"], "再改")
    qtbot.waitUntil(lambda: bool(told))
    assert model.unsaved() == {(3, "name"): "再改"}
    assert text(model, 2, 1) == "再改"
    assert model.edits.state(3, "name") == "failed"
    assert model.edits.reason(3, "name")
    model.edits.give_up(3, "name")
    assert model.unsaved() == {}
    assert text(model, 2, 1) == "改名"


def test_a_list_too_long_for_an_order_keeps_the_one_before_and_says_so(qtbot, make):
    model, records = make(300)
    records.most_sorted = 200
    told = []
    model.too_long.connect(told.append)
    opened(qtbot, model)
    tip = lambda column: model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)  # noqa: E731
    model.sort_by("amount", True)
    qtbot.waitUntil(lambda: text(model, 0, 0) == "T-0000300" and model.complete)
    assert model.sort_by("grade")
    qtbot.waitUntil(lambda: model.state == "ready" and model.complete and model.tools.jobs.busy == 0)
    assert [error.field for error in told] == ["grade"]
    assert (model.query.sort, model.query.descending, model.state) == ("amount", True, "ready")
    assert model.rowCount() == 300
    assert "Grade" in tip(2)
    assert tip(2) != "Grade"
    model.set_query(conditions=(Condition("grade", "eq", "A"),))  # 150 rows are not too many
    qtbot.waitUntil(lambda: model.complete and model.rowCount() == 150)
    assert tip(2) == "Grade"
    assert model.sort_by("grade")
    qtbot.waitUntil(lambda: model.shown.sort == "grade" and model.tools.jobs.busy == 0)
    assert len(told) == 1
    model.set_query(conditions=())  # and now they are: the order of the entity remains
    qtbot.waitUntil(lambda: model.complete and model.rowCount() == 300 and model.tools.jobs.busy == 0)
    assert len(told) == 2
    assert (model.query.sort, model.query.descending) == ("code", False)


def test_a_list_that_grows_too_long_for_its_order_takes_another(qtbot, make):
    model, records = make(150)
    records.most_sorted = 200
    opened(qtbot, model)
    model.sort_by("grade")
    qtbot.waitUntil(lambda: model.shown.sort == "grade" and model.complete)
    records.most_sorted = 140
    model.refresh()
    qtbot.waitUntil(lambda: model.shown.sort == "code" and model.complete)
    assert model.rowCount() == 150


def test_model_is_no_tree(qtbot, make):
    model, _ = make(1)
    assert model.rowCount(QModelIndex()) == 0
    assert model.columnCount() == 5


def applied(old, edits, new):
    ids = array("q", old)
    orders, before = in_turn(old, edits, new), old[:]
    for first, last in edits.removed:
        del ids[first : last + 1]
        assert next(orders) == ids
    for first, last in edits.inserted:
        ids[first:first] = new[first : last + 1]
        assert next(orders) == ids
    assert next(orders, None) is None and old == before
    return ids


ids_lists = st.lists(st.integers(1, 60), unique=True, max_size=50).map(lambda found: array("q", found))


@given(ids_lists, ids_lists)
def test_difference_turns_one_order_into_the_other(old, new):
    edits = difference(old, new)
    assert edits is None or applied(old, edits, new) == new


def test_difference_of_long_orders_is_a_few_runs():
    old = array("q", range(1_000_000))
    new = array("q", old)
    moved = new.pop(900_000)
    new.insert(10, moved)
    del new[500_000]
    new.append(5_000_000)
    edits = difference(old, new)
    assert len(edits.removed) == 2
    assert len(edits.inserted) == 2
    assert applied(old, edits, new) == new
    assert difference(old, array("q", reversed(old))) is None


def test_small_parts():
    assert runs([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]
    assert runs([]) == []
    assert rows_of(array("q", [5, 3, 9, 1]), [9, 5, 77]) == [0, 2]
    assert rows_of(array("q", [5, 3, 9, 1]), [9, 5, 77, 1]) == [0, 2, 3]
    cache = RowCache(2)
    cache.put(Record(i, 1, {}) for i in (1, 2, 1, 3))
    assert 2 not in cache
    assert len(cache) == 2
    assert cache.get(1)
