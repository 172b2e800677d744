"""Units of measure: exact factors, what a box costs, what a line keeps, and who may not say otherwise."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy.orm import Session

from crm_desktop.db import records
from crm_desktop.sales import services
from crm_desktop.shell import registry
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet
from tests.db.pricekit import Answer, Run, add_rule, ask_price, run_fixture

Psql = Callable[[str], Connection]
D = Decimal
__all__ = ["run_fixture"]
CABLE = "(SELECT id FROM crm.product WHERE name LIKE '网线%%')"  # 480 a unit; a box holds ten


def _price(run: Run, quantity: object, unit: str | None) -> Answer:
    ((cable,),) = run(f"SELECT {CABLE}")
    return ask_price(run, cable, quantity, customer="NULL", unit=unit)


def _rule(run: Run, **columns: Any) -> int:
    ((cable,),) = run(f"SELECT {CABLE}")
    return add_rule(run, "STD", product_id=cable, **columns)


def test_a_box_costs_what_its_pieces_cost_and_says_so(run: Run) -> None:
    assert [(p.price, p.listed) for p in (_price(run, 2, None), _price(run, 2, "unit"))] == [(480, 480)] * 2
    price, floor, why, listed = _price(run, 2, "box")
    assert (price, listed) == (D(4800), D(4800))
    assert why["steps"][-1] == {"step": "unit", "unit": "box", "factor": 10, "divisor": 1, "value": 4800}
    assert why["in_unit"] == {"unit": "box", "base": "unit", "factor": 10, "divisor": 1, "pieces": 20}
    assert floor == 4080, "85 % of 480, ten of them"
    price, _, why, _ = _price(run, 1, "pack")
    assert price is None
    assert why["steps"][-1]["step"] == "no_unit"


def test_quantity_breaks_count_pieces_whatever_the_unit(run: Run) -> None:
    _rule(run, min_quantity=20, price=450)
    assert _price(run, 19, None).price == 480
    assert _price(run, 20, None).price == 450
    assert _price(run, 1, "box").price == 4800
    assert _price(run, 2, "box").price == 4500, "two boxes are twenty"


def test_a_price_of_the_box_itself_comes_first_and_for_boxes_only(run: Run) -> None:
    _rule(run, min_quantity=20, price=450)
    box = _rule(run, unit="box", price=4600)
    many = _rule(run, unit="box", min_quantity=5, method="percentage", discount=10)
    assert _price(run, 100, None).price == 450
    assert _price(run, 2, "box").price == 4600
    price, _, why, _ = _price(run, 5, "box")
    assert price == 4320, "ten per cent off ten times the list price"
    assert (why["unit"], why["steps"][0]["value"]) == ("box", 4800)
    rules = dict(run(f"SELECT price_id, outcome FROM crm.price_rules_of({CABLE}, NULL, 5, current_date, NULL, 'box')"))
    assert (rules[many], rules[box]) == ("won", "smaller_quantity")
    assert "own_unit" in rules.values()
    rules = dict(run(f"SELECT price_id, outcome FROM crm.price_rules_of({CABLE}, NULL, 5)"))
    assert (rules[many], rules[box]) == ("other_unit", "other_unit")


def test_a_list_based_on_another_asks_it_in_the_same_unit(run: Run) -> None:
    _rule(run, unit="box", price=4600)
    for unit, surcharge, expected in (("", 0, 4320), ("box", 5, 4145)):
        # of the base unit: 480 − 10 %, ten times; of the box itself: 4600 − 10 % + 5
        run(
            "INSERT INTO crm.price (price_list_id, product_id, unit, method, base, base_list_id, discount, surcharge) "
            f"SELECT v.id, {CABLE}, %s, 'formula', 'price_list', s.id, 10, %s FROM crm.price_list v, crm.price_list s "
            "WHERE v.code = 'VIP' AND s.code = 'STD'",
            unit,
            surcharge,
        )
        ((price,),) = run(
            f"SELECT unit_price FROM crm.price_for({CABLE}, NULL, 1, current_date, "
            "(SELECT id FROM crm.price_list WHERE code = 'VIP'), 'box')"
        )
        assert price == expected


def test_what_does_not_come_out_even_is_rounded_and_said(run: Run) -> None:
    run("UPDATE crm.product_unit SET unit = 'pack', factor = 1, divisor = 7")
    price, _, why, _ = _price(run, 1, "pack")
    assert price == D("68.5714")
    assert why["steps"][-1]["rounded"] is True
    run("UPDATE crm.product_unit SET factor = 1, divisor = 8")
    assert "rounded" not in _price(run, 1, "pack").why["steps"][-1], "60 exactly"


def test_metres_and_centimetres_are_so_for_all_products(run: Run) -> None:
    run("DELETE FROM crm.product_unit")
    run(f"DELETE FROM crm.product_batch WHERE product_id = {CABLE}")  # received in pieces
    run(f"UPDATE crm.product SET unit = 'metre' WHERE id = {CABLE}")
    assert _price(run, 250, "centimetre").price == D("4.8")
    units = run(f"SELECT unit, factor, divisor FROM crm.units_of({CABLE})")
    assert units == [("metre", 1, 1), ("centimetre", 1, 100)]
    assert _price(run, 1, "kilogram").price is None


def test_many_lines_cost_what_each_alone_costs(run: Run) -> None:
    _rule(run, min_quantity=20, price=450)
    _rule(run, unit="box", min_quantity=3, price=4400)
    units, quantities = ["box", "", "unit", "box", "pack", None], [1, 30, 2, 3, 1, 1]
    ((cable,),) = run(f"SELECT {CABLE}")
    products = [cable] * 6
    got = run(
        "SELECT unit_price, list_price, floor_price, explanation FROM crm.prices_for(%s::bigint[], NULL, %s::numeric[], "
        "current_date, NULL, %s)",
        products,
        quantities,
        units,
    )
    for row, unit, quantity in zip(got, units, quantities, strict=True):
        alone = run(
            "SELECT unit_price, list_price, floor_price, explanation FROM crm.price_for(%s, NULL, %s, current_date, NULL, %s)",
            cable,
            quantity,
            unit,
        )
        assert alone == [row]
    assert [row[0] for row in got] == [4800, 450, 480, 4400, None, 480]


# ── lines ────────────────────────────────────────────


@pytest.fixture
def order(fresh_account_set: AccountSet) -> tuple[AccountSet, int, int]:
    """Give an account set with a draft of rep1 and the cable."""
    ((draft,),) = fresh_account_set.rows(
        "SELECT min(o.id) FROM crm.sales_order o JOIN crm.employee e ON e.id = o.owner_id WHERE e.login = 'rep1' AND o.state = 'draft'"
    )
    ((cable,),) = fresh_account_set.rows(f"SELECT {CABLE}")
    return fresh_account_set, draft, cable


_LINE = "INSERT INTO crm.sales_order_line (order_id, product_id, unit, quantity, unit_price) VALUES (%s, %s, %s, %s, %s) RETURNING id"


def _do(connection: Connection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def test_a_line_keeps_the_factor_it_was_made_with(order: tuple[AccountSet, int, int]) -> None:
    office, draft, cable = order
    with closing(office.connect("rep1")) as rep, rep:
        ((line,),) = _do(rep, _LINE, draft, cable, "box", 2, 4800)
    kept = "SELECT base_quantity, unit_factor, amount, (SELECT cost FROM crm.sales_order_cost WHERE line_id = id) FROM crm.sales_order_line WHERE id = %s"
    assert office.rows(kept, line) == [(20, 10, 960_000, 20 * 30_000)], "the cost of twenty"
    office.rows("UPDATE crm.product_unit SET factor = 12 RETURNING 1")
    with closing(office.connect("rep1")) as rep, rep:
        _do(rep, "UPDATE crm.sales_order_line SET quantity = 3 WHERE id = %s", line)
        assert office.rows(kept, line)[0][:2] == (20, 10), "seen only when committed"
    assert office.rows(kept, line)[0][:2] == (30, 10)
    with closing(office.connect("rep1")) as rep, rep:  # chosen anew, it is today's
        _do(rep, "UPDATE crm.sales_order_line SET unit = '' WHERE id = %s", line)
        _do(rep, "UPDATE crm.sales_order_line SET unit = 'box' WHERE id = %s", line)
    assert office.rows(kept, line)[0][:2] == (36, 12)
    office.rows("DELETE FROM crm.product_unit RETURNING 1")
    with closing(office.connect("rep1")) as rep, rep:
        _do(rep, "UPDATE crm.sales_order_line SET quantity = 1 WHERE id = %s", line)
    assert office.rows(kept, line)[0][:2] == (12, 12)


def test_nobody_forges_a_factor(order: tuple[AccountSet, int, int]) -> None:
    office, draft, cable = order
    with closing(office.connect("rep1")) as rep:
        ((line,),) = _do(rep, _LINE, draft, cable, "box", 1, 4800)
        rep.commit()
        for forged in (
            "UPDATE crm.sales_order_line SET unit_factor = 1 WHERE id = %s",
            "UPDATE crm.sales_order_line SET base_quantity = 1 WHERE id = %s",
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price, unit_divisor) "
            "SELECT order_id, product_id, 1, 1, 5 FROM crm.sales_order_line WHERE id = %s",
            "UPDATE crm.product_unit SET factor = 1000 WHERE %s > 0",
            "INSERT INTO crm.product_unit (product_id, unit, factor) SELECT product_id, 'pack', 5 FROM crm.sales_order_line WHERE id = %s",
            "DELETE FROM crm.measure_unit WHERE %s > 0",
        ):
            with pytest.raises((psycopg2.errors.InsufficientPrivilege, psycopg2.errors.GeneratedAlways)):
                _do(rep, forged, line)
            rep.rollback()


@pytest.mark.parametrize(
    ("unit", "quantity", "rule"),
    [
        ("pack", 1, "unit_not_of_product"),
        ("box", D("1.5"), "quantity_finer_than_unit"),
        ("", D("0.5"), "quantity_finer_than_unit"),
    ],
)
def test_a_line_is_in_a_unit_of_its_product_and_whole(
    order: tuple[AccountSet, int, int], unit: str, quantity: object, rule: str
) -> None:
    office, draft, cable = order
    with closing(office.connect("rep1")) as rep:
        _do(rep, _LINE, draft, cable, "box", 2, 4800)
        with pytest.raises(psycopg2.errors.CheckViolation, match=rule):
            _do(rep, _LINE, draft, cable, unit, quantity, 4800)


def test_a_units_base_stays_while_others_are_counted_in_it(order: tuple[AccountSet, int, int]) -> None:
    office, _draft, cable = order
    with closing(office.connect("pm")) as pm:
        _do(pm, "UPDATE crm.product SET unit = 'piece' WHERE id <> %s", cable)
        for sql, rule in (
            ("UPDATE crm.product SET unit = 'piece' WHERE id = %s", "product_base_unit_stays"),
            ("INSERT INTO crm.product_unit (product_id, unit, factor) VALUES (%s, 'unit', 2)", "product_unit_is_base"),
            ("INSERT INTO crm.product_unit (product_id, unit, factor) VALUES (%s, 'nonsense', 2)", "choice_unknown"),
            ("INSERT INTO crm.product_unit (product_id, unit, factor) VALUES (%s, 'pack', 0)", "factor_positive"),
            (
                "INSERT INTO crm.price (price_list_id, product_id, unit, price) SELECT min(id), %s, 'pack', 1 FROM crm.price_list",
                "unit_not_of_product",
            ),
        ):
            pm.commit()
            with pytest.raises(psycopg2.errors.CheckViolation, match=rule):
                _do(pm, sql, cable)
            pm.rollback()


def test_an_order_is_written_in_boxes(login: Callable[[str], Session]) -> None:
    session = login("rep1")
    answer = services.price_line(session, product_id=4, customer_id=None, quantity=D(2), day=date.today(), unit="box")
    assert (answer.unit, answer.units, answer.unit_price) == ("box", ("unit", "box"), 4800)
    other = services.price_line(session, product_id=1, customer_id=None, quantity=D(2), day=date.today(), unit="box")
    assert (other.unit, other.units) == ("unit", ("unit",)), "what is not sold by the box costs what one costs"
    ((customer,),) = session.connection().exec_driver_sql("SELECT min(id) FROM crm.customer").all()
    order = services.create_order(
        session,
        values={"customer_id": customer, "ordered_on": date.today()},
        lines=[{"product_id": 4, "quantity": D(2), "unit": "box"}],
    )
    (line,) = services.list_lines(session, order_id=order.id)
    assert (line.values["unit"], line.values["base_quantity"], line.values["units"]) == ("box", 20, ("unit", "box"))


def test_a_units_bar_code_finds_the_product_and_means_that_unit(own_account_set: AccountSet) -> None:
    office = own_account_set
    ((cable, version, code),) = office.rows(
        "SELECT p.id, p.version, u.barcode FROM crm.product p JOIN crm.product_unit u ON u.product_id = p.id"
    )
    with office.session("rep1") as session:
        known = load_facts(session, registry.descriptors()).entities["product"]
        for words in (code, f" {code} "):
            assert [(h.id, h.along) for h in records.offer(session, known, words)] == [(cable, {"unit": "box"})]
        assert [h.id for h in records.search(session, known, code)] == [cable]
        assert [h.id for h in records.search_all(session, code) if h.entity == "product"] == [cable]
        assert {tuple(h.along) for h in records.offer(session, known, "网线")} == {()}, "a name says nothing of units"
    office.rows("UPDATE crm.product_unit SET barcode = 'EAN-4006381333931'")
    with office.session("rep1") as session:
        assert records.search(session, known, code) == []
        assert [h.id for h in records.search(session, known, "4006381333931")] == [cable]
        assert [h.along for h in records.offer(session, known, "EAN-4006381333931")] == [{"unit": "box"}]
    assert office.rows("SELECT version FROM crm.product WHERE id = %s", cable) == [(version,)]
    office.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) "
        "SELECT id, 'product_unit', 'barcode', 'none' FROM crm.role WHERE code = 'sales_rep'"
    )
    with office.session("rep1") as session:
        assert records.search(session, known, "4006381333931") == []
        assert records.offer(session, known, "EAN-4006381333931") == []
        assert [h.id for h in records.search(session, known, "网线")] == [cable]
