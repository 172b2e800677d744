"""Records with retired entries of dictionaries come back from their files, from a backup and in a copy."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_desktop.admin import backups, embedded, restores
from crm_desktop.admin.keeping import account_sets
from crm_desktop.admin.target import Target
from tests.databases import BASE_VARIABLE, AccountSet, running_server
from tests.db.test_round_trip import ENTITIES, Login, bring_back, export, facts_of

#: Records that a file can change, and what is changed.
CHANGED = {"customer": "description", "contact": "note", "product": "specification", "opportunity": "description"}
STATE = "SELECT id, grade, status, attrs, version FROM crm.customer ORDER BY id"


@pytest.mark.parametrize("entity", ENTITIES)
def test_all_that_is_retired_comes_back_the_same(login: Login, tmp_path: Path, entity: str) -> None:
    session = login("admin")
    session.execute(text("UPDATE crm.dictionary SET retired = true"))
    facts = facts_of(session)
    described = facts.entities[entity]
    path = tmp_path / "out.csv"
    if all(f.read_only for f in described.fields) or not (count := export(session, facts, entity, path)):
        pytest.skip("nobody writes this by hand, or the tiny company has none")
    part = bring_back(session, facts, entity, path, empty="clear")
    assert part.result is not None, part.check.problems
    assert part.check.counts["same"] == count
    if entity in CHANGED:
        place = [f.name for f in described.fields if not f.read_only].index(CHANGED[entity])
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        for number, row in enumerate(rows[1:]):
            row[place] = f"改过 {number}"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        part = bring_back(session, facts, entity, path, empty="clear")
        assert part.result is not None, part.check.problems
        assert part.result.changed == count
    session.rollback()


@pytest.fixture
def tiny() -> Iterator[Target]:
    with running_server(Path(os.environ[BASE_VARIABLE]) / f"retired-{os.getpid()}", with_tiny=True) as server:
        yield Target(
            admin_dsn=server.admin_dsn, name="Tiny", host=server.host, port=server.port, data_dir=server.data_dir
        )


def test_a_backup_and_a_copy_have_them(tiny: Target, tmp_path: Path) -> None:
    def quiet(done: int, total: int, what: str = "") -> None:
        assert 0 <= done <= total

    server = embedded.running(tiny.data_dir)
    assert server is not None
    rows = AccountSet(name=tiny.database, server=server).rows
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, dictionary) VALUES "
        "('customer', 'wish', '目标', 'choice', 'customer_grade'), ('customer', 'past', '历年', 'choices', 'customer_grade') RETURNING 1"
    )
    rows("""UPDATE crm.customer SET attrs = '{"wish": "A", "past": ["D", "C"]}' RETURNING 1""")
    rows("UPDATE crm.dictionary SET retired = true RETURNING 1")
    before = tiny.rows(STATE)
    path, _facts = backups.write(tiny, tmp_path / "tiny.crmbackup", quiet)
    restored = replace(tiny, name="Restored")
    assert restores.restore(path, restored, quiet).broken == ()
    assert account_sets.copy(tiny, "Copy", quiet).broken == ()
    assert restored.rows(STATE) == replace(tiny, name="Copy").rows(STATE) == before != []
    assert restores.drill(path, tiny, quiet).broken == ()
