"""The Demo company's words and calendar: nothing real, nothing twice, the same each time."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from server_schema.data import hanzi
from server_schema.data.roles import NAMES
from server_schema.demo import chunk, generate, goods, names, plan, rows, workdays
from server_schema.demo.search import Tokens
from server_schema.demo.words import companies, places, staff
from server_schema.demo.words.deals import PROJECTS, REPEATS, SERVICE, STEPS
from server_schema.demo.words.goods import LEAVES
from server_schema.demo.world import World

TODAY = date(2026, 11, 21)


def test_forty_nine_employees_with_logins_and_roles() -> None:
    logins = generate.logins()
    assert len(logins) == len({entry.login for entry in logins}) == len({entry.name for entry in logins}) == 49
    assert {entry.role for entry in logins} == set(NAMES)
    assert all(entry.password == f"demo-{entry.login}" for entry in logins)
    assert generate.logins(suffix="2")[0].login == logins[0].login + "2"


def test_superiors_lead_to_the_general_manager_and_departments_have_heads() -> None:
    assert set(staff.HEADS) == set(staff.DEPARTMENTS)
    for person in staff.PEOPLE:
        steps = 0
        while person.superior:
            person = staff.BY_LOGIN[person.superior]
            steps += 1
            assert steps < 6
        assert person.title == "总经理"


def test_three_hundred_products_whose_prices_cover_their_cost() -> None:
    stock = goods.make("x", TODAY)
    assert len(stock.products) == len({product.name for product in stock.products}) == 300
    assert all(0 < product.cost < product.price for product in stock.products)
    dear = [
        (product.name, price_list)
        for product in stock.products
        for price_list in (goods.GRADE_A, goods.GRADE_B, goods.EDUCATION)
        if stock.price(price_list, product.id, 1)[0] > product.price
    ]
    assert dear == []
    assert stock == goods.make("x", TODAY)


@pytest.mark.parametrize("topic", [*PROJECTS, *REPEATS], ids=lambda topic: topic.name)
def test_a_topic_wants_classes_that_exist(topic: object) -> None:
    assert {want[0] for want in topic.wants} <= {leaf.code for leaf in LEAVES}  # type: ignore[attr-defined]


def test_every_stage_has_its_steps() -> None:
    assert set(STEPS) == {*plan.STAGES, "won", "lost"}
    assert all(len(step) == 4 for steps in (*STEPS.values(), SERVICE) for step in steps)


def test_names_vary() -> None:
    rng = Random(1)
    people = Counter(names.person_name(rng, "female") for _ in range(3000))
    brands = Counter(names.brand(rng) for _ in range(3000))
    assert len(people) > 2800
    assert people.most_common(1)[0][1] < 6
    assert len(brands) > 2600


def test_no_well_known_brand_comes_out() -> None:
    rng = Random(2)
    assert not {names.brand(rng) for _ in range(50_000)} & companies.KNOWN


def test_numbers_are_given_to_nobody() -> None:
    rng = Random(3)
    for city in places.CITIES:
        assert names.phone(rng, city).startswith(f"{city.area_code}-555")
        assert "Z" in names.tax_number(rng, city)
        assert len(names.tax_number(rng, city)) == 18
    assert names.mobile(rng).startswith("129")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 16), False), (date(2026, 2, 20), False), (date(2026, 2, 24), True), (date(2026, 10, 5), False),
        (date(2026, 11, 21), False), (date(2026, 11, 20), True), (date(2027, 1, 1), False),
    ],
)  # fmt: skip
def test_holidays(day: date, works: bool) -> None:
    assert workdays.is_workday(day) is works


def test_business_has_seasons() -> None:
    def month(year: int, number: int) -> float:
        return sum(workdays.busyness(date(year, number, 1) + timedelta(days=n)) for n in range(28))

    assert month(2025, 12) > 2 * month(2026, 2)
    assert month(2026, 9) > 1.2 * month(2026, 7)


def test_the_plan_is_the_same_each_time_and_keeps_its_limits() -> None:
    one, two = (plan.make("x", TODAY, 500) for _ in range(2))
    assert one == two
    assert plan.make("y", TODAY, 500) != one
    yesterday = TODAY - timedelta(days=1)
    assert all(deal.created <= (deal.closed or yesterday) <= yesterday for deal in one.deals)
    assert all(order.ordered <= yesterday for order in one.orders)
    assert all(date.fromordinal(one.days[deal.customer]) <= deal.created for deal in one.deals)
    codes = [order.code for order in one.orders if order.code]
    assert len(codes) == len(set(codes))
    assert sum(len(chunk.orders) for chunk in one.chunks()) == len(one.orders)


def test_the_company_sells_eighty_million_a_year_to_customers_of_different_names() -> None:
    world = World(seed=generate.SEED, today=TODAY, customers=3000, suffix="", goods=goods.make(generate.SEED, TODAY),
                  tokens=Tokens(hanzi.readings()))  # fmt: skip
    (piece,) = plan.make(generate.SEED, TODAY, 3000).chunks()
    made = chunk.make(world, piece)
    named = rows.COLUMNS["customer"].split(",").index("name")
    assert len({line.split("\t")[named] for line in made["customer"]}) == 3000
    assert not any("\\" in text.replace("\\N", "") for lines in made.values() for text in lines)
    columns = rows.COLUMNS["sales_order"].split(",")
    years, sellers = Counter[bool](), Counter[str]()
    for text in made["sales_order"]:
        order = dict(zip(columns, text.rstrip("\n").split("\t"), strict=True))
        if order["state"] in ("confirmed", "delivered", "closed"):
            years[order["ordered_on"] >= f"{TODAY - timedelta(days=365)}"] += int(order["amount"])
            sellers[order["owner_id"]] += int(order["amount"])
    assert all(7_000_000_000 < amount < 9_500_000_000 for amount in years.values())
    assert len(sellers) == len(staff.SELLERS)
    assert sellers.most_common()[0][1] > 4 * sorted(sellers.values())[len(sellers) // 2]
