"""Prices: which rule wins and what it makes, against cases worked out by hand; planned ones; two maintainers at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from crm_desktop.base_info.prices import changing, services
from crm_desktop.base_info.prices.rules import PriceChange
from crm_desktop.core.errors import Conflict, Denied, Invalid
from tests.databases import AccountSet
from tests.db.pricekit import Run, add_rule, ask_price, run_fixture

TODAY = date.today()
__all__ = ["run_fixture"]


#: base 4999 (the list price): method, discount, rounding, surcharge, margin_min, margin_max → worked out by hand
BY_HAND = [
    ("percentage", 10, 0, 0, None, None, "4499.1"),
    ("percentage", -5, 0, 0, None, None, "5248.95"),
    ("percentage", 10, 100, -1, None, None, "4499.1"),  # a percentage neither rounds nor adds
    ("formula", 10, 100, 0, None, None, "4500"),  # 4499.1 → 45 × 100
    ("formula", 10, 100, -1, None, None, "4499"),
    ("formula", 12.5, 50, 0, None, None, "4350"),  # 4374.125 → 87.48 × 50 → 87 × 50
    ("formula", 12, 50, 0, None, None, "4400"),  # 4399.12 → 87.98 → 88 × 50
    ("formula", 0, 10, Decimal("-0.01"), None, None, "4999.99"),  # 500 × 10 − 0.01
    ("formula", 50, 0, 0, -1000, None, "3999"),  # 2499.5, but at least 4999 − 1000
    ("formula", -50, 0, 0, None, 500, "5499"),  # 7498.5, but at most 4999 + 500
    ("formula", 100, 0, 0, None, None, "0"),
    ("formula", 100, 0, -5, None, None, None),  # below nothing is no price
]


@pytest.mark.parametrize(("method", "discount", "rounding", "surcharge", "least", "most", "expected"), BY_HAND)
def test_a_rule_makes_what_one_reckons_by_hand(
    run: Run, method: str, discount: Any, rounding: Any, surcharge: Any, least: Any, most: Any, expected: str | None
) -> None:
    add_rule(
        run, product_id=1, method=method, discount=discount, rounding=rounding, surcharge=surcharge,
        margin_min=least, margin_max=most,
    )  # fmt: skip
    price, _floor, why, _listed = ask_price(run)
    assert price == (None if expected is None else Decimal(expected))
    assert why["steps"][0] == {"step": "base", "what": "list_price", "value": 4999}
    if expected is not None:
        assert Decimal(str(why["steps"][-1]["value"])) == price, "the last step is the price"


@pytest.mark.parametrize(
    ("way", "discount", "rounding", "surcharge", "expected"),
    [
        ("nearest", 10, 10, 0, "4500"),  # 4499.1
        ("up", 10, 10, 0, "4500"),
        ("down", 10, 10, 0, "4490"),
        ("up", 10, 100, -1, "4499"),  # fixed endings: a multiple, and a little less
        ("down", 10, 100, -1, "4399"),
        ("up", 10, 10, "-0.01", "4499.99"),
        ("down", 10, 1, "0.99", "4499.99"),
        ("up", 0, 1, 0, "4999"),  # a multiple already
        ("down", 0, 1, 0, "4999"),
        ("up", 12, "0.5", 0, "4399.5"),  # 4399.12
        ("down", 12, "0.5", 0, "4399"),
    ],
)
def test_a_rule_rounds_to_the_nearest_up_or_down(
    run: Run, way: str, discount: Any, rounding: Any, surcharge: Any, expected: str
) -> None:
    add_rule(
        run, product_id=1, method="formula", discount=discount, rounding=rounding, rounding_way=way, surcharge=surcharge
    )
    price, _floor, why, _listed = ask_price(run)
    assert price == Decimal(expected)
    (step,) = [s for s in why["steps"] if s["step"] == "rounding"]
    assert (step["way"], step["by"]) == (way, float(rounding))


def test_what_stands_behind_the_fourth_place_is_no_reason_for_the_next_multiple(run: Run) -> None:
    ((net,),) = run("INSERT INTO crm.price_list (name, tax_included) VALUES ('未税', false) RETURNING id")
    run("UPDATE crm.product SET list_price = 1000.00003 * 1.13 WHERE id = 1")
    rule = add_rule(run, net, product_id=1, method="formula", rounding=10, rounding_way="up")
    assert ask_price(run, customer="NULL", price_list=net).price == 1000
    run("UPDATE crm.product SET list_price = 1000.01 * 1.13 WHERE id = 1")
    assert ask_price(run, customer="NULL", price_list=net).price == 1010
    run("UPDATE crm.price SET method = 'fixed', price = 5 WHERE id = %s", rule)
    assert run("SELECT rounding_way FROM crm.price WHERE id = %s", rule) == [("nearest",)], "fixed: no arithmetic"


def _half_up(value: Decimal, places: str) -> Decimal:
    return value.quantize(Decimal(places), ROUND_HALF_UP)


@given(
    discount=st.decimals(-100, 100, places=2),
    rounding=st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1), Decimal(10), Decimal(50)]),
    surcharge=st.decimals(-50, 50, places=2),
    least=st.none() | st.integers(-4000, 4000),
    most=st.none() | st.integers(-4000, 4000),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_formula_makes_what_its_definition_says(
    run: Run, discount: Decimal, rounding: Decimal, surcharge: Decimal, least: int | None, most: int | None
) -> None:
    if least is not None and most is not None:
        least, most = min(least, most), max(least, most)
    run("DELETE FROM crm.price WHERE product_id = 1 AND method = 'formula'")
    add_rule(
        run, product_id=1, method="formula", discount=discount, rounding=rounding, surcharge=surcharge,
        margin_min=least, margin_max=most,
    )  # fmt: skip
    expected = Decimal(4999) * (100 - discount) / 100
    if rounding:
        expected = _half_up(expected / rounding, "1") * rounding
    expected += surcharge
    expected = expected if least is None else max(expected, 4999 + Decimal(least))
    expected = expected if most is None else min(expected, 4999 + Decimal(most))
    expected = _half_up(expected, "0.0001")
    assert ask_price(run).price == (expected if expected >= 0 else None)


def test_every_rule_that_lost_says_why(run: Run) -> None:
    ((pc,),) = run("SELECT id FROM crm.product_class WHERE code = 'PC'")
    ((hardware,),) = run("SELECT id FROM crm.product_class WHERE code = 'HW'")
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    expected = {
        add_rule(run, product_id=1, method="fixed", price=4000, min_quantity=5): "won",
        add_rule(run, product_id=1, method="fixed", price=4100, min_quantity=2): "smaller_quantity",
        add_rule(run, product_id=1, method="fixed", price=3900, min_quantity=10): "quantity",
        add_rule(run, product_id=1, method="fixed", price=3000, min_quantity=5, valid_from=tomorrow): "not_yet",
        add_rule(run, product_id=1, method="fixed", price=3100, min_quantity=5, valid_from=date(2020, 1, 1), valid_to=yesterday): "over",
        add_rule(run, class_id=pc, method="percentage", discount=30): "less_specific",
        add_rule(run, class_id=hardware, method="percentage", discount=35): "less_specific",
    }  # fmt: skip
    rows = run(
        "SELECT price_id, outcome FROM crm.price_rules_of(1, (SELECT min(id) FROM crm.customer WHERE grade = 'A'), 7)"
    )
    assert rows[0][1] == "won"
    assert {i: outcome for i, outcome in rows if i in expected} == expected
    assert [outcome for i, outcome in rows if i not in expected] == ["less_specific"], "the rule for all products"


def test_many_lines_cost_what_each_costs_alone(run: Run) -> None:
    ((pc,),) = run("SELECT id FROM crm.product_class WHERE code = 'PC'")
    ((std,),) = run("SELECT id FROM crm.price_list WHERE code = 'STD'")
    add_rule(run, class_id=pc, method="formula", base="price_list", base_list_id=std, discount=7, rounding=1)
    add_rule(run, product_id=2, method="fixed", price=1400, min_quantity=10)
    lines = [(1 + n % 4, 1 + n % 13) for n in range(60)]
    together = run(
        "SELECT unit_price, price_id, explanation FROM crm.prices_for(%s::bigint[], (SELECT min(id) FROM crm.customer "
        "WHERE grade = 'A'), %s::numeric[]) ORDER BY line",
        [product for product, _ in lines],
        [quantity for _, quantity in lines],
    )
    alone = [
        run(
            "SELECT unit_price, price_id, explanation FROM crm.price_for(%s, (SELECT min(id) FROM crm.customer "
            "WHERE grade = 'A'), %s)",
            product,
            quantity,
        )[0]
        for product, quantity in lines
    ]
    assert together == alone
    assert together[0][2]["base_list"]["price_list"] == "标准价", "the list below explains itself too"
    assert run("SELECT count(*) FROM crm.prices_for('{}'::bigint[])") == [(0,)]


def test_one_currency_a_list(run: Run) -> None:
    ((usd,),) = run("INSERT INTO crm.price_list (code, name, currency) VALUES ('USD', '出口', 'USD') RETURNING id")
    assert run("SELECT unit_price FROM crm.price_for(1, NULL, 1, current_date, %s)", usd) == [(None,)], (
        "no yuan for dollars"
    )
    add_rule(run, "USD", product_id=1, method="fixed", price=700)
    assert run("SELECT unit_price FROM crm.price_for(1, NULL, 1, current_date, %s)", usd) == [(700,)]
    for number, (sql, rule) in enumerate(
        [
            ("INSERT INTO crm.price (price_list_id, method, base, discount) VALUES (%s, 'percentage', 'list_price', 5)", "price_base_currency"),
            ("UPDATE crm.price_list SET currency = 'EUR' WHERE id = %s", "price_list_currency_stays"),
            ("INSERT INTO crm.price (price_list_id, method, base, base_list_id, discount) SELECT id, 'percentage', 'price_list', %s, 5 "
             "FROM crm.price_list WHERE code = 'VIP'", "price_base_currency"),
        ]
    ):  # fmt: skip
        run(f"SAVEPOINT s{number}")
        with pytest.raises(psycopg2.errors.CheckViolation, match=rule):
            run(sql, usd)
        run(f"ROLLBACK TO s{number}")


def test_lists_do_not_rest_on_each_other(run: Run) -> None:
    ((std,), (vip,)) = run("SELECT id FROM crm.price_list WHERE code IN ('STD', 'VIP') ORDER BY code")
    run("UPDATE crm.price SET base = 'price_list', base_list_id = %s WHERE price_list_id = %s", std, vip)
    with pytest.raises(psycopg2.errors.CheckViolation, match="price_lists_loop"):
        add_rule(run, "STD", class_id=1, method="percentage", base="price_list", base_list_id=vip, discount=1)


def test_a_floor_margin_is_not_above_the_ceiling(run: Run, login: Callable[[str], Session]) -> None:
    add_rule(run, "STD", class_id=1, method="formula", base="list_price", margin_min=10, margin_max=10)
    with pytest.raises(psycopg2.errors.CheckViolation, match="price_margins_crossed"):
        add_rule(run, "STD", class_id=2, method="formula", base="list_price", margin_min=11, margin_max=10)
    change = PriceChange(margin_min=Decimal(11), margin_max=Decimal(10))
    with pytest.raises(Invalid, match="price_margins_crossed"):
        changing.propose_prices(login("pm"), product_ids=[1], change=change)


# ── changing ─────────────────────────────────────────


def _list_id(company: AccountSet, code: str) -> int:
    return int(company.rows("SELECT id FROM crm.price_list WHERE code = %s", code)[0][0])


def _price(company: AccountSet, product: int, code: str = "STD", quantity: int = 1, day: date = TODAY) -> Decimal:
    return Decimal(
        company.rows(
            "SELECT unit_price FROM crm.price_for(%s, NULL, %s, %s, %s)",
            product,
            quantity,
            day,
            _list_id(company, code),
        )[0][0]
    )


def _commit(session: Session, **given: Any) -> int:
    bulk = changing.commit_prices(session, **given)
    session.commit()
    return bulk


def test_quantity_steps_change_with_their_price(account_set: AccountSet, login: Callable[[str], Session]) -> None:
    session, std = login("pm"), _list_id(account_set, "STD")
    account_set.rows(
        "INSERT INTO crm.price (price_list_id, product_id, method, price, min_quantity) VALUES (%s, 2, 'fixed', 1400, 10) RETURNING id",
        std,
    )
    proposals = changing.propose_prices(
        session, product_ids=[2, 3], change=PriceChange(percent=Decimal(-10)), price_list_id=std
    )
    assert [(p.product_id, p.min_quantity, p.old, p.new) for p in sorted(proposals, key=lambda p: (p.product_id, p.min_quantity))] == [
        (2, 0, 1499, Decimal("1349.1")),
        (2, 10, 1400, 1260),
        (3, 0, 6800, 6120),
    ]  # fmt: skip
    bulk = _commit(session, proposals=proposals, price_list_id=std)
    assert (_price(account_set, 2), _price(account_set, 2, quantity=10)) == (Decimal("1349.1"), 1260)
    assert account_set.rows("SELECT crm.me() IS NULL") == [(True,)]
    session.connection().exec_driver_sql("SELECT crm.undo_bulk(%s)", (bulk,))
    session.commit()
    assert (_price(account_set, 2), _price(account_set, 2, quantity=10)) == (1499, 1400)
    account_set.rows("DELETE FROM crm.price WHERE min_quantity = 10 RETURNING id")


def test_a_price_that_a_class_gave_becomes_the_products_own(
    account_set: AccountSet, login: Callable[[str], Session]
) -> None:
    session, vip = login("pm"), _list_id(account_set, "VIP")
    (proposal,) = changing.propose_prices(
        session, product_ids=[4], change=PriceChange(percent=Decimal(-50)), price_list_id=vip
    )
    bulk = _commit(session, proposals=[proposal], price_list_id=vip)
    assert (_price(account_set, 4, "VIP"), _price(account_set, 3, "VIP")) == (216, 6120), "the others keep their rule"
    session.connection().exec_driver_sql("SELECT crm.undo_bulk(%s)", (bulk,))
    session.commit()
    assert _price(account_set, 4, "VIP") == 432


def test_a_planned_price_takes_effect_on_its_day_and_then_changes_where_it_stands(
    account_set: AccountSet, login: Callable[[str], Session]
) -> None:
    session, std = login("pm"), _list_id(account_set, "STD")
    day = TODAY + timedelta(days=7)
    (proposal,) = changing.propose_prices(
        session, product_ids=[3], change=PriceChange(percent=Decimal(-10)), price_list_id=std
    )
    _commit(session, proposals=[proposal], price_list_id=std, valid_from=day)
    before = day - timedelta(days=1)
    assert [_price(account_set, 3, day=d) for d in (TODAY, before, day, day + timedelta(days=90))] == [
        6800,
        6800,
        6120,
        6120,
    ]
    row = next(r for r in services.list_prices(session, price_list_id=std) if r.product_id == 3)
    assert (row.price, row.planned, row.planned_on) == (6800, 6120, day)
    (planned,) = services.list_planned(session, price_list_id=std)
    assert (planned.target, planned.now, planned.price, planned.valid_from) == ("思科交换机 2960", 6800, 6120, day)
    assert services.list_planned(session, day=day) == [], "on its day it is planned no longer"
    floor = account_set.rows("SELECT floor_price FROM crm.price WHERE id = %s", planned.id)
    assert floor == [(Decimal("5780"),)], "the floor goes with it"

    rows = changing.take_back_planned(session, planned=[("price", planned.id)])
    session.commit()
    assert _price(account_set, 3, day=day) == 6800
    with pytest.raises(Conflict):
        changing.take_back_planned(session, planned=[("price", planned.id)])
    session.rollback()
    changing.plan_again(session, rows=rows)
    session.commit()
    assert _price(account_set, 3, day=day) == 6120

    # the day has come: a change now must not be hidden behind the dated rule
    account_set.rows("UPDATE crm.price SET valid_from = %s WHERE valid_from = %s RETURNING id", TODAY, day)
    (proposal,) = changing.propose_prices(
        session, product_ids=[3], change=PriceChange(percent=Decimal(50)), price_list_id=std
    )
    assert (proposal.old, proposal.new) == (6120, 9180)
    _commit(session, proposals=[proposal], price_list_id=std)
    assert _price(account_set, 3) == 9180
    account_set.rows("DELETE FROM crm.price WHERE valid_from = %s RETURNING id", TODAY)
    assert _price(account_set, 3) == 6800


@pytest.mark.parametrize("code", ["STD", None])
def test_two_maintainers_the_second_sees_the_conflict(
    account_set: AccountSet, login: Callable[[str], Session], code: str | None
) -> None:
    list_id = _list_id(account_set, code) if code else None
    pm, admin = login("pm"), login("admin")
    (proposal,) = changing.propose_prices(
        pm, product_ids=[1], change=PriceChange(percent=Decimal(-10)), price_list_id=list_id
    )
    admin.rollback()
    pm.rollback()
    bulk = changing.commit_prices(pm, proposals=[proposal], price_list_id=list_id)  # not committed yet
    outcome: list[object] = []

    def second() -> None:
        try:
            changing.commit_prices(admin, proposals=[proposal], price_list_id=list_id)
            outcome.append("written")
        except Conflict as error:
            outcome.append(error)

    thread = threading.Thread(target=second)
    thread.start()
    thread.join(0.5)
    assert thread.is_alive(), "the second waits for the first"
    pm.commit()
    thread.join(20)
    assert [type(o) for o in outcome] == [Conflict]
    admin.rollback()
    # when the first gives up, the second may write: the refusal above is not for its own sake
    pm.connection().exec_driver_sql("SELECT crm.undo_bulk(%s)", (bulk,))
    pm.commit()
    _commit(admin, proposals=[proposal], price_list_id=list_id)
    account_set.rows("UPDATE crm.price SET price = 4999 WHERE product_id = 1 AND method = 'fixed' RETURNING id")
    account_set.rows("UPDATE crm.product SET list_price = 4999 WHERE id = 1 RETURNING id")


def test_a_price_from_the_cost_needs_the_right(account_set: AccountSet, login: Callable[[str], Session]) -> None:
    account_set.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, m, a, 'all' FROM crm.role r, "
        "unnest(ARRAY['price', 'product']) m, unnest(ARRAY['view', 'create', 'edit']) a WHERE r.code = 'commerce' "
        "ON CONFLICT DO NOTHING RETURNING id"
    )
    change = PriceChange(base="cost", margin=Decimal(30))
    with pytest.raises(Denied):
        changing.propose_prices(login("clerk"), product_ids=[1], change=change)
    (proposal,) = changing.propose_prices(login("pm"), product_ids=[1], change=change)
    assert (proposal.new, proposal.margin) == (6000, 30), "4200 are seventy per cent of 6000"
    (without,) = changing.propose_prices(login("clerk"), product_ids=[1], change=PriceChange())
    assert without.cost is None and without.margin is None


def test_a_price_file_changes_and_adds_quantity_steps(
    account_set: AccountSet, login: Callable[[str], Session], tmp_path: Path
) -> None:
    session, std = login("pm"), _list_id(account_set, "STD")
    ((code,),) = account_set.rows("SELECT code FROM crm.product WHERE id = 4")
    path = tmp_path / "steps.csv"
    path.write_text(f"编码,起订量,价格,数量\n{code},,470,99\n{code},10,450,99\n{code},10,1,99\n", encoding="utf-8")
    proposals, problems = changing.propose_prices_from_file(session, path=path, price_list_id=std)
    assert [(p.min_quantity, p.old, p.new) for p in proposals] == [(0, 480, 470), (10, 480, 450)]
    assert problems == [(4, code, "product_twice")]
    bulk = _commit(session, proposals=proposals, price_list_id=std)
    assert [_price(account_set, 4, quantity=q) for q in (1, 9, 10, 99)] == [470, 470, 450, 450]
    _proposals, problems = changing.propose_prices_from_file(session, path=path)
    assert {rule for _row, _code, rule in problems} == {"list_price_has_no_quantity"}
    session.connection().exec_driver_sql("SELECT crm.undo_bulk(%s)", (bulk,))
    session.commit()
    assert [_price(account_set, 4, quantity=q) for q in (1, 10)] == [480, 480]


@pytest.mark.parametrize(
    "lines",
    [
        "某供应商调价通知,,\n货号,品名,新价(元)\n{low},,¥470.00\n",
        "Model,Name,Price\n,{name},470\n",
        "产品名称,价格,含税单价,新售价,最小起订量\n{name},1,2,470元,1\n",
        "SKU,商品名称,售价\n{code},有误的名称,470\n",
        "型号,调整后价格\n唯一型号X,470\n",
    ],
)
def test_a_price_file_of_others_is_understood(
    account_set: AccountSet, login: Callable[[str], Session], tmp_path: Path, lines: str
) -> None:
    ((code, name, model),) = account_set.rows("SELECT code, name, model FROM crm.product WHERE id = 4")
    account_set.rows("UPDATE crm.product SET model = '唯一型号X' WHERE id = 4 RETURNING 1")
    path = tmp_path / "theirs.csv"
    path.write_text(lines.format(code=code, low=code.lower(), name=name), encoding="gb18030")
    proposals, problems = changing.propose_prices_from_file(login("pm"), path=path)
    assert ([(p.product_id, p.code, p.min_quantity, p.new) for p in proposals], problems) == ([(4, code, 0, 470)], [])
    account_set.rows("UPDATE crm.product SET model = %s WHERE id = 4 RETURNING 1", model)


def test_a_name_of_several_products_asks_for_the_code_and_those_on_sale_come_first(
    account_set: AccountSet, login: Callable[[str], Session], tmp_path: Path
) -> None:
    twins = [
        i for (i,) in account_set.rows(
            "INSERT INTO crm.product (name, class_id, unit, list_price) SELECT '同名产品', class_id, unit, 9 FROM crm.product WHERE id IN (1, 2) RETURNING id"
        )
    ]  # fmt: skip
    path = tmp_path / "twins.csv"
    path.write_text("名称,价格\n同名产品,8\n没有的,8\n,8\n", encoding="utf-8")
    told = [(2, "同名产品", "product_ambiguous"), (3, "没有的", "product_unknown"), (4, "", "product_unknown")]
    assert changing.propose_prices_from_file(login("pm"), path=path) == ([], told)
    account_set.rows("UPDATE crm.product SET status = 'withdrawn' WHERE id = %s RETURNING 1", twins[0])
    proposals, _problems = changing.propose_prices_from_file(login("pm"), path=path)
    assert [p.product_id for p in proposals] == [twins[1]]
    account_set.rows("DELETE FROM crm.product WHERE name = '同名产品' RETURNING 1")
