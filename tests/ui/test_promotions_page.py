"""The page of promotions: what runs, comes and is over, what one gives, what it would have given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.prices.words import reason_lines
from crm_desktop.qt.preview import Preview
from crm_desktop.shell.records.record_page import RecordPage
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

TODAY = date.today()


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    for name, first, last, columns in (
        ("九折", -5, 5, "product_id, discount) VALUES (%s, %s, %s, 1, 10"),
        (
            "满减",
            -5,
            None,
            "effect, amount_off, min_amount, max_uses) VALUES (%s, %s, %s, 'amount_off', 5000, 100000, 7",
        ),
        ("以后", 3, None, "discount) VALUES (%s, %s, %s, 5"),
    ):
        fresh_account_set.rows(
            f"INSERT INTO crm.promotion (name, valid_from, valid_to, {columns}) RETURNING id",
            name,
            TODAY + timedelta(days=first),
            TODAY + timedelta(days=last) if last else None,
        )
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _page(desk: Desk) -> Any:
    page = desk.window.open_page("promotions")
    desk.until(lambda: page._all and desk.desktop.jobs.busy == 0)
    return page


def test_states_words_and_preview(office: Office) -> None:
    desk = office.open("boss")
    page = _page(desk)
    assert [row.name for row in page.model.rows] == ["九折", "满减"]
    for state, names in (("planned", ["以后"]), ("ended", ["去年的促销"]), ("running", ["九折", "满减"])):
        page.states[state].click()
        assert [row.name for row in page.model.rows] == names
    page.table.selectRow(0)
    page.first.put(date(2026, 1, 1))
    page.last.put(date(2026, 12, 31))
    page.ask.click()
    desk.until(lambda: page.preview is not None)
    ((lines, amount),) = office.account_set.rows(
        "SELECT count(*), sum(o.amount) FROM crm.sales_order o WHERE state = 'confirmed' AND ordered_on BETWEEN '2026-01-01' AND '2026-12-31'"
    )
    assert (page.preview.orders, page.preview.touched, page.preview.amount) == (lines, lines, amount)
    assert page.preview.saved == amount // 10
    assert f"{(amount - amount // 10) / 100:,.2f}" in page._result.text()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    desk.until(lambda: any(p.entity.name == "promotion" and p.record_id for p in desk.window.findChildren(RecordPage)))
    form = next(p for p in desk.window.findChildren(RecordPage) if p.entity.name == "promotion").form
    desk.until(lambda: not form.editor("buy_quantity").isVisibleTo(form))  # only what its kind gives is asked
    assert form.editor("discount").isVisibleTo(form)


def test_the_printed_price_list_marks_what_runs(office: Office) -> None:
    """The product's own promotion stands at its price, the one for all at each; what is planned or for some stands nowhere."""
    office.account_set.rows("INSERT INTO crm.promotion (name, discount, grade) VALUES ('只给A级', 5, 'A') RETURNING 1")
    desk = office.open("boss")
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows and desk.desktop.jobs.busy == 0)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: page.findChildren(Preview))
    preview = page.findChildren(Preview)[0]
    with pypdfium2.PdfDocument(preview.content) as document:
        text = "".join(p.get_textpage().get_text_range() for p in document)
    preview.close()
    on_sale = [row for row in page.model.rows if row.status == "on_sale"]
    marks = {name: mark for mark, name in re.findall(r"(\*+) Promotion “(.+?)” is running", text)}
    assert marks.keys() == {"九折", "满减"}
    assert "Prices are printed without promotions." in text
    assert sorted(re.findall(r"[\d,]+\.\d\d ([* ]+)", text)) == sorted(
        [" ".join(sorted(marks.values(), key=len))] + [marks["满减"]] * (len(on_sale) - 1)
    )


def test_a_colleagues_promotion_appears(office: Office) -> None:
    page = _page(office.open("rep1"))
    assert not page.new.isEnabled(), "a sales representative looks"
    office.account_set.rows("INSERT INTO crm.promotion (name, discount) VALUES ('新的', 3) RETURNING id")
    office.qtbot.waitUntil(lambda: any(row.name == "新的" for row in page.model.rows), timeout=10_000)


def test_each_step_stands_in_words(office: Office) -> None:
    office.open("rep1")
    ((why,),) = office.account_set.rows(
        "SELECT explanation FROM crm.price_for(1, (SELECT min(id) FROM crm.customer WHERE grade <> 'A'), 1, current_date, NULL, '', true)"
    )
    words = reason_lines(why)
    assert any("九折" in line and value == "4,499.10" for line, value, _depth in words)


def test_a_saved_views_terms_are_taken(office: Office) -> None:
    for name, typed in (("A级", "等级:A"), ("有字", "西安")):
        office.account_set.rows(
            "INSERT INTO crm.saved_view (employee_id, entity, name, shared, query) SELECT id, 'customer', %s, true, "
            "jsonb_build_object('text', %s::text) FROM crm.employee WHERE login = 'admin' RETURNING id",
            name,
            typed,
        )
    desk = office.open("admin")
    page = _page(desk)
    assert [page.view.itemText(n) for n in range(1, page.view.count())] == ["A级", "有字"]
    page.table.selectRow(0)
    page.view.setCurrentIndex(2)
    page.take.click()
    assert desk.toasts(), "words that are in no field cannot be tested"
    page.view.setCurrentIndex(1)
    page.take.click()
    desk.until(lambda: page.marked() is not None and page.marked().filter == "等级:A")
    assert office.account_set.rows("SELECT terms FROM crm.promotion WHERE name = '九折'") == [([["grade", "eq", "A"]],)]
    assert "等级:A" in page._gives.text()
    page.view.setCurrentIndex(0)
    page.take.click()
    desk.until(lambda: page.marked() is not None and page.marked().filter == "")
