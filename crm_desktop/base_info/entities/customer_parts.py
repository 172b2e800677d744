"""What a customer has several of: phones, addresses, relations, qualifications; and the history of its status."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Bool, Choice, Date, DateTime, Money, Options, Phone, Ref
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned


class CustomerPhone(Versioned, Base):
    """One more phone of a customer."""

    __tablename__ = "customer_phone"
    __table_args__ = {"info": {"label": "number"}}  # noqa: RUF012 - SQLAlchemy reads it once

    customer_id: Mapped[int]
    kind: Mapped[str]
    number: Mapped[str]
    extension: Mapped[str]
    note: Mapped[str]


CUSTOMER_PHONE = Entity(
    mapped=CustomerPhone,
    title=QT_TRANSLATE_NOOP("CustomerPhone", "Phone"),
    plural=QT_TRANSLATE_NOOP("CustomerPhone", "Phones"),
    fields=(
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("CustomerPhone", "Customer"),
            to="customer",
            required=True,
            sortable=True,
            width=26,
        ),
        Choice(
            name="kind",
            label=QT_TRANSLATE_NOOP("CustomerPhone", "Kind"),
            dictionary="phone_kind",
            default="office",
            width=12,
        ),
        Phone(name="number", label=QT_TRANSLATE_NOOP("CustomerPhone", "Number"), required=True, width=18),
        Text_(
            name="extension",
            label=QT_TRANSLATE_NOOP("CustomerPhone", "Extension"),
            required=False,
            max_length=20,
            width=8,
        ),
        Text_(name="note", label=QT_TRANSLATE_NOOP("CustomerPhone", "Note"), width=24),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("CustomerPhone", "Phone"),
            fields=("customer_id", "kind", "number", "extension", "note"),
        ),
    ),
    list_columns=("customer_id", "kind", "number", "extension", "note"),
    sort="customer_id",
    label="number",
    module="customer",
    icon="phone",
    messages={
        "customer_phone_number_required": QT_TRANSLATE_NOOP("CustomerPhone", "A phone number has digits."),
        "duplicate_phone": QT_TRANSLATE_NOOP(
            "CustomerPhone", "There is a customer with this phone already; its owner: {detail}."
        ),
        "parent_not_visible": QT_TRANSLATE_NOOP("CustomerPhone", "You may not add phones to this customer."),
    },
)


class CustomerAddress(Versioned, Base):
    """One more address of a customer."""

    __tablename__ = "customer_address"
    __table_args__ = {"info": {"label": "address"}}  # noqa: RUF012 - SQLAlchemy reads it once

    customer_id: Mapped[int]
    kind: Mapped[str]
    is_default: Mapped[bool]
    recipient: Mapped[str]
    phone: Mapped[str]
    province: Mapped[str]
    city: Mapped[str]
    district: Mapped[str]
    address: Mapped[str]
    postcode: Mapped[str]
    note: Mapped[str]


CUSTOMER_ADDRESS = Entity(
    mapped=CustomerAddress,
    title=QT_TRANSLATE_NOOP("CustomerAddress", "Address"),
    plural=QT_TRANSLATE_NOOP("CustomerAddress", "Addresses"),
    fields=(
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("CustomerAddress", "Customer"),
            to="customer",
            required=True,
            sortable=True,
            width=26,
        ),
        Choice(
            name="kind",
            label=QT_TRANSLATE_NOOP("CustomerAddress", "Kind"),
            dictionary="address_kind",
            default="delivery",
        ),
        Bool(name="is_default", label=QT_TRANSLATE_NOOP("CustomerAddress", "Default"), default=False),
        Text_(name="recipient", label=QT_TRANSLATE_NOOP("CustomerAddress", "Recipient"), width=10),
        Phone(name="phone", label=QT_TRANSLATE_NOOP("CustomerAddress", "Phone")),
        Text_(name="province", label=QT_TRANSLATE_NOOP("CustomerAddress", "Province"), width=8),
        Text_(name="city", label=QT_TRANSLATE_NOOP("CustomerAddress", "City"), width=8),
        Text_(name="district", label=QT_TRANSLATE_NOOP("CustomerAddress", "District"), width=8),
        Text_(
            name="address",
            label=QT_TRANSLATE_NOOP("CustomerAddress", "Address"),
            required=True,
            width=28,
            max_length=300,
            hint=QT_TRANSLATE_NOOP(
                "CustomerAddress", "Paste the whole line; province, city and district go to their places."
            ),
        ),
        Text_(name="postcode", label=QT_TRANSLATE_NOOP("CustomerAddress", "Postcode"), width=8),
        Text_(name="note", label=QT_TRANSLATE_NOOP("CustomerAddress", "Note"), width=16),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("CustomerAddress", "Address"),
            fields=(
                "customer_id",
                "kind",
                "is_default",
                "recipient",
                "phone",
                "address",
                "province",
                "city",
                "district",
                "postcode",
                "note",
            ),
        ),
    ),
    list_columns=("customer_id", "kind", "is_default", "city", "district", "address", "recipient", "phone"),
    sort="customer_id",
    label="address",
    module="customer",
    icon="map-pin",
    messages={
        "customer_address_required": QT_TRANSLATE_NOOP("CustomerAddress", "Please write down the address."),
        "customer_address_one_default": QT_TRANSLATE_NOOP(
            "CustomerAddress", "There is a default address of this kind already."
        ),
        "parent_not_visible": QT_TRANSLATE_NOOP("CustomerAddress", "You may not add addresses to this customer."),
    },
)


class CustomerRelation(Versioned, Base):
    """What another company is to this one."""

    __tablename__ = "customer_relation"
    __table_args__ = {"info": {"label": "kind"}}  # noqa: RUF012 - SQLAlchemy reads it once

    customer_id: Mapped[int]
    kind: Mapped[str]
    other_id: Mapped[int]
    note: Mapped[str]


CUSTOMER_RELATION = Entity(
    mapped=CustomerRelation,
    title=QT_TRANSLATE_NOOP("CustomerRelation", "Relation"),
    plural=QT_TRANSLATE_NOOP("CustomerRelation", "Relations"),
    fields=(
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("CustomerRelation", "Customer"),
            to="customer",
            required=True,
            sortable=True,
            width=26,
        ),
        Choice(
            name="kind",
            label=QT_TRANSLATE_NOOP("CustomerRelation", "Relation"),
            dictionary="relation_kind",
            derived=("subsidiary_of", "parent_of"),
            hint=QT_TRANSLATE_NOOP("CustomerRelation", "A parent is chosen in “Parent company” of the subsidiary"),
            required=True,
            width=14,
        ),
        Ref(
            name="other_id",
            label=QT_TRANSLATE_NOOP("CustomerRelation", "Other company"),
            to="customer",
            required=True,
            width=26,
        ),
        Text_(name="note", label=QT_TRANSLATE_NOOP("CustomerRelation", "Note"), width=24),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("CustomerRelation", "Relation"), fields=("customer_id", "kind", "other_id", "note")
        ),
    ),
    list_columns=("customer_id", "kind", "other_id", "note"),
    sort="customer_id",
    label="kind",
    module="customer",
    icon="network",
    messages={
        "customer_relation_kind_required": QT_TRANSLATE_NOOP("CustomerRelation", "Please choose a relation."),
        "customer_relation_not_to_itself": QT_TRANSLATE_NOOP(
            "CustomerRelation", "A company has no relation to itself."
        ),
        "customer_relation_unique": QT_TRANSLATE_NOOP("CustomerRelation", "This relation is listed already."),
        "relation_parent_is_a_field": QT_TRANSLATE_NOOP(
            "CustomerRelation",
            "Parents and subsidiaries are not written here: fill in “Parent company” of the subsidiary, and both show it.",
        ),
        "parent_not_visible": QT_TRANSLATE_NOOP("CustomerRelation", "You may not add relations to this customer."),
    },
)


class Qualification(Versioned, Base):
    """What we found out about a target: need, budget, decision maker, time; and what we made of it."""

    __tablename__ = "qualification"
    __table_args__ = {"info": {"label": "need"}}  # noqa: RUF012 - SQLAlchemy reads it once

    customer_id: Mapped[int]
    need: Mapped[str]
    budget: Mapped[int | None]
    decision_maker_id: Mapped[int | None]
    wanted_on: Mapped[date | None]
    result: Mapped[str]
    qualified_on: Mapped[date]
    employee_id: Mapped[int | None]
    note: Mapped[str]


QUALIFICATION = Entity(
    mapped=Qualification,
    title=QT_TRANSLATE_NOOP("Qualification", "Qualification"),
    plural=QT_TRANSLATE_NOOP("Qualification", "Qualifications"),
    fields=(
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("Qualification", "Customer"),
            to="customer",
            required=True,
            width=26,
        ),
        Date(name="qualified_on", label=QT_TRANSLATE_NOOP("Qualification", "Date"), sortable=True),
        Text_(name="need", label=QT_TRANSLATE_NOOP("Qualification", "Need"), max_length=500, width=24),
        Money(name="budget", label=QT_TRANSLATE_NOOP("Qualification", "Budget")),
        Ref(
            name="decision_maker_id",
            label=QT_TRANSLATE_NOOP("Qualification", "Decision maker"),
            to="contact",
            within="customer_id",
            width=12,
        ),
        Date(name="wanted_on", label=QT_TRANSLATE_NOOP("Qualification", "Needed by")),
        Choice(name="result", label=QT_TRANSLATE_NOOP("Qualification", "Result"), dictionary="qualification_result"),
        Text_(name="note", label=QT_TRANSLATE_NOOP("Qualification", "Note"), max_length=1000, width=20),
        Ref(name="employee_id", label=QT_TRANSLATE_NOOP("Qualification", "By"), to="employee", read_only=True, width=9),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Qualification", "Qualification"),
            fields=(
                "customer_id",
                "need",
                "budget",
                "decision_maker_id",
                "wanted_on",
                "result",
                "qualified_on",
                "note",
                "employee_id",
            ),
        ),
    ),
    list_columns=("customer_id", "qualified_on", "need", "budget", "decision_maker_id", "wanted_on", "result"),
    sort="qualified_on",
    descending=True,
    label="need",
    module="customer",
    icon="list-checks",
    messages={
        "qualification_budget_not_negative": QT_TRANSLATE_NOOP("Qualification", "A budget cannot be negative."),
        "qualification_says_something": QT_TRANSLATE_NOOP(
            "Qualification", "Please write down the need or choose a result."
        ),
        "parent_not_visible": QT_TRANSLATE_NOOP("Qualification", "You may not qualify this customer."),
    },
)


class CustomerStatusChange(Versioned, Base):
    """A change of a customer's status; the database writes it."""

    __tablename__ = "customer_status_change"
    __table_args__ = {"info": {"label": "to_status"}}  # noqa: RUF012 - SQLAlchemy reads it once

    customer_id: Mapped[int]
    happened_at: Mapped[datetime]
    from_status: Mapped[str]
    to_status: Mapped[str]
    cause: Mapped[str]
    employee_id: Mapped[int | None]
    order_id: Mapped[int | None]


CUSTOMER_STATUS_CHANGE = Entity(
    mapped=CustomerStatusChange,
    title=QT_TRANSLATE_NOOP("CustomerStatusChange", "Status change"),
    plural=QT_TRANSLATE_NOOP("CustomerStatusChange", "Status changes"),
    fields=(
        DateTime(
            name="happened_at", label=QT_TRANSLATE_NOOP("CustomerStatusChange", "When"), read_only=True, sortable=True
        ),
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("CustomerStatusChange", "Customer"),
            to="customer",
            read_only=True,
            width=26,
        ),
        Choice(
            name="from_status",
            label=QT_TRANSLATE_NOOP("CustomerStatusChange", "From"),
            dictionary="customer_status",
            read_only=True,
        ),
        Choice(
            name="to_status",
            label=QT_TRANSLATE_NOOP("CustomerStatusChange", "To"),
            dictionary="customer_status",
            read_only=True,
        ),
        Options(
            name="cause",
            label=QT_TRANSLATE_NOOP("CustomerStatusChange", "Cause"),
            options=(
                ("hand", QT_TRANSLATE_NOOP("CustomerStatusChange", "By hand")),
                ("order", QT_TRANSLATE_NOOP("CustomerStatusChange", "An order")),
            ),
            read_only=True,
        ),
        Ref(
            name="employee_id",
            label=QT_TRANSLATE_NOOP("CustomerStatusChange", "By"),
            to="employee",
            read_only=True,
            width=9,
        ),
        Ref(
            name="order_id", label=QT_TRANSLATE_NOOP("CustomerStatusChange", "Order"), to="sales_order", read_only=True
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("CustomerStatusChange", "Status change"),
            fields=("happened_at", "customer_id", "from_status", "to_status", "cause", "employee_id", "order_id"),
        ),
    ),
    list_columns=("happened_at", "customer_id", "from_status", "to_status", "cause", "employee_id", "order_id"),
    sort="happened_at",
    descending=True,
    label="to_status",
    module="customer",
    icon="flag",
    messages={
        "customer_status_change_cause_known": QT_TRANSLATE_NOOP("CustomerStatusChange", "There is no such cause.")
    },
)
