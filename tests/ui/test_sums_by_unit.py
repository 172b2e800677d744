"""Pieces and boxes are never added: a list's foot, a selection, groups, a chart, paper, Excel and an order's lines say each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.core.rights import Rights
from crm_desktop.exchange.table import open_table
from crm_desktop.sales.entities import SALES_ORDER_LINE
from crm_desktop.shell.lists.grouped_output import group_printer, group_writer
from crm_desktop.shell.lists.list_output import list_pdf
from crm_desktop.system.services import restricted
from tests.databases import AccountSet
from tests.ui.shellkit import Office

EACH = "7 台 · 2 箱"


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    rows = fresh_account_set.rows
    rows("DELETE FROM crm.sales_order RETURNING 1")
    rows("INSERT INTO crm.product_unit (product_id, unit, factor) VALUES (1, 'box', 12) RETURNING 1")
    ((order,),) = rows("INSERT INTO crm.sales_order (customer_id) SELECT min(id) FROM crm.customer RETURNING id")
    for quantity, unit in ((5, "unit"), (2, "unit"), (2, "box")):
        rows(
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit, unit_price) VALUES (%s, 1, %s, %s, 10) RETURNING 1",
            order, quantity, unit,
        )  # fmt: skip
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def test_no_place_adds_two_units(office: Office, tmp_path: Path) -> None:
    office.languages.use("zh_CN")
    desk = office.open("boss")
    desk.window.open_listed("list:sales_order_line")
    page: Any = desk.window.documents.current
    the_list, context = page.list, desk.window.context
    desk.until(lambda: the_list.model.totals is not None and desk.desktop.jobs.busy == 0)
    assert the_list.totals.sums()["quantity"] == EACH
    assert the_list.model.totals.sums["quantity"] == {"unit": 7, "box": 2}
    the_list.table.selection.select_ids(set(the_list.ids()[1:]))
    desk.until(lambda: the_list.summary.count == 2)
    assert the_list.summary.sums["quantity"] == {"unit": 2, "box": 2}

    the_list.group_by("product_id", chart="bars", measure="quantity")
    grouped = the_list.classes.grouped
    desk.until(lambda: len(grouped.groups) == 1 and grouped.chart.chart is not None)
    titles = [grouped.tree.headerItem().text(n) for n in range(grouped.tree.columnCount())]
    assert grouped.tree.topLevelItem(0).text(titles.index("数量")) == EACH
    assert "数量 (台)" in grouped.make_chart().title or "数量 (箱)" in grouped.make_chart().title
    assert grouped.make_chart().series[0].values in ((7.0,), (2.0,))
    made: list[bytes] = []
    written: list[int] = []
    path = tmp_path / "groups.xlsx"
    query = the_list.model.query
    desk.desktop.jobs.run(group_printer(context, the_list, ""), owner=page, done=made.append, failed=print)
    desk.desktop.jobs.run(
        lambda s: list_pdf(s, context, the_list.entity, query, ""),
        owner=page, done=made.append, failed=print,
    )  # fmt: skip
    write = group_writer(context, the_list, query, path)
    desk.desktop.jobs.run(lambda s: write(s, None), owner=page, done=written.append, failed=print)
    desk.until(lambda: len(made) == 2 and written)
    for content in made:
        words = " ".join(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range().split())
        assert "7 台" in words and "2 箱" in words, words
    assert any("2 箱 · 7 台" in row.cells for row in open_table(path).rows())


def test_the_lines_of_an_order_say_each_unit(office: Office) -> None:
    office.languages.use("zh_CN")
    desk = office.open("boss")
    ((order,),) = office.account_set.rows("SELECT max(id) FROM crm.sales_order")
    page: Any = desk.window.open_record("sales_order", order)
    desk.until(lambda: (foot := page.findChild(QLabel, "lines.sums")) and EACH in foot.text())


def test_who_does_not_read_the_unit_gets_no_sum() -> None:
    hidden = restricted(SALES_ORDER_LINE, Rights(fields={("sales_order_line", "unit"): "none"}))
    assert not hidden["quantity"].summed
    assert hidden["base_quantity"].summed
    hidden = restricted(SALES_ORDER_LINE, Rights(fields={("product", "unit"): "none"}))
    assert hidden["quantity"].summed
    assert not hidden["base_quantity"].summed


def _order_many_units(office: Office) -> None:
    rows = office.account_set.rows
    ((order,),) = rows("SELECT max(id) FROM crm.sales_order")
    for n, unit in enumerate(("piece", "set", "metre", "time", "year", "licence"), 1):
        rows("INSERT INTO crm.product_unit (product_id, unit, factor) VALUES (1, %s, %s) RETURNING 1", unit, n + 1)
        rows(
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit, unit_price)"
            " VALUES (%s, 1, %s, %s, 12345) RETURNING 1",
            order, 123456 * n, unit,
        )  # fmt: skip


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_sums_of_many_units_are_read_whole(office: Office, language: str) -> None:
    _order_many_units(office)
    office.languages.use(language)
    desk = office.open("boss")
    desk.window.resize(1366, 768)
    desk.window.open_listed("list:sales_order_line")
    the_list: Any = desk.window.documents.current.list
    totals = the_list.totals
    names = ["order_id", "quantity", "base_quantity", "amount", "unit", "product_id"]
    the_list.model.set_columns(names)
    desk.until(lambda: the_list.model.totals is not None and desk.desktop.jobs.busy == 0)

    def is_whole() -> bool:
        placed = totals.placed()
        said = " ".join(place.words.replace("\N{NO-BREAK SPACE}", " ") for place in placed)
        for place in placed:
            measured = totals.fontMetrics().boundingRect(place.rect, int(place.flags), place.words)
            assert place.rect.contains(measured) and totals.rect().contains(place.rect), place
        found = totals.sums()
        return bool(found) and all(part in said for text in found.values() for part in text.split(" · "))

    each = totals.sums()["quantity"].split(" · ")
    assert len(each) == 8 and (language == "zh_CN" or ("2 boxes" in each and "740,736 licences" in each)), each
    desk.until(is_whole)
    the_list.table.selectAll()
    desk.until(lambda: the_list.summary.count == 9 and the_list.summary.sums)
    label = desk.find(QLabel, "selection_sum")

    def selection_is_whole() -> bool:
        place, needed = label.geometry(), label.sizeHint()
        within = place.left() > 0 and place.right() <= label.parentWidget().width()
        roomy = place.width() >= needed.width() and place.height() >= needed.height()
        return within and roomy and " · ".join(each) in " ".join(label.text().split())

    for width in (1366, 1100):
        desk.window.resize(width, 768)
        desk.until(lambda w=width: desk.window.width() == w and selection_is_whole() and is_whole())
    the_list.group_by("product_id")  # the columns are not on show
    desk.until(lambda: the_list.classes.grouped.groups and is_whole())
    tree = the_list.classes.grouped.tree

    def group_is_whole() -> bool:
        item, header = tree.topLevelItem(0), tree.header()
        column = next(n for n in range(header.count()) if each[0] in item.text(n))
        within = header.length() <= tree.viewport().width() and not tree.horizontalScrollBar().maximum()
        lines = item.text(column).split("\n")
        needed = tree.fontMetrics().height() * len(lines), max(map(tree.fontMetrics().horizontalAdvance, lines))
        roomy = tree.visualItemRect(item).height() >= needed[0] and header.sectionSize(column) > needed[1]
        return within and roomy and " · ".join(lines) == " · ".join(each)

    for width in (1366, 1100):
        desk.window.resize(width, 768)
        desk.until(lambda w=width: desk.window.width() == w and group_is_whole())
    assert "\n" in tree.topLevelItem(0).text(2)
