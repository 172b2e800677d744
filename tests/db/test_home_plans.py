"""The first page counts by indexes alone: a person's share of large tables is not read for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy import event

from crm_desktop.db import records
from crm_desktop.home.rules import boxes
from crm_desktop.home.services import count_boxes
from crm_desktop.shell.login.profiles import Server
from crm_desktop.shell.login.services import open_account_set
from tests.databases import AccountSet

Psql = Callable[[str], Connection]
#: what the index of each table must know of the rows that a box counts, beside whose they are
INDEXES = {"sales_order": "sales_order_draft", "opportunity": "opportunity_", "customer": "customer_owner_next_contact"}


@pytest.mark.parametrize("login", ["rep1", "boss"])
def test_all_boxes_are_counted_by_one_statement_that_reads_indexes(
    account_set: AccountSet, psql_as: Psql, login: str
) -> None:
    server = Server(name="test", host=account_set.host, port=account_set.port)
    opened = open_account_set(server, account_set.name, login, account_set.password(login))
    asked: list[tuple[str, Any]] = []
    event.listen(opened.database.engine, "before_cursor_execute", lambda c, k, s, p, *_: asked.append((s, p)))
    with opened.database.open_session() as session:
        counts = count_boxes(session, records, opened.facts, boxes(opened.facts, date.today()))
    opened.database.close()
    ((sql, values),) = asked
    assert len(counts) >= 6
    with psql_as(login).cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(f"EXPLAIN (COSTS OFF) {sql}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    for table, index in INDEXES.items():
        assert f" {index}" in plan, (table, plan)
    assert "opportunity_open_expected" in plan, plan
    assert "Seq Scan" not in plan, plan
