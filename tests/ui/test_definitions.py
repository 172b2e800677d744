"""Attributes, dictionaries and coding rules as their maintainer works on them, by keyboard, seen by others at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def typed(desk: Desk, form: Any, name: str, words: str) -> None:
    """Type *words* into a field instead of what stands there, and leave it."""
    widget = form.editor(name).input
    widget.setFocus()
    widget.selectAll()
    desk.qtbot.keyClicks(widget, words)
    desk.qtbot.keyClick(widget, Qt.Key.Key_Tab)


def page_of(desk: Desk, name: str) -> Any:
    desk.window.open_listed(name)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return desk.window.documents.current


def test_an_attribute_is_defined_and_is_on_every_desktop(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'pcs', '台数', 'integer')"
    )
    rep, admin = office.open("rep1"), office.open("admin")
    page = page_of(admin, "attributes")
    admin.until(lambda: page.list.count() > 0)
    page.list.setFocus()
    admin.qtbot.keyClick(page.list, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    form = page.form.form
    typed(admin, form, "label", "Per head")
    assert form.editor("key").value() == "per_head"  # made of the label until somebody writes another
    typed(admin, form, "kind", "Formula")
    typed(admin, form, "formula", "credit_limit / pcz")
    admin.until(lambda: "no such field: “pcz” (character 16)" in page.form.verdict.text())
    typed(admin, form, "formula", "credit_limit / pcs")
    admin.until(lambda: "Result: Number" in page.form.verdict.text())
    admin.until(lambda: page.preview is not None and "attrs.per_head" in page.preview.names())
    admin.qtbot.keyClick(form, Qt.Key.Key_S, CTRL)
    admin.until(
        lambda: rows("SELECT formula_kind FROM crm.attribute_definition WHERE key = 'per_head'") == [("number",)]
    )
    # the other desktop has the field without a new login; a record's form takes it up
    rep.until(lambda: "attrs.per_head" in rep.window.context.entity("customer"))
    # order by keys, kept for all
    admin.until(lambda: len(page.list.ids()) == 2)
    first, second = page.list.ids()
    page.list.setFocus()
    assert page.list.choose(second)
    admin.qtbot.keyClick(page.list, Qt.Key.Key_Up, ALT)
    admin.until(lambda: rows("SELECT id FROM crm.attribute_definition ORDER BY position") == [(second,), (first,)])


def test_a_kind_that_loses_values_is_explained_and_refused(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'seats', 'Seats', 'text')"
    )
    rows("UPDATE crm.customer SET attrs = '{\"seats\": \"many\"}' WHERE short_name IN ('环太科技', '长江机械')")
    admin = office.open("admin")
    page = page_of(admin, "attributes")
    admin.until(lambda: page.form.form is not None and page.form.form.record.id)
    typed(admin, page.form.form, "kind", "Whole number")
    admin.until(lambda: "2 of 2 values do not read as this kind: many" in page.form.verdict.text())
    admin.qtbot.keyClick(page.form.form, Qt.Key.Key_S, CTRL)
    admin.until(lambda: "2 values do not read" in page.form.form.editor("kind").error())
    assert rows("SELECT kind FROM crm.attribute_definition") == [("text",)]
    page._discard()


def test_a_condition_shows_the_attribute_where_it_applies(office: Office) -> None:
    office.account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, only_field, only_values) "
        "VALUES ('customer', 'gift', 'Gift', 'text', 'grade', '{A}')"
    )
    rep = office.open("rep1")
    rep.window.new_record("customer")
    form = rep.window.documents.current.form
    gift = form.editor("attrs.gift")
    assert gift.isHidden()
    typed(rep, form, "grade", "A")
    assert not gift.isHidden()
    typed(rep, form, "grade", "B")
    assert gift.isHidden()
    typed(rep, form, "grade", "")
