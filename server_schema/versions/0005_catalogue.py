"""Product links, class attributes and what the price pages need."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables and columns."""
