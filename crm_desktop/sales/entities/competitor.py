"""Whom an opportunity is fought against."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Bool, Ref
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned


class OpportunityCompetitor(Versioned, Base):
    """A competitor on an opportunity; *took_it*: we lost it to them."""

    __tablename__ = "opportunity_competitor"
    __table_args__ = {"info": {"label": "note"}}  # noqa: RUF012 - SQLAlchemy reads it once

    opportunity_id: Mapped[int]
    partner_id: Mapped[int]
    took_it: Mapped[bool]
    note: Mapped[str]


OPPORTUNITY_COMPETITOR = Entity(
    mapped=OpportunityCompetitor,
    title=QT_TRANSLATE_NOOP("OpportunityCompetitor", "Competitor on an opportunity"),
    plural=QT_TRANSLATE_NOOP("OpportunityCompetitor", "Competitors"),
    fields=(
        Ref(
            name="opportunity_id",
            label=QT_TRANSLATE_NOOP("OpportunityCompetitor", "Opportunity"),
            to="opportunity",
            required=True,
            sortable=True,
            width=26,
        ),
        Ref(
            name="partner_id",
            label=QT_TRANSLATE_NOOP("OpportunityCompetitor", "Competitor"),
            to="partner",
            required=True,
            width=24,
        ),
        Bool(name="took_it", label=QT_TRANSLATE_NOOP("OpportunityCompetitor", "Won it"), default=False, width=8),
        Text_(name="note", label=QT_TRANSLATE_NOOP("OpportunityCompetitor", "Note"), width=26),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("OpportunityCompetitor", "Competitor on an opportunity"),
            fields=("opportunity_id", "partner_id", "took_it", "note"),
        ),
    ),
    list_columns=("opportunity_id", "partner_id", "took_it", "note"),
    sort="opportunity_id",
    label="note",
    module="opportunity",
    icon="flag",
    messages={
        "opportunity_competitor_unique": QT_TRANSLATE_NOOP(
            "OpportunityCompetitor", "This competitor is listed already."
        ),
        "parent_not_visible": QT_TRANSLATE_NOOP(
            "OpportunityCompetitor", "You may not add competitors to this opportunity."
        ),
    },
)
