"""Export then import is the identity: for every kind of record, into each kind of file, after deleting too."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.entities import CUSTOMER
from crm_desktop.base_info.quality.formats_services import standardise
from crm_desktop.core import codec
from crm_desktop.core.facts import Facts
from crm_desktop.core.query import ListQuery
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell import registry
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.whole import Imported, import_file
from crm_desktop.system.services import load_facts

Login = Callable[[str], Session]
NAME, DESCRIPTION = CUSTOMER["name"], CUSTOMER["description"]
ENTITIES = [entry.name for entry in registry.ENTITIES]


def facts_of(session: Session) -> Facts:
    return load_facts(session, entity_descriptors())


def export(session: Session, facts: Facts, entity: str, path: Path, encoding: str = "") -> int:
    known = facts.entities[entity]
    columns = tuple(f.name for f in known.fields if not f.read_only)
    query = ListQuery(entity=entity, columns=columns, sort=known.sort)
    return export_list(session, query, path, facts=facts, language="zh_CN", translate=translate, encoding=encoding)


def bring_back(session: Session, facts: Facts, entity: str, path: Path, **choices: str) -> Imported:
    table = open_table(path)
    mapping = importing.propose_mapping(session, table, facts=facts, entity=entity, translate=translate)
    mapping = importing.from_json({**importing.to_json(mapping), **choices})
    return import_file(session, table, facts=facts, mapping=mapping, translate=translate, standardise=standardise)[0]


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_kind_of_record_comes_back_the_same(login: Login, tmp_path: Path, entity: str) -> None:
    session = login("admin")
    facts = facts_of(session)
    path = tmp_path / "out.xlsx"
    described = facts.entities[entity]
    if all(f.read_only for f in described.fields):
        pytest.skip("nobody writes this by hand")
    if not (count := export(session, facts, entity, path)):
        pytest.skip("the tiny company has none")
    part = bring_back(session, facts, entity, path, empty="clear")
    assert part.result is not None, part.check.problems
    assert dict(part.check.counts) == {"new": 0, "change": 0, "same": count, "duplicate": 0, "conflict": 0, "error": 0}
    session.rollback()


@pytest.mark.parametrize("encoding", ["", "gb18030"])
@pytest.mark.parametrize("entity", ["contact", "action", "price", "opportunity", "product_cost"])
def test_what_was_deleted_comes_back_from_its_file(login: Login, tmp_path: Path, entity: str, encoding: str) -> None:
    session = login("admin")
    facts = facts_of(session)
    path = tmp_path / "out.csv"
    count = export(session, facts, entity, path, encoding)
    assert count
    names = [f.name for f in facts.entities[entity].fields if not f.read_only and not f.is_custom]
    content = text(f"SELECT {', '.join(names)} FROM crm.{entity} ORDER BY id")
    before = sorted(map(repr, session.execute(content)))
    if entity == "opportunity":
        session.execute(text("UPDATE crm.sales_order SET opportunity_id = NULL"))
        session.execute(text("UPDATE crm.action SET opportunity_id = NULL"))
    if entity == "contact":
        for child in ("opportunity", "action", "sales_order"):
            session.execute(text(f"UPDATE crm.{child} SET contact_id = NULL"))
    session.execute(text(f"DELETE FROM crm.{entity}"))
    part = bring_back(session, facts, entity, path)
    assert part.result is not None, part.check.problems
    assert part.result.created == count
    assert sorted(map(repr, session.execute(content))) == before
    session.rollback()


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).map(str.strip).filter(bool)
LINES = st.lists(
    st.one_of(
        WORDS, st.sampled_from(["=1+1", "'=x", "''", "-5", "+86 29", "@a", '"', ",", ";", "\t", "1e5", "007", "TRUE"])
    ),
    max_size=4,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(WORDS, LINES), min_size=1, max_size=8, unique_by=lambda row: row[0].casefold()))
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_any_text_comes_back_as_it_was(
    login: Login, tmp_path: Path, suffix: str, rows: list[tuple[str, list[str]]]
) -> None:
    session = login("admin")
    facts = facts_of(session)
    path = tmp_path / f"out{suffix}"
    for name, lines in rows:
        given_row = {"name": codec.from_text(NAME, name), "lines": codec.from_text(DESCRIPTION, "\n".join(lines))}
        if given_row["name"]:
            session.execute(text("INSERT INTO crm.customer (name, description) VALUES (:name, :lines)"), given_row)
    count = export(session, facts, "customer", path)
    part = bring_back(session, facts, "customer", path, empty="clear")
    assert part.result is not None, part.check.problems
    assert part.check.counts["same"] == count, dict(part.check.counts)
    session.rollback()


def test_what_is_unique_only_in_part_is_no_key(login: Login, tmp_path: Path) -> None:
    """A product has one replacement and any number of accessories; a contact one birthday and any number of days."""
    session = login("admin")
    facts = facts_of(session)
    session.execute(
        text(
            "INSERT INTO crm.product_link (product_id, kind, other_id) SELECT a.id, 'accessory', b.id FROM crm.product a, crm.product b "
            "WHERE a.id = (SELECT min(id) FROM crm.product) AND b.id > a.id ON CONFLICT DO NOTHING"
        )
    )
    session.execute(
        text(
            "INSERT INTO crm.important_date (customer_id, contact_id, kind, calendar, month, day) SELECT c.customer_id, c.id, "
            "'birthday', 'solar', 3, 4 FROM crm.contact c WHERE c.id = (SELECT min(id) FROM crm.contact) ON CONFLICT DO NOTHING"
        )
    )
    session.execute(
        text(
            "INSERT INTO crm.important_date (customer_id, contact_id, kind, calendar, month, day, note) SELECT c.customer_id, c.id, "
            "'other', 'solar', 3, n, n::text FROM crm.contact c, generate_series(1, 3) n WHERE c.id = (SELECT min(id) FROM crm.contact)"
        )
    )
    for entity in ("product_link", "important_date"):
        path = tmp_path / f"{entity}.xlsx"
        count = export(session, facts, entity, path)
        part = bring_back(session, facts, entity, path)
        assert count > 2
        assert part.check.counts["same"] == count, (entity, dict(part.check.counts), part.check.problems)
    session.rollback()


def _comes_back_the_same(session: Session, entity: str, path: Path) -> None:
    facts = facts_of(session)
    count = export(session, facts, entity, path)
    part = bring_back(session, facts, entity, path)
    assert part.check.counts["same"] == count, (dict(part.check.counts), part.check.problems)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_moment_comes_back_to_the_second(login: Login, tmp_path: Path, suffix: str) -> None:
    """What is written down in the program happened at a fraction of a second, which no file keeps."""
    session = login("admin")
    session.execute(
        text(
            "INSERT INTO crm.action (customer_id, employee_id, kind, subject, happened_at) "
            "SELECT min(id), crm.me(), 'call', 'just now', timestamptz '2026-03-04 05:06:07.891234+08' FROM crm.customer"
        )
    )
    _comes_back_the_same(session, "action", tmp_path / f"actions{suffix}")
    session.rollback()


def test_a_name_that_ends_with_a_blank_is_found_again(login: Login, tmp_path: Path) -> None:
    session = login("admin")
    session.execute(
        text(
            "UPDATE crm.customer SET name = name || ' ' WHERE id = (SELECT customer_id FROM crm.contact ORDER BY id LIMIT 1)"
        )
    )
    _comes_back_the_same(session, "contact", tmp_path / "contacts.csv")
    session.rollback()


def test_contacts_come_back_from_their_cards(login: Login, tmp_path: Path) -> None:
    session = login("admin")
    facts = facts_of(session)
    session.execute(
        text(
            "UPDATE crm.contact SET phone = '029-8888, 029-9999', note = :note, birthday = '1980-02-29', department = '采购;部' "
            "WHERE id = (SELECT min(id) FROM crm.contact)"
        ),
        {"note": "第一行，很长的一段话" * 12 + "\n第二行; a,b \\n"},
    )
    path = tmp_path / "cards.vcf"
    count = export(session, facts, "contact", path)
    assert count == len(list(open_table(path).rows()))
    part = bring_back(session, facts, "contact", path)
    assert part.result is not None, part.check.problems
    assert dict(part.check.counts) == {"new": 0, "change": 0, "same": count, "duplicate": 0, "conflict": 0, "error": 0}
    session.rollback()


def test_formulas_of_the_payload_list_are_harmless_and_come_back(
    login: Login, tmp_path: Path, shared_data: Path
) -> None:
    payloads = [
        line.strip()
        for path in sorted((shared_data / "csv" / "csv-injection").rglob("*"))
        if path.is_file() and path.suffix in (".txt", ".csv", ".md")
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if line.strip()[:1] in tuple("=+-@")
    ]
    assert len(payloads) > 3
    session = login("admin")
    facts = facts_of(session)
    for number, payload in enumerate(payloads):
        session.execute(
            text("INSERT INTO crm.customer (name, description) VALUES (:name, :payload)"),
            {"name": f"公式{number}", "payload": codec.from_text(DESCRIPTION, payload)},
        )
    path = tmp_path / "out.csv"
    count = export(session, facts, "customer", path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    number = re.compile(r"[+-]?\d+(\.\d+)?%?")
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r") and not number.fullmatch(cell)]
    part = bring_back(session, facts, "customer", path, empty="clear")
    assert part.check.counts["same"] == count
    session.rollback()
