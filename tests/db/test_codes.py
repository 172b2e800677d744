"""Codes under parallel load: unique always, without a gap where asked."""

from __future__ import annotations

import threading
from contextlib import closing

import psycopg2

from tests.databases import AccountSet

WRITERS, EACH = 32, 3


def _run_writers(company: AccountSet, sql: str) -> None:
    """Let every writer run *sql* in transactions of its own, each followed by one that is rolled back."""
    failures: list[psycopg2.Error] = []

    def write(number: int) -> None:
        try:
            with (
                closing(company.connect(("boss", "lead1", "rep1", "rep2")[number % 4])) as connection,
                connection.cursor() as cursor,
            ):
                for _turn in range(EACH):
                    cursor.execute(sql)
                    connection.commit()
                    cursor.execute(sql)
                    connection.rollback()
        except psycopg2.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures[0]


def test_fast_codes_are_unique(fresh_account_set: AccountSet) -> None:
    _run_writers(fresh_account_set, "INSERT INTO crm.customer (name) VALUES ('并发')")
    assert fresh_account_set.rows("SELECT count(*), count(DISTINCT code) FROM crm.customer WHERE name = '并发'") == [
        (WRITERS * EACH,) * 2
    ]


def test_gapless_codes_have_no_gap(fresh_account_set: AccountSet) -> None:
    fresh_account_set.rows("UPDATE crm.coding_rule SET gapless = true WHERE entity = 'customer' RETURNING id")
    _run_writers(fresh_account_set, "INSERT INTO crm.customer (name) VALUES ('并发')")
    codes = [row[0] for row in fresh_account_set.rows("SELECT code FROM crm.customer ORDER BY code")]
    assert [int(code[-5:]) for code in codes] == list(range(1, WRITERS * EACH + 7))


def test_an_order_gets_its_number_at_confirmation_by_its_month(fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    rows(
        "INSERT INTO crm.sales_order (customer_id, owner_id, ordered_on) SELECT 1, owner_id, d FROM crm.customer, "
        "unnest(ARRAY[date '2026-05-31', '2026-06-01', '2026-06-02']) d WHERE id = 1 RETURNING id"
    )
    rows(
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) SELECT id, 1, 1, 1 FROM crm.sales_order "
        "WHERE ordered_on > '2026-05-01' RETURNING id"
    )
    assert rows("SELECT DISTINCT code FROM crm.sales_order WHERE ordered_on > '2026-05-01'") == [("",)]
    rows("UPDATE crm.sales_order SET state = 'confirmed' WHERE ordered_on > '2026-05-01' RETURNING id")
    assert rows("SELECT code FROM crm.sales_order WHERE ordered_on > '2026-05-01' ORDER BY ordered_on") == [
        ("DD-202605-0001",),
        ("DD-202606-0001",),
        ("DD-202606-0002",),
    ]


def test_codes_that_came_by_import_are_passed_over(fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    rows("INSERT INTO crm.product (name, code) VALUES ('a', 'CP-00006') RETURNING id")
    assert [
        c for (c,) in rows("INSERT INTO crm.product (name) SELECT 'b' FROM generate_series(1, 3) RETURNING code")
    ] == ["CP-00005", "CP-00007", "CP-00008"]


def test_a_class_may_have_its_own_rule(fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    rows(
        "INSERT INTO crm.coding_rule (entity, class_code, pattern) VALUES ('product', 'PC', '{class}{YY}-{###}') RETURNING id"
    )
    ((code,),) = rows(
        "INSERT INTO crm.product (name, class_id) SELECT 'a', id FROM crm.product_class WHERE code = 'PC' RETURNING code"
    )
    assert code.startswith("PC2") and code.endswith("-001")
    ((other,),) = rows(
        "INSERT INTO crm.product (name, class_id) SELECT 'a', id FROM crm.product_class WHERE code = 'NET' RETURNING code"
    )
    assert other.startswith("CP-")


def _pattern(company: AccountSet, gapless: bool) -> None:
    """Give products of class PC a rule of their own, keyed by class and month: nobody has taken a number there yet."""
    company.rows(
        "INSERT INTO crm.coding_rule (entity, class_code, pattern, gapless) VALUES ('product', 'PC', '{class}{YY}{MM}-{####}', %s)",
        gapless,
    )
    company.rows(
        "INSERT INTO crm.employee_role (employee_id, role_id) SELECT e.id, r.id FROM crm.employee e, crm.role r "
        "WHERE e.login IN ('boss', 'lead1', 'rep1', 'rep2') AND r.code = 'product_maintainer'"
    )


MADE = "INSERT INTO crm.product (name, class_id) SELECT '并发', id FROM crm.product_class WHERE code = 'PC'"


def test_a_period_that_begins_under_load_starts_once(own_account_set: AccountSet) -> None:
    """The counter of a new month is made by 32 writers at the same moment, half of whom roll back."""
    _pattern(own_account_set, gapless=False)
    _run_writers(own_account_set, MADE)
    found = own_account_set.rows(
        "SELECT count(*), count(DISTINCT code), min(left(code, 6)) FROM crm.product WHERE name = '并发'"
    )
    assert found[0][:2] == (WRITERS * EACH,) * 2
    assert found[0][2].startswith("PC")


def test_a_class_counts_without_gaps_under_load(own_account_set: AccountSet) -> None:
    _pattern(own_account_set, gapless=True)
    _run_writers(own_account_set, MADE)
    codes = own_account_set.rows("SELECT right(code, 4)::int FROM crm.product WHERE name = '并发' ORDER BY 1")
    assert [n for (n,) in codes] == list(range(1, WRITERS * EACH + 1))


def test_orders_confirmed_by_many_have_no_gap(own_account_set: AccountSet) -> None:
    """Drafts have no number; each writer confirms one and rolls back the confirmation of another."""
    rows = own_account_set.rows
    rows(
        "INSERT INTO crm.sales_order (customer_id, owner_id, ordered_on) SELECT c.id, c.owner_id, date '2026-07-01' "
        "FROM crm.customer c, generate_series(1, %s) WHERE c.short_name = '环太科技'",
        2 * WRITERS * EACH,
    )
    rows(
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) "
        "SELECT id, (SELECT min(id) FROM crm.product), 1, 1 FROM crm.sales_order WHERE ordered_on = '2026-07-01'"
    )
    rows("UPDATE crm.right_rule SET scope = 'all' WHERE module = 'sales_order' AND scope <> 'none'")
    _run_writers(
        own_account_set,
        "UPDATE crm.sales_order SET state = 'confirmed' WHERE id = (SELECT id FROM crm.sales_order "
        "WHERE state = 'draft' AND ordered_on = '2026-07-01' LIMIT 1 FOR UPDATE SKIP LOCKED)",
    )
    codes = [c for (c,) in rows("SELECT code FROM crm.sales_order WHERE code LIKE 'DD-202607-%%' ORDER BY code")]
    assert codes == [f"DD-202607-{n:04d}" for n in range(1, WRITERS * EACH + 1)]


def test_a_class_below_takes_the_rule_above_it(fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    rows("INSERT INTO crm.coding_rule (entity, class_code, pattern) VALUES ('product', 'HW', 'HW-{###}')")
    code = (
        "INSERT INTO crm.product (name, class_id) SELECT 'a', id FROM crm.product_class WHERE code = %s RETURNING code"
    )
    assert rows(code, "PRN") == [("HW-001",)]
    rows("INSERT INTO crm.coding_rule (entity, class_code, pattern) VALUES ('product', 'PRN', 'P-{##}')")
    assert rows(code, "PRN") == [("P-01",)]


def test_customers_of_a_kind_and_departments_may_have_rules(fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    rows(
        "INSERT INTO crm.coding_rule (entity, class_code, pattern) VALUES ('customer', 'school', 'XX-{###}'), "
        "('department', '', 'BM{##}')"
    )
    insert = "INSERT INTO crm.customer (name, kind) VALUES ('x', %s) RETURNING code"
    assert rows(insert, "school") == [("XX-001",)]
    assert rows(insert, "dealer")[0][0].startswith("KH-")
    assert rows("INSERT INTO crm.department (name) VALUES ('新') RETURNING code") == [("BM01",)]


def test_preview_tells_the_next_codes_and_takes_none(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect("admin")) as admin, admin, admin.cursor() as cursor:
        cursor.execute("INSERT INTO crm.product (name, code) VALUES ('a', 'CP-00006')")
        for _ in range(2):
            cursor.execute("SELECT crm.preview_codes('product', 'CP-{#####}', false)")
            assert cursor.fetchone() == (["CP-00005", "CP-00007", "CP-00008"],)
        cursor.execute("SELECT crm.preview_codes('sales_order', 'X{##}', true)")
        assert cursor.fetchone() == (["X01", "X02", "X03"],)
        cursor.execute("SELECT crm.preview_codes('employee; DROP TABLE crm.customer', '{##}', true)")
        assert cursor.fetchone() == ([],)
