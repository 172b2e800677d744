"""A main product and its variants: products that differ by the values of a few own attributes."""

from alembic import op

from server_schema.shape import statements

revision = "0052"
down_revision = "0051"

VARIANTS = """
ALTER TABLE crm.product
    ADD variant_of_id bigint REFERENCES crm.product ON DELETE RESTRICT,
    ADD varies_by text[] NOT NULL DEFAULT '{}',
    ADD variant_key text NOT NULL DEFAULT '',
    ADD CONSTRAINT product_variant_has_no_variants CHECK (variant_of_id IS NULL OR varies_by = '{}'),
    ADD CONSTRAINT product_variant_of_another CHECK (variant_of_id <> id);
CREATE UNIQUE INDEX product_variant_unique ON crm.product (variant_of_id, variant_key) WHERE variant_of_id IS NOT NULL;
"""


def upgrade() -> None:
    """Let a product be a variant of another, which says by what its variants differ."""
    for sql in statements(VARIANTS):
        op.execute(sql)
