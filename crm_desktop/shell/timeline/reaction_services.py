"""What colleagues say to an entry with one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.db.errors import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaction:
    """Who said the same to an entry."""

    names: tuple[str, ...]
    mine: bool  #: one of them is the reader


#: Entry → kind → who.
Reactions = Mapping[int, Mapping[str, Reaction]]


def read_reactions(session: Session, entries: Sequence[int]) -> Reactions:
    """Return what was said to these entries, all of a page at once."""
    found: dict[int, dict[str, Reaction]] = {}
    if entries:
        said = (
            "SELECT r.action_id, r.kind, array_agg(e.name ORDER BY r.id) AS names, bool_or(e.id = crm.me()) AS mine "
            "FROM crm.action_reaction r JOIN crm.employee e ON e.id = r.employee_id "
            "WHERE r.action_id = ANY (:entries) GROUP BY r.action_id, r.kind"
        )
        with translated():
            for row in session.execute(text(said), {"entries": list(entries)}):
                found.setdefault(row.action_id, {})[row.kind] = Reaction(names=tuple(row.names), mine=row.mine)
    return found


def react(session: Session, entry: int, kind: str) -> None:
    """Say *kind* to an entry in one's own name."""
    with translated():
        session.execute(
            text(
                "INSERT INTO crm.action_reaction (action_id, employee_id, kind) VALUES (:entry, crm.me(), :kind) "
                "ON CONFLICT DO NOTHING"
            ),
            {"entry": entry, "kind": kind},
        )


def take_back(session: Session, entry: int, kind: str) -> None:
    """Take back what one said."""
    with translated():
        session.execute(
            text(
                "DELETE FROM crm.action_reaction WHERE action_id = :entry AND kind = :kind AND employee_id = crm.me()"
            ),
            {"entry": entry, "kind": kind},
        )
