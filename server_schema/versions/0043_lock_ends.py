"""The lock of a customer may end by itself."""

from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Add the last day of the lock."""
    op.execute(
        "ALTER TABLE crm.customer ADD COLUMN locked_until date "
        "CONSTRAINT customer_locked_until_of_lock CHECK (locked OR locked_until IS NULL)"
    )
    op.execute("CREATE INDEX customer_locked_until ON crm.customer (locked_until) WHERE locked_until IS NOT NULL")
