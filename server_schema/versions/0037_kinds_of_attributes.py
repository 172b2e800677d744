"""Further kinds of attributes: phone, e-mail, web address, percent, date with time."""

from alembic import op

from server_schema.shape import statements

revision = "0037"
down_revision = "0036"

KINDS = """
ALTER TABLE crm.attribute_definition
    DROP CONSTRAINT attribute_definition_kind_known,
    DROP CONSTRAINT attribute_definition_formula_kind_known,
    ADD CONSTRAINT attribute_definition_kind_known CHECK (kind IN ('text', 'long_text', 'integer', 'number', 'money', 'percent', 'date',
        'datetime', 'bool', 'phone', 'email', 'url', 'choice', 'choices', 'link', 'attachment', 'formula')),
    ADD CONSTRAINT attribute_definition_formula_kind_known
        CHECK (formula_kind IN ('', 'text', 'number', 'integer', 'money', 'percent', 'date', 'bool'))
"""


def upgrade() -> None:
    """Let a definition be of them."""
    for sql in statements(KINDS):
        op.execute(sql)
