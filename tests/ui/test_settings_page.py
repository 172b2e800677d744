"""The company's numbers: typed, in force at once on every desktop, out of reach for who may not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.qt.editors import Editor
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def opened(desk: Desk) -> Any:
    desk.window.open_listed("settings")
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return desk.window.documents.current


def typed(desk: Desk, page: Any, name: str, words: str) -> None:
    line = page.editors[name].input
    line.setFocus()
    line.selectAll()
    desk.qtbot.keyClicks(line, words)
    desk.qtbot.keyClick(line, Qt.Key.Key_Tab)


def test_a_number_is_in_force_at_once_for_everybody(office: Office) -> None:
    stored = "SELECT value::int FROM crm.setting WHERE name = 'forgotten_days'"
    rep, admin = office.open("rep1"), office.open("admin")
    page = opened(admin)
    assert (page.editors["forgotten_days"].value(), page.editors["handed_days"].value()) == (90, 14)
    typed(admin, page, "forgotten_days", "60")
    admin.until(lambda: office.account_set.rows(stored) == [(60,)])
    admin.until(lambda: any("60" in words for words in admin.toasts()))
    rep.until(lambda: rep.window.context.facts().forgotten_days == 60)
    typed(admin, page, "forgotten_days", "0")  # no number of days, so nothing is written
    assert page.editors["forgotten_days"].error()
    typed(admin, page, "forgotten_days", "61")  # the same row once more
    admin.until(lambda: office.account_set.rows(stored) == [(61,)])


def test_how_long_something_is_taken_back(office: Office) -> None:
    stored = "SELECT value::int FROM crm.setting WHERE name = 'undo_days'"
    admin = office.open("admin")
    page = opened(admin)
    shown = [editor.field.name for editor in page.findChildren(Editor)]
    assert len(shown) == len(set(shown)) == len(page.editors) > 5, "each number stands there once"
    assert page.editors["undo_days"].value() == 3
    typed(admin, page, "undo_days", "31")
    assert page.editors["undo_days"].error(), "what is deleted is kept for thirty days"
    typed(admin, page, "undo_days", "7")
    admin.until(lambda: office.account_set.rows(stored) == [(7,)])
    assert office.account_set.rows("SELECT crm.undo_days()") == [(7,)]
    admin.until(lambda: admin.window.context.facts().undo_days == 7)


def test_who_may_only_look_is_told_so(office: Office) -> None:
    office.account_set.rows("DELETE FROM crm.right_rule WHERE module = 'setting' AND action <> 'view' RETURNING id")
    admin = office.open("admin")
    page = opened(admin)
    assert all(editor.read_only for editor in page.editors.values())
    assert page.editors["backup_days"].input.toolTip() == "You have no right to change settings."
    assert page.editors["backup_days"].value() == 2
