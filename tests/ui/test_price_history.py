"""The history beside a price: what gave it, who changed it, for which quantity; on the price page and on the product's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Office
from tests.ui.test_catalogue_pages import _mark, _prices

TODAY = date.today()


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_history_says_what_gave_a_price_and_who_changed_it(office: Office, language: str) -> None:
    """A price that comes from a rule for all has a history of its own, on the price page and on the product's."""
    office.languages.use(language)
    desk = office.open("pm")
    rows = office.account_set.rows
    rows("UPDATE crm.product SET list_price = list_price + 1 WHERE id = 2 RETURNING id")
    page = _prices(desk, "A级客户价")
    _mark(page, 2)
    page.side.tabs.setCurrentWidget(page.side.history)
    history = page.side.history
    desk.until(lambda: len(history.steps) > 1 and history.steps[0].source == "all")
    assert [(s.cause, s.source, s.by) for s in history.steps[:1]] == [("list_price", "all", "postgres")]
    day, what = (history.table.topLevelItem(0).text(column) for column in range(2))
    assert day == f"{TODAY}\npostgres"
    words = ("Rule for all products", "List price changed") if language == "en" else ("全部产品的规则", "标价变动")
    assert what.split("\n")[1:] == list(words) and "→" in what
    assert history.chart.isVisible() and len(history.chart.marks()) == len(history.steps)
    history.quantity.put(Decimal(1000))
    rows(
        "INSERT INTO crm.price (price_list_id, method, discount, min_quantity) SELECT id, 'percentage', 50, 1000 FROM crm.price_list WHERE code = 'VIP' RETURNING id"
    )
    try:
        history.ask()
        desk.until(lambda: history.steps[0].cause == "rule")
        history.quantity.put(None)
        history.ask()
        desk.until(lambda: history.steps[0].cause == "list_price")
    finally:
        rows("DELETE FROM crm.price WHERE min_quantity = 1000 RETURNING id")
    record = desk.window.open_record("product", 2)
    record.side.setCurrentWidget(record.history)
    past = record.history
    desk.until(lambda: past.lists.count() == 4 and past.steps)
    assert past.lists.currentText() == "标准价"
    past.lists.setFocus()
    office.qtbot.keyClick(past.lists, Qt.Key.Key_Home)
    desk.until(lambda: past.steps and past.steps[0].source == "list_price")
    assert past.table.topLevelItem(0).text(1).count("\n") == 1, "the list price itself needs no source"
    office.qtbot.keyClick(past.lists, Qt.Key.Key_End)
    desk.until(lambda: past.events)
    assert {e.price_list for e in past.events} > {"标准价"} and not past.chart.isVisible()


@pytest.mark.parametrize("login", ["rep1", "pm"])
def test_who_may_not_see_costs_is_told_the_price_only(office: Office, login: str) -> None:
    rows = office.account_set.rows
    desk = office.open(login)
    rows("UPDATE crm.product_cost SET cost = 1000 WHERE product_id = 3 RETURNING id")
    rows("UPDATE crm.price SET method = 'formula', base = 'cost', discount = -10 WHERE product_id = 3 RETURNING id")
    rows("UPDATE crm.product_cost SET cost = 2000 WHERE product_id = 3 RETURNING id")
    page = _prices(desk, "标准价")
    _mark(page, 3)
    page.side.tabs.setCurrentWidget(page.side.history)
    history = page.side.history
    desk.until(lambda: history.steps and history.steps[0].new == 2200)
    day, what = (history.table.topLevelItem(0).text(column) for column in range(2))
    told = {"pm": ("postgres", "Cost price changed"), "rep1": ("", "What changed it is not shown to you")}[login]
    assert (day, what.split("\n")) == (f"{TODAY}\n{told[0]}", ["1,100.00 → 2,200.00", "Rule for this product", told[1]])
