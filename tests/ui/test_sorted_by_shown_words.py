"""Lists that name kinds of records and roles stand in the order of the words on the screen, in either language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.qt.listview import ListView
from tests import databases
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

TABLES = ("action", "contact", "customer", "price", "product", "sales_order", "price_list")


@pytest.fixture(scope="module")
def alone() -> Iterator[AccountSet]:
    """Give a company on a server of its own: group roles belong to the server."""
    with databases.alone("shown") as alone:
        roles = alone.rows("SELECT id FROM crm.role ORDER BY id")
        for n, table in enumerate(TABLES):
            alone.rows(
                "INSERT INTO crm.field_right (role_id, table_name, field, access) VALUES (%s, %s, 'note', 'read') "
                "RETURNING id",
                roles[n][0], table,
            )  # fmt: skip
        yield alone


@pytest.fixture
def office(alone: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(alone, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _shown(desk: Desk, view: ListView, name: str) -> list[str]:
    """Return the words of a column from top to bottom, sorted by it."""
    view.model.sort_by(name)
    desk.until(lambda: view.model.complete and desk.desktop.jobs.busy == 0 and view.model.shown.sort == name)
    column = [f.name for f in view.model.columns].index(name)
    records = [view.model.record_at(row) for row in range(len(view.model.ids))]
    return [view.model.drawn(record)[column].text for record in records if record is not None]


def _read(office: Office, words: list[str]) -> list[str]:
    """Return *words* in the order in which they are read."""
    ((order,),) = office.account_set.rows(
        "SELECT array_agg(w ORDER BY crm.sort_key(w)) FROM unnest(%s::text[]) w", words
    )
    return list(order)


def test_kinds_of_records_and_roles_stand_by_their_shown_words(office: Office) -> None:
    desk = office.open("admin")
    view = desk.window.open_list("field_right").list
    kinds, roles = _shown(desk, view, "table_name"), _shown(desk, view, "role_id")
    assert len(set(kinds)) == len(TABLES)
    assert kinds == sorted(kinds, key=str.casefold)
    assert kinds.index("Orders") < kinds.index("Products"), "stored as sales_order"
    assert "Sales representative" in roles
    assert roles == sorted(roles, key=str.casefold)
    view.model.sort_by("role_id", descending=True)
    desk.until(lambda: view.model.shown.descending and desk.desktop.jobs.busy == 0)
    before = list(view.model.ids)
    office.languages.use("zh_CN")
    desk.until(lambda: desk.desktop.jobs.busy == 0 and list(view.model.ids) != before)
    for name in ("table_name", "role_id"):
        shown = _shown(desk, view, name)
        assert shown == _read(office, shown)
    assert "订单" in _shown(desk, view, "table_name")


def test_names_of_fields_stand_by_the_words_of_their_kind_of_record(office: Office) -> None:
    rows = {
        number: (table, field)
        for number, table, field in office.account_set.rows(
            "INSERT INTO crm.field_right (role_id, table_name, field, access) "
            "SELECT max(r.id), f.t, f.f, 'read' FROM crm.role r, (VALUES ('customer', 'name'), ('customer', 'code'), "
            "('sales_order', 'ordered_on'), ('product', 'unit'), ('contact', 'owner'), ('customer', 'owner')) f(t, f) "
            "GROUP BY f.t, f.f ORDER BY f.t, f.f RETURNING id, table_name, field"
        )
    }
    assert len(rows) == 6
    desk = office.open("admin")
    view = desk.window.open_list("field_right").list
    for language in ("en", "zh_CN"):
        office.languages.use(language)
        desk.until(lambda: desk.desktop.jobs.busy == 0)
        shown = _shown(desk, view, "field")
        assert len(set(shown)) > 4
        assert shown == _read(office, shown)
    by_name = office.account_set.rows("SELECT id FROM crm.field_right ORDER BY field, id")
    assert [i for (i,) in by_name] != list(view.model.ids), "not by the stored name"
