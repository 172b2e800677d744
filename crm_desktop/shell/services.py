"""What the shell keeps in the database: preferences, saved views, notices, presence, attachments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Gone
from crm_desktop.db.errors import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedView:
    """A named list: *query* holds search, conditions, order and columns as JSON values."""

    id: int
    entity: str
    name: str
    query: Mapping[str, Any]
    shared: bool = False
    pinned: bool = False
    is_default: bool = False
    mine: bool = True
    owner: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One line for one person; *table* and *record_id* say what it is about, where it is about something."""

    id: int
    kind: str
    text: str
    at: datetime
    read: bool
    table: str = ""
    record_id: int | None = None


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
    """One line of a record's timeline."""

    kind: str  #: 'action' or 'audit'
    at: datetime
    by: str
    title: str
    text: str = ""
    next_on: Any = None
    entity: str = ""
    record_id: int | None = None
    changes: tuple[tuple[str, Any, Any], ...] = ()  #: (field, old, new) as JSON values


def read_preferences(session: Session, employee_id: int) -> dict[str, Any]:
    """Return everything that person chose, by key."""
    with translated():
        rows = session.execute(text("SELECT name, value FROM crm.preference WHERE employee_id = :me"), {"me": employee_id})
        return {row.name: row.value for row in rows}


def write_preference(session: Session, employee_id: int, name: str, value: Any) -> None:
    """Keep *value* (JSON) under *name*; None forgets it."""
    given = {"me": employee_id, "name": name, "value": json.dumps(value)}
    with translated():
        if value is None:
            session.execute(text("DELETE FROM crm.preference WHERE employee_id = :me AND name = :name"), given)
            return
        session.execute(text(
            "INSERT INTO crm.preference (employee_id, name, value) VALUES (:me, :name, CAST(:value AS jsonb)) "
            "ON CONFLICT (employee_id, name) DO UPDATE SET value = excluded.value, updated_at = now()"), given)


def list_views(session: Session, employee_id: int, entity: str) -> list[SavedView]:
    """Return the person's own views of an entity and those shared by others, pinned ones first."""
    with translated():
        rows = session.execute(text(
            "SELECT v.id, v.entity, v.name, v.query, v.shared, v.pinned, v.is_default, v.employee_id, v.created_by "
            "FROM crm.saved_view v WHERE v.entity = :entity AND (v.employee_id = :me OR v.shared) "
            "ORDER BY v.pinned DESC, v.position, v.name, v.id"), {"entity": entity, "me": employee_id})
        return [SavedView(id=r.id, entity=r.entity, name=r.name, query=r.query, shared=r.shared, pinned=r.pinned,
                          is_default=r.is_default and r.employee_id == employee_id, mine=r.employee_id == employee_id,
                          owner=r.created_by) for r in rows]


def save_view(session: Session, employee_id: int, entity: str, name: str, query: Mapping[str, Any], *,
              shared: bool = False, pinned: bool = False, is_default: bool = False) -> int:
    """Keep a view under its name, over an older one of the same person, and return its id."""
    given = {"me": employee_id, "entity": entity, "name": name, "query": json.dumps(dict(query), ensure_ascii=False),
             "shared": shared, "pinned": pinned, "is_default": is_default}
    with translated():
        if is_default:
            session.execute(text("UPDATE crm.saved_view SET is_default = false "
                                 "WHERE employee_id = :me AND entity = :entity AND is_default"), given)
        return int(session.execute(text(
            "INSERT INTO crm.saved_view (employee_id, entity, name, query, shared, pinned, is_default) "
            "VALUES (:me, :entity, :name, CAST(:query AS jsonb), :shared, :pinned, :is_default) "
            "ON CONFLICT (employee_id, entity, name) DO UPDATE SET query = excluded.query, shared = excluded.shared, "
            "pinned = excluded.pinned, is_default = excluded.is_default RETURNING id"), given).scalar_one())


def delete_view(session: Session, employee_id: int, view_id: int) -> None:
    """Forget one of the person's own views."""
    with translated():
        session.execute(text("DELETE FROM crm.saved_view WHERE id = :id AND employee_id = :me"),
                        {"id": view_id, "me": employee_id})


def list_notices(session: Session, employee_id: int, limit: int = 50) -> list[Notice]:
    """Return the person's newest notices, unread ones first."""
    with translated():
        rows = session.execute(text(
            "SELECT id, kind, text, created_at, read_at, table_name, record_id FROM crm.notice "
            "WHERE employee_id = :me ORDER BY (read_at IS NULL) DESC, id DESC LIMIT :limit"),
            {"me": employee_id, "limit": limit})
        return [Notice(id=r.id, kind=r.kind, text=r.text, at=r.created_at, read=r.read_at is not None,
                       table=r.table_name, record_id=r.record_id) for r in rows]


def count_unread(session: Session, employee_id: int) -> int:
    """Return how many notices the person has not read."""
    with translated():
        return int(session.execute(text("SELECT count(*) FROM crm.notice WHERE employee_id = :me AND read_at IS NULL"),
                                   {"me": employee_id}).scalar_one())


def mark_read(session: Session, employee_id: int, notice_ids: tuple[int, ...] = ()) -> None:
    """Mark notices as read; all of them where none are named."""
    with translated():
        session.execute(text(
            "UPDATE crm.notice SET read_at = now() WHERE employee_id = :me AND read_at IS NULL "
            "AND (CAST(:every AS boolean) OR id = ANY (CAST(:ids AS bigint[])))"),
            {"me": employee_id, "every": not notice_ids, "ids": list(notice_ids)})


def show_presence(session: Session, employee_id: int, table: str, record_id: int, desk: str,
                  editing: bool) -> list[tuple[str, bool]]:
    """Say that the person has a record open; return (name, editing) of the others who have, seen lately."""
    given = {"me": employee_id, "table": table, "id": record_id, "desk": desk, "editing": editing}
    with translated():
        session.execute(text(
            "INSERT INTO crm.presence (employee_id, table_name, record_id, session, editing) "
            "VALUES (:me, :table, :id, :desk, :editing) ON CONFLICT (table_name, record_id, employee_id, session) "
            "DO UPDATE SET seen_at = now(), editing = excluded.editing"), given)
        rows = session.execute(text(
            "SELECT e.name, bool_or(p.editing) AS editing FROM crm.presence p JOIN crm.employee e ON e.id = p.employee_id "
            "WHERE p.table_name = :table AND p.record_id = :id AND p.employee_id <> :me "
            "AND p.seen_at > now() - interval '60 seconds' GROUP BY e.name ORDER BY e.name"), given)
        return [(row.name, row.editing) for row in rows]


def end_presence(session: Session, employee_id: int, table: str, record_id: int, desk: str) -> None:
    """Say that the person has closed a record."""
    with translated():
        session.execute(text("DELETE FROM crm.presence WHERE employee_id = :me AND table_name = :table "
                             "AND record_id = :id AND session = :desk"),
                        {"me": employee_id, "table": table, "id": record_id, "desk": desk})


def list_attachments(session: Session, table: str, record_id: int) -> list[Attachment]:
    """Return the files of a record, newest first, without their content."""
    with translated():
        rows = session.execute(text(
            "SELECT id, name, media_type, size, created_at, created_by FROM crm.attachment "
            "WHERE table_name = :table AND record_id = :id ORDER BY id DESC"), {"table": table, "id": record_id})
        return [Attachment(id=r.id, name=r.name, media_type=r.media_type, size=r.size, at=r.created_at, by=r.created_by)
                for r in rows]


def add_attachment(session: Session, table: str, record_id: int, name: str, content: bytes, media_type: str) -> int:
    """Keep a file with a record and return its id."""
    with translated():
        made = session.execute(text(
            "INSERT INTO crm.attachment (table_name, record_id, name, media_type, size, digest) "
            "VALUES (:table, :id, :name, :media_type, :size, :digest) RETURNING id"),
            {"table": table, "id": record_id, "name": name, "media_type": media_type, "size": len(content),
             "digest": hashlib.sha256(content).hexdigest()}).scalar_one()
        session.execute(text("INSERT INTO crm.attachment_data (attachment_id, content) VALUES (:id, :content)"),
                        {"id": made, "content": content})
        return int(made)


def read_attachment(session: Session, attachment_id: int) -> bytes:
    """Return the content of a file; raise Gone."""
    with translated():
        found = session.execute(text("SELECT content FROM crm.attachment_data WHERE attachment_id = :id"),
                                {"id": attachment_id}).scalar_one_or_none()
    if found is None:
        raise Gone
    return bytes(found)


def delete_attachment(session: Session, attachment_id: int) -> None:
    """Remove a file."""
    with translated():
        session.execute(text("DELETE FROM crm.attachment WHERE id = :id"), {"id": attachment_id})


def beat(session: Session) -> None:
    """Ask the server for nothing, to learn whether it is there; raise Offline."""
    with translated():
        session.execute(text("SELECT 1"))
