"""The page of an order: what happens to its lines around a save."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

NOTE = "typed by hand"


@pytest.fixture
def desk(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    office = Office(account_set, tmp_path, qtbot, qapp)
    try:
        yield office.open("rep1")
    finally:
        office.close()


def _add_line(page: Any, product: int, quantity: int) -> Any:
    model = page.grid.model
    line = model.line(model.append())
    model.put(line, {"product_id": product, "quantity": quantity}, {"product_id": "PC"}, by_hand=True)
    return line


def _new_order(desk: Desk, account_set: AccountSet) -> Any:
    ((customer,),) = account_set.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    page = desk.window.new_record("sales_order", values={"customer_id": customer}, labels={"customer_id": "x"})
    page.form.editor("note").put(NOTE)
    _add_line(page, 1, 2)
    _add_line(page, 2, 3)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return page


def _stored(account_set: AccountSet, page: Any) -> list[tuple[Any, ...]]:
    return account_set.rows(
        "SELECT product_id, quantity::int FROM crm.sales_order_line WHERE order_id = %s ORDER BY position, id",
        page.record_id,
    )


def test_saving_twice_keeps_each_line_once(desk: Desk, account_set: AccountSet) -> None:
    page = _new_order(desk, account_set)
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty())
    page.grid.model.put(page.grid.model.filled()[0], {"quantity": 5}, {}, by_hand=True)
    page.save()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert _stored(account_set, page) == [(1, 5), (2, 3)]


def test_what_is_typed_while_a_save_is_under_way_stays(desk: Desk, account_set: AccountSet) -> None:
    page = _new_order(desk, account_set)
    page.save()
    page.grid.model.put(page.grid.model.filled()[1], {"quantity": 7}, {}, by_hand=True)
    _add_line(page, 1, 9)
    desk.until(lambda: page.record_id and desk.desktop.jobs.busy == 0)
    assert _stored(account_set, page) == [(1, 2), (2, 3)]
    assert [int(line.values["quantity"]) for line in page.grid.model.filled()] == [2, 7, 9]
    page.save()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert _stored(account_set, page) == [(1, 2), (2, 7), (1, 9)]


def test_walking_on_shows_the_other_orders_lines(desk: Desk, account_set: AccountSet) -> None:
    page = _new_order(desk, account_set)
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty())
    mine = page.record_id
    ((other,),) = account_set.rows(
        "SELECT min(o.id) FROM crm.sales_order o JOIN crm.employee e ON e.id = o.owner_id "
        "WHERE e.login = 'rep1' AND o.state = 'draft' AND o.id <> %s",
        mine,
    )
    _add_line(page, 1, 11)
    page.walk_among([mine, other])
    page.walk(1)
    desk.until(lambda: page._record.id == other and desk.desktop.jobs.busy == 0)
    assert 11 not in [line.values["quantity"] for line in page.grid.model.filled()]
    page.walk(-1)
    desk.until(lambda: page._record.id == mine and desk.desktop.jobs.busy == 0)
    assert 11 in [int(line.values["quantity"]) for line in page.grid.model.filled()], "the draft brought it back"


def test_a_save_with_nothing_to_save_hides_no_other_orders_lines(desk: Desk, account_set: AccountSet) -> None:
    first, second = _new_order(desk, account_set), _new_order(desk, account_set)
    for page in (first, second):
        page.save()
        desk.until(lambda p=page: p.record_id and not p.is_dirty() and desk.desktop.jobs.busy == 0)
    first.save()
    first.walk_among([first.record_id, second.record_id])
    first.walk(1)
    desk.until(lambda: first._record.id == second.record_id and desk.desktop.jobs.busy == 0)
    assert [int(line.values["quantity"]) for line in first.grid.model.filled()] == [2, 3]
