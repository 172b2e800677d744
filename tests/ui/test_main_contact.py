"""On the page of a customer its main contact stands first, and is set in the list by key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def test_the_main_contact_stands_first_the_others_by_name(office: Office) -> None:
    rows = office.account_set.rows
    ((customer,),) = rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    rows("DELETE FROM crm.contact WHERE customer_id = %s RETURNING 1", customer)
    for name, main in (("周丙", False), ("安甲", False), ("赵乙", True), ("白丁", False)):
        rows(
            "INSERT INTO crm.contact (customer_id, name, is_primary) VALUES (%s, %s, %s) RETURNING 1",
            customer,
            name,
            main,
        )
    desk = office.open("rep1")
    page = desk.window.open_record("customer", customer)
    desk.until(lambda: page._record.id == customer and page.related is not None)
    page.related.setCurrentIndex([r.entity for r in page.related._relations].index("contact"))
    desk.until(lambda: page.related.currentIndex() in page.related._lists)
    view = page.related._lists[page.related.currentIndex()]

    def names() -> list[str]:
        found = [view.model.record(i) for i in view.model.ids]
        return [one.values["name"] for one in found if one is not None]

    desk.until(lambda: names() == ["赵乙", "安甲", "白丁", "周丙"])
    column = [f.name for f in view.model.columns].index("is_primary")
    view.table.setFocus()
    view.table.setCurrentIndex(view.model.index(3, column))
    desk.qtbot.keyClick(view.table, Qt.Key.Key_F2)
    editor = view.table.focusWidget() or QApplication.focusWidget()
    desk.qtbot.keyClick(editor, Qt.Key.Key_Space)
    desk.qtbot.keyClick(editor, Qt.Key.Key_Return)
    asked = "SELECT name FROM crm.contact WHERE customer_id = %s AND is_primary"
    desk.until(lambda: rows(asked, customer) == [("周丙",)])
    desk.until(lambda: names() == ["周丙", "安甲", "白丁", "赵乙"])
