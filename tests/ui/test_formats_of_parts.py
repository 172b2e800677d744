"""Standard formats reach what hangs on records: further phones and e-mails, addresses, other companies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.quality.formats_services import Proposal, Proposals, propose_formats
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

HUANTAI = "西安环太科技有限公司"
OF_HUANTAI = "(SELECT id FROM crm.customer WHERE short_name = '环太科技')"


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    try:
        yield made
    finally:
        made.close()


def _looked(desk: Desk, entity: str) -> Any:
    page = desk.window.open_page("formats", entity=entity)
    combo = desk.find(QComboBox, "formats_entity")
    combo.setCurrentIndex(combo.findData(entity))
    combo.activated.emit(combo.currentIndex())
    desk.qtbot.mouseClick(desk.find(QPushButton, "look_at_formats"), Qt.MouseButton.LeftButton)
    desk.until(lambda: page._job is None and desk.desktop.jobs.busy == 0)
    return page


def _found(page: Any) -> dict[tuple[str, str, str], str]:
    return {(p.table, p.field, p.old): p.new for p in page.model.rows}


def test_phones_and_addresses_of_customers_chosen_rows_only_and_taken_back(office: Office) -> None:
    company = office.account_set
    company.rows(f"UPDATE crm.customer SET province = '陕西省', city = '西安市' WHERE id = {OF_HUANTAI} RETURNING id")
    company.rows(
        f"INSERT INTO crm.customer_phone (customer_id, number) VALUES ({OF_HUANTAI}, '８８４５ 9999') RETURNING id"
    )
    company.rows(
        "INSERT INTO crm.customer_address (customer_id, recipient, phone, province, city, address, postcode) "
        f"VALUES ({OF_HUANTAI}, '张　伟', '+86 138 0000 1111', '陕西省', '西安市', '陕西省西安市高新路１号', '71 0065') RETURNING id"
    )
    desk = office.open("admin")
    page = _looked(desk, "customer")
    found = _found(page)
    assert found["customer_phone", "number", "８８４５ 9999"] == "029-88459999", (
        "the customer's town says the area code"
    )
    assert found["customer_address", "phone", "+86 138 0000 1111"] == "13800001111"
    assert found["customer_address", "address", "陕西省西安市高新路１号"] == "高新路1号"
    assert found["customer_address", "postcode", "71 0065"] == "710065"
    assert {p.name for p in page.model.rows if p.table == "customer_phone"} == {HUANTAI}
    fields = {page.model.index(row, 1).data() for row in range(page.model.rowCount())}
    assert "Address, Postcode" in fields
    number = len(page.model.rows)
    selected = desk.find(QPushButton, "write_selected")
    assert not selected.isEnabled() and desk.find(QPushButton, "write_formats").text() == f"Write all {number} shown"
    for row, proposal in enumerate(page.model.rows):
        if proposal.field in ("number", "postcode"):
            page.table.selectionModel().select(
                page.model.index(row, 0),
                QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
            )
    assert selected.text() == "Write 2 selected"
    desk.qtbot.mouseClick(selected, Qt.MouseButton.LeftButton)
    written = (
        "SELECT p.number, a.postcode, a.phone FROM crm.customer_phone p JOIN crm.customer_address a USING (customer_id) "
        f"WHERE customer_id = {OF_HUANTAI} AND a.recipient <> '' AND p.number NOT LIKE '400%%'"
    )
    desk.until(lambda: len(page.model.rows) == number - 2 and desk.desktop.jobs.busy == 0)
    assert company.rows(written) == [("029-88459999", "710065", "+86 138 0000 1111")], "what was not chosen stays"
    desk.window.toasts.undo_last()
    desk.until(lambda: len(page.model.rows) == number)
    assert company.rows(written) == [("８８４５ 9999", "71 0065", "+86 138 0000 1111")]
    place = next(i for i, p in enumerate(page.model.rows) if p.table == "customer_phone")
    page.table.activated.emit(page.model.index(place, 0))
    ((customer,),) = company.rows(f"SELECT {OF_HUANTAI}")
    desk.until(lambda: getattr(desk.window.documents.current, "record_id", 0) == customer)


def test_further_phones_of_contacts_but_never_twice_the_same(office: Office) -> None:
    company = office.account_set
    ((contact, owner),) = company.rows(
        f"SELECT id, owner_id FROM crm.contact WHERE customer_id = {OF_HUANTAI} ORDER BY id LIMIT 1"
    )
    for number, email in (
        ("+86 139 1111 2222", ""),
        ("13911112222", ""),
        ("137 3333 4444", ""),
        ("", "Boss@Huantai.CN"),
    ):
        company.rows(
            "INSERT INTO crm.contact_way (contact_id, number, email) VALUES (%s, %s, %s) RETURNING id",
            contact,
            number,
            email,
        )
    ((mine, other),) = company.rows(
        "SELECT (SELECT login FROM crm.employee WHERE id = %s), (SELECT min(login) FROM crm.employee WHERE login LIKE 'rep_' AND id <> %s)",
        owner,
        owner,
    )
    assert [len(_of_ways(office.open(login))) for login in (mine, other)] == [2, 0], "another's are not his"
    desk = office.open("admin")
    page = _looked(desk, "contact")
    ways = {key[1:]: new for key, new in _found(page).items() if key[0] == "contact_way"}
    assert ways == {("number", "137 3333 4444"): "13733334444", ("email", "Boss@Huantai.CN"): "boss@huantai.cn"}
    desk.qtbot.mouseClick(desk.find(QPushButton, "write_formats"), Qt.MouseButton.LeftButton)
    desk.until(lambda: not page.model.rows and desk.desktop.jobs.busy == 0)
    told = "SELECT 'work:boss@huantai.cn' = ANY (further_emails) FROM crm.contact WHERE id = %s"
    assert company.rows(told, contact) == [(True,)], "the contact tells of it"


def _of_ways(desk: Desk) -> list[Proposal]:
    found: list[Proposals] = []
    desk.window.context.jobs.run(
        lambda session: propose_formats(session, lambda *_: None, entity="contact"),
        owner=desk.window,
        done=found.append,
        failed=desk.window.context.messages.error,
    )
    desk.until(lambda: bool(found))
    return [p for p in found[0].rows if p.table == "contact_way"]


def test_other_companies_and_their_contacts(office: Office) -> None:
    company = office.account_set
    ((partner,),) = company.rows(
        "INSERT INTO crm.partner (name, is_supplier, phone, email, website, province, city, address) VALUES "
        "('北京 联想（集团）公司', true, '010 8888 6666', 'SALES@Lenovo.CN', 'http://lenovo.cn/', '北京市', '北京市', '上地６号') RETURNING id"
    )
    company.rows(
        "INSERT INTO crm.partner_contact (partner_id, name, mobile) VALUES (%s, '李 雷', '+86 136 0000 0000') RETURNING id",
        partner,
    )
    desk = office.open("admin")
    page = _looked(desk, "partner")
    found = {key[:2]: new for key, new in _found(page).items()}
    assert found["partner", "name"] == "北京联想(集团)公司"
    assert (found["partner", "phone"], found["partner", "email"]) == ("010-88886666", "sales@lenovo.cn")
    assert (found["partner", "website"], found["partner", "address"]) == ("lenovo.cn", "上地6号")
    assert (found["partner_contact", "name"], found["partner_contact", "mobile"]) == ("李雷", "13600000000")
    desk.qtbot.mouseClick(desk.find(QPushButton, "write_formats"), Qt.MouseButton.LeftButton)
    desk.until(lambda: not page.model.rows and desk.desktop.jobs.busy == 0)
    written = (
        "SELECT p.name, c.mobile FROM crm.partner p JOIN crm.partner_contact c ON c.partner_id = p.id WHERE p.id = %s"
    )
    assert company.rows(written, partner) == [("北京联想(集团)公司", "13600000000")]
    desk.window.toasts.undo_last()
    desk.until(lambda: len(page.model.rows) == len(found))
    assert company.rows(written, partner) == [("北京 联想（集团）公司", "+86 136 0000 0000")]


def test_what_a_rule_keeps_is_left_out_and_the_rest_written(office: Office) -> None:
    company = office.account_set
    company.rows("UPDATE crm.customer SET fax = '029 8845' || (1000 + id), grade = 'B' RETURNING id")
    company.rows(f"UPDATE crm.customer SET grade = 'A' WHERE id = {OF_HUANTAI} RETURNING id")
    company.rows(
        "INSERT INTO crm.field_rule (entity, field, kind, condition) VALUES ('customer', 'fax', 'read_only', 'grade = \"A\"') RETURNING id"
    )
    desk = office.open("admin")
    page = _looked(desk, "customer")
    faxes = sum(p.field == "fax" for p in page.model.rows)
    assert faxes > 1
    desk.qtbot.mouseClick(desk.find(QPushButton, "write_formats"), Qt.MouseButton.LeftButton)
    desk.until(lambda: len(page.model.rows) == 1 and desk.desktop.jobs.busy == 0)
    assert page.model.rows[0].name == HUANTAI and page.model.rows[0].field == "fax"
    assert any("Left as they are by a rule of the company: 1" in words for words in desk.toasts())
    ((kept,),) = company.rows("SELECT count(*) FROM crm.customer WHERE fax LIKE '029 8845%%'")
    assert kept == 1
