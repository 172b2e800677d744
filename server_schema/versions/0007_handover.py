"""Assigning, helpers, absences, the public pool, the directory."""

from alembic import op

from server_schema.shape import statements, table

revision = "0007"
down_revision = "0006"

POOL = (
    table(
        "customer_pool",
        """
    name text NOT NULL CONSTRAINT customer_pool_name_required CHECK (btrim(name) <> ''),
    position int NOT NULL DEFAULT 0,
    claims_per_day int CONSTRAINT customer_pool_claims_not_negative CHECK (claims_per_day >= 0),
    wait_former_days int NOT NULL DEFAULT 0 CONSTRAINT customer_pool_wait_former_not_negative CHECK (wait_former_days >= 0),
    wait_new_hours int NOT NULL DEFAULT 0 CONSTRAINT customer_pool_wait_new_not_negative CHECK (wait_new_hours >= 0),
    warn_days int NOT NULL DEFAULT 7 CONSTRAINT customer_pool_warn_days_sensible CHECK (warn_days BETWEEN 0 AND 365),
    spare_ordered boolean NOT NULL DEFAULT true,
    spare_open boolean NOT NULL DEFAULT true,
    spare_locked boolean NOT NULL DEFAULT true,
    hide_phones boolean NOT NULL DEFAULT true,
    hide_email boolean NOT NULL DEFAULT true,
    hide_address boolean NOT NULL DEFAULT true,
    hide_website boolean NOT NULL DEFAULT false,
    retired boolean NOT NULL DEFAULT false,
    note text NOT NULL DEFAULT '',
    CONSTRAINT customer_pool_name_unique UNIQUE (name)
""",
    ),
    table(
        "pool_member",
        """
    pool_id bigint NOT NULL REFERENCES crm.customer_pool ON DELETE CASCADE,
    employee_id bigint REFERENCES crm.employee ON DELETE CASCADE,
    department_id bigint REFERENCES crm.department ON DELETE CASCADE,
    is_admin boolean NOT NULL DEFAULT false,
    CONSTRAINT pool_member_one_of_both CHECK (num_nonnulls(employee_id, department_id) = 1),
    CONSTRAINT pool_member_unique UNIQUE NULLS NOT DISTINCT (pool_id, employee_id, department_id)
""",
    ),
    table(
        "pool_rule",
        """
    pool_id bigint NOT NULL REFERENCES crm.customer_pool ON DELETE CASCADE,
    clock text NOT NULL CONSTRAINT pool_rule_clock_known CHECK (clock IN ('action', 'opportunity', 'order')),
    grade text NOT NULL DEFAULT '',
    days int NOT NULL CONSTRAINT pool_rule_days_positive CHECK (days BETWEEN 1 AND 3650),
    CONSTRAINT pool_rule_unique UNIQUE (pool_id, clock, grade)
""",
    ),
    table(
        "holding_limit",
        """
    kind text NOT NULL DEFAULT 'owned' CONSTRAINT holding_limit_kind_known CHECK (kind IN ('owned', 'locked')),
    employee_id bigint REFERENCES crm.employee ON DELETE CASCADE,
    department_id bigint REFERENCES crm.department ON DELETE CASCADE,
    most int NOT NULL CONSTRAINT holding_limit_most_not_negative CHECK (most >= 0),
    spare_ordered boolean NOT NULL DEFAULT false,
    CONSTRAINT holding_limit_one_of_both CHECK (num_nonnulls(employee_id, department_id) <= 1),
    CONSTRAINT holding_limit_unique UNIQUE NULLS NOT DISTINCT (kind, employee_id, department_id)
""",
    ),
)

#: A history keeps itself: no audit, written by triggers alone.
HOLDING = table(
    "customer_holding",
    """
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    holder_id bigint REFERENCES crm.employee ON DELETE RESTRICT,
    pool_id bigint REFERENCES crm.customer_pool ON DELETE SET NULL,
    from_pool_id bigint REFERENCES crm.customer_pool ON DELETE SET NULL,
    from_at timestamptz NOT NULL,
    to_at timestamptz,
    how text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    days int,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id()
""",
)
HELPER = table(
    "customer_helper",
    """
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    power text NOT NULL DEFAULT 'read' CONSTRAINT customer_helper_power_known CHECK (power IN ('read', 'write')),
    expires_on date,
    note text NOT NULL DEFAULT '',
    CONSTRAINT customer_helper_unique UNIQUE (customer_id, employee_id)
""",
)
ABSENCE = table(
    "absence",
    """
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    stand_in_id bigint REFERENCES crm.employee ON DELETE CASCADE,
    from_on date NOT NULL,
    to_on date NOT NULL,
    note text NOT NULL DEFAULT '',
    CONSTRAINT absence_dates_ordered CHECK (from_on <= to_on),
    CONSTRAINT absence_not_his_own_stand_in CHECK (stand_in_id <> employee_id)
""",
)

OTHERS = """
ALTER TABLE crm.customer ADD COLUMN pool_id bigint REFERENCES crm.customer_pool ON DELETE RESTRICT,
    ADD COLUMN pool_reason text NOT NULL DEFAULT '',
    ADD COLUMN pool_due_on date,
    ADD COLUMN received_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN locked boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT customer_pooled_has_no_owner CHECK (pool_id IS NULL OR owner_id IS NULL);
UPDATE crm.customer SET received_at = created_at;
CREATE INDEX customer_pool_sort ON crm.customer (pool_id, sort_key, id) WHERE pool_id IS NOT NULL;
CREATE INDEX customer_owner_pool_due ON crm.customer (owner_id, pool_due_on) WHERE pool_due_on IS NOT NULL;
CREATE INDEX customer_owner_locked ON crm.customer (owner_id) WHERE locked;
CREATE INDEX pool_member_employee ON crm.pool_member (employee_id);
CREATE INDEX pool_member_department ON crm.pool_member (department_id);
CREATE INDEX customer_holding_customer ON crm.customer_holding (customer_id, id);
CREATE INDEX customer_holding_holder ON crm.customer_holding (holder_id, from_at);
CREATE INDEX customer_holding_from ON crm.customer_holding (from_at, id);
CREATE INDEX customer_holding_owner ON crm.customer_holding (owner_id, from_at, id);
CREATE INDEX customer_helper_employee ON crm.customer_helper (employee_id, customer_id);
CREATE INDEX customer_helper_owner ON crm.customer_helper (owner_id);
CREATE INDEX absence_stand_in ON crm.absence (stand_in_id, to_on);
CREATE INDEX absence_employee ON crm.absence (employee_id, to_on);
CREATE TABLE crm.pool_due (
    customer_id bigint PRIMARY KEY REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint NOT NULL,
    pool_id bigint NOT NULL,
    clock text NOT NULL,
    days int NOT NULL,
    due_on date NOT NULL,
    warned_on date NOT NULL);
CREATE TABLE crm.pool_run (
    day date PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    by text NOT NULL DEFAULT session_user,
    fallen int NOT NULL DEFAULT 0,
    warned int NOT NULL DEFAULT 0);
ALTER TABLE crm.employee ADD COLUMN extension text NOT NULL DEFAULT '';
CREATE TABLE crm.employee_photo (
    employee_id bigint PRIMARY KEY REFERENCES crm.employee ON DELETE CASCADE,
    content bytea NOT NULL CONSTRAINT employee_photo_small CHECK (length(content) <= 300000),
    updated_at timestamptz NOT NULL DEFAULT now());
INSERT INTO crm.setting (name, value) VALUES ('time_zone', to_jsonb(current_setting('TimeZone')));
INSERT INTO crm.right_rule (role_id, module, action, scope)
    SELECT r.id, 'pool', a, 'all' FROM crm.role r, unnest(ARRAY['view', 'create', 'edit', 'delete']) a
    WHERE r.code IN ('administrator', 'manager')
    UNION ALL SELECT id, 'pool', 'view', 'own' FROM crm.role WHERE code IN ('team_lead', 'sales_rep')
    ON CONFLICT DO NOTHING;
"""


def upgrade() -> None:
    """Add the tables and columns."""
    for sql in (*POOL, HOLDING, HELPER, ABSENCE, *statements(OTHERS)):
        op.execute(sql)
