"""Mappings under a name: one's own, and those that colleagues share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Invalid
from crm_desktop.db.errors import translated
from crm_desktop.system.importing.mapping import ImportMapping, from_json, to_json
from crm_desktop.system.importing.runs import dumped


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptMapping:
    """A mapping that can be chosen for a file."""

    id: int
    name: str
    shared: bool
    mine: bool
    mapping: ImportMapping


def list_mappings(session: Session, entity: str) -> list[KeptMapping]:
    """Return the caller's mappings for *entity* and the shared ones, by name."""
    with translated():
        rows = session.execute(
            text(
                "SELECT id, name, shared, employee_id = crm.me() AS mine, mapping FROM crm.import_mapping "
                "WHERE entity = :entity ORDER BY name, id"
            ),
            {"entity": entity},
        ).all()
    found = []
    for row in rows:
        try:
            mapping = from_json(row.mapping, entity)
        except Invalid:  # kept by another version that knew other words
            continue
        found.append(KeptMapping(id=row.id, name=row.name, shared=row.shared, mine=row.mine, mapping=mapping))
    return found


def keep_mapping(session: Session, name: str, mapping: ImportMapping, *, shared: bool) -> int:
    """Keep *mapping* under *name*, in place of the caller's own one of that name; return its id."""
    with translated():
        return int(
            session.execute(
                text(
                    "INSERT INTO crm.import_mapping (employee_id, entity, name, shared, mapping) "
                    "VALUES (crm.me(), :entity, :name, :shared, CAST(:mapping AS jsonb)) "
                    "ON CONFLICT ON CONSTRAINT import_mapping_unique DO UPDATE "
                    "SET shared = excluded.shared, mapping = excluded.mapping RETURNING id"
                ),
                {"entity": mapping.entity, "name": name.strip(), "shared": shared, "mapping": dumped(to_json(mapping))},
            ).scalar_one()
        )


def forget_mapping(session: Session, mapping_id: int) -> None:
    """Remove a mapping of one's own."""
    with translated():
        session.execute(text("DELETE FROM crm.import_mapping WHERE id = :id"), {"id": mapping_id})


def fitting(mapping: ImportMapping, headings: Sequence[str]) -> ImportMapping:
    """Return *mapping* without the columns that the file has not."""
    there = set(headings)
    sources = tuple(s for s in mapping.sources if not s.heading or s.heading in there)
    names = {s.field for s in sources}
    return replace(mapping, sources=sources, match=tuple(name for name in mapping.match if name in names))
