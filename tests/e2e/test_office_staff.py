"""Office staff, by keyboard alone: find a customer, write down what happened, an opportunity, a priced order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui import formkit
from tests.ui.shellkit import Desk, Office

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


class Keyboard:
    """A person who has no mouse."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.qtbot = desk, desk.qtbot

    @property
    def focus(self) -> QWidget:
        if QApplication.focusWidget() is None:
            self.desk.window.activateWindow()  # without a window manager a closed menu may keep the activation
        self.desk.until(lambda: QApplication.focusWidget() is not None)
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, key: Key, modifier: Mod = Mod.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.activePopupWidget() or self.focus, key, modifier)

    def type(self, text: str) -> None:
        formkit.type_text(self.qtbot, self.focus, text)

    def search(self, words: str, expected: str) -> None:
        """Find with Ctrl+K and open the first result."""
        self.press(Key.Key_K, Mod.ControlModifier)
        box = self.desk.window.search
        self.desk.until(box.hasFocus)
        formkit.type_text(self.qtbot, box, words)
        results = box._popup.list
        self.desk.until(lambda: results.currentItem() is not None and expected in results.currentItem().text())
        self.qtbot.keyClick(box, Key.Key_Return)

    def focus_field(self, name: str) -> None:
        """Go on with Tab until the field has the focus."""
        for _ in range(60):
            if self.focus.objectName() == name or (
                self.focus.parentWidget() and self.focus.parentWidget().objectName() == name
            ):
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {name}")


@pytest.mark.parametrize("words", ["环太", "huantai", "xahtkj", "8845123", "KH-2026-00003"])
def test_customer_is_found_by_whatever_one_remembers(office: Office, words: str) -> None:
    desk = office.open("rep1")
    Keyboard(desk).search(words, "西安环太科技有限公司")
    desk.until(lambda: "环太科技" in desk.window.documents.current.title())


def test_a_morning_without_a_mouse(office: Office) -> None:
    desk = office.open("rep1")
    keys = Keyboard(desk)
    keys.search("xahtkj", "西安环太科技有限公司")
    desk.until(lambda: desk.window.documents.current.objectName() == "customer_page")
    desk.until(lambda: desk.window.documents.current.side.timeline is not None)
    customer = desk.window.documents.current.record_id

    # what happened, and when to call again
    keys.press(Key.Key_J, Mod.ControlModifier)
    keys.type("客户要二十台电脑的报价")
    keys.focus_field("compose.next_contact_on")
    keys.type("+7")
    keys.press(Key.Key_Return, Mod.ControlModifier)
    rows = office.account_set.rows
    desk.until(lambda: rows("SELECT 1 FROM crm.action WHERE content = '客户要二十台电脑的报价'"))
    in_a_week = date.today() + timedelta(days=7)
    assert rows("SELECT next_contact_on FROM crm.customer WHERE id = %s", customer) == [(in_a_week,)]

    # an opportunity for this customer
    _new_for_this(desk, keys, "new_opportunity")
    desk.until(lambda: desk.window.documents.current.objectName() == "opportunity_page")
    keys.focus_field("name")
    keys.type("二十台办公电脑")
    keys.focus_field("amount")
    keys.type("9万")
    keys.press(Key.Key_S, Mod.ControlModifier)
    desk.until(lambda: rows("SELECT 1 FROM crm.opportunity WHERE name = '二十台办公电脑'"))
    made = "SELECT customer_id, amount, outcome FROM crm.opportunity WHERE name = '二十台办公电脑'"
    assert rows(made) == [(customer, 9_000_000, "open")]

    # an order out of it, the line priced from the list of the customer's grade (A: ten per cent off)
    desk.until(lambda: desk.window.documents.current.form.record.id)
    _new_for_this(desk, keys, "new_sales_order")
    desk.until(lambda: desk.window.documents.current.objectName() == "sales_order_page")
    page = desk.window.documents.current
    assert page.form.current()["customer_id"] == customer
    desk.until(lambda: desk.window.focusWidget() is page.grid.table)
    keys.press(Key.Key_Return)
    keys.type("联想")
    desk.until(lambda: _first_choice(keys))
    keys.press(Key.Key_Return)
    desk.until(lambda: page.grid.model.line(0).values.get("unit_price") is not None)
    assert str(page.grid.model.line(0).values["unit_price"]) == "4499.1000"
    keys.type("20")  # the quantity comes next
    keys.press(Key.Key_Return)
    desk.until(lambda: page.grid.model.line(0).values["amount"] == 8_998_200)
    keys.press(Key.Key_S, Mod.ControlModifier)
    desk.until(lambda: page.record_id)
    order = "SELECT amount, state, code FROM crm.sales_order WHERE id = %s"
    assert rows(order, page.record_id) == [(8_998_200, "draft", "")]

    _there_and_back(desk, page, lambda: rows(order, page.record_id)[0])


def _there_and_back(desk: Desk, page: Any, order: Callable[[], tuple[Any, ...]]) -> None:
    """Confirm, back to draft, confirm: under one number."""
    _confirm(desk, page)
    confirmed = order()
    assert confirmed[2].startswith("DD-")
    _press(desk, "order.step.draft")
    desk.until(lambda: not page.grid.model.locked)
    assert order() == (confirmed[0], "draft", confirmed[2])
    assert any(confirmed[2] in words and "draft again" in words for words in desk.toasts())
    _confirm(desk, page)
    assert order() == confirmed


def _confirm(desk: Desk, page: Any) -> None:
    _press(desk, "order.step.confirmed")
    desk.until(lambda: page.grid.model.locked)


def _press(desk: Desk, name: str) -> None:
    button = desk.find(QWidget, name)
    desk.until(lambda: button.isVisible() and button.isEnabled())
    button.setFocus()
    desk.qtbot.keyClick(button, Qt.Key.Key_Space)


def _new_for_this(desk: Desk, keys: Keyboard, name: str) -> None:
    keys.press(Key.Key_R, Mod.ControlModifier)
    menus = desk.window.documents.current.findChildren(QMenu, "new_related")
    desk.until(lambda: any(m.isVisible() for m in menus))
    menu = next(m for m in menus if m.isVisible())
    while menu.activeAction().objectName() != name:
        desk.qtbot.keyClick(menu, Key.Key_Down)
    desk.qtbot.keyClick(menu, Key.Key_Return)


def _first_choice(_keys: Keyboard) -> bool:
    """The picker under the cursor shows what it found."""
    lists = [w for top in QApplication.topLevelWidgets() for w in (top, *top.findChildren(QAbstractItemView))]
    shown = [w for w in lists if isinstance(w, QAbstractItemView) and w.isVisible() and w.model() is not None]
    return any(w.model().rowCount() and "联想" in (w.model().index(0, 0).data() or "") for w in shown)
