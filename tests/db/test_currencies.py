"""Amounts of different currencies are never added: lists, groups and files have a sum for each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm_desktop.core.grouping import Level
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import records
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell import registry
from crm_desktop.system.exporting.grouped import GroupOfRows, export_groups
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

Login = Callable[[str], Session]
ENTITIES = registry.descriptors()
NEW = (Condition("code", "contains", "WJ-"),)


@pytest.fixture(scope="module")
def abroad(account_set: AccountSet) -> AccountSet:
    """Give a customer two orders in yuan and one in dollars, another one only one in dollars."""
    rows = account_set.rows
    for number, (grade, currency, price) in enumerate(
        (("A", "CNY", 1000), ("A", "CNY", 200), ("A", "USD", 300), ("B", "USD", 50))
    ):
        ((order,),) = rows(
            "INSERT INTO crm.sales_order (customer_id, code, currency) SELECT min(id), %s, %s FROM crm.customer WHERE grade = %s "
            "RETURNING id", f"WJ-{number}", currency, grade,
        )  # fmt: skip
        rows(
            "INSERT INTO crm.sales_order_line (order_id, product_id, description, quantity, unit_price) "
            "SELECT %s, min(id), 'x', 1, %s FROM crm.product RETURNING 1", order, price,
        )  # fmt: skip
    return account_set


def asked(name: str, conditions: tuple[Condition, ...]) -> ListQuery:
    entity = ENTITIES[name]
    return ListQuery(entity=name, columns=entity.list_columns, sort=entity.sort, conditions=conditions)


def test_a_list_has_a_sum_for_each_currency(abroad: AccountSet, login: Login) -> None:
    found = records.totals(login("boss"), ENTITIES["sales_order"], asked("sales_order", NEW), ["amount"])
    assert found.count == 4
    assert found.sums == {"amount": {"CNY": 120_000, "USD": 35_000}}
    none = (Condition("code", "eq", "no such order"),)
    assert records.totals(login("boss"), ENTITIES["sales_order"], asked("sales_order", none), ["amount"]).count == 0


def test_lines_are_in_the_currency_of_their_order(abroad: AccountSet, login: Login) -> None:
    entity, session = ENTITIES["sales_order_line"], login("boss")
    query = asked("sales_order_line", (Condition("description", "eq", "x"),))
    assert records.totals(session, entity, query, ["amount", "quantity"]).sums == {
        "amount": {"CNY": 120_000, "USD": 35_000},
        "quantity": 4,
    }
    assert {r.labels["amount"] for r in records.first_rows(session, entity, query)} == {"CNY", "USD"}


def test_groups_have_a_sum_for_each_currency(abroad: AccountSet, login: Login) -> None:
    entity, query = ENTITIES["sales_order"], asked("sales_order", NEW)
    levels = (Level("customer_id"), Level("ordered_on", "month"))
    found = records.groups(login("boss"), entity, query, levels, ["amount"])
    assert [(g.count, g.sums["amount"]) for g in found] == [(3, {"CNY": 120_000, "USD": 30_000}), (1, {"USD": 5_000})]
    assert [g.below[0].sums for g in found] == [g.sums for g in found]
    most = records.groups(login("boss"), entity, query, levels[:1], ["amount"], 1)
    assert [g.count for g in most] == [3], "the limit counts groups, not currencies"
    by_range = records.groups(login("boss"), entity, query, (Level("amount", "range"),), ["amount"])
    assert sum(g.count for g in by_range) == 4


def test_a_file_of_groups_adds_no_currencies(abroad: AccountSet, login: Login, tmp_path: Path) -> None:
    session = login("boss")
    facts = load_facts(session, registry.descriptors(), language="en")
    entity = facts.entities["sales_order"]

    def read(query: ListQuery, sums: Any) -> list[GroupOfRows]:
        return [
            GroupOfRows(
                words=str(g.value), condition=Condition("customer_id", "eq", g.value), count=g.count, sums=g.sums
            )
            for g in records.groups(session, entity, query, (Level("customer_id"),), sums)
        ]

    path = tmp_path / "groups.xlsx"
    query = ListQuery(entity="sales_order", columns=("code", "amount"), sort="code", conditions=NEW)
    export_groups(session, query, read, ["Customer"], path, facts=facts, language="en", translate=translate)
    assert heads_of(path) == ["CNY 1200.00 · USD 300.00", "USD 50.00"]
    only = tmp_path / "own.xlsx"
    own = ListQuery(
        entity="sales_order",
        columns=("code", "amount"),
        sort="code",
        conditions=(*NEW, Condition("currency", "eq", "CNY")),
    )
    export_groups(session, own, read, ["Customer"], only, facts=facts, language="en", translate=translate)
    assert heads_of(only) == ["1200"]


def heads_of(path: Path) -> list[str]:
    """Return the sums of the groups in a file."""
    return [row.cells[-1] for row in open_table(path).rows() if row.cells[0]]
