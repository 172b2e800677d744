"""Units of measure: what a unit is rounded to, in which units a product is sold, and with which factor a line was made."""

from alembic import op

from server_schema.shape import statements, table

revision = "0014"
down_revision = "0013"

MEASURE_UNIT = table(
    "measure_unit",
    """
    unit text NOT NULL CONSTRAINT measure_unit_unit_required CHECK (unit <> ''),
    measure text NOT NULL DEFAULT 'product' CONSTRAINT measure_unit_measure_known
        CHECK (measure IN ('product', 'length', 'area', 'volume', 'weight', 'time')),
    factor numeric(18,3) NOT NULL DEFAULT 1 CONSTRAINT measure_unit_factor_positive CHECK (factor > 0 AND factor <> 'NaN'),
    divisor numeric(18,3) NOT NULL DEFAULT 1 CONSTRAINT measure_unit_divisor_positive CHECK (divisor > 0 AND divisor <> 'NaN'),
    places int NOT NULL DEFAULT 0 CONSTRAINT measure_unit_places_sensible CHECK (places BETWEEN 0 AND 3),
    CONSTRAINT measure_unit_unique UNIQUE (unit)
""",
)
PRODUCT_UNIT = table(
    "product_unit",
    """
    product_id bigint NOT NULL REFERENCES crm.product ON DELETE CASCADE,
    unit text NOT NULL CONSTRAINT product_unit_unit_required CHECK (unit <> ''),
    divisor numeric(18,3) NOT NULL DEFAULT 1 CONSTRAINT product_unit_divisor_positive CHECK (divisor > 0 AND divisor <> 'NaN'),
    factor numeric(18,3) NOT NULL CONSTRAINT product_unit_factor_positive CHECK (factor > 0 AND factor <> 'NaN'),
    barcode text NOT NULL DEFAULT '',
    CONSTRAINT product_unit_unique UNIQUE (product_id, unit)
""",
)

OTHERS = """
CREATE UNIQUE INDEX product_unit_barcode_unique ON crm.product_unit (barcode) WHERE barcode <> '';
INSERT INTO crm.measure_unit (unit, measure, factor, divisor, places) VALUES
    ('piece', 'product', 1, 1, 0), ('set', 'product', 1, 1, 0), ('unit', 'product', 1, 1, 0), ('box', 'product', 1, 1, 0),
    ('pack', 'product', 1, 1, 0), ('licence', 'product', 1, 1, 0), ('metre', 'length', 1, 1, 2), ('centimetre', 'length', 1, 100, 0),
    ('kilogram', 'weight', 1, 1, 3), ('gram', 'weight', 1, 1000, 0);
ALTER TABLE crm.sales_order_line ADD COLUMN unit_factor numeric(18,6) NOT NULL DEFAULT 1,
    ADD COLUMN unit_divisor numeric(18,6) NOT NULL DEFAULT 1,
    ADD COLUMN base_quantity numeric(18,6) NOT NULL GENERATED ALWAYS AS (round(quantity * unit_factor / unit_divisor, 6)) STORED;
ALTER TABLE crm.price ADD COLUMN unit text NOT NULL DEFAULT '';
DROP INDEX crm.price_unique;
CREATE UNIQUE INDEX price_unique ON crm.price
    (price_list_id, product_id, class_id, unit, min_quantity, valid_from) NULLS NOT DISTINCT;
"""


def upgrade() -> None:
    """Create the tables, give lines their factor and prices their unit."""
    for sql in (MEASURE_UNIT, PRODUCT_UNIT, *statements(OTHERS)):
        op.execute(sql)
