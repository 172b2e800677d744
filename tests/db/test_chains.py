"""Chains of parents and superiors end somewhere, also when two people hang each other's branch below their own in psql."""

from __future__ import annotations

import threading
from contextlib import closing

import psycopg2
import pytest

from tests.databases import AccountSet


@pytest.mark.parametrize(
    ("table", "column", "make"),
    [
        ("department", "parent_id", "INSERT INTO crm.department (name) VALUES ('甲'), ('乙') RETURNING id"),
        ("product_class", "parent_id", "INSERT INTO crm.product_class (name) VALUES ('甲'), ('乙') RETURNING id"),
        ("customer", "parent_id", "INSERT INTO crm.customer (name) VALUES ('甲公司'), ('乙公司') RETURNING id"),
        ("employee", "superior_id", "INSERT INTO crm.employee (name) VALUES ('甲'), ('乙') RETURNING id"),
    ],
)
def test_two_at_once_make_no_loop(account_set: AccountSet, table: str, column: str, make: str) -> None:
    one, two = (row[0] for row in account_set.rows(make))
    hang = f"UPDATE crm.{table} SET {column} = %s WHERE id = %s"
    outcome: list[str] = []
    with closing(account_set.connect("admin")) as first, closing(account_set.connect("admin")) as second:
        first.cursor().execute(hang, (one, two))

        def other() -> None:
            try:
                second.cursor().execute(hang, (two, one))
                outcome.append("hung")
            except psycopg2.Error as error:
                outcome.append(str(error.diag.constraint_name))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "the second waits for the first"
        first.commit()
        thread.join(20)
        second.rollback()
    assert outcome == [f"{table}_loop"]
    assert account_set.rows(f"SELECT {column} FROM crm.{table} WHERE id = %s", two) == [(one,)]
