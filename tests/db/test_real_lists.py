"""Lists of real companies come in by nothing but mappings, and their sums are those computed elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system.importing import from_json
from crm_desktop.system.importing.whole import Imported, import_file
from crm_desktop.system.services import load_facts

Login = Callable[[str], Session]


def bring_in(session: Session, path: Path, entity: str, **mapping: Any) -> Imported:
    facts = load_facts(session, entity_descriptors())
    table = open_table(path)
    given = from_json(mapping, entity)
    part = import_file(session, table, facts=facts, mapping=given, translate=translate)[0]
    assert part.result is not None, part.check.problems[:5]
    return part


def test_a_chinese_catalogue_with_its_costs(login: Login, shared_data: Path) -> None:
    path = shared_data / "cn_small_crm" / "product_catalog.csv"
    session = login("admin")
    made = bring_in(
        session,
        path,
        "product",
        columns={
            "产品ID": "code",
            "产品名称": "name",
            "子类别": {"field": "class_id", "lookup": "name", "create": ["*", "网络设备"]},
            "单价": "list_price",
        },
        match=["code"],
    )
    assert made.result is not None
    assert made.result.created == 50
    bring_in(
        session,
        path,
        "product_cost",
        columns={"产品ID": {"field": "product_id", "lookup": "code"}, "成本": "cost"},
        match=["product_id"],
    )
    sums = session.execute(
        text(
            "SELECT count(*), sum(p.list_price), sum(c.cost), count(DISTINCT p.class_id) FROM crm.product p "
            "JOIN crm.product_cost c ON c.product_id = p.id WHERE p.code ~ '^P[0-9]{3}$'"
        )
    ).one()
    assert (sums[0], int(sums[1]), int(sums[2])) == (50, 99_314, 67_575)
    assert sums[3] > 5
    again = bring_in(
        session,
        path,
        "product_cost",
        columns={"产品ID": {"field": "product_id", "lookup": "code"}, "成本": "cost"},
        match=["product_id"],
    )
    assert again.check.counts["same"] == 50
    session.rollback()


SHARES = ("0.01", "0.02", "0.03", "0.04", "0.05", "0.06", "0.1", "0.15", "0.2", "0.25")
CUSTOMER = {"field": "customer_id", "lookup": "code"}  # two companies are called IT
#: File, entity, how many records, mapping.
NORTHWIND: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    ("Categories", "product_class", 8, {"columns": {"CategoryName": "name", "CategoryID": "code"}}),
    (
        "Products",
        "product",
        77,
        {
            "columns": {
                "ProductID": "code",
                "ProductName": "name",
                "CategoryID": {"field": "class_id", "lookup": "code"},
                "UnitPrice": "list_price",
                "Discontinued": {"field": "status", "values": {"0": "on_sale", "1": "withdrawn"}},
            },
            "match": ["code"],
        },
    ),
    (
        "Customers",
        "customer",
        93,
        {"columns": {"CustomerID": "code", "CompanyName": "name", "City": "city", "Phone": "phone"}, "match": ["code"]},
    ),
    (
        "Customers",
        "contact",
        93,
        {
            "columns": {"ContactName": "name", "CustomerID": CUSTOMER, "ContactTitle": "title", "Phone": "phone"},
            "match": ["name", "customer_id"],
        },
    ),
    (
        "Orders",
        "sales_order",
        830,
        {
            "columns": {"OrderID": "code", "CustomerID": CUSTOMER, "OrderDate": "ordered_on"},
            "constants": {"currency": "USD"},
            "match": ["code"],
        },
    ),
    (
        "Order_Details",
        "sales_order_line",
        2_155,
        {
            "columns": {
                "OrderID": {"field": "order_id", "lookup": "code"},
                "ProductID": {"field": "product_id", "lookup": "code"},
                "UnitPrice": "unit_price",
                "Quantity": "quantity",
                "Discount": {"field": "discount", "values": {s: str(round(float(s) * 100)) for s in SHARES}},
            },
            "constants": {"tax_rate": "0"},
        },
    ),
)


def test_northwind_to_the_last_cent(login: Login, shared_data: Path) -> None:
    session = login("admin")
    for name, entity, count, mapping in NORTHWIND:
        part = bring_in(session, shared_data / "northwind" / f"{name}.csv", entity, **mapping)
        assert part.result is not None
        assert part.result.created == count, entity
    found = session.execute(
        text(
            "SELECT count(DISTINCT o.id), sum(round(l.quantity * l.unit_price * (1 - l.discount / 100), 2)) FROM crm.sales_order o "
            "JOIN crm.sales_order_line l ON l.order_id = o.id WHERE o.code ~ '^1[01][0-9]{3}$'"
        )
    ).one()
    assert found[0] == 830
    assert float(found[1]) == pytest.approx(
        1_265_793.04, abs=0.5
    )  # the published sum rounds once, an order by the line
    session.rollback()
