"""A hundred attributes of all kinds on customers: read, listed, filtered, exported and imported again."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm_desktop.core import fields as kinds
from crm_desktop.core.entity import Entity
from crm_desktop.core.grouping import Level
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import records
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.whole import import_file
from tests.databases import AccountSet
from tests.db.test_exporting import facts_of

Login = Callable[[str], Session]
KINDS = (
    "text",
    "long_text",
    "integer",
    "number",
    "money",
    "date",
    "bool",
    "choice",
    "choices",
    "link",
    "attachment",
    "formula",
    "percent",
    "datetime",
    "phone",
    "email",
    "url",
)
COUNT = 100
CHOICES: tuple[type[kinds.Field], ...] = (kinds.Choice, kinds.MultiChoice)


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    """Give the tiny company with a hundred attributes, all of them filled on every customer."""
    rows = account_set.rows
    rows("INSERT INTO crm.dictionary (kind, code, name, name_en) VALUES ('dictionary', 'hobby', '爱好', 'Hobbies')")
    rows(
        "INSERT INTO crm.dictionary (kind, code, name, name_en) VALUES ('hobby', 'golf', '高尔夫', 'Golf'), ('hobby', 'tea', '茶', 'Tea')"
    )
    for number in range(COUNT):
        kind = KINDS[number % len(KINDS)]
        rows(
            "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, dictionary, target, formula, "
            "position, in_list, searchable) VALUES ('customer', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            f"a{number}", f"属性{number}", f"Attribute {number}", kind, "hobby" if kind.startswith("choice") else "",
            "product" if kind == "link" else "", "a2 * 2 + 1" if kind == "formula" else "", number, number < 10, number < 10,
        )  # fmt: skip
    rows("INSERT INTO crm.attachment (table_name, record_id, name) SELECT 'customer', id, '合同.pdf' FROM crm.customer")
    samples = {
        "text": "'甲, \"乙\"'", "long_text": "E'第一行\\n- 第二行'", "integer": "n", "number": "n / 8.0", "money": "n * 100 + 1",
        "date": "date '2020-02-29' + n::int", "bool": "n %% 2 = 0", "choice": "'tea'", "choices": "'[\"tea\", \"golf\"]'::jsonb",
        "link": "(SELECT min(id) FROM crm.product)", "attachment": "'合同.pdf'", "percent": "n / 8.0 - 0.005 * (n %% 2)",
        "datetime": "CASE n %% 2 WHEN 0 THEN '2020-02-29T16:30:00+00:00' ELSE '2020-02-29T16:30:01+00:00' END",
        "phone": "'029-8825' || lpad(n::text, 4, '0')", "email": "'w' || n || '@huantai.cn'", "url": "'www.huantai.cn/' || n",
    }  # fmt: skip
    # an object of at most 100 arguments a call
    parts = []
    for start in range(0, COUNT, 25):
        pairs = [
            f"'a{n}', {samples[KINDS[n % len(KINDS)]]}"
            for n in range(start, start + 25)
            if KINDS[n % len(KINDS)] in samples
        ]
        parts.append(f"jsonb_build_object({', '.join(pairs)})")
    rows(
        f"UPDATE crm.customer c SET attrs = {' || '.join(parts)} FROM (SELECT id, id AS n FROM crm.customer) s WHERE s.id = c.id"
    )
    return account_set


def statements(session: Session) -> list[str]:
    """Return a list that every statement of *session* is added to."""
    seen: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda c, cur, sql, *rest: seen.append(sql))
    return seen


def opened(session: Session, entity: Entity, columns: tuple[str, ...]) -> list[str]:
    """Open a list as the desktop does, and return what the database was asked."""
    query = ListQuery(entity=entity.name, columns=columns, sort=entity.sort)
    seen = statements(session)
    records.first_rows(session, entity, query)
    ids = records.ordered_ids(session, entity, query)
    records.rows_by_ids(session, entity, columns, ids[:50])
    records.totals(session, entity, query, columns)
    return list(seen)


def test_the_list_asks_no_more_for_a_hundred_attributes(company: AccountSet, login: Login) -> None:
    session = login("rep1")
    entity = facts_of(session).entities["customer"]
    own = [f for f in entity.fields if f.is_custom]
    assert len(own) == COUNT
    bare = replace(
        entity, fields=tuple(f for f in entity.fields if not f.is_custom), sections=(), list_columns=("name",)
    )
    columns = tuple(n for n in entity.list_columns if n in bare)
    without, with_them = opened(session, bare, columns), opened(session, entity, columns)
    assert with_them == without  # defined, not shown: not one word more is read
    assert not any("attrs" in sql for sql in with_them)
    shown = opened(session, entity, entity.list_columns)
    assert len(shown) == len(without)
    read = {n for sql in shown for n in re.findall(r"attrs", sql)}
    assert read == {"attrs"}
    # of a hundred, the ten on show
    first = next(sql for sql in shown if "LIMIT" in sql)
    assert len(re.findall(r" AS v\d+", first)) == len(entity.list_columns) == len(columns) + 10


def test_sums_and_groups_unpack_the_attributes_once_a_row(company: AccountSet, login: Login) -> None:
    """Each reading of a packed value unpacks all hundred of it: ten sums over 100,000 customers took 0.7 s."""
    session = login("boss")
    entity = facts_of(session).entities["customer"]
    names = [f.name for f in entity.fields if f.is_custom and kinds.is_summable(f)]
    choice, choices = (next(f.name for f in entity.fields if f.is_custom and isinstance(f, k)) for k in CHOICES)
    query = ListQuery(entity="customer", columns=("name",), sort=entity.sort)
    each = {name: records.totals(session, entity, query, (name,)).sums[name] for name in names}
    (whole,) = company.rows("SELECT sum((attrs ->> 'a4')::bigint), count(*) FROM crm.customer")
    assert len(names) > 9 and each["attrs.a4"] == whole[0] > 0
    seen = statements(session)
    found = records.totals(session, entity, query, names)
    assert found.count == whole[1] and found.sums == each
    levels = [Level(choice), Level(choices)]
    groups = records.groups(session, entity, query, levels, names[:2])
    assert [(g.value, dict(g.sums)) for g in groups] == [("tea", {n: each[n] for n in names[:2]})]
    assert {g.value: g.count for g in groups[0].below} == {"tea": whole[1], "golf": whole[1]}
    assert [sql.count("customer.attrs") for sql in seen] == [1, 1, 1], seen


def test_every_kind_is_read_as_its_own_type(company: AccountSet, login: Login) -> None:
    session = login("rep1")
    entity = facts_of(session).entities["customer"]
    query = ListQuery(entity="customer", columns=("name",), sort="name")
    record = records.load(session, entity, records.first_rows(session, entity, query)[0].id)
    types = {KINDS[n]: type(record.values[f"attrs.a{n}"]).__name__ for n in range(len(KINDS))}
    assert types == {
        "text": "str", "long_text": "str", "integer": "int", "number": "Decimal", "money": "int", "date": "date",
        "bool": "bool", "choice": "str", "choices": "list", "link": "int", "attachment": "str", "formula": "Decimal",
        "percent": "Decimal", "datetime": "datetime", "phone": "str", "email": "str", "url": "str",
    }  # fmt: skip
    assert record.labels["attrs.a9"] == company.rows("SELECT name FROM crm.product ORDER BY id LIMIT 1")[0][0]
    for field in entity.fields:
        if field.is_custom and not isinstance(field, kinds.LongText):
            value = record.values[field.name]
            op = "contains" if isinstance(field, (kinds.MultiChoice,)) else "eq"
            found = replace(query, conditions=(Condition(field.name, op, value[0] if op == "contains" else value),))
            assert record.id in records.ordered_ids(session, entity, found), field
            ordered = replace(query, sort=field.name, descending=True, columns=entity.list_columns)
            rows = records.first_rows(session, entity, ordered)
            assert [r.id for r in rows] == list(records.ordered_ids(session, entity, ordered)), field


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_exported_and_imported_again_nothing_changes(
    company: AccountSet, login: Login, tmp_path: Path, language: str, suffix: str
) -> None:
    session = login("admin")
    facts = facts_of(session)
    entity = facts.entities["customer"]
    path = tmp_path / f"out{suffix}"
    columns = ("code", "name", *(f.name for f in entity.fields if f.is_custom and not f.read_only))
    query = ListQuery(entity="customer", columns=columns, sort="name")
    count = export_list(session, query, path, facts=facts, language=language, translate=translate)
    before = company.rows("SELECT id, attrs FROM crm.customer ORDER BY id")
    table = open_table(path)
    mapping = importing.propose_mapping(session, table, facts=facts, entity="customer", translate=translate)
    assert {s.field for s in mapping.sources} == set(columns)
    mapping = importing.from_json({**importing.to_json(mapping), "empty": "clear"})
    (part,) = import_file(session, table, facts=facts, mapping=mapping, translate=translate)
    assert part.result is not None, part.check.problems
    assert dict(part.check.counts) == {"new": 0, "change": 0, "same": count, "conflict": 0, "duplicate": 0, "error": 0}
    session.commit()
    assert company.rows("SELECT id, attrs FROM crm.customer ORDER BY id") == before
    # what was changed in the file arrives, each kind as its own
    company.rows("UPDATE crm.customer SET attrs = '{}'")
    (part,) = import_file(session, open_table(path), facts=facts, mapping=mapping, translate=translate)
    assert dict(part.check.counts)["change"] == count, part.check.problems
    session.commit()
    assert company.rows("SELECT id, attrs FROM crm.customer ORDER BY id") == before


def test_reading_a_page_costs_little_more(company: AccountSet, login: Login) -> None:
    """The plan is the same index walk; a page with ten attributes reads the same rows as one without."""
    with closing(company.connect("boss")) as connection, connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        plans = []
        for columns in ("name", "name, " + ", ".join(f"attrs ->> 'a{n}'" for n in range(10))):
            cursor.execute(f"EXPLAIN SELECT id, {columns} FROM crm.customer ORDER BY sort_key, id LIMIT 101")
            plans.append([re.sub(r"\(cost.*", "", line) for (line,) in cursor.fetchall()])
        assert plans[0] == plans[1]
        assert any("Index" in line for line in plans[0])
