"""Records as they were, who did what, what was read: exact for those who may, nothing for others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from tests.databases import AccountSet

Rows = list[tuple[Any, ...]]
Ask = Callable[..., Rows]


@pytest.fixture(scope="module")
def story(account_set: AccountSet) -> dict[str, Any]:
    """Write one customer's life: made, changed twice, deleted; give the moments between."""
    moments: dict[str, Any] = {}

    def now(name: str) -> None:
        ((moments[name],),) = account_set.rows("SELECT clock_timestamp()")

    with closing(account_set.connect("rep1")) as rep:
        rep.autocommit = True
        cursor = rep.cursor()
        now("before")
        cursor.execute(
            "INSERT INTO crm.customer (name, address, grade, tax_number) VALUES ('甲公司', '旧址', 'C', '1') RETURNING id"
        )
        (moments["id"],) = cursor.fetchone()
        now("made")
        cursor.execute("UPDATE crm.customer SET address = '新址', grade = 'B' WHERE id = %s", (moments["id"],))
        now("moved")
        cursor.execute("UPDATE crm.customer SET grade = 'A' WHERE id = %s", (moments["id"],))
        now("graded")
    with closing(account_set.connect("lead1")) as lead:
        lead.autocommit = True
        cursor = lead.cursor()
        cursor.execute("INSERT INTO crm.customer (name) VALUES ('乙公司') RETURNING id")
        (moments["gone"],) = cursor.fetchone()
        now("there")
        cursor.execute("DELETE FROM crm.customer WHERE id = %s", (moments["gone"],))
        now("deleted")
    return moments


@pytest.fixture
def ask(account_set: AccountSet) -> Iterator[Ask]:
    """Give a function that runs a query as an employee."""
    connections: dict[str, Any] = {}

    def rows(login: str, sql: str, *values: Any) -> Rows:
        if login not in connections:
            connections[login] = account_set.connect(login)
            connections[login].autocommit = True
        with connections[login].cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    yield rows
    for connection in connections.values():
        connection.close()


AS_OF = "SELECT r ->> 'address', r ->> 'grade' FROM crm.record_as_of('customer', %s, %s) r"


def test_a_record_as_it_was_at_each_moment(ask: Ask, story: dict[str, Any]) -> None:
    found = [ask("rep1", AS_OF, story["id"], story[moment]) for moment in ("before", "made", "moved", "graded")]
    assert found == [[(None, None)], [("旧址", "C")], [("新址", "B")], [("新址", "A")]]


def test_as_of_keeps_to_the_rights_of_today(ask: Ask, story: dict[str, Any]) -> None:
    assert ask("lead1", AS_OF, story["id"], story["made"]) == [("旧址", "C")]  # his superior
    for login in ("rep2", "rep3", "pm"):
        assert ask(login, AS_OF, story["id"], story["made"]) == [(None, None)], login


def test_as_of_hides_what_a_field_right_hides(own_account_set: AccountSet) -> None:
    sql = (
        "SELECT crm.record_as_of('customer', 1, now()) ? 'tax_number', crm.record_as_of('customer', 1, now()) ? 'name'"
    )

    def seen() -> Rows:
        with closing(own_account_set.connect("boss")) as boss, boss.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    assert seen() == [(True, True)]
    own_account_set.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) "
        "SELECT id, 'customer', 'tax_number', 'none' FROM crm.role WHERE code = 'manager' RETURNING 1"
    )
    assert seen() == [(False, True)]


LIST = "SELECT id, state ->> 'grade' FROM crm.list_as_of('customer', %s) WHERE id = ANY (%s) ORDER BY id"


def test_the_list_as_it_was_has_the_deleted_and_not_the_later(ask: Ask, story: dict[str, Any]) -> None:
    both = [story["id"], story["gone"]]
    assert ask("boss", LIST, story["before"], both) == []
    assert ask("boss", LIST, story["made"], both) == [(story["id"], "C")]
    assert [row[0] for row in ask("boss", LIST, story["there"], both)] == both
    assert ask("boss", LIST, story["deleted"], both) == [(story["id"], "A")]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="audit_needs_right"):
        ask("lead1", LIST, story["made"], both)


TRAIL = "SELECT operation, login FROM crm.trail(NULL, %s, NULL, 'customer', NULL, %s, NULL, 100)"


def test_the_trail_tells_each_what_he_may_follow(ask: Ask, story: dict[str, Any]) -> None:
    mine = [("U", "rep1"), ("U", "rep1"), ("I", "rep1")]
    for login in ("rep1", "lead1", "boss", "admin"):
        assert ask(login, TRAIL, story["before"], story["id"]) == mine, login
    assert ask("rep2", TRAIL, story["before"], story["id"]) == []
    gone = [("D", "lead1"), ("I", "lead1")]
    assert ask("boss", TRAIL, story["before"], story["gone"]) == gone
    assert ask("lead1", TRAIL, story["before"], story["gone"]) == gone[:1]  # what he deleted himself
    assert ask("rep1", TRAIL, story["before"], story["gone"]) == []


def test_the_trail_is_filtered_and_paged(ask: Ask, story: dict[str, Any]) -> None:
    sql = "SELECT id FROM crm.trail(%s, %s, %s, NULL, %s, NULL, %s, %s)"
    every = ask("boss", sql, "rep1", story["before"], story["graded"], None, None, 100)
    assert len(every) == 3
    assert ask("boss", sql, "rep1", story["before"], story["graded"], "I", None, 100) == every[2:]
    assert ask("boss", sql, "rep1", story["before"], story["graded"], None, every[0][0], 1) == every[1:2]
    assert ask("boss", sql, "rep1", story["made"], story["moved"], None, None, 100) == every[1:2]


READS = (
    "SELECT login, new -> 'fields' FROM crm.audit WHERE table_name = 'customer' AND record_id = %s AND operation = 'R'"
)


def test_opening_a_sensitive_record_is_written_down_by_the_database(
    account_set: AccountSet, ask: Ask, story: dict[str, Any]
) -> None:
    opening = (
        "INSERT INTO crm.presence (employee_id, table_name, record_id, session) "
        "VALUES (crm.me(), 'customer', %s, %s) RETURNING 1"
    )
    assert account_set.rows(READS, story["id"]) == []
    ask("rep1", opening, story["id"], "desk")
    fields = ["bank_account", "credit_limit", "tax_number"]
    assert account_set.rows(READS, story["id"]) == [("rep1", fields)]
    ask("rep1", opening, story["id"], "another window")
    assert account_set.rows(READS, story["id"]) == [("rep1", fields)], "once in a quarter of an hour"
    ask("rep3", opening, story["id"], "desk")  # whoever does not see the record reads nothing
    assert account_set.rows(READS, story["id"]) == [("rep1", fields)]
    account_set.rows("DELETE FROM crm.sensitive_field RETURNING 1")
    ask("boss", opening, story["id"], "desk")
    assert account_set.rows(READS, story["id"]) == [("rep1", fields)], "which fields are sensitive is data"


def test_bulk_actions_say_what_can_still_be_taken_back(fresh_account_set: AccountSet) -> None:
    listing = "SELECT kind, records, state FROM crm.bulk_actions(%s, now() - interval '7 days')"

    def listed(login: str, everybody: bool) -> Rows:
        with closing(fresh_account_set.connect(login)) as connection, connection.cursor() as cursor:
            cursor.execute(listing, (everybody,))
            return list(cursor.fetchall())

    with closing(fresh_account_set.connect("rep1")) as rep, rep, rep.cursor() as cursor:
        cursor.execute("SELECT crm.begin_bulk('bulk_edit', 'customer')")
        ((bulk,),) = cursor.fetchall()
        cursor.execute("UPDATE crm.customer SET address = 'x'")
    assert listed("rep1", False) == [("bulk_edit", 2, "open")]
    assert listed("rep2", True) == []
    assert listed("admin", False) == []
    assert listed("admin", True) == [("bulk_edit", 2, "not_yours")]
    fresh_account_set.rows("UPDATE crm.bulk_action SET at = at - interval '4 days' RETURNING 1")
    assert listed("rep1", False) == [("bulk_edit", 2, "too_old")]
    fresh_account_set.rows("UPDATE crm.bulk_action SET at = now(), undone_at = now() WHERE id = %s RETURNING 1", bulk)
    assert listed("rep1", False) == [("bulk_edit", 2, "undone")]


def test_old_years_are_moved_aside_still_readable_and_verified(fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    with closing(fresh_account_set.connect("rep1")) as rep, rep, rep.cursor() as cursor:
        cursor.execute("UPDATE crm.customer SET address = '高新路1号' RETURNING id")
        ((customer,), *_more) = cursor.fetchall()
    ((moment,),) = rows("SELECT clock_timestamp()")
    assert rows("SELECT crm.archive_audit(now())") == [(0,)], "what is not sealed stays"
    rows("SELECT crm.seal_audit()")
    ((everything,),) = rows("SELECT count(*) FROM crm.audit")
    assert rows("SELECT crm.archive_audit(now())") == [(everything,)]
    assert rows("SELECT count(*) FROM crm.audit") == [(0,)]
    assert rows("SELECT * FROM crm.verify_audit()") == []
    with closing(fresh_account_set.connect("rep1")) as rep, rep, rep.cursor() as cursor:
        cursor.execute("SELECT new ->> 'address' FROM crm.record_history('customer', %s) LIMIT 1", (customer,))
        assert cursor.fetchall() == [("高新路1号",)]
        cursor.execute("SELECT r ->> 'address' FROM crm.record_as_of('customer', %s, %s) r", (customer, moment))
        assert cursor.fetchall() == [("高新路1号",)]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT count(*) FROM crm.audit_archive")
    rows("UPDATE crm.audit_archive SET login = 'boss' WHERE id = (SELECT min(id) FROM crm.audit_archive) RETURNING 1")
    assert [kind for (kind,) in rows("SELECT problem FROM crm.verify_audit()")] == ["changed"]


def test_history_of_one_record_reads_no_whole_table(account_set: AccountSet, story: dict[str, Any]) -> None:
    with closing(account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM crm.audit_whole WHERE table_name = 'customer' AND record_id = %s AND id > 0",
            (story["id"],),
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "audit_record" in plan
    assert "audit_archive_record" in plan
    assert "record_id =" in plan.split("Index Cond")[1]


def test_an_order_as_it_was_has_its_lines_of_then(account_set: AccountSet, ask: Ask) -> None:
    ((order, line, owner),) = account_set.rows(
        "SELECT o.id, min(l.id), min(e.login) FROM crm.sales_order o JOIN crm.sales_order_line l ON l.order_id = o.id "
        "JOIN crm.employee e ON e.id = o.owner_id WHERE o.state = 'draft' GROUP BY o.id LIMIT 1"
    ) or account_set.rows(
        "SELECT o.id, min(l.id), min(e.login) FROM crm.sales_order o JOIN crm.sales_order_line l ON l.order_id = o.id "
        "JOIN crm.employee e ON e.id = o.owner_id GROUP BY o.id LIMIT 1"
    )  # fmt: skip
    lines = "SELECT id, state ->> 'quantity' FROM crm.parts_as_of('sales_order_line', 'order_id', %s, %s) ORDER BY id"
    ((moment,),) = account_set.rows("SELECT clock_timestamp()")
    before = ask("boss", lines, order, moment)
    assert line in [row[0] for row in before]
    account_set.rows(
        "SET session_replication_role = origin; DELETE FROM crm.sales_order_line WHERE id = %s RETURNING 1", line
    )
    assert ask("boss", lines, order, moment) == before
    assert line not in [
        row[0]
        for row in ask("boss", "SELECT id FROM crm.parts_as_of('sales_order_line', 'order_id', %s, now())", order)
    ]
    assert ask(owner, lines, order, moment) == before
    assert ask("pm", lines, order, moment) == []
    assert ask("boss", "SELECT * FROM crm.parts_as_of('employee', 'login', 1, now())") == []


def test_lines_are_not_read_through_a_link_to_what_everybody_sees(account_set: AccountSet, ask: Ask) -> None:
    """Employees and products are seen by all: what points to them is asked for itself, row by row, gone ones too."""
    parts = "SELECT (state ->> 'owner_id')::bigint FROM crm.parts_as_of(%s, %s, %s, %s)"
    ((rep1, rep3, moment),) = account_set.rows(
        "SELECT a.id, b.id, now() FROM crm.employee a, crm.employee b WHERE a.login = 'rep1' AND b.login = 'rep3'"
    )
    assert ask("rep1", parts, "customer", "owner_id", rep1, moment)
    assert ask("rep1", parts, "customer", "owner_id", rep3, moment) == []
    assert len(ask("boss", parts, "customer", "owner_id", rep3, moment)) == 1
    assert {row[0] for row in ask("rep1", parts, "sales_order_line", "product_id", 1, moment)} == {rep1}
    every = ask("boss", parts, "sales_order_line", "product_id", 1, moment)
    account_set.rows(
        "DELETE FROM crm.sales_order_line WHERE id = (SELECT min(l.id) FROM crm.sales_order_line l JOIN crm.sales_order o "
        "ON o.id = l.order_id WHERE o.state = 'draft' AND o.owner_id <> %s) RETURNING id",
        rep1,
    )
    assert {row[0] for row in ask("rep1", parts, "sales_order_line", "product_id", 1, moment)} == {rep1}
    assert sorted(ask("boss", parts, "sales_order_line", "product_id", 1, moment)) == sorted(every)
    assert len(every) > 3
    assert ask("boss", parts, "sales_order_cost", "order_id", 1, moment) == []  # has no ids of its own


def test_what_a_supplier_asks_of_us_has_no_history_for_others(account_set: AccountSet, ask: Ask) -> None:
    ((row,),) = account_set.rows("SELECT id FROM crm.partner_price WHERE asked_of = 'us'")
    history = "SELECT 1 FROM crm.record_history('partner_price', %s)"
    assert ask("rep1", history, row) == []
    assert len(ask("pm", history, row)) == 1
