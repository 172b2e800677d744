"""Further phones and e-mails of contacts."""

from alembic import op

from server_schema.shape import statements, table

revision = "0038"
down_revision = "0037"

CONTACT_WAY = table(
    "contact_way",
    """
    contact_id bigint NOT NULL REFERENCES crm.contact ON DELETE CASCADE,
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    kind text NOT NULL DEFAULT '' CONSTRAINT contact_way_kind_required CHECK (kind <> ''),
    number text NOT NULL DEFAULT '' CONSTRAINT contact_way_number_has_digits CHECK (number = '' OR number ~ '[0-9]'),
    digits text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '' CONSTRAINT contact_way_email_has_at CHECK (email = '' OR email LIKE '%@%'),
    CONSTRAINT contact_way_number_or_email CHECK ((number = '') <> (email = ''))
""",
)

#: what a contact's own columns hold of them is derived: lists, files and search read it there
OTHERS = """
ALTER TABLE crm.contact ADD COLUMN further_phones text[] NOT NULL DEFAULT '{}';
ALTER TABLE crm.contact ADD COLUMN further_emails text[] NOT NULL DEFAULT '{}';
CREATE UNIQUE INDEX contact_way_number_unique ON crm.contact_way (contact_id, digits) WHERE digits <> '';
CREATE UNIQUE INDEX contact_way_email_unique ON crm.contact_way (contact_id, lower(email)) WHERE email <> '';
CREATE INDEX contact_way_contact ON crm.contact_way (contact_id, id);
CREATE INDEX contact_way_customer ON crm.contact_way (customer_id, id);
ALTER TABLE crm.personal_field DROP CONSTRAINT personal_field_table_known;
ALTER TABLE crm.personal_field ADD CONSTRAINT personal_field_table_known CHECK
    (table_name IN ('contact', 'contact_way', 'customer', 'customer_phone', 'customer_address', 'important_date'));
INSERT INTO crm.personal_field (table_name, field) VALUES ('contact', 'further_phones'), ('contact', 'further_emails'),
    ('contact_way', 'number'), ('contact_way', 'digits'), ('contact_way', 'email');
"""


def upgrade() -> None:
    """Create the table, and the columns that tell of it."""
    for sql in (CONTACT_WAY, *statements(OTHERS)):
        op.execute(sql)
