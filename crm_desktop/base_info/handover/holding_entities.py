"""Who had a customer when, and who helps with it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Date, DateTime, Integer, Login, Options, Ref, Text
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

POWERS = (
    ("read", QT_TRANSLATE_NOOP("CustomerHelper", "Read")),
    ("write", QT_TRANSLATE_NOOP("CustomerHelper", "Read and write")),
)
HOW = (
    ("first", QT_TRANSLATE_NOOP("CustomerHolding", "First owner")),
    ("assigned", QT_TRANSLATE_NOOP("CustomerHolding", "Assigned")),
    ("claimed", QT_TRANSLATE_NOOP("CustomerHolding", "Claimed from the pool")),
    ("pooled", QT_TRANSLATE_NOOP("CustomerHolding", "Put into the pool")),
    ("no_action", QT_TRANSLATE_NOOP("CustomerHolding", "No action")),
    ("no_opportunity", QT_TRANSLATE_NOOP("CustomerHolding", "No opportunity")),
    ("no_order", QT_TRANSLATE_NOOP("CustomerHolding", "No order")),
    ("left", QT_TRANSLATE_NOOP("CustomerHolding", "Owner left")),
    ("undone", QT_TRANSLATE_NOOP("CustomerHolding", "Taken back")),
)


class CustomerHelper(Versioned, Base):
    """A colleague who sees, or changes, a customer that is not his."""

    __tablename__ = "customer_helper"
    __table_args__ = {"info": {"label": "note"}}  # noqa: RUF012 - SQLAlchemy reads it once

    customer_id: Mapped[int]
    employee_id: Mapped[int]
    power: Mapped[str]
    expires_on: Mapped[date | None]
    note: Mapped[str]


CUSTOMER_HELPER = Entity(
    mapped=CustomerHelper,
    title=QT_TRANSLATE_NOOP("CustomerHelper", "Helper"),
    plural=QT_TRANSLATE_NOOP("CustomerHelper", "Helpers"),
    fields=(
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("CustomerHelper", "Customer"),
            to="customer",
            required=True,
            sortable=True,
            width=26,
        ),
        Ref(
            name="employee_id",
            label=QT_TRANSLATE_NOOP("CustomerHelper", "Who"),
            to="employee",
            required=True,
            sortable=True,
        ),
        Options(
            name="power",
            label=QT_TRANSLATE_NOOP("CustomerHelper", "Access"),
            options=POWERS,
            required=True,
            default="read",
            width=10,
        ),
        Date(name="expires_on", label=QT_TRANSLATE_NOOP("CustomerHelper", "Last day")),
        Text(name="note", label=QT_TRANSLATE_NOOP("CustomerHelper", "Note"), width=20),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("CustomerHelper", "Helper"),
            fields=("customer_id", "employee_id", "power", "expires_on", "note"),
        ),
    ),
    list_columns=("customer_id", "employee_id", "power", "expires_on", "note"),
    sort="employee_id",
    label="employee_id",
    module="customer",
    icon="users",
    messages={
        "customer_helper_power_known": QT_TRANSLATE_NOOP("CustomerHelper", "Choose what the helper may do."),
        "customer_helper_unique": QT_TRANSLATE_NOOP(
            "CustomerHelper", "This colleague helps with the customer already."
        ),
        "parent_not_visible": QT_TRANSLATE_NOOP("CustomerHelper", "This customer is not one of yours."),
    },
)


class CustomerHolding(Versioned, Base):
    """A time in which one person, or one pool, had a customer."""

    __tablename__ = "customer_holding"
    __table_args__ = {"info": {"label": "reason"}}  # noqa: RUF012 - SQLAlchemy reads it once

    customer_id: Mapped[int]
    holder_id: Mapped[int | None]
    pool_id: Mapped[int | None]
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]
    how: Mapped[str]
    days: Mapped[int | None]
    reason: Mapped[str]


CUSTOMER_HOLDING = Entity(
    mapped=CustomerHolding,
    title=QT_TRANSLATE_NOOP("CustomerHolding", "Ownership history"),
    plural=QT_TRANSLATE_NOOP("CustomerHolding", "Ownership history"),
    fields=(
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("CustomerHolding", "Customer"),
            to="customer",
            read_only=True,
            width=24,
        ),
        Ref(
            name="holder_id",
            label=QT_TRANSLATE_NOOP("CustomerHolding", "Owner"),
            to="employee",
            read_only=True,
            width=8,
        ),
        Ref(
            name="pool_id",
            label=QT_TRANSLATE_NOOP("CustomerHolding", "Pool"),
            to="customer_pool",
            read_only=True,
            width=10,
        ),
        DateTime(
            name="from_at", label=QT_TRANSLATE_NOOP("CustomerHolding", "From"), read_only=True, sortable=True, width=15
        ),
        DateTime(name="to_at", label=QT_TRANSLATE_NOOP("CustomerHolding", "Until"), read_only=True, width=15),
        Options(name="how", label=QT_TRANSLATE_NOOP("CustomerHolding", "How"), options=HOW, read_only=True, width=10),
        Integer(name="days", label=QT_TRANSLATE_NOOP("CustomerHolding", "Days"), read_only=True, width=7),
        Text(name="reason", label=QT_TRANSLATE_NOOP("CustomerHolding", "Reason"), read_only=True, width=12),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("CustomerHolding", "By")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("CustomerHolding", "Ownership history"),
            fields=("customer_id", "holder_id", "pool_id", "from_at", "to_at", "how", "days", "reason", "created_by"),
        ),
    ),
    list_columns=("from_at", "to_at", "customer_id", "holder_id", "pool_id", "how", "days", "reason", "created_by"),
    gives_way=("created_by", "days"),
    sort="from_at",
    descending=True,
    label="customer_id",
    owner="",
    module="customer",
    icon="history",
)
