"""Formulas computed anew: counted before, within one's rights, and taken back to what stood there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crm_desktop.core.errors import Denied
from crm_desktop.db import records
from crm_desktop.shell.lists import services
from tests.databases import AccountSet
from tests.db.test_exporting import facts_of

DOUBLED = "SELECT attrs ->> 'twice' FROM crm.customer WHERE attrs ? 'n' ORDER BY id"


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    """Give a company with a formula whose values grew old behind the triggers' back, on every second customer."""
    rows = account_set.rows
    rows("INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'n', 'n', 'integer')")
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, formula) VALUES "
        "('customer', 'twice', 'twice', 'formula', 'n * 2'), ('customer', 'more', 'more', 'formula', 'twice + 1')"
    )
    rows("UPDATE crm.customer SET attrs = jsonb_build_object('n', id)")
    return account_set


@pytest.fixture(autouse=True)
def _grown_old(company: AccountSet) -> None:
    company.rows(
        "SET session_replication_role = replica; UPDATE crm.customer SET attrs = CASE WHEN id %% 2 = 0 THEN "
        "attrs || '{\"twice\": 0, \"more\": 1}' ELSE jsonb_build_object('n', id, 'twice', id * 2, 'more', id * 2 + 1) END"
    )


def reported(session: Any, entity: Any, ids: list[int]) -> list[tuple[int, int]]:
    seen: list[tuple[int, int]] = []
    stale = services.find_stale(session, entity=entity, ids=ids, report=lambda done, total: seen.append((done, total)))
    assert not ids or seen[-1] == (len(ids), len(ids))
    return stale


def test_counted_written_and_taken_back(company: AccountSet, login: Callable[[str], Any]) -> None:
    session = login("boss")
    entity = facts_of(session).entities["customer"]
    ids = [r[0] for r in company.rows("SELECT id FROM crm.customer ORDER BY id")]
    stale = reported(session, entity, ids)
    assert stale == [(i, 2) for i in ids if i % 2 == 0]
    before = company.rows("SELECT id, attrs FROM crm.customer ORDER BY id")
    bulk = services.recalculate(session, entity=entity, ids=[i for i, _ in stale], report=lambda *_: None)
    session.commit()
    assert company.rows(DOUBLED) == [(str(2 * i),) for i in ids]
    assert reported(session, entity, ids) == []
    assert records.undo(session, bulk) == len(stale)
    session.commit()
    assert company.rows("SELECT id, attrs FROM crm.customer ORDER BY id") == before
    assert company.rows("SELECT count(*) FROM crm.bulk_action WHERE restoring") == [(0,)]
    # the next save computes again, by whatever road
    company.rows("UPDATE crm.customer SET website = website || 'x'")
    assert company.rows(DOUBLED) == [(str(2 * i),) for i in ids]


def test_nobody_writes_a_formula_by_way_of_an_undo(company: AccountSet, login: Callable[[str], Any]) -> None:
    session = login("boss")
    entity = facts_of(session).entities["customer"]
    bulk = services.recalculate(session, entity=entity, ids=[], report=lambda *_: None)
    session.commit()
    records.undo(session, bulk)
    connection = session.connection()
    ((known,),) = company.rows("SELECT min(id) FROM crm.customer")
    connection.exec_driver_sql(f"UPDATE crm.customer SET attrs = attrs || '{{\"twice\": 777}}' WHERE id = {known}")
    session.commit()
    assert company.rows(f"SELECT attrs ->> 'twice' FROM crm.customer WHERE id = {known}") == [(str(2 * known),)]


def test_only_ones_own_and_only_with_the_right(own_account_set: AccountSet) -> None:
    rows = own_account_set.rows
    rows("INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'n', 'n', 'integer')")
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, formula) "
        "VALUES ('customer', 'twice', 'twice', 'formula', 'n * 2')"
    )
    rows(
        "SET session_replication_role = replica; UPDATE crm.customer SET attrs = jsonb_build_object('n', id, 'twice', 0)"
    )
    rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'customer', 'bulk_edit', 'own' FROM crm.role "
        "WHERE code = 'sales_rep' ON CONFLICT (role_id, module, action) DO UPDATE SET scope = 'own'"
    )
    ids = [r[0] for r in rows("SELECT id FROM crm.customer ORDER BY id")]
    mine = [
        r[0]
        for r in rows(
            "SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = owner_id WHERE login = 'rep1' ORDER BY 1"
        )
    ]
    session = own_account_set.session("rep1")
    entity = facts_of(session).entities["customer"]
    assert [i for i, _ in reported(session, entity, ids)] == mine
    assert 0 < len(mine) < len(ids)
    with pytest.raises(Denied):
        services.recalculate(session, entity=entity, ids=ids, report=lambda *_: None)
    session.rollback()
    services.recalculate(session, entity=entity, ids=mine, report=lambda *_: None)
    session.commit()
    rows("DELETE FROM crm.right_rule WHERE action = 'bulk_edit'")
    with pytest.raises(Denied) as caught:
        reported(session, entity, ids)
    assert caught.value.reason == "recalculate_needs_right"
    session.rollback()
    session.close()
