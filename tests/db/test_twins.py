"""A relation stands on two records by two rows that are one: whoever edits it at one of them, while somebody does so at the other, is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Conflict, Gone
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.core.record import Record
from crm_desktop.db import records
from tests.databases import AccountSet
from tests.db.test_exporting import facts_of

Login = Callable[[str], Session]
#: entity, the record that a row lies at, its dictionary's words: one, what it is at the other, another one
TABLES = (("customer_relation", "customer_id", "supplies", "supplied_by", "buys_through"),
          ("contact_relation", "contact_id", "assists", "assisted_by", "taught_by"))  # fmt: skip


def _at(session: Session, entity: Entity, column: str, record: int) -> list[Record]:
    query = ListQuery(
        entity=entity.name,
        columns=("kind", "note"),
        sort=entity.sort,
        conditions=(Condition(column, "eq", record), Condition("note", "filled")),
    )
    return records.first_rows(session, entity, query)


@pytest.mark.parametrize(("name", "column", "kind", "opposite", "another"), TABLES)
@pytest.mark.parametrize("changes", [{"note": "late"}, {"kind": True}, {"kind": True, "note": "late"}])
def test_who_edits_it_at_the_other_record_is_told_of_a_conflict(
    account_set: AccountSet,
    login: Login,
    name: str,
    column: str,
    kind: str,
    opposite: str,
    another: str,
    changes: dict[str, Any],
) -> None:
    of = column.removesuffix("_id")
    account_set.rows(f"DELETE FROM crm.{name} RETURNING 1")
    ((one,), (two,)) = account_set.rows(f"SELECT id FROM crm.{of} ORDER BY id LIMIT 2")
    mine, theirs = login("boss"), login("admin")
    entity = facts_of(mine).entities[name]
    records.create(mine, entity, {column: one, "kind": kind, "other_id": two, "note": "first"})
    mine.commit()
    (here,) = _at(mine, entity, column, one)
    (there,) = _at(theirs, entity, column, two)
    assert (here.values["kind"], there.values["kind"]) == (kind, opposite)
    records.save(mine, entity, here, {key: another if value is True else value for key, value in changes.items()})
    mine.commit()
    theirs.rollback()
    for write in (
        lambda: records.save(theirs, entity, there, {"note": "later still"}),
        lambda: records.delete(theirs, entity, there),
    ):
        with pytest.raises(Conflict):
            write()
        theirs.rollback()
    (now,) = _at(theirs, entity, column, two)
    assert now.id == there.id and now.version == there.version + 1
    records.save(theirs, entity, now, {"note": "later still"})
    theirs.commit()
    (seen,) = _at(mine, entity, column, one)
    assert seen.values["note"] == "later still"
    records.delete(mine, entity, seen)
    mine.commit()
    with pytest.raises(Gone):
        records.save(theirs, entity, now, {"note": "of nothing"})
    theirs.rollback()
    assert account_set.rows("SELECT * FROM crm.check_account_set()") == []


@pytest.mark.parametrize(("name", "column", "kind", "opposite", "another"), TABLES)
def test_who_edited_it_stands_at_both(
    account_set: AccountSet, login: Login, name: str, column: str, kind: str, opposite: str, another: str
) -> None:
    of = column.removesuffix("_id")
    account_set.rows(f"DELETE FROM crm.{name} RETURNING 1")
    ((one,), (two,)) = account_set.rows(f"SELECT id FROM crm.{of} ORDER BY id LIMIT 2")
    account_set.rows(
        f"INSERT INTO crm.{name} ({column}, kind, other_id, note) VALUES (%s, %s, %s, 'x') RETURNING 1", one, kind, two
    )
    session = login("boss")
    entity = facts_of(session).entities[name]
    (here,) = _at(session, entity, column, one)
    records.save(session, entity, here, {"note": "y"})
    session.commit()
    told = account_set.rows(f"SELECT DISTINCT version, updated_by, note FROM crm.{name}")
    assert told == [(2, "boss", "y")]
    account_set.rows(
        "UPDATE crm.customer SET owner_id = (SELECT min(id) FROM crm.employee e WHERE e.id <> owner_id AND e.status = 'active') "
        f"WHERE id IN (SELECT customer_id FROM crm.{name}) RETURNING 1"
    )
    assert account_set.rows(f"SELECT DISTINCT version FROM crm.{name}") == [(2,)], (
        "what follows from elsewhere is no edit"
    )
