"""Codes that a promotion asks for."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Date, DateTime, Integer, Login, Ref
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned


class Coupon(Versioned, Base):
    """A code of a promotion: how often it may be used, until when, and how often it was."""

    __tablename__ = "coupon"
    __table_args__ = {"info": {"label": "code"}}  # noqa: RUF012 - SQLAlchemy reads it once

    promotion_id: Mapped[int]
    code: Mapped[str]
    max_uses: Mapped[int | None]
    max_uses_each: Mapped[int | None]
    valid_to: Mapped[date | None]
    uses: Mapped[int]
    note: Mapped[str]


COUPON = Entity(
    mapped=Coupon,
    title=QT_TRANSLATE_NOOP("Coupon", "Coupon code"),
    plural=QT_TRANSLATE_NOOP("Coupon", "Coupon codes"),
    fields=(
        Ref(
            name="promotion_id",
            label=QT_TRANSLATE_NOOP("Coupon", "Promotion"),
            to="promotion",
            required=True,
            sortable=True,
            width=20,
        ),
        Text_(name="code", label=QT_TRANSLATE_NOOP("Coupon", "Code"), required=True, max_length=40, width=18),
        Integer(
            name="max_uses",
            label=QT_TRANSLATE_NOOP("Coupon", "Orders at most"),
            minimum=1,
            hint=QT_TRANSLATE_NOOP("Coupon", "Empty: no limit."),
        ),
        Integer(name="max_uses_each", label=QT_TRANSLATE_NOOP("Coupon", "Per customer at most"), minimum=1),
        Date(name="valid_to", label=QT_TRANSLATE_NOOP("Coupon", "Last day")),
        Integer(name="uses", label=QT_TRANSLATE_NOOP("Coupon", "Used"), read_only=True, sortable=True),
        Text_(name="note", label=QT_TRANSLATE_NOOP("Coupon", "Note")),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("Coupon", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("Coupon", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("Coupon", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("Coupon", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Coupon", "Coupon code"),
            fields=("promotion_id", "code", "max_uses", "max_uses_each", "valid_to", "uses", "note"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Coupon", "Record"), fields=("created_at", "created_by", "updated_at", "updated_by")
        ),
    ),
    list_columns=("promotion_id", "code", "uses", "max_uses", "max_uses_each", "valid_to"),
    sort="promotion_id",
    label="code",
    module="coupon",
    icon="hash",
    unique=("code",),
    messages={
        "coupon_code_is_a_word": QT_TRANSLATE_NOOP(
            "Coupon", "A code is one word of 2 to 40 letters, digits and signs."
        ),
        "coupon_code_unique": QT_TRANSLATE_NOOP("Coupon", "There is this code already."),
        "coupon_code_stays": QT_TRANSLATE_NOOP("Coupon", "This code stands on orders; it stays as it is."),
        "coupon_max_uses_positive": QT_TRANSLATE_NOOP("Coupon", "The number of orders is above zero, or empty."),
        "coupon_max_uses_each_positive": QT_TRANSLATE_NOOP(
            "Coupon", "The number per customer is above zero, or empty."
        ),
        "coupon_uses_within": QT_TRANSLATE_NOOP("Coupon", "It was used more often than that already."),
        "coupon_number": QT_TRANSLATE_NOOP("Coupon", "A series has 1 to 10,000 codes."),
        "promotion_use_coupon_id_fkey": QT_TRANSLATE_NOOP(
            "Coupon", "It was used in orders; give it a last day instead."
        ),
    },
)
