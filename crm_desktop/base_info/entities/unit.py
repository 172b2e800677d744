"""Units of measure: what they are rounded to and how they convert, everywhere and for one product."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Choice, DateTime, Integer, Login, Options, Quantity, Ref
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
MEASURES = (
    ("product", QT_TRANSLATE_NOOP("MeasureUnit", "Set per product")),
    ("length", QT_TRANSLATE_NOOP("MeasureUnit", "Length")),
    ("area", QT_TRANSLATE_NOOP("MeasureUnit", "Area")),
    ("volume", QT_TRANSLATE_NOOP("MeasureUnit", "Volume")),
    ("weight", QT_TRANSLATE_NOOP("MeasureUnit", "Weight")),
    ("time", QT_TRANSLATE_NOOP("MeasureUnit", "Time")),
)


class MeasureUnit(Versioned, Base):
    """What a unit is rounded to, and how many of its group's unit it is."""

    __tablename__ = "measure_unit"
    __table_args__ = {"info": {"label": "unit"}}  # noqa: RUF012 - SQLAlchemy reads it once

    unit: Mapped[str]
    measure: Mapped[str]
    factor: Mapped[Decimal]
    divisor: Mapped[Decimal]
    places: Mapped[int]


MEASURE_UNIT = Entity(
    mapped=MeasureUnit,
    title=QT_TRANSLATE_NOOP("MeasureUnit", "Unit of measure"),
    plural=QT_TRANSLATE_NOOP("MeasureUnit", "Units of measure"),
    fields=(
        Choice(
            name="unit", label=QT_TRANSLATE_NOOP("MeasureUnit", "Unit"), dictionary="unit", required=True, sortable=True
        ),
        Options(
            name="measure",
            label=QT_TRANSLATE_NOOP("MeasureUnit", "Group"),
            options=MEASURES,
            default="product",
            width=16,
            hint=QT_TRANSLATE_NOOP(
                "MeasureUnit",
                "Units of one group convert into each other for all products; a box holds what its product says.",
            ),
        ),
        Quantity(
            name="factor",
            label=QT_TRANSLATE_NOOP("MeasureUnit", "Factor"),
            summed=False,
            default=Decimal(1),
            required=True,
            hint=QT_TRANSLATE_NOOP("MeasureUnit", "A centimetre is 1 / 100 metre: factor 1, divided by 100."),
        ),
        Quantity(
            name="divisor",
            label=QT_TRANSLATE_NOOP("MeasureUnit", "Divided by"),
            default=Decimal(1),
            required=True,
            summed=False,
        ),
        Integer(
            name="places",
            label=QT_TRANSLATE_NOOP("MeasureUnit", "Decimal places"),
            minimum=0,
            maximum=3,
            default=0,
            hint=QT_TRANSLATE_NOOP("MeasureUnit", "0: whole ones only, as pieces are."),
        ),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("MeasureUnit", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("MeasureUnit", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("MeasureUnit", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("MeasureUnit", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("MeasureUnit", "Unit of measure"),
            fields=("unit", "measure", "factor", "divisor", "places"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("MeasureUnit", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("unit", "measure", "factor", "divisor", "places"),
    sort="unit",
    label="unit",
    module="product",
    icon="scale",
    unique=("unit",),
    messages={
        "measure_unit_unit_required": QT_TRANSLATE_NOOP("MeasureUnit", "Choose the unit."),
        "measure_unit_measure_known": QT_TRANSLATE_NOOP("MeasureUnit", "There is no such group of units."),
        "measure_unit_factor_positive": QT_TRANSLATE_NOOP("MeasureUnit", "The factor is above zero."),
        "measure_unit_divisor_positive": QT_TRANSLATE_NOOP("MeasureUnit", "What it is divided by is above zero."),
        "measure_unit_places_sensible": QT_TRANSLATE_NOOP(
            "MeasureUnit", "A quantity has three decimal places at most."
        ),
        "measure_unit_unique": QT_TRANSLATE_NOOP("MeasureUnit", "This unit is there already."),
    },
)


class ProductUnit(Versioned, Base):
    """A further unit in which one product is sold."""

    __tablename__ = "product_unit"
    __table_args__ = {"info": {"label": "barcode"}}  # noqa: RUF012 - SQLAlchemy reads it once

    product_id: Mapped[int]
    divisor: Mapped[Decimal]
    unit: Mapped[str]
    factor: Mapped[Decimal]
    barcode: Mapped[str]


PRODUCT_UNIT = Entity(
    mapped=ProductUnit,
    title=QT_TRANSLATE_NOOP("ProductUnit", "Unit of a product"),
    plural=QT_TRANSLATE_NOOP("ProductUnit", "Units of products"),
    fields=(
        Ref(
            name="product_id",
            label=QT_TRANSLATE_NOOP("ProductUnit", "Product"),
            to="product",
            required=True,
            sortable=True,
            width=26,
        ),
        Quantity(
            name="divisor",
            label=QT_TRANSLATE_NOOP("ProductUnit", "Number"),
            summed=False,
            default=Decimal(1),
            required=True,
            hint=QT_TRANSLATE_NOOP("ProductUnit", "1 box is 12 pieces: 1, box, 12."),
        ),
        Choice(name="unit", label=QT_TRANSLATE_NOOP("ProductUnit", "Unit"), dictionary="unit", required=True),
        Quantity(
            name="factor", label=QT_TRANSLATE_NOOP("ProductUnit", "Base units"), required=True, width=12, summed=False
        ),
        Text_(name="barcode", label=QT_TRANSLATE_NOOP("ProductUnit", "Bar code"), max_length=60, width=16),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("ProductUnit", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("ProductUnit", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("ProductUnit", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("ProductUnit", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("ProductUnit", "Unit of a product"),
            fields=("product_id", "divisor", "unit", "factor", "barcode"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("ProductUnit", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("product_id", "divisor", "unit", "factor", "barcode"),
    sort="product_id",
    label="barcode",
    module="product",
    icon="package",
    unique=("product_id", "unit"),
    messages={
        "product_unit_unit_required": QT_TRANSLATE_NOOP("ProductUnit", "Choose the unit."),
        "product_unit_divisor_positive": QT_TRANSLATE_NOOP("ProductUnit", "The number of this unit is above zero."),
        "product_unit_factor_positive": QT_TRANSLATE_NOOP("ProductUnit", "The number of base units is above zero."),
        "product_unit_unique": QT_TRANSLATE_NOOP("ProductUnit", "This product has this unit already."),
        "product_unit_barcode_unique": QT_TRANSLATE_NOOP("ProductUnit", "This bar code is on another unit already."),
        "product_unit_needs_base": QT_TRANSLATE_NOOP(
            "ProductUnit", "Give the product its own unit first; the others are counted in it."
        ),
        "product_unit_is_base": QT_TRANSLATE_NOOP("ProductUnit", "This is the product's own unit."),
    },
)
