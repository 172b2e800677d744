"""Use cases of duplicates: what is alike, whether two are the same, making one of several."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.db.errors import translated

#: Fields whose values decide what is alike, by entity.
WATCHED = {"customer": ("name", "short_name", "phone", "mobile", "email", "tax_number"), "contact": ("mobile", "email")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Alike:
    """A record that is probably the same; *id* None and *label* masked where it is a colleague's."""

    entity: str
    id: int | None
    label: str
    owner: str  #: '' in the public pool
    kinds: tuple[str, ...]  #: 'name', 'short', 'phone', 'email', 'tax_number'
    same: bool  #: exactly the same, not only near
    refused: bool  #: the rules do not let a second one in


def match_duplicates(
    session: Session, *, entity: str, values: Mapping[str, Any], record_id: int | None = None, limit: int = 5
) -> list[Alike]:
    """Return what is like the *values* being typed, the surest first."""
    given = {name: value for name in (*WATCHED[entity], "customer_id") if (value := values.get(name))}
    if not any(name in given for name in WATCHED[entity]):
        return []
    with translated():
        rows = session.execute(
            text(
                "SELECT entity, id, label, owner, kinds, same, refused "
                "FROM crm.match_duplicates(:entity, CAST(:given AS jsonb), :record_id, :n)"
            ),
            {"entity": entity, "given": json.dumps(given), "record_id": record_id, "n": limit},
        )
        return [Alike(**{**row._mapping, "kinds": tuple(row.kinds)}) for row in rows]


def match_duplicate_rows(session: Session, *, entity: str, rows: Sequence[Mapping[str, Any]]) -> dict[int, list[Alike]]:
    """Return what is the same as each of an import's *rows* (2,000 at most), by the row's place from 0.

    To be called once a batch in the transaction that writes it: it also tells the database that
    the transaction's records come in by import.
    """
    found: dict[int, list[Alike]] = {}
    with translated():
        hits = session.execute(
            text("SELECT * FROM crm.match_duplicate_rows(:entity, CAST(:rows AS jsonb))"),
            {"entity": entity, "rows": json.dumps(list(rows), default=str)},
        )
        for row in hits:
            values = {**row._mapping, "kinds": tuple(row.kinds)}
            found.setdefault(values.pop("row_number") - 1, []).append(Alike(**values))
    return found
