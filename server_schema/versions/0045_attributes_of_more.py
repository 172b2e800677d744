"""Own attributes of actions, and of suppliers, partners and competitors."""

from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Add the column that carries them."""
    for table in ("action", "partner"):
        op.execute(f"ALTER TABLE crm.{table} ADD attrs jsonb NOT NULL DEFAULT '{{}}'")
