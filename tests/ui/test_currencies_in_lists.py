"""What a list in two currencies says at its foot, of a selection, in groups, in a chart and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.shell.lists.grouped_output import group_printer
from crm_desktop.shell.lists.list_output import list_pdf
from tests.databases import AccountSet
from tests.ui.shellkit import Office

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
        lambda s: list_pdf(s, context, the_list.entity, the_list.model.query, "", ("Co", "Orders", "en", "x")),
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
    assert page.currencies.currentText() == "CNY"
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
