"""The words of what is in the pools stand in an index of their own: it is small, and says whose a row is."""

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Add the index."""
    op.execute("CREATE INDEX customer_pool_tokens ON crm.customer USING gin (tokens) WHERE pool_id IS NOT NULL")
