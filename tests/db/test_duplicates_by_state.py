"""Rules for duplicates that hold for existing customers in certain states only, whoever writes, by which road."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet
from tests.db.test_duplicates import _match, _refused

NAME = "INSERT INTO crm.customer (name) VALUES ('宝鸡远航仪表有限公司')"
#: state → what makes the existing customer one of it
STATES = {
    "target": "status = (SELECT code FROM crm.dictionary WHERE kind = 'customer_status' AND stage = 'target' ORDER BY position LIMIT 1)",
    "customer": "status = (SELECT code FROM crm.dictionary WHERE kind = 'customer_status' AND stage = 'customer' ORDER BY position LIMIT 1)",
    "former": "status = (SELECT code FROM crm.dictionary WHERE kind = 'customer_status' AND stage = 'former' ORDER BY position LIMIT 1)",
    "pooled": "owner_id = NULL, pool_id = (SELECT min(id) FROM crm.customer_pool)",
    "locked": "locked = true",
}


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    """Give a customer of rep3, a contact of it, and no rule but those that a test makes."""
    account_set.rows("INSERT INTO crm.customer_pool (name) VALUES ('公海')")
    with closing(account_set.connect("rep3")) as rep, rep, rep.cursor() as cursor:
        cursor.execute("INSERT INTO crm.customer (name) VALUES ('宝鸡市远航仪表有限公司') RETURNING id")
        cursor.execute(
            "INSERT INTO crm.contact (customer_id, name, mobile) VALUES (%s, '远某', '13991112222')", cursor.fetchone()
        )
    account_set.rows("DELETE FROM crm.duplicate_rule")
    return account_set


@pytest.fixture
def rep(company: AccountSet) -> Iterator[Connection]:
    with closing(company.connect("rep1")) as connection:
        yield connection
    company.rows("DELETE FROM crm.duplicate_rule")
    be(company, "target")


def be(company: AccountSet, state: str) -> None:
    """Put the customer in a state; a lock comes to its stage."""
    plain = "owner_id = (SELECT id FROM crm.employee WHERE login = 'rep3'), pool_id = NULL, locked = false"
    company.rows(f"UPDATE crm.customer SET {plain}, {STATES['customer']} WHERE name LIKE '宝鸡市远航%%'")
    company.rows(f"UPDATE crm.customer SET {STATES[state]} WHERE name LIKE '宝鸡市远航%%'")


def rule(
    company: AccountSet,
    states: str,
    by_hand: str,
    by_import: str = "allow",
    kind: str = "name",
    entity: str = "customer",
) -> None:
    company.rows(
        "INSERT INTO crm.duplicate_rule (entity, kind, states, by_hand, by_import) VALUES (%s, %s, %s::text[], %s, %s)",
        entity, kind, states, by_hand, by_import,
    )  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_refused_in_its_state_and_let_in_in_every_other(company: AccountSet, rep: Connection, state: str) -> None:
    rule(company, f"{{{state}}}", "refuse")
    for other in STATES:
        be(company, other)
        held = other == state or (other, state) == ("locked", "customer")
        assert _refused(rep, NAME)[0] == (f"duplicate_of_{state}" if held else ""), other
        told = [(hit[5], hit[6], hit[7]) for hit in _match(rep, name="宝鸡远航仪表有限公司")]
        assert told == ([(True, True, state)] if held else []), other


def test_by_the_road_of_entry(company: AccountSet, rep: Connection) -> None:
    rule(company, "{customer}", "allow", "refuse")
    be(company, "customer")
    assert _refused(rep, NAME) == ("", "")
    assert _refused(rep, f"SET LOCAL crm.road = 'import'; {NAME}") == ("duplicate_of_customer", "刘洋")
    be(company, "target")
    assert _refused(rep, f"SET LOCAL crm.road = 'import'; {NAME}") == ("", "")


def test_a_rule_for_certain_states_goes_before_the_one_for_all(company: AccountSet, rep: Connection) -> None:
    rule(company, "{}", "refuse")
    rule(company, "{former,pooled}", "allow")
    rule(company, "{target}", "warn")
    said = {}
    for state in STATES:
        be(company, state)
        said[state] = _refused(rep, NAME)[0], [hit[6] for hit in _match(rep, name="宝鸡远航仪表有限公司")]
    assert said == {
        "target": ("", [False]),
        "customer": ("duplicate_name", [True]),
        "former": ("", []),
        "pooled": ("", []),
        "locked": ("duplicate_name", [True]),
    }
    # of several that hold the strictest counts
    rule(company, "{locked}", "refuse")
    rule(company, "{customer}", "allow")
    be(company, "locked")
    assert _refused(rep, NAME)[0] == "duplicate_of_locked"
    be(company, "customer")
    assert _refused(rep, NAME)[0] == ""


def test_a_lock_that_is_over_is_none(company: AccountSet, rep: Connection) -> None:
    rule(company, "{locked}", "refuse")
    be(company, "locked")
    lock = "SET session_replication_role = replica; UPDATE crm.customer SET locked_until = crm.today() + %s WHERE name LIKE '宝鸡市远航%%%%'"
    for days, refused in ((0, True), (-1, False)):
        company.rows(lock, days)
        assert bool(_refused(rep, NAME)[0]) == refused
    company.rows("UPDATE crm.customer SET locked = false, locked_until = NULL WHERE name LIKE '宝鸡市远航%%'")


def test_a_contact_has_the_state_of_its_customer(company: AccountSet, rep: Connection) -> None:
    rule(company, "{customer}", "refuse", kind="phone", entity="contact")
    ((mine,),) = company.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    sql = f"INSERT INTO crm.contact (customer_id, name, mobile) VALUES ({mine}, '某', '139-9111-2222')"
    be(company, "customer")
    assert _refused(rep, sql) == ("duplicate_of_customer", "刘洋")
    assert [hit[6:8] for hit in _match(rep, "contact", mobile="13991112222")] == [(True, "customer")]
    be(company, "target")
    assert _refused(rep, sql) == ("", "")
    # what is brought later is looked at likewise: a changed number, a further one
    with rep.cursor() as cursor:
        cursor.execute(f"INSERT INTO crm.contact (customer_id, name) VALUES ({mine}, '某') RETURNING id")
        (person,) = cursor.fetchone()
        rep.commit()
    changes = (
        f"UPDATE crm.contact SET mobile = '13991112222' WHERE id = {person}",
        f"INSERT INTO crm.contact_way (contact_id, number) VALUES ({person}, '13991112222')",
    )
    for state, rule_said in (("target", ""), ("customer", "duplicate_of_customer")):
        be(company, state)
        assert [_refused(rep, change)[0] for change in changes] == [rule_said, rule_said]


def test_what_a_rule_may_say(company: AccountSet, rep: Connection) -> None:
    rule(company, "{locked,customer,locked}", "warn")
    assert company.rows("SELECT states FROM crm.duplicate_rule") == [(["customer", "locked"],)]
    for states, constraint in (
        ("{customer,locked}", "duplicate_rule_unique"),
        ("{asleep}", "duplicate_rule_states_known"),
        ("{NULL}", "duplicate_rule_states_known"),
    ):
        with pytest.raises(psycopg2.IntegrityError) as caught:
            rule(company, states, "refuse")
        assert caught.value.diag.constraint_name == constraint
    rule(company, "{customer}", "refuse")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), rep.cursor() as cursor:
        cursor.execute("UPDATE crm.duplicate_rule SET states = '{}'")


def test_two_at_once_meet_at_the_lock(company: AccountSet, rep: Connection) -> None:
    """The one that waits is told by the state in which the other's record is by then."""
    rule(company, "{target}", "refuse")
    be(company, "former")
    sql = "INSERT INTO crm.customer (name, status) SELECT '咸阳两人仪表厂', code FROM crm.dictionary WHERE kind = 'customer_status' AND stage = 'target' LIMIT 1"
    outcome: list[Any] = []
    with closing(company.connect("rep3")) as other:
        with other.cursor() as cursor:
            cursor.execute(sql)
        waiting = threading.Thread(target=lambda: outcome.append(_refused(rep, sql)))
        waiting.start()
        waiting.join(1.0)
        assert waiting.is_alive(), "it waits for the other"
        other.commit()
        waiting.join(30)
    assert outcome == [("duplicate_of_target", "刘洋")]
