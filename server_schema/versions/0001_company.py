"""Company, employees, rights and everything the company defines itself."""

from alembic import op

from server_schema.shape import statements, table

revision = "0001"
down_revision = None

DEPARTMENT = table(
    "department",
    """
    code text NOT NULL DEFAULT '',
    name text NOT NULL CONSTRAINT department_name_required CHECK (name <> ''),
    parent_id bigint REFERENCES crm.department ON DELETE RESTRICT,
    head_id bigint,
    position int NOT NULL DEFAULT 0,
    CONSTRAINT department_not_its_own_parent CHECK (parent_id <> id)
""",
)

EMPLOYEE = table(
    "employee",
    """
    code text NOT NULL DEFAULT '',
    login text CONSTRAINT employee_login_unique UNIQUE
        CONSTRAINT employee_login_form CHECK (login ~ '^[a-z][a-z0-9_.-]{1,40}$'),
    name text NOT NULL CONSTRAINT employee_name_required CHECK (name <> ''),
    title text NOT NULL DEFAULT '',
    department_id bigint REFERENCES crm.department ON DELETE RESTRICT,
    superior_id bigint REFERENCES crm.employee ON DELETE RESTRICT,
    stand_in_id bigint REFERENCES crm.employee ON DELETE SET NULL,
    gender text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    mobile text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    birthday date,
    hired_on date,
    left_on date,
    status text NOT NULL DEFAULT 'active'
        CONSTRAINT employee_status_known CHECK (status IN ('active', 'locked', 'left')),
    note text NOT NULL DEFAULT '',
    attrs jsonb NOT NULL DEFAULT '{}',
    sort_key text COLLATE "C" NOT NULL DEFAULT '',
    tokens tsvector NOT NULL DEFAULT '',
    CONSTRAINT employee_not_his_own_superior CHECK (superior_id <> id)
""",
)

RIGHTS = (
    table(
        "role",
        """
    code text NOT NULL CONSTRAINT role_code_unique UNIQUE
        CONSTRAINT role_code_form CHECK (code ~ '^[a-z][a-z0-9_]{1,24}$'),
    name text NOT NULL CONSTRAINT role_name_required CHECK (name <> ''),
    name_en text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT ''
""",
    ),
    table(
        "right_rule",
        """
    role_id bigint NOT NULL REFERENCES crm.role ON DELETE CASCADE,
    module text NOT NULL,
    action text NOT NULL CONSTRAINT right_rule_action_known CHECK
        (action IN ('view', 'create', 'edit', 'delete', 'assign', 'export', 'print', 'bulk_edit')),
    scope text NOT NULL CONSTRAINT right_rule_scope_known CHECK
        (scope IN ('none', 'own', 'subordinates', 'department', 'departments_below', 'all')),
    CONSTRAINT right_rule_unique UNIQUE (role_id, module, action)
""",
    ),
    table(
        "field_right",
        """
    role_id bigint NOT NULL REFERENCES crm.role ON DELETE CASCADE,
    table_name text NOT NULL,
    field text NOT NULL,
    access text NOT NULL CONSTRAINT field_right_access_known CHECK (access IN ('none', 'read', 'edit')),
    CONSTRAINT field_right_unique UNIQUE (role_id, table_name, field)
""",
    ),
    table(
        "employee_role",
        """
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    role_id bigint NOT NULL REFERENCES crm.role ON DELETE RESTRICT,
    CONSTRAINT employee_role_unique UNIQUE (employee_id, role_id)
""",
    ),
)

DEFINITIONS = (
    table(
        "dictionary",
        """
    kind text NOT NULL CONSTRAINT dictionary_kind_form CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    code text NOT NULL CONSTRAINT dictionary_code_required CHECK (code <> ''),
    name text NOT NULL CONSTRAINT dictionary_name_required CHECK (name <> ''),
    name_en text NOT NULL DEFAULT '',
    colour text NOT NULL DEFAULT '' CONSTRAINT dictionary_colour_form CHECK (colour ~ '^(#[0-9a-f]{6})?$'),
    position int NOT NULL DEFAULT 0,
    retired boolean NOT NULL DEFAULT false,
    data jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT dictionary_code_unique UNIQUE (kind, code)
""",
    ),
    table(
        "coding_rule",
        """
    entity text NOT NULL,
    class_code text NOT NULL DEFAULT '',
    pattern text NOT NULL CONSTRAINT coding_rule_pattern_form CHECK (pattern ~ '^[^{}]*(\\{(YYYY|YY|MM|DD|class)\\}[^{}]*)*\\{#+\\}$'),
    gapless boolean NOT NULL DEFAULT false,
    CONSTRAINT coding_rule_unique UNIQUE (entity, class_code)
""",
    ),
    table(
        "attribute_definition",
        """
    entity text NOT NULL,
    key text NOT NULL CONSTRAINT attribute_definition_key_form CHECK (key ~ '^[a-z][a-z0-9_]{0,40}$'),
    label text NOT NULL CONSTRAINT attribute_definition_label_required CHECK (label <> ''),
    label_en text NOT NULL DEFAULT '',
    kind text NOT NULL CONSTRAINT attribute_definition_kind_known CHECK (kind IN
        ('text', 'long_text', 'integer', 'number', 'money', 'date', 'bool', 'choice', 'choices', 'link', 'attachment', 'formula')),
    dictionary text NOT NULL DEFAULT '',
    required boolean NOT NULL DEFAULT false,
    default_value text NOT NULL DEFAULT '',
    class_code text NOT NULL DEFAULT '',
    position int NOT NULL DEFAULT 0,
    searchable boolean NOT NULL DEFAULT false,
    in_list boolean NOT NULL DEFAULT false,
    retired boolean NOT NULL DEFAULT false,
    CONSTRAINT attribute_definition_unique UNIQUE (entity, key)
""",
    ),
    table(
        "setting",
        """
    name text NOT NULL CONSTRAINT setting_name_unique UNIQUE,
    value jsonb NOT NULL
""",
    ),
)

OTHERS = """
CREATE TABLE crm.account_set (
    id int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    name text NOT NULL,
    company text NOT NULL DEFAULT '',
    company_en text NOT NULL DEFAULT '',
    role_prefix text NOT NULL,
    colour text NOT NULL DEFAULT '#2563eb',
    currency text NOT NULL DEFAULT 'CNY',
    is_demo boolean NOT NULL DEFAULT false,
    address text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    tax_number text NOT NULL DEFAULT '',
    bank_name text NOT NULL DEFAULT '',
    bank_account text NOT NULL DEFAULT '',
    logo bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    facts jsonb NOT NULL DEFAULT '{}');
ALTER TABLE crm.department ADD CONSTRAINT department_head_id_fkey
    FOREIGN KEY (head_id) REFERENCES crm.employee ON DELETE SET NULL;
CREATE UNIQUE INDEX department_code_unique ON crm.department (code) WHERE code <> '';
CREATE UNIQUE INDEX employee_code_unique ON crm.employee (code) WHERE code <> '';
CREATE INDEX department_parent ON crm.department (parent_id);
CREATE INDEX employee_sort ON crm.employee (sort_key, id);
CREATE INDEX employee_superior ON crm.employee (superior_id);
CREATE INDEX employee_department ON crm.employee (department_id);
CREATE INDEX employee_stand_in ON crm.employee (stand_in_id);
CREATE INDEX employee_tokens ON crm.employee USING gin (tokens);
CREATE INDEX employee_role_role ON crm.employee_role (role_id);
CREATE INDEX dictionary_position ON crm.dictionary (kind, position, id);
CREATE TABLE crm.module_table (
    table_name text PRIMARY KEY,
    module text NOT NULL,
    ownership text NOT NULL);
CREATE TABLE crm.effective_right (
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE CASCADE,
    module text NOT NULL,
    action text NOT NULL,
    scope text NOT NULL,
    owners bigint[] NOT NULL,
    PRIMARY KEY (employee_id, module, action));
CREATE TABLE crm.code_counter (
    entity text NOT NULL,
    prefix text NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (entity, prefix));
CREATE TABLE crm.hanzi (
    ch text COLLATE "C" PRIMARY KEY,
    readings text[] NOT NULL);
CREATE TABLE crm.syllable (
    reading text COLLATE "C" PRIMARY KEY);
"""


def upgrade() -> None:
    """Create the tables."""
    for sql in (DEPARTMENT, EMPLOYEE, *RIGHTS, *DEFINITIONS, *statements(OTHERS)):
        op.execute(sql)
