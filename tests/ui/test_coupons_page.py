"""Codes on the screen: made as a series, typed on an order, explained at the field, listed where they were used."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office
from tests.ui.test_order_page import _printed

D = Decimal


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    fresh_account_set.rows(
        "INSERT INTO crm.promotion (name, discount, needs_coupon) VALUES ('开学季', 10, true) RETURNING id"
    )
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    try:
        yield made
    finally:
        made.close()


def _promotion(office: Office) -> int:
    return int(office.account_set.rows("SELECT id FROM crm.promotion WHERE name = '开学季'")[0][0])


def _code(office: Office, code: str, **columns: Any) -> None:
    names = {"promotion_id": _promotion(office), "code": code, **columns}
    office.account_set.rows(
        f"INSERT INTO crm.coupon ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))}) RETURNING id",
        *names.values(),
    )


def _type(desk: Desk, page: Any, code: str) -> None:
    line = page.form.editor("coupon").input
    line.setFocus()
    line.selectAll()
    desk.qtbot.keyClicks(line, code)
    desk.qtbot.keyClick(line, Qt.Key.Key_Tab)


def test_a_series_is_made_and_taken_back(office: Office) -> None:
    desk = office.open("pm")
    page = desk.window.open_record("promotion", _promotion(office))
    desk.until(lambda: page.form.current().get("name") == "开学季")
    from crm_desktop.base_info.promotions.series import SeriesMaker

    dialog = SeriesMaker(desk.window.context, page).ask(_promotion(office))
    number, prefix = dialog.findChild(QSpinBox, "series.number"), dialog.findChild(QLineEdit, "series.prefix")
    number.selectAll()
    desk.qtbot.keyClicks(number, "25")
    desk.qtbot.keyClicks(prefix, "vip-")
    desk.qtbot.mouseClick(dialog.findChild(QPushButton, "apply_series"), Qt.MouseButton.LeftButton)
    made = "SELECT count(*), min(max_uses) FROM crm.coupon WHERE code LIKE 'VIP-%%'"
    desk.until(lambda: any("25 codes" in words for words in desk.toasts()))
    assert office.account_set.rows(made) == [(25, 1)]
    desk.window.toasts.undo_last()
    desk.until(lambda: office.account_set.rows(made)[0][0] == 0)
    assert "coupon" not in office.open("rep1").window.context.facts().entities, (
        "a salesperson knows of no list of codes"
    )


def test_an_order_takes_its_code_and_says_why_not(office: Office) -> None:
    _code(office, "SCHOOL", max_uses=1)
    _code(office, "OLD", valid_to="2025-01-01")
    desk = office.open("rep1")
    ((customer,),) = office.account_set.rows(
        "SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' ORDER BY c.grade = 'A', c.id LIMIT 1"
    )
    page = desk.window.new_record("sales_order", {"customer_id": customer}, {"customer_id": "x"})
    for code, why in (("nothing", "There is no such code."), ("old", "This code has expired.")):
        _type(desk, page, code)
        page.save()
        desk.until(lambda why=why: page.form.editor("coupon").error() == why)
    model = page.grid.model
    model.put(model.line(model.append()), {"product_id": 1, "quantity": D(1)}, {"product_id": "PC"}, by_hand=True)
    desk.until(lambda: model.filled() and model.filled()[0].values.get("unit_price") == 4999)
    _type(desk, page, "school")
    desk.until(lambda: model.filled()[0].values["unit_price"] == D("4499.1"))
    assert model.filled()[0].values["promotion"] == "开学季 (SCHOOL)"
    page.save()
    desk.until(lambda: page.record_id and desk.desktop.jobs.busy == 0)
    assert page.form.current()["coupon"] == "SCHOOL", "as the database writes it"
    desk.qtbot.mouseClick(desk.find(QPushButton, "order.step.confirmed"), Qt.MouseButton.LeftButton)
    desk.until(lambda: page._record.values.get("state") == "confirmed" and desk.desktop.jobs.busy == 0)
    printed = _printed(desk, page)
    assert "SCHOOL" in printed and "开学季 (SCHOOL)" in printed.replace("\r\n", ""), "on paper too"
    second = desk.window.new_record("sales_order", {"customer_id": customer}, {"customer_id": "x"})
    _type(desk, second, "school")
    second.save()
    desk.until(lambda: second.form.editor("coupon").error() == "This code is used up.")
    boss = office.open("boss")
    board = boss.window.open_page("promotions")
    boss.until(lambda: board._all and boss.desktop.jobs.busy == 0)
    board.table.selectRow([row.name for row in board.model.rows].index("开学季"))
    boss.until(lambda: [use.code for use in board.use_model.rows] == ["SCHOOL"])
    assert board.uses.isVisible() and not board.uses.isColumnHidden(2)
    assert "With a code" in board._gives.text()
