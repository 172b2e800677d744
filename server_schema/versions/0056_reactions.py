"""Reactions: who noted an entry of the timeline, and who praises it."""

from alembic import op

from server_schema.shape import table

revision = "0056"
down_revision = "0055"

ACTION_REACTION = table(
    "action_reaction",
    """
    action_id bigint NOT NULL REFERENCES crm.action ON DELETE CASCADE,
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE RESTRICT,
    kind text NOT NULL CONSTRAINT action_reaction_kind_known CHECK (kind IN ('noted', 'well_done')),
    CONSTRAINT action_reaction_once UNIQUE (action_id, employee_id, kind)
""",
)


def upgrade() -> None:
    """Create the table."""
    op.execute(ACTION_REACTION)
