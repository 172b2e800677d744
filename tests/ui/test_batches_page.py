"""Batches on the screen: chosen by keys in an order's line, the first to expire first; told at the cell where one does not do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

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
