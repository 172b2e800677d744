"""The first page counts by indexes alone: a person's share of large tables is not read for it."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from crm_desktop.db import records
from crm_desktop.home.rules import boxes
from crm_desktop.home.services import count_boxes
from crm_desktop.shell.login.profiles import Server
from crm_desktop.shell.login.services import open_account_set
from tests.databases import AccountSet

#: what the index of each table must know of the rows that a box counts, beside whose they are
INDEXES = {
    "sales_order": "sales_order_draft",
    "opportunity": "opportunity_",
    "customer": "customer_owner_next_contact",
    "important_date": "important_date_due",
}


@pytest.mark.parametrize("login", ["rep1", "lead1", "boss"])
def test_all_boxes_are_counted_by_one_statement_that_reads_indexes(fresh_account_set: AccountSet, login: str) -> None:
    account_set = fresh_account_set
    if account_set.rows("SELECT current_setting('server_version_num')::int < 170000") == [(True,)]:
        pytest.skip(
            "before 17 the planner puts an array in an index ten times too dear: with few rows any index will do"
        )
    account_set.rows(  # what a helper sees beside his own must not take the indexes from him
        "INSERT INTO crm.customer_helper (customer_id, employee_id, power) SELECT c.id, e.id, 'read' FROM crm.customer c "
        "JOIN crm.employee e ON e.login = 'lead1' WHERE c.owner_id <> e.id"
    )
    account_set.rows("VACUUM ANALYZE crm.customer, crm.opportunity, crm.sales_order, crm.action")
    server = Server(name="test", host=account_set.host, port=account_set.port)
    opened = open_account_set(server, account_set.name, login, account_set.password(login))
    asked: list[tuple[str, Any]] = []
    event.listen(opened.database.engine, "before_cursor_execute", lambda c, k, s, p, *_: asked.append((s, p)))
    with opened.database.open_session() as session:
        counts = count_boxes(session, records, opened.facts, boxes(opened.facts, date.today()))
    opened.database.close()
    ((sql, values),) = asked
    assert len(counts) >= 10
    with closing(account_set.connect(login)) as connection, connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN (COSTS OFF) {sql}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    for table, index in INDEXES.items():
        assert f"Index Only Scan using {index}" in plan, (table, plan)
    for index in (
        "opportunity_open_expected",
        "opportunity_owner_quiet",
        "customer_owner_quiet",
        "customer_owner_handed",
    ):
        assert f"Index Only Scan using {index}" in plan, (index, plan)
    assert "Seq Scan" not in plan, plan
