"""Marks of an e-mail: it wants none, it is invalid. They are the address's, and go wherever it goes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy import text

from crm_desktop.base_info.quality import services as quality
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import counting, records
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.whole import import_file
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

MARKS = "SELECT email, email_opted_out, email_invalid FROM crm.contact WHERE id = %s"
FURTHER = "SELECT further_emails FROM crm.contact WHERE id = %s"


def _run(connection: Connection, sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _contact(rep: Connection, name: str, mail: str, **marks: bool) -> int:
    ((found,),) = _run(
        rep,
        "INSERT INTO crm.contact (customer_id, name, email, email_opted_out, email_invalid) "
        "SELECT min(id), %s, %s, %s, %s FROM crm.customer WHERE owner_id = crm.me() RETURNING id",
        name, mail, marks.get("opted_out", False), marks.get("invalid", False),
    )  # fmt: skip
    return int(found)


def _way(rep: Connection, contact: int, kind: str, mail: str, opted_out: bool = False, invalid: bool = False) -> None:
    _run(
        rep,
        "INSERT INTO crm.contact_way (contact_id, kind, email, email_opted_out, email_invalid) VALUES (%s, %s, %s, %s, %s)",
        contact, kind, mail, opted_out, invalid,
    )  # fmt: skip


def test_another_address_is_not_invalid_but_still_not_wanted(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect("rep1")) as rep:
        one = _contact(rep, "甲", "a@b.cn", opted_out=True, invalid=True)
        for change, left in (
            ("name = '甲二'", ("a@b.cn", True, True)),
            ("email = 'A@B.cn '", ("A@B.cn ", True, True)),
            ("email = 'c@d.cn'", ("c@d.cn", True, False)),
            ("email = 'e@f.cn', email_invalid = true", ("e@f.cn", True, True)),
            ("email = ''", ("", False, False)),
        ):
            _run(rep, f"UPDATE crm.contact SET {change} WHERE id = %s", one)
            assert _run(rep, MARKS, one) == [left], change
        with pytest.raises(psycopg2.errors.CheckViolation, match="contact_marks_of_an_email"):
            _run(rep, "UPDATE crm.contact SET email_invalid = true WHERE id = %s", one)
        rep.rollback()
        with pytest.raises(psycopg2.errors.CheckViolation, match="contact_marks_of_an_email"):
            _contact(rep, "乙", "", invalid=True)
        rep.rollback()
        # a further one tells of its marks at the contact
        one = _contact(rep, "甲", "a@b.cn")
        _way(rep, one, "home", "x@y.cn", opted_out=True, invalid=True)
        assert _run(rep, FURTHER, one) == [(["home+opted_out+invalid:x@y.cn"],)]
        _run(rep, "UPDATE crm.contact_way SET email = 'z@y.cn' WHERE contact_id = %s", one)
        assert _run(rep, FURTHER, one) == [(["home+opted_out:z@y.cn"],)]
        rep.commit()
        for words in ("z@y.cn", "a@b"):
            assert (one,) in _run(rep, "SELECT id FROM crm.search_contact(%s)", words), words
    # of a foreign contact nobody marks anything, and who may not read an address is told of no mark
    with closing(fresh_account_set.connect("rep3")) as other:
        _run(other, "UPDATE crm.contact SET email_invalid = true WHERE id = %s", one)
        other.commit()
    assert fresh_account_set.rows(MARKS, one) == [("a@b.cn", False, False)]
    fresh_account_set.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'contact', 'email', 'none' FROM crm.role "
        "WHERE code = 'sales_rep' RETURNING id"
    )
    with closing(fresh_account_set.connect("rep1")) as rep:
        for sql in (
            "SELECT email_invalid FROM crm.contact", "SELECT email_opted_out FROM crm.contact",
            "SELECT email_opted_out FROM crm.contact_way", "UPDATE crm.contact SET email_invalid = true",
        ):  # fmt: skip
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                _run(rep, sql)
            rep.rollback()


def test_many_are_marked_filtered_counted_and_unmarked_again(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect("rep1")) as rep:
        ids = [_contact(rep, f"人{i}", f"p{i}@b.cn", opted_out=i == 0) for i in range(3)]
        rep.commit()
    session = fresh_account_set.session("rep1")
    contact = load_facts(session, entity_descriptors()).entities["contact"]
    bulk = records.save_many(session, contact, ids, {"email_invalid": True})
    session.commit()
    query = ListQuery(
        entity="contact", columns=("name", "email"), sort="name", conditions=(Condition("email_invalid", "eq", True),)
    )
    rows = records.first_rows(session, contact, query)
    assert {r.id: r.labels.get("email") for r in rows} == {
        ids[0]: "email_opted_out email_invalid", ids[1]: "email_invalid", ids[2]: "email_invalid",
    }  # fmt: skip
    assert dict(counting.value_counts(session, contact, query, "email_opted_out")) == {True: 1, False: 2}
    assert records.undo(session, bulk)
    session.commit()
    assert records.first_rows(session, contact, query) == []
    assert session.execute(text("SELECT email_opted_out FROM crm.contact WHERE id = :id"), {"id": ids[0]}).scalar_one()
    session.close()


def test_they_go_with_the_address_through_a_merge_and_back(fresh_account_set: AccountSet) -> None:
    state = "SELECT id, email, email_opted_out, email_invalid, further_emails FROM crm.contact WHERE id IN (%s, %s) ORDER BY id"
    with closing(fresh_account_set.connect("admin")) as admin:
        _run(admin, "UPDATE crm.customer SET owner_id = crm.me() WHERE id = (SELECT min(id) FROM crm.customer)")
        one = _contact(admin, "甲", "same@b.cn", invalid=True)
        two = _contact(admin, "乙", "SAME@b.cn", opted_out=True)
        _way(admin, one, "home", "h@b.cn")
        _way(admin, one, "work", "other@b.cn")
        _way(admin, two, "home", "H@b.cn", invalid=True)
        _way(admin, two, "work", "new@b.cn", opted_out=True)
        admin.commit()
        before = _run(admin, state, one, two)
        ((made,),) = _run(admin, "SELECT crm.merge_records('contact', %s, %s)", one, [two])
        admin.commit()
        ((_, mail, opted_out, invalid, further),) = _run(admin, state, one, two)
        assert (mail, opted_out, invalid) == ("same@b.cn", True, True)
        assert sorted(further) == ["home+invalid:h@b.cn", "work+opted_out:new@b.cn", "work:other@b.cn"]
        _run(admin, "SELECT crm.undo_merge(%s)", made)
        admin.commit()
        assert _run(admin, state, one, two) == before
        # the address that is chosen brings its own marks, not those of the other
        third = _contact(admin, "丙", "third@b.cn", invalid=True)
        admin.commit()
        before = _run(admin, state, one, third)
        ((made,),) = _run(
            admin, """SELECT crm.merge_records('contact', %s, %s, '{"email": "third@b.cn"}')""", one, [third]
        )
        assert _run(admin, MARKS, one) == [("third@b.cn", False, True)]
        admin.commit()
        _run(admin, "SELECT crm.undo_merge(%s)", made)
        admin.commit()
        assert _run(admin, state, one, third) == before
    assert fresh_account_set.rows("SELECT * FROM crm.check_account_set()") == []


def test_whoever_types_an_address_that_wants_none_is_told(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    with closing(company.connect("rep3")) as other:
        theirs = _contact(other, "甲", "none@b.cn", opted_out=True)
        _way(other, theirs, "home", "further@b.cn", opted_out=True)
        _contact(other, "乙", "fine@b.cn")
        other.commit()
    session = company.session("rep1")

    def told(entity: str, **values: str) -> list[tuple[str, bool]]:
        found = quality.match_duplicates(session, entity=entity, values=values)
        return [(one.label, one.opted_out) for one in found]

    for _round in range(2):
        assert [said for _, said in told("contact", email="None@b.cn")] == [True]
        assert [said for _, said in told("contact_way", email="further@b.cn")] == [True]
        assert [said for _, said in told("customer", email="none@b.cn")] == [True]
        # the rules decide about all others
        assert [said for _, said in told("contact", email="fine@b.cn")] == [False] * (1 - _round)
        company.rows("UPDATE crm.duplicate_rule SET by_hand = 'allow' WHERE kind = 'email' RETURNING 1")
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'contact', 'email', 'none' FROM crm.role "
        "WHERE code = 'sales_rep' RETURNING id"
    )
    assert told("contact", email="none@b.cn") == []
    session.rollback()
    session.close()


@pytest.mark.parametrize("suffix", [".vcf", ".xlsx", ".csv"])
def test_a_file_brings_them_back_and_takes_none_away(
    fresh_account_set: AccountSet, tmp_path: Path, suffix: str
) -> None:
    with closing(fresh_account_set.connect("admin")) as admin:
        _run(admin, "UPDATE crm.customer SET owner_id = crm.me() WHERE id = (SELECT min(id) FROM crm.customer)")
        one = _contact(admin, "赵标记", "a@b.cn", opted_out=True, invalid=True)
        _way(admin, one, "home", "h@b.cn", opted_out=True, invalid=True)
        _way(admin, one, "work", "w@b.cn", invalid=True)
        admin.commit()
    session = fresh_account_set.session("admin")
    facts = load_facts(session, entity_descriptors())
    columns = ("name", "customer_id", "mobile", "email", "email_opted_out", "email_invalid", "further_emails")
    query = ListQuery(entity="contact", columns=columns, sort="name", conditions=(Condition("name", "eq", "赵标记"),))
    path = tmp_path / f"out{suffix}"
    assert export_list(session, query, path, facts=facts, language="zh_CN", translate=translate) == 1
    session.commit()

    def back(*without: str) -> Any:
        table = open_table(path)
        mapping = importing.propose_mapping(session, table, facts=facts, entity="contact", translate=translate)
        mapping = replace(mapping, sources=tuple(m for m in mapping.sources if m.field not in without))
        (part,) = import_file(session, table, facts=facts, mapping=mapping, translate=translate)
        assert part.result is not None, part.check.problems
        session.commit()
        return part

    def now() -> tuple[Any, ...]:
        return tuple(fresh_account_set.rows(MARKS, one) + fresh_account_set.rows(FURTHER, one))

    whole = now()
    assert back().check.counts["same"] == 1
    # what was forgotten comes back
    fresh_account_set.rows("UPDATE crm.contact SET email_opted_out = false WHERE id = %s RETURNING 1", one)
    fresh_account_set.rows("UPDATE crm.contact_way SET email_opted_out = false WHERE contact_id = %s RETURNING 1", one)
    part = back()
    assert part.check.counts["change"] == 1 and now() == whole
    importing.undo_import(session, part.check.run_id)
    session.commit()
    assert now() == (("a@b.cn", False, True), (["home+invalid:h@b.cn", "work+invalid:w@b.cn"],))
    # a file that knows of no marks takes none away, whatever else it brings
    fresh_account_set.rows("DELETE FROM crm.contact_way WHERE contact_id = %s RETURNING 1", one)
    fresh_account_set.rows(
        "UPDATE crm.contact SET email_opted_out = true, email_invalid = true WHERE id = %s RETURNING 1", one
    )
    with closing(fresh_account_set.connect("admin")) as admin:
        _way(admin, one, "work", "H@b.cn", opted_out=True)
        admin.commit()
    back("email_opted_out", "email_invalid")
    told = now()
    assert told[0] == ("a@b.cn", True, True)
    assert told[1] == (["home+opted_out+invalid:h@b.cn", "work+invalid:w@b.cn"],)
    session.close()
