"""Promotions, and the customers that they name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import Bool, Choice, Date, DateTime, Integer, Login, Money, Options, Percent, Quantity, Ref
from crm_desktop.core.fields import Price as PriceField
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
EFFECTS = (
    ("percent", QT_TRANSLATE_NOOP("Promotion", "Percentage off")),
    ("fixed", QT_TRANSLATE_NOOP("Promotion", "Fixed price")),
    ("amount_off", QT_TRANSLATE_NOOP("Promotion", "Amount off the order")),
    ("free_item", QT_TRANSLATE_NOOP("Promotion", "Free item")),
)


class Promotion(Versioned, Base):
    """What is given for a time: to whom, on what, how much, how often."""

    __tablename__ = "promotion"

    name: Mapped[str]
    product_id: Mapped[int | None]
    class_id: Mapped[int | None]
    grade: Mapped[str]
    region: Mapped[str]
    filter: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    min_quantity: Mapped[Decimal]
    max_quantity: Mapped[Decimal | None]
    min_amount: Mapped[int]
    max_amount: Mapped[int | None]
    effect: Mapped[str]
    discount: Mapped[Decimal | None]
    price: Mapped[Decimal | None]
    amount_off: Mapped[int | None]
    buy_quantity: Mapped[Decimal | None]
    free_quantity: Mapped[Decimal | None]
    free_product_id: Mapped[int | None]
    repeating: Mapped[bool]
    priority: Mapped[int]
    stackable: Mapped[bool]
    budget: Mapped[int | None]
    max_uses: Mapped[int | None]
    max_uses_each: Mapped[int | None]
    needs_coupon: Mapped[bool]
    retired: Mapped[bool]
    note: Mapped[str]


PROMOTION = Entity(
    mapped=Promotion,
    title=QT_TRANSLATE_NOOP("Promotion", "Promotion"),
    plural=QT_TRANSLATE_NOOP("Promotion", "Promotions"),
    fields=(
        Text_(name="name", label=QT_TRANSLATE_NOOP("Promotion", "Name"), required=True, width=22),
        Options(
            name="effect", label=QT_TRANSLATE_NOOP("Promotion", "Offer"), options=EFFECTS, default="percent", width=12
        ),
        Percent(name="discount", label=QT_TRANSLATE_NOOP("Promotion", "Percent off")),
        PriceField(name="price", label=QT_TRANSLATE_NOOP("Promotion", "Fixed price of the product's own unit")),
        Money(
            name="amount_off",
            label=QT_TRANSLATE_NOOP("Promotion", "Amount off"),
            hint=QT_TRANSLATE_NOOP(
                "Promotion", "With an amount to reach and “Repeating”: for every time it is reached."
            ),
        ),
        Quantity(name="buy_quantity", label=QT_TRANSLATE_NOOP("Promotion", "Bought")),
        Quantity(name="free_quantity", label=QT_TRANSLATE_NOOP("Promotion", "Of them free")),
        Ref(
            name="free_product_id",
            label=QT_TRANSLATE_NOOP("Promotion", "Free product"),
            to="product",
            on_offer=True,
            hint=QT_TRANSLATE_NOOP("Promotion", "Empty: the product that is bought."),
        ),
        Bool(name="repeating", label=QT_TRANSLATE_NOOP("Promotion", "Repeating"), default=True),
        Ref(name="product_id", label=QT_TRANSLATE_NOOP("Promotion", "On product"), to="product", width=20),
        Ref(
            name="class_id",
            label=QT_TRANSLATE_NOOP("Promotion", "On class"),
            to="product_class",
            hint=QT_TRANSLATE_NOOP("Promotion", "With the classes below it. Neither product nor class: on all."),
        ),
        Choice(name="grade", label=QT_TRANSLATE_NOOP("Promotion", "For grade"), dictionary="customer_grade"),
        Choice(name="region", label=QT_TRANSLATE_NOOP("Promotion", "For region"), dictionary="region"),
        Text_(
            name="filter",
            label=QT_TRANSLATE_NOOP("Promotion", "Customer filter"),
            read_only=True,
            width=18,
            hint=QT_TRANSLATE_NOOP("Promotion", "Taken from a saved view of customers on the promotion board."),
        ),
        Date(name="valid_from", label=QT_TRANSLATE_NOOP("Promotion", "From"), required=True, sortable=True),
        Date(name="valid_to", label=QT_TRANSLATE_NOOP("Promotion", "To")),
        Quantity(name="min_quantity", label=QT_TRANSLATE_NOOP("Promotion", "From quantity"), default=Decimal(0)),
        Quantity(name="max_quantity", label=QT_TRANSLATE_NOOP("Promotion", "Up to quantity")),
        Money(name="min_amount", label=QT_TRANSLATE_NOOP("Promotion", "From amount"), default=0),
        Money(name="max_amount", label=QT_TRANSLATE_NOOP("Promotion", "Up to amount")),
        Integer(
            name="priority",
            label=QT_TRANSLATE_NOOP("Promotion", "Priority"),
            default=0,
            hint=QT_TRANSLATE_NOOP("Promotion", "The higher comes first; among equals what saves most."),
        ),
        Bool(
            name="stackable",
            label=QT_TRANSLATE_NOOP("Promotion", "Together with others"),
            default=False,
            hint=QT_TRANSLATE_NOOP("Promotion", "Both of two must allow it; else the first stands alone."),
        ),
        Money(name="budget", label=QT_TRANSLATE_NOOP("Promotion", "Budget")),
        Integer(name="max_uses", label=QT_TRANSLATE_NOOP("Promotion", "Orders at most"), minimum=1),
        Integer(name="max_uses_each", label=QT_TRANSLATE_NOOP("Promotion", "Per customer at most"), minimum=1),
        Bool(
            name="needs_coupon",
            label=QT_TRANSLATE_NOOP("Promotion", "Asks for a code"),
            default=False,
            hint=QT_TRANSLATE_NOOP("Promotion", "Only orders with one of its coupon codes have it."),
        ),
        Bool(name="retired", label=QT_TRANSLATE_NOOP("Promotion", "Stopped"), default=False),
        Text_(name="note", label=QT_TRANSLATE_NOOP("Promotion", "Note")),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("Promotion", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("Promotion", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("Promotion", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("Promotion", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Promotion", "Promotion"),
            fields=(
                "name",
                "valid_from",
                "valid_to",
                "effect",
                "discount",
                "price",
                "amount_off",
                "buy_quantity",
                "free_quantity",
                "free_product_id",
                "repeating",
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Promotion", "On what, for whom"),
            fields=(
                "product_id",
                "class_id",
                "grade",
                "region",
                "filter",
                "min_quantity",
                "max_quantity",
                "min_amount",
                "max_amount",
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Promotion", "How often"),
            fields=("priority", "stackable", "budget", "max_uses", "max_uses_each", "needs_coupon", "retired", "note"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Promotion", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("name", "effect", "product_id", "class_id", "grade", "region", "valid_from", "valid_to", "priority"),
    sort="valid_from",
    descending=True,
    label="name",
    module="price",
    icon="percent",
    related=(
        Related(entity="promotion_customer", field="promotion_id"),
        Related(entity="coupon", field="promotion_id"),
    ),
    unique=("name",),
    messages={
        "promotion_name_required": QT_TRANSLATE_NOOP("Promotion", "A promotion needs a name."),
        "promotion_min_quantity_not_negative": QT_TRANSLATE_NOOP("Promotion", "The quantity cannot be negative."),
        "promotion_min_amount_not_negative": QT_TRANSLATE_NOOP("Promotion", "The amount cannot be negative."),
        "promotion_effect_known": QT_TRANSLATE_NOOP("Promotion", "There is no such kind of promotion."),
        "promotion_discount_sensible": QT_TRANSLATE_NOOP("Promotion", "The percentage is above 0 and at most 100."),
        "promotion_price_not_negative": QT_TRANSLATE_NOOP("Promotion", "A price cannot be negative."),
        "promotion_amount_off_positive": QT_TRANSLATE_NOOP("Promotion", "The amount off is above zero."),
        "promotion_buy_positive": QT_TRANSLATE_NOOP("Promotion", "The number bought is above zero."),
        "promotion_free_positive": QT_TRANSLATE_NOOP("Promotion", "The number that is free is above zero."),
        "promotion_budget_positive": QT_TRANSLATE_NOOP("Promotion", "The budget is above zero, or empty."),
        "promotion_max_uses_positive": QT_TRANSLATE_NOOP("Promotion", "The number of orders is above zero, or empty."),
        "promotion_max_uses_each_positive": QT_TRANSLATE_NOOP(
            "Promotion", "The number per customer is above zero, or empty."
        ),
        "promotion_one_target": QT_TRANSLATE_NOOP("Promotion", "It is on a product or on a class, not on both."),
        "promotion_dates_ordered": QT_TRANSLATE_NOOP("Promotion", "It ends before it begins."),
        "promotion_quantities_ordered": QT_TRANSLATE_NOOP("Promotion", "The largest quantity is below the smallest."),
        "promotion_amounts_ordered": QT_TRANSLATE_NOOP("Promotion", "The largest amount is below the smallest."),
        "promotion_terms_unknown": QT_TRANSLATE_NOOP(
            "Promotion",
            "A promotion can be for kind, grade, industry, region, source, status, province, city and district.",
        ),
        "promotion_says_what": QT_TRANSLATE_NOOP(
            "Promotion",
            "Say what it gives: the percentage, the price, the amount, or how many bought and how many free.",
        ),
        "promotion_use_promotion_id_fkey": QT_TRANSLATE_NOOP("Promotion", "It was used in orders; stop it instead."),
        "sales_order_line_free_of_fkey": QT_TRANSLATE_NOOP("Promotion", "It was used in orders; stop it instead."),
    },
)


class PromotionCustomer(Versioned, Base):
    """A customer whom a promotion names."""

    __tablename__ = "promotion_customer"
    __table_args__ = {"info": {"label": "customer_id"}}  # noqa: RUF012 - SQLAlchemy reads it once

    promotion_id: Mapped[int]
    customer_id: Mapped[int]


PROMOTION_CUSTOMER = Entity(
    mapped=PromotionCustomer,
    title=QT_TRANSLATE_NOOP("PromotionCustomer", "Named customer"),
    plural=QT_TRANSLATE_NOOP("PromotionCustomer", "Named customers"),
    fields=(
        Ref(
            name="promotion_id",
            label=QT_TRANSLATE_NOOP("PromotionCustomer", "Promotion"),
            to="promotion",
            required=True,
            sortable=True,
            width=20,
        ),
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("PromotionCustomer", "Customer"),
            to="customer",
            required=True,
            width=26,
        ),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("PromotionCustomer", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("PromotionCustomer", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("PromotionCustomer", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("PromotionCustomer", "Changed by")),
    ),
    sections=(
        Section(title=QT_TRANSLATE_NOOP("PromotionCustomer", "Named customer"), fields=("promotion_id", "customer_id")),
        Section(
            title=QT_TRANSLATE_NOOP("PromotionCustomer", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("promotion_id", "customer_id"),
    sort="promotion_id",
    label="customer_id",
    module="price",
    icon="contact",
    unique=("promotion_id", "customer_id"),
    messages={
        "promotion_customer_unique": QT_TRANSLATE_NOOP(
            "PromotionCustomer", "This promotion names this customer already."
        ),
        "link_not_visible": QT_TRANSLATE_NOOP("PromotionCustomer", "You do not see this customer."),
    },
)
