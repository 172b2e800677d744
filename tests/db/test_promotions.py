"""Promotions: what they make of prices and orders, step by step; who may forge what; the last use given once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet

D = Decimal
TODAY = date.today()
#: 1: 4999, floor 4249.15; 2: 1499; 4: the cable, 480, floor 408, ten in a box; customer 2 is not of grade A
_PRICE = "SELECT unit_price, explanation FROM crm.price_for(%s, %s, %s, %s, NULL, %s, true)"


class Shop:
    """An account set with a superuser's hands and rep1's."""

    def __init__(self, office: AccountSet) -> None:
        self.office = office
        self.rep = office.connect("rep1")
        ((self.customer, self.grade),) = office.rows(
            "SELECT c.id, c.grade FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' "
            "ORDER BY c.grade = 'A', c.id LIMIT 1"
        )
        ((self.cable,),) = office.rows("SELECT id FROM crm.product WHERE name LIKE '网线%%'")

    def promote(self, **columns: Any) -> int:
        columns = {"name": "促销", **columns}
        names = ", ".join(columns)
        ((made,),) = self.office.rows(
            f"INSERT INTO crm.promotion ({names}) VALUES ({', '.join(['%s'] * len(columns))}) RETURNING id",
            *columns.values(),
        )
        return int(made)

    def price(
        self, product: int, quantity: object = 1, *, unit: str = "", day: date = TODAY, customer: int | None = None
    ) -> tuple[Any, dict[str, Any]]:
        ((price, why),) = self.office.rows(_PRICE, product, customer or self.customer, quantity, day, unit)
        return price, why

    def do(self, sql: str, *values: Any, by: Connection | None = None) -> list[tuple[Any, ...]]:
        with by or self.rep as connection, connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []

    def order(self, *lines: tuple[int, object, object], by: Connection | None = None) -> int:
        ((made,),) = self.do("INSERT INTO crm.sales_order (customer_id) VALUES (%s) RETURNING id", self.customer, by=by)
        for product, quantity, price in lines:
            self.add(made, product, quantity, price, by=by)
        return int(made)

    def add(self, order: int, product: int, quantity: object, price: object, by: Connection | None = None) -> int:
        ((line,),) = self.do(
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) VALUES (%s, %s, %s, %s) RETURNING id",
            order, product, quantity, price, by=by,
        )  # fmt: skip
        return int(line)

    def confirm(self, order: int, by: Connection | None = None) -> None:
        self.do("UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", order, by=by)

    def lines(self, order: int) -> list[tuple[Any, ...]]:
        return self.office.rows(
            "SELECT product_id, quantity, unit_price, promotion FROM crm.sales_order_line WHERE order_id = %s ORDER BY position, id",
            order,
        )

    def head(self, order: int) -> tuple[Any, ...]:
        return self.office.rows("SELECT amount, promotion_off, promotion FROM crm.sales_order WHERE id = %s", order)[0]


@pytest.fixture
def shop(fresh_account_set: AccountSet) -> Iterator[Shop]:
    made = Shop(fresh_account_set)
    yield made
    made.rep.close()


# ── prices ───────────────────────────────────────────


def test_a_percentage_comes_off_and_says_so(shop: Shop) -> None:
    before, why = shop.price(1)
    assert before == 4999
    assert "promotions" not in why
    number = shop.promote(name="开学季", discount=10)
    price, why = shop.price(1)
    assert price == D("4499.1")
    assert why["promotion_steps"] == [{"step": "percent", "name": "开学季", "by": 10, "value": 4499.1}]
    assert (why["promotions"], why["before"]) == ({str(number): 49990}, 4999)
    plain = shop.office.rows("SELECT unit_price FROM crm.prices_for(ARRAY[1::bigint], %s)", shop.customer)
    assert plain == [(4999,)], "a list as it stands has no promotions"


@pytest.mark.parametrize(
    ("columns", "ask", "price"),
    [
        ({"product_id": 2, "discount": 10}, {}, 4999),
        ({"product_id": 1, "discount": 10}, {}, D("4499.1")),
        ({"class_id": "PC", "discount": 10}, {}, D("4499.1")),
        ({"class_id": "HW", "discount": 10}, {}, D("4499.1")),
        ({"class_id": "PRN", "discount": 10}, {}, 4999),
        ({"grade": "A", "discount": 10}, {}, 4999),
        ({"valid_from": TODAY + timedelta(days=1), "discount": 10}, {}, 4999),
        ({"valid_from": TODAY + timedelta(days=1), "discount": 10}, {"day": TODAY + timedelta(days=1)}, D("4499.1")),
        ({"valid_from": date(2020, 1, 1), "valid_to": TODAY, "discount": 10}, {}, D("4499.1")),
        ({"valid_from": date(2020, 1, 1), "valid_to": TODAY - timedelta(days=1), "discount": 10}, {}, 4999),
        ({"retired": True, "discount": 10}, {}, 4999),
        ({"min_quantity": 3, "discount": 10}, {"quantity": 2}, 4999),
        ({"min_quantity": 3, "discount": 10}, {"quantity": 3}, D("4499.1")),
        ({"max_quantity": 3, "discount": 10}, {"quantity": 4}, 4999),
        ({"min_amount": 1_000_000, "discount": 10}, {"quantity": 2}, 4999),
        ({"min_amount": 999_800, "discount": 10}, {"quantity": 2}, D("4499.1")),
        ({"effect": "fixed", "price": 4300}, {}, 4300),
        ({"effect": "fixed", "price": 6000}, {}, 4999),  # only where it lowers the price
        ({"effect": "fixed", "price": 100}, {}, D("4249.15")),  # the floor holds
    ],
)  # fmt: skip
def test_for_what_whom_and_when(shop: Shop, columns: dict[str, Any], ask: dict[str, Any], price: Any) -> None:
    if "class_id" in columns:
        ((columns["class_id"],),) = shop.office.rows(
            "SELECT id FROM crm.product_class WHERE code = %s", columns["class_id"]
        )
    shop.promote(**columns)
    assert shop.price(1, **ask)[0] == price


def test_named_customers_alone_have_it(shop: Shop) -> None:
    number = shop.promote(discount=10)
    shop.office.rows(
        "INSERT INTO crm.promotion_customer (promotion_id, customer_id) VALUES (%s, %s) RETURNING 1",
        number,
        shop.customer,
    )
    assert shop.price(1)[0] == D("4499.1")
    ((other,),) = shop.office.rows("SELECT min(id) FROM crm.customer WHERE grade <> 'A' AND id <> %s", shop.customer)
    assert shop.price(1, customer=other)[0] == 4999


@pytest.mark.parametrize(
    ("terms", "meets"),
    [
        ([["kind", "eq", "school"]], True),
        ([["kind", "ne", "school"]], False),
        ([["kind", "in", ["school", "x"]], ["city", "contains", "安"]], True),
        ([["kind", "in", ["x"]]], False),
        ([["city", "contains", "安"], ["kind", "empty", None]], False),
        ([["district", "empty", None]], True),
        ([["city", "filled", None]], True),
    ],
)
def test_the_terms_of_a_filter_are_tested_for_each_customer(shop: Shop, terms: list[Any], meets: bool) -> None:
    shop.office.rows(
        "UPDATE crm.customer SET kind = 'school', city = '西安', district = '' WHERE id = %s RETURNING 1", shop.customer
    )
    shop.promote(discount=10, filter="…", terms=json.dumps(terms))
    assert shop.price(1)[0] == (D("4499.1") if meets else 4999)
    nobody = shop.office.rows("SELECT unit_price FROM crm.price_for(1, NULL, 1, current_date, NULL, '', true)")
    assert nobody == [(4999,)], "without a customer there is nobody to meet them"


@pytest.mark.parametrize(
    "terms",
    ['{"a": 1}', "[1]", '[["phone", "eq", "1"]]', '[["grade", "like", "A"]]', '[["grade", "in", "A"]]', '[["grade"]]'],
)
def test_terms_that_cannot_be_tested_are_refused(shop: Shop, terms: str) -> None:
    shop.promote(discount=10, terms='[["grade", "eq", "A"]]')
    with pytest.raises(psycopg2.errors.CheckViolation, match="promotion_terms_unknown"):
        shop.promote(discount=10, terms=terms)


def test_priority_then_what_saves_most_and_only_what_stacks_adds_up(shop: Shop) -> None:
    shop.promote(name="a", discount=5)
    shop.promote(name="b", discount=8)
    price, why = shop.price(1)
    assert (price, [s["step"] for s in why["promotion_steps"]]) == (D("4599.08"), ["percent", "alone"]), (
        "eight saves more"
    )
    shop.promote(name="c", discount=2, priority=9, stackable=True)
    assert shop.price(1)[0] == D("4899.02"), "first by priority; a and b do not stack"
    shop.promote(name="d", discount=10, stackable=True)
    price, why = shop.price(1)
    assert price == D("4409.118"), "2 % and then 10 % of what is left"
    assert [s["name"] for s in why["promotion_steps"] if "value" in s] == ["c", "d"]
    assert sum(why["promotions"].values()) == 58988


def test_a_box_is_promoted_as_its_pieces_are(shop: Shop) -> None:
    shop.promote(product_id=shop.cable, effect="fixed", price=450, min_quantity=20)
    assert shop.price(shop.cable, 1, unit="box")[0] == 4800
    assert shop.price(shop.cable, 2, unit="box")[0] == 4500


# ── lines ────────────────────────────────────────────


def test_a_line_has_the_promotion_whose_price_it_has(shop: Shop) -> None:
    number = shop.promote(name="开学季", discount=10)
    order = shop.order((1, 2, "4499.1"), (1, 2, "4400"), (1, 2, "4999"))
    assert [line[3] for line in shop.lines(order)] == ["开学季", "", ""], "what was typed stays, and is no promotion"
    shares = shop.office.rows(
        "SELECT promotion_shares FROM crm.sales_order_line WHERE order_id = %s ORDER BY id", order
    )
    assert shares[0] == ({str(number): 99_980},)
    shop.do("UPDATE crm.sales_order_line SET unit_price = 4999 WHERE order_id = %s", order)
    assert {line[3] for line in shop.lines(order)} == {""}


def test_nobody_forges_a_promotion(shop: Shop) -> None:
    shop.promote(discount=10, max_uses=1)
    order = shop.order((1, 1, "4499.1"))
    for forged in (
        "UPDATE crm.sales_order_line SET promotion = '我的' WHERE order_id = %s",
        "UPDATE crm.sales_order_line SET promotion_shares = '{}' WHERE order_id = %s",
        "UPDATE crm.sales_order_line SET free_of = 1 WHERE order_id = %s",
        "UPDATE crm.sales_order SET promotion_off = 100000 WHERE id = %s",
        "UPDATE crm.sales_order SET promotion_shares = '{}' WHERE id = %s",
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price, free_of) VALUES (%s, 1, 1, 0, 1)",
        "UPDATE crm.promotion SET discount = 99 WHERE %s > 0",
        "INSERT INTO crm.promotion (name, discount) SELECT 'x', 99 WHERE %s > 0",
        "INSERT INTO crm.promotion_customer (promotion_id, customer_id) SELECT 1, 1 WHERE %s > 0",
        "DELETE FROM crm.promotion_use WHERE order_id = %s",
        "INSERT INTO crm.promotion_use (promotion_id, order_id, amount) SELECT 1, %s, 1",
        "SELECT crm.apply_promotions(%s)",
        "SELECT crm.order_promotions(%s)",
        "SELECT crm.running_promotions(%s, current_date)",
        "SELECT crm.meets_terms(NULL, to_jsonb(%s))",
        "SELECT crm.promotion_is_for(p, %s) FROM crm.promotion p",
        "SELECT crm.promote_line(NULL, %s, 1, 1, 1)",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            shop.do(forged, order)
    shop.confirm(order)
    assert shop.do("SELECT count(*) FROM crm.promotion_use") == [(1,)]
    with closing(shop.office.connect("rep2")) as other:
        assert shop.do("SELECT count(*) FROM crm.promotion_use", by=other) == [(0,)], "another's order is not shown"


# ── the order as a whole ─────────────────────────────


def test_buy_ten_get_one_repeats_and_follows_the_lines(shop: Shop) -> None:
    shop.promote(name="买十赠一", effect="free_item", product_id=shop.cable, buy_quantity=10, free_quantity=1)
    order = shop.order((shop.cable, 9, 480))
    assert len(shop.lines(order)) == 1
    ((line,),) = shop.office.rows("SELECT id FROM crm.sales_order_line WHERE order_id = %s", order)
    for quantity, free in ((10, 1), (25, 2), (30, 3), (19, 1)):
        shop.do("UPDATE crm.sales_order_line SET quantity = %s WHERE id = %s", quantity, line)
        assert shop.lines(order) == [(shop.cable, quantity, 480, ""), (shop.cable, free, 0, "买十赠一")]
        assert shop.head(order) == (quantity * 48_000, 0, "买十赠一")
    with pytest.raises(psycopg2.errors.CheckViolation, match="promotion_line_stays"):
        shop.do("UPDATE crm.sales_order_line SET quantity = 50 WHERE order_id = %s AND unit_price = 0", order)
    shop.do("DELETE FROM crm.sales_order_line WHERE id = %s", line)
    assert shop.lines(order) == []
    assert shop.head(order) == (0, 0, "")


def test_another_product_is_free_once(shop: Shop) -> None:
    shop.promote(
        name="买电脑送网线",
        effect="free_item",
        product_id=1,
        buy_quantity=1,
        free_quantity=2,
        free_product_id=shop.cable,
        repeating=False,
    )
    order = shop.order((1, 3, 4999))
    assert shop.lines(order) == [(1, 3, 4999, ""), (shop.cable, 2, 0, "买电脑送网线")]


def test_an_amount_off_is_the_orders_and_never_below_the_floors(shop: Shop) -> None:
    number = shop.promote(name="满千减百", effect="amount_off", min_amount=100_000, amount_off=10_000)
    order = shop.order((2, 1, 1499))
    assert shop.head(order) == (139_900, 10_000, "满千减百")
    ((tax,),) = shop.office.rows("SELECT tax_amount FROM crm.sales_order WHERE id = %s", order)
    assert tax == round(D(139_900) * 13 / 113)
    shop.add(order, 2, 1, 1499)
    assert shop.head(order) == (279_800, 20_000, "满千减百"), "reached twice"
    shop.office.rows("UPDATE crm.promotion SET amount_off = 90000 WHERE id = %s RETURNING 1", number)
    shop.do("UPDATE crm.sales_order_line SET quantity = 1 WHERE order_id = %s", order)
    assert shop.head(order)[0] == 2 * 127_415, "2 × 1274.15 are the floors"
    assert shop.office.rows("SELECT * FROM crm.check_account_set()") == []


def test_what_stands_alone_is_not_counted_for_the_order(shop: Shop) -> None:
    shop.promote(name="九折", discount=10, product_id=1)
    number = shop.promote(
        name="满减", effect="amount_off", min_amount=100_000, amount_off=5_000, repeating=False, stackable=True
    )
    order = shop.order((1, 1, "4499.1"))
    assert shop.head(order) == (449_910, 0, "")
    shop.add(order, 2, 1, 1499)
    assert shop.head(order) == (449_910 + 149_900 - 5_000, 5_000, "满减")
    assert number


def test_another_customer_loses_what_is_not_for_him(shop: Shop) -> None:
    number = shop.promote(name="满减", effect="amount_off", amount_off=5_000)
    shop.promote(name="九折", discount=10, product_id=1)
    for promotion in shop.office.rows("SELECT id FROM crm.promotion WHERE NOT retired"):
        shop.office.rows(
            "INSERT INTO crm.promotion_customer (promotion_id, customer_id) VALUES (%s, %s) RETURNING 1",
            *promotion,
            shop.customer,
        )
    order = shop.order((1, 1, "4499.1"), (2, 1, 1499))
    assert shop.head(order)[1] == 5_000
    assert shop.lines(order)[0][3] == "九折"
    ((other,),) = shop.office.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' AND c.id <> %s",
        shop.customer,
    )
    shop.do("UPDATE crm.sales_order SET customer_id = %s WHERE id = %s", other, order)
    assert shop.head(order) == (449_910 + 149_900, 0, ""), "prices stay as agreed"
    assert shop.lines(order)[0][3] == ""
    assert number


# ── how often ────────────────────────────────────────


def test_a_confirmed_order_steps_back_to_draft(shop: Shop) -> None:
    """Whoever may edit it leads it back while nothing is delivered: its use is free, its number stays, the trail tells."""
    shop.promote(name="九折", discount=10, max_uses=1)
    first, second = shop.order((1, 1, "4499.1")), shop.order((1, 1, "4499.1"))
    back, state = (
        "UPDATE crm.sales_order SET state = 'draft' WHERE id = %s RETURNING code",
        "SELECT state, code FROM crm.sales_order WHERE id = %s",
    )
    shop.confirm(first)
    ((_, code),) = shop.do(state, first)
    with pytest.raises(psycopg2.errors.CheckViolation, match="promotion_used_up"):
        shop.confirm(second)
    with closing(shop.office.connect("rep2")) as other:
        assert shop.do(back, first, by=other) == [], "another's order is not shown"
    assert shop.do(back, first) == [(code,)]
    assert shop.office.rows("SELECT count(*) FROM crm.promotion_use") == [(0,)]
    shop.confirm(second)
    with pytest.raises(psycopg2.errors.CheckViolation, match="promotion_used_up"):
        shop.confirm(first)
    gone = "DELETE FROM crm.sales_order WHERE id = %s RETURNING 1"
    with closing(shop.office.connect("boss")) as boss:
        for refused in ("UPDATE crm.sales_order SET code = 'x' WHERE id = %s", gone):
            with pytest.raises(psycopg2.errors.CheckViolation, match="sales_order_number_stays"):
                shop.do(refused, first, by=boss)
        assert shop.do(gone, shop.order((1, 1, 4999)), by=boss) == [(1,)], "one that never had a number"
    shop.do("UPDATE crm.sales_order_line SET unit_price = 4600 WHERE order_id = %s", first)
    shop.do("UPDATE crm.sales_order SET ordered_on = ordered_on + 40 WHERE id = %s", first)
    shop.confirm(first)
    assert shop.do(state, first) == [("confirmed", code)]
    told = shop.office.rows(
        "SELECT login, old ->> 'state', new ->> 'state' FROM crm.audit WHERE table_name = 'sales_order' AND record_id = %s "
        "AND operation = 'U' AND new ? 'state' ORDER BY id",
        first,
    )
    steps = [("draft", "confirmed"), ("confirmed", "draft"), ("draft", "confirmed")]
    assert told == [("rep1", *step) for step in steps]
    shop.do("UPDATE crm.sales_order SET state = 'delivered' WHERE id = %s", first)
    with pytest.raises(psycopg2.errors.CheckViolation, match="sales_order_no_such_step"):
        shop.do(back, first)
    assert shop.office.rows("SELECT * FROM crm.check_account_set()") == []


def test_uses_are_counted_at_confirmation_and_free_again_when_cancelled(shop: Shop) -> None:
    shop.promote(discount=10, max_uses=1)
    first, second = shop.order((1, 1, "4499.1")), shop.order((1, 1, "4499.1"))
    shop.confirm(first)
    assert shop.do("SELECT uses, amount FROM crm.promotion_usage()") == [(1, 49_990)]
    assert shop.price(1)[0] == 4999, "used up: it is offered no more"
    with pytest.raises(psycopg2.errors.CheckViolation, match="promotion_used_up"):
        shop.confirm(second)
    shop.do("UPDATE crm.sales_order SET state = 'cancelled' WHERE id = %s", first)
    assert shop.do("SELECT * FROM crm.promotion_usage()") == []
    shop.confirm(second)


def test_each_customer_has_it_so_often_and_the_budget_is_not_passed(shop: Shop) -> None:
    number = shop.promote(discount=10, max_uses_each=1, budget=120_000)
    first = shop.order((1, 1, "4499.1"))
    shop.confirm(first)
    assert shop.price(1)[0] == 4999
    shop.office.rows("UPDATE crm.promotion SET max_uses_each = NULL WHERE id = %s RETURNING 1", number)
    second, third = shop.order((1, 2, "4499.1")), shop.order((1, 1, "4499.1"))
    with pytest.raises(psycopg2.errors.CheckViolation, match="promotion_used_up"):
        shop.confirm(second)  # 499.90 and 999.80 are more than 1,200
    shop.confirm(third)
    assert shop.do("SELECT uses, amount FROM crm.promotion_usage()") == [(2, 99_980)]


def test_the_last_use_is_given_once(shop: Shop) -> None:
    shop.promote(discount=10, max_uses=1)
    orders = [shop.order((1, 1, "4499.1")) for _ in range(2)]
    ready, outcome = threading.Barrier(2), []

    def confirm(order: int) -> None:
        with closing(shop.office.connect("rep1")) as mine, mine.cursor() as cursor:
            cursor.execute("SELECT 1")
            ready.wait(20)
            try:
                cursor.execute("UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", (order,))
                mine.commit()
                outcome.append("confirmed")
            except psycopg2.errors.CheckViolation:
                outcome.append("refused")

    threads = [threading.Thread(target=confirm, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["confirmed", "refused"]
    assert shop.do("SELECT uses FROM crm.promotion_usage()") == [(1,)]


def test_what_last_months_orders_would_have_cost(shop: Shop) -> None:
    order = shop.order((1, 2, 4999), (shop.cable, 20, 480))
    shop.confirm(order)
    ask = "SELECT orders, touched, amount, saved FROM crm.promotion_preview(%s, %s, %s)"
    whole = 999_800 + 960_000
    for columns, saved in (
        ({"discount": 10, "product_id": 1}, 99_980),
        ({"effect": "fixed", "price": 450, "product_id": shop.cable}, 60_000),
        ({"effect": "amount_off", "amount_off": 10_000, "min_amount": 500_000}, 30_000),
        ({"effect": "free_item", "product_id": shop.cable, "buy_quantity": 10, "free_quantity": 1}, 96_000),
        ({"discount": 10, "product_id": 2}, 0),
    ):
        number = shop.promote(retired=True, **columns)
        assert shop.do(ask, number, TODAY, TODAY) == [(1, int(saved > 0), whole, saved)]
    with closing(shop.office.connect("rep2")) as other:
        assert shop.do(ask, number, TODAY, TODAY, by=other) == [(0, 0, 0, 0)], "of the orders that he sees"


def test_a_use_is_a_record_like_any_other(shop: Shop) -> None:
    shop.promote(discount=10, max_uses=1)
    shop.confirm(shop.order((1, 1, D("4499.1"))))
    ((use,),) = shop.office.rows("SELECT id FROM crm.promotion_use")
    asked = "SELECT crm.sees('promotion_use', %s), crm.record_as_of('promotion_use', %s, 'now') IS NOT NULL"
    assert shop.do(asked, use, use) == [(True, True)]
    assert shop.do(asked, use + 1, use + 1) == [(False, False)]
    with closing(shop.office.connect("rep3")) as other:
        assert shop.do(asked, use, use, by=other) == [(False, False)], "another's order"
        assert shop.do("SELECT * FROM crm.record_edits('promotion_use', %s)", use, by=other) == []
        assert shop.do("SELECT * FROM crm.others_at('promotion_use', %s)", use, by=other) == []
    with closing(shop.office.connect("boss")) as boss:
        listed = shop.do("SELECT id FROM crm.list_as_of('promotion_use', 'now')", by=boss)
        assert listed == [(use,)]


def test_usage_is_told_of_the_orders_that_one_sees(shop: Shop) -> None:
    shop.promote(discount=10)
    mine, theirs = shop.order((1, 1, "4499.1")), shop.order((1, 1, "4499.1"))
    shop.confirm(mine)
    shop.confirm(theirs)
    ((rep3, customer),) = shop.office.rows(
        "SELECT e.id, max(c.id) FROM crm.employee e JOIN crm.customer c ON c.owner_id = e.id WHERE e.login = 'rep3' GROUP BY e.id"
    )
    shop.office.rows(
        "SET session_replication_role = replica; UPDATE crm.sales_order SET owner_id = %s, customer_id = %s, customer_owner_id = %s WHERE id = %s; "
        "UPDATE crm.promotion_use SET owner_id = %s, customer_owner_id = %s WHERE order_id = %s",
        rep3, customer, rep3, theirs, rep3, rep3, theirs,
    )  # fmt: skip
    ask = "SELECT uses, amount, crm.sees_promotion_totals() FROM crm.promotion_usage()"
    said = {}
    for login in ("rep1", "rep3", "lead1", "boss", "pm"):
        with closing(shop.office.connect(login)) as asking:
            said[login] = shop.do(ask, by=asking)
    one, all_of_them = [(1, 49_990, False)], [(2, 99_980, True)]
    assert said == {"rep1": one, "rep3": one, "lead1": one, "boss": all_of_them, "pm": all_of_them}
    shop.office.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'sales_order', 'amount', 'none' FROM crm.role WHERE code = 'sales_rep'"
    )
    with closing(shop.office.connect("rep1")) as asking:
        assert shop.do(ask, by=asking) == []
