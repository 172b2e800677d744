"""The variants of a main product: read with their prices, made as one action that can be undone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Invalid
from crm_desktop.db.errors import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """A variant with its values of the attributes that tell it from the others, and today's price for everybody else."""

    id: int
    code: str
    name: str
    status: str
    values: Mapping[str, str]  #: key of the attribute → code of the value
    price: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """A main product and its variants; *main_id* is 0 for a product that has to do with neither."""

    main_id: int
    main_name: str
    axes: tuple[str, ...]  #: keys of the attributes by which they differ
    variants: tuple[Variant, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewVariant:
    """A variant to be made; without a code the database gives it one."""

    name: str
    values: Mapping[str, str]
    code: str = ""


NO_FAMILY = Family(main_id=0, main_name="", axes=(), variants=())


def read_family(session: Session, *, product_id: int, priced: bool = True) -> Family:
    """Return the main product of a product, which may be itself, with all variants; *priced* by whoever may see prices."""
    with translated():
        main = session.execute(
            text(
                "SELECT m.id, m.name, m.varies_by FROM crm.product p JOIN crm.product m ON m.id = coalesce(p.variant_of_id, p.id) "
                "WHERE p.id = :id AND m.varies_by <> '{}'"
            ),
            {"id": product_id},
        ).one_or_none()
        if main is None:
            return NO_FAMILY
        rows = session.execute(text(_PRICED if priced else _UNPRICED), {"id": main.id, "axes": list(main.varies_by)})
        variants = tuple(Variant(**row._mapping) for row in rows)
    return Family(main_id=main.id, main_name=main.name, axes=tuple(main.varies_by), variants=variants)


def make_variants(session: Session, *, main_id: int, axes: Sequence[str], wanted: Sequence[NewVariant]) -> int:
    """Let a product come in variants that differ by *axes*, and make those; return the undoable action.

    Each takes from the main product what it has to say, and is sold in the same units; raise Denied, Invalid.
    """
    with translated():
        before = session.execute(
            text("SELECT varies_by FROM crm.product WHERE id = :id FOR NO KEY UPDATE"), {"id": main_id}
        ).scalar_one()
        if not wanted and list(before) == list(axes):
            raise Invalid("nothing_to_change")
        bulk = int(session.execute(text("SELECT crm.begin_bulk('variants', '')")).scalar_one())
        if list(before) != list(axes):
            session.execute(
                text("UPDATE crm.product SET varies_by = CAST(:axes AS text[]) WHERE id = :id"),
                {"id": main_id, "axes": list(axes)},
            )
        for one in wanted:
            made = session.execute(
                text(_MAKE),
                {"main": main_id, "name": one.name, "code": one.code, "values": json.dumps(dict(one.values))},
            )
            session.execute(text(_UNITS), {"main": main_id, "id": made.scalar_one()})
    return bulk


_VARIANTS = """
SELECT v.id, v.code, v.name, v.status,
    (SELECT coalesce(jsonb_object_agg(a, v.attrs ->> a), '{{}}') FROM unnest(CAST(:axes AS text[])) a) AS values, {price} AS price
FROM crm.product v {prices} WHERE v.variant_of_id = :id ORDER BY v.sort_key, v.id"""
_PRICED = _VARIANTS.format(
    price="f.unit_price",
    prices="LEFT JOIN crm.prices_for(ARRAY(SELECT id FROM crm.product WHERE variant_of_id = :id)) f ON f.product_id = v.id",
)
_UNPRICED = _VARIANTS.format(price="NULL::numeric", prices="")
_MAKE = """
INSERT INTO crm.product (name, code, variant_of_id, tax_rate, attrs)
SELECT :name, :code, id, tax_rate, CAST(:values AS jsonb) FROM crm.product WHERE id = :main RETURNING id"""
_UNITS = """
INSERT INTO crm.product_unit (product_id, unit, divisor, factor)
SELECT :id, unit, divisor, factor FROM crm.product_unit WHERE product_id = :main ORDER BY id"""
