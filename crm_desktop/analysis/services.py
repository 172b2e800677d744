"""Figures computed by the database under the caller's own rights; nothing here is cached or guessed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.analysis.rules import (
    MEASURES,
    ORDER_STATES,
    PARTS,
    Figures,
    Period,
    Person,
    Ranking,
    Sum,
    make_ranking,
    segments,
)
from crm_desktop.core.errors import Denied, Invalid
from crm_desktop.core.query import Condition
from crm_desktop.db.errors import translated

#: The setting that says what performance means in an account set; without it the data decide.
MEASURE_SETTING = "analysis.measure"

# The database keeps what was achieved by day; it is summed up of exactly what the caller may see.
_ACHIEVED = """
SELECT span, kind, owner_id, month, amount, number, currency FROM crm.achieved(CAST(:starts AS date[]), CAST(:ends AS date[]))"""
# Returns owner, month, and the profit of each part ('now', 'before', 'year'). One branch reads one unbroken span of days, so
# that each row is read once. Rows are summed up by day first: parts and months are told of the few sums, not of each row.
# Profit counts the orders whose cost is known: their amount less that cost, both as the price lists have them (tax in
# both) and only where it is in the company's own currency, as costs are, asked of the covering index of the costs order by order.
# Two joins took the server twice the time. Others' orders on one's
# customers are seen, not ranked: they are somebody else's figure.
_PROFIT = """
SELECT owner_id, date_trunc('month', day::timestamp)::date, {sums}
FROM (SELECT owner_id, ordered_on AS day, sum(amount - c.cost) AS amount
    FROM crm.sales_order o, LATERAL (SELECT sum(cost) AS cost FROM crm.sales_order_cost x WHERE x.order_id = o.id) c
    WHERE ordered_on BETWEEN :{segment}_start AND :{segment}_end AND state = ANY (:states) AND currency = :currency AND c.cost IS NOT NULL
    GROUP BY 1, 2) d
GROUP BY 1, 2
HAVING (SELECT crm.me() IS NULL OR crm.my_scope('sales_order', 'view') = 'all')
    OR owner_id = ANY ((SELECT crm.visible_owners('sales_order', 'view'))::bigint[])"""


# Colleagues whose records the caller may not see are not listed with nothing: their figures are unknown to him.
# Nobody's session (the server's own, for the command line) sees all.
_PEOPLE = """
SELECT id, name, superior_id, department_id, status = 'active' AND (crm.me() IS NULL OR id = ANY (
    (SELECT crm.visible_owners(CASE WHEN :orders THEN 'sales_order' ELSE 'opportunity' END, 'view'))::bigint[])
    ) AS listed
FROM crm.employee"""
_CURRENCY_NAMES = "SELECT code, name, name_en FROM crm.dictionary WHERE kind = 'currency'"


@translated()
def rank_employees(
    session: Session,
    *,
    period_from: date,
    period_to: date,
    measure: str = "",
    with_profit: bool = True,
    currency: str = "",
) -> Ranking:
    """Rank people, teams and regions by what they achieved in a period, both days included.

    *measure*: 'won', 'orders' or 'profit'; '' takes the account set's own (see ``default_measure``).
    *currency*: whose amounts count, as nothing is converted; '' takes the company's own, or the first of those in which there was
    business where there was none in its own. Profit there is in its own only.
    *with_profit* False leaves the profit out where it is not the measure: it takes longer than all the rest.
    Counts the records of those whose work the caller sees, and what he helps with. Raise Denied where that is none at all or
    *measure* is 'profit' without the right to see cost, Invalid for an impossible period.
    """
    period = Period(period_from, period_to)
    rights = _rights(session)
    if not (rights["opportunity"] or rights["sales_order"]):
        raise Denied("analysis")
    if measure and measure not in MEASURES:
        raise Invalid("measure_unknown", values={"measure": measure})
    if measure == "profit" and not rights["sales_order_cost"]:
        raise Denied("sales_order_cost")
    measure = measure or default_measure(session)
    facts = session.execute(text("SELECT company, company_en, currency FROM crm.account_set")).one()
    spans = dict(zip(PARTS, (period, period.previous, period.year_before), strict=True))
    achieved = _achieved(session, spans)
    currencies = _currencies(achieved, facts.currency)
    currency = currency or currencies[0]
    costed = rights["sales_order"] and rights["sales_order_cost"] and currency == facts.currency
    measure = measure if costed or measure != "profit" else "orders"
    with_profit = with_profit or measure == "profit"
    sums = [
        Sum(part=PARTS[r.span - 1], owner_id=r.owner_id, month=r.month, figures=_figures(r.kind, r.amount, r.number))
        for r in achieved
        if r.currency == currency
    ]
    if with_profit and costed:
        sums += _profits(session, spans, currency)
    ranking = make_ranking(
        period,
        measure,
        sums,
        _people(session, orders=not rights["opportunity"]),
        {r.id: r.name for r in session.execute(text("SELECT id, name FROM crm.department"))},
        has_profit=costed,
        profit_pending=not with_profit,
        company=facts.company,
        company_en=facts.company_en,
        currency=currency,
        currencies=currencies if currency in currencies else (*currencies, currency),
    )
    return replace(
        ranking, currency_names={r.code: (r.name, r.name_en) for r in session.execute(text(_CURRENCY_NAMES))}
    )


def _people(session: Session, *, orders: bool) -> list[Person]:
    return [
        Person(id=r.id, name=r.name, superior_id=r.superior_id, department_id=r.department_id, listed=r.listed)
        for r in session.execute(text(_PEOPLE), {"orders": orders})
    ]


@translated()
def default_measure(session: Session) -> str:
    """Return what performance means here: the setting, else orders where there are any, else won opportunities."""
    kept = session.execute(
        text("SELECT value FROM crm.setting WHERE name = :name"), {"name": MEASURE_SETTING}
    ).scalar_one_or_none()
    if kept in MEASURES:
        return str(kept)
    if not _rights(session)["sales_order"]:
        return "won"
    found = session.execute(
        text("SELECT EXISTS (SELECT FROM crm.sales_order WHERE state = ANY (:states))"), {"states": list(ORDER_STATES)}
    ).scalar_one()
    return "orders" if found else "won"


@translated()
def measures_for(session: Session) -> tuple[str, ...]:
    """Return the measures that the caller may choose from."""
    rights = _rights(session)
    return tuple(
        m
        for m, table in zip(MEASURES, ("opportunity", "sales_order", "sales_order_cost"), strict=True)
        if rights[table]
    )


def figure_conditions(
    figure: str, owners: Sequence[int], period: Period, currency: str = ""
) -> tuple[str, tuple[Condition, ...]]:
    """Return the entity and the conditions of the records that make up a figure.

    *figure*: 'won', 'lost', 'closed' (both), 'orders' or 'profit'. *owners*: whose records; 0 stands for nobody's;
    none at all means everybody's. *currency* '' means any.
    """
    day = Condition(
        "ordered_on" if figure in ("orders", "profit") else "closed_on", "between", (period.start, period.end)
    )
    whose: tuple[Condition, ...] = ()
    if tuple(owners) == (0,):
        whose = (Condition("owner_id", "empty"),)
    elif len(owners) == 1:
        whose = (Condition("owner_id", "eq", owners[0]),)
    elif owners:
        whose = (Condition("owner_id", "in", tuple(owners)),)
    if currency:
        whose = (*whose, Condition("currency", "eq", currency))
    if figure in ("orders", "profit"):
        return "sales_order", (Condition("state", "in", ORDER_STATES), day, *whose)
    outcome = Condition("outcome", "in", ("won", "lost")) if figure == "closed" else Condition("outcome", "eq", figure)
    return "opportunity", (outcome, day, *whose)


@translated()
def show_records(
    session: Session, *, figure: str, owners: Sequence[int], period: Period, currency: str = ""
) -> tuple[int, ...]:
    """Return the ids of the records behind a figure, newest first; the same that ``figure_conditions`` describes."""
    orders = figure in ("orders", "profit")
    day = "ordered_on" if orders else "closed_on"
    kind = "state = ANY (:kinds)" if orders else "outcome = ANY (:kinds)"
    whose = (
        ""
        if not owners
        else " AND owner_id IS NULL"
        if tuple(owners) == (0,)
        else " AND (owner_id = ANY (:owners)" + (" OR owner_id IS NULL)" if 0 in owners else ")")
    )
    kinds = list(ORDER_STATES) if orders else ["won", "lost"] if figure == "closed" else [figure]
    rows = session.execute(
        text(
            f"SELECT id FROM crm.{'sales_order' if orders else 'opportunity'} "
            f"WHERE {day} BETWEEN :start AND :end AND {kind}{whose} AND :currency IN ('', currency) ORDER BY {day} DESC, id DESC"
        ),
        {"start": period.start, "end": period.end, "kinds": kinds, "owners": list(owners), "currency": currency},
    )
    return tuple(rows.scalars())


@translated()
def keep_export(session: Session, *, measure: str, what: str, file: str, rows: int) -> None:
    """Keep in the audit trail that figures left the program; raise Denied without the right to export."""
    session.execute(
        text("SELECT crm.log_export(:table, CAST(:what AS jsonb))"),
        {
            "table": "opportunity" if measure == "won" else "sales_order",
            "what": json.dumps({"ranking": what, "file": file, "rows": rows}),
        },
    )


def _achieved(session: Session, spans: dict[str, Period]) -> Sequence[Any]:
    days = {"starts": [s.start for s in spans.values()], "ends": [s.end for s in spans.values()]}
    return session.execute(text(_ACHIEVED), days).all()


def _currencies(achieved: Sequence[Any], own: str) -> tuple[str, ...]:
    """Return the currencies in which there was business, the company's own first; its own where there was none."""
    met = {r.currency for r in achieved if r.amount or r.number}
    return tuple(sorted(met, key=lambda currency: (currency != own, currency))) or (own,)


def _profits(session: Session, spans: dict[str, Period], currency: str) -> list[Sum]:
    values: dict[str, Any] = {"states": list(ORDER_STATES), "currency": currency}
    for name, span in spans.items():
        values |= {f"{name}_start": span.start, f"{name}_end": span.end}
    branches: list[str] = []
    for number, (span, inside) in enumerate(segments(spans)):
        values |= {f"segment{number}_start": span.start, f"segment{number}_end": span.end}
        sums = [
            f"(sum(amount) FILTER (WHERE day BETWEEN :{part}_start AND :{part}_end))::bigint"
            if part in inside
            else "NULL"
            for part in PARTS
        ]
        branches.append(_PROFIT.format(sums=", ".join(sums), segment=f"segment{number}"))
    return [
        Sum(part=part, owner_id=owner, month=month, figures=Figures(profit=profit))
        for owner, month, *profits in session.execute(text(" UNION ALL ".join(branches)), values)
        for part, profit in zip(PARTS, profits, strict=True)
        if profit is not None
    ]


def _figures(kind: str, amount: int, number: int) -> Figures:
    if kind == "orders":
        return Figures(order_amount=amount, order_count=number)
    return Figures(won_amount=amount, won_count=number) if kind == "won" else Figures(lost_count=number)


def _rights(session: Session) -> dict[str, bool]:
    """Tell which tables the caller may read at all, as the database's own grants say."""
    row = session.execute(
        text("""
        SELECT has_column_privilege('crm.opportunity', 'amount', 'SELECT') AS opportunity,
            has_column_privilege('crm.sales_order', 'amount', 'SELECT') AS sales_order,
            has_column_privilege('crm.sales_order_cost', 'cost', 'SELECT') AS sales_order_cost""")
    ).one()
    return dict(row._mapping)
