"""Own attributes of actions and of other companies: the same promises as those of customers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy.orm import Session

from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import records
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.lists.services import find_stale
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.whole import import_file
from tests.databases import AccountSet
from tests.db.test_exporting import facts_of
from tests.db.test_formulas import ask, refused

Psql = Callable[[str], Connection]
Login = Callable[[str], Session]
#: entity → who writes one, and how
WRITTEN = {
    "action": (
        "rep1",
        "INSERT INTO crm.action (happened_at, customer_id, employee_id, kind, subject, attrs) SELECT "
        "timestamptz '2026-01-05 08:00+08' + (SELECT count(*) FROM crm.action) * interval '1 minute', id, owner_id, "
        "(SELECT min(code) FROM crm.dictionary WHERE kind = 'action_kind'), '看样机', %s FROM crm.customer "
        "WHERE short_name = '环太科技' RETURNING id",
    ),
    "partner": ("pm", "INSERT INTO crm.partner (name, is_supplier, attrs) VALUES ('看样机', true, %s) RETURNING id"),
}


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    """Give both a searchable number, a phone, a sum and a required text."""
    for entity in WRITTEN:
        account_set.rows(
            "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, searchable, required, in_list) VALUES "
            "(%s, 'lot', '批号', 'Lot', 'text', true, true, true), (%s, 'seats', '座位', 'Seats', 'integer', false, false, true)",
            entity, entity,
        )  # fmt: skip
        account_set.rows(
            "INSERT INTO crm.attribute_definition (entity, key, label, kind, formula) VALUES (%s, 'twice', '双倍', 'formula', 'seats * 2')",
            entity,
        )
    return account_set


def made(company: AccountSet, entity: str, lot: str) -> int:
    login, sql = WRITTEN[entity]
    with closing(company.connect(login)) as connection:
        ((record_id,),) = ask(connection, sql, f'{{"lot": "{lot}", "seats": 4}}')
    return int(str(record_id))


@pytest.mark.parametrize("entity", WRITTEN)
def test_checked_filled_and_found(company: AccountSet, login: Login, psql_as: Psql, entity: str) -> None:
    name, sql = WRITTEN[entity]
    assert refused(psql_as(name), sql, "{}")[:2] == ("attribute_required", "attrs.lot")
    assert refused(psql_as(name), sql, '{"lot": "x", "seats": "x"}')[:2] == ("attribute_wrong_kind", "attrs.seats")
    assert refused(psql_as(name), sql, '{"lot": "x", "no": 1}')[:2] == ("attribute_unknown", "attrs.no")
    mine = made(company, entity, f"LOT-{entity}".upper())
    assert company.rows(f"SELECT attrs ->> 'twice' FROM crm.{entity} WHERE id = %s", mine) == [("8",)]
    session = login(name)
    described = facts_of(session).entities[entity]
    assert {"attrs.lot", "attrs.seats"} <= set(described.list_columns)
    assert any("attrs.lot" in section.fields for section in described.sections)
    for more in ({"conditions": (Condition("attrs.lot", "eq", f"LOT-{entity}".upper()),)}, {"search": f"lot-{entity}"}):
        query = ListQuery(entity=entity, columns=described.list_columns, sort=described.sort, **more)  # type: ignore[arg-type]
        assert [r.id for r in records.first_rows(session, described, query)] == [mine]
    found = [hit for hit in records.search_all(session, f"lot-{entity}") if hit.by]
    assert [(h.entity, h.id, h.label, h.by) for h in found] == [(entity, mine, "看样机", "attrs.lot")]
    # computed anew for whoever may change it
    company.rows(f"SET session_replication_role = replica; UPDATE crm.{entity} SET attrs = attrs || '{{\"twice\": 1}}'")
    assert find_stale(login("boss"), entity=described, ids=[mine], report=lambda *_: None) == [(mine, 1)]


def test_nobody_finds_by_what_he_does_not_see(company: AccountSet, psql_as: Psql) -> None:
    mine = made(company, "action", "SECRET-1")
    find = "SELECT crm.match_attribute('action', 'lot', 'eq', '\"SECRET-1\"')"
    every = "SELECT id FROM crm.search_attributes('SECRET-1')"
    for name in ("rep1", "boss"):
        assert ask(psql_as(name), find) == ask(psql_as(name), every) == [(mine,)]
    for name in ("rep3", "pm"):
        assert ask(psql_as(name), find) == ask(psql_as(name), every) == []


def test_who_keeps_a_promise_leaves_its_author_s_attributes(company: AccountSet, psql_as: Psql) -> None:
    mine = made(company, "action", "P-1")
    company.rows("UPDATE crm.action SET promise = '送样机', promise_on = current_date WHERE id = %s", mine)
    keeper = "(SELECT id FROM crm.employee WHERE login = 'rep3')"
    company.rows(f"UPDATE crm.action SET responsible_id = {keeper} WHERE id = %s", mine)
    tick = "UPDATE crm.action SET promise_kept = true WHERE id = %s RETURNING promise_kept"
    assert ask(psql_as("rep3"), tick, mine) == [(True,)]
    write = "UPDATE crm.action SET attrs = attrs || '{\"seats\": 9}' WHERE id = %s RETURNING attrs ->> 'twice'"
    assert refused(psql_as("rep3"), write, mine)[0] == "action_is_its_authors"
    assert ask(psql_as("rep1"), write, mine) == [("18",)]


@pytest.mark.parametrize("entity", WRITTEN)
def test_as_it_was_deleted_and_brought_back(company: AccountSet, psql_as: Psql, entity: str) -> None:
    mine, boss = made(company, entity, "OLD"), psql_as("admin")
    ((moment,),) = company.rows("SELECT clock_timestamp()")
    ask(boss, f'UPDATE crm.{entity} SET attrs = attrs || \'{{"lot": "NEW"}}\' WHERE id = %s', mine)
    was = "SELECT state -> 'attrs' ->> 'lot' FROM crm.list_as_of(%s, %s) WHERE id = %s"
    assert ask(boss, was, entity, moment, mine) == [("OLD",)]
    before = company.rows(f"SELECT attrs FROM crm.{entity} WHERE id = %s", mine)
    ask(boss, f"DELETE FROM crm.{entity} WHERE id = %s", mine)
    ask(boss, "SELECT crm.undo_bulk((SELECT max(id) FROM crm.bulk_action WHERE kind = 'delete'))")
    assert company.rows(f"SELECT attrs FROM crm.{entity} WHERE id = %s", mine) == before


@pytest.mark.parametrize("entity", WRITTEN)
def test_exported_and_imported_again_nothing_changes(
    company: AccountSet, login: Login, tmp_path: Path, entity: str
) -> None:
    made(company, entity, "L-7")
    company.rows(f"UPDATE crm.{entity} SET attrs = attrs || '{{\"lot\": \"L\"}}' WHERE NOT attrs ? 'lot'")
    session = login("admin")
    facts = facts_of(session)
    described, path = facts.entities[entity], tmp_path / "out.xlsx"
    key = {"partner": ("code", "name"), "action": ("happened_at", "customer_id", "subject")}[entity]
    query = ListQuery(entity=entity, columns=(*key, "attrs.lot", "attrs.seats"), sort=described.sort)
    count = export_list(session, query, path, facts=facts, language="zh_CN", translate=translate)
    mapping = importing.propose_mapping(session, open_table(path), facts=facts, entity=entity, translate=translate)
    assert {"attrs.lot", "attrs.seats"} <= {s.field for s in mapping.sources}
    plain: dict[str, Any] = {**importing.to_json(mapping), "match": list(key[:1] if entity == "partner" else key)}
    mapping = importing.from_json(plain)
    (part,) = import_file(session, open_table(path), facts=facts, mapping=mapping, translate=translate)
    assert part.check.counts["same"] == count, part.check
