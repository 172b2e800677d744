"""What the first page counts by indexes alone: who was handed over and not yet spoken to, who heard nothing, who has no plan."""

from alembic import op

from server_schema.shape import statements

revision = "0029"
down_revision = "0028"

SHAPE = """
ALTER TABLE crm.customer ADD COLUMN handed_on date,
    ADD COLUMN quiet_since date GENERATED ALWAYS AS ((coalesce(last_contact_at, created_at) AT TIME ZONE 'UTC')::date) STORED;
ALTER TABLE crm.opportunity
    ADD COLUMN quiet_since date GENERATED ALWAYS AS ((coalesce(last_contact_at, created_at) AT TIME ZONE 'UTC')::date) STORED;
DROP INDEX crm.customer_owner_next_contact;
CREATE INDEX customer_owner_next_contact ON crm.customer (owner_id, next_contact_on) INCLUDE (id, status);
CREATE INDEX customer_owner_quiet ON crm.customer (owner_id, quiet_since) INCLUDE (id, status);
CREATE INDEX customer_owner_handed ON crm.customer (owner_id, handed_on) INCLUDE (id) WHERE handed_on IS NOT NULL;
CREATE INDEX opportunity_owner_quiet ON crm.opportunity (owner_id, quiet_since) INCLUDE (customer_id) WHERE outcome = 'open'
"""


def upgrade() -> None:
    """Add the columns and their indexes."""
    for sql in statements(SHAPE):
        op.execute(sql)
