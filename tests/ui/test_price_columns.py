"""The price list at the desk: what a small screen has no room for is named, the side tells of the row, prices are changed by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
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


def test_the_side_tells_of_a_row_that_is_there(office: Office) -> None:
    desk = office.open("pm")
    page = desk.window.open_page("prices")
    page.side_button.setChecked(True)
    desk.until(lambda: page.model.rows and page.lists.count() > 1)
    first, last = page.model.rows[0], page.model.rows[-1]
    desk.until(lambda: page.side.name.text() == first.name and page.side.why.reason)
    page.search.setText(last.name)
    desk.until(lambda: page.side.name.text() == last.name and page.side.why._product == last.product_id)
    page.search.setText("nothing is called so")
    desk.until(lambda: page.side.name.text() == "" and page.side.why.reason is None)
    assert not page.model.rows and page.side.why.figure.text() == ""


def test_the_side_tells_the_list_price_where_another_is_paid(office: Office) -> None:
    ((product, name, price),) = office.account_set.rows(
        "SELECT p.id, p.name, r.price FROM crm.product p JOIN crm.price r ON r.product_id = p.id JOIN crm.price_list l "
        "ON l.id = r.price_list_id AND l.is_default WHERE r.method = 'fixed' AND r.min_quantity = 0 ORDER BY p.id LIMIT 1"
    )
    office.account_set.rows("UPDATE crm.product SET list_price = %s WHERE id = %s RETURNING 1", price - 1, product)
    desk = office.open("pm")
    page = desk.window.open_page("prices")
    page.side_button.setChecked(True)
    desk.until(lambda: page.model.rows and page.lists.count() > 1)
    why = page.side.why
    page.search.setText(name)
    desk.until(lambda: why.reason and why._product == product and why.reason.unit_price == price)
    assert [why.steps.topLevelItem(0).text(n) for n in (0, 1)] == ["List price", f"{price - 1:,.2f}"]
    office.account_set.rows("UPDATE crm.product SET list_price = %s WHERE id = %s RETURNING 1", price, product)
    desk.until(lambda: why.steps.topLevelItem(0).text(0) != "List price")


def test_undo_that_comes_too_late_leads_to_where_it_still_can_be_done(office: Office) -> None:
    desk = office.open("pm")
    desk.window.open_page("prices")
    office.qtbot.keyClick(
        desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    )
    desk.until(lambda: desk.window.documents.current.objectName() == "done_page")


def test_what_falls_below_cost_is_counted_for_those_who_see_costs(office: Office) -> None:
    desk, qtbot = office.open("pm"), office.qtbot
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows and page.lists.count() > 1)
    desk.find(QPushButton, "by_percent").click()
    words, seen = page.change._words, []
    for percent, below in (("99", False), ("-99", True)):
        line = QApplication.focusWidget()
        line.selectAll()
        qtbot.keyClicks(line, percent)
        page.change.show_proposals((), ())
        qtbot.keyClick(line, Qt.Key.Key_Return)
        desk.until(lambda: page.change.proposals and not desk.desktop.jobs.busy)
        seen = page.change.proposals
        assert ("Below cost: " in words.text()) == below, words.text()
    table = page.change.table.moves
    told = {c.title(): table.index(0, n) for n, c in enumerate(table.columns)}
    for title, shade in (("Margin", "negative"), ("Difference", "negative"), ("New", "plain")):
        colour = told[title].data(Qt.ItemDataRole.ForegroundRole)
        assert (colour is not None) == told[title].data().startswith("\N{MINUS SIGN}") == (shade == "negative"), title
    assert "Unit" not in told
    page.change.show_proposals([*seen, replace(seen[0], unit="box")], ())
    assert table.data(table.index(table.rowCount() - 1, [c.title() for c in table.columns].index("Unit"))) == "box"
    page.change.show_proposals([replace(p, cost=None) for p in seen], ())
    assert words.text() == f"{len(seen)} prices will change.", "without a cost nothing is told of it"


def test_a_price_file_that_cannot_be_read_is_told_in_a_sentence(office: Office, tmp_path: Path) -> None:
    desk = office.open("pm")
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 nothing of a workbook")
    (tmp_path / "other.csv").write_text("姓名,电话\n王,1\n", encoding="utf-8")
    for name, words in (
        ("gone.xlsx", "There is no file “gone.xlsx”."),
        ("broken.xlsx", "“broken.xlsx” is damaged or is not what its ending says. Please save it anew."),
        ("other.csv", "The file needs a column “Price” and one that says the product: code, name or model."),
    ):
        page.take_file(tmp_path / name)
        desk.until(lambda words=words: words in desk.toasts())


def test_the_side_names_the_currency_of_the_list(office: Office) -> None:
    rows = office.account_set.rows
    ((product, name),) = rows("SELECT id, name FROM crm.product WHERE status = 'on_sale' ORDER BY id LIMIT 1")
    ((dollars,),) = rows(
        "INSERT INTO crm.price_list (name, code, currency) VALUES ('Export', 'EXP', 'USD') RETURNING id"
    )
    rows(
        "INSERT INTO crm.price (price_list_id, product_id, method, price) VALUES (%s, %s, 'fixed', 77) RETURNING 1",
        dollars,
        product,
    )
    desk = office.open("pm")
    for price_list, begin in ((0, "¥"), (dollars, "$77.00")):
        page = desk.window.open_page("prices", price_list_id=price_list)
        desk.until(lambda page=page: page.model.rows)
        page.side_button.setChecked(True)
        page.search.setText(name)
        desk.until(lambda page=page: page.side.why._product == product and page.side.why.reason)
        desk.until(lambda page=page, begin=begin: page.side.why.figure.text().startswith(begin))


def test_a_long_step_takes_two_lines_and_every_price_has_its_sign(office: Office) -> None:
    rows = office.account_set.rows
    ((product, name),) = rows("SELECT id, name FROM crm.product WHERE status = 'on_sale' ORDER BY id LIMIT 1")
    ((dollars,),) = rows(
        "INSERT INTO crm.price_list (name, code, currency) VALUES ('Round', 'RND', 'USD') RETURNING id"
    )
    ((base,),) = rows("INSERT INTO crm.price_list (name, code, currency) VALUES ('Base', 'BAS', 'USD') RETURNING id")
    rows(
        "INSERT INTO crm.price (price_list_id, product_id, method, price) VALUES (%s, %s, 'fixed', 77) RETURNING 1",
        base,
        product,
    )
    rows(
        "INSERT INTO crm.price (price_list_id, method, base, base_list_id, rounding, rounding_way) "
        "VALUES (%s, 'formula', 'price_list', %s, 10, 'up') RETURNING 1", dollars, base,
    )  # fmt: skip
    desk = office.open("pm")
    desk.window.resize(1366, 768)
    page = desk.window.open_page("prices", price_list_id=dollars)
    desk.until(lambda: page.model.rows)
    page.side_button.setChecked(True)
    page.search.setText(name)
    desk.until(lambda: page.side.why._product == product and page.side.why.figure.text().startswith("$80.00"))
    steps = page.side.why.steps
    items = {steps.topLevelItem(n).text(0).strip(): steps.topLevelItem(n) for n in range(steps.topLevelItemCount())}
    item = items["Rounded up to a multiple of 10"]
    steps.header().setSectionResizeMode(1, steps.header().ResizeMode.Fixed)
    steps.header().resizeSection(1, 140)  # a price of millions stands beside it
    high = steps.fontMetrics().height()
    desk.until(lambda: steps.fontMetrics().horizontalAdvance(item.text(0)) > steps.columnWidth(0))
    desk.until(lambda: steps.visualItemRect(item).height() >= 2 * high)
    steps.header().resizeSection(1, steps.viewport().width() - steps.fontMetrics().horizontalAdvance(item.text(0)) - 10)
    desk.until(lambda: steps.columnWidth(0) == steps.fontMetrics().horizontalAdvance(item.text(0)) + 10)
    desk.until(lambda: steps.visualItemRect(item).height() >= 2 * high)  # no room for what is painted around the words
    titles = [c.title() for c in page.model.columns]
    told = {t: page.model.index(0, n) for n, t in enumerate(titles)}
    assert told["Price"].data() == "$80.00" and told["List price"].data().startswith("¥")
    assert told["Price"].data(Qt.ItemDataRole.EditRole) == "80.00", "typed without"
    page.table.selectRow(0)
    page.table.copy()
    assert "$" not in QApplication.clipboard().text() and "¥" not in QApplication.clipboard().text()


def test_the_marked_row_stays_in_sight_when_a_panel_opens_below(office: Office) -> None:
    for number in range(60):
        office.account_set.rows(
            "INSERT INTO crm.product (name, list_price) VALUES (%s, 1) RETURNING 1", f"ZZ {number:02}"
        )
    desk = office.open("pm")
    page = desk.window.open_page("prices")
    desk.until(lambda: len(page.model.rows) > 60 and page.lists.count() > 1)
    table = page.table

    def seen() -> bool:
        row = table.visualRect(table.currentIndex())
        return bool(table.viewport().rect().contains(row.center()) and row.bottom() <= table.viewport().height())

    for open_it, close_it in (
        (desk.find(QPushButton, "by_percent").click, page.change.close_panel),
        (lambda: page.plan.setChecked(True), lambda: page.plan.setChecked(False)),
    ):
        table.scrollToTop()
        before = table.viewport().height()
        last = table.rowAt(before - table.rowHeight(0) - 1)
        table.setCurrentIndex(page.model.index(last, 0))
        assert seen()
        open_it()
        desk.until(lambda b=before: table.viewport().height() < b)
        assert not table.verticalScrollBar().isHidden() and last > 3
        desk.until(seen)
        close_it()
        desk.until(lambda b=before: table.viewport().height() == b)
    table.setCurrentIndex(page.model.index(0, 0))
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    desk.find(QPushButton, "by_percent").click()
    desk.until(lambda: page.change.isVisible() and desk.desktop.jobs.busy == 0)
    assert not seen(), "who has scrolled away from it is not thrown back"
    office.account_set.rows("DELETE FROM crm.product WHERE name LIKE 'ZZ %%' RETURNING 1")


def test_the_floor_price_stands_on_one_line(office: Office) -> None:
    """Chinese may be broken between any two signs: “最” stood behind the price, “低” with the amount below."""
    office.languages.use("zh_CN")
    rows = office.account_set.rows
    ((product, name),) = rows("SELECT id, name FROM crm.product WHERE status = 'on_sale' ORDER BY id LIMIT 1")
    ((steep,),) = rows("INSERT INTO crm.price_list (name, code) VALUES ('Steep', 'STP') RETURNING id")
    rows(
        "INSERT INTO crm.price (price_list_id, product_id, method, price, floor_price) VALUES (%s, %s, 'fixed', 76099, 75673)",
        steep,
        product,
    )
    desk = office.open("pm")
    page = desk.window.open_page("prices", price_list_id=steep)
    desk.until(lambda: page.model.rows)
    page.side_button.setChecked(True)
    page.search.setText(name)
    figure = page.side.why.figure
    desk.until(lambda: page.side.why._product == product and figure.text().startswith("¥76,099.00"))
    shown = QTextDocument()
    shown.setDefaultFont(figure.font())
    shown.setHtml(figure.text())
    for width in range(120, 400, 4):  # wherever the line ends
        shown.setTextWidth(width)
        assert shown.size().isValid()  # lays it out
        layout, words = shown.begin().layout(), shown.toPlainText()
        lines = [layout.lineAt(n) for n in range(layout.lineCount())]
        starts = [words[line.textStart() :].lstrip()[:1] for line in lines if line.textStart() > 0]
        assert layout.lineCount() and "低" not in starts, words


def test_no_price_is_shown_in_part(office: Office) -> None:
    """The highest may stand below all that is measured."""
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.product (name, unit, list_price) SELECT 'ZZ ' || n, 'piece', CASE n WHEN 400 THEN 1234567 ELSE 9 END "
        "FROM generate_series(1, 400) n RETURNING id"
    )
    desk = office.open("pm")
    desk.window.resize(1366, 768)
    page = desk.window.open_page("prices")
    desk.until(lambda: len(page.model.rows) > 400)
    table, dearest = page.table, max(range(len(page.model.rows)), key=lambda n: page.model.rows[n].price or 0)
    assert page.model.index(dearest, 2).data() == "¥1,234,567.00" and dearest > 300
    assert table.columnWidth(2) > table.sizeHintForIndex(page.model.index(dearest, 2)).width()
    rows("DELETE FROM crm.product WHERE name LIKE 'ZZ %%' RETURNING 1")
