"""Own attributes of every kind: what the database lets through, whoever writes; filters by an index under a policy."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy import text

from crm_desktop.base_info.entities import CUSTOMER
from crm_desktop.core.errors import Conflict
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import records
from crm_desktop.system.services import load_attributes
from tests.databases import AccountSet
from tests.db.test_formulas import ask, refused

Psql = Callable[[str], Connection]

#: kind, what it takes, what it refuses
KINDS: dict[str, tuple[Any, Any]] = {
    "text": ("Öl 油", 5),
    "long_text": ("a\nb", ["a"]),
    "integer": (12, 1.5),
    "number": (1.25, "1.25"),
    "money": (9900, "99"),
    "percent": (12.5, 12.345),
    "date": ("2026-02-28", "2026-02-30"),
    "datetime": ("2026-02-28T06:30:00+00:00", "2026-02-28T14:30:00+08:00"),  # one time zone, so that text is in order
    "phone": ("029-88250000、13800138000", "no"),
    "email": ("wang@huantai.cn", "wang@huantai"),
    "url": ("www.huantai.cn:8080/a", "file:///etc/passwd.txt"),
    "bool": (True, "yes"),
    "choice": ("golf", "swim"),
    "choices": (["golf", "tea"], ["golf", "swim"]),
    "link": (1, 999_999),
}
FIRST = "(SELECT id FROM crm.customer WHERE short_name = '环太科技')"


def _define(connection: Connection, key: str, kind: str, **more: Any) -> None:
    given = {"entity": "customer", "key": key, "label": f"属性 {key}", "kind": kind, **more}
    if kind in ("choice", "choices"):
        given.setdefault("dictionary", "hobby")
    if kind == "link":
        given.setdefault("target", "product")
    names = ", ".join(given)
    ask(connection, f"INSERT INTO crm.attribute_definition ({names}) VALUES %s", tuple(given.values()))


@pytest.fixture(scope="module")
def admin(account_set: AccountSet) -> Iterator[Connection]:
    """Give the administrator's psql, ten attributes of each kind but formula and file defined."""
    with closing(account_set.connect("admin")) as connection:
        ask(
            connection,
            "INSERT INTO crm.dictionary (kind, code, name, name_en) VALUES ('dictionary', 'hobby', '爱好', 'Hobbies'), "
            "('hobby', 'golf', '高尔夫', 'Golf'), ('hobby', 'tea', '茶', 'Tea'), ('hobby', 'old', '旧', 'Old')",
        )
        for number in range(10):
            for kind in KINDS:
                _define(connection, f"{kind}_{number}", kind, searchable=number == 0, position=number * 10)
        yield connection


@pytest.mark.parametrize("kind", KINDS)
def test_psql_cannot_write_what_is_not_of_the_kind(admin: Connection, psql_as: Psql, kind: str) -> None:
    good, bad = KINDS[kind]
    rep, key = psql_as("rep1"), f"{kind}_1"
    write = f"UPDATE crm.customer SET attrs = attrs || %s::jsonb WHERE id = {FIRST}"
    ask(rep, write, json.dumps({key: good}))
    assert ask(rep, f"SELECT attrs -> %s FROM crm.customer WHERE id = {FIRST}", key) == [(good,)]
    rule = "attribute_no_such_record" if kind == "link" else "attribute_wrong_kind"
    assert refused(rep, write, json.dumps({key: bad}))[:2] == (rule, f"attrs.{key}")
    assert refused(rep, "INSERT INTO crm.customer (name, attrs) VALUES ('x', %s)", json.dumps({key: bad}))[0] == rule
    # emptied is gone, not a null that stands there
    ask(rep, write, json.dumps({key: None}))
    assert ask(rep, f"SELECT attrs ? %s FROM crm.customer WHERE id = {FIRST}", key) == [(False,)]


def test_unknown_keys_and_other_shapes_are_refused(admin: Connection, psql_as: Psql) -> None:
    rep = psql_as("rep1")
    assert refused(rep, "INSERT INTO crm.customer (name, attrs) VALUES ('x', '{\"nope\": 1}')")[:2] == (
        "attribute_unknown",
        "attrs.nope",
    )
    assert refused(rep, "INSERT INTO crm.customer (name, attrs) VALUES ('x', '[1]')")[0] == "attribute_wrong_kind"


def test_a_link_goes_only_to_what_its_writer_sees(account_set: AccountSet, admin: Connection, psql_as: Psql) -> None:
    _define(admin, "partner", "link", target="customer")
    ((mine,), (foreign,)) = account_set.rows(
        "SELECT id FROM crm.customer WHERE short_name IN ('长江机械', '蓝天教育') ORDER BY short_name = '蓝天教育'"
    )
    write = f"UPDATE crm.customer SET attrs = attrs || jsonb_build_object('partner', %s) WHERE id = {FIRST}"
    ask(psql_as("rep1"), write, mine)
    assert refused(psql_as("rep1"), write, foreign)[:2] == ("attribute_no_such_record", "attrs.partner")
    ask(admin, write, foreign)  # who sees it may
    ((loose,),) = ask(admin, "INSERT INTO crm.customer (name) VALUES ('独') RETURNING id")
    ask(admin, write, loose)
    assert refused(admin, "DELETE FROM crm.customer WHERE id = %s", loose)[0] == "still_referenced"
    ask(admin, f"UPDATE crm.customer SET attrs = attrs - 'partner' WHERE id = {FIRST}")
    ask(admin, "DELETE FROM crm.customer WHERE id = %s", loose)


def test_a_file_is_one_of_the_records_own(admin: Connection, psql_as: Psql) -> None:
    _define(admin, "contract_file", "attachment")
    rep = psql_as("rep1")
    write = f'UPDATE crm.customer SET attrs = attrs || \'{{"contract_file": "合同.pdf"}}\' WHERE id = {FIRST}'
    assert refused(rep, write)[:2] == ("attribute_no_such_file", "attrs.contract_file")
    ask(rep, f"INSERT INTO crm.attachment (table_name, record_id, name) SELECT 'customer', {FIRST}, '合同.pdf'")
    ask(rep, write)
    assert refused(rep, "DELETE FROM crm.attachment WHERE name = '合同.pdf'")[0] == "attribute_file_stays"
    ask(rep, f"UPDATE crm.customer SET attrs = attrs - 'contract_file' WHERE id = {FIRST}")
    ask(rep, "DELETE FROM crm.attachment WHERE name = '合同.pdf'")


def test_required_default_and_condition(admin: Connection, psql_as: Psql) -> None:
    _define(admin, "gift", "text", required=True, only_field="grade", only_values=["A"])
    _define(admin, "visits", "integer", default_value="4", only_field="grade", only_values=["A", "B"])
    rep, insert = psql_as("rep1"), "INSERT INTO crm.customer (name, grade, attrs) VALUES (%s, %s, %s) RETURNING attrs"
    assert refused(rep, insert, "甲", "A", "{}")[:2] == ("attribute_required", "attrs.gift")
    assert ask(rep, insert, "乙", "C", "{}") == [({},)]
    assert ask(rep, insert, "丙", "B", "{}") == [({"visits": 4},)]
    assert ask(rep, insert, "丁", "A", '{"gift": "茶", "visits": 1}') == [({"gift": "茶", "visits": 1},)]
    assert refused(rep, "UPDATE crm.customer SET attrs = attrs - 'gift' WHERE name = '丁'")[0] == "attribute_required"
    ask(rep, "UPDATE crm.customer SET phone = '029-1' WHERE name = '乙'")  # others are left alone
    rise = "UPDATE crm.customer SET grade = 'A'{} WHERE name = '乙'"
    assert refused(rep, rise.format(""))[:2] == ("attribute_required", "attrs.gift")  # what makes it needed changed
    ask(rep, rise.format(', attrs = \'{"gift": "酒"}\''))
    ask(admin, "UPDATE crm.attribute_definition SET required = false WHERE key = 'gift'")
    ask(rep, "UPDATE crm.customer SET attrs = '{}' WHERE name = '乙'")
    ask(admin, "UPDATE crm.attribute_definition SET required = true WHERE key = 'gift'")
    ask(rep, "UPDATE crm.customer SET phone = '029-2', grade = 'A' WHERE name = '乙'")  # it lacked it before, too
    ask(admin, "DELETE FROM crm.customer WHERE name IN ('乙', '丙', '丁')")
    ask(admin, "UPDATE crm.attribute_definition SET retired = true WHERE key IN ('gift', 'visits')")


def test_by_class_of_product_and_those_below(admin: Connection, psql_as: Psql) -> None:
    _define(admin, "pages", "integer", entity="product", required=True, only_field="class_id", only_values=["HW"])
    pm = psql_as("pm")
    insert = (
        "INSERT INTO crm.product (name, class_id) SELECT 'x', id FROM crm.product_class WHERE code = 'PRN' RETURNING id"
    )
    assert refused(pm, insert)[:2] == ("attribute_required", "attrs.pages")
    ask(admin, "UPDATE crm.attribute_definition SET only_values = '{NET}' WHERE key = 'pages'")
    ((made,),) = ask(pm, insert)
    move = "UPDATE crm.product SET class_id = (SELECT id FROM crm.product_class WHERE code = 'NET') WHERE id = %s"
    assert refused(pm, move, made)[:2] == ("attribute_required", "attrs.pages")


def test_a_kind_changes_only_where_every_value_reads_as_the_new_one(admin: Connection, psql_as: Psql) -> None:
    _define(admin, "seats", "text")
    rep = psql_as("rep1")
    ask(rep, f'UPDATE crm.customer SET attrs = attrs || \'{{"seats": "12"}}\' WHERE id = {FIRST}')
    ask(rep, "UPDATE crm.customer SET attrs = attrs || '{\"seats\": \"many\"}' WHERE short_name = '长江机械'")
    change = "UPDATE crm.attribute_definition SET kind = %s, dictionary = %s WHERE key = 'seats'"
    asked = "SELECT c.* FROM crm.attribute_definition d, crm.attribute_change(d.id, %s, '') c WHERE key = 'seats'"
    assert ask(admin, asked, "integer") == [(2, 1, ["many"])]
    assert refused(admin, change, "integer", "") == ("attribute_kind_stays", "kind", "1")
    ask(rep, "UPDATE crm.customer SET attrs = attrs || '{\"seats\": \"20\"}' WHERE short_name = '长江机械'")
    versions = ask(rep, "SELECT id, version FROM crm.customer ORDER BY id")
    ask(admin, change, "money", "")
    assert ask(rep, "SELECT attrs -> 'seats' FROM crm.customer WHERE attrs ? 'seats' ORDER BY 1") == [(1200,), (2000,)]
    assert ask(rep, "SELECT id, version FROM crm.customer ORDER BY id") == versions  # nobody edited them
    assert (
        refused(admin, "UPDATE crm.attribute_definition SET key = 'chairs' WHERE key = 'seats'")[0]
        == "attribute_key_stays"
    )
    assert refused(admin, "DELETE FROM crm.attribute_definition WHERE key = 'seats'") == (
        "attribute_has_values",
        "key",
        "2",
    )
    ask(admin, "UPDATE crm.attribute_definition SET retired = true WHERE key = 'seats'")
    assert ask(rep, f"SELECT attrs -> 'seats' FROM crm.customer WHERE id = {FIRST}") == [(1200,)]


@pytest.fixture(scope="module")
def many(account_set: AccountSet, admin: Connection) -> AccountSet:
    """Give 20,000 customers with a value of each searchable kind, 400 of them rep1's."""
    values = ", ".join(
        f"'{kind}_0', {sql}"
        for kind, sql in (
            ("text", "'t' || n"),
            ("integer", "n"),
            ("number", "n / 4.0"),
            ("money", "n * 100"),
            ("percent", "n / 100.0"),
            ("date", "date '2000-01-01' + n"),
            (
                "datetime",
                "to_char(timestamp '2000-01-01 06:00' + n * interval '1 day', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+00:00\"')",
            ),
            ("phone", "'029-8825' || lpad(n::text, 5, '0') || '、138' || lpad(n::text, 8, '0')"),
            ("email", "'w' || n || '@huantai.cn'"),
            ("url", "'www.h' || n || '.cn'"),
            ("choice", "CASE WHEN n %% 500 = 0 THEN 'tea' ELSE 'golf' END"),
            ("choices", 'CASE WHEN n %% 500 = 0 THEN \'["tea", "golf"]\'::jsonb ELSE \'["golf"]\' END'),
            ("bool", "n %% 500 = 0"),
            ("link", "1 + n %% 4"),
        )
    )
    account_set.rows(
        "SET session_replication_role = replica; INSERT INTO crm.customer (name, code, owner_id, attrs, sort_key) "
        "SELECT '多' || n, 'M' || n, (SELECT id FROM crm.employee WHERE login = CASE WHEN n %% 50 = 0 THEN 'rep1' ELSE 'rep3' END), "
        f"jsonb_build_object({values}), 'm' || n FROM generate_series(1, 20000) n"
    )
    account_set.rows("ANALYZE crm.customer")
    return account_set


FILTERS = [
    (Condition("attrs.text_0", "eq", "t1000"), 1),
    (Condition("attrs.text_0", "in", ("t1000", "t1050", "t1051")), 2),
    (Condition("attrs.integer_0", "between", (1000, 1100)), 3),
    (Condition("attrs.number_0", "ge", 4990.0), 1),
    (Condition("attrs.money_0", "lt", 10_100), 2),
    (Condition("attrs.date_0", "between", (date(2000, 2, 20), None)), 400),
    (Condition("attrs.percent_0", "ge", Decimal("199.5")), 2),
    (Condition("attrs.datetime_0", "between", (date(2000, 2, 20), None)), 400),
    (Condition("attrs.datetime_0", "between", (None, date(2000, 2, 20))), 1),
    (Condition("attrs.datetime_0", "eq", date(2000, 2, 20)), 1),
    (Condition("attrs.datetime_0", "le", date(2000, 2, 19)), 0),
    (Condition("attrs.datetime_0", "lt", date(2000, 2, 21)), 1),
    (Condition("attrs.datetime_0", "ge", datetime(2000, 2, 20, 6, tzinfo=UTC)), 400),
    (Condition("attrs.datetime_0", "gt", datetime(2000, 2, 20, 6, tzinfo=UTC)), 399),
    (Condition("attrs.datetime_0", "le", datetime(2000, 2, 20, 6, tzinfo=UTC)), 1),
    (Condition("attrs.email_0", "eq", "w1000@huantai.cn"), 1),
    (Condition("attrs.url_0", "in", ("www.h50.cn", "www.h100.cn", "www.h51.cn")), 2),
    (Condition("attrs.phone_0", "eq", "029-882500050、13800000050"), 1),
    (Condition("attrs.phone_0", "contains", "82500050"), 1),
    (Condition("attrs.choice_0", "eq", "tea"), 40),
    (Condition("attrs.choices_0", "contains", "tea"), 40),
    (Condition("attrs.bool_0", "eq", True), 40),
    (Condition("attrs.link_0", "eq", 3), 200),
]


@pytest.mark.parametrize(("condition", "expected"), FILTERS, ids=[f"{c.field} {c.op}" for c, _ in FILTERS])
def test_filters_find_under_a_policy(
    many: AccountSet, login: Callable[[str], Any], condition: Condition, expected: int
) -> None:
    session = login("rep1")
    fields, listed = load_attributes(session, "en")["customer"]
    entity = CUSTOMER.with_attributes(fields, listed)
    query = ListQuery(entity="customer", columns=("name", condition.field), sort="name", conditions=(condition,))
    assert len(records.ordered_ids(session, entity, query)) == expected
    mine = many.rows(
        "SELECT count(*) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE login = 'rep1'"
    )
    assert mine[0][0] > 400
    # the same without the function that may use the index
    plain = CUSTOMER.with_attributes([_unindexed(f) for f in fields])
    assert len(records.ordered_ids(session, plain, query)) == expected


def _unindexed(field: Any) -> Any:
    from dataclasses import replace

    return replace(field, indexed=False)


@pytest.mark.parametrize("login_name", ["rep1", "boss"])
def test_the_index_is_used_in_the_function(many: AccountSet, login_name: str, psql_as: Psql) -> None:
    scans = (
        "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'attribute_' || (SELECT id FROM "
        "crm.attribute_definition WHERE key = 'text_0')"
    )
    ((before,),) = many.rows(scans)
    employee = psql_as(login_name)
    found = ask(employee, "SELECT count(*) FROM crm.match_attribute('customer', 'text_0', 'eq', '\"t1000\"')")
    assert found == [(1,)]
    employee.close()  # what it counted is told at the latest now
    deadline = time.monotonic() + 10
    while many.rows(scans)[0][0] == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert many.rows(scans)[0][0] == before + 1
    # nobody is told of what he does not see
    assert ask(psql_as("rep1"), "SELECT crm.match_attribute('customer', 'text_0', 'eq', '\"t1001\"')") == []
    assert len(ask(psql_as("boss"), "SELECT crm.match_attribute('customer', 'text_0', 'eq', '\"t1001\"')")) == 1


@pytest.mark.parametrize("part", ["500", "8825 01", "0000-1995", "０２９", "12345678901"])
def test_any_part_of_a_number_is_found_by_its_index(many: AccountSet, psql_as: Psql, part: str) -> None:
    holds = "position(crm.digits(%s) IN crm.digits(attrs ->> 'phone_0')) > 0"
    expected = many.rows(f"SELECT id FROM crm.customer WHERE {holds} ORDER BY id", part)
    boss = psql_as("boss")
    find = "SELECT id FROM crm.match_attribute('customer', 'phone_0', 'has', to_jsonb(%s::text)) id ORDER BY id"
    assert ask(boss, find, part) == expected
    assert bool(expected) == (part != "12345678901")
    ((test,),) = many.rows("SELECT crm.number_test('(attrs ->> ''phone_0'')', %s)", part)
    plan = many.rows(f"EXPLAIN SELECT id FROM crm.customer WHERE attrs ? 'phone_0' AND {test}".replace("%", "%%"))
    assert "attribute_" in str(plan) or part == "０２９"  # what all of them have may be read as it stands


def test_a_helper_finds_what_he_helps_on(many: AccountSet, psql_as: Psql) -> None:
    find = "SELECT crm.match_attribute('customer', 'text_0', 'eq', '\"t1002\"')"
    ((customer,),) = ask(psql_as("boss"), find)
    assert ask(psql_as("rep1"), find) == []
    many.rows(
        "INSERT INTO crm.customer_helper (customer_id, employee_id, power) SELECT %s, id, 'read' FROM crm.employee "
        "WHERE login = 'rep1'",
        customer,
    )
    assert ask(psql_as("rep1"), find) == [(customer,)]


def test_two_people_at_one_attribute(admin: Connection, login: Callable[[str], Any]) -> None:
    one, two = login("rep1"), login("boss")
    fields, _ = load_attributes(one, "en")["customer"]
    entity = CUSTOMER.with_attributes(fields)
    known = records.first_rows(
        one,
        entity,
        ListQuery(
            entity="customer", columns=("name",), sort="name", conditions=(Condition("short_name", "eq", "环太科技"),)
        ),
    )[0].id
    one.rollback()
    mine = records.load(one, entity, known)
    one.rollback()
    theirs = records.load(two, entity, known)
    records.save(two, entity, theirs, {"attrs.integer_2": 7})
    two.commit()
    with pytest.raises(Conflict) as caught:
        records.save(one, entity, mine, {"attrs.integer_2": 8})
    assert caught.value.theirs.values["attrs.integer_2"] == 7
    one.rollback()
    # another attribute of the same record is merged, not lost: the second save goes on top of what is there
    again = records.save(one, entity, caught.value.theirs, {"attrs.text_2": "x"})
    assert (again.values["attrs.integer_2"], again.values["attrs.text_2"]) == (7, "x")
    one.rollback()


def test_only_who_may_change_settings_defines(psql_as: Psql) -> None:
    for sql in (
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'x', 'x', 'text')",
        "UPDATE crm.attribute_definition SET label = 'x'",
        "SELECT * FROM crm.attribute_change(1, 'text', '')",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(psql_as("rep1"), sql)


SEARCHES = [
    ("t1000", "boss", [("attrs.text_0", "t1000"), ("attrs.text_0", "t10000")]),  # what is whole, then what begins so
    ("T19950", "rep1", [("attrs.text_0", "t19950")]),
    ("t19951", "rep1", []),  # not one of his
    ("t19951", "boss", [("attrs.text_0", "t19951")]),
    ("4987.5", "boss", [("attrs.number_0", "4987.5000000000000000")]),
    ("19950", "boss", [("attrs.integer_0", "19950")]),
    ("2054-10-03", "boss", [("attrs.date_0", "2054-10-03")]),
    ("w19950@", "rep1", [("attrs.email_0", "w19950@huantai.cn")]),
    ("w19951@", "rep1", []),
    ("www.h19950", "rep1", [("attrs.url_0", "www.h19950.cn")]),
    ("029 8825-19950", "rep1", [("attrs.phone_0", "029-882519950、13800019950")]),
    ("3800019950", "rep1", [("attrs.phone_0", "029-882519950、13800019950")]),  # any part of a number
    ("3800019951", "rep1", []),
    ("3800019951", "boss", [("attrs.phone_0", "029-882519951、13800019951")]),
    ("x1000", "boss", []),
]


@pytest.mark.parametrize(("words", "name", "expected"), SEARCHES, ids=[f"{w} {n}" for w, n, _ in SEARCHES])
def test_one_search_finds_by_searchable_attributes(
    many: AccountSet, login: Callable[[str], Any], words: str, name: str, expected: list[tuple[str, str]]
) -> None:
    hits = [h for h in records.search_all(login(name), words) if h.by]
    assert {(h.by, h.subtitle) for h in hits} >= set(expected)
    assert bool(hits) == bool(expected)
    assert all(h.entity == "customer" and h.label.startswith("多") for h in hits)
    assert hits[: len(expected)] == [h for h in hits if (h.by, h.subtitle) in expected]


def test_a_choice_is_found_by_its_name_and_a_common_one_stays_few(
    many: AccountSet, login: Callable[[str], Any]
) -> None:
    hits = [h for h in records.search_all(login("rep1"), "高尔夫") if h.by]
    assert (len(hits), {(h.by, h.subtitle) for h in hits}) == (8, {("attrs.choice_0", "golf")})
    assert {h.id for h in hits} <= {r[0] for r in many.rows(
        "SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = owner_id WHERE login = 'rep1'"
    )}  # fmt: skip


def test_searching_by_attributes_looks_at_few_rows_of_an_index(many: AccountSet, psql_as: Psql) -> None:
    """A beginning that all values have costs no more than 2000 rows of its index."""
    read = (
        "SELECT coalesce(sum(idx_tup_read), 0)::int, (SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'customer') "
        "FROM pg_stat_user_indexes WHERE indexrelname ~ '^attribute_'"
    )
    before = many.rows(read)[0]
    rep = psql_as("boss")
    assert len(ask(rep, "SELECT * FROM crm.search_attributes('t1')")) == 8
    assert ask(rep, "SELECT key, value FROM crm.search_attributes('19950') ORDER BY 1") == [
        ("integer_0", "19950"),
        ("money_0", "19950"),
        ("phone_0", "029-882519950、13800019950"),
    ]
    rep.close()
    deadline = time.monotonic() + 10
    while many.rows(read)[0] == before and time.monotonic() < deadline:
        time.sleep(0.05)
    after = many.rows(read)[0]
    assert 0 < after[0] - before[0] <= 10_000  # three ways to write it, one index scan each at the most
    assert after[1] == before[1]


#: What is typed, and the records that have it.
TYPED = {
    "t1000": "starts_with(c.attrs ->> 'text_0', 't1000')",
    "T1": "starts_with(c.attrs ->> 'text_0', 't1')",
    "4987.5": "(c.attrs ->> 'number_0')::numeric = 4987.5",
    "2054-10-03": "c.attrs ->> 'date_0' = '2054-10-03'",
    "高尔夫": "(c.attrs ->> 'choice_0' = 'golf' OR c.attrs -> 'choices_0' ? 'golf')",
    "W1000@": "starts_with(c.attrs ->> 'email_0', 'w1000@')",
    "8825 01": "position('882501' IN c.attrs ->> 'phone_0') > 0",
    "x1000": "false",
}


@pytest.mark.parametrize("name", ["rep1", "boss"])
def test_a_list_is_searched_by_attributes_too(many: AccountSet, login: Callable[[str], Any], name: str) -> None:
    session = login(name)
    fields, listed = load_attributes(session, "en")["customer"]
    entity = CUSTOMER.with_attributes(fields, listed)
    for words, having in TYPED.items():
        query = ListQuery(entity="customer", columns=("name",), sort="name", search=words)
        found = list(records.ordered_ids(session, entity, query))
        seen = session.execute(text(f"SELECT id FROM crm.customer c WHERE {having} ORDER BY sort_key, id"))
        assert found == list(seen.scalars()) and (found or words in ("x1000", "2054-10-03")), words
        assert [r.id for r in records.first_rows(session, entity, query)] == found[:101], words
        assert records.totals(session, entity, query, []).count == len(found)


def test_a_list_s_search_by_attributes_stands_on_their_index(many: AccountSet, psql_as: Psql) -> None:
    """What is rare is fetched by the attribute's index, the first page of what is common by the list's order."""
    fetched = (
        "SELECT coalesce(seq_tup_read, 0), coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables "
        "WHERE relid = 'crm.customer'::regclass"
    )
    for name, words, most, n in (
        ("boss", "t1995", 20, 1_000_000),
        ("rep1", "t1995", 20, 101),
        ("boss", "t1", 9_500, 101),
    ):
        employee = psql_as(name)
        before = ask(employee, fetched)[0]
        assert ask(employee, f"SELECT * FROM crm.match_attributes('customer', '{words}', {n})")
        after = ask(employee, fetched)[0]
        assert after[0] == before[0], (name, words)
        assert 0 < after[1] - before[1] <= most, (name, words, after[1] - before[1])
        employee.rollback()


def test_attributes_that_somebody_may_not_read_find_nothing(own_account_set: AccountSet) -> None:
    own_account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, searchable) VALUES ('customer', 'sn', '序列号', 'text', true)"
    )
    own_account_set.rows("UPDATE crm.customer SET attrs = '{\"sn\": \"SN-77\"}' WHERE short_name = '环太科技'")
    search = "SELECT entity, label, key, value FROM crm.search_attributes('sn-7')"
    with closing(own_account_set.connect("rep1")) as rep:
        assert ask(rep, search) == [("customer", "西安环太科技有限公司", "sn", "SN-77")]
        assert len(ask(rep, "SELECT crm.match_attributes('customer', 'sn-7')")) == 1
    own_account_set.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', 'attrs', 'none' "
        "FROM crm.role WHERE code = 'sales_rep'"
    )
    with closing(own_account_set.connect("rep1")) as rep:
        assert ask(rep, search) == []
        assert ask(rep, "SELECT crm.match_attributes('customer', 'sn-7')") == []
