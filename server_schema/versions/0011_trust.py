"""Audit, time, backup and usage."""

from alembic import op

from server_schema.shape import statements, table

revision = "0011"
down_revision = "0010"

SAFETY_RUN = table(
    "safety_run",
    """
    kind text NOT NULL CONSTRAINT safety_run_kind_known CHECK
        (kind IN ('backup', 'drill', 'restore', 'copy', 'upgrade', 'check', 'verify', 'seal', 'archive', 'base_backup')),
    ok boolean NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz NOT NULL DEFAULT now(),
    host text NOT NULL DEFAULT '',
    file text NOT NULL DEFAULT '',
    size bigint NOT NULL DEFAULT 0,
    row_count bigint NOT NULL DEFAULT 0,
    detail jsonb NOT NULL DEFAULT '{}'
""",
)
SENSITIVE_FIELD = table(
    "sensitive_field",
    """
    table_name text NOT NULL CONSTRAINT sensitive_field_table_required CHECK (table_name <> ''),
    field text NOT NULL CONSTRAINT sensitive_field_field_required CHECK (field <> ''),
    note text NOT NULL DEFAULT '',
    CONSTRAINT sensitive_field_unique UNIQUE (table_name, field)
""",
)

# Transaction numbers begin anew in another cluster: an epoch says in which cluster a row was written.
OTHERS = """
ALTER TABLE crm.account_set ADD COLUMN epoch int NOT NULL DEFAULT 1;
ALTER TABLE crm.audit ADD COLUMN epoch int NOT NULL DEFAULT 1;
ALTER TABLE crm.audit_seal ADD COLUMN epoch int NOT NULL DEFAULT 1;
ALTER TABLE crm.bulk_action ADD COLUMN epoch int NOT NULL DEFAULT 1;
CREATE INDEX audit_at ON crm.audit USING brin (at);
CREATE INDEX session_log_at ON crm.session_log USING brin (at);
CREATE INDEX bulk_action_at ON crm.bulk_action (at);
CREATE TABLE crm.audit_archive (LIKE crm.audit);
ALTER TABLE crm.audit_archive ADD PRIMARY KEY (id);
CREATE INDEX audit_archive_record ON crm.audit_archive (table_name, record_id, id);
CREATE INDEX audit_archive_login ON crm.audit_archive (login, at);
CREATE INDEX safety_run_kind ON crm.safety_run (kind, ended_at DESC);
INSERT INTO crm.sensitive_field (table_name, field) VALUES
    ('customer', 'tax_number'), ('customer', 'bank_account'), ('customer', 'credit_limit'),
    ('employee', 'mobile'), ('employee', 'birthday'), ('product_cost', 'cost');
"""

# An account set that is there already has its roles: those who administer get the new modules too.
RIGHTS = """
INSERT INTO crm.right_rule (role_id, module, action, scope)
SELECT r.id, m.module, a.action, m.scope FROM crm.role r
JOIN (VALUES ('administrator', 'usage', 'all', true), ('administrator', 'safety', 'all', true),
    ('manager', 'usage', 'all', false), ('team_lead', 'usage', 'subordinates', false)) m(code, module, scope, whole) USING (code)
CROSS JOIN unnest(ARRAY['view', 'export', 'print', 'create', 'edit', 'delete', 'assign', 'bulk_edit']) a(action)
WHERE m.whole OR a.action IN ('view', 'export', 'print')
ON CONFLICT (role_id, module, action) DO NOTHING;
"""


def upgrade() -> None:
    """Add the tables and columns."""
    for sql in (SAFETY_RUN, SENSITIVE_FIELD, *statements(OTHERS), *statements(RIGHTS)):
        op.execute(sql)
