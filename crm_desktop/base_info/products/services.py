"""The catalogue: the tree of classes and its order, links between products, what is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Conflict, Denied
from crm_desktop.db.errors import translated

COMPARED = 4  #: products side by side


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassNode:
    """A product class with the number of products in it, not counting the classes below."""

    id: int
    name: str
    code: str
    parent_id: int | None
    products: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Another product that takes this one's place or goes with it; *back*: this one is named by the other."""

    id: int
    kind: str
    back: bool
    product_id: int
    code: str
    name: str
    status: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitOf:
    """*divisor* of *unit* are *factor* base units; *id* is 0 where that is so for all products."""

    id: int
    unit: str
    divisor: Decimal
    factor: Decimal
    barcode: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture of a product, without its content."""

    id: int
    name: str
    digest: str


def list_classes(session: Session) -> list[ClassNode]:
    """Return the tree of product classes, parents before children of the same place."""
    with translated():
        rows = session.execute(
            text(
                "SELECT c.id, c.name, c.code, c.parent_id, "
                "(SELECT count(*) FROM crm.product p WHERE p.class_id = c.id) AS products "
                "FROM crm.product_class c ORDER BY c.position, c.code, c.id"
            )
        )
        return [ClassNode(**row._mapping) for row in rows]


def move_class(session: Session, *, class_id: int, parent_id: int | None, before_id: int | None) -> int:
    """Put a class under another (None: to the top), before a sibling or last; return the undoable action.

    Raises Invalid for a class below itself, Denied, Conflict where the sibling has gone elsewhere meanwhile.
    """
    with translated():
        bulk = int(session.execute(text("SELECT crm.begin_bulk('class_move', '')")).scalar_one())
        # all of the tree, so that two people cannot hang two classes below each other
        session.execute(text("SELECT id FROM crm.product_class ORDER BY id FOR NO KEY UPDATE"))
        order = [
            i
            for (i,) in session.execute(
                text(
                    "SELECT id FROM crm.product_class WHERE parent_id IS NOT DISTINCT FROM CAST(:parent AS bigint) "
                    "AND id <> :id ORDER BY position, code, id"
                ),
                {"parent": parent_id, "id": class_id},
            )
        ]
        if before_id is not None and before_id not in order:
            raise Conflict
        order.insert(order.index(before_id) if before_id is not None else len(order), class_id)
        session.execute(
            text(
                "UPDATE crm.product_class c SET parent_id = CAST(:parent AS bigint), position = v.n * 10 "
                "FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY v(id, n) WHERE c.id = v.id "
                "AND (c.position, coalesce(c.parent_id, 0)) IS DISTINCT FROM (v.n * 10, coalesce(CAST(:parent AS bigint), 0))"
            ),
            {"ids": order, "parent": parent_id},
        )
    return bulk


def list_links(session: Session, *, product_id: int) -> list[Link]:
    """Return the links of a product in both directions, replacements first."""
    with translated():
        rows = session.execute(
            text(
                "SELECT l.id, l.kind, l.other_id = :id AS back, p.id AS product_id, p.code, p.name, p.status, l.note "
                "FROM crm.product_link l JOIN crm.product p ON p.id = CASE WHEN l.other_id = :id THEN l.product_id ELSE l.other_id END "
                "WHERE l.product_id = :id OR l.other_id = :id ORDER BY l.kind DESC, back, p.sort_key, l.id"
            ),
            {"id": product_id},
        )
        return [Link(**row._mapping) for row in rows]


def list_pictures(session: Session, *, product_id: int) -> list[Picture]:
    """Return the pictures among a product's files, first the one that stands for the product: the chosen one, else the oldest."""
    with translated():
        rows = session.execute(
            text(
                "SELECT id, name, digest FROM crm.attachment WHERE table_name = 'product' AND record_id = :id "
                "AND media_type LIKE 'image/%' ORDER BY is_main DESC, id"
            ),
            {"id": product_id},
        )
        return [Picture(**row._mapping) for row in rows]


def choose_main_picture(session: Session, *, attachment_id: int) -> None:
    """Let a picture stand for its product; raise Denied without the right to edit that."""
    with translated():
        done = session.execute(
            text("UPDATE crm.attachment SET is_main = true WHERE id = :id RETURNING id"), {"id": attachment_id}
        ).one_or_none()
    if done is None:
        raise Denied("record_not_editable")


def read_pictures(session: Session, *, attachment_ids: Sequence[int]) -> dict[int, bytes]:
    """Return the content of pictures by their id; those that are gone are left out."""
    with translated():
        rows = session.execute(
            text(
                "SELECT attachment_id, content FROM crm.attachment_data WHERE attachment_id = ANY (CAST(:ids AS bigint[]))"
            ),
            {"ids": list(attachment_ids)},
        )
        return {row[0]: bytes(row[1]) for row in rows}


def price_of(session: Session, *, product_ids: Sequence[int]) -> dict[int, Any]:
    """Return today's price of products for everybody else."""
    with translated():
        rows = session.execute(
            text("SELECT product_id, unit_price FROM crm.prices_for(CAST(:ids AS bigint[]))"),
            {"ids": list(product_ids)},
        )
        return {row[0]: row[1] for row in rows}


def list_units(session: Session, *, product_id: int) -> tuple[str, list[UnitOf]]:
    """Return the product's own unit, and the others in which it is sold."""
    with translated():
        base = session.execute(text("SELECT unit FROM crm.product WHERE id = :id"), {"id": product_id}).scalar()
        rows = session.execute(
            text(
                "SELECT coalesce(p.id, 0) AS id, u.unit, coalesce(p.divisor, u.divisor) AS divisor, "
                "coalesce(p.factor, u.factor) AS factor, coalesce(p.barcode, '') AS barcode FROM crm.units_of(:id) u "
                "LEFT JOIN crm.product_unit p ON p.product_id = :id AND p.unit = u.unit WHERE u.unit <> :base"
            ),
            {"id": product_id, "base": base or ""},
        )
        return base or "", [UnitOf(**row._mapping) for row in rows]
