"""The employee's page as an administrator sees it: password, roles and lock are in force at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from server_schema.data.roles import NAMES
from tests.databases import AccountSet
from tests.ui.shellkit import Office


@pytest.fixture
def office(own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(own_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def test_administrator_gives_password_and_role_and_locks_out(office: Office) -> None:
    desk = office.open("admin")
    rep = office.account_set.rows("SELECT id FROM crm.employee WHERE login = 'rep3'")[0][0]
    page = desk.window.open_record("employee", rep)
    desk.until(lambda: page.form.record.id == rep)
    panel = page.access
    assert [page.side.tabText(i) for i in range(page.side.count())] == ["Timeline", "As it was", "Login and roles"]
    assert page.related.tabText(0) == "Subordinates"
    page.side.setCurrentWidget(panel)
    desk.until(lambda: panel._roles.count() == len(NAMES))
    password = desk.find(QLineEdit, "new_password")
    office.qtbot.keyClicks(password, "short")
    office.qtbot.keyClick(password, Qt.Key.Key_Return)
    desk.until(lambda: "eight" in panel._wrong.text() and panel._wrong.isVisible())
    password.clear()
    office.qtbot.keyClicks(password, "a-longer-one")
    office.qtbot.keyClick(password, Qt.Key.Key_Return)
    desk.until(lambda: password.text() == "")
    desk.until(lambda: any("password is set" in words for words in desk.toasts()))
    address = {"host": office.account_set.host, "port": office.account_set.port, "dbname": office.account_set.name}
    psycopg2.connect(**address, user="rep3", password="a-longer-one").close()
    role = next(panel._roles.item(i) for i in range(len(NAMES)) if panel._roles.item(i).text() == "Commerce")
    role.setCheckState(Qt.CheckState.Checked)
    held = (
        "SELECT count(*) FROM crm.employee_role er JOIN crm.role r ON r.id = er.role_id "
        "WHERE employee_id = %s AND code = 'commerce'"
    )
    desk.until(lambda: office.account_set.rows(held, rep) == [(1,)])
    office.qtbot.mouseClick(desk.find(QPushButton, "lock_employee"), Qt.MouseButton.LeftButton)
    desk.until(lambda: office.account_set.rows("SELECT status FROM crm.employee WHERE id = %s", rep) == [("locked",)])
    desk.until(lambda: "locked out" in panel._state.text())
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(**address, user="rep3", password="a-longer-one")


def test_a_scope_chosen_is_in_force_for_whoever_is_logged_in(office: Office) -> None:
    desk = office.open("admin")
    rep = office.account_set.connect("rep1")
    rep.autocommit = True
    cursor = rep.cursor()
    cursor.execute("SELECT count(*) FROM crm.customer")
    assert cursor.fetchone() == (2,)
    page = desk.window.open_page("rights")
    desk.until(lambda: page.roles.count() == len(NAMES))
    page.roles.setCurrentRow(3)
    box = page.findChild(QComboBox, "right.customer.view")
    desk.until(lambda: box.currentData() == "own")
    box.setCurrentIndex(box.findData("all"))
    box.activated.emit(box.currentIndex())
    desk.until(lambda: any("in force" in words for words in desk.toasts()))
    cursor.execute("SELECT count(*) FROM crm.customer")
    assert cursor.fetchone() == (6,)
    rep.close()
