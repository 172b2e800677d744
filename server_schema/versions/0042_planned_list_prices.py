"""The list price of a product can be planned for a day."""

from alembic import op

from server_schema.shape import statements, table

revision = "0042"
down_revision = "0041"

PLANNED_PRICE = table(
    "planned_price",
    """
    product_id bigint NOT NULL REFERENCES crm.product ON DELETE CASCADE,
    list_price numeric(18,4) NOT NULL CONSTRAINT planned_price_not_negative CHECK (list_price >= 0 AND list_price <> 'NaN'),
    valid_from date NOT NULL,
    note text NOT NULL DEFAULT '',
    CONSTRAINT planned_price_unique UNIQUE (product_id, valid_from)
""",
)

OTHERS = """
CREATE INDEX planned_price_day ON crm.planned_price (valid_from, id);
CREATE INDEX audit_planned_price_product ON crm.audit (((new ->> 'product_id')::bigint))
    WHERE table_name = 'planned_price' AND operation = 'I';
"""


def upgrade() -> None:
    """Add the table and its indexes."""
    for sql in (PLANNED_PRICE, *statements(OTHERS)):
        op.execute(sql)
