"""Withdrawn products and what takes their place, the tree of classes, and catalogues that others made."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy.orm import Session

from crm_desktop.admin import embedded
from crm_desktop.admin.main import main
from crm_desktop.base_info.entities import PRODUCT
from crm_desktop.base_info.prices import changing, services
from crm_desktop.base_info.prices.rules import PriceChange, margin_percent
from crm_desktop.base_info.products.services import list_classes, move_class
from crm_desktop.core.errors import Invalid
from crm_desktop.db import records
from crm_desktop.sales.entities import SALES_ORDER_LINE
from server_schema import install
from server_schema.data import tiny
from tests.databases import AccountSet

Psql = Callable[[str], Connection]


@pytest.fixture(scope="module")
def filled(account_set: AccountSet) -> dict[str, int]:
    """Add three products that follow each other: M300 and M400 withdrawn, replaced in the end by product 1."""
    made = {"now": 1}
    for name, status in (("M400", "withdrawn"), ("M300", "withdrawn"), ("M200", "withdrawn")):
        ((made[name],),) = account_set.rows(
            "INSERT INTO crm.product (name, class_id, list_price, status, withdrawn_on) SELECT '联想台式电脑 ' || %s, class_id, 4000, %s, "
            "date '2026-05-01' FROM crm.product WHERE id = 1 RETURNING id",
            name,
            status,
        )
    for old, new in (("M300", "M400"), ("M400", "now")):
        account_set.rows(
            "INSERT INTO crm.product_link (product_id, kind, other_id) VALUES (%s, 'replacement', %s) RETURNING id",
            made[old],
            made[new],
        )
    return made


def _all(connection: Connection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall()) if cursor.description else []


# ── withdrawn ────────────────────────────────────────


def test_what_is_withdrawn_goes_into_no_new_line(filled: dict[str, int], psql_as: Psql) -> None:
    rep = psql_as("rep1")
    line = "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) VALUES (%s, %s, 1, 1) RETURNING id"
    orders = {}
    for day in ("2026-04-30", "2026-05-01"):
        ((orders[day],),) = _all(
            rep,
            "INSERT INTO crm.sales_order (customer_id, ordered_on) SELECT min(id), %s FROM crm.customer RETURNING id",
            day,
        )
    rep.commit()
    with pytest.raises(psycopg2.errors.CheckViolation, match="product_withdrawn"):
        _all(rep, line, orders["2026-05-01"], filled["M400"])
    rep.rollback()
    ((kept,),) = _all(rep, line, orders["2026-04-30"], filled["M400"])  # an order of the time when it was sold
    assert _all(rep, line, orders["2026-05-01"], 1)
    _all(rep, "UPDATE crm.sales_order_line SET quantity = 2 WHERE id = %s", kept)  # an old line stays in hand
    assert _all(rep, "SELECT p.name FROM crm.sales_order_line l JOIN crm.product p ON p.id = l.product_id WHERE l.id = %s", kept) == [("联想台式电脑 M400",)]  # fmt: skip
    with pytest.raises(psycopg2.errors.CheckViolation, match="product_withdrawn"):
        _all(
            rep,
            "UPDATE crm.sales_order_line SET product_id = %s WHERE order_id = %s",
            filled["M300"],
            orders["2026-05-01"],
        )
    rep.rollback()


def test_the_day_of_withdrawal_comes_and_goes_with_the_state(account_set: AccountSet, psql_as: Psql) -> None:
    pm = psql_as("pm")
    sql = "UPDATE crm.product SET status = %s WHERE id = 2 RETURNING withdrawn_on = current_date, withdrawn_on IS NULL"
    assert _all(pm, sql, "withdrawn") == [(True, False)]
    assert _all(pm, sql, "on_sale") == [(None, True)]
    pm.rollback()


def test_a_new_line_is_offered_what_is_on_sale_or_takes_the_place(
    filled: dict[str, int], login: Callable[[str], Session], psql_as: Psql
) -> None:
    session = login("rep1")
    hits = records.offer(session, PRODUCT, "M300")
    assert [(h.id, h.instead) for h in hits] == [(1, "联想台式电脑 M300")], "the last of the chain, and what for"
    assert records.offer(session, PRODUCT, "M200") == [], "nothing takes its place"
    assert [h.id for h in records.search(session, PRODUCT, "M200")] == [filled["M200"]], "yet it is found elsewhere"
    both = records.offer(session, PRODUCT, "lxtsdn")
    assert [(h.id, h.instead) for h in both] == [(1, "")], "once, as itself"
    assert {h.id for h in records.offer(session, PRODUCT, "")} == {1, 2, 3, 4}
    assert SALES_ORDER_LINE["product_id"].on_offer  # type: ignore[attr-defined]


@pytest.mark.parametrize(("old", "new"), [("now", "M300"), ("now", "M400")])
def test_replacements_lead_somewhere(filled: dict[str, int], psql_as: Psql, old: str, new: str) -> None:
    pm = psql_as("pm")
    sql = "INSERT INTO crm.product_link (product_id, kind, other_id) VALUES (%s, %s, %s)"
    with pytest.raises(psycopg2.errors.CheckViolation, match="product_link_loop"):
        _all(pm, sql, filled[old], "replacement", filled[new])
    pm.rollback()
    _all(pm, sql, filled[old], "accessory", filled[new])  # as an accessory it may
    pm.rollback()


# ── classes ──────────────────────────────────────────


def test_classes_with_products_or_classes_stay(psql_as: Psql) -> None:
    pm = psql_as("pm")
    for code in ("PC", "HW"):
        with pytest.raises(
            (psycopg2.errors.RestrictViolation, psycopg2.errors.ForeignKeyViolation)
        ):  # the latter before 18
            _all(pm, "DELETE FROM crm.product_class WHERE code = %s", code)
        pm.rollback()
    _all(pm, "INSERT INTO crm.product_class (code, name) VALUES ('EMPTY', '空')")
    _all(pm, "DELETE FROM crm.product_class WHERE code = 'EMPTY'")
    pm.rollback()


def test_two_people_cannot_hang_classes_below_each_other(
    account_set: AccountSet, login: Callable[[str], Session]
) -> None:
    first, second = login("pm"), login("admin")
    ids = {c.code: c.id for c in list_classes(first)}
    first.rollback()
    second.rollback()
    move_class(first, class_id=ids["PC"], parent_id=ids["NET"], before_id=None)
    outcome: list[object] = []

    def other() -> None:
        try:
            move_class(second, class_id=ids["NET"], parent_id=ids["PC"], before_id=None)
            outcome.append("moved")
        except Invalid as error:
            outcome.append(error.rule)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join(0.5)
    assert thread.is_alive(), "the second waits for the first"
    first.commit()
    thread.join(20)
    assert outcome == ["product_class_loop"]
    second.rollback()
    move_class(first, class_id=ids["PC"], parent_id=ids["HW"], before_id=ids["NET"])
    first.commit()
    assert [c.code for c in list_classes(first) if c.parent_id == ids["HW"]] == ["PC", "NET", "PRN"]


# ── plans ────────────────────────────────────────────


def test_pricing_a_thousand_lines_goes_by_index(server: embedded.Server, template: str) -> None:
    from tests import databases

    with databases.clone(server, template) as big, closing(big.connect_admin()) as connection:
        connection.autocommit = False
        _all(
            connection, "INSERT INTO crm.product (name, list_price) SELECT 'p' || i, i FROM generate_series(1, 5000) i"
        )
        _all(
            connection,
            "INSERT INTO crm.price (price_list_id, product_id, method, price, min_quantity) SELECT l.id, p.id, 'fixed', 1, q "
            "FROM crm.price_list l, crm.product p, (VALUES (1), (10)) v(q) WHERE p.name LIKE 'p%'",
        )
        connection.commit()
        connection.autocommit = True
        _all(connection, "ANALYZE crm.price; ANALYZE crm.product; ANALYZE crm.price_list")
        connection.autocommit = False
        scans = (
            "SELECT relname, seq_scan, seq_tup_read FROM pg_stat_xact_user_tables WHERE relname IN ('price', 'product')"
        )
        assert {name: read for name, _n, read in _all(connection, scans)} == {"price": 0, "product": 0}
        asked = "SELECT count(unit_price) FROM crm.prices_for(ARRAY(SELECT max(id) - i FROM crm.product, generate_series(1, {n}) i GROUP BY i))"
        assert _all(connection, asked.format(n=20)) == [(20,)]
        read = {name: tuples for name, _n, tuples in _all(connection, scans)}
        assert read["price"] == 0, "no rule is looked for by reading all"


# ── what a change makes of a price ───────────────────


def _changed(account_set: AccountSet, bases: Sequence[Decimal], **change: Any) -> list[Decimal]:
    values = {"margin": None, "rounding": Decimal(0), "way": "nearest", "ending": None} | change
    asked = (
        "SELECT crm.changed_price(b, 0, %s, %s, %s, %s, 0, NULL, NULL) FROM unnest(%s::numeric[]) WITH ORDINALITY x(b, n) "
        "ORDER BY n"
    )
    return [price for (price,) in account_set.rows(asked, *values.values(), list(bases))]


@pytest.mark.parametrize(
    ("price", "ending", "expected"),
    [
        ("1233", "9", "1229"),
        ("1234", "9", "1239"), ("1235", "9", "1239"), ("1234", "99", "1199"), ("1250", "99", "1299"), ("1234", "8.8", "1238.8"),
        ("12.34", "0.9", "11.9"), ("12.45", "0.9", "12.9"), ("3", "9", "9"), ("1234", "0", "1230"), ("1236.5", "88", "1188"),
    ],
)  # fmt: skip
def test_endings_worked_out_by_hand(account_set: AccountSet, price: str, ending: str, expected: str) -> None:
    assert _changed(account_set, [Decimal(price)], ending=Decimal(ending)) == [Decimal(expected)]


@pytest.mark.parametrize(
    ("way", "rounding", "expected"),
    [
        ("nearest", "10", ["4550", "4550", "10", "0", "4560"]),
        ("up", "10", ["4550", "4550", "10", "10", "4560"]),
        ("down", "10", ["4540", "4550", "0", "0", "4550"]),
        ("up", "0.5", ["4549.5", "4550", "7.5", "0.5", "4555"]),
    ],
)
def test_a_change_rounds_to_the_nearest_up_or_down(
    account_set: AccountSet, way: str, rounding: str, expected: list[str]
) -> None:
    bases = [Decimal(b) for b in ("4549.09", "4550.00003", "7.5", "0.01", "4555")]
    found = _changed(account_set, bases, rounding=Decimal(rounding), way=way)
    assert found == [Decimal(e) for e in expected], "what stands behind the fourth place is no reason to go up"


@given(
    st.lists(st.decimals("0.01", "999999", places=2), min_size=1),
    st.sampled_from([Decimal(e) for e in ("9", "99", "8.8", "0.9", "88", "0", "999")]),
)
@settings(deadline=None)
def test_an_ending_is_the_nearest_one(account_set: AccountSet, prices: list[Decimal], ending: Decimal) -> None:
    step = {"9": 10, "99": 100, "8.8": 10, "0.9": 1, "88": 100, "0": 10, "999": 1000}[str(ending)]
    for price, found in zip(prices, _changed(account_set, prices, ending=ending), strict=True):
        assert (found - ending) % step == 0 and found >= ending
        assert abs(found - price) <= step / Decimal(2) or found == ending


@given(st.lists(st.decimals("0.01", "99999", places=2), min_size=1), st.integers(0, 95))
@settings(deadline=None)
def test_a_price_from_the_cost_has_the_margin(account_set: AccountSet, costs: list[Decimal], margin: int) -> None:
    for cost, price in zip(costs, _changed(account_set, costs, margin=Decimal(margin)), strict=True):
        found = margin_percent(price, cost)
        assert (found is not None and abs(found - margin) <= Decimal("0.1")) or price < 1


# ── catalogues that others made ──────────────────────


@pytest.fixture(scope="module")
def shop(server: embedded.Server) -> Iterator[AccountSet]:
    """Give an account set with people and no goods, which the command line finds by its name."""
    name = "Catalogue"
    install.create_account_set(server.admin_dsn, name)
    patch = pytest.MonkeyPatch()
    renamed = {f"c.{who}": (n, d, s and f"c.{s}", r) for who, (n, d, s, r) in tiny.PEOPLE.items()}
    patch.setattr(tiny, "PEOPLE", renamed)
    for loader in ("_customers", "_goods", "_deals"):
        patch.setattr(tiny, loader, lambda _cursor: None)
    tiny.load(server.admin_dsn, name)
    patch.undo()
    made = AccountSet(name=install.database_name(name), server=server)
    made.rows("INSERT INTO crm.price_list (code, name, is_default) VALUES ('STD', '标准价', true) RETURNING id")
    yield made
    install.drop_account_set(server.admin_dsn, name)


def _import(shop: AccountSet, entity: str, path: Path, mapping: dict[str, Any], folder: Path) -> None:
    file = folder / f"{entity}.json"
    file.write_text(json.dumps({"entity": entity, **mapping}, ensure_ascii=False), encoding="utf-8")
    words = ["import", entity, str(path), "--mapping", str(file), "--login", "c.pm"]
    assert main([*words, "--set", "Catalogue", "--data", str(shop.server.data_dir), "--quiet"]) == 0


def _prices(shop: AccountSet) -> dict[str, services.PriceRow]:
    with closing(_session(shop)) as session:
        (entry,) = services.list_price_lists(session)
        return {row.code: row for row in services.list_prices(session, price_list_id=entry.id)}


def _session(shop: AccountSet) -> Session:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    def connect() -> Any:
        return psycopg2.connect(host=shop.host, port=shop.port, dbname=shop.name, user="c.pm", password="crm-c.pm")

    return Session(create_engine("postgresql+psycopg2://", creator=connect, poolclass=NullPool))


def test_northwinds_catalogue_becomes_classes_products_and_prices(
    shop: AccountSet, shared_data: Path, tmp_path: Path
) -> None:
    folder = shared_data / "northwind"
    _import(shop, "product_class", folder / "Categories.csv", {"columns": {"CategoryID": "code", "CategoryName": "name"}, "match": ["code"]}, tmp_path)  # fmt: skip
    _import(
        shop,
        "product",
        folder / "Products.csv",
        {
            "columns": {
                "ProductID": "code",
                "ProductName": "name",
                "CategoryID": {"field": "class_id", "lookup": "code"},
                "QuantityPerUnit": "specification",
                "UnitPrice": "list_price",
                "Discontinued": {"field": "status", "values": {"0": "on_sale", "1": "withdrawn"}},
            },
            "match": ["code"],
            "then": [
                {
                    "entity": "price",
                    "columns": {"ProductID": {"field": "product_id", "lookup": "code"}, "UnitPrice": "price"},
                    "constants": {"price_list_id": {"text": "STD", "lookup": "code"}},
                    "match": ["price_list_id", "product_id"],
                }
            ],
        },
        tmp_path,
    )
    with (folder / "Products.csv").open(encoding="utf-8-sig", newline="") as file:
        source = {row["ProductID"]: row for row in csv.DictReader(file)}
    found = _prices(shop)
    assert len(source) == 77 and set(source) == set(found)
    for code, row in source.items():
        assert found[code].price == Decimal(row["UnitPrice"]), row["ProductName"]
        assert (found[code].status == "withdrawn") == (row["Discontinued"] == "1")
    with closing(_session(shop)) as session:
        assert {c.name: c.products for c in list_classes(session)}["Beverages"] == 12
    shop.rows("WITH gone AS (DELETE FROM crm.price) DELETE FROM crm.product RETURNING id")
    shop.rows("DELETE FROM crm.product_class RETURNING id")


def test_a_chinese_catalogue_keeps_its_costs_to_those_who_may(
    shop: AccountSet, shared_data: Path, tmp_path: Path
) -> None:
    path = shared_data / "cn_small_crm" / "product_catalog.csv"
    _import(
        shop,
        "product",
        path,
        {
            "columns": {"产品ID": "code", "产品名称": "name", "单价": "list_price"},
            "match": ["code"],
            "then": [
                {
                    "entity": "product_cost",
                    "columns": {
                        "产品ID": {"field": "product_id", "lookup": "code"},
                        "成本": "cost",
                        "供应商": {"field": "supplier_id", "create": ["*"]},
                    },
                    "match": ["product_id"],
                }
            ],
        },
        tmp_path,
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        source = {row["产品ID"]: row for row in csv.DictReader(file)}
    found = _prices(shop)
    assert len(source) == 50 and set(source) == set(found)
    assert all(
        found[c].cost == Decimal(row["成本"]) and found[c].price == Decimal(row["单价"]) for c, row in source.items()
    )
    with closing(_session(shop)) as session:
        proposals = changing.propose_prices(
            session,
            product_ids=[r.product_id for r in found.values()],
            change=PriceChange(base="cost", margin=Decimal(30), ending=Decimal(9)),
        )
        assert len(proposals) == 50
        for proposal in proposals:
            assert proposal.new % 10 == 9
            assert abs(proposal.new - Decimal(source[proposal.code]["成本"]) / Decimal("0.7")) <= 5 or proposal.new == 9
