"""Data quality on the screen: hints while one types."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.quality.duplicate_bar import DuplicateBar
from crm_desktop.base_info.quality.services import Crowd, Found
from tests.databases import AccountSet
from tests.db.handoverkit import make_pool, owners, pooled
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def typed(desk: Desk, page: Any, name: str, words: str) -> None:
    """Write *words* into a field instead of what stands there, as an input method does."""
    line = page.form.editor(name).input
    line.setFocus()
    line.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(line, event)
    desk.qtbot.keyClick(line, Qt.Key.Key_Tab)


def _new_customer(desk: Desk) -> tuple[Any, DuplicateBar]:
    desk.window.new_record("customer")
    page = desk.window.documents.current
    return page, page.findChild(DuplicateBar)


def test_what_is_there_already_shows_while_one_types(office: Office) -> None:
    desk = office.open("rep1")
    page, bar = _new_customer(desk)
    assert not bar.isVisible()
    place = page.form.editor("name").mapTo(desk.window, QPoint()).y()
    typed(desk, page, "name", "环太科技")
    desk.until(lambda: bar.isVisible() and page.form.pane.y() >= bar.height())
    assert page.form.editor("name").mapTo(desk.window, QPoint()).y() == place, "nothing jumps while one types"
    own = desk.find(QPushButton, "alike_0")
    assert own.text() == "西安环太科技有限公司 · owner: 王小明 · same name"
    assert page.is_dirty()
    typed(desk, page, "name", "蓝天教育咨询")
    desk.until(lambda: [one.id for one in bar.alike()] == [None])
    foreign = desk.find(QLabel, "alike_0")
    assert foreign.text() == "成都＊＊＊ · owner: 刘洋 · same name"
    typed(desk, page, "name", "没有这家公司")
    desk.until(lambda: not bar.isVisible())
    # a warning stops nobody: the foreign name is saved all the same
    typed(desk, page, "name", "蓝天教育咨询")
    desk.until(bar.isVisible)
    desk.qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: page.record_id)
    desk.until(lambda: not bar.isVisible())


def test_a_further_phone_is_looked_at_while_it_is_typed(office: Office) -> None:
    ((mine,),) = office.account_set.rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")
    desk = office.open("rep1")
    desk.window.new_record("customer_phone", {"customer_id": mine}, {"customer_id": "环太科技"})
    page = desk.window.documents.current
    bar = page.findChild(DuplicateBar)
    typed(desk, page, "number", "028-8555 0011")
    desk.until(bar.isVisible)
    foreign = desk.find(QLabel, "alike_0")
    assert foreign.text() == "Customer 成都＊＊＊ · owner: 刘洋 · same phone"
    typed(desk, page, "number", "029-88451234")  # the customer's own number is no colleague's
    desk.until(lambda: not bar.isVisible())


def test_the_hint_goes_with_what_is_discarded(office: Office) -> None:
    desk = office.open("rep1")
    page, bar = _new_customer(desk)
    typed(desk, page, "name", "环太科技")
    desk.until(bar.isVisible)
    page.discard()
    assert not bar.isVisible()
    typed(desk, page, "name", "环太科技")
    desk.until(lambda: bar._pause.isActive() or bar.isVisible())
    page.discard()  # before the answer is there
    desk.qtbot.wait(400)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert not bar.isVisible() and not bar.alike()


def test_a_further_mobile_of_a_contact_is_looked_at_and_saved(office: Office) -> None:
    rows = office.account_set.rows
    ((mine,),) = rows(
        "SELECT min(c.id) FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    rows(
        "UPDATE crm.contact SET mobile = '13511112222' WHERE id = (SELECT min(c.id) FROM crm.contact c "
        "JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep3') RETURNING 1"
    )
    desk = office.open("rep1")
    desk.window.new_record("contact_way", {"contact_id": mine}, {"contact_id": "张"})
    page = desk.window.documents.current
    bar = page.findChild(DuplicateBar)
    typed(desk, page, "number", "135 1111 2222")
    desk.until(bar.isVisible)
    assert desk.find(QLabel, "alike_0").text().endswith("＊＊＊ · owner: 刘洋 · same phone")
    typed(desk, page, "number", "135 1111 3333")
    desk.until(lambda: not bar.isVisible())
    desk.qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: page.record_id)
    assert rows("SELECT kind, number FROM crm.contact_way WHERE id = %s", page.record_id) == [("mobile", "13511113333")]


def test_enter_opens_ones_own(office: Office) -> None:
    desk = office.open("rep1")
    page, bar = _new_customer(desk)
    typed(desk, page, "phone", "8845 1234")
    desk.until(bar.isVisible)
    own = desk.find(QPushButton, "alike_0")
    own.setFocus()
    page.form.edited.emit("phone")  # looked at once more, nothing new
    desk.until(bar._pause.isActive)
    desk.until(lambda: not bar._pause.isActive() and not desk.desktop.jobs.busy)
    assert desk.find(QPushButton, "alike_0") is own
    desk.qtbot.keyClick(own, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.documents.current is not page)
    assert desk.window.documents.current.entity.name == "customer"


def test_a_refused_number_says_whose_it_is(office: Office) -> None:
    office.account_set.rows(
        "UPDATE crm.customer SET tax_number = '91610000123456789X' WHERE short_name = '蓝天教育' RETURNING id"
    )
    desk = office.open("rep1")
    page, bar = _new_customer(desk)
    typed(desk, page, "name", "甲")
    typed(desk, page, "tax_number", "91610000123456789x")
    desk.until(lambda: bar.isVisible() and bar.property("kind") == "banner-bad")
    desk.qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: "刘洋" in page.notice.words())
    assert page.form.editor("tax_number").error() == page.notice.words()
    assert office.account_set.rows("SELECT count(*) FROM crm.customer WHERE name = '甲'") == [(0,)]


def _twins(office: Office) -> tuple[int, int]:
    """Add a second 环太科技 of rep1's, with a contact of its own."""
    ((first,),) = office.account_set.rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")
    ((second,),) = office.account_set.rows(
        "INSERT INTO crm.customer (name, phone, address, owner_id) SELECT '环太科技', '029-88451234', '高新路 1 号', owner_id "
        "FROM crm.customer WHERE id = %s RETURNING id",
        first,
    )
    office.account_set.rows("INSERT INTO crm.contact (customer_id, name) VALUES (%s, '李四') RETURNING id", second)
    return first, second


def test_duplicates_are_looked_for_compared_merged_and_taken_back(office: Office) -> None:
    first, second = _twins(office)
    desk = office.open("admin")
    page = desk.window.open_page("duplicates")
    desk.until(lambda: page.empty.isVisible())
    desk.qtbot.mouseClick(desk.find(QPushButton, "find_duplicates"), Qt.MouseButton.LeftButton)
    desk.until(lambda: page.model.rows)
    assert [group.names for group in page.model.rows] == [("西安环太科技有限公司", "环太科技")]
    assert page.progress.text() == ""
    page._found(Found(pairs=1, crowds=(Crowd(field="phone", values=1, records=3000),)))
    assert "neighbours by name only: Phone (3,000)" in page.progress.text()
    table = page.panel.table
    desk.until(table.rowCount)
    assert table.item(0, 0).text() == "● 西安环太科技有限公司"  # the fuller one stays
    rows = [table.verticalHeaderItem(row).text() for row in range(table.rowCount())]
    address = rows.index("Address")
    assert table.item(address, 1).text() == "● 高新路 1 号"  # what only one of them has is kept
    # by keyboard: the other name
    name = rows.index("Name")
    table.setFocus()
    table.setCurrentCell(name, 1)
    desk.qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.item(name, 1).text() == "● 环太科技"
    desk.qtbot.mouseClick(desk.find(QPushButton, "merge"), Qt.MouseButton.LeftButton)
    desk.until(lambda: "2 records are one now." in desk.toasts())
    found = office.account_set.rows(
        "SELECT name, address, formerly FROM crm.customer WHERE id IN (%s, %s)", first, second
    )
    assert [(n, a) for n, a, _ in found] == [("环太科技", "高新路 1 号")]
    assert "西安环太科技有限公司" in found[0][2]
    desk.until(lambda: page.empty.isVisible())
    # days later, from the head of the record
    record = desk.window.open_record("customer", first)
    mark = record.findChild(QToolButton, "quality_mark")
    desk.until(lambda: "1 merged" in mark.text())
    mark.menu().aboutToShow.emit()
    (back,) = [a for a in mark.menu().actions() if a.objectName().startswith("take_back")]
    assert "Phone: 029-88451234" in back.toolTip()  # nothing of the other is lost
    back.trigger()
    desk.until(lambda: "1 record is there again." in desk.toasts())
    desk.until(lambda: record.form.editor("name").value() == "西安环太科技有限公司")
    desk.until(lambda: "merged" not in mark.text())
    assert office.account_set.rows("SELECT count(*) FROM crm.contact WHERE customer_id = %s", second) == [(1,)]


def test_not_the_same_is_remembered_and_can_be_taken_back(office: Office) -> None:
    _twins(office)
    desk = office.open("admin")
    page = desk.window.open_page("duplicates")
    page.look()
    desk.until(lambda: page.panel.table.rowCount())
    desk.qtbot.mouseClick(desk.find(QPushButton, "not_the_same"), Qt.MouseButton.LeftButton)
    desk.until(lambda: page.empty.isVisible())
    page.look()
    desk.until(lambda: "0 pairs found." in desk.toasts())
    assert not page.model.rows


def test_an_old_link_leads_to_what_the_record_became(office: Office) -> None:
    first, second = _twins(office)
    desk = office.open("boss")
    with closing(office.account_set.connect("boss")) as boss, boss.cursor() as cursor:
        cursor.execute("SELECT crm.merge_records('customer', %s, ARRAY[%s]::bigint[], '{}')", (first, second))
        boss.commit()
    page = desk.window.open_record("customer", second)
    desk.until(lambda: page.form.record.id == first)
    assert page.notice.words() == "The record that you opened was merged into this one."
    address = desk.window.documents.address_of(page)
    assert address.record_id == first and desk.window.open_record("customer", first) is page
    assert not page.form.editor("name").read_only
    # one that is simply not there, and one that went where the person may not look, stay a plain word
    other = office.open("rep3")
    lost = other.window.open_record("customer", second)
    other.until(lambda: lost.notice.words())
    assert "merged" not in lost.notice.words() and not lost.form.record.id


def test_a_record_that_is_merged_while_one_types_keeps_what_was_typed(office: Office) -> None:
    first, second = _twins(office)
    desk = office.open("boss")
    page = desk.window.open_record("customer", second)
    desk.until(lambda: page.form.record.id == second)
    typed(desk, page, "website", "abc.cn")
    with closing(office.account_set.connect("boss")) as boss, boss.cursor() as cursor:
        cursor.execute("SELECT crm.merge_records('customer', %s, ARRAY[%s]::bigint[], '{}')", (first, second))
        boss.commit()
    page.refresh()
    desk.until(lambda: "was merged into another one" in page.notice.words())
    assert page.form.current()["website"] == "abc.cn"
    desk.find(QPushButton, "record_notice_button").click()
    desk.until(lambda: desk.window.documents.current.form.record.id == first)
    assert desk.window.documents.current is not page


def test_selected_customers_are_made_one_by_who_may(office: Office) -> None:
    first, second = _twins(office)
    desk = office.open("boss")
    page = desk.window.open_list("customer")
    (merge,) = [a for a in page.bulk.actions(lambda: None) if a.name == "merge"]
    assert merge.reason() == ""
    merge.act([first])  # of one alone: what is like it
    desk.until(lambda: desk.window.documents.current.objectName() == "merge_page")
    merging = desk.window.documents.current
    desk.until(lambda: merging.panel.table.columnCount() == 2)
    desk.qtbot.mouseClick(desk.find(QPushButton, "merge"), Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.window.documents.current is not merging)
    assert office.account_set.rows("SELECT count(*) FROM crm.customer WHERE id = %s", second) == [(0,)]


def test_completeness_is_shown_on_the_record_and_by_owner(office: Office) -> None:
    desk = office.open("lead1")
    record = desk.window.open_record(
        "customer", office.account_set.rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")[0][0]
    )
    mark = record.findChild(QToolButton, "quality_mark")
    desk.until(lambda: "%" in mark.text())
    # grade 2, industry 2, region 1, source 1, phone 3, city 1, next contact 2 of 18
    assert mark.text() == "67%"
    mark.menu().aboutToShow.emit()
    assert [a.text() for a in mark.menu().actions()][1:4] == ["Tax number", "Address", "Kind"]
    page = desk.window.open_page("completeness")
    desk.until(lambda: len(page.owner_model.rows) == 3)
    mine = next(s for s in page.owner_model.rows if s.owner == "王小明")
    assert dict(mine.missing)["tax_number"] == 2
    page.owners.selectRow(page.owner_model.rows.index(mine))
    desk.until(lambda: {w.name for w in page.worst_model.rows} == {"西安环太科技有限公司", "重庆长江机械制造有限公司"})
    scores = {w.name: w.score for w in page.worst_model.rows}
    assert (mine.records, mine.score) == (2, sum(scores.values()) / 2)
    assert scores["西安环太科技有限公司"] == 67  # the page and the head say the same
    names = [m[0] for m in page.missing_model.rows]
    page.missing.activated.emit(page.missing_model.index(names.index("tax_number"), 0))
    listed = desk.window.documents.current
    desk.until(lambda: listed.list.model.rowCount() == 2)
    columns = [field.name for field in listed.list.model.columns]
    assert columns[columns.index("name") + 1] == "tax_number", "what is missing is filled in here"
    page.by.setCurrentIndex(1)
    page._show_owners()
    assert [(s.department, s.records) for s in page.owner_model.rows] == [("销售一部", 5)]


def test_formats_are_shown_written_at_once_and_taken_back(office: Office) -> None:
    office.account_set.rows(
        "UPDATE crm.customer SET phone = '029 8845 1234', email = 'OFFICE@Huantai.CN', website = 'http://huantai.cn/' "
        "WHERE short_name = '环太科技' RETURNING id"
    )
    office.account_set.rows(
        "UPDATE crm.customer SET name = '西安长江机械  ' WHERE short_name = '长江机械' RETURNING id"
    )
    desk = office.open("admin")
    page = desk.window.open_page("formats")
    desk.qtbot.mouseClick(desk.find(QPushButton, "look_at_formats"), Qt.MouseButton.LeftButton)
    desk.until(lambda: page.model.rows)
    found = {(p.name, p.field): (p.old, p.new) for p in page.model.rows}
    assert found["西安环太科技有限公司", "phone"] == ("029 8845 1234", "029-88451234")
    assert found["西安环太科技有限公司", "email"] == ("OFFICE@Huantai.CN", "office@huantai.cn")
    assert found["西安长江机械  ", "name"][1] == "西安长江机械"
    shown = [page.model.index(row, 2).data() for row, p in enumerate(page.model.rows) if p.field == "name"]
    assert shown == ["西安长江机械␣␣"], "blanks that are taken away are to be seen"
    sites = next(
        page.kinds.item(row) for row in range(page.kinds.count()) if page.kinds.item(row).text() == "Websites  1"
    )
    sites.setCheckState(Qt.CheckState.Unchecked)
    assert not any(p.kind == "website" for p in page.model.rows)
    number = len(page.model.rows)
    desk.qtbot.mouseClick(desk.find(QPushButton, "write_formats"), Qt.MouseButton.LeftButton)
    desk.until(lambda: [p.kind for p in page.model.rows] == ["website"])
    written = "SELECT phone, email, website FROM crm.customer WHERE short_name = '环太科技'"
    assert office.account_set.rows(written) == [("029-88451234", "office@huantai.cn", "http://huantai.cn/")]
    desk.until(lambda: any("value" in words for words in desk.toasts()))
    desk.window.toasts.undo_last()
    desk.until(lambda: len(page.model.rows) == number + 1)
    assert office.account_set.rows(written) == [("029 8845 1234", "OFFICE@Huantai.CN", "http://huantai.cn/")]


def test_a_field_takes_its_standard_form_when_one_leaves_it(office: Office) -> None:
    desk = office.open("rep1")
    page, _bar = _new_customer(desk)
    typed(desk, page, "name", "ＡＢＣ（西安） 商贸")
    typed(desk, page, "email", "Office@ABC.cn ")
    assert page.form.current()["name"] == "ABC(西安)商贸"
    assert page.form.current()["email"] == "office@abc.cn"


def test_what_lies_in_ones_own_pool_is_named_and_claimed_there(office: Office) -> None:
    company = office.account_set
    (one,) = pooled(company, make_pool(company, "销售一部", name="一部公海"), "蓝天教育")
    company.rows("UPDATE crm.customer SET last_contact_at = '2026-03-08 12:00+00' WHERE id = %s", one)
    desk = office.open("rep2")
    company.rows("DELETE FROM crm.pool_member")
    page, bar = _new_customer(desk)
    typed(desk, page, "name", "成都蓝天教育咨询有限公司")
    desk.until(bar.isVisible)  # no member: masked, and not to be claimed
    assert desk.find(QLabel, "alike_0").text() == "成都＊＊＊ · owner: public pool · same name"
    assert bar.findChild(QPushButton, "claim_0") is None
    company.rows(
        "INSERT INTO crm.pool_member (pool_id, employee_id) SELECT p.id, e.id FROM crm.customer_pool p, crm.employee e WHERE e.login = 'rep1'"
    )
    desk = office.open("rep1")
    page, bar = _new_customer(desk)
    typed(desk, page, "name", "成都蓝天教育咨询有限公司")
    desk.until(bar.isVisible)
    words = desk.find(QPushButton, "alike_0").text()
    assert words == "成都蓝天教育咨询有限公司 · in the pool 一部公海, last contact: 2026-03-08 · same name"
    desk.qtbot.mouseClick(desk.find(QPushButton, "claim_0"), Qt.MouseButton.LeftButton)
    desk.until(lambda: owners(company)["蓝天教育"] == "rep1")
    desk.until(lambda: "in the pool" not in desk.find(QPushButton, "alike_0").text())  # and no key was pressed
    assert desk.find(QPushButton, "alike_0").text() == "成都蓝天教育咨询有限公司 · owner: 王小明 · same name"
    desk.until(lambda: bar.findChild(QPushButton, "claim_0") is None)


def test_a_rule_for_certain_states_is_made_on_its_page_and_told_in_the_form(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "UPDATE crm.customer SET status = (SELECT code FROM crm.dictionary WHERE kind = 'customer_status' AND stage = 'customer' LIMIT 1) "
        "WHERE name LIKE '成都蓝天%%' RETURNING 1"
    )
    admin = office.open("admin")
    admin.window.new_record("duplicate_rule")
    page = admin.window.documents.current
    page.form.editor("by_hand").put("refuse")
    states = page.form.editor("states")
    assert [words for _code, words in states.offers()] == [
        "Target customer", "Customer", "Former customer", "In a public pool", "Locked",
    ]  # fmt: skip
    typed(admin, page, "states", "Customer, Locked")
    admin.qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    admin.until(lambda: page.record_id)
    made = "SELECT entity, kind, states, by_hand, by_import FROM crm.duplicate_rule WHERE id = %s"
    assert rows(made, page.record_id) == [("customer", "name", ["customer", "locked"], "refuse", "warn")]
    desk = office.open("rep1")
    page, bar = _new_customer(desk)
    typed(desk, page, "name", "蓝天教育咨询")
    desk.until(bar.isVisible)
    told = "成都＊＊＊ · owner: 刘洋 · same name · a second one is refused: Customer"
    assert desk.find(QLabel, "alike_0").text() == told
    assert bar.property("kind") == "banner-bad"
    desk.qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    said = "This is there already, at a customer, and may not be twice; its owner: 刘洋."
    desk.until(lambda: page.notice.isVisible() and desk.desktop.jobs.busy == 0)
    assert said in page.form.editor("name").error()
    assert not page.record_id
    rows(
        "UPDATE crm.customer SET status = (SELECT code FROM crm.dictionary WHERE kind = 'customer_status' AND stage = 'target' LIMIT 1) WHERE name LIKE '成都蓝天%%' RETURNING 1"
    )
    typed(desk, page, "name", "蓝天教育")
    typed(desk, page, "name", "蓝天教育咨询")
    desk.until(lambda: [one.refused for one in bar.alike()] == [False])
    desk.qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: page.record_id)


def test_rules_call_a_field_as_its_record_does(
    fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    rows, office = fresh_account_set.rows, Office(fresh_account_set, tmp_path, qtbot, qapp, "zh_CN")
    try:
        desk = office.open("admin")
        for entity, of, name, words in (
            ("duplicate_field", "customer", "name", "名称"),
            ("duplicate_field", "contact", "name", "姓名"),
            ("completeness_rule", "contact", "title", "职务"),
        ):
            ((number,),) = rows(f"SELECT id FROM crm.{entity} WHERE entity = %s AND field = %s", of, name)
            page = desk.window.open_record(entity, number)
            desk.until(lambda page=page, number=number: page.form.record.id == number)
            assert page.form.editor("field").line.text() == words
            page.form.editor("weight").put(7)
            page.save()
            desk.until(lambda page=page: not page.is_dirty() and desk.desktop.jobs.busy == 0)
            assert rows(f"SELECT field, weight FROM crm.{entity} WHERE id = %s", number) == [(name, 7)]
    finally:
        office.close()
