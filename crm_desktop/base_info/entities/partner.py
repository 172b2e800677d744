"""Suppliers, partners and competitors: one company may be all three."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import (
    Birthday,
    Bool,
    Code,
    Date,
    Email,
    Login,
    LongText,
    Options,
    Phone,
    Price,
    Ref,
    Star,
    Tags,
    Url,
)
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned


class Partner(Versioned, Base):
    """A company that we buy from, work with or compete against."""

    __tablename__ = "partner"

    code: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    is_supplier: Mapped[bool]
    is_partner: Mapped[bool]
    is_competitor: Mapped[bool]
    customer_id: Mapped[int | None]
    phone: Mapped[str]
    email: Mapped[str]
    website: Mapped[str]
    province: Mapped[str]
    city: Mapped[str]
    address: Mapped[str]
    sells: Mapped[str]
    strengths: Mapped[str]
    weaknesses: Mapped[str]
    note: Mapped[str]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    formerly: Mapped[str]
    attrs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sort_key: Mapped[str]


PARTNER = Entity(
    mapped=Partner,
    title=QT_TRANSLATE_NOOP("Partner", "Company"),
    plural=QT_TRANSLATE_NOOP("Partner", "Companies"),
    fields=(
        Code(name="code", label=QT_TRANSLATE_NOOP("Partner", "Code"), searchable=True),
        Text_(
            name="name",
            label=QT_TRANSLATE_NOOP("Partner", "Name"),
            required=True,
            sortable=True,
            searchable=True,
            width=26,
        ),
        Text_(name="short_name", label=QT_TRANSLATE_NOOP("Partner", "Short name"), searchable=True, width=12),
        Bool(name="is_supplier", label=QT_TRANSLATE_NOOP("Partner", "Supplier"), default=False, width=8),
        Bool(name="is_partner", label=QT_TRANSLATE_NOOP("Partner", "Partner"), default=False, width=8),
        Bool(name="is_competitor", label=QT_TRANSLATE_NOOP("Partner", "Competitor"), default=False, width=8),
        Ref(name="customer_id", label=QT_TRANSLATE_NOOP("Partner", "Is our customer"), to="customer", width=20),
        Phone(name="phone", label=QT_TRANSLATE_NOOP("Partner", "Phone"), searchable=True),
        Email(name="email", label=QT_TRANSLATE_NOOP("Partner", "E-mail")),
        Url(name="website", label=QT_TRANSLATE_NOOP("Partner", "Website")),
        Text_(name="province", label=QT_TRANSLATE_NOOP("Partner", "Province"), width=8),
        Text_(name="city", label=QT_TRANSLATE_NOOP("Partner", "City"), width=8),
        Text_(name="address", label=QT_TRANSLATE_NOOP("Partner", "Address"), max_length=300, width=24),
        Text_(name="sells", label=QT_TRANSLATE_NOOP("Partner", "Sells"), max_length=500, width=24),
        LongText(name="strengths", label=QT_TRANSLATE_NOOP("Partner", "Strengths")),
        LongText(name="weaknesses", label=QT_TRANSLATE_NOOP("Partner", "Weaknesses")),
        LongText(name="note", label=QT_TRANSLATE_NOOP("Partner", "Note")),
        Tags(name="tags", label=QT_TRANSLATE_NOOP("Partner", "Tags")),
        Text_(
            name="formerly", label=QT_TRANSLATE_NOOP("Partner", "Formerly"), read_only=True, searchable=True, width=20
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Partner", "Company"),
            fields=(
                "name",
                "short_name",
                "code",
                "sells",
                "is_supplier",
                "is_partner",
                "is_competitor",
                "tags",
                "customer_id",
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Partner", "Strengths and weaknesses"), fields=("strengths", "weaknesses", "note")
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Partner", "Address and phone"),
            fields=("phone", "email", "website", "address", "province", "city", "formerly"),
        ),
    ),
    list_columns=("code", "name", "is_supplier", "is_partner", "is_competitor", "sells", "city", "phone"),
    sort="name",
    subtitle="code",
    icon="landmark",
    star=Star(label=QT_TRANSLATE_NOOP("Partner", "Star")),
    search=True,
    attachable=True,
    related=(
        Related(entity="partner_price", field="partner_id"),
        Related(entity="product_cost", field="supplier_id"),
        Related(entity="partner_contact", field="partner_id"),
        Related(
            entity="opportunity_competitor", field="partner_id", title=QT_TRANSLATE_NOOP("Partner", "Opportunities")
        ),
    ),
    unique=("code", "name"),
    messages={
        "partner_name_required": QT_TRANSLATE_NOOP("Partner", "A company needs a name."),
        "partner_code_unique": QT_TRANSLATE_NOOP("Partner", "Another company has this code already."),
        "partner_is_something": QT_TRANSLATE_NOOP("Partner", "Please say what it is: supplier, partner or competitor."),
        "product_cost_supplier_id_fkey": QT_TRANSLATE_NOOP("Partner", "Cost prices name this supplier."),
        "opportunity_competitor_partner_id_fkey": QT_TRANSLATE_NOOP("Partner", "Opportunities name this competitor."),
    },
    attributes_title=QT_TRANSLATE_NOOP("Partner", "Own attributes"),
)


class PartnerContact(Versioned, Base):
    """A person at a supplier, partner or competitor."""

    __tablename__ = "partner_contact"

    partner_id: Mapped[int]
    name: Mapped[str]
    title: Mapped[str]
    department: Mapped[str]
    mobile: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    wechat: Mapped[str]
    birthday: Mapped[date | None]
    note: Mapped[str]


PARTNER_CONTACT = Entity(
    mapped=PartnerContact,
    title=QT_TRANSLATE_NOOP("PartnerContact", "Contact"),
    plural=QT_TRANSLATE_NOOP("PartnerContact", "Contacts"),
    fields=(
        Ref(
            name="partner_id",
            label=QT_TRANSLATE_NOOP("PartnerContact", "Company"),
            to="partner",
            required=True,
            sortable=True,
            width=24,
        ),
        Text_(name="name", label=QT_TRANSLATE_NOOP("PartnerContact", "Name"), required=True, width=12),
        Text_(name="title", label=QT_TRANSLATE_NOOP("PartnerContact", "Title"), width=10),
        Text_(name="department", label=QT_TRANSLATE_NOOP("PartnerContact", "Department"), width=10),
        Phone(name="mobile", label=QT_TRANSLATE_NOOP("PartnerContact", "Mobile")),
        Phone(name="phone", label=QT_TRANSLATE_NOOP("PartnerContact", "Phone")),
        Email(name="email", label=QT_TRANSLATE_NOOP("PartnerContact", "E-mail")),
        Text_(name="wechat", label=QT_TRANSLATE_NOOP("PartnerContact", "WeChat")),
        Birthday(name="birthday", label=QT_TRANSLATE_NOOP("PartnerContact", "Birthday")),
        LongText(name="note", label=QT_TRANSLATE_NOOP("PartnerContact", "Note")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("PartnerContact", "Contact"),
            fields=(
                "name",
                "partner_id",
                "title",
                "department",
                "mobile",
                "phone",
                "email",
                "wechat",
                "birthday",
                "note",
            ),
        ),
    ),
    list_columns=("partner_id", "name", "title", "mobile", "phone", "wechat"),
    sort="partner_id",
    module="partner",
    icon="user",
    messages={"partner_contact_name_required": QT_TRANSLATE_NOOP("PartnerContact", "A contact needs a name.")},
)


class PartnerPrice(Versioned, Base):
    """A price that somebody saw at another company, with the day and where from."""

    __tablename__ = "partner_price"
    __table_args__ = {"info": {"label": "product_name"}}  # noqa: RUF012 - SQLAlchemy reads it once

    partner_id: Mapped[int]
    product_id: Mapped[int | None]
    product_name: Mapped[str]
    asked_of: Mapped[str]
    price: Mapped[Decimal]
    seen_on: Mapped[date]
    seen_where: Mapped[str]
    note: Mapped[str]
    created_by: Mapped[str]


PARTNER_PRICE = Entity(
    mapped=PartnerPrice,
    title=QT_TRANSLATE_NOOP("PartnerPrice", "Price seen"),
    plural=QT_TRANSLATE_NOOP("PartnerPrice", "Prices seen"),
    fields=(
        Ref(
            name="partner_id", label=QT_TRANSLATE_NOOP("PartnerPrice", "Company"), to="partner", required=True, width=24
        ),
        Ref(name="product_id", label=QT_TRANSLATE_NOOP("PartnerPrice", "Our product"), to="product", width=20),
        Text_(name="product_name", label=QT_TRANSLATE_NOOP("PartnerPrice", "Their product"), width=20),
        Options(
            name="asked_of",
            label=QT_TRANSLATE_NOOP("PartnerPrice", "Quoted to"),
            options=(
                ("customers", QT_TRANSLATE_NOOP("PartnerPrice", "Customers")),
                ("us", QT_TRANSLATE_NOOP("PartnerPrice", "Us")),
            ),
            default="customers",
            required=True,
        ),
        Price(name="price", label=QT_TRANSLATE_NOOP("PartnerPrice", "Price"), required=True),
        Date(name="seen_on", label=QT_TRANSLATE_NOOP("PartnerPrice", "Seen on"), sortable=True),
        Text_(name="seen_where", label=QT_TRANSLATE_NOOP("PartnerPrice", "Source"), width=16),
        Text_(name="note", label=QT_TRANSLATE_NOOP("PartnerPrice", "Note"), width=16),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("PartnerPrice", "By"), width=10),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("PartnerPrice", "Price seen"),
            fields=(
                "partner_id",
                "product_id",
                "product_name",
                "price",
                "asked_of",
                "seen_on",
                "seen_where",
                "note",
                "created_by",
            ),
        ),
    ),
    list_columns=("partner_id", "product_id", "product_name", "price", "asked_of", "seen_on", "seen_where"),
    sort="seen_on",
    descending=True,
    label="product_name",
    module="partner",
    icon="tag",
    messages={
        "partner_price_not_negative": QT_TRANSLATE_NOOP("PartnerPrice", "A price cannot be negative."),
        "partner_price_of_something": QT_TRANSLATE_NOOP("PartnerPrice", "Choose one of our products or name theirs."),
        "partner_price_asked_of_known": QT_TRANSLATE_NOOP("PartnerPrice", "There is no such choice."),
    },
)
