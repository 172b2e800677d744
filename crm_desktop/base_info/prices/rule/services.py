"""What a rule for a class or for all would make of the prices, before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.prices.changing import PriceProposal
from crm_desktop.base_info.prices.services import SOLD, may_see_cost
from crm_desktop.core import clock
from crm_desktop.core.entity import Entity
from crm_desktop.core.record import Record
from crm_desktop.db import records
from crm_desktop.db.errors import translated

PAGE = 200  #: rows on show; the count is of all


@dataclass(frozen=True, kw_only=True, slots=True)
class RulePreview:
    """How many prices a rule changes on *day*, and a page of them."""

    count: int
    day: date
    moves: tuple[PriceProposal, ...]
    currency: str = ""  #: of the list


def is_wide(*states: Mapping[str, Any]) -> bool:
    """Tell whether a rule, before or after its change, is for a class or for all rather than for one product."""
    return any(state and state.get("product_id") is None for state in states)


def currency_of_list(session: Session, price_list_id: int | None) -> str:
    """Return the currency of a price list, '' without one."""
    asked = text("SELECT currency FROM crm.price_list WHERE id = :id")
    with translated():
        return session.execute(asked, {"id": price_list_id}).scalar_one_or_none() or ""


def preview_rule(session: Session, *, entity: Entity, record: Record, changes: Mapping[str, Any]) -> RulePreview:
    """Write the rule, reckon the prices with and without it, and take it back; raise what writing it would raise.

    The prices are those of its list from its quantity on, in its unit, on the day it begins or today.
    """
    whole = {**record.values, **changes}
    day = max(whole.get("valid_from") or clock.today(), clock.today())
    given = {
        "list": whole["price_list_id"],
        "day": day,
        "quantity": max(whole.get("min_quantity") or Decimal(1), Decimal(1)),
        "unit": whole.get("unit") or "",
    }
    cost = (
        "(SELECT k.cost FROM crm.product_cost k WHERE k.product_id = p.id) * t.pieces"
        if may_see_cost(session)
        else "NULL::numeric"
    )
    asked = text(_PRICES.format(cost=cost))
    before = {row.id: row.price for row in session.execute(asked, given)}
    trial = session.begin_nested()
    try:
        if record.id:
            records.save(session, entity, record, changes)
        else:
            records.create(session, entity, changes)
        after = session.execute(asked, given).all()
    finally:
        trial.rollback()
    moved = [row for row in after if row.price != before.get(row.id)]
    return RulePreview(
        count=len(moved),
        day=day,
        moves=tuple(
            PriceProposal(
                product_id=row.id,
                code=row.code,
                name=row.name,
                old=before.get(row.id),
                new=row.price,
                cost=row.cost,
                sold=row.factor,
                unit=given["unit"],
            )
            for row in moved[:PAGE]
        ),
        currency=currency_of_list(session, given["list"]),
    )


_PRICES = f"""
WITH a AS MATERIALIZED (SELECT coalesce(array_agg(p.id ORDER BY p.id), '{{{{}}}}') AS ids FROM crm.product p WHERE p.status = 'on_sale'
    AND (:unit = '' OR EXISTS (SELECT FROM crm.units_of(p.id) u WHERE u.unit = :unit)))
SELECT p.id, p.code, p.name, f.unit_price AS price, {{cost}} AS cost, t.factor
FROM a CROSS JOIN LATERAL crm.prices_for(a.ids, NULL, array_fill(CAST(:quantity AS numeric), ARRAY[cardinality(a.ids)]), :day, :list,
    array_fill(CAST(:unit AS text), ARRAY[cardinality(a.ids)])) f
JOIN crm.product p ON p.id = f.product_id JOIN crm.price_list l ON l.id = :list CROSS JOIN LATERAL ({SOLD}) m(factor)
CROSS JOIN LATERAL (SELECT m.factor,
    coalesce((f.explanation #>> '{{{{in_unit,factor}}}}')::numeric / (f.explanation #>> '{{{{in_unit,divisor}}}}')::numeric, 1) AS pieces) t
ORDER BY p.sort_key, p.id"""
