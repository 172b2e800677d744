"""What every tab shares: files, views, preferences, notices, presence, imports, audit."""

from alembic import op

from server_schema.shape import statements, table

revision = "0004"
down_revision = "0003"

ATTACHMENT = table(
    "attachment",
    """
    table_name text NOT NULL,
    record_id bigint NOT NULL,
    owner_id bigint,
    name text NOT NULL CONSTRAINT attachment_name_required CHECK (name <> ''),
    media_type text NOT NULL DEFAULT 'application/octet-stream',
    size bigint NOT NULL DEFAULT 0,
    digest text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT ''
""",
)
SAVED_VIEW = table(
    "saved_view",
    """
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    entity text NOT NULL,
    name text NOT NULL CONSTRAINT saved_view_name_required CHECK (name <> ''),
    shared boolean NOT NULL DEFAULT false,
    pinned boolean NOT NULL DEFAULT false,
    is_default boolean NOT NULL DEFAULT false,
    position int NOT NULL DEFAULT 0,
    query jsonb NOT NULL,
    CONSTRAINT saved_view_unique UNIQUE (employee_id, entity, name)
""",
)
NOTICE = table(
    "notice",
    """
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    kind text NOT NULL,
    text text NOT NULL,
    table_name text NOT NULL DEFAULT '',
    record_id bigint,
    read_at timestamptz
""",
)
IMPORT_RUN = table(
    "import_run",
    """
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    entity text NOT NULL,
    file_name text NOT NULL DEFAULT '',
    mapping jsonb NOT NULL DEFAULT '{}',
    state text NOT NULL DEFAULT 'staged' CONSTRAINT import_run_state_known
        CHECK (state IN ('staged', 'checked', 'done', 'undone')),
    counts jsonb NOT NULL DEFAULT '{}',
    bulk_id bigint
""",
)

OTHERS = """
CREATE TABLE crm.attachment_data (
    attachment_id bigint PRIMARY KEY REFERENCES crm.attachment ON DELETE CASCADE,
    content bytea NOT NULL);
CREATE INDEX attachment_record ON crm.attachment (table_name, record_id, id);
CREATE INDEX saved_view_entity ON crm.saved_view (entity, employee_id);
CREATE INDEX notice_unread ON crm.notice (employee_id, id) WHERE read_at IS NULL;
CREATE INDEX notice_employee ON crm.notice (employee_id, id);
CREATE TABLE crm.preference (
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    name text NOT NULL,
    value jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (employee_id, name));
CREATE UNLOGGED TABLE crm.presence (
    employee_id bigint NOT NULL,
    table_name text NOT NULL,
    record_id bigint NOT NULL,
    session text NOT NULL DEFAULT '',
    editing boolean NOT NULL DEFAULT false,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (table_name, record_id, employee_id, session));
CREATE TABLE crm.import_row (
    run_id bigint NOT NULL REFERENCES crm.import_run ON DELETE CASCADE,
    row_number int NOT NULL,
    employee_id bigint NOT NULL,
    data jsonb NOT NULL,
    record_id bigint,
    outcome text NOT NULL DEFAULT '',
    problems jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (run_id, row_number));
CREATE TABLE crm.session_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    at timestamptz NOT NULL DEFAULT now(),
    address inet DEFAULT inet_client_addr(),
    client text NOT NULL DEFAULT '');
CREATE INDEX session_log_employee ON crm.session_log (employee_id, at DESC);
CREATE TABLE crm.bulk_action (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    kind text NOT NULL,
    label text NOT NULL DEFAULT '',
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT now(),
    undone_at timestamptz);
CREATE TABLE crm.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    xid xid8 NOT NULL,
    login text NOT NULL,
    client text NOT NULL,
    address inet,
    table_name text NOT NULL,
    record_id bigint,
    operation text NOT NULL,
    old jsonb,
    new jsonb,
    digest bytea NOT NULL);
CREATE INDEX audit_record ON crm.audit (table_name, record_id, id);
CREATE INDEX audit_xid ON crm.audit (xid);
CREATE INDEX audit_login ON crm.audit (login, at);
CREATE TABLE crm.audit_seal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    from_xid xid8 NOT NULL,
    to_xid xid8 NOT NULL,
    ids bigint[] NOT NULL,
    digest bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now());
"""


def upgrade() -> None:
    """Create the tables."""
    for sql in (ATTACHMENT, SAVED_VIEW, NOTICE, IMPORT_RUN, *statements(OTHERS)):
        op.execute(sql)
