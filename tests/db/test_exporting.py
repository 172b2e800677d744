"""Exports hold what the caller may read, harm no spreadsheet, and change nothing when imported again."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Denied
from crm_desktop.core.facts import Facts
from crm_desktop.core.query import ListQuery
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.whole import import_file
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

Login = Callable[[str], Session]
FORMULA = "=cmd|' /C calc'!A0"


def facts_of(session: Session) -> Facts:
    return load_facts(session, entity_descriptors())


def export(
    session: Session, facts: Facts, entity: str, path: Path, language: str, columns: tuple[str, ...] = ()
) -> int:
    known = facts.entities[entity]
    wanted = columns or tuple(f.name for f in known.fields if not f.read_only)
    query = ListQuery(entity=entity, columns=wanted, sort=known.sort)
    return export_list(session, query, path, facts=facts, language=language, translate=translate)


def write_odd_customers(session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES "
            "('customer', 'since', '合作始于', 'date'), "
            "('customer', 'vip', '重点', 'bool')"
        )
    )
    session.execute(
        text(
            "INSERT INTO crm.customer "
            "(name, phone, grade, tags, credit_limit, description, next_contact_on, attrs, website) "
            "VALUES (:formula, '+86-29-8888', 'A', ARRAY['甲,乙', '@丙'], 123456, :lines, '2026-02-28', "
            '\'{"since": "2020-01-02", "vip": true}\', \'www.example.cn\'), '
            "('同名公司', '', '', '{}', 0, '', NULL, '{}', ''), ('同名公司', '', '', '{}', 0, '', NULL, '{}', '')"
        ),
        {"formula": FORMULA, "lines": '第一行\n-第二行,"引号"'},
    )
    session.execute(
        text(
            "UPDATE crm.customer SET parent_id = "
            "(SELECT max(id) FROM crm.customer WHERE name = '同名公司') WHERE name = :formula"
        ),
        {"formula": FORMULA},
    )


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("entity", ["customer", "contact", "product", "price_list", "opportunity", "employee"])
def test_an_export_imported_again_changes_nothing(
    login: Login, tmp_path: Path, entity: str, language: str, suffix: str
) -> None:
    session = login("admin")
    write_odd_customers(session)
    facts = facts_of(session)
    path = tmp_path / f"out{suffix}"
    count = export(session, facts, entity, path, language)
    table = open_table(path)
    mapping = importing.propose_mapping(session, table, facts=facts, entity=entity, translate=translate)
    fields = {f.name for f in facts.entities[entity].fields if not f.read_only}
    assert {s.field for s in mapping.sources} == fields
    mapping = importing.from_json({**importing.to_json(mapping), "empty": "clear"})
    parts = import_file(session, table, facts=facts, mapping=mapping, translate=translate)
    assert parts[0].result is not None, parts[0].check.problems
    assert dict(parts[0].check.counts) == {
        "new": 0,
        "change": 0,
        "same": count,
        "duplicate": 0,
        "conflict": 0,
        "error": 0,
    }
    session.rollback()


def test_a_spreadsheet_runs_nothing_of_it(login: Login, tmp_path: Path) -> None:
    session = login("admin")
    write_odd_customers(session)
    path = tmp_path / "out.csv"
    export(session, facts_of(session), "customer", path, "zh_CN")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+@\t\r")]
    assert FORMULA in [row.cells[1] for row in open_table(path).rows()]
    session.rollback()


def test_numbers_and_days_are_real_ones_in_excel(login: Login, tmp_path: Path) -> None:
    import python_calamine

    session = login("admin")
    write_odd_customers(session)
    path = tmp_path / "out.xlsx"
    export(session, facts_of(session), "customer", path, "en", ("name", "credit_limit", "next_contact_on"))
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Name", "Credit limit", "Next contact"]
    assert [row for row in rows if row[0] == FORMULA] == [[FORMULA, 1234.56, dt.date(2026, 2, 28)]]
    session.rollback()


def test_only_those_who_may_export_and_only_what_they_may(
    login: Login, account_set: AccountSet, tmp_path: Path
) -> None:
    session = login("rep1")
    with pytest.raises(Denied):
        export(session, facts_of(session), "customer", tmp_path / "rep.xlsx", "en")
    session.rollback()
    assert list(tmp_path.iterdir()) == []

    session = login("lead1")
    count = export(session, facts_of(session), "customer", tmp_path / "lead.csv", "en")
    session.commit()
    assert count == 5
    assert count < account_set.rows("SELECT count(*) FROM crm.customer")[0][0]
    entry = account_set.rows(
        "SELECT login, table_name, operation, new ->> 'rows', new ->> 'file' FROM crm.audit "
        "WHERE operation = 'E' ORDER BY id DESC LIMIT 1"
    )
    assert entry == [("lead1", "customer", "E", "5", "lead.csv")]


def test_the_right_to_export_is_asked_in_the_database_too(psql_as: Callable[[str], object]) -> None:
    import psycopg2

    with psql_as("rep1").cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):  # type: ignore[attr-defined]
        cursor.execute("SELECT crm.log_export('customer', '{}')")


def test_an_export_that_fails_leaves_no_file(login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = login("admin")
    facts = facts_of(session)

    def stop(done: int, total: int, text: str) -> None:
        raise KeyboardInterrupt

    query = ListQuery(entity="customer", columns=("name",), sort="name")
    with pytest.raises(KeyboardInterrupt):
        export_list(session, query, tmp_path / "x.csv", facts=facts, language="en", translate=translate, report=stop)
    assert list(tmp_path.iterdir()) == []
    session.rollback()
