"""Customers and their contacts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import (
    EMAIL_MARKS,
    Birthday,
    Bool,
    Choice,
    Code,
    Date,
    DateTime,
    Due,
    Email,
    Integer,
    Login,
    LongText,
    Money,
    Phone,
    Ref,
    Star,
    Tags,
    Url,
    Ways,
    email_marks,
)
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned


class Customer(Versioned, Base):
    """A company or person we sell to, or want to."""

    __tablename__ = "customer"

    code: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    status: Mapped[str]
    grade: Mapped[str]
    price_list_id: Mapped[int | None]
    kind: Mapped[str]
    industry: Mapped[str]
    region: Mapped[str]
    source: Mapped[str]
    owner_id: Mapped[int | None]
    engineer_id: Mapped[int | None]
    parent_id: Mapped[int | None]
    phone: Mapped[str]
    mobile: Mapped[str]
    fax: Mapped[str]
    email: Mapped[str]
    email_opted_out: Mapped[bool]
    email_invalid: Mapped[bool]
    website: Mapped[str]
    country: Mapped[str]
    province: Mapped[str]
    city: Mapped[str]
    district: Mapped[str]
    address: Mapped[str]
    postcode: Mapped[str]
    invoice_title: Mapped[str]
    tax_number: Mapped[str]
    bank_name: Mapped[str]
    bank_account: Mapped[str]
    credit_limit: Mapped[int]
    headcount: Mapped[int | None]
    founded_year: Mapped[int | None]
    annual_revenue: Mapped[int | None]
    description: Mapped[str]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    last_contact_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    handed_on: Mapped[date | None]
    quiet_since: Mapped[date | None]
    locked: Mapped[bool]
    locked_until: Mapped[date | None]
    pool_id: Mapped[int | None]
    pool_due_on: Mapped[date | None]
    next_contact_on: Mapped[date | None]
    attrs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    formerly: Mapped[str]
    sort_key: Mapped[str]


CUSTOMER = Entity(
    mapped=Customer,
    title=QT_TRANSLATE_NOOP("Customer", "Customer"),
    plural=QT_TRANSLATE_NOOP("Customer", "Customers"),
    fields=(
        Code(name="code", label=QT_TRANSLATE_NOOP("Customer", "Code"), sortable=True, searchable=True),
        Text_(
            name="name",
            label=QT_TRANSLATE_NOOP("Customer", "Name"),
            required=True,
            sortable=True,
            searchable=True,
            width=28,
        ),
        Text_(name="short_name", label=QT_TRANSLATE_NOOP("Customer", "Short name"), searchable=True, width=14),
        Choice(
            name="status", label=QT_TRANSLATE_NOOP("Customer", "Status"), dictionary="customer_status", default="target"
        ),
        Choice(name="grade", label=QT_TRANSLATE_NOOP("Customer", "Grade"), dictionary="customer_grade"),
        Ref(
            name="price_list_id",
            label=QT_TRANSLATE_NOOP("Customer", "Agreed price list"),
            to="price_list",
            hint=QT_TRANSLATE_NOOP("Customer", "Goes before the list of the grade"),
        ),
        Choice(name="kind", label=QT_TRANSLATE_NOOP("Customer", "Kind"), dictionary="customer_kind"),
        Choice(name="industry", label=QT_TRANSLATE_NOOP("Customer", "Industry"), dictionary="industry"),
        Choice(name="region", label=QT_TRANSLATE_NOOP("Customer", "Region"), dictionary="region"),
        Choice(name="source", label=QT_TRANSLATE_NOOP("Customer", "Source"), dictionary="customer_source"),
        Ref(name="owner_id", label=QT_TRANSLATE_NOOP("Customer", "Owner"), to="employee", width=9),
        Ref(name="engineer_id", label=QT_TRANSLATE_NOOP("Customer", "Service engineer"), to="employee", width=9),
        Ref(name="parent_id", label=QT_TRANSLATE_NOOP("Customer", "Parent company"), to="customer"),
        Phone(name="phone", label=QT_TRANSLATE_NOOP("Customer", "Phone"), searchable=True),
        Phone(name="mobile", label=QT_TRANSLATE_NOOP("Customer", "Mobile"), searchable=True),
        Phone(name="fax", label=QT_TRANSLATE_NOOP("Customer", "Fax"), searchable=True),
        Email(name="email", label=QT_TRANSLATE_NOOP("Customer", "E-mail"), marks=EMAIL_MARKS),
        *email_marks(QT_TRANSLATE_NOOP("Customer", "Wants no e-mail"), QT_TRANSLATE_NOOP("Customer", "E-mail invalid")),
        Url(name="website", label=QT_TRANSLATE_NOOP("Customer", "Website")),
        Text_(name="country", label=QT_TRANSLATE_NOOP("Customer", "Country"), width=10),
        Text_(name="province", label=QT_TRANSLATE_NOOP("Customer", "Province"), width=8),
        Text_(name="city", label=QT_TRANSLATE_NOOP("Customer", "City"), width=8),
        Text_(name="district", label=QT_TRANSLATE_NOOP("Customer", "District"), width=8),
        Text_(name="address", label=QT_TRANSLATE_NOOP("Customer", "Address"), width=24, max_length=300),
        Text_(name="postcode", label=QT_TRANSLATE_NOOP("Customer", "Postcode"), width=8),
        Text_(name="invoice_title", label=QT_TRANSLATE_NOOP("Customer", "Invoice title")),
        Text_(name="tax_number", label=QT_TRANSLATE_NOOP("Customer", "Tax number")),
        Text_(name="bank_name", label=QT_TRANSLATE_NOOP("Customer", "Bank")),
        Text_(name="bank_account", label=QT_TRANSLATE_NOOP("Customer", "Bank account")),
        Money(name="credit_limit", label=QT_TRANSLATE_NOOP("Customer", "Credit limit"), sortable=True, default=0),
        Integer(name="headcount", label=QT_TRANSLATE_NOOP("Customer", "Employees"), minimum=0),
        Integer(
            name="founded_year",
            label=QT_TRANSLATE_NOOP("Customer", "Founded in"),
            minimum=1000,
            maximum=2200,
            grouped=False,
        ),
        Money(name="annual_revenue", label=QT_TRANSLATE_NOOP("Customer", "Annual revenue")),
        LongText(name="description", label=QT_TRANSLATE_NOOP("Customer", "Description")),
        Tags(name="tags", label=QT_TRANSLATE_NOOP("Customer", "Tags")),
        DateTime(
            name="last_contact_at", label=QT_TRANSLATE_NOOP("Customer", "Last contact"), read_only=True, sortable=True
        ),
        DateTime(name="received_at", label=QT_TRANSLATE_NOOP("Customer", "Owner since"), read_only=True),
        Date(name="handed_on", label=QT_TRANSLATE_NOOP("Customer", "Handed over, no contact yet"), read_only=True),
        Date(name="quiet_since", label=QT_TRANSLATE_NOOP("Customer", "No contact since"), read_only=True),
        Bool(name="locked", label=QT_TRANSLATE_NOOP("Customer", "Locked"), default=False),
        Date(
            name="locked_until",
            label=QT_TRANSLATE_NOOP("Customer", "Locked until"),
            hint=QT_TRANSLATE_NOOP("Customer", "The last day of the lock; empty: until it is unlocked."),
        ),
        Ref(name="pool_id", label=QT_TRANSLATE_NOOP("Customer", "Public pool"), to="customer_pool", read_only=True),
        Date(name="pool_due_on", label=QT_TRANSLATE_NOOP("Customer", "Falls into the pool"), read_only=True),
        Due(name="next_contact_on", label=QT_TRANSLATE_NOOP("Customer", "Next contact"), sortable=True),
        Text_(
            name="formerly", label=QT_TRANSLATE_NOOP("Customer", "Formerly"), read_only=True, searchable=True, width=20
        ),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("Customer", "Created"), read_only=True, sortable=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("Customer", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("Customer", "Changed"), read_only=True, sortable=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("Customer", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Customer", "Customer"),
            fields=(
                "name",
                "short_name",
                "code",
                "status",
                "grade",
                "kind",
                "industry",
                "region",
                "source",
                "owner_id",
                "engineer_id",
                "parent_id",
                "next_contact_on",
                "last_contact_at",
                "tags",
            ),
            widths={"name": "full"},
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Customer", "Address and phones"),
            fields=(
                "phone",
                "mobile",
                "fax",
                "email",
                *EMAIL_MARKS,
                "website",
                "country",
                "province",
                "city",
                "district",
                "address",
                "postcode",
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Customer", "Invoice and credit"),
            fields=("invoice_title", "tax_number", "bank_name", "bank_account", "credit_limit", "price_list_id"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Customer", "About the company"),
            fields=("headcount", "founded_year", "annual_revenue", "description"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Customer", "Owner and pool"),
            fields=("received_at", "locked", "locked_until", "pool_due_on", "pool_id"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Customer", "Record"),
            fields=("formerly", "created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=(
        "code",
        "name",
        "grade",
        "status",
        "region",
        "owner_id",
        "phone",
        "next_contact_on",
        "last_contact_at",
    ),
    gives_way=("last_contact_at", "region", "phone"),
    sort="name",
    subtitle="code",
    owner="owner_id",
    icon="building",
    star=Star(label=QT_TRANSLATE_NOOP("Customer", "Star")),
    search=True,
    attachable=True,
    related=(
        Related(entity="contact", field="customer_id", first="is_primary"),
        Related(entity="customer_phone", field="customer_id"),
        Related(entity="customer_address", field="customer_id"),
        Related(entity="customer_relation", field="customer_id"),
        Related(entity="contact_relation", field="customer_id", title=QT_TRANSLATE_NOOP("Customer", "Who knows whom")),
        Related(entity="important_date", field="customer_id"),
        Related(entity="qualification", field="customer_id"),
        Related(entity="opportunity", field="customer_id"),
        Related(entity="sales_order", field="customer_id"),
        Related(entity="action", field="customer_id"),
        Related(entity="customer_helper", field="customer_id"),
        Related(entity="customer_holding", field="customer_id"),
    ),
    unique=("code", "name"),
    messages={
        "customer_name_required": QT_TRANSLATE_NOOP("Customer", "A customer needs a name."),
        "customer_pooled_has_no_owner": QT_TRANSLATE_NOOP("Customer", "A customer in the pool has no owner."),
        "customer_code_unique": QT_TRANSLATE_NOOP("Customer", "Another customer has this code already."),
        "customer_marks_of_an_email": QT_TRANSLATE_NOOP(
            "Customer", "There is no e-mail here that this could be said of."
        ),
        "customer_credit_limit_not_negative": QT_TRANSLATE_NOOP("Customer", "The credit limit cannot be negative."),
        "customer_headcount_not_negative": QT_TRANSLATE_NOOP("Customer", "The number of employees cannot be negative."),
        "customer_founded_year_sensible": QT_TRANSLATE_NOOP("Customer", "The year of foundation is not a year."),
        "customer_lock_is_over": QT_TRANSLATE_NOOP("Customer", "This day is over; a lock ends today at the earliest."),
        "customer_locked_until_of_lock": QT_TRANSLATE_NOOP("Customer", "Only a lock has a last day."),
        "customer_not_its_own_parent": QT_TRANSLATE_NOOP("Customer", "A company cannot be its own parent."),
        "customer_loop": QT_TRANSLATE_NOOP("Customer", "These companies would be parents of each other."),
        "owner_needs_assign": QT_TRANSLATE_NOOP("Customer", "You may not give this customer to somebody else."),
        "owner_has_left": QT_TRANSLATE_NOOP("Customer", "This employee has left."),
        "duplicate_name": QT_TRANSLATE_NOOP(
            "Customer", "There is a customer of this name already; its owner: {detail}."
        ),
        "duplicate_phone": QT_TRANSLATE_NOOP(
            "Customer", "There is a customer with this phone already; its owner: {detail}."
        ),
        "duplicate_email": QT_TRANSLATE_NOOP(
            "Customer", "There is a customer with this e-mail already; its owner: {detail}."
        ),
        "duplicate_tax_number": QT_TRANSLATE_NOOP(
            "Customer", "There is a customer with this tax number already; its owner: {detail}."
        ),
        "opportunity_customer_id_fkey": QT_TRANSLATE_NOOP("Customer", "This customer has opportunities."),
        "sales_order_customer_id_fkey": QT_TRANSLATE_NOOP("Customer", "This customer has orders."),
    },
    attributes_title=QT_TRANSLATE_NOOP("Customer", "Own attributes"),
)


class Contact(Versioned, Base):
    """A person at a customer."""

    __tablename__ = "contact"

    name: Mapped[str]
    customer_id: Mapped[int]
    title: Mapped[str]
    department: Mapped[str]
    decision_role: Mapped[str]
    gender: Mapped[str]
    is_primary: Mapped[bool]
    mobile: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    email_opted_out: Mapped[bool]
    email_invalid: Mapped[bool]
    further_phones: Mapped[list[str]] = mapped_column(ARRAY(Text))
    further_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    wechat: Mapped[str]
    birthday: Mapped[date | None]
    preferences: Mapped[str]
    note: Mapped[str]
    owner_id: Mapped[int | None]
    attrs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sort_key: Mapped[str]


CONTACT = Entity(
    mapped=Contact,
    title=QT_TRANSLATE_NOOP("Contact", "Contact"),
    plural=QT_TRANSLATE_NOOP("Contact", "Contacts"),
    fields=(
        Text_(
            name="name",
            label=QT_TRANSLATE_NOOP("Contact", "Name"),
            required=True,
            sortable=True,
            searchable=True,
            width=12,
        ),
        Ref(name="customer_id", label=QT_TRANSLATE_NOOP("Contact", "Customer"), to="customer", required=True, width=26),
        Text_(name="title", label=QT_TRANSLATE_NOOP("Contact", "Title"), width=10),
        Text_(name="department", label=QT_TRANSLATE_NOOP("Contact", "Department"), width=10),
        Choice(
            name="decision_role", label=QT_TRANSLATE_NOOP("Contact", "Role in decisions"), dictionary="decision_role"
        ),
        Choice(name="gender", label=QT_TRANSLATE_NOOP("Contact", "Gender"), dictionary="gender", width=6),
        Bool(name="is_primary", label=QT_TRANSLATE_NOOP("Contact", "Main contact"), default=False),
        Phone(name="mobile", label=QT_TRANSLATE_NOOP("Contact", "Mobile"), searchable=True),
        Phone(name="phone", label=QT_TRANSLATE_NOOP("Contact", "Phone"), searchable=True),
        Email(name="email", label=QT_TRANSLATE_NOOP("Contact", "E-mail"), searchable=True, marks=EMAIL_MARKS),
        *email_marks(QT_TRANSLATE_NOOP("Contact", "Wants no e-mail"), QT_TRANSLATE_NOOP("Contact", "E-mail invalid")),
        Ways(
            name="further_phones",
            label=QT_TRANSLATE_NOOP("Contact", "Further phones"),
            dictionary="contact_way_kind",
            part="contact_way",
            link="contact_id",
            column="number",
            searchable=True,
        ),
        Ways(
            name="further_emails",
            label=QT_TRANSLATE_NOOP("Contact", "Further e-mails"),
            dictionary="contact_way_kind",
            part="contact_way",
            link="contact_id",
            column="email",
            searchable=True,
        ),
        Text_(name="wechat", label=QT_TRANSLATE_NOOP("Contact", "WeChat")),
        Birthday(
            name="birthday", label=QT_TRANSLATE_NOOP("Contact", "Birthday"), part="important_date", link="contact_id"
        ),
        Text_(name="preferences", label=QT_TRANSLATE_NOOP("Contact", "Preferences"), max_length=1000),
        LongText(name="note", label=QT_TRANSLATE_NOOP("Contact", "Note")),
        Ref(name="owner_id", label=QT_TRANSLATE_NOOP("Contact", "Owner"), to="employee", read_only=True, width=9),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("Contact", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("Contact", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("Contact", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("Contact", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Contact", "Contact"),
            fields=("name", "title", "customer_id", "department", "decision_role", "gender", "is_primary"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Contact", "Phones"), fields=("mobile", "phone", "wechat", "email", *EMAIL_MARKS)
        ),
        Section(title=QT_TRANSLATE_NOOP("Contact", "Person"), fields=("birthday", "preferences", "note")),
        Section(
            title=QT_TRANSLATE_NOOP("Contact", "Record"),
            fields=("owner_id", "created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("name", "customer_id", "title", "mobile", "phone", "decision_role", "is_primary"),
    sort="name",
    subtitle="title",
    owner="owner_id",
    icon="user",
    star=Star(label=QT_TRANSLATE_NOOP("Contact", "Star")),
    search=True,
    attachable=True,
    related=(
        Related(entity="contact_way", field="contact_id"),
        Related(entity="important_date", field="contact_id"),
        Related(entity="contact_relation", field="contact_id", title=QT_TRANSLATE_NOOP("Contact", "Knows")),
    ),
    unique=("name", "mobile"),
    messages={
        "contact_name_required": QT_TRANSLATE_NOOP("Contact", "A contact needs a name."),
        "duplicate_phone": QT_TRANSLATE_NOOP(
            "Contact", "There is a contact with this mobile already; the customer's owner: {detail}."
        ),
        "duplicate_email": QT_TRANSLATE_NOOP(
            "Contact", "There is a contact with this e-mail already; the customer's owner: {detail}."
        ),
        "contact_marks_of_an_email": QT_TRANSLATE_NOOP(
            "Contact", "There is no e-mail here that this could be said of."
        ),
        "contact_one_primary": QT_TRANSLATE_NOOP("Contact", "This customer has a main contact already."),
        "parent_not_visible": QT_TRANSLATE_NOOP("Contact", "You may not add contacts to this customer."),
    },
    attributes_title=QT_TRANSLATE_NOOP("Contact", "Own attributes"),
)
