"""Products and partners that were merged go on being found by their old names and codes."""

from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Add what they were called."""
    for table in ("product", "partner"):
        op.execute(f"ALTER TABLE crm.{table} ADD formerly text NOT NULL DEFAULT ''")
