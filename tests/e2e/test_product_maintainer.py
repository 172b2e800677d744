"""The product maintainer: a change by percentage or from a file, seen on another desktop, refused to others."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import psycopg2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.exchange.excelfile import Column, write_excel
from tests.databases import AccountSet
from tests.ui import formkit
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _open_prices(desk: Desk, list_name: str = "") -> object:
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows)
    if list_name:
        page.lists.setCurrentIndex(page.lists.findText(list_name))
        page.lists.activated.emit(page.lists.currentIndex())
        desk.until(lambda: page.lists.currentText() == list_name and page.model.rows)
    return page


def _prices(page: object) -> dict[str, Decimal]:
    return {row.code: row.price for row in page.model.rows}  # type: ignore[attr-defined]


def test_change_by_percentage_is_previewed_committed_once_and_seen_by_others(office: Office) -> None:
    maintainer, seller = office.open("pm"), office.open("rep1")
    seen = _open_prices(seller)
    page = _open_prices(maintainer)
    before = _prices(page)
    assert before == _prices(seen)
    assert any(row.cost for row in page.model.rows)
    assert not any(row.cost for row in seen.model.rows)  # the seller's database gives no cost

    office.qtbot.mouseClick(maintainer.find(QPushButton, "by_percent"), Qt.MouseButton.LeftButton)
    percent = page.change._editors[0]
    percent.input.setFocus()
    percent.input.selectAll()
    formkit.type_text(office.qtbot, percent.input, "-5")
    office.qtbot.mouseClick(maintainer.find(QPushButton, "price_change.preview_all"), Qt.MouseButton.LeftButton)
    maintainer.until(lambda: len(page.change.proposals) == len(before))
    assert all(p.new == (p.old * Decimal("0.95")).quantize(Decimal("0.0001")) for p in page.change.proposals)
    assert all(p.margin is not None for p in page.change.proposals)
    assert _prices(page) == before  # a preview writes nothing

    office.qtbot.mouseClick(maintainer.find(QPushButton, "price_change.commit"), Qt.MouseButton.LeftButton)
    cheaper = {code: (price * Decimal("0.95")).quantize(Decimal("0.0001")) for code, price in before.items()}
    seller.until(lambda: _prices(seen) == cheaper)  # nobody pressed anything there
    maintainer.until(lambda: not page.change.isVisible())
    assert office.account_set.rows(
        "SELECT count(DISTINCT xid) FROM crm.audit WHERE table_name = 'product' AND login = 'pm'"
    ) == [(1,)]

    maintainer.until(maintainer.toasts)
    maintainer.window.toasts.undo_last()
    seller.until(lambda: _prices(seen) == before)


def test_price_file_names_its_bad_rows_and_changes_the_good_ones(office: Office, tmp_path: Path) -> None:
    desk = office.open("pm")
    page = _open_prices(desk, "标准价")
    code, other = sorted(_prices(page))[:2]
    path = tmp_path / "新价.xlsx"
    write_excel(
        path,
        [Column(heading="产品编码"), Column(heading="新价格")],
        [[code, "4,888.50"], ["没有这个", "10"], [other, "abc"], [code, "1"]],
    )
    page.take_file(path)
    desk.until(lambda: page.change.isVisible() and page.change.proposals)
    assert [(p.code, p.new) for p in page.change.proposals] == [(code, Decimal("4888.5"))]
    words = desk.find(QLabel, "price_change.problems").text()
    assert words.count("\n") == 2
    assert "没有这个" in words
    office.qtbot.mouseClick(desk.find(QPushButton, "price_change.commit"), Qt.MouseButton.LeftButton)
    desk.until(lambda: _prices(page)[code] == Decimal("4888.5"))


def test_nobody_else_may_change_a_price(office: Office) -> None:
    desk = office.open("rep1")
    _open_prices(desk)
    button = desk.find(QPushButton, "by_percent")
    assert not button.isEnabled()
    assert button.toolTip()
    with (
        psycopg2.connect(
            host=office.account_set.host,
            port=office.account_set.port,
            dbname=office.account_set.name,
            user="rep1",
            password="crm-rep1",
        ) as connection,
        connection.cursor() as cursor,
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("UPDATE crm.product SET list_price = 1")
        connection.rollback()
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("UPDATE crm.price SET price = 1")
        connection.rollback()
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT cost FROM crm.product_cost")
    connection.close()
    assert office.account_set.rows("SELECT count(*) FROM crm.product_cost")[0][0] > 0
