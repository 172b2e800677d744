"""One product, one company of several: what was sold keeps its unit and cost, prices and units unite or are refused with the reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.databases import AccountSet
from tests.db.handoverkit import ask, refused

MERGE = "SELECT crm.merge_records('product', %s, ARRAY[%s::bigint])"


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    return fresh_account_set


def product(company: AccountSet, name: str, **more: Any) -> int:
    given = {"name": name, "unit": "unit", **more}
    columns = ", ".join(given)
    return int(
        company.rows(
            f"INSERT INTO crm.product ({columns}) VALUES ({', '.join(['%s'] * len(given))}) RETURNING id",
            *given.values(),
        )[0][0]
    )


def sold(company: AccountSet, of_product: int) -> int:
    """Sell two of it in a confirmed order of an earlier day; return the line."""
    ((order,),) = company.rows(
        "INSERT INTO crm.sales_order (customer_id, owner_id, ordered_on) SELECT id, owner_id, '2026-01-05' FROM crm.customer "
        "WHERE short_name = '环太科技' RETURNING id"
    )
    ((line,),) = company.rows(
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit, list_price, unit_price) "
        "VALUES (%s, %s, 2, 'unit', 10, 10) RETURNING id",
        order,
        of_product,
    )
    company.rows("UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s RETURNING id", order)
    return int(line)


def test_what_was_sold_stays_as_it_was_and_is_found_by_its_old_code(company: AccountSet) -> None:
    one, two = product(company, "激光笔 A", brand=""), product(company, "激光笔甲", brand="光年", tags=["旧"])
    for of_product, cost in ((one, 7), (two, 4)):
        company.rows("INSERT INTO crm.product_cost (product_id, cost) VALUES (%s, %s) RETURNING id", of_product, cost)
    line = sold(company, two)
    ((code,),) = company.rows("SELECT code FROM crm.product WHERE id = %s", two)
    cost = "SELECT unit_cost, cost FROM crm.sales_order_cost WHERE line_id = %s"
    before, amount = (
        company.rows(cost, line),
        "SELECT product_id, quantity, unit, base_quantity, amount FROM crm.sales_order_line WHERE id = %s",
    )
    ((_two, *sale),) = company.rows(amount, line)
    ((made,),) = ask(company, "pm", MERGE, one, two)
    assert company.rows("SELECT brand, tags FROM crm.product WHERE id = %s", one) == [("光年", ["旧"])]
    assert company.rows(amount, line) == [(one, *sale)]
    assert company.rows(cost, line) == before  # not what the one that stays costs today
    assert company.rows("SELECT cost FROM crm.product_cost WHERE product_id IN (%s, %s)", one, two) == [(7,)]
    for words in (code, "激光笔甲"):
        assert (one,) in ask(company, "rep1", "SELECT id FROM crm.search_product(%s)", words), words
    assert ask(company, "rep1", "SELECT crm.merged_into('product', %s)", two) == [(one,)]
    assert company.rows("SELECT * FROM crm.check_account_set()") == []
    assert ask(company, "pm", "SELECT crm.undo_merge(%s)", made) == [([two],)]
    assert company.rows(amount, line) == [(two, *sale)]
    assert company.rows(cost, line) == before
    assert company.rows(
        "SELECT product_id, cost FROM crm.product_cost WHERE product_id IN (%s, %s) ORDER BY 1", one, two
    ) == [(one, 7), (two, 4)]
    assert company.rows("SELECT brand, tags, formerly FROM crm.product WHERE id = %s", one) == [("", [], "")]
    assert (two,) in ask(company, "rep1", "SELECT id FROM crm.search_product(%s)", code)


def test_of_two_prices_for_the_same_that_of_the_one_that_stays_counts(company: AccountSet) -> None:
    one, two = product(company, "甲"), product(company, "乙")
    company.rows("INSERT INTO crm.product_unit (product_id, unit, factor) VALUES (%s, 'box', 10) RETURNING id", two)
    ((price_list,),) = company.rows("SELECT id FROM crm.price_list ORDER BY id LIMIT 1")
    for of_product, unit, least, price in ((one, "", 0, 5), (two, "", 0, 6), (two, "", 100, 4), (two, "box", 0, 50)):
        company.rows(
            "INSERT INTO crm.price (price_list_id, product_id, unit, min_quantity, price) VALUES (%s, %s, %s, %s, %s) RETURNING id",
            price_list, of_product, unit, least, price,
        )  # fmt: skip
    prices = "SELECT product_id, unit, min_quantity::int, price::int FROM crm.price WHERE product_id IN (%s, %s) ORDER BY 1, 2, 3"
    before = company.rows(prices, one, two)
    ((made,),) = ask(company, "pm", MERGE, one, two)
    assert company.rows(prices, one, two) == [(one, "", 0, 5), (one, "", 100, 4), (one, "box", 0, 50)]
    assert company.rows("SELECT unit FROM crm.product_unit WHERE product_id = %s", one) == [("box",)]
    ask(company, "pm", "SELECT crm.undo_merge(%s)", made)
    assert company.rows(prices, one, two) == before


def test_what_counts_otherwise_is_not_united(company: AccountSet) -> None:
    one, other, packed, alike = (
        product(company, name, unit=unit)
        for name, unit in (("甲", "unit"), ("乙", "set"), ("丙", "unit"), ("丁", "unit"))
    )
    add = "INSERT INTO crm.product_unit (product_id, unit, factor, barcode) VALUES (%s, 'box', %s, %s) RETURNING id"
    company.rows(add, one, 10, "")
    company.rows(add, packed, 12, "")
    company.rows(add, alike, 10, "")
    assert refused(company, "pm", MERGE, one, other) == "merge_base_units_differ"
    assert refused(company, "pm", MERGE, one, packed) == "merge_units_differ"
    assert refused(company, "pm", MERGE, one, alike) == ""
    company.rows("UPDATE crm.product_unit SET barcode = '6901234567892' WHERE product_id = %s RETURNING id", alike)
    assert refused(company, "pm", MERGE, one, alike) == "merge_units_differ"  # the bar code would be lost


@pytest.mark.parametrize(("login", "may"), [("pm", True), ("admin", True), ("boss", False), ("rep1", False)])
def test_who_may_edit_and_delete_products_merges_them(company: AccountSet, login: str, may: bool) -> None:
    one, two = product(company, "甲"), product(company, "乙")
    assert refused(company, login, MERGE, one, two) == ("" if may else "merge_needs_rights")


def test_a_supplier_and_a_competitor_are_one_company(company: AccountSet) -> None:
    ((one,), (two,)) = company.rows(
        "INSERT INTO crm.partner (name, is_supplier, is_competitor, phone) VALUES ('远航科技', true, false, ''), "
        "('远航', false, true, '029-80002222') RETURNING id"
    )
    company.rows("INSERT INTO crm.partner_contact (partner_id, name) VALUES (%s, '老郭') RETURNING id", two)
    company.rows(
        "INSERT INTO crm.opportunity_competitor (opportunity_id, partner_id) SELECT id, %s FROM crm.opportunity ORDER BY id LIMIT 1 RETURNING id",
        two,
    )
    ((code,),) = company.rows("SELECT code FROM crm.partner WHERE id = %s", two)
    merge = "SELECT crm.merge_records('partner', %s, ARRAY[%s::bigint], %s)"
    assert refused(company, "rep1", merge, one, two, "{}") == "merge_needs_rights"
    ((made,),) = ask(company, "boss", merge, one, two, json.dumps({"name": "远航科技公司"}))
    assert company.rows(
        "SELECT name, is_supplier, is_competitor, phone FROM crm.partner WHERE id IN (%s, %s)", one, two
    ) == [("远航科技公司", True, True, "029-80002222")]
    for table in ("partner_contact", "opportunity_competitor"):
        assert company.rows(f"SELECT count(*) FROM crm.{table} WHERE partner_id = %s", one) == [(1,)]
    for words in (code, "远航科技", "远航"):
        assert (one,) in ask(company, "rep1", "SELECT id FROM crm.search_partner(%s)", words), words
    ask(company, "boss", "SELECT crm.undo_merge(%s)", made)
    assert company.rows(
        "SELECT name, is_supplier, is_competitor, formerly FROM crm.partner WHERE id IN (%s, %s) ORDER BY id", one, two
    ) == [("远航科技", True, False, ""), ("远航", False, True, "")]
