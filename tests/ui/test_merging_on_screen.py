"""Products and companies merged on the screen: from the list, back from the head of the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Office

TWINS = {
    "product": "INSERT INTO crm.product (name, brand, unit) VALUES ('激光笔甲', '光年', 'unit'), ('激光笔 A', '', 'unit') RETURNING id",
    "partner": "INSERT INTO crm.partner (name, city, is_supplier) VALUES ('远航科技', '西安', true), ('远航', '', true) RETURNING id",
}


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


@pytest.mark.parametrize("entity", ["product", "partner"])
def test_two_are_made_one_and_come_back(office: Office, entity: str) -> None:
    ((first,), (second,)) = office.account_set.rows(TWINS[entity])
    desk = office.open("admin")
    page = desk.window.open_list(entity)
    (merge,) = [a for a in page.bulk.actions(lambda: None) if a.name == "merge"]
    assert merge.reason() == ""
    merge.act([first])
    desk.until(lambda: "Select two or more in the list to merge them." in desk.toasts())
    merge.act([first, second])
    desk.until(lambda: desk.window.documents.current.objectName() == "merge_page")
    merging = desk.window.documents.current
    desk.until(lambda: merging.panel.table.columnCount() == 2)
    assert not merging.panel.different.isVisible()  # nobody looks for pairs of these
    assert ("prices" in merging.panel.hint.text()) == (entity == "product")
    table = merging.panel.table
    table.setFocus()
    table.setCurrentCell(1, 1)
    desk.qtbot.keyClick(table, Qt.Key.Key_Space)
    desk.qtbot.mouseClick(desk.find(QPushButton, "merge"), Qt.MouseButton.LeftButton)
    desk.until(lambda: "2 records are one now." in desk.toasts())
    there = f"SELECT id FROM crm.{entity} WHERE id IN (%s, %s) ORDER BY id"
    assert office.account_set.rows(there, first, second) == [(first,)]
    old = desk.window.open_record(entity, second)  # by a link of yesterday
    desk.until(lambda: old.form.record.id == first)
    assert old.notice.words() == "The record that you opened was merged into this one."
    mark = old.findChild(QToolButton, "quality_mark")
    desk.until(lambda: mark.text() == "1 merged")
    mark.menu().aboutToShow.emit()
    (back,) = [a for a in mark.menu().actions() if a.objectName().startswith("take_back")]
    back.trigger()
    desk.until(lambda: "1 record is there again." in desk.toasts())
    assert office.account_set.rows(there, first, second) == [(first,), (second,)]


def test_what_cannot_be_united_says_why(office: Office) -> None:
    ((first,), (second,)) = office.account_set.rows(TWINS["product"])
    office.account_set.rows("UPDATE crm.product SET unit = 'set' WHERE id = %s RETURNING id", second)
    desk = office.open("admin")
    merging = desk.window.open_page("merge", entity="product", ids=[first, second])
    desk.until(lambda: merging.panel.table.columnCount() == 2)
    desk.qtbot.mouseClick(desk.find(QPushButton, "merge"), Qt.MouseButton.LeftButton)
    desk.until(lambda: any("counted in different units" in words for words in desk.toasts()))
    assert "{" not in " ".join(desk.toasts())


def test_who_may_not_delete_products_reads_why_he_may_not_merge(office: Office) -> None:
    desk = office.open("rep1")
    page = desk.window.open_list("product")
    (merge,) = [a for a in page.bulk.actions(lambda: None) if a.name == "merge"]
    assert merge.reason() == "You have no right to edit and delete these."
