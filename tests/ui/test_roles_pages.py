"""Whatever a role is offered opens: every page and one record of each kind, for each role by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.home.desktop_page import TodoBox
from crm_desktop.shell import registry
from server_schema.data.roles import NAMES, TEMPLATES, rules_of
from tests import databases
from tests.databases import AccountSet
from tests.db.test_roles_read import add_narrow_role
from tests.ui.shellkit import Desk, Office

LOGIN = "clerk"


@pytest.fixture(scope="module")
def alone() -> Iterator[AccountSet]:
    """Give a company on a server of its own: group roles belong to the server."""
    with databases.alone("roles") as alone:
        yield alone


@pytest.fixture
def office(alone: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(alone, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _open_as(office: Office, code: str) -> tuple[Desk, list[str]]:
    """Log in with one role and no other; return the desktop and the list that errors go to."""
    employee = "(SELECT id FROM crm.employee WHERE login = %s)"
    office.account_set.rows(f"DELETE FROM crm.employee_role WHERE employee_id = {employee}", LOGIN)
    given = f"INSERT INTO crm.employee_role (employee_id, role_id) SELECT {employee}, id FROM crm.role WHERE code = %s"
    office.account_set.rows(given, LOGIN, code)
    desk = office.open(LOGIN)
    errors: list[str] = []
    desk.window.context.messages.error = lambda error: errors.append(f"{error!r} {str(error.__cause__)[:200]}")
    return desk, errors


def test_the_boxes_of_the_first_page_follow_a_change_of_rights(office: Office) -> None:
    add_narrow_role(office.account_set)
    desk, errors = _open_as(office, "sales_rep")
    page = desk.window.documents.current
    desk.until(lambda: page._counts and desk.desktop.jobs.busy == 0)
    assert {"customers_today", "orders_to_confirm"} <= set(page._counts)
    office.account_set.rows(
        "UPDATE crm.employee_role SET role_id = (SELECT id FROM crm.role WHERE code = 'orders_only') "
        "WHERE employee_id = (SELECT id FROM crm.employee WHERE login = %s)",
        LOGIN,
    )
    desk.until(lambda: set(page._counts) == {"orders_to_confirm"})
    assert [box.objectName() for box in page.findChildren(TodoBox) if box.isVisible()] == ["todo_orders_to_confirm"]
    assert not errors


def test_an_order_opens_for_those_who_see_no_products(office: Office) -> None:
    add_narrow_role(office.account_set)
    desk, errors = _open_as(office, "orders_only")
    page = desk.window.open_record("sales_order", _first(desk, "sales_order"))
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    model = page.grid.model
    assert not errors
    assert [f.name for f in model.fields][:2] == ["quantity", "unit"]
    assert model.filled() and all(line.values["amount"] for line in model.filled())
    assert "see products" in model.locked or "of a draft" in model.locked
    page.form.editor("note").put("seen")
    page.save()
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert not errors and not page.is_dirty() and page.form.record.values["note"] == "seen"


@pytest.mark.parametrize("code", NAMES)
def test_whatever_a_role_is_offered_opens(office: Office, code: str) -> None:
    desk, errors = _open_as(office, code)
    problems: list[str] = []
    opened: set[str] = set()
    for name, page in pages_of(desk):
        opened.add(name)
        problems += [f"{name}: {words}" for words in errors]
        errors.clear()
        desk.window.context.navigator.close(page)
    assert not problems, "\n".join(problems)
    sees_all = code in TEMPLATES and ("customer", "view", "all") in rules_of(code)  # the clerk has none of his own
    assert ("record:customer" in opened) == sees_all


def pages_of(desk: Desk) -> Iterator[tuple[str, Any]]:
    """Open every page of every tab, and a record of each kind that the role sees one of."""
    window, facts = desk.window, desk.window.context.facts()
    for tab in registry.TABS:
        for name, *_ in registry.pages_of(tab.name, facts, lambda _context, text: text):
            page = window.open_listed(name)
            desk.until(lambda: desk.desktop.jobs.busy == 0)
            yield name, page
    for name in facts.entities:
        if registry.entity_entry(name) and (found := _first(desk, name)):
            window.open_record(name, found)
            desk.until(lambda: desk.desktop.jobs.busy == 0)
            yield f"record:{name}", window.documents.current


def _first(desk: Desk, name: str) -> int:
    with desk.desktop._database.open_session() as session:
        return session.connection().exec_driver_sql(f"SELECT coalesce(min(id), 0) FROM crm.{name}").scalar_one()
