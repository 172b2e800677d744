"""Codes of promotions: why one holds or not, the last use given once, given back, and seen by who maintains them only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from tests.databases import AccountSet
from tests.db.test_promotions import Shop

D = Decimal
TODAY = date.today()
CHECK = "SELECT rule FROM crm.check_account_set() WHERE rule = 'coupon_uses_are_its_orders'"


@pytest.fixture
def shop(fresh_account_set: AccountSet) -> Iterator[Shop]:
    made = Shop(fresh_account_set)
    yield made
    made.rep.close()


def _code(shop: Shop, promotion: int, code: str, **columns: Any) -> int:
    columns = {"promotion_id": promotion, "code": code, **columns}
    ((made,),) = shop.office.rows(
        f"INSERT INTO crm.coupon ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) RETURNING id",
        *columns.values(),
    )
    return int(made)


def _order(shop: Shop, code: str, *lines: tuple[int, object, object], customer: int | None = None) -> int:
    ((made,),) = shop.do(
        "INSERT INTO crm.sales_order (customer_id, coupon) VALUES (%s, %s) RETURNING id",
        customer or shop.customer,
        code,
    )
    for line in lines:
        shop.add(made, *line)
    return int(made)


def _uses(shop: Shop) -> dict[str, int]:
    return dict(shop.office.rows("SELECT code, uses FROM crm.coupon WHERE code <> 'LASTYEAR'"))


def test_only_its_code_brings_the_price_and_everything_names_it(shop: Shop) -> None:
    number = shop.promote(name="开学季", discount=10, needs_coupon=True)
    _code(shop, number, "school-26")
    assert shop.price(1)[0] == 4999, "without a code it is nobody's"
    ask = "SELECT unit_price, explanation -> 'promotion_steps' -> 0 ->> 'name' FROM crm.price_for(1, %s, 1, NULL, NULL, '', true, NULL, NULL, %s)"
    assert shop.do(ask, shop.customer, " ｓchool-26 ") == [(D("4499.1"), "开学季 (SCHOOL-26)")]
    assert shop.do(ask, shop.customer, "SCHOOL-27") == [(4999, None)]
    order = _order(shop, "school-26", (1, 1, D("4499.1")), (2, 1, D("1349.1")))
    assert [line[3] for line in shop.lines(order)] == ["开学季 (SCHOOL-26)"] * 2
    assert shop.office.rows("SELECT coupon FROM crm.sales_order WHERE id = %s", order) == [("SCHOOL-26",)]
    shop.confirm(order)
    assert _uses(shop) == {"SCHOOL-26": 1} and not shop.office.rows(CHECK)


def test_an_amount_off_the_order_comes_and_goes_with_its_code(shop: Shop) -> None:
    number = shop.promote(name="减百", effect="amount_off", amount_off=10_000, needs_coupon=True)
    _code(shop, number, "HUNDRED")
    order = shop.order((1, 1, 4999))
    assert shop.head(order) == (499_900, 0, "")
    shop.do("UPDATE crm.sales_order SET coupon = 'hundred' WHERE id = %s", order)
    assert shop.head(order) == (489_900, 10_000, "减百 (HUNDRED)")
    shop.do("UPDATE crm.sales_order SET coupon = '' WHERE id = %s", order)
    assert shop.head(order) == (499_900, 0, "")


@pytest.mark.parametrize(
    ("promotion", "coupon", "why"),
    [
        ({}, {"code": "ANOTHER"}, "coupon_unknown"),
        ({"needs_coupon": False}, {}, "coupon_unknown"),
        ({"valid_from": TODAY + timedelta(days=9)}, {}, "coupon_not_yet"),
        ({"valid_to": TODAY - timedelta(days=1), "valid_from": TODAY - timedelta(days=9)}, {}, "coupon_expired"),
        ({"retired": True}, {}, "coupon_expired"),
        ({}, {"valid_to": TODAY - timedelta(days=1)}, "coupon_expired"),
        ({"region": "nowhere"}, {}, "coupon_not_for_customer"),
        ({}, {"max_uses": 1, "uses": 1}, "coupon_used_up"),
    ],
)
def test_why_a_code_does_not_hold(shop: Shop, promotion: dict[str, Any], coupon: dict[str, Any], why: str) -> None:
    shop.office.rows("INSERT INTO crm.dictionary (kind, code, name) VALUES ('region', 'nowhere', 'x') RETURNING id")
    number = shop.promote(**{"discount": 10, "needs_coupon": True, **promotion})
    coupon = {"code": "THIS", **coupon}
    _code(shop, number, coupon.pop("code"), **coupon)
    with pytest.raises(psycopg2.errors.CheckViolation, match=why) as refused:
        _order(shop, "THIS")
    assert refused.value.diag.column_name == "coupon", "said at the field"


def test_so_often_in_all_and_for_each_customer_and_given_back(shop: Shop) -> None:
    number = shop.promote(discount=10, needs_coupon=True)
    _code(shop, number, "TWICE", max_uses=2, max_uses_each=1)
    ((other,),) = shop.office.rows(
        "INSERT INTO crm.customer (name, owner_id) SELECT '别的客户', owner_id FROM crm.customer WHERE id = %s RETURNING id",
        shop.customer,
    )
    first, again = (_order(shop, "TWICE", (1, 1, D("4499.1"))) for _ in range(2))
    shop.confirm(first)
    with pytest.raises(psycopg2.errors.CheckViolation, match="coupon_used_by_customer"):
        shop.confirm(again)
    second, third = (_order(shop, "TWICE", (1, 1, D("4499.1")), customer=other) for _ in range(2))
    shop.confirm(second)
    with pytest.raises(psycopg2.errors.CheckViolation, match="coupon_used_up"):
        shop.confirm(third)
    shop.do("UPDATE crm.sales_order SET state = 'cancelled' WHERE id = %s", first)
    assert _uses(shop) == {"TWICE": 1}
    shop.confirm(again)  # given back
    shop.do("UPDATE crm.sales_order SET state = 'draft' WHERE id = %s", second)
    assert _uses(shop) == {"TWICE": 1} and not shop.office.rows(CHECK)
    shop.confirm(third)
    assert _uses(shop) == {"TWICE": 2} and not shop.office.rows(CHECK)


def test_a_code_that_gives_nothing_is_told_at_confirmation(shop: Shop) -> None:
    number = shop.promote(discount=10, product_id=2, needs_coupon=True)
    _code(shop, number, "MOUSE")
    order = _order(shop, "MOUSE", (1, 1, 4999))
    with pytest.raises(psycopg2.errors.CheckViolation, match="coupon_gives_nothing"):
        shop.confirm(order)
    shop.do("UPDATE crm.sales_order SET coupon = '' WHERE id = %s", order)
    shop.confirm(order)
    with pytest.raises(psycopg2.errors.CheckViolation, match="sales_order_is_confirmed"):
        shop.do("UPDATE crm.sales_order SET coupon = 'MOUSE' WHERE id = %s", order)


@pytest.mark.parametrize("level", [None, ISOLATION_LEVEL_REPEATABLE_READ])
def test_two_orders_cannot_have_the_last_use(shop: Shop, level: int | None) -> None:
    number = shop.promote(discount=10, needs_coupon=True)
    _code(shop, number, "LAST", max_uses=1)
    orders = [_order(shop, "LAST", (1, 1, D("4499.1"))) for _ in range(2)]
    ready, outcome = threading.Barrier(2), []

    def confirm(order: int) -> None:
        with closing(shop.office.connect("rep1")) as mine:
            if level is not None:
                mine.set_session(isolation_level=level)
            with mine.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM crm.sales_order")  # its snapshot is older than the other's use
                ready.wait(20)
                try:
                    cursor.execute("UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", (order,))
                    mine.commit()
                    outcome.append("confirmed")
                except (psycopg2.errors.CheckViolation, psycopg2.errors.SerializationFailure):
                    outcome.append("refused")

    threads = [threading.Thread(target=confirm, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["confirmed", "refused"]
    assert _uses(shop) == {"LAST": 1} and not shop.office.rows(CHECK)


def test_the_second_waits_for_the_first_and_has_it_when_the_first_gives_up(shop: Shop) -> None:
    number = shop.promote(discount=10, needs_coupon=True)
    _code(shop, number, "LAST", max_uses=1)
    first, second = (_order(shop, "LAST", (1, 1, D("4499.1"))) for _ in range(2))
    done = threading.Event()
    with closing(shop.office.connect("rep1")) as one, closing(shop.office.connect("rep1")) as other:
        one.cursor().execute("UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", (first,))

        def wait() -> None:
            with other, other.cursor() as cursor:
                cursor.execute("UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", (second,))
            done.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        assert not done.wait(1), "it waits for the lock on the code"
        one.rollback()
        waiting.join(20)
        assert done.is_set()
    assert _uses(shop) == {"LAST": 1}


def test_a_series_has_no_letters_that_look_like_others(shop: Shop) -> None:
    number = shop.promote(name="系列", discount=10, needs_coupon=True)
    with closing(shop.office.connect("pm")) as pm:
        ((bulk,),) = shop.do("SELECT crm.make_coupons(%s, 500, 'vip-', 1, NULL, %s)", number, TODAY, by=pm)
        codes = [c for (c,) in shop.do("SELECT code FROM crm.coupon WHERE promotion_id = %s", number, by=pm)]
        assert len(set(codes)) == 500 and all(len(c) == 12 and c.startswith("VIP-") for c in codes)
        letters = set("".join(c[4:] for c in codes))
        assert letters == set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ"), "all of them, and neither 0, O, 1 nor I"
        for wrong in (0, 10_001, None):
            with pytest.raises(psycopg2.errors.CheckViolation, match="coupon_number"):
                shop.do("SELECT crm.make_coupons(%s, %s, '', 1, NULL, NULL)", number, wrong, by=pm)
        shop.confirm(_order(shop, codes[0], (1, 1, D("4499.1"))))
        with pytest.raises(psycopg2.errors.CheckViolation, match="coupon_code_stays"):
            shop.do("UPDATE crm.coupon SET code = 'MINE' WHERE code = %s", codes[0], by=pm)
        shop.do("UPDATE crm.coupon SET code = 'MINE' WHERE code = %s", codes[1], by=pm)
        with pytest.raises((psycopg2.errors.ForeignKeyViolation, psycopg2.errors.RestrictViolation)):
            shop.do("DELETE FROM crm.coupon WHERE code = %s", codes[0], by=pm)
        shop.do("SELECT crm.undo_bulk(%s)", bulk, by=pm)
        assert len(shop.do("SELECT code FROM crm.coupon WHERE promotion_id = %s", number, by=pm)) == 2, (
            "what was used or changed stays"
        )


def test_a_salesperson_reads_no_codes_on_any_road(shop: Shop) -> None:
    number = shop.promote(discount=10, needs_coupon=True)
    coupon = _code(shop, number, "HIDDEN99")
    with closing(shop.office.connect("pm")) as pm:
        assert shop.do("SELECT code FROM crm.coupon WHERE id = %s", coupon, by=pm) == [("HIDDEN99",)]
        assert shop.do("SELECT crm.sees('coupon', %s)", coupon, by=pm) == [(True,)]
        shop.do("UPDATE crm.coupon SET note = 'x' WHERE id = %s", coupon, by=pm)
        assert "HIDDEN99" in str(shop.do("SELECT crm.record_as_of('coupon', %s, 'now')", coupon, by=pm))
    for login in ("rep1", "lead1", "boss"):
        with closing(shop.office.connect(login)) as other:
            for sql in (
                "SELECT code FROM crm.coupon",
                "SELECT count(*) FROM crm.coupon",
                "UPDATE crm.coupon SET note = ''",
                "DELETE FROM crm.coupon",
                f"INSERT INTO crm.coupon (promotion_id, code) VALUES ({number}, 'MINE')",
                f"SELECT crm.make_coupons({number}, 1, '', NULL, NULL, NULL)",
                "UPDATE crm.coupon SET uses = 0",
                "SELECT crm.coupon_problem('HIDDEN99', 1, current_date)",
                "SELECT crm.running_promotions(1, current_date, 'HIDDEN99')",
            ):
                with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    shop.do(sql, by=other)
            for sql in (
                "SELECT * FROM crm.record_history('coupon', %s)",
                "SELECT * FROM crm.record_edits('coupon', %s)",
                "SELECT crm.record_as_of('coupon', %s, 'now')",
                "SELECT crm.sees('coupon', %s)",
            ):
                with suppress(psycopg2.errors.InsufficientPrivilege):
                    assert "HIDDEN99" not in str(shop.do(sql, coupon, by=other))
            seen = shop.do("SELECT string_agg(to_jsonb(p)::text, '') FROM crm.promotion p", by=other)
            assert "HIDDEN99" not in str(seen)


def test_a_wrong_count_is_found(shop: Shop) -> None:
    number = shop.promote(discount=10, needs_coupon=True)
    coupon = _code(shop, number, "COUNTED")
    assert not shop.office.rows(CHECK)
    shop.office.rows("UPDATE crm.coupon SET uses = 1 WHERE id = %s RETURNING id", coupon)
    assert shop.office.rows(CHECK) == [("coupon_uses_are_its_orders",)]
