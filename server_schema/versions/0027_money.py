"""Lines say their tax and their price without it; a customer may have a price list agreed with him alone."""

from alembic import op

from server_schema.shape import statements

revision = "0027"
down_revision = "0026"

SHAPE = """
ALTER TABLE crm.sales_order_line
    ADD COLUMN net_price numeric(18,4) NOT NULL GENERATED ALWAYS AS (round(unit_price * 100 / (100 + tax_rate), 4)) STORED,
    ADD COLUMN tax_amount bigint NOT NULL GENERATED ALWAYS AS
        (round(round(quantity * unit_price * (100 - discount)) * tax_rate / (100 + tax_rate))::bigint) STORED;
ALTER TABLE crm.customer ADD COLUMN price_list_id bigint REFERENCES crm.price_list ON DELETE RESTRICT;
CREATE INDEX customer_price_list ON crm.customer (price_list_id) WHERE price_list_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns."""
    for sql in statements(SHAPE):
        op.execute(sql)
