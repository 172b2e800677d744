"""What stands around a record: who has it open, its files, its timeline."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Gone
from crm_desktop.core.facts import Facts
from crm_desktop.db.errors import translated

#: Entities with a timeline of actions → the column of ``action`` that points to them.
ACTION_COLUMNS = {"customer": "customer_id", "contact": "contact_id", "opportunity": "opportunity_id"}
#: Columns that the database fills in by itself: no news for anybody.
SILENT = {"id", "version", "created_at", "created_by", "updated_at", "updated_by", "sort_key", "tokens"}
NEWEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file that belongs to a record; its content is read only when it is opened."""

    id: int
    name: str
    media_type: str
    size: int  #: bytes
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line of a record's timeline; *kind* is 'action', 'order', 'opportunity', 'created' or 'changed'."""

    kind: str
    at: datetime
    by: str
    title: str = ""
    text: str = ""
    result: str = ""
    next_on: date | None = None
    amount: int | None = None  #: in 分
    entity: str = ""
    record_id: int = 0
    changes: tuple[tuple[str, Any, Any], ...] = ()  #: (field, old, new) as JSON values


def show_presence(session: Session, table: str, record_id: int, desk: str, editing: bool) -> list[tuple[str, bool]]:
    """Say that one has a record open; return (name, editing) of the others who have."""
    given = {"table": table, "id": record_id, "desk": desk, "editing": editing}
    with translated():
        session.execute(
            text(
                "INSERT INTO crm.presence (employee_id, table_name, record_id, session, editing) "
                "VALUES (crm.me(), :table, :id, :desk, :editing) "
                "ON CONFLICT (table_name, record_id, employee_id, session) "
                "DO UPDATE SET seen_at = now(), editing = excluded.editing"
            ),
            given,
        )
        rows = session.execute(text("SELECT name, editing FROM crm.others_at(:table, :id) ORDER BY name"), given)
        return [(row.name, row.editing) for row in rows]


def end_presence(session: Session, table: str, record_id: int, desk: str) -> None:
    """Say that one has closed a record."""
    with translated():
        session.execute(
            text(
                "DELETE FROM crm.presence WHERE employee_id = crm.me() AND table_name = :table "
                "AND record_id = :id AND session = :desk"
            ),
            {"table": table, "id": record_id, "desk": desk},
        )


def list_attachments(session: Session, table: str, record_id: int) -> list[Attachment]:
    """Return the files of a record, newest first, without their content."""
    with translated():
        rows = session.execute(
            text(
                "SELECT a.id, a.name, a.media_type, a.size, a.created_at, coalesce(e.name, a.created_by) AS by "
                "FROM crm.attachment a LEFT JOIN crm.employee e ON e.login = a.created_by "
                "WHERE a.table_name = :table AND a.record_id = :id ORDER BY a.id DESC"
            ),
            {"table": table, "id": record_id},
        )
        return [
            Attachment(id=r.id, name=r.name, media_type=r.media_type, size=r.size, at=r.created_at, by=r.by)
            for r in rows
        ]


def add_attachment(session: Session, table: str, record_id: int, name: str, content: bytes, media_type: str) -> int:
    """Keep a file with a record and return its id."""
    with translated():
        made = session.execute(
            text(
                "INSERT INTO crm.attachment (table_name, record_id, name, media_type, size, digest) "
                "VALUES (:table, :id, :name, :media_type, :size, :digest) RETURNING id"
            ),
            {
                "table": table,
                "id": record_id,
                "name": name,
                "media_type": media_type,
                "size": len(content),
                "digest": hashlib.sha256(content).hexdigest(),
            },
        ).scalar_one()
        session.execute(
            text("INSERT INTO crm.attachment_data (attachment_id, content) VALUES (:id, :content)"),
            {"id": made, "content": content},
        )
        return int(made)


def read_attachment(session: Session, attachment_id: int) -> bytes:
    """Return the content of a file; raise Gone."""
    with translated():
        found = session.execute(
            text("SELECT content FROM crm.attachment_data WHERE attachment_id = :id"), {"id": attachment_id}
        ).scalar_one_or_none()
    if found is None:
        raise Gone
    return bytes(found)


def delete_attachment(session: Session, attachment_id: int) -> None:
    """Remove a file; raise Gone where it is not there or not one's own to remove."""
    with translated():
        done = session.execute(text("DELETE FROM crm.attachment WHERE id = :id RETURNING id"), {"id": attachment_id})
        if done.scalar_one_or_none() is None:
            raise Gone


def timeline(session: Session, facts: Facts, entity: str, record_id: int, limit: int = NEWEST) -> list[Event]:
    """Return the last *limit* things that happened with a record, newest first: actions, business, changes."""
    events: list[Event] = []
    with translated():
        if entity in ACTION_COLUMNS and _may_see(facts, "action"):
            events += _actions(session, ACTION_COLUMNS[entity], record_id, limit)
        if entity == "customer":
            events += _business(session, facts, record_id, limit)
        events += _history(session, entity, record_id)
    return sorted(events, key=lambda event: event.at, reverse=True)[:limit]


def _actions(session: Session, column: str, record_id: int, limit: int) -> list[Event]:
    rows = session.execute(
        text(
            "SELECT a.id, a.kind, a.happened_at, e.name, a.subject, a.content, a.result, a.next_contact_on "
            f"FROM crm.action a JOIN crm.employee e ON e.id = a.employee_id WHERE a.{column} = :id "
            "ORDER BY a.happened_at DESC, a.id DESC LIMIT :limit"
        ),
        {"id": record_id, "limit": limit},
    )
    return [
        Event(
            kind="action",
            at=r.happened_at,
            by=r.name,
            title=r.kind,
            result=r.result,
            next_on=r.next_contact_on,
            text="\n".join(words for words in (r.subject, r.content) if words),
            entity="action",
            record_id=r.id,
        )
        for r in rows
    ]


def _business(session: Session, facts: Facts, customer_id: int, limit: int) -> list[Event]:
    """Return a customer's orders and opportunities."""
    given = {"id": customer_id, "limit": limit}
    events = []
    if _may_see(facts, "sales_order"):
        rows = session.execute(
            text(
                "SELECT o.id, o.code, o.state, o.amount, o.created_at, coalesce(e.name, o.created_by) AS by "
                "FROM crm.sales_order o "
                "LEFT JOIN crm.employee e ON e.id = o.owner_id "
                "WHERE o.customer_id = :id ORDER BY o.id DESC LIMIT :limit"
            ),
            given,
        )
        events += [
            Event(
                kind="order",
                at=r.created_at,
                by=r.by,
                title=r.code,
                result=r.state,
                amount=r.amount,
                entity="sales_order",
                record_id=r.id,
            )
            for r in rows
        ]
    if _may_see(facts, "opportunity"):
        rows = session.execute(
            text(
                "SELECT o.id, o.name, o.stage, o.amount, o.created_at, coalesce(e.name, o.created_by) AS by "
                "FROM crm.opportunity o "
                "LEFT JOIN crm.employee e ON e.id = o.owner_id "
                "WHERE o.customer_id = :id ORDER BY o.id DESC LIMIT :limit"
            ),
            given,
        )
        events += [
            Event(
                kind="opportunity",
                at=r.created_at,
                by=r.by,
                title=r.name,
                result=r.stage,
                amount=r.amount,
                entity="opportunity",
                record_id=r.id,
            )
            for r in rows
        ]
    return events


def _history(session: Session, entity: str, record_id: int) -> list[Event]:
    rows = session.execute(
        text(
            "SELECT h.at, coalesce(e.name, h.login) AS by, h.operation, h.old, h.new "
            "FROM crm.record_history(:table, :id) h LEFT JOIN crm.employee e ON e.login = h.login"
        ),
        {"table": entity, "id": record_id},
    )
    events = []
    for row in rows:
        if row.operation.startswith("I"):
            events.append(Event(kind="created", at=row.at, by=row.by))
        elif changes := changed_fields(row.old or {}, row.new or {}):
            events.append(Event(kind="changed", at=row.at, by=row.by, changes=changes))
    return events


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """Return (field, old, new) of what differs; own attributes one by one."""
    flat_old, flat_new = _flat(old), _flat(new)
    names = [*flat_new, *(name for name in flat_old if name not in flat_new)]
    return tuple(
        (name, flat_old.get(name), flat_new.get(name))
        for name in names
        if flat_old.get(name) != flat_new.get(name) and name not in SILENT
    )


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in values.items() if name != "attrs"}
    attrs = values.get("attrs")
    if isinstance(attrs, dict):
        found.update({f"attrs.{key}": value for key, value in attrs.items()})
    return found


def _may_see(facts: Facts, entity: str) -> bool:
    descriptor = facts.entities.get(entity)
    return descriptor is not None and facts.rights.may(descriptor.rights_module, "view")
