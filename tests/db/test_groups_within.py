"""Groups within groups: one bounded statement a level, within the reader's rights, opened by indexes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.grouping import Level, condition_of
from crm_desktop.core.query import ListQuery
from crm_desktop.db import records
from tests.databases import AccountSet
from tests.db.test_favourites import facts_of

Login = Callable[[str], Session]
GRADE, TAGS, MONTH, CREDIT = (
    Level("grade"),
    Level("tags"),
    Level("next_contact_on", "month"),
    Level("credit_limit", "range"),
)


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'pcs', 'PCs', 'integer')"
    )
    account_set.rows(
        "UPDATE crm.customer SET credit_limit = id * 100000, next_contact_on = date '2026-01-15' + 40 * id::int, "
        "tags = CASE WHEN grade = 'A' THEN ARRAY['x', 'y'] ELSE '{}' END, attrs = jsonb_build_object('pcs', id %% 2)"
    )
    return account_set


def asked_by(session: Session) -> tuple[Entity, ListQuery]:
    entity = facts_of(session).entities["customer"]
    return entity, ListQuery(entity="customer", columns=("name",), sort=entity.sort)


def test_each_level_is_one_bounded_statement(company: AccountSet, login: Login) -> None:
    boss = login("boss")
    entity, query = asked_by(boss)
    asked: list[str] = []
    event.listen(boss.get_bind(), "before_cursor_execute", lambda c, k, s, p, *_: asked.append(s))
    found = records.groups(boss, entity, query, [GRADE, TAGS, MONTH], ["credit_limit"])
    assert len(asked) == 3 and all("LIMIT" in sql for sql in asked)
    rows = company.rows("SELECT count(*), sum(credit_limit) FROM crm.customer WHERE grade = 'A'")
    key = next(g for g in found if g.value == "A")
    assert (key.count, key.sums["credit_limit"]) == rows[0]
    # a record with two tags stands in both, its grade has it once; one without any in the group of none
    assert [(t.value, t.count) for t in key.below] == [("x", key.count), ("y", key.count)]
    assert [t.value for g in found if g is not key for t in g.below] == [None] * (len(found) - 1)
    assert sum(m.count for m in key.below[0].below) == key.count
    assert [m.value for m in key.below[0].below] == sorted(m.value for m in key.below[0].below)
    assert len(records.groups(boss, entity, query, [GRADE], most=2)) == 2
    # of periods the latest are kept
    months = records.groups(boss, entity, query, [MONTH])
    assert records.groups(boss, entity, query, [MONTH], most=2) == months[-2:]


def test_ranges_are_the_same_in_every_group(company: AccountSet, login: Login) -> None:
    boss = login("boss")
    entity, query = asked_by(boss)
    levels = records.with_bounds(boss, entity, query, [GRADE, CREDIT])
    whole = {g.value for g in records.groups(boss, entity, query, levels[1:])}
    for group in records.groups(boss, entity, query, levels):
        condition = condition_of(entity["grade"], "", [group.value])
        opened = replace(query, conditions=(condition,) if condition else ())
        assert records.groups(boss, entity, opened, levels[1:]) == list(group.below)
        assert {g.value for g in group.below} <= whole


def test_groups_are_within_ones_rights(company: AccountSet, login: Login) -> None:
    for name in ("rep1", "lead1", "boss"):
        session = login(name)
        entity, query = asked_by(session)
        found = records.groups(session, entity, query, [GRADE, Level("attrs.pcs", "range")])
        assert sum(g.count for g in found) == sum(b.count for g in found for b in g.below)
        assert sum(g.count for g in found) == len(records.ordered_ids(session, entity, query))
    assert (
        0
        < len(records.ordered_ids(login("rep1"), *asked_by(login("rep1"))))
        < len(records.ordered_ids(login("boss"), *asked_by(login("boss"))))
    )


def test_what_is_below_a_group_is_found_by_an_index(company: AccountSet, login: Login) -> None:
    boss = login("boss")
    entity, query = asked_by(boss)
    owner = records.groups(boss, entity, query, [Level("owner_id")])[0].value
    condition = condition_of(entity["owner_id"], "", [owner])
    assert condition is not None
    opened = replace(query, conditions=(condition,))
    asked: list[tuple[str, Any]] = []
    event.listen(boss.get_bind(), "before_cursor_execute", lambda c, k, s, p, *_: asked.append((s, p)))
    assert records.groups(boss, entity, opened, [GRADE])
    assert records.first_rows(boss, entity, opened)
    statements, plans = [(sql, given) for sql, given in asked if "set_config" not in sql], []
    raw = boss.connection().connection.cursor()
    raw.execute("SET LOCAL enable_seqscan = off")
    for sql, values in statements:
        raw.execute(f"EXPLAIN (COSTS OFF) {sql}", values)
        plans.append("\n".join(row[0] for row in raw.fetchall()))
    assert len(plans) == 2 and all("Index Cond: (owner_id = " in plan for plan in plans), plans
