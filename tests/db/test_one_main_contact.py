"""Of a customer at most one person is the main contact: whoever becomes it takes the place of the one before."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.core.errors import Invalid
from crm_desktop.db import records
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

MAIN = "SELECT name FROM crm.contact WHERE customer_id = %s AND is_primary"


def _run(connection: Connection, sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _two(rep: Connection) -> tuple[int, int, int]:
    ((customer,),) = _run(rep, "SELECT min(id) FROM crm.customer WHERE owner_id = crm.me()")
    _run(rep, "UPDATE crm.contact SET is_primary = false WHERE customer_id = %s", customer)
    made = "INSERT INTO crm.contact (customer_id, name, is_primary) VALUES (%s, %s, %s) RETURNING id"
    ((one,),) = _run(rep, made, customer, "甲", True)
    ((two,),) = _run(rep, made, customer, "乙", False)
    return customer, one, two


def test_a_new_one_takes_the_place_and_its_end_is_undone(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect("rep1")) as rep:
        customer, _one, two = _two(rep)
        rep.commit()
        _run(rep, "UPDATE crm.contact SET is_primary = true WHERE id = %s", two)
        assert _run(rep, MAIN, customer) == [("乙",)]
        _run(rep, "INSERT INTO crm.contact (customer_id, name, is_primary) VALUES (%s, '丙', true)", customer)
        assert _run(rep, MAIN, customer) == [("丙",)]
        rep.commit()
        # nobody's mark is taken through a customer that one does not see
        ((foreign, theirs),) = fresh_account_set.rows(
            "SELECT customer_id, name FROM crm.contact WHERE is_primary AND owner_id = (SELECT id FROM crm.employee "
            "WHERE login = 'rep3') LIMIT 1"
        )
        with pytest.raises(Exception, match="parent_not_visible"):
            _run(rep, "INSERT INTO crm.contact (customer_id, name, is_primary) VALUES (%s, '丁', true)", foreign)
        rep.rollback()
        assert fresh_account_set.rows(MAIN, foreign) == [(theirs,)]
    assert fresh_account_set.rows("SELECT * FROM crm.check_account_set()") == []


def test_deleting_it_and_coming_back(fresh_account_set: AccountSet) -> None:
    session = fresh_account_set.session("admin")
    contact = load_facts(session, entity_descriptors()).entities["contact"]
    with closing(fresh_account_set.connect("admin")) as admin:
        ((customer,),) = _run(admin, "SELECT customer_id FROM crm.contact WHERE is_primary ORDER BY id LIMIT 1")
        ((main,),) = _run(admin, "SELECT id FROM crm.contact WHERE customer_id = %s AND is_primary", customer)
        ((name,),) = _run(admin, MAIN, customer)
        ((other,),) = _run(
            admin, "INSERT INTO crm.contact (customer_id, name) VALUES (%s, '乙') RETURNING id", customer
        )
        for table in ("opportunity", "sales_order"):
            _run(admin, f"UPDATE crm.{table} SET contact_id = NULL WHERE contact_id = %s", main)
        admin.commit()
        records.delete_many(session, contact, [main])
        bulk = records.undoable(session)
        session.commit()
        assert bulk and _run(admin, MAIN, customer) == []
        _run(admin, "UPDATE crm.contact SET is_primary = true WHERE id = %s", other)
        admin.commit()
        records.undo(session, bulk)
        session.commit()
        assert _run(admin, MAIN, customer) == [(name,)]
    session.close()


def test_two_at_once_are_refused_in_words(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect("rep1")) as rep:
        customer, one, two = _two(rep)
        ((three,),) = _run(rep, "INSERT INTO crm.contact (customer_id, name) VALUES (%s, '丙') RETURNING id", customer)
        rep.commit()
    session = fresh_account_set.session("rep1")
    contact = load_facts(session, entity_descriptors()).entities["contact"]
    for wanted in ([one, two, three], [two, three]):
        with pytest.raises(Invalid) as told:
            records.save_many(session, contact, wanted, {"is_primary": True})
        assert told.value.rule == "one_of_several"
        session.rollback()
    # the one before stands behind those that take its mark: the server itself stops
    with closing(fresh_account_set.connect("rep1")) as rep:
        _run(rep, "UPDATE crm.contact SET is_primary = true WHERE id = %s", three)
        rep.commit()
    with pytest.raises(Invalid) as told:
        records.save_many(session, contact, [one, three], {"is_primary": True})
    assert told.value.rule == "one_of_several"
    session.rollback()
    session.close()
    assert fresh_account_set.rows(MAIN, customer) == [("丙",)]
