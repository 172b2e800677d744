"""Own attributes of order lines on the page of an order: columns that are typed through, kept, asked, printed, copied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyledItemDelegate
from pytestqt.qtbot import QtBot
from sqlalchemy import event
from sqlalchemy.engine import Engine

from crm_desktop.qt.preview import Preview
from crm_desktop.shell.records.record_print import show_print
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

Key = Qt.Key
#: key → kind, what is typed, what is stored
TYPED: dict[str, tuple[str, str, Any]] = {
    "lot": ("text", "L-77", "L-77"),
    "months": ("integer", "36", 36),
    "due": ("date", "2026-12-24", "2026-12-24"),
    "packing": ("choice", "Woo", "wood"),
    "remark": ("long_text", "two words", "two words"),
    "deposit": ("money", "12.5", 1250),
}
PLACES = {name: n for n, name in enumerate(TYPED)}


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    """Define an attribute of each kind that is typed, one of them required, one with a default, and some that are special."""
    account_set.rows(
        "INSERT INTO crm.dictionary (kind, code, name, name_en) VALUES ('dictionary', 'packing', '包装', 'Packing'), "
        "('packing', 'wood', '木箱', 'Wood'), ('packing', 'paper', '纸箱', 'Paper')"
    )
    more = {
        "lot": {"required": True},
        "months": {"default_value": "12"},
        "packing": {"dictionary": "packing"},
        "twice": {"kind": "formula", "formula": "months * 2"},
        "boxed": {"kind": "text", "only_field": "unit", "only_values": ["box"], "required": True},
        "old": {"kind": "text", "retired": True},
        "checked": {"kind": "bool"},
        "lid": {"kind": "choice", "dictionary": "packing"},
    }
    for key in (*TYPED, *(k for k in more if k not in TYPED)):
        given = {"entity": "sales_order_line", "key": key, "label": key, "position": len(more), **more.get(key, {})}
        given.setdefault("kind", TYPED[key][0] if key in TYPED else "text")
        account_set.rows(f"INSERT INTO crm.attribute_definition ({', '.join(given)}) VALUES %s", tuple(given.values()))
    return account_set


@pytest.fixture
def desk(company: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    office = Office(company, tmp_path, qtbot, qapp)
    try:
        yield office.open("rep1")
    finally:
        office.close()


def new_order(desk: Desk, company: AccountSet) -> Any:
    ((customer,),) = company.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    return desk.window.new_record("sales_order", values={"customer_id": customer}, labels={"customer_id": "x"})


def add_line(desk: Desk, page: Any, product: int = 1, **attrs: Any) -> Any:
    model = page.grid.model
    row = model.rowCount() - 1
    line = model.line(row if model.line(row) not in model.filled() else model.append())
    own = {f"attrs.{key}": value for key, value in attrs.items()}
    model.put(line, {"product_id": product, "quantity": Decimal(2), **own}, {"product_id": f"P{product}"}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return line


def save(desk: Desk, page: Any) -> None:
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty() and desk.desktop.jobs.busy == 0)


def column(page: Any, name: str) -> int:
    return next(i for i, f in enumerate(page.grid.model.fields) if f.name in (name, f"attrs.{name}"))


def stored(company: AccountSet, page: Any) -> list[dict[str, Any]]:
    rows = company.rows(
        "SELECT attrs FROM crm.sales_order_line WHERE order_id = %s ORDER BY position, id", page.record_id
    )
    return [row[0] for row in rows]


def test_typed_through_by_keyboard_and_saved_with_the_order(desk: Desk, company: AccountSet) -> None:
    page = new_order(desk, company)
    line = add_line(desk, page)
    assert line.values["attrs.months"] == 12, "the default stands there at once"
    page.save()
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    grid, table = page.grid, page.grid.table
    assert not page.record_id
    assert table.currentIndex().column() == column(page, "lot"), "what is missing is shown before anything is sent"
    grid.edit_current()
    for key, (_, typed, _) in TYPED.items():
        editor = QApplication.focusWidget()
        assert editor.objectName() == f"attrs.{key}"
        if hasattr(editor, "selectAll"):
            editor.selectAll()
        QTest.keyClicks(editor, typed)
        QTest.keyClick(QApplication.activePopupWidget() or editor, Key.Key_Return)
        if QApplication.focusWidget() is editor:  # taken from the list that dropped down
            QTest.keyClick(editor, Key.Key_Return)
    # the formula is computed, boxed is for boxes only, old is retired: next is the box to tick
    assert table.currentIndex().column() == column(page, "checked")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Space)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    save(desk, page)
    assert stored(company, page) == [{**{k: v for k, (_, _, v) in TYPED.items()}, "checked": True, "twice": 72}]
    line = grid.model.line(0)
    assert (line.values["attrs.due"], line.values["attrs.twice"]) == (date(2026, 12, 24), 72)
    assert grid.model.text(line, grid.model.fields[column(page, "packing")]) == "Wood"
    # what is emptied is gone, and what must stand there is not
    table.setCurrentIndex(grid.model.index(0, column(page, "months")))
    QTest.keyClick(table, Key.Key_Delete)
    save(desk, page)
    assert "months" not in stored(company, page)[0]
    table.setCurrentIndex(grid.model.index(0, column(page, "lot")))
    QTest.keyClick(table, Key.Key_Delete)
    page.save()
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert page.is_dirty()
    assert stored(company, page)[0]["lot"] == "L-77"


def test_for_some_lines_only(desk: Desk, company: AccountSet) -> None:
    page = new_order(desk, company)
    line = add_line(desk, page, 4, lot="L")  # the cable: in units and in boxes
    cell = page.grid.model.index(page.grid.model.row_of(line), column(page, "boxed"))
    assert not page.grid.model.flags(cell) & Qt.ItemFlag.ItemIsEditable
    page.grid.model.put(line, {"unit": "box"}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert page.grid.model.flags(cell) & Qt.ItemFlag.ItemIsEditable
    assert page.grid.model.problem()[2].field == "attrs.boxed"
    page.grid.model.put(line, {"attrs.boxed": "B"}, by_hand=True)
    page.grid.model.put(line, {"unit": "unit"}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    save(desk, page)
    assert "boxed" not in stored(company, page)[0]


def test_the_product_keeps_its_room_and_empty_columns_give_theirs(desk: Desk, company: AccountSet) -> None:
    page = new_order(desk, company)
    add_line(desk, page, lot="L-1")
    table, header = page.grid.table, page.grid.table.horizontalHeader()
    page.grid.widths.fit()
    wide = column(page, "remark")
    assert table.columnWidth(wide) == header.sectionSizeHint(wide), "an empty column takes no more than its title"
    assert table.columnWidth(0) >= page.fontMetrics().horizontalAdvance("0") * 13
    assert table.isColumnHidden(column(page, "old")), "what is retired is shown where there is a value"
    last = column(page, "checked")
    table.setCurrentIndex(page.grid.model.index(0, last))
    assert table.viewport().rect().contains(table.visualRect(page.grid.model.index(0, last)).center())
    page.grid.model.put(page.grid.model.line(0), {"attrs.remark": "a much longer text than its title"}, by_hand=True)
    page.grid.widths.fit()
    assert table.columnWidth(wide) > header.sectionSizeHint(wide)


def test_an_order_with_five_columns_of_its_own_does_not_scroll_sideways(desk: Desk, company: AccountSet) -> None:
    desk.window.resize(1366, 768)
    page = new_order(desk, company)
    add_line(desk, page, lot="L-1")
    table = page.grid.table
    page.grid.widths.fit()
    for n in [n for n, f in enumerate(page.grid.model.fields) if f.is_custom][5:]:
        table.setColumnHidden(n, True)
    page.grid.widths.give_rest()
    assert table.horizontalHeader().length() <= table.viewport().width()
    desk.until(lambda: table.horizontalScrollBar().maximum() == 0)
    gone = page.grid.widths.left_out()
    assert gone and page.status() == f"no room for: {', '.join(gone)}"
    desk.window.resize(2400, 900)
    desk.until(lambda: not page.grid.widths.left_out())
    assert page.status() == ""


def test_a_line_that_never_had_what_is_required_now_stays(desk: Desk, company: AccountSet) -> None:
    page = new_order(desk, company)
    add_line(desk, page, lot="L-1")
    save(desk, page)
    company.rows(
        "SET session_replication_role = replica; UPDATE crm.sales_order_line SET attrs = '{}', version = version + 1 WHERE order_id = %s",
        page.record_id,
    )
    page.refresh()
    desk.until(lambda: desk.desktop.jobs.busy == 0 and not page.grid.model.line(0).values.get("attrs.lot"))
    page.grid.model.put(page.grid.model.line(0), {"quantity": Decimal(9)}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    save(desk, page)


def test_a_colleague_s_change_is_not_written_over(desk: Desk, company: AccountSet) -> None:
    page = new_order(desk, company)
    line = add_line(desk, page, lot="L-1")
    save(desk, page)
    line = page.grid.model.line(0)
    line.record = type(line.record)(line.record.id, line.record.version - 1, line.record.values, line.record.labels)
    page.grid.model.put(line, {"attrs.lot": "MINE"}, by_hand=True)
    page.save()
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert page.is_dirty()
    assert stored(company, page)[0]["lot"] == "L-1"


def test_a_draft_and_a_copy_keep_them(desk: Desk, company: AccountSet) -> None:
    page = new_order(desk, company)
    add_line(desk, page, lot="L-1", packing="wood", due=date(2027, 1, 31))
    kept = page.parts_snapshot()
    other = new_order(desk, company)
    other.parts_restore(kept)
    found = other.grid.model.filled()[0].values
    assert (found["attrs.lot"], found["attrs.packing"], found["attrs.due"]) == ("L-1", "wood", date(2027, 1, 31))
    page.grid.model.put(page.grid.model.line(0), {"unit_price": Decimal(4000)}, by_hand=True)
    save(desk, page)
    page.menu.duplicate()
    desk.until(lambda: desk.window.documents.current is not page and desk.desktop.jobs.busy == 0)
    copy = desk.window.documents.current
    (line,) = copy.grid.model.filled()
    assert not line.record.id
    assert (line.values["attrs.lot"], line.values["attrs.packing"]) == ("L-1", "wood")
    assert (line.values["unit_price"], copy.grid._asked is not None) == (Decimal(4000), True), (
        "an agreed price is asked about"
    )
    copy.grid._keep.click()
    save(desk, copy)
    assert copy.record_id != page.record_id
    assert stored(company, copy) == stored(company, page)


def test_on_paper_only_where_there_is_a_value(desk: Desk, company: AccountSet) -> None:
    page = new_order(desk, company)
    add_line(desk, page, lot="LOT-4711", checked=False)
    save(desk, page)
    show_print(page)
    desk.until(lambda: page.findChildren(Preview))
    with closing(pypdfium2.PdfDocument(page.findChild(Preview).content)) as document:
        printed = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    assert "LOT-4711" in printed
    assert [word in printed for word in ("lot", "months", "packing", "remark", "old")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_hundred_lines_stay_fluent(desk: Desk, company: AccountSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typing a value asks the server nothing and measures the lines in view alone; saving one line writes one line."""
    page = new_order(desk, company)
    model, grid = page.grid.model, page.grid
    for number in range(100):
        line = model.line(model.append() if number else 0)
        model.put(line, {"product_id": 1, "unit_price": Decimal(4999), "attrs.lot": f"L{number}"}, {"product_id": "P"})
    save(desk, page)
    assert len(stored(company, page)) == 100
    counted = {"jobs": 0, "measured": 0, "sql": 0}
    run, hint = desk.desktop.jobs.run, QStyledItemDelegate.sizeHint

    def counting_run(*args: Any, **named: Any) -> Any:
        counted["jobs"] += 1
        return run(*args, **named)

    def counting_hint(self: Any, *args: Any) -> Any:
        counted["measured"] += 1
        return hint(self, *args)

    monkeypatch.setattr(desk.desktop.jobs, "run", counting_run)
    monkeypatch.setattr(type(grid._delegate), "sizeHint", counting_hint, raising=False)
    model.put(model.line(50), {"attrs.lot": "NEW"}, by_hand=True)
    in_view = grid.table.viewport().height() // grid.table.rowHeight(0) + 2
    assert counted["jobs"] == 0
    assert counted["measured"] <= in_view * len(model.fields) * 2
    written: list[str] = []
    event.listen(Engine, "before_cursor_execute", note := lambda *a: written.append(a[2]))
    try:
        save(desk, page)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert sum(s.startswith("UPDATE crm.sales_order_line") for s in written) == 1
    assert stored(company, page)[50]["lot"] == "NEW"


def test_a_rule_of_the_company_asks_and_offers_in_the_cells(desk: Desk, company: AccountSet) -> None:
    with closing(company.connect("admin")) as admin, admin, admin.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm.field_rule (entity, field, kind, condition) VALUES ('sales_order_line', 'description', 'required', 'months > 24'), "
            "('sales_order_line', 'attrs.remark', 'visible', 'months > 24')"
        )
        cursor.execute(
            "INSERT INTO crm.field_rule (entity, field, kind, by_field, mapping) "
            "VALUES ('sales_order_line', 'attrs.lid', 'options', 'attrs.packing', '{\"wood\": [\"paper\"]}')"
        )
    desk.until(lambda: desk.window.context.entity("sales_order_line").rules)
    page = new_order(desk, company)
    model, line = page.grid.model, add_line(desk, page, 4, lot="L")
    line.values["description"] = ""
    remark = model.index(model.row_of(line), column(page, "remark"))
    assert model.problem() is None
    assert not model.flags(remark) & Qt.ItemFlag.ItemIsEditable
    model.put(line, {"attrs.months": 36}, by_hand=True)
    assert model.problem()[2].field == "description"
    assert model.flags(remark) & Qt.ItemFlag.ItemIsEditable
    model.put(line, {"attrs.packing": "wood"}, by_hand=True)
    page.grid.go_to(model.row_of(line), column(page, "lid"))
    editor = page.grid.table.indexWidget(page.grid.table.currentIndex())
    assert [code for code, _words in editor.offers()] == ["paper"]
    QTest.keyClick(editor.input, Key.Key_Escape)
    model.put(line, {"description": "why", "attrs.lid": "paper"}, by_hand=True)
    save(desk, page)


def test_a_line_that_a_promotion_gives_asks_for_nothing(desk: Desk, company: AccountSet) -> None:
    made = "INSERT INTO crm.promotion (name, effect, product_id, buy_quantity, free_quantity) VALUES ('买十赠一', 'free_item', 4, 10, 1) RETURNING id"
    ((promotion,),) = company.rows(made)
    try:
        page = new_order(desk, company)
        page.grid.model.put(add_line(desk, page, 4, lot="L-1"), {"quantity": Decimal(21)}, by_hand=True)
        desk.until(lambda: desk.desktop.jobs.busy == 0)
        save(desk, page)
        assert [attrs.get("lot") for attrs in stored(company, page)] == ["L-1", None], "the database gave one more"
        page.grid.model.put(page.grid.model.filled()[0], {"attrs.lot": "L-2"}, by_hand=True)
        save(desk, page)
        given = page.grid.model.filled()[1]
        page.grid.model.put(given, {"attrs.lot": "L-3"}, by_hand=True)
        save(desk, page)
        assert [attrs.get("lot") for attrs in stored(company, page)] == ["L-2", "L-3"]
    finally:
        company.rows("UPDATE crm.promotion SET retired = true WHERE id = %s RETURNING 1", promotion)
