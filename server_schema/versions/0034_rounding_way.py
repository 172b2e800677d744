"""A rule rounds to the nearest multiple, up or down."""

from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Add the way."""
    op.execute(
        "ALTER TABLE crm.price ADD COLUMN rounding_way text NOT NULL DEFAULT 'nearest' "
        "CONSTRAINT price_rounding_way_known CHECK (rounding_way IN ('nearest', 'up', 'down'))"
    )
