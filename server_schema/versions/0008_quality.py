"""Duplicates, merging, completeness."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the tables and columns."""
