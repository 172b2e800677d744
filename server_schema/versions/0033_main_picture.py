"""One picture of a record stands for it."""

from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add the mark."""
    op.execute("ALTER TABLE crm.attachment ADD COLUMN is_main boolean NOT NULL DEFAULT false")
    op.execute("CREATE UNIQUE INDEX attachment_one_main ON crm.attachment (table_name, record_id) WHERE is_main")
