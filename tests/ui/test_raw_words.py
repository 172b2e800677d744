"""Words that stand in the database are said in words on forms too: dictionaries among themselves, what the server keeps of a record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.core.query import Condition
from crm_desktop.core.source import Hit
from crm_desktop.system.trail.names import read_names
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office


@pytest.fixture(params=["en", "zh_CN"])
def desk(
    request: pytest.FixtureRequest, account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> Iterator[Desk]:
    office = Office(account_set, tmp_path, qtbot, qapp, language=request.param)
    try:
        yield office.open("admin")
    finally:
        office.close()


def test_no_form_shows_a_stored_word(desk: Desk, account_set: AccountSet) -> None:
    english = desk.window.context.language() == "en"
    for entity, where, field, said in (
        ("dictionary", "kind = 'dictionary'", "kind", "Dictionaries" if english else "字典"),
        (
            "personal_field",
            "field = 'digits'",
            "field",
            "Digits of the phone, for searching" if english else "电话中的数字（查找用）",
        ),
    ):
        ((record,),) = account_set.rows(f"SELECT min(id) FROM crm.{entity} WHERE {where}")
        page = desk.window.open_record(entity, record)
        desk.until(
            lambda page=page: page.record_id and desk.desktop.jobs.busy == 0 and page.form.current().get("id", 1)
        )
        desk.until(lambda page=page, f=field: page.form.editor(f).value())
        assert page.form.editor(field).line.text() == said
    # nothing new can be put among them
    offered = [t.code for t in desk.window.context.terms("dictionary")]
    assert "dictionary" not in offered
    assert "currency" in offered


def test_an_order_without_a_number_is_a_draft_of_its_customer_and_day(desk: Desk, account_set: AccountSet) -> None:
    english = desk.window.context.language() == "en"
    ((order, customer),) = account_set.rows(
        "INSERT INTO crm.sales_order (customer_id, ordered_on, price_list_id) SELECT c.id, '2026-01-02', p.id "
        "FROM (SELECT min(id) AS id FROM crm.customer) c, (SELECT min(id) AS id FROM crm.price_list) p "
        "RETURNING id, (SELECT name FROM crm.customer WHERE id = customer_id)"
    )
    page = desk.window.open_record("sales_order", order)
    called = f"{'Draft' if english else '草稿'} · {customer} · 2026-01-02"
    desk.until(lambda: page.title() == called)
    assert page.head.name_of(page.form.record) == called
    with account_set.session("admin") as session:
        named = read_names(session, desk.window.context.facts(), {"sales_order": {order}})
    assert named == {("sales_order", order): customer}, "the trail and states of then have no # of it either"
    account_set.rows(
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) SELECT %s, min(id), 1, 1 FROM crm.product WHERE NOT by_batch RETURNING id",
        order,
    )
    lines = desk.window.open_list("sales_order_line", (Condition("order_id", "eq", order),)).list.model
    desk.until(lambda: lines.rowCount() == 1 and lines.record_at(0))
    assert lines.index(0, [f.name for f in lines.columns].index("order_id")).data() == called
    entry = desk.window.search._entry_of(Hit("sales_order", order, "", customer))
    assert (entry.title, entry.subtitle) == ("Draft" if english else "草稿", customer)
