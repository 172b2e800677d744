"""Companies looked up outside: addresses typed in “Settings”, offered in the menu, opened in the browser on one's word only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.customers.rules import lookup_address, lookup_lacks
from tests.databases import AccountSet
from tests.db.handoverkit import customer
from tests.ui.shellkit import Desk, Office

NAME = "甲&乙 (西安) #1?/50%"
ESCAPED = "%E7%94%B2%26%E4%B9%99%20%28%E8%A5%BF%E5%AE%89%29%20%231%3F%2F50%25"


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the browser was asked to open."""
    found: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: found.append(bytes(url.toEncoded().data()).decode()) or True
    )
    return found


def _typed(desk: Desk, page: Any, name: str, words: str) -> None:
    line = page.findChild(QLineEdit, name)
    desk.window.activateWindow()
    line.setFocus()
    desk.until(line.hasFocus)
    line.selectAll()
    desk.qtbot.keyClick(line, Qt.Key.Key_Delete)
    line.insert(words)  # keys of the test know no Chinese
    desk.qtbot.keyClick(line, Qt.Key.Key_Tab)


def _offered(page: Any) -> dict[str, QAction]:
    page.menu.aboutToShow.emit()
    return {a.text().split("\t")[0]: a for a in page.menu.actions() if a.objectName().startswith("lookup_")}


def _record(desk: Desk, entity: str, record_id: int) -> Any:
    page = desk.window.open_record(entity, record_id)
    desk.until(lambda: page.form.record.id == record_id)
    return page


def _key(desk: Desk, page: Any) -> None:
    desk.window.activateWindow()
    line = page.form.editor("name").input
    line.setFocus()
    desk.until(line.hasFocus)
    desk.qtbot.keyClick(line, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


def test_what_is_put_in_is_escaped() -> None:
    values = {"name": f" {NAME} ", "tax_number": "91610131MA6U"}
    assert lookup_address("https://a.cn/查/{name}?tax={tax_number}&x=%20#{name}", values) == (
        f"https://a.cn/%E6%9F%A5/{ESCAPED}?tax=91610131MA6U&x=%20#{ESCAPED}"
    )
    made = lookup_address("HTTP://查询.cn:8080?q={name}", values)
    assert (
        bytes(QUrl.fromEncoded(made.encode()).toEncoded().data()).decode() == f"http://xn--jvv041f.cn:8080?q={ESCAPED}"
    )
    braces = {"name": "{tax_number}", "tax_number": "1"}
    assert lookup_address("https://a.cn/{name}/{tax_number}", braces) == "https://a.cn/%7Btax_number%7D/1"
    assert lookup_lacks("https://a.cn/{name}", {"name": " "}) == "name"
    assert lookup_lacks("https://a.cn/{name}", {"name": "x"}) == ""
    assert lookup_lacks("https://a.cn/{name}{tax_number}", {"name": "x"}) == "tax_number"


def test_an_administrator_types_them_and_everybody_looks_up(office: Office, opened: list[str]) -> None:
    one = customer(office.account_set, "环太科技")
    office.account_set.rows("UPDATE crm.customer SET name = %s, tax_number = '' WHERE id = %s RETURNING 1", NAME, one)
    rep, admin = office.open("rep1"), office.open("admin")
    page = _record(rep, "customer", one)
    assert _offered(page) == {} and opened == []
    _key(rep, page)
    assert not page.findChildren(QAction, "lookup_0") and opened == [], "none by default"

    admin.window.open_listed("settings")
    admin.until(lambda: admin.desktop.jobs.busy == 0)
    settings = admin.window.documents.current
    stored = "SELECT value FROM crm.setting WHERE name = 'lookups'"
    _typed(admin, settings, "lookup_name_0", "天眼查")
    _typed(admin, settings, "lookup_address_0", "ftp://example.com/{name}")
    admin.until(lambda: settings.lookups._wrong.isVisible())
    assert "“天眼查”: http:// or https://" in settings.lookups._wrong.text()
    assert office.account_set.rows(stored) == []
    _typed(admin, settings, "lookup_address_0", "https://example.com/s?key={name}")
    admin.until(lambda: office.account_set.rows(stored) != [] and not settings.lookups._wrong.isVisible())
    rep.until(lambda: len(rep.window.context.facts().lookups) == 1)

    offered = _offered(page)
    assert list(offered) == ["Look up: 天眼查"]
    names = [a.objectName() for a in page.menu.actions()]
    assert names.index("lookup_0") == names.index("copy_record") - 1
    offered["Look up: 天眼查"].trigger()
    assert opened == [f"https://example.com/s?key={ESCAPED}"]
    _key(rep, page)
    assert opened == [f"https://example.com/s?key={ESCAPED}"] * 2, "the only one is opened by its key"
    opened.clear()

    _typed(admin, settings, "lookup_name_1", "税号")
    _typed(admin, settings, "lookup_address_1", "https://example.com/t/{tax_number}")
    rep.until(lambda: len(rep.window.context.facts().lookups) == 2)
    offered = _offered(page)
    assert [a.isEnabled() for a in offered.values()] == [True, False]
    assert offered["Look up: 税号"].toolTip() == "“Tax number” is empty here."
    page.form.editor("tax_number").put("9161 0131")  # as it stands there, saved or not
    assert all(a.isEnabled() for a in _offered(page).values())
    _key(rep, page)
    choice = page.findChild(type(page.menu.related), "lookup_choice")
    assert choice.isVisible() and [a.text() for a in choice.actions()] == ["天眼查", "税号"] and opened == []
    rep.qtbot.keyClick(choice, Qt.Key.Key_Down)
    rep.qtbot.keyClick(choice, Qt.Key.Key_Return)
    assert opened == ["https://example.com/t/9161%200131"]

    for line in ("lookup_name_0", "lookup_address_0"):
        _typed(admin, settings, line, "")
    rep.until(lambda: [name for name, _ in rep.window.context.facts().lookups] == ["税号"])
    admin.until(lambda: [name.text() for name, _ in settings.lookups.rows] == ["税号", ""])


def test_companies_and_no_persons_are_looked_up(office: Office, opened: list[str]) -> None:
    company = office.account_set
    company.rows(
        "INSERT INTO crm.setting (name, value) VALUES ('lookups', "
        """'[{"name": "查", "address": "https://example.com/{name}"}]') RETURNING 1"""
    )
    ((partner, name),) = company.rows("SELECT id, name FROM crm.partner ORDER BY id LIMIT 1")
    desk = office.open("boss")
    page = _record(desk, "partner", partner)
    _offered(page)["Look up: 查"].trigger()
    assert opened == [lookup_address("https://example.com/{name}", {"name": name})]
    one = customer(company, "环太科技")
    company.rows("UPDATE crm.customer SET kind = 'person' WHERE id = %s RETURNING 1", one)
    assert _offered(_record(desk, "customer", one)) == {}


def test_who_may_not_change_settings_reads_them(office: Office) -> None:
    office.account_set.rows("DELETE FROM crm.right_rule WHERE module = 'setting' AND action <> 'view' RETURNING id")
    admin = office.open("admin")
    admin.window.open_listed("settings")
    admin.until(lambda: admin.desktop.jobs.busy == 0)
    line = admin.window.documents.current.findChild(QLineEdit, "lookup_name_0")
    assert line.isReadOnly() and line.toolTip() == "You have no right to change settings."
