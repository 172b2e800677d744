"""Several questions in one round trip: over a slow line each one more is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.db.errors import translated

Rows = list[dict[str, Any]]


def ask_together(
    session: Session, questions: Mapping[str, str], given: Mapping[str, Any] | None = None
) -> dict[str, Rows]:
    """Return the rows of each of *questions* (name → SELECT); their values are as JSON has them, dates as text."""
    parts = ", ".join(
        f"(SELECT coalesce(json_agg(to_json(q)), '[]') FROM ({asked}) q) AS {name}" for name, asked in questions.items()
    )
    with translated():
        return dict(session.execute(text(f"SELECT {parts}"), dict(given or {})).one()._mapping) if questions else {}
