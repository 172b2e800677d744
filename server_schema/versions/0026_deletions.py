"""What is deleted can be taken back: what goes with a record and stands in no trail is kept for thirty days."""

from alembic import op

revision = "0026"
down_revision = "0025"

KEPT = """
ALTER TABLE crm.bulk_action ADD coming_back bigint[] NOT NULL DEFAULT '{}';
CREATE INDEX bulk_action_xid ON crm.bulk_action (xid);
CREATE TABLE crm.deleted_part (
    bulk_id bigint NOT NULL REFERENCES crm.bulk_action ON DELETE CASCADE,
    table_name text NOT NULL,
    image jsonb NOT NULL);
CREATE INDEX deleted_part_bulk ON crm.deleted_part (bulk_id, table_name);
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(KEPT)
