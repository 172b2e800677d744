"""The server did it, but its answer never came: whoever saves again makes no second record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from tests.databases import AccountSet
from tests.faults.wire import Wire, wired
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def wire_and_desk(
    account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> Iterator[tuple[Wire, Desk]]:
    with wired(account_set) as (wire, seen):
        office = Office(seen, tmp_path, qtbot, qapp, sslmode="disable")  # the wire reads what passes
        try:
            yield wire, office.open("rep1")
        finally:
            office.close()


def _lose_the_answer(wire: Wire, desk: Desk, page: Any) -> None:
    desk.until(lambda: desk.desktop.jobs.busy == 0)  # else it is another's answer that is lost
    wire.rob(b"COMMIT")
    page.save()
    assert wire.robbed.wait(10)
    desk.until(lambda: "Not saved yet" in page.notice.words())
    assert not page.record_id


def _new_customer(desk: Desk, name: str) -> Any:
    page = desk.window.new_record("customer")
    page.form.editor("name").put(name)
    page.form.editor("address").put("高新路 1 号")
    return page


def test_saving_again_makes_no_second_customer(wire_and_desk: tuple[Wire, Desk], account_set: AccountSet) -> None:
    wire, desk = wire_and_desk
    page = _new_customer(desk, "西安独一科技有限公司")
    _lose_the_answer(wire, desk, page)
    there = account_set.rows("SELECT id FROM crm.customer WHERE name = '西安独一科技有限公司'")
    assert len(there) == 1, "the server had done it"
    page.save()
    desk.until(lambda: page.record_id == there[0][0] and not page.is_dirty())
    assert account_set.rows("SELECT count(*) FROM crm.customer WHERE name = '西安独一科技有限公司'") == [(1,)]


def test_what_was_typed_in_between_goes_on_top(wire_and_desk: tuple[Wire, Desk], account_set: AccountSet) -> None:
    wire, desk = wire_and_desk
    page = _new_customer(desk, "西安再来科技有限公司")
    _lose_the_answer(wire, desk, page)
    page.form.editor("address").put("高新路 2 号")
    page.save()
    desk.until(lambda: page.record_id and "are back" in page.notice.words())
    assert page.form.editor("address").value() == "高新路 2 号"
    page.save()
    desk.until(lambda: not page.is_dirty())
    found = account_set.rows("SELECT address FROM crm.customer WHERE name = '西安再来科技有限公司'")
    assert found == [("高新路 2 号",)]


def test_an_order_keeps_its_lines_once(wire_and_desk: tuple[Wire, Desk], account_set: AccountSet) -> None:
    wire, desk = wire_and_desk
    ((customer,),) = account_set.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    page = desk.window.new_record("sales_order", values={"customer_id": customer}, labels={"customer_id": "x"})
    page.form.editor("note").put("once only")
    for product in (1, 2):
        line = page.grid.model.line(page.grid.model.append())
        page.grid.model.put(line, {"product_id": product, "quantity": 2}, {"product_id": "PC"}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    _lose_the_answer(wire, desk, page)
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty())
    assert account_set.rows(
        "SELECT count(DISTINCT o.id), count(l.id) FROM crm.sales_order o LEFT JOIN crm.sales_order_line l "
        "ON l.order_id = o.id WHERE o.note = 'once only'"
    ) == [(1, 2)]


@pytest.mark.parametrize("closed", [False, True])
def test_a_note_is_written_down_once(wire_and_desk: tuple[Wire, Desk], account_set: AccountSet, closed: bool) -> None:
    wire, desk = wire_and_desk
    ((customer,),) = account_set.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    page = desk.window.open_record("customer", customer)
    desk.until(lambda: page.side.timeline is not None and page._record.id)
    composer = page.side.timeline.composer
    composer._editors["content"].put("rang, nobody there")
    desk.until(lambda: desk.desktop.jobs.busy == 0)  # else it is another's answer that is lost
    wire.rob(b"COMMIT")
    composer.keep()
    assert wire.robbed.wait(10)
    desk.until(lambda: composer._message.isVisible())
    if closed:  # what was begun is there when the record is opened again, and still the same entry
        assert desk.window.close(page)
        desk.qtbot.waitUntil(lambda: desk.desktop.live.online, timeout=30_000)
        page = desk.window.open_record("customer", customer)
        desk.until(lambda: page.side.timeline is not None and page._record.id)
        composer = page.side.timeline.composer
        assert composer._editors["content"].value() == "rang, nobody there"
    composer._editors["content"].put("rang again, spoke to Ms Li")
    composer.keep()
    desk.until(lambda: composer.snapshot() == {})
    found = account_set.rows(
        "SELECT content FROM crm.action WHERE customer_id = %s AND content LIKE 'rang%%'", customer
    )
    assert found == [("rang again, spoke to Ms Li",)]
    account_set.rows("DELETE FROM crm.action WHERE customer_id = %s AND content LIKE 'rang%%'", customer)


def test_a_token_of_somebody_else_tells_nothing(account_set: AccountSet) -> None:
    for login in ("rep1", "rep2"):
        with account_set.session(login) as session, session.begin():
            row = session.execute(
                text("SELECT made, same FROM crm.begin_creation('the same token', 'd', 'customer')")
            ).one()
            assert tuple(row) == (None, None)
            session.execute(text("SELECT crm.end_creation('the same token', 1)"))
