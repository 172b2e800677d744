"""Who sees a record, and what somebody's roles come to: on the screen, by the keys, as different people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.qt.preview import Preview
from crm_desktop.system.access.rules import widest
from tests.databases import AccountSet
from tests.db.handoverkit import customer, make_pool, person, pooled
from tests.ui.shellkit import Desk, Office

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def office(own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(own_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _record(desk: Desk, entity: str, record_id: int) -> Any:
    page = desk.window.open_record(entity, record_id)
    desk.until(lambda: page.form.record.id == record_id and desk.desktop.jobs.busy == 0)
    return page


def _asked(desk: Desk, entity: str, record_id: int, key: Qt.Key = Qt.Key.Key_P) -> Any:
    """Open a record and press the key on its page; return the page that comes."""
    record = _record(desk, entity, record_id)
    record.setFocus()
    QTest.keyClick(QApplication.focusWidget() or record, key, CTRL_SHIFT)
    desk.until(lambda: desk.window.documents.current is not record)
    page = desk.window.documents.current
    desk.until(lambda: page.model.rows)
    return page


def _table(page: Any) -> dict[str, tuple[str, ...]]:
    rows = range(page.model.rowCount())
    cells = [tuple(page.model.index(row, column).data() for column in range(page.model.columnCount())) for row in rows]
    return {name: rest for name, _department, *rest in cells}


def test_who_sees_a_customer_and_who_does_not(office: Office) -> None:
    company = office.account_set
    shop = customer(company, "环太科技")
    company.rows("INSERT INTO crm.customer_helper (customer_id, employee_id, power, expires_on) VALUES (%s, %s, 'write', '2099-12-31')", shop, person(company, "rep3"))  # fmt: skip
    desk = office.open("rep1")
    page = _asked(desk, "customer", shop)
    assert page.title() == "Who sees 西安环太科技有限公司"
    seen = _table(page)
    assert seen["王小明"] == ["Yes", "Yes", "No", "Owns it"]
    assert seen["李梅"] == ["Yes", "Yes", "Yes", "王小明 owns it; the role Team leader reaches “Own and subordinates”"]
    assert seen["刘洋"] == ["Yes", "Yes", "No", "Helps on the customer, may write, until 2099-12-31"]
    assert seen["高远"][3] == "All, by the role Manager"
    assert "陈静" not in seen
    assert list(seen)[:3] == ["王小明", "李梅", "刘洋"], "whose it is, who is above, who helps; then all others"
    assert page.status() == f"{len(seen)} of 9 employees see it"
    # found by initials and by the reason; what is cut stands below, and is copied as a table
    QTest.keyClicks(page.filter, "lm")
    assert list(_table(page)) == ["李梅"]
    QTest.keyClick(page.filter, Qt.Key.Key_Return)
    assert page.why.text().startswith("李梅: 王小明 owns it; the role")
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().split("\t")[:2] == ["李梅", "销售一部"]
    page.filter.setText("helps")
    assert list(_table(page)) == ["刘洋"]
    page.filter.clear()
    # the others, with what is missing
    page.others.click()
    lacking = _table(page)
    assert lacking["陈静"] == ["No", "No", "No", "The scope for “Customers” is “Own”; this one is 王小明’s."]
    assert lacking["孙丽"][3] == "No role gives the right to see “Customers”."
    assert not set(lacking) & set(seen)
    # what changes is shown by itself
    company.rows("DELETE FROM crm.customer_helper")
    desk.until(lambda: "刘洋" in _table(page))
    page.table.selectRow([p.name for p in page.model.rows].index("陈静"))
    page.print_sheet()
    desk.until(lambda: page.findChildren(Preview))
    page.findChildren(Preview)[0].close()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.documents.current.objectName() == "employee_page")
    assert desk.window.documents.current._record_id == person(company, "rep2")


def test_in_the_pool_and_in_chinese(office: Office) -> None:
    company = office.account_set
    (shop,) = pooled(company, make_pool(company, "销售一部", "!lead2"), "环太科技")
    office.languages.use("zh_CN")
    desk = office.open("rep2")
    page = _asked(desk, "pool_customer", shop)
    seen = _table(page)
    assert seen["陈静"] == ["打码", "否", "否", "是公海成员"]
    assert seen["赵刚"] == ["打码", "否", "否", "是公海管理员"]
    assert seen["高远"] == ["是", "是", "是", "角色“总经理”可看全部；角色“总经理”可看所有公海"]
    page.others.click()
    assert _table(page)["刘洋"][3] == "不是该公海的成员。"


def test_what_the_roles_come_to(office: Office) -> None:
    company = office.account_set
    lead = person(company, "lead1")
    company.rows("INSERT INTO crm.role (code, name, name_en) VALUES ('more', '另加', 'More')")
    company.rows("INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'customer', v.a, v.s FROM crm.role, (VALUES ('view', 'department'), ('export', 'all')) "
                 "v(a, s) WHERE code = 'more'")  # fmt: skip
    company.rows("INSERT INTO crm.employee_role (employee_id, role_id) SELECT %s, id FROM crm.role WHERE code = 'more'", lead)  # fmt: skip
    company.rows("INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT r.id, 'customer', f, a FROM crm.role r, (VALUES ('phone', 'mask'), ('email', 'none'), "
                 "('address', 'read')) v(f, a) WHERE r.code IN ('team_lead', 'more')")  # fmt: skip
    desk = office.open("admin")
    page = _asked(desk, "employee", lead, Qt.Key.Key_U)
    assert page.title() == "Effective access: 李梅"
    assert page.note.text().startswith("Roles: Team leader, More.")
    words = {page.model.index(0, column).data() for column in range(1, page.model.columnCount())}
    assert words == {"Dept, Own+", "Own+", "All"}
    sources = {s.what: (s.result, s.given_by) for s in page.sources.rows}
    assert sources["View"] == (
        "Department, Own and subordinates",
        "Team leader (Own and subordinates), More (Department)",
    )
    assert sources["Export"] == ("All", "Team leader (Own and subordinates), More (All)")
    assert sources["Customer · Phone"] == ("Masked", "Team leader, More")
    assert sources["Customer · E-mail"][0] == "None"
    assert sources["Customer · Address"][0] == "Read"
    page.print_sheet()
    desk.until(lambda: page.findChildren(Preview))
    page.findChildren(Preview)[0].close()
    company.rows("UPDATE crm.employee SET status = 'locked' WHERE id = %s", lead)
    desk.until(lambda: "locked" in page.note.text())
    assert {page.model.index(0, column).data() for column in range(1, page.model.columnCount())} == {"–"}


def test_from_those_who_hold_a_role_to_what_their_roles_come_to(office: Office) -> None:
    company = office.account_set
    ((role,),) = company.rows("SELECT id FROM crm.role WHERE code = 'team_lead'")
    desk = office.open("admin")
    roles = desk.window.open_page("rights", role_id=role)
    desk.until(lambda: roles.roles.currentItem() is not None and desk.desktop.jobs.busy == 0)
    roles.people.click()
    desk.until(lambda: desk.window.documents.current is not roles)
    holders = desk.window.documents.current
    desk.until(lambda: holders.list.model.rowCount() and desk.desktop.jobs.busy == 0)
    holders.list.table.setFocus()
    QTest.keyClick(holders.list.table, Qt.Key.Key_Down)
    desk.until(lambda: len(holders.list.selected_ids()) == 1)
    QTest.keyClick(holders.list.table, Qt.Key.Key_U, CTRL_SHIFT)
    desk.until(lambda: desk.window.documents.current is not holders)
    page = desk.window.documents.current
    desk.until(lambda: page.model.rows)
    leaders = company.rows(
        "SELECT e.name FROM crm.employee e JOIN crm.employee_role er ON er.employee_id = e.id WHERE er.role_id = %s",
        role,
    )
    assert (page.title().removeprefix("Effective access: "),) in leaders
    assert page.note.text().startswith("Roles: Team leader")


def test_who_is_kept_out_by_wrong_passwords_sees_it_all_the_same(office: Office) -> None:
    """His open windows go on, and the login opens by itself: the page says so."""
    company = office.account_set
    shop = customer(company, "环太科技")
    shut = "UPDATE crm.account_set SET facts = facts || jsonb_build_object('lockout', jsonb_build_object('at', now(), 'shut', jsonb_build_object('rep1', now() + %s::interval)))"
    desk = office.open("lead1")
    company.rows(shut, "10 minutes")
    company.rows("ALTER ROLE rep1 NOLOGIN")
    page = _asked(desk, "customer", shop)
    assert _table(page)["王小明"][:3] == ["Yes", "Yes", "No"]
    told = _table(page)["王小明"][3]
    assert told.startswith("Owns it; new logins are refused until ") and told.endswith(", after wrong passwords")
    assert "refused" not in _table(page)["李梅"][3]
    company.rows("ALTER ROLE rep1 LOGIN")  # a new password lets in at once
    page.refresh()
    desk.until(lambda: _table(page).get("王小明", [""] * 4)[3] == "Owns it")
    page.others.click()
    company.rows("UPDATE crm.employee SET status = 'locked' WHERE login = 'rep1'")
    desk.until(lambda: _table(page).get("王小明", [""] * 4)[3] == "The login is locked.")


def test_of_others_only_with_the_right_to_rights(office: Office) -> None:
    company = office.account_set
    desk = office.open("rep1")
    own = _asked(desk, "employee", person(company, "rep1"), Qt.Key.Key_U)
    assert own.title() == "Effective access: 王小明"
    record = _record(desk, "employee", person(company, "rep2"))
    record.menu._fill()
    action = next(a for a in record.menu.actions() if a.objectName() == "effective_access")
    assert not action.isEnabled()
    assert action.toolTip() == "You have no right to see what others may do."
    page = desk.window.open_page("access", employee_id=person(company, "rep2"))
    desk.until(lambda: any("no right to see what others" in words for words in desk.toasts()))
    assert not page.model.rows
    assert isinstance(page, QWidget)


def test_several_scopes_are_those_that_none_holds() -> None:
    assert widest(["own", "subordinates", "department"]) == ["department", "subordinates"]
    assert widest(["own", "department", "departments_below"]) == ["departments_below"]
    assert widest(["all", "departments_below", "own"]) == ["all"]
    assert widest(["none"]) == []
