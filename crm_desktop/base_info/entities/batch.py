"""Batches of products: what was received under one number, until when it is good, what of it is left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import Code, Date, DateTime, Expiry, Login, LongText, Options, Quantity, Ref
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
STATES = (
    ("usable", QT_TRANSLATE_NOOP("ProductBatch", "Usable")),
    ("blocked", QT_TRANSLATE_NOOP("ProductBatch", "Blocked")),
)


class ProductBatch(Versioned, Base):
    """What was received of a product under one number."""

    __tablename__ = "product_batch"
    __table_args__ = {"info": {"label": "code"}}  # noqa: RUF012 - SQLAlchemy reads it once

    product_id: Mapped[int]
    code: Mapped[str]
    supplier_id: Mapped[int | None]
    received_on: Mapped[date | None]
    made_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    quantity: Mapped[Decimal]
    sold: Mapped[Decimal]
    remaining: Mapped[Decimal]
    state: Mapped[str]
    block_reason: Mapped[str]
    note: Mapped[str]
    attrs: Mapped[dict[str, Any]] = mapped_column(JSONB)


PRODUCT_BATCH = Entity(
    mapped=ProductBatch,
    title=QT_TRANSLATE_NOOP("ProductBatch", "Batch"),
    plural=QT_TRANSLATE_NOOP("ProductBatch", "Batches"),
    fields=(
        Code(name="code", label=QT_TRANSLATE_NOOP("ProductBatch", "Batch number"), sortable=True, searchable=True),
        Ref(
            name="product_id", label=QT_TRANSLATE_NOOP("ProductBatch", "Product"), to="product", required=True, width=24
        ),
        Ref(
            name="supplier_id",
            label=QT_TRANSLATE_NOOP("ProductBatch", "Supplier"),
            to="partner",
            made_as=("is_supplier",),
            width=18,
        ),
        Date(name="received_on", label=QT_TRANSLATE_NOOP("ProductBatch", "Received on")),
        Date(name="made_on", label=QT_TRANSLATE_NOOP("ProductBatch", "Made on")),
        Expiry(name="expires_on", label=QT_TRANSLATE_NOOP("ProductBatch", "Expires on")),
        Quantity(
            name="quantity",
            label=QT_TRANSLATE_NOOP("ProductBatch", "Received"),
            unit="product_id.unit",
            required=True,
            hint=QT_TRANSLATE_NOOP("ProductBatch", "In the product's own unit."),
        ),
        Quantity(name="sold", label=QT_TRANSLATE_NOOP("ProductBatch", "Sold"), unit="product_id.unit", read_only=True),
        Quantity(
            name="remaining", label=QT_TRANSLATE_NOOP("ProductBatch", "Left"), unit="product_id.unit", read_only=True
        ),
        Options(name="state", label=QT_TRANSLATE_NOOP("ProductBatch", "State"), options=STATES, default="usable"),
        Text_(name="block_reason", label=QT_TRANSLATE_NOOP("ProductBatch", "Why blocked"), max_length=200, width=16),
        LongText(name="note", label=QT_TRANSLATE_NOOP("ProductBatch", "Note")),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("ProductBatch", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("ProductBatch", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("ProductBatch", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("ProductBatch", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("ProductBatch", "Batch"),
            fields=(
                "product_id",
                "code",
                "supplier_id",
                "received_on",
                "made_on",
                "expires_on",
                "state",
                "block_reason",
            ),
        ),
        Section(title=QT_TRANSLATE_NOOP("ProductBatch", "Quantity"), fields=("quantity", "sold", "remaining")),
        Section(
            title=QT_TRANSLATE_NOOP("ProductBatch", "Record"),
            fields=("note", "created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("code", "product_id", "expires_on", "quantity", "sold", "remaining", "state", "received_on"),
    sort="code",
    label="code",
    module="product",
    subtitle="expires_on",
    icon="layers",
    search=True,
    attachable=True,
    related=(
        Related(
            entity="sales_order_line",
            made=False,
            field="batch_id",
            title=QT_TRANSLATE_NOOP("ProductBatch", "Who got it"),
            columns=("order_id.customer_id", "order_id", "order_id.ordered_on", "quantity", "unit", "order_id.state"),
        ),
    ),
    unique=("product_id", "code"),
    messages={
        "product_batch_code_required": QT_TRANSLATE_NOOP(
            "ProductBatch", "A batch needs a number; a coding rule for batches would give one."
        ),
        "product_batch_code_unique": QT_TRANSLATE_NOOP(
            "ProductBatch", "This product has a batch of this number already."
        ),
        "product_batch_of_product": QT_TRANSLATE_NOOP("ProductBatch", "This batch is there already."),
        "product_batch_quantity_positive": QT_TRANSLATE_NOOP("ProductBatch", "The quantity must be above zero."),
        "product_batch_sold_within": QT_TRANSLATE_NOOP("ProductBatch", "More of this batch is sold than that."),
        "product_batch_expires_after_made": QT_TRANSLATE_NOOP("ProductBatch", "It expires before it was made."),
        "product_batch_reason_required": QT_TRANSLATE_NOOP("ProductBatch", "Please say why the batch is blocked."),
        "product_batch_product_stays": QT_TRANSLATE_NOOP("ProductBatch", "A batch stays with its product."),
        "quantity_finer_than_unit": QT_TRANSLATE_NOOP(
            "ProductBatch", "This unit is not divided so finely: pieces, for example, are whole."
        ),
        "sales_order_line_batch_id_fkey": QT_TRANSLATE_NOOP(
            "ProductBatch", "This batch stands on orders; block it instead."
        ),
    },
    attributes_title=QT_TRANSLATE_NOOP("ProductBatch", "Own attributes"),
)
