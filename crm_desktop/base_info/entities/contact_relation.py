"""What persons are to each other."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Choice, Date, Ref
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned


class ContactRelation(Versioned, Base):
    """What another person is to this one."""

    __tablename__ = "contact_relation"
    __table_args__ = {"info": {"label": "kind"}}  # noqa: RUF012 - SQLAlchemy reads it once

    contact_id: Mapped[int]
    customer_id: Mapped[int]
    kind: Mapped[str]
    other_id: Mapped[int]
    other_customer_id: Mapped[int]
    since: Mapped[date | None]
    note: Mapped[str]


CONTACT_RELATION = Entity(
    mapped=ContactRelation,
    title=QT_TRANSLATE_NOOP("ContactRelation", "Personal relation"),
    plural=QT_TRANSLATE_NOOP("ContactRelation", "Personal relations"),
    fields=(
        Ref(
            name="contact_id",
            label=QT_TRANSLATE_NOOP("ContactRelation", "Contact"),
            to="contact",
            within="customer_id",
            required=True,
            sortable=True,
            width=12,
        ),
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("ContactRelation", "Customer"),
            to="customer",
            read_only=True,
            width=22,
        ),
        Choice(
            name="kind",
            label=QT_TRANSLATE_NOOP("ContactRelation", "Relation"),
            dictionary="contact_relation_kind",
            required=True,
            hint=QT_TRANSLATE_NOOP("ContactRelation", "What the other person is to this one"),
            width=14,
        ),
        Ref(
            name="other_id",
            label=QT_TRANSLATE_NOOP("ContactRelation", "Other person"),
            to="contact",
            required=True,
            width=12,
        ),
        Ref(
            name="other_customer_id",
            label=QT_TRANSLATE_NOOP("ContactRelation", "Company of the other"),
            to="customer",
            read_only=True,
            width=22,
        ),
        Date(name="since", label=QT_TRANSLATE_NOOP("ContactRelation", "Since")),
        Text_(name="note", label=QT_TRANSLATE_NOOP("ContactRelation", "Note"), width=24),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("ContactRelation", "Personal relation"),
            fields=("contact_id", "customer_id", "kind", "other_id", "other_customer_id", "since", "note"),
        ),
    ),
    list_columns=("contact_id", "kind", "other_id", "other_customer_id", "since", "note"),
    sort="contact_id",
    label="kind",
    module="contact",
    icon="users",
    messages={
        "contact_relation_kind_required": QT_TRANSLATE_NOOP("ContactRelation", "Please choose a relation."),
        "contact_relation_not_to_oneself": QT_TRANSLATE_NOOP(
            "ContactRelation", "Nobody has a relation to himself: choose another person."
        ),
        "contact_relation_unique": QT_TRANSLATE_NOOP("ContactRelation", "This relation is listed already."),
        "parent_not_visible": QT_TRANSLATE_NOOP("ContactRelation", "You may not add relations to this contact."),
    },
)
