"""Handing over: a thousand customers assigned, and the pool's work of a day, against the raw UPDATE of as many rows.

Nothing stays: each is rolled back. The raw one runs without triggers, so it keeps no history, no audit and no search.
"""

from __future__ import annotations

import time
from contextlib import closing
from typing import Any

import psycopg2

from tests.bench.measure import Result, Samples
from tests.bench.run import Run, operation

MANY = 1000
_RAW = "SET LOCAL session_replication_role = replica"


@operation
def assign_1000(run: Run) -> Result:
    """Hand a thousand customers with their open work to two colleagues, the former owner a helper, by whoever may assign all."""
    samples = Samples()
    with closing(psycopg2.connect(run.prepared.owner_dsn)) as admin, admin.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(id) FROM (SELECT id FROM crm.customer WHERE owner_id IS NOT NULL ORDER BY id LIMIT %s) c",
            (MANY,),
        )
        (ids,) = cursor.fetchone()
        cursor.execute(
            "SELECT array_agg(owner_id) FROM (SELECT owner_id FROM crm.customer WHERE owner_id IS NOT NULL GROUP BY 1 ORDER BY count(*) LIMIT 2) o"
        )
        (owners,) = cursor.fetchone()
        with closing(psycopg2.connect(run.prepared.dsn("manager"))) as connection, connection.cursor() as manager:
            for _ in range(run.repeat):
                samples.time(
                    lambda: manager.execute(
                        "SELECT crm.assign_customers(%s, %s, 'even', true, true, true, 'read')", (ids, owners)
                    )
                )
                connection.rollback()
                raw = "UPDATE crm.customer SET owner_id = %s WHERE id = ANY (%s)"
                samples.bare.append(_raw(admin, cursor, raw, (owners[0], ids)))
    return run.result("assign_1000", samples, interactive=False)


@operation
def nightly_pool(run: Run) -> Result:
    """Look at every customer under all rules of the pools, warn of some and let some fall in."""
    samples = Samples()
    with closing(psycopg2.connect(run.prepared.owner_dsn)) as admin, admin.cursor() as cursor:
        for _ in range(min(run.repeat, 3)):
            cursor.execute(
                "DELETE FROM crm.pool_run; UPDATE crm.pool_due SET due_on = due_on - 3, warned_on = warned_on - 3"
            )
            samples.time(lambda: _whole_day(cursor))
            cursor.execute("SELECT fallen + warned FROM crm.pool_run")
            (moved,) = cursor.fetchone()
            admin.rollback()
            raw = "UPDATE crm.customer SET pool_due_on = current_date WHERE id IN (SELECT id FROM crm.customer ORDER BY id LIMIT %s)"
            samples.bare.append(_raw(admin, cursor, raw, (moved,)))
    return run.result("nightly_pool", samples, interactive=False)


def _whole_day(cursor: Any) -> None:
    more = True
    while more:
        cursor.execute("SELECT crm.run_pool()")
        (more,) = cursor.fetchone()


def _raw(connection: Any, cursor: Any, sql: str, values: tuple[Any, ...]) -> float:
    """Return how long a statement takes without triggers (ms); nothing stays."""
    cursor.execute(_RAW)
    began = time.perf_counter()
    cursor.execute(sql, values)
    took = (time.perf_counter() - began) * 1000
    connection.rollback()
    return took
