"""The price list at the desk: what a small screen has no room for is named; prices are changed by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Office


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    account_set.rows("UPDATE crm.price SET floor_price = 100 WHERE floor_price IS NULL RETURNING 1")
    made = Office(account_set, tmp_path, qtbot, qapp, "en")
    yield made
    made.close()


def test_the_last_columns_are_left_out_where_there_is_no_room_and_come_back(office: Office) -> None:
    desk = office.open("pm")
    desk.window.resize(1366, 768)
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows and page.lists.count() > 1)
    page.lists.setCurrentIndex(1)
    page.lists.activated.emit(1)
    desk.until(lambda: desk.desktop.jobs.busy == 0 and "List price" in [c.title() for c in page.model.columns])
    table, titles = page.table, [c.title() for c in page.model.columns]
    assert table.horizontalScrollBar().maximum() == 0
    gone = table.left_out()
    assert gone and not {"Code", "Name", "Price"} & set(gone)
    assert page.status().endswith(f"no room for: {', '.join(gone)}")
    page.side_button.click()
    desk.until(lambda: len(table.left_out()) < len(gone))
    desk.window.resize(1920, 1080)
    desk.until(lambda: table.left_out() == [] and "no room" not in page.status())
    assert [t for n, t in enumerate(titles) if not table.isColumnHidden(n)] == titles
    table.setColumnWidth(1, 400)
    desk.window.resize(1900, 1080)
    desk.until(lambda: table.columnWidth(1) == 400)


def test_what_is_explained_is_a_product_on_show(office: Office) -> None:
    desk = office.open("pm")
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows)
    first, other = page.model.rows[0], page.model.rows[-1]
    assert page.table.current_row() == first
    page.search.setText(other.code)
    desk.until(lambda: [r.product_id for r in page.model.rows] == [other.product_id])
    assert page.table.current_row() == other
    page.search.clear()
    desk.until(lambda: len(page.model.rows) > 1)
    assert page.table.current_row().product_id == other.product_id, "what is still there stays marked"


def test_enter_previews_a_change_of_prices_and_ctrl_enter_writes_it(office: Office) -> None:
    desk, qtbot = office.open("pm"), office.qtbot
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows and page.lists.count() > 1)
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(1, 0))
    product, before = page.model.rows[1].product_id, page.model.rows[1].price
    desk.find(QPushButton, "by_percent").click()
    line = QApplication.focusWidget()
    qtbot.keyClicks(line, "10")
    qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.change.isVisible(), "nothing is written that was not seen"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    desk.until(lambda: page.change.proposals)
    assert [(p.product_id, p.old) for p in page.change.proposals] == [(product, before)]
    qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: not page.change.isVisible())
    ((now,),) = office.account_set.rows("SELECT list_price FROM crm.product WHERE id = %s", product)
    assert now == before * 11 / 10
    office.account_set.rows("UPDATE crm.product SET list_price = %s WHERE id = %s RETURNING 1", before, product)
