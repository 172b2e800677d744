"""The trail read back: entries with the words of their records, bulk actions and their undo, lists of the past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.clock import local_time
from crm_desktop.core.codec.stored import flat
from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import Money, Price, Ref
from crm_desktop.core.query import ListQuery
from crm_desktop.core.record import Record
from crm_desktop.db.errors import translated
from crm_desktop.db.past import rows_as_of
from crm_desktop.system.trail.names import read_names, ties_of, wanted_names
from crm_desktop.system.trail.rules import Bulk, Entry, TrailFilter, changes_of

PAGE = 200
#: Rows of a list of the past that are shown.
MOST = 2_000


def read_trail(session: Session, facts: Facts, chosen: TrailFilter, *, before: int | None = None) -> list[Entry]:
    """Return the newest entries under *chosen* that the caller may follow, those older than entry *before*."""
    with translated():
        rows = session.execute(
            text(
                "SELECT t.*, coalesce(e.name, CASE WHEN t.login = 'postgres' THEN '' ELSE t.login END) AS by FROM crm.trail("
                "(SELECT login FROM crm.employee WHERE id = CAST(:person AS bigint)), CAST(:first AS timestamptz), "
                "CAST(:last AS timestamptz), CAST(:entity AS text), CAST(:operation AS text), CAST(:record AS bigint), "
                "CAST(:before AS bigint), :most) t LEFT JOIN crm.employee e ON e.login = t.login ORDER BY t.id DESC"
            ),
            {
                "person": chosen.person,
                "first": _midnight(chosen.first),
                "last": _midnight(chosen.last + timedelta(days=1)) if chosen.last else None,
                "entity": chosen.entity or None,
                "operation": chosen.operation or None,
                "record": chosen.record_id,
                "before": before,
                "most": PAGE,
            },
        ).all()
    names = _names(session, facts, rows)
    return [_entry(row, names, facts.entities.get(row.table_name)) for row in rows]


def _midnight(day: Any) -> datetime | None:
    return local_time(datetime.combine(day, time())) if day else None


def _entry(row: Any, names: dict[tuple[str, Any], str], entity: Entity | None) -> Entry:
    said = {**(row.old or {}), **(row.new or {})}
    own = entity is not None and not isinstance(entity[entity.label], Ref) and said.get(entity.label)
    name = names.get((row.table_name, row.record_id)) or str(own or said.get("name") or said.get("code") or "")
    if not name and entity is not None:  # it is gone: what it tied together is still known
        name = " · ".join(names.get((tie.to, said.get(tie.name)), "") for tie in ties_of(entity) if said.get(tie.name))
    return Entry(
        id=row.id,
        at=row.at,
        by=row.by,
        client=row.client,
        address=row.address,
        table=row.table_name,
        record_id=row.record_id,
        operation=row.operation,
        name=name,
        changes=changes_of(row.operation, row.old, row.new),
        names=names,
    )


def _names(session: Session, facts: Facts, rows: Sequence[Any]) -> dict[tuple[str, Any], str]:
    """Return the words of all records that *rows* are about or point to."""
    known = [(facts.entities[row.table_name], row) for row in rows if row.table_name in facts.entities]
    wanted = wanted_names((entity, flat(state or {})) for entity, row in known for state in (row.old, row.new))
    for entity, row in known:
        if row.record_id is not None:
            wanted.setdefault(entity.name, set()).add(row.record_id)
            for currency in {
                f.currency for f in entity.fields if isinstance(f, (Money, Price)) and f.currency in entity
            }:
                wanted.setdefault(f"{entity.name}.{currency}", set()).add(row.record_id)
    return read_names(session, facts, wanted)


def list_bulk_actions(session: Session, *, everybody: bool = False, days: int = 7) -> list[Bulk]:
    """Return what was done to many records at once in the last *days*, and what was deleted and can be taken back, newest first."""
    with translated():
        rows = session.execute(
            text("SELECT * FROM crm.bulk_actions(:everybody, now() - make_interval(days => :days))"),
            {"everybody": everybody, "days": days},
        )
        return [
            Bulk(
                id=r.id,
                at=r.at,
                by=r.name,
                kind=r.kind,
                label=r.label,
                tables=tuple(r.table_names),
                records=r.records,
                state=r.state,
                names=tuple(r.names),
            )
            for r in rows
        ]


def list_as_of(session: Session, entity: Entity, query: ListQuery, moment: datetime) -> list[Record]:
    """Return the rows of a list as they were at *moment*, one more than ``MOST`` where there are more; raise Denied."""
    return rows_as_of(session, entity, query, moment, MOST + 1)
