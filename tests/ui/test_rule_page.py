"""A rule for a class or for all is looked at before it is written; the panel keeps a price within bounds of its base."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.prices.words import reason_lines
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

D = Decimal


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    try:
        yield made
    finally:
        made.close()


def _rules(office: Office) -> list[tuple[Any, ...]]:
    return office.account_set.rows(
        "SELECT r.discount FROM crm.price r JOIN crm.price_list l ON l.id = r.price_list_id WHERE l.code = 'VIP' ORDER BY r.id"
    )


def _open(desk: Desk, office: Office) -> Any:
    ((rule,),) = office.account_set.rows(
        "SELECT r.id FROM crm.price r JOIN crm.price_list l ON l.id = r.price_list_id WHERE l.code = 'VIP' AND r.product_id IS NULL"
    )
    page = desk.window.open_record("price", rule)
    desk.until(lambda: page.record_id == rule and desk.desktop.jobs.busy == 0)
    return page


def test_a_rule_for_all_shows_old_new_and_margin_and_is_written_on_the_second_press(office: Office) -> None:
    desk = office.open("pm")
    ((many,),) = office.account_set.rows("SELECT count(*) FROM crm.product WHERE status = 'on_sale'")
    trail = office.account_set.rows("SELECT count(*) FROM crm.audit")
    page = _open(desk, office)
    page.form.editor("discount").put(D(20))
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: page.preview.isVisible())
    assert desk.find(QLabel, "rule_preview.words").text().startswith(f"This rule changes {many} prices of its list on ")
    shown = {m.product_id: m for m in page.table.moves.rows}
    assert len(shown) == many
    assert (shown[1].old, shown[1].new, shown[1].margin) == (D("4499.1"), D("3999.2"), D("-5.0")), "4200 is its cost"
    assert _rules(office) == [(10,)], "looked at, not written"
    assert office.account_set.rows("SELECT count(*) FROM crm.audit") == trail
    QTest.mouseClick(desk.find(QPushButton, "rule_preview.back"), Qt.MouseButton.LeftButton)
    assert not page.preview.isVisible()
    assert page.is_dirty()
    page.save()
    desk.until(lambda: page.preview.isVisible())
    page.form.editor("discount").put(D(25))
    assert not page.preview.isVisible(), "what was looked at is no longer what would be written"
    page.save()
    desk.until(lambda: page.preview.isVisible() and page.table.moves.rows[0].new is not None)
    QTest.keyClick(desk.find(QPushButton, "rule_preview.write"), Qt.Key.Key_Space)
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert _rules(office) == [(25,)]


def test_a_new_rule_for_a_class_and_one_for_a_product(office: Office) -> None:
    desk = office.open("pm")
    ((vip,), (pc,)) = (
        office.account_set.rows("SELECT id FROM crm.price_list WHERE code = 'VIP'")[0],
        office.account_set.rows("SELECT id FROM crm.product_class WHERE code = 'PC'")[0],
    )
    page = desk.window.new_record(
        "price", {"price_list_id": vip, "class_id": pc}, {"price_list_id": "VIP", "class_id": "PC"}
    )
    page.form.editor("method").put("percentage")
    page.form.editor("discount").put(D(30))
    page.save()
    desk.until(lambda: page.preview.isVisible())
    inside = office.account_set.rows("SELECT count(*) FROM crm.product WHERE class_id = %s AND status = 'on_sale'", pc)[
        0
    ][0]
    assert len(page.table.moves.rows) == inside
    assert len(_rules(office)) == 1
    QTest.mouseClick(desk.find(QPushButton, "rule_preview.write"), Qt.MouseButton.LeftButton)
    desk.until(lambda: page.record_id and desk.desktop.jobs.busy == 0)
    assert len(_rules(office)) == 2
    single = desk.window.new_record(
        "price", {"price_list_id": vip, "product_id": 2}, {"price_list_id": "VIP", "product_id": "x"}
    )
    single.form.editor("price").put(D(1000))
    single.save()
    desk.until(lambda: single.record_id and desk.desktop.jobs.busy == 0)
    assert not single.preview.isVisible(), "one product is seen on the form itself"


def test_the_form_asks_what_the_method_needs(office: Office) -> None:
    desk = office.open("pm")
    page = desk.window.new_record("price")
    form, formula = page.form, {"rounding", "rounding_way", "surcharge", "margin_min", "margin_max"}

    def shown() -> set[str]:
        return {"price", "base", "base_list_id", "discount", *formula} & {n for n in form.names() if form._shown(n)}

    assert shown() == {"price"} and form._required("price")
    form.editor("method").put("percentage")
    assert shown() == {"base", "discount"}
    form.editor("base").put("price_list")
    assert shown() == {"base", "base_list_id", "discount"} and form._required("base_list_id")
    form.editor("method").put("formula")
    form.editor("base").put("list_price")
    assert shown() == {"base", "discount", *formula}


@pytest.mark.parametrize(
    ("way", "new", "words"),
    [("up", 4600, "Rounded up to a multiple of 100"), ("down", 4500, "Rounded down to a multiple of 100")],
)
def test_a_formula_rounds_up_or_down_in_preview_and_explanation(office: Office, way: str, new: int, words: str) -> None:
    desk = office.open("pm")
    page = _open(desk, office)
    for name, value in (("method", "formula"), ("discount", D(9)), ("rounding", D(100)), ("rounding_way", way)):
        page.form.editor(name).put(value)
    page.save()
    desk.until(lambda: page.preview.isVisible())
    assert {m.product_id: m.new for m in page.table.moves.rows}[1] == new, "4999 less nine per cent: 4549.09"
    QTest.mouseClick(desk.find(QPushButton, "rule_preview.write"), Qt.MouseButton.LeftButton)
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    ((why,),) = office.account_set.rows(
        "SELECT explanation FROM crm.price_for(1, NULL, 1, NULL, (SELECT id FROM crm.price_list WHERE code = 'VIP'))"
    )
    assert (words, f"{new:,}.00") in [(said, value) for said, value, _depth in reason_lines(why)]


@pytest.mark.parametrize(
    ("percent", "least", "most", "expected"),
    [(-50, -100, None, 900), (-5, -100, None, 950), (80, None, 300, 1300), (20, 100, 300, 1200), (0, 50, None, 1050)],
)
def test_the_panels_formula_has_a_floor_and_a_ceiling(
    account_set: AccountSet, percent: int, least: Any, most: Any, expected: int
) -> None:
    asked = "SELECT crm.changed_price(1000, %s, NULL, 0, 'nearest', NULL, 0, %s, %s)"
    assert account_set.rows(asked, percent, least, most) == [(expected,)]


def test_the_preview_follows_the_way_of_rounding(office: Office) -> None:
    desk = office.open("pm")
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows)
    desk.find(QPushButton, "by_percent").click()
    panel = page.change
    panel._editors[0].put(D(-9))
    panel._editors[1].put(D(100))
    QTest.mouseClick(desk.find(QPushButton, "price_change.preview_all"), Qt.MouseButton.LeftButton)

    def new() -> D | None:
        return {p.product_id: p.new for p in panel.proposals}.get(1)

    desk.until(lambda: new() == 4500)  # 4999 less nine per cent: 4549.09
    panel.way.setFocus()
    QTest.keyClick(panel.way, Qt.Key.Key_Down)
    desk.until(lambda: new() == 4600)
    QTest.keyClick(panel.way, Qt.Key.Key_Down)
    desk.until(lambda: new() == 4500 and desk.desktop.jobs.busy == 0)
    QTest.keyClick(panel.way, Qt.Key.Key_Up)
    desk.until(lambda: new() == 4600)
    QTest.mouseClick(desk.find(QPushButton, "price_change.commit"), Qt.MouseButton.LeftButton)
    desk.until(
        lambda: (
            office.account_set.rows("SELECT list_price FROM crm.product WHERE id = 1") == [(4600,)]
            and desk.desktop.jobs.busy == 0
        )
    )
    desk.find(QPushButton, "by_percent").click()
    assert panel.way.currentData() == "nearest" and not panel.proposals, "opened anew, it asks anew"
    QTest.keyClick(panel.way, Qt.Key.Key_Down)
    assert desk.desktop.jobs.busy == 0 and not panel.proposals, "nothing was on show, so nothing is asked"


def test_the_panel_asks_for_them(office: Office) -> None:
    desk = office.open("pm")
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows)
    desk.find(QPushButton, "by_percent").click()
    page.change._editors[0].put(D(-50))
    page.change._editors[4].put(D(-100))
    QTest.mouseClick(desk.find(QPushButton, "price_change.preview_all"), Qt.MouseButton.LeftButton)
    desk.until(lambda: page.change.proposals)
    assert all(p.new == max(p.old / 2, p.old - 100) for p in page.change.proposals)


def test_a_rule_for_the_boxes_of_a_class_shows_the_boxes(office: Office) -> None:
    desk = office.open("pm")
    ((vip, product, its_class),) = office.account_set.rows(
        "SELECT l.id, p.id, p.class_id FROM crm.price_list l, crm.product p WHERE l.code = 'VIP' AND p.name LIKE '网线%%'"
    )
    page = desk.window.new_record(
        "price", {"price_list_id": vip, "class_id": its_class}, {"price_list_id": "VIP", "class_id": "NET"}
    )
    for field, value in (("unit", "box"), ("method", "percentage"), ("discount", D(30))):
        page.form.editor(field).put(value)
    page.save()
    desk.until(lambda: page.preview.isVisible())
    (move,) = page.table.moves.rows
    assert (move.product_id, move.unit, move.old, move.new, move.cost) == (product, "box", 4320, 3360, 3000)
    shown = [page.table.moves.index(0, n).data() for n in range(page.table.moves.columnCount())]
    assert "¥4,320.00" in shown and "¥3,360.00" in shown and "\N{MINUS SIGN}¥960.00" in shown
