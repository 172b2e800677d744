"""Assigning, the pool and leaving with the keyboard, on real desktops; two people where two matter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.db.handoverkit import customer, make_pool, owners, person, pooled
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _list(desk: Desk, entity: str, rows: int) -> Any:
    page = desk.window.open_list(entity)
    desk.until(lambda: page.list.model.rowCount() == rows)
    return page


def _select_all(desk: Desk, page: Any) -> None:
    page.list.focus_rows()
    desk.qtbot.keyClick(page.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: len(page.list.selected_ids()) == page.list.model.rowCount())


def _bulk(desk: Desk, page: Any, name: str) -> Any:
    desk.until(
        lambda: any(b.isVisible() for b in page.findChildren(QToolButton, name))
    )  # the bar is made when it is needed
    return page.findChild(QToolButton, name)


def _press(desk: Desk, page: Any, key: Qt.Key) -> None:
    desk.window.activateWindow()
    page.list.focus_rows()
    desk.until(lambda: page.list.table.hasFocus())
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    desk.qtbot.keyClick(page.list.table, key, modifiers)


def _dialog(desk: Desk, name: str) -> Any:
    desk.until(lambda: any(d.isVisible() for d in desk.window.findChildren(QDialog, name)))
    return next(d for d in desk.window.findChildren(QDialog, name) if d.isVisible())


def test_assign_all_by_keyboard_to_two_and_take_it_back(office: Office) -> None:
    desk = office.open("lead1")
    before = owners(office.account_set)
    page = _list(desk, "customer", 5)
    _select_all(desk, page)
    _press(desk, page, Qt.Key.Key_A)
    dialog = _dialog(desk, "assign_dialog")
    desk.until(lambda: dialog.people.list.topLevelItemCount() == 3)  # himself and his two
    assert not dialog.findChild(QPushButton, "apply_assign").isEnabled()
    for initials in ("wxm", "cj"):  # 王小明, 陈静
        office.qtbot.keyClicks(dialog.people.filter, initials)
        office.qtbot.keyClick(dialog.people.filter, Qt.Key.Key_Return)
    assert [p.name for p in dialog.people.chosen()] == ["陈静", "王小明"]
    assert "陈静 +3" in dialog._shares.text() and "王小明 +2" in dialog._shares.text()
    dialog.findChild(QLineEdit, "assign_note").setText("区域调整")
    helper = dialog.findChild(QComboBox, "assign_helper")
    helper.setCurrentIndex(helper.findData("read"))
    office.qtbot.mouseClick(dialog.findChild(QPushButton, "apply_assign"), Qt.MouseButton.LeftButton)
    desk.until(lambda: any("5 customers assigned" in words for words in desk.toasts()))
    after = owners(office.account_set)
    assert sorted(login for login in after.values() if login) == ["rep1", "rep1", "rep2", "rep2", "rep2", "rep3"]
    assert office.account_set.rows("SELECT DISTINCT reason FROM crm.customer_holding WHERE how = 'assigned'") == [
        ("区域调整",)
    ]
    desk.window.toasts.undo_last()
    desk.until(lambda: owners(office.account_set) == before)


def test_a_refusal_stands_in_the_dialog_and_nothing_is_lost(office: Office) -> None:
    office.account_set.rows("INSERT INTO crm.holding_limit (kind, most) VALUES ('owned', 3)")
    desk = office.open("lead1")
    page = _list(desk, "customer", 5)
    _select_all(desk, page)
    _press(desk, page, Qt.Key.Key_A)
    dialog = _dialog(desk, "assign_dialog")
    desk.until(lambda: dialog.people.list.topLevelItemCount() == 3)
    dialog.people.tick(person(office.account_set, "rep2"))
    assert "More than allowed: 陈静" in dialog._shares.text()
    office.qtbot.mouseClick(dialog.findChild(QPushButton, "apply_assign"), Qt.MouseButton.LeftButton)
    desk.until(lambda: dialog._wrong.isVisible())
    assert "陈静 may hold 3 customers at most" in dialog._wrong.text()
    assert dialog.isVisible() and dialog.isEnabled()
    dialog.reject()


def test_what_one_only_helps_with_is_left_out_by_name_and_the_rest_goes(office: Office) -> None:
    short = next(name for name, login in owners(office.account_set).items() if login == "rep3")
    theirs = customer(office.account_set, short)
    office.account_set.rows(
        "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, 'write') RETURNING 1",
        theirs,
        person(office.account_set, "lead1"),
    )
    desk = office.open("lead1")
    page = _list(desk, "customer", 6)
    _select_all(desk, page)
    _press(desk, page, Qt.Key.Key_A)
    dialog = _dialog(desk, "assign_dialog")
    assert dialog.windowTitle() == "Assign 6 customers"
    desk.until(lambda: dialog.people.list.topLevelItemCount() == 3)
    ((name,),) = office.account_set.rows("SELECT name FROM crm.customer WHERE id = %s", theirs)
    assert f"may not assign them (1): {name}" in dialog._shares.text() and dialog.windowTitle() == "Assign 5 customers"
    dialog.people.tick(person(office.account_set, "rep2"))
    office.qtbot.mouseClick(dialog.findChild(QPushButton, "apply_assign"), Qt.MouseButton.LeftButton)
    desk.until(lambda: any("5 customers assigned" in words for words in desk.toasts()))
    after = owners(office.account_set)
    assert after.pop(short) == "rep3" and set(after.values()) == {"rep2"}


def test_who_may_not_assign_sees_the_action_with_the_reason(office: Office) -> None:
    desk = office.open("rep1")
    page = _list(desk, "customer", 2)
    _select_all(desk, page)
    button = _bulk(desk, page, "bulk_assign")
    assert not button.isEnabled() and "no right" in button.toolTip()
    _press(desk, page, Qt.Key.Key_A)
    desk.until(lambda: any("no right" in words for words in desk.toasts()))


def test_two_claim_the_same_with_one_key_and_one_reads_why_not(office: Office) -> None:
    pooled(office.account_set, make_pool(office.account_set, "销售一部", claims_per_day=3), "蓝天教育")
    first, second = office.open("rep1"), office.open("rep2")
    pages = [_list(desk, "pool_customer", 1) for desk in (first, second)]
    for desk, page in zip((first, second), pages, strict=True):
        _select_all(desk, page)
    assert not [b for b in pages[0].findChildren(QToolButton, "list_new") if b.isVisible()]
    # the second one's list still shows it when he presses the key
    pages[1].list.model.set_active(False)
    _press(first, pages[0], Qt.Key.Key_G)
    first.until(lambda: any("1 customer claimed" in words and "公海 2" in words for words in first.toasts()))
    _press(second, pages[1], Qt.Key.Key_G)
    second.until(lambda: any("somebody was faster" in words for words in second.toasts()))
    assert owners(office.account_set)["蓝天教育"] == "rep1"


def test_only_a_pools_administrator_is_offered_to_hand_out_its_customers(office: Office) -> None:
    pooled(office.account_set, make_pool(office.account_set, "销售一部", "!rep2"), "蓝天教育")
    for login, may in (("rep1", False), ("rep2", True)):
        desk = office.open(login)
        page = _list(desk, "pool_customer", 1)

        def offered(desk: Desk = desk, page: Any = page) -> dict[str, QAction]:
            page.list.focus_rows()
            page.list.table.customContextMenuRequested.emit(QPoint(5, 5))
            menu = page.findChildren(QMenu, "row_menu")[-1]
            menu.close()
            return {action.objectName(): action for action in menu.actions()}

        desk.until(lambda offered=offered, may=may: offered()["row_assign"].isEnabled() is may)
        found = offered()
        assert found["row_claim"].isEnabled() and found["row_pool"].isEnabled() is may
        assert ("administrators hand out" in found["row_assign"].toolTip()) is not may


def test_who_manages_one_pool_is_told_at_once_what_lies_in_another(office: Office) -> None:
    company = office.account_set
    pooled(company, make_pool(company, "销售一部", "!rep2", name="一海"), "蓝天教育")
    (theirs,) = pooled(company, make_pool(company, "rep2", "lead1", name="二海"), "长江机械")
    ((name,),) = company.rows("SELECT name FROM crm.customer WHERE id = %s", theirs)
    desk = office.open("rep2")
    page = _list(desk, "pool_customer", 2)
    for key, shown in ((Qt.Key.Key_A, "assign_dialog"), (None, "pool_dialog")):
        page.list.table.selection.select_ids({theirs})
        if key is None:
            next(a for a in page.bulk_actions() if a.name == "pool").act([theirs])
        else:
            _press(desk, page, key)
        dialog = _dialog(desk, shown)
        desk.until(lambda dialog=dialog: "administrators hand out" in dialog._wrong.text())
        assert dialog.isEnabled() and not dialog._apply.isEnabled() and dialog._wrong.isVisible()
        dialog.reject()
        desk.until(lambda shown=shown: not desk.window.findChildren(QDialog, shown))

    _select_all(desk, page)
    _press(desk, page, Qt.Key.Key_A)
    dialog = _dialog(desk, "assign_dialog")
    desk.until(lambda: dialog.people.list.topLevelItemCount() > 0)
    assert f"may not assign them (1): {name}" in dialog._shares.text() and dialog.windowTitle() == "Assign 1 customer"
    names = [dialog.people.list.topLevelItem(n).text(0) for n in range(dialog.people.list.topLevelItemCount())]
    members = company.rows(
        "SELECT e.name FROM crm.pool_people() p JOIN crm.employee e ON e.id = p.employee_id "
        "JOIN crm.customer_pool o ON o.id = p.pool_id WHERE o.name = '一海' ORDER BY e.sort_key"
    )
    assert names == [member for (member,) in members], "only who may get it is offered"
    dialog.people.tick(person(company, "rep1"))
    office.qtbot.mouseClick(dialog.findChild(QPushButton, "apply_assign"), Qt.MouseButton.LeftButton)
    desk.until(lambda: any("1 customer assigned" in words for words in desk.toasts()))
    assert (owners(company)["蓝天教育"], owners(company)["长江机械"]) == ("rep1", None)
    desk.until(lambda: list(page.list.ids()) == [theirs])


def test_one_customer_is_claimed_from_the_menu_of_its_row(office: Office) -> None:
    pooled(office.account_set, make_pool(office.account_set, "销售一部", claims_per_day=3), "蓝天教育")
    desk = office.open("rep1")
    page = _list(desk, "pool_customer", 1)
    page.list.focus_rows()
    page.list.table.customContextMenuRequested.emit(QPoint(5, 5))
    menu = page.findChildren(QMenu, "row_menu")[-1]
    offered = {action.objectName(): action for action in menu.actions()}
    assert "Claim" in offered["row_claim"].text() and offered["row_claim"].shortcut().toString() == "Ctrl+Shift+G"
    offered["row_claim"].trigger()
    desk.until(lambda: owners(office.account_set)["蓝天教育"] == "rep1")
    menu.close()

    page = desk.window.open_list("customer")
    desk.until(lambda: page.list.model.rowCount())
    page.list.focus_rows()
    page.list.table.customContextMenuRequested.emit(QPoint(5, 5))
    names = [action.objectName() for action in page.findChildren(QMenu, "row_menu")[-1].actions()]
    assert names.count("row_delete") == 1, "what the menu has already does not stand in it twice"
    assert {"row_change", "row_lock"} <= set(names)


def test_ctrl_k_finds_a_pooled_customer_and_opens_it_masked(office: Office) -> None:
    pooled(office.account_set, make_pool(office.account_set, "销售一部"), "蓝天教育")
    desk = office.open("rep1")
    desk.window.search.begin()
    desk.qtbot.keyClicks(desk.window.search, "lantian")
    results = desk.window.search._popup.list
    desk.until(lambda: any("成都蓝天教育" in results.item(n).text() for n in range(results.count())))
    desk.qtbot.keyClick(desk.window.search, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.documents.current.objectName() == "pool_customer_page")
    page = desk.window.documents.current
    desk.until(lambda: page.form.record.id)
    assert page.form.record.values["name"] == "成都蓝天教育咨询有限公司"
    assert page.form.record.values.get("phone", "") == "", "hidden until it is claimed"
    assert not page.head.save.isVisible()
    ((number,),) = office.account_set.rows("SELECT id FROM crm.customer WHERE short_name = '蓝天教育'")
    office.qtbot.mouseClick(page.head.findChild(QPushButton, "lead_action"), Qt.MouseButton.LeftButton)
    desk.until(lambda: owners(office.account_set)["蓝天教育"] == "rep1")
    desk.until(lambda: desk.window.documents.current.objectName() == "customer_page")  # not the page of what is gone
    mine = desk.window.documents.current
    desk.until(lambda: mine.form.record.id == number)
    assert mine.head.save.isVisible() and not mine.head.findChild(QPushButton, "lead_action").isVisible()
    addresses = [d.address.name for d in desk.window.documents._documents]
    assert "pool_customer" not in addresses
    desk.until(lambda: "Claimed from the pool 公海" in mine.side.timeline.texts())
    assert "Owner:" not in mine.side.timeline.texts(), "said once"
    office.qtbot.mouseClick(desk.find(QPushButton, "timeline_changes"), Qt.MouseButton.LeftButton)
    ((name,),) = office.account_set.rows("SELECT name FROM crm.employee WHERE login = 'rep1'")
    desk.until(lambda: f"Owner: – → {name}" in mine.side.timeline.texts())
    assert "#" not in mine.side.timeline.texts() and "pool_reason" not in mine.side.timeline.texts()


def test_into_the_pool_with_a_reason_and_back(office: Office) -> None:
    make_pool(office.account_set, "销售一部")
    desk = office.open("rep1")
    page = _list(desk, "customer", 2)
    _select_all(desk, page)
    office.qtbot.mouseClick(_bulk(desk, page, "bulk_pool"), Qt.MouseButton.LeftButton)
    dialog = _dialog(desk, "pool_dialog")
    desk.until(lambda: dialog._pools.count() == 1)
    assert not dialog._apply.isEnabled(), "without a reason"
    dialog.findChild(QLineEdit, "pool_reason").setText("对方停业")
    office.qtbot.mouseClick(dialog._apply, Qt.MouseButton.LeftButton)
    desk.until(lambda: any("2 customers put into the pool" in words for words in desk.toasts()))
    assert owners(office.account_set)["环太科技"] is None
    desk.window.toasts.undo_last()
    desk.until(lambda: owners(office.account_set)["环太科技"] == "rep1")


def test_the_box_counts_what_is_about_to_fall_in_and_a_stand_in_sees_both(office: Office) -> None:
    company = office.account_set
    company.rows("UPDATE crm.customer SET pool_due_on = crm.today() + 3 WHERE short_name IN ('环太科技', '秦岭医药')")
    desk = office.open("rep1")
    page = desk.window.open_page("desktop")
    desk.until(lambda: page._counts.get("pool_soon") == 1)
    company.rows(
        "INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on) VALUES (%s, %s, crm.today(), crm.today())",
        person(company, "rep2"), person(company, "rep1"),
    )  # fmt: skip
    other = office.open("rep1")
    page = other.window.open_page("desktop")
    other.until(lambda: page._counts.get("pool_soon") == 2)


def test_what_was_handed_to_me_stands_on_my_desktop_until_i_have_spoken_to_them(office: Office) -> None:
    company = office.account_set
    company.rows("UPDATE crm.customer SET next_contact_on = NULL")
    desk = office.open("rep2")
    page = desk.window.open_page("desktop")
    desk.until(lambda: "customers_handed" in page._counts and "% complete" in page._complete_line.text())
    assert page._counts["customers_handed"] == 0
    before = page._counts["customers_without_next"]
    with closing(company.connect("lead1")) as lead, lead, lead.cursor() as cursor:
        cursor.execute(
            "SELECT crm.assign_customers(ARRAY(SELECT id FROM crm.customer WHERE short_name = '环太科技'), ARRAY[%s])",
            (person(company, "rep2"),),
        )
    desk.until(lambda: page._counts["customers_handed"] == 1)
    assert page._counts["customers_without_next"] == before + 1
    with closing(company.connect("rep2")) as rep, rep, rep.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm.action (customer_id, kind, content, next_contact_on) SELECT id, 'call', 'x', crm.today() + 1 "
            "FROM crm.customer WHERE short_name = '环太科技'"
        )
    desk.until(lambda: page._counts["customers_handed"] == 0)
    assert page._counts["customers_without_next"] == before


def test_a_lock_is_given_a_last_day_seen_on_the_page_and_taken_back(office: Office) -> None:
    company = office.account_set
    state = "SELECT locked, locked_until - crm.today() FROM crm.customer WHERE short_name = '环太科技'"
    desk = office.open("rep1")
    page = desk.window.open_record("customer", customer(company, "环太科技"))
    desk.until(lambda: page.record_id and desk.desktop.jobs.busy == 0)
    page.menu.aboutToShow.emit()
    next(a for a in page.menu.actions() if a.objectName() == "lock").trigger()
    dialog = _dialog(desk, "lock_dialog")
    office.qtbot.keyClicks(dialog.until.input, "-3")
    office.qtbot.mouseClick(dialog.findChild(QPushButton, "apply_lock"), Qt.MouseButton.LeftButton)
    desk.until(lambda: dialog._wrong.isVisible() and dialog.isEnabled())
    assert "This day is over" in dialog._wrong.text()
    dialog.until.input.clear()
    office.qtbot.keyClicks(dialog.until.input, "+30")
    office.qtbot.mouseClick(dialog.findChild(QPushButton, "apply_lock"), Qt.MouseButton.LeftButton)
    desk.until(lambda: company.rows(state) == [(True, 30)])
    desk.until(lambda: page.form.editor("locked_until").value() is not None)
    assert page.form.editor("locked").value() is True
    desk.until(lambda: any(button.isVisible() for button in desk.window.findChildren(QPushButton, "undo")))
    desk.window.toasts.undo_last()
    desk.until(lambda: company.rows(state) == [(False, None)])


def test_closing_a_pool_asks_where_its_customers_go(office: Office) -> None:
    company = office.account_set
    first = make_pool(company, "销售一部")
    pooled(company, first, "蓝天教育")
    second = make_pool(company, "销售二部", name="二部公海")
    desk = office.open("admin")
    page = desk.window.open_record("customer_pool", first)
    desk.until(lambda: page.form.record.id == first)
    page.form.editor("retired").put(True)
    page.save()
    desk.until(lambda: "1 customers are in this pool" in page.form.editor("retired").error())
    page.form.editor("retired").put(False)
    page.menu.aboutToShow.emit()
    next(a for a in page.menu.actions() if a.objectName() == "close_pool").trigger()
    dialog = _dialog(desk, "pool_dialog")
    desk.until(lambda: dialog._pools.count() == 1)
    dialog.findChild(QLineEdit, "pool_reason").setText("合并")
    office.qtbot.mouseClick(dialog._apply, Qt.MouseButton.LeftButton)
    desk.until(lambda: company.rows("SELECT pool_id FROM crm.customer WHERE short_name = '蓝天教育'") == [(second,)])
    desk.until(lambda: page.form.editor("retired").value() is True)
    desk.until(lambda: any(button.isVisible() for button in desk.window.findChildren(QPushButton, "undo")))
    desk.window.toasts.undo_last()
    desk.until(lambda: company.rows("SELECT pool_id FROM crm.customer WHERE short_name = '蓝天教育'") == [(first,)])


def test_the_rules_of_a_pool_in_plain_words(office: Office) -> None:
    pool = make_pool(office.account_set, "销售一部", "!lead1", claims_per_day=5, wait_former_days=30)
    office.account_set.rows("INSERT INTO crm.pool_rule (pool_id, clock, days) VALUES (%s, 'action', 60)", pool)
    desk = office.open("admin")
    page = desk.window.open_page("pool_rules")
    desk.until(lambda: "60 days without an action" in page.text.toPlainText())
    words = page.text.toPlainText()
    for sentence in (
        "李梅 may hand out",
        "claims 5 a day at most",
        "cannot claim it back for 30 days",
        "Hidden until claimed: phones",
    ):
        assert sentence in words
    member = office.open("rep3")
    page = member.window.open_page("pool_rules")
    member.until(lambda: "There is no pool yet" in page.text.toPlainText())


def test_an_employee_leaves_in_one_action_taken_back_in_one(
    own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    office = Office(own_account_set, tmp_path, qtbot, qapp)
    try:
        before = owners(own_account_set)
        desk = office.open("admin")
        page = desk.window.open_page("leaving")
        desk.until(lambda: page._who.count() > 5)
        go = desk.find(QPushButton, "leave_now")
        assert not go.isEnabled() and go.toolTip()
        page._who.setCurrentIndex(page._who.findData(person(own_account_set, "rep1")))
        desk.until(lambda: page._list.topLevelItemCount() > 5)
        shown = {
            page._list.topLevelItem(n).text(0): page._list.topLevelItem(n).text(1)
            for n in range(page._list.topLevelItemCount())
        }
        assert shown["Customers · Owner"] == "2" and shown["Head of a department"] == "0"
        assert not go.isEnabled()
        page._heir.setCurrentIndex(page._heir.findData(person(own_account_set, "rep2")))
        assert go.isEnabled()
        qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
        desk.until(lambda: owners(own_account_set)["环太科技"] == "rep2")
        assert own_account_set.rows("SELECT status FROM crm.employee WHERE login = 'rep1'") == [("left",)]
        desk.until(lambda: any("has left" in words for words in desk.toasts()))
        desk.window.toasts.undo_last()
        desk.until(lambda: owners(own_account_set) == before)
        assert own_account_set.rows("SELECT status FROM crm.employee WHERE login = 'rep1'") == [("locked",)]
    finally:
        office.close()


def test_the_directory_by_pinyin_and_the_chart_by_arrows(office: Office) -> None:
    office.account_set.rows(
        "UPDATE crm.employee SET birthday = current_date - interval '30 years' + interval '1 day', extension = '8012' WHERE login = 'rep1'"
    )
    desk = office.open("rep2")
    page = desk.window.open_page("directory")
    desk.until(lambda: page.cards.count() == 9)
    assert "王小明" in page.week.text()
    office.qtbot.keyClicks(page.filter, "wxm")
    desk.until(lambda: page.cards.count() == 1)
    page._choose("list")
    assert page.list.topLevelItem(0).text(4) == "8012"
    office.qtbot.keyClick(page.filter, Qt.Key.Key_Return)
    desk.until(lambda: any("王小明" in label.text() for label in desk.window.findChildren(QLabel) if label.isVisible()))
    chart = desk.window.open_page("org_chart")
    desk.until(lambda: chart.chart is not None)
    view = chart.view
    view.setFocus()
    opened: list[tuple[str, int]] = []
    view.opened.disconnect()
    view.opened.connect(lambda entity, number: opened.append((entity, number)))
    office.qtbot.keyClick(view, Qt.Key.Key_Down)  # the company has no lines: its first department
    office.qtbot.keyClick(view, Qt.Key.Key_Down)  # its first person
    office.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened[-1][0] == "employee"
    office.qtbot.keyClick(view, Qt.Key.Key_Up)
    office.qtbot.keyClick(view, Qt.Key.Key_Right)
    office.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened[-1][0] == "department"


def test_birth_dates_are_a_matter_of_rights(
    own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    office = Office(own_account_set, tmp_path, qtbot, qapp)
    try:
        own_account_set.rows(
            "UPDATE crm.employee SET birthday = current_date - interval '30 years' WHERE login = 'boss'"
        )
        own_account_set.rows(
            "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'employee', 'birthday', 'none' FROM crm.role "
            "WHERE code = 'sales_rep' RETURNING id"
        )
        with (
            pytest.raises(Exception, match="permission denied"),
            own_account_set.connect("rep1") as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT birthday FROM crm.employee")
        for login, words in (("rep1", ""), ("lead1", "高远")):
            desk = office.open(login)
            page = desk.window.open_page("directory")
            desk.until(lambda p=page: p.cards.count() == 9)
            assert words in page.week.text() and (bool(words) or page.week.text() == "")
    finally:
        office.close()
