"""Tax and currency: a net list makes prices with tax, to the cent; an order is in one currency; the day is the company's."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy.orm import Session

from crm_desktop.core.query import ListQuery
from crm_desktop.db import records
from crm_desktop.sales.entities import SALES_ORDER
from crm_desktop.sales.rules import line_tax
from server_schema import install
from server_schema.data import terms
from tests.databases import AccountSet
from tests.db.pricekit import A, Answer, Run, add_rule, ask_price, run_fixture

D = Decimal
__all__ = ["run_fixture"]


def _list(run: Run, **columns: Any) -> int:
    columns = {"name": "清单", **columns}
    ((made,),) = run(
        f"INSERT INTO crm.price_list ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) RETURNING id",
        *columns.values(),
    )
    return int(made)


def _sold(run: Run, product: int = 1, price_list: int | None = None, **asked: Any) -> Answer:
    return ask_price(run, product, price_list=price_list, promoted=True, **asked)


def _cents(value: Decimal) -> int:
    return int((value * 100).quantize(D(1), ROUND_HALF_UP))


@pytest.mark.parametrize("rate", [13, 9, 6, 3, 1, 0])
@pytest.mark.parametrize(
    ("net", "quantity"), [("1000", 1), ("33.33", 7), ("0.01", 3), ("8.85", 10_000), ("99999.99", 12)]
)
def test_an_order_from_a_list_without_tax_is_right_to_the_cent(run: Run, net: str, quantity: int, rate: int) -> None:
    net_list = _list(run, tax_included=False)
    run("UPDATE crm.product SET tax_rate = %s WHERE id = 1", rate)
    add_rule(run, net_list, product_id=1, price=net)
    gross = _sold(run, price_list=net_list).price
    ((order,),) = run(
        f"INSERT INTO crm.sales_order (customer_id, price_list_id) VALUES ({A}, %s) RETURNING id", net_list
    )
    run(
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price, tax_rate) VALUES (%s, 1, %s, %s, %s)",
        order, quantity, gross, rate,
    )  # fmt: skip
    wanted = _cents(D(net) * quantity * (100 + rate) / 100)
    tax = _cents(D(wanted) / 100 * rate / (100 + rate))
    assert run("SELECT amount, tax_amount FROM crm.sales_order WHERE id = %s", order) == [(wanted, tax)]
    ((shown, in_it),) = run("SELECT net_price, tax_amount FROM crm.sales_order_line WHERE order_id = %s", order)
    assert (shown, in_it) == (D(net), tax)
    assert in_it == line_tax({"quantity": D(quantity), "unit_price": gross, "tax_rate": D(rate)}), (
        "the grid reckons the same"
    )
    assert run("SELECT rule FROM crm.check_account_set() WHERE record_id = %s", order) == []


def test_the_lines_own_rate_turns_the_price(run: Run) -> None:
    net_list = _list(run, tax_included=False)
    add_rule(run, net_list, product_id=1, price=1000, floor_price=900)
    price, floor, why, _ = _sold(run, price_list=net_list)
    assert (price, floor, why["tax"]) == (1130, 1017, {"by": 13, "value": 1130})
    assert _sold(run, price_list=net_list, rate=6)[:2] == (1060, 954)
    assert _sold(run, price_list=net_list, rate=0)[:2] == (1000, 900)
    ((plain, why),) = run("SELECT unit_price, explanation FROM crm.price_for(1, NULL, 1, NULL, %s)", net_list)
    assert plain == 1000, "the list as it stands is in its own terms"
    assert "tax" not in why
    ((std,),) = run("SELECT id FROM crm.price_list WHERE code = 'STD'")
    assert _sold(run, price_list=std, rate=6).price == 4999, "a price with tax has it, at whatever rate"


def test_what_a_list_rests_on_is_turned_into_its_own_terms(run: Run) -> None:
    gross, net = _list(run, name="含税"), _list(run, name="未税", tax_included=False)
    add_rule(run, net, method="percentage", base="list_price", discount=10)
    assert _sold(run, price_list=net).price == D("4499.1000"), "4999 has tax in it: ten per cent off are 4499.10"
    assert run("SELECT unit_price FROM crm.price_for(1, NULL, 1, NULL, %s)", net) == [(D("3981.5044"),)]
    add_rule(run, gross, method="formula", base="price_list", base_list_id=net, surcharge=1)
    assert _sold(run, price_list=gross).price == D("4500.1000"), "and back"
    silent = _list(run, name="空", tax_included=False)
    for product in (1, 2, 3, 4):
        ((stands,),) = run("SELECT list_price FROM crm.product WHERE id = %s", product)
        assert _sold(run, product, silent).price == stands, "the list price is not turned to and fro"


def test_the_grades_list_without_tax_and_the_standard_one_with_it_do_not_mix(run: Run) -> None:
    run("UPDATE crm.price_list SET tax_included = false WHERE code = 'VIP'")
    run("DELETE FROM crm.price WHERE price_list_id = (SELECT id FROM crm.price_list WHERE code = 'VIP')")
    ((vip,),) = run("SELECT id FROM crm.price_list WHERE code = 'VIP'")
    add_rule(run, vip, product_id=2, price=1000)
    prices = run(
        f"SELECT f.unit_price, f.explanation ->> 'chosen' FROM crm.prices_for(ARRAY[1, 2]::bigint[], {A}, NULL, NULL, NULL, NULL, true) f"
    )
    assert prices == [(4999, "standard_instead"), (1130, "grade")]
    # the order has his list now, and asks as it did before it was saved
    assert _sold(run, 1, vip).price == 4999


def test_an_order_asks_in_its_own_currency(run: Run) -> None:
    assert _sold(run).price == D("4499.1")
    price, _, why, _ = _sold(run, currency="USD")
    assert price is None, "no yuan for dollars"
    assert why["steps"] == [{"step": "other_currency", "currency": "USD"}]
    usd = _list(run, name="出口", currency="USD", grade="A")
    add_rule(run, usd, product_id=1, price=700)
    ((price, list_price),) = run(
        f"SELECT unit_price, list_price FROM crm.price_for(1, {A}, 1, NULL, NULL, '', true, 'USD')"
    )
    assert (price, list_price) == (700, None), "the list price is in yuan"
    ((order, chosen),) = run(
        f"INSERT INTO crm.sales_order (customer_id, currency) VALUES ({A}, 'USD') RETURNING id, price_list_id"
    )
    assert chosen == usd
    run("INSERT INTO crm.promotion (name, product_id, effect, price) VALUES ('特价', 1, 'fixed', 500)")
    assert _sold(run, currency="USD").price == 700, "an amount of a promotion is in yuan"
    run("INSERT INTO crm.promotion (name, product_id, discount, priority) VALUES ('九折', 1, 10, 5)")
    assert _sold(run, currency="USD").price == 630, "a percentage is in any"
    run("UPDATE crm.sales_order SET currency = 'CNY' WHERE id = %s", order)
    assert run(
        "SELECT l.code FROM crm.sales_order o JOIN crm.price_list l ON l.id = o.price_list_id WHERE o.id = %s", order
    ) == [("VIP",)]
    with pytest.raises(psycopg2.errors.CheckViolation, match="sales_order_list_currency"):
        run("UPDATE crm.sales_order SET price_list_id = %s WHERE id = %s", usd, order)


def test_a_new_record_is_in_the_companys_own_currency_and_only_in_one_that_there_is(run: Run) -> None:
    run("UPDATE crm.account_set SET currency = 'EUR'")
    assert run(f"INSERT INTO crm.sales_order (customer_id) VALUES ({A}) RETURNING currency") == [("EUR",)]
    assert run("INSERT INTO crm.price_list (name) VALUES ('x') RETURNING currency") == [("EUR",)]
    assert run(
        f"INSERT INTO crm.opportunity (name, customer_id, stage) SELECT 'x', {A}, code FROM crm.dictionary "
        "WHERE kind = 'opportunity_stage' ORDER BY position LIMIT 1 RETURNING currency"
    ) == [("EUR",)]
    with pytest.raises(psycopg2.errors.CheckViolation, match="choice_unknown"):
        run(f"INSERT INTO crm.sales_order (customer_id, currency) VALUES ({A}, 'usd')")


def test_an_amount_knows_its_currency_in_every_list(account_set: AccountSet, login: Callable[[str], Session]) -> None:
    account_set.rows(f"INSERT INTO crm.sales_order (customer_id, currency) VALUES ({A}, 'USD') RETURNING id")
    session = login("boss")
    shown = records.first_rows(
        session, SALES_ORDER, ListQuery(entity="sales_order", columns=("amount",), sort="ordered_on")
    )
    assert {row.labels["amount"] for row in shown} == {"CNY", "USD"}


def test_money_in_use_is_in_the_dictionary_after_an_upgrade(own_account_set: AccountSet) -> None:
    own_account_set.rows("UPDATE crm.account_set SET currency = 'CHF' RETURNING 1")
    with closing(own_account_set.connect_admin()) as connection, connection.cursor() as cursor:
        terms.load(cursor)
    assert own_account_set.rows("SELECT name FROM crm.dictionary WHERE kind = 'currency' AND code IN ('CHF', 'CNY') ORDER BY code") == [
        ("CHF",), ("人民币",),
    ]  # fmt: skip


# ── the company's day ────────────────────────────────


def test_no_day_is_the_sessions(account_set: AccountSet) -> None:
    words = re.compile(
        r"\bcurrent_date\b|\bcurrent_timestamp\s*::\s*date|\bnow\(\)\s*::\s*date|\blocaltimestamp\b", re.I
    )
    folder = Path(install.__file__).parent / "behaviour"
    found = [
        f"{p.name}: {m.group()}"
        for p in folder.glob("*.sql")
        for m in words.finditer(re.sub("--.*", "", p.read_text("utf-8")))
    ]
    assert found == []
    assert len(list(folder.glob("*.sql"))) > 30
    defaults = account_set.rows(
        "SELECT table_name, column_name, column_default FROM information_schema.columns WHERE table_schema = 'crm' "
        "AND (column_default ILIKE '%%current_date%%' OR column_default ILIKE '%%now()%%::date%%')"
    )
    assert defaults == []


def test_whoever_sets_his_clocks_zone_changes_no_day(
    account_set: AccountSet, psql_as: Callable[[str], Connection]
) -> None:
    account_set.rows(
        "INSERT INTO crm.setting (name, value) VALUES ('time_zone', '\"UTC\"') ON CONFLICT (name) DO UPDATE SET value = excluded.value RETURNING 1"
    )
    with psql_as("rep1") as connection, connection.cursor() as cursor:
        days = []
        for zone in ("Etc/GMT+12", "Etc/GMT-14"):  # twenty-six hours apart: one of them is on another day at any moment
            cursor.execute("SELECT set_config('TimeZone', %s, false)", (zone,))
            cursor.execute("SELECT current_date, crm.today()")
            ((theirs, ours),) = cursor.fetchall()
            days.append(theirs)
            cursor.execute(
                "INSERT INTO crm.sales_order (customer_id) SELECT min(id) FROM crm.customer RETURNING ordered_on"
            )
            assert cursor.fetchone() == (ours,)
        connection.rollback()
    assert days[0] != days[1], "the zones do differ"
