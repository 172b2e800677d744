"""Own attributes, dictionaries, codes and classifications."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the tables and columns."""
