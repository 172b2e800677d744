"""What a bulk change costs grows with its rows, whatever its session did before: no trigger compares each row with each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet
from tests.db.handoverkit import person

MANY = 5000

# Rows are read again from temporary files when memory is short: their blocks count how often triggers go through them.
_DO = """
CREATE FUNCTION crm.test_do(statement text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE statement; END $$;
GRANT EXECUTE ON FUNCTION crm.test_do(text) TO PUBLIC;
SET session_replication_role = replica;
INSERT INTO crm.customer (code, name, short_name, status, owner_id, created_by, updated_by)
    SELECT 'T' || n, 'Bulk ' || n, '', 'customer', %(owner)s, 'boss', 'boss' FROM generate_series(1, %(many)s) n;
INSERT INTO crm.contact (customer_id, name, owner_id, created_by, updated_by)
    SELECT id, 'Contact', owner_id, 'boss', 'boss' FROM crm.customer WHERE code LIKE 'T%%';
RESET session_replication_role;
INSERT INTO crm.field_rule (entity, field, kind, condition) VALUES ('customer', 'name', 'required', 'status = "customer"');
ANALYZE crm.customer, crm.contact
"""


@pytest.fixture
def boss(fresh_account_set: AccountSet) -> Iterator[Cursor]:
    """Give a session of whoever may change everything, with thousands of customers, each with a contact."""
    with closing(fresh_account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute(_DO, {"owner": person(fresh_account_set, "rep1"), "many": MANY})
    with closing(fresh_account_set.connect("boss")) as connection, connection.cursor() as cursor:
        cursor.execute("SET work_mem = '64kB'")
        yield cursor


def _blocks(boss: Cursor, statement: str) -> int:
    """Return how many blocks of rows a statement and all that follows from it read again; nothing stays."""
    boss.execute("SAVEPOINT before")
    boss.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT crm.test_do(%s)", (statement,))
    (((plan,),),) = boss.fetchall()
    boss.execute("ROLLBACK TO before")
    return int(plan["Plan"]["Temp Read Blocks"])


@pytest.mark.parametrize(
    "change",
    [
        "customer SET owner_id = (SELECT id FROM crm.employee WHERE login = 'rep2') WHERE code LIKE 'T%' AND",
        "customer SET tags = '{bulk}', attrs = '{}', grade = '' WHERE code LIKE 'T%' AND",
        "contact SET title = 'bulk' WHERE name = 'Contact' AND",
    ],
    ids=["hand over", "edit", "contacts"],
)
def test_twice_the_rows_cost_twice_as_much_after_a_save_of_one(boss: Cursor, change: str) -> None:
    table = change.split()[0]
    boss.execute(f"SELECT id FROM crm.{table} WHERE id > (SELECT max(id) FROM crm.{table}) - %s ORDER BY id", (MANY,))
    ids = [row[0] for row in boss.fetchall()]
    bulk = f"UPDATE crm.{change} id <= "
    assert _blocks(boss, bulk + str(ids[0])) == 0
    half, whole = (_blocks(boss, bulk + str(ids[n - 1])) for n in (MANY // 2, MANY))
    assert half > 0  # else the memory held them and nothing was counted
    assert whole < 3 * half, (half, whole)
