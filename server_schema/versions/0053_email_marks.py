"""Who wants no e-mail, and which addresses are invalid: marks of each address of customers and contacts."""

from alembic import op

from server_schema.shape import statements

revision = "0053"
down_revision = "0052"

MARKS = """
ALTER TABLE crm.{table} ADD COLUMN email_opted_out boolean NOT NULL DEFAULT false, ADD COLUMN email_invalid boolean NOT NULL DEFAULT false;
ALTER TABLE crm.{table} ADD CONSTRAINT {table}_marks_of_an_email CHECK (email <> '' OR NOT (email_opted_out OR email_invalid));
"""


def upgrade() -> None:
    """Add the columns."""
    for table in ("customer", "contact", "contact_way"):
        for sql in statements(MARKS.format(table=table)):
            op.execute(sql)
