"""Backup, drill and account sets from the desktop of an administrator; nobody else sees the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Office

#: a backup, a drill and a copy on a busy machine (milliseconds)
LONG = 120_000


@pytest.fixture
def office(own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(AccountSet(name="crm_tiny", server=own_account_set.server), tmp_path, qtbot, qapp)
    yield made
    made.close()


def test_an_administrator_backs_up_drills_and_copies(office: Office) -> None:
    desk = office.open("admin")
    wait = office.qtbot.waitUntil
    page = desk.window.open_page("safety")
    wait(lambda: page.bar.keeper is not None, timeout=LONG)
    wait(lambda: "never" in page.cards["drill"].state.text(), timeout=LONG)
    assert str(office.account_set.server.data_dir) in page.bar.words.text()
    button = desk.find(QPushButton, "safety.drill")
    button.setFocus()
    office.qtbot.keyClick(button, Qt.Key.Key_Space)
    wait(lambda: page.cards["drill"].state.text() == "today", timeout=LONG)
    assert any("can be restored" in words for words in desk.toasts())
    run = page.model.rows[0]
    assert (run.kind, run.ok) == ("drill", True)
    assert run.rows > 1000
    office.account_set.rows("UPDATE crm.customer SET tokens = '' WHERE id = 1 RETURNING 1")
    office.account_set.rows("ALTER TABLE crm.customer DISABLE ROW LEVEL SECURITY")
    office.qtbot.mouseClick(desk.find(QPushButton, "safety.check"), Qt.MouseButton.LeftButton)
    wait(lambda: page.cards["check"].state.text() == "failed", timeout=LONG)
    office.account_set.rows("ALTER TABLE crm.customer ENABLE ROW LEVEL SECURITY")

    sets = desk.window.open_page("sets")
    wait(lambda: bool(sets.sets.rows), timeout=LONG)
    assert [line.name for line in sets.sets.rows] == ["Tiny"]
    assert not sets.buttons["archive"].isEnabled()
    assert "working in this set" in sets.buttons["archive"].toolTip()
    assert not sets.buttons["copy"].isEnabled()
    office.qtbot.keyClicks(desk.find(QLineEdit, "sets.new_name"), "Second")
    wait(lambda: sets.buttons["copy"].isEnabled(), timeout=LONG)
    office.qtbot.mouseClick(sets.buttons["copy"], Qt.MouseButton.LeftButton)
    wait(lambda: [line.name for line in sets.sets.rows] == ["Second", "Tiny"], timeout=LONG)
    sets.table.selectRow(0)
    assert sets.buttons["archive"].isEnabled()
    assert not sets.buttons["reset"].isEnabled()
    sets.ask_archive()
    office.qtbot.mouseClick(desk.window.findChild(QPushButton, "go_on"), Qt.MouseButton.LeftButton)
    wait(lambda: [line.name for line in sets.sets.rows] == ["Tiny"], timeout=LONG)
    wait(lambda: any(file.name == "Second" for file in sets.files.rows), timeout=LONG)


def test_others_have_no_such_pages(office: Office) -> None:
    desk = office.open("boss")
    assert desk.window.open_page("safety") is None
    assert desk.window.open_page("sets") is None


def test_a_server_elsewhere_asks_for_its_superuser(office: Office) -> None:
    desk = office.open("admin")
    desk.window.context.__dict__["keeper"] = lambda user, password: _refuse(user)
    page = desk.window.open_page("safety")
    desk.until(lambda: desk.find(QLineEdit, "server.password"))
    assert not desk.find(QPushButton, "safety.backup").isEnabled()
    office.qtbot.keyClicks(desk.find(QLineEdit, "server.password"), "wrong")
    office.qtbot.keyClick(desk.find(QLineEdit, "server.password"), Qt.Key.Key_Return)
    desk.until(lambda: page.bar.wrong.isVisible())
    assert "login" in page.bar.wrong.text().lower() or "password" in page.bar.wrong.text().lower()


def _refuse(user: str) -> object:
    from crm_desktop.admin.trouble import Trouble
    from crm_desktop.core.errors import LoginFailed

    raise LoginFailed() if user else Trouble("The superuser of the office server must be named.")
