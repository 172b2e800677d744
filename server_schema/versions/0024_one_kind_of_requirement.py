"""What a status of a customer requires becomes a rule of that field: one place to say it, one check, one sentence."""

from alembic import op

from server_schema.shape import statements

revision = "0024"
down_revision = "0023"

#: The triggers sleep: before 0016 there are none, and those of an older version would ask for what the new rows need not have.
RULES = """
ALTER TABLE crm.field_rule DISABLE TRIGGER USER;
INSERT INTO crm.field_rule (entity, field, kind, condition, tree, created_at, created_by, updated_at, updated_by)
SELECT table_name, field, 'required', format('status = "%s"', status), jsonb_build_object('o', '=', 't', 'bool', 'a', jsonb_build_array(
    jsonb_build_object('o', 'field', 'n', 'status', 't', 'text', 'm', false, 'd', 'customer_status'),
    jsonb_build_object('o', 'value', 't', 'text', 'v', status))), created_at, created_by, updated_at, updated_by
FROM crm.required_field WHERE table_name = 'customer' ORDER BY id;
ALTER TABLE crm.field_rule ENABLE TRIGGER USER;
DELETE FROM crm.module_table WHERE table_name = 'required_field';
DELETE FROM crm.saved_view WHERE entity = 'required_field';
DELETE FROM crm.import_mapping WHERE entity = 'required_field';
DROP TABLE crm.required_field;
DROP FUNCTION IF EXISTS crm.tg_required_fields() CASCADE;
DROP FUNCTION IF EXISTS crm.tg_required_field_known(), crm.value_at(jsonb, text);
"""


def upgrade() -> None:
    """Take the requirements over and remove their table."""
    for sql in statements(RULES):
        op.execute(sql)
