"""Assigning, the public pool, the directory."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables and columns."""
