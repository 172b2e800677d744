"""What checking an import touches in a large table: in proportion to the rows of the file, not to the table."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.importing import from_json, runs
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

Login = Callable[[str], Session]
ROWS, KNOWN, NEW, TWINS = 20_000, 200, 200, 50


@pytest.fixture(scope="module")
def crowd(account_set: AccountSet) -> AccountSet:
    """Give 20,000 customers in the hands of two, with the keys that say what is alike."""
    with closing(account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO crm.customer (name, code, owner_id, phone, sort_key, tokens) SELECT n, 'Z' || i, e.id, "
            "'029-' || (80000000 + i), crm.sort_key(n), array_to_tsvector(ARRAY['@' || e.id]) "
            "FROM (SELECT i, '众多' || i || '公司' AS n FROM generate_series(1, %s) i) g "
            "JOIN crm.employee e ON e.login = (ARRAY['rep1', 'rep2'])[i %% 2 + 1]",
            (ROWS,),
        )
        cursor.execute("SELECT crm.fill_duplicate_keys()")
        cursor.execute("VACUUM ANALYZE crm.customer, crm.duplicate_key")
    return account_set


def _read(session: Session, table: str) -> int:
    """Return how many rows of a table this transaction has read so far."""
    statement = "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relid = CAST(:t AS regclass)"
    return session.execute(text(statement), {"t": f"crm.{table}"}).scalar() or 0


@pytest.mark.parametrize("name", ["boss", "rep2"])
def test_a_check_looks_up_its_names_and_keys(
    crowd: AccountSet, login: Login, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "BATCH", 100)
    # i of those that rep2 sees; two names of one sound are told apart; new ones of which some have a number that is there
    known = [(f"众多{2 * i + 1}公司", "") for i in range(KNOWN)]
    fresh = [(f"重多{2 * i + 1}公司", f"029-{80000000 + 2 * i + 1}" if i < TWINS else "") for i in range(NEW)]
    path = tmp_path / "in.csv"
    path.write_text("name,phone\n" + "".join(f"{n},{phone}\n" for n, phone in [*known, *fresh]), encoding="utf-8")
    session = login(name)
    facts = load_facts(session, entity_descriptors())
    mapping = from_json({"columns": {"name": "name", "phone": "phone"}, "match": ["name"]}, "customer")
    run = importing.stage(session, open_table(path), facts=facts, mapping=mapping, translate=translate)
    before = {table: _read(session, table) for table in ("customer", "duplicate_key")}
    told: list[tuple[int, int]] = []
    report = importing.check(
        session, run, facts=facts, trial=False, report=lambda done, total, _words: told.append((done, total))
    )
    read = {table: _read(session, table) - before[table] for table in before}
    assert {outcome: count for outcome, count in report.counts.items() if count and outcome != "rows"} == {
        "same": KNOWN, "duplicate": TWINS, "new": NEW - TWINS,
    }  # fmt: skip
    assert KNOWN <= read["customer"] <= 10 * (KNOWN + NEW), read
    assert read["duplicate_key"] <= 10 * (KNOWN + NEW), read
    assert told == [(done, KNOWN + NEW) for done in range(100, KNOWN + NEW + 1, 100)], (
        "duplicates are part of each step"
    )
    session.rollback()
