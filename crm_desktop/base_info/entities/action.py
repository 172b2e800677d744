"""Interaction records: what happened with a customer, and what comes next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Bool, Choice, Date, DateTime, Integer, Login, LongText, Ref
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned


class Action(Versioned, Base):
    """Something that an employee did with a customer."""

    __tablename__ = "action"
    __table_args__ = {"info": {"label": "subject"}}  # noqa: RUF012 - SQLAlchemy reads it once

    happened_at: Mapped[datetime]
    kind: Mapped[str]
    customer_id: Mapped[int | None]
    contact_id: Mapped[int | None]
    opportunity_id: Mapped[int | None]
    subject: Mapped[str]
    content: Mapped[str]
    result: Mapped[str]
    promise: Mapped[str]
    promise_on: Mapped[date | None]
    promise_kept: Mapped[bool | None]
    minutes: Mapped[int]
    next_contact_on: Mapped[date | None]
    next_note: Mapped[str]
    employee_id: Mapped[int]
    responsible_id: Mapped[int | None]
    owner_id: Mapped[int | None]
    attrs: Mapped[dict[str, Any]] = mapped_column(JSONB)


ACTION = Entity(
    mapped=Action,
    title=QT_TRANSLATE_NOOP("Action", "Action"),
    plural=QT_TRANSLATE_NOOP("Action", "Actions"),
    fields=(
        DateTime(name="happened_at", label=QT_TRANSLATE_NOOP("Action", "When"), sortable=True),
        Choice(name="kind", label=QT_TRANSLATE_NOOP("Action", "Kind"), dictionary="action_kind"),
        Ref(name="customer_id", label=QT_TRANSLATE_NOOP("Action", "Customer"), to="customer", width=24),
        Ref(name="contact_id", label=QT_TRANSLATE_NOOP("Action", "Contact"), to="contact", within="customer_id"),
        Ref(name="opportunity_id", label=QT_TRANSLATE_NOOP("Action", "Opportunity"), to="opportunity", width=20),
        Text_(name="subject", label=QT_TRANSLATE_NOOP("Action", "Subject"), width=26, max_length=300),
        LongText(name="content", label=QT_TRANSLATE_NOOP("Action", "What happened")),
        Text_(name="result", label=QT_TRANSLATE_NOOP("Action", "Result"), max_length=1000, width=16),
        Text_(name="promise", label=QT_TRANSLATE_NOOP("Action", "Promise"), max_length=1000, width=16),
        Date(name="promise_on", label=QT_TRANSLATE_NOOP("Action", "Promised for")),
        Bool(name="promise_kept", label=QT_TRANSLATE_NOOP("Action", "Kept")),
        Ref(
            name="responsible_id",
            label=QT_TRANSLATE_NOOP("Action", "Promise kept by"),
            to="employee",
            read_only=True,
            width=9,
        ),
        Integer(name="minutes", label=QT_TRANSLATE_NOOP("Action", "Minutes"), minimum=0, default=0),
        Date(name="next_contact_on", label=QT_TRANSLATE_NOOP("Action", "Next contact")),
        Text_(name="next_note", label=QT_TRANSLATE_NOOP("Action", "What then"), max_length=1000),
        Ref(name="employee_id", label=QT_TRANSLATE_NOOP("Action", "Done by"), to="employee", width=9),
        Ref(name="owner_id", label=QT_TRANSLATE_NOOP("Action", "Owner"), to="employee", read_only=True, width=9),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("Action", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("Action", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("Action", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("Action", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Action", "Action"),
            fields=(
                "kind",
                "happened_at",
                "customer_id",
                "opportunity_id",
                "contact_id",
                "subject",
                "content",
                "result",
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Action", "Promise"),
            fields=("promise", "promise_on", "promise_kept", "responsible_id"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Action", "Next step"),
            fields=("next_contact_on", "next_note", "minutes", "employee_id"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Action", "Record"),
            fields=("owner_id", "created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("happened_at", "kind", "customer_id", "subject", "employee_id", "next_contact_on", "promise"),
    sort="happened_at",
    label="subject",
    descending=True,
    owner="employee_id",
    icon="message-square",
    attachable=True,
    messages={
        "action_says_something": QT_TRANSLATE_NOOP("Action", "Write what happened."),
        "action_has_a_place": QT_TRANSLATE_NOOP("Action", "Choose a customer or an opportunity."),
        "action_next_after_this": QT_TRANSLATE_NOOP("Action", "The next contact lies before this one."),
        "action_minutes_not_negative": QT_TRANSLATE_NOOP("Action", "The minutes cannot be negative."),
        "action_is_its_authors": QT_TRANSLATE_NOOP(
            "Action", "A colleague wrote this. You may say whether the promise was kept, nothing else."
        ),
        "parent_not_visible": QT_TRANSLATE_NOOP("Action", "You may not add actions to this customer."),
    },
    attributes_title=QT_TRANSLATE_NOOP("Action", "Own attributes"),
)
