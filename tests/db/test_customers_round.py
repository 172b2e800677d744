"""Customers in the round, in the database: one page of a long timeline, what follows whom, what a right hides."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm_desktop.base_info.customers import services as customers
from crm_desktop.core.facts import Facts
from crm_desktop.shell import registry
from crm_desktop.shell.timeline import services
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

Psql = Callable[[str], Connection]
ENTRIES = 5_000


def _one(company: AccountSet, sql: str, *values: object) -> Any:
    ((found,),) = company.rows(sql, *values)
    return found


def _customer(company: AccountSet, login: str) -> int:
    return int(
        _one(
            company,
            "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = %s",
            login,
        )
    )


def _run(connection: Connection, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


# ── the timeline ─────────────────────────────────────────


@pytest.fixture(scope="module")
def busy(account_set: AccountSet) -> int:
    """Give a customer of rep1 with 5,000 records among 20,000 of others."""
    mine, other = _customer(account_set, "rep1"), _customer(account_set, "rep3")
    with closing(account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for customer, count in ((mine, ENTRIES), (other, 4 * ENTRIES)):
            cursor.execute(
                "INSERT INTO crm.action (kind, customer_id, owner_id, employee_id, happened_at, content) "
                "SELECT (ARRAY['call', 'visit', 'quote', 'service'])[1 + n %% 4], c.id, c.owner_id, c.owner_id, "
                "timestamptz '2020-01-01' + n * interval '7 hours', 'entry ' || n "
                "FROM crm.customer c, generate_series(1, %s) n WHERE c.id = %s",
                (count, customer),
            )
        cursor.execute("VACUUM ANALYZE crm.action")
    return mine


def _facts(session: Session) -> Facts:
    return load_facts(session, registry.descriptors())


def _statements(session: Session, work: Callable[[], Any]) -> tuple[Any, list[tuple[str, Any]]]:
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
        sent.append((sql, parameters))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        return work(), sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


@pytest.mark.parametrize("login_name", ["rep1", "lead1", "boss"])
@pytest.mark.parametrize("group", ["", "contact"])
def test_a_page_of_a_long_timeline_reads_a_page(
    account_set: AccountSet, busy: int, login: Callable[[str], Session], login_name: str, group: str
) -> None:
    session = login(login_name)
    facts = _facts(session)
    first = services.read_timeline(session, facts, "customer", busy)
    assert len(first.events) == services.PAGE
    assert first.end is not None
    deep = (datetime(2021, 6, 1, tzinfo=UTC), 0, 0)
    for after in (services.START, deep):
        _page, sent = _statements(
            session, lambda a=after: services.read_timeline(session, facts, "customer", busy, group=group, after=a)
        )
        assert len(sent) <= 5, "sources, edits, pins and answers: no query an entry"
        assert not any("count(" in sql for sql, _ in sent)
        ((sql, parameters),) = [one for one in sent if "r.customer_id = " in one[0]]
        raw = session.connection().connection.cursor()
        raw.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql, parameters)
        plan = raw.fetchone()[0]
        nodes = list(_nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
        of_actions = [n for n in nodes if n.get("Relation Name") == "action"]
        assert [n["Node Type"] for n in of_actions] == ["Index Scan"]
        assert of_actions[0]["Index Name"] == "action_customer"
        assert "customer_id" in of_actions[0]["Index Cond"]
        touched = of_actions[0]["Actual Rows"] + of_actions[0].get("Rows Removed by Filter", 0)
        assert touched <= 3 * services.PAGE, touched
        assert not any(n["Node Type"] == "Seq Scan" and n["Relation Name"] == "action" for n in of_actions)


def test_pages_join_without_gap_or_double(account_set: AccountSet, busy: int, login: Callable[[str], Session]) -> None:
    session = login("rep1")
    facts = _facts(session)
    seen: list[tuple[str, int]] = []
    after = services.START
    for _ in range(12):
        page = services.read_timeline(session, facts, "customer", busy, after=after, limit=23)
        seen += [(e.table, e.id) for e in page.events]
        assert page.end is not None
        after = page.end
    whole = services.read_timeline(session, facts, "customer", busy, limit=12 * 23)
    assert seen == [(e.table, e.id) for e in whole.events]
    assert len(set(seen)) == len(seen)


def test_orders_and_opportunities_stand_at_their_own_day(fresh_account_set: AccountSet) -> None:
    rows, mine = fresh_account_set.rows, _customer(fresh_account_set, "rep1")
    for table in ("sales_order_line", "sales_order", "opportunity", "action", "qualification"):
        rows(f"DELETE FROM crm.{table}")
    rows("INSERT INTO crm.setting (name, value) VALUES ('time_zone', '\"Asia/Shanghai\"') "
         "ON CONFLICT (name) DO UPDATE SET value = excluded.value")  # fmt: skip
    for note, day in (("old", "2021-03-08"), ("older", "2020-07-01"), ("same day", "2021-03-08")):
        rows(
            "INSERT INTO crm.sales_order (customer_id, note, ordered_on, owner_id) SELECT id, %s, %s, owner_id FROM crm.customer WHERE id = %s",
            note,
            day,
            mine,
        )
    rows(
        "INSERT INTO crm.sales_order (customer_id, note, ordered_on, owner_id) SELECT id, 'today', crm.today(), owner_id FROM crm.customer WHERE id = %s",
        mine,
    )
    rows(
        "INSERT INTO crm.opportunity (customer_id, name, stage, engaged_on, owner_id) SELECT c.id, v.name, 'engaging', v.day, c.owner_id "
        "FROM crm.customer c, (VALUES ('begun', date '2020-12-31'), ('no day', NULL)) v(name, day) WHERE c.id = %s",
        mine,
    )
    rows(
        "INSERT INTO crm.action (customer_id, kind, content, happened_at, employee_id) SELECT id, 'call', 'between', "
        "timestamptz '2021-03-07 23:00+08', owner_id FROM crm.customer WHERE id = %s",
        mine,
    )
    pages: list[services.Event] = []
    after: services.Place | None = services.START
    with closing(fresh_account_set.session("rep1")) as session:
        facts = _facts(session)
        while after is not None:  # one a page: every place between two pages is tried
            page = services.read_timeline(session, facts, "customer", mine, after=after, limit=1)
            pages += page.events
            after = page.end
    told = [e for e in pages if e.table in ("sales_order", "opportunity", "action")]
    assert [e.text or e.title for e in told] == [
        "no day", "today", "same day", "old", "between", "begun", "older",
    ]  # fmt: skip
    assert [e.whole_day for e in told] == [False, False, True, True, False, True, True]
    local = [e.at.astimezone(timezone(timedelta(hours=8))).date().isoformat() for e in told[2:]]
    assert local == ["2021-03-08", "2021-03-08", "2021-03-07", "2020-12-31", "2020-07-01"]


def test_what_is_typed_finds_far_back_and_means_what_it_says(
    account_set: AccountSet, busy: int, login: Callable[[str], Session]
) -> None:
    session = login("rep1")
    facts = _facts(session)
    found = services.read_timeline(session, facts, "customer", busy, words="entry 17", limit=500)
    assert {e.text for e in found.events} == {
        f"entry {n}" for n in range(1, 5001) if f"entry {n}".startswith("entry 17")
    }
    assert services.read_timeline(session, facts, "customer", busy, words="100%").events == ()
    quotes = services.read_timeline(session, facts, "customer", busy, group="quote")
    assert {e.title for e in quotes.events} == {"quote"}


def test_a_foreign_timeline_is_empty(account_set: AccountSet, busy: int, login: Callable[[str], Session]) -> None:
    other = login("rep3")
    page = services.read_timeline(other, _facts(other), "customer", busy)
    assert (page.events, page.pinned) == ((), ())


def test_one_call_writes_on_many_timelines(account_set: AccountSet, login: Callable[[str], Session]) -> None:
    rows = account_set.rows
    rows("SELECT crm.log_timeline(ARRAY(SELECT id FROM crm.customer), 'merged', '{\"name\": \"甲\"}')")
    assert _one(account_set, "SELECT count(*) FROM crm.timeline_entry WHERE kind = 'merged'") == 6
    session = login("rep2")
    page = services.read_timeline(session, _facts(session), "customer", _customer(account_set, "rep2"), group="status")
    assert page.events[0].title == "merged"
    assert page.events[0].data == {"name": "甲"}


# ── what follows whom ────────────────────────────────────


def test_everything_goes_with_the_customer(fresh_account_set: AccountSet) -> None:
    customer = _customer(fresh_account_set, "rep1")
    with closing(fresh_account_set.connect("lead1")) as lead, lead, lead.cursor() as cursor:
        cursor.execute(
            "UPDATE crm.customer SET owner_id = (SELECT id FROM crm.employee WHERE login = 'rep2') WHERE id = %s",
            (customer,),
        )
    for table in (
        "contact",
        "action",
        "customer_phone",
        "customer_address",
        "customer_relation",
        "qualification",
        "customer_status_change",
        "timeline_entry",
        "timeline_pin",
    ):
        owners = fresh_account_set.rows(
            f"SELECT DISTINCT e.login FROM crm.{table} t JOIN crm.employee e ON e.id = t.owner_id WHERE customer_id = %s",
            customer,
        )
        assert owners == [("rep2",)], table
    assert fresh_account_set.rows("SELECT * FROM crm.check_account_set()") == []


def test_a_relation_stands_on_both(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect("boss")) as boss, boss:
        ids = [row[0] for row in _run(boss, "SELECT id FROM crm.customer ORDER BY id LIMIT 3")]
        _run(
            boss,
            "INSERT INTO crm.customer_relation (customer_id, kind, other_id, note) VALUES (%s, 'buys_through', %s, 'x')",
            ids[0],
            ids[2],
        )
        twin = "SELECT kind, note FROM crm.customer_relation WHERE customer_id = %s AND other_id = %s"
        assert _run(boss, twin, ids[2], ids[0]) == [("buys_for", "x")]
        _run(boss, "UPDATE crm.customer_relation SET note = 'y', kind = 'supplies' WHERE kind = 'buys_through'")
        assert _run(boss, twin, ids[2], ids[0]) == [("supplied_by", "y")]
        _run(boss, "DELETE FROM crm.customer_relation WHERE kind = 'supplied_by'")
        assert _run(boss, twin, ids[0], ids[2]) == []
        _run(boss, "UPDATE crm.customer SET parent_id = %s WHERE id = %s", ids[2], ids[0])
        assert _run(boss, twin, ids[2], ids[0]) == [("parent_of", "")]
        with pytest.raises(psycopg2.IntegrityError, match="relation_parent_is_a_field"):
            _run(boss, "DELETE FROM crm.customer_relation WHERE kind = 'parent_of'")
        boss.rollback()
    assert fresh_account_set.rows("SELECT * FROM crm.check_account_set()") == []


def test_the_first_confirmed_order_converts(fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    customer = _customer(fresh_account_set, "rep1")
    rows("UPDATE crm.customer SET status = 'intent', grade = '' WHERE id = %s RETURNING 1", customer)
    rows(
        "INSERT INTO crm.field_rule (entity, field, kind, condition) "
        "VALUES ('customer', 'grade', 'required', 'status = \"customer\"') RETURNING 1"
    )
    rows("DELETE FROM crm.customer_status_change RETURNING 1")
    with closing(fresh_account_set.connect("rep1")) as rep, rep:
        ((order,),) = _run(rep, "INSERT INTO crm.sales_order (customer_id) VALUES (%s) RETURNING id", customer)
        _run(
            rep,
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) SELECT %s, min(id), 1, 5000 FROM crm.product",
            order,
        )
        _run(rep, "UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", order)
    assert rows("SELECT status FROM crm.customer WHERE id = %s", customer) == [("customer",)]
    changes = rows(
        "SELECT s.from_status, s.to_status, s.cause, s.order_id, e.login FROM crm.customer_status_change s "
        "JOIN crm.employee e ON e.id = s.employee_id"
    )
    assert changes == [("intent", "customer", "order", order, "rep1")]
    # by hand the same customer lacks what a customer needs
    rows("UPDATE crm.customer SET status = 'intent' WHERE id = %s RETURNING 1", customer)
    with closing(fresh_account_set.connect("rep1")) as rep:
        with pytest.raises(psycopg2.IntegrityError) as refused:
            _run(rep, "UPDATE crm.customer SET status = 'customer' WHERE id = %s", customer)
        assert (refused.value.diag.constraint_name, refused.value.diag.column_name) == ("field_rule_required", "grade")
        rep.rollback()
        _run(rep, "UPDATE crm.customer SET status = 'customer', grade = 'B' WHERE id = %s", customer)
        with pytest.raises(psycopg2.IntegrityError):
            _run(rep, "UPDATE crm.customer SET grade = '' WHERE id = %s", customer)


@pytest.mark.parametrize(("stage", "becomes"), [("target", "customer"), ("former", "customer"), ("customer", "vip")])
def test_the_stage_of_a_status_decides_whether_an_order_converts(
    fresh_account_set: AccountSet, stage: str, becomes: str
) -> None:
    rows, customer = fresh_account_set.rows, _customer(fresh_account_set, "rep1")
    rows(
        "INSERT INTO crm.dictionary (kind, code, name, stage, position) VALUES ('customer_status', 'vip', 'VIP', %s, 90)",
        stage,
    )
    rows("UPDATE crm.customer SET status = 'vip' WHERE id = %s", customer)
    with closing(fresh_account_set.connect("rep1")) as rep, rep:
        ((order,),) = _run(rep, "INSERT INTO crm.sales_order (customer_id) VALUES (%s) RETURNING id", customer)
        _run(
            rep,
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) SELECT %s, min(id), 1, 5000 FROM crm.product",
            order,
        )
        _run(rep, "UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", order)
    assert rows("SELECT status FROM crm.customer WHERE id = %s", customer) == [(becomes,)]


def test_an_order_goes_to_one_of_its_customers_addresses(fresh_account_set: AccountSet) -> None:
    mine = _customer(fresh_account_set, "rep1")
    with closing(fresh_account_set.connect("rep1")) as rep, rep:
        _run(
            rep,
            "INSERT INTO crm.customer_address (customer_id, kind, city, address, recipient, phone) "
            "VALUES (%s, 'service', '西安市', '机房', '李工', '13900000000')",
            mine,
        )
        ((order, words, chosen),) = _run(
            rep,
            "INSERT INTO crm.sales_order (customer_id) VALUES (%s) RETURNING id, delivery_address, delivery_address_id",
            mine,
        )
        assert words.endswith(f"库房{mine}号")
        assert chosen is not None
        _run(rep, "UPDATE crm.sales_order SET delivery_address = '西安市机房，李工 13900000000' WHERE id = %s", order)
        assert _run(
            rep,
            "SELECT a.kind FROM crm.sales_order o JOIN crm.customer_address a ON a.id = o.delivery_address_id WHERE o.id = %s",
            order,
        ) == [("service",)]
        _run(rep, "UPDATE crm.sales_order SET delivery_address = '自提' WHERE id = %s", order)
        assert _run(rep, "SELECT delivery_address_id FROM crm.sales_order WHERE id = %s", order) == [(None,)]
        other = _one(fresh_account_set, "SELECT max(id) FROM crm.customer_address WHERE customer_id <> %s", mine)
        with pytest.raises(psycopg2.Error, match="address_of_another_customer"):
            _run(rep, "UPDATE crm.sales_order SET delivery_address_id = %s WHERE id = %s", other, order)
        rep.rollback()


def test_a_new_default_takes_the_place_of_the_old(fresh_account_set: AccountSet) -> None:
    mine = _customer(fresh_account_set, "rep1")
    with closing(fresh_account_set.connect("rep1")) as rep, rep:
        _run(
            rep, "INSERT INTO crm.customer_address (customer_id, address, is_default) VALUES (%s, '新库房', true)", mine
        )
        rows = _run(
            rep,
            "SELECT address FROM crm.customer_address WHERE customer_id = %s AND kind = 'delivery' AND is_default",
            mine,
        )
        assert rows == [("新库房",)]


# ── what a right hides ───────────────────────────────────


@pytest.mark.parametrize("field", ["phone", "mobile"])
def test_who_may_not_read_the_phone_reads_none_of_the_others(own_account_set: AccountSet, field: str) -> None:
    mine = _customer(own_account_set, "rep1")
    number = _one(own_account_set, "SELECT number FROM crm.customer_phone WHERE customer_id = %s", mine)
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, "SELECT number FROM crm.customer_phone WHERE customer_id = %s", mine) == [(number,)]
        assert len(_run(rep, "SELECT * FROM crm.search_customer(%s)", number.replace("-", ""))) == 1
    own_account_set.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', %s, 'none' FROM crm.role "
        "WHERE code = 'sales_rep' RETURNING id",
        field,
    )
    with closing(own_account_set.connect("rep1")) as rep:
        rep.autocommit = True
        for column in ("number", "digits", "extension"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                _run(rep, f"SELECT {column} FROM crm.customer_phone")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            _run(rep, "SELECT phone FROM crm.customer_address")
        assert _run(rep, "SELECT address FROM crm.customer_address WHERE customer_id = %s", mine) != []
        assert _run(rep, "SELECT * FROM crm.search_customer(%s)", number.replace("-", "")) == []
        history = _run(
            rep,
            "SELECT h.new FROM crm.customer_phone p, crm.record_history('customer_phone', p.id) h WHERE p.customer_id = %s",
            mine,
        )
        assert all(number not in json.dumps(row[0]) for row in history)
    with own_account_set.session("rep1") as session:
        facts = _facts(session)
        assert "customer_phone" not in facts.entities, "what it is about may not be read: it is not there"
        assert "phone" not in facts.entities["customer_address"]
        parts = customers.read_chat_parts(session, facts, mine)
        assert number not in parts.phones


def test_whoever_a_cost_names_is_a_supplier_and_stays(account_set: AccountSet, psql_as: Psql) -> None:
    ((partner,),) = account_set.rows(
        "INSERT INTO crm.partner (name, is_partner) VALUES ('西部供应链', true) RETURNING id"
    )
    pm = psql_as("pm")
    with pm.cursor() as cursor:
        cursor.execute("UPDATE crm.product_cost SET supplier_id = %s WHERE product_id = 1", (partner,))
        cursor.execute("SELECT is_supplier, is_partner FROM crm.partner WHERE id = %s", (partner,))
        assert cursor.fetchone() == (True, True)
        cursor.execute("SAVEPOINT s")
        with pytest.raises(psycopg2.IntegrityError) as refused:
            cursor.execute("DELETE FROM crm.partner WHERE id = %s", (partner,))
        assert refused.value.diag.constraint_name == "product_cost_supplier_id_fkey"
        cursor.execute("ROLLBACK TO s")
        cursor.execute("UPDATE crm.product_cost SET supplier_id = NULL")
        cursor.execute("DELETE FROM crm.partner WHERE id = %s", (partner,))
    pm.rollback()
    with psql_as("rep1").cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("SELECT supplier_id FROM crm.product_cost")


def test_what_a_supplier_asks_of_us_is_a_cost(account_set: AccountSet, psql_as: Psql) -> None:
    price = _one(account_set, "SELECT id FROM crm.partner_price WHERE asked_of = 'us'")
    for login, sees in (("rep1", False), ("lead1", False), ("boss", True), ("pm", True)):
        connection = psql_as(login)
        assert len(_run(connection, "SELECT price FROM crm.partner_price")) == (2 if sees else 1), login
        known = _run(connection, "SELECT h.new ->> 'price' FROM crm.record_history('partner_price', %s) h", price)
        assert any(value for (value,) in known) == (sees and bool(known)), login


# ── places ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("province", "city", "district", "code", "region"),
    [
        ("陕西省", "西安市", "雁塔区", "610113", "northwest"),
        ("", "西安", "雁塔", "610113", "northwest"),
        ("陕西", "", "", "610000", "northwest"),
        ("河南省", "济源市", "", "419001", "central"),
        ("北京市", "北京市", "朝阳区", "110105", "north"),
        ("", "", "朝阳区", "", ""),
        ("", "哪里市", "", "", ""),
    ],
)
def test_division_and_region_follow_from_the_place(
    psql_as: Psql, province: str, city: str, district: str, code: str, region: str
) -> None:
    connection = psql_as("rep1")
    found = _run(
        connection,
        "INSERT INTO crm.customer (name, province, city, district) VALUES ('x', %s, %s, %s) RETURNING division, region",
        province,
        city,
        district,
    )
    assert found == [(code, region)]
    connection.rollback()


def test_a_region_that_was_chosen_stays(psql_as: Psql) -> None:
    connection = psql_as("rep1")
    sql = "INSERT INTO crm.customer (name, city, region) VALUES ('x', '西安', 'south') RETURNING region"
    assert _run(connection, sql) == [("south",)]
    connection.rollback()


def test_neighbours_are_found_by_index(account_set: AccountSet, login: Callable[[str], Session]) -> None:
    account_set.rows("UPDATE crm.customer SET province = '陕西省', district = '雁塔区' WHERE city = '西安' RETURNING 1")
    session = login("boss")
    facts = _facts(session)
    mine = _customer(account_set, "rep1")
    account_set.rows(
        "UPDATE crm.customer SET city = '西安', district = '雁塔区', province = '陕西省' WHERE id = %s RETURNING 1",
        mine,
    )
    near, sent = _statements(session, lambda: customers.list_neighbours(session, facts, mine))
    assert {one.near for one in near} == {0}
    assert len(sent) == 4
    raw = session.connection().connection.cursor()
    raw.execute("SET LOCAL enable_seqscan = off")
    raw.execute("EXPLAIN (FORMAT JSON) " + sent[1][0], sent[1][1])
    plan = raw.fetchone()[0]
    nodes = list(_nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    assert any(n.get("Index Name") == "customer_division" and "division" in n.get("Index Cond", "") for n in nodes)
