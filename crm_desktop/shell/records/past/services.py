"""What the database tells of a record's past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.codec.stored import flat, from_stored
from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.core.record import Record
from crm_desktop.db.errors import translated
from crm_desktop.system.trail.names import Names, place_of, read_names, wanted_names


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One moment at which the record changed."""

    at: datetime
    by: str
    operation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """A record at a moment; *record* is None where it did not exist yet."""

    moment: datetime
    record: Record | None
    steps: tuple[Step, ...] = field(default=())  #: oldest first
    parts: tuple[tuple[str, tuple[Record, ...]], ...] = field(default=())  #: (entity, its lines as they were)
    erased_at: datetime | None = None  #: when personal data was taken out of it, and out of its past


def read_past(session: Session, facts: Facts, entity: Entity, record_id: int, moment: datetime) -> Past:
    """Return a record as it was at *moment*, with every moment at which it changed."""
    with translated():
        state = session.execute(
            text("SELECT crm.record_as_of(:table, :id, :moment)"),
            {"table": entity.name, "id": record_id, "moment": moment},
        ).scalar_one()
        rows = session.execute(
            text(
                "SELECT h.at, coalesce(e.name, h.login) AS by, h.operation FROM crm.record_history(:table, :id) h "
                "LEFT JOIN crm.employee e ON e.login = h.login ORDER BY h.at"
            ),
            {"table": entity.name, "id": record_id},
        ).all()
        erased = session.execute(
            text("SELECT crm.erased_on(:table, :id)"), {"table": entity.name, "id": record_id}
        ).scalar_one()
    steps = {row.at: Step(at=row.at, by=row.by, operation=row.operation) for row in rows}
    record = stored_record(session, facts, entity, state) if state is not None else None
    parts = tuple(
        (part.entity, _parts(session, facts, facts.entities[part.entity], part.field, record_id, moment))
        for part in entity.parts
        if part.entity in facts.entities
    )
    return Past(moment=moment, record=record, steps=tuple(steps.values()), parts=parts, erased_at=erased)


def _parts(
    session: Session, facts: Facts, part: Entity, key: str, record_id: int, moment: datetime
) -> tuple[Record, ...]:
    with translated():
        rows = session.execute(
            text("SELECT state FROM crm.parts_as_of(:table, :key, :id, :moment)"),
            {"table": part.name, "key": key, "id": record_id, "moment": moment},
        )
        states = [flat(row.state) for row in rows]
    names = read_names(session, facts, wanted_names((part, state) for state in states))
    return tuple(as_record(part, s, names) for s in sorted(states, key=lambda s: (s.get("position") or 0, s["id"])))


def stored_record(session: Session, facts: Facts, entity: Entity, state: dict[str, Any]) -> Record:
    """Return a row as jsonb kept it as a record, with the words of what it points to."""
    values = flat(state)
    names = read_names(session, facts, wanted_names([(entity, values)]))
    return as_record(entity, values, names)


def as_record(entity: Entity, values: Mapping[str, Any], names: Names) -> Record:
    """Return the readable fields among stored *values*; *names* gives the words of references and the currencies."""
    found = {f.name: from_stored(f, values[f.name]) for f in entity.fields if f.name in values}
    labels = {
        f.name: words
        for f in entity.fields
        if (place := place_of(entity, f, found)) and found.get(f.name) and (words := names.get(place))
    }
    return Record(int(values.get("id") or 0), int(values.get("version") or 0), found, labels)
