"""Batches on the screen: chosen by keys in an order's line, the first to expire first; told at the cell where one does not do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.products.batch_actions import BatchActions
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

TODAY = date.today()


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    fresh_account_set.rows("UPDATE crm.product SET by_batch = true WHERE id = 1 RETURNING id")
    fresh_account_set.rows(
        "INSERT INTO crm.product_batch (product_id, code, quantity, expires_on) VALUES (1, 'LATE', 9, %s), (1, 'EARLY', 3, %s), "
        "(2, 'OTHER', 5, NULL) RETURNING id",
        TODAY + timedelta(days=90),
        TODAY + timedelta(days=9),
    )
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _column(page: Any, name: str) -> int:
    return next(i for i, f in enumerate(page.grid.model.fields) if f.name == name)


def _shown(page: Any) -> bool:
    return not page.grid.table.isColumnHidden(_column(page, "batch_id"))


def _idle(desk: Desk) -> None:
    desk.until(lambda: desk.desktop.jobs.busy == 0)


def _order(desk: Desk, product: int = 1, quantity: int = 2) -> Any:
    page = desk.window.new_record("sales_order", values={"customer_id": 3}, labels={"customer_id": "rep1's"})
    model = page.grid.model
    model.put(model.line(0), {"product_id": product, "quantity": Decimal(quantity)}, {"product_id": "P"}, by_hand=True)
    _idle(desk)
    return page


def _choose(desk: Desk, page: Any, row: int = 0) -> None:
    """Take the first batch on offer by keys."""
    _idle(desk)
    page.grid.go_to(row, _column(page, "batch_id"))
    cell = QApplication.focusWidget()
    QTest.keyClick(cell, Qt.Key.Key_F4)
    desk.until(lambda: cell.popup is not None and cell.popup.isVisible())
    QTest.keyClick(cell.popup, Qt.Key.Key_Return)
    desk.until(lambda: page.grid.model.line(row).values.get("batch_id") is not None)


def test_a_batch_is_chosen_by_keys_and_the_column_is_there_for_those_who_need_it(office: Office) -> None:
    desk = office.open("rep1")
    page = _order(desk, product=2)
    assert not _shown(page), "no product of the order is kept by batch"
    line = page.grid.model.line(0)
    page.grid.model.put(line, {"product_id": 1}, {"product_id": "P"}, by_hand=True)
    _idle(desk)
    desk.until(lambda: line.values.get("by_batch") and _shown(page))
    page.grid.go_to(0, _column(page, "batch_id"))
    cell = QApplication.focusWidget()
    QTest.keyClick(cell, Qt.Key.Key_F4)
    desk.until(lambda: cell.popup is not None and cell.popup.isVisible())
    model = cell.popup.model()
    assert [model.index(n, 0).data() for n in range(model.rowCount())] == ["EARLY", "LATE"]
    QTest.keyClick(cell.popup, Qt.Key.Key_Return)
    desk.until(lambda: page.grid.model.text(line, page.grid.model.fields[_column(page, "batch_id")]) == "EARLY")
    page.lead_to("confirmed")
    desk.until(lambda: page._record.values.get("state") == "confirmed")
    assert office.account_set.rows("SELECT remaining FROM crm.product_batch WHERE code = 'EARLY'") == [(1,)]


def test_what_is_missing_or_too_much_is_said_at_the_cell(office: Office) -> None:
    desk = office.open("rep1")
    page = _order(desk, quantity=4)
    page.lead_to("confirmed")
    line = page.grid.model.line(0)
    desk.until(lambda: "batch_id" in page.grid.model.line(0).refused)
    page.parts_saved()  # a colleague's change, or the echo of one's own, has the lines read again
    _idle(desk)
    assert page.grid.model.line(0).refused["batch_id"].startswith("This product is kept by batch")
    assert page.grid.table.currentIndex().column() == _column(page, "batch_id")
    _choose(desk, page)
    page.lead_to("confirmed")
    desk.until(lambda: "batch_id" in page.grid.model.line(0).refused)
    line = page.grid.model.line(0)
    assert line.refused["batch_id"] == "Of batch EARLY only 3 are left for this line."
    assert page._record.values["state"] == "draft"
    page.grid.model.put(line, {"quantity": Decimal(3)}, by_hand=True)
    _idle(desk)
    page.lead_to("confirmed")
    desk.until(lambda: page._record.values.get("state") == "confirmed")


def test_another_product_and_a_copy_have_no_batch_of_the_first(office: Office) -> None:
    desk = office.open("rep1")
    page = _order(desk)
    _choose(desk, page)
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty())
    _idle(desk)
    kept = page.parts_snapshot(copied=True)
    assert [line["values"].get("batch_id") for line in kept["#lines"]] == [None]
    line = page.grid.model.line(0)
    assert line.values["batch_id"]
    page.grid.model.put(line, {"product_id": 2}, {"product_id": "P2"}, by_hand=True)
    assert line.values["batch_id"] is None
    _idle(desk)
    page.save()
    _idle(desk)
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    stored = office.account_set.rows(
        "SELECT product_id, batch_id FROM crm.sales_order_line WHERE order_id = %s", page.record_id
    )
    assert stored == [(2, None)]


def test_who_got_a_batch_is_listed_with_customers_as_far_as_the_reader_sees_them(office: Office) -> None:
    batches = office.account_set.rows("SELECT id FROM crm.product_batch WHERE code = 'LATE'")
    ((batch,),) = batches
    for customer in (3, 6):  # rep1's and rep3's
        office.account_set.rows(
            "WITH o AS (INSERT INTO crm.sales_order (customer_id, owner_id) SELECT id, owner_id FROM crm.customer WHERE id = %s RETURNING id) "
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price, batch_id) SELECT id, 1, 2, 1, %s FROM o RETURNING id",
            customer,
            batch,
        )
    for login, customers in (
        ("rep1", ["西安环太科技有限公司"]),
        ("boss", ["成都蓝天教育咨询有限公司", "西安环太科技有限公司"]),
    ):
        desk = office.open(login)
        page = desk.window.open_record("product_batch", batch)
        desk.until(lambda page=page: page.record_id == batch and page.related is not None and page.related._lists)
        rows = page.related._lists[0].model
        desk.until(lambda rows=rows, names=customers: rows.rowCount() == len(names) and rows.record_at(0))
        found = [rows.record_at(n) for n in range(rows.rowCount())]
        assert sorted(r.labels["order_id.customer_id"] for r in found) == customers
        assert {r.values["order_id.state"] for r in found} == {"draft"}
        assert not page.related._lists[0]._new_button.isVisible()  # lines are made in their order
        BatchActions(desk.window.context, desk.window).show_lines([batch])
        desk.until(lambda desk=desk: desk.window.findChild(QWidget, "list_columns"))


def test_batches_are_blocked_together_with_a_reason_and_undone(office: Office) -> None:
    desk = office.open("pm")
    ids = [i for (i,) in office.account_set.rows("SELECT id FROM crm.product_batch WHERE product_id = 1")]
    dialog = BatchActions(desk.window.context, desk.window).ask_block(ids)
    dialog._accept()
    assert dialog._wrong.text() == "Please say why the batch is blocked."
    dialog.reason.setText("recalled")
    dialog._accept()
    state = "SELECT DISTINCT state, block_reason FROM crm.product_batch WHERE product_id = 1"
    desk.until(lambda: office.account_set.rows(state) == [("blocked", "recalled")])
    desk.until(lambda: desk.toasts())
    assert desk.toasts()[-1].startswith("2 batches blocked")
    ((bulk,),) = office.account_set.rows("SELECT max(id) FROM crm.bulk_action")
    with closing(office.account_set.connect("pm")) as pm, pm, pm.cursor() as cursor:
        cursor.execute("SELECT crm.undo_bulk(%s)", (bulk,))
    assert office.account_set.rows(state) == [("usable", "")]
