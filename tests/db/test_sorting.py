"""A list is sorted by what its reader sees, by any column, as long as the server can afford it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from crm_desktop.base_info.favourites import services as favourites
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import TooLong
from crm_desktop.core.fields import Choice, Integer, Tags, Text
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import records
from crm_desktop.shell import registry
from tests.databases import AccountSet

Login = Callable[[str], Session]
ROWS, OWN = 20_000, 400
CUSTOMER = registry.descriptors()["customer"].with_star()
FEW = 4_000  #: what the server sorts without an index, in these tests
#: (city, grade, tags, days ago of the last contact) of customers whose owners are named so
KNOWN = (
    ("上海市", "C", ["大客户"], 3, "rep1"),
    ("北京市", "A", [], None, "rep2"),
    ("", "D", ["展会"], 1, "rep1"),
    ("成都市", "", ["阿里"], 2, "lead1"),
    ("广州市", "B", [], None, "rep2"),
)


@pytest.fixture(scope="module")
def crowd(account_set: AccountSet) -> AccountSet:
    """Give 20,000 customers of 49 people, rep1 among them, and five that are known by heart."""
    rows = account_set.rows
    with closing(account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO crm.customer (name, code, owner_id, sort_key, tokens, city, grade, next_contact_on, last_contact_at) "
            "SELECT '众多' || i, 'Z' || i, e.id, 'zhong ' || i, '', (ARRAY['西安市', '成都市', ''])[i %% 3 + 1], "
            "(ARRAY['A', 'B', 'C', ''])[i %% 4 + 1], CASE WHEN i %% 5 > 0 THEN date '2026-01-01' + i %% 300 END, "
            "CASE WHEN i %% 5 > 0 THEN timestamptz '2026-01-01' + i * interval '1 minute' END "
            "FROM generate_series(1, %s) i CROSS JOIN LATERAL (SELECT CASE WHEN i %% 49 = 0 THEN (SELECT id FROM crm.employee "
            "WHERE login = 'rep1') ELSE 1000000 + i %% 49 END AS id) e",
            (ROWS,),
        )
        cursor.execute("VACUUM ANALYZE crm.customer")
    for number, (city, grade, tags, days, owner) in enumerate(KNOWN):
        rows(
            "INSERT INTO crm.customer (name, city, grade, tags, last_contact_at, owner_id, description, attrs) SELECT %s, %s, %s, "
            "%s::text[], now() - %s * interval '1 day', id, '认得', %s FROM crm.employee WHERE login = %s RETURNING id",
            f"认得{number}", city, grade, tags, days, "{}", owner,
        )  # fmt: skip
    return account_set


def asked(entity: Entity = CUSTOMER, **more: Any) -> ListQuery:
    given: dict[str, Any] = {"entity": entity.name, "columns": ("name",), "sort": entity.sort, **more}
    return ListQuery(**given)


def order(session: Session, name: str, descending: bool = False, entity: Entity = CUSTOMER) -> str:
    """Return the numbers of the known customers in the order of a field; what has no value stands behind |."""
    known = (Condition("description", "eq", "认得"),)
    query = asked(entity, sort=name, descending=descending, conditions=known, columns=("name", name))
    rows = records.first_rows(session, entity, query)
    assert [r.id for r in rows] == list(records.ordered_ids(session, entity, query))
    filled = [r for r in rows if r.values[name] not in (None, "", [])]
    assert rows[: len(filled)] == filled, "empty values come last"
    return "".join(str(r.values["name"])[-1] for r in filled) + "|" * (len(filled) < len(rows))


@contextmanager
def statements(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """Give what is asked of the server meanwhile."""
    found: list[tuple[str, Any]] = []
    keep = lambda c, k, sql, values, *_: found.append((sql, values))  # noqa: E731
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", keep)
    yield found
    event.remove(engine, "before_cursor_execute", keep)


def touched(session: Session) -> int:
    """Return how many rows of customers this transaction has fetched."""
    count = (
        "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) "
        "FROM pg_stat_xact_user_tables WHERE relid = 'crm.customer'::regclass"
    )
    return int(session.execute(text(count)).scalar_one())


def plans(session: Session, asked: list[tuple[str, Any]]) -> list[str]:
    """Return how the server reads what was asked, but for how it is to be planned."""
    cursor = session.connection().connection.cursor()
    found = []
    for sql, values in asked:
        if "set_config" in sql:
            continue
        cursor.execute(f"EXPLAIN (COSTS OFF) {sql}", values)
        found.append("\n".join(row[0] for row in cursor.fetchall()))
    return found


def test_choices_stand_in_the_order_of_their_dictionary(crowd: AccountSet, login: Login) -> None:
    session = login("boss")
    assert order(session, "grade") == "1402|"
    assert order(session, "grade", True) == "2041|"
    crowd.rows("UPDATE crm.dictionary SET position = -1 WHERE kind = 'customer_grade' AND code = 'D' RETURNING 1")
    assert order(session, "grade") == "2140|"


def test_chinese_stands_as_it_is_read(crowd: AccountSet, login: Login) -> None:
    session = login("boss")
    assert order(session, "city") == "1340|"  # bei, cheng, guang, shang
    assert order(session, "city", True) == "0431|"
    assert order(session, "tags") == "302|"  # a, da, zhan
    people = crowd.rows("SELECT login FROM crm.employee WHERE login IN ('rep1', 'rep2', 'lead1') ORDER BY sort_key, id")
    by_name = "".join(str(n) for (who,) in people for n, known in enumerate(KNOWN) if known[4] == who)
    assert order(session, "owner_id") == by_name


def test_days_come_with_the_empty_last(crowd: AccountSet, login: Login) -> None:
    session = login("boss")
    assert order(session, "last_contact_at") == "032|"
    assert order(session, "last_contact_at", True) == "230|"


def test_own_attributes_and_favourites_sort_too(crowd: AccountSet, login: Login) -> None:
    session = login("rep1")
    entity = CUSTOMER.with_attributes(
        (
            Integer(name="attrs.seats", label="Seats"),
            Text(name="attrs.motto", label="Motto"),
            Choice(name="attrs.level", label="Level", dictionary="customer_status"),
            Tags(name="attrs.words", label="Words"),
        )
    )
    values = (
        '{"seats": 10, "motto": "中", "level": "contacted", "words": ["中", "阿"]}',
        '{"seats": 9, "motto": "阿", "level": "target", "words": ["大"]}',
    )
    for number, value in zip((0, 2), values, strict=True):
        crowd.rows(
            "SET session_replication_role = replica; UPDATE crm.customer SET attrs = %s WHERE name = %s RETURNING 1",
            value, f"认得{number}",
        )  # fmt: skip
    for name in ("attrs.seats", "attrs.motto", "attrs.level", "attrs.words"):
        assert order(session, name, entity=entity)[:2] == "20", name
        assert order(session, name, True, entity=entity)[:2] == "02", name
    ((two,),) = crowd.rows("SELECT id FROM crm.customer WHERE name = '认得2'")
    favourites.toggle(session, entity="customer", ids=[two])
    assert records.first_rows(session, CUSTOMER, asked(sort="favourite"))[0].id == two
    session.rollback()


def test_what_names_another_record_stands_by_that_ones_name(
    crowd: AccountSet, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = "INSERT INTO crm.product (name) VALUES (%s) RETURNING id"
    cost = "INSERT INTO crm.product_cost (product_id, cost) VALUES (%s, 1) RETURNING id"
    made = {name: crowd.rows(product, name)[0][0] for name in ("中继器", "阿尔法", "路由器")}
    for product_id in made.values():
        crowd.rows(cost, product_id)
    session, entity = login("boss"), registry.descriptors()["product_cost"]
    only = (Condition("product_id", "in", tuple(made.values())),)

    def named(**more: Any) -> list[str]:
        query = asked(entity, columns=("product_id",), conditions=only, **more)
        rows = records.first_rows(session, entity, query)
        assert [r.id for r in rows] == list(records.ordered_ids(session, entity, query))
        return [r.labels["product_id"] for r in rows]

    assert entity.sort == "product_id"
    assert named() == ["阿尔法", "路由器", "中继器"]
    assert named(descending=True) == ["中继器", "路由器", "阿尔法"]
    monkeypatch.setattr(records, "MOST_SORTED", 2)  # too many to be sorted so: what an index has, and the head says it
    assert named() == ["中继器", "阿尔法", "路由器"]
    with pytest.raises(TooLong):
        named(sort="supplier_id")


def test_words_of_the_program_stand_in_its_own_order(login: Login) -> None:
    entity = registry.descriptors()["duplicate_rule"]
    rows = records.first_rows(login("admin"), entity, asked(entity, columns=("entity",)))
    shown = [stored for stored, _ in entity["entity"].options]
    places = [shown.index(r.values["entity"]) for r in rows]
    assert len(set(places)) > 1
    assert places == sorted(places)


def test_own_few_of_many_are_sorted_by_any_column(
    crowd: AccountSet, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MOST_SORTED", FEW)
    session = login("rep1")
    ((own,),) = session.execute(text("SELECT count(*) FROM crm.customer"))
    assert OWN < own < FEW < ROWS
    for field in CUSTOMER.fields:
        if field.sortable:
            continue
        before = touched(session)
        with statements(session) as made:
            rows = records.first_rows(session, CUSTOMER, asked(sort=field.name, columns=CUSTOMER.list_columns))
        assert len(rows) == 101
        assert touched(session) - before < 3 * own, field.name
        for plan in plans(session, made):
            assert "Seq Scan on customer\n" not in plan + "\n", (field.name, plan)


def test_many_are_sorted_by_an_index_or_not_at_all(
    crowd: AccountSet, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MOST_SORTED", FEW)
    session = login("boss")
    for read in (records.first_rows, records.ordered_ids):
        before = touched(session)
        with pytest.raises(TooLong) as caught:
            read(session, CUSTOMER, asked(sort="city"))
        assert caught.value.field == "city"
        assert touched(session) - before <= FEW + 1, "it counts no further than it must"
    few = asked(sort="city", conditions=(Condition("grade", "eq", "D"),))
    assert records.first_rows(session, CUSTOMER, few)
    for name in ("next_contact_on", "last_contact_at", "created_at", "updated_at", "credit_limit", "code", "name"):
        for descending in (False, True):
            query = asked(sort=name, descending=descending, columns=CUSTOMER.list_columns)
            before = touched(session)
            with statements(session) as made:
                rows = records.first_rows(session, CUSTOMER, query)
            assert len(rows) == 101
            assert touched(session) - before < 500, (name, descending)
            for plan in plans(session, made):
                assert "Index Scan" in plan, plan
                assert "Sort" not in plan, plan
            ids = list(records.ordered_ids(session, CUSTOMER, query))
            assert [r.id for r in rows] == ids[:101]


def test_what_is_empty_follows_where_the_filled_end(crowd: AccountSet, login: Login) -> None:
    session = login("rep1")
    query = asked(sort="next_contact_on", descending=True, columns=("next_contact_on",))
    mixed = replace(query, conditions=(Condition("name", "contains", "众多10"),))  # a good half of them have a day
    rows = records.first_rows(session, CUSTOMER, mixed)
    days = [r.values["next_contact_on"] for r in rows]
    filled = [d for d in days if d is not None]
    assert 0 < len(filled) < len(days)
    assert days == sorted(filled, reverse=True) + [None] * (len(days) - len(filled))
    assert [r.id for r in rows] == list(records.ordered_ids(session, CUSTOMER, mixed))[:101]
