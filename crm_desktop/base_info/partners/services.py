"""How we fare against a competitor, among the opportunities that the reader sees."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.db.errors import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Opportunities on which we met a competitor."""

    open: int = 0
    won: int = 0  #: by us
    lost: int = 0
    lost_to_them: int = 0
    amount_won: int = 0  #: in 分
    amount_lost: int = 0

    @property
    def met(self) -> int:
        """Return on how many we met."""
        return self.open + self.won + self.lost

    @property
    def rate(self) -> float | None:
        """Return the part of the decided ones that we won; None where none is decided."""
        decided = self.won + self.lost
        return self.won / decided if decided else None


def standing(session: Session, partner_id: int) -> Standing:
    """Count by outcome the opportunities that name a competitor; the database leaves out what is not the caller's."""
    with translated():
        row = session.execute(
            text(
                "SELECT count(*) FILTER (WHERE o.outcome = 'open') AS open, "
                "count(*) FILTER (WHERE o.outcome = 'won') AS won, count(*) FILTER (WHERE o.outcome = 'lost') AS lost, "
                "count(*) FILTER (WHERE o.outcome = 'lost' AND c.took_it) AS lost_to_them, "
                "coalesce(sum(o.amount) FILTER (WHERE o.outcome = 'won'), 0)::bigint AS amount_won, "
                "coalesce(sum(o.amount) FILTER (WHERE o.outcome = 'lost'), 0)::bigint AS amount_lost "
                "FROM crm.opportunity_competitor c JOIN crm.opportunity o ON o.id = c.opportunity_id "
                "WHERE c.partner_id = :id"
            ),
            {"id": partner_id},
        ).one()
    return Standing(**row._mapping)
