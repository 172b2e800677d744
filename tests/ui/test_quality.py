"""Data quality on the screen: hints while one types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.quality.duplicate_bar import DuplicateBar
from tests.databases import AccountSet
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
    typed(desk, page, "name", "环太科技")
    desk.until(bar.isVisible)
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


def test_enter_opens_ones_own(office: Office) -> None:
    desk = office.open("rep1")
    page, bar = _new_customer(desk)
    typed(desk, page, "phone", "8845 1234")
    desk.until(bar.isVisible)
    own = desk.find(QPushButton, "alike_0")
    own.setFocus()
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
    desk.until(bar.isVisible)
    assert bar.property("kind") == "banner-bad"
    desk.qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: "刘洋" in page.notice.words())
    assert page.form.editor("tax_number").error() == page.notice.words()
    assert office.account_set.rows("SELECT count(*) FROM crm.customer WHERE name = '甲'") == [(0,)]
