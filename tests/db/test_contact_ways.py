"""Further phones and e-mails of contacts: rights, search, duplicates, merging, deleting, erasing, files."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy import text

from crm_desktop.base_info.customers import services as customers
from crm_desktop.base_info.quality import services as quality
from crm_desktop.base_info.quality.formats_services import standardise
from crm_desktop.core.query import ListQuery
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.whole import import_file
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

NUMBER, MAIL = "13977778888", "second.box@firma.cn"


def _run(connection: Connection, sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _contact(company: AccountSet, login: str, place: int = 0) -> int:
    rows = company.rows(
        "SELECT c.id FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = %s ORDER BY c.id",
        login,
    )
    return int(rows[place][0])


def _add(connection: Connection, contact: int, *, number: str = NUMBER, mail: str = MAIL) -> None:
    for kind, phone, address in (("mobile", number, ""), ("home", "", mail)):
        if phone or address:
            _run(
                connection,
                "INSERT INTO crm.contact_way (contact_id, kind, number, email) VALUES (%s, %s, %s, %s)",
                contact, kind, phone, address,
            )  # fmt: skip
    connection.commit()


def _hide(company: AccountSet, field: str) -> None:
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'contact', %s, 'none' FROM crm.role "
        "WHERE code = 'sales_rep' RETURNING id",
        field,
    )


def test_they_are_told_found_and_go_with_their_contact(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    contact, foreign = _contact(company, "rep1"), _contact(company, "rep3")
    ((customer,),) = company.rows("SELECT customer_id FROM crm.contact WHERE id = %s", contact)
    with closing(company.connect("rep1")) as rep:
        before = _run(rep, "SELECT version, further_phones FROM crm.contact WHERE id = %s", contact)
        _add(rep, contact)
        ((version, phones, mails),) = _run(
            rep, "SELECT version, further_phones, further_emails FROM crm.contact WHERE id = %s", contact
        )
        assert (phones[-1], mails[-1]) == (f"mobile:{NUMBER}", f"home:{MAIL}") and version == before[0][0]
        for words in (NUMBER, "7777888", MAIL, "second.box", "firma"):
            assert (contact,) in _run(rep, "SELECT id FROM crm.search_contact(%s)", words), words
            assert (contact,) in _run(rep, "SELECT * FROM crm.match_contact(%s)", words), words
        assert (customer,) in _run(rep, "SELECT id FROM crm.search_customer(%s)", "7777888")
        # nobody writes onto what he does not see, or what the database tells
        for sql in (
            f"INSERT INTO crm.contact_way (contact_id, kind, number) VALUES ({foreign}, 'home', '029-1111111')",
            f"UPDATE crm.contact_way SET contact_id = {foreign} WHERE number = '{NUMBER}'",
            "UPDATE crm.contact SET further_phones = '{}'",
            "UPDATE crm.contact_way SET owner_id = crm.me()",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                _run(rep, sql)
            rep.rollback()
        for wrong in ("'', ''", "'1', 'a@b.cn'", "'abc', ''", "'', 'abc'"):
            with pytest.raises(psycopg2.errors.CheckViolation):
                _run(
                    rep,
                    f"INSERT INTO crm.contact_way (contact_id, kind, number, email) VALUES ({contact}, 'home', {wrong})",
                )
            rep.rollback()
        with pytest.raises(psycopg2.errors.UniqueViolation):
            _run(
                rep,
                "INSERT INTO crm.contact_way (contact_id, kind, number) VALUES (%s, 'home', '139-7777-8888')",
                contact,
            )
        rep.rollback()
    with closing(company.connect("lead1")) as lead:
        _run(
            lead,
            "UPDATE crm.customer SET owner_id = (SELECT id FROM crm.employee WHERE login = 'rep2') WHERE id = %s",
            customer,
        )
        lead.commit()
    seen = "SELECT count(*) FROM crm.contact_way WHERE number = %s"
    with closing(company.connect("rep1")) as rep, closing(company.connect("rep2")) as other:
        assert _run(rep, seen, NUMBER) == [(0,)] and _run(other, seen, NUMBER) == [(1,)]
        ((theirs,),) = _run(other, "SELECT min(id) FROM crm.customer WHERE id <> %s", customer)
        _run(other, "UPDATE crm.contact SET customer_id = %s, is_primary = false WHERE id = %s", theirs, contact)
        other.commit()
        assert (theirs,) in _run(other, "SELECT id FROM crm.search_customer(%s)", NUMBER)
        assert (customer,) not in _run(other, "SELECT id FROM crm.search_customer(%s)", NUMBER)
    assert company.rows("SELECT * FROM crm.check_account_set()") == []


@pytest.mark.parametrize(("field", "hidden", "open_"), [("mobile", "number", "email"), ("email", "email", "number")])
def test_the_rights_are_those_of_the_contact(
    fresh_account_set: AccountSet, field: str, hidden: str, open_: str
) -> None:
    company, words = fresh_account_set, {"number": NUMBER, "email": MAIL}
    contact = _contact(company, "rep1")
    told = {"number": "further_phones", "email": "further_emails"}
    with closing(company.connect("rep1")) as rep:
        _add(rep, contact)
        assert (contact,) in _run(rep, "SELECT id FROM crm.search_contact(%s)", words[hidden])
    _hide(company, field)
    with closing(company.connect("rep1")) as rep:
        rep.autocommit = True
        for table, column in (("contact_way", hidden), ("contact", told[hidden])):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                _run(rep, f"SELECT {column} FROM crm.{table}")
        assert _run(rep, f"SELECT count(*) FROM crm.contact_way WHERE {open_} = %s", words[open_]) == [(1,)]
        assert _run(rep, "SELECT id FROM crm.search_contact(%s)", words[hidden]) == []
        assert _run(rep, "SELECT * FROM crm.match_contact(%s)", words[hidden]) == []
        assert (contact,) in _run(rep, "SELECT id FROM crm.search_contact(%s)", words[open_])
    with company.session("rep1") as session:
        facts = load_facts(session, entity_descriptors())
        assert hidden not in facts.entities["contact_way"] and open_ in facts.entities["contact_way"]
        assert told[hidden] not in facts.entities["contact"] and told[open_] in facts.entities["contact"]
        ((customer,),) = company.rows("SELECT customer_id FROM crm.contact WHERE id = %s", contact)
        parts = customers.read_chat_parts(session, facts, customer)
        assert words[hidden] not in repr(parts) and words[open_] in repr(parts)


def test_a_number_of_two_contacts_is_told_and_refused(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    one, foreign = _contact(company, "rep1"), _contact(company, "rep3")
    with closing(company.connect("rep3")) as other:
        _add(other, foreign)
        _run(
            other, "INSERT INTO crm.contact_way (contact_id, kind, number) VALUES (%s, 'work', '029-61230001')", foreign
        )
        other.commit()
    with company.session("rep1") as session:
        for values in ({"number": "139 7777 8888"}, {"email": MAIL.upper()}):
            found = quality.match_duplicates(session, entity="contact_way", values={"contact_id": one, **values})
            assert [(f.entity, f.id, f.same) for f in found] == [("contact", None, True)], values
        found = quality.match_duplicates(session, entity="contact", values={"mobile": NUMBER})
        assert [(f.entity, f.same) for f in found] == [("contact", True)]
        # an office's telephone makes no two of its people one
        assert not quality.match_duplicates(
            session, entity="contact_way", values={"contact_id": one, "number": "029-61230001"}
        )
    company.rows("UPDATE crm.duplicate_rule SET by_hand = 'refuse' WHERE entity = 'contact' RETURNING 1")
    with closing(company.connect("rep1")) as rep:
        for number, mail, rule in ((NUMBER, "", "duplicate_phone"), ("", MAIL, "duplicate_email")):
            with pytest.raises(psycopg2.errors.CheckViolation, match=rule):
                _add(rep, one, number=number, mail=mail)
            rep.rollback()
        _add(rep, one, number="13977770000", mail="")
        with pytest.raises(psycopg2.errors.CheckViolation, match="duplicate_phone"):
            _run(rep, "UPDATE crm.contact_way SET number = %s WHERE number = '13977770000'", NUMBER)
        rep.rollback()
    before = company.rows("SELECT kind, key, entity, of_id FROM crm.duplicate_key ORDER BY 1, 2, 3, 4")
    company.rows("SELECT crm.fill_duplicate_keys()")
    assert company.rows("SELECT kind, key, entity, of_id FROM crm.duplicate_key ORDER BY 1, 2, 3, 4") == before


def test_the_finder_compares_them(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    one, two = _contact(company, "rep1"), _contact(company, "rep3")
    company.rows(
        "UPDATE crm.contact SET name = '欧阳文静', mobile = '', email = '' WHERE id IN (%s, %s) RETURNING 1", one, two
    )
    company.rows("UPDATE crm.contact SET mobile = %s WHERE id = %s RETURNING 1", NUMBER, one)
    company.rows(
        "INSERT INTO crm.contact_way (contact_id, kind, number) VALUES (%s, 'mobile', %s) RETURNING 1", two, NUMBER
    )
    with company.session("admin") as session:
        quality.find_duplicates(session, lambda *_: None, entity="contact")
        pairs = quality.open_pairs(session, entity="contact")
        assert {(min(p.a_id, p.b_id), max(p.a_id, p.b_id)) for p in pairs} >= {(min(one, two), max(one, two))}


def test_a_merge_keeps_them_and_its_undo_gives_them_back(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    one, two = _contact(company, "rep1"), _contact(company, "rep1", 1)
    company.rows("DELETE FROM crm.contact_way WHERE contact_id IN (%s, %s) RETURNING 1", one, two)
    told = "SELECT id, further_phones, further_emails FROM crm.contact WHERE id IN (%s, %s) ORDER BY id"
    with closing(company.connect("boss")) as boss:
        _add(boss, one, mail="")
        _add(boss, two)
        _run(boss, "INSERT INTO crm.contact_way (contact_id, kind, number) VALUES (%s, 'fax', '029-61230009')", two)
        boss.commit()
        before = company.rows(told, one, two)
        ((made,),) = _run(boss, "SELECT crm.merge_records('contact', %s, %s)", one, [two])
        boss.commit()
        assert company.rows(told, one, two) == [(one, [f"mobile:{NUMBER}", "fax:029-61230009"], [f"home:{MAIL}"])]
        assert (one,) in _run(boss, "SELECT id FROM crm.search_contact('61230009')")
        _run(boss, "SELECT crm.undo_merge(%s)", made)
        boss.commit()
        assert company.rows(told, one, two) == before
    assert company.rows("SELECT * FROM crm.check_account_set()") == []


def test_they_go_and_come_back_with_a_deleted_contact(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    contact = _contact(company, "rep1")
    with closing(company.connect("boss")) as boss:
        _add(boss, contact)
        for child in ("opportunity", "action", "sales_order"):
            company.rows(f"UPDATE crm.{child} SET contact_id = NULL WHERE contact_id = %s RETURNING 1", contact)
        told = "SELECT further_phones, further_emails FROM crm.contact WHERE id = %s"
        before = company.rows(told, contact)
        _run(boss, "DELETE FROM crm.contact WHERE id = %s", contact)
        boss.commit()
        assert company.rows("SELECT count(*) FROM crm.contact_way WHERE contact_id = %s", contact) == [(0,)]
        _run(boss, "SELECT crm.undo_bulk((SELECT max(id) FROM crm.bulk_action))")
        boss.commit()
        assert company.rows(told, contact) == before != []


def test_an_erased_person_leaves_none(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    contact = _contact(company, "rep1")
    with closing(company.connect("rep1")) as rep:
        _add(rep, contact)
        _run(rep, "UPDATE crm.contact_way SET number = '13977779999' WHERE number = %s", NUMBER)
        _run(rep, "DELETE FROM crm.contact_way WHERE email = %s", MAIL)
        _run(rep, "UPDATE crm.customer SET description = %s WHERE id = (SELECT customer_id FROM crm.contact WHERE id = %s)",
             f"打 {NUMBER} 或写 {MAIL}", contact)  # fmt: skip
        rep.commit()
    with closing(company.connect("admin")) as admin:
        for child in ("opportunity", "sales_order"):
            company.rows(f"UPDATE crm.{child} SET contact_id = NULL WHERE contact_id = %s RETURNING 1", contact)
        kept = _run(admin, "SELECT section, item, words FROM crm.personal_data('contact', %s)", contact)
        assert ("record", "contact_way.number", "13977779999") in kept
        _run(admin, "SELECT crm.erase_person('contact', %s)", contact)
        admin.commit()
        assert _run(admin, "SELECT * FROM crm.verify_audit()") == []
    for words in (NUMBER, "13977779999", MAIL):
        for table in ("audit", "contact", "contact_way", "customer", "record_merge", "duplicate_key"):
            assert company.rows(f"SELECT count(*) FROM crm.{table} t WHERE t::text LIKE '%%' || %s || '%%'", words) == [
                (0,)
            ], table


@pytest.mark.parametrize("suffix", [".vcf", ".xlsx", ".csv"])
@pytest.mark.parametrize("main", [True, False])
def test_a_file_brings_all_of_them_back(fresh_account_set: AccountSet, tmp_path: Path, suffix: str, main: bool) -> None:
    session = fresh_account_set.session("admin")
    facts = load_facts(session, entity_descriptors())
    ((contact,),) = session.execute(text("SELECT min(id) FROM crm.contact"))
    session.execute(text("DELETE FROM crm.contact_way WHERE contact_id = :id"), {"id": contact})
    session.execute(
        text("UPDATE crm.contact SET mobile = :m, phone = :p, email = :e WHERE id = :id"),
        {
            "id": contact,
            **({"m": "13800001111", "p": "029-88250000", "e": "a@b.cn"} if main else dict.fromkeys("mpe", "")),
        },
    )
    session.execute(
        text("INSERT INTO crm.contact_way (contact_id, kind, number, email) SELECT :id, k, n, e FROM (VALUES "
             "('mobile', '13900001111', ''), ('work', '029-88250001', ''), ('home', '029-87654321', ''), ('fax', '029-88250002', ''), "
             "('other', '029-88250003-801', ''), ('work', '', 'c@d.cn'), ('home', '', 'E@f.cn')) v(k, n, e)"),
        {"id": contact},
    )  # fmt: skip
    columns = ("name", "customer_id", "mobile", "phone", "email", "further_phones", "further_emails")
    path = tmp_path / f"out{suffix}"
    query = ListQuery(entity="contact", columns=columns, sort="name")
    count = export_list(session, query, path, facts=facts, language="zh_CN", translate=translate)

    def back() -> Any:
        table = open_table(path)
        mapping = importing.propose_mapping(session, table, facts=facts, entity="contact", translate=translate)
        mapping = importing.from_json({**importing.to_json(mapping), "empty": "clear"})
        (part,) = import_file(
            session, table, facts=facts, mapping=mapping, translate=translate, standardise=standardise
        )
        assert part.result is not None, part.check.problems
        return part

    assert back().check.counts["same"] == count
    content = text("SELECT further_phones, further_emails FROM crm.contact WHERE id = :id")
    before = session.execute(content, {"id": contact}).one()
    # what somebody changed since becomes what the file says
    session.execute(
        text("DELETE FROM crm.contact_way WHERE contact_id = :id AND kind IN ('fax', 'home')"), {"id": contact}
    )
    session.execute(
        text("INSERT INTO crm.contact_way (contact_id, kind, number) VALUES (:id, 'other', '029-11112222')"),
        {"id": contact},
    )
    session.commit()
    part = back()
    assert (part.check.counts["change"], part.result.changed) == (1, 1)
    now = session.execute(content, {"id": contact}).one()
    assert [sorted(one) for one in now] == [sorted(one) for one in before]
    session.commit()
    importing.undo_import(session, part.check.run_id)
    ((phones,),) = session.execute(text("SELECT further_phones FROM crm.contact WHERE id = :id"), {"id": contact})
    assert "other:029-11112222" in phones and not [p for p in phones if p.startswith("fax:")]
    session.close()


def test_a_card_of_another_program_is_taken_whole(fresh_account_set: AccountSet, tmp_path: Path) -> None:
    session = fresh_account_set.session("admin")
    facts = load_facts(session, entity_descriptors())
    path = tmp_path / "card.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:2.1\nN:龚;自远\nFN:龚自远\nORG:西安环太科技有限公司\nTEL;HOME;VOICE:029-83330001\nTEL;WORK;VOICE:029-83330002\n"
        "TEL;CELL:13611110001\nTEL;CELL;PREF:13611110002\nTEL;FAX:029-83330003\nTEL;PAGER:029-83330004\n"
        "EMAIL;INTERNET:g@one.cn\nEMAIL;INTERNET;HOME:g@two.cn\nEMAIL:nonsense\nEND:VCARD\n",
        encoding="utf-8",
    )
    table = open_table(path)
    mapping = importing.propose_mapping(session, table, facts=facts, entity="contact", translate=translate)
    (part,) = import_file(session, table, facts=facts, mapping=mapping, translate=translate)
    session.rollback()
    assert part.result is None and [(p.rule, p.field) for p in part.check.problems] == [("bad_email", "further_emails")]
    path.write_text(path.read_text(encoding="utf-8").replace("EMAIL:nonsense\n", ""), encoding="utf-8")
    (part,) = import_file(session, open_table(path), facts=facts, mapping=mapping, translate=translate)
    assert part.result is not None and part.result.created == 1, part.check.problems
    row = session.execute(
        text("SELECT phone, mobile, email, further_phones, further_emails FROM crm.contact WHERE name = '龚自远'")
    ).one()
    assert tuple(row) == (
        "029-83330002", "13611110002", "g@one.cn",
        ["home:029-83330001", "mobile:13611110001", "fax:029-83330003", "other:029-83330004"], ["home:g@two.cn"],
    )  # fmt: skip
    session.commit()
    assert importing.undo_import(session, part.check.run_id) >= 1
    session.commit()
    assert not session.execute(text("SELECT 1 FROM crm.contact WHERE name = '龚自远'")).all()
    assert not session.execute(text("SELECT 1 FROM crm.contact_way WHERE number = '13611110001'")).all()
    session.close()


def test_a_card_has_the_sex_and_a_birthday_without_its_year(fresh_account_set: AccountSet, tmp_path: Path) -> None:
    company = fresh_account_set
    with closing(company.connect("rep1")) as rep:
        one, two = _contact(company, "rep1"), _contact(company, "rep1", 1)
        _run(rep, "UPDATE crm.contact SET gender = 'female', birthday = NULL WHERE id = %s", one)
        _run(rep, "UPDATE crm.contact SET gender = 'male', birthday = '1990-02-03' WHERE id = %s", two)
        _run(rep, "INSERT INTO crm.important_date (contact_id, kind, month, day) VALUES (%s, 'birthday', 5, 17)", one)
        rep.commit()
    session = company.session("admin")
    facts = load_facts(session, entity_descriptors())
    query = ListQuery(entity="contact", columns=("name",), sort="name")
    path = tmp_path / "cards.vcf"
    export_list(session, query, path, facts=facts, language="zh_CN", translate=translate)
    card = path.read_text(encoding="utf-8")
    assert "BDAY:--0517" in card and "GENDER:F" in card and "BDAY:1990-02-03" in card and "GENDER:M" in card
    session.commit()
    company.rows("UPDATE crm.contact SET gender = '' WHERE id IN (%s, %s) RETURNING 1", one, two)
    mapping = importing.propose_mapping(session, open_table(path), facts=facts, entity="contact", translate=translate)
    (part,) = import_file(session, open_table(path), facts=facts, mapping=mapping, translate=translate)
    assert part.result is not None and part.result.changed >= 2, part.check.problems
    session.commit()
    session.close()
    told = company.rows("SELECT gender, birthday::text FROM crm.contact WHERE id IN (%s, %s) ORDER BY id", one, two)
    assert told == [("female", None), ("male", "1990-02-03")]
    assert company.rows("SELECT month, day FROM crm.important_date WHERE contact_id = %s", one) == [(5, 17)]
