"""Own attributes that are phones, addresses, percentages and moments, as one defines, types, follows and filters them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office
from tests.ui.test_definitions import ALT, CTRL, page_of, typed

KINDS = {"tel": "phone", "mail": "email", "web": "url", "off": "percent", "seen": "datetime"}
NAMES = [f"attrs.{key}" for key in KINDS]


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def defined(office: Office, entity: str) -> None:
    for position, (key, kind) in enumerate(KINDS.items()):
        office.account_set.rows(
            "INSERT INTO crm.attribute_definition (entity, key, label, kind, position, in_list) VALUES (%s, %s, %s, %s, %s, true)",
            entity, key, f"属性{key}", kind, position,
        )  # fmt: skip


def opened(desk: Desk, entity: str, record_id: int) -> Any:
    desk.window.open_record(entity, record_id)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == record_id)
    return page


WRONG = {
    "attrs.tel": ("none", "This is not a telephone number", "不是有效的电话号码"),
    "attrs.mail": ("wang@huantai", "This is not an e-mail address", "不是有效的邮箱地址"),
    "attrs.web": ("file:///etc/a.txt", "This is not a web address", "不是有效的网址"),
    "attrs.off": ("12.345", "At most 2 decimals", "最多 2 位小数"),
    "attrs.seen": ("some day", "This is not a day and time", "不是日期时间"),
}


def test_one_is_defined_by_keyboard(office: Office) -> None:
    rows, admin = office.account_set.rows, office.open("admin")
    page = page_of(admin, "attributes")
    assert page.list.count() == 0 and page._empty.isVisible() and page._empty.text().startswith("No attributes yet.")
    admin.qtbot.keyClick(page.list, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    form = page.form.form
    typed(admin, form, "label", "Hotline")
    typed(admin, form, "kind", "Phone")
    admin.qtbot.keyClick(form, Qt.Key.Key_S, CTRL)
    admin.until(lambda: rows("SELECT key, kind FROM crm.attribute_definition") == [("hotline", "phone")])
    admin.until(lambda: page.list.count() and not page._empty.isVisible())


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_no_value_is_said_at_the_field(office: Office, language: str) -> None:
    defined(office, "product")
    office.languages.use(language)
    desk = office.open("pm")
    page = opened(desk, "product", 1)
    for name, (words, english, chinese) in WRONG.items():
        typed(desk, page.form, name, words)
        assert page.form.editor(name).error().startswith(english if language == "en" else chinese), name
    page.save()
    assert office.account_set.rows("SELECT attrs FROM crm.product WHERE id = 1") == [({},)]


@pytest.mark.parametrize(("entity", "login"), [("customer", "rep1"), ("product", "pm")])
def test_typed_in_any_way_stored_in_one_and_followed(
    office: Office, monkeypatch: pytest.MonkeyPatch, entity: str, login: str
) -> None:
    defined(office, entity)
    rows, shown = office.account_set.rows, []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toString()))
    desk = office.open(login)
    ((known,),) = rows(
        f"SELECT min(id) FROM crm.{entity}" + (" WHERE short_name = '环太科技'" if entity == "customer" else "")
    )
    page = opened(desk, entity, known)
    for name, words in zip(
        NAMES, ("(029)8825 0000", "WANG@huantai.cn", "http://www.Huantai.cn/", "12.5%", "2026-1-15 14:30"), strict=True
    ):
        typed(desk, page.form, name, words)
    for name in ("attrs.mail", "attrs.web"):
        desk.qtbot.keyClick(page.form.editor(name).input, Qt.Key.Key_Return, ALT)
    assert shown == ["mailto:wang@huantai.cn", "https://www.huantai.cn"]
    page.save()
    desk.until(lambda: rows(f"SELECT attrs <> '{{}}' FROM crm.{entity} WHERE id = %s", known) == [(True,)])
    ((attrs,),) = rows(f"SELECT attrs FROM crm.{entity} WHERE id = %s", known)
    assert attrs.pop("seen").startswith("2026-01-1")
    assert attrs == {"tel": "029-88250000", "mail": "wang@huantai.cn", "web": "www.huantai.cn", "off": 12.5}
    desk.until(lambda: not page.form.is_dirty())
    assert page.form.editor("attrs.seen").input.text().startswith("2026-01-15 14:30")
    # the list shows them, and filters as it does its own columns
    desk.window.open_listed(f"list:{entity}")
    listed = desk.window.documents.current
    desk.until(lambda: listed.list.model.complete)
    every = listed.list.model.rowCount()
    for words in (
        "属性tel:8825",
        "属性mail:wang",
        "属性web:huantai",
        "属性off:>12",
        "属性off:12.5%",
        "属性seen:2026-1-15",
        "属性seen:>2026-1-15",
    ):
        listed.list.filter.set_text(words)
        listed.list.filter.apply()
        wanted = 0 if words.endswith(">2026-1-15") else 1
        desk.until(lambda wanted=wanted: listed.list.model.complete and listed.list.model.rowCount() == wanted)
        assert not listed.list.filter._hint.isVisible(), words
        assert every > 1
