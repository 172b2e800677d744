"""Rules of fields on a form as one types, on every desktop at once, and in the hands of who makes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office
from tests.ui.test_definitions import page_of, typed

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def rule(office: Office, field: str, kind: str, **more: Any) -> None:
    given = {"entity": "customer", "field": field, "kind": kind, **more}
    names = ", ".join(given)
    office.account_set.rows(f"INSERT INTO crm.field_rule ({names}) VALUES %s", tuple(given.values()))


def opened(desk: Desk, office: Office) -> Any:
    ((known,),) = office.account_set.rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")
    desk.window.open_record("customer", known)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == known)
    return page


def test_a_rule_appears_on_an_open_form_without_a_new_login(office: Office) -> None:
    desk = office.open("rep1")
    page = opened(desk, office)
    assert not page.form.editor("website").isHidden()
    rule(office, "website", "visible", condition='grade = "B"')
    desk.until(lambda: page.form.editor("website").isHidden())
    typed(desk, page.form, "grade", "B")
    assert not page.form.editor("website").isHidden()  # as one types, nothing was asked of the server
    office.account_set.rows("DELETE FROM crm.field_rule")
    page.discard()
    desk.until(lambda: not page.form.editor("website").isHidden())


def test_required_and_kept_by_state(office: Office) -> None:
    rule(office, "tax_number", "required", condition='grade = "B"')
    rule(office, "website", "read_only", condition='grade = "B"')
    desk = office.open("rep1")
    page = opened(desk, office)
    form = page.form
    typed(desk, form, "grade", "B")
    assert not form.editor("website").read_only  # as saved it is A still
    desk.qtbot.keyClick(form, Qt.Key.Key_S, CTRL)
    assert form.editor("tax_number").error()
    typed(desk, form, "tax_number", "123")
    desk.qtbot.keyClick(form, Qt.Key.Key_S, CTRL)
    desk.until(lambda: form.editor("website").read_only)
    assert "rule" in form.editor("website").input.toolTip()


def test_the_sentence_of_the_company_stands_at_the_field(office: Office) -> None:
    rule(office, "tax_number", "pattern", pattern="^[0-9]{4}$", message="四位数字", message_en="Four digits, please.")
    desk = office.open("rep1")
    page = opened(desk, office)
    typed(desk, page.form, "tax_number", "12")
    desk.qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
    desk.until(lambda: page.form.editor("tax_number").error() == "Four digits, please.")
    typed(desk, page.form, "tax_number", "1234")
    desk.qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
    desk.until(lambda: not page.form.is_dirty())


def test_what_is_offered_follows_the_other_choice(office: Office) -> None:
    mapping = json.dumps({"A": ["it"]})
    rule(office, "industry", "options", by_field="grade", mapping=mapping)
    desk = office.open("rep1")
    page = opened(desk, office)
    industry = page.form.editor("industry")
    assert [code for code, _ in industry.offers()] == ["it"]
    typed(desk, page.form, "grade", "B")
    assert len(industry.offers()) > 3
    other = next(code for code, _ in industry.offers() if code != "it")
    industry.put(other)
    typed(desk, page.form, "grade", "A")
    desk.qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
    assert "other choice" in industry.error()
    page.discard()


def test_a_rule_is_made_tried_and_saved_by_keyboard(office: Office) -> None:
    rows = office.account_set.rows
    admin = office.open("admin")
    page = page_of(admin, "field_rules")
    form = page.form.form
    typed(admin, form, "field", "Tax number")
    typed(admin, form, "kind", "Required where")
    typed(admin, form, "condition", "grade")
    admin.until(lambda: "yes or no" in page.form.verdict.text())
    typed(admin, form, "condition", 'grade = "B"')
    admin.until(lambda: "On the first record" in page.form.verdict.text())
    admin.until(lambda: page.trial.answer.text().startswith("Tax number: shown · not required"))
    trial = page.trial.form
    assert set(trial.names()) == {"grade", "tax_number"}
    typed(admin, trial, "grade", "B")
    assert page.trial.answer.text() == "Tax number: shown · required · can be changed"
    assert page.form.form is form and form.is_dirty()
    page.list.setFocus()
    admin.qtbot.keyClick(page.list, Qt.Key.Key_S, CTRL)
    admin.until(
        lambda: rows("SELECT field, kind, condition FROM crm.field_rule") == [("tax_number", "required", 'grade = "B"')]
    )
    admin.until(lambda: page.list.count() == 2)  # its field, and the rule
    # what does not hold the database's own checks is said at the field
    admin.qtbot.keyClick(page.list, Qt.Key.Key_N, CTRL | SHIFT)
    form = page.form.form
    typed(admin, form, "field", "Name")
    typed(admin, form, "kind", "Shown only where")
    typed(admin, form, "condition", 'grade = "B"')
    admin.qtbot.keyClick(form, Qt.Key.Key_S, CTRL)
    admin.until(lambda: "never hidden" in page.form.form.editor("field").error())
    page._discard()


def test_a_mapping_is_made_of_the_entries_of_both(office: Office) -> None:
    rows = office.account_set.rows
    admin = office.open("admin")
    page = page_of(admin, "field_rules")
    typed(admin, page.form.form, "field", "Industry")
    typed(admin, page.form.form, "kind", "Choices by another field")
    admin.until(lambda: not page.form.form.editor("by_field").isHidden())
    typed(admin, page.form.form, "by_field", "Grade")
    admin.until(lambda: "offered.A" in page.form.form.names())
    form = page.form.form
    assert form.editor("industry" if "industry" in form.names() else "field").value() == "industry"
    form.editor("offered.A").put(["it"])
    admin.window.activateWindow()  # a window manager does so when the list of words closes; the offscreen platform does not
    admin.until(admin.window.isActiveWindow)
    form.editor("offered.A").input.setFocus()
    admin.qtbot.keyClick(form.editor("offered.A").input, Qt.Key.Key_S, CTRL)
    admin.until(lambda: rows("SELECT by_field, mapping FROM crm.field_rule") == [("grade", {"A": ["it"]})])
    admin.until(lambda: not page.form.form.is_dirty())
    assert page.form.form.editor("offered.A").value() == ["it"]
    rep = office.open("rep1")
    assert [code for code, _ in opened(rep, office).form.editor("industry").offers()] == ["it"]
