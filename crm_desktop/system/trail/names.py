"""The words of what stored values point to, one query an entity, within the caller's rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import Ref
from crm_desktop.db.errors import translated

Names = Mapping[tuple[str, int], str]  # (entity, id) → the words of that record


def wanted_names(states: Iterable[tuple[Entity, Mapping[str, Any]]]) -> dict[str, set[int]]:
    """Return the ids that the references among stored values point to, by entity."""
    wanted: dict[str, set[int]] = {}
    for entity, values in states:
        for field in entity.fields:
            if isinstance(field, Ref) and isinstance(values.get(field.name), int):
                wanted.setdefault(field.to, set()).add(values[field.name])
    return wanted


def read_names(session: Session, facts: Facts, wanted: Mapping[str, set[int]]) -> dict[tuple[str, int], str]:
    """Return the words of records, as far as they may be seen."""
    names: dict[tuple[str, int], str] = {}
    for name, ids in wanted.items():
        entity = facts.entities.get(name)
        if entity is None or not ids or isinstance(entity[entity.label], Ref):
            continue
        with translated():
            rows = session.execute(
                text(f"SELECT id, {entity.label} AS words FROM crm.{name} WHERE id = ANY (:ids)"), {"ids": sorted(ids)}
            )
            names.update({(name, row.id): str(row.words) for row in rows if row.words})
    return names
