"""The list of orders is filtered by own attributes of lines as by its own columns: typed, offered, kept as a view, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.core.query import Condition
from crm_desktop.qt.lists.completion import suggestions
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

LOT = "sales_order_line.attrs.lot"


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    """Give lines a lot, and one order of rep1 two lines of the same lot."""
    account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, searchable) "
        "VALUES ('sales_order_line', 'lot', '批号', 'Lot', 'text', true) RETURNING 1"
    )
    for note, lot in (("mine", "L-7"), ("other", "M-1")):
        account_set.rows(
            "WITH o AS (INSERT INTO crm.sales_order (customer_id, owner_id, note) SELECT min(c.id), e.id, %s FROM crm.customer c "
            "JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' GROUP BY e.id RETURNING id) "
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price, attrs) "
            "SELECT o.id, 1, 1, 1, jsonb_build_object('lot', %s::text) FROM o, generate_series(1, 2) RETURNING id",
            note,
            lot,
        )
    return account_set


@pytest.fixture(params=["en", "zh_CN"])
def desk(
    request: pytest.FixtureRequest, company: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> Iterator[Desk]:
    office = Office(company, tmp_path, qtbot, qapp, language=request.param)
    try:
        yield office.open("rep1")
    finally:
        office.close()
        company.rows("DELETE FROM crm.saved_view RETURNING 1")


def shown(desk: Desk, page: Any, text: str) -> int:
    """Return how many rows are found by what is typed."""
    page.list.filter.set_text(text)
    desk.until(lambda: page.list.model.state != "loading" and desk.desktop.jobs.busy == 0)
    return int(page.list.model.rowCount())


def test_typed_offered_and_kept(desk: Desk, company: AccountSet) -> None:
    english = desk.window.context.language() == "en"
    name = "Line.Lot" if english else "明细.批号"
    page = desk.window.open_list("sales_order")
    desk.until(lambda: page.list.model.rowCount() >= 2 and desk.desktop.jobs.busy == 0)
    every = page.list.model.rowCount()
    assert shown(desk, page, f"{name}:L-7") == shown(desk, page, "Lot:L-7" if english else "批号:L-7") == 1
    assert shown(desk, page, "l-7") == 1, "what is searched quickly is found by typing it"
    assert shown(desk, page, f"{name}:-L-7") == every - 1
    assert not page.list.filter._hint.isVisible()
    bar = page.list.filter
    batch = "Line.Batch:" if english else "明细.批次:"
    assert [s.text for s in suggestions(name[:4], 4, bar.words)] == [batch, f"{name}:"]
    asked = f"{name}:L"
    bar.line.setText(asked)
    bar.line.setCursorPosition(len(asked))
    bar._suggest()
    desk.until(lambda: bar._counts.get(LOT))
    offered = suggestions(asked, len(asked), bar.words, bar._counts[LOT])
    assert [(s.text, s.note) for s in offered] == [("L-7", "")], "each once, without the number of lines"
    # a view keeps what was typed; a program that sets the condition writes the same
    bar.set_conditions("", [Condition(LOT, "eq", "L-7")])
    assert bar.text() == f"{name}:=L-7"
    page._store_view("Of this lot", {"text": bar.text()}, False)
    desk.until(lambda: any(view.name == "Of this lot" for view in bar._views))
    assert shown(desk, page, "") == every
    bar._choose(next(view for view in bar._views if view.name == "Of this lot"))
    desk.until(lambda: page.list.model.rowCount() == 1 and desk.desktop.jobs.busy == 0)


def test_orders_of_a_batch(desk: Desk, company: AccountSet) -> None:
    english = desk.window.context.language() == "en"
    name = "Line.Batch" if english else "明细.批次"
    company.rows(
        "INSERT INTO crm.product_batch (product_id, code, quantity) SELECT 1, v, 9 FROM unnest(ARRAY['QX-71', 'QX-72']) v "
        "ON CONFLICT DO NOTHING RETURNING id"
    )
    company.rows(
        "UPDATE crm.sales_order_line SET batch_id = (SELECT id FROM crm.product_batch WHERE code = 'QX-71') "
        "WHERE attrs ->> 'lot' = 'L-7' RETURNING 1"
    )
    page = desk.window.open_list("sales_order")
    desk.until(lambda: page.list.model.rowCount() >= 2 and desk.desktop.jobs.busy == 0)
    bar, every = page.list.filter, page.list.model.rowCount()
    assert shown(desk, page, f"{name}:qx-71") == shown(desk, page, f"{name}:*") == 1
    assert shown(desk, page, f"{name}:QX-72") == 0 and shown(desk, page, f"{name}:-") == every - 1
    assert not bar._hint.isVisible()
    asked = f"{name}:Q"
    bar.line.setText(asked)
    bar.line.setCursorPosition(len(asked))
    field = "sales_order_line.batch_id"
    bar._suggest()
    desk.until(lambda: bar._counts.get(field))
    assert "QX-71" in [s.text for s in suggestions(asked, len(asked), bar.words, bar._counts[field])]
    assert shown(desk, page, f"{name}:QX-71") == 1, "found by its id now"
    ((batch,),) = company.rows("SELECT id FROM crm.product_batch WHERE code = 'QX-71'")
    bar.set_conditions("", [Condition(field, "eq", batch)])
    assert bar.text() == f"{name}:QX-71"
    assert field not in [f.name for f in page.list.entity.fields]


def test_nobody_takes_it_for_a_column(desk: Desk) -> None:
    page = desk.window.open_list("sales_order")
    desk.until(lambda: page.list.model.rowCount() >= 2 and desk.desktop.jobs.busy == 0)
    entity = page.list.entity
    assert LOT in entity
    assert LOT not in [f.name for f in entity.fields]
