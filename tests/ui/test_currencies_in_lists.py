"""What a list in two currencies says at its foot, of a selection, in groups, in a chart and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.printing.words import translate
from crm_desktop.shell.lists.grouped_output import group_printer
from crm_desktop.shell.lists.list_output import list_pdf
from crm_desktop.shell.records.record_print import record_pdf
from crm_desktop.system.exporting import export_list
from crm_desktop.system.trail.wording import change_lines
from tests.databases import AccountSet
from tests.ui.shellkit import Office

D = Decimal
BOTH, ORDERS = "¥1,200.00 · $300.00", 3


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    rows = fresh_account_set.rows
    rows("DELETE FROM crm.sales_order RETURNING 1")
    for currency, price in (("CNY", 1000), ("CNY", 200), ("USD", 300)):
        ((order,),) = rows(
            "INSERT INTO crm.sales_order (customer_id, currency) SELECT min(id), %s FROM crm.customer RETURNING id",
            currency,
        )
        rows(
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) SELECT %s, min(id), 1, %s "
            "FROM crm.product RETURNING 1", order, price,
        )  # fmt: skip
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def test_no_place_adds_two_currencies(office: Office) -> None:
    desk = office.open("boss")
    desk.window.open_listed("list:sales_order")
    page: Any = desk.window.documents.current
    desk.until(lambda: page.list.model.totals is not None and desk.desktop.jobs.busy == 0)
    the_list = page.list
    assert the_list.model.rowCount() == ORDERS
    assert the_list.totals.sums()["amount"] == BOTH
    assert BOTH in the_list.totals.toolTip()
    the_list.table.selection.select_all()
    desk.until(lambda: BOTH in the_list.status())
    the_list.table.selection.select_ids(set(list(the_list.ids())[:2]))
    desk.until(lambda: the_list.summary.count == 2)
    of_two = the_list.summary.sums["amount"]
    assert sum(of_two.values()) == sum(r.values["amount"] for r in map(the_list.model.record, the_list.selected_ids()))
    the_list.group_by("customer_id", chart="bars", measure="amount")
    grouped = the_list.classes.grouped
    desk.until(lambda: len(grouped.groups) == 1 and grouped.chart.chart is not None)
    column = [grouped.tree.headerItem().text(n) for n in range(grouped.tree.columnCount())].index("Amount")
    assert grouped.tree.topLevelItem(0).text(column) == BOTH
    chart = grouped.make_chart()
    assert chart.series[0].values == (120_000.0,)
    assert "Amount (CNY)" in chart.title
    made: list[bytes] = []
    context = desk.window.context
    desk.desktop.jobs.run(group_printer(context, the_list, ""), owner=page, done=made.append, failed=print)
    desk.desktop.jobs.run(
        lambda s: list_pdf(s, context, the_list.entity, the_list.model.query, ""),
        owner=page, done=made.append, failed=print,
    )  # fmt: skip
    desk.until(lambda: len(made) == 2)
    for content in made:
        words = " ".join(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range().split())
        assert "¥1,200.00" in words
        assert "$300.00" in words
        assert "1,500.00" not in words


def test_a_ranking_shows_one_currency_and_lets_choose_the_other(office: Office) -> None:
    rows = office.account_set.rows
    rows("UPDATE crm.sales_order SET state = 'confirmed' RETURNING 1")
    desk = office.open("boss")
    page: Any = desk.window.open_page("ranking", period="this", measure="orders")
    desk.until(lambda: page.ranking is not None and desk.desktop.jobs.busy == 0)
    assert page.currencies.isVisible()
    assert page.currencies.currentText() == "Yuan"
    assert "¥1,200.00" in page.headline.text()
    page.currencies.setFocus()
    desk.qtbot.keyClick(page.currencies, Qt.Key.Key_Down)
    desk.until(lambda: page.ranking.currency == "USD" and desk.desktop.jobs.busy == 0)
    assert "$300.00" in page.headline.text()
    assert page.state()["currency"] == "USD"
    page._open_records("orders", page.ranking.total, page.ranking.period)
    opened: Any = desk.window.documents.current
    desk.until(lambda: opened.list.model.complete and desk.desktop.jobs.busy == 0)
    assert opened.list.totals.sums()["amount"] == "$300.00"


@pytest.fixture
def dollar_rule(office: Office) -> int:
    """Give the company a dollar list with one price, and return the rule."""
    office.account_set.rows(
        "INSERT INTO crm.price_list (code, name, currency, grade) VALUES ('USD', '出口', 'USD', 'A') RETURNING id"
    )
    ((rule,),) = office.account_set.rows(
        "INSERT INTO crm.price (price_list_id, product_id, method, price, floor_price) "
        "SELECT id, 1, 'fixed', 700, 650 FROM crm.price_list WHERE code = 'USD' RETURNING id"
    )
    return int(rule)


def test_prices_stand_in_the_currency_of_their_list(office: Office, dollar_rule: int, tmp_path: Path) -> None:
    desk = office.open("pm")
    desk.window.open_listed("list:price")
    the_list: Any = desk.window.documents.current.list
    desk.until(lambda: the_list.model.complete and desk.desktop.jobs.busy == 0)
    model = the_list.model
    columns = [f.name for f in model.columns]
    row = list(the_list.ids()).index(dollar_rule)
    shown = [model.data(model.index(row, columns.index(name))) for name in ("price", "floor_price")]
    assert shown == ["$700.00", "$650.00"]
    own = office.account_set.rows("SELECT id FROM crm.price WHERE price IS NOT NULL AND id <> %s", dollar_rule)
    other = list(the_list.ids()).index(own[0][0])
    assert model.data(model.index(other, columns.index("price"))).startswith("¥")

    context, facts = desk.window.context, desk.window.context.facts
    made: list[Any] = []
    desk.desktop.jobs.run(
        lambda s: list_pdf(s, context, the_list.entity, model.query, ""),
        owner=the_list, done=made.append, failed=print,
    )  # fmt: skip
    desk.desktop.jobs.run(
        lambda s: record_pdf(s, context, the_list.entity, dollar_rule, "x", "x"),
        owner=the_list, done=made.append, failed=print,
    )  # fmt: skip
    desk.until(lambda: len(made) == 2)
    for content in made:
        document = pypdfium2.PdfDocument(content)
        words = "".join(page.get_textpage().get_text_range() for page in document)
        assert "$700.00" in words
        assert "¥700.00" not in words

    written = tmp_path / "prices.csv"
    desk.desktop.jobs.run(
        lambda s: export_list(s, model.query, written, facts=facts(), language="en", translate=translate),
        owner=the_list, done=made.append, failed=print,
    )  # fmt: skip
    desk.until(lambda: len(made) == 3)
    (line,) = (n for n in written.read_text(encoding="utf-8-sig").splitlines() if n.startswith("出口"))
    assert ",700," in line, "a file has numbers, and the list that says their currency"


def test_a_rule_is_written_in_the_currency_of_its_list(office: Office, dollar_rule: int) -> None:
    desk = office.open("pm")
    page: Any = desk.window.open_record("price", dollar_rule)
    desk.until(lambda: page.form.record.id == dollar_rule and desk.desktop.jobs.busy == 0)
    assert page.form.editor("price").line.text() == "$700.00"
    ((usd,), (vip,)) = (
        office.account_set.rows("SELECT id FROM crm.price_list WHERE code = %s", code)[0] for code in ("USD", "VIP")
    )
    new: Any = desk.window.new_record("price", {"price_list_id": usd}, {"price_list_id": "出口"})
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    price = new.form.editor("price")
    desk.until(new.form.editor("product_id").hasFocus)  # a price for everything is not what most want
    price.put(D(12))
    assert price.line.text() == "$12.00"
    new.form.editor("price_list_id").put(vip, "VIP")
    desk.until(lambda: price.line.text() == "¥12.00")
    new.form.editor("price_list_id").put(usd, "出口")
    desk.until(lambda: price.line.text() == "$12.00")


def test_the_amount_of_a_record_follows_its_own_currency(office: Office) -> None:
    desk = office.open("rep1")
    deal: Any = desk.window.new_record("opportunity")
    amount = deal.form.editor("amount")
    amount.put(1200)
    assert amount.line.text() == "¥12.00"
    deal.form.editor("currency").put("USD")
    assert amount.line.text() == "$12.00", "the record says it itself"


def test_the_past_and_the_trail_know_the_currency(office: Office, dollar_rule: int) -> None:
    desk = office.open("admin")
    page: Any = desk.window.open_record("price", dollar_rule)
    desk.until(lambda: page.form.record.id == dollar_rule)
    page.side.setCurrentWidget(page.side.past)
    desk.until(lambda: page.side.past.model.rows)
    line = {line.field: line for line in page.side.past.model.rows}
    assert (line["Price"].then, line["Price"].now) == ("$700.00", "$700.00")
    office.account_set.rows("UPDATE crm.price SET price = 710 WHERE id = %s RETURNING 1", dollar_rule)
    ((order,),) = office.account_set.rows(
        "UPDATE crm.sales_order_line l SET unit_price = 297 FROM crm.sales_order o WHERE o.id = l.order_id AND o.currency = 'USD' RETURNING o.id"
    )
    trail: Any = desk.window.open_page("trail", entity="price")
    desk.until(lambda: len(trail.model.rows) > 1)
    changed, created = ({n: v for n, _, v in change_lines(desk.window.context, e)} for e in trail.model.rows[:2])
    assert created["Price"] == "$700.00"
    assert changed["Price"] == "710", "what the entry does not tell is not guessed"
    trail = desk.window.open_page("trail", entity="sales_order", operation="U")
    desk.until(lambda: trail.model.rows and trail.model.rows[0].record_id == order)
    told = {n: v for n, _, v in change_lines(desk.window.context, trail.model.rows[0])}
    assert told["Amount"] == "$297.00"
