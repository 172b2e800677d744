"""Opportunities."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import (
    Choice,
    Code,
    Currency,
    Date,
    DateTime,
    Due,
    Integer,
    Login,
    LongText,
    Money,
    Options,
    Ref,
)
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
OUTCOMES = (
    ("open", QT_TRANSLATE_NOOP("Opportunity", "Open")),
    ("won", QT_TRANSLATE_NOOP("Opportunity", "Won")),
    ("lost", QT_TRANSLATE_NOOP("Opportunity", "Lost")),
)


class Opportunity(Versioned, Base):
    """A possible sale on its way through the stages."""

    __tablename__ = "opportunity"

    code: Mapped[str]
    name: Mapped[str]
    customer_id: Mapped[int | None]
    contact_id: Mapped[int | None]
    product_id: Mapped[int | None]
    stage: Mapped[str]
    outcome: Mapped[str]
    probability: Mapped[int]
    amount: Mapped[int]
    currency: Mapped[str]
    owner_id: Mapped[int | None]
    source: Mapped[str]
    engaged_on: Mapped[date | None]
    expected_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    lost_reason: Mapped[str]
    competitor: Mapped[str]
    description: Mapped[str]
    last_contact_at: Mapped[datetime | None]
    quiet_since: Mapped[date | None]
    next_contact_on: Mapped[date | None]
    attrs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sort_key: Mapped[str]


OPPORTUNITY = Entity(
    mapped=Opportunity,
    title=QT_TRANSLATE_NOOP("Opportunity", "Opportunity"),
    plural=QT_TRANSLATE_NOOP("Opportunity", "Opportunities"),
    fields=(
        Code(name="code", label=QT_TRANSLATE_NOOP("Opportunity", "Code"), searchable=True),
        Text_(
            name="name",
            label=QT_TRANSLATE_NOOP("Opportunity", "Name"),
            required=True,
            sortable=True,
            searchable=True,
            width=26,
        ),
        Ref(name="customer_id", label=QT_TRANSLATE_NOOP("Opportunity", "Customer"), to="customer", width=24),
        Ref(name="contact_id", label=QT_TRANSLATE_NOOP("Opportunity", "Contact"), to="contact", within="customer_id"),
        Ref(name="product_id", label=QT_TRANSLATE_NOOP("Opportunity", "Product"), to="product", width=18),
        Choice(
            name="stage",
            label=QT_TRANSLATE_NOOP("Opportunity", "Stage"),
            dictionary="opportunity_stage",
            required=True,
            default="prospecting",
        ),
        Options(name="outcome", label=QT_TRANSLATE_NOOP("Opportunity", "Outcome"), options=OUTCOMES, read_only=True),
        Integer(
            name="probability",
            label=QT_TRANSLATE_NOOP("Opportunity", "Probability"),
            minimum=0,
            maximum=100,
            unit="%",
            default=10,
        ),
        Money(
            name="amount",
            label=QT_TRANSLATE_NOOP("Opportunity", "Amount"),
            sortable=True,
            default=0,
            currency="currency",
        ),
        Currency(name="currency", label=QT_TRANSLATE_NOOP("Opportunity", "Currency")),
        Ref(name="owner_id", label=QT_TRANSLATE_NOOP("Opportunity", "Owner"), to="employee", width=9),
        Choice(name="source", label=QT_TRANSLATE_NOOP("Opportunity", "Source"), dictionary="customer_source"),
        Date(name="engaged_on", label=QT_TRANSLATE_NOOP("Opportunity", "Started on")),
        Date(name="expected_on", label=QT_TRANSLATE_NOOP("Opportunity", "Expected on"), sortable=True),
        Date(name="closed_on", label=QT_TRANSLATE_NOOP("Opportunity", "Closed on"), sortable=True),
        Choice(
            name="lost_reason", label=QT_TRANSLATE_NOOP("Opportunity", "Reason for losing"), dictionary="lost_reason"
        ),
        Text_(name="competitor", label=QT_TRANSLATE_NOOP("Opportunity", "Competitor")),
        LongText(name="description", label=QT_TRANSLATE_NOOP("Opportunity", "Description")),
        DateTime(name="last_contact_at", label=QT_TRANSLATE_NOOP("Opportunity", "Last contact"), read_only=True),
        Date(name="quiet_since", label=QT_TRANSLATE_NOOP("Opportunity", "No contact since"), read_only=True),
        Due(name="next_contact_on", label=QT_TRANSLATE_NOOP("Opportunity", "Next contact")),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("Opportunity", "Created"), read_only=True, sortable=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("Opportunity", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("Opportunity", "Changed"), read_only=True, sortable=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("Opportunity", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Opportunity", "Opportunity"),
            fields=("name", "code", "customer_id", "contact_id", "product_id", "owner_id"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Opportunity", "Sale"),
            fields=(
                "stage",
                "probability",
                "amount",
                "currency",
                "expected_on",
                "engaged_on",
                "closed_on",
                "outcome",
                "lost_reason",
                "competitor",
                "source",
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Opportunity", "Notes"),
            fields=("next_contact_on", "last_contact_at", "description"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Opportunity", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=(
        "code",
        "name",
        "customer_id",
        "stage",
        "amount",
        "probability",
        "expected_on",
        "owner_id",
        "next_contact_on",
    ),
    gives_way=("probability", "code"),
    sort="name",
    subtitle="code",
    owner="owner_id",
    icon="target",
    search=True,
    attachable=True,
    related=(
        Related(entity="action", field="opportunity_id"),
        Related(entity="sales_order", field="opportunity_id"),
        Related(
            entity="opportunity_competitor",
            field="opportunity_id",
            word=QT_TRANSLATE_NOOP("Opportunity", "Rival"),
            finds=("partner_id", "took_it"),
        ),
    ),
    unique=("code",),
    messages={
        "opportunity_name_required": QT_TRANSLATE_NOOP("Opportunity", "An opportunity needs a name."),
        "opportunity_code_unique": QT_TRANSLATE_NOOP("Opportunity", "Another opportunity has this code already."),
        "opportunity_probability_sensible": QT_TRANSLATE_NOOP("Opportunity", "The probability is between 0 and 100%."),
        "opportunity_amount_not_negative": QT_TRANSLATE_NOOP("Opportunity", "The amount cannot be negative."),
        "opportunity_closed_has_date": QT_TRANSLATE_NOOP(
            "Opportunity", "A closed opportunity has a closing date, an open one has none."
        ),
        "opportunity_dates_ordered": QT_TRANSLATE_NOOP("Opportunity", "The opportunity closes before it begins."),
        "owner_needs_assign": QT_TRANSLATE_NOOP("Opportunity", "You may not give this opportunity to somebody else."),
        "owner_has_left": QT_TRANSLATE_NOOP("Opportunity", "This employee has left."),
        "parent_not_visible": QT_TRANSLATE_NOOP("Opportunity", "You may not add opportunities to this customer."),
    },
    attributes_title=QT_TRANSLATE_NOOP("Opportunity", "Own attributes"),
)
