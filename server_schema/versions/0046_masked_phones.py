"""A field right may show a phone masked."""

from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Let an access be a mask."""
    op.execute("ALTER TABLE crm.field_right DROP CONSTRAINT field_right_access_known")
    op.execute(
        "ALTER TABLE crm.field_right ADD CONSTRAINT field_right_access_known "
        "CHECK (access IN ('none', 'mask', 'read', 'edit'))"
    )
