"""Important dates by keyboard: written down on a contact's page, on the desktop when they come near, ticked off and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton, QToolButton, QTreeWidget
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def typed(desk: Desk, page: Any, name: str, words: str) -> None:
    """Type *words* into a field instead of what stands there."""
    line = page.form.editor(name).input
    line.setFocus()
    line.selectAll()
    desk.qtbot.keyClicks(line, words)
    desk.qtbot.keyClick(line, Qt.Key.Key_Tab)


def test_a_birthday_from_the_contacts_page_to_the_desktop_and_off_it(
    office: Office, fresh_account_set: AccountSet
) -> None:
    ((contact, name, soon),) = fresh_account_set.rows(
        "SELECT c.id, c.name, crm.today() + 3 FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id "
        "WHERE e.login = 'rep1' ORDER BY c.id LIMIT 1"
    )
    desk = office.open("rep1")
    home = desk.window.open_listed("desktop")
    desk.until(lambda: home._boxes["important_dates"].accessibleName() == "Important dates: 0")
    desk.window.open_record("contact", contact)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == contact and page.related is not None)
    desk.until(lambda: page.related._lists)
    page.related.setCurrentIndex(1)
    assert page.related.tabText(1) == "Important dates"

    # a day that its month never has is refused at the field, in a sentence
    page.related._lists[1].new_requested.emit()
    desk.until(lambda: desk.window.documents.current is not page)
    form = desk.window.documents.current
    desk.until(lambda: form.form.editor("contact_id").value() == contact)
    form.form.editor("kind").put("birthday")
    for field, words in (("year", "1980"), ("month", "4"), ("day", "31")):
        typed(desk, form, field, words)
    desk.qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: form.form.editor("day").error() == "This month never has such a day.")
    for field, words in (("month", str(soon.month)), ("day", str(soon.day))):
        typed(desk, form, field, words)
    desk.qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: form.form.record.values.get("next_on") == soon)
    # the contact's own field says the same
    assert fresh_account_set.rows("SELECT birthday FROM crm.contact WHERE id = %s", contact) == [
        (soon.replace(year=1980),)
    ]

    desk.window.open_listed("desktop")
    desk.until(lambda: home._boxes["important_dates"].accessibleName() == "Important dates: 1")
    tasks = desk.find(QTreeWidget, "my_tasks")
    found = [i for i in range(tasks.topLevelItemCount()) if "Birthday" in tasks.topLevelItem(i).text(1)]
    item = tasks.topLevelItem(found[0])
    assert (item.text(0), item.text(1)) == ("In 3 days", f"{name} · Birthday ({soon.year - 1980})")
    assert item.text(3).startswith(f"{soon.isoformat()}, lunar ")
    item.setSelected(True)
    desk.qtbot.keyClick(desk.find(QPushButton, "date_done"), Qt.Key.Key_Space)
    desk.until(lambda: home._boxes["important_dates"].accessibleName() == "Important dates: 0")
    desk.until(lambda: bool(desk.toasts()))  # the box may hear of it first
    assert desk.toasts() == ["1 date done for this time."]

    # on its own page it comes again next year; the action about it is filled in
    desk.window.open_record("important_date", form.form.record.id)
    own = desk.window.documents.current
    desk.until(lambda: own.form.record.values.get("done_on") == soon)
    assert own.form.record.values["next_on"] > soon + timedelta(days=300)
    desk.qtbot.mouseClick(desk.find(QToolButton, "head_date_action"), Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.window.documents.current is not own)
    action = desk.window.documents.current
    desk.until(lambda: action.form.editor("contact_id").value() == contact)
    assert action.form.editor("subject").value() == "Birthday"


def test_what_came_due_is_told_by_the_bell(office: Office, fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    mine = "owner_id = (SELECT id FROM crm.employee WHERE login = 'rep1')"
    for table in ("customer", "opportunity"):
        rows(f"UPDATE crm.{table} SET next_contact_on = NULL WHERE next_contact_on IS NOT NULL RETURNING 1")
    rows(f"UPDATE crm.customer SET next_contact_on = crm.today() WHERE id = (SELECT min(id) FROM crm.customer WHERE {mine}) RETURNING 1")  # fmt: skip
    rows("UPDATE crm.action SET promise_on = NULL WHERE promise_on IS NOT NULL RETURNING 1")
    desk = office.open("rep1")
    assert not desk.window.bell.unread
    desk.desktop._day.timeout.emit()  # five seconds after the login, and every hour
    desk.until(lambda: desk.window.bell.unread == 1)
    desk.until(lambda: "Due: 1 to contact" in desk.toasts())
    desk.window.open_list("customer")
    bell = desk.find(QToolButton, "bell")
    bell.setFocus()
    desk.qtbot.keyClick(bell, Qt.Key.Key_Space)
    notices = desk.window.bell.list.findChild(QListWidget, "notice_list")
    desk.until(lambda: notices.count() == 1 and notices.item(0).text().startswith("Due: 1 to contact"))
    notices.setCurrentRow(0)
    desk.qtbot.keyClick(notices, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.documents.current.objectName() == "desktop_page")
    desk.until(lambda: desk.window.bell.unread == 0)
