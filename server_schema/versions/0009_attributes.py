"""Own attributes, dictionaries, codes and classifications."""

from alembic import op

from server_schema.shape import statements

revision = "0009"
down_revision = "0008"

ATTRIBUTES = """
ALTER TABLE crm.attribute_definition
    ADD group_label text NOT NULL DEFAULT '',
    ADD group_label_en text NOT NULL DEFAULT '',
    ADD target text NOT NULL DEFAULT '',
    ADD formula text NOT NULL DEFAULT '',
    ADD formula_kind text NOT NULL DEFAULT '' CONSTRAINT attribute_definition_formula_kind_known
        CHECK (formula_kind IN ('', 'text', 'number', 'integer', 'money', 'date', 'bool')),
    ADD tree jsonb,
    ADD depth int NOT NULL DEFAULT 0,
    ADD only_field text NOT NULL DEFAULT '',
    ADD only_values text[] NOT NULL DEFAULT '{}',
    ADD in_form boolean NOT NULL DEFAULT true,
    ADD in_filter boolean NOT NULL DEFAULT true,
    ADD in_import boolean NOT NULL DEFAULT true,
    ADD in_export boolean NOT NULL DEFAULT true,
    ADD in_print boolean NOT NULL DEFAULT true;
UPDATE crm.attribute_definition SET only_field = 'class_id', only_values = ARRAY[class_code] WHERE class_code <> '';
ALTER TABLE crm.attribute_definition DROP class_code;
ALTER TABLE crm.dictionary ALTER code SET DEFAULT '';
CREATE INDEX attribute_definition_filled ON crm.attribute_definition (entity, depth, position, id)
    WHERE NOT retired AND (kind = 'formula' OR default_value <> '');
"""


def upgrade() -> None:
    """Add what an attribute may be: a link, a formula, for some records only, shown here and not there."""
    for sql in statements(ATTRIBUTES):
        op.execute(sql)
