"""A bulk action whose formulas are being put back is marked while that lasts."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the mark and an index that is empty but for that moment."""
    op.execute("ALTER TABLE crm.bulk_action ADD restoring boolean NOT NULL DEFAULT false")
    op.execute("CREATE INDEX bulk_action_restoring ON crm.bulk_action (id) WHERE restoring")
