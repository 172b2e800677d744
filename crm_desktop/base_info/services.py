"""Use cases of base info: the price list as a whole, and its changes with a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.price_files import read_price_file
from crm_desktop.base_info.rules import PriceChange, changed_price, margin_percent
from crm_desktop.core.errors import Conflict, Invalid
from crm_desktop.db.errors import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceRow:
    """A product as a price list shows it on one day; *cost* only for those who may see it."""

    product_id: int
    code: str
    name: str
    model: str
    class_id: int | None
    unit: str
    status: str
    list_price: Decimal
    price: Decimal | None
    floor_price: Decimal | None
    cost: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceProposal:
    """One line of the preview: what stands, what would stand, and the margin where the cost may be seen."""

    product_id: int
    code: str
    name: str
    old: Decimal
    new: Decimal
    cost: Decimal | None = None

    @property
    def margin(self) -> Decimal | None:
        """Return the margin of the new price in per cent; None without a cost."""
        return None if self.cost is None else margin_percent(self.new, self.cost)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassNode:
    """A product class with the number of products in it, not counting the classes below."""

    id: int
    name: str
    parent_id: int | None
    products: int


def list_classes(session: Session) -> list[ClassNode]:
    """Return the tree of product classes, parents before children of the same place."""
    with translated():
        rows = session.execute(
            text(
                "SELECT c.id, c.name, c.parent_id, (SELECT count(*) FROM crm.product p WHERE p.class_id = c.id) AS products "
                "FROM crm.product_class c ORDER BY c.position, c.code, c.id"
            )
        )
        return [ClassNode(**row._mapping) for row in rows]


def may_see_cost(session: Session) -> bool:
    """Tell whether this login may read cost prices."""
    return bool(session.execute(text("SELECT has_any_column_privilege('crm.product_cost', 'SELECT')")).scalar_one())


def list_prices(
    session: Session, *, price_list_id: int | None = None, class_ids: Sequence[int] = (), day: date | None = None
) -> list[PriceRow]:
    """Return all products with their price in a list (the standard list price without one)."""
    cost = (
        "(SELECT k.cost FROM crm.product_cost k WHERE k.product_id = p.id)"
        if may_see_cost(session)
        else "NULL::numeric"
    )
    priced = (
        "f.unit_price AS price, f.floor_price FROM crm.product p "
        "LEFT JOIN LATERAL crm.price_for(p.id, NULL, 1, :day, :list) f ON true"
        if price_list_id
        else "p.list_price AS price, NULL::numeric AS floor_price FROM crm.product p"
    )
    with translated():
        rows = session.execute(
            text(
                "SELECT p.id AS product_id, p.code, p.name, p.model, p.class_id, p.unit, p.status, p.list_price, "
                f"{cost} AS cost, {priced} "
                "WHERE cardinality(CAST(:classes AS bigint[])) = 0 OR p.class_id = ANY (CAST(:classes AS bigint[])) "
                "ORDER BY p.sort_key, p.id"
            ),
            {
                "classes": list(class_ids),
                **({"day": day or date.today(), "list": price_list_id} if price_list_id else {}),
            },
        )
        return [PriceRow(**row._mapping) for row in rows]


def propose_prices(
    session: Session, *, product_ids: Sequence[int], change: PriceChange, price_list_id: int | None = None
) -> list[PriceProposal]:
    """Return old and new prices of the products under *change*; nothing is written."""
    wanted = set(product_ids)
    rows = [
        r for r in list_prices(session, price_list_id=price_list_id) if r.product_id in wanted and r.price is not None
    ]
    return [
        PriceProposal(
            product_id=r.product_id,
            code=r.code,
            name=r.name,
            old=r.price,
            new=changed_price(r.price, change),
            cost=r.cost,
        )
        for r in rows
        if r.price is not None
    ]


def propose_prices_from_rows(
    session: Session, *, rows: Sequence[Mapping[str, Any]], price_list_id: int | None = None
) -> tuple[list[PriceProposal], list[tuple[int, str, str]]]:
    """Return proposals for the rows of a price file, and the rows that fit no product: (row number, code, rule).

    A row: ``number``, ``code`` and ``price`` (Decimal or None). Raises nothing; bad rows are listed.
    """
    known = {r.code: r for r in list_prices(session, price_list_id=price_list_id)}
    proposals: dict[int, PriceProposal] = {}
    problems: list[tuple[int, str, str]] = []
    for row in rows:
        code, price = str(row["code"]).strip(), row["price"]
        found = known.get(code)
        if found is None:
            problems.append((row["number"], code, "product_unknown"))
        elif price is None or price < 0:
            problems.append((row["number"], code, "price_unreadable"))
        elif found.product_id in proposals:
            problems.append((row["number"], code, "product_twice"))
        else:
            proposals[found.product_id] = PriceProposal(
                product_id=found.product_id,
                code=code,
                name=found.name,
                old=found.price or Decimal(0),
                new=price,
                cost=found.cost,
            )
    return [p for p in proposals.values() if p.new != p.old], problems


def propose_prices_from_file(
    session: Session, *, path: Path, price_list_id: int | None = None
) -> tuple[list[PriceProposal], list[tuple[int, str, str]]]:
    """Return the proposals of a price file and its bad rows; raise Invalid for a file that is none."""
    return propose_prices_from_rows(session, rows=read_price_file(path), price_list_id=price_list_id)


def commit_prices(
    session: Session,
    *,
    proposals: Sequence[PriceProposal],
    price_list_id: int | None = None,
    valid_from: date | None = None,
) -> int:
    """Write all new prices in this one transaction; return the number of the undoable action.

    Without a list the standard list prices change; with one its fixed prices, from *valid_from* on
    where that is given. Raises Conflict when a price moved since the preview, Denied, Invalid.
    """
    if not proposals:
        raise Invalid("nothing_to_change")
    given = {
        "ids": [p.product_id for p in proposals],
        "new": [p.new for p in proposals],
        "old": [p.old for p in proposals],
        "list": price_list_id,
        "day": valid_from,
    }
    with translated():
        bulk = int(session.execute(text("SELECT crm.begin_bulk('price_update', '')")).scalar_one())
        _still_as_previewed(session, proposals, price_list_id)
        done = session.execute(text(_STANDARD if price_list_id is None else _IN_LIST), given).rowcount  # type: ignore[attr-defined]
    if done < len(proposals):
        raise Conflict
    return bulk


_STANDARD = """
UPDATE crm.product p SET list_price = v.new
FROM unnest(CAST(:ids AS bigint[]), CAST(:new AS numeric[]), CAST(:old AS numeric[])) v(id, new, old)
WHERE p.id = v.id AND p.list_price = v.old"""

_IN_LIST = """
INSERT INTO crm.price (price_list_id, product_id, method, price, valid_from, min_quantity)
SELECT :list, v.id, 'fixed', v.new, CAST(:day AS date), 0
FROM unnest(CAST(:ids AS bigint[]), CAST(:new AS numeric[])) v(id, new)
ON CONFLICT (price_list_id, product_id, class_id, min_quantity, valid_from)
DO UPDATE SET method = 'fixed', price = excluded.price"""


def _still_as_previewed(session: Session, proposals: Sequence[PriceProposal], price_list_id: int | None) -> None:
    """Somebody may have changed a price while the preview was read: then nothing is written."""
    if price_list_id is None:
        return  # the update itself compares the old list price
    rows = session.execute(
        text(
            "SELECT v.id FROM unnest(CAST(:ids AS bigint[]), CAST(:old AS numeric[])) v(id, old), "
            "LATERAL crm.price_for(v.id, NULL, 1, current_date, :list) f WHERE coalesce(f.unit_price, 0) <> v.old LIMIT 1"
        ),
        {"ids": [p.product_id for p in proposals], "old": [p.old for p in proposals], "list": price_list_id},
    )
    if rows.first():
        raise Conflict
