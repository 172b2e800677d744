"""What the database takes as the arrangement of a form, from whom, and how every desktop reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.core.errors import Conflict, Invalid
from crm_desktop.core.forms import layout as arranging
from crm_desktop.core.forms.layout import Group, Layout
from crm_desktop.system.definitions import services
from crm_desktop.system.definitions.services import StoredLayout
from tests.databases import AccountSet
from tests.db.test_exporting import facts_of
from tests.db.test_formulas import ask, refused

Psql = Callable[[str], Connection]
WRITE = "INSERT INTO crm.form_layout (entity, layout) VALUES ('customer', %s)"


def given(**more: Any) -> str:
    return json.dumps(
        {
            "groups": [{"builtin": "", "title": "客户", "title_en": "", "fields": ["name"]}],
            "hidden": [],
            "widths": {},
            **more,
        }
    )


@pytest.fixture(autouse=True)
def _none_left(account_set: AccountSet) -> Any:
    yield
    account_set.rows("DELETE FROM crm.form_layout")
    account_set.rows("DELETE FROM crm.field_rule")


def test_what_is_no_arrangement_is_refused(psql_as: Psql) -> None:
    admin = psql_as("admin")
    for wrong, rule in (
        ("[]", "form_layout_wrong"),
        ("{}", "form_layout_wrong"),
        (given(hidden="fax"), "form_layout_wrong"),
        (given(widths={"fax": "huge"}), "form_layout_wrong"),
        (given(groups=[{"title": "x"}]), "form_layout_wrong"),
        (given(groups=[{"title": "", "fields": []}]), "form_layout_title"),
        (given(hidden=["name"]), "form_layout_required_stays"),
    ):
        assert refused(admin, WRITE, wrong)[0] == rule, wrong
    assert refused(admin, WRITE.replace("'customer'", "'nothing'"), given())[0] == "form_layout_entity_unknown"
    ask(admin, WRITE, given(hidden=["fax"]))
    ask(admin, "INSERT INTO crm.field_rule (entity, field, kind) VALUES ('customer', 'website', 'required')")
    assert (
        refused(admin, "UPDATE crm.form_layout SET layout = %s", given(hidden=["website"]))[0]
        == "form_layout_required_stays"
    )


def test_only_who_may_change_settings_arranges(psql_as: Psql) -> None:
    for sql in (
        WRITE.replace("%s", f"'{given()}'"),
        "DELETE FROM crm.form_layout",
        "UPDATE crm.form_layout SET layout = '{}'",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(psql_as("rep1"), sql)


def test_every_login_reads_it_and_keeps_its_field_rights(own_account_set: AccountSet) -> None:
    admin = own_account_set.session("admin")
    entity = facts_of(admin).entities["customer"]
    layout = arranging.layout_of(entity)
    layout = arranging.move_field(layout, "fax", -1, 0)
    layout = arranging.with_width(layout, "phone", "third")
    own = Group(title="自己的", title_en="Own words", folded=True, fields=())
    layout = arranging.move_field(
        Layout(groups=(own, *layout.groups), hidden=layout.hidden, widths=layout.widths), "city", 0, 0
    )
    services.save_layout(admin, entity="customer", stored=StoredLayout(), layout=layout)
    admin.commit()
    own_account_set.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', 'phone', 'none' FROM crm.role "
        "WHERE code = 'sales_rep'"
    )
    rep = own_account_set.session("rep1")
    seen = facts_of(rep).entities["customer"]
    assert (seen.sections[0].title, seen.sections[0].fields, seen.sections[0].folded) == ("自己的", ("city",), True)
    names = [n for s in seen.sections for n in s.fields]
    assert "fax" not in names and "phone" not in names and "mobile" in names
    assert "fax" in seen  # hidden on the form, still in lists and files
    for session in (admin, rep):
        session.close()


def test_two_who_arrange_one_form(login: Callable[[str], Any]) -> None:
    one = login("admin")
    layout = arranging.layout_of(facts_of(one).entities["customer"])
    stored = services.save_layout(one, entity="customer", stored=StoredLayout(), layout=layout)
    one.commit()
    with pytest.raises(Conflict):
        services.save_layout(one, entity="customer", stored=StoredLayout(), layout=layout)
    newer = arranging.move_field(layout, "fax", -1, 0)
    services.save_layout(one, entity="customer", stored=stored, layout=newer)
    one.commit()
    with pytest.raises(Conflict):
        services.save_layout(one, entity="customer", stored=stored, layout=layout)
    assert services.read_layout(one, entity="customer").layout == newer
    with pytest.raises(Invalid) as caught:
        services.save_layout(
            one, entity="customer", stored=services.read_layout(one, entity="customer"),
            layout=arranging.move_field(layout, "name", -1, 0),
        )  # fmt: skip
    assert (caught.value.rule, caught.value.values["detail"]) == ("form_layout_required_stays", "name")
    one.rollback()
    services.reset_layout(one, entity="customer")
    one.commit()
    assert services.read_layout(one, entity="customer") == StoredLayout()
