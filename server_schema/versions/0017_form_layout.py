"""How the company arranges the forms of its records."""

from alembic import op

from server_schema.shape import table

revision = "0017"
down_revision = "0016"

LAYOUT = table(
    "form_layout",
    """
    entity text NOT NULL CONSTRAINT form_layout_unique UNIQUE,
    layout jsonb NOT NULL CONSTRAINT form_layout_object CHECK (jsonb_typeof(layout) = 'object' AND pg_column_size(layout) < 60000)
""",
)


def upgrade() -> None:
    """Create the table."""
    op.execute(LAYOUT)
