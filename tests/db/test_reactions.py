"""Reactions to entries of the timeline: seen with the entry, each his own, gone and back with it."""

from __future__ import annotations

from contextlib import closing

import psycopg2
import pytest

from tests.databases import AccountSet
from tests.db.test_files_of_entries import _denied, _of, _run

SAY = "INSERT INTO crm.action_reaction (action_id, employee_id, kind) VALUES (%s, crm.me(), %s) RETURNING id"
FOR = (
    "INSERT INTO crm.action_reaction (action_id, employee_id, kind) "
    "VALUES (%s, (SELECT id FROM crm.employee WHERE login = %s), 'noted') RETURNING id"
)
SEEN = "SELECT e.login, r.kind FROM crm.action_reaction r JOIN crm.employee e ON e.id = r.employee_id WHERE action_id = %s ORDER BY r.id"
ALL = "SELECT id, action_id, employee_id, kind, version, created_at, created_by FROM crm.action_reaction ORDER BY id"
WRITE = (
    "INSERT INTO crm.action (customer_id, employee_id, kind, subject) "
    "SELECT %s, crm.me(), min(code), '来电' FROM crm.dictionary WHERE kind = 'action_kind' RETURNING id"
)
BACK = "DELETE FROM crm.action_reaction WHERE id = %s RETURNING id"


def test_whoever_sees_the_entry_reacts_in_his_own_name(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    entry = _of(company, "action", "rep1")
    with closing(company.connect("rep1")) as rep, closing(company.connect("rep3")) as stranger:
        for login, sees in (("rep1", True), ("lead1", True), ("boss", True), ("rep3", False)):
            with closing(company.connect(login)) as person:
                assert _denied(person, SAY, entry, "noted") is not sees, login
                assert _denied(person, FOR, entry, login) is not sees, login
                assert _denied(person, FOR, entry, "rep2"), login
        assert not _denied(stranger, SAY, _of(company, "action", "rep3"), "noted")
        _run(rep, SAY, entry, "noted")
        rep.commit()
        assert _run(stranger, SEEN, entry) == [] and _run(rep, SEEN, entry) == [("rep1", "noted")]


def test_each_takes_back_his_own_and_changes_none(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    entry = _of(company, "action", "rep1")
    with closing(company.connect("lead1")) as lead, closing(company.connect("boss")) as boss:
        ((made,),) = _run(lead, SAY, entry, "well_done")
        lead.commit()
        assert _denied(boss, BACK, made)
        for person in (lead, boss):
            assert _denied(person, "UPDATE crm.action_reaction SET kind = 'noted' WHERE id = %s RETURNING id", made)
        with pytest.raises(psycopg2.errors.UniqueViolation):
            _run(lead, SAY, entry, "well_done")
        lead.rollback()
        _run(lead, SAY, entry, "noted")
        with pytest.raises(psycopg2.errors.CheckViolation):
            _run(boss, SAY, entry, "boring")
        boss.rollback()
        assert _run(lead, BACK, made) == [(made,)]


def test_who_helps_or_keeps_the_promise_reacts_too(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    entry = _of(company, "action", "rep1")
    with closing(company.connect("rep3")) as stranger:
        assert _denied(stranger, SAY, entry, "noted")
        company.rows(
            "INSERT INTO crm.customer_helper (customer_id, employee_id, power) SELECT a.customer_id, e.id, 'read' "
            "FROM crm.action a, crm.employee e WHERE a.id = %s AND e.login = 'rep3' RETURNING id",
            entry,
        )
    with closing(company.connect("rep3")) as helper:
        _run(helper, SAY, entry, "noted")
        helper.commit()
        assert _run(helper, SEEN, entry) == [("rep3", "noted")]
        company.rows("DELETE FROM crm.customer_helper RETURNING id")
        assert _run(helper, SEEN, entry) == []
        assert company.rows(SEEN, entry) == [("rep3", "noted")]


def test_they_go_with_the_entry_and_come_back_with_it(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    with closing(company.connect("lead1")) as lead, closing(company.connect("boss")) as boss:
        ((customer,),) = _run(lead, "INSERT INTO crm.customer (name) VALUES ('咸阳秦都砂石厂') RETURNING id")
        ((entry,),) = _run(lead, WRITE, customer)
        _run(lead, SAY, entry, "noted")
        _run(lead, SAY, entry, "well_done")
        lead.commit()
        before = company.rows(ALL)
        for table, record in (("action", entry), ("customer", customer)):
            _run(boss, f"DELETE FROM crm.{table} WHERE id = %s", record)
            ((bulk,),) = _run(boss, "SELECT max(id) FROM crm.bulk_action")
            boss.commit()
            assert company.rows(ALL) == []
            _run(boss, "SELECT crm.undo_bulk(%s)", bulk)
            boss.commit()
            assert company.rows(ALL) == before


def test_they_move_with_the_customer_and_a_merge(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    entry = _of(company, "action", "rep1")
    with closing(company.connect("boss")) as boss, closing(company.connect("rep3")) as heir:
        _run(boss, SAY, entry, "noted")
        boss.commit()
        assert _run(heir, SEEN, entry) == []
        heir.rollback()
        ((customer, other),) = company.rows(
            "SELECT customer_id, (SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep3') "
            "FROM crm.action WHERE id = %s",
            entry,
        )
        _run(boss, "SELECT crm.merge_records('customer', %s, ARRAY[%s::bigint])", other, customer)
        boss.commit()
        assert company.rows("SELECT customer_id FROM crm.action WHERE id = %s", entry) == [(other,)]
        assert _run(heir, SEEN, entry) == [("boss", "noted")]
        heir.rollback()
        ((merge,),) = company.rows("SELECT max(id) FROM crm.record_merge")
        _run(boss, "SELECT crm.undo_merge(%s)", merge)
        boss.commit()
        assert company.rows("SELECT customer_id FROM crm.action WHERE id = %s", entry) == [(customer,)]
        assert _run(heir, SEEN, entry) == [] and company.rows(SEEN, entry) == [("boss", "noted")]


def test_a_reaction_holds_no_undo_of_the_entry_and_no_leaver(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    ((customer,),) = company.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    with closing(company.connect("rep1")) as rep, closing(company.connect("lead1")) as lead:
        ((bulk,),) = _run(rep, "SELECT crm.begin_bulk('import', 'x')")
        ((entry,),) = _run(rep, WRITE, customer)
        rep.commit()
        _run(lead, SAY, entry, "noted")
        lead.commit()
        _run(rep, "SELECT crm.undo_bulk(%s)", bulk)
        rep.commit()
    assert company.rows("SELECT id FROM crm.action WHERE id = %s", entry) == []
    assert (
        company.rows("SELECT table_name FROM crm.responsibility_columns() WHERE table_name = 'action_reaction'") == []
    )
    assert company.rows("SELECT rule FROM crm.check_account_set()") == []


def test_the_author_hears_once_of_what_colleagues_say(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    entry = _of(company, "action", "rep1")
    names = dict(company.rows("SELECT login, name FROM crm.employee"))
    told = "SELECT e.login, n.text, n.read_at IS NOT NULL FROM crm.notice n JOIN crm.employee e ON e.id = n.employee_id WHERE n.kind = 'reaction'"
    ((day,),) = company.rows("SELECT crm.company_day(happened_at)::text FROM crm.action WHERE id = %s", entry)
    with (
        closing(company.connect("lead1")) as lead,
        closing(company.connect("boss")) as boss,
        closing(company.connect("rep1")) as rep,
    ):
        for person in (lead, boss, rep):
            person.autocommit = True
        _run(rep, SAY, entry, "well_done")
        assert company.rows(told) == [], "not of one's own"
        ((first,),) = _run(lead, SAY, entry, "noted")
        _run(boss, SAY, entry, "well_done")
        assert company.rows(told) == [("rep1", f"{day}\t{names['lead1']}\t{names['boss']}", False)]
        _run(lead, BACK, first)
        assert company.rows(told) == [("rep1", f"{day}\t\t{names['boss']}", False)]
        _run(boss, "DELETE FROM crm.action_reaction WHERE employee_id = crm.me()")
        assert company.rows(told) == [], "he need not hear of what was taken back"
        _run(boss, SAY, entry, "noted")
        _run(rep, "UPDATE crm.notice SET read_at = now() WHERE kind = 'reaction'")
        _run(lead, SAY, entry, "noted")
        _run(boss, SAY, entry, "well_done")
        assert company.rows(told) == [("rep1", f"{day}\t{names['boss']}\t", True)], (
            "once, and then he looks for himself"
        )


def test_they_stay_through_a_hand_over_and_an_erasure(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    entry = _of(company, "action", "rep1")
    ((customer, heir),) = company.rows(
        "SELECT a.customer_id, e.id FROM crm.action a, crm.employee e WHERE a.id = %s AND e.login = 'rep3'", entry
    )
    with closing(company.connect("boss")) as boss, closing(company.connect("rep3")) as other:
        ((contact,),) = _run(
            boss, "INSERT INTO crm.contact (customer_id, name) VALUES (%s, '郭德明') RETURNING id", customer
        )
        _run(boss, "UPDATE crm.action SET contact_id = %s WHERE id = %s", contact, entry)
        _run(boss, SAY, entry, "noted")
        boss.commit()
        assert _run(other, SEEN, entry) == []
        other.rollback()
        _run(boss, "UPDATE crm.customer SET owner_id = %s WHERE id = %s", heir, customer)
        boss.commit()
        assert _run(other, SEEN, entry) == [("boss", "noted")]
    with closing(company.connect("admin")) as admin:
        _run(admin, "SELECT crm.erase_person('contact', %s, '本人要求')", contact)
        admin.commit()
    assert company.rows("SELECT name FROM crm.contact WHERE name = '郭德明'") == []
    assert company.rows(SEEN, entry) == [("boss", "noted")]
    assert company.rows("SELECT * FROM crm.verify_audit()") == []
