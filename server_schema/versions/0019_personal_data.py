"""Personal data: which fields are, what was erased; entries of the trail are salted, so that an erased one cannot be guessed."""

from alembic import op

from server_schema.shape import statements, table

revision = "0019"
down_revision = "0018"

PERSONAL_FIELD = table(
    "personal_field",
    """
    table_name text NOT NULL CONSTRAINT personal_field_table_known CHECK
        (table_name IN ('contact', 'customer', 'customer_phone', 'customer_address')),
    field text NOT NULL CONSTRAINT personal_field_field_required CHECK (field <> ''),
    note text NOT NULL DEFAULT '',
    CONSTRAINT personal_field_unique UNIQUE (table_name, field)
""",
)
ERASURE = table(
    "erasure",
    """
    table_name text NOT NULL,
    record_id bigint NOT NULL,
    reason text NOT NULL DEFAULT '',
    erased_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    login text NOT NULL DEFAULT session_user,
    counts jsonb NOT NULL DEFAULT '{}'
""",
)
OTHERS = """
CREATE INDEX erasure_record ON crm.erasure (table_name, record_id);
ALTER TABLE crm.attribute_definition ADD COLUMN personal boolean NOT NULL DEFAULT false;
ALTER TABLE crm.audit ADD COLUMN salt uuid;
ALTER TABLE crm.audit_archive ADD COLUMN salt uuid;
INSERT INTO crm.personal_field (table_name, field) VALUES
    ('contact', 'name'), ('contact', 'gender'), ('contact', 'mobile'), ('contact', 'phone'), ('contact', 'email'),
    ('contact', 'wechat'), ('contact', 'birthday'), ('contact', 'preferences'), ('contact', 'note'),
    ('customer', 'name'), ('customer', 'short_name'), ('customer', 'phone'), ('customer', 'mobile'), ('customer', 'fax'),
    ('customer', 'email'), ('customer', 'website'), ('customer', 'address'), ('customer', 'postcode'), ('customer', 'invoice_title'),
    ('customer', 'tax_number'), ('customer', 'bank_name'), ('customer', 'bank_account'), ('customer', 'description'),
    ('customer', 'formerly'), ('customer_phone', 'number'), ('customer_phone', 'digits'), ('customer_phone', 'extension'), ('customer_phone', 'note'),
    ('customer_address', 'recipient'), ('customer_address', 'phone'), ('customer_address', 'address'), ('customer_address', 'postcode'),
    ('customer_address', 'note');
INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, 'personal', a, 'all'
    FROM crm.role r, unnest('{view,export,print,delete}'::text[]) a WHERE r.code = 'administrator'
    ON CONFLICT (role_id, module, action) DO NOTHING;
"""


def upgrade() -> None:
    """Add the tables and columns, and the fields that are personal by nature."""
    for sql in (PERSONAL_FIELD, ERASURE, *statements(OTHERS)):
        op.execute(sql)
