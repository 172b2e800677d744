"""The public pool: its rules, its members, how many customers one may hold, and what lies in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import (
    Bool,
    Choice,
    Code,
    DateTime,
    Email,
    Integer,
    LongText,
    Options,
    Phone,
    Ref,
    Text,
    Url,
)
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

CLOCKS = (
    ("action", QT_TRANSLATE_NOOP("PoolRule", "No action")),
    ("opportunity", QT_TRANSLATE_NOOP("PoolRule", "No opportunity")),
    ("order", QT_TRANSLATE_NOOP("PoolRule", "No order")),
)
KINDS = (
    ("owned", QT_TRANSLATE_NOOP("HoldingLimit", "Customers owned")),
    ("locked", QT_TRANSLATE_NOOP("HoldingLimit", "Customers locked")),
)

INTO_POOL = (
    ("pooled", QT_TRANSLATE_NOOP("PoolCustomer", "By hand")),
    ("no_action", QT_TRANSLATE_NOOP("PoolCustomer", "No action")),
    ("no_opportunity", QT_TRANSLATE_NOOP("PoolCustomer", "No opportunity")),
    ("no_order", QT_TRANSLATE_NOOP("PoolCustomer", "No order")),
    ("left", QT_TRANSLATE_NOOP("PoolCustomer", "Owner left")),
)


class CustomerPool(Versioned, Base):
    """Customers that nobody owns, with the rules for getting in and out."""

    __tablename__ = "customer_pool"

    name: Mapped[str]
    position: Mapped[int]
    claims_per_day: Mapped[int | None]
    wait_former_days: Mapped[int]
    wait_new_hours: Mapped[int]
    warn_days: Mapped[int]
    spare_ordered: Mapped[bool]
    spare_open: Mapped[bool]
    spare_locked: Mapped[bool]
    hide_phones: Mapped[bool]
    hide_email: Mapped[bool]
    hide_address: Mapped[bool]
    hide_website: Mapped[bool]
    retired: Mapped[bool]
    note: Mapped[str]


CUSTOMER_POOL = Entity(
    mapped=CustomerPool,
    title=QT_TRANSLATE_NOOP("CustomerPool", "Public pool"),
    plural=QT_TRANSLATE_NOOP("CustomerPool", "Public pools"),
    fields=(
        Text(name="name", label=QT_TRANSLATE_NOOP("CustomerPool", "Name"), required=True, width=18),
        Integer(name="position", label=QT_TRANSLATE_NOOP("CustomerPool", "Position"), default=0, sortable=True),
        Integer(name="claims_per_day", label=QT_TRANSLATE_NOOP("CustomerPool", "Claims per day"), minimum=0),
        Integer(
            name="wait_former_days",
            label=QT_TRANSLATE_NOOP("CustomerPool", "Not claimed back for (days)"),
            minimum=0,
            default=0,
        ),
        Integer(
            name="wait_new_hours",
            label=QT_TRANSLATE_NOOP("CustomerPool", "New ones wait (hours)"),
            minimum=0,
            default=0,
        ),
        Integer(name="warn_days", label=QT_TRANSLATE_NOOP("CustomerPool", "Warn before (days)"), minimum=0, default=7),
        Bool(name="spare_ordered", label=QT_TRANSLATE_NOOP("CustomerPool", "Spare those with an order"), default=True),
        Bool(
            name="spare_open",
            label=QT_TRANSLATE_NOOP("CustomerPool", "Spare those with an open opportunity"),
            default=True,
        ),
        Bool(name="spare_locked", label=QT_TRANSLATE_NOOP("CustomerPool", "Spare locked ones"), default=True),
        Bool(name="hide_phones", label=QT_TRANSLATE_NOOP("CustomerPool", "Hide phones"), default=True),
        Bool(name="hide_email", label=QT_TRANSLATE_NOOP("CustomerPool", "Hide e-mail"), default=True),
        Bool(name="hide_address", label=QT_TRANSLATE_NOOP("CustomerPool", "Hide address"), default=True),
        Bool(name="hide_website", label=QT_TRANSLATE_NOOP("CustomerPool", "Hide website"), default=False),
        Bool(name="retired", label=QT_TRANSLATE_NOOP("CustomerPool", "Closed"), default=False),
        LongText(name="note", label=QT_TRANSLATE_NOOP("CustomerPool", "Note")),
    ),
    sections=(
        Section(title=QT_TRANSLATE_NOOP("CustomerPool", "Public pool"), fields=("name", "position", "retired", "note")),
        Section(
            title=QT_TRANSLATE_NOOP("CustomerPool", "Claiming"),
            fields=("claims_per_day", "wait_former_days", "wait_new_hours"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("CustomerPool", "Falling in"),
            fields=("warn_days", "spare_ordered", "spare_open", "spare_locked"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("CustomerPool", "Until claimed"),
            fields=("hide_phones", "hide_email", "hide_address", "hide_website"),
        ),
    ),
    list_columns=("name", "claims_per_day", "wait_former_days", "wait_new_hours", "warn_days", "retired"),
    sort="position",
    module="pool",
    icon="inbox",
    related=(Related(entity="pool_rule", field="pool_id"), Related(entity="pool_member", field="pool_id")),
    messages={
        "customer_pool_name_required": QT_TRANSLATE_NOOP("CustomerPool", "A pool needs a name."),
        "customer_pool_name_unique": QT_TRANSLATE_NOOP("CustomerPool", "There is a pool of this name already."),
        "customer_pool_claims_not_negative": QT_TRANSLATE_NOOP(
            "CustomerPool", "The number of claims cannot be negative."
        ),
        "customer_pool_wait_former_not_negative": QT_TRANSLATE_NOOP("CustomerPool", "The days cannot be negative."),
        "customer_pool_wait_new_not_negative": QT_TRANSLATE_NOOP("CustomerPool", "The hours cannot be negative."),
        "customer_pool_warn_days_sensible": QT_TRANSLATE_NOOP("CustomerPool", "Warn between 0 and 365 days before."),
        "pool_holds_customers": QT_TRANSLATE_NOOP(
            "CustomerPool",
            "{detail} customers are in this pool. “Close, and move the customers …” in the menu asks where they go.",
        ),
        "pool_is_the_last": QT_TRANSLATE_NOOP(
            "CustomerPool",
            "This is the last open pool, and its rules let customers fall into it. Remove the rules first.",
        ),
        "pool_needs_edit": QT_TRANSLATE_NOOP("CustomerPool", "You have no right to change pools."),
        "still_referenced": QT_TRANSLATE_NOOP(
            "CustomerPool", "There are customers in this pool. Move them to another pool or assign them first."
        ),
    },
)


class PoolMember(Versioned, Base):
    """Somebody, or a whole department, who sees a pool and claims from it."""

    __tablename__ = "pool_member"
    __table_args__ = {"info": {"label": "id"}}  # noqa: RUF012 - SQLAlchemy reads it once

    pool_id: Mapped[int]
    employee_id: Mapped[int | None]
    department_id: Mapped[int | None]
    is_admin: Mapped[bool]


POOL_MEMBER = Entity(
    mapped=PoolMember,
    title=QT_TRANSLATE_NOOP("PoolMember", "Pool member"),
    plural=QT_TRANSLATE_NOOP("PoolMember", "Pool members"),
    fields=(
        Ref(
            name="pool_id",
            label=QT_TRANSLATE_NOOP("PoolMember", "Pool"),
            to="customer_pool",
            required=True,
            sortable=True,
        ),
        Ref(name="department_id", label=QT_TRANSLATE_NOOP("PoolMember", "Department"), to="department"),
        Ref(name="employee_id", label=QT_TRANSLATE_NOOP("PoolMember", "Employee"), to="employee"),
        Bool(name="is_admin", label=QT_TRANSLATE_NOOP("PoolMember", "Pool administrator"), default=False, width=10),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("PoolMember", "Pool member"),
            fields=("pool_id", "department_id", "employee_id", "is_admin"),
        ),
    ),
    list_columns=("pool_id", "department_id", "employee_id", "is_admin"),
    sort="pool_id",
    label="pool_id",
    module="pool",
    icon="users",
    messages={
        "pool_member_one_of_both": QT_TRANSLATE_NOOP("PoolMember", "Choose either a department or an employee."),
        "pool_member_unique": QT_TRANSLATE_NOOP("PoolMember", "Belongs to this pool already."),
    },
)


class PoolRule(Versioned, Base):
    """After how many days without something a customer falls into a pool."""

    __tablename__ = "pool_rule"
    __table_args__ = {"info": {"label": "clock"}}  # noqa: RUF012 - SQLAlchemy reads it once

    pool_id: Mapped[int]
    clock: Mapped[str]
    grade: Mapped[str]
    days: Mapped[int]


POOL_RULE = Entity(
    mapped=PoolRule,
    title=QT_TRANSLATE_NOOP("PoolRule", "Pool rule"),
    plural=QT_TRANSLATE_NOOP("PoolRule", "Pool rules"),
    fields=(
        Ref(name="pool_id", label=QT_TRANSLATE_NOOP("PoolRule", "Pool"), to="customer_pool", required=True),
        Options(
            name="clock",
            label=QT_TRANSLATE_NOOP("PoolRule", "Falls in after"),
            options=CLOCKS,
            required=True,
            default="action",
            sortable=True,
            width=14,
        ),
        Integer(name="days", label=QT_TRANSLATE_NOOP("PoolRule", "Days"), required=True, minimum=1, maximum=3650),
        Choice(name="grade", label=QT_TRANSLATE_NOOP("PoolRule", "Only grade"), dictionary="customer_grade", width=12),
    ),
    sections=(Section(title=QT_TRANSLATE_NOOP("PoolRule", "Pool rule"), fields=("pool_id", "clock", "days", "grade")),),
    list_columns=("pool_id", "clock", "days", "grade"),
    sort="clock",
    label="clock",
    module="pool",
    icon="timer",
    messages={
        "pool_rule_clock_known": QT_TRANSLATE_NOOP("PoolRule", "Choose what must not be missing."),
        "pool_rule_days_positive": QT_TRANSLATE_NOOP("PoolRule", "Between 1 and 3650 days."),
        "pool_rule_unique": QT_TRANSLATE_NOOP("PoolRule", "There is a rule for this already."),
    },
)


class HoldingLimit(Versioned, Base):
    """How many customers a person, each person of a department, or everybody may hold."""

    __tablename__ = "holding_limit"
    __table_args__ = {"info": {"label": "kind"}}  # noqa: RUF012 - SQLAlchemy reads it once

    kind: Mapped[str]
    department_id: Mapped[int | None]
    employee_id: Mapped[int | None]
    most: Mapped[int]
    spare_ordered: Mapped[bool]


HOLDING_LIMIT = Entity(
    mapped=HoldingLimit,
    title=QT_TRANSLATE_NOOP("HoldingLimit", "Holding limit"),
    plural=QT_TRANSLATE_NOOP("HoldingLimit", "Holding limits"),
    fields=(
        Options(
            name="kind",
            label=QT_TRANSLATE_NOOP("HoldingLimit", "Limit on"),
            options=KINDS,
            required=True,
            default="owned",
            sortable=True,
            width=14,
        ),
        Ref(name="department_id", label=QT_TRANSLATE_NOOP("HoldingLimit", "Department"), to="department"),
        Ref(name="employee_id", label=QT_TRANSLATE_NOOP("HoldingLimit", "Employee"), to="employee"),
        Integer(name="most", label=QT_TRANSLATE_NOOP("HoldingLimit", "At most"), required=True, minimum=0),
        Bool(
            name="spare_ordered",
            label=QT_TRANSLATE_NOOP("HoldingLimit", "Those with an order do not count"),
            default=False,
            width=16,
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("HoldingLimit", "Holding limit"),
            fields=("kind", "department_id", "employee_id", "most", "spare_ordered"),
        ),
    ),
    list_columns=("kind", "department_id", "employee_id", "most", "spare_ordered"),
    sort="kind",
    label="kind",
    module="pool",
    icon="scale",
    messages={
        "holding_limit_kind_known": QT_TRANSLATE_NOOP("HoldingLimit", "Choose what is counted."),
        "holding_limit_most_not_negative": QT_TRANSLATE_NOOP("HoldingLimit", "The number cannot be negative."),
        "holding_limit_one_of_both": QT_TRANSLATE_NOOP(
            "HoldingLimit", "Choose a department or an employee; neither means everybody."
        ),
        "holding_limit_unique": QT_TRANSLATE_NOOP("HoldingLimit", "There is a limit for this already."),
    },
)


class PoolCustomer(Base):
    """A customer of one of my pools, as the pool lets it be seen: a view, nothing of it can be empty by rule."""

    __tablename__ = "pool_customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int | None]
    pool_id: Mapped[int | None]
    code: Mapped[str | None]
    name: Mapped[str | None]
    grade: Mapped[str | None]
    status: Mapped[str | None]
    industry: Mapped[str | None]
    region: Mapped[str | None]
    source: Mapped[str | None]
    province: Mapped[str | None]
    city: Mapped[str | None]
    phone: Mapped[str | None]
    mobile: Mapped[str | None]
    email: Mapped[str | None]
    website: Mapped[str | None]
    address: Mapped[str | None]
    last_contact_at: Mapped[datetime | None]
    pooled_at: Mapped[datetime | None]
    pool_how: Mapped[str | None]
    pool_reason: Mapped[str | None]
    former_owner_id: Mapped[int | None]
    claimable_at: Mapped[datetime | None]
    sort_key: Mapped[str] = mapped_column(nullable=False)


POOL_CUSTOMER = Entity(
    mapped=PoolCustomer,
    title=QT_TRANSLATE_NOOP("PoolCustomer", "Customer in the pool"),
    plural=QT_TRANSLATE_NOOP("PoolCustomer", "Public pool"),
    fields=(
        Code(name="code", label=QT_TRANSLATE_NOOP("PoolCustomer", "Code"), read_only=True),
        Text(
            name="name",
            label=QT_TRANSLATE_NOOP("PoolCustomer", "Name"),
            read_only=True,
            sortable=True,
            searchable=True,
            width=28,
        ),
        Ref(name="pool_id", label=QT_TRANSLATE_NOOP("PoolCustomer", "Pool"), to="customer_pool", read_only=True),
        Choice(
            name="grade", label=QT_TRANSLATE_NOOP("PoolCustomer", "Grade"), dictionary="customer_grade", read_only=True
        ),
        Choice(
            name="status",
            label=QT_TRANSLATE_NOOP("PoolCustomer", "Status"),
            dictionary="customer_status",
            read_only=True,
        ),
        Choice(
            name="industry", label=QT_TRANSLATE_NOOP("PoolCustomer", "Industry"), dictionary="industry", read_only=True
        ),
        Choice(name="region", label=QT_TRANSLATE_NOOP("PoolCustomer", "Region"), dictionary="region", read_only=True),
        Choice(
            name="source",
            label=QT_TRANSLATE_NOOP("PoolCustomer", "Source"),
            dictionary="customer_source",
            read_only=True,
        ),
        Text(name="province", label=QT_TRANSLATE_NOOP("PoolCustomer", "Province"), read_only=True, width=8),
        Text(name="city", label=QT_TRANSLATE_NOOP("PoolCustomer", "City"), read_only=True, width=8),
        Phone(name="phone", label=QT_TRANSLATE_NOOP("PoolCustomer", "Phone"), read_only=True),
        Phone(name="mobile", label=QT_TRANSLATE_NOOP("PoolCustomer", "Mobile"), read_only=True),
        Email(name="email", label=QT_TRANSLATE_NOOP("PoolCustomer", "E-mail"), read_only=True),
        Url(name="website", label=QT_TRANSLATE_NOOP("PoolCustomer", "Website"), read_only=True),
        Text(name="address", label=QT_TRANSLATE_NOOP("PoolCustomer", "Address"), read_only=True, width=20),
        DateTime(name="last_contact_at", label=QT_TRANSLATE_NOOP("PoolCustomer", "Last contact"), read_only=True),
        DateTime(
            name="pooled_at",
            label=QT_TRANSLATE_NOOP("PoolCustomer", "In the pool since"),
            read_only=True,
            sortable=True,
        ),
        Options(
            name="pool_how",
            label=QT_TRANSLATE_NOOP("PoolCustomer", "Cause"),
            options=INTO_POOL,
            read_only=True,
            width=13,
        ),
        Text(name="pool_reason", label=QT_TRANSLATE_NOOP("PoolCustomer", "Reason"), read_only=True, width=18),
        Ref(
            name="former_owner_id",
            label=QT_TRANSLATE_NOOP("PoolCustomer", "Former owner"),
            to="employee",
            read_only=True,
            width=10,
        ),
        DateTime(name="claimable_at", label=QT_TRANSLATE_NOOP("PoolCustomer", "Claimable from"), read_only=True),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("PoolCustomer", "Customer in the pool"),
            fields=("name", "code", "pool_id", "grade", "status", "industry", "region", "source", "province", "city"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("PoolCustomer", "How to reach it"),
            fields=("phone", "mobile", "email", "website", "address"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("PoolCustomer", "In the pool"),
            fields=("pooled_at", "pool_how", "pool_reason", "former_owner_id", "last_contact_at", "claimable_at"),
        ),
    ),
    list_columns=(
        "name",
        "grade",
        "industry",
        "city",
        "pool_id",
        "pooled_at",
        "pool_how",
        "pool_reason",
        "former_owner_id",
        "claimable_at",
        "phone",
    ),
    gives_way=("pool_reason", "phone", "former_owner_id", "pool_how", "industry"),
    sort="name",
    subtitle="city",
    module="pool",
    kept_in="customer",
    icon="inbox",
)
