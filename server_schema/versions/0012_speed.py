"""What makes it fast."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the tables and columns."""
