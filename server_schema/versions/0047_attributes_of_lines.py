"""Own attributes of the lines of an order."""

from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Add the column that carries them."""
    op.execute("ALTER TABLE crm.sales_order_line ADD attrs jsonb NOT NULL DEFAULT '{}'")
