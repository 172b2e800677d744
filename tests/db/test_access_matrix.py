"""Role × command × whose row, for every table of the modules; expectations come from the role templates alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from server_schema.data.roles import rules_of
from server_schema.data.tiny import PEOPLE
from tests.databases import AccountSet

Psql = Callable[[str], Connection]
LOGINS = ("rep1", "lead1", "boss", "clerk", "pm", "admin")
#: whose rows: rep1's own, of his team, of a foreign team
OWNERS = ("rep1", "rep2", "rep3")
#: table → (module, a column that its writers may set to itself)
OWNED = {
    "customer": ("customer", "address"),
    "contact": ("contact", "note"),
    "opportunity": ("opportunity", "description"),
    "sales_order": ("sales_order", "note"),
    "sales_order_line": ("sales_order", "description"),
    "action": ("action", "content"),
    "customer_phone": ("customer", "note"),
    "customer_address": ("customer", "note"),
    "customer_relation": ("customer", "note"),
    "qualification": ("customer", "note"),
    "timeline_pin": ("customer", "source"),
    "timeline_entry": ("customer", "kind"),
    "customer_status_change": ("customer", "cause"),
    "opportunity_competitor": ("opportunity", "note"),
    "important_date": ("contact", "note"),
    "contact_way": ("contact", "kind"),
}
#: parts of a record: written and erased by whoever may edit it
PARTS = {
    "sales_order_line",
    "customer_phone",
    "customer_address",
    "customer_relation",
    "qualification",
    "timeline_pin",
    "opportunity_competitor",
    "important_date",
    "contact_way",
}
#: written by the database alone
TRAILS = {"timeline_entry", "customer_status_change"}
OPEN = {
    "product": ("product", "brand"),
    "product_class": ("product", "name"),
    "product_cost": ("product_cost", "note"),
    "product_link": ("product", "note"),
    "product_unit": ("product", "barcode"),
    "planned_price": ("product", "note"),
    "promotion": ("price", "note"),
    "promotion_customer": ("price", "customer_id"),
    "coupon": ("coupon", "note"),
    "product_batch": ("product", "note"),
    "measure_unit": ("product", "places"),
    "price_list": ("price", "note"),
    "price": ("price", "note"),
    "partner": ("partner", "note"),
    "partner_contact": ("partner", "note"),
    "partner_price": ("partner", "note"),
    "field_rule": ("setting", "field"),
    "employee": ("employee", "note"),
    "department": ("employee", "name"),
    "role": ("right", "note"),
    "right_rule": ("right", "scope"),
    "employee_role": ("right", "role_id"),
    "dictionary": ("dictionary", "name_en"),
    "coding_rule": ("setting", "pattern"),
    "attribute_definition": ("setting", "label"),
    "duplicate_rule": ("quality", "by_hand"),
    "duplicate_field": ("quality", "weight"),
    "completeness_rule": ("quality", "weight"),
}
#: read by everybody, whatever the role
PUBLIC = {
    "employee",
    "department",
    "role",
    "right_rule",
    "employee_role",
    "dictionary",
    "coding_rule",
    "attribute_definition",
    "field_rule",
    "duplicate_rule",
    "duplicate_field",
    "completeness_rule",
}
NEVER_DELETED = {"dictionary", "employee"}
#: rules of the data that come only after the rights let a statement through
_LET_THROUGH = (psycopg2.errors.IntegrityError,)


def covers(login: str, module: str, action: str, owner: str) -> bool:
    scopes = {s for role in PEOPLE[login][3] for m, a, s in rules_of(role) if (m, a) == (module, action)}
    below = {login} | {name for name, person in PEOPLE.items() if person[2] == login}
    return "all" in scopes or ("own" in scopes and owner == login) or ("subordinates" in scopes and owner in below)


def _reach(connection: Connection, sql: str, *values: object) -> int:
    """Return how many rows a statement reaches, 0 when it is denied; the transaction is rolled back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.rowcount
    except psycopg2.errors.InsufficientPrivilege:
        return 0
    except _LET_THROUGH:
        return 1
    finally:
        connection.rollback()


def _row_of(company: AccountSet, table: str, owner: str) -> int:
    ((found,),) = company.rows(
        f"SELECT min(t.id) FROM crm.{table} t JOIN crm.employee e ON e.id = t.owner_id WHERE e.login = %s", owner
    )
    assert found, "a refusal proves nothing where there is no row"
    return int(found)


@pytest.mark.parametrize("table", OWNED)
@pytest.mark.parametrize("login", LOGINS)
def test_owned_rows(account_set: AccountSet, psql_as: Psql, login: str, table: str) -> None:
    module, column = OWNED[table]
    connection = psql_as(login)
    for owner in OWNERS:
        row = _row_of(account_set, table, owner)
        seen = covers(login, module, "view", owner)
        erase = "edit" if table in PARTS else "delete"
        writes = seen and table not in TRAILS
        expected = {
            "SELECT": seen,
            "UPDATE": writes and covers(login, module, "edit", owner),
            "DELETE": writes and covers(login, module, erase, owner),
        }
        reached = {
            "SELECT": _reach(connection, f"SELECT id FROM crm.{table} WHERE id = %s", row),
            "UPDATE": _reach(connection, f"UPDATE crm.{table} SET {column} = {column} WHERE id = %s", row),
            "DELETE": _reach(connection, f"DELETE FROM crm.{table} WHERE id = %s", row),
        }
        assert reached == {command: int(may) for command, may in expected.items()}, owner
        assert account_set.rows(f"SELECT 1 FROM crm.{table} WHERE id = %s", row) == [(1,)]


#: what hangs on a customer of rep3's, sold by rep1
HANGING = {
    "opportunity": "customer_id = %s",
    "opportunity_stage": "opportunity_id IN (SELECT id FROM crm.opportunity WHERE customer_id = %s)",
    "opportunity_competitor": "opportunity_id IN (SELECT id FROM crm.opportunity WHERE customer_id = %s)",
    "sales_order": "customer_id = %s",
    "sales_order_line": "order_id IN (SELECT id FROM crm.sales_order WHERE customer_id = %s)",
    "sales_order_cost": "order_id IN (SELECT id FROM crm.sales_order WHERE customer_id = %s)",
}


@pytest.mark.parametrize("login", [*LOGINS, "rep3", "lead2"])
def test_whose_customer_it_is_counts_as_whose_it_is(fresh_account_set: AccountSet, login: str) -> None:
    company = fresh_account_set
    ((rep1,),) = company.rows("SELECT id FROM crm.employee WHERE login = 'rep1'")
    mixed, others = _row_of(company, "customer", "rep3"), _row_of(company, "customer", "lead1")
    for table in ("opportunity", "sales_order"):
        company.rows(f"UPDATE crm.{table} SET owner_id = %s WHERE customer_id = %s", rep1, mixed)
    company.rows("UPDATE crm.sales_order SET state = 'confirmed' WHERE customer_id = %s AND state = 'draft'", mixed)
    with closing(company.connect(login)) as connection:
        for table, where in HANGING.items():
            module = "sales_order" if table == "sales_order_cost" else OWNED.get(table, ("opportunity",))[0]
            rows = company.rows(f"SELECT count(*) FROM crm.{table} WHERE {where}", mixed)[0][0]
            assert rows, table
            sees = any(covers(login, module, "view", whose) for whose in ("rep1", "rep3"))
            if table == "sales_order_cost":
                sees = sees and covers(login, "product_cost", "view", "")
            assert _reach(connection, f"SELECT 1 FROM crm.{table} WHERE {where}", mixed) == sees * rows, table
            if not covers(login, module, "view", "lead1"):
                assert _reach(connection, f"SELECT 1 FROM crm.{table} WHERE {where}", others) == 0, table
            if table in ("opportunity", "opportunity_competitor", "sales_order"):
                column = OWNED[table][1]
                finish = table == "sales_order" and covers(login, module, "edit", "rep3")  # confirmed: left to do
                may = sees and (finish or covers(login, module, "edit", "rep1"))
                changed = _reach(connection, f"UPDATE crm.{table} SET {column} = {column} WHERE {where}", mixed)
                assert changed == may * rows, table
                erased = _reach(connection, f"DELETE FROM crm.{table} WHERE {where}", mixed)
                erase = "edit" if table in PARTS else "delete"
                assert (erased > 0) == (sees and covers(login, module, erase, "rep1")), table


@pytest.mark.parametrize("login", LOGINS)
def test_insert_for_whom(account_set: AccountSet, psql_as: Psql, login: str) -> None:
    connection = psql_as(login)
    for owner in OWNERS:
        customer = _row_of(account_set, "customer", owner)
        ((person,),) = account_set.rows("SELECT id FROM crm.employee WHERE login = %s", owner)

        def may(module: str, owner: str = owner) -> bool:
            return covers(login, module, "create", owner) and (owner == login or covers(login, module, "assign", owner))

        sees = covers(login, "customer", "view", owner)
        reached = {
            "customer": _reach(connection, "INSERT INTO crm.customer (name, owner_id) VALUES ('x', %s)", person),
            "contact": _reach(connection, "INSERT INTO crm.contact (name, customer_id) VALUES ('x', %s)", customer),
            "opportunity": _reach(
                connection,
                "INSERT INTO crm.opportunity (name, stage, customer_id, owner_id) VALUES ('x', 'engaging', %s, %s)",
                customer,
                person,
            ),
            "sales_order": _reach(
                connection, "INSERT INTO crm.sales_order (customer_id, owner_id) VALUES (%s, %s)", customer, person
            ),
        }
        expected = {
            "customer": may("customer"),
            "contact": sees and covers(login, "contact", "create", owner),
            "opportunity": sees and may("opportunity"),
            "sales_order": sees and may("sales_order"),
        }
        assert reached == {table: int(allowed) for table, allowed in expected.items()}, owner


@pytest.mark.parametrize("table", OPEN)
@pytest.mark.parametrize("login", LOGINS)
def test_tables_without_owner(account_set: AccountSet, psql_as: Psql, login: str, table: str) -> None:
    module, column = OPEN[table]
    connection = psql_as(login)
    for action, sql in (
        ("view", f"SELECT id FROM crm.{table}"),
        ("edit", f"UPDATE crm.{table} SET {column} = {column}"),
        ("delete", f"DELETE FROM crm.{table}"),
    ):
        may = covers(login, module, action, "") or (action == "view" and table in PUBLIC)
        if action == "delete" and table in NEVER_DELETED:
            may = False
        there = account_set.rows(f"SELECT count(*) FROM crm.{table}")[0][0]
        if there:
            assert (_reach(connection, sql) > 0) == may, (action, table)


@pytest.mark.parametrize("login", ["rep1", "rep3", "lead1", "clerk", "pm"])
def test_cost_is_a_right_of_its_own(account_set: AccountSet, psql_as: Psql, login: str) -> None:
    may = covers(login, "product_cost", "view", "")
    assert account_set.rows("SELECT count(*) > 0 FROM crm.product_cost") == [(True,)]
    assert account_set.rows("SELECT count(*) > 0 FROM crm.sales_order_cost") == [(True,)]
    assert (_reach(psql_as(login), "SELECT cost FROM crm.product_cost") > 0) == may
    if not may:
        assert _reach(psql_as(login), "SELECT cost FROM crm.sales_order_cost") == 0
