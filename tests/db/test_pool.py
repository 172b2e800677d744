"""The public pool: who sees what of it, who may claim, what falls in; with psql, as anybody could."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from crm_desktop.base_info.handover import pool_services
from crm_desktop.core.errors import Denied
from tests.databases import AccountSet
from tests.db.handoverkit import ask, customer, make_pool, owners, person, pooled, refused


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    return fresh_account_set


def test_a_member_sees_the_pool_masked_and_the_table_not_at_all(company: AccountSet) -> None:
    pool = make_pool(company, "销售一部")
    ids = pooled(company, pool, "蓝天教育")
    assert ask(company, "rep1", "SELECT name, phone, address, city FROM crm.pool_customer") == [
        ("成都蓝天教育咨询有限公司", "", "", "成都")
    ]
    for sql in (
        "SELECT phone FROM crm.customer WHERE id = %s",
        "SELECT phone FROM crm.pool_customer WHERE id = %s AND phone LIKE '028%%'",
        "SELECT mobile FROM crm.contact WHERE customer_id = %s",
        "SELECT 1 FROM crm.search_customer('85550011') WHERE id = %s",
        "SELECT * FROM crm.match_pool_customer('85550011') m WHERE m = %s",
        "SELECT * FROM crm.record_history('customer', %s)",
        "UPDATE crm.customer SET phone = '1' WHERE id = %s RETURNING 1",
    ):
        assert ask(company, "rep1", sql, ids[0]) == [], sql
    # the phone is there, and is read by whoever claims the customer
    assert ask(company, "rep1", "SELECT crm.claim_customers(%s)", ids) == [(1,)]
    assert ask(company, "rep1", "SELECT phone FROM crm.customer WHERE id = %s", ids[0]) == [("028-85550011",)]
    assert len(ask(company, "rep1", "SELECT mobile FROM crm.contact WHERE customer_id = %s", ids[0])) == 1


def test_a_pool_that_hides_nothing_shows_the_phone_unless_a_field_right_hides_it(own_account_set: AccountSet) -> None:
    company = own_account_set
    pooled(company, make_pool(company, "销售一部", hide_phones=False), "蓝天教育")
    assert ask(company, "rep1", "SELECT phone FROM crm.pool_customer") == [("028-85550011",)]
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', 'phone', 'none' "
        "FROM crm.role WHERE code = 'sales_rep' RETURNING id"
    )
    assert ask(company, "rep1", "SELECT phone FROM crm.pool_customer") == [("",)]


def test_whoever_is_no_member_sees_nothing_of_a_pool(company: AccountSet) -> None:
    pool = make_pool(company, "销售一部")
    (one,) = pooled(company, pool, "蓝天教育")
    company.rows("INSERT INTO crm.pool_rule (pool_id, clock, days) VALUES (%s, 'action', 30)", pool)
    for table in ("pool_customer", "customer_pool", "pool_member", "pool_rule"):
        assert len(ask(company, "rep1", f"SELECT 1 FROM crm.{table}")) == 1, table
        assert ask(company, "rep3", f"SELECT 1 FROM crm.{table}") == [], table
    assert ask(company, "rep3", "SELECT * FROM crm.search_pool_customer('蓝天')") == []
    assert ask(company, "rep1", "SELECT label FROM crm.search_pool_customer('lantian')") == [
        ("成都蓝天教育咨询有限公司",)
    ]
    everywhere = "SELECT entity, label, subtitle FROM crm.search_all('蓝天')"
    assert ("pool_customer", "成都蓝天教育咨询有限公司", "公海 · 成都") in ask(company, "rep1", everywhere)
    assert "pool_customer" not in {row[0] for row in ask(company, "rep3", everywhere)}
    found = [row[0] for row in ask(company, "boss", everywhere)]
    assert "customer" in found and "pool_customer" not in found, "once is enough"
    by_phone = "SELECT entity FROM crm.search_all('85550011')"
    assert ask(company, "rep1", by_phone) == [], "a hidden phone is nothing to find by"
    assert refused(company, "rep3", "SELECT crm.claim_customers(%s)", [one]) == "pool_customer_taken"
    assert refused(company, "rep1", "SELECT crm.claim_customers(%s)", [one]) == ""
    for sql in (
        "UPDATE crm.customer_pool SET claims_per_day = 99", "DELETE FROM crm.pool_rule", "INSERT INTO crm.pool_member (pool_id) VALUES (1)",
        "UPDATE crm.customer SET pool_id = NULL", "INSERT INTO crm.customer (name, pool_id) VALUES ('x', 1)",
        "UPDATE crm.customer SET received_at = now()", "UPDATE crm.customer_holding SET holder_id = 1", "DELETE FROM crm.pool_run",
        "INSERT INTO crm.pool_run (day) VALUES ('2000-01-01')", "UPDATE crm.holding_limit SET most = 99", "UPDATE crm.pool_customer SET name = 'x'",
        "SELECT crm.pool_them('{1}', 1, 'x')", "SELECT * FROM crm.pool_people()", "SELECT * FROM crm.idle_customers()",
    ):  # fmt: skip
        error = refused(company, "rep1", sql)
        assert "permission denied" in error or "cannot update view" in error, (sql, error)


def test_claims_are_counted_for_the_day_in_the_database(company: AccountSet) -> None:
    pool = make_pool(company, "销售一部", claims_per_day=2)
    ids = pooled(company, pool, "蓝天教育", "华新贸易", "秦岭医药")
    assert ask(company, "rep1", "SELECT crm.claim_customers(%s)", ids[:2]) == [(2,)]
    assert refused(company, "rep1", "SELECT crm.claim_customers(%s)", ids[2:]) == "pool_claims_used_up"
    assert refused(company, "rep1", "SET timezone = 'Pacific/Kiritimati'; SELECT crm.claim_customers(%s)", ids[2:]) == (
        "pool_claims_used_up"
    )
    assert refused(company, "rep2", "SELECT crm.claim_customers(%s)", ids[2:]) == ""
    company.rows("UPDATE crm.customer_holding SET from_at = from_at - interval '1 day' WHERE how = 'claimed'")
    assert ask(company, "rep1", "SELECT crm.claim_customers(%s)", ids[2:]) == [(1,)]


def test_a_claim_taken_back_still_counts(company: AccountSet) -> None:
    ids = pooled(company, make_pool(company, "销售一部", claims_per_day=1), "蓝天教育", "华新贸易")
    with closing(company.connect("rep1")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT crm.begin_bulk('x', '')")
        (bulk,) = cursor.fetchone()
        cursor.execute("SELECT crm.claim_customers(%s)", (ids[:1],))
        connection.commit()
        cursor.execute("SELECT crm.undo_bulk(%s)", (bulk,))
        connection.commit()
    assert owners(company)["蓝天教育"] is None
    assert refused(company, "rep1", "SELECT crm.claim_customers(%s)", ids[1:]) == "pool_claims_used_up"


def test_a_lost_customer_is_not_claimed_back_before_its_time(company: AccountSet) -> None:
    pool = make_pool(company, "销售一部", wait_former_days=30)
    mine = customer(company, "环太科技")
    ask(company, "rep1", "SELECT crm.put_into_pool(%s, %s, '不再联系')", [mine], pool)
    assert refused(company, "rep1", "SELECT crm.claim_customers(%s)", [mine]) == "pool_claim_too_early"
    assert refused(company, "rep2", "SELECT crm.claim_customers(%s)", [mine]) == ""
    # counted from the day he lost it, not from the day it came into this pool
    company.rows("UPDATE crm.customer_holding SET to_at = to_at - interval '31 days' WHERE to_at IS NOT NULL")
    assert refused(company, "rep1", "SELECT crm.claim_customers(%s)", [mine]) == ""


def test_a_newly_pooled_customer_waits_for_everybody(company: AccountSet) -> None:
    pool = make_pool(company, "销售一部", wait_new_hours=48)
    mine = customer(company, "环太科技")
    ask(company, "rep1", "SELECT crm.put_into_pool(%s, %s, '不再联系')", [mine], pool)
    assert refused(company, "rep2", "SELECT crm.claim_customers(%s)", [mine]) == "pool_claim_too_early"
    company.rows("UPDATE crm.customer SET received_at = received_at - interval '49 hours' WHERE id = %s", mine)
    assert refused(company, "rep2", "SELECT crm.claim_customers(%s)", [mine]) == ""


def test_a_pool_is_closed_when_its_customers_have_gone_to_another(company: AccountSet) -> None:
    first, second = make_pool(company, "销售一部"), make_pool(company, "销售二部", name="二部公海")
    ids = pooled(company, first, "蓝天教育", "华新贸易")
    plain = "UPDATE crm.customer_pool SET retired = true WHERE id = %s"
    assert refused(company, "admin", plain, first) == "pool_holds_customers"
    close = "SELECT crm.close_pools(%s, %s, %s)"
    assert refused(company, "lead1", close, [first], second, "合并") == "pool_needs_edit"
    assert refused(company, "admin", close, [first], second, " ") == "pool_reason_required"
    assert refused(company, "admin", close, [first], first, "合并") == "pool_gone"
    ((bulk,),) = ask(company, "admin", close, [first], second, "合并")
    assert ask(company, "rep3", "SELECT id, pool_reason FROM crm.pool_customer ORDER BY id") == [
        (one, "合并") for one in sorted(ids)
    ]
    assert company.rows("SELECT retired FROM crm.customer_pool WHERE id = %s", first) == [(True,)]
    assert refused(company, "admin", close, [second], first, "x") == "pool_gone"  # a closed one takes nobody
    assert ask(company, "admin", "SELECT crm.undo_bulk(%s) > 0", bulk) == [(True,)]
    assert company.rows("SELECT retired FROM crm.customer_pool WHERE id = %s", first) == [(False,)]
    assert len(ask(company, "rep1", "SELECT 1 FROM crm.pool_customer")) == 2


def test_the_last_open_pool_stays_while_rules_let_customers_fall_into_it(company: AccountSet) -> None:
    only, close = make_pool(company, "销售一部"), "UPDATE crm.customer_pool SET retired = true WHERE id = %s"
    company.rows("INSERT INTO crm.pool_rule (pool_id, clock, days) VALUES (%s, 'action', 30)", only)
    assert refused(company, "admin", close, only) == "pool_is_the_last"
    other = make_pool(company, "销售二部", name="二部公海")
    assert refused(company, "admin", close, only) == ""
    ask(company, "admin", close, other)
    company.rows("DELETE FROM crm.pool_rule")
    ask(company, "admin", close, only)


def test_put_into_the_pool_by_hand_with_a_reason_and_taken_back(company: AccountSet) -> None:
    pool = make_pool(company, "销售一部", "rep3")
    mine, foreign = customer(company, "环太科技"), customer(company, "秦岭医药")
    assert refused(company, "rep1", "SELECT crm.put_into_pool(%s, %s, ' ')", [mine], pool) == "pool_reason_required"
    assert (
        refused(company, "rep1", "SELECT crm.put_into_pool(%s, %s, 'x')", [foreign], pool) == "some_may_not_be_edited"
    )
    helped = "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, 'read') RETURNING 1"
    company.rows(helped, foreign, person(company, "rep1"))
    with company.session("rep1") as session, pytest.raises(Denied) as told:
        pool_services.put_into_pool(session, ids=[mine, foreign], pool_id=pool, reason="x")
    assert (told.value.reason, told.value.of) == ("some_may_not_be_edited", ("陕西秦岭医药股份有限公司",))
    assert refused(company, "rep1", "SELECT crm.put_into_pool(%s, 99, 'x')", [mine]) == "pool_not_yours"
    ((bulk,),) = ask(company, "rep1", "SELECT crm.put_into_pool(%s, %s, '对方停业')", [mine], pool)
    assert ask(company, "rep3", "SELECT pool_how, pool_reason, former_owner_id FROM crm.pool_customer") == [
        ("pooled", "对方停业", person(company, "rep1"))
    ]
    assert ask(company, "rep1", "SELECT crm.undo_bulk(%s) > 0", bulk) == [(True,)]
    assert owners(company)["环太科技"] == "rep1"
    assert company.rows("SELECT how, reason FROM crm.customer_holding WHERE customer_id = %s ORDER BY id", mine) == [
        ("first", ""),
        ("pooled", "对方停业"),
        ("undone", ""),
    ]


def test_only_the_pools_administrator_assigns_from_it(company: AccountSet) -> None:
    pool = make_pool(company, "销售一部", "!lead1")
    (one,) = pooled(company, pool, "蓝天教育")
    rep2, rep3 = person(company, "rep2"), person(company, "rep3")
    give = "SELECT crm.assign_from_pool(%s, %s)"
    assert refused(company, "rep1", give, [one], [rep2]) == "pool_needs_admin"
    assert refused(company, "lead1", give, [one], [rep3]) == "pool_assign_to_members"
    ask(company, "lead1", give, [one], [rep2])
    assert owners(company)["蓝天教育"] == "rep2"
    assert company.rows("SELECT kind, text FROM crm.notice WHERE employee_id = %s", rep2) == [
        ("assigned", "成都蓝天教育咨询有限公司")
    ]


def _race(company: AccountSet, sql: str, first: tuple[str, object], second: tuple[str, object]) -> tuple[str, str]:
    """Let two people do it at once: the first holds his transaction open until the second waits for him."""
    outcome: list[str] = []

    def wait() -> None:
        outcome.append(_kept(company, second[0], sql, second[1]))

    with closing(company.connect(first[0])) as connection, connection.cursor() as cursor:
        cursor.execute(sql, (first[1],))
        other = threading.Thread(target=wait)
        other.start()
        for _ in range(200):
            if company.rows(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = %s", second[0]
            ):
                break
            other.join(0.05)
        connection.commit()
    other.join(30)
    return "", outcome[0]


def _kept(company: AccountSet, login: str, sql: str, value: object) -> str:
    with closing(company.connect(login)) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(sql, (value,))
            connection.commit()
        except psycopg2.Error as error:
            connection.rollback()
            return str(error.diag.message_primary)
    return ""


def test_two_claim_one_customer_and_one_gets_it(company: AccountSet) -> None:
    ids = pooled(company, make_pool(company, "销售部"), "蓝天教育")
    assert _race(company, "SELECT crm.claim_customers(%s)", ("rep1", ids), ("rep2", ids)) == ("", "pool_customer_taken")
    assert owners(company)["蓝天教育"] == "rep1"


def test_the_last_free_place_goes_to_one(company: AccountSet) -> None:
    """The same person at two PCs: each claim alone would fit."""
    one, two = pooled(company, make_pool(company, "销售部"), "蓝天教育", "华新贸易")
    company.rows(
        "INSERT INTO crm.holding_limit (kind, employee_id, most) VALUES ('owned', %s, 3)", person(company, "rep1")
    )
    assert _race(company, "SELECT crm.claim_customers(%s)", ("rep1", [one]), ("rep1", [two])) == (
        "",
        "holding_limit_owned",
    )
    assert company.rows("SELECT count(*) FROM crm.customer WHERE owner_id = %s", person(company, "rep1")) == [(3,)]


def test_holding_limits_are_checked_by_every_road(company: AccountSet) -> None:
    rep1, rep2 = person(company, "rep1"), person(company, "rep2")
    (free,) = pooled(company, make_pool(company, "销售部"), "蓝天教育")
    company.rows(
        "INSERT INTO crm.holding_limit (kind, department_id, most) SELECT 'owned', id, 2 FROM crm.department WHERE name = '销售部'"
    )
    assert refused(company, "rep1", "INSERT INTO crm.customer (name) VALUES ('第三家公司')") == "holding_limit_owned"
    assert refused(company, "rep1", "SELECT crm.claim_customers(%s)", [free]) == "holding_limit_owned"
    mine = customer(company, "秦岭医药")
    assert (
        refused(company, "lead1", "UPDATE crm.customer SET owner_id = %s WHERE id = %s", rep1, mine)
        == "holding_limit_owned"
    )
    assert refused(company, "lead1", "SELECT crm.assign_customers(%s, %s)", [mine], [rep1]) == "holding_limit_owned"
    # a person's own limit goes before the department's
    company.rows("INSERT INTO crm.holding_limit (kind, employee_id, most) VALUES ('owned', %s, 3)", rep1)
    assert refused(company, "rep1", "INSERT INTO crm.customer (name) VALUES ('第三家公司')") == ""
    assert refused(company, "rep2", "INSERT INTO crm.customer (name) VALUES ('第三家公司')") == "holding_limit_owned"
    # those who have bought need not count
    company.rows("UPDATE crm.holding_limit SET spare_ordered = true, most = 1 WHERE department_id IS NOT NULL")
    company.rows("UPDATE crm.sales_order SET state = 'confirmed' WHERE state = 'draft' AND owner_id = %s", rep2)
    assert refused(company, "rep2", "INSERT INTO crm.customer (name) VALUES ('第三家公司')") == ""


def test_a_limit_tells_whose_and_how_many(company: AccountSet) -> None:
    company.rows("INSERT INTO crm.holding_limit (kind, most) VALUES ('owned', 2)")
    with closing(company.connect("rep1")) as connection, connection.cursor() as cursor:
        with pytest.raises(psycopg2.Error) as caught:
            cursor.execute("INSERT INTO crm.customer (name) VALUES ('第三家公司')")
        assert json.loads(caught.value.diag.message_detail) == {"name": "王小明", "most": 2, "over": 1}


def test_locked_customers_have_a_limit_of_their_own(company: AccountSet) -> None:
    company.rows("INSERT INTO crm.holding_limit (kind, most) VALUES ('locked', 1)")
    ask(company, "rep1", "UPDATE crm.customer SET locked = true WHERE short_name = '环太科技'")
    assert refused(company, "rep1", "UPDATE crm.customer SET locked = true") == "holding_limit_locked"
    # a new owner begins without the protection of the one before
    ask(
        company, "lead1", "UPDATE crm.customer SET owner_id = %s WHERE short_name = '环太科技'", person(company, "rep2")
    )
    assert company.rows("SELECT locked FROM crm.customer WHERE short_name = '环太科技'") == [(False,)]


def test_a_lock_with_a_last_day_ends_by_itself(company: AccountSet) -> None:
    lock = "UPDATE crm.customer SET locked = true, locked_until = crm.today() + %s WHERE short_name = '环太科技'"
    state = "SELECT locked, locked_until - crm.today() FROM crm.customer WHERE short_name = '环太科技'"
    held = "SELECT locked FROM crm.holdings(ARRAY[crm.me()])"
    assert refused(company, "rep1", lock, -1) == "customer_lock_is_over"
    ask(company, "rep1", lock, 0)
    assert (company.rows(state), ask(company, "rep1", held)) == ([(True, 0)], [(1,)]), "its last day is a day of it"
    # to say until when is to lock; to unlock is to forget until when
    ask(company, "rep1", "UPDATE crm.customer SET locked = false WHERE short_name = '环太科技'")
    assert company.rows(state) == [(False, None)]
    ask(company, "rep1", "UPDATE crm.customer SET locked_until = crm.today() + 9 WHERE short_name = '环太科技'")
    assert company.rows(state) == [(True, 9)]
    _run(company)
    assert company.rows(state) == [(True, 9)], "the night leaves what is to come"
    company.rows("UPDATE crm.customer SET locked_until = crm.today() - 1 WHERE locked_until IS NOT NULL")
    assert ask(company, "rep1", held) == [(0,)], "over from midnight on, whether or not the night was here"
    ((version,),) = company.rows("SELECT version FROM crm.customer WHERE short_name = '环太科技'")
    _run(company)
    assert company.rows(state) == [(False, None)]
    assert company.rows("SELECT version FROM crm.customer WHERE short_name = '环太科技'") == [(version,)], (
        "nobody's edit"
    )
    # a new owner begins without the lock of the one before, and without its day
    ask(company, "rep1", lock, 9)
    ask(
        company, "lead1", "UPDATE crm.customer SET owner_id = %s WHERE short_name = '环太科技'", person(company, "rep2")
    )
    assert company.rows(state) == [(False, None)]


def test_the_field_right_of_the_lock_holds_for_its_day(company: AccountSet) -> None:
    sql = "UPDATE crm.customer SET locked_until = crm.today() + 9 WHERE short_name = '环太科技'"
    assert refused(company, "rep1", sql) == ""
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', 'locked', 'read' FROM crm.role "
        "WHERE code = 'sales_rep'"
    )
    assert "permission denied" in refused(company, "rep1", sql)


# ── what falls in by itself ──


def _age(company: AccountSet, days: int) -> None:
    """Let the last contact and the receipt of the tiny company's customers lie *days* back, with nothing since."""
    company.rows(
        "UPDATE crm.customer SET last_contact_at = now() - make_interval(days => %s), received_at = now() - make_interval(days => %s)",
        days,
        days,
    )
    _made(company, days)


def _made(company: AccountSet, days: int, *names: str) -> None:
    company.rows(
        "SET session_replication_role = replica; UPDATE crm.opportunity SET created_at = now() - make_interval(days => %s) "
        "WHERE customer_id IN (SELECT id FROM crm.customer WHERE short_name = ANY (%s) OR %s)", days, list(names), not names,
    )  # fmt: skip


def _run(company: AccountSet, login: str = "rep1") -> None:
    company.rows("DELETE FROM crm.pool_run")
    assert ask(company, login, "SELECT crm.run_pool()") == [(True,)]


def _rule(company: AccountSet, pool: int, clock: str, days: int, grade: str = "") -> None:
    company.rows(
        "INSERT INTO crm.pool_rule (pool_id, clock, days, grade) VALUES (%s, %s, %s, %s)", pool, clock, days, grade
    )


@pytest.fixture
def idle(company: AccountSet) -> tuple[AccountSet, int]:
    """Give a pool of team 1 that spares nobody, and customers idle for 40 days."""
    pool = make_pool(company, "销售一部", warn_days=0, spare_ordered=False, spare_open=False)
    _age(company, 40)
    return company, pool


def test_no_action_for_n_days_by_grade(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    _rule(company, pool, "action", 40)
    _rule(company, pool, "action", 60, "B")
    _run(company)
    # rep3 is no member, B has more time, lead1 belongs to the department
    assert owners(company) == {
        "环太科技": None, "长江机械": "rep1", "秦岭医药": "rep2", "ABC科技": None, "蓝天教育": "rep3", "华新贸易": None,
    }  # fmt: skip
    assert company.rows("SELECT DISTINCT pool_id, pool_reason FROM crm.customer WHERE owner_id IS NULL") == [
        (pool, "rule:action:40")
    ]
    assert company.rows("SELECT kind, text FROM crm.notice WHERE employee_id = %s", person(company, "rep2")) == [
        ("recycled", "ABC科技(西安)有限公司")
    ]
    assert ask(company, "rep1", "SELECT crm.run_pool()") == [(False,)], "once a day"


def test_a_day_earlier_nothing_falls(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    _rule(company, pool, "action", 41)
    before = owners(company)
    _run(company)
    assert owners(company) == before


def test_no_opportunity_and_no_order_are_clocks_too(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    company.rows("UPDATE crm.customer SET last_contact_at = now()")
    _rule(company, pool, "opportunity", 30)
    _made(company, 0, "环太科技")
    _run(company)
    assert {name for name, login in owners(company).items() if login is None} == {
        "长江机械",
        "秦岭医药",
        "ABC科技",
        "华新贸易",
    }
    _rule(company, pool, "order", 10)
    ordered = "SET session_replication_role = replica; UPDATE crm.sales_order SET state = 'confirmed', code = 'X' || id, ordered_on = current_date - %s"
    company.rows(ordered, 9)
    _run(company)
    assert owners(company)["环太科技"] == "rep1"
    company.rows(ordered, 10)
    _run(company)
    assert owners(company)["环太科技"] is None


def test_customers_with_an_order_an_open_opportunity_or_a_lock_are_spared(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    _rule(company, pool, "action", 30)
    company.rows("UPDATE crm.sales_order SET state = 'cancelled' WHERE state = 'draft'")
    bought = {
        r[0]
        for r in company.rows(
            "SELECT c.short_name FROM crm.sales_order o JOIN crm.customer c ON c.id = o.customer_id WHERE o.state = 'confirmed'"
        )
    }
    company.rows(
        "UPDATE crm.opportunity SET stage = 'lost' WHERE outcome = 'open' AND customer_id <> %s",
        customer(company, "华新贸易"),
    )
    company.rows("UPDATE crm.customer SET locked = true, locked_until = crm.today() WHERE short_name = 'ABC科技'")
    company.rows("UPDATE crm.customer SET locked = true, locked_until = crm.today() - 1 WHERE short_name = '环太科技'")
    company.rows("UPDATE crm.customer_pool SET spare_ordered = true, spare_open = true")
    _age(company, 40)
    _run(company)
    spared = {name for name, login in owners(company).items() if login}
    assert spared == bought | {"华新贸易", "ABC科技", "蓝天教育"} and len(spared) < 6
    company.rows("UPDATE crm.customer_pool SET spare_ordered = false, spare_open = false, spare_locked = false")
    _run(company)
    assert {name for name, login in owners(company).items() if login} == {"蓝天教育"}


def test_nobody_loses_a_customer_unwarned(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    company.rows("UPDATE crm.customer_pool SET warn_days = 5")
    _rule(company, pool, "action", 30)
    _run(company)  # overdue for ten days when the rule is made: warned first
    assert None not in owners(company).values()
    due = ask(company, "rep1", "SELECT short_name FROM crm.customer WHERE pool_due_on = crm.today() + 5 ORDER BY 1")
    assert due == [("环太科技",), ("长江机械",)]
    assert company.rows("SELECT kind, text FROM crm.notice WHERE employee_id = %s", person(company, "rep1")) == [
        ("pool_soon", "2")
    ]
    # an action takes the warning away at once
    ask(
        company,
        "rep1",
        "INSERT INTO crm.action (kind, customer_id, subject) VALUES ('call', %s, '电话')",
        customer(company, "环太科技"),
    )
    assert ask(company, "rep1", "SELECT short_name FROM crm.customer WHERE pool_due_on IS NOT NULL") == [("长江机械",)]
    company.rows("UPDATE crm.pool_due SET warned_on = warned_on - 5")
    _run(company)
    assert owners(company)["长江机械"] is None and owners(company)["环太科技"] == "rep1"


def test_falling_in_is_nobodys_edit_and_stands_in_the_history(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    company.rows("UPDATE crm.customer_pool SET warn_days = 100")
    _rule(company, pool, "action", 50)
    before = company.rows("SELECT id, version, updated_by FROM crm.customer ORDER BY id")
    trail = company.rows("SELECT count(*) FROM crm.audit WHERE table_name = 'customer'")
    _run(company)
    assert company.rows("SELECT count(*) FROM crm.customer WHERE pool_due_on IS NOT NULL") == [(5,)]
    assert company.rows("SELECT count(*) FROM crm.audit WHERE table_name = 'customer'") == trail
    assert company.rows("SELECT id, version, updated_by FROM crm.customer ORDER BY id") == before


def test_one_look_at_all_customers_for_all_rules(idle: tuple[AccountSet, int]) -> None:
    """Set-based: one scan of the customers whatever the number of rules and pools, no look at single rows."""
    company, pool = idle
    for clock in ("action", "opportunity", "order"):
        for grade in ("", "A", "B"):
            _rule(company, pool, clock, 30, grade)
    ((body,),) = company.rows("SELECT prosrc FROM pg_proc WHERE proname = 'idle_customers'")
    plan = "\n".join(row[0] for row in company.rows("EXPLAIN " + body.replace("%", "%%")))
    assert (
        plan.count("on customer c") == 1 and plan.count("on opportunity o") == 1 and plan.count("on sales_order o") == 1
    )


def test_every_customer_is_read_once_whatever_the_number_of_grades(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    for grade in ("", "A", "B", "C", "D"):
        _rule(company, pool, "action", 30, grade)
    ((body,),) = company.rows("SELECT prosrc FROM pg_proc WHERE proname = 'idle_customers'")
    ((plans,),) = company.rows("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + body.replace("%", "%%"))
    read = [n["Actual Rows"] * n["Actual Loops"] for n in _nodes(plans[0]["Plan"]) if n.get("Alias") == "c"]
    ((mine,),) = company.rows("SELECT count(*) FROM crm.customer WHERE owner_id IS NOT NULL")
    assert read and 0 < sum(read) <= mine


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for below in plan.get("Plans", []) for node in _nodes(below))]


def _notices(company: AccountSet) -> list[tuple[Any, ...]]:
    return company.rows(
        "SELECT e.login, n.kind, n.text FROM crm.notice n JOIN crm.employee e ON e.id = n.employee_id ORDER BY 1, 2, 3"
    )


def test_a_day_is_done_in_pieces_and_told_once_at_its_end(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    _rule(company, pool, "action", 40)
    company.rows("DELETE FROM crm.pool_run")
    left = []
    for _ in range(10):
        more = ask(company, "rep1", "SELECT crm.run_pool(2)")
        left.append(sum(login is not None for login in owners(company).values()))
        if more == [(False,)]:
            break
    assert left == [4, 2, 1, 1]  # rep3 is no member; the last one only says that the day is over
    assert company.rows("SELECT fallen, warned, ended_at IS NOT NULL FROM crm.pool_run") == [(5, 0, True)]
    assert company.rows("SELECT count(*) FROM crm.pool_work") == [(0,)]
    assert _notices(company) == [
        ("lead1", "recycled", "北京华新贸易有限责任公司"),
        ("rep1", "recycled", "2"),
        ("rep2", "recycled", "2"),
    ]


def test_what_broke_off_yesterday_is_told_and_goes_on_today(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    _rule(company, pool, "action", 40)
    company.rows("DELETE FROM crm.pool_run")
    assert ask(company, "rep1", "SELECT crm.run_pool(2)") == [(True,)]
    assert sum(login is None for login in owners(company).values()) == 2 and not _notices(company)
    company.rows("SET session_replication_role = replica; UPDATE crm.pool_run SET day = day - 1")
    assert ask(company, "rep1", "SELECT crm.run_pool()") == [(True,)]
    assert sum(login is None for login in owners(company).values()) == 5
    assert company.rows("SELECT fallen FROM crm.pool_run WHERE ended_at IS NOT NULL ORDER BY day") == [(2,), (3,)]
    told = _notices(company)
    assert len(told) >= 3
    company.rows("SET session_replication_role = replica; UPDATE crm.pool_run SET day = day - 10")
    assert ask(company, "rep1", "SELECT crm.run_pool()") == [(True,)]
    assert _notices(company) == told, "each day is told once"


def test_what_happens_between_plan_and_work_counts(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    _rule(company, pool, "action", 40)
    _rule(company, pool, "opportunity", 35, "C")
    company.rows("DELETE FROM crm.pool_run; UPDATE crm.customer_pool SET warn_days = 5")
    company.rows("INSERT INTO crm.pool_run (day) VALUES (crm.today())")
    assert company.rows("SELECT count(*) FROM crm.pool_work WHERE NOT falls") == [(5,)]
    called = customer(company, "环太科技")
    ask(company, "rep1", "INSERT INTO crm.action (kind, customer_id, subject) VALUES ('call', %s, '电话')", called)
    company.rows("UPDATE crm.pool_due SET clock = 'opportunity' WHERE customer_id = %s", customer(company, "长江机械"))
    ask(
        company,
        "rep1",
        "INSERT INTO crm.opportunity (name, customer_id, stage) VALUES ('新商机', %s, 'prospecting')",
        customer(company, "长江机械"),
    )
    assert ask(company, "rep1", "SELECT crm.run_pool()") == [(True,)]
    assert ask(company, "rep1", "SELECT count(*) FROM crm.customer WHERE pool_due_on IS NOT NULL") == [(0,)]
    assert company.rows("SELECT count(*) FROM crm.customer WHERE pool_due_on IS NOT NULL") == [(3,)]


def test_nobody_waits_for_the_night_and_the_night_for_nobody(idle: tuple[AccountSet, int]) -> None:
    company, pool = idle
    _rule(company, pool, "action", 40)
    company.rows("DELETE FROM crm.pool_run")
    edited, other = customer(company, "环太科技"), customer(company, "蓝天教育")
    with closing(company.connect("rep1")) as editor, closing(company.connect("rep3")) as night:
        editor.cursor().execute("UPDATE crm.customer SET phone = '029-1' WHERE id = %s", (edited,))
        with night.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            cursor.execute("SELECT crm.run_pool(4)")  # one of the four is being written: it is passed over
        assert sum(login is None for login in owners(company).values()) == 0, "not committed yet"
        ask(company, "boss", "SET lock_timeout = '3s'; UPDATE crm.customer SET phone = '029-2' WHERE id = %s", other)
        night.commit()
        assert owners(company)["环太科技"] == "rep1"
        editor.commit()
    while ask(company, "rep1", "SELECT crm.run_pool(4)") == [(True,)]:
        pass
    assert {name for name, login in owners(company).items() if login} == {"蓝天教育"}
