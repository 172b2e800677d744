"""Links between products, the day a product was withdrawn; fixed prices lose the arithmetic they were made by."""

from alembic import op

from server_schema.shape import statements, table

revision = "0005"
down_revision = "0004"

PRODUCT_LINK = table(
    "product_link",
    """
    product_id bigint NOT NULL REFERENCES crm.product ON DELETE CASCADE,
    kind text NOT NULL DEFAULT 'accessory'
        CONSTRAINT product_link_kind_known CHECK (kind IN ('replacement', 'accessory')),
    other_id bigint NOT NULL REFERENCES crm.product ON DELETE CASCADE,
    note text NOT NULL DEFAULT '',
    CONSTRAINT product_link_not_to_itself CHECK (product_id <> other_id),
    CONSTRAINT product_link_unique UNIQUE (product_id, kind, other_id)
""",
)

OTHERS = """
CREATE INDEX product_link_other ON crm.product_link (other_id);
CREATE UNIQUE INDEX product_link_one_replacement ON crm.product_link (product_id) WHERE kind = 'replacement';
ALTER TABLE crm.product ADD COLUMN withdrawn_on date;
UPDATE crm.product SET withdrawn_on = updated_at::date WHERE status = 'withdrawn';
UPDATE crm.price SET base = 'list_price', base_list_id = NULL, discount = 0, rounding = 0, surcharge = 0, margin_min = NULL,
    margin_max = NULL WHERE method = 'fixed';
CREATE INDEX price_planned ON crm.price (valid_from, id) WHERE valid_from IS NOT NULL;
CREATE INDEX audit_price_product ON crm.audit (((new ->> 'product_id')::bigint)) WHERE table_name = 'price' AND operation = 'I';
"""


def upgrade() -> None:
    """Add the table, the column and the indexes."""
    for sql in (PRODUCT_LINK, *statements(OTHERS)):
        op.execute(sql)
