"""An import may put its new customers into a public pool."""

from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Add the pool, and how far it is: null before, true while, false after."""
    op.execute(
        "ALTER TABLE crm.bulk_action ADD into_pool bigint REFERENCES crm.customer_pool ON DELETE SET NULL, "
        "ADD pooling boolean"
    )
    op.execute("CREATE INDEX bulk_action_into_pool ON crm.bulk_action (into_pool) WHERE into_pool IS NOT NULL")
