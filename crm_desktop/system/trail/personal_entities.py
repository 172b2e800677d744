"""Which fields are personal data, and the persons that were erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import DateTime, FieldName, Integer, Options
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
TABLES = (
    ("contact", QT_TRANSLATE_NOOP("PersonalField", "Contact")),
    ("contact_way", QT_TRANSLATE_NOOP("PersonalField", "Further phone or e-mail of a contact")),
    ("contact_relation", QT_TRANSLATE_NOOP("PersonalField", "Relation of a contact to another")),
    ("customer", QT_TRANSLATE_NOOP("PersonalField", "Customer who is a person")),
    ("customer_phone", QT_TRANSLATE_NOOP("PersonalField", "Further phone of such a customer")),
    ("customer_address", QT_TRANSLATE_NOOP("PersonalField", "Further address of such a customer")),
    ("important_date", QT_TRANSLATE_NOOP("PersonalField", "Important date of such a person")),
)
PERSONS = (("contact", QT_TRANSLATE_NOOP("Erasure", "Contact")), ("customer", QT_TRANSLATE_NOOP("Erasure", "Customer")))


class PersonalField(Versioned, Base):
    """One field that is personal data."""

    __tablename__ = "personal_field"
    __table_args__ = {"info": {"label": "field"}}  # noqa: RUF012 - SQLAlchemy reads it once

    table_name: Mapped[str]
    field: Mapped[str]
    note: Mapped[str]


PERSONAL_FIELD = Entity(
    mapped=PersonalField,
    title=QT_TRANSLATE_NOOP("PersonalField", "Personal field"),
    plural=QT_TRANSLATE_NOOP("PersonalField", "Personal fields"),
    fields=(
        Options(
            name="table_name",
            label=QT_TRANSLATE_NOOP("PersonalField", "Person"),
            options=TABLES,
            required=True,
            sortable=True,
            default="contact",
            width=36,
        ),
        FieldName(
            name="field", label=QT_TRANSLATE_NOOP("PersonalField", "Field"), of="table_name", required=True, width=20
        ),
        Text_(name="note", label=QT_TRANSLATE_NOOP("PersonalField", "Note"), width=30),
    ),
    sections=(
        Section(title=QT_TRANSLATE_NOOP("PersonalField", "Personal field"), fields=("table_name", "field", "note")),
    ),
    list_columns=("table_name", "field", "note"),
    sort="table_name",
    label="field",
    subtitle="table_name",
    module="setting",
    icon="id-card",
    messages={
        "personal_field_unique": QT_TRANSLATE_NOOP("PersonalField", "This field is among them already."),
        "personal_field_table_known": QT_TRANSLATE_NOOP("PersonalField", "Say whose field it is."),
        "personal_field_field_required": QT_TRANSLATE_NOOP("PersonalField", "A field is needed."),
        "personal_field_unknown": QT_TRANSLATE_NOOP(
            "PersonalField", "These records have no field “{detail}” that a person could be erased from."
        ),
    },
)


class Erasure(Versioned, Base):
    """A person whose data was erased; it says when and by whom, never whose."""

    __tablename__ = "erasure"
    __table_args__ = {"info": {"label": "reason"}}  # noqa: RUF012 - SQLAlchemy reads it once

    table_name: Mapped[str]
    record_id: Mapped[int]
    reason: Mapped[str]
    erased_at: Mapped[datetime]
    login: Mapped[str]


ERASURE = Entity(
    mapped=Erasure,
    title=QT_TRANSLATE_NOOP("Erasure", "Erasure"),
    plural=QT_TRANSLATE_NOOP("Erasure", "Erasures"),
    fields=(
        DateTime(name="erased_at", label=QT_TRANSLATE_NOOP("Erasure", "When"), read_only=True, sortable=True, width=16),
        Text_(name="login", label=QT_TRANSLATE_NOOP("Erasure", "By"), read_only=True, width=14),
        Options(
            name="table_name", label=QT_TRANSLATE_NOOP("Erasure", "Person"), options=PERSONS, read_only=True, width=10
        ),
        Integer(
            name="record_id", label=QT_TRANSLATE_NOOP("Erasure", "Number"), read_only=True, grouped=False, width=10
        ),
        Text_(name="reason", label=QT_TRANSLATE_NOOP("Erasure", "Reason"), read_only=True, width=40),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Erasure", "Erasure"),
            fields=("erased_at", "login", "table_name", "record_id", "reason"),
        ),
    ),
    list_columns=("erased_at", "login", "table_name", "record_id", "reason"),
    sort="erased_at",
    descending=True,
    label="reason",
    module="personal",
    icon="id-card",
)
