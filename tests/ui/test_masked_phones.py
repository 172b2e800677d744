"""Masked phones on the screen, on paper and on the clipboard, and the form on which they are masked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from crm_desktop.core.query import ListQuery
from crm_desktop.shell.lists.list_output import list_pdf
from crm_desktop.shell.records.record_print import record_pdf
from tests import databases
from tests.databases import AccountSet
from tests.golden.test_printing import text_of
from tests.ui.shellkit import Desk, Office
from tests.ui.test_roles_pages import pages_of

MOBILE, OFFICE, MASKED, OFFICE_MASKED = "13877665678", "029-88253471", "138****5678", "029-****71"
FIELDS = (("customer", "phone"), ("customer", "mobile"), ("contact", "mobile"), ("contact", "phone"))


@pytest.fixture(scope="module")
def alone() -> Iterator[AccountSet]:
    """Give a company on a server of its own: group roles belong to the server."""
    with databases.alone("masks") as alone:
        yield alone


@pytest.fixture
def office(alone: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(alone, tmp_path, qtbot, qapp)
    yield made
    made.close()
    alone.rows("DELETE FROM crm.field_right WHERE access = 'mask' RETURNING id")


def _mask(office: Office) -> None:
    for table, field in FIELDS:
        office.account_set.rows(
            "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, %s, %s, 'mask' FROM crm.role "
            "WHERE code = 'sales_rep' RETURNING id",
            table, field,
        )  # fmt: skip


def _customer(office: Office) -> int:
    ((customer,),) = office.account_set.rows(
        "UPDATE crm.customer SET phone = %s, mobile = %s WHERE id = (SELECT min(c.id) FROM crm.customer c "
        "JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1') RETURNING id",
        OFFICE, MOBILE,
    )  # fmt: skip
    return int(customer)


def _opened(desk: Desk, customer: int) -> Any:
    desk.window.open_record("customer", customer)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == customer and desk.desktop.jobs.busy == 0)
    return page


def _chat(desk: Desk, page: Any) -> str:
    QGuiApplication.clipboard().clear()
    desk.qtbot.keyClick(page, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    desk.until(lambda: QGuiApplication.clipboard().text())
    return QGuiApplication.clipboard().text()


def _printed(desk: Desk, page: Any, customer: int) -> str:
    context, entity, sheets = desk.window.context, page.entity, []
    query = ListQuery(entity="customer", columns=("name", "phone", "mobile"), sort=entity.sort)
    jobs = desk.desktop.jobs
    jobs.run(lambda s: record_pdf(s, context, entity, customer, "t", "n"), owner=page, done=sheets.append)
    jobs.run(lambda s: list_pdf(s, context, entity, query, ""), owner=page, done=sheets.append)
    desk.until(lambda: len(sheets) == 2)
    return text_of(sheets[0]) + text_of(sheets[1])


def test_a_customer_with_masked_phones(office: Office) -> None:
    customer = _customer(office)
    desk = office.open("rep1")
    page = _opened(desk, customer)
    assert page.head.findChild(QToolButton, "head_phone").text() == OFFICE
    assert OFFICE in _chat(desk, page) and MOBILE in _printed(desk, page, customer)
    assert page.form.editor("phone")._follow.isVisible() and not page.form.editor("phone").read_only
    desk.close()
    office.desks.clear()

    _mask(office)
    desk = office.open("rep1")
    page = _opened(desk, customer)
    editor = page.form.editor("phone")
    assert editor.value() == OFFICE_MASKED and page.form.editor("mobile").value() == MASKED
    assert editor.read_only and not editor._follow.isVisible() and not editor._copy.isVisible()
    dialled: list[str] = []
    page.form.dial_requested.connect(dialled.append)
    desk.qtbot.keyClick(editor.line, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert not dialled
    assert page.head.findChild(QToolButton, "head_phone") is None
    assert OFFICE_MASKED in page.head.findChild(QLabel, "head_masked").text()
    for words in (_chat(desk, page), _printed(desk, page, customer)):
        assert OFFICE_MASKED in words and MASKED in words
        assert OFFICE not in words and MOBILE not in words
    # what else he changes is saved, and the numbers stay
    page.form.editor("short_name").put("新简称")
    page.save()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    rows = office.account_set.rows("SELECT short_name, phone, mobile FROM crm.customer WHERE id = %s", customer)
    assert rows == [("新简称", OFFICE, MOBILE)]
    assert page.form.editor("phone").value() == OFFICE_MASKED


def test_a_list_with_masked_phones(office: Office) -> None:
    customer = _customer(office)
    _mask(office)
    desk = office.open("rep1")
    desk.window.open_list("customer")
    view = desk.window.documents.current.list
    desk.until(lambda: customer in view.model.ids and desk.desktop.jobs.busy == 0)
    place = list(view.model.ids).index(customer)
    names = [f.name for f in view.model.columns]
    cell = view.model.index(place, names.index("phone"))
    assert cell.data() == OFFICE_MASKED
    assert not cell.flags() & Qt.ItemFlag.ItemIsEditable
    assert not view.model.sort_by("phone")

    def menu_at(name: str) -> set[str]:
        view.table.setCurrentIndex(view.model.index(place, names.index(name)))
        view._row_menu(QPoint(5, 5))
        menu = view.findChildren(QMenu, "row_menu")[-1]
        found = {a.objectName() for a in menu.findChildren(QAction)}
        menu.close()
        return found

    assert menu_at("name") - menu_at("phone") == {"row_sort_up", "row_sort_down", "row_filter"}
    view.filter.set_text("phone: 138")
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert not any(c.field == "phone" for c in view.model.shown.conditions)


def test_whatever_a_masked_role_is_offered_opens(office: Office) -> None:
    _customer(office)
    _mask(office)
    desk = office.open("rep1")
    problems: list[str] = []
    desk.window.context.messages.error = lambda error, *_: problems.append(f"{error!r} {str(error.__cause__)[:200]}")
    opened = set()
    for name, page in pages_of(desk):
        opened.add(name)
        desk.window.context.navigator.close(page)
    assert not problems, "\n".join(problems)
    assert {"record:customer", "record:contact", "record:customer_phone", "record:customer_address"} <= opened


@pytest.mark.parametrize(("language", "word"), [("en", "Masked"), ("zh_CN", "打码")])
def test_masks_are_offered_for_phones_only(office: Office, language: str, word: str) -> None:
    office.languages.use(language)
    ((role,),) = office.account_set.rows("SELECT id FROM crm.role WHERE code = 'sales_rep'")
    desk = office.open("admin")
    page = desk.window.new_record("field_right", {"role_id": role}, {"role_id": "r"})
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    editor = page.form.editor

    def offers() -> list[str]:
        return [label for _, label in editor("access").offers()]

    editor("table_name").put("customer")
    editor("field").put("email")
    desk.until(lambda: word not in offers())
    assert len(offers()) == 3
    editor("field").put("phone")
    desk.until(lambda: word in offers())
    editor("access").put("mask")
    page.save()
    desk.until(lambda: page.form.record.id and desk.desktop.jobs.busy == 0)
    saved = office.account_set.rows("SELECT table_name, field FROM crm.field_right WHERE access = 'mask'")
    assert saved == [("customer", "phone")]
    # changed to what is no phone it is not saved
    editor("field").put("email")
    page.save()
    desk.until(lambda: editor("access").error())
    assert office.account_set.rows("SELECT field FROM crm.field_right WHERE access = 'mask'") == [("phone",)]
