"""Attacks on the cost price: by price rules, their history and trail, explanations, previews, plans and error texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet

COST = Decimal("4200")
#: what only the arithmetic of a price made from the cost would tell
ARITHMETIC = {"base", "discount", "rounding", "rounding_way", "surcharge", "margin_min", "margin_max", "steps"}


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    """Let the clerk maintain prices and read the trail without seeing costs.

    Product 1 has a price made from its cost, product 2 one that was and is fixed now; pm, who sees costs, wrote them.
    """
    account_set.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, m, a, 'all' FROM crm.role r, "
        "unnest(ARRAY['price', 'product', 'audit']) m, unnest(ARRAY['view', 'create', 'edit', 'delete']) a WHERE r.code = 'commerce' "
        "ON CONFLICT (role_id, module, action) DO UPDATE SET scope = 'all' RETURNING id"
    )
    with closing(account_set.connect("pm")) as pm, pm, pm.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm.price (price_list_id, product_id, method, base, discount, rounding, surcharge, margin_min) "
            "SELECT id, 1, 'formula', 'cost', -10, 50, -1, 100 FROM crm.price_list WHERE code = 'VIP'"
        )
        cursor.execute(
            "INSERT INTO crm.price (price_list_id, product_id, method, base, discount) "
            "SELECT id, 2, 'percentage', 'cost', -25 FROM crm.price_list WHERE code = 'VIP'"
        )
        pm.commit()
        cursor.execute("UPDATE crm.price SET discount = -30 WHERE product_id = 2 AND method = 'percentage'")
        cursor.execute(
            "UPDATE crm.price SET method = 'fixed', price = 1500 WHERE product_id = 2 AND method = 'percentage'"
        )
        cursor.execute("UPDATE crm.product_cost SET cost = 1190 WHERE product_id = 2")
    return account_set


@pytest.fixture
def clerk(company: AccountSet) -> Iterator[Connection]:
    """Give the connection of one who maintains prices and reads the trail, but sees no costs."""
    with closing(company.connect("clerk")) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def pm(company: AccountSet) -> Iterator[Connection]:
    """Give the connection of one who sees costs."""
    with closing(company.connect("pm")) as connection:
        yield connection
        connection.rollback()


def _all(connection: Connection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _rules(company: AccountSet) -> tuple[int, int]:
    (formula,), (once,) = company.rows(
        "SELECT p.id FROM crm.price p JOIN crm.price_list l ON l.id = p.price_list_id WHERE l.code = 'VIP' AND product_id IN (1, 2) "
        "ORDER BY product_id"
    )
    return formula, once


_FOR_1 = "(SELECT min(id) FROM crm.price_list WHERE code = 'VIP')"


def test_the_price_is_told_without_its_arithmetic(company: AccountSet, clerk: Connection, pm: Connection) -> None:
    sql = f"SELECT unit_price, explanation FROM crm.price_for(1, NULL, 1, current_date, {_FOR_1})"
    ((price, why),) = _all(clerk, sql)
    assert price == 4599
    assert not ARITHMETIC & set(why) and why["closed"]
    ((_price, open_why),) = _all(pm, sql)
    assert open_why["steps"][0] == {"step": "base", "what": "cost", "value": 4200}
    # neither does a list that rests on that list tell more, however deep
    with company.connect_admin() as admin, admin.cursor() as cursor:
        cursor.execute("INSERT INTO crm.price_list (code, name) VALUES ('UP1', '上级') RETURNING id")
        cursor.execute(
            "INSERT INTO crm.price (price_list_id, method, base, base_list_id, discount) SELECT a.id, 'percentage', 'price_list', b.id, 5 "
            "FROM crm.price_list a, crm.price_list b WHERE a.code = 'UP1' AND b.code = 'VIP'"
        )
    ((_price, above),) = _all(
        clerk,
        "SELECT unit_price, explanation FROM crm.price_for(1, NULL, 1, current_date, (SELECT id FROM crm.price_list WHERE code = 'UP1'))",
    )
    assert above["base_list"]["closed"] and not ARITHMETIC & set(above["base_list"])
    assert "cost" not in json.dumps(above) and "4200" not in json.dumps(above)


def test_the_rules_that_lost_tell_nothing_of_costs(company: AccountSet, clerk: Connection, pm: Connection) -> None:
    sql = f"SELECT price_id, discount FROM crm.price_rules_of(1, NULL, 1, current_date, {_FOR_1})"
    formula, _once = _rules(company)
    assert dict(_all(pm, sql))[formula] == -10
    assert dict(_all(clerk, sql))[formula] is None, "it won, so it is named; its discount is not"
    _all(pm, "INSERT INTO crm.price (price_list_id, product_id, method, price, min_quantity) SELECT id, 1, 'fixed', 1, 1 FROM crm.price_list WHERE code = 'VIP'")  # fmt: skip
    pm.commit()
    try:
        assert formula in dict(_all(pm, sql))
        assert formula not in dict(_all(clerk, sql)), "lost: not even named"
    finally:
        _all(pm, "DELETE FROM crm.price WHERE product_id = 1 AND price = 1 AND min_quantity = 1")
        pm.commit()


def test_the_rules_themselves_are_not_there(company: AccountSet, clerk: Connection, pm: Connection) -> None:
    formula, once = _rules(company)
    for sql in (
        "SELECT count(*) FROM crm.price WHERE id = %s",
        "SELECT count(*) FROM crm.price WHERE id = %s AND discount = -10",
        "SELECT count(*) FROM crm.record_history('price', %s)",
    ):
        assert _all(pm, sql, formula)[0][0] > 0, sql
        assert _all(clerk, sql, formula) == [(0,)], sql
    assert _all(clerk, "SELECT base, discount, surcharge, price FROM crm.price WHERE id = %s", once) == [
        ("list_price", 0, 0, 1500)
    ], "made fixed, it has forgotten what it was made by"
    history = _all(clerk, "SELECT old, new FROM crm.record_history('price', %s)", once)
    assert history, "its fixed prices are told"
    assert not any(ARITHMETIC & set(side or {}) for pair in history for side in pair)
    assert any(
        "discount" in (new or {})
        for _old, new in _all(pm, "SELECT old, new FROM crm.record_history('price', %s)", once)
    )


@pytest.mark.parametrize("change", ["discount = 0", "method = 'fixed', price = 1", "base = 'list_price'", "note = 'x'"])
def test_a_rule_from_the_cost_is_not_changed_blindly(
    company: AccountSet, clerk: Connection, pm: Connection, change: str
) -> None:
    formula, _once = _rules(company)
    for connection, reached in ((clerk, 0), (pm, 1)):
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE crm.price SET {change} WHERE id = %s", (formula,))
            assert cursor.rowcount == reached
        connection.rollback()


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO crm.price (price_list_id, product_id, method, base, discount) SELECT id, 3, 'percentage', 'cost', 0 FROM crm.price_list WHERE code = 'VIP'",
        "INSERT INTO crm.price (price_list_id, class_id, method, base, margin_min) SELECT id, 1, 'formula', 'cost', 0 FROM crm.price_list WHERE code = 'STD'",
        "UPDATE crm.price SET method = 'percentage', base = 'cost', discount = 0 WHERE product_id = 3",
        "INSERT INTO crm.price (price_list_id, product_id, method, base) VALUES (2, 3, 'formula', 'cost') ON CONFLICT DO NOTHING",
    ],
)  # fmt: skip
def test_nobody_makes_a_price_from_a_cost_he_may_not_see(clerk: Connection, pm: Connection, sql: str) -> None:
    with clerk.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege) as refused:
        cursor.execute(sql)
    assert "5100" not in str(refused.value), "the text tells no cost"
    clerk.rollback()
    with pm.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount == 1


def test_history_tells_prices_to_all_and_costs_to_some(company: AccountSet, clerk: Connection, pm: Connection) -> None:
    sql = "SELECT what, method, old, new FROM crm.price_history(2)"
    assert ("cost", None, Decimal(1180), Decimal(1190)) in _all(pm, sql)
    rows = _all(clerk, sql)
    assert ("price", None, None, Decimal(1500)) in rows
    assert "cost" not in {what for what, *_ in rows}
    assert not any(method in ("percentage", "formula") for _, method, *_ in rows), "not even how it was made"


def test_the_course_of_a_price_tells_no_cost(company: AccountSet, clerk: Connection, pm: Connection) -> None:
    """What a price was anybody may know who saw it; not what it was made from, nor that the cost changed it, nor who did."""
    columns = "login, cause, operation, old, new, closed"
    course = f"SELECT {columns} FROM crm.price_course(1, {_FOR_1})"
    began, made = ("postgres", "began", "I", None, Decimal("4499.1"), False), (Decimal("4499.1"), Decimal(4599))
    assert _all(pm, course)[-2:] == [("pm", "rule", "I", *made, False), began]
    assert _all(clerk, course)[-2:] == [(None, "closed", None, *made, True), began]
    _all(pm, "UPDATE crm.product_cost SET cost = 4300 WHERE product_id = 1")
    pm.commit()
    try:
        assert _all(pm, course)[0] == ("pm", "cost", "U", Decimal(4599), Decimal(4749), False)
        assert _all(clerk, course)[0] == (None, "closed", None, Decimal(4599), Decimal(4749), True)
        assert not any("cost" in str(row) for row in _all(clerk, "SELECT * FROM crm.price_course(1, 2)"))
    finally:
        _all(pm, "UPDATE crm.product_cost SET cost = 4200 WHERE product_id = 1")
        pm.commit()


@pytest.mark.parametrize("at_last", ["cost", "list_price", "fixed", "deleted"])
@pytest.mark.parametrize("asked", ["itself", "a list on it"])
def test_two_bases_of_one_arithmetic_are_never_told_together(
    company: AccountSet, clerk: Connection, pm: Connection, at_last: str, asked: str
) -> None:
    """Who knows the list price and what was made from it knows the discount; with that the cost would be reckoned back."""
    sql = "INSERT INTO crm.price_list (name) VALUES ('one'), ('other') RETURNING id"
    (below,), (above,) = company.rows(sql)
    ((rule,),) = _all(
        pm,
        "INSERT INTO crm.price (price_list_id, product_id, method, discount) VALUES (%s, 3, 'percentage', 7) RETURNING id",
        below,
    )
    sql = "INSERT INTO crm.price (price_list_id, product_id, method, base, base_list_id) VALUES (%s, 3, 'percentage', 'price_list', %s)"
    _all(pm, sql, above, below)
    pm.commit()
    _all(pm, "UPDATE crm.price SET base = 'cost' WHERE id = %s", rule)
    pm.commit()
    last = {
        "cost": "SELECT %s",
        "list_price": "UPDATE crm.price SET base = 'list_price' WHERE id = %s",
        "fixed": "UPDATE crm.price SET method = 'fixed', price = 777 WHERE id = %s",
        "deleted": "DELETE FROM crm.price WHERE id = %s",
    }
    _all(pm, last[at_last], rule)
    pm.commit()
    ((listed, cost),) = company.rows(
        "SELECT p.list_price, k.cost FROM crm.product p JOIN crm.product_cost k ON k.product_id = p.id WHERE p.id = 3"
    )
    by_list, by_cost = listed * Decimal("0.93"), cost * Decimal("0.93")
    course, price_list = "SELECT new, old, closed FROM crm.price_course(3, %s)", below if asked == "itself" else above
    whole, seen = _all(pm, course, price_list), _all(clerk, course, price_list)
    assert {by_list, by_cost} < {new for new, *_ in whole}, "who sees costs is told both"
    told = {price for new, old, _closed in seen for price in (new, old)}
    assert (by_list in told, by_cost in told) == (at_last in ("list_price", "fixed"), at_last == "cost")
    assert any(new is None and closed for new, _old, closed in seen), "that something held is told"
    ((now,),) = _all(clerk, "SELECT unit_price FROM crm.prices_for('{3}', NULL, NULL, NULL, %s)", price_list)
    assert seen[0][0] == now, "what it costs today everybody knows"


def test_the_trail_and_plans_of_explain_tell_no_cost(company: AccountSet, clerk: Connection, pm: Connection) -> None:
    sql = "SELECT count(*) FROM crm.audit WHERE table_name IN ('price', 'product_cost')"
    assert company.rows(sql)[0][0] > 0
    assert _all(clerk, "SELECT count(*) > 0 FROM crm.audit WHERE table_name = 'right_rule'") == [(True,)], (
        "he reads the trail"
    )
    assert _all(clerk, sql) == [(0,)]
    formula, _once = _rules(company)
    plan = json.dumps(
        _all(
            clerk,
            "EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) SELECT * FROM crm.price WHERE id = %s AND discount < 0",
            formula,
        )[0][0]
    )
    assert "4200" not in plan and "-10" not in plan
    for attack in (
        "EXPLAIN SELECT cost FROM crm.product_cost",
        "SELECT cost FROM crm.product_cost WHERE cost > 1 / (cost - 4200)",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege) as refused:
            _all(clerk, attack)
        assert "4200" not in str(refused.value)
        clerk.rollback()
    sql = "SELECT count(*) FROM pg_stats WHERE tablename = 'product_cost' AND attname = 'cost'"
    assert _all(clerk, sql) == [(0,)]
    assert _all(pm, "SELECT max(cost) FROM crm.product_cost") == [(5100,)]


def test_a_leaky_function_in_the_filter_sees_no_hidden_rule(company: AccountSet, clerk: Connection) -> None:
    """A cast that fails tells its input, where it may run before the policy: here it runs after."""
    formula, _once = _rules(company)
    try:
        rows = _all(
            clerk,
            "SELECT id FROM crm.price WHERE id = %s AND CASE WHEN base = 'cost' THEN (base || discount)::int > 0 ELSE true END",
            formula,
        )
        assert rows == []
    except psycopg2.Error as error:
        pytest.fail(f"told: {error}")
    ((there,),) = company.rows("SELECT base || discount FROM crm.price WHERE id = %s", formula)
    assert there == "cost-10.0000"


def test_undo_brings_back_no_rule_from_the_cost(company: AccountSet, clerk: Connection) -> None:
    """What an undo writes is one's own bulk only; another's is refused."""
    with closing(company.connect("pm")) as pm, pm, pm.cursor() as cursor:
        cursor.execute("SELECT crm.begin_bulk('price_update', '')")
        ((bulk,),) = cursor.fetchall()
        cursor.execute("UPDATE crm.price SET discount = -11 WHERE id = %s", (_rules(company)[0],))
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        _all(clerk, "SELECT crm.undo_bulk(%s)", bulk)
    clerk.rollback()
    with closing(company.connect("pm")) as pm, pm:
        assert _all(pm, "SELECT crm.undo_bulk(%s)", bulk) == [(1,)]


def test_no_earlier_state_tells_the_arithmetic_not_even_from_the_archive(
    company: AccountSet, clerk: Connection, pm: Connection
) -> None:
    _formula, once = _rules(company)
    ((before,),) = company.rows(
        "SELECT max(at) - interval '1 microsecond' FROM crm.audit WHERE table_name = 'price' AND record_id = %s AND new ->> 'method' = 'fixed'",
        once,
    )
    as_of = "SELECT crm.record_as_of('price', %s, %s)"
    history = "SELECT old, new FROM crm.record_history('price', %s)"
    for archived in (False, True):
        if archived:
            company.rows("SELECT crm.seal_audit()")
            assert company.rows("SELECT crm.archive_audit(now() + interval '1 day')")[0][0] > 0
            assert company.rows(
                "SELECT count(*) FROM crm.audit WHERE table_name = 'price' AND record_id = %s", once
            ) == [(0,)]
        ((seen,),) = _all(pm, as_of, once, before)
        assert (seen["base"], seen["discount"]) == ("cost", -30), "who sees costs sees how it was"
        ((hidden,),) = _all(clerk, as_of, once, before)
        assert hidden is not None and not ARITHMETIC & set(hidden)
        rows = _all(clerk, history, once)
        assert rows and not any(ARITHMETIC & set(side or {}) for pair in rows for side in pair)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            _all(clerk, "SELECT * FROM crm.list_as_of('price', %s)", before)
        clerk.rollback()
        trail = "SELECT count(*) FROM crm.trail(NULL, NULL, NULL, 'price', NULL, NULL, NULL, 500)"
        assert _all(clerk, trail) == [(0,)]
        # the archive is part of the history of prices
        assert ("price", None, None, Decimal(1500)) in _all(
            clerk, "SELECT what, method, old, new FROM crm.price_history(2)"
        )
