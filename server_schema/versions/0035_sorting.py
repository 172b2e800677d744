"""Customers are sorted by their last contact: the index that keeps that order."""

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Make the index."""
    op.execute("CREATE INDEX customer_last_contact ON crm.customer (last_contact_at, id)")
