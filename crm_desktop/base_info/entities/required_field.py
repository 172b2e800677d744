"""What a record of a certain status must have filled in."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Choice, Options
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned


class RequiredField(Versioned, Base):
    """A field that a customer of one status must have; the database holds everybody to it."""

    __tablename__ = "required_field"
    __table_args__ = {"info": {"label": "field"}}  # noqa: RUF012 - SQLAlchemy reads it once

    table_name: Mapped[str]
    status: Mapped[str]
    field: Mapped[str]


REQUIRED_FIELD = Entity(
    mapped=RequiredField,
    title=QT_TRANSLATE_NOOP("RequiredField", "Required field"),
    plural=QT_TRANSLATE_NOOP("RequiredField", "Required fields"),
    fields=(
        Options(
            name="table_name",
            label=QT_TRANSLATE_NOOP("RequiredField", "Of"),
            options=(("customer", QT_TRANSLATE_NOOP("RequiredField", "Customers")),),
            required=True,
            default="customer",
        ),
        Choice(
            name="status",
            label=QT_TRANSLATE_NOOP("RequiredField", "In status"),
            dictionary="customer_status",
            required=True,
            sortable=True,
        ),
        Text_(
            name="field",
            label=QT_TRANSLATE_NOOP("RequiredField", "Field"),
            required=True,
            width=18,
            hint=QT_TRANSLATE_NOOP("RequiredField", "The field's name, such as phone, industry or attrs.KEY."),
        ),
    ),
    sections=(
        Section(title=QT_TRANSLATE_NOOP("RequiredField", "Required field"), fields=("table_name", "status", "field")),
    ),
    list_columns=("table_name", "status", "field"),
    sort="status",
    label="field",
    module="setting",
    icon="list-checks",
    messages={
        "required_field_status_required": QT_TRANSLATE_NOOP("RequiredField", "Please choose a status."),
        "required_field_field_required": QT_TRANSLATE_NOOP("RequiredField", "Please name a field."),
        "required_field_unique": QT_TRANSLATE_NOOP("RequiredField", "This field is required there already."),
        "required_field_unknown": QT_TRANSLATE_NOOP("RequiredField", "There is no such field."),
    },
)
