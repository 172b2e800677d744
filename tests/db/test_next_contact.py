"""What a note does to the next contact that is planned: the table is the rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.databases import AccountSet
from tests.db.handoverkit import ask, customer, person, refused

#: what is planned (days from today; None: nothing) → who writes when (days from today), with which next date → what is planned then
CASES = {
    "nobody planned anything": (None, "rep1", 0, None, None),
    "a first plan": (None, "rep1", 0, 3, 3),
    "a new plan takes the place of the old": (3, "rep1", 0, 5, 5),
    "a clerk's plan too": (3, "clerk", 0, 5, 5),
    "a note before the day leaves the plan": (3, "rep1", 0, None, 3),
    "a clerk's note leaves it": (3, "clerk", 0, None, 3),
    "the planned contact ends it on its day": (0, "rep1", 0, None, None),
    "and when it came late": (-2, "rep1", 0, None, None),
    "a late note on an early contact does not": (-2, "rep1", -3, None, -2),
    "nor a clerk's note on that day": (0, "clerk", 0, None, 0),
    "nor one when it is late": (-2, "clerk", 0, None, -2),
}


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    return fresh_account_set


def _today(company: AccountSet) -> date:
    return company.rows("SELECT crm.today()")[0][0]  # type: ignore[no-any-return]


def _note(
    company: AccountSet, login: str, one: int, days: float, next_in: int | None, opportunity: int | None = None
) -> int:
    """Write down what happened so many days ago (or a fraction of one), and give its id."""
    next_on = None if next_in is None else _today(company) + timedelta(days=next_in)
    return int(
        ask(
            company, login,
            "INSERT INTO crm.action (customer_id, opportunity_id, kind, content, happened_at, next_contact_on) "
            "VALUES (%s, %s, 'call', 'x', now() + %s * interval '1 day', %s) RETURNING id",
            one, opportunity, days, next_on,
        )[0][0]
    )  # fmt: skip


def _planned(company: AccountSet, table: str, one: int) -> int | None:
    return company.rows(f"SELECT next_contact_on - crm.today() FROM crm.{table} WHERE id = %s", one)[0][0]  # type: ignore[no-any-return]


@pytest.mark.parametrize("case", CASES)
def test_a_note_and_what_is_planned(company: AccountSet, case: str) -> None:
    planned, login, day, next_in, after = CASES[case]
    one = customer(company, "环太科技")
    ((deal,),) = company.rows("SELECT min(id) FROM crm.opportunity WHERE customer_id = %s AND outcome = 'open'", one)
    company.rows("DELETE FROM crm.action")
    for table, of in (("customer", one), ("opportunity", deal)):
        company.rows(
            f"UPDATE crm.{table} SET next_contact_on = crm.today() + %s::int, last_contact_at = now() - interval '9 days' WHERE id = %s",
            planned, of,
        )  # fmt: skip
    _note(company, login, one, day, next_in, deal if login == "rep1" else None)
    assert _planned(company, "customer", one) == after
    assert _planned(company, "opportunity", deal) == (after if login == "rep1" else planned)


def test_whoever_planned_it_ends_it(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    company.rows("UPDATE crm.customer SET next_contact_on = NULL WHERE id = %s", one)
    _note(company, "clerk", one, -0.01, 0)
    assert _planned(company, "customer", one) == 0
    _note(company, "boss", one, 0, None)  # a colleague who neither planned it nor looks after the customer
    assert _planned(company, "customer", one) == 0
    _note(company, "clerk", one, 0, None)
    assert _planned(company, "customer", one) is None


def test_a_stand_in_ends_it(company: AccountSet) -> None:
    one, away, there = customer(company, "环太科技"), person(company, "rep1"), person(company, "rep2")
    company.rows("UPDATE crm.customer SET next_contact_on = crm.today() WHERE id = %s", one)
    company.rows(
        "INSERT INTO crm.absence (employee_id, from_on, to_on, stand_in_id) VALUES (%s, crm.today() - 1, crm.today() + 1, %s)",
        away,
        there,
    )
    _note(company, "rep2", one, 0, None)
    assert _planned(company, "customer", one) is None


def test_a_date_written_down_afterwards_counts_unless_a_later_note_names_one(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    company.rows("DELETE FROM crm.action")
    company.rows("UPDATE crm.customer SET next_contact_on = NULL WHERE id = %s", one)
    _note(company, "clerk", one, 0, None)  # a minute before the representative writes down his call of this morning
    _note(company, "rep1", one, -0.1, 5)
    assert _planned(company, "customer", one) == 5
    _note(company, "rep1", one, -0.2, 9)
    assert _planned(company, "customer", one) == 5


def test_a_plan_is_moved_and_taken_back_at_the_note_that_made_it(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    first = _note(company, "rep1", one, -0.2, 5)
    _note(company, "clerk", one, 0, None)
    ask(company, "rep1", "UPDATE crm.action SET next_contact_on = crm.today() + 6 WHERE id = %s", first)
    assert _planned(company, "customer", one) == 6
    ask(company, "rep1", "UPDATE crm.action SET next_contact_on = NULL WHERE id = %s", first)
    assert _planned(company, "customer", one) is None


def _handed(company: AccountSet, one: int) -> bool:
    return bool(company.rows("SELECT handed_on = crm.today() FROM crm.customer WHERE id = %s", one)[0][0])


def test_who_was_handed_over_waits_for_a_contact_by_the_new_owner(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    assign = "SELECT crm.assign_customers(ARRAY[%s]::bigint[], ARRAY[%s]::bigint[])"
    ((bulk,),) = ask(company, "lead1", assign, one, person(company, "rep2"))
    assert _handed(company, one)
    ask(company, "lead1", "SELECT crm.undo_bulk(%s)", bulk)
    assert not _handed(company, one)  # he has what he had
    ask(company, "lead1", assign, one, person(company, "rep2"))
    _note(company, "clerk", one, 0, None)
    assert _handed(company, one)
    _note(company, "rep2", one, 0, None)
    assert not _handed(company, one)
    ask(company, "lead1", assign, one, person(company, "lead1"))
    assert not _handed(company, one)  # who takes it himself knows of it
    sql = "UPDATE crm.customer SET handed_on = NULL WHERE id = %s"
    assert "permission denied" in refused(company, "lead1", sql, one)


def test_how_long_a_customer_is_quiet(company: AccountSet) -> None:
    ((made,),) = ask(company, "rep1", "INSERT INTO crm.customer (name) VALUES ('新客户') RETURNING id")
    quiet = "SELECT (now() AT TIME ZONE 'UTC')::date - quiet_since FROM crm.customer WHERE id = %s"
    assert company.rows(quiet, made) == [(0,)]
    _note(company, "rep1", made, -20, None)
    assert company.rows(quiet, made) == [(20,)]
    assert "quiet_since" not in str(company.rows("SELECT old, new FROM crm.audit WHERE record_id = %s", made))
