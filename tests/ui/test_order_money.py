"""An order's money in the grid: its currency, its tax, and what is asked before a typed price goes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.prices.rules import PriceChange
from crm_desktop.core.query import Condition
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.preview import Preview
from crm_desktop.sales.entities import SALES_ORDER_LINE
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

D = Decimal


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    """Give the company a dollar list and a list without tax for the grade A."""
    fresh_account_set.rows(
        "WITH l AS (INSERT INTO crm.price_list (code, name, currency, grade, tax_included) VALUES ('USD', '出口', 'USD', 'A', true), "
        "('NET', '未税', 'CNY', '', false) RETURNING id, code) INSERT INTO crm.price (price_list_id, product_id, method, price) "
        "SELECT id, 1, 'fixed', CASE code WHEN 'USD' THEN 700 ELSE 1000 END FROM l RETURNING id"
    )
    return fresh_account_set


@pytest.fixture
def office(company: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(company, tmp_path, qtbot, qapp)
    try:
        yield made
    finally:
        made.close()


def _order(desk: Desk, company: AccountSet, grade: str = "A") -> Any:
    ((customer,),) = company.rows("SELECT min(id) FROM crm.customer WHERE grade = %s", grade)
    page = desk.window.new_record("sales_order", values={"customer_id": customer}, labels={"customer_id": "x"})
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return page


def _type(page: Any, column: str, text: str, row: int = 0) -> None:
    """Type into a cell with real keys."""
    index = page.grid.model.index(row, next(i for i, f in enumerate(page.grid.model.fields) if f.name == column))
    page.grid.go_to(row, index.column())
    editor = page.grid.table.indexWidget(index)
    editor.input.selectAll()
    QTest.keyClicks(editor.input, text)
    QTest.keyClick(editor.input, Qt.Key.Key_Return)


def _choose(page: Any, name: str, code: str) -> None:
    page.form.editor(name).put(code)


def _cell(page: Any, column: str, row: int = 0) -> str:
    model = page.grid.model
    return str(model.data(model.index(row, next(i for i, f in enumerate(model.fields) if f.name == column))))


def _put_product(page: Any, desk: Desk, product: int = 1) -> Any:
    line = page.grid.model.line(0)
    page.grid.model.put(line, {"product_id": product}, {"product_id": "M450"}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return line


def test_a_new_order_is_in_the_companys_currency_and_another_one_decides_the_prices(
    office: Office, company: AccountSet
) -> None:
    desk = office.open("boss")
    page = _order(desk, company)
    assert page.form.editor("currency").value() == "CNY"
    line = _put_product(page, desk)
    assert line.values["unit_price"] == D("4499.1")
    assert _cell(page, "unit_price").startswith("¥")
    _choose(page, "currency", "USD")
    desk.until(lambda: line.values["unit_price"] == 700)
    assert (_cell(page, "unit_price"), _cell(page, "amount"), line.values["list_price"]) == ("$700.00", "$700.00", 0)
    assert "$700.00" in page.grid._foot.text()
    _type(page, "unit_price", "650")
    _choose(page, "currency", "CNY")
    desk.until(lambda: page.grid._asked is not None and desk.desktop.jobs.busy == 0)
    assert line.values["unit_price"] == 650, "typed: asked first"
    page.grid._keep.click()
    _choose(page, "currency", "USD")
    desk.until(lambda: page.grid._asked is not None and desk.desktop.jobs.busy == 0)
    page.grid._take.click()
    assert line.values["unit_price"] == 700
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty() and desk.desktop.jobs.busy == 0)
    stored = "SELECT o.currency, l.code, o.amount FROM crm.sales_order o JOIN crm.price_list l ON l.id = o.price_list_id WHERE o.id = %s"
    assert company.rows(stored, page.record_id) == [("USD", "USD", 70_000)]
    assert page.form.editor("amount").line.text() == "$700.00"
    lines = desk.window.open_list("sales_order_line", conditions=(Condition("order_id", "eq", page.record_id),))
    desk.until(lambda: lines.list.model.rowCount() == 1 and desk.desktop.jobs.busy == 0)
    shown = [str(lines.list.model.data(lines.list.model.index(0, n))) for n in range(len(lines.list.model.columns))]
    assert sum(words == "$700.00" for words in shown) == 2, shown  # price and amount, also outside the order
    assert not any("¥" in words for words in shown)
    desk.window.close(lines)
    assert page.form.editor("price_list_id").value()
    _choose(page, "currency", "EUR")
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert page.form.editor("price_list_id").value() is None, "the list was one in dollars"
    desk.until(lambda: page.grid._asked is not None)
    assert "$" not in page.grid._question.text()
    page.grid._take.click()
    assert page.grid.model.line(0).values["unit_price"] is None, (
        "700 dollars are no 700 euros, and nobody knows how many"
    )


def test_a_list_without_tax_comes_with_the_lines_tax_into_grid_store_and_paper(
    office: Office, company: AccountSet
) -> None:
    desk = office.open("boss")
    page = _order(desk, company, "B")
    ((net,),) = company.rows("SELECT id FROM crm.price_list WHERE code = 'NET'")
    page.form.editor("price_list_id").put(net, "未税")
    line = _put_product(page, desk)
    assert (line.values["unit_price"], line.values["tax_amount"], line.values["amount"]) == (1130, 13_000, 113_000)
    _type(page, "tax_rate", "6")
    desk.until(lambda: line.values["unit_price"] == 1060)
    _type(page, "quantity", "2")
    desk.until(lambda: line.values["amount"] == 212_000 and desk.desktop.jobs.busy == 0)
    assert (line.values["tax_rate"], line.values["tax_amount"]) == (6, 12_000), "the rate that was typed stays"
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert company.rows("SELECT amount, tax_amount FROM crm.sales_order WHERE id = %s", page.record_id) == [
        (212_000, 12_000)
    ]
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: page.findChildren(Preview))
    preview = page.findChildren(Preview)[0]
    with pypdfium2.PdfDocument(preview.content) as document:
        printed = "".join(p.get_textpage().get_text_range() for p in document)
    for words in ("Gross price", "Net price", "1,060.00", "120.00", "2,120.00"):
        assert words in printed, words
    preview.close()


@pytest.mark.parametrize(
    ("gross", "net", "shown"),
    [("1299", "1149.5575", "¥1,149.56"), ("1.255", "1.1106", "¥1.111"), ("100.0000", "88.4956", "¥88.50")],
)
def test_a_price_without_tax_has_the_decimals_of_the_price(gross: str, net: str, shown: str) -> None:
    values = {"unit_price": D(gross), "net_price": D(net)}
    tools: Any = SimpleNamespace(facts=lambda: SimpleNamespace(currency="CNY"))
    assert cell_text(SALES_ORDER_LINE["net_price"], D(net), Record(1, 1, values, {}), tools) == shown


def test_a_line_below_the_floor_is_marked_and_not_confirmed(office: Office, company: AccountSet) -> None:
    desk = office.open("rep1")
    ((customer,),) = company.rows(
        "SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' AND c.grade <> 'A' LIMIT 1"
    )
    page = desk.window.new_record("sales_order", values={"customer_id": customer}, labels={"customer_id": "x"})
    line = _put_product(page, desk)
    model, doubts = page.grid.model, page.grid.findChild(QLabel, "lines.doubts")
    cell = model.index(0, next(i for i, f in enumerate(model.fields) if f.name == "unit_price"))
    assert (model.data(cell, Qt.ItemDataRole.DecorationRole), doubts.text()) == (None, "")
    _type(page, "unit_price", "4000")
    assert doubts.text() == "Line 1: below the floor price 4,249.15"
    assert model.data(cell, Qt.ItemDataRole.ToolTipRole) == "below the floor price 4,249.15"
    assert not model.data(cell, Qt.ItemDataRole.DecorationRole).isNull()
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert doubts.text() == "Line 1: below the floor price 4,249.15", "of what is stored too"
    QTest.mouseClick(desk.find(QPushButton, "order.step.confirmed"), Qt.MouseButton.LeftButton)
    desk.until(lambda: page.notice.isVisible())
    assert "Line 1: 4000.00 is below the floor price 4249.15" in _words(page.notice)
    assert company.rows("SELECT state FROM crm.sales_order WHERE id = %s", page.record_id) == [("draft",)]
    _type(page, "unit_price", "4249.15")
    assert doubts.text() == ""
    _type(page, "discount", "1")
    assert "below the floor" in doubts.text(), "the discount counts"
    assert line


def _words(widget: Any) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_the_agreed_list_is_chosen_by_the_manager_and_read_by_the_seller(office: Office, company: AccountSet) -> None:
    ((customer,),) = company.rows(
        "SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' AND c.grade <> 'A' LIMIT 1"
    )
    ((net,),) = company.rows("SELECT id FROM crm.price_list WHERE code = 'NET'")
    boss, rep = office.open("boss"), office.open("rep1")
    page = boss.window.open_record("customer", customer)
    boss.until(lambda: page.record_id == customer and boss.desktop.jobs.busy == 0)
    page.form.editor("price_list_id").put(net, "未税")
    page.save()
    boss.until(lambda: not page.is_dirty() and boss.desktop.jobs.busy == 0)
    assert company.rows("SELECT price_list_id FROM crm.customer WHERE id = %s", customer) == [(net,)]
    mine = rep.window.open_record("customer", customer)
    rep.until(lambda: mine.record_id == customer and rep.desktop.jobs.busy == 0)
    assert mine.form.editor("price_list_id").label() == "未税"
    assert mine.form.editor("price_list_id").read_only, "which list is agreed is not for the seller to say"
    order = rep.window.new_record("sales_order", values={"customer_id": customer}, labels={"customer_id": "x"})
    line = _put_product(order, rep)
    assert line.values["unit_price"] == 1130
    prices = rep.window.open_page("prices")
    rep.until(lambda: prices.model.rows)
    prices.table.select_products({1}, 1)
    why = prices.side.why
    rep.until(lambda: why.reason is not None)
    next(e for e in why.editors if e.field.name == "why_customer").put(customer, "x")
    why.ask()

    def told() -> list[str]:
        return [why.steps.topLevelItem(i).text(0) for i in range(why.steps.topLevelItemCount())]

    rep.until(lambda: told()[:2] == ["List price", "List “未税”: agreed with this customer."])
    assert "The list is without tax: 13 % on top" in told()


# ── the price page ───────────────────────────────────


def _prices(desk: Desk, name: str) -> Any:
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows)
    place = next(i for i in range(page.lists.count()) if page.lists.itemText(i).startswith(name))
    page.lists.setCurrentIndex(place)
    page.lists.activated.emit(place)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return page


def test_a_margin_stands_only_where_price_and_cost_are_of_one_money(office: Office, company: AccountSet) -> None:
    desk = office.open("pm")
    page = _prices(desk, "出口")
    assert page.lists.currentText() == "出口 (USD)"
    row = next(r for r in page.model.rows if r.product_id == 1)
    assert (row.price, row.margin) == (700, None)
    assert row.cost is not None
    page = _prices(desk, "未税")
    assert page.lists.currentText() == "未税 (without tax)"
    row = next(r for r in page.model.rows if r.product_id == 1)
    assert row.cost is not None
    expected = ((1130 - row.cost) * 100 / 1130).quantize(D("0.1"))
    assert (row.price, row.margin) == (1000, expected), "the cost is with tax"
    page.change.begin(by_hand=True)
    page.change.preview_asked.emit(PriceChange(percent=D(10)), True)
    desk.until(lambda: page.change.proposals)
    proposal = next(p for p in page.change.proposals if p.product_id == 1)
    assert (proposal.new, proposal.margin) == (1100, ((1243 - row.cost) * 100 / 1243).quantize(D("0.1")))


def test_one_selected_means_that_one_and_all_shown_is_a_button_of_its_own(office: Office, company: AccountSet) -> None:
    desk = office.open("pm")
    page = _prices(desk, "标准价")
    shown = len(page.model.rows)
    page.table.clearSelection()
    desk.find(QPushButton, "by_percent").click()
    selected, every = (desk.find(QPushButton, f"price_change.{n}") for n in ("preview", "preview_all"))
    assert not selected.isEnabled(), "none is selected"
    assert every.text() == f"All {shown} shown"
    page.table.selectRow(1)
    chosen = page.table.chosen()
    assert selected.text() == "Preview: 1 selected"
    page.change._editors[0].put(D(-5))
    QTest.mouseClick(selected, Qt.MouseButton.LeftButton)
    desk.until(lambda: page.change.proposals)
    assert [p.product_id for p in page.change.proposals] == chosen
    QTest.mouseClick(every, Qt.MouseButton.LeftButton)
    desk.until(lambda: len(page.change.proposals) == shown)
