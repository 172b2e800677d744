"""The employee's page as an administrator sees it: password, roles and lock are in force at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QStyle, QStyleOptionComboBox
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


def test_an_employee_is_not_deleted_but_leaves(office: Office) -> None:
    desk = office.open("admin")
    rep = office.account_set.rows("SELECT id FROM crm.employee WHERE login = 'rep3'")[0][0]
    for entity, record, deleted in (("employee", rep, False), ("department", 1, True)):
        page = desk.window.open_record(entity, record)
        desk.until(lambda p=page, r=record: p.form.record.id == r)
        assert page.context.facts().rights.may("employee", "delete")
        page.menu.aboutToShow.emit()
        action = next(a for a in page.menu.actions() if a.objectName() == "delete_record")
        assert action.isEnabled() is deleted
        assert ("Employee leaves" in action.toolTip()) is not deleted
    people = desk.window.open_list("employee")
    desk.until(lambda: people.list.model.rowCount() > 3)
    people.list.table.selectRow(0)
    people.list.table.setFocus()
    office.qtbot.keyClick(people.list.table, Qt.Key.Key_Delete)
    desk.until(lambda: any("Employee leaves" in words for words in desk.toasts()))


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
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box).width()
    for place in range(box.count()):
        assert box.fontMetrics().horizontalAdvance(box.itemText(place)) <= room, box.itemText(place)
    assert box.itemText(box.findData("subordinates")) == "Own+"
    assert box.itemData(box.findData("subordinates"), Qt.ItemDataRole.ToolTipRole) == "Own and subordinates"
    box.setCurrentIndex(box.findData("all"))
    box.activated.emit(box.currentIndex())
    desk.until(lambda: any("in force" in words for words in desk.toasts()))
    cursor.execute("SELECT count(*) FROM crm.customer")
    assert cursor.fetchone() == (6,)
    rep.close()


def test_a_role_has_the_name_of_the_programs_language_where_it_has_one(office: Office) -> None:
    rows = office.account_set.rows
    rows("INSERT INTO crm.role (code, name) VALUES ('buyer', '采购') RETURNING id")
    given = (
        "INSERT INTO crm.employee_role (employee_id, role_id) SELECT e.id, r.id FROM crm.employee e CROSS JOIN crm.role r "
        "WHERE e.login = 'rep3' AND r.code = %s RETURNING id"
    )
    ((ours,),), ((built_in,),) = rows(given, "buyer"), rows(given, "commerce")
    desk = office.open("admin")
    for number, name in ((ours, "采购"), (built_in, "Commerce")):
        page = desk.window.open_record("employee_role", number)
        desk.until(lambda page=page, number=number: page.form.record.id == number)
        assert page.form.editor("role_id").line.text() == name
    ((rule,),) = rows(
        "SELECT min(g.id) FROM crm.right_rule g JOIN crm.role r ON r.id = g.role_id WHERE r.code = 'commerce'"
    )
    page = desk.window.open_record("right_rule", rule)
    desk.until(lambda: page.form.record.id == rule)
    assert page.title().endswith(" · Commerce")
    page = desk.window.open_list("employee_role")
    desk.until(lambda: page.list.model.complete and desk.desktop.jobs.busy == 0)
    column = [f.name for f in page.list.model.columns].index("role_id")
    shown = {page.list.model.data(page.list.model.index(n, column)) for n in range(page.list.model.rowCount())}
    assert {"采购", "Commerce"} <= shown
    assert not shown & {chinese for chinese, _ in NAMES.values()}
