"""Personal data on the screen: looked at, handed over, erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.privacy.prints import personal_sheet
from crm_desktop.base_info.privacy.services import Kept
from crm_desktop.base_info.privacy.words import line
from crm_desktop.core.source import Hit
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.page import Head
from tests.databases import AccountSet
from tests.ui.shellkit import Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def test_a_person_is_handed_over_and_erased(office: Office, tmp_path: Path) -> None:
    desk = office.open("admin")
    ((contact, name),) = office.account_set.rows("SELECT id, name FROM crm.contact ORDER BY id LIMIT 1")
    record = desk.window.open_record("contact", contact)
    desk.until(lambda: record._record.id == contact)
    record.menu._fill()
    next(a for a in record.menu.actions() if a.objectName() == "personal_data").trigger()
    page = desk.window.documents.current
    desk.until(lambda: page.model.rows)
    assert page.title() == f"Personal data: {name}"
    words = [page.model.index(row, 3).data() for row in range(page.model.rowCount())]
    assert "Mobile" in words and "Name" in words
    page.write_excel(tmp_path / "person.xlsx")
    desk.until(lambda: (tmp_path / "person.xlsx").exists() and any("Written" in t for t in desk.toasts()))
    rows = list(open_table(tmp_path / "person.xlsx").rows())
    assert len(rows) == page.model.rowCount()
    page.ask_erase()
    desk.until(lambda: page.findChild(QDialog, "erase_dialog"))
    dialog = page.findChild(QDialog, "erase_dialog")
    assert dialog.places.topLevelItemCount() and dialog.go_on.isEnabled()
    dialog.reason.setText("asked")
    dialog.go_on.click()
    desk.until(lambda: page.title() == "Personal data: (erased)")
    assert office.account_set.rows("SELECT reason, login FROM crm.erasure") == [("asked", "admin")]
    office.languages.use("zh_CN")
    desk.window.open_record("contact", contact)
    desk.until(lambda: record.head._name.text() == "（已清除）")
    assert record.form.editor("name").line.text() == "（已清除）" and not record.is_dirty()
    assert record.title() == "（已清除）"
    # in what a picker offers and has chosen, what Ctrl+K finds, and within texts of others
    made = desk.window.new_record("action")
    picker = made.form.editor("contact_id")
    picker.put(contact, "(erased)")
    picker._list([Hit("contact", contact, "(erased)", "经理")])
    assert (picker.line.text(), picker._model.item(0).text()) == ("（已清除）", "（已清除）")
    assert picker.value() == contact
    assert desk.window.search._entry_of(Hit("contact", contact, "(erased)", "")).title == "（已清除）"
    ((action,),) = office.account_set.rows("SELECT min(id) FROM crm.action")
    office.account_set.rows("UPDATE crm.action SET subject = '与(erased)通话' WHERE id = %s", action)
    told = desk.window.open_record("action", action)
    desk.until(lambda: told.title() == "与（已清除）通话")
    made.form.start({})
    office.languages.use("en")


@pytest.mark.parametrize(
    ("section", "item", "words", "said", "told"),
    [
        ("record", "contact_relation.created_at", "2024-10-16T08:37:16+00:00", "Created", "2024-10-16"),
        ("document", "opportunity", "XS-1 笔记本 采购 won", "Opportunity", "XS-1 笔记本 采购 Won"),
        ("document", "sales_order", "DD-1 2026-05-06 closed", "Order", "DD-1 2026-05-06 Closed"),
        ("timeline", "assigned", "甲 乙", "Owner and status", "甲 乙"),
    ],
)
def test_no_raw_words_are_handed_over(
    office: Office, section: str, item: str, words: str, said: str, told: str
) -> None:
    tools = office.open("admin").window.context
    *_, what, content = line(tools, Kept(section=section, at=None, who="", item=item, words=words))
    assert said in what and "_" not in what
    assert content.startswith(told) and "T" not in content


def test_open_documents_are_named_and_nothing_can_be_erased(office: Office) -> None:
    desk = office.open("admin")
    ((contact,),) = office.account_set.rows("SELECT id FROM crm.contact ORDER BY id LIMIT 1")
    office.account_set.rows(
        "UPDATE crm.opportunity SET contact_id = %s WHERE outcome = 'open' AND customer_id = "
        "(SELECT customer_id FROM crm.contact WHERE id = %s)", contact, contact
    )  # fmt: skip
    page = desk.window.open_page("personal_data", entity="contact", record_id=contact)
    desk.until(lambda: page.model.rows)
    page.ask_erase()
    desk.until(lambda: page.findChild(QDialog, "erase_dialog"))
    dialog = page.findChild(QDialog, "erase_dialog")
    assert "Open opportunities" in dialog.places.topLevelItem(0).text(0)
    assert not dialog.go_on.isEnabled() and not dialog.reason.isVisible()
    dialog.reject()


def test_who_has_no_right_finds_the_action_grey(office: Office) -> None:
    desk = office.open("rep1")
    ((contact,),) = office.account_set.rows(
        "SELECT min(c.id) FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    record = desk.window.open_record("contact", contact)
    desk.until(lambda: record._record.id == contact)
    record.menu._fill()
    action = next(a for a in record.menu.actions() if a.objectName() == "personal_data")
    assert not action.isEnabled() and "no right" in action.toolTip()
    assert desk.window.open_page("personal_data", entity="contact", record_id=contact) is None
    assert not [b for b in desk.window.findChildren(QPushButton, "person_erase") if b.isVisible()]


def test_the_sheet_to_hand_over_has_every_row() -> None:
    import pypdfium2

    rows = [("Record", "", "", "Name", "周海燕"), ("Changes", "2026-01-02 10:00", "王小明", "Mobile", "1 → 2")]
    head = Head(company="某公司", title="What we keep about you", language="en", person="", printed="")
    content = personal_sheet(head, "周海燕", rows, ("When", "Written by", "What", "Content"))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    for word in ("周海燕", "王小明", "1 → 2", "Changes", "What we keep about you"):
        assert word in text
