"""Whose login is locked while his window is open is told so: no server is awaited that is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.db.connect import Database
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office
from tests.ui.test_shell_records import opened, typed


@pytest.fixture
def office(own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(own_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _words(desk: Desk) -> str:
    return desk.window.banner.findChild(QLabel).text() if desk.window.banner.isVisible() else ""


def test_an_open_window_says_that_its_login_left(office: Office) -> None:
    desk = office.open("rep1")
    office.account_set.rows("UPDATE crm.employee SET status = 'left' WHERE login = 'rep1' RETURNING 1")
    desk.until(lambda: "login was locked" in _words(desk))
    assert not desk.desktop.live._retry.isActive()


def test_whoever_is_let_in_again_goes_on_with_what_he_typed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = office.account_set.rows
    desk = office.open("rep1")
    ((mine,),) = rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE login = 'rep1'"
    )
    page = opened(desk, "customer", mine)
    typed(desk, page, "short_name", "Kept")
    rows("ALTER ROLE rep1 NOLOGIN")
    rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rep1'")
    desk.until(lambda: "login was locked" in _words(desk))
    page.save()
    desk.until(lambda: "login is locked" in page.notice.words())

    tried: list[str] = []
    monkeypatch.setattr(Database, "raw_connection", _noting(Database.raw_connection, tried))
    desk.desktop.live.lost()  # as after each job that finds no server
    assert not desk.desktop.live._retry.isActive() and not tried  # with an old password each would count as a guess
    rows("ALTER ROLE rep1 LOGIN")
    desk.qtbot.mouseClick(desk.window.banner.retry, Qt.MouseButton.LeftButton)
    desk.until(lambda: not _words(desk))
    assert page.form.editor("short_name").value() == "Kept"
    page.save()
    desk.until(lambda: rows("SELECT short_name FROM crm.customer WHERE id = %s", mine) == [("Kept",)])


def _noting(connect: object, tried: list[str]) -> object:
    def noting(database: Database) -> object:
        tried.append(database.login)
        return connect(database)  # type: ignore[operator]

    return noting
