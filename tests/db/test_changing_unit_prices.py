"""A box with a price of its own goes along with a change of prices; the course of a price has what held, nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.prices import changing, services
from crm_desktop.base_info.prices.rules import PriceChange
from tests.databases import AccountSet

D = Decimal
DAY = date.today() + timedelta(days=7)


@pytest.fixture
def cable(fresh_account_set: AccountSet) -> tuple[AccountSet, int, int]:
    """Give a set, its standard list and a cable of 480 whose box of ten costs 4600 in it."""
    rows = fresh_account_set.rows
    ((std,),) = rows("SELECT id FROM crm.price_list WHERE code = 'STD'")
    ((product,),) = rows("SELECT id FROM crm.product WHERE name LIKE '网线%%'")
    for unit, price, least in (("box", 4600, 0), ("box", 4500, 5), ("", 470, 20)):
        rows(
            "INSERT INTO crm.price (price_list_id, product_id, unit, method, price, min_quantity) "
            "VALUES (%s, %s, %s, 'fixed', %s, %s) RETURNING id", std, product, unit, price, least,
        )  # fmt: skip
    return fresh_account_set, std, product


@pytest.fixture
def pm(cable: tuple[AccountSet, int, int]) -> Session:
    session = cable[0].session("pm")
    yield session
    session.close()


def _costs(session: Session, product: int, std: int, unit: str, quantity: int = 1, day: date | None = None) -> Decimal:
    given = {"p": product, "q": quantity, "l": std, "u": unit, "d": day}
    return D(
        session.execute(text("SELECT unit_price FROM crm.price_for(:p, NULL, :q, :d, :l, :u)"), given).scalar_one()
    )


def test_a_percentage_changes_the_box_too(cable: tuple[AccountSet, int, int], pm: Session) -> None:
    _office, std, product = cable
    proposals = changing.propose_prices(pm, product_ids=[product], change=PriceChange(percent=D(10)), price_list_id=std)
    told = [(p.unit, p.min_quantity, p.old, p.new) for p in proposals]
    assert told == [("", 0, 480, 528), ("", 20, 470, 517), ("box", 0, 4600, 5060), ("box", 5, 4500, 4950)]
    assert {p.unit: p.cost for p in proposals} == {"": 300, "box": 3000}, "the cost of ten"
    changing.commit_prices(pm, proposals=proposals, price_list_id=std)
    pm.commit()
    assert [_costs(pm, product, std, u, q) for u, q in (("", 1), ("", 20), ("box", 1), ("box", 5))] == [
        528,
        517,
        5060,
        4950,
    ]


def test_from_list_price_and_cost_a_box_is_ten(cable: tuple[AccountSet, int, int], pm: Session) -> None:
    _office, std, product = cable
    for change, box in ((PriceChange(base="list_price"), 4800), (PriceChange(base="cost", margin=D(50)), 6000)):
        proposals = changing.propose_prices(pm, product_ids=[product], change=change, price_list_id=std)
        assert next(p.new for p in proposals if p.unit) == box
    ((vip,),) = pm.execute(text("SELECT id FROM crm.price_list WHERE code = 'VIP'")).all()
    change = PriceChange(base="price_list", base_list_id=vip)
    proposals = changing.propose_prices(pm, product_ids=[product], change=change, price_list_id=std)
    assert next(p.new for p in proposals if p.unit) == 10 * next(p.new for p in proposals if not p.unit)


def test_a_box_price_is_planned_and_shown_with_its_unit(cable: tuple[AccountSet, int, int], pm: Session) -> None:
    _office, std, product = cable
    proposals = changing.propose_prices(pm, product_ids=[product], change=PriceChange(percent=D(10)), price_list_id=std)
    changing.commit_prices(pm, proposals=proposals, price_list_id=std, valid_from=DAY)
    pm.commit()
    assert _costs(pm, product, std, "box") == 4600 and _costs(pm, product, std, "box", day=DAY) == 5060
    planned = services.list_planned(pm, price_list_id=std)
    assert [(p.unit, p.now, p.price) for p in planned if p.unit] == [("box", 4600, 5060), ("box", 4500, 4950)]


def test_the_course_of_a_price_has_what_held(cable: tuple[AccountSet, int, int], pm: Session) -> None:
    _office, std, product = cable

    def write(price: int, day: date | None = None) -> None:
        (proposal,) = [
            p
            for p in changing.propose_prices(
                pm,
                product_ids=[product],
                change=PriceChange(base="list_price", surcharge=D(price - 480)),
                price_list_id=std,
            )
            if not p.unit and not p.min_quantity
        ]
        changing.commit_prices(pm, proposals=[proposal], price_list_id=std, valid_from=day)
        pm.commit()

    def course() -> list[Decimal | None]:
        return [step.new for step in services.list_course(pm, product_id=product, price_list_id=std)]

    write(490)
    write(600, DAY)
    write(495)
    told = [495, 490, 480]
    assert course() == told, "neither boxes and steps, nor what is to come"
    planned = services.list_planned(pm, price_list_id=std)
    changing.take_back_planned(pm, planned=[(p.table, p.id) for p in planned])
    pm.commit()
    assert course() == told, "what was taken back never held"


def test_boxes_and_steps_of_a_class_go_along(cable: tuple[AccountSet, int, int], pm: Session) -> None:
    office, std, product = cable
    office.rows("DELETE FROM crm.price WHERE product_id = %s RETURNING id", product)
    ((own, parent, other),) = office.rows(
        "SELECT p.class_id, c.parent_id, (SELECT min(o.id) FROM crm.product_class o WHERE o.id NOT IN (p.class_id, coalesce(c.parent_id, 0))) "
        "FROM crm.product p JOIN crm.product_class c ON c.id = p.class_id WHERE p.id = %s",
        product,
    )
    for of_class, unit, discount, least in (
        (own, "box", 90, 0),
        (parent, "", 95, 20),
        (other, "", 50, 7),
        (own, "set", 50, 0),
    ):
        if of_class:
            office.rows(
                "INSERT INTO crm.price (price_list_id, class_id, unit, method, base, discount, min_quantity) "
                "VALUES (%s, %s, %s, 'formula', 'list_price', %s, %s) RETURNING id", std, of_class, unit, discount, least,
            )  # fmt: skip
    held = {(u, q): _costs(pm, product, std, u, q) for u, q in (("", 1), ("box", 1), ("box", 3))}
    assert held["box", 1] < 10 * held["", 1], "the class gives the box a price of its own"
    proposals = changing.propose_prices(pm, product_ids=[product], change=PriceChange(percent=D(10)), price_list_id=std)
    told = {(p.unit, p.min_quantity): p.old for p in proposals}
    assert told["box", 0] == held["box", 1] and ("", 7) not in told and "set" not in {u for u, _q in told}
    changing.commit_prices(pm, proposals=proposals, price_list_id=std)
    pm.commit()
    for (unit, quantity), price in held.items():
        assert _costs(pm, product, std, unit, quantity) == price * D("1.1"), (unit, quantity)


def test_the_course_begins_with_what_held_before_the_trail(cable: tuple[AccountSet, int, int], pm: Session) -> None:
    """What was loaded without a trail, as the Demo company is, held from the day on which it was made."""
    office, std, product = cable
    office.rows("DELETE FROM crm.price WHERE product_id = %s RETURNING id", product)
    office.rows(
        "INSERT INTO crm.price (price_list_id, product_id, method, price) VALUES (%s, %s, 'fixed', 470) RETURNING id",
        std,
        product,
    )
    office.rows(
        "SET session_replication_role = replica; UPDATE crm.product SET created_at = '2026-01-05 09:00+08' WHERE id = %s RETURNING id",
        product,
    )
    office.rows(
        "DELETE FROM crm.audit WHERE operation IN ('I', 'U') AND (table_name, record_id) IN (SELECT 'product', %s::bigint UNION SELECT 'price', id "
        "FROM crm.price WHERE product_id = %s UNION SELECT 'product_cost', id FROM crm.product_cost WHERE product_id = %s) RETURNING id", product, product, product,
    )  # fmt: skip
    for price in (500, 510):
        pm.execute(text("UPDATE crm.product SET list_price = :v WHERE id = :p"), {"v": price, "p": product})
        pm.execute(text("UPDATE crm.price SET price = :v WHERE product_id = :p"), {"v": price - 20, "p": product})
        pm.execute(
            text("UPDATE crm.product_cost SET cost = :v WHERE product_id = :p"), {"v": price - 190, "p": product}
        )
        pm.commit()
    events = services.list_history(pm, product_id=product)
    for of_list, told in ((None, [480, 500, 510]), (std, [470, 480, 490])):
        course = services.list_course(pm, product_id=product, price_list_id=of_list)
        assert [step.new for step in reversed(course)][-3:] == told
        if of_list is None:
            assert course[-1].at.isoformat()[:10] == "2026-01-05", "from the product's beginning"
    assert sorted(e.new for e in events if e.what == "cost") == [300, 310, 320]
