"""The price list as a whole, what is planned for it, and why a price is what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.prices.rules import margin_percent
from crm_desktop.core import clock
from crm_desktop.db.errors import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceRow:
    """A product as a price list shows it on one day; *cost* only for those who may see it."""

    product_id: int
    code: str
    name: str
    model: str
    brand: str
    specification: str
    class_id: int | None
    unit: str
    status: str
    sort_key: str
    list_price: Decimal
    price: Decimal | None
    floor_price: Decimal | None
    cost: Decimal | None
    planned: Decimal | None  #: the next price that is fixed for this product, from *planned_on*
    planned_on: date | None
    picture_id: int | None
    sold: Decimal | None  #: the price with tax, where it is in the money of the cost
    variant_of_id: int | None = None  #: its main product, after which it stands
    comes_in_variants: bool = False  #: a main product, which is sold as one of its variants

    @property
    def margin(self) -> Decimal | None:
        """Return what remains after the cost, in per cent; None where the two cannot be compared."""
        return None if self.cost is None or self.sold is None else margin_percent(self.sold, self.cost)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListEntry:
    """A price list to choose from."""

    id: int
    name: str
    currency: str
    grade: str
    is_default: bool
    tax_included: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPrice:
    """A rule or list price that takes effect on a day to come; *now* is what stands today for its product and quantity."""

    table: str  #: "price" or, for a list price, "planned_price"
    id: int
    version: int
    price_list: str  #: '' for the list price
    product_id: int | None
    target: str  #: product or class; '' for all products
    min_quantity: Decimal
    method: str
    now: Decimal | None
    price: Decimal | None
    discount: Decimal
    valid_from: date
    valid_to: date | None
    by: str
    unit: str  #: '' for the product's own
    currency: str  #: '' for the company's own


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceEvent:
    """One change of a price; *what* is 'list_price', 'price' or 'cost', *operation* I, U or D."""

    at: datetime
    by: str
    what: str
    price_list: str
    min_quantity: Decimal | None
    valid_from: date | None
    method: str
    operation: str
    old: Decimal | None
    new: Decimal | None
    unit: str = ""
    price_id: int | None = None  #: the rule; None for the list price and the cost


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceStep:
    """From when on a price held, what gave it (*source* …) and what changed it: *cause* with *operation*, by whom."""

    at: datetime
    by: str  #: '' where nobody is told
    cause: str
    operation: str
    source: str
    class_name: str
    lists: tuple[str, ...]  #: on which its rule rests, one upon another
    old: Decimal | None
    new: Decimal | None
    closed: bool  #: made from the cost, which this person may not see: there may have been a price though *new* is None


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleOutcome:
    """A rule that speaks of a product, and what became of it: *outcome* says why it won or lost."""

    price_list: str
    source: str
    class_name: str
    method: str
    price: Decimal | None
    discount: Decimal | None
    min_quantity: Decimal
    valid_from: date | None
    valid_to: date | None
    outcome: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceReason:
    """A price with all that led to it."""

    unit_price: Decimal | None
    floor_price: Decimal | None
    explanation: Mapping[str, Any]
    rules: tuple[RuleOutcome, ...]
    units: tuple[str, ...]  #: in which it is sold, its own first
    currency: str = ""  #: of the list that was asked for, '' for the company's own


def may_see_cost(session: Session) -> bool:
    """Tell whether this login may read cost prices."""
    return bool(session.execute(text("SELECT has_any_column_privilege('crm.product_cost', 'SELECT')")).scalar_one())


def list_price_lists(session: Session) -> list[ListEntry]:
    """Return the lists in use, the one for everybody else first."""
    with translated():
        rows = session.execute(
            text(
                "SELECT id, name, currency, grade, is_default, tax_included FROM crm.price_list WHERE NOT retired "
                "ORDER BY is_default DESC, code, id"
            )
        )
        return [ListEntry(**row._mapping) for row in rows]


def list_prices(
    session: Session,
    *,
    price_list_id: int | None = None,
    class_ids: Sequence[int] = (),
    day: date | None = None,
    with_withdrawn: bool = True,
) -> list[PriceRow]:
    """Return all products with their price in a list on a day (the standard list price without a list)."""
    cost = (
        "(SELECT k.cost FROM crm.product_cost k WHERE k.product_id = p.id)"
        if may_see_cost(session)
        else "NULL::numeric"
    )
    with translated():
        rows = session.execute(
            text(_PRICED.format(cost=cost) if price_list_id else _LISTED.format(cost=cost)),
            {
                "classes": list(class_ids),
                "withdrawn": with_withdrawn,
                "day": day or clock.today(),
                **({"list": price_list_id} if price_list_id else {}),
            },
        )
        return [PriceRow(**row._mapping) for row in rows]


#: What makes a price of the list *l* comparable with the cost of the product *p*, which is with tax and in the company's own money.
SOLD = """SELECT CASE WHEN l.currency <> crm.home_currency() THEN NULL
    WHEN l.tax_included THEN 1 ELSE (100 + p.tax_rate) / 100 END"""
#: The list price *v* of the product *p* on a day: a planned one counts from its day on (``crm.prices_in_lists``).
ON_DAY = """CROSS JOIN LATERAL (SELECT coalesce((SELECT q.list_price FROM crm.planned_price q
    WHERE q.product_id = p.id AND q.valid_from <= :day ORDER BY q.valid_from DESC LIMIT 1), p.list_price) AS list_price) v"""
_COLUMNS = """
SELECT p.id AS product_id, p.code, p.name, p.model, p.brand, p.specification, p.class_id, p.unit, p.status, p.sort_key,
    v.list_price, {cost} AS cost, p.variant_of_id, p.varies_by <> '{{}}' AS comes_in_variants,
    (SELECT a.id FROM crm.attachment a WHERE a.table_name = 'product' AND a.record_id = p.id
        AND a.media_type LIKE 'image/%' ORDER BY a.is_main DESC, a.id LIMIT 1) AS picture_id"""
_WHERE = """
WHERE (cardinality(CAST(:classes AS bigint[])) = 0 OR p.class_id = ANY (CAST(:classes AS bigint[])))
    AND (:withdrawn OR p.status = 'on_sale')
ORDER BY coalesce(m.sort_key, p.sort_key), coalesce(m.id, p.id), m.id NULLS FIRST, p.sort_key, p.id"""
_LISTED = f"""{_COLUMNS}, v.list_price AS price, NULL::numeric AS floor_price, n.list_price AS planned, n.valid_from AS planned_on,
    v.list_price AS sold
FROM crm.product p LEFT JOIN crm.product m ON m.id = p.variant_of_id {ON_DAY} LEFT JOIN LATERAL (SELECT q.list_price, q.valid_from FROM crm.planned_price q
    WHERE q.product_id = p.id AND q.valid_from > :day ORDER BY q.valid_from LIMIT 1) n ON true {_WHERE}"""
_PRICED = f"""{_COLUMNS}, f.unit_price AS price, f.floor_price, n.price AS planned, n.valid_from AS planned_on,
    f.unit_price * t.factor AS sold
FROM crm.product p LEFT JOIN crm.product m ON m.id = p.variant_of_id {ON_DAY} JOIN crm.price_list l ON l.id = :list CROSS JOIN LATERAL ({SOLD}) t(factor)
LEFT JOIN crm.prices_for(ARRAY(SELECT id FROM crm.product ORDER BY id), NULL, NULL, :day, :list) f ON f.product_id = p.id
LEFT JOIN LATERAL (SELECT r.price, r.valid_from FROM crm.price r WHERE r.price_list_id = :list AND r.product_id = p.id
    AND r.valid_from > :day AND r.min_quantity <= 1 AND r.unit = '' ORDER BY r.valid_from, r.id LIMIT 1) n ON true {_WHERE}"""


def explain_price(
    session: Session,
    *,
    product_id: int,
    customer_id: int | None = None,
    quantity: Decimal = Decimal(1),
    day: date | None = None,
    price_list_id: int | None = None,
    unit: str = "",
) -> PriceReason:
    """Return what a product costs, every step that led to it, and the rules that lost; raise Denied."""
    given = {
        "product": product_id,
        "customer": customer_id,
        "quantity": quantity,
        "day": day or clock.today(),
        "list": price_list_id,
        "unit": unit,
    }
    with translated():
        found = session.execute(
            text(
                "SELECT unit_price, floor_price, explanation, ARRAY(SELECT unit FROM crm.units_of(:product)) AS units, "
                "coalesce((SELECT currency FROM crm.price_list WHERE id = :list), '') AS currency "
                "FROM crm.price_for(:product, :customer, :quantity, :day, :list, :unit, true)"
            ),
            given,
        ).one()
        rules = session.execute(
            text(
                "SELECT price_list, source, coalesce(class_name, '') AS class_name, method, price, discount, min_quantity, "
                "valid_from, valid_to, outcome, unit "
                "FROM crm.price_rules_of(:product, :customer, :quantity, :day, :list, :unit)"
            ),
            given,
        )
        return PriceReason(
            **{**found._mapping, "units": tuple(found.units)}, rules=tuple(RuleOutcome(**row._mapping) for row in rules)
        )


def list_history(session: Session, *, product_id: int) -> list[PriceEvent]:
    """Return every change of what a product costs, newest first; of its cost only for those who may see it."""
    with translated():
        rows = session.execute(
            text(
                "SELECT h.at, coalesce(e.name, h.login) AS by, h.what, coalesce(h.price_list, '') AS price_list, "
                "h.min_quantity, h.valid_from, coalesce(h.method, '') AS method, h.operation, h.old, h.new, h.unit, h.price_id "
                "FROM crm.price_history(:product) h LEFT JOIN crm.employee e ON e.login = h.login ORDER BY h.at DESC"
            ),
            {"product": product_id},
        )
        return [PriceEvent(**row._mapping) for row in rows]


def list_course(
    session: Session, *, product_id: int, price_list_id: int | None = None, quantity: Decimal = Decimal(1)
) -> list[PriceStep]:
    """Return how the price in a list (without one: the list price) came about, whatever changed it, newest first."""
    with translated():
        rows = session.execute(
            text(
                "SELECT c.at, coalesce(e.name, c.login, '') AS by, c.cause, coalesce(c.operation, '') AS operation, c.source, "
                "coalesce(c.class_name, '') AS class_name, c.lists, c.old, c.new, c.closed "
                "FROM crm.price_course(:product, :list, :quantity) c LEFT JOIN crm.employee e ON e.login = c.login ORDER BY c.at DESC"
            ),
            {"product": product_id, "list": price_list_id, "quantity": quantity},
        )
        return [PriceStep(**{**row._mapping, "lists": tuple(row.lists)}) for row in rows]


def list_planned(session: Session, *, price_list_id: int | None = None, day: date | None = None) -> list[PlannedPrice]:
    """Return what takes effect after *day*, soonest first; without a list that of all of them and the list prices."""
    given = {"day": day or clock.today(), "list": price_list_id}
    with translated():
        rows = session.execute(text(_PLANNED), given)
        return [PlannedPrice(**row._mapping) for row in rows]


# What stands today is asked once a list: a call for each rule would take longer than all the rest.
_PLANNED = f"""
SELECT "table", id, version, price_list, product_id, target, min_quantity, method, now, price, discount, valid_from, valid_to, by, unit, currency FROM (
WITH r AS MATERIALIZED (
    SELECT *, row_number() OVER (PARTITION BY price_list_id, product_id IS NULL ORDER BY id) AS line FROM crm.price
    WHERE valid_from > :day AND (CAST(:list AS bigint) IS NULL OR price_list_id = :list)),
n AS MATERIALIZED (
    SELECT a.price_list_id, f.line, f.unit_price
    FROM (SELECT price_list_id, array_agg(product_id ORDER BY line) AS products, array_agg(greatest(min_quantity, 1) ORDER BY line) AS quantities,
            array_agg(unit ORDER BY line) AS units FROM r WHERE product_id IS NOT NULL GROUP BY 1) a,
        LATERAL crm.prices_for(a.products, NULL, a.quantities, :day, a.price_list_id, a.units) f)
SELECT 'price' AS table, r.id, r.version, l.name AS price_list, r.product_id, coalesce(p.name, c.name, '') AS target, r.min_quantity, r.method,
    n.unit_price AS now, r.price, r.discount, r.valid_from, r.valid_to, coalesce(e.name, r.created_by) AS by, r.unit, l.currency, l.code AS place, p.sort_key
FROM r JOIN crm.price_list l ON l.id = r.price_list_id
LEFT JOIN n ON r.product_id IS NOT NULL AND (n.price_list_id, n.line) = (r.price_list_id, r.line)
LEFT JOIN crm.product p ON p.id = r.product_id LEFT JOIN crm.product_class c ON c.id = r.class_id
LEFT JOIN crm.employee e ON e.login = r.created_by
UNION ALL
SELECT 'planned_price', q.id, q.version, '', q.product_id, p.name, 0, 'fixed', v.list_price, q.list_price, 0, q.valid_from, NULL,
    coalesce(e.name, q.created_by), '', '', '', p.sort_key
FROM crm.planned_price q JOIN crm.product p ON p.id = q.product_id {ON_DAY} LEFT JOIN crm.employee e ON e.login = q.created_by
WHERE q.valid_from > :day AND CAST(:list AS bigint) IS NULL
ORDER BY valid_from, place, sort_key, min_quantity, id LIMIT 5000) x"""


def is_tax_included(session: Session, *, price_list_id: int | None) -> bool:
    """Tell whether the prices of a list include tax; the list price does."""
    if price_list_id is None:
        return True
    with translated():
        return bool(
            session.execute(
                text("SELECT tax_included FROM crm.price_list WHERE id = :list"), {"list": price_list_id}
            ).scalar_one()
        )
