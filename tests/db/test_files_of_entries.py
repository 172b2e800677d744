"""Files of contacts and of entries on the timeline: rights of the record, counted, gone and back with it."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.shell.services import entity_descriptors
from crm_desktop.shell.timeline import services
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

ADD = "INSERT INTO crm.attachment (table_name, record_id, name, size) VALUES (%s, %s, %s, 2) RETURNING id"
DATA = "INSERT INTO crm.attachment_data (attachment_id, content) VALUES (%s, 'ab')"


def _run(connection: Connection, sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _add(connection: Connection, table: str, record: int, name: str) -> int:
    ((made,),) = _run(connection, ADD, table, record, name)
    _run(connection, DATA, made)
    connection.commit()
    return int(made)


def _denied(connection: Connection, sql: str, *values: Any) -> bool:
    try:
        found = _run(connection, sql, *values)
    except psycopg2.errors.InsufficientPrivilege:
        return True
    finally:
        connection.rollback()
    return found == []


def _of(company: AccountSet, table: str, login: str) -> int:
    ((found,),) = company.rows(
        f"SELECT min(t.id) FROM crm.{table} t JOIN crm.employee e ON e.id = t.owner_id WHERE e.login = %s", login
    )
    return int(found)


@pytest.mark.parametrize("table", ["contact", "action"])
def test_their_rights_are_those_of_the_record(fresh_account_set: AccountSet, table: str) -> None:
    company = fresh_account_set
    mine, foreign = _of(company, table, "rep1"), _of(company, table, "rep3")
    see = "SELECT name FROM crm.attachment WHERE id = %s"
    read = "SELECT content FROM crm.attachment_data WHERE attachment_id = %s"
    remove = "DELETE FROM crm.attachment WHERE id = %s RETURNING id"
    with closing(company.connect("rep1")) as rep, closing(company.connect("rep3")) as other:
        made = _add(rep, table, mine, "名片.jpg")
        for login, sees, changes in (
            ("rep1", True, True),
            ("lead1", True, True),
            ("boss", True, True),
            ("rep3", False, False),
        ):
            with closing(company.connect(login)) as person:
                assert (_run(person, see, made) != [], _run(person, read, made) != []) == (sees, sees), login
                person.rollback()
                assert _denied(person, ADD, table, mine, "x.pdf") is not changes, login
                assert _denied(person, remove, made) is not changes, login
        assert _denied(rep, ADD, table, foreign, "x.pdf") and not _denied(other, ADD, table, foreign, "x.pdf")
        assert _denied(rep, "UPDATE crm.attachment SET record_id = %s WHERE id = %s RETURNING id", foreign, made)


def test_who_only_keeps_a_promise_adds_no_files(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    entry = _of(company, "action", "rep1")
    company.rows("UPDATE crm.action SET promise = '回电' WHERE id = %s RETURNING id", entry)
    company.rows(
        "UPDATE crm.action SET responsible_id = (SELECT id FROM crm.employee WHERE login = 'rep2') WHERE id = %s RETURNING id",
        entry,
    )
    with closing(company.connect("rep2")) as keeper, closing(company.connect("rep1")) as author:
        assert _run(keeper, "UPDATE crm.action SET promise_kept = true WHERE id = %s RETURNING id", entry) == [(entry,)]
        keeper.rollback()
        made = _add(author, "action", entry, "报价.pdf")
        assert _run(keeper, "SELECT id FROM crm.attachment WHERE id = %s", made) == [(made,)]
        assert _denied(keeper, ADD, "action", entry, "x.pdf")
        assert _denied(keeper, "DELETE FROM crm.attachment WHERE id = %s RETURNING id", made)


def test_an_entry_says_how_many_files_it_has(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    entry = _of(company, "action", "rep1")
    ((customer,),) = company.rows("SELECT customer_id FROM crm.action WHERE id = %s", entry)
    with closing(company.connect("rep1")) as rep:
        for name in ("a.pdf", "b.pdf"):
            _add(rep, "action", entry, name)
        _run(rep, "INSERT INTO crm.timeline_pin (customer_id, source, record_id) VALUES (%s, 'action', %s) ON CONFLICT DO NOTHING",
             customer, entry)  # fmt: skip
        rep.commit()
    with company.session("rep1") as session:
        facts = load_facts(session, entity_descriptors())
        page = services.read_timeline(session, facts, "customer", customer)
        told = {(e.table, e.id): e.files for e in (*page.events, *page.pinned)}
        assert told[("action", entry)] == 2 and sum(told.values()) == 2


def test_they_go_and_come_back_with_their_record(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    contact, entry = _of(company, "contact", "rep1"), _of(company, "action", "rep1")
    for child in ("opportunity", "action", "sales_order"):
        company.rows(f"UPDATE crm.{child} SET contact_id = NULL WHERE contact_id = %s RETURNING 1", contact)
    with closing(company.connect("boss")) as boss:
        files = {
            "contact": _add(boss, "contact", contact, "名片.jpg"),
            "action": _add(boss, "action", entry, "录音.mp3"),
        }
        for table, record in (("contact", contact), ("action", entry)):
            see = "SELECT count(*) FROM crm.attachment WHERE id = %s"
            _run(boss, f"DELETE FROM crm.{table} WHERE id = %s", record)
            boss.commit()
            with closing(company.connect("rep1")) as rep:
                assert _run(rep, see, files[table]) == [(0,)], "nobody sees the file of what is gone"
            company.rows("SELECT crm.clear_deleted()")
            _run(boss, "SELECT crm.undo_bulk((SELECT max(id) FROM crm.bulk_action))")
            boss.commit()
            with closing(company.connect("rep1")) as rep:
                assert _run(rep, see, files[table]) == [(1,)]
        _run(boss, "DELETE FROM crm.action WHERE id = %s", entry)
        boss.commit()
        company.rows("ALTER TABLE crm.audit DISABLE TRIGGER USER")
        company.rows("UPDATE crm.audit SET at = at - interval '31 days' WHERE operation = 'D' RETURNING 1")
        company.rows("SELECT crm.clear_deleted()")
        assert company.rows("SELECT id FROM crm.attachment ORDER BY id") == [(files["contact"],)]


def test_a_merge_takes_the_files_along_and_its_undo_gives_them_back(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    (one,), (two,) = company.rows(
        "SELECT c.id FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' ORDER BY c.id LIMIT 2"
    )
    where = "SELECT record_id FROM crm.attachment WHERE table_name = 'contact' ORDER BY id"
    with closing(company.connect("boss")) as boss:
        _add(boss, "contact", one, "a.jpg")
        _add(boss, "contact", two, "a.jpg")
        ((made,),) = _run(boss, "SELECT crm.merge_records('contact', %s, %s)", one, [two])
        boss.commit()
        assert company.rows(where) == [(one,), (one,)]
        _run(boss, "SELECT crm.undo_merge(%s)", made)
        boss.commit()
        assert company.rows(where) == [(one,), (two,)]


def test_an_erased_person_leaves_no_file(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    contact = _of(company, "contact", "rep1")
    company.rows("UPDATE crm.contact SET name = '欧阳文静' WHERE id = %s RETURNING 1", contact)
    ((customer,),) = company.rows("SELECT customer_id FROM crm.contact WHERE id = %s", contact)
    ((entry,),) = company.rows("SELECT min(id) FROM crm.action WHERE customer_id = %s", customer)
    for child in ("opportunity", "sales_order"):
        company.rows(f"UPDATE crm.{child} SET contact_id = NULL WHERE contact_id = %s RETURNING 1", contact)
    with closing(company.connect("admin")) as admin:
        _add(admin, "contact", contact, "名片.jpg")
        _add(admin, "action", entry, "欧阳文静的报价.pdf")
        kept = _run(
            admin, "SELECT words FROM crm.personal_data('contact', %s) WHERE section = 'attachment' ORDER BY 1", contact
        )
        assert sorted(kept) == [("名片.jpg",), ("欧阳文静的报价.pdf",)]
        _run(admin, "SELECT crm.erase_person('contact', %s)", contact)
        admin.commit()
    left = company.rows("SELECT table_name, name FROM crm.attachment")
    assert [table for table, _ in left] == ["action"] and "欧阳文静" not in left[0][1]
    assert company.rows("SELECT 1 FROM crm.audit WHERE concat(old, new) ~ '欧阳文静'") == []
