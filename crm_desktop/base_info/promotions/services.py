"""Promotions as a whole: what runs, what is left of it, what it would have given."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core import clock
from crm_desktop.core.errors import Gone
from crm_desktop.db.errors import translated

#: in the order of the page's buttons
STATES = ("running", "planned", "ended")


@dataclass(frozen=True, kw_only=True, slots=True)
class PromotionRow:
    """A promotion with what was used of it; amounts in 分."""

    id: int
    name: str
    state: str
    effect: str
    discount: Decimal | None
    price: Decimal | None
    amount_off: int | None
    min_amount: int
    buy_quantity: Decimal | None
    free_quantity: Decimal | None
    free_product: str
    target: str  #: product or class; '' for all products
    grade: str
    region: str
    filter: str  #: the terms of a saved view that its customers meet, as they are typed
    customers: int
    valid_from: date
    valid_to: date | None
    priority: int
    stackable: bool
    budget: int | None
    max_uses: int | None
    needs_coupon: bool
    uses: int
    amount: int
    whole: bool  #: with all orders, not only those that one sees


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What a promotion would have made of orders: how many there were, how many it touches, amounts in 分."""

    orders: int
    touched: int
    amount: int
    saved: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewOfCustomers:
    """A saved view: its name, and the filter as it is typed."""

    name: str
    typed: str


def list_promotions(session: Session, *, day: date | None = None) -> list[PromotionRow]:
    """Return all promotions, what runs first, then what comes, then what is over."""
    with translated():
        rows = session.execute(text(_LISTED), {"day": day or clock.today()})
        found = [PromotionRow(**row._mapping) for row in rows]
    return sorted(found, key=lambda row: STATES.index(row.state))


_LISTED = """
SELECT p.id, p.name, CASE WHEN p.retired OR p.valid_to < :day THEN 'ended' WHEN p.valid_from > :day THEN 'planned' ELSE 'running' END AS state,
    p.effect, p.discount, p.price, p.amount_off, p.min_amount, p.buy_quantity, p.free_quantity, coalesce(f.name, '') AS free_product,
    coalesce(t.name, c.name, '') AS target, p.grade, p.region, p.filter,
    (SELECT count(*) FROM crm.promotion_customer n WHERE n.promotion_id = p.id) AS customers,
    p.valid_from, p.valid_to, p.priority, p.stackable, p.budget, p.max_uses, p.needs_coupon, coalesce(u.uses, 0) AS uses, coalesce(u.amount, 0) AS amount,
    (SELECT crm.sees_promotion_totals()) AS whole
FROM crm.promotion p LEFT JOIN crm.promotion_usage() u ON u.promotion_id = p.id
LEFT JOIN crm.product t ON t.id = p.product_id LEFT JOIN crm.product_class c ON c.id = p.class_id
LEFT JOIN crm.product f ON f.id = p.free_product_id
ORDER BY p.priority DESC, p.valid_from DESC, p.id"""


def list_customer_views(session: Session) -> list[ViewOfCustomers]:
    """Return the saved views of customers that one may use, by name."""
    with translated():
        rows = session.execute(
            text(
                "SELECT name, coalesce(query ->> 'text', '') AS typed FROM crm.saved_view WHERE entity = 'customer' "
                "ORDER BY name, id"
            )
        )
        return [ViewOfCustomers(**row._mapping) for row in rows]


def preview_promotion(session: Session, *, promotion_id: int, first: date, last: date) -> Preview:
    """Return what the orders of a time that one sees would have saved; raise Denied."""
    with translated():
        row = session.execute(
            text("SELECT orders, touched, amount, saved FROM crm.promotion_preview(:id, :first, :last)"),
            {"id": promotion_id, "first": first, "last": last},
        ).one()
        return Preview(**row._mapping)


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """An order that had a promotion, with the code it gave; the amount in 分."""

    order_id: int
    order: str
    customer: str
    code: str
    amount: int
    used_at: datetime


def list_uses(session: Session, *, promotion_id: int, limit: int = 500) -> list[Use]:
    """Return the orders that one sees among those that had a promotion, the youngest first; raise Denied."""
    with translated():
        rows = session.execute(
            text(
                "SELECT o.id AS order_id, o.code AS order, coalesce(c.name, '') AS customer, "
                "CASE WHEN u.coupon_id IS NULL THEN '' ELSE o.coupon END AS code, u.amount, u.at AS used_at "
                "FROM crm.promotion_use u JOIN crm.sales_order o ON o.id = u.order_id "
                "LEFT JOIN crm.customer c ON c.id = o.customer_id WHERE u.promotion_id = :id ORDER BY u.id DESC LIMIT :limit"
            ),
            {"id": promotion_id, "limit": limit},
        )
        return [Use(**row._mapping) for row in rows]


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """What a series of codes is to be: how many, how each begins, how often each holds (None: any number), until when."""

    number: int
    prefix: str = ""
    max_uses: int | None = 1
    max_uses_each: int | None = None
    valid_to: date | None = None


def make_coupons(session: Session, *, promotion_id: int, series: Series) -> int:
    """Make codes for a promotion, and let it ask for one; return the number of the undoable action; raise Denied or Invalid."""
    with translated():
        bulk: int = session.execute(
            text("SELECT crm.make_coupons(:id, :number, :prefix, :max_uses, :max_uses_each, :valid_to)"),
            {"id": promotion_id, **asdict(series)},
        ).scalar_one()
        session.execute(
            text("UPDATE crm.promotion SET needs_coupon = true WHERE id = :id AND NOT needs_coupon"),
            {"id": promotion_id},
        )
    return bulk


def set_filter(session: Session, *, promotion_id: int, typed: str, terms: Sequence[Sequence[Any]]) -> None:
    """Let a promotion be for the customers that meet *terms* (field, operator, value); raise Denied or Invalid."""
    with translated():
        found = session.execute(
            text("UPDATE crm.promotion SET filter = :typed, terms = CAST(:terms AS jsonb) WHERE id = :id RETURNING id"),
            {"id": promotion_id, "typed": typed, "terms": json.dumps(terms, ensure_ascii=False)},
        ).first()
    if found is None:
        raise Gone


def running_for_everybody(session: Session, *, day: date) -> list[tuple[str, frozenset[int] | None]]:
    """Return name and products (None: all) of each promotion of that day that is for all customers, for printing."""
    with translated():
        rows: list[Any] = list(
            session.execute(
                text(
                    "SELECT p.name, p.product_id, p.class_id, CASE WHEN p.class_id IS NOT NULL THEN ARRAY("
                    "WITH RECURSIVE below AS (SELECT p.class_id AS id UNION SELECT c.id FROM crm.product_class c "
                    "JOIN below b ON c.parent_id = b.id) SELECT r.id FROM crm.product r JOIN below b ON b.id = r.class_id) END AS members "
                    "FROM crm.promotion p WHERE NOT p.retired AND p.valid_from <= :day AND coalesce(p.valid_to >= :day, true) "
                    "AND p.grade = '' AND p.region = '' AND p.filter = '' AND NOT p.needs_coupon "
                    "AND NOT EXISTS (SELECT FROM crm.promotion_customer n WHERE n.promotion_id = p.id) "
                    "ORDER BY p.priority DESC, p.id"
                ),
                {"day": day},
            )
        )
    return [
        (
            row.name,
            frozenset([row.product_id]) if row.product_id else None if row.class_id is None else frozenset(row.members),
        )
        for row in rows
    ]
