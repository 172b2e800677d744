"""Price lists and their rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import Bool, Choice, Currency, Date, DateTime, Login, Options, Percent, Quantity, Ref
from crm_desktop.core.fields import Price as PriceField
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
METHODS = (
    ("fixed", QT_TRANSLATE_NOOP("Price", "Fixed")),
    ("percentage", QT_TRANSLATE_NOOP("Price", "Percentage")),
    ("formula", QT_TRANSLATE_NOOP("Price", "Formula")),
)
BASES = (
    ("list_price", QT_TRANSLATE_NOOP("Price", "List price")),
    ("cost", QT_TRANSLATE_NOOP("Price", "Cost price")),
    ("price_list", QT_TRANSLATE_NOOP("Price", "Another list")),
)
ROUNDING_WAYS = (
    ("nearest", QT_TRANSLATE_NOOP("Price", "Nearest")),
    ("up", QT_TRANSLATE_NOOP("Price", "Up")),
    ("down", QT_TRANSLATE_NOOP("Price", "Down")),
)


class PriceList(Versioned, Base):
    """A list of prices for customers of one grade, or for everybody else."""

    __tablename__ = "price_list"

    code: Mapped[str]
    name: Mapped[str]
    grade: Mapped[str]
    currency: Mapped[str]
    tax_included: Mapped[bool]
    is_default: Mapped[bool]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    retired: Mapped[bool]
    note: Mapped[str]


PRICE_LIST = Entity(
    mapped=PriceList,
    title=QT_TRANSLATE_NOOP("PriceList", "Price list"),
    plural=QT_TRANSLATE_NOOP("PriceList", "Price lists"),
    fields=(
        Text_(name="code", label=QT_TRANSLATE_NOOP("PriceList", "Code"), width=10, sortable=True),
        Text_(name="name", label=QT_TRANSLATE_NOOP("PriceList", "Name"), required=True, width=20),
        Choice(name="grade", label=QT_TRANSLATE_NOOP("PriceList", "For grade"), dictionary="customer_grade"),
        Currency(name="currency", label=QT_TRANSLATE_NOOP("PriceList", "Currency")),
        Bool(name="tax_included", label=QT_TRANSLATE_NOOP("PriceList", "With tax"), default=True),
        Bool(name="is_default", label=QT_TRANSLATE_NOOP("PriceList", "For everybody else"), default=False),
        Date(name="valid_from", label=QT_TRANSLATE_NOOP("PriceList", "Valid from")),
        Date(name="valid_to", label=QT_TRANSLATE_NOOP("PriceList", "Valid to")),
        Bool(name="retired", label=QT_TRANSLATE_NOOP("PriceList", "Retired"), default=False),
        Text_(name="note", label=QT_TRANSLATE_NOOP("PriceList", "Note")),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("PriceList", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("PriceList", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("PriceList", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("PriceList", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("PriceList", "Price list"),
            fields=(
                "name",
                "code",
                "grade",
                "currency",
                "is_default",
                "tax_included",
                "valid_from",
                "valid_to",
                "retired",
                "note",
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("PriceList", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("code", "name", "grade", "currency", "is_default", "valid_from", "valid_to"),
    sort="code",
    module="price",
    subtitle="code",
    icon="tags",
    related=(Related(entity="price", field="price_list_id"),),
    unique=("code", "name"),
    messages={
        "price_list_name_required": QT_TRANSLATE_NOOP("PriceList", "A price list needs a name."),
        "price_list_code_unique": QT_TRANSLATE_NOOP("PriceList", "Another price list has this code already."),
        "price_list_currency_form": QT_TRANSLATE_NOOP(
            "PriceList", "A currency has three capital letters, such as CNY."
        ),
        "price_list_currency_stays": QT_TRANSLATE_NOOP(
            "PriceList", "There are prices in this list; its currency stays. Make a new list instead."
        ),
        "price_list_dates_ordered": QT_TRANSLATE_NOOP("PriceList", "The list ends before it begins."),
        "price_list_one_default": QT_TRANSLATE_NOOP("PriceList", "There is a price list for everybody else already."),
        "price_list_grade_overlaps": QT_TRANSLATE_NOOP(
            "PriceList",
            "“{list}” is valid for this grade and currency at the same time. End one before the other begins, or retire it.",
        ),
        "customer_price_list_id_fkey": QT_TRANSLATE_NOOP(
            "PriceList", "This list is agreed with customers; retire it instead."
        ),
        "price_price_list_id_fkey": QT_TRANSLATE_NOOP("PriceList", "There are prices in this list; retire it instead."),
    },
)


class PlannedPrice(Versioned, Base):
    """A list price that a product will have from a day to come."""

    __tablename__ = "planned_price"
    __table_args__ = {"info": {"label": "note"}}  # noqa: RUF012 - SQLAlchemy reads it once

    product_id: Mapped[int]
    list_price: Mapped[Decimal]
    valid_from: Mapped[date]
    note: Mapped[str]


PLANNED_PRICE = Entity(
    mapped=PlannedPrice,
    title=QT_TRANSLATE_NOOP("PlannedPrice", "Planned list price"),
    plural=QT_TRANSLATE_NOOP("PlannedPrice", "Planned list prices"),
    fields=(
        Ref(
            name="product_id",
            label=QT_TRANSLATE_NOOP("PlannedPrice", "Product"),
            to="product",
            required=True,
            sortable=True,
            width=26,
        ),
        PriceField(name="list_price", label=QT_TRANSLATE_NOOP("PlannedPrice", "List price"), required=True),
        Date(
            name="valid_from", label=QT_TRANSLATE_NOOP("PlannedPrice", "Takes effect on"), required=True, sortable=True
        ),
        Text_(name="note", label=QT_TRANSLATE_NOOP("PlannedPrice", "Note")),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("PlannedPrice", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("PlannedPrice", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("PlannedPrice", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("PlannedPrice", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("PlannedPrice", "Planned list price"),
            fields=("product_id", "list_price", "valid_from", "note"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("PlannedPrice", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("product_id", "list_price", "valid_from", "note", "created_by"),
    sort="valid_from",
    label="product_id",
    module="product",
    icon="calendar-clock",
    unique=("product_id", "valid_from"),
    messages={
        "planned_price_not_negative": QT_TRANSLATE_NOOP("PlannedPrice", "A price cannot be negative."),
        "planned_price_unique": QT_TRANSLATE_NOOP("PlannedPrice", "A list price is planned for this day already."),
        "planned_price_to_come": QT_TRANSLATE_NOOP(
            "PlannedPrice", "A planned price takes effect tomorrow at the earliest."
        ),
    },
)


class Price(Versioned, Base):
    """A price rule of a list: for a product, a class or everything."""

    __tablename__ = "price"
    __table_args__ = {"info": {"label": "note"}}  # noqa: RUF012 - SQLAlchemy reads it once

    price_list_id: Mapped[int]
    product_id: Mapped[int | None]
    class_id: Mapped[int | None]
    unit: Mapped[str]
    min_quantity: Mapped[Decimal]
    method: Mapped[str]
    price: Mapped[Decimal | None]
    base: Mapped[str]
    base_list_id: Mapped[int | None]
    discount: Mapped[Decimal]
    rounding: Mapped[Decimal]
    rounding_way: Mapped[str]
    surcharge: Mapped[Decimal]
    margin_min: Mapped[Decimal | None]
    margin_max: Mapped[Decimal | None]
    floor_price: Mapped[Decimal | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    note: Mapped[str]


PRICE = Entity(
    mapped=Price,
    title=QT_TRANSLATE_NOOP("Price", "Price"),
    plural=QT_TRANSLATE_NOOP("Price", "Prices"),
    fields=(
        Ref(
            name="price_list_id",
            label=QT_TRANSLATE_NOOP("Price", "Price list"),
            to="price_list",
            required=True,
            width=14,
        ),
        Ref(name="product_id", label=QT_TRANSLATE_NOOP("Price", "Product"), to="product", sortable=True, width=24),
        Ref(name="class_id", label=QT_TRANSLATE_NOOP("Price", "Class"), to="product_class", width=10),
        Choice(
            name="unit",
            label=QT_TRANSLATE_NOOP("Price", "Unit"),
            dictionary="unit",
            width=6,
            hint=QT_TRANSLATE_NOOP("Price", "Empty: for the product's own unit; other units are calculated from it."),
        ),
        Quantity(
            name="min_quantity", label=QT_TRANSLATE_NOOP("Price", "From qty"), default=Decimal(0), summed=False, width=8
        ),
        Options(name="method", label=QT_TRANSLATE_NOOP("Price", "Method"), options=METHODS, default="fixed", width=8),
        PriceField(
            name="price", label=QT_TRANSLATE_NOOP("Price", "Price"), currency="price_list_id.currency", width=10
        ),
        Options(name="base", label=QT_TRANSLATE_NOOP("Price", "Based on"), options=BASES, default="list_price"),
        Ref(name="base_list_id", label=QT_TRANSLATE_NOOP("Price", "Base list"), to="price_list"),
        Percent(name="discount", label=QT_TRANSLATE_NOOP("Price", "Discount"), default=Decimal(0)),
        PriceField(
            name="rounding",
            label=QT_TRANSLATE_NOOP("Price", "Rounded to"),
            currency="price_list_id.currency",
            default=Decimal(0),
        ),
        Options(
            name="rounding_way", label=QT_TRANSLATE_NOOP("Price", "Rounded"), options=ROUNDING_WAYS, default="nearest"
        ),
        PriceField(
            name="surcharge",
            label=QT_TRANSLATE_NOOP("Price", "Surcharge"),
            currency="price_list_id.currency",
            default=Decimal(0),
        ),
        PriceField(
            name="margin_min",
            label=QT_TRANSLATE_NOOP("Price", "At least above base"),
            currency="price_list_id.currency",
        ),
        PriceField(
            name="margin_max", label=QT_TRANSLATE_NOOP("Price", "At most above base"), currency="price_list_id.currency"
        ),
        PriceField(
            name="floor_price",
            label=QT_TRANSLATE_NOOP("Price", "Floor price"),
            currency="price_list_id.currency",
            width=10,
        ),
        Date(name="valid_from", label=QT_TRANSLATE_NOOP("Price", "Valid from")),
        Date(name="valid_to", label=QT_TRANSLATE_NOOP("Price", "Valid to")),
        Text_(name="note", label=QT_TRANSLATE_NOOP("Price", "Note")),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("Price", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("Price", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("Price", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("Price", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Price", "Price"),
            fields=(
                "price_list_id",
                "product_id",
                "class_id",
                "unit",
                "min_quantity",
                "method",
                "price",
                "floor_price",
                "valid_from",
                "valid_to",
                "note",
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Price", "Formula"),
            fields=(
                "base",
                "base_list_id",
                "discount",
                "rounding",
                "rounding_way",
                "surcharge",
                "margin_min",
                "margin_max",
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Price", "Record"), fields=("created_at", "created_by", "updated_at", "updated_by")
        ),
    ),
    list_columns=(
        "price_list_id",
        "product_id",
        "class_id",
        "unit",
        "min_quantity",
        "method",
        "price",
        "discount",
        "floor_price",
        "valid_from",
        "valid_to",
    ),
    sort="product_id",
    label="note",
    icon="tag",
    unique=("price_list_id", "product_id", "class_id", "unit", "min_quantity", "valid_from"),
    messages={
        "price_not_negative": QT_TRANSLATE_NOOP("Price", "A price cannot be negative."),
        "price_min_quantity_not_negative": QT_TRANSLATE_NOOP("Price", "The quantity cannot be negative."),
        "price_discount_sensible": QT_TRANSLATE_NOOP("Price", "The discount is at most 100%."),
        "price_surcharge_is_number": QT_TRANSLATE_NOOP("Price", "The surcharge is not a number."),
        "price_rounding_not_negative": QT_TRANSLATE_NOOP("Price", "The rounding cannot be negative."),
        "price_rounding_way_known": QT_TRANSLATE_NOOP("Price", "A price is rounded to the nearest, up or down."),
        "price_floor_not_negative": QT_TRANSLATE_NOOP("Price", "The floor price cannot be negative."),
        "price_one_target": QT_TRANSLATE_NOOP("Price", "A price is for a product or for a class, not for both."),
        "price_fixed_has_price": QT_TRANSLATE_NOOP("Price", "A fixed price needs a price."),
        "unit_not_of_product": QT_TRANSLATE_NOOP("Price", "This product is not sold in this unit."),
        "price_dates_ordered": QT_TRANSLATE_NOOP("Price", "The price ends before it begins."),
        "price_base_list_given": QT_TRANSLATE_NOOP("Price", "Choose the list that this price is based on."),
        "price_base_not_itself": QT_TRANSLATE_NOOP("Price", "A list cannot be based on itself."),
        "price_base_currency": QT_TRANSLATE_NOOP(
            "Price", "Prices are not converted: base a rule on a list of the same currency, or give fixed prices."
        ),
        "price_lists_loop": QT_TRANSLATE_NOOP("Price", "These lists would be based on each other."),
        "price_unique": QT_TRANSLATE_NOOP("Price", "There is a price for this unit, quantity and date already."),
    },
)
