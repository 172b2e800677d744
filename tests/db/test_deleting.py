"""What was deleted comes back whole, for whoever deleted it or might have, for thirty days."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg2
import pytest

from tests.databases import AccountSet

#: what a record gets anew when it comes back, or by the entries that come back with it
ANEW = "'{version,updated_at,updated_by,next_on,remind_on,next_lunar,years,pool_due_on,handed_on}'::text[]"


def run(company: AccountSet, login: str, *statements: str) -> list[tuple[Any, ...]]:
    """Do all in one transaction; return the rows of the last statement."""
    with closing(company.connect(login)) as connection, connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def deletion(company: AccountSet) -> int:
    """Return the number of the last deletion."""
    return int(company.rows("SELECT max(id) FROM crm.bulk_action WHERE kind = 'delete'")[0][0])


def everything_about(company: AccountSet, customer: int) -> dict[str, list[Any]]:
    """Return every row of every table that hangs on a customer, by the catalogue."""
    links = company.rows(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped "
        "WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE 'audit%%' "
        "AND (a.attname = 'customer_id' OR (c.relname, a.attname) = ('customer', 'id'))"
    )
    found = {
        table: company.rows(
            f"SELECT to_jsonb(t) - {ANEW} FROM crm.{table} t WHERE {key} = %s ORDER BY to_jsonb(t)::text", customer
        )
        for table, key in links
        if table != "pool_due"  # reckoned by the night
    }
    for table in ("attachment", "favourite"):
        found[table] = company.rows(
            f"SELECT to_jsonb(t) FROM crm.{table} t WHERE table_name = 'customer' AND record_id = %s", customer
        )
    found["duplicate_key"] = company.rows(
        "SELECT kind, key FROM crm.duplicate_key WHERE entity = 'customer' AND of_id = %s ORDER BY 1, 2", customer
    )
    return {table: rows for table, rows in found.items() if rows}


@pytest.fixture
def furnished(fresh_account_set: AccountSet) -> tuple[AccountSet, int]:
    """Give a customer of rep1 with everything that may hang on one, and without orders or opportunities."""
    company = fresh_account_set
    ((customer,),) = run(
        company, "rep1", "INSERT INTO crm.customer (name, phone, region) VALUES ('西安回来贸易有限公司', '029-87654321', 'northwest') RETURNING id"
    )  # fmt: skip
    run(
        company, "rep1",
        f"INSERT INTO crm.contact (customer_id, name, mobile, birthday) VALUES ({customer}, '何回来', '13900001111', '1980-02-03')",
        f"INSERT INTO crm.action (customer_id, kind, content, contact_id) SELECT {customer}, 'call', '谈了', id FROM crm.contact "
        f"WHERE customer_id = {customer}",
        f"INSERT INTO crm.customer_phone (customer_id, number) VALUES ({customer}, '029-81112222')",
        f"INSERT INTO crm.customer_address (customer_id, address) VALUES ({customer}, '高新路 8 号')",
        f"INSERT INTO crm.attachment (table_name, record_id, name, media_type, size, digest) VALUES ('customer', {customer}, "
        "'合同.txt', 'text/plain', 2, 'x') RETURNING id",
        "INSERT INTO crm.attachment_data (attachment_id, content) SELECT max(id), 'ab' FROM crm.attachment",
        f"INSERT INTO crm.favourite (employee_id, table_name, record_id) VALUES (crm.me(), 'customer', {customer})",
    )  # fmt: skip
    ((rep2,),) = company.rows("SELECT id FROM crm.employee WHERE login = 'rep2'")
    run(company, "lead1", f"UPDATE crm.customer SET owner_id = {rep2} WHERE id = {customer}")
    ((rep1,),) = company.rows("SELECT id FROM crm.employee WHERE login = 'rep1'")
    run(company, "lead1", f"UPDATE crm.customer SET owner_id = {rep1} WHERE id = {customer}")
    return company, customer


def test_a_customer_comes_back_with_everything_that_hung_on_it(furnished: tuple[AccountSet, int]) -> None:
    company, customer = furnished
    before = everything_about(company, customer)
    assert {"customer", "contact", "action", "customer_phone", "customer_address", "important_date", "customer_holding",
            "timeline_entry", "attachment", "favourite", "duplicate_key"} <= set(before)  # fmt: skip
    run(company, "lead1", f"DELETE FROM crm.customer WHERE id = {customer}")
    assert set(everything_about(company, customer)) == {"attachment"}, "its file waits, and nobody sees it"
    assert run(company, "rep1", f"SELECT id FROM crm.attachment WHERE record_id = {customer}") == []
    run(company, "lead1", f"SELECT crm.undo_bulk({deletion(company)})")
    after = everything_about(company, customer)
    assert {t: before[t] for t in before if before[t] != after.get(t)} == {}
    assert set(after) == set(before)
    assert company.rows("SELECT count(*) FROM crm.check_account_set()") == [(0,)]
    assert run(company, "rep1", f"SELECT name FROM crm.customer WHERE id = {customer}") == [("西安回来贸易有限公司",)]
    with pytest.raises(psycopg2.errors.CheckViolation, match="bulk_already_undone"):
        run(company, "lead1", f"SELECT crm.undo_bulk({deletion(company)})")


def test_who_takes_a_deletion_back_and_how_long(furnished: tuple[AccountSet, int]) -> None:
    company, customer = furnished
    run(company, "lead1", f"DELETE FROM crm.customer WHERE id = {customer}")
    undo = f"SELECT crm.undo_bulk({deletion(company)})"
    for login in ("rep1", "rep2"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="bulk_not_yours"):
            run(company, login, undo)
    company.rows("UPDATE crm.bulk_action SET at = now() - interval '31 days' WHERE kind = 'delete'")
    with pytest.raises(psycopg2.errors.CheckViolation, match="bulk_too_old"):
        run(company, "lead1", undo)
    company.rows("UPDATE crm.bulk_action SET at = now() - interval '29 days' WHERE kind = 'delete'")
    assert run(company, "admin", undo)[0][0] > 0, "whoever may delete all of them takes back what others deleted"
    assert run(company, "rep1", f"SELECT count(*) FROM crm.contact WHERE customer_id = {customer}") == [(1,)]


def test_a_contact_comes_back_and_its_entries_are_its_own_again(furnished: tuple[AccountSet, int]) -> None:
    company, customer = furnished
    before = everything_about(company, customer)
    run(company, "lead1", f"DELETE FROM crm.contact WHERE customer_id = {customer}")
    assert company.rows("SELECT contact_id FROM crm.action WHERE customer_id = %s", customer) == [(None,)]
    run(company, "lead1", f"SELECT crm.undo_bulk({deletion(company)})")
    assert everything_about(company, customer) == before


def test_an_undo_a_merge_and_an_empty_statement_are_no_deletions(furnished: tuple[AccountSet, int]) -> None:
    company, _ = furnished
    run(
        company,
        "rep1",
        "SELECT crm.begin_bulk('import', 'x')",
        "INSERT INTO crm.customer (name) VALUES ('一时有限公司')",
    )
    ((bulk,),) = company.rows("SELECT max(id) FROM crm.bulk_action")
    assert run(company, "rep1", f"SELECT crm.undo_bulk({bulk})") == [(1,)]
    assert company.rows("SELECT count(*) FROM crm.bulk_action WHERE kind = 'delete'") == [(0,)]
    run(company, "lead1", "DELETE FROM crm.customer WHERE false")
    assert run(
        company,
        "lead1",
        "SELECT count(*) FROM crm.bulk_actions(false, now() - interval '1 hour') WHERE kind = 'delete'",
    ) == [(0,)]


def test_what_nobody_took_back_is_cleared_away_after_thirty_days(furnished: tuple[AccountSet, int]) -> None:
    company, customer = furnished
    run(company, "lead1", f"DELETE FROM crm.customer WHERE id = {customer}")
    company.rows("SELECT crm.clear_deleted()")
    kept = (
        "SELECT (SELECT count(*) FROM crm.deleted_part) > 0, (SELECT count(*) FROM crm.attachment WHERE record_id = %s)"
    )
    assert company.rows(kept, customer) == [(True, 1)]
    company.rows("UPDATE crm.bulk_action SET at = now() - interval '31 days'")
    company.rows("ALTER TABLE crm.audit DISABLE TRIGGER USER")
    company.rows("UPDATE crm.audit SET at = now() - interval '31 days' WHERE operation = 'D'")
    company.rows("SELECT crm.clear_deleted()")
    assert company.rows(kept, customer) == [(False, 0)]


def test_an_order_comes_back_with_its_lines_and_what_they_cost(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    ((order,),) = company.rows(
        "SELECT min(o.id) FROM crm.sales_order o JOIN crm.sales_order_cost c ON c.order_id = o.id WHERE o.state = 'draft' AND o.confirmed_at IS NULL"
    )
    told = [
        f"SELECT to_jsonb(t) - {ANEW} FROM crm.{table} t WHERE order_id = {order} ORDER BY 1"
        for table in ("sales_order_line", "sales_order_cost")
    ]
    before = [company.rows(sql) for sql in told]
    assert all(before)
    run(company, "admin", f"DELETE FROM crm.sales_order WHERE id = {order}")
    run(company, "admin", f"SELECT crm.undo_bulk({deletion(company)})")
    assert [company.rows(sql) for sql in told] == before


def test_the_list_of_deletions_names_nothing_that_a_field_right_hides(own_account_set: AccountSet) -> None:
    company = own_account_set
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT er.role_id, 'action', 'content', 'none' "
        "FROM crm.employee_role er JOIN crm.employee e ON e.id = er.employee_id WHERE e.login = 'lead1' RETURNING id"
    )
    ((action,),) = company.rows(
        "INSERT INTO crm.action (kind, customer_id, employee_id, content) SELECT 'visit', min(c.id), e.id, '底价八折' FROM crm.customer c "
        "JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' GROUP BY e.id RETURNING id"
    )
    run(company, "lead1", f"DELETE FROM crm.action WHERE id = {action}")
    listing = "SELECT records, names FROM crm.bulk_actions(%s, now() - interval '1 hour') WHERE kind = 'delete'"
    assert run(company, "lead1", listing % "false") == [(1, [])]
    assert run(company, "admin", listing % "true") == [(1, ["底价八折"])]
