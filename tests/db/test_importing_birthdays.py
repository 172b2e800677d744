"""Birthdays without their year come in from cards to where they stand: among the contact's important dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.query import ListQuery
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.browsing import preview_rows
from crm_desktop.system.importing.whole import Imported, import_file
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

STATE = (
    "SELECT c.name, CAST(c.birthday AS text), d.calendar, d.year, d.month, d.day, d.remind_days FROM crm.contact c "
    "LEFT JOIN crm.important_date d ON d.contact_id = c.id AND d.kind = 'birthday' WHERE c.name LIKE '寿%%' ORDER BY c.name"
)
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nORG:西安环太科技有限公司\nTEL;TYPE=CELL:{}\nBDAY:{}\nEND:VCARD\n"
NUMBERS = {
    "寿一": "13699990001",
    "寿二": "13699990002",
    "寿三": "13699990003",
    "寿四": "13699990004",
    "寿五": "13699990005",
}


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    """Give four contacts: one of 17 May, one of whom the whole day is known, one of whom nothing, one by the lunar calendar."""
    made = fresh_account_set
    for name, born in (("寿一", None), ("寿二", "1990-02-03"), ("寿三", None), ("寿四", None)):
        made.rows(
            "INSERT INTO crm.contact (customer_id, name, mobile, birthday) SELECT id, %s, %s, %s FROM crm.customer "
            "WHERE name = '西安环太科技有限公司' RETURNING id",
            name, NUMBERS[name], born,
        )  # fmt: skip
    for name, calendar, month, day in (("寿一", "solar", 5, 17), ("寿四", "lunar", 4, 30)):
        made.rows(
            "INSERT INTO crm.important_date (contact_id, kind, calendar, month, day, remind_days) "
            "SELECT id, 'birthday', %s, %s, %s, 3 FROM crm.contact WHERE name = %s RETURNING id",
            calendar, month, day, name,
        )  # fmt: skip
    return made


def _bring(session: Session, path: Path, entity: str = "contact", **mapped: Any) -> Imported:
    facts = load_facts(session, entity_descriptors())
    table = open_table(path)
    mapping = importing.propose_mapping(session, table, facts=facts, entity=entity, translate=translate)
    mapping = importing.from_json({**importing.to_json(mapping), **mapped})
    (part,) = import_file(session, table, facts=facts, mapping=mapping, translate=translate)
    assert part.result is not None, part.check.problems
    session.commit()
    return part


def _export(session: Session, path: Path, language: str = "zh_CN") -> int:
    facts = load_facts(session, entity_descriptors())
    query = ListQuery(entity="contact", columns=("name", "customer_id", "mobile", "birthday"), sort="name")
    return export_list(session, query, path, facts=facts, language=language, translate=translate)


@pytest.mark.parametrize("empty", ["leave", "clear"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("suffix", [".vcf", ".xlsx", ".csv"])
def test_what_was_exported_changes_nothing(
    company: AccountSet, tmp_path: Path, suffix: str, empty: str, language: str
) -> None:
    path, before = tmp_path / f"out{suffix}", company.rows(STATE)
    with company.session("admin") as session:
        count = _export(session, path, language)
        part = _bring(session, path, empty=empty)
    assert part.check.counts["same"] == count and company.rows(STATE) == before


@pytest.mark.parametrize("suffix", [".vcf", ".xlsx", ".csv"])
def test_who_is_gone_comes_back_with_the_day_without_a_year(company: AccountSet, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    with company.session("admin") as session:
        _export(session, path)
        if suffix != ".vcf":
            found = {row.cells[0]: row.cells[3] for row in open_table(path).rows()}
            assert [found[name] for name in ("寿一", "寿二", "寿三", "寿四")] == ["XXXX-05-17", "1990-02-03", "", ""]
        session.execute(text("DELETE FROM crm.contact WHERE name IN ('寿一', '寿二')"))
        session.commit()
        assert _bring(session, path).check.counts["new"] == 2
    assert company.rows(STATE)[0] == ("寿一", None, "solar", None, 5, 17, 7)
    assert ("寿二", "1990-02-03", "solar", 1990, 2, 3, 7) in company.rows(STATE)


@pytest.mark.parametrize(
    ("said", "form"),
    [("5-18", ""), ("5/18", ""), ("5月18日", ""), ("????-05-18", ""), ("--05-18", ""), ("18/5", "%d/%m/%Y")],
)
def test_a_day_that_a_person_typed_without_a_year_is_none_of_this_year(
    company: AccountSet, tmp_path: Path, said: str, form: str
) -> None:
    path = tmp_path / "typed.csv"
    path.write_text(f"姓名,客户,出生日期\n寿一,西安环太科技有限公司,{said}\n", encoding="utf-8")
    with company.session("admin") as session:
        assert _bring(session, path, date_format=form).check.counts["change"] == 1
    assert company.rows(STATE)[0] == ("寿一", None, "solar", None, 5, 18, 3)


def test_a_card_fills_the_date_and_its_undo_gives_back_what_was(company: AccountSet, tmp_path: Path) -> None:
    path, before = tmp_path / "cards.vcf", company.rows(STATE)
    said = {"寿一": "--0518", "寿二": "--0204", "寿三": "--02-29", "寿四": "--0501", "寿五": "1604-12-31"}
    path.write_text("".join(CARD.format(name, NUMBERS[name], day) for name, day in said.items()), encoding="utf-8")
    with company.session("admin") as session:
        part = _bring(session, path)
        assert (part.check.counts["change"], part.check.counts["new"], part.check.counts["same"]) == (3, 1, 1)
        assert company.rows(STATE) == [
            ("寿一", None, "solar", None, 5, 18, 3),
            ("寿三", None, "solar", None, 2, 29, 7),
            ("寿二", None, "solar", None, 2, 4, 7),
            ("寿五", None, "solar", None, 12, 31, 7),
            ("寿四", None, "lunar", None, 4, 30, 3),
        ]
        assert company.rows("SELECT * FROM crm.check_account_set()") == []
        assert _bring(session, path).check.counts["same"] == 5, "the second time there is nothing to do"
        importing.undo_import(session, part.check.run_id)
        session.commit()
    assert company.rows(STATE) == before and company.rows("SELECT * FROM crm.check_account_set()") == []


def test_a_card_that_says_less_takes_no_year_away(company: AccountSet, tmp_path: Path) -> None:
    path, before = tmp_path / "cards.vcf", company.rows(STATE)
    path.write_text(CARD.format("寿二", NUMBERS["寿二"], "--0203"), encoding="utf-8")
    with company.session("admin") as session:
        assert _bring(session, path).check.counts["same"] == 1
        path.write_text(CARD.format("寿一", NUMBERS["寿一"], "1985-05-17"), encoding="utf-8")
        part = _bring(session, path)
        assert part.check.counts["change"] == 1, "one that says more is taken"
    assert company.rows(STATE)[0] == ("寿一", "1985-05-17", "solar", 1985, 5, 17, 3) and before[0][1] is None


def _preview(session: Session, path: Path, entity: str) -> Any:
    facts = load_facts(session, entity_descriptors())
    table = open_table(path)
    mapping = importing.propose_mapping(session, table, facts=facts, entity=entity, translate=translate)
    run = importing.stage(session, table, facts=facts, mapping=mapping, translate=translate)
    importing.check(session, run, facts=facts)
    (row,) = preview_rows(session, run, facts=facts, language="en", translate=translate)
    return row


def test_the_preview_says_what_was_known_and_where_there_is_no_place(company: AccountSet, tmp_path: Path) -> None:
    path = tmp_path / "cards.vcf"
    path.write_text(CARD.format("寿一", NUMBERS["寿一"], "--0518"), encoding="utf-8")
    with company.session("admin") as session:
        row = _preview(session, path, "contact")
        assert (row.outcome, row.changes, row.reason) == ("change", {"Birthday": "XXXX-05-17"}, "")
        session.rollback()
    company.rows("INSERT INTO crm.partner (name, is_supplier) VALUES ('西安环太科技有限公司', true) RETURNING id")
    with company.session("admin") as session:
        sheet = tmp_path / "partners.csv"
        sheet.write_text("Name,Partner,Birthday\n寿六,西安环太科技有限公司,--05-18\n", encoding="utf-8")
        row = _preview(session, sheet, "partner_contact")
        assert row.outcome == "new" and "--05-18" in row.reason and "has no year" in row.reason
        session.rollback()
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'important_date', 'month', 'none' "
        "FROM crm.role RETURNING id"
    )
    with company.session("boss") as session:
        row = _preview(session, path, "contact")
        assert row.outcome == "same" and "has no year" in row.reason
        assert session.execute(text("SELECT count(*) FROM crm.contact WHERE name = '寿一'")).scalar_one() == 1
        session.rollback()
