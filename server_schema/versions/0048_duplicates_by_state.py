"""A rule for duplicates may hold for existing customers in certain states only."""

from alembic import op

from server_schema.shape import statements

revision = "0048"
down_revision = "0047"

STATES = """
ALTER TABLE crm.duplicate_rule
    ADD states text[] NOT NULL DEFAULT '{}' CONSTRAINT duplicate_rule_states_known
        CHECK (states <@ '{target,customer,former,pooled,locked}' AND array_position(states, NULL) IS NULL),
    DROP CONSTRAINT duplicate_rule_unique,
    ADD CONSTRAINT duplicate_rule_unique UNIQUE (entity, kind, states)
"""


def upgrade() -> None:
    """Add the states; without any a rule holds for all, as before."""
    for sql in statements(STATES):
        op.execute(sql)
