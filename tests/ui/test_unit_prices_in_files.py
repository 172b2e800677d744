"""Prices of boxes and quantity steps go out to a price file and come back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.prices import changing
from crm_desktop.exchange.table import open_table
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

D = Decimal


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _cable(office: Office) -> tuple[int, str]:
    """Give the cable of 480 a box of ten for 4600, five of them for 4500 each, and twenty pieces for 470 each."""
    rows = office.account_set.rows
    ((product, code),) = rows("SELECT id, code FROM crm.product WHERE name LIKE '网线%%'")
    for unit, price, least in (("box", 4600, 0), ("box", 4500, 5), ("", 470, 20)):
        rows(
            "INSERT INTO crm.price (price_list_id, product_id, unit, method, price, min_quantity) "
            "SELECT id, %s, %s, 'fixed', %s, %s FROM crm.price_list WHERE code = 'STD' RETURNING id",
            product, unit, price, least,
        )  # fmt: skip
    return product, code


def _export(desk: Desk, page: Any, path: Path) -> list[tuple[str, ...]]:
    page.output.export_to(path, page.model.rows, page._entry())
    desk.until(lambda: any(path.name in words for words in desk.toasts()))
    table = open_table(path)
    return [tuple(table.headings), *(tuple(row.cells) for row in table.rows())]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_out_and_in_again_changes_nothing_and_fills_another_list(office: Office, tmp_path: Path, language: str) -> None:
    product, code = _cable(office)
    office.languages.use(language)
    desk = office.open("pm")
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows and page.tree.topLevelItemCount())
    page.lists.setCurrentIndex(page.lists.findText("标准价"))
    page.lists.activated.emit(page.lists.currentIndex())
    desk.until(lambda: any(r.floor_price for r in page.model.rows))
    told = _export(desk, page, tmp_path / "prices.xlsx")
    head = told[0]
    name = {"en": ("Unit", "From quantity", "Price"), "zh_CN": ("单位", "起订量", "价格")}[language]
    at = [head.index(words) for words in name]
    of_cable = [tuple(row[i] for i in at) for row in told[1:] if code in row]
    piece, box = of_cable[0][0], of_cable[2][0]
    assert piece != box
    assert of_cable == [(piece, "", "480"), (piece, "20", "470"), (box, "", "4600"), (box, "5", "4500")]
    std = page._entry().id
    ((empty,),) = office.account_set.rows("INSERT INTO crm.price_list (code, name) VALUES ('NEW', '新表') RETURNING id")
    with office.account_set.session("pm") as session:
        assert changing.propose_prices_from_file(session, path=tmp_path / "prices.xlsx", price_list_id=std) == ([], [])
        proposals, problems = changing.propose_prices_from_file(
            session, path=tmp_path / "prices.xlsx", price_list_id=empty
        )
        assert problems == []
        changing.commit_prices(session, proposals=proposals, price_list_id=empty)
        session.commit()
    both = "SELECT unit, min_quantity, price FROM crm.price WHERE price_list_id = %s AND product_id = %s ORDER BY 1, 2"
    assert office.account_set.rows(both, empty, product) == [
        ("", 20, 470), ("box", 0, 4600), ("box", 5, 4500)
    ], "480 is the list price, which holds there anyway"  # fmt: skip


def test_the_price_of_a_box_is_read_and_what_is_no_unit_of_the_product_is_said(office: Office, tmp_path: Path) -> None:
    product, code = _cable(office)
    path = tmp_path / "supplier.csv"
    path.write_text(
        f"编码,单位,起订量,价格\n{code},箱,,4700\n{code},Box,10,4400\n{code},托盘,,9\n{code},套,,9\n", encoding="utf-8"
    )
    with office.account_set.session("pm") as session:
        ((std,),) = office.account_set.rows("SELECT id FROM crm.price_list WHERE code = 'STD'")
        proposals, problems = changing.propose_prices_from_file(session, path=path, price_list_id=std)
        assert [(p.unit, p.min_quantity, p.old, p.new, p.cost) for p in proposals] == [
            ("box", 0, 4600, 4700, 3000), ("box", 10, 4500, 4400, 3000)
        ]  # fmt: skip
        assert problems == [(4, code, "unit_not_of_product"), (5, code, "unit_not_of_product")]
        changing.commit_prices(session, proposals=proposals, price_list_id=std)
        session.commit()
        _none, problems = changing.propose_prices_from_file(session, path=path)
        assert [rule for _row, _code, rule in problems[:2]] == ["list_price_has_no_unit"] * 2
    costs = "SELECT unit_price FROM crm.price_for(%s, NULL, %s, NULL, %s, 'box')"
    assert [office.account_set.rows(costs, product, q, std)[0][0] for q in (1, 5, 10)] == [4700, 4500, 4400]
