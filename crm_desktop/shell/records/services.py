"""What stands around a record: who has it open, its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Gone
from crm_desktop.db.errors import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file that belongs to a record; its content is read only when it is opened."""

    id: int
    name: str
    media_type: str
    size: int  #: bytes
    at: datetime
    by: str


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
