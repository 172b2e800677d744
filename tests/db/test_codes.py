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
