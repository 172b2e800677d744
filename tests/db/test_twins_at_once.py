"""Two who save the two sides of a relation in the same instant: one is kept, the other is told; the server need not break a deadlock."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy import text

from crm_desktop.core.errors import Invalid
from crm_desktop.db.errors import translated
from crm_desktop.shell.sentences import sentence
from tests.databases import AccountSet
from tests.db.test_twins import TABLES

GATE = 471_108
#: between a side that is written and its twin everybody stops at a gate: the instant that matters lasts as long as the test likes
PAUSE = f"""
CREATE FUNCTION public.pause() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NULL; END $$;
CREATE TRIGGER t00_pause AFTER INSERT OR UPDATE OR DELETE ON crm.%s FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION public.pause();
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def _done(company: AccountSet, sql: str, values: tuple[Any, ...], outcomes: dict[str, str], name: str) -> None:
    with closing(company.connect("boss")) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(sql, values)
            connection.commit()
            outcomes[name] = "kept" if cursor.rowcount else "nothing"
        except psycopg2.Error as error:
            connection.rollback()
            outcomes[name] = str(error.diag.constraint_name or error.pgcode)


def _at_once(company: AccountSet, admin: Connection, *tries: tuple[str, str, tuple[Any, ...]]) -> dict[str, str]:
    """Let each begin when the ones before him wait, then open the gate; return what came of each."""
    outcomes: dict[str, str] = {}
    with admin.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({GATE})")
        threads = []
        for number, (name, sql, values) in enumerate(tries, 1):
            threads.append(threading.Thread(target=_done, args=(company, sql, values, outcomes, name)))
            threads[-1].start()
            while len(outcomes) + company.rows(WAITING)[0][0] < number:
                time.sleep(0.02)
        cursor.execute(f"SELECT pg_advisory_unlock({GATE})")
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.mark.parametrize(("name", "column", "kind", "opposite", "another"), TABLES)
def test_one_side_is_kept_and_the_other_told(
    fresh_account_set: AccountSet, name: str, column: str, kind: str, opposite: str, another: str
) -> None:
    company, of = fresh_account_set, column.removesuffix("_id")
    company.rows(f"DELETE FROM crm.{name} RETURNING 1")
    ((one,), (two,)) = company.rows(f"SELECT id FROM crm.{of} ORDER BY id LIMIT 2")
    insert = f"INSERT INTO crm.{name} ({column}, kind, other_id, note) VALUES (%s, %s, %s, %s)"
    change, delete = f"UPDATE crm.{name} SET note = %s WHERE id = %s", f"DELETE FROM crm.{name} WHERE id = %s"
    turn = f"UPDATE crm.{name} SET kind = %s, note = %s WHERE id = %s"
    with closing(company.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute(PAUSE % name)
        made = _at_once(
            company, admin, ("here", insert, (one, kind, two, "h")), ("there", insert, (two, opposite, one, "t"))
        )
        assert made == {"here": "kept", "there": f"{name}_unique"}
        assert company.rows(f"SELECT DISTINCT note FROM crm.{name}") == [("h",)]
        ((low,), (high,)) = company.rows(f"SELECT id FROM crm.{name} ORDER BY id")
        for first, second in (("low", "high"), ("high", "low")):  # whoever comes first, one gives way
            tries = {"low": ("low", change, (first + "l", low)), "high": ("high", change, (first + "h", high))}
            assert _at_once(company, admin, tries[first], tries[second]) == {
                "low": "kept",
                "high": "relation_being_saved",
            }
            assert company.rows(f"SELECT DISTINCT note FROM crm.{name}") == [(first + "l",)]
        alone = _at_once(company, admin, ("high", change, ("later", high)))
        assert alone == {"high": "kept"} and company.rows(f"SELECT DISTINCT note FROM crm.{name}") == [("later",)]
        turned = _at_once(company, admin, ("high", change, ("x", high)), ("low", turn, (another, "y", low)))
        assert turned == {"low": "kept", "high": "relation_being_saved"}
        gone = _at_once(company, admin, ("high", delete, (high,)), ("low", change, ("z", low)))
        assert gone == {"low": "kept", "high": "relation_being_saved"}
        gone = _at_once(company, admin, ("low", delete, (low,)), ("high", delete, (high,)))
        assert gone == {"low": "kept", "high": "relation_being_saved"}
        assert company.rows(f"SELECT count(*) FROM crm.{name}") == [(0,)]


@pytest.mark.parametrize(("name", "column", "kind", "opposite", "another"), TABLES)
@pytest.mark.parametrize("first", ["turned", "made"])
@pytest.mark.parametrize("side", ["low", "high"])
def test_a_change_of_kind_meets_the_same_relation_made_anew(
    fresh_account_set: AccountSet, name: str, column: str, kind: str, opposite: str, another: str, first: str, side: str
) -> None:
    """Nobody is stopped as part of a deadlock: one is kept, the other told that it is there."""
    company, of = fresh_account_set, column.removesuffix("_id")
    company.rows(f"DELETE FROM crm.{name} RETURNING 1")
    ((one,), (two,)) = company.rows(f"SELECT id FROM crm.{of} ORDER BY id LIMIT 2")
    insert = f"INSERT INTO crm.{name} ({column}, kind, other_id, note) VALUES (%s, %s, %s, %s)"
    turn = f"UPDATE crm.{name} SET kind = %s, note = %s WHERE id = %s"
    ((back,),) = company.rows(
        "SELECT crm.opposite_relation(%s, %s)",
        another,
        "relation_kind" if of == "customer" else "contact_relation_kind",
    )
    with closing(company.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET deadlock_timeout = '100ms'")
        outcomes: dict[str, str] = {}
        _done(company, insert, (one, kind, two, "h"), outcomes, "before")
        cursor.execute(PAUSE % name)
        ((low,), (high,)) = company.rows(f"SELECT id FROM crm.{name} ORDER BY id")
        turned = (another, "t", low) if side == "low" else (back, "t", high)
        made = (two, back, one, "n") if side == "low" else (one, another, two, "n")
        tries = {"turned": ("turned", turn, turned), "made": ("made", insert, made)}
        second = "made" if first == "turned" else "turned"
        said = _at_once(company, admin, tries[first], tries[second])
        assert said == {first: "kept", second: f"{name}_unique"}
        assert company.rows(f"SELECT count(*) FROM crm.{name}") == [(2 if first == "turned" else 4,)]


def test_whom_the_server_stops_is_told_to_do_it_again(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    first, second = (id for (id,) in company.rows("SELECT id FROM crm.customer ORDER BY id LIMIT 2"))
    change = text("UPDATE crm.customer SET address = :address WHERE id = :id")
    told: list[str] = []

    def save(one: int, then: int, ready: threading.Barrier) -> None:
        with company.session("boss") as session:
            try:
                with translated():
                    session.execute(change, {"address": f"{one}", "id": one})
                    ready.wait(60)
                    session.execute(change, {"address": f"{one}", "id": then})
                    session.commit()
            except Invalid as refused:
                told.append(sentence(refused))

    ready = threading.Barrier(2)
    threads = [threading.Thread(target=save, args=(*ids, ready)) for ids in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert told == ["A colleague changed the same at this moment, so nothing of yours was saved. Please do it again."]
    assert len(company.rows("SELECT DISTINCT address FROM crm.customer WHERE id IN (%s, %s)", first, second)) == 1
