"""Products in their class tree, and what they cost us."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import (
    Bool,
    Choice,
    Code,
    Date,
    DateTime,
    Integer,
    Login,
    LongText,
    Options,
    OwnAttributes,
    Percent,
    Price,
    Ref,
    Star,
    Tags,
)
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
STATUS = (
    ("on_sale", QT_TRANSLATE_NOOP("Product", "On sale")),
    ("withdrawn", QT_TRANSLATE_NOOP("Product", "Withdrawn")),
)


class ProductClass(Versioned, Base):
    """A class of products; classes form a tree."""

    __tablename__ = "product_class"

    code: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[int | None]
    position: Mapped[int]


PRODUCT_CLASS = Entity(
    mapped=ProductClass,
    title=QT_TRANSLATE_NOOP("ProductClass", "Product class"),
    plural=QT_TRANSLATE_NOOP("ProductClass", "Product classes"),
    fields=(
        Text_(name="code", label=QT_TRANSLATE_NOOP("ProductClass", "Code"), sortable=True, width=10),
        Text_(name="name", label=QT_TRANSLATE_NOOP("ProductClass", "Name"), required=True, width=20),
        Ref(name="parent_id", label=QT_TRANSLATE_NOOP("ProductClass", "Belongs to"), to="product_class"),
        Integer(name="position", label=QT_TRANSLATE_NOOP("ProductClass", "Position"), default=0, sortable=True),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("ProductClass", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("ProductClass", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("ProductClass", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("ProductClass", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("ProductClass", "Product class"), fields=("code", "name", "parent_id", "position")
        ),
        Section(
            title=QT_TRANSLATE_NOOP("ProductClass", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("code", "name", "parent_id"),
    sort="position",
    module="product",
    subtitle="code",
    icon="folder-tree",
    related=(Related(entity="product", field="class_id"),),
    unique=("code", "name"),
    messages={
        "product_class_name_required": QT_TRANSLATE_NOOP("ProductClass", "A product class needs a name."),
        "product_class_code_unique": QT_TRANSLATE_NOOP("ProductClass", "Another product class has this code already."),
        "product_class_not_its_own_parent": QT_TRANSLATE_NOOP("ProductClass", "A class cannot belong to itself."),
        "product_class_loop": QT_TRANSLATE_NOOP("ProductClass", "These classes would belong to each other."),
        "product_class_id_fkey": QT_TRANSLATE_NOOP("ProductClass", "There are products in this class."),
        "product_class_parent_id_fkey": QT_TRANSLATE_NOOP("ProductClass", "There are classes below this one."),
    },
)


class Product(Versioned, Base):
    """A product or service we sell."""

    __tablename__ = "product"

    code: Mapped[str]
    name: Mapped[str]
    class_id: Mapped[int | None]
    brand: Mapped[str]
    model: Mapped[str]
    specification: Mapped[str]
    configuration: Mapped[str]
    unit: Mapped[str]
    tax_rate: Mapped[Decimal]
    list_price: Mapped[Decimal]
    warranty_months: Mapped[int]
    by_batch: Mapped[bool]
    status: Mapped[str]
    withdrawn_on: Mapped[date | None]
    policy_notes: Mapped[str]
    variant_of_id: Mapped[int | None]
    varies_by: Mapped[list[str]] = mapped_column(ARRAY(Text))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    attrs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    formerly: Mapped[str]
    sort_key: Mapped[str]


PRODUCT = Entity(
    mapped=Product,
    title=QT_TRANSLATE_NOOP("Product", "Product"),
    plural=QT_TRANSLATE_NOOP("Product", "Products"),
    fields=(
        Code(name="code", label=QT_TRANSLATE_NOOP("Product", "Code"), searchable=True),
        Text_(
            name="name",
            label=QT_TRANSLATE_NOOP("Product", "Name"),
            required=True,
            sortable=True,
            searchable=True,
            width=24,
        ),
        Ref(name="class_id", label=QT_TRANSLATE_NOOP("Product", "Class"), to="product_class", width=12),
        Text_(name="brand", label=QT_TRANSLATE_NOOP("Product", "Brand"), searchable=True, width=9),
        Text_(name="model", label=QT_TRANSLATE_NOOP("Product", "Model"), searchable=True, width=14),
        Ref(name="variant_of_id", label=QT_TRANSLATE_NOOP("Product", "Variant of"), to="product", width=20),
        OwnAttributes(name="varies_by", label=QT_TRANSLATE_NOOP("Product", "Varies by"), of="product"),
        Text_(name="specification", label=QT_TRANSLATE_NOOP("Product", "Specification"), max_length=1000, width=20),
        LongText(name="configuration", label=QT_TRANSLATE_NOOP("Product", "Configuration")),
        Choice(name="unit", label=QT_TRANSLATE_NOOP("Product", "Unit"), dictionary="unit", width=6),
        Percent(name="tax_rate", label=QT_TRANSLATE_NOOP("Product", "Tax rate"), default=Decimal(13)),
        Price(name="list_price", label=QT_TRANSLATE_NOOP("Product", "List price"), default=Decimal(0)),
        Integer(
            name="warranty_months",
            label=QT_TRANSLATE_NOOP("Product", "Warranty"),
            minimum=0,
            default=0,
            unit=QT_TRANSLATE_NOOP("Units", "months"),
        ),
        Bool(
            name="by_batch",
            label=QT_TRANSLATE_NOOP("Product", "Kept by batch"),
            default=False,
            hint=QT_TRANSLATE_NOOP("Product", "An order names the batch of each of its lines before it is confirmed."),
        ),
        Options(name="status", label=QT_TRANSLATE_NOOP("Product", "Status"), options=STATUS, default="on_sale"),
        Date(name="withdrawn_on", label=QT_TRANSLATE_NOOP("Product", "Withdrawn on")),
        LongText(name="policy_notes", label=QT_TRANSLATE_NOOP("Product", "Policy notes")),
        Tags(name="tags", label=QT_TRANSLATE_NOOP("Product", "Tags")),
        Text_(
            name="formerly", label=QT_TRANSLATE_NOOP("Product", "Formerly"), read_only=True, searchable=True, width=20
        ),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("Product", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("Product", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("Product", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("Product", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Product", "Product"),
            fields=("name", "code", "class_id", "brand", "model", "variant_of_id", "status", "withdrawn_on"),
            widths={"name": "full"},
        ),
        Section(title=QT_TRANSLATE_NOOP("Product", "Price"), fields=("list_price", "unit", "tax_rate", "by_batch")),
        Section(
            title=QT_TRANSLATE_NOOP("Product", "Description"),
            fields=("specification", "configuration", "warranty_months", "policy_notes", "tags"),
            widths={"specification": "full"},
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Product", "Record"),
            fields=("formerly", "created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("code", "name", "class_id", "brand", "model", "unit", "list_price", "status"),
    sort="name",
    subtitle="model",
    icon="package",
    star=Star(label=QT_TRANSLATE_NOOP("Product", "Star")),
    search=True,
    attachable=True,
    parts=(Related(entity="product_unit", field="product_id"),),
    related=(
        Related(entity="price", field="product_id"),
        Related(entity="product_cost", field="product_id"),
        Related(
            entity="partner_price",
            field="product_id",
            columns=("partner_id", "product_name", "price", "asked_of", "seen_on", "seen_where"),
        ),
        Related(entity="product_batch", field="product_id"),
        Related(entity="sales_order_line", field="product_id", made=False),
    ),
    unique=("code", "name"),
    messages={
        "product_name_required": QT_TRANSLATE_NOOP("Product", "A product needs a name."),
        "product_code_unique": QT_TRANSLATE_NOOP("Product", "Another product has this code already."),
        "product_tax_rate_sensible": QT_TRANSLATE_NOOP("Product", "The tax rate is between 0 and 100%."),
        "product_list_price_not_negative": QT_TRANSLATE_NOOP("Product", "A price cannot be negative."),
        "product_warranty_not_negative": QT_TRANSLATE_NOOP("Product", "The warranty cannot be negative."),
        "product_base_unit_stays": QT_TRANSLATE_NOOP(
            "Product", "Other units, prices and batches are counted in this unit; take them away first."
        ),
        "product_variant_has_no_variants": QT_TRANSLATE_NOOP(
            "Product", "A main product is no variant of another, and a variant has none of its own."
        ),
        "product_variant_of_another": QT_TRANSLATE_NOOP("Product", "A product is no variant of itself."),
        "product_variant_unique": QT_TRANSLATE_NOOP(
            "Product", "The main product has a variant with these values already."
        ),
        "variant_of_a_main_product": QT_TRANSLATE_NOOP(
            "Product", "“{detail}” has no variants: say first by what they differ, with “Make variants” on its page."
        ),
        "variant_needs_value": QT_TRANSLATE_NOOP(
            "Product", "Variants of this product differ by “{detail}”; please choose a value for each."
        ),
        "variant_class_is_the_main_ones": QT_TRANSLATE_NOOP(
            "Product",
            "A variant is in the class of its main product “{detail}”; move that one, and all its variants go along.",
        ),
        "product_still_has_variants": QT_TRANSLATE_NOOP(
            "Product", "It still has variants, which differ by this; delete them first, or withdraw them from sale."
        ),
        "product_is_given_free": QT_TRANSLATE_NOOP(
            "Product",
            "The promotion “{detail}” gives this product, which must be one that can be sold; end it, or let it give something else.",
        ),
        "varies_by_choices_of_its_class": QT_TRANSLATE_NOOP(
            "Product", "Variants differ by own attributes of the kind “choice” that its class has; “{detail}” is none."
        ),
        "varies_by_four": QT_TRANSLATE_NOOP("Product", "Variants differ by four attributes at most."),
        "product_variant_of_id_fkey": QT_TRANSLATE_NOOP(
            "Product", "This product has variants; delete them with it, or withdraw it from sale."
        ),
        "opportunity_product_id_fkey": QT_TRANSLATE_NOOP(
            "Product", "This product is part of opportunities; withdraw it instead."
        ),
        "sales_order_line_product_id_fkey": QT_TRANSLATE_NOOP(
            "Product", "This product is part of orders; withdraw it instead."
        ),
    },
    attributes_title=QT_TRANSLATE_NOOP("Product", "Own attributes"),
)


#: Stored word → label.
LINK_KINDS = (
    ("replacement", QT_TRANSLATE_NOOP("ProductLink", "Replacement")),
    ("accessory", QT_TRANSLATE_NOOP("ProductLink", "Accessory")),
)


class ProductLink(Versioned, Base):
    """What takes a product's place, or goes with it."""

    __tablename__ = "product_link"
    __table_args__ = {"info": {"label": "note"}}  # noqa: RUF012 - SQLAlchemy reads it once

    product_id: Mapped[int]
    kind: Mapped[str]
    other_id: Mapped[int]
    note: Mapped[str]


PRODUCT_LINK = Entity(
    mapped=ProductLink,
    title=QT_TRANSLATE_NOOP("ProductLink", "Product link"),
    plural=QT_TRANSLATE_NOOP("ProductLink", "Replacements and accessories"),
    fields=(
        Ref(
            name="product_id",
            label=QT_TRANSLATE_NOOP("ProductLink", "Product"),
            to="product",
            required=True,
            sortable=True,
            width=26,
        ),
        Options(name="kind", label=QT_TRANSLATE_NOOP("ProductLink", "Kind"), options=LINK_KINDS, default="accessory"),
        Ref(
            name="other_id",
            label=QT_TRANSLATE_NOOP("ProductLink", "Linked product"),
            to="product",
            required=True,
            width=26,
        ),
        Text_(name="note", label=QT_TRANSLATE_NOOP("ProductLink", "Note")),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("ProductLink", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("ProductLink", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("ProductLink", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("ProductLink", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("ProductLink", "Product link"), fields=("product_id", "kind", "other_id", "note")
        ),
        Section(
            title=QT_TRANSLATE_NOOP("ProductLink", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("product_id", "kind", "other_id", "note"),
    sort="product_id",
    label="product_id",
    module="product",
    icon="link",
    unique=("product_id", "kind", "other_id"),
    messages={
        "product_link_not_to_itself": QT_TRANSLATE_NOOP("ProductLink", "A product cannot be linked to itself."),
        "product_link_unique": QT_TRANSLATE_NOOP("ProductLink", "These products are linked in this way already."),
        "product_link_kind_known": QT_TRANSLATE_NOOP("ProductLink", "A link is a replacement or an accessory."),
        "product_link_one_replacement": QT_TRANSLATE_NOOP("ProductLink", "This product has a replacement already."),
        "product_link_loop": QT_TRANSLATE_NOOP("ProductLink", "These products would replace each other."),
    },
)


class ProductCost(Versioned, Base):
    """What a product costs us; readable only with the right."""

    __tablename__ = "product_cost"
    __table_args__ = {"info": {"label": "note"}}  # noqa: RUF012 - SQLAlchemy reads it once

    product_id: Mapped[int]
    cost: Mapped[Decimal]
    supplier_id: Mapped[int | None]
    note: Mapped[str]


PRODUCT_COST = Entity(
    mapped=ProductCost,
    title=QT_TRANSLATE_NOOP("ProductCost", "Cost price"),
    plural=QT_TRANSLATE_NOOP("ProductCost", "Cost prices"),
    fields=(
        Ref(
            name="product_id",
            label=QT_TRANSLATE_NOOP("ProductCost", "Product"),
            to="product",
            required=True,
            sortable=True,
            width=26,
        ),
        Price(name="cost", label=QT_TRANSLATE_NOOP("ProductCost", "Cost price"), required=True),
        Ref(
            name="supplier_id",
            label=QT_TRANSLATE_NOOP("ProductCost", "Supplier"),
            to="partner",
            made_as=("is_supplier",),
            width=24,
        ),
        Text_(name="note", label=QT_TRANSLATE_NOOP("ProductCost", "Note")),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("ProductCost", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("ProductCost", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("ProductCost", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("ProductCost", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("ProductCost", "Cost price"), fields=("product_id", "cost", "supplier_id", "note")
        ),
        Section(
            title=QT_TRANSLATE_NOOP("ProductCost", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("product_id", "cost", "supplier_id"),
    sort="product_id",
    label="product_id",
    icon="lock",
    unique=("product_id",),
    messages={
        "product_cost_unique": QT_TRANSLATE_NOOP("ProductCost", "This product has a cost price already."),
        "product_cost_not_negative": QT_TRANSLATE_NOOP("ProductCost", "A cost price cannot be negative."),
    },
)
