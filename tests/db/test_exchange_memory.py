"""Files of any length go in and out in the same memory: a further row costs next to nothing."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from crm_desktop.core.query import ListQuery
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing import from_json
from crm_desktop.system.importing.runs import BATCH
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

Login = Callable[[str], Session]
FEW, MANY = 6_000, 26_000
MOST_BYTES_A_ROW = 250  #: a row of these files has about 400 bytes as text, several thousand as objects


def peak(act: Callable[[], object]) -> int:
    """Return how much memory *act* held at its worst (bytes)."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_staging_streams(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    facts = load_facts(session, entity_descriptors())
    peaks = []
    for count in (FEW, MANY):
        path = tmp_path / f"{count}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("name,phone,address,description\n")
            file.writelines(f"公司{i},029-{i:08d},地址{i}号,{'说明' * 50}\n" for i in range(count))
        table = open_table(path)
        mapping = importing.propose_mapping(session, table, facts=facts, entity="customer", translate=translate)
        peaks.append(
            peak(
                lambda t=table, m=mapping: importing.stage(  # type: ignore[misc]
                    session, t, facts=facts, mapping=m, translate=translate
                )
            )
        )
        session.rollback()
    assert (peaks[1] - peaks[0]) / (MANY - FEW) < MOST_BYTES_A_ROW, peaks


def test_checking_streams(login: Login, account_set: AccountSet, tmp_path: Path) -> None:
    session, asked, firsts = login("boss"), list[str](), dict[str, Any]()  # the values would be most of the memory
    facts = load_facts(session, entity_descriptors())

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        asked.append(sql)
        firsts.setdefault(sql, values)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    peaks, counts = [], []
    few, many = 2 * BATCH + 1_000, 3 * BATCH + 1_000  # two pieces are held at a time
    for count in (few, many):
        path = tmp_path / f"{count}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("name,phone,address\n")
            file.writelines(f"公司{i},029-{i:08d},地址{i}号\n" for i in range(count))
        mapping = from_json({"columns": {n: n for n in ("name", "phone", "address")}, "match": ["name"]}, "customer")
        run = importing.stage(session, open_table(path), facts=facts, mapping=mapping, translate=translate)
        asked.clear()
        firsts.clear()
        peaks.append(peak(lambda r=run: importing.check(session, r, facts=facts, trial=False)))  # type: ignore[misc]
        counts.append(len(asked))
        for words in ("UPDATE crm.import_row", "SELECT row_number"):
            sql = next(sql for sql in asked if words in sql)
            cursor = session.connection().connection.cursor()
            cursor.execute(f"SET LOCAL enable_seqscan = off; EXPLAIN (COSTS OFF) {sql}", firsts[sql])
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "import_row_pkey" in plan, plan
            assert "row_number >" in plan.split("Index Cond:")[1].splitlines()[0], plan
        session.rollback()
    assert (peaks[1] - peaks[0]) / (many - few) < MOST_BYTES_A_ROW, peaks
    assert counts[1] - counts[0] == 4, "read, looked up, written, looked for duplicates: each once a piece"


def test_exporting_streams(login: Login, account_set: AccountSet, tmp_path: Path) -> None:
    session = login("admin")
    facts = load_facts(session, entity_descriptors())
    query = ListQuery(entity="customer", columns=("name", "phone", "address", "description"), sort="name")
    peaks = []
    for first, last in ((1, FEW), (FEW + 1, MANY)):
        account_set.rows(
            "SET session_replication_role = replica; INSERT INTO crm.customer (name, phone, address, description, owner_id) "
            "SELECT '流' || i, '029-' || i, '地址' || i, repeat('说明', 50), 1 FROM generate_series(%s, %s) i",
            first,
            last,
        )
        for suffix in (".csv", ".xlsx"):
            path = tmp_path / f"{last}{suffix}"
            peaks.append(
                peak(
                    lambda p=path: export_list(  # type: ignore[misc]
                        session, query, p, facts=facts, language="zh_CN", translate=translate
                    )
                )
            )
        session.rollback()
    for few, many in zip(peaks[:2], peaks[2:], strict=True):
        assert (many - few) / (MANY - FEW) < MOST_BYTES_A_ROW, peaks
