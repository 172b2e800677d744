"""The audit trail: what it keeps, what it tells whom, what a bulk action can take back."""

from __future__ import annotations

import json
from contextlib import closing

import psycopg2
import pytest

from crm_desktop.admin.invariants import RULES
from tests.databases import AccountSet


def test_who_when_old_and_new_once_a_statement(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect("rep1")) as rep, rep, rep.cursor() as cursor:
        cursor.execute("UPDATE crm.customer SET address = '高新路1号'")
        assert cursor.rowcount == 2
    rows = fresh_account_set.rows(
        "SELECT login, operation, old ->> 'address', new ->> 'address', xid, at FROM crm.audit "
        "WHERE new ->> 'address' = '高新路1号'"
    )
    assert [row[:4] for row in rows] == [("rep1", "U", "", "高新路1号")] * 2
    assert rows[0][4:] == rows[1][4:], "one statement, one moment"


def test_a_customer_handed_over_is_told_once_and_its_parts_are_noticed(fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    ((customer, to, before),) = rows(
        "SELECT c.customer_id, (SELECT id FROM crm.employee WHERE login = 'rep2'), (SELECT max(id) FROM crm.audit) "
        "FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' LIMIT 1"
    )
    told = "SELECT table_name, new ? 'owner_id' FROM crm.audit WHERE id > %s AND operation = 'U' ORDER BY id"
    ids = rows("SELECT id, tokens FROM crm.customer WHERE id = %s", customer)
    with closing(fresh_account_set.connect("admin")) as admin, closing(fresh_account_set.connect("rep1")) as listener:
        listener.autocommit = True
        listener.cursor().execute("LISTEN crm")
        with admin, admin.cursor() as cursor:
            cursor.execute("UPDATE crm.customer SET owner_id = %s WHERE id = %s", (to, customer))
        listener.cursor().execute("SELECT 1")
        noticed = {json.loads(notice.payload)["t"] for notice in listener.notifies}
    assert {"customer", "contact"} <= noticed
    assert rows(told, before) == [("customer", True)]
    rows("UPDATE crm.contact SET title = title || '!' WHERE customer_id = %s", customer)
    assert ("contact", False) in rows(told, before), "what is its own is told"
    owners = "SELECT DISTINCT owner_id FROM crm.contact WHERE customer_id = %s"
    assert rows(owners, customer) == [(to,)]
    assert rows("SELECT tokens FROM crm.customer WHERE id = %s", customer) != [ids[0][1:]], (
        "found among the new owner's"
    )


@pytest.mark.parametrize(("forgery", "problem"), [
    ("UPDATE crm.audit SET login = 'boss' WHERE id = 20", ("changed", 20)),
    ("UPDATE crm.audit SET old = new, new = old WHERE id = 20", ("changed", 20)),
    ("UPDATE crm.audit SET at = at - interval '1 day' WHERE id = 20", ("changed", 20)),
    ("DELETE FROM crm.audit WHERE id = 21", ("missing", 21)),
    ("INSERT INTO crm.audit (at, xid, login, client, table_name, operation, digest) SELECT at, xid, login, client, table_name, operation, "
     "crm.audit_digest(at, xid, login, table_name, NULL, operation, NULL, NULL) FROM crm.audit WHERE id = 20", ("inserted", None)),
    ("UPDATE crm.audit_seal SET ids = array_remove(ids, 20::bigint)", ("seal", None)),
])  # fmt: skip
def test_a_forgery_is_found(fresh_account_set: AccountSet, forgery: str, problem: tuple[str, int | None]) -> None:
    rows = fresh_account_set.rows
    assert rows("SELECT crm.seal_audit() IS NOT NULL") == [(True,)]
    assert rows("SELECT * FROM crm.verify_audit()") == []
    rows(f"{forgery} RETURNING 1")
    found = rows("SELECT problem, audit_id FROM crm.verify_audit()")
    assert any(kind == problem[0] and problem[1] in (None, entry) for kind, entry in found), found


def test_history_is_for_those_who_see_the_record(fresh_account_set: AccountSet) -> None:
    history = "SELECT operation FROM crm.record_history('customer', (%s)::bigint)"
    ((customer,),) = fresh_account_set.rows("SELECT min(id) FROM crm.customer WHERE name LIKE '西安%%'")
    for login, sees in (
        ("rep1", True),
        ("lead1", True),
        ("boss", True),
        ("rep2", False),
        ("rep3", False),
        ("pm", False),
    ):
        with closing(fresh_account_set.connect(login)) as connection, connection.cursor() as cursor:
            cursor.execute(history, (customer,))
            assert bool(cursor.fetchall()) == sees, login


def _bulk(company: AccountSet, login: str, sql: str) -> int:
    with closing(company.connect(login)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT crm.begin_bulk('bulk_edit', 'x')")
        ((bulk,),) = cursor.fetchall()
        cursor.execute(sql)
    return int(bulk)


def _undo(company: AccountSet, login: str, bulk: int) -> int:
    with closing(company.connect(login)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT crm.undo_bulk(%s)", (bulk,))
        return int(cursor.fetchone()[0])  # type: ignore[index]


def test_undo_restores_and_leaves_what_was_changed_since(fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    bulk = _bulk(fresh_account_set, "rep1", "UPDATE crm.customer SET region = 'east'")
    rows("UPDATE crm.customer SET region = 'south' WHERE name LIKE '重庆%%' RETURNING id")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        _undo(fresh_account_set, "rep2", bulk)
    assert _undo(fresh_account_set, "rep1", bulk) == 1
    assert rows(
        "SELECT region FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' ORDER BY region"
    ) == [("northwest",), ("south",)]
    with pytest.raises(psycopg2.errors.CheckViolation):
        _undo(fresh_account_set, "rep1", bulk)


def test_undo_of_new_records_leaves_those_that_others_built_upon(fresh_account_set: AccountSet) -> None:
    bulk = _bulk(fresh_account_set, "rep1", "INSERT INTO crm.customer (name) VALUES ('甲'), ('乙')")
    fresh_account_set.rows(
        "INSERT INTO crm.contact (customer_id, name) SELECT id, '人' FROM crm.customer WHERE name = '甲' RETURNING id"
    )
    assert _undo(fresh_account_set, "rep1", bulk) == 1
    assert fresh_account_set.rows("SELECT name FROM crm.customer WHERE name IN ('甲', '乙')") == [("甲",)]


def _ago(company: AccountSet, days: int) -> None:
    """Make all bulk actions be of the first minute of the day so many days ago."""
    company.rows(
        "UPDATE crm.bulk_action SET at = (crm.today() - %s)::timestamp AT TIME ZONE crm.company_zone() RETURNING id",
        days,
    )


def test_what_was_done_on_friday_goes_back_on_monday(fresh_account_set: AccountSet) -> None:
    bulk = _bulk(fresh_account_set, "rep1", "UPDATE crm.customer SET region = 'east'")
    _ago(fresh_account_set, 3)
    with closing(fresh_account_set.connect("rep1")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id, state FROM crm.bulk_actions(false, now())")  # offered, however short the list
        assert cursor.fetchall() == [(bulk, "open")]
    assert _undo(fresh_account_set, "rep1", bulk) == 2


def test_the_company_says_for_how_long_what_was_done_can_be_taken_back(fresh_account_set: AccountSet) -> None:
    bulk = _bulk(fresh_account_set, "rep1", "UPDATE crm.customer SET region = 'east'")
    _ago(fresh_account_set, 4)
    fresh_account_set.rows("INSERT INTO crm.setting (name, value) VALUES ('undo_days', '1') RETURNING 1")
    with pytest.raises(psycopg2.errors.CheckViolation, match="bulk_too_old") as refusal:
        _undo(fresh_account_set, "rep1", bulk)
    assert json.loads(str(refusal.value.diag.message_detail)) == {"days": 1}
    fresh_account_set.rows("UPDATE crm.setting SET value = '5' WHERE name = 'undo_days' RETURNING 1")
    assert _undo(fresh_account_set, "rep1", bulk) == 2


def test_undo_after_three_days_is_too_late(fresh_account_set: AccountSet) -> None:
    bulk = _bulk(fresh_account_set, "rep1", "UPDATE crm.customer SET region = 'east'")
    _ago(fresh_account_set, 4)
    with pytest.raises(psycopg2.errors.CheckViolation, match="bulk_too_old"):
        _undo(fresh_account_set, "rep1", bulk)


#: What only somebody past all triggers can do → the rule that tells it.
BROKEN = [
    ("UPDATE crm.sales_order SET amount = amount + 1 WHERE id = 1", "order_amount_is_sum_of_lines"),
    ("UPDATE crm.sales_order SET tax_amount = tax_amount + 1 WHERE id = 1", "order_tax_is_part_of_lines"),
    ("DELETE FROM crm.sales_order_line WHERE order_id = 1", "confirmed_order_has_code_and_lines"),
    ("WITH p AS (SELECT min(id) AS id FROM crm.promotion) INSERT INTO crm.promotion_use (promotion_id, order_id, amount) "
     "SELECT p.id, o.id, 1 FROM p, crm.sales_order o WHERE o.state = 'draft'", "promotion_is_counted"),
    ("DELETE FROM crm.sales_order WHERE state = 'confirmed'", "achievement_is_sum_of_records"),
    ("UPDATE crm.opportunity SET stage = 'won' WHERE stage = 'engaging'", "stage_decides_outcome"),
    ("UPDATE crm.contact SET owner_id = 1 WHERE id = 1", "child_follows_owner"),
    ("UPDATE crm.employee SET status = 'left' WHERE login = 'rep1'", "owner_is_employed"),
    ("UPDATE crm.customer SET grade = 'Z' WHERE id = 1", "dictionary_entry_exists"),
    ("UPDATE crm.employee SET login = 'nobody' WHERE login = 'rep1'", "login_has_role"),
    ("UPDATE crm.employee SET status = 'locked' WHERE login = 'rep1'", "locked_login_cannot_log_in"),
    ("ALTER TABLE crm.customer DISABLE ROW LEVEL SECURITY", "row_security_on"),
    ("UPDATE crm.customer SET tokens = '' WHERE id = 1", "found_by_search"),
    ("DELETE FROM crm.customer_search WHERE id = 1", "found_by_search"),
    ("INSERT INTO crm.customer_search (id, sort_key, tokens) VALUES (0, '', '')", "found_by_search"),
    ("INSERT INTO crm.attachment (table_name, record_id, name, size) VALUES ('customer', 1, 'x', 5)", "attachment_has_content"),
    ("INSERT INTO crm.custom_object (code, name) VALUES ('ghost', '没有表')", "custom_object_is_whole"),
    ("UPDATE crm.opportunity SET customer_owner_id = 999999", "seen_with_the_customer"),
    ("UPDATE crm.action SET responsible_id = (SELECT id FROM crm.employee WHERE login = 'rep1'), promise_kept = NULL; "
     "UPDATE crm.employee SET status = 'left' WHERE login = 'rep1'", "promise_has_somebody"),
    ("UPDATE crm.customer SET parent_id = 2 WHERE id = 1", "parent_is_relation"),
    ("INSERT INTO crm.customer_relation (customer_id, kind, other_id) VALUES (1, 'supplies', 2)", "relation_stands_on_both"),
    ("INSERT INTO crm.contact_relation (contact_id, kind, other_id, customer_id, other_customer_id) VALUES (1, 'friend', 2, 999, 999)",
     "relation_lies_at_its_contacts"),
    ("INSERT INTO crm.contact_way (contact_id, customer_id, kind, number) VALUES (1, 999, 'home', '029-1')", "way_lies_at_its_contact"),
    ("UPDATE crm.contact SET further_phones = '{home:029-1}' WHERE id = 1", "contact_tells_its_ways"),
    ("INSERT INTO crm.important_date (contact_id, customer_id, kind, month, day) VALUES (1, 999, 'other', 1, 1)", "date_lies_at_its_contact"),
    ("UPDATE crm.contact SET birthday = '1990-01-01' WHERE id = 1", "birthday_is_important_date"),
    ("INSERT INTO crm.coupon (promotion_id, code, uses) SELECT min(id), 'X1', 1 FROM crm.promotion", "coupon_uses_are_its_orders"),
    ("ALTER ROLE rep1 CREATEDB", "employee_is_no_superuser"),
    ("CREATE ROLE somebody LOGIN; GRANT crm_owner TO somebody", "nobody_is_owner"),
    ("SET LOCAL ROLE crm_owner; DO $$ BEGIN EXECUTE format('REVOKE %I FROM rep1', crm.role_name('role_sales_rep')); END $$; RESET ROLE",
     "rights_in_force"),
    ("UPDATE crm.product SET variant_of_id = 2 WHERE id = 1", "variant_is_one_of_its_main_product"),
    ("INSERT INTO crm.product_batch (product_id, code, quantity, sold) VALUES (1, 'B-1', 9, 5)", "batch_sold_is_on_orders"),
]  # fmt: skip


def test_no_invariant_is_forgotten() -> None:
    assert {rule for _, rule in BROKEN} == set(RULES)


@pytest.mark.parametrize(("broken", "rule"), BROKEN)
def test_every_invariant_is_watched(fresh_account_set: AccountSet, broken: str, rule: str) -> None:
    with closing(fresh_account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SELECT * FROM crm.check_account_set()")
        assert cursor.fetchall() == []
        cursor.execute(
            "BEGIN; SET LOCAL session_replication_role = replica"
        )  # roles are the whole server's: nothing is kept
        cursor.execute(broken)
        cursor.execute("SELECT rule FROM crm.check_account_set()")
        assert rule in {row[0] for row in cursor.fetchall()}


def test_readers_of_the_trail_are_told_of_a_table_only_what_they_may_read_anyway(own_account_set: AccountSet) -> None:
    rows = own_account_set.rows
    rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'audit', 'view', 'all' FROM crm.role "
        "WHERE code = 'product_maintainer' RETURNING 1"
    )
    with closing(own_account_set.connect("rep1")) as rep, rep, rep.cursor() as cursor:
        for name in ("kept", "removed"):
            cursor.execute(
                "INSERT INTO crm.attachment (table_name, record_id, name) SELECT 'customer', min(id), %s FROM crm.customer",
                (f"offer {name}.pdf",),
            )
        cursor.execute("UPDATE crm.attachment SET note = 'of ' || name")
        cursor.execute("DELETE FROM crm.attachment WHERE name LIKE '%removed.pdf'")
        cursor.execute(
            "INSERT INTO crm.saved_view (employee_id, entity, name, query) VALUES (crm.me(), 'customer', 'mine', '{}')"
        )
        cursor.execute("SELECT crm.begin_bulk('import', 'list of customers.csv')")
        cursor.execute("UPDATE crm.customer SET address = 'x'")
    with closing(own_account_set.connect("pm")) as pm, pm, pm.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm.attachment (table_name, record_id, name) VALUES ('product', 1, 'data sheet.pdf')"
        )
        cursor.execute("UPDATE crm.attachment SET note = 'of ' || name WHERE name = 'data sheet.pdf'")
    rows("INSERT INTO crm.notice (employee_id, kind, text) SELECT id, 'mention', 'x' FROM crm.employee RETURNING 1")
    tables = "table_name IN ('attachment', 'notice', 'saved_view')"
    assert len(rows(f"SELECT 1 FROM crm.audit WHERE {tables} AND table_name <> 'attachment'")) == 10
    trail = "crm.trail(NULL, NULL, NULL, NULL, NULL, NULL, NULL, 500)"
    labels = "SELECT label FROM crm.bulk_actions(true, '2000-01-01')"
    for login, entries, seen in (
        ("pm", ["I 3", "U 3"], []),
        ("boss", ["I 1", "I 2", "U 1", "U 2", "D 2", "I 3", "U 3"], [("list of customers.csv",)]),
    ):
        with closing(own_account_set.connect(login)) as connection, connection.cursor() as cursor:
            for told in ("crm.audit", trail):
                cursor.execute(
                    f"SELECT concat_ws(' ', table_name, operation, record_id) FROM {told} WHERE {tables} ORDER BY id"
                )
                assert [row[0] for row in cursor.fetchall()] == [f"attachment {entry}" for entry in entries], login
            cursor.execute(labels)
            assert cursor.fetchall() == seen
    # of a file that is hidden from him the trail's own function tells him no table, whatever he names
    ((hidden, shown),) = rows(
        "SELECT min(id) FILTER (WHERE table_name = 'customer'), min(id) FILTER (WHERE table_name = 'product') FROM crm.attachment"
    )
    with closing(own_account_set.connect("pm")) as pm, pm.cursor() as cursor:
        for words in ("{}", "{customer}", "{product}"):
            cursor.execute(
                "SELECT crm.hides_file(%s, f, NULL, NULL) FROM unnest(%s) f", (words, [hidden, shown, 10**9])
            )
            assert [row[0] for row in cursor.fetchall()] == [True, words == "{product}", True], words
