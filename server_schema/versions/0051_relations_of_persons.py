"""Relations of persons: classmates, relatives, superiors, assistants; of the same customer or of different ones."""

from alembic import op

from server_schema.shape import statements, table

revision = "0051"
down_revision = "0050"

CONTACT_RELATION = table(
    "contact_relation",
    """
    contact_id bigint NOT NULL REFERENCES crm.contact ON DELETE CASCADE,
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    kind text NOT NULL CONSTRAINT contact_relation_kind_required CHECK (kind <> ''),
    other_id bigint NOT NULL REFERENCES crm.contact ON DELETE CASCADE,
    other_customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    since date,
    note text NOT NULL DEFAULT '',
    CONSTRAINT contact_relation_not_to_oneself CHECK (contact_id <> other_id),
    CONSTRAINT contact_relation_unique UNIQUE (contact_id, kind, other_id)
""",
)

OTHERS = """
CREATE INDEX contact_relation_other ON crm.contact_relation (other_id);
CREATE INDEX contact_relation_customer ON crm.contact_relation (customer_id, id);
CREATE INDEX contact_relation_other_customer ON crm.contact_relation (other_customer_id);
ALTER TABLE crm.personal_field DROP CONSTRAINT personal_field_table_known;
ALTER TABLE crm.personal_field ADD CONSTRAINT personal_field_table_known CHECK
    (table_name IN ('contact', 'contact_way', 'contact_relation', 'customer', 'customer_phone', 'customer_address', 'important_date'));
INSERT INTO crm.personal_field (table_name, field) VALUES ('contact_relation', 'since'), ('contact_relation', 'note');
"""


def upgrade() -> None:
    """Create the table."""
    for sql in (CONTACT_RELATION, *statements(OTHERS)):
        op.execute(sql)
