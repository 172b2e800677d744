"""What was handed over goes back whole, though its new owner worked on it meanwhile; his work stays, and so does what was handed on."""

from __future__ import annotations

import pytest

from tests.databases import AccountSet
from tests.db.handoverkit import ask, customer, make_pool, owners, person


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    return fresh_account_set


ASSIGN = "SELECT crm.assign_customers(%s, %s, 'even', true, true, true, 'write', NULL, '')"
WORK = (
    "SELECT DISTINCT e.login FROM crm.opportunity o JOIN crm.employee e ON e.id = o.owner_id "
    "WHERE o.customer_id = %s AND o.outcome = 'open'"
)


def _work_on(company: AccountSet, login: str, one: int) -> None:
    """Do what a new owner does: a call with a plan, a field put right."""
    ask(
        company,
        login,
        "INSERT INTO crm.action (customer_id, kind, content, next_contact_on) VALUES (%s, 'call', '已联系', crm.today() + 9)",
        one,
    )
    ask(company, login, "UPDATE crm.customer SET fax = '029-88450000' WHERE id = %s", one)
    ask(company, login, "UPDATE crm.opportunity SET amount = 77700 WHERE customer_id = %s AND outcome = 'open'", one)


def test_an_assignment_goes_back_with_its_work_and_what_was_written_stays(company: AccountSet) -> None:
    one, other = customer(company, "环太科技"), customer(company, "长江机械")
    before = company.rows("SELECT received_at FROM crm.customer WHERE id = %s", one)
    ((bulk,),) = ask(company, "lead1", ASSIGN, [one, other], [person(company, "rep2")])
    ((counted,),) = ask(company, "lead1", "SELECT records FROM crm.bulk_actions(false, now() - interval '1 day')")
    _work_on(company, "rep2", one)
    assert ask(company, "lead1", "SELECT crm.undo_bulk(%s)", bulk) == [(counted,)], "all that is counted goes back"
    assert (owners(company)["环太科技"], owners(company)["长江机械"]) == ("rep1", "rep1")
    assert company.rows(WORK, one) == [("rep1",)]
    assert company.rows("SELECT count(*) FROM crm.customer_helper WHERE customer_id = %s", one) == [(0,)]
    assert company.rows(
        "SELECT fax, next_contact_on = crm.today() + 9, last_contact_at > now() - interval '1 hour' FROM crm.customer WHERE id = %s",
        one,
    ) == [("029-88450000", True, True)]
    assert company.rows("SELECT received_at FROM crm.customer WHERE id = %s", one) == before
    assert company.rows(
        "SELECT DISTINCT amount FROM crm.opportunity WHERE customer_id = %s AND outcome = 'open'", one
    ) == [(77700,)]
    assert ask(company, "admin", "SELECT rule FROM crm.check_account_set() WHERE table_name <> 'attachment'") == []


def test_what_was_handed_on_since_stays_there(company: AccountSet) -> None:
    one, other = customer(company, "环太科技"), customer(company, "长江机械")
    ((bulk,),) = ask(company, "lead1", ASSIGN, [one, other], [person(company, "rep2")])
    ask(company, "boss", ASSIGN, [one], [person(company, "rep3")])
    ask(company, "lead1", "SELECT crm.undo_bulk(%s)", bulk)
    assert (owners(company)["环太科技"], owners(company)["长江机械"]) == ("rep3", "rep1")
    assert company.rows(WORK, one) == [("rep3",)]


def test_what_was_put_into_a_pool_comes_back_though_it_was_edited(company: AccountSet) -> None:
    one, pool = customer(company, "环太科技"), make_pool(company, "rep1")
    ((bulk,),) = ask(company, "rep1", "SELECT crm.put_into_pool(%s, %s, '放错')", [one], pool)
    ask(company, "boss", "UPDATE crm.customer SET fax = '029-88450000' WHERE id = %s", one)
    ask(company, "rep1", "SELECT crm.undo_bulk(%s)", bulk)
    assert owners(company)["环太科技"] == "rep1"
    assert company.rows("SELECT fax, pool_id FROM crm.customer WHERE id = %s", one) == [("029-88450000", None)]
    # claimed by somebody meanwhile it stays his
    make_pool(company, "rep2", name="二")
    ((bulk,),) = ask(company, "rep1", "SELECT crm.put_into_pool(%s, %s, '放错')", [one], pool)
    ask(company, "boss", "SELECT crm.assign_from_pool(%s, %s, 'even', '')", [one], [person(company, "rep2")])
    ask(company, "rep1", "SELECT crm.undo_bulk(%s)", bulk)
    assert owners(company)["环太科技"] == "rep2"


def test_who_left_gets_back_what_his_heir_worked_on(own_account_set: AccountSet) -> None:
    company = own_account_set
    one = customer(company, "环太科技")
    leaver, heir = person(company, "rep1"), person(company, "rep2")
    ((bulk,),) = ask(company, "admin", "SELECT crm.leave(%s, %s)", leaver, heir)
    _work_on(company, "rep2", one)
    ask(company, "admin", "SELECT crm.undo_bulk(%s)", bulk)
    assert owners(company)["环太科技"] == "rep1"
    assert company.rows(WORK, one) == [("rep1",)]
    assert company.rows("SELECT fax FROM crm.customer WHERE id = %s", one) == [("029-88450000",)]
