"""Phones of which the reader has only the mask: the database tells it beside the row, the column itself is not granted."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Ways

_MASKED = text("SELECT id, masked FROM crm.masked_values(:table, :ids)")


def masked_values(
    session: Session, entity: Entity, names: Collection[str], ids: list[int]
) -> dict[int, dict[str, Any]]:
    """Return the masks of those of *names* that are masked, by record; nothing is asked where none is."""
    masked = [name for name in names if entity[name].masked]
    if not masked or not ids:
        return {}
    rows = session.execute(_MASKED, {"table": entity.name, "ids": ids})
    return {row.id: {name: row.masked.get(name) for name in masked} for row in rows}


def shown(entity: Entity | None, name: str, alias: str) -> str:
    """Return the SQL of a field of the row *alias* as the reader has it: the column, its mask, '' where it is hidden."""
    if entity is None or name not in entity:
        return "''"
    if not entity[name].masked:
        return f"{alias}.{name}"
    place = "->" if isinstance(entity[name], Ways) else "->>"
    told = f"SELECT m.masked {place} '{name}' FROM crm.masked_values('{entity.name}', ARRAY[{alias}.id]) m"
    return f"coalesce(({told}), '{'[]' if isinstance(entity[name], Ways) else ''}')"
