"""The company adds a kind of record itself, by keyboard; a colleague whose desktop is open works with it at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.e2e.test_office_staff import Keyboard
from tests.ui.shellkit import Desk, Office

Key, Mod = Qt.Key, Qt.KeyboardModifier
NAME = "戴尔笔记本样机"


@pytest.fixture
def office(own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(own_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def front(keys: Keyboard) -> Any:
    """Bring somebody's desktop before the others; return the page in front there."""
    keys.desk.window.activateWindow()
    keys.desk.until(keys.desk.window.isActiveWindow)
    return keys.desk.window.documents.current


def lists_of(desk: Desk, tab: str) -> list[str]:
    return [page.name for page in desk.window._listed_pages(tab)]


def settled(desk: Desk) -> None:
    desk.until(lambda: desk.desktop.jobs.busy == 0)


def fill(keys: Keyboard, **words: str) -> None:
    """Go to fields with Tab and type into them."""
    for name, text in words.items():
        keys.focus_field(name)
        keys.type(text)


def make_object(keys: Keyboard, rows: Any) -> Any:
    """Make loans of demo machines in the running program."""
    desk = keys.desk
    desk.window.open_listed("list:custom_object")
    settled(desk)
    front(keys)
    desk.window.new_record("custom_object")
    page = desk.window.documents.current
    desk.until(lambda: page.form.isVisible())
    fill(keys, name="样机借用", name_en="Demo loan", plural_en="Demo loans")
    assert page.form.editor("code").value() == "demo_loan"
    keys.focus_field("tab")
    keys.type("Sales")
    keys.press(Key.Key_Tab)
    keys.press(Key.Key_S, Mod.ControlModifier)
    desk.until(
        lambda: rows("SELECT code, belongs_to, tab FROM crm.custom_object") == [("demo_loan", "customer", "sales")]
    )
    desk.until(lambda: page.record_id and not page.is_dirty())
    return page


def add_attributes(keys: Keyboard, page: Any, rows: Any) -> None:
    """From what was made on to its own fields."""
    desk = keys.desk
    desk.until(lambda: "custom_demo_loan" in desk.window.context.facts().entities)
    front(keys)
    keys.focus_field("object_attributes")
    keys.press(Key.Key_Space)
    desk.until(lambda: desk.window.documents.current.objectName() == "attributes_page")
    attributes = desk.window.documents.current
    settled(desk)
    assert attributes.entities.currentData() == "custom_demo_loan" and attributes.entities.currentText() == "Demo loans"
    for label, english, kind in (("约定归还", "Due back", "Date"), ("序列号", "Serial number", "Text")):
        front(keys)
        attributes.list.setFocus()
        keys.press(Key.Key_N, Mod.ControlModifier | Mod.ShiftModifier)
        fill(keys, label=label, label_en=english, kind=kind)
        keys.press(Key.Key_Tab)
        for name in ("in_list", "searchable"):
            keys.focus_field(name)
            keys.press(Key.Key_Space)
        keys.press(Key.Key_S, Mod.ControlModifier)
        desk.until(lambda e=english: rows("SELECT 1 FROM crm.attribute_definition WHERE label_en = %s", e))
        settled(desk)


def lend(keys: Keyboard, rows: Any) -> Any:
    """Find the customer, enter what he was lent."""
    desk = keys.desk
    front(keys)
    keys.search("xahtkj", "西安环太科技有限公司")
    desk.until(lambda: desk.window.documents.current.objectName() == "customer_page")
    customer = desk.window.documents.current
    desk.until(lambda: customer.record_id)
    settled(desk)
    keys.press(Key.Key_R, Mod.ControlModifier)
    desk.until(lambda: customer.findChild(QMenu, "new_related").isVisible())
    menu = customer.findChild(QMenu, "new_related")
    menu.setActiveAction(next(a for a in menu.actions() if a.objectName() == "new_custom_demo_loan"))
    desk.qtbot.keyClick(menu, Key.Key_Return)
    desk.until(lambda: desk.window.documents.current.objectName() == "custom_demo_loan_page")
    page = desk.window.documents.current
    assert page.form.current()["customer_id"] == customer.record_id
    fill(keys, name=NAME)
    fill(keys, **{"attrs.due_back": "+14", "attrs.serial_number": "YJ-4711"})
    keys.press(Key.Key_S, Mod.ControlModifier)
    desk.until(lambda: page.record_id)
    made = "SELECT code, name, customer_id, attrs ->> 'serial_number' FROM crm.custom_demo_loan"
    assert rows(made) == [("DEMO_LOAN-00001", NAME, customer.record_id, "YJ-4711")]
    return customer


def test_loans_of_demo_machines_from_nothing_to_work(office: Office) -> None:
    rows = office.account_set.rows
    rep, admin = Keyboard(office.open("rep1")), Keyboard(office.open("admin"))
    assert "list:custom_demo_loan" not in lists_of(rep.desk, "sales")
    page = make_object(admin, rows)
    rep.desk.until(lambda: "list:custom_demo_loan" in lists_of(rep.desk, "sales"))  # without a new login
    add_attributes(admin, page, rows)
    rep.desk.until(lambda: "attrs.serial_number" in rep.desk.window.context.entity("custom_demo_loan"))

    customer = lend(rep, rows)
    for words in ("debjbyj", "bijiben", "YJ-4711", "DEMO_LOAN-00001"):
        rep.desk.window.documents.close_page(rep.desk.window.documents.current)
        front(rep)
        rep.search(words, NAME)
        rep.desk.until(lambda: rep.desk.window.documents.current.title() == NAME)
    stands_on_the_customers_page(rep.desk, customer.record_id)
    is_listed(rep)
    assert_seen_by_whom_the_customer_is(office, rep)
    takes_the_right_away(admin, rep.desk, rows)
    retires_it(admin, page, rep.desk)


def stands_on_the_customers_page(desk: Desk, customer: int) -> None:
    desk.window.open_record("customer", customer)
    page = desk.window.documents.current
    desk.until(lambda: page.record_id == customer and page.related is not None)
    titles = [page.related.tabText(n) for n in range(page.related.count())]
    page.related.setCurrentIndex(titles.index("Demo loans"))
    (shown,) = (v for n, v in page.related._lists.items() if page.related._relations[n].entity == "custom_demo_loan")
    desk.until(lambda: shown.model.rowCount() == 1 and NAME in cells(shown.model))


def cells(model: Any) -> list[str]:
    return [str(model.index(0, column).data()) for column in range(model.columnCount())]


def is_listed(keys: Keyboard) -> None:
    """Its list is filtered by typing, its own attribute among the words."""
    keys.desk.window.open_listed("list:custom_demo_loan")
    page = keys.desk.window.documents.current
    model = page.list.model
    keys.desk.until(lambda: model.complete and model.rowCount() == 1)
    front(keys)
    page.list.filter.line.setFocus()
    for words, count in (("serialnumber:YJ-0000", 0), ("dueback:>today", 1), ("bijiben", 1), ("dueback:<today", 0)):
        page.list.filter.line.selectAll()
        keys.type(words)
        keys.desk.until(lambda n=count: model.complete and model.rowCount() == n)
    page.list.filter.line.clear()


def assert_seen_by_whom_the_customer_is(office: Office, keys: Keyboard) -> None:
    seen = {}
    for login in ("lead1", "rep2", "boss"):
        with office.account_set.connect(login) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM crm.custom_demo_loan")
            (seen[login],) = cursor.fetchone()
        connection.close()
    assert seen == {"lead1": 1, "rep2": 0, "boss": 1}


def takes_the_right_away(keys: Keyboard, colleague: Desk, rows: Any) -> None:
    """In the table of rights, below the records of the program itself."""
    assert "custom_demo_loan" in [name for name, *_ in colleague.window.menus._creatable()]
    keys.desk.window.open_page("rights")
    page = keys.desk.window.documents.current
    settled(keys.desk)
    role = next(n for n in range(page.roles.count()) if page.roles.item(n).text().startswith("Sales representative"))
    page.roles.setCurrentRow(role)
    settled(keys.desk)
    box = page._cells["custom_demo_loan", "create"]
    keys.desk.until(lambda: box.currentData() == "own")
    front(keys)
    box.setFocus()
    keys.press(Key.Key_Home)
    keys.press(Key.Key_Return)
    keys.desk.until(
        lambda: (
            rows(
                "SELECT scope FROM crm.right_rule r JOIN crm.role o ON o.id = role_id WHERE module = 'custom_demo_loan' AND action = 'create' AND o.code = 'sales_rep'"
            )
            == [("none",)]
        )
    )
    colleague.until(lambda: "custom_demo_loan" not in [name for name, *_ in colleague.window.menus._creatable()])


def retires_it(keys: Keyboard, page: Any, colleague: Desk) -> None:
    """Its list is offered no more, its records are still found."""
    page.form.editor("retired").put(True)
    page.save()
    colleague.until(lambda: "list:custom_demo_loan" not in lists_of(colleague, "sales"))
    other = Keyboard(colleague)
    front(other)
    other.search("YJ-4711", NAME)
    colleague.until(lambda: colleague.window.documents.current.title() == NAME)
