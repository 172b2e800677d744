"""What a record of a certain status must have filled in."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Choice, Options
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

FIELDS = (
    ("code", QT_TRANSLATE_NOOP("RequiredField", "Code")),
    ("name", QT_TRANSLATE_NOOP("RequiredField", "Name")),
    ("short_name", QT_TRANSLATE_NOOP("RequiredField", "Short name")),
    ("grade", QT_TRANSLATE_NOOP("RequiredField", "Grade")),
    ("kind", QT_TRANSLATE_NOOP("RequiredField", "Kind")),
    ("industry", QT_TRANSLATE_NOOP("RequiredField", "Industry")),
    ("region", QT_TRANSLATE_NOOP("RequiredField", "Region")),
    ("source", QT_TRANSLATE_NOOP("RequiredField", "Source")),
    ("owner_id", QT_TRANSLATE_NOOP("RequiredField", "Owner")),
    ("engineer_id", QT_TRANSLATE_NOOP("RequiredField", "Service engineer")),
    ("parent_id", QT_TRANSLATE_NOOP("RequiredField", "Parent company")),
    ("phone", QT_TRANSLATE_NOOP("RequiredField", "Phone")),
    ("mobile", QT_TRANSLATE_NOOP("RequiredField", "Mobile")),
    ("fax", QT_TRANSLATE_NOOP("RequiredField", "Fax")),
    ("email", QT_TRANSLATE_NOOP("RequiredField", "E-mail")),
    ("website", QT_TRANSLATE_NOOP("RequiredField", "Website")),
    ("country", QT_TRANSLATE_NOOP("RequiredField", "Country")),
    ("province", QT_TRANSLATE_NOOP("RequiredField", "Province")),
    ("city", QT_TRANSLATE_NOOP("RequiredField", "City")),
    ("district", QT_TRANSLATE_NOOP("RequiredField", "District")),
    ("address", QT_TRANSLATE_NOOP("RequiredField", "Address")),
    ("postcode", QT_TRANSLATE_NOOP("RequiredField", "Postcode")),
    ("invoice_title", QT_TRANSLATE_NOOP("RequiredField", "Invoice title")),
    ("tax_number", QT_TRANSLATE_NOOP("RequiredField", "Tax number")),
    ("bank_name", QT_TRANSLATE_NOOP("RequiredField", "Bank")),
    ("bank_account", QT_TRANSLATE_NOOP("RequiredField", "Bank account")),
    ("credit_limit", QT_TRANSLATE_NOOP("RequiredField", "Credit limit")),
    ("headcount", QT_TRANSLATE_NOOP("RequiredField", "Employees")),
    ("founded_year", QT_TRANSLATE_NOOP("RequiredField", "Founded in")),
    ("annual_revenue", QT_TRANSLATE_NOOP("RequiredField", "Annual revenue")),
    ("description", QT_TRANSLATE_NOOP("RequiredField", "Description")),
    ("next_contact_on", QT_TRANSLATE_NOOP("RequiredField", "Next contact")),
)


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
        Options(
            name="field", label=QT_TRANSLATE_NOOP("RequiredField", "Field"), options=FIELDS, required=True, width=18
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
