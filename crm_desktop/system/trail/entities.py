"""Which fields are sensitive: opening a record that has one is written down."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import FieldName, Options
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label: the records that people open.
TABLES = (
    ("customer", QT_TRANSLATE_NOOP("SensitiveField", "Customer")),
    ("contact", QT_TRANSLATE_NOOP("SensitiveField", "Contact")),
    ("employee", QT_TRANSLATE_NOOP("SensitiveField", "Employee")),
    ("opportunity", QT_TRANSLATE_NOOP("SensitiveField", "Opportunity")),
    ("sales_order", QT_TRANSLATE_NOOP("SensitiveField", "Order")),
    ("product", QT_TRANSLATE_NOOP("SensitiveField", "Product")),
    ("product_cost", QT_TRANSLATE_NOOP("SensitiveField", "Cost price")),
)


class SensitiveField(Versioned, Base):
    """One field whose reading is kept in the trail."""

    __tablename__ = "sensitive_field"
    __table_args__ = {"info": {"label": "field"}}  # noqa: RUF012 - SQLAlchemy reads it once

    table_name: Mapped[str]
    field: Mapped[str]
    note: Mapped[str]


SENSITIVE_FIELD = Entity(
    mapped=SensitiveField,
    title=QT_TRANSLATE_NOOP("SensitiveField", "Sensitive field"),
    plural=QT_TRANSLATE_NOOP("SensitiveField", "Sensitive fields"),
    fields=(
        Options(
            name="table_name",
            label=QT_TRANSLATE_NOOP("SensitiveField", "Records"),
            options=TABLES,
            required=True,
            sortable=True,
            width=14,
        ),
        FieldName(
            name="field", label=QT_TRANSLATE_NOOP("SensitiveField", "Field"), of="table_name", required=True, width=20
        ),
        Text_(name="note", label=QT_TRANSLATE_NOOP("SensitiveField", "Note"), width=30),
    ),
    sections=(
        Section(title=QT_TRANSLATE_NOOP("SensitiveField", "Sensitive field"), fields=("table_name", "field", "note")),
    ),
    list_columns=("table_name", "field", "note"),
    sort="table_name",
    label="field",
    subtitle="table_name",
    module="setting",
    icon="eye",
    messages={
        "sensitive_field_unique": QT_TRANSLATE_NOOP("SensitiveField", "This field is among them already."),
        "sensitive_field_table_required": QT_TRANSLATE_NOOP("SensitiveField", "Say whose field it is."),
        "sensitive_field_field_required": QT_TRANSLATE_NOOP("SensitiveField", "A field is needed."),
    },
)
