"""Amounts of different currencies are never added: lists, groups and files have a sum for each."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from crm_desktop.analysis import ranking_prints as rp
from crm_desktop.analysis.prints import performance_report
from crm_desktop.analysis.rules import Period
from crm_desktop.analysis.services import figure_conditions, rank_employees, show_records
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
        "quantity": {"unit": 4},
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


@pytest.fixture(scope="module")
def confirmed(abroad: AccountSet) -> AccountSet:
    """Give the orders of both currencies as business of rep1 on one day in 2031."""
    abroad.rows(
        "UPDATE crm.sales_order SET state = 'confirmed', ordered_on = '2031-05-05', owner_id = (SELECT id FROM crm.employee "
        "WHERE login = 'rep1') WHERE code LIKE 'WJ-%%' RETURNING 1"
    )
    return abroad


DAY = Period(date(2031, 5, 5), date(2031, 5, 5))


def test_a_ranking_counts_one_currency_and_names_the_others(confirmed: AccountSet, login: Login) -> None:
    session = login("boss")
    ranked = lambda **more: rank_employees(session, period_from=DAY.start, period_to=DAY.end, measure="orders", **more)  # noqa: E731
    own, dollars = ranked(), ranked(currency="USD")
    assert (own.currency, own.currencies, own.others) == ("CNY", ("CNY", "USD"), ("USD",))
    assert (own.total.now.order_amount, own.total.now.order_count) == (120_000, 2)
    assert (dollars.total.now.order_amount, dollars.total.now.order_count) == (35_000, 2)
    assert [line.now.order_amount for line in dollars.people if line.rank] == [35_000]
    assert own.total.now.profit is not None
    assert dollars.total.now.profit is None, "costs are in the company's own currency"
    assert ranked(currency="USD", with_profit=False).measure == "orders"
    assert (
        rank_employees(session, period_from=DAY.start, period_to=DAY.end, measure="profit", currency="USD").measure
        == "orders"
    )
    assert ranked(currency="EUR").total.now.order_count == 0
    for ranking in (own, dollars):
        for ids in (
            show_records(session, figure="orders", owners=(), period=DAY, currency=ranking.currency),
            records.ordered_ids(
                session,
                ENTITIES["sales_order"],
                asked("sales_order", figure_conditions("orders", (), DAY, ranking.currency)[1]),
            ),
        ):
            amounts = confirmed.rows("SELECT sum(amount)::bigint FROM crm.sales_order WHERE id = ANY (%s)", list(ids))
            assert amounts == [(ranking.total.now.order_amount,)]
    assert confirmed.rows("SELECT * FROM crm.check_account_set()") == []


def test_where_there_was_no_own_business_the_other_is_shown(confirmed: AccountSet, login: Login) -> None:
    ((order,),) = confirmed.rows(
        "INSERT INTO crm.sales_order (customer_id, currency, ordered_on) SELECT min(id), 'USD', '2033-05-05' FROM crm.customer RETURNING id"
    )
    confirmed.rows(
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) SELECT %s, min(id), 1, 5 FROM crm.product RETURNING 1",
        order,
    )
    confirmed.rows("UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s RETURNING 1", order)
    ranking = rank_employees(login("boss"), period_from=date(2033, 5, 1), period_to=date(2033, 5, 31))
    assert (ranking.currency, ranking.currencies, ranking.others) == ("USD", ("USD",), ())


def test_the_report_says_whose_amounts_it_counts(confirmed: AccountSet, login: Login) -> None:
    ranking = rank_employees(login("boss"), period_from=DAY.start, period_to=DAY.end, measure="orders")
    for language, said in (("en", "Not counted here"), ("zh_CN", "未计入")):
        pages = PdfReader(io.BytesIO(performance_report(ranking, language=language))).pages
        words = "".join(page.extract_text() for page in pages)
        assert said in words
        assert {"en": "All amounts in yuan", "zh_CN": "金额单位：元"}[language] in words
        assert {"en": "US dollar", "zh_CN": "美元"}[language] in words
        assert "(CNY)" in words
        assert "1,200.00" in words
        assert "1,550.00" not in words
    heads, rows = rp.sheet(ranking, ("people",), str)
    assert rows[-1][[head for head, *_ in heads].index("Order amount (CNY)")] == 1200
