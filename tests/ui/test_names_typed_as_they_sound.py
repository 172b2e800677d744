"""What is typed as a condition on a name is met by pinyin, in both languages: as the search box, the names alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Office


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("language", "entity", "typed", "rows"),
    [
        ("en", "customer", "name:huantai", 1),
        ("zh_CN", "customer", "名称:xahtkj", 1),
        ("zh_CN", "contact", "客户:huantai", 1),
        ("en", "contact", "customer:zhongqing", 1),
        ("en", "customer", "name:=huantai", 0),
        ("en", "customer", "name:wangxiaoming", 0),
    ],
)
def test_a_name_is_typed_as_it_sounds(office: Office, language: str, entity: str, typed: str, rows: int) -> None:
    office.languages.use(language)
    desk = office.open("boss")
    page: Any = desk.window.open_list(entity)
    desk.until(lambda: page.list.model.rowCount() > 1)
    page.list.filter.set_text(typed)
    page.list.filter.line.setFocus()
    desk.qtbot.keyClick(page.list.filter.line, Qt.Key.Key_Return)
    desk.until(lambda: page.list.model.complete and page.list.model.rowCount() == rows and desk.desktop.jobs.busy == 0)
