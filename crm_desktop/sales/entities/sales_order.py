"""Orders and their lines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.base_info.entities.batch import PRODUCT_BATCH
from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import (
    Choice,
    Code,
    Currency,
    Date,
    DateTime,
    Integer,
    Login,
    LongText,
    Money,
    Options,
    Percent,
    Price,
    Quantity,
    Ref,
)
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
STATES = (
    ("draft", QT_TRANSLATE_NOOP("SalesOrder", "Draft")),
    ("confirmed", QT_TRANSLATE_NOOP("SalesOrder", "Confirmed")),
    ("delivered", QT_TRANSLATE_NOOP("SalesOrder", "Delivered")),
    ("closed", QT_TRANSLATE_NOOP("SalesOrder", "Closed")),
    ("cancelled", QT_TRANSLATE_NOOP("SalesOrder", "Cancelled")),
)


class SalesOrder(Versioned, Base):
    """An order of a customer."""

    __tablename__ = "sales_order"
    __table_args__ = {"info": {"label": "code"}}  # noqa: RUF012 - SQLAlchemy reads it once

    code: Mapped[str]
    customer_id: Mapped[int]
    contact_id: Mapped[int | None]
    opportunity_id: Mapped[int | None]
    price_list_id: Mapped[int | None]
    owner_id: Mapped[int | None]
    ordered_on: Mapped[date]
    deliver_on: Mapped[date | None]
    state: Mapped[str]
    currency: Mapped[str]
    coupon: Mapped[str]
    amount: Mapped[int]
    tax_amount: Mapped[int]
    promotion: Mapped[str]
    promotion_off: Mapped[int]
    payment_terms: Mapped[str]
    delivery_address: Mapped[str]
    note: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str]
    attrs: Mapped[dict[str, Any]] = mapped_column(JSONB)


#: who wrote it, and when, is not for the customer who gets the sheet
_OURS = frozenset({"sheet"})

SALES_ORDER = Entity(
    mapped=SalesOrder,
    title=QT_TRANSLATE_NOOP("SalesOrder", "Order"),
    plural=QT_TRANSLATE_NOOP("SalesOrder", "Orders"),
    fields=(
        Code(name="code", label=QT_TRANSLATE_NOOP("SalesOrder", "Code"), sortable=True, searchable=True),
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("SalesOrder", "Customer"),
            to="customer",
            required=True,
            width=26,
        ),
        Ref(name="contact_id", label=QT_TRANSLATE_NOOP("SalesOrder", "Contact"), to="contact", within="customer_id"),
        Ref(name="opportunity_id", label=QT_TRANSLATE_NOOP("SalesOrder", "Opportunity"), to="opportunity", width=20),
        Ref(name="price_list_id", label=QT_TRANSLATE_NOOP("SalesOrder", "Price list"), to="price_list"),
        Ref(name="owner_id", label=QT_TRANSLATE_NOOP("SalesOrder", "Owner"), to="employee", width=9),
        Date(name="ordered_on", label=QT_TRANSLATE_NOOP("SalesOrder", "Ordered on"), required=True, sortable=True),
        Date(name="deliver_on", label=QT_TRANSLATE_NOOP("SalesOrder", "Deliver on")),
        Options(
            name="state",
            label=QT_TRANSLATE_NOOP("SalesOrder", "State"),
            options=STATES,
            default="draft",
            read_only=True,
        ),
        Currency(name="currency", label=QT_TRANSLATE_NOOP("SalesOrder", "Currency")),
        Text_(name="coupon", label=QT_TRANSLATE_NOOP("SalesOrder", "Coupon code"), max_length=40, width=14),
        Money(
            name="amount",
            label=QT_TRANSLATE_NOOP("SalesOrder", "Amount"),
            read_only=True,
            sortable=True,
            currency="currency",
        ),
        Money(
            name="tax_amount",
            label=QT_TRANSLATE_NOOP("SalesOrder", "Tax included"),
            read_only=True,
            currency="currency",
        ),
        Money(
            name="promotion_off",
            label=QT_TRANSLATE_NOOP("SalesOrder", "Promotion discount"),
            read_only=True,
            currency="currency",
        ),
        Text_(name="promotion", label=QT_TRANSLATE_NOOP("SalesOrder", "Promotion"), read_only=True, width=18),
        Choice(
            name="payment_terms", label=QT_TRANSLATE_NOOP("SalesOrder", "Payment terms"), dictionary="payment_terms"
        ),
        Text_(name="delivery_address", label=QT_TRANSLATE_NOOP("SalesOrder", "Delivery address"), max_length=300),
        LongText(name="note", label=QT_TRANSLATE_NOOP("SalesOrder", "Note")),
        DateTime(
            name="confirmed_at",
            label=QT_TRANSLATE_NOOP("SalesOrder", "Last confirmed"),
            read_only=True,
            hidden_in=_OURS,
        ),
        Login(name="confirmed_by", label=QT_TRANSLATE_NOOP("SalesOrder", "Last confirmed by"), hidden_in=_OURS),
        DateTime(
            name="created_at",
            label=QT_TRANSLATE_NOOP("SalesOrder", "Created"),
            read_only=True,
            sortable=True,
            hidden_in=_OURS,
        ),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("SalesOrder", "Created by"), hidden_in=_OURS),
        DateTime(
            name="updated_at",
            label=QT_TRANSLATE_NOOP("SalesOrder", "Changed"),
            read_only=True,
            sortable=True,
            hidden_in=_OURS,
        ),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("SalesOrder", "Changed by"), hidden_in=_OURS),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("SalesOrder", "Order"),
            fields=(
                "customer_id",
                "code",
                "contact_id",
                "opportunity_id",
                "price_list_id",
                "owner_id",
                "ordered_on",
                "deliver_on",
                "state",
                "currency",
                "coupon",
            ),
            widths={"customer_id": "full", "opportunity_id": "half"},  # a row less above the lines
        ),
        Section(title=QT_TRANSLATE_NOOP("SalesOrder", "Terms"), fields=("payment_terms", "delivery_address", "note")),
        Section(
            title=QT_TRANSLATE_NOOP("SalesOrder", "Totals"),
            fields=("amount", "tax_amount", "promotion_off", "promotion", "confirmed_at", "confirmed_by"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("SalesOrder", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("code", "customer_id", "ordered_on", "state", "amount", "owner_id", "deliver_on"),
    sort="ordered_on",
    label="code",
    unnumbered=("state", "customer_id", "ordered_on"),
    descending=True,
    owner="owner_id",
    icon="file-text",
    search=True,
    parts=(
        Related(
            entity="sales_order_line",
            field="order_id",
            word=QT_TRANSLATE_NOOP("SalesOrder", "Line"),
            finds=("batch_id",),
        ),
    ),
    attachable=True,
    unique=("code",),
    messages={
        "sales_order_code_unique": QT_TRANSLATE_NOOP("SalesOrder", "Another order has this code already."),
        "sales_order_delivery_after_order": QT_TRANSLATE_NOOP(
            "SalesOrder", "The delivery date is before the order date."
        ),
        "line_changed": QT_TRANSLATE_NOOP(
            "SalesOrder",
            "A colleague saved lines of this order meanwhile. Yours are all here: please look and save again.",
        ),
        "sales_order_begins_as_draft": QT_TRANSLATE_NOOP("SalesOrder", "An order begins as a draft."),
        "sales_order_no_such_step": QT_TRANSLATE_NOOP("SalesOrder", "An order cannot go from this state to that one."),
        "sales_order_is_confirmed": QT_TRANSLATE_NOOP(
            "SalesOrder", "The order is confirmed and can no longer be changed."
        ),
        "sales_order_number_stays": QT_TRANSLATE_NOOP(
            "SalesOrder", "This order was confirmed once: its number stays, and it is cancelled rather than deleted."
        ),
        "sales_order_list_currency": QT_TRANSLATE_NOOP(
            "SalesOrder",
            "The price list is in {list}, the order in {order}. Nothing is converted: choose another list.",
        ),
        "price_below_floor": QT_TRANSLATE_NOOP(
            "SalesOrder",
            "Line {line}: {price} is below the floor price {floor}. Somebody who may sell below it can confirm the order.",
        ),
        "price_below_unseen_floor": QT_TRANSLATE_NOOP(
            "SalesOrder",
            "Line {line}: the price is below what it may be sold for. Somebody who may sell below it can confirm the order.",
        ),
        "sales_order_without_lines": QT_TRANSLATE_NOOP("SalesOrder", "An order without lines cannot be confirmed."),
        "sales_order_confirmed_has_code": QT_TRANSLATE_NOOP("SalesOrder", "There is no coding rule for orders."),
        "promotion_used_up": QT_TRANSLATE_NOOP(
            "SalesOrder", "A promotion of this order has ended or is used up meanwhile; look at the prices again."
        ),
        "coupon_unknown": QT_TRANSLATE_NOOP("SalesOrder", "There is no such code."),
        "coupon_not_yet": QT_TRANSLATE_NOOP(
            "SalesOrder", "The promotion of this code has not begun on the order's day."
        ),
        "coupon_expired": QT_TRANSLATE_NOOP("SalesOrder", "This code has expired."),
        "coupon_not_for_customer": QT_TRANSLATE_NOOP("SalesOrder", "This code is not for this customer."),
        "coupon_used_up": QT_TRANSLATE_NOOP("SalesOrder", "This code is used up."),
        "coupon_used_by_customer": QT_TRANSLATE_NOOP(
            "SalesOrder", "This customer has used this code as often as it may be."
        ),
        "coupon_gives_nothing": QT_TRANSLATE_NOOP(
            "SalesOrder", "This code gives nothing on this order; look at the lines, or remove it."
        ),
        "owner_needs_assign": QT_TRANSLATE_NOOP("SalesOrder", "You may not give this order to somebody else."),
        "owner_has_left": QT_TRANSLATE_NOOP("SalesOrder", "This employee has left."),
        "parent_not_visible": QT_TRANSLATE_NOOP("SalesOrder", "You may not add orders to this customer."),
    },
    attributes_title=QT_TRANSLATE_NOOP("SalesOrder", "Own attributes"),
)


class SalesOrderLine(Versioned, Base):
    """A line of an order."""

    __tablename__ = "sales_order_line"
    __table_args__ = {"info": {"label": "description"}}  # noqa: RUF012 - SQLAlchemy reads it once

    order_id: Mapped[int]
    position: Mapped[int]
    product_id: Mapped[int]
    description: Mapped[str]
    quantity: Mapped[Decimal]
    unit: Mapped[str]
    base_quantity: Mapped[Decimal]
    list_price: Mapped[Decimal]
    unit_price: Mapped[Decimal]
    discount: Mapped[Decimal]
    tax_rate: Mapped[Decimal]
    amount: Mapped[int]
    net_price: Mapped[Decimal]
    tax_amount: Mapped[int]
    price_id: Mapped[int | None]
    promotion: Mapped[str]
    free_of: Mapped[int | None]
    batch_id: Mapped[int | None]
    attrs: Mapped[dict[str, Any]] = mapped_column(JSONB)


SALES_ORDER_LINE = Entity(
    mapped=SalesOrderLine,
    title=QT_TRANSLATE_NOOP("SalesOrderLine", "Order line"),
    plural=QT_TRANSLATE_NOOP("SalesOrderLine", "Order lines"),
    fields=(
        Ref(
            name="order_id",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "Order"),
            to="sales_order",
            required=True,
            sortable=True,
        ),
        Ref(
            name="order_id.customer_id",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "Customer"),
            to="customer",
            read_only=True,
            width=24,
        ),
        Date(name="order_id.ordered_on", label=QT_TRANSLATE_NOOP("SalesOrderLine", "Ordered on"), read_only=True),
        Options(
            name="order_id.state", label=QT_TRANSLATE_NOOP("SalesOrderLine", "State"), options=STATES, read_only=True
        ),
        Integer(name="position", label=QT_TRANSLATE_NOOP("SalesOrderLine", "No."), default=0, width=5),
        Ref(
            name="product_id",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "Product"),
            to="product",
            on_offer=True,
            required=True,
            width=26,
        ),
        Text_(name="description", label=QT_TRANSLATE_NOOP("SalesOrderLine", "Description"), max_length=1000, width=18),
        Quantity(
            name="quantity",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "Quantity"),
            unit="unit",
            required=True,
            default=Decimal(1),
        ),
        Choice(name="unit", label=QT_TRANSLATE_NOOP("SalesOrderLine", "Unit"), dictionary="unit", width=6),
        Quantity(
            name="base_quantity",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "In base units"),
            unit="product_id.unit",
            read_only=True,
            width=11,
        ),
        Price(
            name="list_price",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "List price"),
            currency="order_id.currency",
            default=Decimal(0),
        ),
        Price(
            name="unit_price",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "Gross price"),
            currency="order_id.currency",
            required=True,
        ),
        Price(
            name="net_price",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "Net price"),
            currency="order_id.currency",
            of="unit_price",
            read_only=True,
        ),
        Percent(name="discount", label=QT_TRANSLATE_NOOP("SalesOrderLine", "Discount"), default=Decimal(0)),
        Percent(name="tax_rate", label=QT_TRANSLATE_NOOP("SalesOrderLine", "Tax rate"), default=Decimal(13)),
        Money(
            name="tax_amount",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "Tax in it"),
            currency="order_id.currency",
            read_only=True,
            width=11,
        ),
        Money(
            name="amount",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "Amount"),
            currency="order_id.currency",
            read_only=True,
        ),
        Text_(name="promotion", label=QT_TRANSLATE_NOOP("SalesOrderLine", "Promotion"), read_only=True, width=12),
        Ref(name="free_of", label=QT_TRANSLATE_NOOP("SalesOrderLine", "Free by"), to="promotion", read_only=True),
        Ref(
            name="batch_id",
            label=QT_TRANSLATE_NOOP("SalesOrderLine", "Batch"),
            to=PRODUCT_BATCH.name,
            on_offer=True,
            within="product_id",
            width=12,
        ),
        Integer(
            name="price_id", label=QT_TRANSLATE_NOOP("SalesOrderLine", "Price rule"), read_only=True, grouped=False
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("SalesOrderLine", "Order line"),
            fields=(
                "order_id",
                "position",
                "product_id",
                "description",
                "quantity",
                "unit",
                "base_quantity",
                "list_price",
                "unit_price",
                "net_price",
                "discount",
                "tax_rate",
                "tax_amount",
                "amount",
                "batch_id",
                "promotion",
            ),
        ),
    ),
    list_columns=(
        "order_id",
        "position",
        "product_id",
        "quantity",
        "unit",
        "unit_price",
        "net_price",
        "discount",
        "tax_amount",
        "amount",
        "batch_id",
        "promotion",
    ),
    sort="order_id",
    label="product_id",
    module="sales_order",
    icon="list",
    messages={
        "sales_order_line_quantity_positive": QT_TRANSLATE_NOOP("SalesOrderLine", "The quantity must be above zero."),
        "unit_not_of_product": QT_TRANSLATE_NOOP("SalesOrderLine", "This product is not sold in this unit."),
        "quantity_finer_than_unit": QT_TRANSLATE_NOOP(
            "SalesOrderLine", "This unit is not divided so finely: pieces, for example, are whole."
        ),
        "batch_needed": QT_TRANSLATE_NOOP(
            "SalesOrderLine", "This product is kept by batch: please say from which one."
        ),
        "batch_of_other_product": QT_TRANSLATE_NOOP("SalesOrderLine", "This batch is not of this product."),
        "batch_blocked": QT_TRANSLATE_NOOP("SalesOrderLine", "Batch {batch} is blocked: {reason}"),
        "batch_expired": QT_TRANSLATE_NOOP(
            "SalesOrderLine", "Batch {batch} is good until {day}; the order is delivered on {on}."
        ),
        "batch_used_up": QT_TRANSLATE_NOOP("SalesOrderLine", "Of batch {batch} only {left} are left for this line."),
        "batch_unseen": QT_TRANSLATE_NOOP(
            "SalesOrderLine", "This batch cannot be sold, or not so much of it. Somebody who sees batches can choose."
        ),
        "promotion_line_stays": QT_TRANSLATE_NOOP(
            "SalesOrderLine", "This line is free by a promotion and follows the others; change or remove those."
        ),
        "sales_order_line_price_not_negative": QT_TRANSLATE_NOOP("SalesOrderLine", "A price cannot be negative."),
        "sales_order_line_discount_sensible": QT_TRANSLATE_NOOP(
            "SalesOrderLine", "The discount is between 0 and 100%."
        ),
        "sales_order_line_tax_sensible": QT_TRANSLATE_NOOP("SalesOrderLine", "The tax rate is between 0 and 100%."),
        "sales_order_is_confirmed": QT_TRANSLATE_NOOP(
            "SalesOrderLine", "The order is confirmed and can no longer be changed."
        ),
    },
    attributes_title=QT_TRANSLATE_NOOP("SalesOrderLine", "Own attributes"),
)
