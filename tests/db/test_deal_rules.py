"""Prices, stages and orders: what the database decides by itself."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.db.pricekit import Run, add_rule, ask_price, run_fixture

__all__ = ["run_fixture"]


def _price(run: Run, quantity: int = 1, day: str = "2026-06-01") -> Decimal | None:
    return ask_price(run, quantity=quantity, day=day).price


def test_the_most_specific_price_rule_wins(run: Run) -> None:
    assert _price(run) == Decimal("4499.1"), "all: ten per cent off the list price 4999"
    ((pc, hardware),) = run("SELECT c.id, c.parent_id FROM crm.product_class c WHERE c.code = 'PC'")
    add_rule(run, class_id=hardware, method="percentage", discount=20)
    assert _price(run) == Decimal("3999.2")
    add_rule(run, class_id=pc, method="percentage", discount=30)
    assert _price(run) == Decimal("3499.3"), "the nearest class"
    add_rule(run, product_id=1, method="fixed", price=4000)
    assert _price(run) == 4000
    add_rule(run, product_id=1, method="fixed", price=3900, min_quantity=10)
    assert (_price(run, 9), _price(run, 10)) == (4000, 3900)
    add_rule(run, product_id=1, method="fixed", price=3000, valid_from="2026-07-01", valid_to="2026-07-31")
    assert (_price(run, day="2026-06-30"), _price(run, day="2026-07-01"), _price(run, day="2026-08-01")) == (
        4000,
        3000,
        4000,
    )


def test_a_formula_rounds_adds_and_keeps_its_margins(run: Run) -> None:
    add_rule(run, product_id=1, method="formula", base="cost", discount=-10, rounding=50, surcharge=-1)
    assert _price(run) == 4599, "4200 + 10 % = 4620, to the next 50 is 4600, less 1"
    run("UPDATE crm.price SET margin_min = 500 WHERE product_id = 1 AND method = 'formula'")
    assert _price(run) == 4700
    run("UPDATE crm.price SET margin_min = NULL, margin_max = 100 WHERE product_id = 1 AND method = 'formula'")
    assert _price(run) == 4300
    run("DELETE FROM crm.product_cost WHERE product_id = 1")
    assert _price(run) is None, "no price is better than a wrong one"


def test_a_list_may_rest_on_another_and_fall_back_to_the_standard_one(run: Run) -> None:
    run(
        "UPDATE crm.price SET base = 'price_list', base_list_id = (SELECT id FROM crm.price_list WHERE code = 'STD'), discount = 50 "
        "WHERE price_list_id = (SELECT id FROM crm.price_list WHERE code = 'VIP')"
    )
    assert _price(run) == Decimal("2499.5")
    run("DELETE FROM crm.price WHERE price_list_id = (SELECT id FROM crm.price_list WHERE code = 'VIP')")
    run("UPDATE crm.price SET price = 4444 WHERE product_id = 1")
    assert _price(run) == 4444


def test_the_stage_decides(run: Run) -> None:
    ((made,),) = run(
        "INSERT INTO crm.opportunity (name, stage, customer_id, probability) VALUES ('x', 'engaging', 1, 45) RETURNING id"
    )

    def move(stage: str) -> tuple[Any, ...]:
        return run(
            "UPDATE crm.opportunity SET stage = %s, outcome = 'open' WHERE id = %s RETURNING outcome, probability, closed_on IS NULL",
            stage,
            made,
        )[0]

    assert run("SELECT probability FROM crm.opportunity WHERE id = %s", made) == [(45,)]
    assert move("negotiation") == ("open", 75, True)
    assert move("won") == ("won", 100, False)
    assert move("lost") == ("lost", 0, False)
    assert move("engaging") == ("open", 30, True)
    steps = run("SELECT from_stage, to_stage FROM crm.opportunity_stage WHERE opportunity_id = %s ORDER BY id", made)
    assert steps == [
        ("", "engaging"),
        ("engaging", "negotiation"),
        ("negotiation", "won"),
        ("won", "lost"),
        ("lost", "engaging"),
    ]
    with pytest.raises(psycopg2.errors.CheckViolation, match="choice_unknown"):
        move("nowhere")


def _order(cursor: Any, state: str) -> int:
    cursor.execute(
        "SELECT min(o.id) FROM crm.sales_order o JOIN crm.employee e ON e.id = o.owner_id WHERE o.state = %s", (state,)
    )
    return int(cursor.fetchone()[0])


@pytest.mark.parametrize("sql", [
    "UPDATE crm.sales_order SET customer_id = customer_id + 1 WHERE id = {confirmed}", "UPDATE crm.sales_order SET ordered_on = '2020-01-01' WHERE id = {confirmed}",
    "UPDATE crm.sales_order SET code = 'x' WHERE id = {confirmed}",
    "UPDATE crm.sales_order SET state = 'delivered' WHERE id = {confirmed}; UPDATE crm.sales_order SET state = 'draft' WHERE id = {confirmed}",
    "UPDATE crm.sales_order SET state = 'delivered' WHERE id = {draft}", "DELETE FROM crm.sales_order WHERE id = {confirmed}",
    "UPDATE crm.sales_order_line SET quantity = 1 WHERE order_id = {confirmed}", "DELETE FROM crm.sales_order_line WHERE order_id = {confirmed}",
    "UPDATE crm.sales_order_line SET order_id = {draft} WHERE order_id = {confirmed}", "UPDATE crm.sales_order_line SET order_id = {confirmed} WHERE order_id = {draft}",
    "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) VALUES ({confirmed}, 1, 1, 1)",
    "UPDATE crm.sales_order SET state = 'cancelled' WHERE id = {confirmed}; DELETE FROM crm.sales_order WHERE id = {confirmed}",
    "DELETE FROM crm.sales_order_line WHERE order_id = {draft}; UPDATE crm.sales_order SET state = 'confirmed' WHERE id = {draft}",
    "INSERT INTO crm.sales_order (customer_id, state) VALUES (1, 'confirmed')", "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) VALUES ({draft}, 1, -1, 1)",
])  # fmt: skip
def test_a_confirmed_order_is_closed(psql_as: Callable[[str], Connection], sql: str) -> None:
    connection = psql_as("boss")
    with connection.cursor() as cursor:
        ids = {state: _order(cursor, state) for state in ("draft", "confirmed")}
        with pytest.raises((psycopg2.errors.CheckViolation, psycopg2.errors.InsufficientPrivilege)):
            cursor.execute(sql.format(**ids))
    connection.rollback()


def test_amount_tax_and_cost_follow_the_lines(run: Run) -> None:
    ((order,),) = run("INSERT INTO crm.sales_order (customer_id) VALUES (1) RETURNING id")
    run(
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price, discount) VALUES (%s, 1, 3, 100.005, 10), (%s, 2, 1, 113, 0)",
        order,
        order,
    )
    assert run("SELECT amount, tax_amount FROM crm.sales_order WHERE id = %s", order) == [(27001 + 11300, 3106 + 1300)]
    assert run("SELECT sum(cost)::bigint FROM crm.sales_order_cost WHERE order_id = %s", order) == [
        (3 * 420000 + 118000,)
    ]
    run("UPDATE crm.product_cost SET cost = 1 WHERE product_id = 1")
    run("UPDATE crm.sales_order_line SET quantity = 1 WHERE order_id = %s AND product_id = 1", order)
    assert run("SELECT sum(cost)::bigint FROM crm.sales_order_cost WHERE order_id = %s", order) == [
        (420000 + 118000,)
    ], "the cost of the day it was written"
    run("DELETE FROM crm.product_cost WHERE product_id = 3")
    run("UPDATE crm.sales_order_line SET product_id = 3 WHERE order_id = %s AND product_id = 1", order)
    assert run("SELECT sum(cost)::bigint FROM crm.sales_order_cost WHERE order_id = %s", order) == [(118000,)], (
        "no known cost is none"
    )


def test_children_follow_the_owner(run: Run) -> None:
    ((new,),) = run("SELECT id FROM crm.employee WHERE login = 'rep3'")
    for table, key in (("customer", "customer_id"), ("sales_order", "order_id")):
        ((row,),) = run(
            f"UPDATE crm.{table} SET owner_id = %s WHERE id = (SELECT min(id) FROM crm.{table}) RETURNING id", new
        )
        for child in ("contact", "action") if table == "customer" else ("sales_order_line", "sales_order_cost"):
            assert run(f"SELECT DISTINCT owner_id FROM crm.{child} WHERE {key} = %s", row) == [(new,)]


@pytest.mark.parametrize(("kind", "good", "bad"), [
    ("text", '"a"', "1"), ("integer", "5", "5.5"), ("number", "5.5", '"5.5"'), ("money", "100", '"100"'), ("bool", "true", '"yes"'),
    ("date", '"2026-02-28"', '"2026-02-31"'), ("choice", '"A"', '"Z"'), ("choices", '["A", "B"]', '["A", "Z"]'),
    ("percent", "12.25", "12.255"), ("phone", '"400-800-1234"', '"none"'), ("email", '"a@b.cn"', '"a b@b.cn"'), ("url", '"https://b.cn"', '"javascript:a.b"'),
    ("datetime", '"2026-02-28T23:59:59+00:00"', '"2026-02-28T24:00:00+00:00"'),
])  # fmt: skip
def test_own_attributes_hold_what_they_may(run: Run, kind: str, good: str, bad: str) -> None:
    run(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, dictionary) VALUES ('customer', 'own', '自定', %s, 'customer_grade')",
        kind,
    )
    run("UPDATE crm.customer SET attrs = %s WHERE id = 1", f'{{"own": {good}}}')
    with pytest.raises(psycopg2.errors.CheckViolation, match="attribute_wrong_kind"):
        run("UPDATE crm.customer SET attrs = %s WHERE id = 1", f'{{"own": {bad}}}')


def test_unknown_attributes_choices_and_loops_are_refused(run: Run) -> None:
    for number, (sql, rule) in enumerate(
        [
            ("UPDATE crm.customer SET attrs = '{\"nothing\": 1}' WHERE id = 1", "attribute_unknown"),
            ("UPDATE crm.customer SET grade = 'Z' WHERE id = 1", "choice_unknown"),
            (
                "UPDATE crm.employee SET superior_id = (SELECT id FROM crm.employee WHERE login = 'rep1') WHERE login = 'boss'",
                "employee_loop",
            ),
            (
                "UPDATE crm.department SET parent_id = (SELECT id FROM crm.department WHERE name = '销售一部') WHERE name = '销售部'",
                "department_loop",
            ),
        ]
    ):
        run(f"SAVEPOINT s{number}")
        with pytest.raises(psycopg2.errors.CheckViolation, match=rule):
            run(sql)
        run(f"ROLLBACK TO s{number}")
