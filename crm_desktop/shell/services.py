"""What the shell keeps in the database: preferences, saved views, notices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core import clock
from crm_desktop.core.entity import Entity
from crm_desktop.db.errors import translated
from crm_desktop.shell import registry


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


#: What a desktop begins with of a person, besides his rights: what he chose, how many notices he has not read.
PREFERENCES = "SELECT name, value FROM crm.preference WHERE employee_id = :me"
UNREAD = "SELECT count(*) AS number FROM crm.notice WHERE employee_id = :me AND read_at IS NULL"


def write_preference(session: Session, employee_id: int, name: str, value: Any) -> None:
    """Keep *value* (JSON) under *name*; None forgets it."""
    given = {"me": employee_id, "name": name, "value": json.dumps(value)}
    with translated():
        if value is None:
            session.execute(text("DELETE FROM crm.preference WHERE employee_id = :me AND name = :name"), given)
            return
        session.execute(
            text(
                "INSERT INTO crm.preference (employee_id, name, value) VALUES (:me, :name, CAST(:value AS jsonb)) "
                "ON CONFLICT (employee_id, name) DO UPDATE SET value = excluded.value, updated_at = now()"
            ),
            given,
        )


def list_views(session: Session, employee_id: int, entity: str) -> list[SavedView]:
    """Return the person's own views of an entity and those shared by others, pinned ones first."""
    with translated():
        rows = session.execute(
            text(
                "SELECT v.id, v.entity, v.name, v.query, v.shared, v.pinned, v.is_default, v.employee_id, v.created_by "
                "FROM crm.saved_view v WHERE v.entity = :entity AND (v.employee_id = :me OR v.shared) "
                "ORDER BY v.pinned DESC, v.position, v.name, v.id"
            ),
            {"entity": entity, "me": employee_id},
        )
        return [
            SavedView(
                id=r.id,
                entity=r.entity,
                name=r.name,
                query=r.query | {"shape": _object(r.query.get("shape"))},
                shared=r.shared,
                pinned=r.pinned,
                is_default=r.is_default and r.employee_id == employee_id,
                mine=r.employee_id == employee_id,
                owner=r.created_by,
            )
            for r in rows
            if isinstance(r.query, dict)  # written past the program by somebody else
        ]


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def save_view(
    session: Session,
    employee_id: int,
    entity: str,
    name: str,
    query: Mapping[str, Any],
    *,
    shared: bool = False,
    pinned: bool = False,
    is_default: bool = False,
) -> int:
    """Keep a view under its name, over an older one of the same person, and return its id."""
    given = {
        "me": employee_id,
        "entity": entity,
        "name": name,
        "query": json.dumps(dict(query), ensure_ascii=False),
        "shared": shared,
        "pinned": pinned,
        "is_default": is_default,
    }
    with translated():
        if is_default:
            session.execute(
                text(
                    "UPDATE crm.saved_view SET is_default = false "
                    "WHERE employee_id = :me AND entity = :entity AND is_default"
                ),
                given,
            )
        return int(
            session.execute(
                text(
                    "INSERT INTO crm.saved_view (employee_id, entity, name, query, shared, pinned, is_default) "
                    "VALUES (:me, :entity, :name, CAST(:query AS jsonb), :shared, :pinned, :is_default) "
                    "ON CONFLICT (employee_id, entity, name) DO UPDATE SET query = excluded.query, "
                    "shared = excluded.shared, pinned = excluded.pinned, is_default = excluded.is_default RETURNING id"
                ),
                given,
            ).scalar_one()
        )


def delete_view(session: Session, employee_id: int, view_id: int) -> None:
    """Forget one of the person's own views."""
    with translated():
        session.execute(
            text("DELETE FROM crm.saved_view WHERE id = :id AND employee_id = :me"), {"id": view_id, "me": employee_id}
        )


def list_notices(session: Session, employee_id: int, limit: int = 50) -> list[Notice]:
    """Return the person's newest notices, unread ones first."""
    with translated():
        rows = session.execute(
            text(
                "SELECT id, kind, text, created_at, read_at, table_name, record_id FROM crm.notice "
                "WHERE employee_id = :me ORDER BY (read_at IS NULL) DESC, id DESC LIMIT :limit"
            ),
            {"me": employee_id, "limit": limit},
        )
        return [
            Notice(
                id=r.id,
                kind=r.kind,
                text=r.text,
                at=r.created_at,
                read=r.read_at is not None,
                table=r.table_name,
                record_id=r.record_id,
            )
            for r in rows
        ]


def count_unread(session: Session, employee_id: int) -> int:
    """Return how many notices the person has not read."""
    with translated():
        return int(session.execute(text(UNREAD), {"me": employee_id}).scalar_one())


def mark_read(session: Session, employee_id: int, notice_ids: tuple[int, ...] = ()) -> None:
    """Mark notices as read; all of them where none are named."""
    with translated():
        session.execute(
            text(
                "UPDATE crm.notice SET read_at = now() WHERE employee_id = :me AND read_at IS NULL "
                "AND (CAST(:every AS boolean) OR id = ANY (CAST(:ids AS bigint[])))"
            ),
            {"me": employee_id, "every": not notice_ids, "ids": list(notice_ids)},
        )


def beat(session: Session, echo: str) -> None:
    """Announce nothing on the channel *echo*, to learn whether announcements still arrive, and set the clock; raise Offline.

    On the way the database looks for who guesses passwords: it has no clock of its own.
    """
    asked = "SELECT pg_notify(:echo, ''), clock_timestamp() AS moment, crm.today() AS day, crm.lock_guessed()"
    with translated():
        row = session.execute(text(asked), {"echo": echo}).one()
    clock.set_by_server(row.moment, row.day)


def entity_descriptors() -> dict[str, Entity]:
    """Return the descriptors of all entities, for those who may not know the registry (the command line)."""
    return registry.descriptors()
