"""What is kept about a person, what an erasure would touch, and the erasure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.db.errors import translated
from crm_desktop.exchange.excelfile import Column, write_excel


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """One thing that is kept: under *section*, *item* says which (table.field, table or kind), *words* what it says."""

    section: str
    at: datetime | None
    who: str
    item: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What an erasure would touch, and what stands in its way, as (what, how many)."""

    obstacles: tuple[tuple[str, int], ...]
    places: tuple[tuple[str, int], ...]


def read_everything(session: Session, *, entity: str, record_id: int) -> list[Kept]:
    """Return everything that is kept about a person; raise Denied, or Invalid where the customer is no person."""
    with translated():
        rows = session.execute(
            text(
                "SELECT p.section, p.at, coalesce(e.name, p.who) AS who, p.item, coalesce(w.name, p.words, '') AS words "
                "FROM crm.personal_data(:entity, :id) WITH ORDINALITY p(section, at, who, item, words, n) "
                "LEFT JOIN crm.employee e ON e.login = p.who "
                "LEFT JOIN crm.employee w ON w.login = p.words AND p.item ~ '\\.(created|updated)_by$' ORDER BY p.n"
            ),
            {"entity": entity, "id": record_id},
        )
        return [Kept(**row._mapping) for row in rows]


def preview_erasure(session: Session, *, entity: str, record_id: int) -> Preview:
    """Count what an erasure would touch; the database does it and takes it back."""
    with translated():
        rows = session.execute(
            text("SELECT what, n, obstacle FROM crm.preview_erasure(:entity, :id)"), {"entity": entity, "id": record_id}
        ).all()
    return Preview(
        obstacles=tuple((row.what, row.n) for row in rows if row.obstacle),
        places=tuple((row.what, row.n) for row in rows if not row.obstacle),
    )


def erase(session: Session, *, entity: str, record_id: int, reason: str) -> int:
    """Erase a person for good and return the number of the erasure; raise Denied or Invalid."""
    with translated():
        done = session.execute(
            text("SELECT crm.erase_person(:entity, :id, :reason)"),
            {"entity": entity, "id": record_id, "reason": reason.strip()},
        )
        return int(done.scalar_one())


def erased_on(session: Session, *, entity: str, record_id: int) -> datetime | None:
    """Return when personal data of a record was erased last, None where it never was."""
    with translated():
        moment: datetime | None = session.execute(
            text("SELECT crm.erased_on(:entity, :id)"), {"entity": entity, "id": record_id}
        ).scalar_one()
    return moment


def write_sheet(path: Path, headings: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> int:
    """Write what is kept to an Excel file; return the number of rows."""
    widths = (16, 18, 12, 24, 60)
    columns = [Column(heading=heading, width=width) for heading, width in zip(headings, widths, strict=True)]
    return write_excel(path, columns, rows, title)
