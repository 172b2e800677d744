"""Batches of products: what was received under one number, what of it is sold, and the batch of an order's line."""

from alembic import op

from server_schema.shape import statements, table

revision = "0055"
down_revision = "0054"

PRODUCT_BATCH = table(
    "product_batch",
    """
    product_id bigint NOT NULL REFERENCES crm.product ON DELETE CASCADE,
    code text NOT NULL DEFAULT '' CONSTRAINT product_batch_code_required CHECK (code <> ''),
    supplier_id bigint REFERENCES crm.partner ON DELETE RESTRICT,
    received_on date,
    made_on date,
    expires_on date,
    quantity numeric(18,3) NOT NULL CONSTRAINT product_batch_quantity_positive CHECK (quantity > 0 AND quantity <> 'NaN'),
    sold numeric(18,6) NOT NULL DEFAULT 0,
    remaining numeric(18,6) NOT NULL GENERATED ALWAYS AS (quantity - sold) STORED,
    state text NOT NULL DEFAULT 'usable' CONSTRAINT product_batch_state_known CHECK (state IN ('usable', 'blocked')),
    block_reason text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    attrs jsonb NOT NULL DEFAULT '{}',
    tokens tsvector NOT NULL DEFAULT '',
    CONSTRAINT product_batch_code_unique UNIQUE (product_id, code),
    CONSTRAINT product_batch_of_product UNIQUE (id, product_id),
    CONSTRAINT product_batch_sold_within CHECK (sold >= 0 AND sold <= quantity),
    CONSTRAINT product_batch_expires_after_made CHECK (expires_on >= made_on),
    CONSTRAINT product_batch_reason_required CHECK (state = 'usable' OR block_reason <> '')
""",
)

#: A line's batch is of its product, whatever road it came: looked at as the transaction ends, for a merge moves both.
OTHERS = """
CREATE INDEX product_batch_code ON crm.product_batch (code, id);
CREATE INDEX product_batch_expires ON crm.product_batch (expires_on, id);
CREATE INDEX product_batch_supplier ON crm.product_batch (supplier_id) WHERE supplier_id IS NOT NULL;
CREATE INDEX product_batch_tokens ON crm.product_batch USING gin (tokens);
ALTER TABLE crm.product ADD COLUMN by_batch boolean NOT NULL DEFAULT false;
ALTER TABLE crm.sales_order_line ADD COLUMN batch_id bigint REFERENCES crm.product_batch ON DELETE RESTRICT,
    ADD CONSTRAINT sales_order_line_batch_of_product FOREIGN KEY (batch_id, product_id) REFERENCES crm.product_batch (id, product_id)
        DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX sales_order_line_batch ON crm.sales_order_line (batch_id) WHERE batch_id IS NOT NULL;
"""


def upgrade() -> None:
    """Create the table, give products the mark and lines their batch."""
    for sql in (PRODUCT_BATCH, *statements(OTHERS)):
        op.execute(sql)
