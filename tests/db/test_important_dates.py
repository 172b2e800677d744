"""Important dates: when they come next, who is reminded when, what is done, and the birthday that a contact has once only."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet

Psql = Callable[[str], Connection]
D = date


@pytest.mark.parametrize(
    ("given", "first", "comes"),
    [
        ({"month": 2, "day": 29, "year": 1988}, D(2026, 2, 25), D(2026, 2, 28)),
        ({"month": 2, "day": 29, "year": 1988}, D(2028, 2, 25), D(2028, 2, 29)),
        ({"month": 1, "day": 3}, D(2026, 12, 29), D(2027, 1, 3)),
        ({"month": 5, "day": 18}, D(2026, 5, 18), D(2026, 5, 18)),
        ({"month": 5, "day": 18, "year": 2030}, D(2026, 1, 1), D(2030, 5, 18)),  # none before the very first
        ({"month": 5, "day": 18, "year": 2025, "every": 3}, D(2026, 1, 1), D(2028, 5, 18)),
        ({"month": 1, "day": 31, "repeat": "month"}, D(2026, 2, 1), D(2026, 2, 28)),
        ({"month": 11, "day": 15, "year": 2025, "repeat": "month", "every": 3}, D(2026, 2, 16), D(2026, 5, 15)),
        ({"month": 11, "day": 15, "year": 2025, "repeat": "days", "every": 10}, D(2025, 11, 26), D(2025, 12, 5)),
        ({"month": 11, "day": 15, "year": 2025, "repeat": "days", "every": 10}, D(2025, 11, 25), D(2025, 11, 25)),
        ({"month": 3, "day": 1, "year": 2026, "repeat": "once"}, D(2026, 1, 1), D(2026, 3, 1)),
        ({"month": 3, "day": 1, "year": 2026, "repeat": "once"}, D(2026, 3, 2), None),
        # the lunar calendar: mid-autumn; a 30th that is none; a leap month that is none, and one that is; the turn of the year
        ({"month": 8, "day": 15, "calendar": "lunar"}, D(2026, 9, 1), D(2026, 9, 25)),
        ({"month": 12, "day": 30, "calendar": "lunar"}, D(2026, 1, 1), D(2026, 2, 16)),
        ({"month": 4, "day": 15, "leap": True, "calendar": "lunar"}, D(2026, 1, 1), D(2026, 5, 31)),
        ({"month": 4, "day": 15, "leap": True, "calendar": "lunar"}, D(2020, 1, 1), D(2020, 6, 6)),
        ({"month": 12, "day": 8, "calendar": "lunar"}, D(2026, 1, 27), D(2027, 1, 15)),
        ({"month": 1, "day": 15, "repeat": "month", "calendar": "lunar"}, D(2025, 7, 26), D(2025, 8, 8)),  # in the leap month too
        ({"month": 6, "day": 1, "calendar": "lunar"}, D(2100, 12, 1), None),  # beyond what is known
    ],
)  # fmt: skip
def test_when_a_date_comes_next(
    account_set: AccountSet, given: dict[str, Any], first: date, comes: date | None
) -> None:
    row = {"calendar": "solar", "leap": False, "repeat": "year", "every": 1, **given}
    assert account_set.rows(
        "SELECT crm.occurrence(d, %s) FROM jsonb_populate_record(NULL::crm.important_date, %s) d",
        first,
        json.dumps(row),
    ) == [(comes,)]


def run(connection: Connection, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _contact(connection: Connection) -> int:
    ((found,),) = run(connection, "SELECT min(id) FROM crm.contact WHERE birthday IS NULL")
    return int(found)


def _today(connection: Connection) -> date:
    return run(connection, "SELECT crm.today()")[0][0]  # type: ignore[no-any-return]


def _dated(day: date, **more: object) -> str:
    given = {"kind": "'other'", "year": day.year, "month": day.month, "day": day.day, **more}
    return (
        f"INSERT INTO crm.important_date (contact_id, {', '.join(given)}) "
        f"VALUES (%s, {', '.join(map(str, given.values()))}) RETURNING id"
    )


BIRTHDAY = "SELECT calendar, year, month, day, leap FROM crm.important_date WHERE contact_id = %s AND kind = 'birthday'"


def test_a_birthday_stands_once_whichever_place_it_is_written_at(account_set: AccountSet, psql_as: Psql) -> None:
    rep = psql_as("rep1")
    someone = _contact(rep)

    def field() -> object:
        return run(rep, "SELECT birthday FROM crm.contact WHERE id = %s", someone)[0][0]

    run(rep, "UPDATE crm.contact SET birthday = '1990-05-20' WHERE id = %s", someone)
    assert run(rep, BIRTHDAY, someone) == [("solar", 1990, 5, 20, False)]
    run(rep, "UPDATE crm.important_date SET day = 21 WHERE contact_id = %s AND kind = 'birthday'", someone)
    assert field() == D(1990, 5, 21)
    # kept in the lunar calendar: the field goes on holding the day of birth
    run(rep, "UPDATE crm.important_date SET calendar = 'lunar', month = 5, day = 1, leap = true WHERE contact_id = %s AND kind = 'birthday'", someone)  # fmt: skip
    assert field() == D(1990, 6, 23)
    run(rep, "UPDATE crm.contact SET birthday = '1990-07-22' WHERE id = %s", someone)
    assert run(rep, BIRTHDAY, someone) == [("lunar", 1990, 6, 1, False)]
    # the year forgotten: the day is kept, the field has none
    run(rep, "UPDATE crm.important_date SET year = NULL WHERE contact_id = %s AND kind = 'birthday'", someone)
    assert field() is None
    assert run(rep, BIRTHDAY, someone) == [("lunar", None, 6, 1, False)]
    run(rep, "UPDATE crm.contact SET birthday = '1990-06-23' WHERE id = %s", someone)
    assert run(rep, BIRTHDAY, someone) == [("lunar", 1990, 5, 1, True)]
    run(rep, "UPDATE crm.contact SET birthday = NULL WHERE id = %s", someone)
    assert run(rep, BIRTHDAY, someone) == []
    run(rep, "INSERT INTO crm.important_date (contact_id, kind, year, month, day) VALUES (%s, 'birthday', 1991, 1, 2)", someone)  # fmt: skip
    assert field() == D(1991, 1, 2)
    run(rep, "DELETE FROM crm.important_date WHERE contact_id = %s AND kind = 'birthday'", someone)
    assert field() is None
    rep.commit()
    assert account_set.rows("SELECT * FROM crm.check_account_set()") == []


def test_the_check_finds_a_birthday_that_says_two_things(account_set: AccountSet) -> None:
    with account_set.connect_admin() as admin, admin.cursor() as cursor:
        admin.autocommit = False
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE crm.contact SET birthday = '1960-01-01' WHERE id = (SELECT min(id) FROM crm.contact)")
        cursor.execute("SELECT rule FROM crm.check_account_set()")
        assert cursor.fetchall() == [("birthday_is_important_date",)]
        admin.rollback()


REFUSED = {
    "important_date_day_exists": ("day", "year, month, day", "2026, 4, 31"),
    "important_date_month_exists": (None, "year, month, day", "2026, 13, 1"),
    "important_date_leap_is_lunar": ("leap", "month, day, leap", "4, 1, true"),
    "important_date_year_needed": ("year", "month, day, repeat", "4, 1, 'once'"),
    "date_not_in_its_year": ("day", "year, month, day", "2026, 2, 29"),
    "important_date_every_sensible": (None, "year, month, day, every", "2026, 4, 1, 0"),
    "important_date_remind_days_sensible": (None, "month, day, remind_days", "4, 1, 400"),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_day_that_is_none_is_refused_at_its_field(psql_as: Psql, rule: str) -> None:
    field, columns, values = REFUSED[rule]
    rep = psql_as("rep1")
    given = f"INSERT INTO crm.important_date (contact_id, kind, {columns}) VALUES (%s, 'other', {values})"
    with pytest.raises(psycopg2.errors.CheckViolation) as refused:
        run(rep, given, _contact(rep))
    assert (refused.value.diag.constraint_name, refused.value.diag.column_name) == (rule, field)


def test_a_leap_month_that_its_year_has_not_is_refused(psql_as: Psql) -> None:
    rep = psql_as("rep1")
    lunar = "INSERT INTO crm.important_date (contact_id, kind, calendar, year, month, day, leap) VALUES (%s, 'other', 'lunar', 1990, %s, 3, true)"  # fmt: skip
    run(rep, lunar, _contact(rep), 5)  # 1990 had one
    with pytest.raises(psycopg2.errors.CheckViolation) as refused:
        run(rep, lunar, _contact(rep), 4)
    assert (refused.value.diag.constraint_name, refused.value.diag.column_name) == ("date_not_in_its_year", "leap")


def test_what_is_done_goes_until_next_time_and_comes_back_by_undo(psql_as: Psql) -> None:
    rep = psql_as("rep1")
    today = _today(rep)
    soon = today + timedelta(days=3)
    ((one,),) = run(rep, _dated(soon.replace(year=1980), remind_days=5), _contact(rep))
    state = "SELECT next_on, remind_on, years, done_on FROM crm.important_date WHERE id = %s"
    rep.commit()
    before = run(rep, state, one)
    assert before == [(soon, soon - timedelta(days=5), soon.year - 1980, None)]
    ((bulk,),) = run(rep, "SELECT crm.complete_dates(%s)", [one])
    ((comes, _remind, years, done),) = run(rep, state, one)
    assert (comes.year, years, done) == (soon.year + 1, soon.year + 1 - 1980, soon)
    rep.commit()
    assert run(rep, "SELECT crm.undo_bulk(%s)", bulk) == [(1,)]
    assert run(rep, state, one) == before
    # what comes once is over
    ((once,),) = run(rep, _dated(today, repeat="'once'"), _contact(rep))
    rep.commit()
    ((bulk,),) = run(rep, "SELECT crm.complete_dates(%s)", [once])
    assert run(rep, state, once) == [(None, None, None, today)]
    rep.commit()
    run(rep, "SELECT crm.undo_bulk(%s)", bulk)
    assert run(rep, "SELECT next_on FROM crm.important_date WHERE id = %s", once) == [(today,)]


def test_colleagues_dates_are_neither_seen_nor_ticked_off(account_set: AccountSet, psql_as: Psql) -> None:
    ((foreign,),) = account_set.rows(
        "SELECT min(d.id) FROM crm.important_date d JOIN crm.employee e ON e.id = d.owner_id WHERE e.login = 'rep3'"
    )
    assert foreign
    rep = psql_as("rep1")
    run(rep, "SELECT crm.complete_dates(%s)", [foreign])
    rep.commit()
    assert account_set.rows("SELECT done_on FROM crm.important_date WHERE id = %s", foreign) == [(None,)]
    # who reads all but writes none is told so
    clerk = psql_as("clerk")
    assert run(clerk, "SELECT 1 FROM crm.important_date WHERE id = %s", foreign) == [(1,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run(clerk, "SELECT crm.complete_dates(%s)", [foreign])


def test_who_may_not_know_birthdays_learns_no_day(account_set: AccountSet, psql_as: Psql) -> None:
    read = "SELECT kind, month, day, next_on FROM crm.important_date"
    assert run(psql_as("rep1"), read)
    account_set.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'contact', 'birthday', 'none' "
        "FROM crm.role WHERE code = 'sales_rep'"
    )
    account_set.rows("SELECT crm.apply_rights()")
    try:
        rep = psql_as("rep1")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            run(rep, read)
        rep.rollback()
        assert run(rep, "SELECT kind FROM crm.important_date")
    finally:
        account_set.rows("DELETE FROM crm.field_right WHERE field = 'birthday'")
        account_set.rows("SELECT crm.apply_rights()")


def test_the_night_moves_what_is_over_and_is_nobodys_edit(account_set: AccountSet, psql_as: Psql) -> None:
    rep = psql_as("rep1")
    today = _today(rep)
    someone = _contact(rep)
    made = [run(rep, _dated(today, **more), someone)[0][0] for more in ({}, {"repeat": "'days'", "every": 10}, {"repeat": "'once'"})]  # fmt: skip
    rep.commit()
    written = account_set.rows(
        "SELECT version, updated_at FROM crm.important_date WHERE id = ANY (%s) ORDER BY id", made
    )
    entries = account_set.rows("SELECT count(*) FROM crm.audit WHERE table_name = 'important_date'")

    def after(days: int) -> list[date]:
        # the night of a day to come, as its run does it
        account_set.rows("INSERT INTO crm.pool_run (day) VALUES (%s)", today + timedelta(days=days))
        found = account_set.rows("SELECT next_on FROM crm.important_date WHERE id = ANY (%s) ORDER BY id", made)
        return [row[0] for row in found]

    ((next_year,),) = account_set.rows("SELECT crm.solar_day(%s, %s, %s)", today.year + 1, today.month, today.day)
    assert after(2) == [today, today, today]
    # what comes in ten days is to be reminded of already
    assert after(4) == [today, today + timedelta(days=10), today]
    assert after(8) == [next_year, today + timedelta(days=10), today]
    assert account_set.rows("SELECT version, updated_at FROM crm.important_date WHERE id = ANY (%s) ORDER BY id", made) == written  # fmt: skip
    assert account_set.rows("SELECT count(*) FROM crm.audit WHERE table_name = 'important_date'") == entries


def test_dates_follow_customer_owner_and_contact(account_set: AccountSet, psql_as: Psql) -> None:
    boss = psql_as("boss")
    ((contact, there),) = run(
        boss,
        "INSERT INTO crm.contact (customer_id, name) SELECT min(id), '搬家' FROM crm.customer "
        "RETURNING id, (SELECT max(id) FROM crm.customer)",
    )
    run(boss, "UPDATE crm.contact SET birthday = '1970-01-01' WHERE id = %s", contact)
    run(boss, "UPDATE crm.contact SET customer_id = %s WHERE id = %s", there, contact)
    same = (
        "SELECT DISTINCT d.customer_id = c.customer_id AND d.owner_id = p.owner_id FROM crm.important_date d "
        "JOIN crm.contact c ON c.id = d.contact_id JOIN crm.customer p ON p.id = c.customer_id WHERE c.id = %s"
    )
    assert run(boss, same, contact) == [(True,)]
    run(boss, "UPDATE crm.customer SET owner_id = (SELECT id FROM crm.employee WHERE login = 'rep2') WHERE id = %s", there)  # fmt: skip
    assert run(boss, same, contact) == [(True,)]
    boss.commit()
    assert account_set.rows("SELECT * FROM crm.check_account_set()") == []


@pytest.mark.parametrize("born", [("1980-01-05", "1980-01-05"), (None, "1980-01-05"), ("1981-02-03", "1980-01-05")])
def test_merged_contacts_have_one_birthday_and_each_his_own_again(
    account_set: AccountSet, psql_as: Psql, born: tuple[str | None, str]
) -> None:
    boss = psql_as("boss")
    ((customer,),) = run(boss, "SELECT max(id) FROM crm.customer")
    given = "INSERT INTO crm.contact (customer_id, name, birthday) VALUES (%s, %s, %s) RETURNING id"
    ids = [run(boss, given, customer, f"合并{day}{n}", day)[0][0] for n, day in enumerate(born)]
    run(boss, "UPDATE crm.important_date SET remind_days = 3 WHERE contact_id = %s", ids[1])
    run(boss, _dated(D(2020, 3, 4)), ids[1])
    boss.commit()
    both = "SELECT contact_id, kind, year, month, day, remind_days FROM crm.important_date WHERE contact_id = ANY (%s) ORDER BY 1, 2"
    before = run(boss, both, ids)
    ((merge,),) = run(boss, "SELECT crm.merge_records('contact', %s, %s)", ids[0], [ids[1]])
    boss.commit()
    ((kept,),) = run(boss, "SELECT birthday::text FROM crm.contact WHERE id = %s", ids[0])
    assert kept == (born[0] or born[1])
    assert [row[:2] for row in run(boss, both, ids)] == [(ids[0], "birthday"), (ids[0], "other")]
    assert account_set.rows("SELECT * FROM crm.check_account_set()") == []
    run(boss, "SELECT crm.undo_merge(%s)", merge)
    boss.commit()
    assert run(boss, both, ids) == before
    assert account_set.rows("SELECT * FROM crm.check_account_set()") == []


@pytest.mark.parametrize("own", ["", "1981-02-03", "no year"])
def test_who_takes_a_birthday_in_a_merge_takes_its_calendar(account_set: AccountSet, psql_as: Psql, own: str) -> None:
    boss = psql_as("boss")
    ((customer,),) = run(boss, "SELECT max(id) FROM crm.customer")
    given = "INSERT INTO crm.contact (customer_id, name, birthday) VALUES (%s, %s, %s) RETURNING id"
    days = [own if own[:1] == "1" else None, "1980-02-16"]  # 正月初一
    ids = [run(boss, given, customer, f"农历{own}{n}", day)[0][0] for n, day in enumerate(days)]
    if own == "no year":
        run(boss, "INSERT INTO crm.important_date (contact_id, kind, month, day) VALUES (%s, 'birthday', 7, 9)", ids[0])
    lunar = "calendar = 'lunar', year = 1980, month = 1, day = 1, remind_days = 3, note = '拜年'"
    run(boss, f"UPDATE crm.important_date SET {lunar} WHERE contact_id = %s", ids[1])
    boss.commit()
    both = (
        "SELECT id, contact_id, calendar, year, month, day, remind_days, note, next_on FROM crm.important_date "
        "WHERE contact_id = ANY (%s) ORDER BY contact_id"
    )
    before = run(boss, both, ids)
    ((merge,),) = run(
        boss,
        "SELECT crm.merge_records('contact', %s, %s, %s)",
        ids[0],
        [ids[1]],
        json.dumps({"birthday": "1980-02-16"}),
    )
    boss.commit()
    assert run(boss, "SELECT birthday::text FROM crm.contact WHERE id = %s", ids[0]) == [("1980-02-16",)]
    assert [row[1:] for row in run(boss, both, ids)] == [(ids[0], *before[-1][2:])]
    assert account_set.rows("SELECT * FROM crm.check_account_set()") == []
    run(boss, "SELECT crm.undo_merge(%s)", merge)
    boss.commit()
    assert run(boss, both, ids) == before
    assert [
        row[0] for row in run(boss, "SELECT birthday::text FROM crm.contact WHERE id = ANY (%s) ORDER BY id", ids)
    ] == days
    assert account_set.rows("SELECT * FROM crm.check_account_set()") == []


def test_contacts_that_a_bulk_action_brought_go_with_their_birthdays(psql_as: Psql) -> None:
    rep = psql_as("rep1")
    ((bulk,),) = run(rep, "SELECT crm.begin_bulk('import')")
    ((made,),) = run(rep, "INSERT INTO crm.contact (customer_id, name, birthday) SELECT min(id), '带生日', '1990-05-20' FROM crm.customer RETURNING id")  # fmt: skip
    rep.commit()
    assert run(rep, BIRTHDAY, made)
    run(rep, "SELECT crm.undo_bulk(%s)", bulk)
    assert run(rep, "SELECT 1 FROM crm.contact WHERE id = %s", made) == []


def test_what_is_due_is_found_by_an_index(account_set: AccountSet, psql_as: Psql) -> None:
    due = (
        "EXPLAIN (COSTS OFF) SELECT id FROM crm.important_date WHERE owner_id = ANY (ARRAY[crm.me()]) "
        "AND remind_on <= crm.today() ORDER BY next_on, id LIMIT 60"
    )
    night = "EXPLAIN (COSTS OFF) SELECT id FROM crm.important_date WHERE next_on < '2026-01-01' AND repeat <> 'once'"
    for connection, sql, index in (
        (psql_as("rep1"), due, "important_date_due"), (psql_as("boss"), due, "important_date_due"),
        (account_set.connect_admin(), night, "important_date_next"),
    ):  # fmt: skip
        run(connection, "SET enable_seqscan = off")
        plan = "\n".join(row[0] for row in run(connection, sql))
        assert index in plan, plan
        assert "Seq Scan on important_date" not in plan, plan
