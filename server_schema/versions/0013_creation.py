"""A new record is made once, however often its saving is tried."""

from alembic import op

revision = "0013"
down_revision = "0012"

CREATION = """
CREATE TABLE crm.creation (
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    token text NOT NULL CONSTRAINT creation_token_form CHECK (length(token) BETWEEN 8 AND 60),
    digest text NOT NULL,
    table_name text NOT NULL,
    record_id bigint,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (employee_id, token))
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(CREATION)
