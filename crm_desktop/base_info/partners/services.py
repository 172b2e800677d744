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
    amount_won: tuple[tuple[str, int], ...] = ()  #: currency and sum in 分, the largest first
    amount_lost: tuple[tuple[str, int], ...] = ()

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
        rows = session.execute(
            text(
                "SELECT o.outcome, o.currency, count(*) AS met, count(*) FILTER (WHERE c.took_it) AS took, sum(o.amount)::bigint AS amount "
                "FROM crm.opportunity_competitor c JOIN crm.opportunity o ON o.id = c.opportunity_id "
                "WHERE c.partner_id = :id GROUP BY 1, 2 ORDER BY 5 DESC, 2"
            ),
            {"id": partner_id},
        ).all()

    def count(outcome: str) -> int:
        return sum(row.met for row in rows if row.outcome == outcome)

    def amounts(outcome: str) -> tuple[tuple[str, int], ...]:
        return tuple((row.currency, row.amount) for row in rows if row.outcome == outcome)

    return Standing(
        open=count("open"),
        won=count("won"),
        lost=count("lost"),
        lost_to_them=sum(row.took for row in rows if row.outcome == "lost"),
        amount_won=amounts("won"),
        amount_lost=amounts("lost"),
    )
