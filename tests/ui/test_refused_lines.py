"""What the database refuses of a line of an order stands at the cell of the line, not at the order's own field of the same name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

WORDS = "begins with L"


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    """Give orders and their lines an own attribute of the same key; that of lines must look like a lot."""
    account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, kind, label) VALUES "
        "('sales_order', 'lot', 'text', 'lot of the order'), ('sales_order_line', 'lot', 'text', 'lot of the line')"
    )
    account_set.rows(
        "INSERT INTO crm.field_rule (entity, field, kind, pattern, message, message_en) "
        "VALUES ('sales_order_line', 'attrs.lot', 'pattern', '^L', %s, %s)",
        WORDS,
        WORDS,
    )
    return account_set


@pytest.fixture
def desk(company: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    office = Office(company, tmp_path, qtbot, qapp)
    try:
        yield office.open("rep1")
    finally:
        office.close()


def new_order(desk: Desk, company: AccountSet, *lots: str) -> Any:
    ((customer,),) = company.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    page = desk.window.new_record("sales_order", values={"customer_id": customer}, labels={"customer_id": "x"})
    model = page.grid.model
    for number, lot in enumerate(lots):
        line = model.line(model.append() if number else 0)
        values = {"product_id": 1, "quantity": Decimal(2), "attrs.lot": lot}
        model.put(line, values, {"product_id": "P1"}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return page


def send(desk: Desk, page: Any) -> None:
    page.save()
    desk.until(lambda: not page._saving and desk.desktop.jobs.busy == 0)


def column(page: Any, name: str) -> int:
    return next(i for i, f in enumerate(page.grid.model.fields) if f.name == name)


def marked(page: Any) -> list[tuple[int, str, str]]:
    """Return row, field and words of every cell with the sign of what is wrong."""
    model, found = page.grid.model, []
    for row in range(model.rowCount()):
        for number, f in enumerate(model.fields):
            sign = model.data(model.index(row, number), Qt.ItemDataRole.DecorationRole)
            if isinstance(sign, QIcon) and sign.name() == "circle-alert-bad":
                found.append((row, f.name, model.data(model.index(row, number), Qt.ItemDataRole.ToolTipRole)))
    return found


def test_of_new_lines_the_one_that_is_refused(desk: Desk, company: AccountSet) -> None:
    page = new_order(desk, company, "L-1", "L-2", "B-3", "L-4")
    send(desk, page)
    assert marked(page) == [(2, "attrs.lot", WORDS)]
    assert page.grid.table.currentIndex() == page.grid.model.index(2, column(page, "attrs.lot"))
    assert page.form.editor("attrs.lot").error() == ""
    assert page.notice.words() == f"Line 3: {WORDS}"
    page.grid.model.put(page.grid.model.line(2), {"attrs.lot": "L-3"}, by_hand=True)
    assert marked(page) == [], "what was said was said of the words that stood there"
    send(desk, page)
    assert page.record_id
    assert not page.notice.words()


def test_of_stored_lines_too_and_what_stands_in_the_order_is_the_order_s(desk: Desk, company: AccountSet) -> None:
    page = new_order(desk, company, "L-1", "L-2")
    send(desk, page)
    page.grid.model.put(page.grid.model.line(1), {"attrs.lot": "X"}, by_hand=True)
    send(desk, page)
    assert marked(page) == [(1, "attrs.lot", WORDS)]
    assert page.form.editor("attrs.lot").error() == ""
    page.grid.model.put(page.grid.model.line(1), {"attrs.lot": "L-9"}, by_hand=True)
    company.rows(
        "INSERT INTO crm.field_rule (entity, field, kind, pattern, message_en) VALUES ('sales_order', 'attrs.lot', 'pattern', '^A', 'begins with A')"
    )
    try:
        page.form.editor("attrs.lot").put("B")
        send(desk, page)
        assert page.form.editor("attrs.lot").error() == "begins with A"
        assert marked(page) == []
    finally:
        company.rows("DELETE FROM crm.field_rule WHERE entity = 'sales_order'")


def test_what_a_table_or_another_trigger_refuses_of_a_line_is_said_in_the_words_of_lines(
    desk: Desk, company: AccountSet
) -> None:
    page = new_order(desk, company, "L-1", "L-2")
    send(desk, page)
    page.grid.model.put(page.grid.model.line(1), {"quantity": Decimal("0.5")}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    send(desk, page)
    assert [found[:2] for found in marked(page)] == [(1, "quantity")]
    assert page.notice.words().startswith("Line 2: This unit is not divided so finely")
    page.grid.model.put(page.grid.model.line(1), {"quantity": Decimal(-1)}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    send(desk, page)
    assert page.notice.words() == "Line 2: The quantity must be above zero."


def test_the_server_names_table_field_and_place(company: AccountSet) -> None:
    """What is unknown, of the wrong kind, missing or points nowhere, of a new line and of a stored one; of other tables no place."""
    company.rows(
        "INSERT INTO crm.attribute_definition (entity, key, kind, label, target) VALUES ('sales_order_line', 'part', 'link', 'part', 'product'), "
        "('sales_order_line', 'months', 'integer', 'months', '')"
    )
    made = (
        "INSERT INTO crm.sales_order_line (order_id, position, product_id, quantity, unit, unit_price, attrs) SELECT o.id, p, 1, 1, '', 1, "
        "CASE p WHEN 7 THEN %s::jsonb ELSE '{}' END FROM crm.sales_order o, generate_series(6, 8) p WHERE o.state = 'draft' ORDER BY o.id DESC LIMIT 3"
    )
    changed = "UPDATE crm.sales_order_line SET attrs = %s WHERE position = 7"
    with closing(company.connect("rep1")) as session, session.cursor() as cursor:
        for attrs in ('{"stranger": 1}', '{"months": "x"}', '{"part": 999999}', '{"lot": "B"}'):
            key = attrs.split('"')[1]
            for statement in (made, changed):
                if statement is changed:
                    cursor.execute(made, ("{}",))
                with pytest.raises(psycopg2.errors.CheckViolation) as refused:
                    cursor.execute(statement, (attrs,))
                diag = refused.value.diag
                assert (diag.table_name, diag.column_name) == ("sales_order_line", f"attrs.{key}")
                assert '"line": 7' in str(diag.message_detail)
                session.rollback()
        with pytest.raises(psycopg2.errors.CheckViolation) as refused:
            cursor.execute("UPDATE crm.sales_order SET attrs = '{\"stranger\": 1}'")
        diag = refused.value.diag
        assert (diag.table_name, diag.column_name, diag.message_detail) == ("sales_order", "attrs.stranger", "stranger")


def test_what_comes_in_variants_is_refused_at_the_product_of_its_line(desk: Desk, company: AccountSet) -> None:
    company.rows("INSERT INTO crm.dictionary (kind, code, name) VALUES ('dictionary', 'size', '尺寸') RETURNING id")
    company.rows(
        "INSERT INTO crm.attribute_definition (entity, key, kind, dictionary, label) VALUES ('product', 'size', 'choice', 'size', '尺寸')"
    )
    page = new_order(desk, company, "L1", "L2")
    company.rows("UPDATE crm.product SET varies_by = '{size}' WHERE id = 2")
    model = page.grid.model
    model.put(model.line(1), {"product_id": 2}, {"product_id": "P2"}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    send(desk, page)
    ((row, name, words),) = marked(page)
    assert (row, name) == (1, "product_id") and words.endswith("comes in variants; please choose one of them.")
    company.rows("UPDATE crm.product SET varies_by = '{}' WHERE id = 2")
