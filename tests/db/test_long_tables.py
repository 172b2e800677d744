"""What a million customers must not slow down: plans, rows touched and statements, never a clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Invalid
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import records
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import exporting
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

Login = Callable[[str], Session]
MANY = 3_000
_TOUCHED = (
    "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int, sum(seq_scan + coalesce(idx_scan, 0))::int "
    "FROM pg_stat_xact_user_tables WHERE schemaname = 'crm' AND relname = 'customer'"
)


@pytest.fixture(scope="module")
def crowd(account_set: AccountSet) -> AccountSet:
    """Give 3,000 customers of two people, each tenth name twice."""
    account_set.rows(
        "SET session_replication_role = replica; INSERT INTO crm.customer (name, code, owner_id, sort_key, created_at) "
        "SELECT k.name, 'L' || i, e.id, crm.sort_key(k.name), now() - interval '2 days' FROM generate_series(1, %s) i "
        "CROSS JOIN LATERAL (SELECT '长列' || i - CASE WHEN i %% 10 = 0 THEN 1 ELSE 0 END AS name) k "
        "JOIN crm.employee e ON e.login = (ARRAY['rep1', 'rep2'])[i %% 2 + 1]",
        MANY,
    )
    with closing(account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE crm.customer")
    return account_set


def _in_one_transaction(account_set: AccountSet, login: str, sql: str, *values: Any) -> tuple[list[Any], int, int]:
    """Return what a query gives, and how many customers were fetched for it, by how many scans."""
    with closing(account_set.connect(login)) as connection, connection.cursor() as cursor:
        cursor.execute(_TOUCHED)
        before = cursor.fetchone() or (0, 0)
        cursor.execute(sql, values)
        found = cursor.fetchall()
        cursor.execute(_TOUCHED)
        after = cursor.fetchone() or (0, 0)
    return found, after[0] - before[0], after[1] - before[1]


def test_words_beside_a_link_are_told_apart_by_an_index_of_the_other_table(
    crowd: AccountSet, login: Login, tmp_path: Path
) -> None:
    """Names of customers have no index: each two thousand rows of an export read all customers twice."""
    crowd.rows(
        "INSERT INTO crm.contact (name, customer_id) SELECT '联系人' || right(code, -1), id FROM crm.customer WHERE code IN ('L9', 'L10', 'L11')"
    )
    session = login("admin")
    facts, asked = load_facts(session, entity_descriptors()), list[tuple[str, Any]]()
    event.listen(session.get_bind(), "before_cursor_execute", lambda c, k, sql, given, *_: asked.append((sql, given)))
    path = tmp_path / "contacts.csv"
    query = ListQuery(entity="contact", columns=("name", "customer_id"), sort="name", search="联系人")
    exporting.export_list(session, query, path, facts=facts, language="zh_CN", translate=translate)
    assert set(path.read_text("utf-8-sig").splitlines()) >= {
        "联系人9,长列9 [L9]",
        "联系人10,长列9 [L10]",
        "联系人11,长列11",
    }
    ((sql, values),) = [(sql, given) for sql, given in asked if "o.sort_key = t.sort_key" in sql]
    cursor = session.connection().connection.cursor()
    cursor.execute(f"SET LOCAL enable_seqscan = off; EXPLAIN (COSTS OFF) {sql}", values)
    plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan, plan
    assert "sort_key = t.sort_key" in plan.split("Index Cond:", 1)[1], plan


def test_what_no_sheet_holds_is_refused_before_a_row_is_read(
    crowd: AccountSet, login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "LARGEST_SHEET", 100)
    session, asked = login("admin"), list[str]()
    facts = load_facts(session, entity_descriptors())
    query = ListQuery(
        entity="customer", columns=("name",), sort="name", conditions=(Condition("name", "contains", "长列"),)
    )
    event.listen(session.get_bind(), "before_cursor_execute", lambda c, k, sql, *_: asked.append(sql))
    with pytest.raises(Invalid, match="sheet_full"):
        exporting.export_list(session, query, tmp_path / "all.xlsx", facts=facts, language="zh_CN", translate=translate)
    assert not [sql for sql in asked if "customer.id IN" in sql], asked
    assert list(tmp_path.iterdir()) == []
    written = exporting.export_list(
        session, query, tmp_path / "all.csv", facts=facts, language="zh_CN", translate=translate
    )
    assert written == MANY


def test_the_first_of_a_list_as_it_was_are_told_without_reading_all(crowd: AccountSet) -> None:
    sql = "SELECT id, state ->> 'name' FROM crm.list_as_of('customer', now() - interval '1 day', %s) ORDER BY id"
    whole, all_rows, _ = _in_one_transaction(crowd, "boss", sql, None)
    first, few_rows, _ = _in_one_transaction(crowd, "boss", sql, 50)
    assert len(whole) >= MANY
    assert first == whole[:50]
    assert all_rows >= MANY
    assert few_rows < 500, few_rows


def test_a_list_as_it_was_has_its_deleted_ones_among_the_first(crowd: AccountSet) -> None:
    ids = [row[0] for row in crowd.rows("SELECT id FROM crm.customer WHERE code LIKE 'L%%' ORDER BY id LIMIT 3")]
    ((moment,),) = crowd.rows("SELECT clock_timestamp()")
    with closing(crowd.connect("boss")) as boss, boss, boss.cursor() as cursor:
        cursor.execute("UPDATE crm.customer SET name = '改名' WHERE id = %s", (ids[1],))
        cursor.execute("DELETE FROM crm.customer WHERE id = %s", (ids[0],))
        cursor.execute("INSERT INTO crm.customer (name) VALUES ('后来')")
    sql = "SELECT id, state ->> 'name' FROM crm.list_as_of('customer', %s, %s) ORDER BY id"
    whole, _, _ = _in_one_transaction(crowd, "boss", sql, moment, None)
    for most in (1, 2, 3, 20, len(whole), len(whole) + 5):
        first, _, _ = _in_one_transaction(crowd, "boss", sql, moment, most)
        assert first == whole[:most], most
    assert {ids[0], ids[1]} <= {row[0] for row in whole}


def test_how_many_each_holds_is_counted_for_all_at_once(crowd: AccountSet) -> None:
    """The list of those to whom one may assign counted each person's customers three times over."""
    sql = "SELECT * FROM crm.holdings(ARRAY(SELECT id FROM crm.employee WHERE login = ANY (%s)))"
    two, _, scans_of_two = _in_one_transaction(crowd, "boss", sql, ["rep1", "rep2"])
    six, _, scans_of_six = _in_one_transaction(crowd, "boss", sql, ["rep1", "rep2", "rep3", "lead1", "boss", "admin"])
    assert len(two) == 2
    assert len(six) == 6
    assert sum(row[1] for row in two) >= MANY - 1
    assert scans_of_six - scans_of_two <= 4, (
        scans_of_two,
        scans_of_six,
    )  # the locked ones of each, by an index of their own


@pytest.mark.parametrize(("person", "gathered"), [("rep1", True), ("boss", False)])
def test_of_ten_million_actions_ones_own_are_gathered_and_not_looked_for_in_the_order_of_all(
    crowd: AccountSet, login: Login, person: str, gathered: bool
) -> None:
    """Whose an action is says one of four columns: the planner takes half of all for the reader's own."""
    session = login(person)
    entity = load_facts(session, entity_descriptors()).entities["action"]
    seen: list[tuple[str, str]] = []

    def note(connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        if "string_agg" in sql:
            cursor = connection.connection.cursor()
            cursor.execute("SHOW enable_indexscan")
            (by_index,) = cursor.fetchone()
            cursor.execute(f"SET LOCAL enable_seqscan = off; EXPLAIN (COSTS OFF) {sql}", values)
            seen.append((by_index, "\n".join(row[0] for row in cursor.fetchall())))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    query = ListQuery(entity="action", columns=("title",), sort=entity.sort, descending=entity.descending)
    records.ordered_ids(session, entity, query)
    ((by_index, plan),) = seen
    assert by_index == ("off" if gathered else "on")
    assert ("using action_happened" in plan) != gathered, plan
    assert session.execute(text("SHOW enable_indexscan")).scalar_one() == "on"
    records.ordered_ids(session, entity, replace(query, search="电话"))  # what finds words reads the first in order
    assert seen[1][0] == "on"


def test_the_first_page_of_somebody_with_few_of_many_reads_the_few(crowd: AccountSet, login: Login) -> None:
    """Whoever began today waited until the order of a million customers of others was read to its end."""
    session = login("rep3")
    entity = load_facts(session, entity_descriptors()).entities["customer"]
    query = ListQuery(entity="customer", columns=("name",), sort="name")
    before = session.execute(text(_TOUCHED)).one()
    rows = records.first_rows(session, entity, query)
    after = session.execute(text(_TOUCHED)).one()
    assert len(rows) < 100
    assert all(row.values["name"][:2] != "长列" for row in rows)
    assert after[0] - before[0] < 1_000, (before, after)
    assert session.execute(text("SHOW enable_indexscan")).scalar_one() == "on"
    assert session.execute(text("SHOW enable_seqscan")).scalar_one() == "on"
    for person, few in (("rep3", True), ("boss", False)):
        sql = "SELECT crm.few_own('customer', 'customer'), crm.few_own('employee', 'customer'), crm.few_own('pg_class', 'customer')"
        assert login(person).execute(text(sql)).one() == (few, False, False)
