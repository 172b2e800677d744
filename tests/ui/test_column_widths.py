"""How wide the columns of a list are: what stands in them decides, and what the user dragged."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt

from crm_desktop.core.fields import Due
from crm_desktop.qt.lists.painting import DOT, PAD
from crm_desktop.qt.listview import ListView
from tests.ui.paper_records import ENTITY, PaperRecords, make_tools


@pytest.fixture
def make(qtbot):
    made = []

    def build(entity=ENTITY, changes=None):
        records = PaperRecords(300)
        records.changes |= changes or {}
        tools = make_tools(records, "zh_CN", entities={"thing": entity})
        made.append(tools)
        view = ListView(tools, entity)
        qtbot.addWidget(view)
        view.resize(900, 500)
        view.show()
        qtbot.waitExposed(view)
        view.open()
        qtbot.waitUntil(lambda: view.model.rowCount() == 300 and tools.jobs.busy == 0)
        return view

    yield build
    for tools in made:
        assert tools.jobs.close()


def test_columns_give_up_what_they_do_not_need_before_the_list_scrolls(make):
    view = make()
    table, header = view.table, view.table.horizontalHeader()
    around = 2 * table.frameWidth() + table.verticalScrollBar().sizeHint().width()
    room = sum(map(table._declared, view.model.columns)) - 20  # less than the columns are declared to have
    table.resize(room + around, table.height())
    table.size_columns({})
    assert header.length() <= room
    assert all(header.sectionSize(n) >= table._titled(f) for n, f in enumerate(view.model.columns))
    view.model.set_columns([f.name for f in view.model.columns if f.name != "grade"])  # the reader's own choice
    table.resize(around + 100, table.height())  # far too little: then they are as declared, and it scrolls
    assert [header.sectionSize(n) for n in range(header.count())] == [*map(table._declared, view.model.columns)]


def test_a_column_without_values_gives_its_room_to_the_others(qtbot, make):
    wide = dataclasses.replace(ENTITY["note"], width=40)
    entity = dataclasses.replace(
        ENTITY, fields=(*ENTITY.fields[:-1], wide), list_columns=("code", "name", "note", "amount")
    )
    long = {n: {"name": "一家名称很长很长的有限责任公司" * 2} for n in range(1, 300)}
    view = make(entity, {**long, 250: {"note": "x" * 40}})
    table, header = view.table, view.table.horizontalHeader()
    size = lambda: [header.sectionSize(n) for n in range(header.count())]  # noqa: E731
    title, declared = table._titled(wide), table._declared(wide)
    assert title < declared
    assert size()[2] == title
    assert size()[1] > table._declared(ENTITY["name"]), "the name has what the empty column does not need"
    before = size()
    table.go_to_row(249)
    qtbot.waitUntil(lambda: view.model.record_at(249) is not None)
    assert size() == before, "no column moves while one scrolls"
    table.size_columns({"note": 222})
    assert size()[2] == 222, "what was dragged stands"
    table.resize(3000, table.height())
    table.size_columns({})
    assert size()[2] == declared, "with room for all of them nothing is taken"
    table.resize(900, table.height())
    view.model.sort_by("code", descending=True)
    qtbot.waitUntil(lambda: view.model.id_at(0) == 300 and view.tools.jobs.busy == 0)
    assert size()[2] > title, "something stands in it now"
    view.model.sort_by("code")
    qtbot.waitUntil(lambda: view.model.id_at(0) == 1 and view.tools.jobs.busy == 0)
    assert size()[2] > title, "and it does not fall again"


def test_room_that_is_left_goes_to_whatever_is_cut(make):
    entity = dataclasses.replace(ENTITY, list_columns=("code", "name", "amount"))
    view = make(entity, {n: {"amount": 12345678901234567} for n in range(1, 20)})
    table, column = view.table, 2
    record = view.model.record_at(0)
    assert record is not None
    words = view.model.drawn(record)[column].text
    needed = table.fontMetrics().horizontalAdvance(words) + 2 * PAD
    assert needed > table._declared(ENTITY["amount"]), "it would be cut"
    assert table.columnWidth(column) >= needed


def test_a_mark_has_its_room_when_columns_give_up_theirs(make):
    due = Due(name="due", label="Due")
    fields = (*ENTITY.fields[:5], due, ENTITY["note"])
    entity = dataclasses.replace(ENTITY, fields=fields, list_columns=("due",))
    view = make(entity, {3: {"due": date(2026, 12, 31)}})
    table, header = view.table, view.table.horizontalHeader()
    around = 2 * table.frameWidth() + table.verticalScrollBar().sizeHint().width()
    table.resize(table._declared(due) - 20 + around, table.height())
    table.size_columns({})
    words = table.fontMetrics().horizontalAdvance("2026-12-31")
    assert header.sectionSize(0) >= words + DOT + 6 + 2 * PAD
    unplanned = make(entity, {}).table
    unplanned.resize(80, 300)
    unplanned.size_columns({})
    assert unplanned.horizontalHeader().sectionSize(0) == unplanned._declared(due), "it has a dot, planned or not"


def test_room_goes_to_words_of_the_record_before_the_name_of_a_person(make):
    entity = dataclasses.replace(ENTITY, label="owner_id", list_columns=("code", "owner_id", "note"))
    table = make(entity, {n: {"note": "厂家调价"} for n in range(1, 300)}).table
    owner, note = (table.horizontalHeader().sectionSize(n) for n in (1, 2))
    assert owner == table._declared(ENTITY["owner_id"])
    assert note > table._declared(ENTITY["note"])


def test_rows_go_on_to_the_right_edge_where_columns_end_before_it(qtbot, make):
    view = make(dataclasses.replace(ENTITY, list_columns=("code",)))
    table, header = view.table, view.table.horizontalHeader()
    edge = table.viewport().width() - 3
    assert header.length() < edge - 50
    second = table.rowViewportPosition(1) + 3
    grab = table.viewport().grab().toImage()
    stripe = table.palette().color(table.palette().ColorRole.AlternateBase)
    assert grab.pixelColor(edge, second) == stripe == grab.pixelColor(header.length() - 2, second)
    assert grab.pixelColor(edge, table.rowViewportPosition(2) + 3) != stripe
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(edge, second))
    assert table.currentIndex().row() == 1 and table.selection.isSelected(table.currentIndex())
    chosen = table.palette().color(table.palette().ColorRole.Highlight)
    assert table.viewport().grab().toImage().pixelColor(edge, second) == chosen
    below = table.rowViewportPosition(view.model.rowCount() - 1)
    assert below > table.viewport().height() or not table.indexAt(QPoint(edge, below + 60)).isValid()
