"""What the account set knows of its own safety."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.db.errors import translated
from crm_desktop.system.safety.rules import Run, State

NEWEST = 200


def read_state(session: Session) -> State:
    """Return the newest runs, the last of each kind, and what is overdue; raise Denied."""
    columns = (
        "r.kind, r.ok, r.started_at, r.ended_at, r.host, r.file, r.size, r.row_count AS rows, r.detail, "
        "coalesce(e.name, '') AS by FROM crm.safety_run r LEFT JOIN crm.employee e ON e.login = r.created_by"
    )
    with translated():
        runs = session.execute(text(f"SELECT {columns} ORDER BY r.id DESC LIMIT :n"), {"n": NEWEST}).all()
        last = session.execute(
            text(f"SELECT DISTINCT ON (r.kind) {columns} ORDER BY r.kind, r.ended_at DESC, r.id DESC")
        ).all()
        overdue = session.execute(text("SELECT what, days FROM crm.safety_overdue()")).all()
    return State(
        runs=tuple(Run(**row._mapping) for row in runs),
        last={row.kind: Run(**row._mapping) for row in last},
        overdue={row.what: row.days for row in overdue},
    )
