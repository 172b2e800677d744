"""Products put into another class, by drag and by keys: seen by colleagues, with the attributes of that class, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    fresh_account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, only_field, only_values) VALUES "
        "('product', 'ports', '端口数', 'integer', 'class_id', '{NET}') RETURNING id"
    )
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _prices(desk: Desk) -> Any:
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows and page.tree.topLevelItemCount() and desk.desktop.jobs.busy == 0)
    return page


def _item(tree: Any, name: str) -> Any:
    return next(i for i in tree._items() if i.text(0).startswith(name))


def _class(office: Office, product: int) -> Any:
    sql = "SELECT c.code FROM crm.product p JOIN crm.product_class c ON c.id = p.class_id WHERE p.id = %s"
    return office.account_set.rows(sql, product)[0][0]


def _mark(page: Any, product: int) -> None:
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index([r.product_id for r in page.model.rows].index(product), 0))


def test_by_keys_live_with_the_attributes_of_the_class_and_taken_back(office: Office) -> None:
    desk, colleague = office.open("pm"), office.open("rep1")
    page = _prices(desk)
    record: Any = colleague.window.open_record("product", 1)
    colleague.until(lambda: record.form.record is not None and colleague.desktop.jobs.busy == 0)
    assert not record.form.editor("attrs.ports").isVisible()
    _mark(page, 1)
    office.qtbot.keyClick(page.table, Qt.Key.Key_X, CTRL)
    page.tree.setCurrentItem(_item(page.tree, "网络"))
    page.tree.setFocus()
    office.qtbot.keyClick(page.tree, Qt.Key.Key_V, CTRL)
    desk.until(lambda: _class(office, 1) == "NET")
    desk.until(lambda: any(r.product_id == 1 for r in page.model.rows))
    colleague.until(lambda: record.form.editor("attrs.ports").isVisible())
    desk.until(lambda: any("were put into" in words for words in desk.toasts()))
    desk.window.toasts.undo_last()
    desk.until(lambda: _class(office, 1) == "PC")
    colleague.until(lambda: not record.form.editor("attrs.ports").isVisible())
    page.tree.setFocus()
    office.qtbot.keyClick(page.tree, Qt.Key.Key_V, CTRL)
    desk.until(lambda: any("Ctrl+X" in words for words in desk.toasts()))
    assert _class(office, 1) == "PC"


def test_by_drag_onto_a_class_only_and_never_by_who_may_not(office: Office) -> None:
    desk = office.open("pm")
    page = _prices(desk)
    tree = page.tree
    counted = _item(tree, "网络").text(0)

    def drop(on: str, source: Any) -> bool:
        at = tree.visualItemRect(_item(tree, on)).center()
        given = (
            Qt.DropAction.MoveAction | Qt.DropAction.CopyAction,
            QMimeData(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        enter, event = QDragEnterEvent(at, *given), QDropEvent(QPointF(at), *given)
        for one in (enter, event):
            one.source = lambda: source
        tree.dragEnterEvent(enter)
        taken = enter.isAccepted()
        if taken:
            tree.dropEvent(event)
        return bool(taken)

    _mark(page, 1)
    assert page.model.flags(page.model.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled
    assert drop("All products", page.table)
    assert drop("网络", page.table)
    desk.until(lambda: _class(office, 1) == "NET")
    desk.until(lambda: _item(tree, "网络").text(0) != counted)
    assert tree.order(), "no class was moved by it"
    rows = page.model.rows
    _mark(page, 2)
    assert 2 in page.table.movable()
    page.model.rows = [replace(r, variant_of_id=1) for r in rows]
    assert page.table.movable() == [], "a variant goes with its main product"
    page.model.rows = rows
    before, seller = _class(office, 2), office.open("rep1")
    page = _prices(seller)
    tree = page.tree
    _mark(page, 2)
    assert not page.model.flags(page.model.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled
    assert not drop("网络", page.table)
    office.qtbot.keyClick(page.table, Qt.Key.Key_X, CTRL)
    page.tree.setCurrentItem(_item(page.tree, "网络"))
    office.qtbot.keyClick(page.tree, Qt.Key.Key_V, CTRL)
    seller.until(lambda: seller.desktop.jobs.busy == 0)
    assert _class(office, 2) == before
