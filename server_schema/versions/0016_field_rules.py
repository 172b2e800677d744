"""Rules of fields: shown, required, kept or written in a form where a condition holds; values offered by another value."""

from alembic import op

from server_schema.shape import table

revision = "0016"
down_revision = "0015"

RULE = table(
    "field_rule",
    """
    entity text NOT NULL,
    field text NOT NULL CONSTRAINT field_rule_field_required CHECK (field <> ''),
    kind text NOT NULL CONSTRAINT field_rule_kind_known CHECK (kind IN ('visible', 'required', 'read_only', 'pattern', 'options')),
    condition text NOT NULL DEFAULT '',
    tree jsonb,
    pattern text NOT NULL DEFAULT '' CONSTRAINT field_rule_pattern_length CHECK (length(pattern) <= 200),
    message text NOT NULL DEFAULT '' CONSTRAINT field_rule_message_length CHECK (length(message) <= 300),
    message_en text NOT NULL DEFAULT '' CONSTRAINT field_rule_message_en_length CHECK (length(message_en) <= 300),
    by_field text NOT NULL DEFAULT '',
    mapping jsonb NOT NULL DEFAULT '{}' CONSTRAINT field_rule_mapping_object CHECK (jsonb_typeof(mapping) = 'object'),
    position int NOT NULL DEFAULT 0,
    retired boolean NOT NULL DEFAULT false
""",
)


def upgrade() -> None:
    """Create the table."""
    op.execute(RULE)
    op.execute("CREATE INDEX field_rule_entity ON crm.field_rule (entity) WHERE NOT retired")
