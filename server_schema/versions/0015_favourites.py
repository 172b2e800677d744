"""Favourites: what each person keeps at hand, in folders of his own, and follows if he likes."""

from alembic import op

from server_schema.shape import statements

revision = "0015"
down_revision = "0014"

# Private, so without version and trail: nobody learns from an audit what somebody keeps at hand.
FAVOURITES = """
CREATE TABLE crm.favourite_folder (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    name text NOT NULL CONSTRAINT favourite_folder_name_required CHECK (btrim(name) <> '' AND length(name) <= 60),
    position int NOT NULL DEFAULT 0,
    CONSTRAINT favourite_folder_unique UNIQUE (employee_id, name),
    UNIQUE (id, employee_id));
CREATE TABLE crm.favourite (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    table_name text NOT NULL CONSTRAINT favourite_table_known CHECK (table_name IN ('customer', 'contact', 'product', 'partner')),
    record_id bigint NOT NULL,
    folder_id bigint,
    position int NOT NULL DEFAULT 0,
    follow boolean NOT NULL DEFAULT false,
    at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (employee_id, table_name, record_id),
    FOREIGN KEY (folder_id, employee_id) REFERENCES crm.favourite_folder (id, employee_id) ON DELETE SET NULL (folder_id));
CREATE INDEX favourite_record ON crm.favourite (table_name, record_id);
CREATE INDEX favourite_followed ON crm.favourite (table_name, record_id) WHERE follow;
CREATE INDEX favourite_folder_id ON crm.favourite (folder_id);
CREATE INDEX notice_followed ON crm.notice (employee_id, table_name, record_id, created_at) WHERE kind = 'followed';
"""


def upgrade() -> None:
    """Create the tables."""
    for sql in statements(FAVOURITES):
        op.execute(sql)
