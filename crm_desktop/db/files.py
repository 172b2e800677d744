"""The files of records: names, content in and out."""

from __future__ import annotations

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Gone
from crm_desktop.db.errors import translated


def file_names(session: Session, entity: Entity, record_id: int) -> list[str]:
    """Return the names of a record's files, newest first."""
    given = {"table": entity.name, "id": record_id}
    with translated():
        rows = session.execute(
            text("SELECT name FROM crm.attachment WHERE table_name = :table AND record_id = :id ORDER BY id DESC"),
            given,
        )
        return [row.name for row in rows]


def add_file(session: Session, entity: Entity, record_id: int, name: str, content: bytes, media_type: str) -> int:
    """Keep a file with a record and return its id."""
    return add_attachment(session, entity.name, record_id, name, content, media_type)


def file_content(session: Session, entity: Entity, record_id: int, name: str) -> bytes:
    """Return the content of the newest of a record's files of that name; raise Gone."""
    newest = text(
        "SELECT d.content FROM crm.attachment a JOIN crm.attachment_data d ON d.attachment_id = a.id "
        "WHERE a.table_name = :table AND a.record_id = :id AND a.name = :name ORDER BY a.id DESC LIMIT 1"
    )
    with translated():
        found = session.execute(newest, {"table": entity.name, "id": record_id, "name": name}).scalar_one_or_none()
    if found is None:
        raise Gone
    return bytes(found)


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
