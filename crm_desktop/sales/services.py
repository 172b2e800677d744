"""Use cases of sales: orders with priced lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Conflict, Denied, Gone, Invalid
from crm_desktop.core.fields import Ref
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.core.record import Record
from crm_desktop.db import records
from crm_desktop.db.errors import translated
from crm_desktop.sales.entities import SALES_ORDER, SALES_ORDER_LINE


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceAnswer:
    """What a product costs a customer, and why; prices per unit, None where there is no price."""

    product_id: int
    unit_price: Decimal | None
    list_price: Decimal | None
    floor_price: Decimal | None
    tax_rate: Decimal
    unit: str
    units: tuple[str, ...]  #: all in which it is sold
    by_batch: bool  #: an order says from which batch it goes out
    promotion: str  #: names of those that made the price; '' without
    price_list: str
    explanation: Mapping[str, Any]


def price_line(
    session: Session,
    *,
    product_id: int,
    customer_id: int | None,
    quantity: Decimal,
    day: date,
    price_list_id: int | None = None,
    unit: str = "",
    currency: str = "",
    tax_rate: Decimal | None = None,
    coupon: str = "",
) -> PriceAnswer:
    """Ask the database what this product costs this customer on that day, with tax; raise Denied.

    *quantity* is in *unit*; where the product is not sold in it, in its own. *currency* is the company's own where it is not
    given, *tax_rate* the product's.
    """
    with translated():
        row = session.execute(
            text(
                "SELECT p.unit_price, p.list_price, p.floor_price, p.explanation, coalesce(:rate, r.tax_rate) AS tax_rate, u.unit, s.units, r.by_batch "
                "FROM crm.product r, LATERAL (SELECT coalesce(array_agg(o.unit), '{}') AS units FROM crm.units_of(r.id) o) s, "
                "LATERAL (SELECT CASE WHEN r.unit = '' OR :unit = ANY (s.units) THEN :unit ELSE r.unit END AS unit) u, "
                "LATERAL crm.price_for(r.id, :customer, :quantity, :day, :list, u.unit, true, :currency, :rate, :coupon) p "
                "WHERE r.id = :product"
            ),
            {
                "product": product_id,
                "customer": customer_id,
                "quantity": quantity,
                "day": day,
                "list": price_list_id,
                "unit": unit,
                "currency": currency or None,
                "rate": tax_rate,
                "coupon": coupon,
            },
        ).one_or_none()
    if row is None:
        raise Denied("price_needs_product_right")
    return PriceAnswer(
        product_id=product_id,
        unit_price=row.unit_price,
        list_price=row.list_price,
        floor_price=row.floor_price,
        tax_rate=row.tax_rate,
        unit=row.unit,
        units=tuple(row.units),
        by_batch=row.by_batch,
        promotion=" + ".join(s["name"] for s in row.explanation.get("promotion_steps", ()) if "value" in s),
        price_list=row.explanation.get("price_list") or "",
        explanation=row.explanation,
    )


def list_lines(session: Session, *, order_id: int, entity: Entity = SALES_ORDER_LINE) -> list[Record]:
    """Return the lines of an order in their order, the fields of *entity* of each: the login's own descriptor."""
    query = ListQuery(
        entity=entity.name,
        columns=tuple(f.name for f in entity.fields),
        sort="order_id",
        conditions=(Condition("order_id", "eq", order_id),),
    )
    lines = records.first_rows(session, entity, query, limit=5000)
    if "product_id" in entity:
        lines = _with_product(session, lines)
        floors = _floors(session, order_id)
        lines = [
            replace(line, values={**line.values, **rated(line.values), "floor_price": floors.get(line.id)})
            for line in lines
        ]
    return sorted(lines, key=lambda line: (line.values["position"], line.id))


def _floors(session: Session, order_id: int) -> dict[int, Decimal]:
    """Return the floor price of each line of a draft, for whoever sees prices."""
    with translated():
        rows = session.execute(text("SELECT line_id, floor_price FROM crm.draft_floors(:id)"), {"id": order_id}).all()
    return {row.line_id: row.floor_price for row in rows if row.floor_price is not None}


def rated(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the mark that the tax rate of a line is that of its product, or one that was typed for it."""
    return {"rated": values.get("product_id")}


def _with_product(session: Session, lines: Sequence[Record]) -> list[Record]:
    """Tell each line in which units its product is sold, and whether it is kept by batch."""
    with translated():
        found = session.execute(
            text(
                "SELECT p.id, p.by_batch, ARRAY(SELECT u.unit FROM crm.units_of(p.id) u) AS units "
                "FROM crm.product p WHERE p.id = ANY (CAST(:ids AS bigint[]))"
            ),
            {"ids": list({line.values["product_id"] for line in lines})},
        )
        known = {row.id: {"units": tuple(row.units), "by_batch": row.by_batch} for row in found}
    return [
        replace(line, values={**line.values, **known.get(line.values["product_id"], {"units": (), "by_batch": False})})
        for line in lines
    ]


def create_order(
    session: Session,
    *,
    values: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]] = (),
    entity: Entity = SALES_ORDER,
    line_entity: Entity = SALES_ORDER_LINE,
) -> Record:
    """Write a new order with its lines, all or nothing, and return its head; raise Invalid or Denied.

    ``lines``: field values of each line, in order; a line without ``unit_price`` takes the
    price that the database finds for this customer, quantity and day.
    """
    head = records.create(session, entity, values)
    _add_lines(session, head, lines, line_entity)
    return records.load(session, entity, head.id)


def save_order(
    session: Session,
    *,
    order: Record,
    changes: Mapping[str, Any],
    added: Sequence[Mapping[str, Any]] = (),
    changed: Sequence[tuple[Record, Mapping[str, Any]]] = (),
    removed: Sequence[Record] = (),
    entity: Entity = SALES_ORDER,
    line_entity: Entity = SALES_ORDER_LINE,
) -> Record:
    """Write the changes of an order and of its lines, all or nothing; raise Conflict, Invalid, Denied or Gone.

    Invalid ``line_changed``: a colleague saved or deleted one of the lines first.
    """
    order = records.save(session, entity, order, changes)
    for line in removed:
        with _of_line(line.values.get("position")):
            records.delete(session, line_entity, line)
    for line, values in changed:
        with _of_line(values.get("position", line.values.get("position"))):
            records.save(session, line_entity, line, _writable(line_entity, values))
    _add_lines(session, order, added, line_entity)
    return records.load(session, entity, order.id)


def step_order(session: Session, *, order: Record, state: str, entity: Entity = SALES_ORDER) -> Record:
    """Lead an order to another state (confirmed, draft again, delivered, closed, cancelled); raise Invalid or Conflict."""
    return records.save(session, entity, order, {"state": state})


def _add_lines(session: Session, order: Record, lines: Sequence[Mapping[str, Any]], entity: Entity) -> None:
    given = []
    for number, line in enumerate(lines, 1):
        values = {"position": number, **_writable(entity, line)}
        if values.get("unit_price") is None:
            values |= _priced(session, order, values)
        given.append({**values, "order_id": order.id})
    with _of_line(given[0]["position"] if len(given) == 1 else None):
        records.create_many(session, SALES_ORDER_LINE, given)


@contextmanager
def _of_line(place: int | None) -> Iterator[None]:
    """Say of what is refused that it is about a line, and which, where the database did not say so itself."""
    try:
        yield
    except (Conflict, Gone) as error:  # of the line: the order's own says something else
        raise Invalid("line_changed", table=SALES_ORDER_LINE.name) from error
    except Invalid as error:
        error.table = error.table or SALES_ORDER_LINE.name
        if error.table == SALES_ORDER_LINE.name and place is not None:
            error.values.setdefault("line", place)
        raise


def _writable(entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of *values* is written: columns where there is a value; own attributes of *entity* and links also emptied."""
    emptied = {
        f.name for f in entity.fields if not f.read_only and (f.is_custom or (isinstance(f, Ref) and not f.required))
    }
    return {n: v for n, v in values.items() if n in emptied or (n in _WRITABLE and v is not None)}


_WRITABLE = {f.name for f in SALES_ORDER_LINE.fields if not f.read_only and f.name != "order_id"} | {"price_id"}


def _priced(session: Session, order: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    answer = price_line(
        session,
        product_id=values["product_id"],
        customer_id=order.values["customer_id"],
        quantity=values.get("quantity", Decimal(1)),
        day=order.values["ordered_on"],
        price_list_id=order.values["price_list_id"],
        unit=values.get("unit") or "",
        currency=order.values["currency"],
        tax_rate=values.get("tax_rate"),
        coupon=order.values.get("coupon") or "",
    )
    return {
        "unit_price": answer.unit_price,
        "list_price": answer.list_price or Decimal(0),
        "tax_rate": answer.tax_rate,
        "unit": answer.unit,
    }
